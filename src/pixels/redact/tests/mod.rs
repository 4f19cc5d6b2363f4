//! Every kind of sample in every syntax that tests can make: black inside, the same outside, nothing else moved.
//! Here what all tests share; kinds of samples and of streams in the files beside.

mod compressed;
mod dct;
mod in_advance;
mod jpeg_2000;
mod jpeg_ls;
mod jpeg_xl;
mod native;
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

fn grey_kinds() -> Vec<FrameFormat> {
    let mut kinds = Vec::new();
    for photometric in [Photometric::Monochrome1, Photometric::Monochrome2] {
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
    kinds
}

/// Every kind of native sample, 422 left out since its chroma is shared.
fn kinds() -> Vec<FrameFormat> {
    use Photometric::*;
    let mut kinds = grey_kinds();
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
