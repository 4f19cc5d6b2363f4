//! What several places painted together is what one would have painted.

use std::cell::Cell;
use std::rc::Rc;

use super::compressed::{baseline, compressed};
use super::*;
use crate::dicom::spool::testing::Pieces;
use crate::dicom::{PieceSpool, Source, SpoolError};
use crate::pixels::codec::{Codec, jpeg2000::Jpeg2000, rle::Rle};
use crate::pixels::error::PixelError;
use crate::pixels::in_advance::{frames_to_paint, paint_run, runs};
use libjpeg_turbo_rs::Subsampling;

/// A clip of 21 frames.
fn clip(uid: &str) -> Instance {
    let format = |photometric| FrameFormat {
        frames: 21,
        ..coloured(photometric, 8)
    };
    match uid {
        TransferSyntax::RLE => compressed(&format(Photometric::Rgb), uid, |frame| {
            compressed::even(Rle.encode(frame).unwrap())
        }),
        TransferSyntax::JPEG_2000 => {
            let encode = |frame: &Frame| {
                let mut frame = frame.clone();
                frame.format.photometric = Photometric::YbrRct;
                compressed::even(Jpeg2000.encode(&frame).unwrap())
            };
            compressed(&format(Photometric::YbrIct), uid, encode)
        }
        _ => compressed(&format(Photometric::YbrFull422), uid, |frame| {
            baseline(frame, Subsampling::S422)
        }),
    }
}

fn regions(first: u32, last: u32) -> Vec<FrameRegion> {
    let frames = FrameSpan::Frames(first, last);
    RECTS.map(|rect| FrameRegion { rect, frames }).to_vec()
}

/// Every run painted by itself, each into a spool of its own.
fn painted(original: &Instance, regions: &[FrameRegion], places: usize) -> InAdvance {
    let mut in_advance = InAdvance::default();
    let format = FrameFormat::of_instance(original).unwrap();
    let runs = runs(&original.transfer_syntax, regions, format.frames, places);
    assert_eq!(runs.len(), places);
    for run in runs {
        let spool = PieceSpool::of_pieces(Pieces::default(), 900);
        let frames = paint_run(original, regions, run, &spool).unwrap().unwrap();
        let length: u64 = frames.iter().map(|frame| frame.length).sum();
        assert_eq!(length, spool.len());
        in_advance.add(&frames, Rc::new(spool));
    }
    in_advance
}

#[test]
fn frames_that_several_places_painted_are_those_that_one_would_have_painted() {
    for uid in [
        TransferSyntax::JPEG_BASELINE,
        TransferSyntax::RLE,
        TransferSyntax::JPEG_2000,
    ] {
        let original = clip(uid);
        for regions in [regions(0, 20), regions(2, 18)] {
            let in_advance = painted(&original, &regions, 2);
            let together = redact_into(&original, &regions, &InMemory, &in_advance).unwrap();
            assert!(together == redact(&original, &regions).unwrap(), "{uid}");
        }
    }
}

#[test]
fn what_was_painted_in_advance_is_not_painted_again() {
    let original = clip(TransferSyntax::RLE);
    let regions = regions(0, 20);
    let in_advance = painted(&original, &regions, 2);
    // No frame of this one could be painted.
    let mut broken = original.clone();
    let format = FrameFormat::of_instance(&original).unwrap();
    let frames = vec![vec![vec![0xFF; 70]]; 21];
    let other = encapsulated(&format, TransferSyntax::RLE, &frames, true);
    (broken.body, broken.pixels) = (other.body, other.pixels);
    assert!(redact_into(&broken, &regions, &InMemory, &in_advance).is_ok());
    assert!(redact(&broken, &regions).is_err());
}

#[test]
fn runs_are_of_equal_length_and_clips_are_shared_out_only_where_it_is_worth_it() {
    let of = |uid, first, last, places| {
        let regions = regions(first, last);
        runs(&TransferSyntax::new(uid), &regions, 60, places)
    };
    let jpeg = TransferSyntax::JPEG_BASELINE;
    assert_eq!(of(jpeg, 0, 59, 2), [0..30, 30..60]);
    assert_eq!(of(jpeg, 10, 40, 3), [10..21, 21..32, 32..41]);
    assert_eq!(of(jpeg, 0, 59, 99).len(), 7);
    for (uid, first, last, places) in [
        (jpeg, 0, 59, 1),
        (jpeg, 0, 14, 8),
        // Written anew as a whole, and overwritten in place.
        ("1.2.840.10008.1.2.4.57", 90, 99, 8),
        (TransferSyntax::JPEG_LS_NEAR_LOSSLESS, 0, 59, 8),
        (TransferSyntax::EXPLICIT_LITTLE_ENDIAN, 0, 59, 8),
        ("1.2.3", 0, 59, 8),
    ] {
        assert_eq!(of(uid, first, last, places), [], "{uid}");
    }
    let all = FrameSpan::All;
    let region = FrameRegion {
        rect: RECTS[0],
        frames: all,
    };
    assert!(runs(&TransferSyntax::new(jpeg), &[region], u32::MAX, 8).is_empty());
}

#[test]
fn frames_to_paint_are_those_that_are_written_anew() {
    let of = |uid, regions: &[FrameRegion], frames| {
        frames_to_paint(&TransferSyntax::new(uid), regions, frames)
    };
    let some = regions(10, 40);
    for (uid, written) in [
        (TransferSyntax::JPEG_BASELINE, 31),
        (TransferSyntax::RLE, 31),
        (TransferSyntax::JPEG_LS_NEAR_LOSSLESS, 60),
        (TransferSyntax::EXPLICIT_LITTLE_ENDIAN, 0),
        ("1.2.3", 0),
    ] {
        assert_eq!(of(uid, &some, 60), written, "{uid}");
        assert_eq!(of(uid, &[], 60), 0, "{uid}");
        assert_eq!(of(uid, &some, u32::MAX), 0, "{uid}");
    }
}

/// Takes nothing.
struct Shut(Cell<bool>);

impl Source for Shut {
    fn len(&self) -> u64 {
        0
    }

    fn read_at(&self, _: u64, _: &mut [u8]) -> Result<(), crate::dicom::SourceError> {
        Ok(())
    }
}

impl Spool for Shut {
    fn put(&self, _: Vec<u8>) -> Result<Part, SpoolError> {
        self.0.set(true);
        Err(SpoolError("full".into()))
    }
}

#[test]
fn a_run_that_cannot_be_painted_or_put_away_is_not_half_painted() {
    let native = native_noise(&coloured(Photometric::Rgb, 8), false);
    let none = paint_run(&native, &regions(0, 2), 0..2, &InMemory);
    assert_eq!(none, Ok(None));
    let shut = Shut(Cell::new(false));
    let full = paint_run(&clip(TransferSyntax::RLE), &regions(3, 9), 0..21, &shut);
    assert_eq!(full, Err(PixelError::Spool(SpoolError("full".into()))));
    assert!(shut.0.get());
}
