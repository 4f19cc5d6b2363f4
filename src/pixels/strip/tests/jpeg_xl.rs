//! JPEG XL.

use super::*;
use crate::pixels::testing::from_hex;

const UID: &str = "1.2.840.10008.1.2.4.110";

/// Lossless, of 18 × 12 pixels of 12 bits, made by another encoder.
const CLEAN: &str = "ff0a584018142d0208040100c0014b2824c6474141c48835176330d731c6183d0f600b169224499224491a6f41499224499224a1\
     24499224499250922449922449230f28499224499224942449922449124a9224499224e9e4092549922449928492244992244942\
     4992244912a09a24a124499224499250922449922449";

fn clean() -> Vec<u8> {
    from_hex(CLEAN)
}

fn format() -> FrameFormat {
    FrameFormat {
        bits_stored: 12,
        high_bit: 11,
        ..one(grey(16))
    }
}

fn of_kind(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u32 + 8).to_be_bytes();
    [&length[..], kind, body].concat()
}

/// The boxes behind a container's signature.
fn contained(boxes: &[Vec<u8>]) -> Vec<u8> {
    let signature = b"\x00\x00\x00\x0cJXL \r\n\x87\n".to_vec();
    [signature, boxes.concat()].concat()
}

#[test]
fn a_clean_stream_leaves_as_it_stands() {
    assert_eq!(strip_whole(UID, &format(), &clean()), Ok(None));
    let padded = [clean(), vec![0]].concat();
    assert_eq!(strip_whole(UID, &format(), &padded), Ok(None));
}

#[test]
fn what_follows_the_end_is_dropped() {
    let dirty = [clean(), PLANTED.to_vec()].concat();
    assert_eq!(strip_whole(UID, &format(), &dirty), Ok(Some(clean())));
}

#[test]
fn only_the_codestream_of_a_container_stays() {
    let (first, second) = (&clean()[..31], &clean()[31..]);
    let whole = of_kind(b"jxlc", &clean());
    let pieces = [
        of_kind(b"jxlp", &[&[0, 0, 0, 0], first].concat()),
        of_kind(b"jxlp", &[&[0x80, 0, 0, 1], second, PLANTED].concat()),
    ]
    .concat();
    for stream in [whole, pieces] {
        for kind in [b"Exif", b"xml ", b"jumb", b"brob", b"jbrd"] {
            let planted = of_kind(kind, PLANTED);
            for boxes in [
                [planted.clone(), stream.clone()],
                [stream.clone(), planted.clone()],
            ] {
                let dirty = contained(&boxes);
                assert_eq!(strip_whole(UID, &format(), &dirty), Ok(Some(clean())));
            }
        }
    }
}

#[test]
fn a_stream_that_cannot_be_followed_is_an_error() {
    let whole = of_kind(b"jxlc", &clean());
    for stream in [
        contained(&[whole.clone(), of_kind(b"what", PLANTED)]),
        contained(&[whole.clone(), whole.clone()]),
        contained(&[of_kind(b"jxlc", &contained(std::slice::from_ref(&whole)))]),
        contained(&[of_kind(b"Exif", PLANTED)]),
        contained(&[of_kind(b"jxlp", &[&[0, 0, 0, 0][..], &clean()].concat())]),
        contained(&[of_kind(b"jxlp", &[&[0x80, 0, 0, 1][..], &clean()].concat())]),
        clean()[..clean().len() - 3].to_vec(),
        clean()[1..].to_vec(),
    ] {
        assert!(strip_whole(UID, &format(), &stream).is_err());
    }
}

#[test]
fn a_picture_under_the_picture_is_an_error() {
    let clean = clean();
    // Of the fixture's one frame: where it begins and ends, and the byte in which it says that it is the last one.
    let (start, end, last) = (8, 126, 2);
    let mut under = clean[start..end].to_vec();
    under[last] = 0;
    let layers = spliced(&clean, start, &under);
    let stripped = strip_whole(UID, &format(), &layers);
    assert_eq!(
        stripped,
        Err(PixelError::Unsupported(
            "JPEG XL with more in it than a picture"
        ))
    );
}

#[test]
fn a_picture_that_says_where_it_lies_is_an_error() {
    let clean = clean();
    // The bit, counted from where the fixture's one frame begins, in which it says that it has no such place.
    let (start, has_place) = (8, 13);
    let mut bits: Vec<bool> = clean[start..]
        .iter()
        .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 != 0))
        .collect();
    bits[has_place] = true;
    // Left, top, width and height: two bits that say how long the number is, then its eight, lowest first.
    let number = |value: u8| {
        [false; 2]
            .into_iter()
            .chain((0..8).map(move |bit| value >> bit & 1 != 0))
    };
    let place: Vec<bool> = [0, 0, 18, 12].into_iter().flat_map(number).collect();
    bits.splice(has_place + 1..=has_place, place);
    let byte = |bits: &[bool]| {
        bits.iter()
            .rev()
            .fold(0, |byte, bit| byte << 1 | u8::from(*bit))
    };
    let placed = [
        &clean[..start],
        &bits.chunks(8).map(byte).collect::<Vec<_>>(),
    ]
    .concat();
    assert_eq!(placed.len(), clean.len() + 5);
    let stripped = strip_whole(UID, &format(), &placed);
    assert_eq!(
        stripped,
        Err(PixelError::Unsupported(
            "JPEG XL with more in it than a picture"
        ))
    );
}
