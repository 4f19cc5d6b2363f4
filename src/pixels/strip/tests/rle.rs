//! RLE, deflated frames and samples as they are.

use proptest::prelude::*;

use super::*;
use crate::pixels::codec::{Codec, deflated, rle as codec};

const UID: &str = TransferSyntax::RLE;
const DEFLATED: &str = "1.2.840.10008.1.2.8.1";
const UNCOMPRESSED: &str = "1.2.840.10008.1.2.1.98";

pub fn stream(format: &FrameFormat) -> Vec<u8> {
    codec::Rle.encode(&picture(format)).unwrap()
}

/// With bytes between the segments.
fn with_gap(clean: &[u8], gap: &[u8]) -> Vec<u8> {
    let offset = |at: usize| u32::from_le_bytes(clean[at..at + 4].try_into().unwrap());
    let second = offset(8);
    let mut dirty = spliced(clean, second as usize, gap);
    dirty[8..12].copy_from_slice(&(second + gap.len() as u32).to_le_bytes());
    dirty
}

#[test]
fn a_clean_stream_leaves_as_it_stands() {
    for format in [one(grey(8)), one(grey(16)), one(grey(32))] {
        let clean = stream(&format);
        assert_eq!(strip_whole(UID, &format, &clean), Ok(None));
        let padded = [clean, vec![0; 4]].concat();
        assert_eq!(strip_whole(UID, &format, &padded), Ok(None));
    }
}

#[test]
fn what_lies_outside_of_the_runs_is_dropped() {
    let format = one(grey(16));
    let clean = stream(&format);
    let mut in_head = clean.clone();
    in_head[12..12 + PLANTED.len()].copy_from_slice(PLANTED);
    for dirty in [
        in_head,
        with_gap(&clean, PLANTED),
        [clean.as_slice(), PLANTED].concat(),
    ] {
        let left = strip_whole(UID, &format, &dirty).unwrap().unwrap();
        assert!(!holds(&left, &PLANTED[..4]));
        assert_eq!(decoded(UID, &format, &left), decoded(UID, &format, &clean));
    }
    assert_eq!(
        strip_whole(UID, &format, &with_gap(&clean, &[0; 6])),
        Ok(None)
    );
}

#[test]
fn a_stream_that_cannot_be_followed_is_an_error() {
    let format = one(grey(16));
    let clean = stream(&format);
    let mut more = clean.clone();
    more[0] = 3;
    let mut overlapping = clean.clone();
    overlapping[8..12].copy_from_slice(&70_u32.to_le_bytes());
    for damaged in [
        vec![],
        clean[..63].to_vec(),
        clean[..90].to_vec(),
        more,
        overlapping,
    ] {
        assert!(matches!(
            strip_whole(UID, &format, &damaged),
            Err(PixelError::Unfollowed { .. })
        ));
    }
    // A literal run that goes on behind the last pixel.
    let small = FrameFormat {
        rows: 1,
        columns: 4,
        ..one(grey(8))
    };
    let mut longer = vec![0; 64];
    (longer[0], longer[4]) = (1, 64);
    longer.push(PLANTED.len() as u8 - 1);
    longer.extend(PLANTED);
    assert!(strip_whole(UID, &small, &longer).is_err());
}

#[test]
fn unused_bits_that_say_something_are_an_error() {
    let format = FrameFormat {
        bits_stored: 12,
        high_bit: 11,
        ..one(grey(16))
    };
    assert_eq!(strip_whole(UID, &format, &stream(&format)), Ok(None));
    let mut drawn = picture(&format);
    drawn.words.set(5, 0x1000);
    let drawn = codec::Rle.encode(&drawn).unwrap();
    assert_eq!(
        strip_whole(UID, &format, &drawn),
        Err(PixelError::UnusedBits)
    );
    // Nobody here decodes these, so nobody can tell.
    let plain = picture(&format).words.to_le_bytes();
    assert_eq!(
        strip_whole(UNCOMPRESSED, &format, &plain),
        Err(PixelError::UnusedBits)
    );
}

#[test]
fn what_follows_deflated_or_plain_samples_is_dropped() {
    for (uid, format) in [(DEFLATED, one(grey(16))), (UNCOMPRESSED, one(grey(8)))] {
        let clean = match uid {
            DEFLATED => deflated::Deflated.encode(&picture(&format)).unwrap(),
            _ => picture(&format).words.to_le_bytes(),
        };
        assert_eq!(strip_whole(uid, &format, &clean), Ok(None));
        let padded = [clean.as_slice(), &[0]].concat();
        assert_eq!(strip_whole(uid, &format, &padded), Ok(None));
        let dirty = [clean.as_slice(), PLANTED].concat();
        assert_eq!(strip_whole(uid, &format, &dirty), Ok(Some(clean.clone())));
        assert_eq!(
            strip(uid, &format, cut(&dirty, &[3, 3, 50])),
            Ok(Some(clean.clone()))
        );
        assert!(strip_whole(uid, &format, &clean[..clean.len() - 9]).is_err());
    }
    // More samples than the picture has.
    let larger = picture(&FrameFormat {
        rows: 13,
        ..one(grey(8))
    });
    let larger = deflated::Deflated.encode(&larger).unwrap();
    assert!(strip_whole(DEFLATED, &one(grey(8)), &larger).is_err());
}

proptest! {
    #[test]
    fn fragments_may_part_a_stream_anywhere(at in prop::collection::vec(any::<usize>(), 0..6), gap in prop::collection::vec(1_u8.., 1..9)) {
        let format = one(grey(16));
        let clean = stream(&format);
        prop_assert_eq!(strip(UID, &format, cut(&clean, &at)), Ok(None));
        let left = strip(UID, &format, cut(&with_gap(&clean, &gap), &at)).unwrap().unwrap();
        prop_assert_eq!(decoded(UID, &format, &left), decoded(UID, &format, &clean));
        prop_assert!(left.len() <= clean.len());
    }
}
