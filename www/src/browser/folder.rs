//! A folder that a person chose to write to: asking for it, what it holds, and files in it.
//!
//! A file is written as `….part`, and given its name by `move()` once it is right. Where the browser has no `move()` for
//! files on a drive, it is written once more under its name: that makes an empty file there first, and swaps it for the
//! whole one when it is closed. So no file has its name while it holds but some of its bytes.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemHandle, FileSystemHandleKind,
};

use super::js;
use super::patience::{self, FOLDER};
use super::sink::{self, Piece};
use super::strokes::Strokes;

/// What a file has at the end of its name until it is whole.
pub const PART: &str = ".part";

/// What the browser has at the end of the name of a file that it swaps in.
const SWAP: &str = ".crswap";

/// Why the browser did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("it is not there")]
    NotFound,
    #[error("there is no permission")]
    NotAllowed,
    #[error("it can’t be changed, or is in use")]
    NotModifiable,
    #[error("there is no room")]
    Full,
    #[error("it can’t be read")]
    NotReadable,
    #[error("it is something else than was looked for")]
    OtherKind,
    #[error("the drive does not answer")]
    Silent,
    #[error("the browser could not do it")]
    Other,
}

impl Fault {
    fn of(error: &JsValue) -> Self {
        Self::of_name(&js::error_name(error))
    }

    /// By the name of the DOMException.
    fn of_name(name: &str) -> Self {
        match name {
            "NotFoundError" => Self::NotFound,
            "NotAllowedError" | "SecurityError" => Self::NotAllowed,
            "NoModificationAllowedError" => Self::NotModifiable,
            "QuotaExceededError" => Self::Full,
            "NotReadableError" => Self::NotReadable,
            "TypeMismatchError" => Self::OtherKind,
            patience::SILENT => Self::Silent,
            _ => Self::Other,
        }
    }
}

/// Whether this browser lets a person choose a folder to write to.
pub fn can_pick() -> bool {
    sink::may_open_picker("showDirectoryPicker")
}

/// Asks for a folder; call while the click lasts. Under its `id` the browser remembers where the last one was.
pub fn pick(id: &str) -> Option<Promise> {
    let window = web_sys::window()?;
    let options = mode();
    Reflect::set(&options, &"id".into(), &id.into()).ok()?;
    let picker = js::method(&window, "showDirectoryPicker")?;
    let picked = picker.call1(&window, &options).ok()?.dyn_into().ok()?;
    sink::set_picking(true);
    Some(picked)
}

/// What was chosen; `None` if the person changed their mind.
pub async fn picked(promise: Promise) -> Option<Result<FileSystemDirectoryHandle, Fault>> {
    let picked = JsFuture::from(promise).await;
    sink::set_picking(false);
    match picked {
        Ok(handle) => Some(Ok(handle.unchecked_into())),
        Err(error) if js::error_name(&error) == "AbortError" => None,
        Err(error) => Some(Err(Fault::of(&error))),
    }
}

fn mode() -> Object {
    let options = Object::new();
    Reflect::set(&options, &"mode".into(), &"readwrite".into()).ok();
    options
}

/// Whether the page may write there, as far as the browser says.
pub async fn may_write(folder: &FileSystemHandle) -> bool {
    match permission(folder, "queryPermission") {
        Some(asked) => JsFuture::from(asked)
            .await
            .is_ok_and(|state| state.as_string().as_deref() == Some("granted")),
        None => true,
    }
}

/// Whether the browser refuses something (`read` or `readwrite`) without asking anybody, as by a policy of its own.
pub async fn is_denied(handle: &FileSystemHandle, what: &str) -> bool {
    let options = Object::new();
    Reflect::set(&options, &"mode".into(), &what.into()).ok();
    let asked =
        js::method(handle, "queryPermission").and_then(|query| query.call1(handle, &options).ok());
    match asked {
        Some(asked) => JsFuture::from(Promise::resolve(&asked))
            .await
            .is_ok_and(|state| state.as_string().as_deref() == Some("denied")),
        None => false,
    }
}

/// Asks the person to let the page write there; call while a click lasts.
pub fn ask_to_write(folder: &FileSystemHandle) -> Option<Promise> {
    permission(folder, "requestPermission")
}

fn permission(folder: &FileSystemHandle, method: &str) -> Option<Promise> {
    let asked = js::method(folder, method)?.call1(folder, &mode()).ok()?;
    Some(Promise::resolve(&asked))
}

/// Whether two are one folder, or one lies in the other.
pub async fn overlap(one: &FileSystemDirectoryHandle, other: &FileSystemHandle) -> bool {
    let same = JsFuture::from(one.is_same_entry(other))
        .await
        .is_ok_and(|same| same.is_truthy());
    if same || holds(one, other).await {
        return true;
    }
    match other.kind() {
        FileSystemHandleKind::Directory => holds(other.unchecked_ref(), one).await,
        _ => false,
    }
}

async fn holds(folder: &FileSystemDirectoryHandle, other: &FileSystemHandle) -> bool {
    let way = JsFuture::from(folder.resolve(other)).await;
    way.is_ok_and(|way| !way.is_null() && !way.is_undefined())
}

/// What comes of a promise that a drive has to keep.
async fn settled(promise: JsFuture) -> Result<JsValue, Fault> {
    let settled = FOLDER.settled(promise, 0.0).await;
    settled.map_err(|error| Fault::of(&error))
}

/// A folder in a folder; made if `make`.
pub async fn child(
    folder: &FileSystemDirectoryHandle,
    name: &str,
    make: bool,
) -> Result<FileSystemDirectoryHandle, Fault> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(make);
    settled(JsFuture::from(
        folder.get_directory_handle_with_options(name, &options),
    ))
    .await
    .map(JsCast::unchecked_into)
}

async fn handle(
    folder: &FileSystemDirectoryHandle,
    name: &str,
    make: bool,
) -> Result<FileSystemFileHandle, Fault> {
    let options = FileSystemGetFileOptions::new();
    options.set_create(make);
    settled(JsFuture::from(
        folder.get_file_handle_with_options(name, &options),
    ))
    .await
    .map(JsCast::unchecked_into)
}

/// A file of a folder, if there is one of that name.
pub async fn file(folder: &FileSystemDirectoryHandle, name: &str) -> Result<Option<File>, Fault> {
    match handle(folder, name, false).await {
        Ok(handle) => file_of(&handle).await.map(Some),
        Err(Fault::NotFound) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The file itself, as it is on the drive now.
pub async fn file_of(handle: &FileSystemFileHandle) -> Result<File, Fault> {
    settled(JsFuture::from(handle.get_file()))
        .await
        .map(JsCast::unchecked_into)
}

/// Writes a file; `stop` is asked between two pieces, and nothing is closed once it says so.
pub async fn write(
    folder: &FileSystemDirectoryHandle,
    name: &str,
    pieces: &[Piece],
    stop: &dyn Fn() -> bool,
) -> Result<FileSystemFileHandle, Fault> {
    let handle = handle(folder, name, true).await?;
    let mut strokes = Strokes::open(&handle, FOLDER)
        .await
        .map_err(|error| Fault::of(&error))?;
    for piece in pieces {
        let written = match stop() {
            true => Err(Fault::Other),
            false => strokes
                .write(piece)
                .await
                .map_err(|error| Fault::of(&error)),
        };
        if let Err(fault) = written {
            abort(strokes, fault).await;
            return Err(fault);
        }
    }
    match strokes.close().await {
        Ok(()) => Ok(handle),
        Err(error) => {
            let fault = Fault::of(&error);
            abort(strokes, fault).await;
            Err(fault)
        }
    }
}

/// Leaves nothing of a file that is not closed. A drive that does not answer is not waited for once more.
async fn abort(mut strokes: Strokes, fault: Fault) {
    match fault {
        Fault::Silent => spawn_local(async move { strokes.abort().await }),
        _ => strokes.abort().await,
    }
}

/// Gives a file that is whole its name; nothing of that name may be there. The file, if it had to be written once more.
pub async fn name(
    folder: &FileSystemDirectoryHandle,
    part: &FileSystemFileHandle,
    name: &str,
) -> Result<Option<File>, Fault> {
    if let Some(rename) = js::method(part, "move") {
        let moved = rename
            .call1(part, &name.into())
            .map_err(|error| Fault::of(&error))?;
        let moved = JsFuture::from(Promise::resolve(&moved));
        return settled(moved).await.map(|_| None);
    }
    let whole: Blob = file_of(part).await?.into();
    let again = match write(folder, name, &[Piece::Spooled(whole)], &|| false).await {
        Ok(handle) => file_of(&handle).await,
        Err(fault) => Err(fault),
    };
    if again.is_err() {
        remove(folder, name).await;
    }
    remove(folder, &part.name()).await;
    again.map(Some)
}

/// Takes a file away, if it is there.
pub async fn remove(folder: &FileSystemDirectoryHandle, name: &str) {
    settled(JsFuture::from(folder.remove_entry(name)))
        .await
        .ok();
}

/// The first bytes of a file in a folder, at most so many.
pub async fn head(file: &File, most: f64) -> Result<Vec<u8>, Fault> {
    let read = js::read_blob(file, 0.0, file.size().min(most));
    match FOLDER.wait(read, 0.0).await {
        Some(read) => read.map_err(|_| Fault::NotReadable),
        None => Err(Fault::Silent),
    }
}

/// What lies in a folder; at most `most` of it.
pub async fn children(
    folder: &FileSystemDirectoryHandle,
    most: usize,
) -> Result<Vec<FileSystemHandle>, Fault> {
    let children = folder.values();
    let mut found = Vec::new();
    while found.len() < most {
        let next = children.next().map_err(|error| Fault::of(&error))?;
        let next = settled(JsFuture::from(next)).await?;
        if js::get(&next, "done").is_truthy() {
            break;
        }
        found.push(js::get(&next, "value").unchecked_into());
    }
    Ok(found)
}

/// Of the name of a file that was left half-written, what it was to be called.
pub fn whole_name(name: &str) -> Option<&str> {
    name.strip_suffix(SWAP).unwrap_or(name).strip_suffix(PART)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_half_written_is_told_by_its_name() {
        assert_eq!(whole_name("IM0001-A.dcm.part"), Some("IM0001-A.dcm"));
        assert_eq!(whole_name("IM0001-A.dcm.part.crswap"), Some("IM0001-A.dcm"));
        assert_eq!(whole_name("IM0001-A.dcm"), None);
        assert_eq!(whole_name("IM0001-A.dcm.crswap"), None);
    }

    #[test]
    fn faults_are_told_by_the_names_of_exceptions() {
        for (name, fault) in [
            ("QuotaExceededError", Fault::Full),
            ("NotFoundError", Fault::NotFound),
            ("NoModificationAllowedError", Fault::NotModifiable),
            ("NotAllowedError", Fault::NotAllowed),
            ("TimeoutError", Fault::Silent),
            ("InvalidStateError", Fault::Other),
            ("", Fault::Other),
        ] {
            assert_eq!(Fault::of_name(name), fault, "{name}");
        }
    }
}
