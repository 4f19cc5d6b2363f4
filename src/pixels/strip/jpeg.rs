//! JPEG (ITU-T T.81) and JPEG-LS (T.87) streams.
//!
//! Kept: what decoding needs, a plain JFIF or Adobe head (they say which colours the samples are), and HP's colour
//! transform of JPEG-LS. Dropped: every other application segment, comments, thumbnails, bytes between segments and
//! after the end. A stream with a segment that this walk does not know, or without an end, is an error.

use std::ops::Range;

use super::super::error::PixelError;
use super::damaged;
use super::stream::{Size, Stream, Stripped};

const CODEC: &str = "JPEG";

/// Walks one frame.
pub fn walk(stream: &mut Stream<'_>) -> Result<Stripped, PixelError> {
    let mut walk = Walk {
        stream,
        kept: Stripped::default(),
        ls: false,
        frame: false,
        jfif: false,
        adobe: None,
        scanned: false,
        lines: false,
        parameters: [false; 2],
    };
    if walk.stream.array(0)? != Some([0xFF, 0xD8]) {
        return Err(damaged(CODEC, "it does not begin with its first marker"));
    }
    walk.kept.keep(0..2);
    let mut at = 2;
    loop {
        let (start, marker) = walk.marker(at)?;
        at = start + 2;
        if marker == 0xD9 {
            if !walk.scanned {
                return Err(damaged(CODEC, "there is no picture in it"));
            }
            walk.kept.keep(start..at);
            walk.kept.end(walk.stream, at)?;
            return Ok(walk.kept);
        }
        // Markers that stand alone and mean nothing here; not all decoders know that, and go on behind what they take
        // for a segment.
        if matches!(marker, 0x01 | 0xD0..=0xD7) {
            return Err(damaged(CODEC, "there is a marker in it that means nothing"));
        }
        let length = walk.stream.array::<2>(at)?.map(u16::from_be_bytes);
        let Some(length) = length.filter(|length| *length >= 2).map(u64::from) else {
            return Err(damaged(CODEC, "a segment has no length"));
        };
        let segment = start..at + length;
        if segment.end > walk.stream.len() {
            return Err(damaged(CODEC, "a segment runs past its end"));
        }
        at = segment.end;
        walk.segment(marker, segment)?;
        if marker == 0xDA {
            let end = walk.scan(at)?;
            walk.kept.keep(at..end);
            at = end;
        }
    }
}

struct Walk<'a, 'b> {
    stream: &'a mut Stream<'b>,
    kept: Stripped,
    /// JPEG-LS: a marker in a scan is known by the top bit of its second byte.
    ls: bool,
    /// The frame's head was met; a JFIF head likewise; a scan was.
    frame: bool,
    jfif: bool,
    scanned: bool,
    /// Adobe's colour transform.
    adobe: Option<u8>,
    /// The number of lines was met; of JPEG-LS since the last scan: thresholds were, large sizes likewise.
    lines: bool,
    parameters: [bool; 2],
}

impl Walk<'_, '_> {
    /// The next marker at or after `at`: where its last 0xFF stands. What lies between is not kept: decoders skip it.
    fn marker(&mut self, mut at: u64) -> Result<(u64, u8), PixelError> {
        loop {
            match self.stream.array::<2>(at)? {
                None => return Err(damaged(CODEC, "it has no end")),
                Some([0xFF, marker]) if !matches!(marker, 0x00 | 0xFF) => {
                    return Ok((at, marker));
                }
                // Fill bytes say nothing.
                Some([0xFF, 0xFF]) => self.kept.keep(at..at + 1),
                Some(_) => {}
            }
            at += 1;
        }
    }

    /// Keeps a segment with its marker, a part of it, or none of it.
    fn segment(&mut self, marker: u8, segment: Range<u64>) -> Result<(), PixelError> {
        let payload = segment.start + 4..segment.end;
        let length = payload.end - payload.start;
        let fits = match marker {
            0xE0 => return self.app0(segment),
            0xEE => return self.app14(segment),
            0xE8 => {
                let bytes = self.stream.array::<5>(payload.start)?;
                if length < 4 || !matches!(bytes, Some([b'm', b'r', b'f', b'x', _])) {
                    return Ok(());
                }
                length == 5 && matches!(bytes, Some([.., 0..=5]))
            }
            0xE0..=0xEF | 0xFE => return Ok(()),
            0xC4 => self.huffman_tables(payload)?,
            0xDB => self.quantisation_tables(payload)?,
            0xDC => {
                self.lines(payload.start)?;
                length == 2 && self.scanned && !std::mem::replace(&mut self.lines, true)
            }
            0xDD => length == 2 || self.ls && matches!(length, 3 | 4),
            0xF8 => self.parameters(payload)?,
            // Neither arithmetic coding, which only retired syntaxes have and of which decoders read on behind markers,
            // nor hierarchical.
            0xC0..=0xC3 | 0xF7 => self.frame_head(marker, payload)?,
            0xDA => {
                let components = self.stream.byte(payload.start)?.unwrap_or(0);
                self.scanned = true;
                self.parameters = [false; 2];
                self.frame && length == 4 + 2 * u64::from(components)
            }
            _ => {
                return Err(damaged(
                    CODEC,
                    "there is a segment of an unknown kind in it",
                ));
            }
        };
        if !fits {
            return Err(damaged(
                CODEC,
                "a segment holds more or less than it should",
            ));
        }
        self.kept.keep(segment);
        Ok(())
    }

    /// The frame's head; whether it is as long as it should be.
    fn frame_head(&mut self, marker: u8, payload: Range<u64>) -> Result<bool, PixelError> {
        if std::mem::replace(&mut self.frame, true) {
            return Err(damaged(CODEC, "there are two pictures in it"));
        }
        self.ls = marker == 0xF7;
        if !self.ls && self.parameters != [false; 2] {
            return Err(damaged(CODEC, "there is a segment of another codec in it"));
        }
        self.kept.precision = self.stream.byte(payload.start)?;
        let size = self.stream.array::<6>(payload.start)?;
        self.kept.size = size.map(|[_, r1, r0, c1, c0, components]| Size {
            columns: u32::from(u16::from_be_bytes([c1, c0])),
            rows: u32::from(u16::from_be_bytes([r1, r0])),
            components: u16::from(components),
        });
        let length = payload.end - payload.start;
        Ok(size.is_some_and(|[.., components]| length == 6 + 3 * u64::from(components)))
    }

    /// The number of lines, where the frame's head left it to be stated after the first scan (T.81 B.2.5).
    fn lines(&mut self, at: u64) -> Result<(), PixelError> {
        let lines = self.stream.array::<2>(at)?.map(u16::from_be_bytes);
        if let (Some(lines), Some(size)) = (lines, &mut self.kept.size)
            && size.rows == 0
        {
            size.rows = u32::from(lines);
        }
        Ok(())
    }

    /// JFIF: kept, a thumbnail left out. Extensions of it (another thumbnail) and other uses of the marker go.
    fn app0(&mut self, segment: Range<u64>) -> Result<(), PixelError> {
        let head = self.stream.array::<18>(segment.start)?;
        let Some(mut head) = head.filter(|_| segment.end - segment.start >= 18) else {
            return Ok(());
        };
        let [_, _, _, _, b'J', b'F', b'I', b'F', 0, 1, _, 0..=2, ..] = head else {
            return Ok(());
        };
        if std::mem::replace(&mut self.jfif, true) {
            return Ok(());
        }
        let [_, _, high, low, .., wide, tall] = &mut head;
        if segment.end - segment.start == 18 && *wide == 0 && *tall == 0 {
            self.kept.keep(segment);
            return Ok(());
        }
        (*high, *low, *wide, *tall) = (0, 16, 0, 0);
        self.kept.make(head.to_vec());
        Ok(())
    }

    /// Adobe's colour transform, the rest of it made plain.
    fn app14(&mut self, segment: Range<u64>) -> Result<(), PixelError> {
        let length = segment.end - segment.start;
        let head = self.stream.array::<16>(segment.start)?;
        let Some(mut head) = head.filter(|_| length >= 16) else {
            return Ok(());
        };
        let [_, _, _, _, b'A', b'd', b'o', b'b', b'e', ..] = head else {
            return Ok(());
        };
        let [
            _,
            _,
            high,
            low,
            _,
            _,
            _,
            _,
            _,
            v0,
            v1,
            f0,
            f1,
            f2,
            f3,
            transform,
        ] = &mut head;
        match self.adobe.replace(*transform) {
            None => {}
            Some(stated) if stated == *transform => return Ok(()),
            // Decoders disagree on which of them holds.
            Some(_) => return Err(damaged(CODEC, "its colours are told in two ways")),
        }
        let plain =
            *v0 == 0 && (100..=102).contains(v1) && *f0 & 0x3F == 0 && [*f1, *f2, *f3] == [0; 3];
        if plain && length == 16 {
            self.kept.keep(segment);
            return Ok(());
        }
        (*high, *low, *v0, *v1) = (0, 14, 0, 100);
        (*f0, *f1, *f2, *f3) = (0, 0, 0, 0);
        self.kept.make(head.to_vec());
        Ok(())
    }

    /// Whether the payload is Huffman tables and nothing else. A difference of more than 16 bits has no meaning (T.81
    /// F.1.2.1, H.1.2.2), and decoders take its bits from anywhere.
    fn huffman_tables(&mut self, payload: Range<u64>) -> Result<bool, PixelError> {
        let mut at = payload.start;
        while at < payload.end {
            let Some(table) = self.stream.array::<17>(at)? else {
                return Ok(false);
            };
            let [class, counts @ ..] = table;
            let values = counts.iter().map(|&count| u64::from(count)).sum::<u64>();
            let end = at + 17 + values;
            if values > 256 || end > payload.end {
                return Ok(false);
            }
            let of_differences = class >> 4 == 0;
            for value in at + 17..end {
                let bits = self.stream.byte(value)?.unwrap_or(u8::MAX);
                if of_differences && bits > 16 {
                    return Ok(false);
                }
            }
            at = end;
        }
        Ok(at == payload.end)
    }

    /// Whether the payload is quantisation tables and nothing else.
    fn quantisation_tables(&mut self, payload: Range<u64>) -> Result<bool, PixelError> {
        let mut at = payload.start;
        while at < payload.end {
            let wide = self.stream.byte(at)?.unwrap_or(0) >> 4;
            if wide > 1 {
                return Ok(false);
            }
            at += 1 + 64 * (1 + u64::from(wide));
        }
        Ok(at == payload.end)
    }

    /// JPEG-LS preset parameters: thresholds and large sizes, each once before a scan; some writers put them before the
    /// frame's head. Mapping tables hold bytes of any kind.
    fn parameters(&mut self, payload: Range<u64>) -> Result<bool, PixelError> {
        let length = payload.end - payload.start;
        let [thresholds, sizes] = &mut self.parameters;
        let (fits, met) = match self.stream.byte(payload.start)? {
            Some(1) => (length == 11, thresholds),
            Some(4) => ((6..=10).contains(&length), sizes),
            _ => return Err(damaged(CODEC, "there is a table of colours in it")),
        };
        Ok(fits && (self.ls || !self.frame) && !std::mem::replace(met, true))
    }

    /// Where the entropy-coded bytes that begin at `at` end: at the next marker that is no restart.
    fn scan(&mut self, mut at: u64) -> Result<u64, PixelError> {
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
            let Some([_, second]) = self.stream.array::<2>(at)? else {
                return Err(damaged(CODEC, "it has no end"));
            };
            at += match second {
                0xD0..=0xD7 | 0x00 => 2,
                // A stuffed bit, not a stuffed byte.
                0x01..=0x7F if self.ls => 2,
                0xFF => 1,
                _ => return Ok(at),
            };
        }
    }
}
