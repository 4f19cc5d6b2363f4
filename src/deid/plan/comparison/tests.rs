use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::*;
use crate::deid::tests::{CT, header, pseudonyms, strict};
use crate::deid::{Preset, plan};

fn rows(original: &DataSet, policy: &Policy) -> Vec<Row> {
    let plan = plan(original, policy, &pseudonyms());
    comparison(original, &plan, &Established::default())
}

fn row(rows: &[Row], tag: Tag) -> &Row {
    let found = rows
        .iter()
        .find(|row| row.tag == (tag.group(), tag.element()));
    found.unwrap_or_else(|| panic!("no row of {tag}"))
}

fn text(words: &str) -> Shown {
    Shown::Text(words.to_owned())
}

fn item(tag: Tag, vr: VR, value: &str) -> DataSet {
    let mut item = DataSet::new_empty();
    item.put_ascii(tag, vr, value);
    item
}

#[test]
fn a_name_is_shown_with_the_case_name_that_takes_its_place() {
    let original = header(CT);
    let rows = rows(&original, &strict());
    let name = row(&rows, tags::PATIENT_NAME);
    assert_eq!(name, &rows[0]);
    assert_eq!(name.name, "PatientName");
    assert_eq!(name.before, text("Quixby^Ada"));
    let Shown::Text(after) = &name.after else {
        panic!("{:?}", name.after)
    };
    assert!(after.starts_with("CASE-"));
    assert_eq!(name.what, What::Replaced);
    let birth = row(&rows, tags::PATIENT_BIRTH_DATE);
    assert_eq!((birth.what, &birth.after), (What::Emptied, &Shown::Empty));
}

#[test]
fn the_rows_code_and_what_it_was_taken_as_are_told() {
    let mut original = header(CT);
    original.put_ascii(tags::DEVICE_SERIAL_NUMBER, VR::LO, "SN-77123");
    let strict = rows(&original, &strict());
    let serial = row(&strict, tags::DEVICE_SERIAL_NUMBER);
    assert_eq!(
        (serial.what, &serial.after),
        (What::Removed, &Shown::Absent)
    );
    assert_eq!(serial.why.words(), "Table E.1-1: X/Z/D, of which X is done");
    let device = Policy::with([ProfileOption::Device]).unwrap();
    let kept = rows(&original, &device);
    let serial = row(&kept, tags::DEVICE_SERIAL_NUMBER);
    assert_eq!(serial.what, What::Kept);
    assert_eq!(
        serial.why.words(),
        "Table E.1-1: K, Retain Device Identity Option"
    );
    assert_eq!(
        row(&strict, tags::MANUFACTURER).why.words(),
        "Not in Table E.1-1; says how the image was made"
    );
}

#[test]
fn a_date_moves_where_dates_move() {
    let original = header(CT);
    let moved = rows(&original, &Preset::Teaching.into());
    assert_eq!(row(&moved, tags::STUDY_DATE).what, What::Moved);
    assert_ne!(row(&moved, tags::STUDY_DATE).after, text("20240229"));
    let gone = rows(&original, &strict());
    assert_eq!(row(&gone, tags::STUDY_DATE).what, What::Emptied);
}

#[test]
fn items_follow_their_sequence_and_say_where_they_lie() {
    let mut original = header(CT);
    let image = tags::REFERENCED_SOP_INSTANCE_UID;
    original.put_items(
        tags::DIMENSION_INDEX_SEQUENCE,
        vec![item(tags::DIMENSION_DESCRIPTION_LABEL, VR::LO, "Stack"), {
            let mut second = DataSet::new_empty();
            second.put_items(
                tags::REFERENCED_IMAGE_SEQUENCE,
                vec![item(image, VR::UI, "1.2.3.4")],
            );
            second
        }],
    );
    original.put_items(
        tags::OTHER_PATIENT_I_DS_SEQUENCE,
        vec![item(image, VR::UI, "1.2.3")],
    );
    let rows = rows(&original, &Preset::Teaching.into());
    let at = rows
        .iter()
        .position(|row| row.tag == (0x0020, 0x9222))
        .unwrap();
    let sequence = &rows[at];
    assert_eq!(sequence.before, Shown::Items(2));
    assert_eq!((sequence.what, sequence.below), (What::ItemByItem, 3));
    let inner: Vec<_> = rows[at + 1..=at + 3]
        .iter()
        .map(|row| (row.depth, row.parent.unwrap() as usize, row.item))
        .collect();
    assert_eq!(inner, [(1, at, 1), (1, at, 2), (2, at + 2, 1)]);
    assert_eq!(rows[at + 3].what, What::Replaced);
    // A sequence that goes takes its items along.
    let gone = row(&rows, tags::OTHER_PATIENT_I_DS_SEQUENCE);
    assert_eq!((gone.what, gone.below), (What::Removed, 0));
}

#[test]
fn a_private_attribute_is_named_by_its_owner() {
    let mut original = header(CT);
    original.put_ascii(Tag(0x0019, 0x0010), VR::LO, "BENCHMED CT 1");
    original.put_raw(Tag(0x0019, 0x1002), VR::OB, [0, 1, 2]);
    original.put_raw(Tag(0x0019, 0x1003), VR::UN, *b"Quixby Ada ");
    original.put_raw(Tag(0x0029, 0x1002), VR::US, [7, 0]);
    let rows = rows(&original, &strict());
    assert_eq!(row(&rows, Tag(0x0019, 0x0010)).name, "Private owner");
    let private = row(&rows, Tag(0x0019, 0x1002));
    assert_eq!(private.name, "Private (BENCHMED CT 1)");
    assert_eq!(private.before, Shown::Bytes(3));
    assert_eq!(private.what, What::Removed);
    assert_eq!(row(&rows, Tag(0x0019, 0x1003)).before, text("Quixby Ada"));
    let stray = row(&rows, Tag(0x0029, 0x1002));
    assert_eq!(stray.name, "Private (nobody’s)");
    assert_eq!(stray.before, text("7"));
}

#[test]
fn what_the_header_says_of_its_cleaning_is_in_the_list() {
    let mut original = header(CT);
    original.put_ascii(tags::BURNED_IN_ANNOTATION, VR::CS, "YES");
    original.put_ascii(tags::PATIENT_IDENTITY_REMOVED, VR::CS, "NO");
    let plan = plan(&original, &strict(), &pseudonyms());
    let looked_at = Established {
        painted: false,
        looked_at: true,
    };
    let rows = comparison(&original, &plan, &looked_at);
    let method = row(&rows, tags::DEIDENTIFICATION_METHOD);
    assert_eq!((method.what, method.why), (What::Added, Reason::Stamp));
    let codes = row(&rows, tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE);
    assert_eq!((codes.what, codes.below), (What::Added, 3));
    assert_eq!(row(&rows, tags::CODE_VALUE).after, text("113100"));
    let removed = row(&rows, tags::PATIENT_IDENTITY_REMOVED);
    assert_eq!(
        (removed.what, &removed.after),
        (What::Replaced, &text("YES"))
    );
    let burned_in = row(&rows, tags::BURNED_IN_ANNOTATION);
    assert_eq!(
        (burned_in.what, &burned_in.after),
        (What::Replaced, &text("NO"))
    );
}

#[test]
fn what_is_said_to_leave_is_what_leaves() {
    let mut original = header(CT);
    original.put_ascii(tags::STUDY_DESCRIPTION, VR::LO, "CT chest Quixby");
    for preset in Preset::ALL {
        let policy = Policy::from(preset);
        let plan = plan(&original, &policy, &pseudonyms());
        let cleaned = apply(&original, &plan, &Established::default());
        for row in comparison(&original, &plan, &Established::default()) {
            let tag = Tag(row.tag.0, row.tag.1);
            if row.depth == 0 {
                assert_eq!(
                    cleaned.get(tag).is_some(),
                    row.after != Shown::Absent,
                    "{tag}"
                );
                assert_eq!(
                    original.get(tag).is_some(),
                    row.before != Shown::Absent,
                    "{tag}"
                );
            }
            if row.what == What::Kept {
                assert_eq!(row.before, row.after, "{tag}");
            }
        }
    }
}

#[test]
fn text_is_read_in_its_character_set_and_long_text_is_cut() {
    let mut original = header(CT);
    original.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
    original.put_raw(tags::PATIENT_NAME, VR::PN, "Müller^Änne".as_bytes());
    original.put_raw(tags::IMAGE_COMMENTS, VR::LT, "é".repeat(4000).as_bytes());
    let rows = rows(&original, &strict());
    assert_eq!(row(&rows, tags::PATIENT_NAME).before, text("Müller^Änne"));
    let Shown::Text(long) = &row(&rows, tags::IMAGE_COMMENTS).before else {
        panic!("no text");
    };
    assert_eq!(long.chars().count(), 161);
    assert!(long.ends_with('…'));
}

#[test]
fn rows_are_read_back_as_they_were_written() {
    let mut original = header(CT);
    original.put_items(
        tags::REFERENCED_IMAGE_SEQUENCE,
        vec![item(tags::REFERENCED_SOP_INSTANCE_UID, VR::UI, "1.2")],
    );
    let rows = rows(&original, &Preset::Research.into());
    let text = serde_json::to_string(&rows).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Row>>(&text).unwrap(), rows);
}
