//! Saving: what may leave is cleaned by the workers, a few files at a time, and written to a zip as it comes.
//!
//! In come the person's clicks, out goes a zip (or some), and the page's signal shows how far it is. Nothing is
//! delivered while a series still has to be looked at. Cancelling at any moment leaves nothing half-made, and the
//! counts hold at every step.
//!
//! | file | job |
//! |---|---|
//! | `delivery` | one run from its first image to its last zip |
//! | `entry` | what it sets out to write |
//! | `ask`, `paint_runs` | a question for a cleaned file; a long clip's frames, painted by all workers first |
//! | `pieces` | the answer, put together from what was made and what stays in the original |
//! | `lock` | zips that are locked with a passphrase: an entry's bytes on their way through the workers |
//! | `tally` | the run's counts and clock, and showing them |
//! | `control` | pause, carry on, stop |
//! | `zips` | the zips that were given to the browser |
//! | `proof`, `locked` | whether they have arrived; those that are locked |
//! | [`slides`] | pictures for slides, in a zip of their own |

mod ask;
mod paint_runs;

mod control;
mod delivery;
mod entry;

mod lock;
mod locked;

mod pieces;
mod proof;
pub mod slides;
mod tally;
mod zips;

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

pub use proof::{prove_drop, prove_files};
pub use zips::{can_download_again, download_again};

use crate::browser::sink::{self, Download, PickedFile, Sink};
use crate::state::Session;
use crate::state::run::ZipTo;
use crate::state::slides::Slides;
use darkroom::deliver::{Certificate, Paper};

/// Whether nothing runs, nothing is being read, no series is left to look at, and a linking key or a lock that is
/// wanted can be made.
fn may_start(session: Session) -> bool {
    let all_decided = session.review.with_untracked(|review| {
        session
            .catalogue
            .with_untracked(|catalogue| review.left(catalogue).is_empty())
    });
    let key = session
        .key_form
        .with_untracked(|form| form.problem().is_none());
    let lock = session
        .zip_lock
        .with_untracked(|form| form.problem().is_none());
    let drawing = session.slides.with_untracked(Slides::is_working);
    all_decided
        && key
        && lock
        && !drawing
        && !session.is_running()
        && session.intake.with_untracked(Option::is_none)
}

/// Starts a delivery; call while the click lasts. Does nothing while one runs or a series is left to look at.
pub fn start(session: Session, to: ZipTo) {
    // The picker is open already: what it answers starts a delivery.
    if sink::is_picking() {
        return;
    }
    session.fault.set(None);
    if !may_start(session) {
        return;
    }
    if let Some(words) = session.wrongly_typed() {
        return session.fault.set(Some(words));
    }
    // With the time of day: a second zip must not be taken for the first, nor take its place.
    let stem = format!("Darkroom-{}-{}", delivery::today(), delivery::time_of_day());
    let picked = match to {
        ZipTo::Download => None,
        ZipTo::PickedFile => match sink::pick(&format!("{stem}.zip")) {
            Some(picked) => Some(picked),
            None => {
                return session.fault.set(Some(
                    "This browser cannot save to a chosen file; use the download.".into(),
                ));
            }
        },
    };
    spawn_local(async move {
        let Some(mut sink) = open_sink(session, stem, picked).await else {
            return;
        };
        // Things may have changed while the person chose a file.
        match may_start(session) {
            true => delivery::deliver(session, sink).await,
            false => sink.abort().await,
        }
    });
}

async fn open_sink(session: Session, stem: String, picked: Option<Promise>) -> Option<Sink> {
    let Some(picked) = picked else {
        return Some(Sink::Download(Download::new(stem)));
    };
    match PickedFile::open(picked).await? {
        Ok(file) => Some(Sink::File(file)),
        Err(error) => {
            session.fault.set(Some(error.to_string()));
            None
        }
    }
}

/// Stops cleaning after what is under way, or carries on.
pub fn pause(session: Session, paused: bool) {
    if session.is_running() {
        control::pause(paused);
    }
}

/// Stops the run at once.
pub fn cancel(session: Session) {
    if session.is_running() {
        control::cancel();
    }
}

/// Saves a certificate as a file in the download folder; the error is the reason in words.
pub fn save_certificate(certificate: &Certificate) -> Result<(), String> {
    let name = Paper::Certificate.file_name(&certificate.code());
    match sink::download(&name, "application/json", &certificate.to_json()) {
        true => Ok(()),
        false => Err("The browser could not save the certificate.".into()),
    }
}
