//! A range of another source, as a source of its own: a stored zip entry.

use std::ops::Range;
use std::rc::Rc;

use crate::dicom::{Source, SourceError};

/// A range of another source.
#[derive(Clone)]
pub struct SubSource {
    whole: Rc<dyn Source>,
    range: Range<u64>,
}

impl SubSource {
    /// `range` of `whole`; `None` if it does not lie within.
    pub fn new(whole: Rc<dyn Source>, range: Range<u64>) -> Option<Self> {
        (range.start <= range.end && range.end <= whole.len()).then_some(Self { whole, range })
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
        self.whole
            .read_at(self.range.start.saturating_add(offset), buffer)
    }
}
