//! A file on its way out: runs of bytes that were made, ranges of an instance's body, and of what was spooled.

use std::ops::Range;

use super::source::{Source, SourceError};

/// A run of output bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Bytes that were made.
    Bytes(Vec<u8>),
    /// A range of the instance's body, as it stands there.
    Range(Range<u64>),
    /// A range of what a [`super::Spool`] holds.
    Spooled(Range<u64>),
}

impl Part {
    /// Length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Range(range) | Self::Spooled(range) => range.end.saturating_sub(range.start),
        }
    }

    /// Whether it adds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The largest piece that [`visit`] hands out.
const CHUNK: u64 = 1 << 20;

/// Length in bytes of all parts together.
pub fn parts_len(parts: &[Part]) -> u64 {
    parts.iter().map(Part::len).fold(0, u64::saturating_add)
}

/// Hands out the bytes of `parts` in order, in pieces of at most 1 MB; stops at the visitor's first error. What was put
/// away is out of reach here, and an error.
pub fn visit<E: From<SourceError>>(
    parts: &[Part],
    body: &dyn Source,
    mut visitor: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    for part in parts {
        match part {
            Part::Bytes(bytes) => bytes.chunks(CHUNK as usize).try_for_each(&mut visitor)?,
            Part::Range(range) => {
                let mut at = range.start;
                while at < range.end {
                    let end = at.saturating_add(CHUNK).min(range.end);
                    visitor(&body.read(at..end)?)?;
                    at = end;
                }
            }
            Part::Spooled(range) => Err(SourceError::OutOfRange {
                start: range.start,
                end: range.end,
                len: 0,
            })?,
        }
    }
    Ok(())
}

/// All bytes of `parts` at once: for tests and for callers who know that they are few.
pub fn assemble(parts: &[Part], body: &dyn Source) -> Result<Vec<u8>, SourceError> {
    let mut bytes = Vec::new();
    visit(parts, body, |piece| {
        bytes.extend_from_slice(piece);
        Ok::<(), SourceError>(())
    })?;
    Ok(bytes)
}
