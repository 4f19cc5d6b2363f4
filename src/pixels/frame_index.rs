//! Which bytes make up a frame.
//!
//! Native frames follow each other; compressed frames are one or several fragments each, matched by the offset
//! table, by number, or by how a fragment begins. Fragment bytes are looked at only if nothing else tells.

use std::ops::Range;

use dicom_dictionary_std::tags;

use super::codec::rle;
use super::error::PixelError;
use super::format::FrameFormat;
use crate::dicom::{DataSetExt, Instance, PixelLayout};
use crate::standard::transfer_syntax::Coding;

/// Bytes of an item header: tag and length.
const ITEM_HEADER: u64 = 8;

/// How frames begin: JPEG and JPEG-LS, JPEG 2000, JP2.
const SIGNATURES: &[&[u8]] = &[
    &[0xFF, 0xD8, 0xFF],
    &[0xFF, 0x4F, 0xFF, 0x51],
    b"\x00\x00\x00\x0cjP",
];

/// What the transfer syntaxes of JPEG XL begin with, and how its frames do: bare, or in boxes.
const JPEG_XL_SIGNATURES: &[&[u8]] = &[&[0xFF, 0x0A], b"\x00\x00\x00\x0cJXL "];

/// Where every frame of an instance lies.
pub enum FrameIndex {
    /// Frame after frame without a gap, not even to the next whole byte (PS3.5 8.1.1).
    Native {
        /// The whole value in the body.
        value: Range<u64>,
        /// Bits of one frame.
        frame_bits: u64,
    },
    /// Items of compressed bytes (PS3.5 A.4).
    Encapsulated {
        /// Values of all fragments in the body, item headers and Basic Offset Table left out.
        fragments: Vec<Range<u64>>,
        /// Fragments of each frame; may hold fewer entries than there should be frames.
        frames: Vec<Range<usize>>,
    },
}

/// A native frame: bytes counted from the start of the value, and the bit of the first byte at which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeFrame {
    /// Every byte that holds a bit of it; the first and the last may be shared with its neighbours.
    pub bytes: Range<u64>,
    /// 0 to 7, from the lowest; above 0 for 1-bit samples only.
    pub first_bit: u8,
}

impl FrameIndex {
    /// Of an instance.
    pub fn of(instance: &Instance, format: &FrameFormat) -> Result<Self, PixelError> {
        let pixels = instance.pixels.as_ref().ok_or(PixelError::NoPixels)?;
        match &pixels.layout {
            PixelLayout::Native { range } => Ok(Self::Native {
                value: range.clone(),
                frame_bits: format.native_frame_bits(),
            }),
            PixelLayout::Encapsulated {
                offset_table,
                fragments,
                ..
            } => {
                let frames = match_fragments(instance, format, offset_table, fragments)?;
                Ok(Self::Encapsulated {
                    fragments: fragments.clone(),
                    frames,
                })
            }
        }
    }

    /// The place of a native frame, whether or not all of it is there.
    pub fn native_frame(frame: u32, frame_bits: u64) -> Option<NativeFrame> {
        let start = frame_bits.checked_mul(u64::from(frame))?;
        let end = start.checked_add(frame_bits)?;
        Some(NativeFrame {
            bytes: start / 8..end.div_ceil(8),
            first_bit: (start % 8) as u8,
        })
    }

    /// Ranges of the body that hold a compressed frame; empty if the file does not hold it.
    pub fn fragments_of(&self, frame: u32) -> &[Range<u64>] {
        match self {
            Self::Native { .. } => &[],
            Self::Encapsulated { fragments, frames } => {
                let run = frames.get(frame as usize).cloned().unwrap_or_default();
                fragments.get(run).unwrap_or_default()
            }
        }
    }
}

fn match_fragments(
    instance: &Instance,
    format: &FrameFormat,
    offset_table: &[u32],
    fragments: &[Range<u64>],
) -> Result<Vec<Range<usize>>, PixelError> {
    let count = fragments.len();
    let frames = format.frames as usize;
    if count == 0 {
        return Err(PixelError::Truncated { frame: 0 });
    }
    // No more frames can begin than there are fragments: of a long clip, one each, none is looked at.
    let starts = match count > frames {
        true => starts_by_content(instance, fragments)?,
        false => Vec::new(),
    };
    if starts.len() > frames {
        // Shown to nobody, a frame too many would leave unseen.
        return Err(PixelError::Fragments {
            fragments: starts.len(),
            frames: format.frames,
        });
    }
    if frames == 1 {
        return Ok(std::iter::once(0..count).collect());
    }
    let extended = extended_offsets(instance);
    let basic = offset_table
        .iter()
        .copied()
        .map(u64::from)
        .collect::<Vec<_>>();
    for offsets in [extended, basic] {
        if let Some(runs) = runs_by_offsets(&offsets, frames, fragments) {
            return Ok(runs);
        }
    }
    if count <= frames {
        // One each; where fragments are missing, so are the last frames.
        return Ok((0..count).map(|index| index..index + 1).collect());
    }
    if starts.len() == frames {
        return Ok(runs(&starts, count));
    }
    Err(PixelError::Fragments {
        fragments: count,
        frames: format.frames,
    })
}

/// Extended Offset Table (7FE0,0001).
fn extended_offsets(instance: &Instance) -> Vec<u64> {
    let bytes = instance
        .data_set
        .bytes(tags::EXTENDED_OFFSET_TABLE)
        .unwrap_or_default();
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|chunk| u64::from_le_bytes(*chunk))
        .collect()
}

/// Frames by an offset table: each offset must be the item header of a fragment, counted from the first one's.
fn runs_by_offsets(
    offsets: &[u64],
    frames: usize,
    fragments: &[Range<u64>],
) -> Option<Vec<Range<usize>>> {
    let origin = fragments.first()?.start.checked_sub(ITEM_HEADER)?;
    if offsets.len() != frames || offsets.first() != Some(&0) {
        return None;
    }
    let mut starts = Vec::with_capacity(frames);
    for offset in offsets {
        let value = origin.checked_add(*offset)?.checked_add(ITEM_HEADER)?;
        let index = fragments
            .binary_search_by_key(&value, |fragment| fragment.start)
            .ok()?;
        starts
            .last()
            .is_none_or(|last| *last < index)
            .then_some(())?;
        starts.push(index);
    }
    Some(runs(&starts, fragments.len()))
}

/// Fragments that begin like a compressed frame, and the first, whatever it begins like.
pub fn starts_by_content(
    instance: &Instance,
    fragments: &[Range<u64>],
) -> Result<Vec<usize>, PixelError> {
    let mut starts = Vec::new();
    for (index, fragment) in fragments.iter().enumerate() {
        if index == 0 || begins_like_frame(instance, fragment)? {
            starts.push(index);
        }
    }
    Ok(starts)
}

/// Whether a fragment begins as the frames of its syntax do; deflated frames begin like anything.
pub fn begins_like_frame(instance: &Instance, fragment: &Range<u64>) -> Result<bool, PixelError> {
    let coding = instance.transfer_syntax.coding();
    let signatures = match coding {
        Some(Coding::JpegXl) => JPEG_XL_SIGNATURES,
        _ => SIGNATURES,
    };
    let head = instance
        .body
        .read(fragment.start..fragment.end.min(fragment.start + 64))?;
    Ok(match coding {
        Some(Coding::Rle) => rle::looks_like_frame(&head),
        _ => signatures
            .iter()
            .any(|signature| head.starts_with(signature)),
    })
}

/// From the first fragment of each frame to the runs between them.
fn runs(starts: &[usize], count: usize) -> Vec<Range<usize>> {
    let ends = starts.iter().copied().skip(1).chain([count]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::TransferSyntax;
    use crate::pixels::testing::{encapsulated, grey};
    use dicom_core::VR;

    /// Three frames of two fragments each, by JPEG signatures.
    fn three_times_two(with_table: bool) -> Instance {
        let frame = || vec![vec![0xFF, 0xD8, 0xFF, 0xE0], vec![1, 2, 3, 4]];
        encapsulated(
            &grey(8),
            TransferSyntax::JPEG_BASELINE,
            &[frame(), frame(), frame()],
            with_table,
        )
    }

    fn frames_of(instance: &Instance) -> Vec<usize> {
        let format = FrameFormat::of_instance(instance).unwrap();
        let index = FrameIndex::of(instance, &format).unwrap();
        (0..format.frames)
            .map(|frame| index.fragments_of(frame).len())
            .collect()
    }

    fn set_table(instance: &mut Instance, table: Vec<u32>) {
        let layout = &mut instance.pixels.as_mut().unwrap().layout;
        let PixelLayout::Encapsulated { offset_table, .. } = layout else {
            panic!("not encapsulated")
        };
        *offset_table = table;
    }

    #[test]
    fn a_right_offset_table_is_followed() {
        assert_eq!(frames_of(&three_times_two(true)), [2, 2, 2]);
    }

    #[test]
    fn an_empty_or_wrong_offset_table_gives_way_to_what_fragments_begin_with() {
        for table in [
            vec![],
            vec![0, 7, 9],
            vec![0, 24],
            vec![4, 28, 52],
            vec![0, 48, 24],
            vec![0, u32::MAX, 1],
        ] {
            let mut instance = three_times_two(false);
            set_table(&mut instance, table);
            assert_eq!(frames_of(&instance), [2, 2, 2]);
        }
    }

    #[test]
    fn frames_of_jpeg_xl_are_told_by_how_they_begin() {
        for start in [
            &b"\xFF\x0A\x00\x01"[..],
            b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a",
        ] {
            let frame = || vec![start.to_vec(), vec![1, 2, 3, 4], vec![0xFF, 0xD8, 0xFF, 0]];
            let frames = [frame(), frame(), frame()];
            let instance = encapsulated(&grey(8), "1.2.840.10008.1.2.4.110", &frames, false);
            assert_eq!(frames_of(&instance), [3, 3, 3]);
        }
    }

    #[test]
    fn an_extended_offset_table_is_followed() {
        let mut instance = three_times_two(false);
        let offsets = [0_u64, 12, 24].map(u64::to_le_bytes).concat();
        instance
            .data_set
            .put_raw(tags::EXTENDED_OFFSET_TABLE, VR::OV, offsets);
        assert_eq!(frames_of(&instance), [1, 1, 4]);
    }

    #[test]
    fn fragments_that_fit_no_frames_are_refused() {
        let mut instance = three_times_two(false);
        instance
            .data_set
            .put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, "4");
        let format = FrameFormat::of_instance(&instance).unwrap();
        assert!(matches!(
            FrameIndex::of(&instance, &format),
            Err(PixelError::Fragments { .. })
        ));
    }

    #[test]
    fn missing_fragments_are_missing_frames() {
        let frames = [vec![vec![1, 2]], vec![vec![3, 4]]];
        let instance = encapsulated(&grey(8), TransferSyntax::RLE, &frames, true);
        assert_eq!(frames_of(&instance), [1, 1, 0]);
    }

    #[test]
    fn absurd_numbers_of_frames_overflow_nothing() {
        assert_eq!(FrameIndex::native_frame(u32::MAX, u64::MAX / 2), None);
        let place = FrameIndex::native_frame(3, 9).unwrap();
        assert_eq!(
            place,
            NativeFrame {
                bytes: 3..5,
                first_bit: 3
            }
        );
    }
}
