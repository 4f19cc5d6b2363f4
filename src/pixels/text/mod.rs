//! Pages of text among pictures: dose pages, summaries, captures of a screen.
//!
//! In comes an [`Instance`]; out comes whether lines of text were found in one of its grey frames. Frames that cannot
//! be read or decoded say nothing here: whoever opens them holds them. Nothing is read as letters, and "no" is no
//! promise: a person still glances at the series.
//!
//! | file | job |
//! |---|---|
//! | this one | which frames are searched, and how much of a large file |
//! | [`strokes`] | the strokes of letters along one line of samples |
//! | [`lines`] | whether strokes make lines of text |

mod lines;
mod strokes;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::codec::native;
use super::decode::decode_indexed;
use super::error::PixelError;
use super::format::{FrameFormat, SampleKind};
use super::frame::{Frame, Words};
use super::frame_index::FrameIndex;
use crate::dicom::{Instance, PixelLayout};

/// Samples that are read at a time: several screens full, or many small frames.
const PIECE: u64 = 4 << 20;

/// Rows that are searched at a time, at least, so that a line of text fits in.
const LEAST_ROWS: u64 = 64;

/// Pieces of one file that are searched where nothing is compressed: 1000 frames of 512 × 512. Of more, every so many.
const MOST_PIECES: u64 = 64;

/// Frames of one file that are decoded to be searched, and the samples that they may have together.
const MOST_DECODED: u64 = 64;
const MOST_DECODED_SAMPLES: u64 = 16 << 20;

/// Bits per pixel up to which a compressed frame is taken for what may be a page of text. Pages take one or two where
/// nothing is lost, of the smallest print over three, as flat ground takes next to nothing; most slices take five for
/// their noise, and are told apart unopened.
const MOST_BITS: u64 = 4;

/// Whether lines of text were found in a frame.
pub fn shows_text(instance: &Instance) -> bool {
    search(instance).unwrap_or(false)
}

fn search(instance: &Instance) -> Result<bool, PixelError> {
    let format = FrameFormat::of_instance(instance)?;
    if format.samples_per_pixel != 1 || format.bits_allocated < 8 {
        return Ok(false);
    }
    let pixels = instance.pixels.as_ref().ok_or(PixelError::NoPixels)?;
    match &pixels.layout {
        PixelLayout::Native { range } => search_native(instance, &format, range),
        PixelLayout::Encapsulated { fragments, .. } => {
            // Where one fragment ends and the next begins need not be found out of a frame that is no page.
            if format.frames == 1 && !may_be_page(length(fragments), &format) {
                return Ok(false);
            }
            let index = FrameIndex::of(instance, &format)?;
            Ok(search_compressed(instance, &format, &index))
        }
    }
}

fn search_native(
    instance: &Instance,
    format: &FrameFormat,
    value: &Range<u64>,
) -> Result<bool, PixelError> {
    let pixels = instance.pixels.as_ref().ok_or(PixelError::NoPixels)?;
    let unit = native::big_endian_unit(pixels, format);
    let width = format.bytes_per_sample();
    let row = u64::from(format.columns) * width as u64;
    let all = format.pixels() as u64 * u64::from(format.frames);
    let every = all.div_ceil(PIECE).div_ceil(MOST_PIECES).max(1) as usize;
    for rows in pieces(format).step_by(every) {
        let bytes = rows.start * row..rows.end * row;
        if bytes.end > value.end.saturating_sub(value.start) {
            let frame = (rows.start / u64::from(format.rows)) as u32;
            return Err(PixelError::Truncated { frame });
        }
        let bytes = native::read(instance, value, bytes, unit)?;
        if has_lines(&Words::from_le_bytes(bytes, width), format) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Rows that are read together, counted through all frames: those of several whole frames, or some of a large one.
fn pieces(format: &FrameFormat) -> impl Iterator<Item = Range<u64>> {
    let (rows, frames) = (u64::from(format.rows), u64::from(format.frames));
    let at_once = rows_at_once(format);
    let together = (at_once / rows.max(1)).max(1);
    let firsts = (0..frames).step_by(together as usize);
    firsts.flat_map(move |first| {
        let end = (first + together).min(frames) * rows;
        let starts = (first * rows..end).step_by(at_once as usize);
        starts.map(move |start| start..(start + at_once).min(end))
    })
}

/// Rows of a picture that are searched at a time.
fn rows_at_once(format: &FrameFormat) -> u64 {
    (PIECE / u64::from(format.columns.max(1))).max(LEAST_ROWS)
}

/// Searches those frames that took few bits, the fewest first: a page among measured pictures is one of them.
fn search_compressed(instance: &Instance, format: &FrameFormat, index: &FrameIndex) -> bool {
    let mut frames: Vec<(u64, u32)> = (0..format.frames)
        .map(|frame| (length(index.fragments_of(frame)), frame))
        .filter(|&(bytes, _)| may_be_page(bytes, format))
        .collect();
    frames.sort_unstable();
    let samples = format.pixels().max(1) as u64;
    let most = (MOST_DECODED_SAMPLES / samples).clamp(1, MOST_DECODED);
    let mut chosen = frames.iter().take(most as usize);
    chosen.any(|&(_, number)| {
        let frame = decode_indexed(instance, format, index, number);
        frame.is_ok_and(|frame| has_lines(&frame.words, &frame.format))
    })
}

fn length(fragments: &[Range<u64>]) -> u64 {
    let lengths = fragments.iter().map(|it| it.end.saturating_sub(it.start));
    lengths.fold(0, u64::saturating_add)
}

fn may_be_page(bytes: u64, format: &FrameFormat) -> bool {
    bytes.saturating_mul(8) <= (format.pixels() as u64).saturating_mul(MOST_BITS)
}

/// Searches the words of one frame, of several, or of some rows of one.
fn has_lines(words: &Words, format: &FrameFormat) -> bool {
    let columns = format.columns as usize;
    let rows = rows_at_once(format).min(u64::from(format.rows)) as usize;
    let samples = samples(words, format);
    let mut pictures = samples.chunks(rows.saturating_mul(columns).max(1));
    pictures.any(|picture| lines::has_lines(picture, columns))
}

/// The numbers in words: whole ones without the lowest bits where there are more than a sample has room for, others in
/// a million steps.
fn samples(words: &Words, format: &FrameFormat) -> Vec<i32> {
    const STEPS: f64 = 1e6;
    let mut samples = Vec::with_capacity(words.len());
    if format.kind == SampleKind::Integer {
        let spare = format.bits_stored.saturating_sub(31);
        words.for_each(|word| samples.push((format.value_of_word(word) >> spare) as i32));
        return samples;
    }
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    words.for_each(|word| {
        let number = Frame::number(format, word);
        if number.is_finite() {
            (low, high) = (low.min(number), high.max(number));
        }
    });
    words.for_each(|word| {
        let share = (Frame::number(format, word) - low) / (high - low);
        samples.push((share * STEPS) as i32);
    });
    samples
}
