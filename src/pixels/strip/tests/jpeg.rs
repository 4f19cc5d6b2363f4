//! JPEG and JPEG-LS.

use proptest::prelude::*;

use super::*;
use crate::pixels::codec::{Codec, jpeg};

const UID: &str = TransferSyntax::JPEG_LOSSLESS_SV1;
const LS: &str = TransferSyntax::JPEG_LS_LOSSLESS;

/// A clean stream of lossless JPEG.
fn stream(format: &FrameFormat) -> Vec<u8> {
    jpeg::Jpeg.encode(&picture(format)).unwrap()
}

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u16 + 2).to_be_bytes();
    [&[0xFF, marker], &length[..], payload].concat()
}

/// Places between the segments of a stream up to its scan, the scan's own among them.
fn seams(stream: &[u8]) -> Vec<usize> {
    let mut seams = vec![2];
    let mut at = 2;
    loop {
        let marker = stream[at + 1];
        if marker == 0xDA {
            return seams;
        }
        at += 2 + usize::from(u16::from_be_bytes([stream[at + 2], stream[at + 3]]));
        seams.push(at);
    }
}

/// Everything that may hide in a JPEG.
fn hidden() -> Vec<Vec<u8>> {
    let thumbnail = [
        b"JFXX\0\x10".as_slice(),
        &[0xFF, 0xD8],
        PLANTED,
        &[0xFF, 0xD9],
    ]
    .concat();
    vec![
        segment(0xFE, PLANTED),
        segment(0xE1, &[b"Exif\0\0", PLANTED].concat()),
        segment(0xE0, &thumbnail),
        segment(0xE0, PLANTED),
        segment(0xE8, &[b"SPIFF\0", PLANTED].concat()),
        segment(0xEE, PLANTED),
        segment(0xEF, PLANTED),
        PLANTED.to_vec(),
    ]
}

#[test]
fn a_clean_stream_leaves_as_it_stands() {
    for format in [one(grey(8)), one(grey(16))] {
        let mut stream = stream(&format);
        assert_eq!(strip_whole(UID, &format, &stream), Ok(None));
        if stream.last() == Some(&0) {
            stream.pop();
        }
        // A fill byte makes an odd length of an even one.
        for stream in [spliced(&stream, 2, &[0xFF]), stream] {
            let padded = |padding: &[u8]| [&stream, padding].concat();
            let stripped = |padding: &[u8]| strip_whole(UID, &format, &padded(padding));
            assert_eq!(stripped(&[0, 0, 0]), Ok(None));
            let odd = !stream.len().is_multiple_of(2);
            for padding in [[0xFF], [b' ']] {
                let left = (!odd).then(|| stream.clone());
                assert_eq!(stripped(&padding), Ok(left), "padding");
            }
        }
    }
}

#[test]
fn what_is_planted_between_segments_is_dropped_and_nothing_else_is() {
    let format = one(grey(16));
    let clean = stream(&format);
    for place in seams(&clean) {
        for hidden in hidden() {
            let dirty = spliced(&clean, place, &hidden);
            assert!(holds(&dirty, PLANTED));
            assert_eq!(strip_whole(UID, &format, &dirty), Ok(Some(clean.clone())));
        }
    }
}

#[test]
fn what_follows_the_end_is_dropped() {
    let format = one(grey(8));
    let clean = stream(&format);
    let end = clean.iter().rposition(|&byte| byte == 0xD9).unwrap() + 1;
    let clean = &clean[..end];
    let dirty = [clean, &[0, 0], PLANTED].concat();
    assert_eq!(strip_whole(UID, &format, &dirty), Ok(Some(clean.to_vec())));
    // Another picture is no better than any other bytes.
    let dirty = [clean, clean].concat();
    assert_eq!(strip_whole(UID, &format, &dirty), Ok(Some(clean.to_vec())));
}

#[test]
fn heads_that_tell_colours_stay_without_what_else_they_hold() {
    let format = one(grey(8));
    let bare = stream(&format);
    let bare = match bare[3] {
        0xE0 => [&bare[..2], &bare[20..]].concat(),
        _ => bare,
    };
    let jfif = |thumbnail: &[u8]| {
        let size = if thumbnail.is_empty() { [0, 0] } else { [1, 1] };
        segment(
            0xE0,
            &[b"JFIF\0\x01\x02\0\0\x01\0\x01".as_slice(), &size, thumbnail].concat(),
        )
    };
    let adobe = |flags: &[u8], more: &[u8]| {
        segment(
            0xEE,
            &[b"Adobe".as_slice(), &[0, 100], flags, &[1], more].concat(),
        )
    };
    for (found, left) in [
        (jfif(&[]), jfif(&[])),
        (jfif(PLANTED), jfif(&[])),
        (adobe(&[0x80, 0, 0, 0], &[]), adobe(&[0x80, 0, 0, 0], &[])),
        (adobe(b"JANE", &[]), adobe(&[0; 4], &[])),
        (adobe(&[0; 4], PLANTED), adobe(&[0; 4], &[])),
        ([jfif(&[]), jfif(&[])].concat(), jfif(&[])),
        (adobe(&[0; 4], &[]).repeat(2), adobe(&[0; 4], &[])),
        (segment(0xEE, b"Adobe\0\0\0\0\0"), Vec::new()),
    ] {
        let stripped = strip_whole(UID, &format, &spliced(&bare, 2, &found)).unwrap();
        let expected = spliced(&bare, 2, &left);
        assert_eq!(
            stripped.unwrap_or_else(|| spliced(&bare, 2, &found)),
            expected
        );
        assert_eq!(
            decoded(UID, &format, &expected),
            decoded(UID, &format, &bare)
        );
    }
}

/// A JPEG-LS stream whose scan holds what would be markers in a JPEG.
fn jpeg_ls(before: &[u8], scan: &[u8]) -> Vec<u8> {
    let head = [
        segment(0xF7, &[8, 0, 12, 0, 18, 1, 1, 0x11, 0]),
        segment(0xF8, &[1, 0, 255, 0, 3, 0, 7, 0, 21, 0, 64]),
        segment(0xDA, &[1, 1, 0, 0, 0, 0]),
    ];
    [&[0xFF, 0xD8], before, &head.concat(), scan, &[0xFF, 0xD9]].concat()
}

#[test]
fn jpeg_ls_is_walked_by_its_own_stuffing() {
    let format = one(grey(8));
    let scan = [1, 0xFF, 0x7F, 2, 0xFF, 0x5A, 0xFF, 0xD3, 0xFF, 0x00, 9];
    let transform = segment(0xE8, b"mrfx\x02");
    let clean = jpeg_ls(&transform, &scan);
    assert_eq!(strip_whole(LS, &format, &clean), Ok(None));
    for hidden in hidden() {
        let dirty = spliced(&clean, 2, &hidden);
        assert_eq!(strip_whole(LS, &format, &dirty), Ok(Some(clean.clone())));
    }
    let thresholds = segment(0xF8, &[1, 0, 255, 0, 3, 0, 7, 0, 21, 0, 64]);
    let second = clean.iter().rposition(|&byte| byte == 0xDA).unwrap() - 1;
    let before_head = [&clean[..second - thresholds.len()], &clean[second..]];
    let before_head = spliced(&before_head.concat(), 2, &thresholds);
    assert_eq!(strip_whole(LS, &format, &before_head), Ok(None));
    for unclear in [
        jpeg_ls(&segment(0xE8, &[b"mrfx\x02", PLANTED].concat()), &scan),
        jpeg_ls(&segment(0xE8, b"mrfx\x06"), &scan),
        spliced(&clean, second, &thresholds),
    ] {
        let stripped = strip_whole(LS, &format, &unclear);
        assert!(matches!(stripped, Err(PixelError::Unfollowed { .. })));
    }
}

/// A Huffman table of one code, of so many bits.
fn huffman_table(bits: u8) -> Vec<u8> {
    let counts = [[0; 15].as_slice(), &[1]].concat();
    segment(0xC4, &[&[0], &counts[..], &[bits]].concat())
}

/// Damage of a stream, of every kind.
fn damage(clean: &[u8]) -> Vec<Vec<u8>> {
    let with_frame_head = |marker| {
        let mut other = clean.to_vec();
        let head = other.windows(2).position(|pair| pair == [0xFF, 0xC3]);
        other[head.unwrap() + 1] = marker;
        other
    };
    let scan = *seams(clean).last().unwrap();
    let end = clean.iter().rposition(|&byte| byte == 0xFF).unwrap();
    let tables = segment(0xDB, &[&[0_u8; 65], PLANTED].concat());
    let adobe = |transform| {
        let head = b"Adobe\0\x64\0\0\0\0".as_slice();
        segment(0xEE, &[head, &[transform]].concat())
    };
    vec![
        vec![],
        clean[..1].to_vec(),
        clean[..scan].to_vec(),
        clean[..end].to_vec(),
        [b"x", clean].concat(),
        spliced(clean, 2, &segment(0xF5, PLANTED)),
        spliced(clean, 2, &tables),
        spliced(clean, 2, &[0xFF, 0xFE, 0, 1]),
        spliced(clean, 2, &[0xFF, 0xFE, 0xFF, 0xFF]),
        spliced(clean, 2, &[adobe(1), adobe(0)].concat()),
        spliced(clean, 2, &segment(0xCC, &[0, 0x10])),
        spliced(clean, 2, &segment(0xDD, &[])),
        spliced(clean, 2, &segment(0xDD, &[0, 0, 0])),
        spliced(clean, 2, &segment(0xDB, &[&[0x20], &[1; 192][..]].concat())),
        spliced(clean, 2, &segment(0xDC, &[0, 12])),
        spliced(
            clean,
            end,
            &[segment(0xDC, &[0, 12]), segment(0xDC, &[0, 12])].concat(),
        ),
        spliced(
            clean,
            2,
            &segment(0xF8, &[1, 0, 255, 0, 3, 0, 7, 0, 21, 0, 64]),
        ),
        spliced(clean, 2, &huffman_table(17)),
        with_frame_head(0xC9),
        spliced(clean, 2, &[0xFF, 0x01]),
        spliced(clean, 2, &[0xFF, 0xD0]),
        jpeg_ls(&segment(0xF8, &[2, 1, 1, 9, 9]), &[1]),
    ]
}

#[test]
fn a_stream_that_cannot_be_followed_is_an_error() {
    let format = one(grey(8));
    let clean = stream(&format);
    assert_eq!(
        strip_whole(UID, &format, &spliced(&clean, 2, &huffman_table(16))),
        Ok(None)
    );
    for damaged in damage(&clean) {
        assert!(matches!(
            strip_whole(UID, &format, &damaged),
            Err(PixelError::Unfollowed { .. })
        ));
    }
}

proptest! {
    #[test]
    fn fragments_may_part_a_stream_anywhere(
        at in prop::collection::vec(any::<usize>(), 0..6),
        place in any::<prop::sample::Index>(),
        hidden in prop::sample::select(hidden()),
    ) {
        let format = one(grey(8));
        let clean = stream(&format);
        let seams = seams(&clean);
        let dirty = spliced(&clean, seams[place.index(seams.len())], &hidden);
        prop_assert_eq!(strip(UID, &format, cut(&dirty, &at)), Ok(Some(clean.clone())));
        prop_assert_eq!(strip(UID, &format, cut(&clean, &at)), Ok(None));
    }

    #[test]
    fn damage_never_loses_a_byte_of_the_scan_unseen(at in any::<prop::sample::Index>(), byte: u8) {
        let format = one(grey(8));
        let mut damaged = stream(&format);
        let scan = seams(&damaged).last().copied().unwrap() + 10;
        let at = scan + at.index(damaged.len() - scan);
        damaged[at] = byte;
        if let Ok(Some(left)) = strip_whole(UID, &format, &damaged) {
            // A marker came about: what stands before it is all there.
            let first = damaged[scan..].windows(2).position(|pair| {
                pair[0] == 0xFF && !matches!(pair[1], 0 | 0xFF | 0xD0..=0xD7)
            });
            let kept = scan + first.unwrap_or_default();
            prop_assert_eq!(&left[..kept], &damaged[..kept]);
        }
    }
}

#[test]
fn a_stream_larger_than_its_header_says_is_an_error() {
    let format = one(grey(8));
    let stream = stream(&format);
    for other in [
        FrameFormat {
            rows: format.rows - 1,
            ..format.clone()
        },
        FrameFormat {
            columns: format.columns - 1,
            ..format.clone()
        },
        FrameFormat {
            samples_per_pixel: 3,
            ..format.clone()
        },
    ] {
        let stripped = strip_whole(UID, &other, &stream);
        assert!(matches!(stripped, Err(PixelError::Mismatch(_))));
    }
    assert!(strip_whole(UID, &format, &stream).is_ok());
}

#[test]
fn lines_that_are_told_after_the_scan_are_counted() {
    let format = one(grey(8));
    let stream = stream(&format);
    let head = stream
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC3])
        .unwrap();
    let rows = format.rows as u16;
    for (told, fits) in [(rows, true), (rows + 1, false)] {
        let lines = segment(0xDC, &told.to_be_bytes());
        let mut later = spliced(&stream, stream.len() - 2, &lines);
        later[head + 5..head + 7].copy_from_slice(&[0, 0]);
        assert_eq!(strip_whole(UID, &format, &later).is_ok(), fits);
    }
}
