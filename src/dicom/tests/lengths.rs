//! Lengths that do not fit: whatever swallows other attributes, or passes bytes over, is reported.

use dicom_core::VR;

use super::make::{CT, Maker, UNDEFINED, open};
use crate::dicom::encoding::Encoding;
use crate::dicom::{Flaw, TransferSyntax};

const EXPLICIT: &str = TransferSyntax::EXPLICIT_LITTLE_ENDIAN;

fn misfits(file: &[u8]) -> Vec<(u16, u16)> {
    let misfit = |flaw: &Flaw| match flaw {
        Flaw::Misfit { tag } => Some(*tag),
        _ => None,
    };
    open(file)
        .unwrap()
        .flaws
        .iter()
        .filter_map(misfit)
        .collect()
}

/// What lies between the attribute whose length lies and the patient's ID.
fn swallowed(encoding: Encoding) -> Vec<u8> {
    Maker::new(encoding)
        .put((0x0008, 0x1110), VR::SQ, b"")
        .put((0x0010, 0x0010), VR::PN, b"Doe^John")
        .bytes
}

#[test]
fn a_value_that_swallows_what_follows_it_is_told_whatever_it_is() {
    for encoding in Encoding::ALL {
        let run = swallowed(encoding);
        for (tag, vr) in [
            ((0x0008, 0x0008), VR::CS),
            ((0x0008, 0x0060), VR::CS),
            ((0x0008, 0x1090), VR::LO),
            ((0x0008, 0x0090), VR::PN),
            ((0x0008, 0x0000), VR::UL),
            ((0x0008, 0x1197), VR::US),
            ((0x0009, 0x1001), VR::UN),
            ((0x0009, 0x0010), VR::LO),
        ] {
            let whole = |length: u32| {
                let run = match tag > (0x0008, 0x1110) {
                    true => {
                        &run[run.len()
                            - Maker::new(encoding)
                                .put((0x10, 0x10), VR::PN, b"Doe^John")
                                .bytes
                                .len()..]
                    }
                    false => &run,
                };
                let length = if length == 0 { 4 } else { 4 + run.len() as u32 };
                Maker::new(encoding)
                    .head(tag, vr, length)
                    .raw(b"ABCD")
                    .raw(run)
                    .put((0x0010, 0x0020), VR::LO, b"12")
                    .put((0x0028, 0x0010), VR::US, &[2, 0])
                    .file(&encoding.native_syntax().uid)
            };
            assert_eq!(misfits(&whole(0)), [], "{encoding:?} {tag:?}");
            assert_eq!(misfits(&whole(1)), [tag], "{encoding:?} {tag:?}");
        }
    }
}

#[test]
fn the_last_attribute_of_an_item_is_no_exception() {
    let item = Maker::explicit()
        .put((0x0008, 0x0100), VR::SH, b"T1")
        .head((0x0008, 0x0104), VR::LO, 22)
        .raw(b"Chest ")
        .put((0x0010, 0x0010), VR::PN, b"Doe^John")
        .bytes;
    let file = |delimited: bool| {
        let length = if delimited {
            UNDEFINED
        } else {
            item.len() as u32
        };
        let maker = Maker::explicit()
            .put((0x0008, 0x0016), VR::UI, CT)
            .head((0x0008, 0x2218), VR::SQ, UNDEFINED)
            .item(0xE000, length)
            .raw(&item);
        let maker = if delimited {
            maker.item(0xE00D, 0)
        } else {
            maker
        };
        maker.item(0xE0DD, 0).file(EXPLICIT)
    };
    for delimited in [false, true] {
        assert_eq!(misfits(&file(delimited)), [(0x0008, 0x0104)]);
    }
}

#[test]
fn a_sequence_or_item_that_is_longer_than_what_is_in_it_is_told() {
    let inner = Maker::explicit()
        .put((0x0008, 0x1150), VR::UI, b"1.2\0")
        .bytes;
    let name = Maker::explicit()
        .put((0x0010, 0x0010), VR::PN, b"Doe^John")
        .bytes;
    let start = || Maker::explicit().put((0x0008, 0x0016), VR::UI, CT);
    let end = |maker: Maker| maker.put((0x0010, 0x0020), VR::LO, b"12").file(EXPLICIT);
    let (item, more) = (inner.len() as u32, name.len() as u32);
    let sequence = |sequence: u32, claimed: u32| {
        start()
            .head((0x0008, 0x1140), VR::SQ, sequence)
            .item(0xE000, claimed)
            .raw(&inner)
    };
    let right = sequence(8 + item, item).raw(&name);
    let longer = sequence(8 + item + more, item).raw(&name);
    let delimited = sequence(UNDEFINED, item + 8 + more)
        .item(0xE0DD, 0)
        .raw(&name);
    let two = start()
        .head((0x0008, 0x1140), VR::SQ, 2 * (8 + item))
        .item(0xE000, 8 + 2 * item)
        .raw(&inner)
        .item(0xE000, item)
        .raw(&inner);
    assert_eq!(misfits(&end(right)), []);
    for file in [longer, delimited, two] {
        assert_eq!(misfits(&end(file)), [(0x0008, 0x1140)]);
    }
    let padded = sequence(8 + item + 6, item).raw(&[0; 6]);
    assert_eq!(misfits(&end(padded)), []);
}

#[test]
fn a_length_that_ends_within_a_text_does_not_make_attributes_of_the_rest() {
    for cut in 1..16 {
        let file = Maker::explicit()
            .put((0x0008, 0x0016), VR::UI, CT)
            .head((0x0008, 0x1090), VR::LO, 8 + 8 + cut)
            .raw(b"Model 7 ")
            .put((0x0010, 0x0010), VR::PN, b"Quixotham^Zebedee ")
            .put((0x0010, 0x0020), VR::LO, b"RXQ7700001")
            .put((0x0010, 0x0030), VR::DA, b"19560304")
            .image()
            .pixels()
            .file(EXPLICIT);
        let instance = open(&file).unwrap();
        assert!(instance.pixels.is_none(), "{cut}");
    }
}

#[test]
fn a_data_set_within_a_private_value_is_no_lie() {
    let inner = Maker::explicit().image().bytes;
    let file = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, CT)
        .put((0x0029, 0x0010), VR::LO, b"ACME")
        .put((0x0029, 0x1001), VR::OB, &inner)
        .put((0x0040, 0x0280), VR::ST, b"end ")
        .file(EXPLICIT);
    assert_eq!(misfits(&file), []);
}
