//! What real devices write, and what is made of it.

mod ends;
mod sequences;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::make::{CT, Maker, UNDEFINED, meta, natives, open, part_10};
use crate::dicom::dataset::DataSetExt;
use crate::dicom::encoding::Encoding;
use crate::dicom::{Flaw, Instance, PixelLayout, ReadError, TransferSyntax};

const EXPLICIT: &str = TransferSyntax::EXPLICIT_LITTLE_ENDIAN;
const IMPLICIT: &str = TransferSyntax::IMPLICIT_LITTLE_ENDIAN;

fn name(instance: &Instance) -> String {
    instance.data_set.text(tags::PATIENT_NAME).unwrap()
}

fn native_range(instance: &Instance) -> Vec<u8> {
    match &instance.pixels.as_ref().unwrap().layout {
        PixelLayout::Native { range } => instance.body.read(range.clone()).unwrap(),
        PixelLayout::Encapsulated { .. } => panic!("encapsulated"),
    }
}

#[test]
fn files_without_preamble_are_read_in_every_encoding() {
    for (encoding, file) in natives() {
        for start in [128, 132] {
            let instance = open(&file[start..]).unwrap();
            assert!(instance.flaws.contains(&Flaw::NoPreamble));
            assert_eq!(name(&instance), "Doe^John", "{encoding:?} {start}");
        }
        let bare = Maker::new(encoding).image().pixels().bytes;
        let instance = open(&bare).unwrap();
        assert_eq!(instance.flaws, [Flaw::NoPreamble, Flaw::BrokenFileMeta]);
        assert_eq!(instance.transfer_syntax, encoding.native_syntax());
        assert_eq!(native_range(&instance).len(), 8);
        let unmarked = [vec![0; 128], bare].concat();
        assert_eq!(name(&open(&unmarked).unwrap()), "Doe^John");
    }
}

#[test]
fn what_is_not_dicom_is_told_from_what_is_broken() {
    assert_eq!(open(&[]).err(), Some(ReadError::Empty));
    let noise: Vec<u8> = (0..4000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for bytes in [
        &b"<!DOCTYPE html><html><body>Report</body></html>"[..],
        b"README",
        b"\xFF\xD8\xFF\xE0\0\x10JFIF\0",
        b"PK\x03\x04\x14\0\0\0\x08\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        &[0; 500],
        &noise,
        b"\x08\0",
    ] {
        assert_eq!(open(bytes).err(), Some(ReadError::NotDicom));
    }
    let broken = [&[0; 128][..], b"DICM", &noise].concat();
    assert!(matches!(open(&broken), Err(ReadError::Damaged { .. })));
    assert!(matches!(
        open(&[&[0; 128][..], b"DICM"].concat()),
        Err(ReadError::Damaged { .. })
    ));
}

#[test]
fn a_dicomdir_is_recognised_by_its_meta_and_by_its_records() {
    let class = Maker::explicit()
        .put((0x0002, 0x0002), VR::UI, b"1.2.840.10008.1.3.10")
        .bytes;
    let records = Maker::explicit()
        .put((0x0004, 0x1130), VR::CS, b"DISC")
        .head((0x0004, 0x1220), VR::SQ, 0);
    let by_meta = part_10(&[class, meta(EXPLICIT)].concat(), &records.bytes);
    assert_eq!(open(&by_meta).err(), Some(ReadError::Directory));
    assert_eq!(
        open(&records.file(EXPLICIT)).err(),
        Some(ReadError::Directory)
    );
}

#[test]
fn file_meta_is_followed_whatever_its_lengths_and_order_say() {
    let data_set = Maker::explicit().image().pixels().bytes;
    let long_title = Maker::explicit()
        .put((0x0002, 0x0016), VR::AE, b"A_TITLE_OF_TWENTY_SIX_CHARS")
        .bytes;
    let implicit_meta = Maker::new(Encoding::ImplicitLittle).put(
        (0x0002, 0x0010),
        VR::UI,
        b"1.2.840.10008.1.2.1\0",
    );
    let spaced = Maker::explicit()
        .put((0x0002, 0x0010), VR::UI, b"1.2.840.10008.1.2.1 ")
        .bytes;
    for meta in [
        [long_title.clone(), meta(EXPLICIT)].concat(),
        [meta(EXPLICIT), long_title].concat(),
        implicit_meta.bytes,
        spaced,
    ] {
        let instance = open(&part_10(&meta, &data_set)).unwrap();
        assert_eq!(instance.flaws, []);
        assert_eq!(name(&instance), "Doe^John");
        // The group length is wrong, or not there at all.
        let mut wrong = part_10(&meta, &data_set);
        wrong[140] = 3;
        assert_eq!(name(&open(&wrong).unwrap()), "Doe^John");
        let none = [&[0; 128][..], b"DICM", &meta, &data_set].concat();
        assert_eq!(name(&open(&none).unwrap()), "Doe^John");
    }
}

#[test]
fn a_data_set_behind_unreadable_file_meta_is_found() {
    let data_set = Maker::explicit().image().pixels();
    let mut too_long = data_set.file(EXPLICIT);
    // The length of the transfer syntax UID.
    too_long[150] = 60;
    let torn = [
        &[0; 128][..],
        b"DICM\x02\0\0",
        &meta(EXPLICIT),
        &data_set.bytes,
    ]
    .concat();
    for file in [too_long, torn] {
        let instance = open(&file).unwrap();
        assert_eq!(instance.flaws, [Flaw::BrokenFileMeta]);
        assert_eq!(instance.transfer_syntax.uid, EXPLICIT);
        assert_eq!(name(&instance), "Doe^John");
    }
}

#[test]
fn a_missing_or_wrong_transfer_syntax_is_found_from_the_bytes() {
    for (encoding, _) in natives() {
        let data_set = Maker::new(encoding).image().pixels();
        let untold = open(&part_10(&[], &data_set.bytes)).unwrap();
        assert_eq!(untold.flaws, [Flaw::BrokenFileMeta]);
        assert_eq!(untold.transfer_syntax, encoding.native_syntax());
        for stated in [
            EXPLICIT,
            IMPLICIT,
            TransferSyntax::EXPLICIT_BIG_ENDIAN,
            TransferSyntax::DEFLATED,
        ] {
            let instance = open(&data_set.file(stated)).unwrap();
            let right = encoding.native_syntax().uid == stated;
            assert_eq!(
                instance.flaws.contains(&Flaw::WrongTransferSyntax),
                !right,
                "{encoding:?} as {stated}"
            );
            assert_eq!(instance.transfer_syntax, encoding.native_syntax());
            assert_eq!(name(&instance), "Doe^John");
        }
    }
}

#[test]
fn compressed_syntax_with_native_pixels_and_the_other_way_round_go_by_the_bytes() {
    let instance = open(
        &Maker::explicit()
            .image()
            .pixels()
            .file(TransferSyntax::JPEG_BASELINE),
    )
    .unwrap();
    assert_eq!(instance.flaws, [Flaw::WrongTransferSyntax]);
    assert_eq!(instance.transfer_syntax.uid, EXPLICIT);
    let jpeg = [0xFF, 0xD8, 0xFF, 0xDB, 0, 3, 0, 0xFF, 0xC3, 0, 2];
    let file = Maker::explicit()
        .image()
        .head((0x7FE0, 0x0010), VR::OB, UNDEFINED)
        .item(0xE000, 0)
        .item(0xE000, jpeg.len() as u32)
        .raw(&jpeg)
        .item(0xE0DD, 0)
        .file(EXPLICIT);
    let instance = open(&file).unwrap();
    assert_eq!(instance.flaws, [Flaw::WrongTransferSyntax]);
    assert_eq!(instance.transfer_syntax.uid, TransferSyntax::JPEG_LOSSLESS);
    let unknown = open(&Maker::explicit().image().pixels().file("1.2.3.4.5")).unwrap();
    assert_eq!(unknown.transfer_syntax.uid, "1.2.3.4.5");
}

#[test]
fn a_vr_that_contradicts_the_dictionary_does_not_hide_a_name() {
    let file = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, CT)
        .put((0x0008, 0x0090), VR::UN, b"Roe^Jane")
        .put((0x0010, 0x0010), VR::US, b"Doe^John")
        .put((0x0010, 0x0020), VR::LO, b"12")
        .file(EXPLICIT);
    let instance = open(&file).unwrap();
    assert_eq!(
        instance.flaws,
        [
            Flaw::WrongVr {
                tag: (0x0008, 0x0090)
            },
            Flaw::WrongVr {
                tag: (0x0010, 0x0010)
            }
        ]
    );
    assert_eq!(name(&instance), "Doe^John");
    assert_eq!(
        instance
            .data_set
            .text(tags::REFERRING_PHYSICIAN_NAME)
            .as_deref(),
        Some("Roe^Jane")
    );
}

#[test]
fn an_impossible_vr_loses_nothing_behind_it() {
    for impossible in [
        &b"\x10\0\x10\0ZZ\x08\0"[..],
        b"\x10\0\x10\0ZZ\0\0\x08\0\0\0",
        b"\x10\0\x10\0\x08\0\0\0",
    ] {
        let file = Maker::explicit()
            .put((0x0008, 0x0016), VR::UI, CT)
            .raw(impossible)
            .raw(b"Doe^John")
            .put((0x0010, 0x0020), VR::LO, b"12")
            .file(EXPLICIT);
        let instance = open(&file).unwrap();
        assert_eq!(
            instance.flaws,
            [Flaw::WrongVr {
                tag: (0x0010, 0x0010)
            }]
        );
        assert_eq!(name(&instance), "Doe^John");
        assert_eq!(
            instance.data_set.text(tags::PATIENT_ID).as_deref(),
            Some("12")
        );
    }
}

#[test]
fn group_lengths_padding_and_foreign_groups_are_left_behind() {
    let file = Maker::explicit()
        .put((0x0000, 0x0100), VR::US, &[1, 0])
        .put((0x0008, 0x0000), VR::UL, &[40, 0, 0, 0])
        .image()
        .pixels()
        .put((0x7FE1, 0x0010), VR::LO, b"AFTER ")
        .put((0xFFFC, 0xFFFC), VR::OB, &[0; 6])
        .file(EXPLICIT);
    let instance = open(&file).unwrap();
    assert_eq!(instance.flaws, []);
    assert!(instance.data_set.get(Tag(0x0008, 0x0000)).is_none());
    assert!(instance.data_set.get(tags::COMMAND_FIELD).is_none());
    assert!(
        instance
            .data_set
            .get(tags::DATA_SET_TRAILING_PADDING)
            .is_none()
    );
    assert!(instance.data_set.get(tags::PIXEL_DATA).is_none());
    assert_eq!(
        instance.data_set.text(Tag(0x7FE1, 0x0010)).as_deref(),
        Some("AFTER")
    );
}

#[test]
fn repeated_and_unordered_attributes_keep_the_first() {
    let file = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, CT)
        .put((0x0010, 0x0020), VR::LO, b"12")
        .put((0x0010, 0x0010), VR::PN, b"Doe^John")
        .put((0x0010, 0x0020), VR::LO, b"34")
        .file(EXPLICIT);
    let instance = open(&file).unwrap();
    assert_eq!(
        instance.flaws,
        [
            Flaw::OutOfOrder {
                tag: (0x0010, 0x0010)
            },
            Flaw::OutOfOrder {
                tag: (0x0010, 0x0020)
            }
        ]
    );
    assert_eq!(
        instance.data_set.text(tags::PATIENT_ID).as_deref(),
        Some("12")
    );
}

#[test]
fn signed_images_have_signed_extremes_without_stated_vrs() {
    for (order, signed) in [(false, VR::SS), (true, VR::SS)] {
        let extremes = |maker: Maker| maker.put((0x0028, 0x0106), VR::US, &[0xFF, 0xFF]);
        let sign = |maker: Maker| maker.put((0x0028, 0x0103), VR::US, &[1, 0]);
        let maker = Maker::new(Encoding::ImplicitLittle).put((0x0008, 0x0016), VR::UI, CT);
        let maker = if order {
            extremes(sign(maker))
        } else {
            sign(extremes(maker))
        };
        let instance = open(&maker.put((0x0040, 0x0280), VR::ST, b"x ").file(IMPLICIT)).unwrap();
        assert_eq!(
            instance
                .data_set
                .get(tags::SMALLEST_IMAGE_PIXEL_VALUE)
                .unwrap()
                .vr(),
            signed
        );
        assert_eq!(
            instance.data_set.integer(tags::SMALLEST_IMAGE_PIXEL_VALUE),
            Some(-1)
        );
    }
}

#[test]
fn uids_that_only_the_file_meta_has_are_taken_from_there() {
    let uids = Maker::explicit().put((0x0002, 0x0002), VR::UI, CT).put(
        (0x0002, 0x0003),
        VR::UI,
        b"1.2.3\0",
    );
    let data_set = Maker::explicit().put((0x0008, 0x0018), VR::UI, b"").put(
        (0x0010, 0x0010),
        VR::PN,
        b"Doe^John",
    );
    let instance = open(&part_10(
        &[uids.bytes, meta(EXPLICIT)].concat(),
        &data_set.bytes,
    ))
    .unwrap();
    assert_eq!(
        instance.data_set.text(tags::SOP_INSTANCE_UID).as_deref(),
        Some("1.2.3")
    );
    assert_eq!(
        instance.data_set.text(tags::SOP_CLASS_UID).as_deref(),
        Some("1.2.840.10008.5.1.4.1.1.2")
    );
}
