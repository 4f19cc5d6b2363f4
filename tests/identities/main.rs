//! Whose a study is, and files that are one another's doubles, through the command.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod doubles;
mod keys;
mod typed;

#[path = "../papers/mod.rs"]
mod papers;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use darkroom::clean::{Links, OriginalPatient};
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::deliver::key::{open, seal};
use darkroom::deliver::{LinkingKey, Passphrase};
use darkroom::dicom::{self, DataSet, DataSetExt, MemorySource, Part, PixelsOut, TransferSyntax};
use dicom_core::Tag;
use dicom_core::VR;
use dicom_dictionary_std::tags;
use papers::paper;

const ROOT: &str = "1.2.826.0.1.3680043.10.5556";

const PASSPHRASE: &str = "correct horse battery";

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
        self.put_in("in", place, bytes);
    }

    fn put_in(&self, input: &str, place: &str, bytes: &[u8]) {
        let path = self.0.join(input).join(place);
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
    clean_in(folder, "in", &format!("out{}", more.len()), more)
}

/// Cleans one folder of the test's into another; a linking key's passphrase is given.
fn clean_in(folder: &Folder, input: &str, output: &str, more: &[&str]) -> Ended {
    let output = folder.0.join(output);
    let ended = Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg("clean")
        .args([&folder.0.join(input), &output])
        .arg("--assume-reviewed")
        .args(more)
        .env("DARKROOM_PASSPHRASE", PASSPHRASE)
        .output()
        .unwrap();
    let mut left = Vec::new();
    gather(&output, &mut left);
    let mut certificate = String::new();
    // A run that is refused writes nothing.
    let is_there = output.is_dir();
    for name in ["darkroom-certificate", "README"]
        .into_iter()
        .filter(|_| is_there)
    {
        certificate += &std::fs::read_to_string(paper(&output, name)).unwrap();
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
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
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
    let ended = clean(&folder, &["--one-patient", ID.2]);
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
    // One ID is said of no other.
    folder.put_in("both", "1", &image(1, &[ID, NAME, BORN]));
    folder.put_in("both", "2", &of_other(2, "200", &[ID, other, born]));
    folder.put_in("both", "3", &of_other(3, "300", &[OTHER_ID, NAME, BORN]));
    folder.put_in("both", "4", &of_other(4, "400", &[OTHER_ID, other, born]));
    let spelt = "rxq 771-2345";
    let of_one = |output: &str, id: &str| clean_in(&folder, "both", output, &["--one-patient", id]);
    let ended = of_one("one", "RXQ7712345");
    assert_eq!(
        (ended.code, ended.left.len()),
        (Some(3), 2),
        "{}",
        ended.said
    );
    assert_eq!(values(&ended.left, tags::PATIENT_NAME).len(), 1);
    // An ID that nobody has is a slip.
    for wrong in [spelt, "RXQ7712346", "UNKNOWN", ""] {
        let ended = of_one("wrong", wrong);
        assert_eq!(ended.code, Some(2), "{wrong}: {}", ended.said);
        assert!(ended.left.is_empty() && !ended.said.contains("RXQ"));
        let _ = std::fs::remove_dir_all(folder.0.join("wrong"));
    }
    let both = ["--one-patient", "RXQ7712345", "--one-patient", "RXQ7799999"];
    let ended = clean_in(&folder, "both", "two", &both);
    assert_eq!(
        (ended.code, ended.left.len()),
        (Some(0), 4),
        "{}",
        ended.said
    );
    by_policy(&folder);
}

/// A policy can say so of every ID.
fn by_policy(folder: &Folder) {
    let policy = folder.0.join("policy.json");
    std::fs::write(
        &policy,
        r#"{"preset":"teaching","same_id_is_same_person":true}"#,
    )
    .unwrap();
    let by_policy = ["--policy", policy.to_str().unwrap()];
    let ended = clean_in(folder, "both", "policy", &by_policy);
    assert_eq!(
        (ended.code, ended.left.len()),
        (Some(0), 4),
        "{}",
        ended.said
    );
    assert!(ended.certificate.contains("one person without asking"));
}

/// An image of a study of its own.
fn of_other(number: u32, study: &str, says: &[(Tag, VR, &str)]) -> Vec<u8> {
    let study = format!("{ROOT}.{study}");
    let series = format!("{study}.1");
    let own = [
        (tags::STUDY_INSTANCE_UID, VR::UI, study.as_str()),
        (tags::SERIES_INSTANCE_UID, VR::UI, series.as_str()),
    ];
    image(number, &[&own, says].concat())
}

const OTHER_ID: (Tag, VR, &str) = (tags::PATIENT_ID, VR::LO, "RXQ7799999");

#[test]
fn what_stands_for_no_id_makes_no_two_people_one_case_with_one_shift() {
    for (test, id) in ["UNKNOWN", "0", "00000", "-", ".", "n/a", " "]
        .into_iter()
        .enumerate()
    {
        let folder = Folder::new(&format!("placeholder{test}"));
        let id = (ID.0, ID.1, id);
        let other = (NAME.0, NAME.1, "Wolverstone^Hester");
        folder.put("1", &of_other(1, "1", &[id, NAME, BORN]));
        folder.put("2", &of_other(2, "2", &[id, other, BORN]));
        // Nobody's name: each study by itself.
        folder.put("3", &of_other(3, "3", &[id, BORN]));
        folder.put(
            "4",
            &of_other(4, "4", &[id, (NAME.0, NAME.1, "UNKNOWN^UNKNOWN"), BORN]),
        );
        // The first again, and without the ID.
        folder.put("5", &of_other(5, "5", &[NAME, BORN]));
        let ended = clean(&folder, &[]);
        assert_eq!(
            (ended.code, ended.left.len()),
            (Some(0), 5),
            "{}",
            ended.said
        );
        assert_eq!(values(&ended.left, tags::PATIENT_NAME).len(), 4, "{id:?}");
        // All were examined on one day, which has become four.
        assert_eq!(values(&ended.left, tags::STUDY_DATE).len(), 4, "{id:?}");
    }
}

#[test]
fn gaps_in_a_number_are_no_difference_and_zeros_in_front_are() {
    let folder = Folder::new("gaps");
    let ids = [
        "943 476 5919",
        "943-476-5919",
        "9434765919",
        "943.476.5919",
        "09434765919",
    ];
    for (at, id) in ids.into_iter().enumerate() {
        let number = u32::try_from(at).unwrap() + 1;
        let says = [(ID.0, ID.1, id), NAME, BORN];
        folder.put(
            &number.to_string(),
            &of_other(number, &number.to_string(), &says),
        );
    }
    let ended = clean(&folder, &[]);
    assert_eq!(
        (ended.code, ended.left.len()),
        (Some(0), 5),
        "{}",
        ended.said
    );
    assert_eq!(values(&ended.left, tags::PATIENT_ID).len(), 2);
}
