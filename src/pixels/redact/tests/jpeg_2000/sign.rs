//! Where stream and header disagree about the sign.

use super::*;

#[test]
fn a_stream_that_is_signed_where_the_header_says_unsigned_stays_so_and_as_small() {
    for bits in [12, 16] {
        let format = |signed| FrameFormat {
            signed,
            bits_stored: bits,
            high_bit: bits - 1,
            ..grey(16)
        };
        let mut frame = decode_frame(&native_noise(&format(true), false), 0).unwrap();
        for index in 0..frame.words.len() {
            // Small numbers on both sides of zero.
            frame
                .words
                .set(index, (frame.words.get(index) & 7).wrapping_sub(4));
        }
        frame.precision = bits;
        let stream = compressed::even(Jpeg2000.encode(&frame).unwrap());
        let frames = [0; 3].map(|_| vec![stream.clone()]);
        let uid = TransferSyntax::JPEG_2000_LOSSLESS;
        let original = encapsulated(&format(false), uid, &frames, true);
        check(&original, &middle_frame(), |frame| frame == 1);
        let redacted = redact(&original, &middle_frame()).unwrap();
        let RedactedPixels::Encapsulated { frames } = &redacted.pixels else {
            panic!("not encapsulated")
        };
        let painted = crate::pixels::testing::assembled(&original, &frames[1]);
        // The byte of the first component's depth, behind the marker of the size.
        assert_eq!(painted[42] & 0x80, 0x80);
        assert!(painted.len() < stream.len() + 16);
    }
}

#[test]
fn samples_whose_stream_names_the_wrong_sign_are_shown_by_the_header_and_painted() {
    for (header, stream) in [(false, true), (true, false)] {
        let format = |signed| FrameFormat {
            signed,
            frames: 3,
            columns: 64,
            rows: 64,
            ..grey_12()
        };
        // A slope over all values, of which the stream holds the distance from the middle (or what that would be).
        let mut frame = decode_frame(&native_noise(&format(stream), false), 0).unwrap();
        let number = |index: usize| i64::from((index % 64 * 64) as u16);
        for index in 0..frame.words.len() {
            let number = if stream {
                number(index) - 2048
            } else {
                number(index)
            };
            frame.words.set(index, number as u64);
        }
        frame.precision = 12;
        let bytes = compressed::even(Jpeg2000.encode(&frame).unwrap());
        let frames = [0; 3].map(|_| vec![bytes.clone()]);
        let uid = TransferSyntax::JPEG_2000_LOSSLESS;
        let original = encapsulated(&format(header), uid, &frames, true);
        let shown = decode_frame(&original, 0).unwrap();
        let of_word = |index| shown.format.value_of_word(shown.words.get(index));
        let middle = if header { 2048 } else { 0 };
        assert!((0..shown.words.len()).all(|index| of_word(index) == number(index) - middle));
        let result = check(&original, &middle_frame(), |frame| frame == 1);
        // Its stream is of the same sign still: other readers see nothing else change.
        let layout = result.pixels.as_ref().map(|pixels| &pixels.layout);
        let Some(PixelLayout::Encapsulated { fragments, .. }) = layout else {
            panic!("not encapsulated")
        };
        let painted = result.body.read(fragments[1].clone()).unwrap();
        assert_eq!(painted[42] & 0x80 != 0, stream);
    }
}

#[test]
fn black_that_a_signed_stream_has_no_room_for_is_written_as_the_header_has_it() {
    let stored = FrameFormat {
        signed: true,
        ..grey_12()
    };
    let contradictory = FrameFormat {
        photometric: Photometric::Monochrome1,
        signed: false,
        bits_stored: 22,
        high_bit: 23,
        ..stored.clone()
    };
    let contradictory = FrameFormat {
        bits_allocated: 32,
        ..contradictory
    };
    let source = native_noise(&stored, false);
    let frame = |number| {
        let mut frame = decode_frame(&source, number).unwrap();
        frame.precision = 12;
        // No negative samples, which would be taken for more bits than there are.
        for index in 0..frame.words.len() {
            frame.words.set(index, frame.words.get(index) & 0x7FF);
        }
        vec![compressed::even(Jpeg2000.encode(&frame).unwrap())]
    };
    let frames: Vec<_> = (0..stored.frames).map(frame).collect();
    let instance = encapsulated(&contradictory, "1.2.840.10008.1.2.4.90", &frames, true);
    let regions = middle_frame();
    check(&instance, &regions, |frame| frame == 1);
}
