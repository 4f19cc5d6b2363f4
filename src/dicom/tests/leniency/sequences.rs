//! Sequences that are called something else, hidden, or without an end.

use super::*;

#[test]
fn a_sequence_that_is_called_something_else_is_empty_at_once() {
    let sequence = (0x0064, 0x0010);
    let flaw = Flaw::WrongVr { tag: sequence };
    let whole = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, CT)
        .put(sequence, VR::US, b"")
        .file(EXPLICIT);
    let mut cut = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, CT)
        .put(sequence, VR::US, b"12")
        .file(EXPLICIT);
    cut.pop();
    let truncated = Flaw::Truncated { tag: sequence };
    for (file, flaws) in [(whole, vec![flaw.clone()]), (cut, vec![truncated, flaw])] {
        let instance = open(&file).unwrap();
        assert_eq!(instance.flaws, flaws);
        let element = instance.data_set.get(Tag(sequence.0, sequence.1)).unwrap();
        assert_eq!(
            (element.vr(), element.items().map(<[_]>::len)),
            (VR::SQ, Some(0))
        );
    }
}

#[test]
fn sequences_hidden_in_unknown_bytes_are_opened() {
    let item = item_of_a_name();
    let length = item.len() as u32;
    let tail = |maker: Maker| maker.put((0x0040, 0x0280), VR::ST, b"end ").file(EXPLICIT);
    let start = || Maker::explicit().put((0x0008, 0x0016), VR::UI, CT);
    let undefined = start()
        .head((0x0008, 0x1140), VR::UN, UNDEFINED)
        .item(0xE000, UNDEFINED)
        .raw(&item);
    let defined = start()
        .head((0x0008, 0x1140), VR::UN, length + 8)
        .item(0xE000, length)
        .raw(&item);
    for file in [
        tail(undefined.item(0xE00D, 0).item(0xE0DD, 0)),
        tail(defined),
    ] {
        let instance = open(&file).unwrap();
        let items = instance.data_set.nested(tags::REFERENCED_IMAGE_SEQUENCE);
        assert_eq!(items.len(), 1);
        assert_eq!(
            items[0].text(tags::PATIENT_NAME).as_deref(),
            Some("Doe^John")
        );
        assert_eq!(
            instance
                .data_set
                .text(tags::COMMENTS_ON_THE_PERFORMED_PROCEDURE_STEP)
                .as_deref(),
            Some("end")
        );
    }
}

/// An item of the patient's name, without VRs.
fn item_of_a_name() -> Vec<u8> {
    Maker::new(Encoding::ImplicitLittle)
        .put((0x0010, 0x0010), VR::PN, b"Doe^John")
        .bytes
}

#[test]
fn private_sequences_hidden_in_unknown_bytes_are_opened() {
    let item = item_of_a_name();
    let length = item.len() as u32;
    // Of defined length, in a data set without VRs.
    let file = Maker::new(Encoding::ImplicitLittle)
        .put((0x0008, 0x0016), VR::UI, CT)
        .put((0x0009, 0x0010), VR::LO, b"ACME")
        .head((0x0009, 0x1001), VR::SQ, length + 8)
        .item(0xE000, length)
        .raw(&item)
        .file(IMPLICIT);
    assert_eq!(
        open(&file)
            .unwrap()
            .data_set
            .nested(Tag(0x0009, 0x1001))
            .len(),
        1
    );
    // Bytes that only begin like an item stay bytes.
    let file = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, CT)
        .put((0x0009, 0x1001), VR::UN, b"\xFE\xFF\0\xE0\x02\0\0\0ab")
        .file(EXPLICIT);
    let instance = open(&file).unwrap();
    assert_eq!(
        instance
            .data_set
            .bytes(Tag(0x0009, 0x1001))
            .map(<[u8]>::len),
        Some(10)
    );
    assert_eq!(instance.flaws, []);
}

#[test]
fn items_in_another_encoding_than_their_data_set_are_read() {
    for (outer, inner) in [
        (Encoding::ExplicitLittle, Encoding::ImplicitLittle),
        (Encoding::ImplicitLittle, Encoding::ExplicitLittle),
    ] {
        let item = Maker::new(inner)
            .put((0x0008, 0x1150), VR::UI, b"1.2\0")
            .put((0x0010, 0x0010), VR::PN, b"Doe^John");
        let file = Maker::new(outer)
            .put((0x0008, 0x0016), VR::UI, CT)
            .head((0x0008, 0x1140), VR::SQ, UNDEFINED)
            .item(0xE000, item.bytes.len() as u32)
            .raw(&item.bytes)
            .item(0xE0DD, 0)
            .put((0x0010, 0x0020), VR::LO, b"12")
            .file(&outer.native_syntax().uid);
        let instance = open(&file).unwrap();
        assert_eq!(
            instance.data_set.nested(tags::REFERENCED_IMAGE_SEQUENCE)[0]
                .text(tags::PATIENT_NAME)
                .as_deref(),
            Some("Doe^John")
        );
        assert_eq!(
            instance.data_set.text(tags::PATIENT_ID).as_deref(),
            Some("12")
        );
    }
}

#[test]
fn missing_delimiters_end_where_the_next_attribute_begins() {
    let file = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, CT)
        .head((0x0008, 0x1140), VR::SQ, UNDEFINED)
        .item(0xE000, 12)
        .put((0x0008, 0x1150), VR::UI, b"1.2\0")
        .put((0x0010, 0x0010), VR::PN, b"Doe^John")
        .file(EXPLICIT);
    let instance = open(&file).unwrap();
    assert_eq!(name(&instance), "Doe^John");
    assert_eq!(
        instance.flaws,
        [Flaw::Truncated {
            tag: (0x0008, 0x1140)
        }]
    );
}
