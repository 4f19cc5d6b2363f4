//! Whether the pixel element holds what its header promises, neither less nor more.
//!
//! Where the frames can be counted the number is reported, so that somebody can look at all of them.
//!
//! More matters as much as less: a frame that the header does not count is shown to nobody, and would leave unseen.

use std::ops::Range;

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::error::PixelError;
use super::format::{FrameFormat, MOST_FRAMES};
use super::frame_index::{FrameIndex, begins_like_frame, starts_by_content};
use super::video;
use crate::dicom::{DataSetExt, Instance, PixelLayout, Source};

/// Bytes read at a time.
const RUN: u64 = 1 << 20;

/// An error if the header does not describe the picture, or describes another than the one that is there.
pub fn check_whole(instance: &Instance) -> Result<(), PixelError> {
    let Some(pixels) = &instance.pixels else {
        return Ok(());
    };
    let format = FrameFormat::of_instance(instance)?;
    let index = FrameIndex::of(instance, &format);
    let last = format.frames.saturating_sub(1);
    let wrong = match (&pixels.layout, index) {
        (PixelLayout::Native { range }, _) => {
            let bits = format.native_frame_bits().checked_mul(format.frames.into());
            let promised = bits
                .ok_or(PixelError::Invalid("Number of Frames"))?
                .div_ceil(8);
            let end = range.start.saturating_add(promised);
            match end > range.end {
                true => Some(PixelError::Truncated { frame: last }),
                false => match is_padding(&*instance.body, end..range.end)? {
                    true => None,
                    false => Some(PixelError::Surplus),
                },
            }
        }
        (_, Err(error @ PixelError::Fragments { .. })) => Some(error),
        (_, index) => {
            let is_there = !index?.fragments_of(last).is_empty();
            (!is_there).then_some(PixelError::Truncated { frame: last })
        }
    };
    let Some(wrong) = wrong else {
        return Ok(());
    };
    Err(match count(instance, &format)? {
        Some(found) if found != format.frames => {
            let said = instance.data_set.integer(tags::NUMBER_OF_FRAMES);
            PixelError::FrameCount {
                said: said.filter(|said| *said > 0).map(|_| format.frames),
                found,
            }
        }
        _ => wrong,
    })
}

/// The number of frames that there are, where the header says another: the picture can be looked at and leave as if the
/// header said this. `None` if it is right, or if nobody can tell.
pub fn counted_frames(instance: &Instance) -> Option<u32> {
    // The fragments of a video are no frames.
    if video::is_video(&instance.transfer_syntax) {
        return None;
    }
    let Err(PixelError::FrameCount { found, .. }) = check_whole(instance) else {
        return None;
    };
    // What the header says of each frame would be said of others.
    let described = instance
        .data_set
        .nested(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE)
        .len();
    let is_alike = described == 0 || described == found as usize;
    (is_alike && found <= MOST_FRAMES).then_some(found)
}

/// The instance with the number of frames that somebody was shown, if that is what there are.
pub fn with_counted_frames(instance: &Instance, frames: u32) -> Option<Instance> {
    if counted_frames(instance) != Some(frames) {
        return None;
    }
    let mut counted = instance.clone();
    let data_set = &mut counted.data_set;
    data_set.put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, &frames.to_string());
    check_whole(&counted).is_ok().then_some(counted)
}

/// How many frames there are, whatever the header says; `None` if that cannot be known.
fn count(instance: &Instance, format: &FrameFormat) -> Result<Option<u32>, PixelError> {
    let found = match instance.pixels.as_ref().map(|pixels| &pixels.layout) {
        Some(PixelLayout::Native { range }) => {
            // Whether colour is subsampled shows by the length alone.
            let is_certain = !format.is_native_422() && format.frames > 0;
            let bits = range.end.saturating_sub(range.start).saturating_mul(8);
            let frame = format.native_frame_bits().max(1);
            let (frames, rest) = (bits / frame, bits % frame);
            (is_certain && rest < 16).then_some(frames)
        }
        Some(PixelLayout::Encapsulated { fragments, .. }) => {
            let first = fragments.first();
            match first.map(|first| begins_like_frame(instance, first)) {
                Some(Ok(true)) => Some(starts_by_content(instance, fragments)?.len() as u64),
                Some(Err(error)) => return Err(error),
                Some(Ok(false)) | None => None,
            }
        }
        None => None,
    };
    Ok(found
        .and_then(|frames| u32::try_from(frames).ok())
        .filter(|frames| *frames > 0))
}

/// Whether there is nothing, one byte that makes the length even, or zeros: these say nothing, and anything else might.
fn is_padding(body: &dyn Source, surplus: Range<u64>) -> Result<bool, PixelError> {
    if surplus.end.saturating_sub(surplus.start) <= 1 {
        return Ok(true);
    }
    let mut at = surplus.start;
    while at < surplus.end {
        let end = surplus.end.min(at.saturating_add(RUN));
        if body.read(at..end)?.iter().any(|&byte| byte != 0) {
            return Ok(false);
        }
        at = end;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::dicom::{MemorySource, TransferSyntax, pixel_element};
    use crate::pixels::testing::{self, encapsulated, grey, native_length, noise};

    fn says(instance: &mut Instance, frames: Option<u32>) {
        match frames {
            Some(frames) => {
                let count = frames.to_string();
                let data_set = &mut instance.data_set;
                data_set.put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, &count);
            }
            None => drop(instance.data_set.remove_element(tags::NUMBER_OF_FRAMES)),
        }
    }

    #[test]
    fn fragments_that_begin_like_anything_are_not_counted() {
        let uid = "1.2.840.10008.1.2.8.1";
        let mut deflated = encapsulated(
            &grey(8),
            uid,
            &[vec![vec![1; 40]], vec![vec![2; 40]], vec![vec![3; 40]]],
            false,
        );
        says(&mut deflated, Some(2));
        assert!(check_whole(&deflated).is_err());
        assert_eq!(counted_frames(&deflated), None);
    }

    #[test]
    fn frames_of_another_number_are_counted_native_and_compressed() {
        let format = grey(16);
        let native = testing::native(&format, noise(native_length(&format), 3), false);
        let jpegs = TransferSyntax::JPEG_BASELINE;
        let compressed = encapsulated(&grey(8), jpegs, &[jpeg(), jpeg(), jpeg()], false);
        for mut instance in [native, compressed] {
            for said in [Some(1), Some(2), Some(4), Some(40), None] {
                says(&mut instance, said);
                let wrong = PixelError::FrameCount { said, found: 3 };
                assert_eq!(check_whole(&instance), Err(wrong.clone()));
                let words = wrong.to_string();
                assert!(words.contains("there are 3") && !words.contains("compressed"));
                assert_eq!(counted_frames(&instance), Some(3));
                assert!(with_counted_frames(&instance, 2).is_none());
                let counted = with_counted_frames(&instance, 3).unwrap();
                assert_eq!(check_whole(&counted), Ok(()));
            }
            says(&mut instance, Some(3));
            assert_eq!(counted_frames(&instance), None);
        }
    }

    #[test]
    fn what_is_no_whole_number_of_frames_or_described_otherwise_is_not_offered() {
        let format = grey(16);
        let mut bytes = noise(native_length(&format), 3);
        bytes.truncate(bytes.len() - 10);
        let mut instance = testing::native(&format, bytes, false);
        says(&mut instance, Some(2));
        assert_eq!(check_whole(&instance), Err(PixelError::Surplus));
        let mut instance = testing::native(&format, noise(native_length(&format), 3), false);
        says(&mut instance, Some(2));
        let groups = vec![crate::dicom::DataSet::new_empty(); 2];
        let tag = tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE;
        instance.data_set.put_items(tag, groups);
        assert!(check_whole(&instance).is_err());
        assert_eq!(counted_frames(&instance), None);
    }

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
