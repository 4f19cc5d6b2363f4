//! JPEG XL (ISO/IEC 18181), decoded by jxl-oxide; there is no encoder.
//!
//! In come the bytes of a frame, bare or in a container; out come its samples as they were stored, but for frames
//! whose colours were transformed for the sake of compression (XYB, or the luma and chroma of a JPEG): those come out
//! as RGB. More than one picture, channels beside those that the header counts, floats and pictures that are to be
//! turned are refused. Memory is counted while decoding, and ends at a multiple of what the header says.
//!
//! [`boxes`] where in a container the codestream lies · [`heads`] what it says of itself, and where it ends.

pub mod boxes;
pub(crate) mod heads;

use super::super::error::PixelError;
use super::super::format::{FrameFormat, Photometric};
use super::super::frame::{Frame, Words};
use super::{Codec, jpeg};

/// The codec.
pub struct JpegXl;

const NAME: &str = "JPEG XL";

impl Codec for JpegXl {
    fn decode(&self, bytes: &[u8], format: &FrameFormat) -> Result<Frame, PixelError> {
        let pieces = boxes::codestream(bytes).map_err(|reason| PixelError::codec(NAME, reason))?;
        let opened = heads::open(&boxes::joined(bytes, &pieces), format)?;
        let rendered = opened
            .image
            .render_frame(0)
            .map_err(|error| PixelError::codec(NAME, error))?
            .image_all_channels();
        let size = (rendered.width(), rendered.height());
        if size != (format.columns as usize, format.rows as usize) {
            return Err(PixelError::Mismatch("the size"));
        }
        if rendered.channels() != usize::from(format.samples_per_pixel) {
            return Err(PixelError::Mismatch("the number of samples per pixel"));
        }
        // Samples come as parts of the whole range; a float of 32 bits tells 16 bits of them apart.
        let highest = f32::from(u16::MAX >> (16 - opened.precision));
        let samples = rendered
            .buf()
            .iter()
            .map(|part| (part * highest).round().clamp(0.0, highest) as u16);
        let words = match opened.precision {
            ..=8 => Words::U8(samples.map(|sample| sample as u8).collect()),
            _ => Words::U16(samples.collect()),
        };
        let converted = match format.photometric {
            _ if opened.transformed => Some(Photometric::Rgb),
            Photometric::YbrFull422 | Photometric::YbrPartial420 => Some(Photometric::YbrFull),
            _ => None,
        };
        let converted = converted.filter(|_| format.samples_per_pixel == 3);
        jpeg::finish(words, opened.precision, converted, format)
    }

    fn encode(&self, _frame: &Frame) -> Result<Vec<u8>, PixelError> {
        Err(PixelError::Unsupported(NAME))
    }
}
