//! JPEG 2000 in a dedicated worker of a real browser: its encoder is C turned to Rust, and expects a C library that
//! only native builds have.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use darkroom::dicom::{
    DataSet, DataSetExt, Instance, MemorySource, Part, PixelBytes, PixelLayout, TransferSyntax,
};
use darkroom::pixels::codec::Codec;
use darkroom::pixels::codec::jpeg2000::Jpeg2000;
use darkroom::pixels::codec::wasm_shims::NullTolerant;
use darkroom::pixels::format::{Photometric, SampleKind};
use darkroom::pixels::{
    self, Frame, FrameFormat, FrameRegion, FrameSpan, Rect, RedactedPixels, Words,
};
use dicom_core::VR;
use dicom_dictionary_std::tags;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[global_allocator]
static ALLOCATOR: NullTolerant = NullTolerant;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn format(
    (columns, rows): (u32, u32),
    bits: u16,
    signed: bool,
    photometric: Photometric,
) -> FrameFormat {
    FrameFormat {
        rows,
        columns,
        frames: 1,
        samples_per_pixel: if photometric.is_ybr() { 3 } else { 1 },
        bits_allocated: 16,
        bits_stored: bits,
        high_bit: bits - 1,
        signed,
        planar: false,
        photometric,
        kind: SampleKind::Integer,
    }
}

/// A gradient under noise.
fn frame(format: &FrameFormat) -> Frame {
    let mut state = 12_345_u32;
    let words = (0..format.samples()).map(|at| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let word = u64::from((at as u32).wrapping_mul(7).wrapping_add(state >> 26));
        format.value_of_word(word) as u16
    });
    Frame {
        format: format.clone(),
        precision: format.bits_stored,
        words: Words::U16(words.collect()),
    }
}

#[wasm_bindgen_test]
fn frames_of_every_kind_come_back_as_they_were() {
    let sizes = [(1, 1), (1, 77), (90, 1), (2, 3), (31, 64), (65, 130)];
    for size in sizes {
        for (bits, signed) in [(1, false), (8, true), (12, false), (12, true), (16, false)] {
            for photometric in [
                Photometric::Monochrome2,
                Photometric::YbrRct,
                Photometric::YbrFull,
            ] {
                let frame = frame(&format(size, bits, signed, photometric));
                let stream = Jpeg2000.encode(&frame).unwrap();
                let again = Jpeg2000.decode(&stream, &frame.format).unwrap();
                assert!(again.words == frame.words, "{:?}", frame.format);
            }
        }
    }
}

#[wasm_bindgen_test]
fn many_large_frames_fit_one_after_another() {
    let frame = frame(&format((512, 512), 16, true, Photometric::Monochrome2));
    let before = core::arch::wasm32::memory_size(0);
    let mut after_one = 0;
    for number in 0..20 {
        let stream = Jpeg2000.encode(&frame).unwrap();
        let again = Jpeg2000.decode(&stream, &frame.format).unwrap();
        assert!(again.words == frame.words);
        if number == 0 {
            after_one = core::arch::wasm32::memory_size(0);
        }
    }
    let after = core::arch::wasm32::memory_size(0);
    // Pages of 64 KiB; a leak of one frame's samples alone would take 16 of them a round.
    assert!(after - after_one < 64, "{before} {after_one} {after}");
}

#[wasm_bindgen_test]
fn a_rectangle_is_painted_into_a_frame_and_nothing_else_changes() {
    let format = format((200, 150), 12, false, Photometric::Monochrome2);
    let mut stream = Jpeg2000.encode(&frame(&format)).unwrap();
    if stream.len() % 2 == 1 {
        stream.push(0);
    }
    let instance = instance(&format, stream);
    let before = pixels::decode_frame(&instance, 0).unwrap();
    let rect = Rect {
        x: 20,
        y: 30,
        width: 100,
        height: 40,
    };
    let region = FrameRegion {
        rect,
        frames: FrameSpan::All,
    };
    let redacted = pixels::redact(&instance, &[region]).unwrap();
    assert_eq!(
        redacted.transfer_syntax.uid,
        TransferSyntax::JPEG_2000_LOSSLESS
    );
    let RedactedPixels::Encapsulated { frames } = &redacted.pixels else {
        panic!("not encapsulated")
    };
    let [Part::Bytes(stream)] = frames[0].as_slice() else {
        panic!("not encoded again")
    };
    let after = Jpeg2000.decode(stream, &format).unwrap();
    for pixel in 0..format.pixels() {
        let (x, y) = (pixel as u32 % 200, pixel as u32 / 200);
        let inside = (20..120).contains(&x) && (30..70).contains(&y);
        let expected = if inside { 0 } else { before.words.get(pixel) };
        assert_eq!(after.words.get(pixel), expected);
    }
}

/// One frame of JPEG 2000.
fn instance(format: &FrameFormat, stream: Vec<u8>) -> Instance {
    let mut data_set = DataSet::new_empty();
    for (tag, number) in [
        (tags::ROWS, format.rows as u16),
        (tags::COLUMNS, format.columns as u16),
        (tags::SAMPLES_PER_PIXEL, format.samples_per_pixel),
        (tags::BITS_ALLOCATED, format.bits_allocated),
        (tags::BITS_STORED, format.bits_stored),
        (tags::HIGH_BIT, format.high_bit),
        (tags::PIXEL_REPRESENTATION, u16::from(format.signed)),
    ] {
        data_set.put_raw(tag, VR::US, number.to_le_bytes());
    }
    let term = format.photometric.term();
    data_set.put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, term);
    let length = stream.len() as u64;
    let item = [
        &[0xFE, 0xFF, 0x00, 0xE0],
        &(length as u32).to_le_bytes()[..],
        &stream,
    ];
    Instance {
        transfer_syntax: TransferSyntax::new(TransferSyntax::JPEG_2000_LOSSLESS),
        data_set,
        pixels: Some(PixelBytes {
            tag: tags::PIXEL_DATA,
            vr: VR::OB,
            big_endian: false,
            layout: PixelLayout::Encapsulated {
                offset_table: vec![0],
                items: 0..8 + length,
                fragments: vec![8..8 + length],
                contiguous: true,
            },
        }),
        flaws: Vec::new(),
        body: Rc::new(MemorySource::new(item.concat())),
        body_is_original: true,
    }
}
