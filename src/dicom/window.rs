//! A buffered window over a [`Source`]: a parser's many small looks cost few reads.
//!
//! In come offsets; out come bytes. Never reads past the source's end, never holds more than one chunk.

use std::ops::Range;
use std::rc::Rc;

use super::source::{Source, SourceError};

/// The first read: most headers fit in it.
const FIRST_CHUNK: usize = 64 * 1024;
/// Every later read.
const NEXT_CHUNK: usize = 256 * 1024;

pub(super) struct Window {
    source: Rc<dyn Source>,
    len: u64,
    start: u64,
    bytes: Vec<u8>,
    chunk: usize,
}

impl Window {
    pub fn new(source: Rc<dyn Source>) -> Self {
        Self {
            len: source.len(),
            source,
            start: 0,
            bytes: Vec::new(),
            chunk: FIRST_CHUNK,
        }
    }

    /// Length of the source.
    pub fn len(&self) -> u64 {
        self.len
    }

    pub fn source(&self) -> Rc<dyn Source> {
        Rc::clone(&self.source)
    }

    /// At most `want` bytes from `offset`; fewer at the end of the source.
    pub fn peek(&mut self, offset: u64, want: usize) -> Result<&[u8], SourceError> {
        let left = self.len.saturating_sub(offset);
        let want = usize::try_from(left).unwrap_or(usize::MAX).min(want);
        if want == 0 {
            return Ok(&[]);
        }
        if self.held(offset, want).is_none() {
            let load = self
                .chunk
                .max(want)
                .min(usize::try_from(left).unwrap_or(usize::MAX));
            // Emptied first, so that a failed read leaves no stale bytes behind.
            self.bytes.clear();
            self.bytes = self
                .source
                .read(offset..offset.saturating_add(load as u64))?;
            self.start = offset;
            self.chunk = NEXT_CHUNK;
        }
        Ok(self.held(offset, want).unwrap_or_default())
    }

    /// The `N` bytes at `offset`; `None` if the source ends before.
    pub fn array<const N: usize>(&mut self, offset: u64) -> Result<Option<[u8; N]>, SourceError> {
        Ok(self.peek(offset, N)?.first_chunk().copied())
    }

    /// Like [`Window::array`], for a few bytes far from the last ones: loads `chunk` bytes at most.
    pub fn array_far<const N: usize>(
        &mut self,
        offset: u64,
        chunk: usize,
    ) -> Result<Option<[u8; N]>, SourceError> {
        self.chunk = chunk.clamp(N, NEXT_CHUNK);
        let found = self.array(offset);
        self.chunk = NEXT_CHUNK;
        found
    }

    /// The bytes of a range that the caller has checked; a large one is read past the window.
    pub fn value(&mut self, range: Range<u64>) -> Result<Vec<u8>, SourceError> {
        let length = range.end.saturating_sub(range.start);
        match usize::try_from(length) {
            Ok(length) if length <= FIRST_CHUNK => {
                let (start, end) = (range.start, range.end);
                let bytes = self.peek(start, length)?.to_vec();
                if bytes.len() == length {
                    Ok(bytes)
                } else {
                    Err(SourceError::OutOfRange {
                        start,
                        end,
                        len: self.len,
                    })
                }
            }
            _ => self.source.read(range),
        }
    }

    fn held(&self, offset: u64, want: usize) -> Option<&[u8]> {
        let from = usize::try_from(offset.checked_sub(self.start)?).ok()?;
        self.bytes.get(from..from.checked_add(want)?)
    }
}
