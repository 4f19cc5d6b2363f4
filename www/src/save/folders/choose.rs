//! Asking for folders, trying them out, and which are refused: before anything is cleaned.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::join_all;
use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileSystemDirectoryHandle};

use super::folder::try_out;
use super::trouble::of_folder;
use super::{Folder, Folders, mark};
use crate::browser::folder::{self, Fault};
use crate::browser::{js, sink};
use crate::controllers::{ruled, store};
use crate::save::delivery::{self, Target};
use crate::save::{control, may_start};
use crate::state::Session;
use crate::state::folders::Trouble;
use crate::words::ruled::{AT_ONCE, NO_PLACE, NO_WRITING};
use darkroom::deliver::dicomdir;

/// Under these the browser remembers where the last ones were.
const FOLDER: &str = "darkroom-folder";
const BACKUP: &str = "darkroom-backup";

/// Dropped files that are looked for in a folder, and folders that are gone down for one.
const LOOKED_FOR: usize = 6;
const DEEP: usize = 8;

type Handle = FileSystemDirectoryHandle;

thread_local! {
    /// For the second copy of the next run.
    static SECOND: RefCell<Option<Handle>> = const { RefCell::new(None) };
    /// Of the last run, to be gone on with.
    static LAST: RefCell<Option<(Handle, Option<Handle>)>> = const { RefCell::new(None) };
    /// Of the run that goes on.
    static RUNNING: RefCell<Option<Rc<Folders>>> = const { RefCell::new(None) };
}

/// Asks for a folder and saves there, and in that for the second copy if one was chosen; call while the click lasts.
pub fn start(session: Session) {
    if !crate::save::may_begin(session) {
        return;
    }
    let Some(promise) = ask(session, FOLDER) else {
        return;
    };
    spawn_local(async move {
        if let Some(chosen) = taken(session, promise).await {
            let second = SECOND.with_borrow(Clone::clone);
            let all = [Some(&chosen), second.as_ref()];
            if has_dicomdir(session, all.into_iter().flatten()).await {
                return session.fault.set(Some(ONE_DICOMDIR.into()));
            }
            begin(session, chosen, second).await;
        }
    });
}

/// Asks for the folder of the second copy; call while the click lasts.
pub fn choose_backup(session: Session) {
    let Some(promise) = ask(session, BACKUP) else {
        return;
    };
    spawn_local(async move {
        let Some(chosen) = taken(session, promise).await else {
            return;
        };
        match tried(session, &chosen, &[]).await {
            Ok(()) => {
                let name = Some(chosen.name());
                SECOND.set(Some(chosen));
                session.folders.update(|folders| folders.backup = name);
            }
            Err(words) => session.fault.set(Some(words)),
        }
    });
}

/// No second copy.
pub fn forget_backup(session: Session) {
    SECOND.set(None);
    session.folders.update(|folders| folders.backup = None);
}

/// Whether there are folders of a run to go on with.
pub fn can_go_again() -> bool {
    LAST.with_borrow(Option::is_some)
}

/// Saves in the folders of the last run once more: what is there and right stays as it is. Call while the click lasts.
pub fn again(session: Session) {
    let Some((first, second)) = LAST.with_borrow(Clone::clone) else {
        return;
    };
    if !crate::save::may_begin(session) {
        return;
    }
    let asked = permissions([Some(&first), second.as_ref()].into_iter().flatten());
    spawn_local(async move {
        join_all(asked).await;
        begin(session, first, second).await;
    });
}

/// Goes on in the folders of the run in which something was in the way, if there are any; call while the click lasts.
pub fn retry(session: Session) -> bool {
    let mut all = RUNNING.with_borrow(|folders| {
        let folders = folders.as_ref().map(|folders| folders.all());
        folders.unwrap_or_default()
    });
    all.retain(|folder| folder.trouble().is_some());
    if all.is_empty() {
        return false;
    }
    let asked = permissions(all.iter().map(|folder| folder.root()));
    session.fault.set(None);
    spawn_local(async move {
        join_all(asked).await;
        control::retry();
    });
    true
}

/// Asks for another folder in a folder's place, in the run that goes on; call while the click lasts.
pub fn replace(session: Session, place: usize) {
    let (Some(folders), Some(promise)) = (
        RUNNING.with_borrow(Clone::clone),
        ask(session, if place == 0 { FOLDER } else { BACKUP }),
    ) else {
        return;
    };
    spawn_local(async move {
        let Some(chosen) = taken(session, promise).await else {
            return;
        };
        let all = folders.all();
        let others: Vec<_> = all
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place)
            .map(|(_, folder)| folder.root().clone())
            .collect();
        if has_dicomdir(session, [&chosen].into_iter()).await {
            return session.fault.set(Some(ONE_DICOMDIR.into()));
        }
        match tried(session, &chosen, &others).await {
            Ok(()) => control::replace(place, chosen),
            Err(words) => session.fault.set(Some(words)),
        }
    });
}

/// The run that goes on writes to these; none once it has ended.
pub fn running(folders: Option<Rc<Folders>>) {
    RUNNING.set(folders);
}

/// In place of a folder of the run that goes on: what [`again`] goes on with.
pub fn remember(folders: &Folders) {
    let all = folders.all();
    let of = |is_backup| {
        let folder = all.iter().find(|folder| folder.is_backup() == is_backup);
        folder.map(|folder: &Rc<Folder>| folder.root().clone())
    };
    if let Some(first) = of(false) {
        LAST.set(Some((first, of(true))));
    }
}

fn ask(session: Session, id: &str) -> Option<Promise> {
    let busy = sink::is_picking() || session.folders.with_untracked(|folders| folders.trying);
    if busy {
        return None;
    }
    session.fault.set(None);
    let promise = folder::pick(id);
    if promise.is_none() {
        session.fault.set(Some(NO_PICKER.into()));
    }
    promise
}

async fn taken(session: Session, promise: Promise) -> Option<Handle> {
    let asked = js::now();
    let picked = folder::picked(promise).await;
    let is_at_once = js::now() - asked < AT_ONCE;
    match picked {
        None => {
            if is_at_once {
                session.fault.set(Some(NO_PLACE.into()));
            }
            None
        }
        Some(Ok(handle)) => Some(handle),
        Some(Err(Fault::NotAllowed)) if is_at_once => {
            ruled::refuse_writing(session);
            session.fault.set(Some(NO_WRITING.into()));
            None
        }
        Some(Err(fault)) => {
            let words = match of_folder(fault) {
                Trouble::Other => NOT_OPENED,
                trouble => refused(trouble),
            };
            session.fault.set(Some(words.into()));
            None
        }
    }
}

fn permissions<'a>(folders: impl Iterator<Item = &'a Handle>) -> Vec<JsFuture> {
    let asked = folders.filter_map(|folder| folder::ask_to_write(folder));
    asked.map(JsFuture::from).collect()
}

/// Tries the folders out, and delivers into them.
async fn begin(session: Session, first: Handle, second: Option<Handle>) {
    let others: Vec<_> = second.iter().cloned().collect();
    let mut words = tried(session, &first, &others).await.err();
    if let (None, Some(second)) = (&words, &second) {
        let tried = tried(session, second, &[]).await;
        words = tried.err().map(|words| format!("The second copy: {words}"));
    }
    match words {
        Some(words) => session.fault.set(Some(words)),
        // Things may have changed while the person chose a folder.
        None if may_start(session) => {
            let folders = Rc::new(Folders::new(first, second));
            delivery::deliver(session, Target::Folders(folders)).await;
        }
        None => {}
    }
}

/// Tries a folder out; the error says why it is refused.
async fn tried(session: Session, chosen: &Handle, others: &[Handle]) -> Result<(), String> {
    let trying = |trying| session.folders.update(|folders| folders.trying = trying);
    trying(true);
    let tried = refusal(session, chosen, others).await;
    trying(false);
    tried.map_err(str::to_owned)
}

async fn refusal(session: Session, chosen: &Handle, others: &[Handle]) -> Result<(), &'static str> {
    for other in others {
        if folder::overlap(chosen, other).await {
            return Err(SAME);
        }
    }
    for dropped in store::dropped() {
        if folder::overlap(chosen, &dropped).await {
            return Err(ORIGINALS);
        }
    }
    for (place, file) in some_originals(session) {
        if holds(chosen, &place, &file).await {
            return Err(ORIGINALS);
        }
    }
    if mark::is_taken(chosen).await {
        return Err(refused(Trouble::Busy));
    }
    match try_out(chosen).await {
        Ok(()) => Ok(()),
        Err(fault) => Err(refused(of_folder(fault))),
    }
}

/// Whether a DICOMDIR is wanted and there is one in a folder already, which is said before an hour of work and not after.
async fn has_dicomdir(session: Session, folders: impl Iterator<Item = &Handle>) -> bool {
    if !session.dicomdir.get_untracked() {
        return false;
    }
    for folder in folders {
        if !matches!(folder::file(folder, dicomdir::NAME).await, Ok(None)) {
            return true;
        }
    }
    false
}

/// Some of the files that were taken in, from all over, with their places in the drop.
fn some_originals(session: Session) -> Vec<(Vec<String>, File)> {
    session.catalogue.with_untracked(|catalogue| {
        let all = catalogue.items.len();
        let step = all.div_ceil(LOOKED_FOR).max(1);
        let some = (0..all).step_by(step).filter_map(|instance| {
            let (_, file) = store::origin(instance)?;
            let place = &catalogue.items.get(instance)?.place;
            Some((way_to(place, &file.name())?, file))
        });
        some.collect()
    })
}

/// The folders above a file and its name; of one that lies in an archive, the archive's.
fn way_to(place: &str, name: &str) -> Option<Vec<String>> {
    let mut way: Vec<_> = place.split('/').map(str::to_owned).collect();
    let at = way.iter().position(|part| part == name)?;
    way.truncate(at.saturating_add(1));
    Some(way)
}

/// Whether a dropped file lies in a folder, at the end of its way: a file that came by an input tells no more of where
/// it lies.
async fn holds(chosen: &Handle, way: &[String], file: &File) -> bool {
    let deepest = way.len().saturating_sub(DEEP);
    for start in deepest..way.len() {
        let found = found(chosen, way.get(start..).unwrap_or_default()).await;
        let same = found.ok().flatten().is_some_and(|found| {
            found.size() == file.size() && found.last_modified() == file.last_modified()
        });
        if same {
            return true;
        }
    }
    false
}

async fn found(chosen: &Handle, way: &[String]) -> Result<Option<File>, Fault> {
    let mut folder = chosen.clone();
    let Some((name, folders)) = way.split_last() else {
        return Ok(None);
    };
    for part in folders {
        folder = folder::child(&folder, part, false).await?;
    }
    folder::file(&folder, name).await
}

const NO_PICKER: &str = "This browser can’t write to a folder by itself. Save a zip instead.";
const NOT_OPENED: &str = "The browser could not open this folder. Choose another.";
const ONE_DICOMDIR: &str = "There is a DICOMDIR in this folder already, and a folder has only one. Choose another folder, or \
                            save without a DICOMDIR.";
const SAME: &str = "The second copy needs a folder of its own, best on another drive: these two are the same, or one lies \
                    in the other. Choose another.";
const ORIGINALS: &str = "Files that you added lie in this folder, or it lies among them. Choose another: clean copies must \
                         not be mixed with the originals.";

/// Why a folder can't be written to, and what to do.
fn refused(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Gone => {
            "This folder can’t be found any more. Plug the drive in, then choose it again."
        }
        Trouble::Full => "There is no room on this drive. Free some space, or choose another.",
        Trouble::Withdrawn => {
            "The browser was not allowed to write there. Choose it again and allow it, or choose another folder."
        }
        Trouble::ReadOnly => {
            "This folder can be read but not written to. Unlock the drive with its password; where your trust lets you \
             read drives only, ask IT for one that can be written, or save a zip."
        }
        Trouble::Busy => {
            "Another tab saves in this folder. Wait until it is done, or choose another folder."
        }
        _ => {
            "A small file that was written there for a test could not be read back. Choose another folder or drive, or \
             save a zip."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_file_ends_with_the_file_that_was_dropped() {
        let way = |place, name| way_to(place, name).map(|way| way.join("|"));
        assert_eq!(way("export/a/IM1", "IM1").as_deref(), Some("export|a|IM1"));
        assert_eq!(
            way("out/x.zip/a/IM1", "x.zip").as_deref(),
            Some("out|x.zip")
        );
        assert_eq!(way("IM1", "other"), None);
    }
}
