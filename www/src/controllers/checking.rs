//! A second look at a collection: its files, and the originals' if they are there, are given to one worker, which looks
//! at them one after the other and is thrown away with all that it learnt.
//!
//! Nothing of the files is held but the browser's handles, until another collection is chosen. A file on which the
//! engine stops costs only itself: the look begins anew, and says of that file that it can't be read.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DataTransfer, File, FileList};

use crate::browser::listing::{self, Found};
use crate::controllers::{linking, ruled};
use crate::pool;
use crate::protocol::given::MOST;
use crate::protocol::{OpenedKey, Request, Response};
use crate::state::Session;
use crate::state::checking::Stage;
use crate::state::checking::{Checking, Of};
use crate::state::key::KeyState;

/// Files on which the engine may stop before the look is given up.
const STOPS: usize = 8;

type Files = Vec<(String, File)>;

thread_local! {
    static CHOSEN: RefCell<(Files, Files)> = RefCell::default();
    /// Of this look alone: what is cleaned meanwhile has nothing to do with it.
    static KEY: RefCell<Option<OpenedKey>> = RefCell::default();
}

/// Opens the linking key that was kept with the collection.
pub fn open_key(session: Session, file: File, passphrase: String) {
    linking::read(session.check_key, file, passphrase, |opened| {
        let cases = opened.linked.cases().count();
        KEY.set(Some(opened));
        Ok(cases)
    });
}

/// Takes the files of an `<input>`.
pub fn take_files(session: Session, of: Of, files: &FileList) {
    // A copy: emptying the input would empty its list too.
    let files = Array::from(files);
    take(session, of, async move |found| {
        listing::list_files(files, &found).await
    });
}

/// Takes a drop; call while the event lasts. What comes after the collection are the originals.
pub fn take_drop(session: Session, transfer: &DataTransfer) {
    let of = match session
        .checking
        .with_untracked(|checking| checking.collection)
    {
        0 => Of::Collection,
        _ => Of::Originals,
    };
    let dropped = listing::take(transfer);
    take(session, of, async move |found| {
        for dropped in dropped {
            let listed = listing::list(dropped, &found).await;
            ruled::note(session, &listed).await;
        }
    });
}

fn take<F: AsyncFnOnce(&dyn Fn(Vec<Found>)) + 'static>(session: Session, of: Of, list: F) {
    let busy = session.checking.with_untracked(|checking| {
        checking.listing || matches!(checking.stage, Stage::Reading(..))
    });
    if busy || !session.own.may_take_files() {
        return;
    }
    session.checking.update(|checking| {
        checking.listing = true;
        checking.stage = Stage::Choosing;
    });
    spawn_local(async move {
        let unlisted = RefCell::new(false);
        let found = |more: Vec<Found>| {
            let mut files = Vec::new();
            for (place, file) in more {
                match file {
                    Some(file) => files.push((place, file)),
                    None => *unlisted.borrow_mut() = true,
                }
            }
            let count = CHOSEN.with_borrow_mut(|(collection, originals)| {
                let chosen = match of {
                    Of::Collection => collection,
                    Of::Originals => originals,
                };
                chosen.append(&mut files);
                chosen.len()
            });
            session.checking.update(|checking| match of {
                Of::Collection => checking.collection = count,
                Of::Originals => checking.originals = count,
            });
        };
        list(&found).await;
        session.checking.update(|checking| {
            checking.listing = false;
            if unlisted.take() {
                checking.stage = Stage::Failed(UNLISTED);
            }
        });
    });
}

const UNLISTED: &str =
    "A folder or file of it can’t be read here. Check the drive, and choose it again.";
const STOPPED: &str = "The engine stopped too often on files of it. Check them in parts.";
const TOO_MUCH: &str = "This browser can check 256 MB at a time of a page that was opened from a file. Use Chrome, Edge or Firefox.";

/// Forgets what was chosen.
pub fn forget(session: Session) {
    CHOSEN.take();
    KEY.take();
    session.check_key.update(KeyState::forget);
    session.checking.set(Checking::default());
}

/// Looks at what was chosen.
pub fn start(session: Session) {
    let (names, blobs, collection) = CHOSEN.with_borrow(|(collection, originals)| {
        let all = collection.iter().chain(originals);
        let (names, blobs): (Vec<_>, Vec<_>) = all
            .map(|(name, file)| (name.clone(), Blob::from(file.clone())))
            .unzip();
        (names, blobs, collection.len())
    });
    let size: f64 = blobs.iter().map(Blob::size).sum();
    let set = move |stage| session.checking.update(|checking| checking.stage = stage);
    if pool::reads() && size > MOST {
        return set(Stage::Failed(TOO_MUCH));
    }
    let all = names.len();
    set(Stage::Reading(0, all));
    let key = KEY.with_borrow(Clone::clone).map(Box::new);
    spawn_local(async move {
        let mut skip = Vec::new();
        for _ in 0..STOPS {
            let reached = Rc::new(RefCell::new(0));
            let progress = {
                let reached = Rc::clone(&reached);
                move |response| {
                    if let Response::Checking { number, looking } = response {
                        *reached.borrow_mut() = number;
                        let done = if looking { number } else { 0 };
                        session
                            .checking
                            .update(|checking| checking.stage = Stage::Reading(done, all));
                    }
                }
            };
            let request = Request::Check {
                names: names.clone(),
                collection,
                key: key.clone(),
                skip: skip.clone(),
            };
            match pool::ask_alone(request, blobs.clone(), progress).await {
                Ok(Response::Checked(report)) => return set(Stage::Reported(Arc::new(*report))),
                _ => skip.push(reached.take()),
            }
        }
        set(Stage::Failed(STOPPED));
    });
}
