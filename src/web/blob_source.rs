//! Random-access bytes of a dropped file, read in a worker without waiting for promises.
//!
//! A reader of headers makes many small reads: each miss fills a window of [`WINDOW`] bytes. Large reads go straight
//! to the caller's buffer.

use std::cell::RefCell;

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use super::given::Given;
use super::js;
use crate::dicom::{Source, SourceError};

/// Bytes read ahead.
pub const WINDOW: u64 = 256 * 1024;

/// A dropped file.
pub struct BlobSource {
    file: Given,
    len: u64,
    window: RefCell<Window>,
}

/// The bytes read last.
#[derive(Default)]
struct Window {
    start: u64,
    bytes: Vec<u8>,
}

impl Window {
    fn copy_to(&self, offset: u64, buffer: &mut [u8]) -> bool {
        let start = offset
            .checked_sub(self.start)
            .and_then(|start| usize::try_from(start).ok());
        let found = start.and_then(|start| self.bytes.get(start..start.checked_add(buffer.len())?));
        if let Some(found) = found {
            buffer.copy_from_slice(found);
        }
        found.is_some()
    }
}

impl BlobSource {
    /// Wraps a file, whose first bytes may have been read already.
    pub fn new(file: Given, head: Vec<u8>) -> Self {
        let len = file.size() as u64;
        Self {
            file,
            len,
            window: RefCell::new(Window {
                start: 0,
                bytes: head,
            }),
        }
    }

    fn fetch(&self, start: u64, end: u64) -> Result<Uint8Array, SourceError> {
        let unreadable = |error: JsValue| SourceError::Unreadable {
            offset: start,
            reason: js::error_name(&error),
        };
        let bytes = self.file.read_now(start as f64, end as f64);
        let bytes = bytes.map_err(unreadable)?;
        if u64::from(bytes.length()) != end - start {
            return Err(SourceError::Unreadable {
                offset: start,
                reason: "the file has shrunk".into(),
            });
        }
        Ok(bytes)
    }
}

impl Source for BlobSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        let end = offset.saturating_add(buffer.len() as u64);
        if end > self.len {
            return Err(SourceError::OutOfRange {
                start: offset,
                end,
                len: self.len,
            });
        }
        if self.window.borrow().copy_to(offset, buffer) {
            return Ok(());
        }
        if buffer.len() as u64 >= WINDOW {
            self.fetch(offset, end)?.copy_to(buffer);
            return Ok(());
        }
        let ahead = offset.saturating_add(WINDOW).min(self.len);
        let window = Window {
            start: offset,
            bytes: self.fetch(offset, ahead)?.to_vec(),
        };
        let copied = window.copy_to(offset, buffer);
        self.window.replace(window);
        if copied {
            Ok(())
        } else {
            Err(SourceError::OutOfRange {
                start: offset,
                end,
                len: self.len,
            })
        }
    }
}
