//! One compressed frame as one run of bytes, whatever fragments it comes in, and what of it is to stay.
//!
//! In come places counted from the frame's first byte; out come bytes through a small window, and [`Part`]s of the
//! body. Never holds more than a window of a frame.

use std::ops::Range;

use super::super::error::PixelError;
use crate::dicom::{Part, Source};

/// Bytes held at a time.
const WINDOW: usize = 64 << 10;

/// The fragments of one frame, end to end.
pub struct Stream<'a> {
    body: &'a dyn Source,
    /// Where each fragment begins in the frame, and its place in the body; empty ones are left out.
    fragments: Vec<(u64, Range<u64>)>,
    len: u64,
    window: Vec<u8>,
    window_start: u64,
}

impl<'a> Stream<'a> {
    /// Of a frame's fragments in order.
    pub fn new(body: &'a dyn Source, fragments: &[Range<u64>]) -> Self {
        let mut len = 0u64;
        let placed = fragments.iter().filter(|range| range.start < range.end);
        let fragments = placed
            .map(|range| {
                let start = len;
                len = len.saturating_add(range.end - range.start);
                (start, range.clone())
            })
            .collect();
        Self {
            body,
            fragments,
            len,
            window: Vec::new(),
            window_start: 0,
        }
    }

    /// Length in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// The bytes from `at` on that the window holds, at least one of them unless the frame ends there.
    pub fn rest(&mut self, at: u64) -> Result<&[u8], PixelError> {
        if at >= self.len {
            return Ok(&[]);
        }
        let held = self.window_start..self.window_start + self.window.len() as u64;
        if !held.contains(&at) {
            self.load(at)?;
        }
        let from = at.saturating_sub(self.window_start) as usize;
        Ok(self.window.get(from..).unwrap_or_default())
    }

    /// The `N` bytes at `at`; `None` if the frame ends before.
    pub fn array<const N: usize>(&mut self, at: u64) -> Result<Option<[u8; N]>, PixelError> {
        let end = at.saturating_add(N as u64);
        if end > self.len {
            return Ok(None);
        }
        if self.rest(at)?.len() < N {
            self.load(at)?;
        }
        Ok(self.rest(at)?.first_chunk().copied())
    }

    /// The byte at `at`.
    pub fn byte(&mut self, at: u64) -> Result<Option<u8>, PixelError> {
        Ok(self.rest(at)?.first().copied())
    }

    /// Whether all bytes of the range are zero.
    pub fn is_zero(&mut self, range: Range<u64>) -> Result<bool, PixelError> {
        let mut at = range.start;
        while at < range.end.min(self.len) {
            let wanted = usize::try_from(range.end - at).unwrap_or(usize::MAX);
            let run = self.rest(at)?;
            let run = run.get(..wanted.min(run.len())).unwrap_or(run);
            if run.iter().any(|&byte| byte != 0) {
                return Ok(false);
            }
            at += run.len() as u64;
        }
        Ok(true)
    }

    /// Whether a range that ends a picture's last fragment is padding: zeros, or a single byte with which others pad.
    pub fn is_padding(&mut self, range: Range<u64>) -> Result<bool, PixelError> {
        let single = range.start.saturating_add(1) == range.end;
        Ok(
            single && matches!(self.byte(range.start)?, Some(0xFF | b' '))
                || self.is_zero(range)?,
        )
    }

    /// Fills the window from `at`, over the borders of fragments.
    fn load(&mut self, at: u64) -> Result<(), PixelError> {
        let count = usize::try_from(self.len - at)
            .unwrap_or(usize::MAX)
            .min(WINDOW);
        // Emptied first, so that a failed read leaves no stale bytes behind.
        self.window.clear();
        let mut window = vec![0; count];
        let mut filled = 0;
        for range in self.ranges(at..at + count as u64) {
            let length = (range.end - range.start) as usize;
            if let Some(place) = window.get_mut(filled..filled + length) {
                self.body.read_at(range.start, place)?;
            }
            filled += length;
        }
        self.window = window;
        self.window_start = at;
        Ok(())
    }

    /// Where a range of the frame lies in the body.
    fn ranges(&self, range: Range<u64>) -> Vec<Range<u64>> {
        let first = self
            .fragments
            .partition_point(|(start, place)| start + (place.end - place.start) <= range.start);
        let mut ranges = Vec::new();
        for (start, place) in self.fragments.iter().skip(first) {
            if *start >= range.end {
                break;
            }
            let from = place.start + range.start.saturating_sub(*start);
            let to = place.end.min(place.start + (range.end - start));
            ranges.push(from..to);
        }
        ranges
    }

    /// What a walk has kept, as parts of the body; `None` if that is the whole frame as it stands.
    pub fn parts(&self, kept: Stripped) -> Option<Vec<Part>> {
        if matches!(kept.pieces.as_slice(), [Piece::Range(all)] if *all == (0..self.len)) {
            return None;
        }
        let mut parts = Vec::new();
        for piece in kept.pieces {
            match piece {
                Piece::Range(range) => {
                    parts.extend(self.ranges(range).into_iter().map(Part::Range));
                }
                Piece::Made(bytes) => parts.push(Part::Bytes(bytes)),
            }
        }
        Some(parts)
    }
}

/// Width and height in pixels, and how many components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub columns: u32,
    pub rows: u32,
    pub components: u16,
}

/// What of a frame stays, in order.
#[derive(Debug, Default)]
pub struct Stripped {
    /// Bits of a sample, where the stream says so.
    pub precision: Option<u8>,
    /// What it is a picture of, likewise.
    pub size: Option<Size>,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    /// Bytes of the frame.
    Range(Range<u64>),
    /// Bytes in place of others.
    Made(Vec<u8>),
}

impl Stripped {
    /// Keeps a range, which joins the one before if they touch.
    pub fn keep(&mut self, range: Range<u64>) {
        if range.start >= range.end {
            return;
        }
        match self.pieces.last_mut() {
            Some(Piece::Range(last)) if last.end == range.start => last.end = range.end,
            _ => self.pieces.push(Piece::Range(range)),
        }
    }

    /// Bytes in all.
    pub fn len(&self) -> u64 {
        let length = |piece: &Piece| match piece {
            Piece::Range(range) => range.end - range.start,
            Piece::Made(bytes) => bytes.len() as u64,
        };
        self.pieces.iter().map(length).sum()
    }

    /// Puts bytes of our own.
    pub fn make(&mut self, bytes: Vec<u8>) {
        self.pieces.push(Piece::Made(bytes));
    }

    /// What follows the end of the picture at `at`: padding stays, anything else goes.
    pub fn end(&mut self, stream: &mut Stream<'_>, at: u64) -> Result<(), PixelError> {
        let rest = at..stream.len();
        // A single byte makes a length even, or it is none: the writer's own padding would follow it.
        let pads = stream.is_zero(rest.clone())? || !self.len().is_multiple_of(2);
        if pads && stream.is_padding(rest.clone())? {
            self.keep(rest);
        }
        Ok(())
    }
}
