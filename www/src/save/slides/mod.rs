//! Saving pictures for slides: each is drawn by a worker out of the cleaned image, and goes into one zip.
//!
//! The gate is asked of every image when they are saved, whatever it said when they were marked; what may not leave is
//! left out, with the reason. The certificate in the zip says which picture is of which image.
//!
//! `making` one saving, from its first picture to the end of its zip · `asking` what workers are asked.

mod asking;
mod making;

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{delivery, open_sink};
use crate::browser::sink;
use crate::pool::{self, Urgency};
use crate::state::Session;
use crate::state::run::ZipTo;
use crate::state::slides::{Slides, Work};
use making::Making;

thread_local! {
    static STOPPED: Cell<bool> = const { Cell::new(false) };
}

/// Draws and saves what is marked; call while the click lasts. Does nothing while anything is being saved.
pub fn start(session: Session, to: ZipTo) {
    let may = session
        .slides
        .with_untracked(|slides| !slides.marks.is_empty() && !slides.is_working());
    if sink::is_picking() || session.is_running() || !may {
        return;
    }
    let fail = move |words: String| {
        session
            .slides
            .update(|slides| slides.work = Work::Failed(words))
    };
    if let Some(words) = session.wrongly_typed() {
        return fail(words);
    }
    let stem = format!(
        "Darkroom-slides-{}-{}",
        delivery::today(),
        delivery::time_of_day()
    );
    let picked = match to {
        ZipTo::Download => None,
        ZipTo::PickedFile => match sink::pick(&format!("{stem}.zip")) {
            Some(picked) => Some(picked),
            None => return,
        },
    };
    STOPPED.set(false);
    spawn_local(async move {
        let Some(mut sink) = open_sink(session, stem, picked).await else {
            return;
        };
        if session.is_running() {
            return sink.abort().await;
        }
        let ended = match Making::begin(session) {
            Ok(making) => making.into_zip(&mut sink).await,
            Err(words) => Err(words),
        };
        if ended.is_err() {
            sink.abort().await;
        }
        let work = ended.map_or_else(Work::Failed, Work::Saved);
        session.slides.update(|slides| slides.work = work);
    });
}

/// Stops drawing; nothing of it is saved.
pub fn stop(session: Session) {
    if session.slides.with_untracked(Slides::is_working) {
        STOPPED.set(true);
        pool::abort(Urgency::Clean);
    }
}
