//! JPEG-LS (ITU-T T.87), lossless and near-lossless, of 2 to 16 bits.
//!
//! In come the bytes of a frame, out come its samples as they were stored, or the other way round; frames are always
//! written without loss. A stream that is cut short, or that holds more than its samples need, gives no picture at
//! all.
//!
//! `segments` markers · `coding` parameters · `reader` and `writer` bits, alike as a `pen` · `context`
//! what is learnt · `model` regular mode · `run` run mode · `decode` and `encode` whole streams.

mod coding;
mod context;
mod decode;
mod encode;
mod model;
mod pen;
mod reader;
mod refusal;
mod run;
mod segments;
#[cfg(test)]
mod tests;
mod writer;

use self::decode::Shape;
use self::encode::Manner;
use self::segments::{Interleave, Segments};
use super::super::error::PixelError;
use super::super::format::FrameFormat;
use super::super::frame::{Frame, Words};
use super::{Codec, jpeg};

/// The codec.
pub struct JpegLs;

impl Codec for JpegLs {
    fn decode(&self, bytes: &[u8], format: &FrameFormat) -> Result<Frame, PixelError> {
        let decoded = decode::decode(bytes, shape_of(format))?;
        let words = if decoded.precision <= 8 {
            Words::U8(decoded.samples.iter().map(|&word| word as u8).collect())
        } else {
            Words::U16(decoded.samples)
        };
        jpeg::finish(words, decoded.precision, None, format)
    }

    fn encode(&self, frame: &Frame) -> Result<Vec<u8>, PixelError> {
        encode_as(frame, Interleave::Line)
    }

    /// Colour interleaved as it was: readers take all frames of a file for like the first.
    fn encode_like(&self, frame: &Frame, replaced: &[u8]) -> Result<Vec<u8>, PixelError> {
        encode_as(frame, interleave_of(replaced)?)
    }
}

fn encode_as(frame: &Frame, interleave: Interleave) -> Result<Vec<u8>, PixelError> {
    let words: Vec<u16> = match &frame.words {
        Words::U8(words) if frame.format.signed => {
            words.iter().map(|&word| word as i8 as u16).collect()
        }
        Words::U8(words) => words.iter().copied().map(u16::from).collect(),
        Words::U16(words) => words.clone(),
        Words::U32(_) | Words::U64(_) => {
            return Err(PixelError::Unsupported("JPEG-LS of more than 16 bits"));
        }
    };
    let needed = words.iter().map(|&word| bits_of(word, frame.format.signed));
    let precision = needed.max().unwrap_or(0).max(frame.precision);
    let precision = precision.clamp(2, 16);
    let mask = u16::MAX >> (16 - precision);
    let words: Vec<u16> = words.into_iter().map(|word| word & mask).collect();
    let manner = Manner {
        interleave,
        ..Manner::lossless(precision as u8)
    };
    Ok(encode::encode(&words, shape_of(&frame.format), &manner)?)
}

/// Of a stream's first scan.
fn interleave_of(stream: &[u8]) -> Result<Interleave, PixelError> {
    let mut segments = Segments::new(stream)?;
    let header = segments.frame()?;
    Ok(segments.scan(&header)?.interleave)
}

/// The frame in a scan for each component.
#[cfg(test)]
pub fn in_scans(frame: &Frame) -> Vec<u8> {
    encode_as(frame, Interleave::None).unwrap()
}

/// The frame with errors of up to `near`.
#[cfg(test)]
pub fn near_lossless(frame: &Frame, near: u8) -> Vec<u8> {
    let words: Vec<u16> = (0..frame.words.len())
        .map(|index| (frame.words.get(index) & frame.format.stored_mask()) as u16)
        .collect();
    let manner = Manner {
        near,
        ..Manner::lossless(frame.format.bits_stored as u8)
    };
    encode::encode(&words, shape_of(&frame.format), &manner).unwrap()
}

fn shape_of(format: &FrameFormat) -> Shape {
    Shape {
        columns: format.columns as usize,
        rows: format.rows as usize,
        components: usize::from(format.samples_per_pixel),
    }
}

/// The bits that hold a word; of signed words, those from which a decoder extends the sign again.
fn bits_of(word: u16, signed: bool) -> u16 {
    let bits = match signed {
        true => 17 - word.leading_zeros().max(word.leading_ones()),
        false => 16 - word.leading_zeros(),
    };
    bits as u16
}
