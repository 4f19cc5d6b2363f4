//! Native frames that were painted, decoded again out of the file that is to leave.
//!
//! In come the original and what was written, both as read from their own bytes; out comes an error unless every pixel
//! of the rectangles is black and every other is as it was. Where places are reckoned to be painted, none of this is
//! used: both files go the way of the viewer. Compressed frames are checked as they are made.

use super::super::black;
use super::super::decode::decode_indexed;
use super::super::error::PixelError;
use super::super::format::FrameFormat;
use super::super::frame::{Frame, Words};
use super::super::frame_index::FrameIndex;
use super::super::region::{FrameRegion, Rect};
use super::rects_of;
use crate::dicom::{Instance, PixelLayout};

/// Compares every painted frame, one at a time; an error names the first that is not as it must be.
pub fn check_native(
    original: &Instance,
    written: &Instance,
    regions: &[FrameRegion],
) -> Result<(), PixelError> {
    let pixels = original.pixels.as_ref();
    if !pixels.is_some_and(|pixels| matches!(pixels.layout, PixelLayout::Native { .. })) {
        return Ok(());
    }
    let format = FrameFormat::of_instance(original)?;
    let again = FrameFormat::of_instance(written)?;
    let index = FrameIndex::of(original, &format)?;
    let written_index = FrameIndex::of(written, &again)?;
    for frame in 0..format.frames {
        let rects = rects_of(regions, &format, frame);
        if rects.is_empty() {
            continue;
        }
        let before = decode_indexed(original, &format, &index, frame)?;
        let after = decode_indexed(written, &again, &written_index, frame)?;
        let black = black::words(&original.data_set, &format, frame, Some(&before))?;
        if before.format != after.format || !is_painted(&before, &after, &format, &rects, &black) {
            return Err(PixelError::CheckFailed { frame });
        }
    }
    Ok(())
}

fn is_painted(
    before: &Frame,
    after: &Frame,
    stored: &FrameFormat,
    rects: &[Rect],
    black: &[u64],
) -> bool {
    match (&before.words, &after.words) {
        (Words::U8(a), Words::U8(b)) => are_painted(a, b, stored, rects, &as_stored(black, 8)),
        (Words::U16(a), Words::U16(b)) => are_painted(a, b, stored, rects, &as_stored(black, 16)),
        (Words::U32(a), Words::U32(b)) => are_painted(a, b, stored, rects, &as_stored(black, 32)),
        (Words::U64(a), Words::U64(b)) => are_painted(a, b, stored, rects, &as_stored(black, 64)),
        _ => false,
    }
}

/// Words cut to so many bits.
fn as_stored(words: &[u64], bits: u32) -> Vec<u64> {
    words
        .iter()
        .map(|word| word & (u64::MAX >> (64 - bits)))
        .collect()
}

fn are_painted<T: Copy + PartialEq + Into<u64>>(
    before: &[T],
    after: &[T],
    stored: &FrameFormat,
    rects: &[Rect],
    black: &[u64],
) -> bool {
    let samples = black.len().max(1);
    let line = (stored.columns as usize * samples).max(1);
    let pairs = stored.is_native_422();
    let mut lines = (0_u32..).zip(before.chunks(line).zip(after.chunks(line)));
    before.len() == after.len()
        && lines.all(|(y, (before, after))| {
            let spans = rects
                .iter()
                .filter(|rect| (rect.y..rect.y + rect.height).contains(&y));
            let spans: Vec<_> = spans.map(|rect| rect.x..rect.x + rect.width).collect();
            if spans.is_empty() {
                return before == after;
            }
            let is_inside = |x: u32| spans.iter().any(|span| span.contains(&x));
            let mut pixels = (0..).zip(before.chunks(samples).zip(after.chunks(samples)));
            pixels.all(|(x, (before, after))| match is_inside(x) {
                true => after
                    .iter()
                    .map(|word| (*word).into())
                    .eq(black.iter().copied()),
                // Its chroma is black's too: it has one with its neighbour (PS3.3 C.7.6.3.1.2).
                false if pairs && is_inside(x ^ 1) => before.first() == after.first(),
                false => before == after,
            })
        })
}
