//! Random-access bytes of a dropped file, read in a worker without waiting for promises.
//!
//! A reader of headers makes many small reads: each miss fills a window of [`WINDOW`] bytes. Large reads go straight
//! to the caller's buffer.

use std::cell::RefCell;

use crate::browser::js;
use crate::protocol::given::Given;
use darkroom::dicom::{Source, SourceError};

/// Bytes that are prefetched.
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

    fn fetch(&self, start: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        let unreadable = |reason| SourceError::Unreadable {
            offset: start,
            reason,
        };
        match self.file.read_now(start as f64, buffer) {
            Ok(true) => Ok(()),
            Ok(false) => Err(unreadable("the file has shrunk".into())),
            Err(error) => Err(unreadable(js::error_name(&error))),
        }
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
            return self.fetch(offset, buffer);
        }
        let end = offset.saturating_add(WINDOW).min(self.len);
        let mut window = Window {
            start: offset,
            bytes: vec![0; end.saturating_sub(offset) as usize],
        };
        self.fetch(offset, &mut window.bytes)?;
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
