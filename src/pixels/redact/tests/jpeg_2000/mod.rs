//! JPEG 2000, from streams made by another encoder.

mod sign;

use dicom_dictionary_std::tags;

use super::*;
use crate::pixels::Words;
use crate::pixels::codec::Codec;
use crate::pixels::codec::jpeg2000::Jpeg2000;

/// Lossless JPEG 2000 of 32 × 32 pixels of 12 bits, of which pixel (x, y) is 37 x + 80 y.
const GREY_JPEG_2000: &str = "ff4fff5100290000000000200000002000000000000000000000002000000020000000000000000000010b0101ff52000c000000\
     01000504040001ff5c00134060686870686870686870686870686870ff90000a0000000000750001ff93c7ec0409b7c3f6028fe4\
     0802ef0328c1f98243f604000cff63fe0b3caca3c0fc01a0fcc1802219ca62debc037fbbcc2a93c07da1303f00a036a19aba5478\
     1de3473da6343432a405e21587c03ea0c80fb4245fa7c788a00db079064c45e79dac29403e1eb8484bffd9";

/// Lossless JPEG 2000, with its colour transform, of 32 × 32 pixels (8 x, 8 y, 4 x + 4 y).
const COLOUR_JPEG_2000: &str = "ff4fff51002f000000000020000000200000000000000000000000200000002000000000000000000003070101070101070101ff\
     52000c00000001010504040001ff5c00134040484850484850484850484850484850ff90000a0000000000ef0001ff93c7d40408\
     1fc0210380c3ea028fb408017f0333c7da051f6810045f071fcfc00a7e0040045f070fc1f38387d4060cf6f70b3ccec3ea0387d4\
     060d02110c17c6c7da071f68200d02050c17c67fc0f90241f38300221877bf037fbfc1f38583e708221a085d7f00cfd551c3ea05\
     87d40a221a085d8f00cfd5523fc07c2240f9020036a1853f3da63433c0f90340f9030036a199ae639f3e62a2ad886dc1f38783e7\
     0e36a199ae63a35f3e62a2ad886e2bc03a2407c2285fa7c7319dac29403fc07c22c07c23005fa7c7889f9d96a900ff7fc0f902c0\
     f902805fa7c788b79d96a90107ffd9";

fn bytes_of(hexadecimal: &str) -> Vec<u8> {
    super::compressed::even(crate::pixels::testing::from_hex(hexadecimal))
}

fn grey_12() -> FrameFormat {
    FrameFormat {
        rows: 32,
        columns: 32,
        frames: 2,
        bits_stored: 12,
        high_bit: 11,
        ..grey(16)
    }
}

/// Frames of noise in the stored bits, written by our encoder; the header may call them otherwise.
fn compressed(stored: &FrameFormat, stated: &FrameFormat, uid: &str) -> Instance {
    let source = native_noise(stored, false);
    let frame = |number| {
        let mut frame = decode_frame(&source, number).unwrap();
        frame.precision = stored.bits_stored;
        for index in 0..frame.words.len() {
            let value = stored.value_of_word(frame.words.get(index));
            frame.words.set(index, value as u64);
        }
        vec![compressed::even(Jpeg2000.encode(&frame).unwrap())]
    };
    let frames: Vec<_> = (0..stored.frames).map(frame).collect();
    encapsulated(stated, uid, &frames, true)
}

/// Everything that JPEG 2000 can hold.
fn formats() -> Vec<FrameFormat> {
    let mut formats = vec![
        FrameFormat {
            photometric: Photometric::Palette,
            ..grey(8)
        },
        FrameFormat {
            bits_stored: 1,
            high_bit: 0,
            ..grey(8)
        },
        FrameFormat {
            columns: 1,
            ..grey(16)
        },
        FrameFormat {
            rows: 1,
            ..grey(16)
        },
    ];
    for photometric in [Photometric::Rgb, Photometric::YbrFull, Photometric::YbrRct] {
        for bits in [8, 16] {
            formats.push(coloured(photometric, bits));
        }
    }
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

/// Bytes of the colour transform in the coding style segments of every frame: 1 if there is one.
fn transforms(instance: &Instance) -> Vec<u8> {
    let Some(PixelLayout::Encapsulated { fragments, .. }) =
        instance.pixels.as_ref().map(|pixels| &pixels.layout)
    else {
        panic!("not encapsulated")
    };
    let of = |range: &std::ops::Range<u64>| {
        let bytes = instance.body.read(range.clone()).unwrap();
        let at = bytes.windows(4).position(|b| b == [0xFF, 0x52, 0, 12]);
        bytes[at.unwrap() + 8]
    };
    fragments.iter().map(of).collect()
}

fn term_of(instance: &Instance) -> String {
    let text = instance.data_set.text(tags::PHOTOMETRIC_INTERPRETATION);
    text.unwrap()
}

#[test]
fn jpeg_2000_of_another_encoder_is_decoded_exactly_and_painted_without_loss() {
    let colour = FrameFormat {
        rows: 32,
        columns: 32,
        frames: 2,
        ..coloured(Photometric::YbrRct, 8)
    };
    type Expected = fn(u64, u64) -> Vec<u64>;
    let cases: [(FrameFormat, &str, Expected); 2] = [
        (grey_12(), GREY_JPEG_2000, |x, y| vec![37 * x + 80 * y]),
        (colour, COLOUR_JPEG_2000, |x, y| {
            vec![8 * x, 8 * y, 4 * x + 4 * y]
        }),
    ];
    for (format, stream, expected) in cases {
        let frame = || vec![bytes_of(stream)];
        let original = encapsulated(
            &format,
            TransferSyntax::JPEG_2000_LOSSLESS,
            &[frame(), frame()],
            false,
        );
        let decoded = decode_frame(&original, 1).unwrap();
        let samples = (0..32 * 32).flat_map(|pixel| expected(pixel % 32, pixel / 32));
        assert!(
            samples
                .enumerate()
                .all(|(index, sample)| decoded.words.get(index) == sample)
        );
        check(&original, &everywhere(), |_| true);
        let result = check(&original, &middle_frame(), |frame| frame == 1);
        let syntax = &result.transfer_syntax.uid;
        assert_eq!(syntax, TransferSyntax::JPEG_2000_LOSSLESS);
        assert!(result.data_set.get(tags::LOSSY_IMAGE_COMPRESSION).is_none());
        assert_eq!(transforms(&original), transforms(&result));
    }
}

#[test]
fn jpeg_2000_is_painted_in_its_own_syntax_and_other_frames_keep_their_bytes() {
    for uid in [
        TransferSyntax::JPEG_2000_LOSSLESS,
        TransferSyntax::JPEG_2000,
    ] {
        for format in formats() {
            let original = compressed(&format, &format, uid);
            check(&original, &everywhere(), |_| true);
            let result = check(&original, &middle_frame(), |frame| frame == 1);
            assert_eq!(result.transfer_syntax.uid, uid);
            assert_eq!(transforms(&original), transforms(&result));
            let redacted = redact(&original, &middle_frame()).unwrap();
            let RedactedPixels::Encapsulated { frames } = &redacted.pixels else {
                panic!("not encapsulated")
            };
            assert!(matches!(frames[0][..], [Part::Range(_)]));
            assert!(matches!(frames[2][..], [Part::Range(_)]));
            assert_eq!(redacted.attributes, []);
        }
    }
}

#[test]
fn high_throughput_jpeg_2000_becomes_jpeg_2000_with_its_colour_transform() {
    for format in formats() {
        // The decoder does not ask the header which of the two a stream is.
        let original = compressed(&format, &format, "1.2.840.10008.1.2.4.201");
        check(&original, &everywhere(), |_| true);
        let result = check(&original, &middle_frame(), |frame| frame == 1);
        let syntax = &result.transfer_syntax.uid;
        assert_eq!(syntax, TransferSyntax::JPEG_2000_LOSSLESS);
        let name = match format.photometric {
            Photometric::Rgb => "YBR_RCT",
            other => other.term(),
        };
        assert_eq!(term_of(&result), name);
        assert!(result.data_set.get(tags::LOSSY_IMAGE_COMPRESSION).is_none());
    }
}

#[test]
fn the_irreversible_transform_is_renamed_once_no_frame_has_it() {
    let stored = coloured(Photometric::YbrRct, 8);
    let stated = coloured(Photometric::YbrIct, 8);
    let original = compressed(&stored, &stated, TransferSyntax::JPEG_2000);
    let all = check(&original, &everywhere(), |_| true);
    assert_eq!(term_of(&all), "YBR_RCT");
    let one = check(&original, &middle_frame(), |frame| frame == 1);
    assert_eq!(term_of(&one), "YBR_ICT");
    assert_eq!(transforms(&one), [1, 1, 1]);
}

#[test]
fn colour_called_subsampled_that_is_not_is_painted_at_full_size() {
    let stored = coloured(Photometric::YbrFull, 8);
    let stated = coloured(Photometric::YbrFull422, 8);
    let original = compressed(&stored, &stated, TransferSyntax::JPEG_2000_LOSSLESS);
    let result = check(&original, &everywhere(), |_| true);
    assert_eq!(term_of(&result), "YBR_FULL");
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
        let uid = TransferSyntax::JPEG_2000_LOSSLESS;
        let original = compressed(&format(stream), &format(stored), uid);
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
fn what_is_written_holds_nothing_but_the_picture() {
    let format = grey(16);
    let frame = decode_frame(&native_noise(&format, false), 0).unwrap();
    let bytes = compressed::even(Jpeg2000.encode(&frame).unwrap());
    assert!(!bytes.windows(2).any(|pair| pair == [0xFF, 0x64]));
    let frames = [vec![bytes.clone()], vec![bytes.clone()], vec![bytes]];
    let instance = encapsulated(&format, TransferSyntax::JPEG_2000_LOSSLESS, &frames, true);
    assert_eq!(crate::pixels::stripped(&instance), Ok(None));
}

#[test]
fn noise_of_one_bit_in_transformed_colours_comes_back() {
    for seed in 0..60 {
        let format = FrameFormat {
            rows: 20,
            columns: 17,
            frames: 1,
            bits_stored: 1,
            high_bit: 0,
            ..coloured(Photometric::YbrRct, 8)
        };
        let mut bytes = crate::pixels::testing::noise(format.samples(), seed);
        bytes.iter_mut().for_each(|byte| *byte &= 1);
        let words = Words::U8(bytes);
        let frame = Frame {
            format,
            precision: 1,
            words,
        };
        let stream = Jpeg2000.encode(&frame).unwrap();
        let again = Jpeg2000.decode(&stream, &frame.format).unwrap();
        assert_eq!(again.words, frame.words);
    }
}

#[test]
fn frames_of_more_than_16_bits_are_not_written() {
    let frame = decode_frame(&native_noise(&grey(32), false), 0).unwrap();
    assert!(Jpeg2000.encode(&frame).is_err());
}

proptest::proptest! {
    #[test]
    fn every_picture_comes_back(
        columns in 1_u32..40,
        rows in 1_u32..40,
        // The codec loses some noise of a single bit: such a frame is found out by the check after painting, and held.
        bits in 2_u16..=16,
        signed: bool,
        colour in 0..3_usize,
        noise: bool,
        seed: u32,
    ) {
        let format = FrameFormat {
            rows, columns, signed, frames: 1, bits_stored: bits, high_bit: bits - 1,
            ..[
                grey(16), coloured(Photometric::Rgb, 16), coloured(Photometric::YbrRct, 16),
            ][colour].clone()
        };
        let bytes = match noise {
            true => crate::pixels::testing::noise(format.samples() * 2, seed),
            false => (0..format.samples()).flat_map(|at| ((at / 3) as u16).to_le_bytes()).collect(),
        };
        let mut frame = Frame { format, precision: bits, words: Words::from_le_bytes(bytes, 2) };
        for index in 0..frame.words.len() {
            let value = frame.format.value_of_word(frame.words.get(index));
            frame.words.set(index, value as u64);
        }
        let stream = Jpeg2000.encode(&frame).unwrap();
        let again = Jpeg2000.decode(&stream, &frame.format).unwrap();
        proptest::prop_assert_eq!(again.words, frame.words);
    }

    #[test]
    fn damaged_jpeg_2000_is_an_error_or_a_picture(at in 0_usize..2000, byte: u8) {
        let mut stream = bytes_of(GREY_JPEG_2000);
        let at = at % stream.len();
        stream[at] = byte;
        let format = FrameFormat { frames: 1, ..grey_12() };
        let _ = decode_frame(&encapsulated(&format, TransferSyntax::JPEG_2000, &[vec![stream]], false), 0);
    }
}
