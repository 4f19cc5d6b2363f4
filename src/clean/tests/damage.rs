//! Headers that lie and files that were cut are held.

use super::*;

#[test]
fn an_image_cut_in_its_header_is_held_wherever_that_can_be_told() {
    let whole = native(&header(1, 12), &[5; 64]);
    let pixels_at = whole.len() - 128 - 12;
    for end in 140..=pixels_at + 12 {
        let held = cleaned(whole[..end].to_vec()).err();
        if held.is_none() {
            // Between two attributes, before the size of the picture.
            let source = Rc::new(MemorySource::new(whole[..end].to_vec()));
            let cut = dicom::read(source).unwrap();
            assert!(cut.flaws.is_empty(), "{end}");
            assert_eq!(cut.data_set.integer(tags::ROWS), None, "{end}");
        }
        if end == pixels_at {
            assert_eq!(held, Some(HeldReason::TruncatedPixelData));
        }
    }
}

#[test]
fn a_length_that_swallows_the_patients_name_holds_the_file() {
    let mut header = header(1, 12);
    header.put_ascii(tags::MANUFACTURER_MODEL_NAME, VR::LO, "Sensation 64");
    header.put_ascii(tags::PATIENT_NAME, VR::PN, "Zebrowska^Maria ");
    let mut file = native(&header, &[5; 64]);
    assert!(cleaned(file.clone()).is_ok());
    let at = |bytes: &[u8], wanted: &[u8]| bytes.windows(wanted.len()).position(|at| at == wanted);
    let model = at(&file, b"Sensation 64").unwrap();
    let end = at(&file, b"Zebrowska^Maria ").unwrap() + 16;
    file[model - 2..model].copy_from_slice(&((end - model) as u16).to_le_bytes());
    assert_eq!(cleaned(file).err(), Some(HeldReason::DamagedHeader));
}

#[test]
fn a_length_that_lies_in_a_sequence_that_goes_holds_the_file() {
    for (value, is_held) in [
        (&b"Bill"[..], false),
        (b"Bill\xfe\xff\x0d\xe0\0\0\0\0PN", true),
    ] {
        let mut header = header(1, 12);
        let mut item = DataSet::new_empty();
        item.put_raw(tags::CODE_MEANING, VR::LO, value);
        header.put_items(tags::PATIENT_INSURANCE_PLAN_CODE_SEQUENCE, vec![item]);
        let held = cleaned(native(&header, &[5; 64])).err();
        assert_eq!(held, is_held.then_some(HeldReason::DamagedHeader));
    }
}

#[test]
fn a_value_with_bytes_that_it_cannot_have_holds_the_file() {
    for (tag, vr, value) in [
        (
            tags::MANUFACTURER_MODEL_NAME,
            VR::LO,
            &b"Sensation\0Zebrowska"[..],
        ),
        (tags::SMALLEST_IMAGE_PIXEL_VALUE, VR::US, b"Zebrowska1"),
        (tags::LUT_DATA, VR::OW, b"\x10\0\x10\0PN\x0A\0Zebrowska "),
    ] {
        let mut header = header(1, 12);
        header.put_raw(tag, vr, value);
        let held = cleaned(native(&header, &[5; 64])).err();
        assert_eq!(held, Some(HeldReason::DamagedHeader), "{tag}");
    }
}

#[test]
fn a_header_that_promises_a_picture_does_not_leave_without_it() {
    for class in [
        "1.2.840.10008.5.1.4.1.1.481.2",
        "1.2.840.10008.5.1.4.1.1.66.4",
        "1.2.840.10008.5.1.4.1.1.2",
        "1.2.840.10008.5.1.4.1.1.7",
    ] {
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::SOP_CLASS_UID, VR::UI, class);
        header.put_ascii(tags::SOP_INSTANCE_UID, VR::UI, "1.2.3.4");
        header.put_ascii(tags::PATIENT_ID, VR::LO, "RXH123456");
        let of = |header: &DataSet| {
            cleaned(file(
                header,
                TransferSyntax::EXPLICIT_LITTLE_ENDIAN,
                PixelsOut::None,
            ))
        };
        assert!(of(&header).is_ok(), "{class}");
        header.put_raw(tags::ROWS, VR::US, 8_u16.to_le_bytes());
        assert_eq!(of(&header).err(), Some(HeldReason::TruncatedPixelData));
    }
}
