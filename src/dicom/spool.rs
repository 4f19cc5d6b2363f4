//! Bytes that were made, spooled until the file that they belong to is written.
//!
//! In come painted frames, one at a time; out come [`Part`]s that name their place. A file of a thousand frames so
//! never lies in memory as a whole: what is spooled is read again, run by run, like any other [`Source`]. Nothing is
//! spooled that has not passed its check, and nothing of the original that is to be painted.

use std::cell::RefCell;

use super::part::Part;
use super::source::{Source, SourceError};

/// The place where bytes are spooled is full, or gone. Carries no path: the system's own word for why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("what was made could not be put away: {0}")]
pub struct SpoolError(pub String);

/// Takes bytes that were made; as a source it gives them back.
pub trait Spool: Source {
    /// Spools bytes; what stands for them in a file.
    fn put(&self, bytes: Vec<u8>) -> Result<Part, SpoolError>;
}

/// No place of its own: what was made stays in memory, in its part. For tests, and for files known to be small.
#[derive(Debug, Clone, Copy, Default)]
pub struct InMemory;

impl Source for InMemory {
    fn len(&self) -> u64 {
        0
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        match buffer {
            [] => Ok(()),
            _ => Err(out_of_range(offset, buffer, 0)),
        }
    }
}

impl Spool for InMemory {
    fn put(&self, bytes: Vec<u8>) -> Result<Part, SpoolError> {
        Ok(Part::Bytes(bytes))
    }
}

/// Where pieces of a [`PieceSpool`] are kept, by number.
pub trait Keep {
    /// Takes the next piece.
    fn keep(&mut self, piece: Vec<u8>) -> Result<(), SpoolError>;

    /// A piece that was kept, whole.
    fn fetch(&self, number: usize) -> Result<Vec<u8>, SourceError>;
}

/// Bytes gathered before they are handed to [`Keep`]: a few frames, and large enough that calls cost little.
const PIECE: usize = 4 << 20;

/// A spool that keeps the last few megabytes in memory and hands what came before to somebody else. What is made of a
/// small file never leaves memory.
pub struct PieceSpool<K>(RefCell<State<K>>);

struct State<K> {
    keep: K,
    piece: usize,
    /// Where each kept piece begins; the bytes in memory follow.
    starts: Vec<u64>,
    pending_start: u64,
    pending: Vec<u8>,
    /// The piece that was read last: who reads mostly reads on.
    read: Option<(usize, Vec<u8>)>,
}

impl<K: Keep> PieceSpool<K> {
    /// An empty one.
    pub fn new(keep: K) -> Self {
        Self::of_pieces(keep, PIECE)
    }

    /// One that hands over pieces of so many bytes, or of one frame if that is more.
    pub fn of_pieces(keep: K, piece: usize) -> Self {
        Self(RefCell::new(State {
            keep,
            piece,
            starts: Vec::new(),
            pending_start: 0,
            pending: Vec::new(),
            read: None,
        }))
    }

    /// Hands over the rest, if anything was handed over before; then lets the caller look at where it is. `None` if
    /// all of it is still in memory.
    pub fn finish<T>(&self, look: impl FnOnce(&K) -> T) -> Result<Option<T>, SpoolError> {
        let mut state = self.0.borrow_mut();
        if state.starts.is_empty() {
            return Ok(None);
        }
        state.read = None;
        state.hand_over()?;
        Ok(Some(look(&state.keep)))
    }
}

impl<K: Keep> State<K> {
    fn len(&self) -> u64 {
        self.pending_start.saturating_add(self.pending.len() as u64)
    }

    fn hand_over(&mut self) -> Result<(), SpoolError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let end = self.len();
        self.keep.keep(std::mem::take(&mut self.pending))?;
        self.starts.push(self.pending_start);
        self.pending_start = end;
        Ok(())
    }

    /// Fills as much of `buffer` as lies in the piece that holds `offset`; how much that was.
    fn read_some(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let (start, bytes) = match offset.checked_sub(self.pending_start) {
            Some(_) => (self.pending_start, &self.pending),
            None => {
                let number = self.starts.partition_point(|start| *start <= offset);
                let number = number.saturating_sub(1);
                let held = self.read.take().filter(|(held, _)| *held == number);
                let piece = match held {
                    Some((_, piece)) => piece,
                    None => self.keep.fetch(number)?,
                };
                let start = self.starts.get(number).copied().unwrap_or_default();
                (start, &self.read.insert((number, piece)).1)
            }
        };
        let from = usize::try_from(offset.saturating_sub(start)).unwrap_or(usize::MAX);
        let there = bytes.get(from..).unwrap_or_default();
        let count = there.len().min(buffer.len());
        for (place, byte) in buffer.iter_mut().zip(there) {
            *place = *byte;
        }
        Ok(count)
    }
}

impl<K: Keep> Source for PieceSpool<K> {
    fn len(&self) -> u64 {
        self.0.borrow().len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        let mut state = self.0.borrow_mut();
        let len = state.len();
        if offset.saturating_add(buffer.len() as u64) > len {
            return Err(out_of_range(offset, buffer, len));
        }
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match state.read_some(offset.saturating_add(filled as u64), rest)? {
                // What was kept came back shorter.
                0 => return Err(out_of_range(offset, buffer, len)),
                count => filled += count,
            }
        }
        Ok(())
    }
}

impl<K: Keep> Spool for PieceSpool<K> {
    fn put(&self, mut bytes: Vec<u8>) -> Result<Part, SpoolError> {
        let mut state = self.0.borrow_mut();
        if state.pending.len().saturating_add(bytes.len()) > state.piece {
            state.hand_over()?;
        }
        let start = state.len();
        match state.pending.is_empty() {
            true => state.pending = bytes,
            false => state.pending.append(&mut bytes),
        }
        Ok(Part::Spooled(start..state.len()))
    }
}

fn out_of_range(start: u64, buffer: &[u8], len: u64) -> SourceError {
    SourceError::OutOfRange {
        start,
        end: start.saturating_add(buffer.len() as u64),
        len,
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// Pieces in memory; there is room for 99.
    #[derive(Default)]
    pub struct Pieces(pub Vec<Vec<u8>>);

    impl Keep for Pieces {
        fn keep(&mut self, piece: Vec<u8>) -> Result<(), SpoolError> {
            match self.0.len() {
                99 => Err(SpoolError("full".into())),
                _ => {
                    self.0.push(piece);
                    Ok(())
                }
            }
        }

        fn fetch(&self, number: usize) -> Result<Vec<u8>, SourceError> {
            Ok(self.0.get(number).cloned().unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::Pieces;
    use super::*;

    fn frame(number: usize) -> Vec<u8> {
        vec![number as u8; 1_500_000 + number]
    }

    #[test]
    fn what_was_put_away_reads_as_one_run_from_any_place() {
        let spool = PieceSpool::new(Pieces::default());
        let mut whole = Vec::new();
        for number in 0..8 {
            let at = whole.len() as u64;
            whole.extend(frame(number));
            let part = spool.put(frame(number)).unwrap();
            assert_eq!(part, Part::Spooled(at..whole.len() as u64));
        }
        assert_eq!(spool.len(), whole.len() as u64);
        assert!(spool.0.borrow().pending.len() <= PIECE);
        let len = whole.len();
        for (start, end) in [(0, len), (len, len), (1_499_999, 4_600_000), (len - 1, len)] {
            assert_eq!(
                spool.read(start as u64..end as u64).unwrap(),
                whole[start..end]
            );
        }
        assert!(spool.read(0..len as u64 + 1).is_err());
        let kept = spool.finish(|pieces| pieces.0.concat()).unwrap();
        assert!(kept.unwrap() == whole);
    }

    #[test]
    fn a_small_file_stays_in_memory() {
        let spool = PieceSpool::new(Pieces::default());
        spool.put(vec![1, 2]).unwrap();
        assert_eq!(spool.put(vec![3]).unwrap(), Part::Spooled(2..3));
        assert_eq!(spool.read(1..3).unwrap(), [2, 3]);
        assert_eq!(spool.finish(|pieces| pieces.0.len()).unwrap(), None);
    }

    #[test]
    fn a_full_place_is_told_and_nothing_is_lost_unseen() {
        let spool = PieceSpool::of_pieces(Pieces::default(), 9);
        let put = (0..200).map(|_| spool.put(vec![7; 9])).collect::<Vec<_>>();
        assert!(put.iter().any(Result::is_err));
    }
}
