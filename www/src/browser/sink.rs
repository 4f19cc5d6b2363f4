//! Where a zip goes: the download folder, or a file that the person picked. Pieces come in in order. A zip that was
//! closed is given to the browser, and no more is known of it: whether it has arrived is found out by reading it again.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FileSystemFileHandle, Url};

use crate::browser::js;
use crate::browser::patience;
use crate::browser::strokes::Strokes;

/// Made bytes in one zip for downloading; the browser keeps them in memory or on its own disk.
const VOLUME: f64 = 1024.0 * 1024.0 * 1024.0;

/// Made bytes, and pieces, that are handed to the browser at a time: a blob of many thousand slices holds the page up
/// for seconds.
const HANDFUL: f64 = 8.0 * 1024.0 * 1024.0;
const HANDFUL_PIECES: u32 = 256;

/// Milliseconds for which a download's address stays valid.
const ADDRESS_LIFE: f64 = 10.0 * 60.0 * 1000.0;

/// Why saving failed; the words are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    #[error("There is not enough room on the drive. Free some space, or choose another drive.")]
    Full,
    #[error("The drive or the folder is no longer there. Plug it in again, or choose another.")]
    Gone,
    #[error("The browser was not allowed to write there. Choose another folder.")]
    Refused,
    #[error("A dropped file could no longer be read. Check its drive, then save again.")]
    Source,
    #[error(
        "The browser has run out of room for the zip. Close other tabs, or save to a file of your choice."
    )]
    Memory,
    #[error(
        "The drive has not answered for ten minutes. Unplug it and plug it in again, or choose another."
    )]
    Silent,
    #[error("The browser could not write the file. Try again, or choose another folder.")]
    Other,
}

impl SaveError {
    fn of(error: &JsValue) -> Self {
        match js::error_name(error).as_str() {
            "QuotaExceededError" => Self::Full,
            "NotFoundError" | "InvalidStateError" | "NoModificationAllowedError" => Self::Gone,
            "NotAllowedError" | "SecurityError" => Self::Refused,
            "NotReadableError" => Self::Source,
            patience::SILENT => Self::Silent,
            _ => Self::Other,
        }
    }
}

/// A piece of a zip.
pub enum Piece {
    Made(Uint8Array),
    /// A range of a dropped file: its bytes are not read here.
    Original(Blob),
    /// Bytes that were made and are the browser's already.
    Spooled(Blob),
}

/// Where a zip goes.
pub enum Sink {
    Download(Download),
    File(PickedFile),
}

impl Sink {
    /// Takes a piece.
    pub async fn write(&mut self, piece: Piece) -> Result<(), SaveError> {
        match self {
            Self::Download(download) => download.write(piece).await,
            Self::File(file) => file.write(piece).await,
        }
    }

    /// Whether this zip should end here and another begin.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Download(download) if download.made >= VOLUME)
    }

    /// Ends the zip.
    pub async fn close(&mut self) -> Result<Closed, SaveError> {
        match self {
            Self::Download(download) => download.close().await,
            Self::File(file) => file.close().await,
        }
    }

    /// Leaves nothing of the zip that is not closed.
    pub async fn abort(&mut self) {
        match self {
            Self::Download(download) => {
                (download.handful, download.parts) = (Array::new(), Array::new())
            }
            Self::File(file) => {
                file.strokes.abort().await;
                file.remove_if_empty().await;
            }
        }
    }
}

/// A zip that was given to the browser.
pub struct Closed {
    pub name: String,
    pub at: At,
}

/// Where its bytes are to be had again.
pub enum At {
    /// They were given to the browser to download.
    Download(Blob),
    /// The browser has written them.
    File(FileSystemFileHandle),
}

/// Zips that are given to the browser to download.
pub struct Download {
    stem: String,
    volume: usize,
    /// Pieces not yet handed to the browser, and the made bytes among them.
    handful: Array,
    handful_made: f64,
    parts: Array,
    made: f64,
}

impl Download {
    /// The files will be called `{stem}.zip`, `{stem}-2.zip` …
    pub fn new(stem: String) -> Self {
        let (handful, parts) = (Array::new(), Array::new());
        Self {
            stem,
            volume: 1,
            handful,
            handful_made: 0.0,
            parts,
            made: 0.0,
        }
    }

    async fn write(&mut self, piece: Piece) -> Result<(), SaveError> {
        match piece {
            Piece::Made(bytes) => {
                self.handful_made += f64::from(bytes.length());
                self.handful.push(&bytes);
            }
            Piece::Spooled(blob) => {
                self.handful_made += blob.size();
                self.handful.push(&blob);
            }
            Piece::Original(blob) => drop(self.handful.push(&blob)),
        }
        if self.handful_made >= HANDFUL || self.handful.length() >= HANDFUL_PIECES {
            self.hand_over().await
        } else {
            Ok(())
        }
    }

    /// Moves the pieces out of this page's memory.
    async fn hand_over(&mut self) -> Result<(), SaveError> {
        let pieces = std::mem::replace(&mut self.handful, Array::new());
        let blob = js::blob(&pieces, "").map_err(|_| SaveError::Memory)?;
        if !js::readable(&blob).await {
            return Err(SaveError::Memory);
        }
        self.made += std::mem::take(&mut self.handful_made);
        self.parts.push(&blob);
        Ok(())
    }

    async fn close(&mut self) -> Result<Closed, SaveError> {
        self.hand_over().await?;
        let parts = std::mem::replace(&mut self.parts, Array::new());
        self.made = 0.0;
        let blob = js::blob(&parts, "application/zip").map_err(|_| SaveError::Memory)?;
        if !js::readable(&blob).await {
            return Err(SaveError::Memory);
        }
        let name = match self.volume {
            1 => format!("{}.zip", self.stem),
            volume => format!("{}-{volume}.zip", self.stem),
        };
        self.volume += 1;
        start_download(&blob, &name).map_err(|_| SaveError::Other)?;
        let at = At::Download(blob);
        Ok(Closed { name, at })
    }
}

/// Gives a small text file to the browser; `false` if it would not take it.
pub fn download(name: &str, kind: &str, text: &str) -> bool {
    let pieces = Array::of1(&JsValue::from_str(text));
    js::blob(&pieces, kind)
        .and_then(|blob| start_download(&blob, name))
        .is_ok()
}

thread_local! {
    /// Presses the page's one link, which `www/door.js` holds: no other can be made.
    static LINK: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Says what gives a blob's address to the browser under a name.
pub fn download_by(link: Function) {
    LINK.set(Some(link));
}

/// Gives a blob to the browser as a download.
pub fn start_download(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let link = LINK.with_borrow(Clone::clone).ok_or(JsValue::UNDEFINED)?;
    let address = Url::create_object_url_with_blob(blob)?;
    link.call2(&JsValue::UNDEFINED, &address.as_str().into(), &name.into())?;
    wasm_bindgen_futures::spawn_local(async move {
        js::sleep(ADDRESS_LIFE).await;
        Url::revoke_object_url(&address).ok();
    });
    Ok(())
}

/// A file that the person picked. The browser writes beside it and swaps when it is closed.
pub struct PickedFile {
    handle: FileSystemFileHandle,
    strokes: Strokes,
}

thread_local! {
    static PICKING: Cell<bool> = const { Cell::new(false) };
}

/// Whether a picker is open.
pub fn is_picking() -> bool {
    PICKING.get()
}

/// Says that a picker is open, or no longer.
pub fn set_picking(open: bool) {
    PICKING.set(open);
}

/// Whether this browser lets a person pick a file to write.
pub fn can_pick() -> bool {
    may_open_picker("showSaveFilePicker")
}

/// Whether this browser has a picker and lets it be opened; in a frame of another site none does.
pub fn may_open_picker(name: &str) -> bool {
    web_sys::window().is_some_and(|window| {
        let same_site = |top: web_sys::Window| top.location().href().is_ok();
        js::method(&window, name).is_some() && window.top().ok().flatten().is_some_and(same_site)
    })
}

/// Asks the person for a file; call while the click lasts.
pub fn pick(suggested: &str) -> Option<Promise> {
    let window = web_sys::window()?;
    let accept = Object::new();
    let set = |object: &Object, name: &str, value: &JsValue| {
        Reflect::set(object, &name.into(), value).ok()
    };
    set(&accept, "application/zip", &Array::of1(&".zip".into()))?;
    let kind = Object::new();
    set(&kind, "description", &"Zip archive".into())?;
    set(&kind, "accept", &accept)?;
    let options = Object::new();
    set(&options, "suggestedName", &suggested.into())?;
    set(&options, "types", &Array::of1(&kind))?;
    let picked = js::method(&window, "showSaveFilePicker")?
        .call1(&window, &options)
        .ok()?
        .dyn_into()
        .ok()?;
    PICKING.set(true);
    Some(picked)
}

impl PickedFile {
    /// Opens what was picked; `None` if the person changed their mind.
    pub async fn open(picked: Promise) -> Option<Result<Self, SaveError>> {
        let picked = JsFuture::from(picked).await;
        PICKING.set(false);
        let handle = match picked {
            Ok(handle) => handle.unchecked_into::<FileSystemFileHandle>(),
            Err(error) if js::error_name(&error) == "AbortError" => return None,
            Err(error) => return Some(Err(SaveError::of(&error))),
        };
        Some(match Strokes::open(&handle, patience::ZIP).await {
            Ok(strokes) => Ok(Self { handle, strokes }),
            Err(error) => Err(SaveError::of(&error)),
        })
    }

    async fn write(&mut self, piece: Piece) -> Result<(), SaveError> {
        let written = self.strokes.write(&piece).await;
        written.map_err(|error| SaveError::of(&error))
    }

    /// The picker makes a file before a byte is written: one that stayed empty goes again, what was there before stays.
    async fn remove_if_empty(&self) {
        let file = JsFuture::from(self.handle.get_file()).await;
        let size = file
            .ok()
            .and_then(|file| file.dyn_into::<Blob>().ok())
            .map(|file| file.size());
        if let (Some(0.0), Some(remove)) = (size, js::method(&self.handle, "remove"))
            && let Ok(removed) = remove.call0(&self.handle)
        {
            JsFuture::from(Promise::resolve(&removed)).await.ok();
        }
    }

    async fn close(&mut self) -> Result<Closed, SaveError> {
        let closed = self.strokes.close().await;
        closed.map_err(|error| SaveError::of(&error))?;
        Ok(Closed {
            name: self.handle.name(),
            at: At::File(self.handle.clone()),
        })
    }
}
