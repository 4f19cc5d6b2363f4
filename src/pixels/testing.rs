//! Instances made by code, for the tests of this room.

use std::rc::Rc;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::format::{FrameFormat, Photometric, SampleKind};
use crate::dicom::{
    DataSet, DataSetExt, Instance, MemorySource, Part, PixelBytes, PixelLayout, Source,
    TransferSyntax,
};

/// A small grey format to be varied by struct update.
pub fn grey(bits_allocated: u16) -> FrameFormat {
    FrameFormat {
        rows: 12,
        columns: 18,
        frames: 3,
        samples_per_pixel: 1,
        bits_allocated,
        bits_stored: bits_allocated,
        high_bit: bits_allocated - 1,
        signed: false,
        planar: false,
        photometric: Photometric::Monochrome2,
        kind: SampleKind::Integer,
    }
}

/// A small colour format.
pub fn coloured(photometric: Photometric, bits_allocated: u16) -> FrameFormat {
    FrameFormat {
        samples_per_pixel: 3,
        photometric,
        ..grey(bits_allocated)
    }
}

/// The attributes of a format.
pub fn data_set(format: &FrameFormat) -> DataSet {
    let mut data_set = DataSet::new_empty();
    let numbers = [
        (tags::ROWS, format.rows as u16),
        (tags::COLUMNS, format.columns as u16),
        (tags::SAMPLES_PER_PIXEL, format.samples_per_pixel),
        (tags::BITS_ALLOCATED, format.bits_allocated),
        (tags::BITS_STORED, format.bits_stored),
        (tags::HIGH_BIT, format.high_bit),
        (tags::PIXEL_REPRESENTATION, u16::from(format.signed)),
        (tags::PLANAR_CONFIGURATION, u16::from(format.planar)),
    ];
    for (tag, number) in numbers {
        data_set.put_raw(tag, VR::US, number.to_le_bytes());
    }
    data_set.put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, &format.frames.to_string());
    data_set.put_ascii(
        tags::PHOTOMETRIC_INTERPRETATION,
        VR::CS,
        format.photometric.term(),
    );
    if format.photometric == Photometric::Palette {
        put_palette(&mut data_set);
    }
    data_set
}

/// 256 entries of which number 7 is the blackest.
fn put_palette(data_set: &mut DataSet) {
    let grey: Vec<u8> = (0..=255_u8)
        .map(|index| {
            if index == 7 {
                1
            } else {
                index.wrapping_mul(5) | 2
            }
        })
        .collect();
    for offset in 0..3 {
        let descriptor = [256_u16, 0, 8].map(u16::to_le_bytes).concat();
        data_set.put_raw(Tag(0x0028, 0x1101 + offset), VR::US, descriptor);
        data_set.put_raw(Tag(0x0028, 0x1201 + offset), VR::OW, grey.clone());
    }
}

/// An uncompressed instance of `bytes` as they lie in the file.
pub fn native(format: &FrameFormat, bytes: Vec<u8>, big_endian: bool) -> Instance {
    let uid = match big_endian {
        true => TransferSyntax::EXPLICIT_BIG_ENDIAN,
        false => TransferSyntax::EXPLICIT_LITTLE_ENDIAN,
    };
    let (tag, vr) = match format.kind {
        SampleKind::Float => (tags::FLOAT_PIXEL_DATA, VR::OF),
        SampleKind::Double => (tags::DOUBLE_FLOAT_PIXEL_DATA, VR::OD),
        SampleKind::Integer => (tags::PIXEL_DATA, VR::OW),
    };
    // Bytes before the value, so that ranges which forget their origin are caught.
    let origin = 5;
    let layout = PixelLayout::Native {
        range: origin..origin + bytes.len() as u64,
    };
    let body = [vec![0xEE; origin as usize], bytes].concat();
    instance(
        data_set(format),
        uid,
        body,
        PixelBytes {
            tag,
            vr,
            big_endian,
            layout,
        },
    )
}

/// A compressed instance: the fragments of each frame.
pub fn encapsulated(
    format: &FrameFormat,
    uid: &str,
    frames: &[Vec<Vec<u8>>],
    with_table: bool,
) -> Instance {
    let mut body = vec![0xEE; 3];
    let mut offset_table = Vec::new();
    let mut fragments = Vec::new();
    let first = body.len() as u64;
    for frame in frames {
        offset_table.push((body.len() as u64 - first) as u32);
        for fragment in frame {
            body.extend([0xFE, 0xFF, 0x00, 0xE0]);
            body.extend((fragment.len() as u32).to_le_bytes());
            let start = body.len() as u64;
            body.extend_from_slice(fragment);
            fragments.push(start..body.len() as u64);
        }
    }
    if !with_table {
        offset_table.clear();
    }
    let layout = PixelLayout::Encapsulated {
        offset_table,
        items: first..body.len() as u64,
        fragments,
        contiguous: true,
    };
    let pixels = PixelBytes {
        tag: tags::PIXEL_DATA,
        vr: VR::OB,
        big_endian: false,
        layout,
    };
    instance(data_set(format), uid, body, pixels)
}

fn instance(data_set: DataSet, uid: &str, body: Vec<u8>, pixels: PixelBytes) -> Instance {
    Instance {
        transfer_syntax: TransferSyntax::new(uid),
        data_set,
        pixels: Some(pixels),
        flaws: Vec::new(),
        body: Rc::new(MemorySource::new(body)),
        body_is_original: true,
    }
}

/// The bytes that parts stand for.
pub fn assembled(instance: &Instance, parts: &[Part]) -> Vec<u8> {
    let bytes = parts.iter().map(|part| match part {
        Part::Bytes(bytes) => bytes.clone(),
        Part::Range(range) => instance.body.read(range.clone()).unwrap(),
        Part::Spooled(_) => panic!("spooled"),
    });
    bytes.collect::<Vec<_>>().concat()
}

/// Bytes without a pattern, the same for the same seed.
pub fn noise(count: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12_345);
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 11) as u8
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// Bytes of all frames of a native value, rounded up to whole bytes.
pub fn native_length(format: &FrameFormat) -> usize {
    (format.native_frame_bits() * u64::from(format.frames)).div_ceil(8) as usize
}

/// Bytes written as hexadecimal digits.
pub fn from_hex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    pairs.map(byte).collect()
}
