//! Random-access bytes: a dropped file, an entry of a zip archive, a path.
//!
//! The whole file is never required; a reader asks for the ranges that it wants.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// Why bytes could not be had. Carries no path and no content: the caller knows which source it asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// A range outside the source was asked for.
    #[error("bytes {start}..{end} were asked for, the source has {len}")]
    OutOfRange {
        /// First byte asked for, from 0.
        start: u64,
        /// One past the last byte asked for.
        end: u64,
        /// Bytes that there are.
        len: u64,
    },
    /// The system could not read: permission, a drive that was taken out, a file that changed.
    #[error("the file could not be read at byte {offset}: {reason}")]
    Unreadable {
        /// Byte of the source at which reading failed, from 0.
        offset: u64,
        /// The system's own word.
        reason: String,
    },
}

/// Bytes that can be read at any place.
pub trait Source {
    /// Length in bytes.
    fn len(&self) -> u64;

    /// Whether there is nothing to read.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `buffer` from `offset`; an error if fewer bytes are there.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError>;

    /// The bytes of `range`, which is checked against the source's length before anything is allocated.
    fn read(&self, range: Range<u64>) -> Result<Vec<u8>, SourceError> {
        let out_of_range = SourceError::OutOfRange {
            start: range.start,
            end: range.end,
            len: self.len(),
        };
        if range.start > range.end || range.end > self.len() {
            return Err(out_of_range);
        }
        let Ok(length) = usize::try_from(range.end - range.start) else {
            return Err(out_of_range);
        };
        let mut bytes = vec![0; length];
        self.read_at(range.start, &mut bytes)?;
        Ok(bytes)
    }
}

/// Bytes held in memory: a small file, an inflated data set, an inflated zip entry.
#[derive(Debug, Clone)]
pub struct MemorySource(Arc<[u8]>);

impl MemorySource {
    /// Wraps bytes.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(bytes.into())
    }
}

impl Source for MemorySource {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        let found = usize::try_from(offset)
            .ok()
            .and_then(|start| self.0.get(start..start.checked_add(buffer.len())?));
        match found {
            Some(bytes) => {
                buffer.copy_from_slice(bytes);
                Ok(())
            }
            None => Err(SourceError::OutOfRange {
                start: offset,
                end: offset.saturating_add(buffer.len() as u64),
                len: self.len(),
            }),
        }
    }
}

/// A range of another source, such as a stored entry of a zip archive.
#[derive(Clone)]
pub struct SubSource {
    whole: Rc<dyn Source>,
    range: Range<u64>,
}

impl SubSource {
    /// The bytes of `range` as a source of their own; an error if `whole` does not hold them all.
    pub fn new(whole: Rc<dyn Source>, range: Range<u64>) -> Result<Self, SourceError> {
        if range.start > range.end || range.end > whole.len() {
            return Err(SourceError::OutOfRange {
                start: range.start,
                end: range.end,
                len: whole.len(),
            });
        }
        Ok(Self { whole, range })
    }

    /// Where in the whole it begins.
    pub fn start(&self) -> u64 {
        self.range.start
    }
}

impl Source for SubSource {
    fn len(&self) -> u64 {
        self.range.end - self.range.start
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        let end = offset.saturating_add(buffer.len() as u64);
        if end > self.len() {
            return Err(SourceError::OutOfRange {
                start: offset,
                end,
                len: self.len(),
            });
        }
        self.whole.read_at(self.range.start + offset, buffer)
    }
}

impl<S: Source + ?Sized> Source for Rc<S> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        (**self).read_at(offset, buffer)
    }
}
