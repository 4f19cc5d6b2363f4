//! From an instance and the number of a frame to its stored words.

use super::codec::{self, native};
use super::error::PixelError;
use super::format::{FrameFormat, Photometric};
use super::frame::Frame;
use super::frame_index::FrameIndex;
use super::palette::Palette;
use super::region::FrameRegion;
use crate::dicom::Instance;

/// Decodes frame `frame`, counted from 0. See [`Frame`] for what its words are.
pub fn decode_frame(instance: &Instance, frame: u32) -> Result<Frame, PixelError> {
    let format = FrameFormat::of_instance(instance)?;
    let index = FrameIndex::of(instance, &format)?;
    decode_indexed(instance, &format, &index, frame)
}

/// Whether every frame could have been shown to somebody. Those that a rectangle reaches are left out: they are decoded
/// when they are painted.
pub fn check_shown(instance: &Instance, regions: &[FrameRegion]) -> Result<(), PixelError> {
    if instance.pixels.is_none() {
        return Ok(());
    }
    let format = FrameFormat::of_instance(instance)?;
    let index = FrameIndex::of(instance, &format)?;
    if format.photometric == Photometric::Palette {
        Palette::of(&instance.data_set, format.signed)?;
    }
    // Where nothing is compressed one frame is decoded like another.
    let frames = match index {
        FrameIndex::Native { .. } => 1,
        FrameIndex::Encapsulated { .. } => format.frames,
    };
    let is_painted = |frame: &u32| {
        let mut reaching = regions.iter();
        reaching.any(|region| region.frames.contains(*frame))
    };
    for frame in (0..frames).filter(|frame| !is_painted(frame)) {
        decode_indexed(instance, &format, &index, frame)?;
    }
    Ok(())
}

/// [`decode_frame`] for a caller that decodes many frames and keeps the index.
pub fn decode_indexed(
    instance: &Instance,
    format: &FrameFormat,
    index: &FrameIndex,
    frame: u32,
) -> Result<Frame, PixelError> {
    if frame >= format.frames {
        return Err(PixelError::NoSuchFrame {
            frame,
            frames: format.frames,
        });
    }
    match index {
        FrameIndex::Native { value, frame_bits } => {
            let place = FrameIndex::native_frame(frame, *frame_bits)
                .ok_or(PixelError::Truncated { frame })?;
            if place.bytes.end > value.end.saturating_sub(value.start) {
                return Err(PixelError::Truncated { frame });
            }
            let pixels = instance.pixels.as_ref().ok_or(PixelError::NoPixels)?;
            let unit = native::big_endian_unit(pixels, format);
            let bytes = native::read(instance, value, place.bytes, unit)?;
            native::decode(bytes, place.first_bit, format)
        }
        FrameIndex::Encapsulated { .. } => {
            let syntax = codec::find(&instance.transfer_syntax);
            let codec = syntax.codec.ok_or(PixelError::Unsupported(syntax.name))?;
            contained(syntax.name, || {
                codec.decode(&compressed_frame(instance, index, frame)?, format)
            })
        }
    }
}

/// The bytes of a compressed frame, its fragments joined.
pub fn compressed_frame(
    instance: &Instance,
    index: &FrameIndex,
    frame: u32,
) -> Result<Vec<u8>, PixelError> {
    let mut bytes = Vec::new();
    for fragment in index.fragments_of(frame) {
        bytes.append(&mut instance.body.read(fragment.clone())?);
    }
    if bytes.is_empty() {
        return Err(PixelError::Truncated { frame });
    }
    Ok(bytes)
}

/// Natively a codec that panics on hostile bytes costs one frame; in wasm the worker dies and is replaced.
pub(super) fn contained<T>(
    name: &'static str,
    work: impl FnOnce() -> Result<T, PixelError>,
) -> Result<T, PixelError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(PixelError::codec(name, "its decoder gave up")))
}

#[cfg(test)]
mod tests {
    use dicom_dictionary_std::tags;

    use super::super::testing::{grey, native, native_length};
    use super::*;
    use crate::pixels::format::MOST_FRAMES;

    #[test]
    fn a_picture_whose_palette_is_missing_cannot_be_shown() {
        let format = FrameFormat {
            photometric: Photometric::Palette,
            ..grey(8)
        };
        let mut instance = native(&format, vec![0; native_length(&format)], false);
        assert_eq!(check_shown(&instance, &[]), Ok(()));
        let table = tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA;
        instance.data_set.remove_element(table);
        assert!(check_shown(&instance, &[]).is_err());
    }

    #[test]
    fn more_frames_than_anybody_looks_through_are_an_error() {
        for (frames, taken) in [(MOST_FRAMES, true), (MOST_FRAMES + 1, false)] {
            let format = FrameFormat { frames, ..grey(8) };
            let instance = native(&format, Vec::new(), false);
            assert_eq!(FrameFormat::of_instance(&instance).is_ok(), taken);
        }
    }
}
