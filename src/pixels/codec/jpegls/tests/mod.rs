//! Whole streams: those of another encoder, our own, and damaged ones.

mod foreign;

use proptest::prelude::*;

use self::foreign::{FOREIGN, Foreign};
use super::coding::Preset;
use super::decode::{Decoded, Shape, decode};
use super::encode::{Manner, encode};
use super::refusal::Refusal;
use super::segments::Interleave;
use crate::pixels::testing::from_hex;

/// T.87 Annex H.3: the picture, and the bits of its scan.
const EXAMPLE: [u16; 16] = [
    0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145,
];
const EXAMPLE_BITS: &str = "c000006c80208e01c00000574000006ee6000001bc18000005d800009160";

fn shape((columns, rows, components): (usize, usize, usize)) -> Shape {
    Shape {
        columns,
        rows,
        components,
    }
}

/// Flat patches between busy ones.
fn picture(shape: Shape, precision: u8) -> Vec<u16> {
    let sample = |index: usize| {
        let (pixel, k) = (index / shape.components, index % shape.components);
        let (x, y) = (pixel % shape.columns, pixel / shape.columns);
        let value = match (x / 4 + y / 3) % 2 {
            0 => 37 * k + 100,
            _ => x * x * 29 + y * 53 + k * 71 + x * y,
        };
        (value % (1 << precision)) as u16
    };
    (0..shape.samples()).map(sample).collect()
}

fn grey(precision: u8) -> Manner {
    Manner::lossless(precision)
}

/// A grey picture of 12 × 8 pixels of 8 bits and its stream.
fn small() -> (Shape, Vec<u16>, Vec<u8>) {
    let shape = shape((12, 8, 1));
    let samples = picture(shape, 8);
    let stream = encode(&samples, shape, &grey(8)).unwrap();
    (shape, samples, stream)
}

/// The stream with `segment` right after the start of the image.
fn with_segment(stream: &[u8], segment: &[u8]) -> Vec<u8> {
    [&stream[..2], segment, &stream[2..]].concat()
}

/// Where the bits of the only scan begin.
fn first_bit(stream: &[u8]) -> usize {
    let marker = stream.windows(2).position(|pair| pair == [0xFF, 0xDA]);
    let at = marker.unwrap() + 2;
    at + usize::from(u16::from_be_bytes([stream[at], stream[at + 1]]))
}

#[test]
fn the_standards_own_example_is_written_and_read() {
    let shape = shape((4, 4, 1));
    let stream = encode(&EXAMPLE, shape, &grey(8)).unwrap();
    let header = "ffd8fff7000b080004000401011100ffda0008010100000000";
    let expected = from_hex(&[header, EXAMPLE_BITS, "ffd9"].concat());
    assert_eq!(stream, expected);
    assert_eq!(decode(&expected, shape).unwrap().samples, EXAMPLE);
}

#[test]
fn streams_of_another_encoder_are_read_within_their_error_and_written_to_the_bit() {
    for Foreign {
        shape: size,
        manner,
        stream,
    } in FOREIGN
    {
        let (shape, stream) = (shape(size), from_hex(stream));
        let samples = picture(shape, manner.precision);
        let decoded = decode(&stream, shape).unwrap();
        assert_eq!(decoded.precision, manner.precision);
        let errors = decoded.samples.iter().zip(&samples);
        let largest = errors.map(|(one, other)| one.abs_diff(*other)).max();
        assert_eq!(largest, Some(u16::from(manner.near)));
        assert_eq!(encode(&samples, shape, &manner).unwrap(), stream);
    }
}

#[test]
fn a_stream_cut_anywhere_is_an_error_and_no_picture() {
    for Foreign {
        shape: size,
        stream,
        ..
    } in FOREIGN
    {
        let stream = from_hex(stream);
        for length in 0..stream.len() - 2 {
            let cut = decode(&stream[..length], shape(size));
            assert!(cut.is_err(), "{length} of {} bytes", stream.len());
            let closed = [&stream[..length], &[0xFF, 0xD9]].concat();
            assert!(decode(&closed, shape(size)).is_err());
        }
    }
}

#[test]
fn a_stream_that_only_lacks_its_end_marker_is_whole() {
    let (shape, samples, stream) = small();
    let decoded = decode(&stream[..stream.len() - 2], shape).unwrap();
    assert_eq!(decoded.samples, samples);
}

#[test]
fn more_data_than_samples_is_an_error() {
    let (shape, _, stream) = small();
    let end = stream.len() - 2;
    let longer = [&stream[..end], &[0, 0], &stream[end..]].concat();
    assert_eq!(decode(&longer, shape), Err(Refusal::Surplus));
}

#[test]
fn comments_application_segments_and_fill_bytes_are_stepped_over() {
    let (shape, samples, stream) = small();
    for segment in [
        &b"\xFF\xE8\x00\x0ASPIFF\0\x01\x02"[..],
        b"\xFF\xFE\x00\x06NAME",
        b"\xFF\xFF\xFF\xE0\x00\x03\xFF",
        b"\xFF\xE8\x00\x07mrfx\x00",
        // Preset parameters that all stand for their defaults.
        b"\xFF\xF8\x00\x0D\x01\0\0\0\0\0\0\0\0\0\0",
    ] {
        let decoded = decode(&with_segment(&stream, segment), shape);
        assert_eq!(decoded.unwrap().samples, samples);
    }
}

#[test]
fn what_dicom_has_no_use_for_is_refused() {
    let (shape, _, stream) = small();
    for segment in [
        // Mapping tables, the size of an oversized image, a maker's colour transformation.
        &b"\xFF\xF8\x00\x06\x02\x01\x01\x00"[..],
        b"\xFF\xF8\x00\x06\x03\x01\x01\x00",
        b"\xFF\xF8\x00\x09\x04\x02\0\0\0\0\0",
        b"\xFF\xE8\x00\x07mrfx\x01",
    ] {
        let refused = decode(&with_segment(&stream, segment), shape);
        assert_eq!(refused, Err(Refusal::Extension));
    }
    let scan = first_bit(&stream);
    // The mapping table of a component; the point transform.
    for back in [4, 1] {
        let mut stream = stream.clone();
        stream[scan - back] = 1;
        assert_eq!(decode(&stream, shape), Err(Refusal::Extension));
    }
    let colour = self::shape((4, 4, 3));
    let mut stream = encode(&picture(colour, 8), colour, &grey(8)).unwrap();
    stream[13] = 0x21;
    assert_eq!(decode(&stream, colour), Err(Refusal::Extension));
}

#[test]
fn segments_out_of_place_or_out_of_range_are_refused() {
    let (shape, _, stream) = small();
    for segment in [
        &b"\xFF\xD8"[..],
        b"\xFF\xD9",
        b"\xFF\xC0\x00\x02",
        b"\xFF\xD0",
        b"\x00",
        b"\xFF\x00",
        b"\xFF\xE0\x00\x01",
        b"\xFF\xDD\x00\x03\x01",
        b"\xFF\xF8\x00\x0D\x01\x01\x00\0\0\0\0\0\0\0\0",
        b"\xFF\xF8\x00\x0B\x01\0\0\0\0\0\0\0\0",
        b"\xFF\xDA\x00\x08\x01\x01\0\0\0\0",
    ] {
        assert!(decode(&with_segment(&stream, segment), shape).is_err());
    }
    // The precision, the largest error, and an interleaving that a single component cannot have.
    let scan = first_bit(&stream);
    for (at, byte) in [(6, 1), (6, 17), (scan - 3, 128), (scan - 2, 2)] {
        let mut stream = stream.clone();
        stream[at] = byte;
        assert_eq!(decode(&stream, shape), Err(Refusal::Parameter));
    }
}

#[test]
fn another_shape_than_the_header_says_is_refused() {
    let (_, _, stream) = small();
    for (size, what) in [
        ((13, 8, 1), "the size"),
        ((12, 9, 1), "the size"),
        ((12, 8, 3), "the number of samples per pixel"),
    ] {
        let refused = decode(&stream, shape(size));
        assert_eq!(refused, Err(Refusal::Mismatch(what)));
    }
}

/// A stream with a restart marker after every third line: each stretch is coded as if it were a picture of its own.
fn with_restarts(whole: Shape, samples: &[u16], manner: &Manner) -> Vec<u8> {
    let line = whole.columns * whole.components;
    let mut stream = Vec::new();
    for (number, stretch) in samples.chunks(3 * line).enumerate() {
        let rows = stretch.len() / line;
        let piece = encode(stretch, Shape { rows, ..whole }, manner).unwrap();
        let bits = &piece[first_bit(&piece)..piece.len() - 2];
        match number.checked_sub(1) {
            Some(before) => stream.extend([0xFF, 0xD0 + (before % 8) as u8]),
            None => {
                let mut head = piece[..first_bit(&piece)].to_vec();
                head[7..9].copy_from_slice(&(whole.rows as u16).to_be_bytes());
                stream = with_segment(&head, b"\xFF\xDD\x00\x04\x00\x03");
            }
        }
        stream.extend(bits);
    }
    stream.extend([0xFF, 0xD9]);
    stream
}

#[test]
fn restart_intervals_begin_anew() {
    for (size, interleave) in [
        ((7, 31, 1), Interleave::None),
        ((7, 31, 3), Interleave::Line),
        ((7, 31, 3), Interleave::Sample),
    ] {
        let shape = shape(size);
        let samples = picture(shape, 8);
        let manner = Manner {
            interleave,
            ..grey(8)
        };
        let stream = with_restarts(shape, &samples, &manner);
        assert_eq!(decode(&stream, shape).unwrap().samples, samples);
        let other = stream.windows(2).position(|pair| pair == [0xFF, 0xD3]);
        let mut damaged = stream;
        damaged[other.unwrap() + 1] = 0xD4;
        assert_eq!(decode(&damaged, shape), Err(Refusal::Segment));
    }
}

/// Shapes, manners, and samples of which many are equal.
fn pictures() -> impl Strategy<Value = (Shape, Manner, Vec<u16>)> {
    let interleaves = [Interleave::None, Interleave::Line, Interleave::Sample];
    let sizes = (1_usize..40, 1_usize..12, 1_usize..5);
    (sizes, 2_u8..17, 0_u8..8, 0_usize..3, 1_u16..200, 0_i32..256).prop_flat_map(
        move |(size, precision, near, interleave, spread, reset)| {
            let shape = shape(size);
            let highest = u16::MAX >> (16 - precision);
            let preset = Preset {
                reset: if reset < 3 { 0 } else { reset },
                ..Preset::default()
            };
            let manner = Manner {
                precision,
                near: near.min((highest / 2).min(255) as u8),
                interleave: interleaves[interleave],
                preset,
            };
            let sample = any::<u16>().prop_map(move |noise| match noise / spread {
                0 => noise & highest,
                _ => highest / 3,
            });
            let samples = proptest::collection::vec(sample, shape.samples());
            samples.prop_map(move |samples| (shape, manner, samples))
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_within_its_error((shape, manner, samples) in pictures()) {
        let stream = encode(&samples, shape, &manner).unwrap();
        let Decoded { precision, samples: read } = decode(&stream, shape).unwrap();
        prop_assert_eq!(precision, manner.precision);
        for (one, other) in read.iter().zip(&samples) {
            prop_assert!(one.abs_diff(*other) <= u16::from(manner.near));
        }
    }

    #[test]
    fn noise_survives(words in proptest::collection::vec(any::<u16>(), 60), columns in 1_usize..5) {
        let shape = shape((columns * 5, 60 / (columns * 5), 1));
        let words = &words[..shape.samples()];
        let stream = encode(words, shape, &grey(16)).unwrap();
        prop_assert_eq!(&decode(&stream, shape).unwrap().samples, words);
    }

    #[test]
    fn damaged_streams_are_errors_or_pictures(
        (shape, manner, samples) in pictures(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut stream = encode(&samples, shape, &manner).unwrap();
        for (place, byte) in damage {
            let at = place.index(stream.len());
            stream[at] = byte;
        }
        if let Ok(decoded) = decode(&stream, shape) {
            prop_assert_eq!(decoded.samples.len(), shape.samples());
        }
    }

    #[test]
    fn random_bits_are_errors_or_pictures(
        (shape, manner, samples) in pictures(),
        bits in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let stream = encode(&samples, shape, &manner).unwrap();
        let scan = first_bit(&stream);
        let _ = decode(&[&stream[..scan], &bits].concat(), shape);
        let _ = decode(&bits, shape);
    }
}
