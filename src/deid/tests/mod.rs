mod code_strings;
mod completeness;
mod options;
mod permission;
mod texts;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use proptest::prelude::*;

use super::*;
use crate::dicom::dataset::raw_bytes;
use crate::dicom::{DataSet, DataSetExt};
use crate::standard::rows::{lines, parse_tag};

pub(crate) const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
const PRESENTATION_STATE: &str = "1.2.840.10008.5.1.4.1.1.11.1";

pub(crate) fn pseudonyms() -> Pseudonyms {
    Pseudonyms::new(&Secret::from_bytes([3; 32]))
}

pub(crate) fn strict() -> Policy {
    Preset::Strict.into()
}

pub(crate) fn cleaned(original: &DataSet) -> DataSet {
    let plan = plan(original, &strict(), &pseudonyms());
    apply(original, &plan, &Established::default())
}

pub(crate) fn header(sop_class: &str) -> DataSet {
    let mut data_set = DataSet::new_empty();
    for (tag, vr, value) in [
        (tags::SOP_CLASS_UID, VR::UI, sop_class),
        (tags::SOP_INSTANCE_UID, VR::UI, "1.2.3.19620314.7"),
        (tags::STUDY_DATE, VR::DA, "20240229"),
        (tags::CONTENT_DATE, VR::DA, "20240229"),
        (tags::MANUFACTURER, VR::LO, "Canon Medical Systems"),
        (tags::PATIENT_NAME, VR::PN, "Quixby^Ada"),
        (tags::PATIENT_ID, VR::LO, "RXH7734512"),
        (tags::PATIENT_BIRTH_DATE, VR::DA, "19620314"),
        (tags::STUDY_INSTANCE_UID, VR::UI, "1.2.3.4"),
    ] {
        data_set.put_ascii(tag, vr, value);
    }
    data_set
}

fn with(change: impl FnOnce(&mut DataSet)) -> DataSet {
    let mut original = header(CT);
    change(&mut original);
    cleaned(&original)
}

fn item(tag: Tag, vr: VR, value: &str) -> DataSet {
    let mut item = DataSet::new_empty();
    item.put_ascii(tag, vr, value);
    item
}

#[test]
fn the_patient_gets_the_case_name_as_name_and_id() {
    let original = header(CT);
    let case = case_name(&original, &pseudonyms());
    let cleaned = cleaned(&original);
    assert_eq!(
        cleaned.text(tags::PATIENT_NAME).as_deref(),
        Some(case.as_str())
    );
    assert_eq!(
        cleaned.text(tags::PATIENT_ID).as_deref(),
        Some(case.as_str())
    );
    let nobody = super::apply(
        &DataSet::new_empty(),
        &plan(&DataSet::new_empty(), &strict(), &pseudonyms()),
        &Established::default(),
    );
    assert!(
        nobody.text(tags::PATIENT_NAME).is_some(),
        "also where the original has neither"
    );
}

#[test]
fn rows_of_the_table_are_carried_out() {
    let cleaned = with(|original| {
        original.put_ascii(tags::PATIENT_ADDRESS, VR::LO, "1 High Street");
        original.put_ascii(tags::PROTOCOL_NAME, VR::LO, "Chest routine");
    });
    assert!(cleaned.get(tags::PATIENT_ADDRESS).is_none());
    assert!(cleaned.get(tags::PROTOCOL_NAME).is_none());
    assert_eq!(
        cleaned.get(tags::STUDY_DATE).map(|date| date.vr()),
        Some(VR::DA)
    );
    assert_eq!(cleaned.text(tags::STUDY_DATE), None);
    assert_eq!(
        cleaned.text(tags::MANUFACTURER).as_deref(),
        Some("Canon Medical Systems")
    );
}

#[test]
fn a_date_that_a_class_requires_gets_a_dummy() {
    let mut original = header(PRESENTATION_STATE);
    original.put_ascii(tags::PRESENTATION_CREATION_DATE, VR::DA, "20240229");
    assert_eq!(
        cleaned(&original)
            .text(tags::PRESENTATION_CREATION_DATE)
            .as_deref(),
        Some("19000101")
    );
    let ct =
        with(|original| original.put_ascii(tags::PRESENTATION_CREATION_DATE, VR::DA, "20240229"));
    assert!(ct.get(tags::PRESENTATION_CREATION_DATE).is_none());
}

#[test]
fn a_uid_is_the_same_wherever_it_is_referred_to() {
    let cleaned = with(|original| {
        original.put_items(
            tags::DIMENSION_ORGANIZATION_SEQUENCE,
            vec![item(tags::DIMENSION_ORGANIZATION_UID, VR::UI, "1.2.3.4")],
        );
        // No row: remapped all the same.
        original.put_ascii(tags::CODING_SCHEME_UID, VR::UI, "1.2.3.4");
    });
    let study = cleaned.text(tags::STUDY_INSTANCE_UID).unwrap();
    assert!(study.starts_with("2.25."));
    assert_eq!(
        cleaned.nested(tags::DIMENSION_ORGANIZATION_SEQUENCE)[0]
            .text(tags::DIMENSION_ORGANIZATION_UID),
        Some(study.clone())
    );
    assert_eq!(cleaned.text(tags::CODING_SCHEME_UID), Some(study));
    assert_eq!(cleaned.text(tags::SOP_CLASS_UID).as_deref(), Some(CT));
}

#[test]
fn private_unknown_overlay_and_curve_attributes_and_group_lengths_go() {
    let tags = [
        Tag(0x0009, 0x0010),
        Tag(0x0019, 0x1002),
        Tag(0x0018, 0x0000),
        Tag(0x0018, 0x0F0F),
        Tag(0x6000, 0x0010),
        Tag(0x6002, 0x3000),
        Tag(0x5000, 0x0005),
    ];
    let mut inner = DataSet::new_empty();
    tags.iter()
        .for_each(|tag| inner.put_ascii(*tag, VR::LO, "x"));
    let cleaned = with(|original| {
        tags.iter()
            .for_each(|tag| original.put_ascii(*tag, VR::LO, "x"));
        original.put_items(tags::DIMENSION_ORGANIZATION_SEQUENCE, vec![inner]);
    });
    let nested = &cleaned.nested(tags::DIMENSION_ORGANIZATION_SEQUENCE)[0];
    for tag in tags {
        assert!(
            cleaned.get(tag).is_none() && nested.get(tag).is_none(),
            "{tag}"
        );
    }
}

#[test]
fn technical_text_that_names_the_patient_goes() {
    let kept = with(|original| original.put_ascii(tags::CONVOLUTION_KERNEL, VR::SH, "B30f"));
    assert_eq!(kept.text(tags::CONVOLUTION_KERNEL).as_deref(), Some("B30f"));
    let gone = with(|original| original.put_ascii(tags::CONVOLUTION_KERNEL, VR::SH, "for QUIXBY"));
    assert!(gone.get(tags::CONVOLUTION_KERNEL).is_none());
}

#[test]
fn a_number_of_an_odd_length_or_a_wrong_vr_does_no_harm() {
    let cleaned = with(|original| {
        original.put_raw(tags::ROWS, VR::US, vec![0, 2, 0]);
        original.put_ascii(tags::COLUMNS, VR::LO, "Quixby");
        original.put_raw(tags::BITS_ALLOCATED, VR::US, vec![16, 0]);
    });
    assert!(cleaned.get(tags::ROWS).is_none());
    assert!(cleaned.get(tags::COLUMNS).is_none());
    assert_eq!(cleaned.integer(tags::BITS_ALLOCATED), Some(16));
}

#[test]
fn a_coordinate_that_holds_the_digits_of_an_id_stays() {
    let cleaned = with(|original| {
        original.put_ascii(tags::PATIENT_ID, VR::LO, "410000");
        original.put_ascii(tags::PIXEL_SPACING, VR::DS, "0.410000\\0.410000");
    });
    assert_eq!(
        cleaned.text(tags::PIXEL_SPACING).as_deref(),
        Some("0.410000\\0.410000")
    );
}

#[test]
fn a_character_set_that_is_none_goes() {
    let set = tags::SPECIFIC_CHARACTER_SET;
    let kept = with(|original| original.put_ascii(set, VR::CS, "\\ISO 2022 IR 87"));
    assert_eq!(kept.bytes(set), Some(&b"\\ISO 2022 IR 87"[..]));
    assert!(
        with(|original| original.put_ascii(set, VR::CS, "QUIXBY"))
            .get(set)
            .is_none()
    );
}

#[test]
fn items_stay_in_their_order_and_empty_sequences_stay_empty() {
    let sequence = tags::MR_IMAGING_MODIFIER_SEQUENCE;
    let cleaned = with(|original| {
        let number = |text| item(tags::SPACING_BETWEEN_SLICES, VR::DS, text);
        original.put_items(
            sequence,
            vec![number("1"), DataSet::new_empty(), number("3")],
        );
        original.put_items(tags::ACQUISITION_DURATION, Vec::new());
    });
    let items: Vec<_> = cleaned
        .nested(sequence)
        .iter()
        .map(|item| item.text(tags::SPACING_BETWEEN_SLICES))
        .collect();
    assert_eq!(items, [Some("1".to_owned()), None, Some("3".to_owned())]);
}

#[test]
fn a_plan_lists_every_attribute_and_is_read_back_as_it_was_written() {
    let mut original = header(CT);
    original.put_items(
        tags::MR_IMAGING_MODIFIER_SEQUENCE,
        vec![item(Tag(0x0019, 0x0010), VR::LO, "ACME")],
    );
    let plan = plan(&original, &strict(), &pseudonyms());
    let mut listed = Vec::new();
    plan.visit(|path, planned| listed.push((path.to_vec(), planned.tag)));
    assert_eq!(listed.len(), original.into_iter().count() + 1);
    assert!(listed.contains(&(
        vec![(tags::MR_IMAGING_MODIFIER_SEQUENCE, 0)],
        Tag(0x0019, 0x0010)
    )));
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
}

#[test]
fn what_the_plan_does_not_mention_does_not_leave() {
    let original = header(CT);
    let mut plan = plan(&original, &strict(), &pseudonyms());
    plan.actions
        .retain(|planned| planned.tag != tags::MANUFACTURER);
    assert!(
        apply(&original, &plan, &Established::default())
            .get(tags::MANUFACTURER)
            .is_none()
    );
}

/// Paths of all attributes, in order.
fn shape(data_set: &DataSet, path: &str, into: &mut Vec<String>) {
    for element in data_set {
        let here = format!("{path}/{}", element.header().tag);
        for (number, item) in element.items().unwrap_or_default().iter().enumerate() {
            shape(item, &format!("{here}[{number}]"), into);
        }
        into.push(here);
    }
}

/// Every value, folded, one after the other.
fn all_bytes(data_set: &DataSet, into: &mut Vec<u8>) {
    for element in data_set {
        into.extend(raw_bytes(element).unwrap_or_default().to_ascii_lowercase());
        into.push(b'|');
        element
            .items()
            .unwrap_or_default()
            .iter()
            .for_each(|item| all_bytes(item, into));
    }
}

/// Tags of every kind: rows, listed, numbers, dates, sequences, unknown, private, repeating.
pub(crate) fn any_tag() -> impl Strategy<Value = Tag> {
    let known: Vec<Tag> = lines(include_str!("../../standard/data/profile.tsv"))
        .chain(lines(include_str!("../data/no_row.tsv")))
        .filter_map(|line| parse_tag(line.split('\t').next()?))
        .filter(|tag| tag.group() != 2)
        .collect();
    let common = vec![
        tags::SPECIFIC_CHARACTER_SET,
        tags::IMAGE_TYPE,
        tags::MODALITY,
        tags::BODY_PART_EXAMINED,
        tags::SLICE_THICKNESS,
        tags::FRAME_ACQUISITION_DATE_TIME,
        tags::INSTANCE_NUMBER,
        tags::ROWS,
        tags::VOILUT_SEQUENCE,
        tags::FRAME_VOILUT_SEQUENCE,
        tags::CONTENT_SEQUENCE,
        tags::POINT_COORDINATES_DATA,
    ];
    prop_oneof![
        prop::sample::select(known),
        prop::sample::select(common),
        (0x0008_u16..0x7000, any::<u16>()).prop_map(|(group, element)| Tag(group, element)),
    ]
}

pub(crate) fn any_vr() -> impl Strategy<Value = VR> {
    use VR::*;
    prop::sample::select(vec![
        AE, AS, AT, CS, DA, DS, DT, FD, FL, IS, LO, LT, OB, OD, OF, OL, OV, OW, PN, SH, SL, SS, ST,
        SV, TM, UC, UI, UL, UN, UR, US, UT, UV,
    ])
}

/// Values that say who the patient is, alone or among other words.
pub(crate) fn telling() -> impl Strategy<Value = String> {
    let who = prop::sample::select(vec![
        "QUIXBY",
        "Quixby^Ada",
        "rxh7734512",
        "RXH 773 4512",
        "dr quixby",
    ]);
    (
        prop::sample::select(vec!["", "CT of ", "99", "A\\"]),
        who,
        prop::sample::select(vec!["", " ", "  left", "\\1"]),
    )
        .prop_map(|(before, who, after)| format!("{before}{who}{after}"))
}

proptest! {
    #[test]
    fn nothing_that_names_the_patient_survives(
        planted in prop::collection::vec((any_tag(), any_vr(), telling()), 1..12),
        sequences in prop::collection::vec(prop_oneof![any_tag(), Just(tags::MR_IMAGING_MODIFIER_SEQUENCE), Just(tags::CONTENT_SEQUENCE)], 0..5),
    ) {
        let mut inner = DataSet::new_empty();
        for (tag, vr, value) in &planted {
            inner.put_raw(*tag, *vr, value.as_bytes());
        }
        for sequence in sequences {
            let mut outer = DataSet::new_empty();
            outer.put_items(sequence, vec![DataSet::new_empty(), inner]);
            inner = outer;
        }
        let mut original = header(CT);
        for element in inner {
            if original.get(element.header().tag).is_none() {
                original.put(element);
            }
        }
        let mut left = Vec::new();
        all_bytes(&cleaned(&original), &mut left);
        let left: String = left.into_iter().map(char::from).filter(|letter| *letter != ' ').collect();
        prop_assert!(!left.contains("quixby") && !left.contains("7734512"), "{}", left);
    }

    #[test]
    fn cleaning_twice_changes_nothing_but_values(planted in prop::collection::vec((any_tag(), any_vr(), telling()), 0..12)) {
        let mut original = header(CT);
        for (tag, vr, value) in &planted {
            if original.get(*tag).is_none() {
                original.put_raw(*tag, *vr, value.as_bytes());
            }
        }
        let once = cleaned(&original);
        let twice = cleaned(&once);
        let (mut first, mut second) = (Vec::new(), Vec::new());
        shape(&once, "", &mut first);
        shape(&twice, "", &mut second);
        prop_assert_eq!(first, second);
    }
}
