//! A file as a worker is given it: the browser's handle or, where workers can read none, its bytes.
//!
//! In WebKit the workers of a page that was opened from `file://` can read no blob, not even their own; the page can. A
//! worker that finds this out says so when it starts. The page then reads what a question needs, and sends the bytes
//! with it: at most [`MOST`] are out at a time. Longer files are held.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, FileReaderSync, MessageChannel, MessagePort};

use crate::browser::js;

/// Bytes that the page reads for its workers, at most, before it waits for answers.
pub const MOST: f64 = 256.0 * 1024.0 * 1024.0;

thread_local! {
    static CAN_READ: bool = probe();
    static NOWHERE: Option<MessagePort> = nowhere();
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

/// Gives a buffer's memory back at once, by sending it where nobody receives it: within one long answer a browser
/// collects what was read only when there are several hundred megabytes of it.
fn free(buffer: &ArrayBuffer) {
    NOWHERE.with(|nowhere| {
        if let Some(port) = nowhere {
            port.post_message_with_transferable(&JsValue::NULL, &Array::of1(buffer))
                .ok();
        }
    });
}

/// A port whose other end is closed.
fn nowhere() -> Option<MessagePort> {
    let channel = MessageChannel::new().ok()?;
    channel.port2().close();
    Some(channel.port1())
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

    /// A range of the bytes, as many as `buffer` has; whether there are so many, which a file that has shrunk lacks.
    pub fn read_now(&self, start: f64, buffer: &mut [u8]) -> Result<bool, JsValue> {
        let end = start + buffer.len() as f64;
        let (bytes, is_ours) = match self {
            Self::Handle(blob) => (read_now(&blob.slice_with_f64_and_f64(start, end)?)?, true),
            Self::Bytes(bytes) => (bytes.subarray(start as u32, end as u32), false),
        };
        let is_whole = bytes.length() as usize == buffer.len();
        if is_whole {
            bytes.copy_to(buffer);
        }
        if is_ours {
            free(&bytes.buffer());
        }
        Ok(is_whole)
    }

    /// The same without blocking; fewer bytes if the file has shrunk.
    pub async fn read(&self, start: f64, end: f64) -> Result<Vec<u8>, JsValue> {
        match self {
            Self::Handle(blob) => js::read_blob(blob, start, end).await,
            Self::Bytes(bytes) => Ok(bytes.subarray(start as u32, end as u32).to_vec()),
        }
    }
}
