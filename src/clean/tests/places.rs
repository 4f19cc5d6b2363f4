//! Where something is filed that names no study, or shares its UID.

use super::*;

#[test]
fn what_names_no_study_and_no_series_gets_those_of_its_folder_and_patient() {
    let place = |header: &DataSet, folder: &str| {
        let order = Order {
            undecodable: Undecodable::NotChecked,
            folder: folder.to_owned(),
            ..Order::default()
        };
        let source = Rc::new(MemorySource::new(native(header, &[0; 64])));
        let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
        let cleaned = clean(source, &order, &pseudonyms).unwrap();
        let read = dicom::read(Rc::new(MemorySource::new(delivered(&cleaned)))).unwrap();
        let text = |tag| read.data_set.text(tag).unwrap();
        [
            text(tags::STUDY_INSTANCE_UID),
            text(tags::SERIES_INSTANCE_UID),
        ]
    };
    let here = header(1, 12);
    let with = |tag, vr, value: &str| {
        let mut other = here.clone();
        other.put_ascii(tag, vr, value);
        other
    };
    let [study, series] = place(&here, "export/A");
    assert!(study.starts_with("2.25.") && series.starts_with("2.25.") && study != series);
    let second = with(tags::SOP_INSTANCE_UID, VR::UI, "1.2.3.5");
    assert_eq!(place(&second, "export/A"), [study.clone(), series.clone()]);
    let other_number = with(tags::SERIES_NUMBER, VR::IS, "2");
    let [same, other] = place(&other_number, "export/A");
    assert!(same == study && other != series);
    let other_patient = with(tags::PATIENT_ID, VR::LO, "RXH777777");
    for [other, of_it] in [place(&here, "export/B"), place(&other_patient, "export/A")] {
        assert!(other != study && of_it != series);
    }
    // What the original says stays what it becomes anyway.
    let named = with(tags::STUDY_INSTANCE_UID, VR::UI, "1.2.3");
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    let becomes = OriginalUid::new("1.2.3").remapped(&pseudonyms);
    assert_eq!(place(&named, "export/A")[0], becomes.as_str());
}

#[test]
fn two_files_of_one_uid_are_filed_apart_and_one_that_comes_again_at_its_old_place() {
    let filing = |file: Vec<u8>, order: &Order| {
        let source = Rc::new(MemorySource::new(file));
        let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
        clean(source, order, &pseudonyms).unwrap().filing().clone()
    };
    let file = native(&header(1, 16), &[7; 64]);
    let first = filing(file.clone(), &Order::default());
    assert_eq!(filing(file, &painting()), first);
    let other = filing(native(&header(1, 16), &[8; 64]), &Order::default());
    assert_eq!(other.sop_instance_uid, first.sop_instance_uid);
    assert_ne!(other.content, first.content);
}
