//! What was unpacked, in memory: filled piece by piece, so that growing never copies it and no claim of a size is
//! believed before the bytes are there.

use std::io::Read;
use std::sync::Arc;

use super::error::ArchiveError;
use super::limits;
use crate::dicom::{Source, SourceError};

/// Bytes of a piece.
const PIECE: usize = 1 << 20;

/// Unpacked bytes. A copy shares them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// All of [`PIECE`] bytes but the last; bytes past the length are not to be had.
    pieces: Arc<Vec<Vec<u8>>>,
    len: u64,
}

/// Bytes being unpacked, from one stream or several in turn.
pub struct Filling {
    pieces: Vec<Vec<u8>>,
    /// Bytes of the streams that came to their end.
    whole: u64,
    len: u64,
    packed: u64,
    most: u64,
}

impl Filling {
    /// For at most `most` bytes, which were packed into `packed`.
    pub fn new(packed: u64, most: u64) -> Self {
        Self {
            pieces: Vec::new(),
            whole: 0,
            len: 0,
            packed,
            most,
        }
    }

    /// Adds everything that `reader` gives; an error as soon as it is more than may be or grows past belief.
    pub fn add(&mut self, reader: &mut dyn Read) -> Result<(), ArchiveError> {
        loop {
            let piece = match self.pieces.last_mut().filter(|piece| piece.len() < PIECE) {
                Some(piece) => piece,
                None => {
                    self.pieces.push(Vec::new());
                    continue;
                }
            };
            let room = (PIECE - piece.len()) as u64;
            let count = reader.take(room).read_to_end(piece);
            let count = count.map_err(|_| ArchiveError::EntryDamaged)? as u64;
            self.len += count;
            if self.len > self.most {
                return Err(ArchiveError::TooLarge);
            }
            if limits::is_a_trap(self.len, self.packed) {
                return Err(ArchiveError::Ratio);
            }
            if count < room {
                self.whole = self.len;
                return Ok(());
            }
        }
    }

    /// What came of the streams that came to their end.
    pub fn finish(mut self) -> Unpacked {
        if let Some(last) = self.pieces.last_mut() {
            last.shrink_to_fit();
        }
        Unpacked {
            pieces: Arc::new(self.pieces),
            len: self.whole,
        }
    }
}

impl Unpacked {
    /// Everything that `reader` gives.
    pub fn read(reader: &mut dyn Read, packed: u64, most: u64) -> Result<Self, ArchiveError> {
        let mut filling = Filling::new(packed, most);
        filling.add(reader)?;
        Ok(filling.finish())
    }

    /// The checksum of zip and gzip.
    pub fn crc32(&self) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        self.pieces.iter().for_each(|piece| hasher.update(piece));
        hasher.finalize()
    }
}

impl Source for Unpacked {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        let end = offset.saturating_add(buffer.len() as u64);
        let out_of_range = SourceError::OutOfRange {
            start: offset,
            end,
            len: self.len,
        };
        if end > self.len {
            return Err(out_of_range);
        }
        let mut at = offset;
        let mut rest = buffer;
        while !rest.is_empty() {
            // Within the length, which fits memory.
            let (piece, within) = (at as usize / PIECE, at as usize % PIECE);
            let piece = self.pieces.get(piece).and_then(|piece| piece.get(within..));
            let count = piece.map_or(0, <[u8]>::len).min(rest.len());
            let (Some(from), Some((to, after))) = (
                piece.and_then(|piece| piece.get(..count)),
                rest.split_at_mut_checked(count),
            ) else {
                return Err(out_of_range);
            };
            if count == 0 {
                return Err(out_of_range);
            }
            to.copy_from_slice(from);
            rest = after;
            at += count as u64;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_unpacked_reads_the_same_across_its_pieces() {
        let bytes: Vec<u8> = (0..2 * PIECE + 5).map(|at| (at % 251) as u8).collect();
        let unpacked = Unpacked::read(&mut bytes.as_slice(), 1 << 20, 1 << 30).unwrap();
        assert_eq!(unpacked.len(), bytes.len() as u64);
        assert_eq!(unpacked.read(0..unpacked.len()).unwrap(), bytes);
        let across = PIECE as u64 - 3..PIECE as u64 + 3;
        assert_eq!(unpacked.read(across).unwrap(), bytes[PIECE - 3..PIECE + 3]);
        assert!(unpacked.read(unpacked.len()..unpacked.len() + 1).is_err());
        assert_eq!(unpacked.crc32(), crc32fast::hash(&bytes));
    }

    #[test]
    fn nothing_is_unpacked_past_what_it_may_be() {
        let mut endless = std::io::repeat(0);
        let most = 3 << 20;
        assert_eq!(
            Unpacked::read(&mut endless, u64::MAX, most),
            Err(ArchiveError::TooLarge)
        );
        assert_eq!(
            Unpacked::read(&mut endless, 10, u64::MAX),
            Err(ArchiveError::Ratio)
        );
    }
}
