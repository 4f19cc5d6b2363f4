//! JPEG 2000.

use super::*;
use crate::pixels::testing::from_hex;

const UID: &str = TransferSyntax::JPEG_2000_LOSSLESS;

/// Lossless JPEG 2000 of 32 × 32 pixels of 12 bits, made by another encoder; no comment in it.
const CLEAN: &str = "ff4fff5100290000000000200000002000000000000000000000002000000020000000000000000000010b0101ff52000c000000\
     01000504040001ff5c00134060686870686870686870686870686870ff90000a0000000000750001ff93c7ec0409b7c3f6028fe4\
     0802ef0328c1f98243f604000cff63fe0b3caca3c0fc01a0fcc1802219ca62debc037fbbcc2a93c07da1303f00a036a19aba5478\
     1de3473da6343432a405e21587c03ea0c80fb4245fa7c788a00db079064c45e79dac29403e1eb8484bffd9";

fn clean() -> Vec<u8> {
    from_hex(CLEAN)
}

fn format() -> FrameFormat {
    FrameFormat {
        rows: 32,
        columns: 32,
        bits_stored: 12,
        high_bit: 11,
        ..one(grey(16))
    }
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u16 + 2).to_be_bytes();
    [&[0xFF, marker], &length[..], body].concat()
}

fn comment() -> Vec<u8> {
    segment(0x64, &[&[0, 1], PLANTED].concat())
}

/// Where the only tile-part begins.
fn tile_part(stream: &[u8]) -> usize {
    stream
        .windows(4)
        .position(|w| w == [0xFF, 0x90, 0, 10])
        .unwrap()
}

/// With a comment in the tile-part's head, and its length as it must then be.
fn with_comment_in_tile_part(clean: &[u8]) -> Vec<u8> {
    let sot = tile_part(clean);
    let mut dirty = spliced(clean, sot + 12, &comment());
    let length = u32::from_be_bytes(dirty[sot + 6..sot + 10].try_into().unwrap());
    let longer = length + comment().len() as u32;
    dirty[sot + 6..sot + 10].copy_from_slice(&longer.to_be_bytes());
    dirty
}

#[test]
fn a_clean_stream_leaves_as_it_stands() {
    assert_eq!(strip_whole(UID, &format(), &clean()), Ok(None));
    let padded = [clean(), vec![0; 2]].concat();
    assert_eq!(strip_whole(UID, &format(), &padded), Ok(None));
}

#[test]
fn what_tells_no_end_leaves_only_if_no_padding_can_be_taken_for_a_part_of_it() {
    let clean = clean();
    let without_end = &clean[..clean.len() - 2];
    let padded = [without_end, &[0]].concat();
    assert_eq!(strip_whole(UID, &format(), &padded), Ok(None));
    let commented = |comment: &[u8]| {
        let dirty = spliced(&padded, tile_part(&padded), &segment(0x64, comment));
        strip_whole(UID, &format(), &dirty)
    };
    assert_eq!(commented(b"\0\x01made"), Ok(Some(padded.clone())));
    let odd = spliced(without_end, tile_part(&clean), &segment(0x64, b"\0\x01odd"));
    for odd in [without_end, &odd] {
        let stripped = strip_whole(UID, &format(), odd);
        assert!(matches!(stripped, Err(PixelError::Unfollowed { .. })));
    }
}

#[test]
fn comments_go_and_lengths_follow() {
    let clean = clean();
    let sot = tile_part(&clean);
    for dirty in [
        spliced(&clean, sot, &comment()),
        spliced(&clean, sot, &[comment(), comment()].concat()),
        with_comment_in_tile_part(&clean),
        with_comment_in_tile_part(&spliced(&clean, sot, &comment())),
        [clean.as_slice(), PLANTED].concat(),
    ] {
        assert!(holds(&dirty, PLANTED));
        assert_eq!(
            decoded(UID, &format(), &dirty),
            decoded(UID, &format(), &clean)
        );
        assert_eq!(strip_whole(UID, &format(), &dirty), Ok(Some(clean.clone())));
        for at in 0..dirty.len() {
            let stripped = strip(UID, &format(), cut(&dirty, &[at, at, at + 1]));
            assert_eq!(stripped, Ok(Some(clean.clone())), "{at}");
        }
    }
}

#[test]
fn a_last_piece_of_unstated_length_ends_at_the_end() {
    let mut clean = clean();
    let sot = tile_part(&clean);
    clean[sot + 6..sot + 10].copy_from_slice(&[0; 4]);
    clean.push(0);
    assert_eq!(strip_whole(UID, &format(), &clean), Ok(None));
    let padded = [clean.as_slice(), &[0; 2]].concat();
    assert_eq!(strip_whole(UID, &format(), &padded), Ok(None));
    let dirty = spliced(&clean, sot + 12, &comment());
    assert_eq!(strip_whole(UID, &format(), &dirty), Ok(Some(clean.clone())));
    let file = [
        boxed(b"jP  ", &[0x0D, 0x0A, 0x87, 0x0A]),
        boxed(b"jp2c", &padded),
        vec![0; 4],
    ];
    let stripped = strip_whole(UID, &format(), &file.concat());
    assert_eq!(stripped, Ok(Some(padded)));
}

#[test]
fn what_follows_a_piece_of_unstated_length_may_be_part_of_the_picture() {
    let mut early = clean();
    let sot = tile_part(&early);
    early[sot + 6..sot + 10].copy_from_slice(&[0; 4]);
    let followed = [early.as_slice(), PLANTED].concat();
    let middle = sot + 60;
    early[middle..middle + 2].copy_from_slice(&[0xFF, 0xD9]);
    // The decoder takes what follows for packets, and shows a picture.
    decoded(UID, &format(), &early);
    for stream in [followed, early] {
        let stripped = strip_whole(UID, &format(), &stream);
        assert!(matches!(stripped, Err(PixelError::Unfollowed { .. })));
    }
}

fn boxed(kind: &[u8; 4], payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32 + 8).to_be_bytes();
    [&length[..], kind, payload].concat()
}

#[test]
fn boxes_around_the_codestream_go() {
    let clean = clean();
    let before = [
        boxed(b"jP  ", &[0x0D, 0x0A, 0x87, 0x0A]),
        boxed(b"ftyp", b"jp2 \0\0\0\0jp2 "),
        boxed(b"jp2h", &boxed(b"ihdr", &[0; 14])),
        boxed(b"xml ", PLANTED),
    ]
    .concat();
    let after = boxed(b"uuid", PLANTED);
    let dirty = [before.clone(), boxed(b"jp2c", &clean), after].concat();
    assert_eq!(strip_whole(UID, &format(), &dirty), Ok(Some(clean.clone())));
    let inner = with_comment_in_tile_part(&clean);
    let dirty = [before.clone(), boxed(b"jp2c", &inner)].concat();
    assert_eq!(strip_whole(UID, &format(), &dirty), Ok(Some(clean.clone())));
    let palette = boxed(b"jp2h", &boxed(b"pclr", &[0; 14]));
    let two = [
        before.clone(),
        boxed(b"jp2c", &clean),
        boxed(b"jp2c", &clean),
    ]
    .concat();
    for unclear in [[before, palette, boxed(b"jp2c", &clean)].concat(), two] {
        assert!(strip_whole(UID, &format(), &unclear).is_err());
    }
}

#[test]
fn a_stream_that_cannot_be_followed_is_an_error() {
    let clean = clean();
    let sot = tile_part(&clean);
    let mut longer = clean.clone();
    longer[sot + 9] += 40;
    let mut shorter = clean.clone();
    shorter[sot + 9] -= 4;
    let mut of_another_tile = clean.clone();
    of_another_tile[sot + 5] = 1;
    let end = clean.len() - 2;
    let again = spliced(&clean, end, &clean[sot..end]);
    let mut without_length = clean.clone();
    without_length[sot + 6..sot + 10].copy_from_slice(&[0; 4]);
    let with_marker = spliced(&without_length, end, &[0xFF, 0x90, 0]);
    let lengths = [0xFF, 0x55, 0, 6, 0, 0x40, 0, 0x75];
    for damaged in [
        vec![],
        clean[..30].to_vec(),
        clean[..clean.len() - 9].to_vec(),
        longer,
        shorter,
        of_another_tile,
        again,
        without_length,
        with_marker,
        spliced(&clean, sot, PLANTED),
        spliced(&clean, sot, &segment(0x50, PLANTED)),
        spliced(&clean, sot, &segment(0x59, PLANTED)),
        spliced(&clean, sot, &segment(0x78, &[11])),
        spliced(&clean, sot, &[0xFF, 0x6F, 0, 4, 0, 0]),
        with_comment_in_tile_part(&spliced(&clean, sot, &lengths)),
    ] {
        assert!(matches!(
            strip_whole(UID, &format(), &damaged),
            Err(PixelError::Unfollowed { .. })
        ));
    }
}

#[test]
fn a_codestream_larger_than_its_header_says_is_an_error() {
    for other in [
        FrameFormat {
            rows: 31,
            ..format()
        },
        FrameFormat {
            columns: 16,
            ..format()
        },
        FrameFormat {
            samples_per_pixel: 3,
            ..format()
        },
    ] {
        let stripped = strip_whole(UID, &other, &clean());
        assert!(matches!(stripped, Err(PixelError::Mismatch(_))));
    }
    assert!(strip_whole(UID, &format(), &clean()).is_ok());
}
