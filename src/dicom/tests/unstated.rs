//! Attributes written without VR among others that state theirs.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::make::{CT, Maker, UNDEFINED, open};
use crate::dicom::dataset::DataSetExt;
use crate::dicom::encoding::Encoding;
use crate::dicom::{Instance, TransferSyntax};

/// An element without VR.
fn bare(tag: (u16, u16), value: &[u8]) -> Vec<u8> {
    let maker = Maker::new(Encoding::ImplicitLittle);
    maker.put(tag, VR::UN, value).bytes
}

/// An image that begins with these bytes.
fn image_with(bytes: &[u8]) -> Instance {
    let file = Maker::explicit()
        .raw(bytes)
        .put((0x0010, 0x0010), VR::PN, b"Doe^John")
        .put((0x0010, 0x0020), VR::LO, b"12")
        .put((0x0020, 0x0013), VR::IS, b"1 ")
        .pixels()
        .file(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
    open(&file).unwrap()
}

#[test]
fn private_attributes_without_vr_lose_nothing_behind_them() {
    let creator = |value: &[u8]| bare((0x0009, 0x0010), value);
    for bytes in [
        bare((0x0009, 0x1001), b"secret"),
        bare((0x0009, 0x1001), b"Zebrowska "),
        bare((0x0009, 0x1001), b""),
        bare((0x0009, 0x1001), &[0; 64]),
        bare((0x0009, 0x1001), &[b'y'; 300]),
        bare((0x0009, 0x1001), &[7; 70_000]),
        // The low bytes of the length spell a VR, of either form.
        bare((0x0009, 0x1001), &[b'x'; 0x5343]),
        bare((0x0009, 0x1001), &[b'x'; 0x574F]),
        // What stands in it looks like an attribute.
        bare((0x0009, 0x1001), b"\x10\0\x10\0PN\x04\0abcd"),
        [creator(b"ACME"), bare((0x0009, 0x1001), b"secret")].concat(),
        (0x1001..0x1020)
            .flat_map(|element| bare((0x0009, element), b"secret"))
            .collect(),
    ] {
        let class = Maker::explicit().put((0x0008, 0x0016), VR::UI, CT);
        let instance = image_with(&class.raw(&bytes).bytes);
        assert_eq!(
            instance.data_set.text(tags::PATIENT_NAME).as_deref(),
            Some("Doe^John")
        );
        assert!(instance.pixels.is_some());
        assert!(instance.data_set.get(Tag(0x0009, 0x1001)).is_some());
    }
}

#[test]
fn an_attribute_without_vr_out_of_its_place_loses_nothing() {
    let file = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, CT)
        .raw(&bare((0x0029, 0x1001), b"secret"))
        .put((0x0010, 0x0010), VR::PN, b"Doe^John")
        .file(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
    let instance = open(&file).unwrap();
    assert_eq!(
        instance.data_set.text(tags::PATIENT_NAME).as_deref(),
        Some("Doe^John")
    );
}

#[test]
fn standard_attributes_without_vr_get_the_dictionarys() {
    let instance = image_with(
        &[
            bare((0x0008, 0x0005), b"ISO_IR 100"),
            bare((0x0008, 0x0008), b"DERIVED "),
        ]
        .concat(),
    );
    let image_type = instance.data_set.get(tags::IMAGE_TYPE).unwrap();
    assert_eq!(image_type.vr(), VR::CS);
    assert!(instance.pixels.is_some());
}

#[test]
fn items_hold_attributes_without_vr() {
    let inner = [
        Maker::explicit()
            .put((0x0008, 0x1150), VR::UI, b"1.2\0")
            .bytes,
        bare((0x0009, 0x1001), b"secret"),
    ]
    .concat();
    for length in [inner.len() as u32, UNDEFINED] {
        let maker = Maker::explicit()
            .put((0x0008, 0x0016), VR::UI, CT)
            .head((0x0008, 0x1140), VR::SQ, UNDEFINED)
            .item(0xE000, length)
            .raw(&inner);
        let maker = if length == UNDEFINED {
            maker.item(0xE00D, 0)
        } else {
            maker
        };
        let file = maker
            .item(0xE0DD, 0)
            .put((0x0010, 0x0010), VR::PN, b"Doe^John");
        let instance = open(&file.file(TransferSyntax::EXPLICIT_LITTLE_ENDIAN)).unwrap();
        assert_eq!(instance.flaws.len(), 1, "{:?}", instance.flaws);
        assert_eq!(
            instance.data_set.text(tags::PATIENT_NAME).as_deref(),
            Some("Doe^John")
        );
        let items = instance.data_set.nested(tags::REFERENCED_IMAGE_SEQUENCE);
        assert_eq!(items[0].bytes(Tag(0x0009, 0x1001)), Some(&b"secret"[..]));
    }
}
