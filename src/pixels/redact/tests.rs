//! Every kind of sample in every syntax that tests can make: black inside, the same outside, nothing else moved.

use dicom_core::VR;
use dicom_dictionary_std::tags;
use libjpeg_turbo_rs::precision::{compress_12bit, compress_lossless_arbitrary};
use libjpeg_turbo_rs::{Encoder, PixelFormat, Subsampling};

use super::*;
use crate::dicom::DataSetExt;
use crate::pixels::codec::{Codec, deflated, rle};
use crate::pixels::format::{Photometric, SampleKind};
use crate::pixels::frame::Frame;
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
            assert!(bytes.len() % 2 == 0);
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
        for window in windows {
            let mut rgba = Vec::new();
            render(&picture, &window, &mut rgba);
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
use crate::pixels::picture::{Window, WindowFunction};

/// Frames of noise, compressed by `encode`.
fn compressed(format: &FrameFormat, uid: &str, encode: impl Fn(&Frame) -> Vec<u8>) -> Instance {
    let source = native_noise(format, false);
    let frames =
        (0..format.frames).map(|number| vec![encode(&decode_frame(&source, number).unwrap())]);
    encapsulated(format, uid, &frames.collect::<Vec<_>>(), true)
}

fn even(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() % 2 == 1 {
        bytes.push(0);
    }
    bytes
}

#[test]
fn rle_frames_of_every_kind_are_painted_without_loss_and_others_keep_their_bytes() {
    for format in kinds()
        .into_iter()
        .filter(|format| format.kind == SampleKind::Integer)
    {
        let original = compressed(&format, TransferSyntax::RLE, |frame| {
            rle::Rle.encode(frame).unwrap()
        });
        check(&original, &everywhere(), |_| true);
        check(&original, &middle_frame(), |frame| frame == 1);
        let redacted = redact(&original, &middle_frame()).unwrap();
        let RedactedPixels::Encapsulated { frames } = &redacted.pixels else {
            panic!("not encapsulated")
        };
        assert!(
            matches!(frames[0][..], [Part::Range(_)]) && matches!(frames[2][..], [Part::Range(_)])
        );
        assert_eq!(redacted.attributes, []);
    }
}

/// Lossless JPEG of a frame, with any predictor.
fn lossless_jpeg(frame: &Frame, precision: u8, predictor: u8) -> Vec<u8> {
    let mask = u64::from(u16::MAX >> (16 - precision));
    let samples: Vec<u16> = (0..frame.words.len())
        .map(|index| (frame.words.get(index) & mask) as u16)
        .collect();
    let (columns, rows) = (frame.format.columns as usize, frame.format.rows as usize);
    let components = usize::from(frame.format.samples_per_pixel);
    even(
        compress_lossless_arbitrary(&samples, columns, rows, components, precision, predictor, 0)
            .unwrap(),
    )
}

#[test]
fn lossless_jpeg_of_every_depth_is_painted_without_loss() {
    let mut formats = vec![
        grey(8),
        grey(16),
        FrameFormat {
            signed: true,
            ..grey(16)
        },
        FrameFormat {
            photometric: Photometric::Palette,
            ..grey(8)
        },
        coloured(Photometric::Rgb, 8),
        coloured(Photometric::YbrFull, 8),
    ];
    for photometric in [Photometric::Monochrome1, Photometric::Monochrome2] {
        for signed in [false, true] {
            formats.push(FrameFormat {
                photometric,
                signed,
                bits_stored: 12,
                high_bit: 11,
                ..grey(16)
            });
        }
    }
    for format in formats {
        for (uid, predictor) in [
            (TransferSyntax::JPEG_LOSSLESS_SV1, 1),
            (TransferSyntax::JPEG_LOSSLESS, 4),
        ] {
            let precision = format.bits_stored as u8;
            let original = compressed(&format, uid, |frame| {
                lossless_jpeg(frame, precision, predictor)
            });
            check(&original, &everywhere(), |_| true);
            let result = check(&original, &middle_frame(), |frame| frame == 1);
            assert_eq!(
                result.transfer_syntax.uid,
                TransferSyntax::JPEG_LOSSLESS_SV1
            );
        }
    }
}

/// Baseline JPEG of 8-bit frames.
fn baseline(frame: &Frame, subsampling: Subsampling) -> Vec<u8> {
    let crate::pixels::Words::U8(samples) = &frame.words else {
        panic!("not 8 bits")
    };
    let colour = if frame.format.samples_per_pixel == 1 {
        PixelFormat::Grayscale
    } else {
        PixelFormat::Rgb
    };
    let (columns, rows) = (frame.format.columns as usize, frame.format.rows as usize);
    even(
        Encoder::new(samples, columns, rows, colour)
            .quality(90)
            .subsampling(subsampling)
            .encode()
            .unwrap(),
    )
}

#[test]
fn lossy_jpeg_becomes_lossless_with_the_attributes_that_follow() {
    for (stated, subsampling) in [
        (Photometric::YbrFull422, Subsampling::S422),
        (Photometric::YbrFull, Subsampling::S420),
        (Photometric::Rgb, Subsampling::S444),
    ] {
        let stored = coloured(stated, 8);
        let source = coloured(Photometric::Rgb, 8);
        let mut original = compressed(&source, TransferSyntax::JPEG_BASELINE, |frame| {
            baseline(frame, subsampling)
        });
        original.data_set = data_set(&FrameFormat {
            planar: true,
            ..stored
        });
        let result = check_lossy(&original);
        assert_eq!(
            result
                .data_set
                .text(tags::PHOTOMETRIC_INTERPRETATION)
                .as_deref(),
            Some("RGB")
        );
        assert_eq!(result.data_set.integer(tags::PLANAR_CONFIGURATION), Some(0));
    }
    for photometric in [Photometric::Monochrome1, Photometric::Monochrome2] {
        let format = FrameFormat {
            photometric,
            ..grey(8)
        };
        let encode = |frame: &Frame| baseline(frame, Subsampling::S444);
        check_lossy(&compressed(&format, TransferSyntax::JPEG_BASELINE, encode));
        let format = FrameFormat {
            photometric,
            bits_stored: 12,
            high_bit: 11,
            ..grey(16)
        };
        let encode = |frame: &Frame| {
            let samples: Vec<i16> = (0..frame.words.len())
                .map(|i| (frame.words.get(i) & 0xFFF) as i16)
                .collect();
            even(compress_12bit(&samples, 18, 12, 1, 90, Subsampling::S444).unwrap())
        };
        check_lossy(&compressed(&format, TransferSyntax::JPEG_EXTENDED, encode));
    }
}

fn check_lossy(original: &Instance) -> Instance {
    check(original, &everywhere(), |_| true);
    let result = check(original, &middle_frame(), |frame| frame == 1);
    assert_eq!(
        result.transfer_syntax.uid,
        TransferSyntax::JPEG_LOSSLESS_SV1
    );
    assert_eq!(
        result
            .data_set
            .text(tags::LOSSY_IMAGE_COMPRESSION)
            .as_deref(),
        Some("01")
    );
    result
}

#[test]
fn frames_in_several_fragments_are_joined_with_and_without_an_offset_table() {
    let format = FrameFormat {
        columns: 60,
        rows: 40,
        ..grey(16)
    };
    let split = |frame: Vec<u8>| frame.chunks(1000).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let source = native_noise(&format, false);
    let encoders: [(&str, Box<dyn Fn(&Frame) -> Vec<u8>>); 2] = [
        (
            TransferSyntax::RLE,
            Box::new(|frame| rle::Rle.encode(frame).unwrap()),
        ),
        (
            TransferSyntax::JPEG_LOSSLESS_SV1,
            Box::new(|frame| lossless_jpeg(frame, 16, 1)),
        ),
    ];
    for (uid, encode) in encoders {
        let frames: Vec<_> = (0..3)
            .map(|number| split(encode(&decode_frame(&source, number).unwrap())))
            .collect();
        for with_table in [true, false] {
            let original = encapsulated(&format, uid, &frames, with_table);
            for number in 0..3 {
                assert_eq!(
                    decode_frame(&original, number).unwrap().words,
                    decode_frame(&source, number).unwrap().words
                );
            }
            check(&original, &middle_frame(), |frame| frame == 1);
        }
    }
}

#[test]
fn what_nobody_paints_is_refused() {
    let format = grey(8);
    for uid in [
        TransferSyntax::JPEG_LS_LOSSLESS,
        "1.2.840.10008.1.2.4.102",
        "1.2.3.4",
    ] {
        let instance = encapsulated(
            &format,
            uid,
            &[vec![vec![0; 10]], vec![vec![0; 10]], vec![vec![0; 10]]],
            true,
        );
        assert!(matches!(
            redact(&instance, &everywhere()),
            Err(PixelError::Unsupported(_))
        ));
        assert!(matches!(
            decode_frame(&instance, 0),
            Err(PixelError::Unsupported(_))
        ));
    }
}

#[test]
fn a_damaged_frame_under_a_rectangle_holds_the_instance() {
    let format = grey(8);
    let good = even(
        rle::Rle
            .encode(&decode_frame(&native_noise(&format, false), 0).unwrap())
            .unwrap(),
    );
    let frames = [vec![good.clone()], vec![good[..80].to_vec()], vec![good]];
    let instance = encapsulated(&format, TransferSyntax::RLE, &frames, true);
    assert!(redact(&instance, &middle_frame()).is_err());
    assert!(
        redact(
            &instance,
            &[FrameRegion {
                rect: RECTS[0],
                frames: FrameSpan::Frames(2, 2)
            }]
        )
        .is_ok()
    );
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
fn deflated_frames_are_painted_without_loss() {
    let kinds = kinds()
        .into_iter()
        .filter(|format| format.kind == SampleKind::Integer && !format.planar);
    for format in kinds {
        let original = compressed(&format, "1.2.840.10008.1.2.8.1", |frame| {
            even(deflated::Deflated.encode(frame).unwrap())
        });
        check(&original, &everywhere(), |_| true);
        check(&original, &middle_frame(), |frame| frame == 1);
    }
}
