//! The JPEG family (ITU-T T.81): baseline, extended and progressive DCT of 8 and 12 bits, and lossless of 2 to 16.
//!
//! DCT frames of three components come out as RGB, lossless ones in the colour space in which they were stored.
//!
//! `header` what a frame says of itself · `coefficients` what painting in the DCT domain begins with.

mod coefficients;
mod header;

use std::ops::Range;

use libjpeg_turbo_rs::precision::{
    compress_lossless_arbitrary, decompress_12bit, decompress_lossless_arbitrary,
};
use libjpeg_turbo_rs::{Decoder, JpegError, PixelFormat};

use super::super::error::PixelError;
use super::super::format::{FrameFormat, Photometric};
use super::super::frame::{Frame, Words};
use super::Codec;
pub use coefficients::{coefficients, segments, shape};
pub(crate) use header::Header;

use coefficients::in_one_scan;

/// The codec.
pub struct Jpeg;

/// The predictor of JPEG Lossless SV1.
const FIRST_PREDICTOR: u8 = 1;

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
            let decoder = header.opened(&bytes)?;
            match header.precision {
                8 => eight_bits(decoder, format, &lines)?,
                12 => twelve_bits(&bytes, &header, format, &lines)?,
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

/// Lines of a lossy frame of 8 bits.
fn eight_bits(
    mut decoder: Decoder<'_>,
    format: &FrameFormat,
    lines: &Range<u32>,
) -> Result<Words, PixelError> {
    let colour = if format.samples_per_pixel == 1 {
        PixelFormat::Grayscale
    } else {
        PixelFormat::Rgb
    };
    decoder.set_output_format(colour);
    if *lines != (0..format.rows) {
        decoder.set_crop_y(lines.start as usize, lines.len());
    }
    // A frame cut short is not shown as far as it goes: better no picture than a wrong one.
    Ok(Words::U8(decoder.decode_image().map_err(refused)?.data))
}

/// Lines of a lossy frame of 12 bits.
fn twelve_bits(
    bytes: &[u8],
    header: &Header,
    format: &FrameFormat,
    lines: &Range<u32>,
) -> Result<Words, PixelError> {
    let image = if header.is_one_scan() {
        decompress_12bit(bytes)
    } else {
        let whole = in_one_scan(bytes, header)
            .ok_or_else(|| PixelError::codec("JPEG", "scans that do not make up a frame"))?;
        decompress_12bit(&whole)
    };
    let samples = part_of(image.map_err(refused)?.data, format, lines).into_iter();
    Ok(Words::U16(
        samples.map(|sample| sample.clamp(0, 4095) as u16).collect(),
    ))
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
