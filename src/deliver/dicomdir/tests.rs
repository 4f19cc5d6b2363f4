use super::*;
use crate::dicom::{self, DataSet, DataSetExt, MemorySource};
use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};

fn header(case: &str, study: &str, series: &str, image: u16) -> DataSet {
    let mut header = DataSet::new_empty();
    let number = image.to_string();
    let uid = format!("2.25.{series}{image}");
    for (tag, vr, value) in [
        (tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192"),
        (tags::SOP_CLASS_UID, VR::UI, uids::CT_IMAGE_STORAGE),
        (tags::SOP_INSTANCE_UID, VR::UI, uid.as_str()),
        (tags::STUDY_DATE, VR::DA, "20231104"),
        (tags::MODALITY, VR::CS, "CT"),
        (tags::PATIENT_NAME, VR::PN, case),
        (tags::PATIENT_ID, VR::LO, case),
        (tags::STUDY_INSTANCE_UID, VR::UI, &format!("2.25.{study}")),
        (tags::SERIES_INSTANCE_UID, VR::UI, &format!("2.25.{series}")),
        (tags::INSTANCE_NUMBER, VR::IS, &number),
    ] {
        header.put_ascii(tag, vr, value);
    }
    header
}

fn filing(header: &DataSet) -> Filing {
    let policy = crate::deid::Preset::Teaching.into();
    let mut filing = Filing::of(header, [0; 32], &policy).unwrap();
    let syntax = dicom::TransferSyntax::EXPLICIT_LITTLE_ENDIAN;
    filing.record = Record::of(header, syntax).map(Box::new);
    filing
}

fn directory(images: &[(&str, &str, &str, u16)]) -> DicomDir {
    let mut directory = DicomDir::new();
    for (case, study, series, image) in images {
        let path = format!("DICOM/{case}/ST{study}/SE{series}/IM{image}");
        directory.add(&path, &filing(&header(case, study, series, *image)));
    }
    directory
}

/// Every record by the place of its item's tag, read off the bytes without our reader.
fn records(file: &[u8]) -> Vec<(u32, DataSet)> {
    let source = MemorySource::new(file.to_vec());
    let read = dicom::directory(std::rc::Rc::new(source)).unwrap();
    let items = read.nested(tags::DIRECTORY_RECORD_SEQUENCE).to_vec();
    let mark = [0xFE, 0xFF, 0x00, 0xE0];
    let sequence = file
        .windows(6)
        .position(|it| it == b"\x04\0\x20\x12SQ")
        .unwrap();
    let mut at = sequence + 12;
    let mut found = Vec::new();
    for item in items {
        assert_eq!(file[at..at + 4], mark);
        found.push((u32::try_from(at).unwrap(), item));
        let length = u32::from_le_bytes(file[at + 4..at + 8].try_into().unwrap());
        at += 8 + length as usize;
    }
    assert_eq!(at, file.len());
    found
}

/// Records from a place on and below them, each with the depth at which it hangs.
fn walk(records: &[(u32, DataSet)], from: i64, depth: usize, found: &mut Vec<(usize, String)>) {
    let mut at = from;
    while at != 0 {
        let (_, record) = records
            .iter()
            .find(|(place, _)| i64::from(*place) == at)
            .unwrap();
        let integer = |tag| record.integer(tag).unwrap();
        found.push((depth, record.text(tags::DIRECTORY_RECORD_TYPE).unwrap()));
        assert_eq!(integer(tags::RECORD_IN_USE_FLAG), 0xFFFF);
        let below = integer(tags::OFFSET_OF_REFERENCED_LOWER_LEVEL_DIRECTORY_ENTITY);
        walk(records, below, depth + 1, found);
        at = integer(tags::OFFSET_OF_THE_NEXT_DIRECTORY_RECORD);
    }
}

const IMAGES: [(&str, &str, &str, u16); 5] = [
    ("7K2MQ9XT", "1", "11", 2),
    ("7K2MQ9XT", "1", "11", 1),
    ("7K2MQ9XT", "1", "12", 1),
    ("7K2MQ9XT", "2", "21", 1),
    ("9HQ2MAXT", "3", "31", 1),
];

#[test]
fn records_hang_together_by_the_places_of_their_items() {
    let file = directory(&IMAGES).finish().unwrap();
    let records = records(&file);
    let source = MemorySource::new(file.clone());
    let read = dicom::directory(std::rc::Rc::new(source)).unwrap();
    let first = tags::OFFSET_OF_THE_FIRST_DIRECTORY_RECORD_OF_THE_ROOT_DIRECTORY_ENTITY;
    let last = tags::OFFSET_OF_THE_LAST_DIRECTORY_RECORD_OF_THE_ROOT_DIRECTORY_ENTITY;
    let mut found = Vec::new();
    walk(&records, read.integer(first).unwrap(), 0, &mut found);
    let terms: Vec<(usize, &str)> = found
        .iter()
        .map(|(at, term)| (*at, term.as_str()))
        .collect();
    let (image, series, study) = ((3, "IMAGE"), (2, "SERIES"), (1, "STUDY"));
    let patient = (0, "PATIENT");
    assert_eq!(
        terms,
        [
            patient, study, series, image, image, series, image, study, series, image, patient,
            study, series, image
        ]
    );
    // Every record is reached, and the last patient is the one that the file says.
    assert_eq!(found.len(), records.len());
    let last = read.integer(last).unwrap();
    let (_, record) = records
        .iter()
        .find(|(at, _)| i64::from(*at) == last)
        .unwrap();
    assert_eq!(record.text(tags::PATIENT_ID).as_deref(), Some("9HQ2MAXT"));
}

#[test]
fn a_record_refers_to_its_file_and_says_what_the_header_says() {
    let file = directory(&IMAGES[..2]).finish().unwrap();
    let records = records(&file);
    let numbers: Vec<_> = records[3..]
        .iter()
        .map(|(_, it)| it.integer(tags::INSTANCE_NUMBER))
        .collect();
    assert_eq!(numbers, [Some(1), Some(2)]);
    let image = &records[3].1;
    let parts = image.texts(tags::REFERENCED_FILE_ID);
    assert_eq!(parts, ["DICOM", "7K2MQ9XT", "ST1", "SE11", "IM1"]);
    let uid = image.text(tags::REFERENCED_SOP_INSTANCE_UID_IN_FILE);
    assert_eq!(uid.as_deref(), Some("2.25.111"));
    let [patient, study] = [&records[0].1, &records[1].1];
    assert_eq!(
        patient.text(tags::PATIENT_NAME).as_deref(),
        Some("7K2MQ9XT")
    );
    assert_eq!(study.text(tags::STUDY_DATE).as_deref(), Some("20231104"));
    // What must be there and the header lacks.
    assert_eq!(study.text(tags::STUDY_TIME).as_deref(), Some("000000"));
    assert!(study.get(tags::ACCESSION_NUMBER).is_some());
    assert_eq!(study.text(tags::ACCESSION_NUMBER), None);
}

#[test]
fn the_same_images_make_the_same_bytes_in_whatever_order_they_come() {
    let mut turned = IMAGES;
    turned.reverse();
    assert_eq!(directory(&IMAGES).finish(), directory(&turned).finish());
}

#[test]
fn what_no_record_refers_to_is_counted_and_left_out() {
    let mut header = header("7K2MQ9XT", "1", "11", 1);
    header.put_ascii(tags::SOP_CLASS_UID, VR::UI, uids::ENCAPSULATED_PDF_STORAGE);
    let mut directory = DicomDir::new();
    directory.add("DICOM/7K2MQ9XT/1/2/3", &filing(&header));
    assert!(directory.is_empty());
    assert_eq!(directory.unlisted(), 1);
}

#[test]
fn ours_is_told_by_who_wrote_it() {
    let file = directory(&IMAGES).finish().unwrap();
    assert!(is_ours(&file) && is_ours(&file[..HEAD]));
    let mut other = file.clone();
    let ours = crate::dicom::IMPLEMENTATION_CLASS_UID.as_bytes();
    let at = file.windows(ours.len()).position(|it| it == ours).unwrap();
    other[at + 6] ^= 1;
    assert!(!is_ours(&other) && !is_ours(&file[..140]) && !is_ours(&[]));
}
