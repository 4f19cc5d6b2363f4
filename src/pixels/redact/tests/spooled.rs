//! What is made is spooled as it is made, and is the same wherever that is.

use std::cell::Cell;

use super::*;
use crate::dicom::spool::testing::Pieces;
use crate::dicom::{PieceSpool, Source, SourceError, SpoolError};
use crate::pixels::codec::{Codec, rle::Rle};

fn whole(spool: &dyn Spool, original: &Instance, parts: &[Part]) -> Vec<u8> {
    let bytes = parts.iter().map(|part| match part {
        Part::Bytes(bytes) => bytes.clone(),
        Part::Range(range) => original.body.read(range.clone()).unwrap(),
        Part::Spooled(range) => spool.read(range.clone()).unwrap(),
    });
    bytes.collect::<Vec<_>>().concat()
}

/// Painted into memory, and into a spool of small pieces: the same parts but for where they are.
fn check_spooled(original: &Instance, regions: &[FrameRegion]) -> Vec<Vec<u8>> {
    let spool = PieceSpool::of_pieces(Pieces::default(), 300);
    let there = redact_into(original, regions, &spool, &InAdvance::default()).unwrap();
    let here = redact(original, regions).unwrap();
    let frames = |redacted: &Redacted| match redacted.pixels.clone() {
        RedactedPixels::Native { parts, .. } => vec![parts],
        RedactedPixels::Encapsulated { frames } => frames,
    };
    let bytes = |redacted: &Redacted| {
        let frames = frames(redacted);
        let bytes = frames.iter().map(|parts| whole(&spool, original, parts));
        bytes.collect::<Vec<_>>()
    };
    assert!(bytes(&there) == bytes(&here));
    assert_eq!(there.attributes, here.attributes);
    let in_memory = frames(&there)
        .concat()
        .iter()
        .any(|part| matches!(part, Part::Bytes(bytes) if bytes.len() > 1));
    assert!(!in_memory);
    bytes(&there)
}

#[test]
fn frames_in_a_spool_are_those_that_memory_would_hold() {
    for format in [grey(16), coloured(Photometric::Rgb, 8)] {
        let original = native(&format, noise(native_length(&format), 3), false);
        check_spooled(&original, &everywhere());
        check_spooled(&original, &middle_frame());
        let frames = (0..format.frames).map(|number| {
            let frame = decode_frame(&original, number).unwrap();
            vec![Rle.encode(&frame).unwrap()]
        });
        let frames = frames.collect::<Vec<_>>();
        let compressed = encapsulated(&format, TransferSyntax::RLE, &frames, true);
        check_spooled(&compressed, &everywhere());
        check_spooled(&compressed, &middle_frame());
    }
}

#[test]
fn a_long_native_clip_is_painted_in_stretches_whatever_bits_its_frames_share() {
    let clips = [
        FrameFormat {
            rows: 7,
            columns: 9,
            frames: 2_001,
            ..grey(1)
        },
        FrameFormat {
            rows: 7,
            columns: 9,
            frames: 1_301,
            ..grey(8)
        },
        FrameFormat {
            planar: true,
            rows: 7,
            columns: 9,
            frames: 601,
            ..coloured(Photometric::Rgb, 8)
        },
    ];
    for format in clips {
        let original = native(&format, noise(native_length(&format), 5), false);
        let rect = Rect {
            x: 2,
            y: 1,
            width: 5,
            height: 5,
        };
        let frames = FrameSpan::All;
        let painted = check_spooled(&original, &[FrameRegion { rect, frames }]);
        let value = painted.concat();
        let result = native(&format, value, false);
        let samples = usize::from(format.samples_per_pixel);
        for number in [0, 1, 500, format.frames - 2, format.frames - 1] {
            let before = decode_frame(&original, number).unwrap();
            let after = decode_frame(&result, number).unwrap();
            for at in 0..before.words.len() {
                let (x, y) = (at / samples % 9, at / samples / 9);
                let inside = (2..7).contains(&x) && (1..6).contains(&y);
                let expected = if inside { 0 } else { before.words.get(at) };
                assert_eq!(after.words.get(at), expected, "{number} {x} {y}");
            }
        }
    }
}

/// Takes so many frames, then no more.
struct Full(Cell<usize>);

impl Source for Full {
    fn len(&self) -> u64 {
        0
    }

    fn read_at(&self, _: u64, _: &mut [u8]) -> Result<(), SourceError> {
        Ok(())
    }
}

impl Spool for Full {
    fn put(&self, bytes: Vec<u8>) -> Result<Part, SpoolError> {
        match self.0.get().checked_sub(1) {
            Some(left) => {
                self.0.set(left);
                Ok(Part::Bytes(bytes))
            }
            None => Err(SpoolError("full".into())),
        }
    }
}

#[test]
fn every_frame_is_put_away_before_the_next_is_made_and_a_full_place_ends_it() {
    let format = coloured(Photometric::Rgb, 8);
    let frames = (0..format.frames).map(|seed| {
        let raw = native(&format, noise(native_length(&format), seed), false);
        vec![Rle.encode(&decode_frame(&raw, 0).unwrap()).unwrap()]
    });
    let mut frames = frames.collect::<Vec<_>>();
    // A frame that cannot be decoded: those before it were spooled by then.
    frames[2] = vec![vec![0xFF; 70]];
    let original = encapsulated(&format, TransferSyntax::RLE, &frames, true);
    let spool = Full(Cell::new(9));
    assert!(redact_into(&original, &everywhere(), &spool, &InAdvance::default()).is_err());
    assert_eq!(spool.0.get(), 7);
    let full = redact_into(
        &original,
        &everywhere(),
        &Full(Cell::new(1)),
        &InAdvance::default(),
    );
    assert_eq!(full, Err(PixelError::Spool(SpoolError("full".into()))));
}
