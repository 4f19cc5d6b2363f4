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
//! | `asking` | which cleaned files are asked for next |
//! | `ask`, `paint_runs` | a question for a cleaned file; a long clip's frames, painted by all workers first |
//! | `pieces` | the answer, put together from what was made and what stays in the original |
//! | `lock` | zips that are locked with a passphrase: an entry's bytes on their way through the workers |
//! | `tally` | the run's counts and clock, and showing them |
//! | `control` | pause, carry on, stop |
//! | `papers` | the certificate and what goes with it |
//! | `zipping` | a delivery into a zip |
//! | `folders` | a delivery to a folder on a drive, and a second copy |
//! | [`forecast`] | how long it will take, by a few images that are tried |
//! | `zips` | the zips that were given to the browser |
//! | `proof`, `locked` | whether they have arrived; those that are locked |
//! | [`slides`] | pictures for slides, in a zip of their own |

mod ask;
mod asking;
mod paint_runs;

mod control;
mod delivery;
mod entry;
pub mod folders;
pub mod forecast;

mod lock;
mod locked;
mod papers;
mod pieces;
mod proof;
pub mod slides;
mod tally;
mod zipping;
mod zips;

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

pub use proof::{prove_drop, prove_files};
pub use zips::{can_download_again, download_again};

use crate::browser::js;
use crate::browser::sink::{self, Download, PickedFile, SaveError, Sink};
use crate::controllers::{naming, ruled};
use crate::state::Session;
use crate::state::lock::LockForm;
use crate::state::run::ZipTo;
use crate::state::slides::Slides;
use crate::state::this_browser::Came;
use crate::words::ruled::{AT_ONCE, NO_PLACE, NO_WRITING};
use darkroom::deliver::{Certificate, Paper};
use delivery::Target;
use lock::Lock;
use zipping::Zipping;

/// Whether nothing runs, nothing is being read, no series is left to look at, and a linking key that is wanted can
/// be made.
fn may_start(session: Session) -> bool {
    let all_decided = session.review.with_untracked(|review| {
        session
            .catalogue
            .with_untracked(|catalogue| review.left(catalogue).is_empty())
    });
    let key = session
        .key_form
        .with_untracked(|form| form.problem().is_none());
    let drawing = session.slides.with_untracked(Slides::is_working);
    all_decided
        && key
        && !drawing
        && !session.is_running()
        && session.intake.with_untracked(Option::is_none)
}

/// The same for a zip, which may have to be locked.
fn may_zip(session: Session) -> bool {
    let is_locked = |form: &LockForm| form.problem().is_none();
    may_start(session) && session.zip_lock.with_untracked(is_locked)
}

/// The same when it is asked for: what may not leave with the images is said.
fn may_begin(session: Session) -> bool {
    // The picker is open already: what it answers starts a delivery.
    if sink::is_picking() {
        return false;
    }
    session.fault.set(None);
    if !may_start(session) {
        return false;
    }
    let wrongly_typed = session.wrongly_typed();
    let may = wrongly_typed.is_none();
    if !may {
        session.fault.set(wrongly_typed);
    }
    may
}

/// Starts a delivery; call while the click lasts. Does nothing while one runs or a series is left to look at.
pub fn start(session: Session, to: ZipTo) {
    if !may_begin(session) || !may_zip(session) {
        return;
    }
    let stem = naming::zip_stem(session, "");
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
        if !may_zip(session) {
            return sink.abort().await;
        }
        match Lock::take(session) {
            Ok(lock) => delivery::deliver(session, Target::Zip(Zipping::new(sink, lock))).await,
            Err(words) => {
                session.fault.set(Some(words));
                sink.abort().await;
            }
        }
    });
}

async fn open_sink(session: Session, stem: String, picked: Option<Promise>) -> Option<Sink> {
    let Some(picked) = picked else {
        return Some(Sink::Download(Download::new(stem)));
    };
    let asked = js::now();
    let opened = PickedFile::open(picked).await;
    let is_at_once = js::now() - asked < AT_ONCE;
    if is_at_once || matches!(opened, Some(Ok(_))) {
        let came = Came::of(matches!(opened, Some(Ok(_))));
        ruled::tried(session, |tried| tried.file = came);
    }
    match opened {
        None => {
            if is_at_once {
                session.fault.set(Some(NO_PLACE.into()));
            }
            None
        }
        Some(Ok(file)) => Some(Sink::File(file)),
        Some(Err(SaveError::Refused)) if is_at_once => {
            ruled::refuse_writing(session);
            session.fault.set(Some(NO_WRITING.into()));
            None
        }
        Some(Err(error)) => {
            session.fault.set(Some(error.to_string()));
            None
        }
    }
}

/// Stops cleaning after what is under way, or carries on: in folders in which something was in the way, too.
pub fn pause(session: Session, paused: bool) {
    if session.is_running() {
        if !paused && folders::retry(session) {
            return;
        }
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
