//! The dropped files, as the browser's own handles: no byte of them is held here.

use std::cell::RefCell;
use std::collections::HashMap;

use web_sys::{File, FileSystemHandle};

use crate::engine::Locator;
use crate::protocol::FileKey;
use darkroom::catalogue::InstanceId;

/// Where an instance comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub file: FileKey,
    pub locator: Locator,
}

/// Dropped things that are kept to be known again: of more, files are looked for by their places.
const MOST: usize = 256;

#[derive(Default)]
struct Store {
    /// What was dropped, where the browser has a handle for it.
    dropped: Vec<FileSystemHandle>,
    files: Vec<File>,
    origins: HashMap<InstanceId, Origin>,
}

thread_local! {
    static STORE: RefCell<Store> = RefCell::default();
}

/// Keeps a file for the page's life.
pub fn keep(file: File) -> FileKey {
    STORE.with_borrow_mut(|store| {
        store.files.push(file);
        (store.files.len() - 1) as FileKey
    })
}

/// Keeps what was dropped: nothing is written where it lies.
pub fn keep_dropped(handle: FileSystemHandle) {
    STORE.with_borrow_mut(|store| {
        if store.dropped.len() < MOST {
            store.dropped.push(handle);
        }
    });
}

/// What was dropped.
pub fn dropped() -> Vec<FileSystemHandle> {
    STORE.with_borrow(|store| store.dropped.clone())
}

/// Notes where an instance comes from.
pub fn note(instance: InstanceId, origin: Origin) {
    STORE.with_borrow_mut(|store| store.origins.insert(instance, origin));
}

/// Where an instance comes from, with its file.
pub fn origin(instance: InstanceId) -> Option<(Origin, File)> {
    STORE.with_borrow(|store| {
        let origin = store.origins.get(&instance)?.clone();
        let file = store.files.get(origin.file as usize)?.clone();
        Some((origin, file))
    })
}
