//! What is about to leave, read as a source: made bytes, ranges of the original's body and of what was spooled, end to
//! end.

use std::rc::Rc;

use crate::dicom::{Part, Source, SourceError, Spool};

/// The parts of a cleaned file as random-access bytes, so that the second reading reads the very output.
pub struct Output {
    parts: Vec<(u64, Part)>,
    body: Rc<dyn Source>,
    spool: Rc<dyn Spool>,
    len: u64,
}

impl Output {
    /// Parts in order; ranges refer to `body`, and to `spool` what was spooled.
    pub fn new(parts: Vec<Part>, body: Rc<dyn Source>, spool: Rc<dyn Spool>) -> Self {
        let mut len = 0u64;
        let parts = parts
            .into_iter()
            .map(|part| {
                let start = len;
                len = len.saturating_add(part.len());
                (start, part)
            })
            .collect();
        Self {
            parts,
            body,
            spool,
            len,
        }
    }

    /// The parts in order.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().map(|(_, part)| part)
    }

    /// What ranges refer to.
    pub fn body(&self) -> &Rc<dyn Source> {
        &self.body
    }

    /// What ranges of what was spooled refer to.
    pub fn spool(&self) -> &Rc<dyn Spool> {
        &self.spool
    }
}

impl Source for Output {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        let out_of_range = || SourceError::OutOfRange {
            start: offset,
            end: offset.saturating_add(buffer.len() as u64),
            len: self.len,
        };
        let end = offset
            .checked_add(buffer.len() as u64)
            .filter(|&end| end <= self.len)
            .ok_or_else(out_of_range)?;
        let first = self
            .parts
            .partition_point(|(start, _)| *start <= offset)
            .saturating_sub(1);
        let mut filled = 0usize;
        for (start, part) in self.parts.iter().skip(first) {
            let at = offset + filled as u64;
            if at >= end {
                break;
            }
            let within = at - start;
            let available = part.len().saturating_sub(within);
            let count = available.min(end - at) as usize;
            let Some(target) = buffer.get_mut(filled..filled + count) else {
                break;
            };
            match part {
                Part::Bytes(bytes) => {
                    let from = within as usize;
                    if let Some(bytes) = bytes.get(from..from + count) {
                        target.copy_from_slice(bytes);
                    }
                }
                Part::Range(range) => self.body.read_at(range.start + within, target)?,
                Part::Spooled(range) => self.spool.read_at(range.start + within, target)?,
            }
            filled += count;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::{InMemory, MemorySource};

    #[test]
    fn bytes_and_ranges_read_as_one_run_from_any_place() {
        let body: Rc<dyn Source> = Rc::new(MemorySource::new(*b"0123456789"));
        let parts = vec![
            Part::Bytes(b"ab".to_vec()),
            Part::Range(3..6),
            Part::Bytes(Vec::new()),
            Part::Range(0..1),
        ];
        let output = Output::new(parts, body, Rc::new(InMemory));
        let whole = b"ab3450";
        assert_eq!(output.len(), whole.len() as u64);
        for start in 0..=whole.len() {
            for end in start..=whole.len() {
                assert_eq!(
                    output.read(start as u64..end as u64).unwrap(),
                    &whole[start..end]
                );
            }
        }
        assert!(output.read(0..7).is_err());
    }
}
