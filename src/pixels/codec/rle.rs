//! RLE Lossless (PS3.5 Annex G): a header of 64 bytes, then one PackBits segment per byte of a pixel, the most
//! significant byte of the first sample first.

use super::super::error::PixelError;
use super::super::format::FrameFormat;
use super::super::frame::{Frame, Words};
use super::{Codec, native};

/// Bytes of the RLE header: the number of segments and the offsets of fifteen.
const HEADER: usize = 64;

/// The codec.
pub struct Rle;

impl Codec for Rle {
    fn decode(&self, bytes: &[u8], format: &FrameFormat) -> Result<Frame, PixelError> {
        let damaged = |reason: &'static str| PixelError::codec("RLE", reason);
        let (width, length) = shape(format);
        let samples = usize::from(format.samples_per_pixel);
        let offsets = segment_offsets(bytes, bytes.len())
            .ok_or_else(|| damaged("the header cannot be right"))?;
        if offsets.len() != samples * width {
            return Err(PixelError::Mismatch("the number of RLE segments"));
        }
        // Little endian words, interleaved, put together byte by byte.
        let mut out = vec![0_u8; length * samples * width];
        for (index, &start) in offsets.iter().enumerate() {
            let end = offsets.get(index + 1).copied().unwrap_or(bytes.len());
            let segment = bytes
                .get(start..end)
                .ok_or_else(|| damaged("segments overlap"))?;
            let place = (index / width) * width + (width - 1 - index % width);
            let filled = unpack(
                segment,
                out.iter_mut().skip(place).step_by(samples * width),
                length,
            );
            if filled < length {
                return Err(damaged("a segment ends early"));
            }
        }
        let words = match format.bits_allocated {
            1 => Words::U8(native::unpack_bits(&out, 0, format.samples())),
            _ => Words::from_le_bytes(out, width),
        };
        let format = FrameFormat {
            planar: false,
            ..format.clone()
        };
        Ok(Frame {
            precision: format.bits_allocated,
            format,
            words,
        })
    }

    fn encode(&self, frame: &Frame) -> Result<Vec<u8>, PixelError> {
        let format = &frame.format;
        let (width, length) = shape(format);
        let samples = usize::from(format.samples_per_pixel);
        let segments = samples * width;
        if segments > 15 {
            return Err(PixelError::Unsupported("RLE of more than fifteen segments"));
        }
        let row = if format.bits_allocated == 1 {
            length
        } else {
            format.columns as usize
        };
        let mut out = vec![0; HEADER];
        let mut header = vec![segments as u32];
        for index in 0..segments {
            header
                .push(u32::try_from(out.len()).map_err(|_| PixelError::codec("RLE", "too long"))?);
            let plane = plane(frame, index / width, width - 1 - index % width);
            plane.chunks(row.max(1)).for_each(|row| pack(row, &mut out));
            if out.len() % 2 == 1 {
                out.push(0);
            }
        }
        for (place, number) in out.chunks_exact_mut(4).zip(header) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        Ok(out)
    }
}

/// Bytes of a word, and bytes of one segment when unpacked.
fn shape(format: &FrameFormat) -> (usize, usize) {
    match format.bits_allocated {
        1 => (1, format.pixels().div_ceil(8)),
        _ => (format.bytes_per_sample(), format.pixels()),
    }
}

/// Where segments begin in a frame of `length` bytes; `None` if the header is impossible.
fn segment_offsets(bytes: &[u8], length: usize) -> Option<Vec<usize>> {
    let header = bytes.get(..HEADER)?.as_chunks::<4>().0;
    let mut numbers = header
        .iter()
        .map(|number| u32::from_le_bytes(*number) as usize);
    let count = numbers.next().filter(|count| (1..=15).contains(count))?;
    let offsets: Vec<usize> = numbers.take(count).collect();
    let rising = offsets.is_sorted() && offsets.first()? >= &HEADER && offsets.last()? <= &length;
    rising.then_some(offsets)
}

/// Whether the first bytes of a fragment are those of an RLE frame.
pub fn looks_like_frame(bytes: &[u8]) -> bool {
    let Some(offsets) = segment_offsets(bytes, usize::MAX) else {
        return false;
    };
    let unused = bytes.get(4 + offsets.len() * 4..HEADER).unwrap_or_default();
    offsets.first() == Some(&HEADER) && unused.iter().all(|&byte| byte == 0)
}

/// PackBits (PS3.5 G.3.2) into `places`, at most `limit` bytes; how many were filled.
fn unpack<'a>(
    mut segment: &[u8],
    mut places: impl Iterator<Item = &'a mut u8>,
    limit: usize,
) -> usize {
    let mut filled = 0;
    while let Some((&control, rest)) = segment.split_first()
        && filled < limit
    {
        segment = rest;
        match control {
            0..=127 => {
                let count = (usize::from(control) + 1).min(segment.len());
                let (literal, rest) = segment.split_at(count);
                segment = rest;
                // The literal first: a zip takes from its first side before it finds the other one empty.
                for (&byte, place) in literal.iter().take(limit - filled).zip(places.by_ref()) {
                    *place = byte;
                    filled += 1;
                }
            }
            128 => {}
            129..=255 => {
                let Some((&byte, rest)) = segment.split_first() else {
                    break;
                };
                segment = rest;
                let count = (257 - usize::from(control)).min(limit - filled);
                filled += places
                    .by_ref()
                    .take(count)
                    .map(|place| *place = byte)
                    .count();
            }
        }
    }
    filled
}

/// One byte of every pixel: byte `byte` of sample `sample`, counted from the lowest.
fn plane(frame: &Frame, sample: usize, byte: usize) -> Vec<u8> {
    let samples = usize::from(frame.format.samples_per_pixel);
    match &frame.words {
        Words::U8(words) if frame.format.bits_allocated == 1 => native::pack_bits(words),
        Words::U8(words) => words
            .iter()
            .skip(sample)
            .step_by(samples)
            .copied()
            .collect(),
        Words::U16(words) => words
            .iter()
            .skip(sample)
            .step_by(samples)
            .map(|w| (w >> (8 * byte)) as u8)
            .collect(),
        Words::U32(words) => words
            .iter()
            .skip(sample)
            .step_by(samples)
            .map(|w| (w >> (8 * byte)) as u8)
            .collect(),
        Words::U64(words) => words
            .iter()
            .skip(sample)
            .step_by(samples)
            .map(|w| (w >> (8 * byte)) as u8)
            .collect(),
    }
}

/// PackBits of one row: runs of three and more are replicated, the rest is literal.
fn pack(row: &[u8], out: &mut Vec<u8>) {
    let mut literal: &[u8] = &[];
    let mut rest = row;
    while let Some(&byte) = rest.first() {
        let run = rest
            .iter()
            .take(128)
            .take_while(|&&next| next == byte)
            .count();
        let (head, tail) = rest.split_at(run);
        if run >= 3 {
            flush(literal, out);
            literal = &[];
            out.extend([(257 - run) as u8, byte]);
        } else {
            // Literal bytes are contiguous in the row: grow the slice over the short run.
            let start = row.len() - rest.len() - literal.len();
            literal = row
                .get(start..start + literal.len() + head.len())
                .unwrap_or_default();
        }
        rest = tail;
    }
    flush(literal, out);
}

fn flush(literal: &[u8], out: &mut Vec<u8>) {
    for piece in literal.chunks(128) {
        out.push((piece.len() - 1) as u8);
        out.extend_from_slice(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packed_bytes_unpack_to_themselves(row in proptest::collection::vec(0_u8..4, 0..700)) {
            let mut packed = Vec::new();
            pack(&row, &mut packed);
            let mut out = vec![0; row.len()];
            prop_assert_eq!(unpack(&packed, out.iter_mut(), row.len()), row.len());
            prop_assert_eq!(out, row);
        }

        #[test]
        fn hostile_segments_never_overfill(bytes in proptest::collection::vec(any::<u8>(), 0..300), limit in 0_usize..200) {
            let mut out = vec![0; limit];
            prop_assert!(unpack(&bytes, out.iter_mut(), limit) <= limit);
            let _ = segment_offsets(&bytes, bytes.len());
        }
    }
}
