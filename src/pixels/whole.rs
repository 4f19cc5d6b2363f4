//! Whether the pixel element holds what its header promises, neither less nor more.
//!
//! More matters as much as less: a frame that the header does not count is shown to nobody, and would leave unseen.

use std::ops::Range;

use super::error::PixelError;
use super::format::FrameFormat;
use super::frame_index::FrameIndex;
use crate::dicom::{Instance, PixelLayout, Source};

/// Bytes read at a time.
const RUN: u64 = 1 << 20;

/// An error if the header does not describe the picture, or describes another than the one that is there.
pub fn check_whole(instance: &Instance) -> Result<(), PixelError> {
    let Some(pixels) = &instance.pixels else {
        return Ok(());
    };
    let format = FrameFormat::of_instance(instance)?;
    match &pixels.layout {
        PixelLayout::Native { range } => {
            let bits = format.native_frame_bits().checked_mul(format.frames.into());
            let promised = bits
                .ok_or(PixelError::Invalid("Number of Frames"))?
                .div_ceil(8);
            let end = range.start.saturating_add(promised);
            no_more_than_padding(&*instance.body, end..range.end)
        }
        PixelLayout::Encapsulated { .. } => {
            let frames = FrameIndex::of(instance, &format)?;
            match frames
                .fragments_of(format.frames.saturating_sub(1))
                .is_empty()
            {
                true => Err(PixelError::Truncated {
                    frame: format.frames.saturating_sub(1),
                }),
                false => Ok(()),
            }
        }
    }
}

/// Zeros after the last frame say nothing; anything else might.
fn no_more_than_padding(body: &dyn Source, surplus: Range<u64>) -> Result<(), PixelError> {
    let mut at = surplus.start;
    while at < surplus.end {
        let end = surplus.end.min(at.saturating_add(RUN));
        if body.read(at..end)?.iter().any(|&byte| byte != 0) && surplus.end - surplus.start > 1 {
            return Err(PixelError::Mismatch("how much there is of the picture"));
        }
        at = end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use dicom_core::VR;
    use dicom_dictionary_std::tags;
    use std::rc::Rc;

    use super::*;
    use crate::dicom::{DataSetExt, MemorySource, TransferSyntax, pixel_element};
    use crate::pixels::testing::{encapsulated, grey};

    fn jpeg() -> Vec<Vec<u8>> {
        vec![vec![0xFF, 0xD8, 0xFF, 0xE0, 1, 2]]
    }

    #[test]
    fn a_frame_that_the_header_does_not_count_is_an_error() {
        for (frames, with_table) in [(1, false), (1, true), (2, false), (2, true)] {
            let mut instance = encapsulated(
                &grey(8),
                TransferSyntax::JPEG_BASELINE,
                &[jpeg(), jpeg(), jpeg()],
                with_table,
            );
            let count = frames.to_string();
            instance
                .data_set
                .put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, &count);
            assert!(check_whole(&instance).is_err(), "{frames} {with_table}");
        }
    }

    #[test]
    fn frames_as_promised_pass_and_missing_ones_do_not() {
        for (frames, passes) in [(2, true), (3, false)] {
            let mut instance = encapsulated(
                &grey(8),
                TransferSyntax::JPEG_BASELINE,
                &[jpeg(), jpeg()],
                false,
            );
            let count = frames.to_string();
            instance
                .data_set
                .put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, &count);
            assert_eq!(check_whole(&instance).is_ok(), passes, "{frames}");
        }
    }

    #[test]
    fn zeros_may_follow_native_frames_and_nothing_else_may() {
        let native = |surplus: &[u8]| {
            let mut instance = encapsulated(&grey(8), TransferSyntax::RLE, &[jpeg()], false);
            let promised = pixel_element::expected_length(&instance.data_set).unwrap();
            let mut bytes = vec![7; promised as usize];
            bytes.extend_from_slice(surplus);
            let range = 0..bytes.len() as u64;
            instance.transfer_syntax = TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
            instance.body = Rc::new(MemorySource::new(bytes));
            if let Some(pixels) = &mut instance.pixels {
                pixels.layout = PixelLayout::Native { range };
            }
            check_whole(&instance)
        };
        assert!(native(&[]).is_ok());
        assert!(native(&[0; 5]).is_ok());
        assert!(native(&[9]).is_ok(), "one byte of padding");
        assert!(native(b"NAME").is_err());
    }
}
