//! Samples with and without something drawn in their unused bits.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::*;
use crate::dicom::{MemorySource, PixelBytes, TransferSyntax};

fn instance(big_endian: bool) -> Instance {
    let mut data_set = DataSet::new_empty();
    let mut number = |group, element, value: u16| {
        data_set.put_raw(Tag(group, element), VR::US, value.to_le_bytes());
    };
    for (element, value) in [
        (0x0002, 1),
        (0x0010, 1),
        (0x0011, 2),
        (0x0100, 16),
        (0x0101, 12),
        (0x0102, 11),
        (0x0103, 0),
    ] {
        number(0x0028, element, value);
    }
    number(0x6000, overlay::BITS_ALLOCATED, 16);
    number(0x6000, overlay::BIT_POSITION, 12);
    data_set.put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2");
    let samples = [0x1ABCu16, 0xF123];
    let bytes: Vec<u8> = samples
        .iter()
        .flat_map(|sample| {
            if big_endian {
                sample.to_be_bytes()
            } else {
                sample.to_le_bytes()
            }
        })
        .collect();
    Instance {
        transfer_syntax: TransferSyntax::new(if big_endian {
            TransferSyntax::EXPLICIT_BIG_ENDIAN
        } else {
            TransferSyntax::EXPLICIT_LITTLE_ENDIAN
        }),
        data_set,
        pixels: Some(PixelBytes {
            tag: tags::PIXEL_DATA,
            vr: VR::OW,
            big_endian,
            layout: PixelLayout::Native { range: 0..4 },
        }),
        flaws: Vec::new(),
        body: Rc::new(MemorySource::new(bytes)),
        body_is_original: true,
    }
}

#[test]
fn unused_bits_are_cleared_and_the_picture_stays() {
    for (big_endian, expected) in [
        (false, [0xBC, 0x0A, 0x23, 0x01]),
        (true, [0x0A, 0xBC, 0x01, 0x23]),
    ] {
        let cleared = without_unused_bits(&instance(big_endian)).unwrap().unwrap();
        assert_eq!(cleared.body.read(0..4).unwrap(), expected);
        assert!(!cleared.body_is_original);
    }
}

/// Of 16-bit words of which 12 bits are stored, without any overlay group.
fn plain(words: &[u16], signed: bool) -> Instance {
    let mut plain = instance(false);
    for element in [overlay::BITS_ALLOCATED, overlay::BIT_POSITION] {
        plain.data_set.remove_element(Tag(0x6000, element));
    }
    plain.data_set.put_raw(
        tags::PIXEL_REPRESENTATION,
        VR::US,
        u16::from(signed).to_le_bytes(),
    );
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    if let Some(pixels) = &mut plain.pixels {
        let range = 0..bytes.len() as u64;
        pixels.layout = PixelLayout::Native { range };
    }
    plain.body = Rc::new(MemorySource::new(bytes));
    plain
}

fn after(instance: &Instance) -> Option<Vec<u16>> {
    let cleared = without_unused_bits(instance).unwrap()?;
    let bytes = cleared.body.read(0..cleared.body.len()).unwrap();
    let words = bytes.as_chunks().0.iter();
    Some(words.map(|word| u16::from_le_bytes(*word)).collect())
}

#[test]
fn unused_bits_that_say_nothing_are_left_alone() {
    for words in [&[0x0000, 0x0FFF, 0x0800][..], &[0xFFFF, 0x07FF, 0xF800, 0]] {
        assert_eq!(after(&plain(words, false)), None);
        assert_eq!(after(&plain(words, true)), None);
    }
}

#[test]
fn bits_above_the_stored_ones_are_cleared_without_any_overlay_group() {
    let drawn = [0x1ABC, 0x0123, 0x8456];
    assert_eq!(
        after(&plain(&drawn, false)),
        Some(vec![0x0ABC, 0x0123, 0x0456])
    );
    // Neither zeros nor copies throughout: the choice between them could spell something.
    let mixed = [0x0800, 0xF800];
    assert_eq!(after(&plain(&mixed, false)), Some(vec![0x0800, 0x0800]));
}

#[test]
fn negative_samples_stay_negative() {
    let drawn = [0xFFFE, 0x1004, 0xF801];
    assert_eq!(
        after(&plain(&drawn, true)),
        Some(vec![0xFFFE, 0x0004, 0xF801])
    );
}

#[test]
fn padding_outside_of_the_stored_bits_stays() {
    let mut padded = plain(&[0x8000, 0x0123, 0x8000], true);
    padded
        .data_set
        .put_raw(tags::PIXEL_PADDING_VALUE, VR::SS, 0x8000u16.to_le_bytes());
    assert_eq!(after(&padded), None);
}

#[test]
fn what_is_drawn_between_padding_and_samples_that_look_the_same_goes() {
    // Both are shown as 0, and as 0x0123: a picture could be made of the difference.
    for (words, cleared) in [
        (
            &[0x8000, 0x0000, 0x8000, 0x0456][..],
            &[0, 0, 0, 0x0456][..],
        ),
        (&[0x8123, 0x0123, 0x8000], &[0x0123, 0x0123, 0x8000]),
    ] {
        let mut padded = plain(words, false);
        for (tag, word) in [
            (tags::PIXEL_PADDING_VALUE, 0x8000_u16),
            (tags::PIXEL_PADDING_RANGE_LIMIT, 0x8123),
        ] {
            padded.data_set.put_raw(tag, VR::US, word.to_le_bytes());
        }
        assert_eq!(after(&padded), Some(cleared.to_vec()));
    }
}

#[test]
fn words_of_64_bits_are_looked_at_too() {
    let mut wide = plain(&[0x0ABC, 0, 0, 0x4000], false);
    for (element, number) in [(0x0100, 64_u16), (0x0101, 12), (0x0102, 11)] {
        let tag = Tag(0x0028, element);
        wide.data_set.put_raw(tag, VR::US, number.to_le_bytes());
    }
    assert_eq!(after(&wide), Some(vec![0x0ABC, 0, 0, 0]));
}

#[test]
fn reads_at_any_place_see_the_same_cleared_samples() {
    let words: Vec<u16> = (0..500).map(|n| n * 131).collect();
    let cleared = without_unused_bits(&plain(&words, false)).unwrap().unwrap();
    let whole = cleared.body.read(0..1000).unwrap();
    for (start, end) in [(0, 1), (1, 2), (1, 1000), (3, 8), (500, 501), (999, 1000)] {
        let piece = cleared.body.read(start..end).unwrap();
        assert_eq!(piece, whole[start as usize..end as usize]);
    }
}

#[test]
fn an_overlay_in_a_compressed_picture_is_an_error() {
    let mut compressed = instance(false);
    if let Some(pixels) = &mut compressed.pixels {
        pixels.layout = PixelLayout::Encapsulated {
            offset_table: Vec::new(),
            items: 0..4,
            fragments: vec![0..4],
            contiguous: true,
        };
    }
    assert!(without_unused_bits(&compressed).is_err());
}
