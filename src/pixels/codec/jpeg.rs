//! The JPEG family (ITU-T T.81): baseline, extended and progressive DCT of 8 and 12 bits, and lossless of 2 to 16.
//!
//! DCT frames of three components come out as RGB, lossless ones in the colour space in which they were stored.

use std::ops::Range;

use libjpeg_turbo_rs::precision::{
    compress_lossless_arbitrary, decompress_12bit, decompress_lossless_arbitrary,
};
use libjpeg_turbo_rs::{DecodeLimits, Decoder, JpegError, PixelFormat};

use super::super::error::PixelError;
use super::super::format::{FrameFormat, Photometric};
use super::super::frame::{Frame, Words};
use super::Codec;

/// The codec.
pub struct Jpeg;

/// The predictor of JPEG Lossless SV1.
const FIRST_PREDICTOR: u8 = 1;

/// Scans of one frame: no encoder makes a tenth as many, and each of them, empty or not, is a walk over the frame.
const MOST_SCANS: usize = 500;

impl Codec for Jpeg {
    fn decode(&self, bytes: &[u8], format: &FrameFormat) -> Result<Frame, PixelError> {
        self.decode_lines(bytes, format, 0..format.rows)
    }

    fn encode(&self, frame: &Frame) -> Result<Vec<u8>, PixelError> {
        let format = &frame.format;
        let samples: Vec<u16> = match &frame.words {
            Words::U8(words) => words.iter().copied().map(u16::from).collect(),
            Words::U16(words) => words.clone(),
            Words::U32(_) | Words::U64(_) => {
                return Err(PixelError::Unsupported("JPEG of more than 16 bits"));
            }
        };
        // Sign-extended words are cut to the precision that the frame had; others must fit it.
        let used = 16
            - samples
                .iter()
                .fold(0, |bits, sample| bits | sample)
                .leading_zeros() as u16;
        let precision = if format.signed {
            frame.precision
        } else {
            frame.precision.max(used)
        }
        .clamp(2, 16);
        let mask = u16::MAX >> (16 - precision);
        let samples: Vec<u16> = samples.into_iter().map(|sample| sample & mask).collect();
        let precision = precision as u8;
        let (columns, rows) = (format.columns as usize, format.rows as usize);
        let components = usize::from(format.samples_per_pixel);
        compress_lossless_arbitrary(
            &samples,
            columns,
            rows,
            components,
            precision,
            FIRST_PREDICTOR,
            0,
        )
        .map_err(refused)
    }
}

impl Jpeg {
    /// The given lines of a frame, as a frame of so many rows; lines of 8-bit frames cost less than all.
    pub fn decode_lines(
        &self,
        bytes: &[u8],
        format: &FrameFormat,
        lines: Range<u32>,
    ) -> Result<Frame, PixelError> {
        let header =
            Header::read(bytes).ok_or_else(|| PixelError::codec("JPEG", "no frame header"))?;
        if !header.is_of_size(format.columns, format.rows) {
            return Err(PixelError::Mismatch("the size"));
        }
        if header.component_ids.len() != usize::from(format.samples_per_pixel) {
            return Err(PixelError::Mismatch("the number of samples per pixel"));
        }
        header.refuse_what_would_decode_wrongly()?;
        let part = FrameFormat {
            rows: lines.len() as u32,
            ..format.clone()
        };
        let samples = if header.lossless {
            header.opened(bytes)?;
            let image = decompress_lossless_arbitrary(bytes).map_err(refused)?;
            narrowed(part_of(image.data, format, &lines), header.precision)
        } else {
            let bytes = header.with_colour_stated(bytes, format.photometric);
            let mut decoder = header.opened(&bytes)?;
            match header.precision {
                8 => {
                    let colour = if format.samples_per_pixel == 1 {
                        PixelFormat::Grayscale
                    } else {
                        PixelFormat::Rgb
                    };
                    decoder.set_output_format(colour);
                    if lines != (0..format.rows) {
                        decoder.set_crop_y(lines.start as usize, lines.len());
                    }
                    // A frame cut short is shown as far as it goes by nobody here: better no picture than a wrong one.
                    Words::U8(decoder.decode_image().map_err(refused)?.data)
                }
                12 => {
                    let image = decompress_12bit(&bytes).map_err(refused)?;
                    let samples = part_of(image.data, format, &lines).into_iter();
                    Words::U16(samples.map(|sample| sample.clamp(0, 4095) as u16).collect())
                }
                _ => return Err(PixelError::codec("JPEG", "a precision that is not 8 or 12")),
            }
        };
        let converted = !header.lossless && format.samples_per_pixel == 3;
        finish(
            samples,
            header.precision,
            converted.then_some(Photometric::Rgb),
            &part,
        )
    }
}

/// The samples of the wanted lines. A frame of another size than said is left for the caller to find.
fn part_of<T>(samples: Vec<T>, whole: &FrameFormat, lines: &Range<u32>) -> Vec<T> {
    if samples.len() != whole.samples() || *lines == (0..whole.rows) {
        return samples;
    }
    let line = whole.columns as usize * usize::from(whole.samples_per_pixel);
    let wanted = samples.into_iter().skip(line * lines.start as usize);
    wanted.take(line * lines.len()).collect()
}

fn refused(error: JpegError) -> PixelError {
    PixelError::codec("JPEG", error)
}

fn narrowed(samples: Vec<u16>, precision: u8) -> Words {
    if precision <= 8 {
        return Words::U8(samples.into_iter().map(|sample| sample as u8).collect());
    }
    Words::U16(samples)
}

/// Words as wide as the header says, or wider where the compressed frame holds more.
pub(super) fn finish(
    words: Words,
    precision: u8,
    converted: Option<Photometric>,
    format: &FrameFormat,
) -> Result<Frame, PixelError> {
    if words.len() != format.samples() {
        return Err(PixelError::Mismatch("the number of samples"));
    }
    let format = format_of(precision, converted, format);
    let precision = u16::from(precision);
    let wide = format.bits_allocated == 16;
    let unused = if format.signed {
        u32::from(format.bits_allocated.saturating_sub(precision))
    } else {
        0
    };
    let words = match words {
        Words::U8(samples) if wide => Words::U16(samples.into_iter().map(u16::from).collect()),
        words => words,
    };
    let words = match words {
        Words::U8(samples) if unused > 0 => Words::U8(
            samples
                .into_iter()
                .map(|sample| (((sample << unused) as i8) >> unused) as u8)
                .collect(),
        ),
        Words::U16(samples) if unused > 0 => Words::U16(
            samples
                .into_iter()
                .map(|sample| (((sample << unused) as i16) >> unused) as u16)
                .collect(),
        ),
        words => words,
    };
    Ok(Frame {
        format,
        precision,
        words,
    })
}

/// The format of words that a compressed frame of this precision decodes to.
fn format_of(precision: u8, converted: Option<Photometric>, format: &FrameFormat) -> FrameFormat {
    let mut format = FrameFormat {
        planar: false,
        ..format.clone()
    };
    if let Some(photometric) = converted {
        format.photometric = photometric;
    }
    let precision = u16::from(precision);
    if format.bits_allocated < precision || !matches!(format.bits_allocated, 8 | 16) {
        format.bits_allocated = if precision <= 8 { 8 } else { 16 };
        format.bits_stored = precision;
    }
    format.bits_stored = format.bits_stored.min(format.bits_allocated);
    format.high_bit = format.bits_stored - 1;
    format
}

/// What a JPEG says of itself before its first scan.
pub struct Header {
    pub precision: u8,
    rows: u16,
    columns: u16,
    pub component_ids: Vec<u8>,
    /// Horizontal and vertical sampling factors of each component, as the byte that holds both.
    pub sampling: Vec<u8>,
    lossless: bool,
    pub progressive: bool,
    /// The second byte of the frame header's marker.
    pub start: u8,
    /// Components of the first scan.
    scanned: usize,
    /// The transform byte of APP14 "Adobe".
    pub adobe: Option<u8>,
    /// Bytes of APPn and COM segments, which say nothing that a frame needs but the colour.
    leave_out: Vec<std::ops::Range<usize>>,
}

impl Header {
    /// Of a compressed frame; `None` if it has no frame header before its first scan.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut adobe = None;
        let mut leave_out = Vec::new();
        let mut frame = None;
        let mut at = 2;
        let scanned = loop {
            while *bytes.get(at)? != 0xFF || matches!(bytes.get(at + 1)?, 0x00 | 0xFF) {
                at += 1;
            }
            let marker = *bytes.get(at + 1)?;
            if matches!(marker, 0xD8 | 0x01) {
                at += 2;
                continue;
            }
            let length = usize::from(u16::from_be_bytes([
                *bytes.get(at + 2)?,
                *bytes.get(at + 3)?,
            ]));
            let end = at + 2 + length;
            let body = bytes.get(at + 4..end)?;
            match marker {
                0xDA => break usize::from(*body.first()?),
                0xE0..=0xEF | 0xFE => {
                    if marker == 0xEE && body.starts_with(b"Adobe") {
                        adobe = body.get(11).copied();
                    }
                    leave_out.push(at..end);
                }
                // Start of frame; C4, C8 and CC are something else.
                0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                    let &[precision, r1, r0, c1, c0, count, ref components @ ..] = body else {
                        return None;
                    };
                    let ids = components
                        .chunks_exact(3)
                        .filter_map(|component| component.first().copied());
                    let component_ids = ids.take(usize::from(count)).collect();
                    let sampling = components
                        .chunks_exact(3)
                        .filter_map(|component| component.get(1).copied())
                        .collect();
                    let (rows, columns) =
                        (u16::from_be_bytes([r1, r0]), u16::from_be_bytes([c1, c0]));
                    frame = Some((precision, rows, columns, component_ids, sampling, marker));
                }
                _ => {}
            }
            at = end;
        };
        let (precision, rows, columns, component_ids, sampling, start): (
            u8,
            u16,
            u16,
            Vec<u8>,
            Vec<u8>,
            u8,
        ) = frame?;
        Some(Self {
            precision,
            rows,
            columns,
            component_ids,
            sampling,
            lossless: matches!(start, 0xC3 | 0xCB),
            progressive: matches!(start, 0xC2 | 0xCA),
            start,
            scanned,
            adobe,
            leave_out,
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

    /// The lossless and 12-bit decoders take for granted that one scan holds all components, and the lossless one
    /// that none is subsampled; they would give wrong samples without a word.
    fn refuse_what_would_decode_wrongly(&self) -> Result<(), PixelError> {
        if !self.lossless && self.precision == 8 {
            return Ok(());
        }
        if self.progressive {
            return Err(PixelError::Unsupported("progressive 12-bit JPEG"));
        }
        if self.scanned != self.component_ids.len() {
            return Err(PixelError::Unsupported("JPEG with a scan for each colour"));
        }
        let mixed = self
            .sampling
            .iter()
            .any(|factors| Some(factors) != self.sampling.first());
        match self.lossless && mixed {
            true => Err(PixelError::Unsupported(
                "lossless JPEG with subsampled colour",
            )),
            false => Ok(()),
        }
    }

    /// Whether three components are luma and chroma. An Adobe marker knows; then the component ids; then the
    /// header: files whose Photometric Interpretation is RGB and whose components carry no sign are RGB.
    pub fn is_ycbcr(&self, photometric: Photometric) -> bool {
        match self.adobe {
            Some(transform) => transform != 0,
            None if self.component_ids == b"RGB" => false,
            None => photometric != Photometric::Rgb,
        }
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
    fn with_colour_stated(&self, bytes: &[u8], photometric: Photometric) -> Vec<u8> {
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
