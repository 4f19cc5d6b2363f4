//! Saving pictures for slides: each is drawn by a worker out of the cleaned image, and goes into one zip, or into a folder on
//! the drive.
//!
//! The gate is asked of every image when they are saved, whatever it said when they were marked; what may not leave is
//! left out, with the reason. The certificate beside them says which picture is of which image.
//!
//! `making` one saving, from its first picture to its papers · `asking` what workers are asked · `place` where it goes.

mod asking;
mod making;
mod place;

use std::cell::Cell;

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{folders, open_sink};
use crate::browser::js;
use crate::browser::sink;
use crate::controllers::naming;
use crate::engine::ZipWriter;
use crate::pool::{self, Urgency};
use crate::state::Session;
use crate::state::slides::{Saved, Slides, Work};
use making::Making;
use place::Place;

thread_local! {
    static STOPPED: Cell<bool> = const { Cell::new(false) };
}

/// Where pictures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// A zip in the download folder.
    Download,
    /// A zip that the person picks.
    PickedFile,
    /// The first picture as a file by itself, in the download folder.
    Alone,
    /// A folder that the person picks.
    Folder,
}

/// Draws and saves what is marked; call while the click lasts. Does nothing while anything is being saved.
pub fn start(session: Session, to: To) {
    let slides = session.slides;
    let trying = session.folders.with_untracked(|folders| folders.trying);
    let may = slides.with_untracked(|slides| !slides.marks.is_empty() && !slides.is_working());
    if sink::is_picking() || trying || session.is_running() || !may {
        return;
    }
    if let Some(words) = session.wrongly_typed() {
        return slides.update(|slides| slides.work = Work::Failed(words));
    }
    let stem = naming::zip_stem(session, "-slides");
    let picked = match to {
        To::Download | To::Alone => None,
        To::Folder => match folders::ask_for_slides(session) {
            Some(picked) => Some(picked),
            None => return,
        },
        To::PickedFile => match sink::pick(&format!("{stem}.zip")) {
            Some(picked) => Some(picked),
            None => return,
        },
    };
    STOPPED.set(false);
    // What was said of the last is not of this.
    slides.update(|slides| slides.work = Work::Idle);
    spawn_local(async move {
        let place = match to {
            To::Alone => {
                let saved = alone(session).await;
                let work = saved.map_or_else(Work::Failed, Work::Saved);
                return slides.update(|slides| slides.work = work);
            }
            To::Folder => folders::for_slides(session, picked)
                .await
                .map(Place::Folder),
            To::Download | To::PickedFile => open_sink(session, stem, picked)
                .await
                .map(|sink| Place::Zip(sink, ZipWriter::new())),
        };
        if let Some(place) = place {
            let work = placed(session, place).await;
            slides.update(|slides| slides.work = work);
        }
    });
}

/// All of it in one place; what came of it.
async fn placed(session: Session, mut place: Place) -> Work {
    // Things may have changed while the person chose a file.
    let making = match session.is_running() {
        true => Err("Saving goes on: save the pictures when it is done.".into()),
        false => Making::begin(session),
    };
    let work = match making {
        Ok(making) => making.into_place(&mut place).await,
        Err(words) => Work::Failed(words),
    };
    if !matches!(work, Work::Saved(_)) {
        place.abort().await;
    }
    work
}

async fn alone(session: Session) -> Result<Saved, String> {
    let (name, bytes, saved) = Making::begin(session)?.alone().await?;
    let pieces = Array::of1(&Uint8Array::from(bytes.as_slice()));
    let given = js::blob(&pieces, "application/octet-stream");
    let given = given.and_then(|blob| sink::start_download(&blob, &name));
    given.map_err(|_| "The browser could not save the picture.".to_owned())?;
    Ok(saved)
}

/// Stops drawing; nothing of it is saved, but what is in a folder already.
pub fn stop(session: Session) {
    if session.slides.with_untracked(Slides::is_working) {
        STOPPED.set(true);
        pool::abort(Urgency::Clean);
    }
}
