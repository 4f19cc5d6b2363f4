//! The patient ID and the accession number, kept by permission: there as they were, gone everywhere else.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::super::{Established, Identifier, Keep, Permission, Policy, Preset, apply, plan};
use super::{CT, all_bytes, header, item, pseudonyms};
use crate::dicom::{DataSet, DataSetExt};
use crate::verify::{self, Expect, Kept};

fn policy(preset: Preset, identifiers: &[Identifier]) -> Policy {
    let permission = Permission::new("Dr A. Keeper", "to trace findings").unwrap();
    let keep = Keep::new(identifiers.iter().copied(), permission).unwrap();
    Policy::from(preset).keeping(keep)
}

/// The ID and the accession number wherever they may hide.
fn original() -> DataSet {
    let mut original = header(CT);
    for (tag, vr, value) in [
        (tags::ACCESSION_NUMBER, VR::SH, "ACC5550123"),
        (tags::ISSUER_OF_PATIENT_ID, VR::LO, "Saint Elsewhere"),
        (Tag(0x0010, 0x1000), VR::LO, "RXH7734512"),
        (tags::PATIENT_ADDRESS, VR::LO, "1 Quarry Lane"),
        (
            tags::STUDY_DESCRIPTION,
            VR::LO,
            "CT head RXH7734512 ACC5550123",
        ),
        (tags::IMAGE_COMMENTS, VR::LT, "for rxh7734512"),
        (
            tags::FRAME_OF_REFERENCE_UID,
            VR::UI,
            "1.2.826.7734512.5550123",
        ),
        (tags::STUDY_ID, VR::SH, "ACC5550123"),
        (Tag(0x0009, 0x0010), VR::LO, "ELSEWHERE 1.0"),
        (Tag(0x0009, 0x1001), VR::LO, "RXH7734512"),
    ] {
        original.put_ascii(tag, vr, value);
    }
    let mut request = item(tags::ACCESSION_NUMBER, VR::SH, "ACC5550124");
    request.put_ascii(tags::REQUESTED_PROCEDURE_ID, VR::SH, "ACC5550123");
    original.put_items(tags::REQUEST_ATTRIBUTES_SEQUENCE, vec![request]);
    original.put_items(
        tags::OTHER_PATIENT_I_DS_SEQUENCE,
        vec![item(tags::PATIENT_ID, VR::LO, "RXH0000999")],
    );
    original
}

fn cleaned(original: &DataSet, policy: &Policy) -> DataSet {
    let plan = plan(original, policy, &pseudonyms());
    apply(original, &plan, &Established::default())
}

/// How often a text stands in a header, in any case.
fn count(data_set: &DataSet, text: &str) -> usize {
    let mut bytes = Vec::new();
    all_bytes(data_set, &mut bytes);
    let text = text.to_ascii_lowercase();
    bytes
        .windows(text.len())
        .filter(|bytes| *bytes == text.as_bytes())
        .count()
}

#[test]
fn the_patient_id_stays_in_its_attribute_and_goes_everywhere_else() {
    for preset in Preset::ALL {
        let policy = policy(preset, &[Identifier::PatientId]);
        let original = original();
        let cleaned = cleaned(&original, &policy);
        assert_eq!(
            cleaned.text(tags::PATIENT_ID).as_deref(),
            Some("RXH7734512")
        );
        assert_eq!(count(&cleaned, "7734512"), 1, "{preset:?}");
        for gone in [
            "Quixby",
            "19620314",
            "Quarry",
            "5550123",
            "Elsewhere",
            "0000999",
        ] {
            assert_eq!(count(&cleaned, gone), 0, "{preset:?} {gone}");
        }
        let case = super::case_name(&original, &pseudonyms());
        assert_eq!(
            cleaned.text(tags::PATIENT_NAME).as_deref(),
            Some(case.as_str())
        );
    }
}

#[test]
fn the_accession_number_stays_also_where_requests_are_told() {
    let policy = policy(Preset::Teaching, &[Identifier::AccessionNumber]);
    let cleaned = cleaned(&original(), &policy);
    assert_eq!(
        cleaned.text(tags::ACCESSION_NUMBER).as_deref(),
        Some("ACC5550123")
    );
    assert_eq!(count(&cleaned, "5550123"), 1);
    assert_eq!(
        cleaned.nested(tags::REQUEST_ATTRIBUTES_SEQUENCE)[0]
            .text(tags::ACCESSION_NUMBER)
            .as_deref(),
        Some("ACC5550124")
    );
    assert_eq!(count(&cleaned, "7734512"), 0);
}

#[test]
fn a_header_without_an_id_gets_the_case_name_all_the_same() {
    let policy = policy(Preset::Teaching, &[Identifier::PatientId]);
    let mut original = original();
    original.put_ascii(tags::PATIENT_ID, VR::LO, "  ");
    let case = super::case_name(&original, &pseudonyms());
    let cleaned = cleaned(&original, &policy);
    assert_eq!(
        cleaned.text(tags::PATIENT_ID).as_deref(),
        Some(case.as_str())
    );
}

#[test]
fn an_id_that_is_itself_a_name_is_kept_and_the_name_goes() {
    let policy = policy(Preset::Teaching, &[Identifier::PatientId]);
    let mut original = original();
    original.put_ascii(tags::PATIENT_ID, VR::LO, "QUIXBY 9434765919");
    let cleaned = cleaned(&original, &policy);
    assert_eq!(
        cleaned.text(tags::PATIENT_ID).as_deref(),
        Some("QUIXBY 9434765919")
    );
    assert_eq!(count(&cleaned, "Quixby"), 1);
}

#[test]
fn the_second_reading_accepts_what_was_permitted_and_finds_the_rest() {
    let both = policy(Preset::Teaching, &Identifier::ALL);
    let original = original();
    let case = super::case_name(&original, &pseudonyms());
    let reread = |cleaned: &DataSet, kept: Kept| {
        let expect = Expect {
            case: case.as_str(),
            kept: Kept {
                moved_dates: true,
                ..kept
            },
        };
        verify::reread(&original, cleaned, &expect)
    };
    let permitted = Kept {
        patient_id: true,
        accession_number: true,
        ..Kept::default()
    };
    let cleaned = cleaned(&original, &both);
    assert_eq!(reread(&cleaned, permitted), Ok(()));
    assert!(reread(&cleaned, Kept::default()).is_err());
    let alone = Kept {
        accession_number: false,
        ..permitted
    };
    assert!(reread(&cleaned, alone).is_err());
    for tag in [tags::STUDY_DESCRIPTION, tags::STUDY_ID] {
        let mut leaking = cleaned.clone();
        leaking.put_ascii(tag, VR::LO, "RXH7734512");
        assert!(reread(&leaking, permitted).is_err(), "{tag}");
    }
    let mut other = cleaned.clone();
    other.put_items(
        tags::OTHER_PATIENT_I_DS_SEQUENCE,
        vec![item(tags::PATIENT_ID, VR::LO, "RXH0000999")],
    );
    assert!(reread(&other, permitted).is_err(), "another ID is another");
    let mut changed = cleaned;
    changed.put_ascii(tags::PATIENT_ID, VR::LO, "RXH7734513");
    assert!(
        reread(&changed, permitted).is_err(),
        "as it was, or not at all"
    );
}
