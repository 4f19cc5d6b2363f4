//! Frames and thumbnails for the views: asked of workers, cached for a while, never asked for twice at once.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};

use crate::controllers::cache::{self, Cache};
use crate::controllers::store;
use crate::pool::{self, NoAnswer, Urgency};
use crate::protocol::{self, Request, Response};
use crate::state::Session;
use darkroom::catalogue::{InstanceId, Triage};
use darkroom::pixels::{Picture, Samples};
use leptos::prelude::WithUntracked;

/// Bytes of decoded frames that are cached.
const FRAMES_LIMIT: usize = 256 * 1024 * 1024;

/// Bytes of thumbnails that are cached.
const THUMBNAILS_LIMIT: usize = 64 * 1024 * 1024;

/// A small picture, RGBA.
#[derive(Clone, Debug, PartialEq)]
pub struct Thumbnail {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

type Shown = Result<Rc<Picture>, String>;
pub type Small = Option<Rc<Thumbnail>>;

/// Instance, frame (from 0).
type FrameKey = (InstanceId, u32);

/// Instance, frame (from 0), longer side.
type ThumbnailKey = (InstanceId, u32, u32);

thread_local! {
    static FRAMES: RefCell<Cache<FrameKey, Shown>> = RefCell::new(Cache::new(
        FRAMES_LIMIT,
        weigh_frame,
        |key, urgency, wanted| Box::pin(make_frame(key, urgency, wanted)),
    ));
    static THUMBNAILS: RefCell<Cache<ThumbnailKey, Small>> = RefCell::new(Cache::new(
        THUMBNAILS_LIMIT,
        |small| small.as_ref().map(|small| small.rgba.len()),
        |key, urgency, wanted| Box::pin(make_thumbnail(key, urgency, wanted)),
    ));
}

/// A frame, or the reason in words why there is none; `None` if nobody waits for it any more.
pub async fn frame(instance: InstanceId, frame: u32) -> Option<Shown> {
    cache::obtain(&FRAMES, (instance, frame), Urgency::Frame).await
}

/// Frames that are likely wanted next, instead of those named before.
pub fn prefetch(wanted: Vec<FrameKey>) {
    cache::prefetch(&FRAMES, wanted);
}

/// A small picture; the outer `None` says that nobody waits for it any more, the inner one that it can't be shown.
pub async fn thumbnail(instance: InstanceId, frame: u32, side: u32) -> Option<Small> {
    cache::obtain(&THUMBNAILS, (instance, frame, side), Urgency::Thumbnail).await
}

/// How much looking a video needs if it is re-encoded; the error says in words why it can't be.
pub async fn video_offer(instance: InstanceId) -> Result<Triage, String> {
    let (origin, file) = store::origin(instance).ok_or("There is no file behind this video.")?;
    let request = Request::Video {
        file: origin.file,
        locator: origin.locator,
    };
    match pool::ask(Urgency::Frame, request, vec![file.into()], None).await {
        Ok((Response::Video(offer), _)) => offer,
        Ok(_) | Err(NoAnswer::Stopped) => Err("The engine stopped on this video, twice.".into()),
        Err(NoAnswer::Forgotten) => Err("Nobody waits for this video any more.".into()),
    }
}

fn weigh_frame(shown: &Shown) -> Option<usize> {
    Some(match shown.as_ref().map(|picture| &picture.samples) {
        Ok(Samples::Grey { values, .. }) => values.len().saturating_mul(2),
        Ok(Samples::Rgba(bytes)) => bytes.len(),
        Err(_) => return None,
    })
}

async fn make_frame(
    (instance, frame): FrameKey,
    urgency: Urgency,
    wanted: cache::Wanted,
) -> Result<Shown, NoAnswer> {
    let Some((origin, file)) = store::origin(instance) else {
        return Ok(Err("There is no file behind this picture.".into()));
    };
    let request = Request::Frame {
        file: origin.file,
        locator: origin.locator,
        frame,
    };
    match pool::ask(urgency, request, vec![file.into()], Some(wanted)).await {
        Ok((Response::Picture(Ok(head)), buffers)) => {
            let picture = protocol::join_picture(head, first(&buffers));
            Ok(picture
                .map(Rc::new)
                .ok_or_else(|| "The engine sent half a picture.".into()))
        }
        Ok((Response::Picture(Err(why)), _)) => Ok(Err(why)),
        Ok(_) | Err(NoAnswer::Stopped) => {
            Ok(Err("The engine stopped on this picture, twice.".into()))
        }
        Err(NoAnswer::Forgotten) => Err(NoAnswer::Forgotten),
    }
}

async fn make_thumbnail(
    (instance, frame, side): ThumbnailKey,
    urgency: Urgency,
    wanted: cache::Wanted,
) -> Result<Small, NoAnswer> {
    let Some((origin, file)) = store::origin(instance) else {
        return Ok(None);
    };
    let request = Request::Thumbnail {
        file: origin.file,
        locator: origin.locator,
        frame,
        side,
    };
    match pool::ask(urgency, request, vec![file.into()], Some(wanted)).await {
        Ok((Response::Thumbnail(Some((width, height))), buffers)) => Ok(Some(Rc::new(Thumbnail {
            width,
            height,
            rgba: first(&buffers),
        }))),
        Err(NoAnswer::Forgotten) => Err(NoAnswer::Forgotten),
        Ok(_) | Err(NoAnswer::Stopped) => Ok(None),
    }
}

fn first(buffers: &[ArrayBuffer]) -> Vec<u8> {
    buffers
        .first()
        .map(|buffer| Uint8Array::new(buffer).to_vec())
        .unwrap_or_default()
}

/// A small picture of an instance's middle frame, its longer side at most `side` pixels: `Some(None)` if it can't be
/// shown, `None` if there is none or nobody waits for it any more.
pub async fn middle(session: Session, instance: InstanceId, side: u32) -> Option<Small> {
    let frames = session
        .catalogue
        .with_untracked(|catalogue| Some(catalogue.summary(instance)?.image?.frames))?;
    thumbnail(instance, frames / 2, side).await
}
