//! RLE, deflated frames, and JPEG.

use dicom_dictionary_std::tags;
use libjpeg_turbo_rs::precision::{compress_12bit, compress_lossless_arbitrary};
use libjpeg_turbo_rs::{Encoder, PixelFormat, Subsampling};

use super::*;
use crate::pixels::codec::jpeg2000::Jpeg2000;
use crate::pixels::codec::{Codec, deflated, rle};

/// Frames of noise, compressed by `encode`.
pub fn compressed(format: &FrameFormat, uid: &str, encode: impl Fn(&Frame) -> Vec<u8>) -> Instance {
    let source = native_noise(format, false);
    // Unused bits that say something are an error of their own.
    let used = format.stored_mask() << (format.high_bit + 1 - format.bits_stored);
    let frames = (0..format.frames).map(|number| {
        let mut frame = decode_frame(&source, number).unwrap();
        for index in 0..frame.words.len() {
            frame.words.set(index, frame.words.get(index) & used);
        }
        vec![encode(&frame)]
    });
    encapsulated(format, uid, &frames.collect::<Vec<_>>(), true)
}

pub fn even(mut bytes: Vec<u8>) -> Vec<u8> {
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

#[test]
fn what_lies_beside_the_picture_in_its_words_does_not_leave_with_a_painted_frame() {
    let format = FrameFormat {
        bits_stored: 12,
        high_bit: 11,
        frames: 1,
        ..grey(16)
    };
    let drawn = |frame: &Frame| {
        let mut frame = frame.clone();
        frame.words.set(5, frame.words.get(5) | 0x1000);
        frame
    };
    let rle = compressed(&format, TransferSyntax::RLE, |frame| {
        rle::Rle.encode(&drawn(frame)).unwrap()
    });
    let lossless = compressed(&format, TransferSyntax::JPEG_LOSSLESS, |frame| {
        lossless_jpeg(&drawn(frame), 16, 1)
    });
    let jpeg_2000 = compressed(&format, HTJ2K, |frame| {
        let mut frame = drawn(frame);
        frame.precision = 16;
        Jpeg2000.encode(&frame).unwrap()
    });
    for original in [rle, lossless, jpeg_2000] {
        assert_eq!(
            redact(&original, &everywhere()),
            Err(PixelError::UnusedBits)
        );
    }
}

/// A syntax of which every frame is written anew.
const HTJ2K: &str = "1.2.840.10008.1.2.4.201";

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
fn lossless_jpeg_of_every_depth_is_painted_in_its_own_syntax_and_other_frames_keep_their_bytes() {
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
            assert_eq!(result.transfer_syntax.uid, uid);
            let redacted = redact(&original, &middle_frame()).unwrap();
            assert_eq!(redacted.attributes, []);
            let RedactedPixels::Encapsulated { frames } = &redacted.pixels else {
                panic!("not encapsulated")
            };
            for unpainted in [&frames[0], &frames[2]] {
                assert!(matches!(unpainted[..], [Part::Range(_)]));
            }
        }
    }
}

/// Baseline JPEG of 8-bit frames.
pub fn baseline(frame: &Frame, subsampling: Subsampling) -> Vec<u8> {
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

/// A syntax whose frames the coefficient writer does not make.
const SPECTRAL_SELECTION: &str = "1.2.840.10008.1.2.4.53";

#[test]
fn lossy_jpeg_that_is_not_edited_becomes_lossless_with_the_attributes_that_follow() {
    for (stated, subsampling) in [
        (Photometric::YbrFull422, Subsampling::S422),
        (Photometric::YbrFull, Subsampling::S420),
        (Photometric::Rgb, Subsampling::S444),
    ] {
        let stored = coloured(stated, 8);
        let source = coloured(Photometric::Rgb, 8);
        let mut original = compressed(&source, SPECTRAL_SELECTION, |frame| {
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
        check_lossy(&compressed(&format, SPECTRAL_SELECTION, encode));
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
        check_lossy(&compressed(&format, SPECTRAL_SELECTION, encode));
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
    type Encode = fn(&Frame) -> Vec<u8>;
    let encoders: [(&str, Encode); 2] = [
        (TransferSyntax::RLE, |frame| rle::Rle.encode(frame).unwrap()),
        (TransferSyntax::JPEG_LOSSLESS_SV1, |frame| {
            lossless_jpeg(frame, 16, 1)
        }),
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

#[test]
fn what_nobody_paints_is_refused() {
    let format = grey(8);
    for uid in [
        "1.2.840.10008.1.2.4.100",
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
fn a_damaged_frame_holds_the_instance() {
    let format = grey(8);
    let good = even(
        rle::Rle
            .encode(&decode_frame(&native_noise(&format, false), 0).unwrap())
            .unwrap(),
    );
    let frames = [vec![good.clone()], vec![good[..80].to_vec()], vec![good]];
    let instance = encapsulated(&format, TransferSyntax::RLE, &frames, true);
    assert!(redact(&instance, &middle_frame()).is_err());
    // A frame that nobody paints, too: what else is in it, nobody can say.
    let last = FrameRegion {
        rect: RECTS[0],
        frames: FrameSpan::Frames(2, 2),
    };
    assert!(matches!(
        redact(&instance, &[last]),
        Err(PixelError::Unfollowed { .. })
    ));
}

proptest::proptest! {
    #[test]
    fn damaged_jpeg_is_an_error_or_a_picture(at in 0_usize..2000, byte: u8, lossless: bool) {
        let format = FrameFormat { frames: 1, ..grey(8) };
        let source = decode_frame(&native_noise(&format, false), 0).unwrap();
        let mut stream = if lossless { lossless_jpeg(&source, 8, 1) } else { baseline(&source, Subsampling::S444) };
        let at = at % stream.len();
        stream[at] = byte;
        let _ = decode_frame(&encapsulated(&format, TransferSyntax::JPEG_LOSSLESS, &[vec![stream]], false), 0);
    }
}
