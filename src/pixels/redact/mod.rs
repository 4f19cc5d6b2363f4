//! Rectangles painted black, for good.
//!
//! In comes an instance and the rectangles that reach it; out come new pixel bytes, as parts of which most are
//! ranges of what was there, and the attributes that must change with them. Samples outside the rectangles never
//! change, but for frames painted by their DCT coefficients: there the rectangle first grows as [`Grid`] says.
//! Compressed frames are decoded again and compared before they are given out, one by one, but for a JPEG whose
//! coefficients were compared and of whose making one was decoded already: each goes to a [`Spool`] before the
//! next is made, so that no file is held in memory as a whole. Native ones are decoded again out of the file that they
//! have become part of, by [`check_native`].
//!
//! [`Grid`]: super::region::Grid

mod dct;
mod encapsulated;
pub mod in_advance;
mod native;
mod reread;

use dicom_core::{Tag, VR};

use super::codec::{self, Paint};
use super::error::PixelError;
use super::format::FrameFormat;
use super::region::{FrameRegion, Rect};
use crate::dicom::{InMemory, Instance, Part, PixelLayout, Spool, TransferSyntax};

pub use in_advance::InAdvance;
pub use reread::check_native;

/// New pixel bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Redacted {
    /// The syntax to write in: explicit little endian, the file's own encapsulated one, or a lossless one.
    pub transfer_syntax: TransferSyntax,
    /// The pixel element's new value, in that syntax.
    pub pixels: RedactedPixels,
    /// Attributes to set, with their little endian values of even length.
    pub attributes: Vec<(Tag, VR, Vec<u8>)>,
}

/// The pixel element's new value; ranges are of [`Instance::body`], and of the spool.
#[derive(Debug, Clone, PartialEq)]
pub enum RedactedPixels {
    /// Little endian samples of even length.
    Native {
        /// The original's: Pixel Data, Float Pixel Data or Double Float Pixel Data.
        tag: Tag,
        /// OB, OW, OF or OD.
        vr: VR,
        /// The value, end to end.
        parts: Vec<Part>,
    },
    /// The parts of each compressed frame, to be written as one fragment each; every frame's length is even.
    Encapsulated {
        /// All frames in their order, painted or not; a video is one of them.
        frames: Vec<Vec<Part>>,
    },
}

/// Paints `regions` black, and holds what is made in memory.
pub fn redact(instance: &Instance, regions: &[FrameRegion]) -> Result<Redacted, PixelError> {
    redact_into(instance, regions, &InMemory, &InAdvance::default())
}

/// Paints `regions` black, but for the frames that were painted in advance; what is made goes to `spool`. Without any
/// region native big endian samples are turned to little endian all the same.
pub fn redact_into(
    instance: &Instance,
    regions: &[FrameRegion],
    spool: &dyn Spool,
    in_advance: &InAdvance,
) -> Result<Redacted, PixelError> {
    let pixels = instance.pixels.as_ref().ok_or(PixelError::NoPixels)?;
    let format = FrameFormat::of_instance(instance)?;
    let syntax = codec::find(&instance.transfer_syntax);
    match (&pixels.layout, syntax.paint) {
        (PixelLayout::Native { range }, Paint::InPlace) => {
            native::redact(instance, (pixels, range), &format, regions, spool)
        }
        (PixelLayout::Encapsulated { .. }, Paint::Reencode(codec)) => {
            encapsulated::redact_by_reencoding(
                instance,
                &format,
                regions,
                codec,
                (spool, in_advance),
            )
        }
        (PixelLayout::Encapsulated { .. }, Paint::InCoefficients) => {
            match dct::redact(instance, &format, regions, (spool, in_advance))? {
                Some(redacted) => Ok(redacted),
                None => encapsulated::redact_as_jpeg_lossless(
                    instance,
                    &format,
                    regions,
                    syntax.lossy,
                    spool,
                ),
            }
        }
        (PixelLayout::Encapsulated { .. }, Paint::AsJpegLossless) => {
            encapsulated::redact_as_jpeg_lossless(instance, &format, regions, syntax.lossy, spool)
        }
        (PixelLayout::Encapsulated { .. }, Paint::As(codec, uid)) => {
            let target = (codec, uid);
            encapsulated::redact_as(instance, &format, regions, target, syntax.lossy, spool)
        }
        (PixelLayout::Native { .. } | PixelLayout::Encapsulated { .. }, _) => {
            Err(PixelError::Unsupported(syntax.name))
        }
    }
}

/// The rectangles of a frame, clipped to it.
fn rects_of(regions: &[FrameRegion], format: &FrameFormat, frame: u32) -> Vec<Rect> {
    let reaching = regions
        .iter()
        .filter(|region| region.frames.contains(frame));
    reaching
        .filter_map(|region| region.rect.clipped(format.columns, format.rows))
        .collect()
}

#[cfg(test)]
mod tests;
