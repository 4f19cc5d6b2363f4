//! Whose a study is, and files that are one another's doubles, through the command.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use darkroom::dicom::{self, DataSet, DataSetExt, MemorySource, Part, PixelsOut, TransferSyntax};
use dicom_core::Tag;
use dicom_core::VR;
use dicom_dictionary_std::tags;

const ROOT: &str = "1.2.826.0.1.3680043.10.5556";

/// A folder of its own for one test, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-identities-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(path.join("in")).unwrap();
        Self(path)
    }

    fn put(&self, place: &str, bytes: &[u8]) {
        let path = self.0.join("in").join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What came of a run: exit code, the line of counts, what was said besides, the headers that left, the certificate.
struct Ended {
    code: Option<i32>,
    counts: String,
    said: String,
    left: Vec<DataSet>,
    certificate: String,
}

fn clean(folder: &Folder, more: &[&str]) -> Ended {
    let output = folder.0.join(format!("out{}", more.len()));
    let ended = Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg("clean")
        .args([&folder.0.join("in"), &output])
        .arg("--assume-reviewed")
        .args(more)
        .output()
        .unwrap();
    let mut left = Vec::new();
    gather(&output, &mut left);
    let mut certificate = String::new();
    for name in ["darkroom-certificate.json", "README.txt"] {
        certificate += &std::fs::read_to_string(output.join(name)).unwrap();
    }
    let counts = String::from_utf8(ended.stdout).unwrap();
    Ended {
        code: ended.status.code(),
        counts: counts.lines().last().unwrap_or_default().to_owned(),
        said: String::from_utf8(ended.stderr).unwrap(),
        left,
        certificate,
    }
}

fn gather(folder: &Path, left: &mut Vec<DataSet>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, left);
        } else if path.extension().is_some_and(|ending| ending == "dcm") {
            let bytes = std::fs::read(path).unwrap();
            let instance = dicom::read(Rc::new(MemorySource::new(bytes))).unwrap();
            left.push(instance.data_set);
        }
    }
}

/// A CT image of 4 × 4 pixels with a number of its own, and what else its header says; empty values are left out.
fn image(number: u32, says: &[(Tag, VR, &str)]) -> Vec<u8> {
    let mut header = DataSet::new_empty();
    let uid = format!("{ROOT}.{number}");
    let (study, series) = (format!("{ROOT}.100"), format!("{ROOT}.100.1"));
    let number = number.to_string();
    for (tag, vr, value) in [
        (tags::SOP_CLASS_UID, VR::UI, "1.2.840.10008.5.1.4.1.1.2"),
        (tags::SOP_INSTANCE_UID, VR::UI, uid.as_str()),
        (tags::STUDY_INSTANCE_UID, VR::UI, study.as_str()),
        (tags::SERIES_INSTANCE_UID, VR::UI, series.as_str()),
        (tags::STUDY_DATE, VR::DA, "20220517"),
        (tags::MODALITY, VR::CS, "CT"),
        (tags::IMAGE_TYPE, VR::CS, "ORIGINAL\\PRIMARY\\AXIAL"),
        (tags::BURNED_IN_ANNOTATION, VR::CS, "NO"),
        (tags::INSTANCE_NUMBER, VR::IS, number.as_str()),
        (tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2"),
    ]
    .iter()
    .chain(says)
    {
        header.put_ascii(*tag, *vr, value);
    }
    for (tag, number) in [
        (tags::ROWS, 4_u16),
        (tags::COLUMNS, 4),
        (tags::SAMPLES_PER_PIXEL, 1),
        (tags::BITS_ALLOCATED, 16),
        (tags::BITS_STORED, 16),
        (tags::HIGH_BIT, 15),
        (tags::PIXEL_REPRESENTATION, 0),
    ] {
        header.put_raw(tag, VR::US, number.to_le_bytes());
    }
    let body = MemorySource::new([]);
    let pixels = PixelsOut::Native {
        tag: tags::PIXEL_DATA,
        vr: VR::OW,
        parts: vec![Part::Bytes(vec![7; 32])],
    };
    let syntax = TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
    let parts = dicom::write(&header, &syntax, pixels, &body).unwrap();
    dicom::assemble(&parts, &body).unwrap()
}

fn values(left: &[DataSet], tag: Tag) -> BTreeSet<Option<String>> {
    left.iter().map(|header| header.text(tag)).collect()
}

const ID: (Tag, VR, &str) = (tags::PATIENT_ID, VR::LO, "RXQ7712345");
const NAME: (Tag, VR, &str) = (tags::PATIENT_NAME, VR::PN, "Quixotham^Zebedee");
const BORN: (Tag, VR, &str) = (tags::PATIENT_BIRTH_DATE, VR::DA, "19560304");

#[test]
fn one_study_is_one_case_whatever_its_files_leave_out() {
    let folder = Folder::new("one");
    let issuer = (tags::ISSUER_OF_PATIENT_ID, VR::LO, "WOLVERHOSP");
    let told = (tags::STUDY_DESCRIPTION, VR::LO, "Chest Quixotham 7712345");
    folder.put("1", &image(1, &[ID, NAME, BORN]));
    folder.put("2", &image(2, &[ID, issuer, NAME]));
    folder.put("3", &image(3, &[(ID.0, ID.1, ""), told]));
    folder.put("4", &image(4, &[told]));
    folder.put("5", &image(5, &[NAME]));
    let mapping = folder.0.join("mapping");
    let ended = clean(&folder, &["--mapping", mapping.to_str().unwrap()]);
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert_eq!(ended.left.len(), 5);
    for tag in [
        tags::PATIENT_NAME,
        tags::PATIENT_ID,
        tags::STUDY_INSTANCE_UID,
        tags::STUDY_DATE,
    ] {
        let values = values(&ended.left, tag);
        assert_eq!(values.len(), 1, "{tag} {values:?}");
        assert!(values.iter().all(Option::is_some));
    }
    let said = values(&ended.left, tags::STUDY_DESCRIPTION);
    for text in said.iter().flatten() {
        let text = text.to_lowercase();
        assert!(
            !text.contains("quixotham") && !text.contains("7712345"),
            "{text}"
        );
    }
    assert!(said.iter().flatten().any(|text| text.contains("Chest")));
    assert!(ended.certificate.contains("\"studies\": 1"));
    let table = std::fs::read_to_string(mapping.join("patient_mapping.csv")).unwrap();
    let cases: BTreeSet<&str> = table
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').nth(1))
        .collect();
    assert_eq!(cases.len(), 1, "{table}");
}

#[test]
fn a_study_of_two_patients_is_held_whole() {
    let folder = Folder::new("several");
    folder.put("1", &image(1, &[ID, NAME]));
    folder.put("2", &image(2, &[(ID.0, ID.1, "RXQ7799999"), NAME]));
    folder.put("3", &image(3, &[]));
    let ended = clean(&folder, &["--same-person"]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.left.is_empty());
    assert_eq!(
        ended.counts,
        "3 files in = 0 cleaned + 3 held + 0 deleted + 0 doubles + 0 not DICOM"
    );
    assert!(
        ended.said.contains("name different patients"),
        "{}",
        ended.said
    );
}

#[test]
fn two_people_under_one_id_are_held_unless_somebody_has_made_sure() {
    let folder = Folder::new("people");
    let study = format!("{ROOT}.200");
    let other = (tags::PATIENT_NAME, VR::PN, "Wolverstone^Hester");
    let born = (tags::PATIENT_BIRTH_DATE, VR::DA, "19880921");
    folder.put("1", &image(1, &[ID, NAME, BORN]));
    folder.put(
        "2",
        &image(
            2,
            &[ID, other, born, (tags::STUDY_INSTANCE_UID, VR::UI, &study)],
        ),
    );
    let ended = clean(&folder, &[]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.left.is_empty());
    assert!(
        ended.said.contains("can’t all be one person’s"),
        "{}",
        ended.said
    );
    let ended = clean(&folder, &["--same-person"]);
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert_eq!(values(&ended.left, tags::PATIENT_NAME).len(), 1);
}

#[test]
fn doubles_are_counted_and_what_shares_a_uid_is_held_with_the_place_of_the_other() {
    let folder = Folder::new("doubles");
    let comment = (tags::SERIES_NUMBER, VR::IS, "7");
    folder.put("Quixotham/1", &image(1, &[ID, NAME]));
    folder.put("Quixotham/2", &image(2, &[ID, NAME]));
    // Byte-identical, of another length, and of other bytes.
    folder.put("later/1", &image(1, &[ID, NAME]));
    folder.put("later/2", &image(2, &[ID, NAME, comment]));
    folder.put(
        "later/3",
        &image(1, &[ID, (NAME.0, NAME.1, "Quixotham^Zebedea")]),
    );
    let ended = clean(&folder, &[]);
    assert_eq!(ended.code, Some(3));
    assert_eq!(
        ended.counts,
        "5 files in = 2 cleaned + 2 held + 0 deleted + 1 double + 0 not DICOM"
    );
    let uids = values(&ended.left, tags::SOP_INSTANCE_UID);
    assert_eq!((ended.left.len(), uids.len()), (2, 2));
    for said in [
        "double: later/1: the same as Quixotham/1",
        "The other: Quixotham/2.",
        "The other: Quixotham/1.",
    ] {
        assert!(ended.said.contains(said), "{said}: {}", ended.said);
    }
    assert!(ended.certificate.contains("\"doubles\": 1"));
    assert!(ended.certificate.contains("same UID as"));
    assert!(!ended.certificate.to_lowercase().contains("quixotham"));
}
