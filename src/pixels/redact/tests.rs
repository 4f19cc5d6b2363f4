//! Every kind of sample in every syntax that tests can make: black inside, the same outside, nothing else moved.
//! Here what all tests share, and native samples; compressed ones in the files beside.

mod ahead;
mod compressed;
mod dct;
mod jpeg_2000;
mod jpeg_ls;
mod jpeg_xl;
mod spooled;

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::*;
use crate::dicom::DataSetExt;
use crate::pixels::format::{Photometric, SampleKind};
use crate::pixels::frame::Frame;
use crate::pixels::picture::{Window, WindowFunction};
use crate::pixels::region::FrameSpan;
use crate::pixels::testing::*;
use crate::pixels::{decode_frame, picture, render};

const RECTS: [Rect; 2] = [
    Rect {
        x: 3,
        y: 2,
        width: 7,
        height: 5,
    },
    Rect {
        x: 15,
        y: 9,
        width: 50,
        height: 50,
    },
];

/// Both rectangles in the middle frame.
fn middle_frame() -> Vec<FrameRegion> {
    RECTS
        .map(|rect| FrameRegion {
            rect,
            frames: FrameSpan::Frames(1, 1),
        })
        .to_vec()
}

fn everywhere() -> Vec<FrameRegion> {
    RECTS
        .map(|rect| FrameRegion {
            rect,
            frames: FrameSpan::All,
        })
        .to_vec()
}

fn is_inside(format: &FrameFormat, pixel: usize) -> bool {
    let (x, y) = (
        (pixel % format.columns as usize) as u32,
        (pixel / format.columns as usize) as u32,
    );
    RECTS
        .iter()
        .any(|r| (r.x..r.x + r.width).contains(&x) && (r.y..r.y + r.height).contains(&y))
}

/// The instance that a writer would make of what came out.
fn written(original: &Instance, redacted: &Redacted) -> Instance {
    let mut format = FrameFormat::of_instance(original).unwrap();
    let mut instance = match &redacted.pixels {
        RedactedPixels::Native { parts, .. } => {
            let bytes = assembled(original, parts);
            assert!(bytes.len().is_multiple_of(2));
            native(&format, bytes, false)
        }
        RedactedPixels::Encapsulated { frames } => {
            let frames: Vec<_> = frames
                .iter()
                .map(|parts| vec![assembled(original, parts)])
                .collect();
            assert!(frames.iter().all(|frame| frame[0].len() % 2 == 0));
            format.planar = false;
            encapsulated(&format, &redacted.transfer_syntax.uid, &frames, true)
        }
    };
    instance.data_set = original.data_set.clone();
    for (tag, vr, value) in &redacted.attributes {
        assert_eq!(value.len() % 2, 0);
        instance.data_set.put_raw(*tag, *vr, value.clone());
    }
    instance
}

/// Black inside, equal outside, for the frames that `painted` names; all others equal throughout.
fn check(original: &Instance, regions: &[FrameRegion], painted: impl Fn(u32) -> bool) -> Instance {
    let redacted = redact(original, regions).unwrap();
    let result = written(original, &redacted);
    let frames = FrameFormat::of_instance(original).unwrap().frames;
    for number in 0..frames {
        let before = decode_frame(original, number).unwrap();
        let after = decode_frame(&result, number).unwrap();
        assert_eq!(before.format, after.format);
        compare(original, &before, &after, number, painted(number));
    }
    result
}

fn compare(original: &Instance, before: &Frame, after: &Frame, number: u32, painted: bool) {
    let format = &before.format;
    let samples = usize::from(format.samples_per_pixel);
    let black =
        super::super::black::words(&original.data_set, format, number, Some(before)).unwrap();
    let width = format.bytes_per_sample() * 8;
    let mask = u64::MAX >> (64 - width);
    for pixel in 0..format.pixels() {
        let values = |frame: &Frame| {
            (0..samples)
                .map(|s| frame.words.get(pixel * samples + s))
                .collect::<Vec<_>>()
        };
        if painted && is_inside(format, pixel) {
            let black: Vec<_> = black.iter().map(|word| word & mask).collect();
            assert_eq!(
                values(after),
                black,
                "pixel {pixel} of frame {number}, {format:?}"
            );
        } else {
            assert_eq!(
                values(after),
                values(before),
                "pixel {pixel} of frame {number}, {format:?}"
            );
        }
    }
}

/// Every kind of native sample, 422 left out since its chroma is shared.
fn kinds() -> Vec<FrameFormat> {
    use Photometric::*;
    let mut kinds = Vec::new();
    for photometric in [Monochrome1, Monochrome2] {
        for bits in [1, 8, 16, 32] {
            for signed in [false, true] {
                kinds.push(FrameFormat {
                    photometric,
                    signed: signed && bits > 1,
                    ..grey(bits)
                });
            }
        }
        kinds.push(FrameFormat {
            photometric,
            bits_stored: 12,
            high_bit: 11,
            ..grey(16)
        });
        kinds.push(FrameFormat {
            photometric,
            bits_stored: 12,
            high_bit: 11,
            signed: true,
            ..grey(16)
        });
        kinds.push(FrameFormat {
            photometric,
            kind: SampleKind::Float,
            ..grey(32)
        });
        kinds.push(FrameFormat {
            photometric,
            kind: SampleKind::Double,
            ..grey(64)
        });
    }
    kinds.push(FrameFormat {
        photometric: Palette,
        ..grey(8)
    });
    kinds.push(FrameFormat {
        photometric: Palette,
        ..grey(16)
    });
    for photometric in [Rgb, YbrFull, YbrRct, YbrIct] {
        for bits in [8, 16] {
            for planar in [false, true] {
                kinds.push(FrameFormat {
                    planar,
                    ..coloured(photometric, bits)
                });
            }
        }
    }
    // An odd number of pixels: 1-bit frames begin within a byte, 8-bit ones at odd bytes.
    let odd = kinds.iter().map(|format| FrameFormat {
        rows: 13,
        columns: 19,
        ..format.clone()
    });
    let odd: Vec<_> = odd.collect();
    kinds.extend(odd);
    kinds
}

fn native_noise(format: &FrameFormat, big_endian: bool) -> Instance {
    let mut length = native_length(format);
    if big_endian {
        length = length.next_multiple_of(2);
    }
    let bytes = match format.kind {
        SampleKind::Integer => noise(length, 7),
        SampleKind::Float => {
            let floats = noise(length / 4, 7)
                .into_iter()
                .map(|byte| f32::from(byte) - 60.0);
            floats
                .flat_map(|float| {
                    if big_endian {
                        float.to_be_bytes()
                    } else {
                        float.to_le_bytes()
                    }
                })
                .collect()
        }
        SampleKind::Double => {
            let floats = noise(length / 8, 7)
                .into_iter()
                .map(|byte| f64::from(byte) - 60.0);
            floats
                .flat_map(|float| {
                    if big_endian {
                        float.to_be_bytes()
                    } else {
                        float.to_le_bytes()
                    }
                })
                .collect()
        }
    };
    native(format, bytes, big_endian)
}

#[test]
fn native_samples_of_every_kind_are_black_inside_and_equal_outside() {
    for format in kinds() {
        for big_endian in [false, true] {
            let original = native_noise(&format, big_endian);
            check(&original, &everywhere(), |_| true);
            check(&original, &middle_frame(), |frame| frame == 1);
        }
    }
}

#[test]
fn native_bytes_that_no_rectangle_touches_stay_ranges_of_the_source() {
    let format = FrameFormat {
        rows: 400,
        columns: 300,
        ..grey(16)
    };
    let original = native_noise(&format, false);
    let redacted = redact(&original, &middle_frame()).unwrap();
    let RedactedPixels::Native { parts, .. } = &redacted.pixels else {
        panic!("not native")
    };
    let made: usize = parts
        .iter()
        .map(|part| {
            if let Part::Bytes(bytes) = part {
                bytes.len()
            } else {
                0
            }
        })
        .sum();
    assert!(made < 400 * 300, "{made} bytes were made anew");
    let before = original.body.read(5..original.body.len()).unwrap();
    let after = assembled(&original, parts);
    let differing = before
        .iter()
        .zip(&after)
        .filter(|(one, other)| one != other)
        .count();
    let touched = RECTS
        .iter()
        .filter_map(|r| r.clipped(300, 400))
        .map(|r| r.width * r.height * 2)
        .sum::<u32>();
    assert!(differing <= touched as usize && after.len() == before.len());
}

#[test]
fn shared_chroma_of_422_is_neutral_and_luma_outside_is_kept() {
    let format = coloured(Photometric::YbrFull422, 8);
    let original = native_noise(&format, false);
    let result = written(&original, &redact(&original, &everywhere()).unwrap());
    for frame in 0..3 {
        let (before, after) = (
            decode_frame(&original, frame).unwrap(),
            decode_frame(&result, frame).unwrap(),
        );
        for pixel in 0..format.pixels() {
            let neighbour = if pixel % 18 % 2 == 0 {
                pixel + 1
            } else {
                pixel - 1
            };
            let (inside, beside) = (is_inside(&format, pixel), is_inside(&format, neighbour));
            let luma = if inside {
                0
            } else {
                before.words.get(pixel * 3)
            };
            assert_eq!(after.words.get(pixel * 3), luma);
            for chroma in 1..3 {
                let kept = before.words.get(pixel * 3 + chroma);
                assert_eq!(
                    after.words.get(pixel * 3 + chroma),
                    if inside || beside { 128 } else { kept }
                );
            }
        }
    }
}

#[test]
fn a_whole_frame_more_than_promised_is_painted_too_and_padding_is_not() {
    let format = FrameFormat {
        photometric: Photometric::Monochrome1,
        frames: 2,
        ..grey(8)
    };
    let original = native(&format, vec![9; 12 * 18 * 3 + 2], false);
    let regions = [FrameRegion {
        rect: Rect {
            x: 0,
            y: 0,
            width: 2,
            height: 1,
        },
        frames: FrameSpan::All,
    }];
    let RedactedPixels::Native { parts, .. } = redact(&original, &regions).unwrap().pixels else {
        panic!("not native")
    };
    let bytes = assembled(&original, &parts);
    let painted: Vec<_> = (0..bytes.len()).filter(|&at| bytes[at] == 255).collect();
    assert_eq!(painted, [0, 1, 216, 217, 432, 433]);
}

#[test]
fn truncated_native_frames_are_painted_as_far_as_they_go() {
    let format = grey(8);
    let original = native(&format, noise(12 * 18 + 40, 3), false);
    let redacted = redact(&original, &everywhere()).unwrap();
    let RedactedPixels::Native { parts, .. } = &redacted.pixels else {
        panic!("not native")
    };
    let bytes = assembled(&original, parts);
    assert_eq!(bytes.len(), 12 * 18 + 40);
    assert_eq!(bytes[12 * 18 + 2 * 18 + 3], 0);
}

#[test]
fn painted_rectangles_are_black_on_the_screen_under_every_window() {
    for format in kinds().into_iter().filter(|format| format.columns == 18) {
        let original = native_noise(&format, false);
        let result = written(&original, &redact(&original, &everywhere()).unwrap());
        let picture = picture(&result, 1).unwrap();
        let windows = match picture.windows.is_empty() {
            true => vec![Window {
                name: String::new(),
                center: 0.0,
                width: 1.0,
                function: WindowFunction::Linear,
            }],
            false => picture.windows.clone(),
        };
        // Local contrast shows what differs and not how bright it is.
        for window in windows.iter().filter(|window| !window.is_local()) {
            let mut rgba = Vec::new();
            render(&picture, window, &mut rgba);
            for pixel in (0..format.pixels()).filter(|&pixel| is_inside(&format, pixel)) {
                let brightest = rgba[pixel * 4..pixel * 4 + 3].iter().max().unwrap();
                // The blackest entry of the test's palette is 1.
                assert!(
                    *brightest <= 1,
                    "{brightest} with {format:?} and {window:?}"
                );
            }
        }
    }
}

#[test]
fn overlay_bits_inside_the_rectangle_are_cleared() {
    let format = FrameFormat {
        bits_stored: 12,
        high_bit: 11,
        signed: true,
        ..grey(16)
    };
    let mut original = native_noise(&format, false);
    original
        .data_set
        .put_raw(Tag(0x6000, 0x0102), VR::US, 12_u16.to_le_bytes());
    let result = written(&original, &redact(&original, &everywhere()).unwrap());
    let frame = decode_frame(&result, 0).unwrap();
    assert_eq!(frame.words.get(2 * 18 + 3), 0x0800);
}

proptest::proptest! {
    #[test]
    fn any_rectangle_in_native_samples_changes_nothing_outside(
        (x, y, width, height) in (0_u32..30, 0_u32..30, 0_u32..30, 0_u32..30),
        kind: usize,
    ) {
        let kinds = kinds();
        let original = native_noise(&kinds[kind % kinds.len()], false);
        let format = FrameFormat::of_instance(&original).unwrap();
        let region = FrameRegion { rect: Rect { x, y, width, height }, frames: FrameSpan::Frames(1, 2) };
        let result = written(&original, &redact(&original, &[region]).unwrap());
        for number in 0..3 {
            let (before, after) = (decode_frame(&original, number).unwrap(), decode_frame(&result, number).unwrap());
            for sample in 0..format.samples() {
                let pixel = (sample / usize::from(format.samples_per_pixel)) as u32;
                let (column, row) = (pixel % format.columns, pixel / format.columns);
                let inside = number > 0 && (x..x + width).contains(&column) && (y..y + height).contains(&row);
                proptest::prop_assert!(inside || before.words.get(sample) == after.words.get(sample));
            }
        }
    }
}

/// Pixels of Y Cb Cr each in a value that is called 4:2:2.
fn in_full(frames: u32) -> Instance {
    let format = FrameFormat {
        frames,
        ..coloured(Photometric::YbrFull422, 8)
    };
    let samples = format.samples() * frames as usize;
    let bytes = (0..samples).map(|at| (at * 7 % 251) as u8).collect();
    native(&format, bytes, false)
}

#[test]
fn what_is_called_422_and_has_the_chroma_of_every_pixel_is_painted_pixel_by_pixel() {
    let original = in_full(1);
    crate::pixels::check_whole(&original).unwrap();
    let result = check(&original, &everywhere(), |_| true);
    check_native(&original, &result, &everywhere()).unwrap();
    // As long as three frames of 4:2:2.
    assert!(crate::pixels::check_whole(&in_full(2)).is_err());
    assert!(crate::pixels::check_whole(&in_full(3)).is_ok());
}

#[test]
fn a_value_called_422_of_any_length_is_not_read_otherwise_once_it_is_padded() {
    let format = FrameFormat {
        rows: 1,
        columns: 2,
        frames: 1,
        ..coloured(Photometric::YbrFull422, 16)
    };
    let read = |instance: &Instance| FrameFormat::of_instance(instance).unwrap().photometric;
    for (length, expected) in [
        (8, Photometric::YbrFull422),
        (10, Photometric::YbrFull422),
        (11, Photometric::YbrFull),
        (12, Photometric::YbrFull),
        (13, Photometric::YbrFull422),
    ] {
        let original = native(&format, noise(length, 3), false);
        let kept = redact(&original, &[]).unwrap();
        assert_eq!(read(&original), expected);
        assert_eq!(read(&written(&original, &kept)), expected);
    }
}

#[test]
fn half_a_pair_of_422_is_no_picture() {
    let format = FrameFormat {
        columns: 17,
        ..coloured(Photometric::YbrFull422, 8)
    };
    let original = native(&format, vec![9; 12 * 17 * 2 * 3], false);
    assert!(redact(&original, &everywhere()).is_err());
    assert!(crate::pixels::check_whole(&original).is_err());
}

#[test]
fn a_native_file_with_one_wrong_sample_does_not_pass_its_check() {
    for format in [
        grey(8),
        grey(16),
        grey(32),
        coloured(Photometric::Rgb, 8),
        coloured(Photometric::YbrFull422, 8),
        FrameFormat {
            planar: true,
            ..coloured(Photometric::YbrFull, 16)
        },
        FrameFormat {
            signed: true,
            bits_stored: 12,
            high_bit: 11,
            ..grey(16)
        },
        FrameFormat {
            kind: SampleKind::Float,
            ..grey(32)
        },
        grey(1),
    ] {
        let original = native_noise(&format, false);
        let redacted = redact(&original, &middle_frame()).unwrap();
        let good = written(&original, &redacted);
        check_native(&original, &good, &middle_frame()).unwrap();
        let PixelLayout::Native { range } = &good.pixels.as_ref().unwrap().layout else {
            panic!("native");
        };
        // In the painted frame: its first pixel lies outside the rectangles, the sixth of its fifth line within.
        let frame_bits = format.native_frame_bits();
        let pixel_bits = match format.planar {
            true => u64::from(format.bits_allocated),
            false => frame_bits / format.pixels() as u64,
        };
        let inside = u64::from(4 * format.columns + 5);
        assert!(is_inside(&format, inside as usize) && !is_inside(&format, 0));
        let inside = inside * pixel_bits;
        for bit in [frame_bits, frame_bits + inside] {
            let mut bytes = good.body.read(0..good.body.len()).unwrap();
            bytes[(range.start + bit / 8) as usize] ^= 0x81;
            let wrong = Instance {
                body: std::rc::Rc::new(crate::dicom::MemorySource::new(bytes)),
                ..good.clone()
            };
            let checked = check_native(&original, &wrong, &middle_frame());
            assert_eq!(
                checked,
                Err(PixelError::CheckFailed { frame: 1 }),
                "{format:?}"
            );
        }
    }
}

#[test]
fn behind_a_rescale_below_zero_a_voi_table_begins_below_zero() {
    let format = FrameFormat {
        bits_stored: 12,
        high_bit: 11,
        ..grey(16)
    };
    let mut original = native_noise(&format, false);
    let (set, mut item) = (&mut original.data_set, data_set(&format));
    set.put_ascii(tags::RESCALE_INTERCEPT, VR::DS, "-1024");
    set.put_ascii(tags::RESCALE_SLOPE, VR::DS, "1");
    let first = (-1024_i16) as u16;
    let descriptor = [4096, first, 8].map(u16::to_le_bytes).concat();
    item.put_raw(tags::LUT_DESCRIPTOR, VR::US, descriptor);
    let falling: Vec<u8> = (0..4096).map(|value| (255 - value / 16) as u8).collect();
    item.put_raw(tags::LUT_DATA, VR::OW, falling);
    set.put_items(tags::VOILUT_SEQUENCE, vec![item]);
    let black = crate::pixels::black::words(set, &format, 0, None).unwrap();
    assert!(black[0] >= 4080, "{black:?}");
}
