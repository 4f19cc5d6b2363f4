//! RLE Lossless frames (PS3.5 Annex G).
//!
//! The runs of each segment are counted, not unpacked, so that its end is known. Dropped: what stands in unused words
//! of the head, between segments, and after the last one.

use std::ops::Range;

use super::super::error::PixelError;
use super::super::format::FrameFormat;
use super::damaged;
use super::stream::{Stream, Stripped};

const CODEC: &str = "RLE";
/// Bytes of the head: the number of segments and fifteen offsets.
const HEAD: u64 = 64;

/// Walks one frame.
pub fn walk(stream: &mut Stream<'_>, format: &FrameFormat) -> Result<Stripped, PixelError> {
    let head = stream
        .array::<64>(0)?
        .ok_or_else(|| damaged(CODEC, "it is shorter than its head"))?;
    let mut words = head
        .as_chunks::<4>()
        .0
        .iter()
        .map(|word| u32::from_le_bytes(*word));
    let count = words.next().unwrap_or(0) as usize;
    let words: Vec<u32> = words.collect();
    let planes = match format.bits_allocated {
        1 => 1,
        _ => format.bytes_per_sample(),
    } * usize::from(format.samples_per_pixel);
    let (Some(offsets), Some(unused)) = (words.get(..count), words.get(count..)) else {
        return Err(damaged(CODEC, "its head is impossible"));
    };
    if count != planes {
        return Err(damaged(
            CODEC,
            "it has more or fewer segments than the picture",
        ));
    }
    let length = match format.bits_allocated {
        1 => format.pixels().div_ceil(8),
        _ => format.pixels(),
    } as u64;
    let mut segments = Vec::new();
    let mut clean = unused.iter().all(|&word| word == 0);
    let mut done = HEAD;
    for &offset in offsets {
        let start = u64::from(offset);
        if start < done {
            return Err(damaged(CODEC, "its segments overlap"));
        }
        clean &= stream.is_zero(done..start)?;
        done = end_of_segment(stream, start, length)?;
        segments.push(start..done);
    }
    if clean {
        let mut kept = Stripped::default();
        kept.keep(0..done);
        kept.end(stream, done)?;
        return Ok(kept);
    }
    packed(segments)
}

/// The segments one behind the other, and a new head.
fn packed(segments: Vec<Range<u64>>) -> Result<Stripped, PixelError> {
    let mut kept = Stripped::default();
    let mut head = vec![segments.len() as u32];
    let mut at = HEAD;
    for segment in &segments {
        head.push(u32::try_from(at).map_err(|_| damaged(CODEC, "it is too long"))?);
        at += (segment.end - segment.start).next_multiple_of(2);
    }
    head.resize(16, 0);
    kept.make(head.into_iter().flat_map(u32::to_le_bytes).collect());
    for segment in segments {
        let odd = (segment.end - segment.start) % 2 == 1;
        kept.keep(segment);
        if odd {
            kept.make(vec![0]);
        }
    }
    Ok(kept)
}

/// Where the runs end that fill a plane of `length` bytes (PackBits, PS3.5 G.3.2).
fn end_of_segment(stream: &mut Stream<'_>, start: u64, length: u64) -> Result<u64, PixelError> {
    let mut at = start;
    let mut filled = 0;
    while filled < length {
        let control = stream
            .byte(at)?
            .ok_or_else(|| damaged(CODEC, "a segment ends early"))?;
        at += 1;
        match control {
            0..=127 => {
                let count = u64::from(control) + 1;
                at += count;
                filled += count;
                // Bytes that no pixel needs would be seen by nobody.
                if filled > length + 1 {
                    return Err(damaged(CODEC, "a segment holds more than the picture"));
                }
            }
            128 => {}
            129..=255 => {
                at += 1;
                filled += 257 - u64::from(control);
            }
        }
    }
    match at <= stream.len() {
        true => Ok(at),
        false => Err(damaged(CODEC, "a segment ends early")),
    }
}
