//! Saving pictures for slides: each is drawn by a worker out of the cleaned image, and goes into one zip.
//!
//! The gate is asked of every image when they are saved, whatever it said when they were marked; what may not leave is
//! left out, with the reason. The certificate in the zip says which picture is of which image.
//!
//! `making` one saving, from its first picture to the end of its zip · `asking` what workers are asked.

mod asking;
mod making;

use std::cell::Cell;

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::open_sink;
use crate::browser::js;
use crate::browser::sink::{self, Sink};
use crate::controllers::clock;
use crate::pool::{self, Urgency};
use crate::state::Session;
use crate::state::slides::{Saved, Slides, Work};
use making::Making;

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
}

/// Draws and saves what is marked; call while the click lasts. Does nothing while anything is being saved.
pub fn start(session: Session, to: To) {
    let slides = session.slides;
    let may = slides.with_untracked(|slides| !slides.marks.is_empty() && !slides.is_working());
    if sink::is_picking() || session.is_running() || !may {
        return;
    }
    if let Some(words) = session.wrongly_typed() {
        return slides.update(|slides| slides.work = Work::Failed(words));
    }
    let (day, time) = (clock::today(), clock::time_of_day());
    let stem = format!("Darkroom-slides-{day}-{time}");
    let picked = match to {
        To::Download | To::Alone => None,
        To::PickedFile => match sink::pick(&format!("{stem}.zip")) {
            Some(picked) => Some(picked),
            None => return,
        },
    };
    STOPPED.set(false);
    spawn_local(async move {
        let saved = match to {
            To::Alone => alone(session).await,
            To::Download | To::PickedFile => match open_sink(session, stem, picked).await {
                Some(sink) => zipped(session, sink).await,
                None => return,
            },
        };
        slides.update(|slides| slides.work = saved.map_or_else(Work::Failed, Work::Saved));
    });
}

/// All of it in a zip; the error is the reason in words.
async fn zipped(session: Session, mut sink: Sink) -> Result<Saved, String> {
    // Things may have changed while the person chose a file.
    let making = match session.is_running() {
        true => Err("Saving goes on: save the pictures when it is done.".into()),
        false => Making::begin(session),
    };
    let saved = match making {
        Ok(making) => making.into_zip(&mut sink).await,
        Err(words) => Err(words),
    };
    if saved.is_err() {
        sink.abort().await;
    }
    saved
}

async fn alone(session: Session) -> Result<Saved, String> {
    let (name, bytes, saved) = Making::begin(session)?.alone().await?;
    let pieces = Array::of1(&Uint8Array::from(bytes.as_slice()));
    let given = js::blob(&pieces, "application/octet-stream");
    let given = given.and_then(|blob| sink::start_download(&blob, &name));
    given.map_err(|_| "The browser could not save the picture.".to_owned())?;
    Ok(saved)
}

/// Stops drawing; nothing of it is saved.
pub fn stop(session: Session) {
    if session.slides.with_untracked(Slides::is_working) {
        STOPPED.set(true);
        pool::abort(Urgency::Clean);
    }
}
