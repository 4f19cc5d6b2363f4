//! Samples that are not compressed, from bytes in the file's own order to words.

use super::super::error::PixelError;
use super::super::format::{FrameFormat, Photometric};
use super::super::frame::{Frame, Words};
use crate::dicom::{Instance, PixelBytes};
use dicom_core::VR;
use std::ops::Range;

/// Bytes of the word in which a big endian value was written; 1 where there is nothing to turn.
pub fn big_endian_unit(pixels: &PixelBytes, format: &FrameFormat) -> usize {
    match (pixels.big_endian, pixels.vr, format.bits_allocated) {
        (false, ..) | (true, VR::OB | VR::UN, ..=8) => 1,
        (true, _, ..=16) => 2,
        (true, _, bits) => usize::from(bits) / 8,
    }
}

/// Reverses every `unit` bytes; a shorter rest is left alone.
pub fn turn(bytes: &mut [u8], unit: usize) {
    if unit > 1 {
        bytes.chunks_exact_mut(unit).for_each(<[u8]>::reverse);
    }
}

/// Bytes `wanted` (counted from the start of the value that lies at `value`) in little endian order.
pub fn read(
    instance: &Instance,
    value: &Range<u64>,
    wanted: Range<u64>,
    unit: usize,
) -> Result<Vec<u8>, PixelError> {
    let unit = unit as u64;
    let length = value.end.saturating_sub(value.start);
    let start = wanted.start - wanted.start % unit;
    let end = wanted.end.next_multiple_of(unit).min(length);
    let mut bytes = instance.body.read(value.start + start..value.start + end)?;
    turn(&mut bytes, unit as usize);
    if (start, end) != (wanted.start, wanted.end) {
        bytes.truncate((wanted.end - start) as usize);
        bytes.drain(..(wanted.start - start) as usize);
    }
    Ok(bytes)
}

/// A frame of little endian `bytes`, whose first sample is at bit `first_bit` of the first byte.
pub fn decode(bytes: Vec<u8>, first_bit: u8, format: &FrameFormat) -> Result<Frame, PixelError> {
    let mut format = format.clone();
    let words = if format.bits_allocated == 1 {
        Words::U8(unpack_bits(
            &bytes,
            usize::from(first_bit),
            format.samples(),
        ))
    } else {
        Words::from_le_bytes(bytes, format.bytes_per_sample())
    };
    let words = if format.is_native_422() {
        format.photometric = Photometric::YbrFull;
        map_words!(words, |samples| spread_422(&samples, &format))
    } else if format.planar {
        map_words!(words, |samples| interleave(
            &samples,
            usize::from(format.samples_per_pixel)
        ))
    } else {
        words
    };
    format.planar = false;
    match words.len() == format.samples() {
        true => Ok(Frame {
            precision: format.bits_allocated,
            format,
            words,
        }),
        false => Err(PixelError::Mismatch("the number of samples")),
    }
}

/// Applies one expression to the vector inside, whatever its width.
macro_rules! map_words {
    ($words:expr, |$samples:ident| $body:expr) => {
        match $words {
            Words::U8($samples) => Words::U8($body),
            Words::U16($samples) => Words::U16($body),
            Words::U32($samples) => Words::U32($body),
            Words::U64($samples) => Words::U64($body),
        }
    };
}
use map_words;

/// Bits, the lowest of a byte first (PS3.5 8.1.1), as bytes of 0 and 1.
pub fn unpack_bits(bytes: &[u8], first_bit: usize, count: usize) -> Vec<u8> {
    let bits = bytes
        .iter()
        .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1));
    bits.skip(first_bit).take(count).collect()
}

/// Bytes of 0 and 1 as bits, the lowest of a byte first.
pub fn pack_bits(samples: &[u8]) -> Vec<u8> {
    samples
        .chunks(8)
        .map(|eight| {
            eight
                .iter()
                .rev()
                .fold(0, |byte, bit| byte << 1 | (bit & 1))
        })
        .collect()
}

/// From plane after plane to pixel after pixel.
fn interleave<T: Copy>(planes: &[T], samples_per_pixel: usize) -> Vec<T> {
    let pixels = planes.len() / samples_per_pixel.max(1);
    let planes: Vec<&[T]> = planes.chunks_exact(pixels.max(1)).collect();
    (0..pixels)
        .flat_map(|pixel| {
            planes
                .iter()
                .filter_map(move |plane| plane.get(pixel).copied())
        })
        .collect()
}

/// From Y Y Cb Cr for two pixels to Y Cb Cr for each.
fn spread_422<T: Copy>(samples: &[T], format: &FrameFormat) -> Vec<T> {
    let columns = format.columns as usize;
    let mut out = Vec::with_capacity(format.samples());
    for row in samples.chunks_exact(columns.div_ceil(2) * 4) {
        let (pairs, _) = row.as_chunks::<4>();
        let pixels = pairs
            .iter()
            .flat_map(|&[first, second, blue, red]| [[first, blue, red], [second, blue, red]]);
        out.extend(pixels.take(columns).flatten());
    }
    out
}
