//! What a frame says of itself before its first scan.

use std::ops::Range;

use libjpeg_turbo_rs::{DecodeLimits, Decoder};

use super::super::super::error::PixelError;
use super::super::super::format::{FrameFormat, Photometric};
use super::{format_of, refused};

/// Scans of one frame: no encoder makes a tenth as many, and each of them, empty or not, is a walk over the frame.
const MOST_SCANS: usize = 500;

/// The frame header (ITU-T T.81 B.2.2), and what stands before the first scan.
pub struct Header {
    /// Bits of a sample, P of ITU-T T.81 B.2.2: 2 to 16.
    pub precision: u8,
    rows: u16,
    columns: u16,
    /// Component identifiers, Ci, in their order; `RGB` in letters is how some encoders name their colours.
    pub component_ids: Vec<u8>,
    /// Horizontal and vertical sampling factors of each component, as the byte that holds both.
    pub sampling: Vec<u8>,
    pub(super) lossless: bool,
    /// Spectral selection or successive approximation: SOF2 or SOF10.
    pub progressive: bool,
    /// The second byte of the frame header's marker.
    pub start: u8,
    /// Components of the first scan.
    scanned: usize,
    /// The transform byte of APP14 "Adobe".
    pub adobe: Option<u8>,
    /// There is an APP0 "JFIF", which knows no other three components than luma and chroma (ITU-T T.871).
    jfif: bool,
    /// Bytes of APPn and COM segments and of what stands before them, which say nothing that a frame needs but the
    /// colour.
    leave_out: Vec<Range<usize>>,
}

/// What was met before the first scan.
#[derive(Default)]
struct BeforeScan {
    frame: Option<Frame>,
    adobe: Option<u8>,
    jfif: bool,
    leave_out: Vec<Range<usize>>,
}

impl BeforeScan {
    /// An APPn or COM segment: which colours the samples are.
    fn application(&mut self, marker: u8, body: &[u8]) {
        // One that is too short to say it says nothing.
        if marker == 0xEE && body.starts_with(b"Adobe") {
            self.adobe = body.get(11).copied().or(self.adobe);
        }
        self.jfif |= marker == 0xE0 && body.len() >= 14 && body.starts_with(b"JFIF\0");
    }
}

/// A start-of-frame segment.
struct Frame {
    start: u8,
    precision: u8,
    rows: u16,
    columns: u16,
    component_ids: Vec<u8>,
    sampling: Vec<u8>,
}

impl Frame {
    fn of(start: u8, body: &[u8]) -> Option<Self> {
        let &[precision, r1, r0, c1, c0, count, ref components @ ..] = body else {
            return None;
        };
        let components = components.chunks_exact(3);
        let ids = components
            .clone()
            .filter_map(|bytes| bytes.first().copied());
        let sampling = components.filter_map(|bytes| bytes.get(1).copied());
        Some(Self {
            start,
            precision,
            rows: u16::from_be_bytes([r1, r0]),
            columns: u16::from_be_bytes([c1, c0]),
            component_ids: ids.take(usize::from(count)).collect(),
            sampling: sampling.collect(),
        })
    }
}

impl Header {
    /// Of a compressed frame; `None` if it has no frame header before its first scan.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut before = BeforeScan::default();
        let mut at = 2;
        let scanned = loop {
            let gap = at;
            while *bytes.get(at)? != 0xFF || matches!(bytes.get(at + 1)?, 0x00 | 0xFF) {
                at += 1;
            }
            let marker = *bytes.get(at + 1)?;
            if matches!(marker, 0xD8 | 0x01) {
                at += 2;
                continue;
            }
            let length = u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]);
            let end = at + 2 + usize::from(length);
            let body = bytes.get(at + 4..end)?;
            match marker {
                0xDA => break usize::from(*body.first()?),
                0xE0..=0xEF | 0xFE => {
                    before.application(marker, body);
                    // What stands before it goes as well, or its last byte could make a marker of what follows.
                    before.leave_out.push(gap..end);
                }
                // Start of frame; C4, C8 and CC are something else.
                0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                    before.frame = Some(Frame::of(marker, body)?);
                }
                _ => {}
            }
            at = end;
        };
        let frame = before.frame?;
        Some(Self {
            precision: frame.precision,
            rows: frame.rows,
            columns: frame.columns,
            component_ids: frame.component_ids,
            sampling: frame.sampling,
            lossless: matches!(frame.start, 0xC3 | 0xCB),
            progressive: matches!(frame.start, 0xC2 | 0xCA),
            start: frame.start,
            scanned,
            adobe: before.adobe,
            jfif: before.jfif,
            leave_out: before.leave_out,
        })
    }

    /// The frame as the codec sees it, which follows segments in its own way and allocates by what it finds: an error
    /// unless that is the very frame that was read here.
    pub fn opened<'a>(&self, bytes: &'a [u8]) -> Result<Decoder<'a>, PixelError> {
        let limits = DecodeLimits {
            max_scans: MOST_SCANS,
            ..DecodeLimits::default()
        };
        let decoder = Decoder::new_with_limits(bytes, limits).map_err(refused)?;
        let frame = decoder.header();
        let ids = frame.components.iter().map(|component| component.id);
        let sampling = frame.components.iter();
        let sampling = sampling
            .map(|component| component.horizontal_sampling << 4 | component.vertical_sampling);
        let same = (frame.precision, frame.height, frame.width)
            == (self.precision, self.rows, self.columns)
            && (frame.is_lossless, frame.is_progressive) == (self.lossless, self.progressive)
            && ids.eq(self.component_ids.iter().copied())
            && sampling.eq(self.sampling.iter().copied());
        match same {
            true => Ok(decoder),
            false => Err(PixelError::codec("JPEG", "two frame headers")),
        }
    }

    /// Whether all components are in the one scan of a sequential frame: the 12-bit decoder knows no other.
    pub(super) fn is_one_scan(&self) -> bool {
        !self.progressive && self.scanned == self.component_ids.len()
    }

    /// The lossless decoder takes for granted that one scan holds all components, and that none is subsampled; it
    /// would give wrong samples without a word.
    pub(super) fn refuse_what_would_decode_wrongly(&self) -> Result<(), PixelError> {
        if !self.lossless {
            return Ok(());
        }
        if self.scanned != self.component_ids.len() {
            return Err(PixelError::Unsupported(
                "lossless JPEG with a scan for each colour",
            ));
        }
        match self.is_subsampled() {
            false => Ok(()),
            true => Err(PixelError::Unsupported(
                "lossless JPEG with subsampled colour",
            )),
        }
    }

    /// Whether three components are luma and chroma: as the stream says and as decoders take it that have no header
    /// (libjpeg, and so browsers, DCMTK and GDCM), by a JFIF head, then by an Adobe marker, then by the components'
    /// names. Photometric Interpretation is often that of the picture before it was compressed, so it counts only where
    /// nothing else tells, and even then not for colours of which some are stored coarser.
    pub fn is_ycbcr(&self, photometric: Photometric) -> bool {
        match self.adobe {
            _ if self.jfif => true,
            Some(transform) => transform != 0,
            None if self.component_ids == b"RGB" => false,
            None if self.component_ids == [1, 2, 3] || self.is_subsampled() => true,
            None => photometric != Photometric::Rgb,
        }
    }

    fn is_subsampled(&self) -> bool {
        let mut sampling = self.sampling.iter();
        sampling.any(|factors| Some(factors) != self.sampling.first())
    }

    /// Whether the frame is of this size.
    pub fn is_of_size(&self, columns: u32, rows: u32) -> bool {
        (u32::from(self.columns), u32::from(self.rows)) == (columns, rows)
    }

    /// The format of the words that a DCT frame decodes to.
    pub fn decoded_format(&self, format: &FrameFormat) -> FrameFormat {
        let converted = (format.samples_per_pixel == 3).then_some(Photometric::Rgb);
        format_of(self.precision, converted, format)
    }

    /// The same stream, its application segments replaced by one that states the colour as decided here.
    pub(super) fn with_colour_stated(&self, bytes: &[u8], photometric: Photometric) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + 16);
        out.extend([0xFF, 0xD8]);
        if self.component_ids.len() == 3 {
            out.extend(*b"\xFF\xEE\x00\x0EAdobe\x00\x64\x00\x00\x00\x00");
            out.push(u8::from(self.is_ycbcr(photometric)));
        }
        let mut from = 2;
        for segment in &self.leave_out {
            out.extend_from_slice(bytes.get(from..segment.start).unwrap_or_default());
            from = segment.end;
        }
        out.extend_from_slice(bytes.get(from..).unwrap_or_default());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::codec::Codec;
    use crate::pixels::codec::jpeg::Jpeg;
    use crate::pixels::testing::grey;
    use proptest::prelude::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u16 + 2).to_be_bytes();
        [&[0xFF, marker], &length[..], body].concat()
    }

    /// Ways to say two things at once: the codec skips what this reader takes for segments.
    #[test]
    fn a_frame_that_the_codec_would_see_larger_is_refused_before_it_allocates() {
        let format = grey(8);
        let size = [format.rows as u16, format.columns as u16].map(u16::to_be_bytes);
        let frame = |kind: u8, precision: u8, size: [[u8; 2]; 2]| {
            let body = [&[precision], &size.concat()[..], &[1, 1, 0x11, 0]].concat();
            segment(kind, &body)
        };
        let scan = [&segment(0xDA, &[1, 1, 0, 0, 63, 0])[..], &[0xFF, 0xD9]].concat();
        for (kind, precision) in [(0xC0, 8), (0xC2, 8), (0xC1, 12), (0xC3, 16)] {
            let small = [frame(kind, precision, size), scan.clone()].concat();
            let large = [frame(kind, precision, [[0x7F, 0xFF]; 2]), scan.clone()].concat();
            // A marker that stands alone here, and has a length there.
            let length = (small.len() as u16 + 2).to_be_bytes();
            let lonely = [&[0xFF, 0xD8, 0xFF, 0x01], &length[..], &small, &large].concat();
            let header = Header::read(&lonely).unwrap();
            assert!(header.is_of_size(format.columns, format.rows));
            assert!(Jpeg.decode(&lonely, &format).is_err());
            assert!(header.opened(&lonely).is_err());
            let plain = [&[0xFF, 0xD8], &small[..]].concat();
            assert!(Header::read(&plain).unwrap().opened(&plain).is_ok());
        }
    }

    #[test]
    fn what_is_left_out_neither_tells_colours_nor_makes_markers() {
        let frame = segment(0xC0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
        let rest = [frame, segment(0xDA, &[1, 1, 0, 0, 63, 0])].concat();
        let adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01");
        let short = segment(0xEE, b"Adobe\0\0\0\0\0");
        let told = [&[0xFF, 0xD8], &adobe[..], &short, &rest].concat();
        assert_eq!(Header::read(&told).unwrap().adobe, Some(1));
        let comment = segment(0xFE, b"none");
        let joined = [
            &[0xFF, 0xD8, 0xFF],
            &comment[..],
            &[0xDB, 0, 4, 0, 0],
            &rest,
        ]
        .concat();
        let header = Header::read(&joined).unwrap();
        let stated = header.with_colour_stated(&joined, Photometric::Monochrome2);
        assert!(!stated.windows(2).any(|pair| pair == [0xFF, 0xDB]));
    }

    #[test]
    fn scans_without_number_are_refused() {
        let format = grey(8);
        let size = [format.rows as u16, format.columns as u16].map(u16::to_be_bytes);
        let body = [&[8], &size.concat()[..], &[1, 1, 0x11, 0]].concat();
        let head = [&[0xFF, 0xD8], &segment(0xC2, &body)[..]].concat();
        let scan = segment(0xDA, &[1, 1, 0, 0, 0, 0]);
        for (scans, opens) in [(400, true), (600, false)] {
            let stream = [&head[..], &scan.repeat(scans), &[0xFF, 0xD9]].concat();
            let header = Header::read(&stream).unwrap();
            assert_eq!(header.opened(&stream).is_ok(), opens, "{scans}");
        }
    }

    proptest! {
        #[test]
        fn a_hostile_header_is_refused_quietly(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Header::read(&bytes);
        }
    }
}
