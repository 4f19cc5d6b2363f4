mod drawing;
mod titles;

use drawing::{Drawing, noise, slice};
use titles::TITLES;

use super::*;
use crate::dicom::TransferSyntax;
use crate::pixels::codec;
use crate::pixels::frame::Frame;
use crate::pixels::testing::{encapsulated, grey, native};

fn has_lines(drawing: &Drawing) -> bool {
    lines::has_lines(&drawing.samples, drawing.columns)
}

#[test]
fn a_page_in_any_language_is_known_however_its_levels_are() {
    for (language, title) in TITLES {
        for (ground, ink) in [
            (0, 255),
            (255, 0),
            (90, 110),
            (-1024, 3071),
            (4095, 0),
            (0, 1),
        ] {
            let page = Drawing::page(200, 120, title, ground, ink);
            assert!(has_lines(&page), "{language}, {ink} on {ground}");
        }
    }
}

#[test]
fn a_single_line_in_a_corner_is_enough() {
    for (language, title) in TITLES {
        let mut page = Drawing::flat(320, 256, -1000);
        page.write(title, 180, 238, 1, 1000);
        assert!(has_lines(&page), "{language}");
    }
}

#[test]
fn letters_may_be_large_soft_noisy_or_turned() {
    for (language, title) in TITLES {
        let mut large = Drawing::flat(640, 256, 20);
        large.write(title, 4, 20, 5, 230);
        assert!(has_lines(&large), "{language}, large");
        let mut soft = Drawing::flat(512, 256, 20);
        for line in 0..5 {
            soft.write(title, 8, 8 + 48 * line, 3, 230);
        }
        assert!(has_lines(&soft.halved()), "{language}, soft");
        let page = || Drawing::page(200, 160, title, 10, 240);
        assert!(has_lines(&page().noisy(3)), "{language}, noisy");
        assert!(has_lines(&page().turned()), "{language}, turned");
    }
}

#[test]
fn a_page_may_have_pictures_a_logo_rules_and_hot_pixels_on_it() {
    let (_, title) = TITLES[1];
    let page = || Drawing::page(256, 256, title, 0, 255);
    let mut thumbnails = page();
    let small = slice(96, -1000, -1000).map(|value| ((value + 160) * 255 / 400).clamp(0, 255));
    thumbnails.place(&small, 150, 20);
    thumbnails.place(&small, 20, 150);
    assert!(has_lines(&thumbnails));
    let mut logo = page();
    logo.fill(190, 10, 50, 50, 4095);
    assert!(has_lines(&logo));
    let mut rules = page();
    for at in (4..250).step_by(20) {
        rules.fill(0, at * 11 / 10, 256, 1, 120);
        rules.fill(at * 4, 0, 1, 256, 120);
    }
    assert!(has_lines(&rules));
    let mut hot = page();
    hot.fill(200, 200, 1, 3, 65_535);
    assert!(has_lines(&hot));
}

#[test]
fn text_on_the_air_around_a_body_is_found() {
    let (_, title) = TITLES[0];
    let mut picture = slice(256, -1000, -1000);
    picture.write(title, 2, 4, 1, 3000);
    assert!(has_lines(&picture));
}

#[test]
fn measured_pictures_are_no_pages() {
    let body = slice(256, -1000, -1000);
    assert!(!has_lines(&body), "air");
    assert!(!has_lines(&slice(256, -1000, -2000)), "padded");
    assert!(!has_lines(&slice(256, -1050, -1024)), "cut off below");
    let zeroed = |value: i32| if value < -500 { 0 } else { value + 1000 };
    assert!(!has_lines(&body.clone().map(zeroed)), "zero around it");
    let counts = |few: i32| {
        Drawing::of(168, 168, |x, y| {
            let inside = (x.abs_diff(84)).pow(2) + (y.abs_diff(84)).pow(2) < 60 * 60;
            let count = noise(x + 168 * y, if inside { 4 * few } else { few });
            (count - few / 2).max(0) * 137
        })
    };
    for few in [2, 3, 5, 9] {
        assert!(!has_lines(&counts(few)), "{few} counts");
    }
    let only_noise = Drawing::of(256, 256, |x, y| noise(x + 256 * y, 1000));
    assert!(!has_lines(&only_noise), "noise");
}

#[test]
fn drawings_without_lines_of_text_are_no_pages() {
    assert!(!has_lines(&Drawing::flat(256, 256, 0)), "empty");
    let circle = Drawing::of(256, 256, |x, y| {
        let inside = x.abs_diff(128).pow(2) + y.abs_diff(128).pow(2) < 128 * 128;
        if inside { -1000 } else { -2000 }
    });
    assert!(!has_lines(&circle), "nothing scanned");
    let ramp = Drawing::of(256, 256, |x, y| (x + y) as i32);
    assert!(!has_lines(&ramp), "ramp");
    let mut marker = slice(256, -1000, -1000);
    marker.fill(20, 20, 3, 14, 3000);
    marker.fill(20, 31, 9, 3, 3000);
    assert!(!has_lines(&marker), "one letter");
    for (columns, rows) in [(1, 1), (1, 40), (40, 1), (3, 3)] {
        assert!(!has_lines(
            &Drawing::of(columns, rows, |x, y| (x * y) as i32)
        ));
    }
    assert!(!lines::has_lines(&[], 0) && !lines::has_lines(&[], 5));
}

const SIDE: u32 = 160;

fn format(frames: u32) -> FrameFormat {
    FrameFormat {
        rows: SIDE,
        columns: SIDE,
        frames,
        bits_stored: 12,
        high_bit: 11,
        ..grey(16)
    }
}

/// Words of `frames` slices, of which the one of number `page` is a page.
fn words(frames: u32, page: Option<u32>) -> Vec<Vec<u16>> {
    let slice = slice(SIDE as usize, -1000, -1000);
    let words = |drawing: &Drawing| {
        drawing
            .samples
            .iter()
            .map(|it| (it + 1024) as u16)
            .collect()
    };
    let slice: Vec<u16> = words(&slice);
    let page_words = words(&Drawing::page(
        SIDE as usize,
        SIDE as usize,
        TITLES[2].1,
        -1024,
        255,
    ));
    let frame = |number| match Some(number) == page {
        true => page_words.clone(),
        false => slice.clone(),
    };
    (0..frames).map(frame).collect()
}

#[test]
fn every_frame_is_searched_where_nothing_is_compressed() {
    for big_endian in [false, true] {
        let bytes = |page| {
            let words = words(60, page).concat();
            let bytes = words.iter().map(|word| match big_endian {
                true => word.to_be_bytes(),
                false => word.to_le_bytes(),
            });
            bytes.collect::<Vec<_>>().concat()
        };
        let instance = |page| native(&format(60), bytes(page), big_endian);
        assert!(shows_text(&instance(Some(39))));
        assert!(shows_text(&instance(Some(59))));
        assert!(!shows_text(&instance(None)));
    }
}

#[test]
fn what_lies_in_unused_bits_is_no_text() {
    let (slice, page) = (words(1, None).concat(), words(1, Some(0)).concat());
    let both = slice
        .iter()
        .zip(&page)
        .map(|(slice, page)| slice | (page & 0xF00) << 4);
    let bytes = both.flat_map(u16::to_le_bytes).collect();
    assert!(!shows_text(&native(&format(1), bytes, false)));
}

fn compressed(uid: &str, page: Option<u32>) -> Instance {
    let codec = codec::find(&TransferSyntax::new(uid)).codec.unwrap();
    let frames: Vec<_> = words(5, page)
        .into_iter()
        .map(|words| {
            let frame = Frame {
                format: format(5),
                precision: 12,
                words: Words::U16(words),
            };
            vec![codec.encode(&frame).unwrap()]
        })
        .collect();
    encapsulated(&format(5), uid, &frames, true)
}

#[test]
fn a_page_among_compressed_frames_is_found() {
    for uid in [
        TransferSyntax::RLE,
        TransferSyntax::JPEG_LOSSLESS_SV1,
        TransferSyntax::JPEG_LS_LOSSLESS,
        TransferSyntax::JPEG_2000_LOSSLESS,
    ] {
        assert!(shows_text(&compressed(uid, Some(3))), "{uid}");
        assert!(!shows_text(&compressed(uid, None)), "{uid}");
    }
}

#[test]
fn frames_that_cannot_be_had_say_nothing() {
    let mut bytes = words(2, Some(1)).concat();
    bytes.truncate(SIDE as usize * SIDE as usize + 9);
    let bytes = bytes.iter().flat_map(|word| word.to_le_bytes()).collect();
    assert!(!shows_text(&native(&format(2), bytes, false)));
    let broken = vec![vec![vec![0xFF, 0xD8, 0xFF, 0xD9]]; 5];
    let uid = TransferSyntax::JPEG_LOSSLESS_SV1;
    assert!(!shows_text(&encapsulated(&format(5), uid, &broken, true)));
    let mut nothing = native(&format(1), Vec::new(), false);
    nothing.pixels = None;
    assert!(!shows_text(&nothing));
}

#[test]
fn a_picture_of_many_pieces_is_searched_to_its_foot() {
    let (columns, rows) = (9_000, 1_000);
    let mut large = Drawing::flat(columns, rows, 100);
    large.write(TITLES[0].1, 8_800, 980, 1, 900);
    let bytes = large
        .samples
        .iter()
        .flat_map(|&it| (it as u16).to_le_bytes())
        .collect();
    let format = FrameFormat {
        columns: columns as u32,
        rows: rows as u32,
        ..format(1)
    };
    assert!(shows_text(&native(&format, bytes, false)));
}

#[test]
fn pieces_cover_every_row_once_and_break_no_small_frame() {
    for (columns, rows, frames) in [
        (64, 64, 3000),
        (512, 512, 1),
        (9000, 1000, 2),
        (60_000, 100, 3),
    ] {
        let format = FrameFormat {
            columns,
            rows,
            ..format(frames)
        };
        let mut next = 0;
        for piece in pieces(&format) {
            assert_eq!(piece.start, next);
            let samples = (piece.end - piece.start) * u64::from(columns);
            assert!(samples <= PIECE + 64 * u64::from(columns), "{samples}");
            let whole = piece.start % u64::from(rows) == 0 && piece.end % u64::from(rows) == 0;
            assert!(whole || u64::from(rows) > rows_at_once(&format));
            next = piece.end;
        }
        assert_eq!(next, u64::from(rows) * u64::from(frames));
    }
}

#[test]
fn pages_of_other_kinds_of_numbers_are_searched_too() {
    let page = Drawing::page(SIDE as usize, SIDE as usize, TITLES[4].1, -5, 30);
    let of = |bits: u16, kind: SampleKind, bytes: Vec<u8>| {
        let format = FrameFormat {
            rows: SIDE,
            columns: SIDE,
            frames: 1,
            signed: kind == SampleKind::Integer,
            kind,
            ..grey(bits)
        };
        shows_text(&native(&format, bytes, false))
    };
    let numbers = || page.samples.iter();
    let whole = |shift: u32| {
        numbers()
            .flat_map(move |it| (it << shift).to_le_bytes())
            .collect()
    };
    assert!(of(32, SampleKind::Integer, whole(0)));
    assert!(of(32, SampleKind::Integer, whole(20)));
    let floats = numbers().flat_map(|&it| (it as f32 / 7.0).to_le_bytes());
    assert!(of(32, SampleKind::Float, floats.collect()));
    let doubles = numbers().flat_map(|&it| (f64::from(it) / 7.0).to_le_bytes());
    assert!(of(64, SampleKind::Double, doubles.collect()));
    let eight = numbers().map(|&it| it as i8 as u8);
    assert!(of(8, SampleKind::Integer, eight.collect()));
}
