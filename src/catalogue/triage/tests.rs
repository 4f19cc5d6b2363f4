use std::rc::Rc;

use dicom_core::VR;

use super::*;
use crate::dicom::{MemorySource, PixelBytes, PixelLayout, TransferSyntax};

/// An image of 4 × 3 pixels of 16 bits.
pub(crate) fn instance(class: &str, modality: &str) -> Instance {
    let mut data_set = DataSet::new_empty();
    data_set.put_ascii(tags::SOP_CLASS_UID, VR::UI, class);
    data_set.put_ascii(tags::SOP_INSTANCE_UID, VR::UI, "1.2.3.4");
    data_set.put_ascii(tags::MODALITY, VR::CS, modality);
    data_set.put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2");
    data_set.put_raw(tags::ROWS, VR::US, 3u16.to_le_bytes());
    data_set.put_raw(tags::COLUMNS, VR::US, 4u16.to_le_bytes());
    data_set.put_raw(tags::BITS_ALLOCATED, VR::US, 16u16.to_le_bytes());
    Instance {
        transfer_syntax: TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN),
        data_set,
        pixels: Some(PixelBytes {
            tag: tags::PIXEL_DATA,
            vr: VR::OW,
            big_endian: false,
            layout: PixelLayout::Native { range: 0..24 },
        }),
        flaws: Vec::new(),
        body: Rc::new(MemorySource::new(vec![0; 24])),
        body_is_original: true,
    }
}

const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
const CAPTURE: &str = "1.2.840.10008.5.1.4.1.1.7";

fn reasons(instance: &Instance) -> Vec<Reason> {
    match Triage::of(instance) {
        Triage::Look(reasons) => reasons,
        _ => Vec::new(),
    }
}

#[test]
fn primary_images_need_a_glance() {
    for (class, modality) in [
        (CT, "CT"),
        ("1.2.840.10008.5.1.4.1.1.4", "MR"),
        ("1.2.840.10008.5.1.4.1.1.128", "PT"),
        ("1.2.840.10008.5.1.4.1.1.2.1", "CT"),
        ("1.2.840.10008.5.1.4.1.1.4.1", "MR"),
        (CT, ""),
    ] {
        let mut instance = instance(class, modality);
        instance
            .data_set
            .put_ascii(tags::IMAGE_TYPE, VR::CS, "ORIGINAL\\PRIMARY\\AXIAL");
        assert_eq!(Triage::of(&instance), Triage::Glance, "{class} {modality}");
    }
}

#[test]
fn kinds_that_usually_show_a_name_need_a_look() {
    for (class, modality, reason) in [
        ("1.2.840.10008.5.1.4.1.1.6.1", "US", Reason::Ultrasound),
        ("1.2.840.10008.5.1.4.1.1.20", "NM", Reason::NuclearMedicine),
        (CAPTURE, "CT", Reason::SecondaryCapture),
        ("1.2.840.10008.5.1.4.1.1.12.1", "XA", Reason::Fluoroscopy),
        ("1.2.840.10008.5.1.4.1.1.77.1.1", "ES", Reason::Photograph),
        ("1.2.840.10008.5.1.4.1.1.1", "CR", Reason::Radiograph),
        ("1.2.840.10008.5.1.4.1.1.1.1", "DX", Reason::Radiograph),
        ("1.2.840.10008.5.1.4.1.1.1.1.1", "DX", Reason::Radiograph),
        ("1.2.840.10008.5.1.4.1.1.1.2", "MG", Reason::Radiograph),
        ("1.2.840.10008.5.1.4.1.1.1.2.1", "MG", Reason::Radiograph),
        ("1.2.840.10008.5.1.4.1.1.1.3", "IO", Reason::Radiograph),
        ("1.2.840.10008.5.1.4.1.1.13.1.3", "MG", Reason::Radiograph),
        ("1.2.840.10008.5.1.4.1.1.13.1.4", "", Reason::Radiograph),
        (CT, "DX", Reason::Radiograph),
        (CT, "PX", Reason::Radiograph),
        (
            "1.2.840.10008.5.1.4.1.1.481.1",
            "RTIMAGE",
            Reason::OtherModality,
        ),
        (CT, "OT", Reason::OtherModality),
        (CT, "US", Reason::Ultrasound),
        (CT, "ZZ", Reason::OtherModality),
    ] {
        let found = reasons(&instance(class, modality));
        assert_eq!(
            found,
            [reason, Reason::BurnedInAnnotationAbsent],
            "{class} {modality}"
        );
    }
}

#[test]
fn a_localizer_needs_a_look() {
    for (class, modality) in [(CT, "CT"), ("1.2.840.10008.5.1.4.1.1.4", "MR")] {
        let mut instance = instance(class, modality);
        instance
            .data_set
            .put_ascii(tags::IMAGE_TYPE, VR::CS, "ORIGINAL\\PRIMARY\\LOCALIZER");
        assert_eq!(
            reasons(&instance),
            [Reason::Localizer, Reason::BurnedInAnnotationAbsent]
        );
    }
}

/// Thick bars in two rows: strokes as letters have them.
fn text() -> Vec<u8> {
    let word = |index: u16| {
        let (column, row) = (index % 64, index / 64);
        let letters = (8..20).contains(&row) || (28..40).contains(&row);
        match letters && column % 5 < 2 && (6..58).contains(&column) {
            true => 900_u16,
            false => 100,
        }
    };
    (0..64 * 48)
        .flat_map(|index| word(index).to_le_bytes())
        .collect()
}

#[test]
fn a_page_of_text_needs_a_look_whatever_its_header_says() {
    let mut instance = instance(CT, "CT");
    for (tag, vr, text) in [
        (tags::IMAGE_TYPE, VR::CS, "ORIGINAL\\PRIMARY\\AXIAL"),
        (tags::SERIES_DESCRIPTION, VR::LO, "Dosisbericht"),
        (tags::BURNED_IN_ANNOTATION, VR::CS, "NO"),
    ] {
        instance.data_set.put_ascii(tag, vr, text);
    }
    let data_set = &mut instance.data_set;
    data_set.put_raw(tags::ROWS, VR::US, 48u16.to_le_bytes());
    data_set.put_raw(tags::COLUMNS, VR::US, 64u16.to_le_bytes());
    instance.pixels = Some(PixelBytes {
        tag: tags::PIXEL_DATA,
        vr: VR::OW,
        big_endian: false,
        layout: PixelLayout::Native {
            range: 0..64 * 48 * 2,
        },
    });
    let mut empty = instance.clone();
    empty.body = Rc::new(MemorySource::new(vec![0; 64 * 48 * 2]));
    assert_eq!(Triage::of(&empty), Triage::Glance);
    instance.body = Rc::new(MemorySource::new(text()));
    assert_eq!(reasons(&instance), [Reason::LinesOfText]);
    // Areas of a segmentation are as flat as letters.
    let segmentation = "1.2.840.10008.5.1.4.1.1.66.4";
    let data_set = &mut instance.data_set;
    data_set.put_ascii(tags::SOP_CLASS_UID, VR::UI, segmentation);
    data_set.put_ascii(tags::MODALITY, VR::CS, "SEG");
    assert_eq!(Triage::of(&instance), Triage::Glance);
}

#[test]
fn a_reformatted_ct_needs_a_look() {
    let mut instance = instance(CT, "CT");
    instance
        .data_set
        .put_ascii(tags::IMAGE_TYPE, VR::CS, "DERIVED\\SECONDARY\\REFORMATTED");
    assert_eq!(reasons(&instance), [Reason::DerivedOrSecondary]);
}

#[test]
fn a_ct_in_colour_needs_a_look() {
    let mut instance = instance(CT, "CT");
    instance
        .data_set
        .put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "RGB");
    assert_eq!(reasons(&instance), [Reason::EightBitColour]);
}

#[test]
fn what_says_that_text_is_burned_in_needs_a_look() {
    let mut instance = instance(CT, "CT");
    instance
        .data_set
        .put_ascii(tags::BURNED_IN_ANNOTATION, VR::CS, "YES");
    assert_eq!(reasons(&instance), [Reason::BurnedInAnnotationYes]);
}

#[test]
fn an_overlay_needs_a_look() {
    for tag in [Tag(0x6000, 0x3000), Tag(0x601E, 0x0102)] {
        let mut instance = instance(CT, "CT");
        instance.data_set.put_raw(tag, VR::OW, [1, 0]);
        assert_eq!(reasons(&instance), [Reason::Overlays]);
    }
}

#[test]
fn a_page_with_the_dose_needs_a_look_and_low_dose_does_not() {
    let described = |words: &str| {
        let mut instance = instance(CT, "CT");
        instance
            .data_set
            .put_ascii(tags::SERIES_DESCRIPTION, VR::LO, words);
        reasons(&instance)
    };
    assert_eq!(
        described("Dose Report"),
        [Reason::DoseReport, Reason::BurnedInAnnotationAbsent]
    );
    assert_eq!(described("Low dose chest"), []);
}

#[test]
fn what_holds_no_picture_or_a_grid_needs_a_glance() {
    let mut plan = instance("1.2.840.10008.5.1.4.1.1.481.5", "RTPLAN");
    plan.pixels = None;
    assert_eq!(Triage::of(&plan), Triage::Glance);
    let mut segmentation = instance("1.2.840.10008.5.1.4.1.1.66.4", "SEG");
    segmentation
        .data_set
        .put_ascii(tags::IMAGE_TYPE, VR::CS, "DERIVED\\PRIMARY");
    assert_eq!(Triage::of(&segmentation), Triage::Glance);
}

#[test]
fn a_picture_where_none_belongs_needs_a_look() {
    let plan = instance("1.2.840.10008.5.1.4.1.1.481.5", "RTPLAN");
    assert_eq!(
        reasons(&plan),
        [Reason::OtherModality, Reason::BurnedInAnnotationAbsent]
    );
}

#[test]
fn what_cannot_be_cleaned_is_held() {
    for (class, reason) in [
        ("1.2.840.10008.5.1.4.1.1.104.1", HeldReason::Document),
        ("1.2.840.113619.4.26", HeldReason::UnknownSopClass),
    ] {
        assert_eq!(
            Triage::of(&instance(class, "CT")),
            Triage::Held(reason),
            "{class}"
        );
    }
    let mut video = instance("1.2.840.10008.5.1.4.1.1.77.1.1.1", "ES");
    video.transfer_syntax = TransferSyntax::new("1.2.840.10008.1.2.4.102");
    assert_eq!(Triage::of(&video), Triage::Held(HeldReason::Video));
}

#[test]
fn a_report_shows_no_picture_and_is_left_to_the_policy() {
    for class in [
        "1.2.840.10008.5.1.4.1.1.88.33",
        "1.2.840.10008.5.1.4.1.1.11.1",
        "1.2.840.10008.5.1.4.1.1.88.59",
    ] {
        let mut report = instance(class, "SR");
        report.pixels = None;
        assert_eq!(Triage::of(&report), Triage::Glance, "{class}");
    }
}

#[test]
fn an_image_without_a_class_goes_by_its_modality_or_is_held() {
    assert_eq!(Triage::of(&instance("", "CT")), Triage::Glance);
    let unsettled = Triage::Held(HeldReason::NoSopClass);
    assert_eq!(Triage::of(&instance("", "RTDOSE")), unsettled);
    let mut nothing_to_see = instance("", "CT");
    nothing_to_see.pixels = None;
    assert_eq!(Triage::of(&nothing_to_see), unsettled);
}

#[test]
fn a_picture_that_cannot_be_shown_is_held_whatever_it_is_of() {
    const MULTI_COMPONENT: &str = "1.2.840.10008.1.2.4.92";
    let mut capture = instance(CAPTURE, "OT");
    capture.transfer_syntax = TransferSyntax::new(MULTI_COMPONENT);
    assert_eq!(Triage::of(&capture), Triage::Held(HeldReason::CannotShow));
    let mut slice = instance("1.2.840.10008.5.1.4.1.1.2", "CT");
    slice.transfer_syntax = TransferSyntax::new(MULTI_COMPONENT);
    assert_eq!(Triage::of(&slice), Triage::Held(HeldReason::CannotShow));
}

#[test]
fn a_document_is_held_under_whatever_class_it_travels() {
    let mut instance = instance(CAPTURE, "OT");
    instance
        .data_set
        .put_raw(tags::ENCAPSULATED_DOCUMENT, VR::OB, *b"%PDF");
    assert_eq!(Triage::of(&instance), Triage::Held(HeldReason::Document));
}

#[test]
fn looking_outweighs_glancing_and_a_held_instance_leaves_its_series_free() {
    let look = || Triage::Look(vec![Reason::Ultrasound]);
    let held = || Triage::Held(HeldReason::Video);
    assert_eq!(Triage::Glance.and(&look()), look());
    assert_eq!(held().and(&look()), look());
    assert_eq!(held().and(&Triage::Glance), Triage::Glance);
    assert_eq!(held().and(&held()), held());
    let both = look().and(&Triage::Look(vec![Reason::Overlays, Reason::Ultrasound]));
    assert_eq!(
        both,
        Triage::Look(vec![Reason::Ultrasound, Reason::Overlays])
    );
}
