//! Frames of files as pictures.

use std::rc::Rc;

use super::sources::{open, source};
use super::video;
use crate::engine::blob_source::WINDOW;
use crate::engine::{self, Locator};
use crate::protocol::given::Given;
use crate::protocol::{self, FileKey, Response, Span};
use darkroom::dicom::Source;
use darkroom::pixels::Picture;
use darkroom::pixels::projection::Gathered;

/// Files up to this size are read whole before a frame of theirs is shown: single images, of which all is needed but the header's end.
const SLICE: u64 = 2 * 1024 * 1024;

/// A frame of a file for the viewer.
pub async fn show(
    (file, locator): (FileKey, Locator),
    given: Given,
    frame: u32,
) -> (Response, Vec<Vec<u8>>) {
    // Of a clip whose header is at hand nothing is read but the frame.
    let whole = match engine::is_at_hand(file, &locator) {
        true => None,
        false => Some(SLICE),
    };
    let source = open(given, whole).await;
    match picture(file, source, &locator, frame).await {
        Ok(picture) => {
            let (head, bytes) = protocol::split_picture(picture);
            (Response::Picture(Ok(head)), vec![bytes])
        }
        Err(why) => (Response::Picture(Err(why)), Vec::new()),
    }
}

/// A frame of a file, made small.
pub async fn thumbnail(
    (file, locator): (FileKey, Locator),
    given: Given,
    frame: u32,
    side: u32,
) -> (Response, Vec<Vec<u8>>) {
    let source = open(given, WINDOW).await;
    match picture(file, source, &locator, frame).await {
        Ok(picture) => {
            let (width, height, rgba) = engine::thumbnail(&picture, side);
            (Response::Thumbnail(Some((width, height))), vec![rgba])
        }
        Err(_) => (Response::Thumbnail(None), Vec::new()),
    }
}

/// Frames of files, brightest and darkest laid over each other.
pub async fn project(
    spans: Vec<Span>,
    files: impl Iterator<Item = Given>,
) -> (Response, Vec<Vec<u8>>) {
    let mut gathered = Gathered::default();
    for (span, file) in spans.into_iter().zip(files) {
        // Between two files another question may be answered: somebody may wait for a frame.
        let source = source(file, WINDOW).await;
        lay_over(&mut gathered, span, source).await;
    }
    let (head, bytes) = protocol::split_gathered(gathered);
    (Response::Projected(head), bytes)
}

/// A frame to show; the error is the reason in words.
async fn picture(
    file: FileKey,
    source: Rc<dyn Source>,
    locator: &Locator,
    frame: u32,
) -> Result<Picture, String> {
    let instance = engine::instance(file, Rc::clone(&source), locator)?;
    match video::is_video(&instance) {
        true => video::picture((file, locator.clone()), &instance, frame).await,
        false => engine::picture(file, source, locator, frame),
    }
}

/// Lays a run of frames over what is gathered.
async fn lay_over(gathered: &mut Gathered, span: Span, source: Rc<dyn Source>) {
    let Span {
        file,
        locator,
        first,
        last,
    } = span;
    match engine::instance(file, Rc::clone(&source), &locator) {
        Ok(instance) if video::is_video(&instance) => {
            video::project(gathered, (file, locator), &instance, (first, last)).await;
        }
        _ => engine::project(gathered, file, source, &locator, (first, last)),
    }
}
