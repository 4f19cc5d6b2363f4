//! JPEG 2000, from streams made by another encoder.

use dicom_dictionary_std::tags;

use super::*;

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
    let digits = hexadecimal.as_bytes().chunks(2);
    super::compressed::even(
        digits
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect(),
    )
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

#[test]
fn jpeg_2000_is_decoded_exactly_and_painted_as_lossless_jpeg() {
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
        assert_eq!(
            result.transfer_syntax.uid,
            TransferSyntax::JPEG_LOSSLESS_SV1
        );
        assert!(result.data_set.get(tags::LOSSY_IMAGE_COMPRESSION).is_none());
    }
}

proptest::proptest! {
    #[test]
    fn damaged_jpeg_2000_is_an_error_or_a_picture(at in 0_usize..2000, byte: u8) {
        let mut stream = bytes_of(GREY_JPEG_2000);
        let at = at % stream.len();
        stream[at] = byte;
        let format = FrameFormat { frames: 1, ..grey_12() };
        let _ = decode_frame(&encapsulated(&format, TransferSyntax::JPEG_2000, &[vec![stream]], false), 0);
    }
}
