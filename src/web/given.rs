//! A file as a worker is given it: the browser's handle or, where workers can read none, its bytes.
//!
//! In WebKit the workers of a page that was opened from `file://` can read no blob, not even their own; the page can. A
//! worker that finds this out says so when it starts. The page then reads what a question needs, and sends the bytes
//! with it: at most [`MOST`] are out at a time. Longer files are held.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, FileReaderSync};

use super::js;

/// Bytes that the page reads for its workers, at most, before it waits for answers.
pub const MOST: f64 = 256.0 * 1024.0 * 1024.0;

thread_local! {
    static CAN_READ: bool = probe();
}

/// Whether this worker can read blobs.
pub fn can_read() -> bool {
    CAN_READ.with(|can_read| *can_read)
}

fn probe() -> bool {
    let byte = Array::of1(&Uint8Array::new_with_length(1));
    js::blob(&byte, "").is_ok_and(|blob| read_now(&blob).is_ok())
}

fn read_now(blob: &Blob) -> Result<Uint8Array, JsValue> {
    let buffer = FileReaderSync::new()?.read_as_array_buffer(blob)?;
    Ok(Uint8Array::new(&buffer))
}

/// A file.
#[derive(Clone)]
pub enum Given {
    Handle(Blob),
    Bytes(Uint8Array),
}

impl Given {
    /// What was sent; `None` if it is no file.
    pub fn receive(sent: JsValue) -> Option<Self> {
        match sent.dyn_into::<ArrayBuffer>() {
            Ok(bytes) => Some(Self::Bytes(Uint8Array::new(&bytes))),
            Err(other) => other.dyn_into().ok().map(Self::Handle),
        }
    }

    /// Keeps bytes as something that this worker can read again.
    pub fn keep(bytes: Uint8Array) -> Result<Self, JsValue> {
        match can_read() {
            true => js::blob(&Array::of1(&bytes), "").map(Self::Handle),
            false => Ok(Self::Bytes(bytes)),
        }
    }

    /// A part for a blob.
    pub fn part(&self) -> &JsValue {
        match self {
            Self::Handle(blob) => blob,
            Self::Bytes(bytes) => bytes,
        }
    }

    pub fn size(&self) -> f64 {
        match self {
            Self::Handle(blob) => blob.size(),
            Self::Bytes(bytes) => f64::from(bytes.length()),
        }
    }

    /// Whether this is a handle of no use here: the page has not read the file.
    pub fn is_unread(&self) -> bool {
        matches!(self, Self::Handle(_)) && !can_read()
    }

    /// A range of the bytes; fewer if the file has shrunk.
    pub fn read_now(&self, start: f64, end: f64) -> Result<Uint8Array, JsValue> {
        match self {
            Self::Handle(blob) => read_now(&blob.slice_with_f64_and_f64(start, end)?),
            Self::Bytes(bytes) => Ok(bytes.subarray(start as u32, end as u32)),
        }
    }

    /// The same without blocking.
    pub async fn read(&self, start: f64, end: f64) -> Result<Vec<u8>, JsValue> {
        match self {
            Self::Handle(blob) => js::read_blob(blob, start, end).await,
            Self::Bytes(_) => self.read_now(start, end).map(|bytes| bytes.to_vec()),
        }
    }
}
