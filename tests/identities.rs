//! Whose a study is, and files that are one another's doubles, through the command.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

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
    // A policy can say so of every ID.
    let policy = folder.0.join("policy.json");
    std::fs::write(
        &policy,
        r#"{"preset":"teaching","same_id_is_same_person":true}"#,
    )
    .unwrap();
    let by_policy = ["--policy", policy.to_str().unwrap()];
    let ended = clean_in(&folder, "both", "policy", &by_policy);
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
fn gaps_in_a_number_are_no_difference_and_noughts_in_front_are() {
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

#[test]
fn one_id_of_two_people_in_two_exports_with_one_key_is_held() {
    let folder = Folder::new("exports");
    let other = (NAME.0, NAME.1, "Wolverstone^Hester");
    let born = (BORN.0, BORN.1, "19880921");
    folder.put_in("here", "1", &of_other(1, "1", &[ID, NAME, BORN]));
    folder.put_in("there", "1", &of_other(2, "2", &[ID, other, born]));
    folder.put_in("again", "1", &of_other(3, "3", &[ID, NAME]));
    let key = folder.0.join("trust.age");
    let with_key = ["--key", key.to_str().unwrap()];
    let first = clean_in(&folder, "here", "out-here", &with_key);
    assert_eq!(first.code, Some(0), "{}", first.said);
    let second = clean_in(&folder, "there", "out-there", &with_key);
    assert_eq!(
        (second.code, second.left.len()),
        (Some(3), 0),
        "{}",
        second.said
    );
    assert!(
        second.said.contains("can’t all be one person’s"),
        "{}",
        second.said
    );
    let again = clean_in(&folder, "again", "out-again", &with_key);
    assert_eq!(again.code, Some(0), "{}", again.said);
    let case = values(&first.left, tags::PATIENT_NAME);
    assert_eq!(values(&again.left, tags::PATIENT_NAME), case);
    // Once somebody has said that they are one, they are.
    let said = [&with_key[..], &["--one-patient", ID.2]].concat();
    let third = clean_in(&folder, "there", "out-said", &said);
    assert_eq!(third.code, Some(0), "{}", third.said);
    assert_eq!(values(&third.left, tags::PATIENT_NAME), case);
    let fourth = clean_in(&folder, "there", "out-known", &with_key);
    assert_eq!(fourth.code, Some(0), "{}", fourth.said);
}

const PASSPHRASE: &str = "correct horse battery";

/// A key with one patient who was given the name that would be derived for another, sealed by the library.
#[test]
fn a_patient_whose_name_is_taken_in_the_key_leaves_under_the_next() {
    let folder = Folder::new("taken");
    folder.put("1", &of_other(1, "1", &[ID, NAME, BORN]));
    let original = |id: &str| OriginalPatient {
        patient_id: id.to_owned(),
        ..OriginalPatient::default()
    };
    let secret = Secret::from_bytes([7; 32]);
    let pseudonyms = Pseudonyms::new(&secret);
    let (mine, theirs) = (original(ID.2), original(OTHER_ID.2));
    let taken = pseudonyms.alias(&mine.key());
    let mut key = LinkingKey::new(secret);
    key.linked.add(&Links {
        original: theirs,
        new_patient_id: taken.case.as_str().to_owned(),
        case: taken.case.clone(),
        days: taken.shift,
        uids: Vec::new(),
    });
    let (path, passphrase) = (
        folder.0.join("trust.age"),
        Passphrase::new(PASSPHRASE).unwrap(),
    );
    std::fs::write(&path, seal(&key, &passphrase).unwrap()).unwrap();
    let with_key = ["--key", path.to_str().unwrap()];
    let next = Some(pseudonyms.another_case(&mine.key(), 1).as_str().to_owned());
    for output in ["first", "second"] {
        let ended = clean_in(&folder, "in", output, &with_key);
        assert_eq!(ended.code, Some(0), "{}", ended.said);
        assert_eq!(
            values(&ended.left, tags::PATIENT_NAME),
            BTreeSet::from([next.clone()])
        );
        assert!(ended.certificate.contains(next.as_deref().unwrap()));
        assert!(
            folder
                .0
                .join(output)
                .join(next.as_deref().unwrap())
                .is_dir()
        );
    }
    let key = open(&std::fs::read(&path).unwrap(), &passphrase).unwrap();
    assert_eq!(key.linked.cases().count(), 2);
}

#[test]
fn a_passphrase_file_is_read_as_it_was_meant_and_a_weak_one_makes_no_key() {
    let folder = Folder::new("spellings");
    folder.put("1", &of_other(1, "1", &[ID, NAME, BORN]));
    let (key, words) = (folder.0.join("trust.age"), folder.0.join("words"));
    let more = [
        "--key",
        key.to_str().unwrap(),
        "--passphrase-file",
        words.to_str().unwrap(),
    ];
    for weak in ["            ", "password2024", "short"] {
        std::fs::write(&words, weak).unwrap();
        let ended = clean_in(&folder, "in", "weak", &more);
        assert_eq!(
            (ended.code, key.exists()),
            (Some(2), false),
            "{weak}: {}",
            ended.said
        );
        let _ = std::fs::remove_dir_all(folder.0.join("weak"));
    }
    let utf_16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    for (at, bytes) in [
        "Größe Ärger Übelkeit\n".as_bytes().to_vec(),
        "\u{FEFF}Größe Ärger Übelkeit\r\nsecond line"
            .as_bytes()
            .to_vec(),
        "Gro\u{308}ße A\u{308}rger U\u{308}belkeit"
            .as_bytes()
            .to_vec(),
        utf_16("Größe Ärger Übelkeit\r\n"),
    ]
    .into_iter()
    .enumerate()
    {
        std::fs::write(&words, bytes).unwrap();
        let ended = clean_in(&folder, "in", &format!("out-{at}"), &more);
        assert_eq!(ended.code, Some(0), "{at}: {}", ended.said);
    }
    std::fs::write(&words, "GRÖßE äRGER üBELKEIT").unwrap();
    let ended = clean_in(&folder, "in", "wrong", &more);
    assert_eq!(ended.code, Some(2));
    for hint in ["caps lock", "layout", "another key"] {
        assert!(ended.said.contains(hint), "{}", ended.said);
    }
}

#[test]
fn what_was_typed_leaves_only_if_it_names_no_patient_and_the_file_of_rules_is_told() {
    let folder = Folder::new("typed");
    folder.put("1", &of_other(1, "1", &[ID, NAME, BORN]));
    let policy = folder.0.join("policy.json");
    let by_policy = ["--policy", policy.to_str().unwrap()];
    let rules = |by: &str, why: &str, name: &str| {
        format!(
            r#"{{"preset":"teaching","name":"{name}","keep":{{"identifiers":["accession-number"],
            "permission":{{"by":"{by}","why":"{why}"}}}}}}"#
        )
    };
    for (text, field) in [
        (
            rules("Dr A. Keeper", "for Quixotham RXQ7712345", "Radiology"),
            "(\"why\")",
        ),
        (
            rules("Zebedee Quixotham", "to trace findings", "Radiology"),
            "(\"by\")",
        ),
        (
            rules("Dr A. Keeper", "to trace findings", "born 04.03.1956"),
            "(\"name\")",
        ),
        (
            rules("Dr A. Keeper", "to \\u202e trace", "Radiology"),
            "direction",
        ),
        (
            rules("Dr A. Keeper", "to trace findings", "a\\u001b[2J"),
            "direction",
        ),
        (
            r#"{"preset":"strict","preset":"research"}"#.to_owned(),
            "stands twice",
        ),
    ] {
        std::fs::write(&policy, text).unwrap();
        let ended = clean_in(&folder, "in", "refused", &by_policy);
        assert_eq!(
            (ended.code, ended.left.len()),
            (Some(2), 0),
            "{field}: {}",
            ended.said
        );
        assert!(ended.said.contains(field), "{field}: {}", ended.said);
        assert!(
            !ended.said.to_lowercase().contains("quixotham"),
            "{}",
            ended.said
        );
        let _ = std::fs::remove_dir_all(folder.0.join("refused"));
    }
    std::fs::write(
        &policy,
        rules("Dr B. Quixotham", "to trace findings", "Radiology 2026"),
    )
    .unwrap();
    let ended = clean_in(&folder, "in", "out", &by_policy);
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    for told in ["Radiology 2026", "Dr B. Quixotham", "\"sha256\""] {
        assert!(ended.certificate.contains(told), "{told}");
    }
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
