//! Streams with something planted in them, made by code.

mod jpeg;
mod jpeg2000;
mod jpeg_xl;
mod rle;

use super::*;
use crate::dicom::DataSetExt;
use crate::dicom::TransferSyntax;
use crate::pixels::testing::{assembled, encapsulated, grey, noise};
use crate::pixels::{Frame, Words, decode_frame};

/// What must never leave.
const PLANTED: &[u8] = b"DOE^JANE 1960";

/// One frame of 12 rows and 18 columns.
fn one(format: FrameFormat) -> FrameFormat {
    FrameFormat {
        frames: 1,
        ..format
    }
}

/// A frame of noise with `bits` stored.
fn picture(format: &FrameFormat) -> Frame {
    let count = format.samples() * format.bytes_per_sample();
    let mut words = Words::from_le_bytes(noise(count, 7), format.bytes_per_sample());
    for index in 0..words.len() {
        words.set(index, words.get(index) & format.stored_mask());
    }
    Frame {
        format: format.clone(),
        precision: format.bits_stored,
        words,
    }
}

/// A stream cut into fragments at these places, empty ones among them.
fn cut(stream: &[u8], at: &[usize]) -> Vec<Vec<u8>> {
    let mut places: Vec<usize> = at.iter().map(|at| at % (stream.len() + 1)).collect();
    places.sort_unstable();
    let starts = std::iter::once(0).chain(places.iter().copied());
    let ends = places.iter().copied().chain([stream.len()]);
    starts
        .zip(ends)
        .map(|(start, end)| stream[start..end].to_vec())
        .collect()
}

/// The frame's bytes after stripping; `None` if it leaves as it stands.
fn strip(
    uid: &str,
    format: &FrameFormat,
    fragments: Vec<Vec<u8>>,
) -> Result<Option<Vec<u8>>, PixelError> {
    let instance = encapsulated(format, uid, &[fragments], false);
    let Some(pixels) = &instance.pixels else {
        panic!("no pixels")
    };
    let PixelLayout::Encapsulated { fragments, .. } = &pixels.layout else {
        panic!("not encapsulated")
    };
    let index = FrameIndex::Encapsulated {
        fragments: fragments.clone(),
        frames: std::iter::once(0..fragments.len()).collect(),
    };
    let parts = stripped_frame(&instance, format, &index, 0)?;
    Ok(parts.map(|parts| assembled(&instance, &parts)))
}

fn strip_whole(
    uid: &str,
    format: &FrameFormat,
    stream: &[u8],
) -> Result<Option<Vec<u8>>, PixelError> {
    strip(uid, format, vec![stream.to_vec()])
}

fn holds(bytes: &[u8], planted: &[u8]) -> bool {
    bytes.windows(planted.len()).any(|window| window == planted)
}

fn decoded(uid: &str, format: &FrameFormat, stream: &[u8]) -> Words {
    let instance = encapsulated(format, uid, &[vec![stream.to_vec()]], false);
    decode_frame(&instance, 0).unwrap().words
}

fn spliced(stream: &[u8], at: usize, insert: &[u8]) -> Vec<u8> {
    [&stream[..at], insert, &stream[at..]].concat()
}

#[test]
fn one_dirty_frame_changes_no_other() {
    let format = FrameFormat {
        frames: 3,
        ..grey(8)
    };
    let clean = rle::stream(&one(grey(8)));
    let dirty = [clean.clone(), PLANTED.to_vec()].concat();
    let frames = [vec![clean.clone()], vec![dirty], vec![clean.clone()]];
    let instance = encapsulated(&format, TransferSyntax::RLE, &frames, true);
    let frames = stripped(&instance).unwrap().unwrap();
    for frame in &frames {
        assert!(matches!(frame[..], [Part::Range(_)]));
        assert_eq!(assembled(&instance, frame), clean);
    }
}

#[test]
fn a_syntax_without_a_walk_is_an_error() {
    for uid in [
        "1.2.840.10008.1.2.4.100",
        "1.2.840.10008.1.2.4.102",
        "1.2.3",
    ] {
        assert!(strip_whole(uid, &one(grey(8)), &[0; 20]).is_err());
    }
}

#[test]
fn several_fragments_a_frame_under_an_extended_table_become_one_each() {
    let stream = rle::stream(&one(grey(8)));
    let format = FrameFormat {
        frames: 2,
        ..grey(8)
    };
    let halves = vec![stream[..70].to_vec(), stream[70..].to_vec()];
    let mut instance = encapsulated(
        &format,
        TransferSyntax::RLE,
        &[halves.clone(), halves],
        false,
    );
    let second = stream.len() as u64 + 16;
    let offsets = [0, second].map(u64::to_le_bytes).concat();
    instance
        .data_set
        .put_raw(tags::EXTENDED_OFFSET_TABLE, dicom_core::VR::OV, offsets);
    let frames = stripped(&instance).unwrap().unwrap();
    assert_eq!(frames.len(), 2);
    assert_eq!(assembled(&instance, &frames[1]), stream);
}

proptest::proptest! {
    #[test]
    fn no_bytes_stop_a_walk(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400),
        head in 0..6_usize,
        walk in 0..6_usize,
    ) {
        let heads: [&[u8]; 6] = [
            &[], &[0xFF, 0xD8, 0xFF], &[0xFF, 0x4F, 0xFF, 0x51], &[1, 0, 0, 0, 64, 0, 0, 0],
            b"\x00\x00\x00\x0cjP  ", &[0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 1, 1, 0xFF, 0xDA, 0, 8, 1, 1, 1, 0, 0, 0],
        ];
        let stream = [heads[head], &bytes].concat();
        let body = crate::dicom::MemorySource::new(stream.clone());
        let range = 0..stream.len() as u64;
        let mut stream = Stream::new(&body, std::slice::from_ref(&range));
        let walks = [
            Coding::Rle, Coding::Uncompressed, Coding::DeflatedFrames, Coding::JpegLossless, Coding::Jpeg2000,
            Coding::JpegXl,
        ];
        let _ = walk_for(walks[walk]).unwrap()(&mut stream, &one(grey(8)));
    }
}
