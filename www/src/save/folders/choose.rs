//! Asking for folders, and trying them out, before anything is cleaned.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::join_all;
use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::FileSystemDirectoryHandle;

use super::refuse::{refusal, refusal_of_new, refused};
use super::trouble::of_folder;
use super::{Folder, Folders};
use crate::browser::folder::{self, Fault};
use crate::browser::{js, sink};
use crate::controllers::ruled;
use crate::save::delivery::{self, Target};
use crate::save::{control, may_start};
use crate::state::Session;
use crate::state::folders::Trouble;
use crate::state::naming::Naming;
use crate::state::this_browser::Came;
use crate::words::ruled::{AT_ONCE, NO_PLACE, NO_WRITING};

/// Under these the browser remembers where the last ones were.
const FOLDER: &str = "darkroom-folder";
const BACKUP: &str = "darkroom-backup";
const SLIDES: &str = "darkroom-slides";

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
            begin(session, chosen, second, true).await;
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
        begin(session, first, second, false).await;
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
        let within = match tried(session, &chosen, &others).await {
            Ok(()) => within(session, &chosen).await,
            Err(words) => Err(words),
        };
        match within {
            Ok(folder) => control::replace(place, folder),
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

/// Asks for a folder for pictures; call while the click lasts.
pub fn ask_for_slides(session: Session) -> Option<Promise> {
    ask(session, SLIDES)
}

/// The folder for pictures that was chosen, tried out and with the mark in it; what is wrong with it is said.
pub async fn for_slides(session: Session, picked: Option<Promise>) -> Option<Folder> {
    let chosen = taken(session, picked?).await?;
    let begun = async {
        tried(session, &chosen, &[]).await?;
        let folder = Folder::new(named(session, &chosen).await?, false);
        folder.begin(false).await.map_err(refused)?;
        Ok::<_, String>(folder)
    };
    let begun = begun.await;
    begun
        .inspect_err(|words| session.fault.set(Some(words.clone())))
        .ok()
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
    if is_at_once && !matches!(picked, Some(Ok(_))) {
        ruled::tried(session, |tried| tried.folder = Came::Refused);
    }
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

/// Tries the folders out, and delivers into them; where they were chosen now, into what is in them by the collection's
/// name.
async fn begin(session: Session, first: Handle, second: Option<Handle>, is_new: bool) {
    match ready(session, first, second, is_new).await {
        Err(words) => session.fault.set(Some(words)),
        // Things may have changed while the person chose a folder.
        Ok((first, second)) if may_start(session) => {
            let folders = Rc::new(Folders::new(first, second));
            delivery::deliver(session, Target::Folders(folders)).await;
        }
        Ok(_) => {}
    }
}

async fn ready(
    session: Session,
    first: Handle,
    second: Option<Handle>,
    is_new: bool,
) -> Result<(Handle, Option<Handle>), String> {
    let of_second = |words| format!("The second copy: {words}");
    let others: Vec<_> = second.iter().cloned().collect();
    tried(session, &first, &others).await?;
    if let Some(second) = &second {
        tried(session, second, &[]).await.map_err(of_second)?;
    }
    if !is_new {
        return Ok((first, second));
    }
    if let Some(words) = session.wrongly_typed() {
        return Err(words);
    }
    let first = within(session, &first).await?;
    let second = match second {
        Some(second) => Some(within(session, &second).await.map_err(of_second)?),
        None => None,
    };
    Ok((first, second))
}

/// In a folder that was chosen, the one by the collection's name, which is made; else itself.
async fn named(session: Session, chosen: &Handle) -> Result<Handle, String> {
    match session.naming.with_untracked(Naming::stem) {
        Some(name) => {
            let folder = folder::child(chosen, &name, true).await;
            folder.map_err(|fault| refused(of_folder(fault)).to_owned())
        }
        None => Ok(chosen.clone()),
    }
}

/// The same for a run; the error is why nothing can be saved in it, in words.
async fn within(session: Session, chosen: &Handle) -> Result<Handle, String> {
    let folder = named(session, chosen).await?;
    match refusal_of_new(session, &folder).await {
        Some(words) => Err(words.to_owned()),
        None => Ok(folder),
    }
}

/// Tries a folder out; the error says why it is refused.
async fn tried(session: Session, chosen: &Handle, others: &[Handle]) -> Result<(), String> {
    let trying = |trying| session.folders.update(|folders| folders.trying = trying);
    trying(true);
    let tried = refusal(session, chosen, others).await;
    trying(false);
    if tried.is_ok() {
        ruled::tried(session, |tried| tried.folder = Came::Worked);
    }
    tried.map_err(str::to_owned)
}

const NO_PICKER: &str = "This browser can’t write to a folder by itself. Save a zip instead.";
const NOT_OPENED: &str = "The browser could not open this folder. Choose another.";
