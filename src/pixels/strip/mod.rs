//! Whatever is not picture in compressed frames, dropped: comments, EXIF, thumbnails, bytes behind the end.
//!
//! In come the fragments of a frame; out come the parts of it that stay. A frame with nothing to drop leaves as it
//! stands. No walk decodes samples, and entropy-coded bytes never change; a stream that cannot be followed to its end
//! is an error, since nobody can say what is in it. A stream whose samples are wider than the picture is decoded once,
//! and is an error if its unused bits say something.
//!
//! [`stream`] a frame as one run of bytes · one walk for each family of codecs: [`jpeg`] · [`jpeg2000`] ·
//! [`jpeg_xl`] · [`rle`] · [`plain`].
//!
//! What decoders would read in another way than the walk is an error: the picture that somebody looked at is the one
//! that must leave.
//!
//! Not found: bytes within the entropy-coded data that a decoder would not reach, tables that no component uses,
//! lengths of pieces and packets that are not true. The second reading searches those for whole names and numbers.

mod jpeg;
mod jpeg2000;
mod jpeg_xl;
mod plain;
mod rle;
mod stream;

use dicom_dictionary_std::tags;

use super::codec::can_decode;
use super::decode::decode_indexed;
use super::error::PixelError;
use super::format::FrameFormat;
use super::frame_index::FrameIndex;
use super::unused_bits;
use crate::dicom::{Instance, Part, PixelLayout};
use crate::standard::transfer_syntax::Coding;
use stream::{Size, Stream, Stripped};

type Walk = fn(&mut Stream<'_>, &FrameFormat) -> Result<Stripped, PixelError>;

/// The walk for frames of a coding; `None` where there are no frames, or nobody can follow them. Video is held before
/// it comes here.
fn walk_for(coding: Coding) -> Option<Walk> {
    Some(match coding {
        Coding::Rle => rle::walk,
        Coding::Uncompressed => plain::walk,
        Coding::DeflatedFrames => plain::walk_deflated,
        Coding::JpegXl => jpeg_xl::walk,
        coding if coding.is_jpeg() => |stream, _| jpeg::walk(stream),
        coding if coding.is_jpeg_2000() => |stream, _| jpeg2000::walk(stream),
        _ => return None,
    })
}

/// Every frame of a compressed instance as it may leave, one fragment each; `None` if all of them may leave as they
/// stand, and for native pixels.
pub fn stripped(instance: &Instance) -> Result<Option<Vec<Vec<Part>>>, PixelError> {
    let Some(pixels) = &instance.pixels else {
        return Ok(None);
    };
    let PixelLayout::Encapsulated { fragments, .. } = &pixels.layout else {
        return Ok(None);
    };
    let format = FrameFormat::of_instance(instance)?;
    let index = FrameIndex::of(instance, &format)?;
    let mut frames = Vec::new();
    // An extended offset table holds only for one fragment a frame (PS3.5 A.4); without it, what says where frames
    // begin?
    let mut changed = format.frames > 1
        && fragments.len() != format.frames as usize
        && instance.data_set.get(tags::EXTENDED_OFFSET_TABLE).is_some();
    for frame in 0..format.frames {
        let stripped = stripped_frame(instance, &format, &index, frame)?;
        changed |= stripped.is_some();
        frames.push(stripped.unwrap_or_else(|| as_ranges(&index, frame)));
    }
    Ok(changed.then_some(frames))
}

/// One frame as it may leave.
pub fn kept_frame(
    instance: &Instance,
    format: &FrameFormat,
    index: &FrameIndex,
    frame: u32,
) -> Result<Vec<Part>, PixelError> {
    let stripped = stripped_frame(instance, format, index, frame)?;
    Ok(stripped.unwrap_or_else(|| as_ranges(index, frame)))
}

fn as_ranges(index: &FrameIndex, frame: u32) -> Vec<Part> {
    let fragments = index.fragments_of(frame).iter();
    fragments.cloned().map(Part::Range).collect()
}

/// What stays of a frame; `None` if it is all of it.
fn stripped_frame(
    instance: &Instance,
    format: &FrameFormat,
    index: &FrameIndex,
    frame: u32,
) -> Result<Option<Vec<Part>>, PixelError> {
    let coding = instance.transfer_syntax.coding();
    let walk = coding
        .and_then(walk_for)
        .ok_or(PixelError::Unsupported("an unknown transfer syntax"))?;
    let mut stream = Stream::new(&*instance.body, index.fragments_of(frame));
    let kept = walk(&mut stream, format)?;
    // What is larger than the header says, or has more planes, would be shown to nobody.
    let size = Size {
        columns: format.columns,
        rows: format.rows,
        components: format.samples_per_pixel,
    };
    if kept.size.is_some_and(|said| said != size) {
        return Err(PixelError::Mismatch("the size of the picture"));
    }
    let holds_more = kept
        .precision
        .is_none_or(|bits| u16::from(bits) > format.bits_stored);
    if holds_more && format.bits_stored < format.bits_allocated {
        // What is not decoded here may say anything there.
        if !can_decode(&instance.transfer_syntax) {
            return Err(PixelError::UnusedBits);
        }
        let decoded = decode_indexed(instance, format, index, frame)?;
        if unused_bits::say_something(&decoded, &instance.data_set) {
            return Err(PixelError::UnusedBits);
        }
    }
    Ok(stream.parts(kept))
}

/// A stream that cannot be followed.
fn damaged(codec: &'static str, reason: &'static str) -> PixelError {
    PixelError::Unfollowed { codec, reason }
}

#[cfg(test)]
mod tests;
