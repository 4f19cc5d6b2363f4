//! JPEG-LS, lossless and near-lossless.

use dicom_dictionary_std::tags;

use super::*;
use crate::pixels::codec::Codec;
use crate::pixels::codec::jpegls::{JpegLs, in_scans, near_lossless};

/// Everything that JPEG-LS can hold.
fn formats() -> Vec<FrameFormat> {
    let mut formats = vec![
        grey(8),
        grey(16),
        FrameFormat {
            photometric: Photometric::Palette,
            ..grey(8)
        },
        coloured(Photometric::Rgb, 8),
        coloured(Photometric::YbrFull, 8),
        coloured(Photometric::Rgb, 16),
        FrameFormat {
            planar: true,
            ..coloured(Photometric::Rgb, 8)
        },
    ];
    for photometric in [Photometric::Monochrome1, Photometric::Monochrome2] {
        for signed in [false, true] {
            for (allocated, stored) in [(8, 8), (8, 6), (16, 10), (16, 12), (16, 16)] {
                formats.push(FrameFormat {
                    photometric,
                    signed,
                    bits_stored: stored,
                    high_bit: stored - 1,
                    ..grey(allocated)
                });
            }
        }
    }
    formats
}

/// Frames of noise whose stored bits are compressed with errors of up to `near`.
fn compressed(format: &FrameFormat, uid: &str, near: u8) -> Instance {
    let source = native_noise(format, false);
    let frame = |number| {
        let decoded = decode_frame(&source, number).unwrap();
        vec![compressed::even(near_lossless(&decoded, near))]
    };
    let frames: Vec<_> = (0..format.frames).map(frame).collect();
    encapsulated(format, uid, &frames, true)
}

#[test]
fn lossless_jpeg_ls_is_painted_in_its_own_syntax_and_other_frames_keep_their_bytes() {
    for format in formats() {
        let original = compressed(&format, TransferSyntax::JPEG_LS_LOSSLESS, 0);
        check(&original, &everywhere(), |_| true);
        let result = check(&original, &middle_frame(), |frame| frame == 1);
        let syntax = &result.transfer_syntax.uid;
        assert_eq!(syntax, TransferSyntax::JPEG_LS_LOSSLESS);
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
fn near_lossless_jpeg_ls_becomes_lossless_without_further_loss_and_stays_called_lossy() {
    for format in formats() {
        let original = compressed(&format, TransferSyntax::JPEG_LS_NEAR_LOSSLESS, 3);
        check(&original, &everywhere(), |_| true);
        let result = check(&original, &middle_frame(), |frame| frame == 1);
        let syntax = &result.transfer_syntax.uid;
        assert_eq!(syntax, TransferSyntax::JPEG_LS_LOSSLESS);
        let text = |tag| result.data_set.text(tag);
        assert_eq!(text(tags::LOSSY_IMAGE_COMPRESSION).as_deref(), Some("01"));
        let photometric = text(tags::PHOTOMETRIC_INTERPRETATION);
        assert_eq!(photometric.as_deref(), Some(format.photometric.term()));
    }
}

#[test]
fn colour_in_a_scan_for_each_component_stays_so_like_that_of_the_other_frames() {
    let format = coloured(Photometric::Rgb, 8);
    let source = native_noise(&format, false);
    let frame = |number| {
        let decoded = decode_frame(&source, number).unwrap();
        vec![compressed::even(in_scans(&decoded))]
    };
    let frames: Vec<_> = (0..format.frames).map(frame).collect();
    let original = encapsulated(&format, TransferSyntax::JPEG_LS_LOSSLESS, &frames, true);
    check(&original, &middle_frame(), |frame| frame == 1);
    let redacted = redact(&original, &middle_frame()).unwrap();
    let RedactedPixels::Encapsulated { frames } = &redacted.pixels else {
        panic!("not encapsulated")
    };
    let painted = crate::pixels::testing::assembled(&original, &frames[1]);
    let scans = painted.windows(2).filter(|pair| *pair == [0xFF, 0xDA]);
    assert_eq!(scans.count(), 3);
}

#[test]
fn streams_of_fewer_bits_than_stored_come_out_as_they_went_in_and_those_of_more_hold() {
    for (signed, stored, stream) in [
        (false, 12, 16),
        (false, 12, 10),
        (true, 12, 16),
        (true, 12, 10),
    ] {
        let format = |bits: u16| FrameFormat {
            signed,
            bits_stored: bits,
            high_bit: bits - 1,
            ..grey(16)
        };
        let mut original = compressed(&format(stream), TransferSyntax::JPEG_LS_LOSSLESS, 0);
        original.data_set = data_set(&format(stored));
        // Noise in the bits that are not stored says something.
        match stream > stored {
            true => assert_eq!(
                redact(&original, &everywhere()),
                Err(PixelError::UnusedBits)
            ),
            false => drop(check(&original, &everywhere(), |_| true)),
        }
    }
}

#[test]
fn frames_that_end_before_their_last_sample_hold_the_instance() {
    let format = grey(8);
    let whole = compressed(&format, TransferSyntax::JPEG_LS_LOSSLESS, 0);
    let mut bytes = JpegLs.encode(&decode_frame(&whole, 0).unwrap()).unwrap();
    bytes.truncate(bytes.len() / 2);
    let frames = [bytes.clone(), bytes.clone(), bytes].map(|frame| vec![frame]);
    let cut = encapsulated(&format, TransferSyntax::JPEG_LS_LOSSLESS, &frames, true);
    assert!(matches!(
        decode_frame(&cut, 0),
        Err(PixelError::Codec { .. })
    ));
    assert!(redact(&cut, &everywhere()).is_err());
}
