//! Painting samples where they lie: only touched bytes are made anew, everything else stays a range of the source.

use std::ops::Range;
use std::rc::Rc;

use super::super::black;
use super::super::codec::native as codec;
use super::super::decode::decode_indexed;
use super::super::error::PixelError;
use super::super::format::{FrameFormat, SampleKind};
use super::super::frame_index::FrameIndex;
use super::super::region::{FrameRegion, Rect};
use super::{Redacted, RedactedPixels, rects_of};
use crate::dicom::{Instance, Part, PixelBytes, Spool, TransferSyntax};

/// Touched runs nearer to each other than this are read and written as one.
const GAP: u64 = 16 << 10;

/// Bytes that are read, painted and spooled at a time; more only if rectangles overlap.
const BAND: u64 = 4 << 20;

/// Edits that are gathered before they are done: some frames' lines.
const GATHERED: usize = 4_096;

/// Bytes or bits to overwrite, counted from the start of the value.
#[derive(Clone)]
enum Edit {
    Bytes {
        range: Range<u64>,
        pattern: Rc<[u8]>,
    },
    Bits {
        range: Range<u64>,
        set: bool,
    },
}

impl Edit {
    fn bytes(&self) -> Range<u64> {
        match self {
            Self::Bytes { range, .. } => range.clone(),
            Self::Bits { range, .. } => range.start / 8..range.end.div_ceil(8),
        }
    }

    /// Overwrites what of this edit lies in `bytes`, which begin at `origin` of the value.
    fn apply(&self, bytes: &mut [u8], origin: u64) {
        match self {
            Self::Bytes { range, pattern } => {
                let skip = range.start.saturating_sub(origin) as usize;
                let count = (range.end - range.start) as usize;
                let places = bytes.iter_mut().skip(skip).take(count);
                places
                    .zip(pattern.iter().cycle())
                    .for_each(|(place, byte)| *place = *byte);
            }
            Self::Bits { range, set } => {
                for bit in range.clone() {
                    let place = (bit / 8)
                        .checked_sub(origin)
                        .and_then(|place| bytes.get_mut(place as usize));
                    if let Some(byte) = place {
                        let mask = 1 << (bit % 8);
                        *byte = if *set { *byte | mask } else { *byte & !mask };
                    }
                }
            }
        }
    }
}

/// Paints the regions of all frames.
pub fn redact(
    instance: &Instance,
    (pixels, value): (&PixelBytes, &Range<u64>),
    format: &FrameFormat,
    regions: &[FrameRegion],
    spool: &dyn Spool,
) -> Result<Redacted, PixelError> {
    let length = value.end.saturating_sub(value.start);
    let unit = codec::big_endian_unit(pixels, format);
    let mut bands = Bands {
        instance,
        value,
        spool,
        parts: Vec::new(),
        done: 0,
    };
    let edits = paint_frames(instance, format, regions, (length, unit), &mut bands)?;
    let mut parts = if unit > 1 {
        // Every byte moves; a retired syntax of single images, so it is held in memory as a whole.
        let mut bytes = codec::read(instance, value, 0..length, unit)?;
        edits.iter().for_each(|edit| edit.apply(&mut bytes, 0));
        vec![spool.put(bytes)?]
    } else {
        bands.end()
    };
    if length % 2 == 1 {
        parts.push(Part::Bytes(vec![0]));
    }
    Ok(Redacted {
        transfer_syntax: TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN),
        pixels: RedactedPixels::Native {
            tag: pixels.tag,
            vr: pixels.vr,
            parts,
        },
        attributes: Vec::new(),
    })
}

/// Paints all frames. Where a word of several bytes is the unit, nothing is painted yet: all edits are given back.
fn paint_frames(
    instance: &Instance,
    format: &FrameFormat,
    regions: &[FrameRegion],
    (length, unit): (u64, usize),
    bands: &mut Bands<'_>,
) -> Result<Vec<Edit>, PixelError> {
    let mut edits: Vec<Edit> = Vec::new();
    let frame_bits = format.native_frame_bits();
    for frame in 0..=u32::MAX {
        let Some(place) = FrameIndex::native_frame(frame, frame_bits) else {
            break;
        };
        // The file ends before this frame; or what follows the promised frames is less than one. A whole frame more
        // than promised is painted with the others: some readers show it.
        let promised = frame < format.frames;
        if place.bytes.start >= length || (!promised && place.bytes.end > length) {
            break;
        }
        let rects = rects_of(regions, format, frame);
        if rects.is_empty() {
            continue;
        }
        let black = black_of(instance, format, frame)?;
        let first_bit = frame_bits * u64::from(frame);
        // Two frames of bits may share a byte, which is spooled once.
        if edits.len() >= GATHERED && first_bit.is_multiple_of(8) && unit == 1 {
            bands.paint(&mut edits)?;
        }
        for rect in rects {
            edits_of(format, rect, first_bit, &black, &mut edits)?;
        }
    }
    if unit == 1 {
        bands.paint(&mut edits)?;
    }
    Ok(edits)
}

/// Bytes of each sample of a black pixel, little endian.
fn black_of(
    instance: &Instance,
    format: &FrameFormat,
    frame: u32,
) -> Result<Vec<Vec<u8>>, PixelError> {
    let decoded = match format.kind {
        SampleKind::Integer => None,
        // Floats are black by what else is in the frame; a frame cut short falls back to 0.
        SampleKind::Float | SampleKind::Double => {
            let index = FrameIndex::of(instance, format)?;
            decode_indexed(instance, format, &index, frame).ok()
        }
    };
    let words = black::words(&instance.data_set, format, frame, decoded.as_ref())?;
    let width = format.bytes_per_sample();
    Ok(words
        .into_iter()
        .map(|word| word.to_le_bytes().into_iter().take(width).collect())
        .collect())
}

/// What a rectangle touches in a frame that begins at `first_bit` of the value.
fn edits_of(
    format: &FrameFormat,
    rect: Rect,
    first_bit: u64,
    black: &[Vec<u8>],
    edits: &mut Vec<Edit>,
) -> Result<(), PixelError> {
    let columns = u64::from(format.columns);
    let (x, y) = (u64::from(rect.x), u64::from(rect.y));
    let (width, height) = (u64::from(rect.width), u64::from(rect.height));
    let lines = y..y + height;
    let samples = u64::from(format.samples_per_pixel);
    let sample = format.bytes_per_sample() as u64;
    let start = first_bit / 8;
    if format.bits_allocated == 1 {
        if samples != 1 {
            return Err(PixelError::Invalid("Samples per Pixel"));
        }
        let set = black
            .first()
            .and_then(|bytes| bytes.first())
            .is_some_and(|byte| byte & 1 == 1);
        edits.extend(lines.map(|line| {
            let bit = first_bit + line * columns + x;
            Edit::Bits {
                range: bit..bit + width,
                set,
            }
        }));
    } else if format.is_native_422() {
        edits.extend(
            lines.flat_map(|line| edits_of_422_line(format, start, line, x..x + width, black)),
        );
    } else if format.planar {
        let plane = u64::from(format.rows) * columns * sample;
        for (index, bytes) in black.iter().enumerate() {
            let pattern: Rc<[u8]> = bytes.as_slice().into();
            edits.extend(lines.clone().map(|line| {
                let from = start + plane * index as u64 + (line * columns + x) * sample;
                Edit::Bytes {
                    range: from..from + width * sample,
                    pattern: pattern.clone(),
                }
            }));
        }
    } else {
        let pixel = samples * sample;
        let pattern: Rc<[u8]> = black.concat().into();
        edits.extend(lines.map(|line| {
            let from = start + (line * columns + x) * pixel;
            Edit::Bytes {
                range: from..from + width * pixel,
                pattern: pattern.clone(),
            }
        }));
    }
    Ok(())
}

/// Y Y Cb Cr per pair of pixels. Where the rectangle's edge parts a pair, the neighbour keeps its own luma and loses
/// its hue: the chroma belongs to both, and black needs it neutral.
fn edits_of_422_line(
    format: &FrameFormat,
    start: u64,
    line: u64,
    pixels: Range<u64>,
    black: &[Vec<u8>],
) -> Vec<Edit> {
    let sample = format.bytes_per_sample() as u64;
    let pairs = u64::from(format.columns.div_ceil(2));
    let [luma, blue, red] = black else {
        return Vec::new();
    };
    let line_start = start + line * pairs * 4 * sample;
    let whole: Rc<[u8]> = [luma.as_slice(), luma, blue, red].concat().into();
    let chroma: Rc<[u8]> = [blue.as_slice(), red].concat().into();
    let luma: Rc<[u8]> = luma.as_slice().into();
    let place = |pair: u64, index: u64, count: u64, pattern: &Rc<[u8]>| {
        let from = line_start + (pair * 4 + index) * sample;
        Edit::Bytes {
            range: from..from + count * sample,
            pattern: pattern.clone(),
        }
    };
    let mut edits = Vec::new();
    let inner = pixels.start.div_ceil(2)..pixels.end / 2;
    if inner.start < inner.end {
        edits.push(place(inner.start, 0, (inner.end - inner.start) * 4, &whole));
    }
    if pixels.start % 2 == 1 {
        edits.push(place(pixels.start / 2, 1, 1, &luma));
        edits.push(place(pixels.start / 2, 2, 2, &chroma));
    }
    if pixels.end % 2 == 1 {
        edits.push(place(pixels.end / 2, 0, 1, &luma));
        edits.push(place(pixels.end / 2, 2, 2, &chroma));
    }
    edits
}

/// The value on its way out, from its start: painted bytes, and ranges of what lies between.
struct Bands<'a> {
    instance: &'a Instance,
    value: &'a Range<u64>,
    spool: &'a dyn Spool,
    parts: Vec<Part>,
    /// Bytes of the value that the parts stand for.
    done: u64,
}

impl Bands<'_> {
    /// Applies edits, all of which lie behind those applied before, to the bytes around them.
    fn paint(&mut self, edits: &mut Vec<Edit>) -> Result<(), PixelError> {
        let length = self.value.end.saturating_sub(self.value.start);
        edits.retain(|edit| edit.bytes().start < length);
        edits.sort_by_key(|edit| edit.bytes().start);
        let mut rest = edits.as_slice();
        while let Some(first) = rest.first() {
            let Range { start, mut end } = first.bytes();
            let mut count = 0;
            for edit in rest {
                let bytes = edit.bytes();
                let is_long = end - start >= BAND && bytes.start >= end;
                if is_long || bytes.start > end.saturating_add(GAP) {
                    break;
                }
                end = end.max(bytes.end);
                count += 1;
            }
            let (band, later) = rest.split_at(count);
            rest = later;
            let end = end.min(length);
            let from = self.value.start;
            let mut bytes = self.instance.body.read(from + start..from + end)?;
            band.iter().for_each(|edit| edit.apply(&mut bytes, start));
            push_range(&mut self.parts, from + self.done..from + start);
            self.parts.push(self.spool.put(bytes)?);
            self.done = end;
        }
        edits.clear();
        Ok(())
    }

    /// All parts of the value.
    fn end(mut self) -> Vec<Part> {
        push_range(
            &mut self.parts,
            self.value.start + self.done..self.value.end,
        );
        self.parts
    }
}

fn push_range(parts: &mut Vec<Part>, range: Range<u64>) {
    if range.start < range.end {
        parts.push(Part::Range(range));
    }
}
