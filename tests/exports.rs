//! A collection that grows: exports of different years, cleaned with one key and copied to one folder.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod papers;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use darkroom::deliver::key::open;
use darkroom::deliver::seal::{self, Seal};
use darkroom::deliver::{Certificate, Paper, Passphrase, layout};
use darkroom::dicom::{self, DataSet, DataSetExt, MemorySource, Part, PixelsOut, TransferSyntax};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use papers::paper;

const PASSPHRASE: &str = "correct horse battery";
const ROOT: &str = "1.2.826.0.1.3680043.10.5557";

/// A folder of its own for one test, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-exports-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn clean(&self, input: &str, output: &str) -> PathBuf {
        let output = self.0.join(output);
        let ended = Command::new(env!("CARGO_BIN_EXE_darkroom"))
            .arg("clean")
            .args([&self.0.join(input), &output])
            .args(["--assume-reviewed", "--key"])
            .arg(self.0.join("key"))
            .env("DARKROOM_PASSPHRASE", PASSPHRASE)
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
        output
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An image of a patient, as a scanner names it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Image {
    patient: u32,
    year: u32,
    study: u32,
    series: u32,
    number: u32,
}

const SIZES: [(Tag, u16); 7] = [
    (tags::ROWS, 4_u16),
    (tags::COLUMNS, 4),
    (tags::SAMPLES_PER_PIXEL, 1),
    (tags::BITS_ALLOCATED, 16),
    (tags::BITS_STORED, 16),
    (tags::HIGH_BIT, 15),
    (tags::PIXEL_REPRESENTATION, 0),
];

impl Image {
    /// Patients whose scanner gives studies and series no UID.
    fn is_nameless(self) -> bool {
        self.patient == 7
    }

    fn place(self) -> String {
        let Self {
            patient,
            year,
            study,
            series,
            number,
        } = self;
        format!("P{patient}/{year}-{study}/S{series}IM{number}")
    }

    fn study_uid(self) -> String {
        let Self {
            patient,
            year,
            study,
            ..
        } = self;
        format!("{ROOT}.{patient}.{year}.{study}")
    }

    fn file(self) -> Vec<u8> {
        let mut header = DataSet::new_empty();
        let (study, series) = match self.is_nameless() {
            true => (String::new(), String::new()),
            false => (
                self.study_uid(),
                format!("{}.{}", self.study_uid(), self.series),
            ),
        };
        let instance = format!("{}.{}.{}", self.study_uid(), self.series, self.number);
        let date = format!("{}031{}", self.year, self.study);
        for (tag, vr, value) in [
            (
                tags::SOP_CLASS_UID,
                VR::UI,
                "1.2.840.10008.5.1.4.1.1.2".to_owned(),
            ),
            (tags::SOP_INSTANCE_UID, VR::UI, instance),
            (tags::STUDY_INSTANCE_UID, VR::UI, study),
            (tags::SERIES_INSTANCE_UID, VR::UI, series),
            (tags::STUDY_DATE, VR::DA, date),
            (tags::MODALITY, VR::CS, "CT".to_owned()),
            (
                tags::IMAGE_TYPE,
                VR::CS,
                "ORIGINAL\\PRIMARY\\AXIAL".to_owned(),
            ),
            (
                tags::PATIENT_ID,
                VR::LO,
                format!("RXQ77123{:02}", self.patient),
            ),
            (
                tags::PATIENT_NAME,
                VR::PN,
                format!("Quixotham^Number{}", self.patient),
            ),
            (tags::SERIES_NUMBER, VR::IS, self.series.to_string()),
            (tags::INSTANCE_NUMBER, VR::IS, self.number.to_string()),
            (
                tags::PHOTOMETRIC_INTERPRETATION,
                VR::CS,
                "MONOCHROME2".to_owned(),
            ),
        ] {
            header.put_ascii(tag, vr, &value);
        }
        for (tag, number) in SIZES {
            header.put_raw(tag, VR::US, number.to_le_bytes());
        }
        let body = MemorySource::new([]);
        let pixels = PixelsOut::Native {
            tag: tags::PIXEL_DATA,
            vr: VR::OW,
            parts: vec![Part::Bytes(vec![self.number as u8; 32])],
        };
        let syntax = TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
        let parts = dicom::write(&header, &syntax, pixels, &body).unwrap();
        dicom::assemble(&parts, &body).unwrap()
    }
}

/// Studies of two series, each with so many images.
fn study(patient: u32, year: u32, study: u32, images: u32) -> impl Iterator<Item = Image> {
    (1..=2).flat_map(move |series| {
        (1..=images).map(move |number| Image {
            patient,
            year,
            study,
            series,
            number,
        })
    })
}

/// What two years' exports hold: of 20 patients most come in both, some in one alone; some have two studies in the
/// second, and one study comes again with more images.
fn exports() -> [Vec<Image>; 2] {
    let first = (0..15).flat_map(|patient| study(patient, 2024, 1, 2));
    let second = (5..20).flat_map(|patient| {
        let studies = 1 + u32::from(patient % 3 == 0);
        (1..=studies).flat_map(move |number| study(patient, 2025, number, 2))
    });
    let again = study(6, 2024, 1, 4).chain(study(7, 2024, 1, 3));
    [first.collect(), second.chain(again).collect()]
}

fn put(folder: &Folder, name: &str, images: impl IntoIterator<Item = Image>) {
    for image in images {
        let path = folder.0.join(name).join(image.place());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, image.file()).unwrap();
    }
}

/// Every file below a folder, by its path from there.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let place = path.strip_prefix(root).unwrap().to_str().unwrap();
                found.insert(place.to_owned(), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Copies as a person does; answers with the paths that were there already, with other bytes.
fn copy(from: &Path, to: &Path) -> Vec<String> {
    let mut taken = Vec::new();
    for (place, bytes) in files(from) {
        let path = to.join(&place);
        if std::fs::read(&path).is_ok_and(|there| there != bytes) {
            taken.push(place);
        }
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    taken
}

/// How many different folders there are so deep.
fn folders<'a>(paths: impl Iterator<Item = &'a String>, depth: usize) -> usize {
    let folder = |path: &'a String| path.split('/').take(depth).collect::<Vec<_>>();
    paths.map(folder).collect::<BTreeSet<_>>().len()
}

fn header(bytes: &[u8]) -> DataSet {
    let source = Rc::new(MemorySource::new(bytes.to_vec()));
    dicom::read(source).unwrap().data_set
}

#[test]
fn two_years_of_twenty_patients_copied_to_one_folder_are_all_there() {
    let folder = Folder::new("years");
    let exports = exports();
    let all = folder.0.join("all");
    for (name, images) in ["2024", "2025"].into_iter().zip(&exports) {
        put(&folder, name, images.iter().copied());
        let output = folder.clean(name, &format!("out-{name}"));
        assert_eq!(copy(&output, &all), Vec::<String>::new());
    }
    let wanted: BTreeSet<Image> = exports.iter().flatten().copied().collect();
    assert!(wanted.len() < exports.iter().map(Vec::len).sum());
    let there = files(&all);
    let images: BTreeMap<_, _> = there
        .iter()
        .filter(|(path, _)| path.ends_with(".dcm"))
        .collect();
    assert_eq!(images.len(), wanted.len());
    // Besides them, the papers of both.
    assert_eq!(there.len(), wanted.len() + 2 * Paper::ALL.len());
    let studies: BTreeSet<String> = wanted.iter().map(|image| image.study_uid()).collect();
    assert_eq!(folders(images.keys().copied(), 1), 20);
    assert_eq!(folders(images.keys().copied(), 2), studies.len());
    assert_eq!(folders(images.keys().copied(), 3), studies.len() * 2);

    let mut uids: [BTreeSet<String>; 3] = Default::default();
    for (path, bytes) in &images {
        assert!(layout::is_path(path), "{path}");
        assert!(!path.contains("77123") && !path.to_lowercase().contains("quixotham"));
        let header = header(bytes);
        let text = |tag: Tag| header.text(tag).unwrap();
        let parts: Vec<&str> = path.split('/').collect();
        assert_eq!(parts[0], text(tags::PATIENT_ID));
        assert!(parts[1].starts_with(&format!("Study-{}-", text(tags::STUDY_DATE))));
        assert!(parts[2].starts_with(&format!("CT-000{}-", text(tags::SERIES_NUMBER))));
        assert!(parts[3].starts_with(&format!("IM000{}-", text(tags::INSTANCE_NUMBER))));
        let of = [
            tags::STUDY_INSTANCE_UID,
            tags::SERIES_INSTANCE_UID,
            tags::SOP_INSTANCE_UID,
        ];
        for (uids, tag) in uids.iter_mut().zip(of) {
            uids.insert(text(tag));
        }
    }
    let counts = uids.map(|uids| uids.len());
    assert_eq!(counts, [studies.len(), studies.len() * 2, wanted.len()]);
}

#[test]
fn the_certificate_lists_what_lies_beside_it_and_the_key_knows_it_for_its_own() {
    let folder = Folder::new("papers");
    put(
        &folder,
        "in",
        study(1, 2024, 1, 2).chain(study(2, 2024, 1, 1)),
    );
    let output = folder.clean("in", "out");
    let json = std::fs::read_to_string(paper(&output, "darkroom-certificate")).unwrap();
    let certificate: Certificate = serde_json::from_str(&json).unwrap();
    let there = files(&output);
    let images = there.keys().filter(|path| path.ends_with(".dcm"));
    let listed: Vec<&String> = certificate
        .delivered
        .iter()
        .map(|file| &file.path)
        .collect();
    assert_eq!(listed, images.collect::<Vec<_>>());
    for file in &certificate.delivered {
        assert_eq!(file.bytes, there[&file.path].len() as u64);
    }
    let sums = paper(&output, "SHA256SUMS");
    check_by_tool(&output, &sums);

    let key = std::fs::read(folder.0.join("key")).unwrap();
    let key = open(&key, &Passphrase::new(PASSPHRASE).unwrap()).unwrap();
    assert_eq!(seal::check(&json, &key.secret), Seal::Holds);
    let forged = json.replacen("\"bytes\": ", "\"bytes\": 1", 1);
    assert_eq!(seal::check(&forged, &key.secret), Seal::Broken);
}

/// Has coreutils check the sums, where they are; and then find a changed file.
#[cfg(unix)]
fn check_by_tool(output: &Path, sums: &Path) {
    let check = || {
        let check = Command::new("sha256sum")
            .args(["--check", "--strict", "--quiet"])
            .arg(sums)
            .current_dir(output)
            .output();
        match check {
            Ok(ended) => Some(ended.status.success()),
            // A machine without coreutils.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => panic!("{error}"),
        }
    };
    let Some(passed) = check() else { return };
    assert!(passed);
    let readme = paper(output, "README");
    let text = std::fs::read(&readme).unwrap();
    std::fs::write(&readme, b"another").unwrap();
    assert_eq!(check(), Some(false));
    std::fs::write(&readme, text).unwrap();
}

#[cfg(not(unix))]
fn check_by_tool(_: &Path, _: &Path) {}
