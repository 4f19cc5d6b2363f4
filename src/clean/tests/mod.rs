//! Whole files in, the delivered bytes out: what is planted outside of the picture does not survive.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::*;
use crate::deid::uid::OriginalUid;
use crate::deid::{Policy, Preset, Secret};
use crate::dicom::{
    self, DataSet, DataSetExt, MemorySource, Part, PixelLayout, PixelsOut, SourceError,
    TransferSyntax,
};
use crate::pixels::{self, FrameRegion};

mod changed;
mod damage;
mod places;
mod spooled;
mod video;

const PLANTED: &[u8] = b"Zebrowska";

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u16 + 2).to_be_bytes();
    [&[0xFF, marker], &length[..], payload].concat()
}

/// The form of a JPEG of 8 × 8 pixels, with more segments than it needs; its scan cannot be decoded, nor need it be.
fn jpeg(more: &[u8], scan: &[u8]) -> Vec<u8> {
    let frame = segment(0xC0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    let head = segment(0xDA, &[1, 1, 0, 0, 63, 0]);
    [&[0xFF, 0xD8], more, &frame, &head, scan, &[0xFF, 0xD9]].concat()
}

fn even(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() % 2 == 1 {
        bytes.push(0);
    }
    bytes
}

fn header(frames: usize, bits_stored: u8) -> DataSet {
    let mut header = DataSet::new_empty();
    header.put_ascii(tags::SOP_CLASS_UID, VR::UI, "1.2.840.10008.5.1.4.1.1.2");
    header.put_ascii(tags::SOP_INSTANCE_UID, VR::UI, "1.2.3.4");
    header.put_ascii(tags::MODALITY, VR::CS, "CT");
    header.put_ascii(tags::PATIENT_ID, VR::LO, "RXH123456");
    header.put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2");
    header.put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, &frames.to_string());
    for (tag, number) in [
        (tags::ROWS, 8),
        (tags::COLUMNS, 8),
        (tags::SAMPLES_PER_PIXEL, 1),
        (tags::BITS_ALLOCATED, bits_stored.next_multiple_of(8)),
        (tags::BITS_STORED, bits_stored),
        (tags::HIGH_BIT, bits_stored - 1),
        (tags::PIXEL_REPRESENTATION, 0),
    ] {
        header.put_raw(tag, VR::US, [number, 0]);
    }
    header
}

fn file(header: &DataSet, uid: &str, pixels: PixelsOut<'_>) -> Vec<u8> {
    let body = MemorySource::new([]);
    let parts = dicom::write(header, &TransferSyntax::new(uid), pixels, &body).unwrap();
    dicom::assemble(&parts, &body).unwrap()
}

fn compressed(header: &DataSet, frames: Vec<Vec<u8>>) -> Vec<u8> {
    let frames = frames.into_iter().map(|frame| vec![Part::Bytes(frame)]);
    let pixels = PixelsOut::Encapsulated {
        frames: frames.collect(),
    };
    file(header, TransferSyntax::JPEG_BASELINE, pixels)
}

fn native(header: &DataSet, words: &[u16]) -> Vec<u8> {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let pixels = PixelsOut::Native {
        tag: tags::PIXEL_DATA,
        vr: VR::OW,
        parts: vec![Part::Bytes(bytes)],
    };
    file(header, TransferSyntax::EXPLICIT_LITTLE_ENDIAN, pixels)
}

fn cleaned(file: Vec<u8>) -> Result<Cleaned, HeldReason> {
    let order = Order {
        // The streams of these tests are forms without a picture in them.
        undecodable: Undecodable::NotChecked,
        policy: Policy::from(Preset::Research),
        looked_at: true,
        ..Order::default()
    };
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    clean(Rc::new(MemorySource::new(file)), &order, &pseudonyms)
}

fn delivered(cleaned: &Cleaned) -> Vec<u8> {
    let mut bytes = Vec::new();
    let taken = cleaned.for_each_run(|run| {
        bytes.extend_from_slice(run);
        Ok::<(), SourceError>(())
    });
    assert!(taken.is_ok());
    bytes
}

fn holds(bytes: &[u8], planted: &[u8]) -> bool {
    bytes.windows(planted.len()).any(|window| window == planted)
}

fn fragments(file: &[u8]) -> Vec<Vec<u8>> {
    let instance = dicom::read(Rc::new(MemorySource::new(file))).unwrap();
    let PixelLayout::Encapsulated { fragments, .. } = instance.pixels.unwrap().layout else {
        panic!("native")
    };
    let values = fragments.into_iter();
    values
        .map(|range| instance.body.read(range).unwrap())
        .collect()
}

/// A rectangle on every frame, of images that somebody has looked at.
fn painting() -> Order {
    use crate::pixels::{FrameSpan, Rect};
    let rect = Rect {
        x: 1,
        y: 1,
        width: 3,
        height: 3,
    };
    let frames = FrameSpan::All;
    Order {
        regions: vec![FrameRegion { rect, frames }],
        looked_at: true,
        ..Order::default()
    }
}

#[test]
fn nothing_that_is_no_picture_leaves_in_compressed_frames() {
    let scan = [7; 64];
    let plain = even(jpeg(&[], &scan));
    let dirty = [
        jpeg(&segment(0xFE, PLANTED), &scan),
        jpeg(&segment(0xE1, &[b"Exif\0\0", PLANTED].concat()), &scan),
        [jpeg(&[], &scan).as_slice(), &[0], PLANTED].concat(),
    ];
    let frames = dirty.into_iter().map(even).chain([plain.clone()]).collect();
    let file = compressed(&header(4, 8), frames);
    assert!(holds(&file, PLANTED));
    let bytes = delivered(&cleaned(file).unwrap());
    assert!(!holds(&bytes, PLANTED));
    assert_eq!(fragments(&bytes), vec![plain; 4]);
}

#[test]
fn clean_frames_leave_as_ranges_of_the_original() {
    let frame = even(jpeg(&[], &[7; 64]));
    let cleaned = cleaned(compressed(
        &header(2, 8),
        vec![frame.clone(), frame.clone()],
    ))
    .unwrap();
    assert!(cleaned.body_is_original());
    let ranges = cleaned
        .parts()
        .filter(|part| matches!(part, Part::Range(_)));
    assert_eq!(ranges.count(), 1);
    assert_eq!(fragments(&delivered(&cleaned)), [frame.clone(), frame]);
}

#[test]
fn a_stream_that_cannot_be_followed_is_held_with_its_own_reason() {
    let cut = jpeg(&[], &[7; 64]);
    let cut = cut[..cut.len() - 2].to_vec();
    let held = cleaned(compressed(&header(1, 8), vec![even(cut)])).err();
    assert!(matches!(held, Some(HeldReason::StreamUnclear { .. })));
}

#[test]
fn an_extended_offset_table_that_is_not_true_stays_behind() {
    let frame = even(jpeg(&[], &[7; 64]));
    let mut header = header(1, 8);
    for (table, stays) in [([0; 8], true), (*b"Zebrowsk", false)] {
        header.put_raw(tags::EXTENDED_OFFSET_TABLE, VR::OV, table);
        let length = (frame.len() as u64).to_le_bytes();
        header.put_raw(tags::EXTENDED_OFFSET_TABLE_LENGTHS, VR::OV, length);
        let file = compressed(&header, vec![frame.clone()]);
        let instance = dicom::read(Rc::new(MemorySource::new(file))).unwrap();
        let pixels = PixelsOut::Kept(instance.pixels.as_ref().unwrap());
        let syntax = TransferSyntax::new(TransferSyntax::JPEG_BASELINE);
        let parts = dicom::write(&header, &syntax, pixels, &*instance.body).unwrap();
        let file = dicom::assemble(&parts, &*instance.body).unwrap();
        let written = dicom::read(Rc::new(MemorySource::new(file))).unwrap();
        let table = written.data_set.get(tags::EXTENDED_OFFSET_TABLE);
        assert_eq!(table.is_some(), stays);
    }
}

#[test]
fn what_is_drawn_in_unused_bits_goes_and_the_picture_stays() {
    let drawn: Vec<u16> = (0..64).map(|n| (n * 60) | ((n % 3) << 12)).collect();
    let cleaned = cleaned(native(&header(1, 12), &drawn)).unwrap();
    assert!(!cleaned.body_is_original());
    let picture: Vec<u8> = drawn
        .iter()
        .flat_map(|word| (word & 0x0FFF).to_le_bytes())
        .collect();
    assert!(delivered(&cleaned).ends_with(&picture));
}

#[test]
fn frames_that_the_header_miscounts_are_held_by_both_numbers_and_leave_once_they_were_seen() {
    let words: Vec<u16> = (0..3 * 64).map(|at| at * 20).collect();
    let jpegs = vec![even(jpeg(&[], &[1, 2, 3])); 3];
    for said in [1, 2, 4, 7] {
        let set = header(said, 12);
        let files = [
            native(&set, &words),
            compressed(&header(said, 8), jpegs.clone()),
        ];
        for file in files {
            let Err(HeldReason::PictureUnclear { why }) = cleaned(file.clone()) else {
                panic!("not held")
            };
            assert!(
                why.contains(&said.to_string()) && why.contains("there are 3"),
                "{why}"
            );
            let order = |counted| Order {
                policy: Policy::from(Preset::Research),
                looked_at: true,
                counted: Some(counted),
                undecodable: Undecodable::NotChecked,
                ..Order::default()
            };
            let clean = |counted| {
                let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
                let source = Rc::new(MemorySource::new(file.clone()));
                clean(source, &order(counted), &pseudonyms)
            };
            assert!(clean(2).is_err());
            let left = delivered(&clean(3).unwrap());
            let again = dicom::read(Rc::new(MemorySource::new(left))).unwrap();
            assert_eq!(again.data_set.integer(tags::NUMBER_OF_FRAMES), Some(3));
            assert_eq!(crate::pixels::check_whole(&again), Ok(()));
        }
    }
}

#[test]
fn icons_go_at_any_depth() {
    let icon = |pixels: &[u8]| {
        let mut icon = header(1, 8);
        icon.put_raw(tags::PIXEL_DATA, VR::OW, pixels);
        icon
    };
    let mut whole = header(1, 12);
    whole.put_items(tags::ICON_IMAGE_SEQUENCE, vec![icon(b"Zebrowska1")]);
    let mut inner = DataSet::new_empty();
    inner.put_items(tags::ICON_IMAGE_SEQUENCE, vec![icon(b"Zebrowska2")]);
    let mut outer = DataSet::new_empty();
    outer.put_items(tags::REFERENCED_IMAGE_SEQUENCE, vec![inner.clone()]);
    whole.put_items(tags::REFERENCED_SERIES_SEQUENCE, vec![outer]);
    whole.put_items(tags::REFERENCED_IMAGE_SEQUENCE, vec![inner]);
    let bytes = native(&whole, &[5; 64]);
    assert!(holds(&bytes, PLANTED));
    let bytes = delivered(&cleaned(bytes).unwrap());
    assert!(!holds(&bytes, PLANTED));
    assert!(!holds(&bytes, &[0x88, 0x00, 0x00, 0x02]));
}

#[test]
fn a_number_of_the_patient_among_samples_is_held() {
    let mut samples = b"rxh123456 and the rest of the picture".to_vec();
    samples.resize(128, 7);
    let words: Vec<u16> = samples
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| u16::from_le_bytes(*pair))
        .collect();
    let held = cleaned(native(&header(1, 16), &words)).err();
    assert!(matches!(held, Some(HeldReason::FoundAfterCleaning { .. })));
    let scan = [&[9; 40][..], b"RXH123456"].concat();
    let held = cleaned(compressed(&header(1, 8), vec![even(jpeg(&[], &scan))])).err();
    assert!(matches!(held, Some(HeldReason::FoundAfterCleaning { .. })));
}

#[test]
fn what_came_deflated_leaves_deflated_and_painted_all_the_same() {
    let words: Vec<u16> = (0..64).map(|n| 100 + n * 30).collect();
    let plain = native(&header(1, 12), &words);
    let (deflated, _) = dicom::deflated(&header(1, 12), &MemorySource::new(plain.clone())).unwrap();
    assert!(deflated.len().is_multiple_of(2));
    for painted in [false, true] {
        let mut order = Order::default();
        if painted {
            order.regions.push(pixels::FrameRegion {
                rect: pixels::Rect {
                    x: 0,
                    y: 0,
                    width: 8,
                    height: 1,
                },
                frames: pixels::FrameSpan::All,
            });
        }
        let pseudonyms = Pseudonyms::new(&crate::deid::Secret::from_bytes([7; 32]));
        let of = |file: &[u8]| {
            let source = Rc::new(MemorySource::new(file.to_vec()));
            clean(source, &order, &pseudonyms).unwrap()
        };
        let (from_plain, from_deflated) = (delivered(&of(&plain)), of(&deflated));
        let file = delivered(&from_deflated);
        assert_eq!(from_deflated.sums(), Sums::of(&file));
        let again = dicom::read(Rc::new(MemorySource::new(file))).unwrap();
        assert!(again.transfer_syntax.is_deflated());
        let inflated = again.body.read(0..again.body.len()).unwrap();
        assert!(from_plain.ends_with(&inflated), "{painted}");
        assert_eq!(
            from_plain.len() - inflated.len(),
            length_of_head(&from_plain)
        );
    }
}

/// Length of preamble and group 2.
fn length_of_head(file: &[u8]) -> usize {
    let length = u32::from_le_bytes(file[140..144].try_into().unwrap());
    144 + length as usize
}

#[test]
fn a_picture_that_nobody_could_be_shown_is_held_where_somebody_had_to_look() {
    let order = |undecodable| Order {
        undecodable,
        looked_at: true,
        ..Order::default()
    };
    let made = |file: &[u8], undecodable| {
        let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
        let source = Rc::new(MemorySource::new(file.to_vec()));
        let cleaned = clean(source, &order(undecodable), &pseudonyms);
        cleaned.map(|cleaned| cleaned.is_undecodable())
    };
    let samples: Vec<u8> = (0..64).collect();
    let rle = [
        &[1, 0, 0, 0, 64, 0, 0, 0][..],
        &[0; 56],
        &[63],
        &samples,
        &[0],
    ]
    .concat();
    let readable = PixelsOut::Encapsulated {
        frames: vec![vec![Part::Bytes(rle)]; 2],
    };
    let readable = file(&header(2, 8), TransferSyntax::RLE, readable);
    let unreadable = compressed(&header(1, 8), vec![jpeg(&[], &[1, 2, 3, 4])]);
    for (file, expected) in [
        (readable, Ok(false)),
        (unreadable, Err(HeldReason::CannotShow)),
    ] {
        assert_eq!(made(&file, Undecodable::NotChecked), Ok(false));
        assert_eq!(made(&file, Undecodable::Reported), Ok(expected.is_err()));
        assert_eq!(made(&file, Undecodable::Held), expected);
    }
}
