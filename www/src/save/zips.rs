//! The zips that were given to the browser, with what can give them to it once more.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::sink::{self, At, Closed};
use crate::state::Session;
use crate::state::zips::WrittenZip;
use crate::state::zips::{Check, Whole};
use darkroom::deliver::WrittenFile;

thread_local! {
    /// Where zips that have not been found whole are to be had again, by their places in [`Session::zips`].
    static AT: RefCell<BTreeMap<usize, At>> = const { RefCell::new(BTreeMap::new()) };
}

/// Lets go of what runs before this one have made: it has made everything anew.
pub fn keep_only(run: &[usize]) {
    AT.with_borrow_mut(|at_hand| at_hand.retain(|place, _| run.contains(place)));
}

/// Notes a zip that was closed; answers with its place in [`Session::zips`].
pub fn note(
    session: Session,
    closed: Closed,
    files: Vec<WrittenFile>,
    locked: Option<Whole>,
) -> usize {
    let Closed { name, at } = closed;
    let place = session.zips.with_untracked(Vec::len);
    session.zips.update(|zips| {
        zips.push(WrittenZip {
            name,
            files: Arc::new(files),
            locked,
            check: Check::Open,
        });
    });
    AT.with_borrow_mut(|at_hand| at_hand.insert(place, at));
    place
}

/// Writes down what is known of a zip. One that was found whole need not be given again.
pub fn check(session: Session, place: usize, check: Check) {
    if matches!(check, Check::Whole(_)) {
        AT.with_borrow_mut(|at_hand| at_hand.remove(&place));
    }
    session.zips.update(|zips| {
        if let Some(zip) = zips.get_mut(place) {
            zip.check = check;
        }
    });
}

/// The zips that were written to a file which the person picked.
pub fn written_to_files() -> Vec<(usize, web_sys::FileSystemFileHandle)> {
    AT.with_borrow(|at_hand| {
        let file = |(place, at): (&usize, &At)| match at {
            At::File(handle) => Some((*place, handle.clone())),
            At::Download(_) => None,
        };
        at_hand.iter().filter_map(file).collect()
    })
}

/// Whether anything that was given to download is at hand still.
pub fn can_download_again() -> bool {
    AT.with_borrow(|at_hand| at_hand.values().any(|at| matches!(at, At::Download(_))))
}

/// Gives what was given to download, and has not been found whole, to the browser once more; whether there was
/// anything.
pub fn download_again(session: Session) -> bool {
    let mut any = false;
    AT.with_borrow(|at_hand| {
        for (place, at) in at_hand {
            let name = session
                .zips
                .with_untracked(|zips| zips.get(*place).map(|zip| zip.name.clone()));
            if let (At::Download(blob), Some(name)) = (at, name) {
                any |= sink::start_download(blob, &name).is_ok();
            }
        }
    });
    any
}
