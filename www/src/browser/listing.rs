//! What lies in a drop: folders are walked, each file found is handed on with its place. No file is opened.
//!
//! Chromium on `file://` cannot list a dropped folder by entries (EncodingError), Firefox has no handles: handles are
//! taken where there are any, then entries, then the bare file. All three must be taken while the event lasts.

use js_sys::{Array, JsString, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, DataTransferItem, File, FileSystemDirectoryEntry, FileSystemDirectoryHandle,
    FileSystemEntry, FileSystemFileEntry, FileSystemFileHandle, FileSystemHandle,
    FileSystemHandleKind,
};

use crate::browser::folder::is_denied;
use crate::browser::js;

/// Folders within folders that are followed: more is a loop of links.
const DEPTH: usize = 64;

/// Files asked for at once.
const AT_ONCE: usize = 64;

/// Files handed on between two breaths of the page.
const BREATH: usize = 250;

/// A file, or what could not be read, with its place.
pub type Found = (String, Option<File>);

/// A dropped thing, as far as the browser gives it.
pub struct Dropped {
    handle: Option<Promise>,
    entry: Option<FileSystemEntry>,
    file: Option<File>,
}

/// Takes everything out of a drop; call while the event lasts.
pub fn take(transfer: &DataTransfer) -> Vec<Dropped> {
    let items = transfer.items();
    let files = (0..items.length())
        .filter_map(|index| items.get(index))
        .filter(|item| item.kind() == "file");
    files.map(|item| take_item(&item)).collect()
}

fn take_item(item: &DataTransferItem) -> Dropped {
    let handle = js::method(item, "getAsFileSystemHandle").and_then(|take| take.call0(item).ok());
    Dropped {
        handle: handle.and_then(|promise| promise.dyn_into().ok()),
        entry: item.webkit_get_as_entry().ok().flatten(),
        file: item.get_as_file().ok().flatten(),
    }
}

/// What a dropped thing was.
pub struct Listed {
    /// Its handle, where the browser has one.
    pub handle: Option<FileSystemHandle>,
    pub is_folder: bool,
    /// It is a folder that the browser's settings forbid to read: nothing of it was handed on.
    pub is_refused: bool,
}

/// Lists a dropped thing, handing on each file as it is found.
pub async fn list(dropped: Dropped, found: &impl Fn(Vec<Found>)) -> Listed {
    let Dropped {
        handle,
        entry,
        file,
    } = dropped;
    let handle = match handle {
        Some(promise) => JsFuture::from(promise)
            .await
            .ok()
            .and_then(|handle| handle.dyn_into::<FileSystemHandle>().ok()),
        None => None,
    };
    let mut listed = Listed {
        handle: handle.clone(),
        is_folder: false,
        is_refused: false,
    };
    match (handle, entry) {
        (Some(handle), entry) if handle.kind() == FileSystemHandleKind::Directory => {
            listed.is_folder = true;
            match readable(handle, entry).await {
                Some(folder) => walk(folder, found).await,
                None => listed.is_refused = true,
            }
        }
        (_, Some(entry)) if entry.is_directory() => {
            listed.is_folder = true;
            walk(Folder::Entry(entry.unchecked_into()), found).await
        }
        (Some(handle), _) => {
            let name = handle.name();
            let file = file_of_handle(handle.unchecked_into()).await.or(file);
            found(vec![(name, file)]);
        }
        (None, entry) => {
            let name = file
                .as_ref()
                .map(File::name)
                .or_else(|| entry.map(|entry| entry.name()));
            found(vec![(
                name.unwrap_or_else(|| "a dropped file".into()),
                file,
            )]);
        }
    }
    listed
}

/// A dropped folder by its handle; where the browser's settings refuse that, by its entry, which is another way in.
async fn readable(handle: FileSystemHandle, entry: Option<FileSystemEntry>) -> Option<Folder> {
    if !is_denied(&handle, "read").await {
        return Some(Folder::Handle(handle.unchecked_into()));
    }
    let entry = entry.filter(FileSystemEntry::is_directory)?;
    let entry: FileSystemDirectoryEntry = entry.unchecked_into();
    let can_be_listed = children_of_entry(&entry).await.is_ok();
    can_be_listed.then_some(Folder::Entry(entry))
}

/// Hands on the files of an `<input>`, each with its place in the chosen folder.
pub async fn list_files(files: Array, found: &impl Fn(Vec<Found>)) {
    for start in (0..files.length()).step_by(BREATH) {
        let end = files.length().min(start + BREATH as u32);
        let chunk = (start..end).filter_map(|index| files.get(index).dyn_into::<File>().ok());
        found(chunk.map(|file| (place_of(&file), Some(file))).collect());
        js::breathe().await;
    }
}

fn place_of(file: &File) -> String {
    let relative = js::get(file, "webkitRelativePath")
        .as_string()
        .filter(|place| !place.is_empty());
    relative.unwrap_or_else(|| file.name())
}

enum Folder {
    Handle(FileSystemDirectoryHandle),
    Entry(FileSystemDirectoryEntry),
}

enum Child {
    Folder(Folder),
    FileHandle(FileSystemFileHandle),
    FileEntry(FileSystemFileEntry),
}

/// Walks a folder, its files before its folders, both by name.
async fn walk(root: Folder, found: &impl Fn(Vec<Found>)) {
    let name = match &root {
        Folder::Handle(handle) => handle.name(),
        Folder::Entry(entry) => entry.name(),
    };
    let mut pending = vec![(name, 1, root)];
    while let Some((place, depth, folder)) = pending.pop() {
        let children = match folder {
            Folder::Handle(handle) => children_of_handle(&handle).await,
            Folder::Entry(entry) => children_of_entry(&entry).await,
        };
        let Ok(mut children) = children else {
            found(vec![(place, None)]);
            continue;
        };
        children.sort_by(|(left, _), (right, _)| left.cmp(right));
        let mut files = Vec::new();
        let mut folders = Vec::new();
        for (name, child) in children {
            let place = format!("{place}/{name}");
            match child {
                Child::Folder(_) if depth >= DEPTH => found(vec![(place, None)]),
                Child::Folder(folder) => folders.push((place, depth + 1, folder)),
                Child::FileHandle(_) | Child::FileEntry(_) => files.push((place, child)),
            }
        }
        hand_on(files, found).await;
        pending.extend(folders.into_iter().rev());
        js::breathe().await;
    }
}

async fn hand_on(files: Vec<(String, Child)>, found: &impl Fn(Vec<Found>)) {
    let mut files = files.into_iter().peekable();
    while files.peek().is_some() {
        let chunk = files.by_ref().take(AT_ONCE).map(async |(place, child)| {
            let file = match child {
                Child::FileHandle(handle) => file_of_handle(handle).await,
                Child::FileEntry(entry) => file_of_entry(&entry).await,
                Child::Folder(_) => None,
            };
            (place, file)
        });
        found(futures_util::future::join_all(chunk).await);
    }
}

async fn children_of_handle(
    folder: &FileSystemDirectoryHandle,
) -> Result<Vec<(String, Child)>, JsValue> {
    let children = folder.values();
    let mut all = Vec::new();
    loop {
        let next = JsFuture::from(children.next()?).await?;
        if js::get(&next, "done").is_truthy() {
            return Ok(all);
        }
        let handle: FileSystemHandle = js::get(&next, "value").dyn_into()?;
        let child = match handle.kind() {
            FileSystemHandleKind::Directory => {
                Child::Folder(Folder::Handle(handle.clone().unchecked_into()))
            }
            _ => Child::FileHandle(handle.clone().unchecked_into()),
        };
        all.push((handle.name(), child));
        if all.len() % BREATH == 0 {
            js::breathe().await;
        }
    }
}

async fn children_of_entry(
    folder: &FileSystemDirectoryEntry,
) -> Result<Vec<(String, Child)>, JsValue> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        // The reader hands out a hundred or so at a time, and nothing when all are out.
        let batch = calling_back(&reader, "readEntries").await?;
        let batch: Array = batch.dyn_into()?;
        if batch.length() == 0 {
            return Ok(all);
        }
        for entry in batch.iter() {
            let entry: FileSystemEntry = entry.unchecked_into();
            let name = entry.name();
            let child = match entry.is_directory() {
                true => Child::Folder(Folder::Entry(entry.unchecked_into())),
                false => Child::FileEntry(entry.unchecked_into()),
            };
            all.push((name, child));
        }
    }
}

async fn file_of_handle(handle: FileSystemFileHandle) -> Option<File> {
    JsFuture::from(handle.get_file())
        .await
        .ok()?
        .dyn_into()
        .ok()
}

async fn file_of_entry(entry: &FileSystemFileEntry) -> Option<File> {
    calling_back(entry, "file").await.ok()?.dyn_into().ok()
}

/// Calls a method of the old kind, which takes a callback for its answer and one for its error.
async fn calling_back(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let function =
        js::method(object, name).ok_or_else(|| JsValue::from(JsString::from("no such method")))?;
    let promise = Promise::new(&mut |resolve, reject| {
        if let Err(error) = Reflect::apply(&function, object, &Array::of2(&resolve, &reject)) {
            reject.call1(&JsValue::UNDEFINED, &error).ok();
        }
    });
    JsFuture::from(promise).await
}
