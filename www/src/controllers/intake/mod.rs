//! From dropped files to the catalogue: files found wait here, go to workers in batches, and what they turn out to be
//! is added in the order in which it was found, a little at a time, so that the page never stands still.
//!
//! Each file of a drop ends in the counts exactly once, whatever happens to it.
//!
//! | file | job |
//! |---|---|
//! | this one | drops, inputs and the sample are listed; how far the reading is |
//! | `queue` | what waits, what is known, what is ready: counts, and no browser |
//! | `attempt`, `examine` | batches go to workers; a file on which the engine stops is asked about again, alone |
//! | `adding` | what is ready goes into the catalogue |
//! | `unlock` | passwords for what is locked |
//! | `doubles` | bytes of files that may be the same |

mod adding;
mod attempt;
mod doubles;
mod examine;
mod queue;
mod unlock;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, File, FileList};

use crate::browser::listing::{self, Found};
use crate::controllers::{ruled, store};
use crate::engine::Locator;
use crate::pool::{self, NoAnswer, Urgency};
use crate::protocol::{Request, Response};
use crate::state::Session;
use crate::state::intake::Intake;
use crate::state::this_browser::Came;
use adding::spawn_adding;
use darkroom::clean::HeldReason;
use examine::ask;
use queue::{Queue, Waiting};
use unlock::report_password;

pub use doubles::digest;
pub use unlock::unlock;

/// What is said of a drop in which there is nothing.
const NOTHING: &str = "No files were found in what you added. If it was a folder, it is empty: try the one above it. If it came straight out of another program, save it into a folder first, then add that.";

thread_local! {
    static QUEUE: RefCell<Queue<File>> = RefCell::default();
}

/// Takes the files of an `<input>` in.
pub fn add_files(session: Session, files: &FileList) {
    if !session.own.may_take_files() {
        return;
    }
    // A copy: emptying the input would empty its list too.
    let files = Array::from(files);
    super::permission::ask(session);
    ruled::tried(session, |tried| tried.opened = Came::Worked);
    spawn_listing(session, async move |found| {
        listing::list_files(files, &found).await
    });
}

/// Takes a drop in; call while the event lasts.
pub fn add_drop(session: Session, transfer: &DataTransfer) {
    if !session.own.may_take_files() {
        return;
    }
    let dropped = listing::take(transfer);
    super::permission::ask(session);
    spawn_listing(session, async move |found| {
        for dropped in dropped {
            let listed = listing::list(dropped, &found).await;
            ruled::note(session, &listed).await;
            if let Some(handle) = listed.handle {
                store::keep_dropped(handle);
            }
        }
    });
}

/// Has the sample study made, and takes it in like a drop.
pub fn open_sample(session: Session) {
    spawn_listing(session, async move |found| {
        match pool::ask(Urgency::Frame, Request::Sample, Vec::new(), None).await {
            Ok((Response::Sample(places), buffers)) => {
                found(
                    places
                        .into_iter()
                        .zip(buffers)
                        .map(|(place, bytes)| sample_file(place, &bytes))
                        .collect(),
                );
            }
            Err(NoAnswer::Forgotten) => {}
            _ => session
                .fault
                .set(Some("The sample study could not be made.".into())),
        }
    });
}

fn sample_file(place: String, bytes: &ArrayBuffer) -> Found {
    let name = place.rsplit('/').next().unwrap_or_default();
    let file = File::new_with_u8_array_sequence(&Array::of1(&Uint8Array::new(bytes)), name).ok();
    (place, file)
}

fn spawn_listing<L>(session: Session, listing: L)
where
    L: AsyncFnOnce(Box<dyn Fn(Vec<Found>)>) + 'static,
{
    QUEUE.with_borrow_mut(|queue| queue.listings += 1);
    publish(session);
    spawn_local(async move {
        let any = Rc::new(Cell::new(false));
        let found = any.clone();
        listing(Box::new(move |files| {
            found.set(found.get() || !files.is_empty());
            take_in(session, files);
        }))
        .await;
        if !any.get() && session.fault.with_untracked(Option::is_none) {
            session.fault.set(Some(NOTHING.into()));
        }
        QUEUE.with_borrow_mut(|queue| queue.listings -= 1);
        ask(session);
        spawn_adding(session);
    });
}

/// Files have been found.
fn take_in(session: Session, files: Vec<Found>) {
    QUEUE.with_borrow_mut(|queue| {
        for (place, file) in files {
            let number = queue.next_number();
            match file {
                Some(file) => {
                    let key = store::keep(file.clone());
                    queue.waiting.push_back(Waiting {
                        number,
                        place,
                        key,
                        file,
                        at: Locator::default(),
                        unlocks: None,
                    });
                }
                None => queue.hold(number, (place, 0), None, HeldReason::Unreadable),
            }
        }
    });
    ask(session);
    spawn_adding(session);
}

/// Shows how far the reading is, or that it is over.
fn publish(session: Session) {
    let intake = QUEUE.with_borrow(|queue| {
        let Queue {
            found,
            read,
            listings,
            ..
        } = *queue;
        (!queue.is_done()).then_some(Intake {
            files_found: found,
            files_read: read,
            listing: listings > 0,
        })
    });
    if intake.is_none() {
        QUEUE.with_borrow_mut(|queue| (queue.found, queue.read) = (0, 0));
        report_password(session);
    }
    if session.intake.with_untracked(|now| *now != intake) {
        session.intake.set(intake);
    }
}
