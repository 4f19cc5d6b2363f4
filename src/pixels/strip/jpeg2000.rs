//! JPEG 2000 codestreams (ITU-T T.800 Annex A), HTJ2K (T.814) among them, bare or in a JP2 file (T.800 Annex I).
//!
//! Kept: the codestream. Dropped: comments in main and tile-part heads, every box around the codestream (PS3.5 A.4.4
//! allows none), bytes after the end. Packets are jumped over by the length of their tile-part.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::error::PixelError;
use super::damaged;
use super::stream::{Size, Stream, Stripped};

const CODEC: &str = "JPEG 2000";

const CAPABILITIES: u8 = 0x50;
const COMMENT: u8 = 0x64;
const TILE_LENGTHS: u8 = 0x55;
const TILE_PART: u8 = 0x90;
const START_OF_PACKET: u8 = 0x91;
const END_OF_PACKET_HEAD: u8 = 0x92;
const DATA: u8 = 0x93;
const END: u8 = 0xD9;

/// Segments of the main head: the second byte of the marker, and the longest length that makes sense. Those of T.801
/// (multiple component transforms) are not among them: they change what the samples mean.
const IN_MAIN: &[(u8, u64)] = &[
    (CAPABILITIES, 70),
    (0x51, 49_190), // size
    (0x52, 45),     // coding style
    (0x53, 43),     // coding style of a component
    (TILE_LENGTHS, 65_535),
    (0x57, 65_535), // packet lengths
    (0x59, 6),      // corresponding profile
    (0x5C, 197),    // quantisation
    (0x5D, 199),    // quantisation of a component
    (0x5E, 9),      // region of interest
    (0x5F, 65_535), // progression order
    (0x60, 65_535), // packed packet heads
    (0x63, 14),     // component registration
];

/// Segments of a tile-part's head, likewise.
const IN_TILE_PART: &[(u8, u64)] = &[
    (0x52, 45),
    (0x53, 43),
    (0x58, 65_535), // packet lengths
    (0x5C, 197),
    (0x5D, 199),
    (0x5E, 9),
    (0x5F, 65_535),
    (0x61, 65_535), // packed packet heads
];

/// Walks one frame.
pub fn walk(stream: &mut Stream<'_>) -> Result<Stripped, PixelError> {
    let codestream = match stream.array::<8>(0)? {
        Some([0, 0, 0, 12, b'j', b'P', b' ', b' ']) => unwrapped(stream)?,
        _ => 0..stream.len(),
    };
    let mut walk = Walk {
        stream,
        end: codestream.end,
        kept: Stripped::default(),
        tile_lengths: false,
        tiles: 0,
        met: BTreeMap::new(),
        open: false,
    };
    let at = walk.main_head(codestream.start)?;
    let end = walk.tile_parts(at)?;
    let Walk {
        stream,
        mut kept,
        open,
        ..
    } = walk;
    if !open {
        kept.end(stream, end)?;
        return Ok(kept);
    }
    // Some decoders take all that follows for packets, or count back from it: it stays as it is, to the byte.
    if !stream.is_padding(end..codestream.end)? {
        return Err(damaged(CODEC, "it goes on behind its end"));
    }
    kept.keep(end..codestream.end);
    match kept.len().is_multiple_of(2) {
        true => Ok(kept),
        false => Err(damaged(CODEC, "it does not say where it ends")),
    }
}

struct Walk<'a, 'b> {
    stream: &'a mut Stream<'b>,
    /// Where the codestream ends at the latest.
    end: u64,
    kept: Stripped,
    /// The main head states the lengths of tile-parts.
    tile_lengths: bool,
    /// How many tiles there are, and how many tile-parts of each were met.
    tiles: u64,
    met: BTreeMap<u16, u16>,
    /// A tile-part states no length, or no marker ends the last one.
    open: bool,
}

impl Walk<'_, '_> {
    /// Keeps the main head without its comments; where the first tile-part begins.
    fn main_head(&mut self, start: u64) -> Result<u64, PixelError> {
        if self.stream.array(start)? != Some([0xFF, 0x4F, 0xFF, 0x51]) {
            return Err(damaged(CODEC, "it does not begin with its first marker"));
        }
        self.kept.keep(start..start + 2);
        self.kept.precision = self.precision(start + 2)?;
        self.read_size(start + 2)?;
        let mut at = start + 2;
        loop {
            let marker = self.marker(at)?;
            if marker == TILE_PART {
                return Ok(at);
            }
            let segment = self.segment(at, marker, IN_MAIN)?;
            self.tile_lengths |= marker == TILE_LENGTHS;
            at = segment.end;
            if marker != COMMENT {
                self.kept.keep(segment);
            }
        }
    }

    /// The size of the reference grid (T.800 A.5.1), which no component exceeds, and how many tiles it has.
    fn read_size(&mut self, at: u64) -> Result<(), PixelError> {
        let Some(segment) = self.stream.array::<40>(at)? else {
            return Ok(());
        };
        let word = |at: usize| {
            let bytes = segment.get(at..).and_then(|rest| rest.first_chunk::<4>());
            bytes.map_or(0, |bytes| u32::from_be_bytes(*bytes))
        };
        let [.., c1, c0] = segment;
        self.kept.size = Some(Size {
            columns: word(6).saturating_sub(word(14)),
            rows: word(10).saturating_sub(word(18)),
            components: u16::from_be_bytes([c1, c0]),
        });
        let tiles = |end: u32, size: u32, start: u32| {
            u64::from(end.saturating_sub(start).div_ceil(size.max(1)))
        };
        self.tiles = tiles(word(6), word(22), word(30)) * tiles(word(10), word(26), word(34));
        Ok(())
    }

    /// Bits of the widest component, by the size segment at `at`.
    fn precision(&mut self, at: u64) -> Result<Option<u8>, PixelError> {
        let count = self
            .stream
            .array::<2>(at + 38)?
            .map_or(0, u16::from_be_bytes);
        let mut widest = None;
        for component in 0..u64::from(count) {
            let depth = self.stream.byte(at + 40 + 3 * component)?;
            widest = widest.max(depth.map(|depth| (depth & 0x7F) + 1));
        }
        Ok(widest)
    }

    /// Keeps all tile-parts without their comments; where what follows the codestream begins.
    fn tile_parts(&mut self, mut at: u64) -> Result<u64, PixelError> {
        loop {
            match self.stream.array::<2>(at)?.filter(|_| at + 2 <= self.end) {
                Some([0xFF, TILE_PART]) => at = self.tile_part(at)?,
                Some([0xFF, END]) => {
                    self.kept.keep(at..at + 2);
                    return Ok(at + 2);
                }
                // Some writers leave the end out; nothing can hide in nothing.
                _ if self.stream.is_zero(at..self.end)? => {
                    self.open = true;
                    return Ok(at);
                }
                _ => return Err(damaged(CODEC, "a piece of it does not end where it says")),
            }
        }
    }

    /// Keeps one tile-part; where it ends.
    fn tile_part(&mut self, start: u64) -> Result<u64, PixelError> {
        let Some([_, _, 0, 10, t0, t1, l0, l1, l2, l3, part, parts]) =
            self.stream.array::<12>(start)?
        else {
            return Err(damaged(CODEC, "a piece of it has no length"));
        };
        self.meet(u16::from_be_bytes([t0, t1]), part, parts)?;
        let stated = u32::from_be_bytes([l0, l1, l2, l3]);
        let mut segments = Vec::new();
        let mut dropped = 0u32;
        let mut at = start + 12;
        loop {
            let marker = self.marker(at)?;
            if marker == DATA {
                break;
            }
            let segment = self.segment(at, marker, IN_TILE_PART)?;
            at = segment.end;
            if marker == COMMENT {
                dropped = dropped.saturating_add((segment.end - segment.start) as u32);
            } else {
                segments.push(segment);
            }
        }
        self.open |= stated == 0;
        // No length: up to the end of the codestream.
        let end = match stated {
            0 => self.end_of_packets(at + 2)?,
            stated => start.saturating_add(u64::from(stated)),
        };
        if end < at + 2 {
            return Err(damaged(CODEC, "a piece of it has an impossible length"));
        }
        if end > self.end {
            return Err(damaged(CODEC, "it ends early"));
        }
        if dropped == 0 {
            self.kept.keep(start..end);
            return Ok(end);
        }
        if self.tile_lengths {
            return Err(damaged(
                CODEC,
                "a comment stands in a piece of it whose length is told elsewhere, too",
            ));
        }
        let [l0, l1, l2, l3] = stated.saturating_sub(dropped).to_be_bytes();
        let head = [0xFF, TILE_PART, 0, 10, t0, t1, l0, l1, l2, l3, part, parts];
        self.kept.make(head.to_vec());
        for segment in segments {
            self.kept.keep(segment);
        }
        self.kept.keep(at..end);
        Ok(end)
    }

    /// Tile-parts of a tile stand in their order (T.800 A.4.2); decoders pass by what is none of theirs. Some writers
    /// count one too few.
    fn meet(&mut self, tile: u16, part: u8, parts: u8) -> Result<(), PixelError> {
        let met = self.met.entry(tile).or_default();
        if u64::from(tile) >= self.tiles || u16::from(part) != *met || (parts > 0 && part > parts) {
            return Err(damaged(CODEC, "a piece of it is one too many"));
        }
        *met += 1;
        Ok(())
    }

    /// The second byte of the marker at `at`.
    fn marker(&mut self, at: u64) -> Result<u8, PixelError> {
        match self.stream.array::<2>(at)? {
            Some([0xFF, marker]) if at + 2 <= self.end => Ok(marker),
            Some(_) => Err(damaged(CODEC, "there is something between its segments")),
            None => Err(damaged(CODEC, "it ends early")),
        }
    }

    /// The segment at `at` with its marker.
    fn segment(
        &mut self,
        at: u64,
        marker: u8,
        known: &[(u8, u64)],
    ) -> Result<Range<u64>, PixelError> {
        let length = self.stream.array::<2>(at + 2)?.map(u16::from_be_bytes);
        let length = u64::from(length.unwrap_or(0));
        let longest = match marker {
            COMMENT => 65_535,
            _ => known
                .iter()
                .find(|(known, _)| *known == marker)
                .map(|(_, longest)| *longest)
                .ok_or_else(|| damaged(CODEC, "there is a segment of an unknown kind in it"))?,
        };
        if !(2..=longest).contains(&length) {
            return Err(damaged(CODEC, "a segment has an impossible length"));
        }
        if marker == CAPABILITIES {
            let parts = self.stream.array::<4>(at + 4)?.map(u32::from_be_bytes);
            let parts = parts.map_or(0, u32::count_ones);
            if length != 6 + 2 * u64::from(parts) {
                return Err(damaged(
                    CODEC,
                    "a segment holds more or less than it should",
                ));
            }
        }
        let segment = at..at + 2 + length;
        match segment.end <= self.end {
            true => Ok(segment),
            false => Err(damaged(CODEC, "a segment runs past its end")),
        }
    }

    /// Where packets without a length end: packets hold no marker (B.10.1, D.2) but those that begin and end them.
    fn end_of_packets(&mut self, mut at: u64) -> Result<u64, PixelError> {
        loop {
            let run = self.stream.rest(at)?;
            if run.is_empty() {
                return Err(damaged(CODEC, "it has no end"));
            }
            let Some(found) = run.iter().position(|&byte| byte == 0xFF) else {
                at += run.len() as u64;
                continue;
            };
            at += found as u64;
            at += match self.stream.array::<2>(at)? {
                None => return Err(damaged(CODEC, "it has no end")),
                Some([_, END]) => return Ok(at),
                Some([_, START_OF_PACKET]) => 6,
                Some([_, END_OF_PACKET_HEAD]) => 2,
                Some([_, 0x90..=0xFF]) => {
                    return Err(damaged(CODEC, "there is a marker in it where none may be"));
                }
                Some(_) => 1,
            };
        }
    }
}

/// The codestream in a JP2 file. One whose boxes change what the samples mean is an error: without them it would be
/// another picture.
fn unwrapped(stream: &mut Stream<'_>) -> Result<Range<u64>, PixelError> {
    let mut found = None;
    let mut at = 0;
    let end = stream.len();
    while at < end {
        // Padding of the fragment.
        if end - at < 8 {
            break;
        }
        let Some([l0, l1, l2, l3, kind @ ..]) = stream.array::<8>(at)? else {
            break;
        };
        let (head, length) = match u32::from_be_bytes([l0, l1, l2, l3]) {
            0 => (8, end - at),
            1 => match stream.array::<8>(at + 8)? {
                Some(length) => (16, u64::from_be_bytes(length)),
                None => break,
            },
            length => (8, u64::from(length)),
        };
        let box_end = at
            .checked_add(length)
            .filter(|box_end| length >= head && *box_end <= end);
        let Some(box_end) = box_end else {
            // What follows the codestream is dropped whatever it is.
            match found.is_some() {
                true => break,
                false => return Err(damaged(CODEC, "the boxes around it cannot be followed")),
            }
        };
        match &kind {
            b"jp2c" if found.is_some() => {
                return Err(damaged(CODEC, "there are two pictures in it"));
            }
            b"jp2c" => found = Some(at + head..box_end),
            // The boxes in it come next.
            b"jp2h" => {
                at += head;
                continue;
            }
            b"pclr" | b"cmap" | b"cdef" => {
                return Err(damaged(CODEC, "the boxes around it change its colours"));
            }
            _ => {}
        }
        at = box_end;
    }
    found.ok_or_else(|| damaged(CODEC, "there is no picture in it"))
}
