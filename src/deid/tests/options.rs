//! What the options do with whole headers, and what none of them may let through.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use proptest::prelude::*;

use super::super::profile::{Policy, Preset, ProfileOption};
use super::super::{Established, Identifier, Pseudonyms, Secret, apply, case_name, plan};
use super::{CT, all_bytes, any_tag, any_vr, header, item, pseudonyms, shape, telling};
use crate::dicom::{DataSet, DataSetExt};
use crate::verify::{self, Expect, Kept};

fn cleaned(original: &DataSet, policy: &Policy) -> DataSet {
    let plan = plan(original, policy, &pseudonyms());
    apply(original, &plan, &Established::default())
}

fn research(change: impl FnOnce(&mut DataSet)) -> DataSet {
    let mut original = header(CT);
    change(&mut original);
    cleaned(&original, &Preset::Research.into())
}

fn kept(policy: &Policy) -> Kept {
    Kept {
        uids: policy.has(ProfileOption::Uids),
        device: policy.has(ProfileOption::Device),
        institution: policy.has(ProfileOption::Institution),
        full_dates: policy.has(ProfileOption::FullDates),
        moved_dates: policy.has(ProfileOption::ModifiedDates),
        safe_private: policy.has(ProfileOption::SafePrivate),
        blank_overlays: policy.has(ProfileOption::Graphics),
        patient_id: policy.keeps(Identifier::PatientId),
        accession_number: policy.keeps(Identifier::AccessionNumber),
    }
}

#[test]
fn dates_of_one_patient_move_together_and_times_stay() {
    let cleaned = research(|original| {
        original.put_ascii(tags::STUDY_TIME, VR::TM, "101500.25");
        original.put_ascii(tags::ACQUISITION_DATE_TIME, VR::DT, "20240301101500.5+0100");
        original.put_ascii(
            tags::DATE_OF_LAST_CALIBRATION,
            VR::DA,
            "20240229\\nonsense\\20240302",
        );
        original.put_ascii(tags::SERIES_DATE, VR::DA, "nonsense");
    });
    let study = cleaned.text(tags::STUDY_DATE).unwrap();
    assert!(study.len() == 8 && study.as_str() < "20230301");
    assert_eq!(cleaned.text(tags::CONTENT_DATE), Some(study.clone()));
    assert_eq!(cleaned.text(tags::STUDY_TIME).as_deref(), Some("101500.25"));
    let acquired = cleaned.text(tags::ACQUISITION_DATE_TIME).unwrap();
    assert!(acquired.ends_with("101500.5+0100"));
    let calibrated = cleaned.texts(tags::DATE_OF_LAST_CALIBRATION);
    assert_eq!(
        (calibrated.len(), &calibrated[0], calibrated[1].as_str()),
        (3, &study, "")
    );
    assert!(cleaned.get(tags::SERIES_DATE).is_none(), "type 3 of a CT");
    assert_eq!(cleaned.text(tags::PATIENT_BIRTH_DATE), None);
}

#[test]
fn descriptions_keep_their_words_of_imaging() {
    let cleaned = research(|original| {
        original.put_ascii(tags::SERIES_DESCRIPTION, VR::LO, "T2 sag Quixby 5mm");
        original.put_ascii(tags::PROTOCOL_NAME, VR::LO, "Quixby");
        original.put_ascii(tags::PATIENT_AGE, VR::AS, "094Y");
    });
    assert_eq!(
        cleaned.text(tags::SERIES_DESCRIPTION).as_deref(),
        Some("T2 sag 5mm")
    );
    assert!(cleaned.get(tags::PROTOCOL_NAME).is_none());
    assert_eq!(cleaned.text(tags::PATIENT_AGE).as_deref(), Some("090Y"));
}

#[test]
fn a_report_keeps_its_numbers_and_codes_and_loses_its_names() {
    let mut text = item(
        tags::TEXT_VALUE,
        VR::UT,
        "6 mm nodule. Discussed with Dr Stone, Quixby.",
    );
    text.put_ascii(tags::PERSON_NAME, VR::PN, "Stone^Ann");
    text.put_ascii(tags::NUMERIC_VALUE, VR::DS, "7.5");
    text.put_ascii(tags::DATE, VR::DA, "20240229");
    let cleaned = research(|original| original.put_items(tags::CONTENT_SEQUENCE, vec![text]));
    let item = &cleaned.nested(tags::CONTENT_SEQUENCE)[0];
    assert!(
        item.text(tags::TEXT_VALUE)
            .unwrap()
            .starts_with("6 mm nodule. Discussed")
    );
    assert_eq!(item.text(tags::PERSON_NAME).as_deref(), Some("ANONYMISED"));
    assert_eq!(item.text(tags::NUMERIC_VALUE).as_deref(), Some("7.5"));
    assert_eq!(item.text(tags::DATE), cleaned.text(tags::STUDY_DATE));
}

#[test]
fn safe_private_attributes_stay_with_their_owner_and_others_go() {
    let cleaned = research(|original| {
        original.put_ascii(Tag(0x00E1, 0x0012), VR::LO, "ELSCINT1");
        original.put_raw(Tag(0x00E1, 0x1221), VR::UN, b"345.6 ".to_vec());
        original.put_raw(Tag(0x00E1, 0x1250), VR::UN, b"Quixby".to_vec());
        original.put_ascii(Tag(0x00E1, 0x1299), VR::LO, "x");
        original.put_ascii(Tag(0x0043, 0x0010), VR::LO, "GEMS_PARM_01");
        original.put_ascii(Tag(0x0009, 0x0010), VR::LO, "Quixby");
    });
    let left: Vec<Tag> = cleaned
        .into_iter()
        .map(|element| element.header().tag)
        .filter(|tag| tag.group() % 2 == 1)
        .collect();
    assert_eq!(left, [Tag(0x00E1, 0x0012), Tag(0x00E1, 0x1221)]);
}

#[test]
fn kept_uids_stay_unless_they_are_made_of_an_identifier() {
    let mut original = header(CT);
    original.put_ascii(tags::SERIES_INSTANCE_UID, VR::UI, "1.2.3.7734512.1");
    let policy = Policy::with([ProfileOption::Uids]).unwrap();
    let cleaned = cleaned(&original, &policy);
    assert_eq!(
        cleaned.text(tags::STUDY_INSTANCE_UID).as_deref(),
        Some("1.2.3.4")
    );
    assert!(
        cleaned
            .text(tags::SERIES_INSTANCE_UID)
            .unwrap()
            .starts_with("2.25.")
    );
}

#[test]
fn institution_and_device_stay_where_they_are_kept() {
    let mut original = header(CT);
    original.put_ascii(tags::INSTITUTION_NAME, VR::LO, "St Nowhere Infirmary");
    original.put_ascii(tags::INSTITUTION_ADDRESS, VR::ST, "1 High Street, SW1A 9ZZ");
    original.put_ascii(tags::DEVICE_SERIAL_NUMBER, VR::LO, "SN-8842");
    let policy = Policy::with([ProfileOption::Institution, ProfileOption::Device]).unwrap();
    let cleaned = cleaned(&original, &policy);
    for tag in [
        tags::INSTITUTION_NAME,
        tags::INSTITUTION_ADDRESS,
        tags::DEVICE_SERIAL_NUMBER,
    ] {
        assert_eq!(cleaned.text(tag), original.text(tag));
    }
    let case = case_name(&original, &pseudonyms());
    let expect = Expect {
        case: case.as_str(),
        kept: kept(&policy),
    };
    assert_eq!(verify::reread(&original, &cleaned, &expect), Ok(()));
}

#[test]
fn two_shards_with_one_secret_agree() {
    let again = Pseudonyms::new(&Secret::from_bytes([3; 32]));
    let policy = Policy::from(Preset::Research);
    let original = header(CT);
    assert_eq!(
        plan(&original, &policy, &pseudonyms()),
        plan(&original, &policy, &again)
    );
}

fn any_policy() -> impl Strategy<Value = Policy> {
    prop::collection::vec(any::<bool>(), 10).prop_map(|set| {
        let options = ProfileOption::ALL.into_iter().zip(set);
        let both = |option| option == ProfileOption::FullDates;
        let chosen: Vec<_> = options
            .filter(|(_, set)| *set)
            .map(|(option, _)| option)
            .collect();
        let moved = chosen.contains(&ProfileOption::ModifiedDates);
        Policy::with(
            chosen
                .into_iter()
                .filter(|option| !(moved && both(*option))),
        )
        .unwrap()
    })
}

fn any_value() -> impl Strategy<Value = String> {
    prop_oneof![
        telling(),
        telling(),
        "[A-Z0-9 ]{0,12}",
        "[ -~]{0,24}",
        Just("9434765919".to_owned()),
        Just("SW1A 9ZZ".to_owned()),
        Just("CT chest 5mm for Quixby".to_owned()),
        Just("20240229".to_owned()),
        Just("ELSCINT1".to_owned()),
    ]
}

fn planted(planted: &[(Tag, VR, String)]) -> DataSet {
    let mut inner = DataSet::new_empty();
    let mut original = header(CT);
    for (number, (tag, vr, value)) in planted.iter().enumerate() {
        let level = if number % 3 == 0 {
            &mut inner
        } else {
            &mut original
        };
        if level.get(*tag).is_none() {
            level.put_raw(*tag, *vr, value.as_bytes());
        }
    }
    original.put_items(tags::CONTENT_SEQUENCE, vec![inner.clone()]);
    original.put_items(tags::MR_IMAGING_MODIFIER_SEQUENCE, vec![inner]);
    original
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn under_no_policy_does_the_patient_survive_and_the_second_reading_agrees(
        policy in any_policy(),
        values in prop::collection::vec((any_tag(), any_vr(), any_value()), 1..16),
    ) {
        let original = planted(&values);
        let cleaned = cleaned(&original, &policy);
        let mut left = Vec::new();
        all_bytes(&cleaned, &mut left);
        let left: String = left.into_iter().map(char::from).filter(|letter| *letter != ' ').collect();
        prop_assert!(!left.contains("quixby") && !left.contains("7734512"), "{}", left);
        let case = case_name(&original, &pseudonyms());
        let expect = Expect { case: case.as_str(), kept: kept(&policy) };
        prop_assert_eq!(verify::reread(&original, &cleaned, &expect), Ok(()));
    }

    #[test]
    fn cleaning_twice_keeps_the_shape_under_any_policy(
        policy in any_policy(),
        values in prop::collection::vec((any_tag(), any_vr(), any_value()), 0..12),
    ) {
        let once = cleaned(&planted(&values), &policy);
        let twice = cleaned(&once, &policy);
        let (mut first, mut second) = (Vec::new(), Vec::new());
        shape(&once, "", &mut first);
        shape(&twice, "", &mut second);
        prop_assert_eq!(first, second);
    }
}

#[test]
fn what_describes_an_overlay_in_the_pixels_goes_with_it() {
    let described = |position: u8| {
        let cleaned = research(|original| {
            original.put_raw(Tag(0x6000, 0x0010), VR::US, vec![4, 0]);
            original.put_raw(Tag(0x6000, 0x0102), VR::US, vec![position, 0]);
            original.put_ascii(Tag(0x6002, 0x1001), VR::CS, "LAYER1");
        });
        [
            Tag(0x6000, 0x0010),
            Tag(0x6000, 0x0102),
            Tag(0x6002, 0x1001),
        ]
        .map(|tag| cleaned.get(tag).is_some())
    };
    assert_eq!(described(0), [true, true, true]);
    assert_eq!(described(12), [false, false, true]);
}

#[test]
fn labels_of_segments_that_say_nothing_are_told_apart() {
    let labels = |label: &str| {
        let segment = |number: u8| {
            let mut item = DataSet::new_empty();
            item.put_raw(tags::SEGMENT_NUMBER, VR::US, vec![number, 0]);
            item.put_ascii(tags::SEGMENT_LABEL, VR::LO, label);
            item
        };
        let mut original = header(CT);
        original.put_items(tags::SEGMENT_SEQUENCE, vec![segment(1), segment(2)]);
        let cleaned = cleaned(&original, &Preset::Teaching.into());
        let items = cleaned.nested(tags::SEGMENT_SEQUENCE).iter();
        let labels = items.filter_map(|item| item.text(tags::SEGMENT_LABEL));
        labels.collect::<Vec<_>>()
    };
    assert_eq!(labels("Wolverstone"), ["Segment 1", "Segment 2"]);
    assert_eq!(labels("Liver"), ["Liver", "Liver"]);
}
