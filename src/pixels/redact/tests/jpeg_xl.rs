//! JPEG XL, from streams made by another encoder: 18 × 12 pixels each.

use dicom_dictionary_std::tags;

use super::*;

const LOSSLESS: &str = "1.2.840.10008.1.2.4.110";
const OF_A_JPEG: &str = "1.2.840.10008.1.2.4.111";
const JPEG_XL: &str = "1.2.840.10008.1.2.4.112";

/// Lossless, 12 bits, of which pixel (x, y) is 37 x + 80 y.
const GREY: &str = "ff0a584018142d0208040100c0014b2824c6474141c48835176330d731c6183d0f600b169224499224491a6f41499224499224a1\
     24499224499250922449922449230f28499224499224942449922449124a9224499224e9e4092549922449928492244992244942\
     4992244912a09a24a124499224499250922449922449";
/// Lossless, colours (8 x, 8 y, 4 x + 4 y).
const COLOUR: &str = "ff0a58401009080401005c014b2831dda4bded283cac0a0a4a82028c959852c63c9cc33ac68888181ce14204180088f8e29e1a00\
     41fd007a1e00bf9a293d1dcd8e4f224112890589651673d6bb16f0e00fb0ca0f685aeed690003f872db3db0e622701";
/// The same, lossy, in XYB.
const LOSSY: &str = "ff0a58c0010013880200d401b59f200000152aa38c1bbc9cebf9f24387c5b48deb0c6db56d610963b3bd3048488a0b42793b15bd\
     c080410c85215a53a4cabb5c9fa5f4cb2f61d037e6cccc0c5e6335015021051280ba649022636414852007009764ec1a80f68016\
     40e31b8f8327f70932d3faec8d28d50dfe33df19b0d907040b";

fn bytes_of(hexadecimal: &str) -> Vec<u8> {
    super::compressed::even(crate::pixels::testing::from_hex(hexadecimal))
}

fn grey_12() -> FrameFormat {
    FrameFormat {
        bits_stored: 12,
        high_bit: 11,
        ..grey(16)
    }
}

fn of_three(format: &FrameFormat, uid: &str, stream: &[u8]) -> Instance {
    let frame = || vec![stream.to_vec()];
    encapsulated(format, uid, &[frame(), frame(), frame()], true)
}

/// The stream in a container, in two pieces, with what a camera would put beside it.
fn contained(stream: &[u8]) -> Vec<u8> {
    let of_kind = |kind: &[u8; 4], body: &[u8]| {
        let length = (body.len() as u32 + 8).to_be_bytes();
        [&length[..], kind, body].concat()
    };
    let (first, second) = stream.split_at(20);
    super::compressed::even(
        [
            b"\x00\x00\x00\x0cJXL \r\n\x87\n".to_vec(),
            of_kind(b"ftyp", b"jxl \0\0\0\0jxl "),
            of_kind(b"Exif", b"\0\0\0\0II*\0DOE^JANE"),
            of_kind(b"jxlp", &[&[0, 0, 0, 0], first].concat()),
            of_kind(b"jxlp", &[&[0x80, 0, 0, 1], second].concat()),
        ]
        .concat(),
    )
}

fn exactly(
    format: &FrameFormat,
    uid: &str,
    stream: &[u8],
    expected: impl Fn(u64, u64) -> Vec<u64>,
) {
    let original = of_three(format, uid, stream);
    let decoded = decode_frame(&original, 1).unwrap();
    let samples = (0..18 * 12).flat_map(|pixel| expected(pixel % 18, pixel / 18));
    for (index, sample) in samples.enumerate() {
        assert_eq!(decoded.words.get(index), sample, "{index}");
    }
    check(&original, &everywhere(), |_| true);
    let result = check(&original, &middle_frame(), |frame| frame == 1);
    let syntax = &result.transfer_syntax.uid;
    assert_eq!(syntax, TransferSyntax::JPEG_2000_LOSSLESS);
}

#[test]
fn lossless_jpeg_xl_is_decoded_exactly_and_painted_as_jpeg_2000() {
    let stream = bytes_of(GREY);
    for stream in [&stream, &contained(&stream)] {
        exactly(&grey_12(), LOSSLESS, stream, |x, y| vec![37 * x + 80 * y]);
    }
    exactly(
        &coloured(Photometric::Rgb, 8),
        LOSSLESS,
        &bytes_of(COLOUR),
        |x, y| vec![8 * x, 8 * y, 4 * x + 4 * y],
    );
}

#[test]
fn lossy_jpeg_xl_comes_out_as_rgb_whatever_the_header_calls_it() {
    let stream = bytes_of(LOSSY);
    for (photometric, uid) in [
        (Photometric::Xyb, JPEG_XL),
        (Photometric::Rgb, JPEG_XL),
        (Photometric::YbrFull422, OF_A_JPEG),
    ] {
        let original = of_three(&coloured(photometric, 8), uid, &stream);
        let decoded = decode_frame(&original, 0).unwrap();
        for pixel in 0..18 * 12_u64 {
            let (x, y) = (pixel % 18, pixel / 18);
            for (sample, meant) in [8 * x, 8 * y, 4 * x + 4 * y].into_iter().enumerate() {
                let is = decoded.words.get(3 * pixel as usize + sample);
                assert!(is.abs_diff(meant) <= 24, "{is} for {meant}");
            }
        }
        let result = check(&original, &everywhere(), |_| true);
        let text = |tag| result.data_set.text(tag);
        assert_eq!(
            text(tags::PHOTOMETRIC_INTERPRETATION).as_deref(),
            Some("YBR_RCT")
        );
        let lossy = text(tags::LOSSY_IMAGE_COMPRESSION);
        assert_eq!(lossy.as_deref(), (uid == OF_A_JPEG).then_some("01"));
    }
}

#[test]
fn a_stream_of_another_size_or_kind_than_the_header_says_is_refused() {
    let stream = bytes_of(GREY);
    for format in [
        FrameFormat {
            rows: 13,
            ..grey_12()
        },
        coloured(Photometric::Rgb, 16),
    ] {
        let original = of_three(&format, LOSSLESS, &stream);
        assert!(matches!(
            decode_frame(&original, 0),
            Err(PixelError::Mismatch(_))
        ));
    }
    let cut = of_three(&grey_12(), LOSSLESS, &stream[..60]);
    assert!(decode_frame(&cut, 0).is_err());
    assert!(redact(&cut, &everywhere()).is_err());
}

proptest::proptest! {
    #[test]
    fn damaged_jpeg_xl_is_an_error_or_a_picture(at in 0_usize..2000, byte: u8, which in 0..3_usize) {
        let mut stream = bytes_of([GREY, COLOUR, LOSSY][which]);
        let at = at % stream.len();
        stream[at] = byte;
        let format = if which == 0 { grey_12() } else { coloured(Photometric::Rgb, 8) };
        let _ = decode_frame(&of_three(&format, LOSSLESS, &stream), 0);
    }

    #[test]
    fn damaged_containers_are_an_error_or_a_picture(at in 0_usize..90, byte: u8) {
        let mut stream = contained(&bytes_of(GREY));
        stream[at] = byte;
        let _ = decode_frame(&of_three(&grey_12(), LOSSLESS, &stream), 0);
    }
}
