//! Deflated Image Frame Compression (PS3.5 A.4.18): each frame is native little endian samples, deflated.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::super::error::PixelError;
use super::super::format::FrameFormat;
use super::super::frame::{Frame, Words};
use super::{Codec, native};

/// The codec.
pub struct Deflated;

impl Codec for Deflated {
    fn decode(&self, bytes: &[u8], format: &FrameFormat) -> Result<Frame, PixelError> {
        let length = format.native_frame_bits().div_ceil(8);
        let mut samples = Vec::new();
        let mut inflated = DeflateDecoder::new(bytes).take(length);
        inflated
            .read_to_end(&mut samples)
            .map_err(|_| PixelError::codec("deflated", "it does not unpack"))?;
        if samples.len() as u64 != length {
            return Err(PixelError::codec("deflated", "it ends early"));
        }
        native::decode(samples, 0, format)
    }

    fn encode(&self, frame: &Frame) -> Result<Vec<u8>, PixelError> {
        let samples = match &frame.words {
            Words::U8(words) if frame.format.bits_allocated == 1 => native::pack_bits(words),
            words => words.to_le_bytes(),
        };
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
        let written = deflated
            .write_all(&samples)
            .and_then(|()| deflated.finish());
        written.map_err(|error| PixelError::codec("deflated", error))
    }

    fn orders_by_planar_configuration(&self) -> bool {
        true
    }
}
