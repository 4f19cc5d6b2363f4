//! The command as a whole: cleans the sample, with a linking key, mappings and a permission.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod papers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::rc::Rc;

use darkroom::deliver::Passphrase;
use darkroom::deliver::key::open;
use darkroom::dicom::{self, DataSet, DataSetExt, MemorySource, Part, PixelsOut, TransferSyntax};
use darkroom::pixels::codec::{Codec, rle::Rle};
use darkroom::pixels::format::{Photometric, SampleKind};
use darkroom::pixels::{Frame, FrameFormat, Words, decode_frame};
use dicom_core::VR;
use dicom_dictionary_std::tags;
use papers::paper;

const PASSPHRASE: &str = "correct horse battery";

/// A folder of its own for one test, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The sample study's files whose number `wanted` accepts, in a folder.
    fn sample(&self, name: &str, wanted: impl Fn(usize) -> bool) -> PathBuf {
        let root = self.at(name);
        let files = darkroom::sample::files().into_iter().enumerate();
        for (_, (place, bytes)) in files.filter(|(number, _)| wanted(*number)) {
            let path = root.join(place);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        root
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn clean(input: &Path, output: &Path, more: &[&dyn AsRef<std::ffi::OsStr>]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg("clean")
        .args([input, output])
        .arg("--assume-reviewed")
        .args(more)
        .env("DARKROOM_PASSPHRASE", PASSPHRASE)
        .output()
        .unwrap()
}

fn key(path: &Path) -> darkroom::deliver::LinkingKey {
    let passphrase = Passphrase::new(PASSPHRASE).unwrap();
    open(&std::fs::read(path).unwrap(), &passphrase).unwrap()
}

/// Every delivered image, by its bytes: its path from OUT.
fn images(output: &Path) -> BTreeMap<Vec<u8>, PathBuf> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![output.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).unwrap();
            waiting.extend(entries.map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "dcm") {
            let place = path.strip_prefix(output).unwrap().to_owned();
            found.insert(std::fs::read(&path).unwrap(), place);
        }
    }
    found
}

#[test]
fn two_shards_with_one_key_make_what_one_run_makes() {
    let folder = Folder::new("shards");
    let key_file = folder.at("trust.age");
    let shared: [&dyn AsRef<std::ffi::OsStr>; 2] = [&"--key", &key_file];
    let whole = folder.sample("whole", |_| true);
    let mapping = folder.at("mapping");
    let mut with_mapping = shared.to_vec();
    with_mapping.extend([&"--mapping" as &dyn AsRef<std::ffi::OsStr>, &mapping]);
    let ended = clean(&whole, &folder.at("out"), &with_mapping);
    assert!(matches!(ended.status.code(), Some(0 | 3)), "{ended:?}");
    let once = key(&key_file);
    for (shard, rest) in [("even", 0), ("odd", 1)] {
        let input = folder.sample(shard, |number| number % 2 == rest);
        let ended = clean(&input, &folder.at(&format!("out-{shard}")), &shared);
        assert!(matches!(ended.status.code(), Some(0 | 3)), "{ended:?}");
    }
    let of_whole = images(&folder.at("out"));
    let mut of_shards = images(&folder.at("out-even"));
    of_shards.extend(images(&folder.at("out-odd")));
    // The same images, each in the same place.
    assert!(!of_whole.is_empty() && of_whole == of_shards);
    // The shards linked nothing that the whole run had not.
    assert!(key(&key_file) == once);

    let table = std::fs::read_to_string(mapping.join("patient_mapping.csv")).unwrap();
    let mut rows: Vec<String> = once
        .linked
        .cases()
        .map(|link| {
            let original = &link.original;
            format!("{},{},{}", original.patient_id, link.case, original.issuer)
        })
        .collect();
    rows.insert(0, "id_old,id_new,issuer".to_owned());
    assert!(rows.len() > 1 && table.lines().eq(rows.iter()), "{table}");
    let table = std::fs::read_to_string(mapping.join("uid_mapping.csv")).unwrap();
    assert!(table.starts_with("id_old,id_new\n"));
    assert_eq!(table.lines().count(), once.linked.uids().count() + 1);
}

#[test]
fn what_leads_back_to_patients_is_refused_a_place_in_out() {
    let folder = Folder::new("apart");
    let input = folder.sample("in", |number| number == 0);
    let output = folder.at("out");
    for (option, place) in [
        ("--mapping", output.clone()),
        ("--mapping", output.join("deep/er")),
        ("--key", output.join("trust.age")),
    ] {
        let ended = clean(&input, &output, &[&option, &place]);
        assert_eq!(ended.status.code(), Some(2), "{option} {ended:?}");
        assert!(images(&output).is_empty());
        let _ = std::fs::remove_dir_all(&output);
    }
}

#[test]
fn a_wrong_or_short_passphrase_cleans_nothing() {
    let folder = Folder::new("passphrase");
    let input = folder.sample("in", |number| number == 0);
    let (key_file, words) = (folder.at("trust.age"), folder.at("words"));
    let ended = clean(&input, &folder.at("first"), &[&"--key", &key_file]);
    assert!(matches!(ended.status.code(), Some(0 | 3)), "{ended:?}");
    for text in ["too short\n", "another passphrase\n"] {
        std::fs::write(&words, text).unwrap();
        let output = folder.at("second");
        let ended = clean(
            &input,
            &output,
            &[&"--key", &key_file, &"--passphrase-file", &words],
        );
        assert_eq!(ended.status.code(), Some(2), "{ended:?}");
        assert!(images(&output).is_empty());
    }
}

#[test]
fn a_kept_patient_id_is_in_the_images_and_its_permission_on_the_certificate() {
    let folder = Folder::new("kept");
    let input = folder.sample("in", |_| true);
    let (output, policy, mapping) = (folder.at("out"), folder.at("p.json"), folder.at("m"));
    let text = r#"{"preset":"research","keep":{"identifiers":["patient-id"],"permission":{"by":"Dr A. Keeper","why":"to trace findings"}}}"#;
    std::fs::write(&policy, text).unwrap();
    let ended = clean(
        &input,
        &output,
        &[&"--policy", &policy, &"--mapping", &mapping],
    );
    assert!(matches!(ended.status.code(), Some(0 | 3)), "{ended:?}");
    let table = std::fs::read_to_string(mapping.join("patient_mapping.csv")).unwrap();
    let rows: Vec<(&str, &str)> = table
        .lines()
        .skip(1)
        .filter_map(|row| row.rsplit_once(',')?.0.split_once(','))
        .collect();
    assert!(!rows.is_empty() && rows.iter().all(|(old, new)| old == new));
    let images = images(&output);
    assert!(!images.is_empty());
    for bytes in images.keys() {
        let found = |id: &str| {
            let runs = bytes.windows(id.len());
            runs.filter(|run| *run == id.as_bytes()).count()
        };
        assert_eq!(rows.iter().map(|(id, _)| found(id)).sum::<usize>(), 1);
    }
    for name in ["darkroom-certificate", "README"] {
        let said = std::fs::read_to_string(paper(&output, name)).unwrap();
        assert!(said.contains("Dr A. Keeper") && said.contains("to trace findings"));
        assert!(rows.iter().all(|(id, _)| !said.contains(id)), "{name}");
    }
}

fn verify(output: &Path, against: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg("verify")
        .arg(output)
        .arg("--against")
        .arg(against)
        .output()
        .unwrap()
}

#[test]
fn a_mapping_of_another_run_is_not_written_over() {
    let folder = Folder::new("mapping");
    let input = folder.sample("in", |number| number == 0);
    let mapping = folder.at("mapping");
    std::fs::create_dir_all(&mapping).unwrap();
    for name in ["patient_mapping.csv", "uid_mapping.csv"] {
        let table = mapping.join(name);
        std::fs::write(&table, "earlier").unwrap();
        let output = folder.at("out");
        let ended = clean(&input, &output, &[&"--mapping", &mapping]);
        assert_eq!(ended.status.code(), Some(2), "{ended:?}");
        assert!(images(&output).is_empty());
        assert_eq!(std::fs::read_to_string(&table).unwrap(), "earlier");
        std::fs::remove_file(&table).unwrap();
    }
}

#[test]
fn originals_that_cannot_be_read_are_told_and_none_at_all_is_an_error() {
    let folder = Folder::new("originals");
    let input = folder.sample("in", |_| true);
    let output = folder.at("out");
    clean(&input, &output, &[]);
    let empty = folder.at("empty");
    std::fs::create_dir_all(&empty).unwrap();
    let ended = verify(&output, &empty);
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    // One file of the sample is damaged.
    let ended = verify(&output, &input);
    let said = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(3), "{said}");
    let told = |line: &str| line.starts_with("original ") && line.contains("IM0021: can't be read");
    assert_eq!(said.lines().filter(|line| told(line)).count(), 1, "{said}");
    assert!(said.contains("; 1 original that can't be read"), "{said}");
}

/// An ultrasound clip of 40 frames of 40 × 30 pixels, compressed as RLE; every sample of a frame is 90 and its number.
fn clip_header() -> DataSet {
    let mut header = DataSet::new_empty();
    for (tag, vr, value) in [
        (tags::SOP_CLASS_UID, VR::UI, "1.2.840.10008.5.1.4.1.1.3.1"),
        (
            tags::SOP_INSTANCE_UID,
            VR::UI,
            "1.2.826.0.1.3680043.10.5555.9.1",
        ),
        (
            tags::STUDY_INSTANCE_UID,
            VR::UI,
            "1.2.826.0.1.3680043.10.5555.9.2",
        ),
        (
            tags::SERIES_INSTANCE_UID,
            VR::UI,
            "1.2.826.0.1.3680043.10.5555.9.3",
        ),
        (tags::MODALITY, VR::CS, "US"),
        (tags::PATIENT_ID, VR::LO, "HOSP7788991"),
        (tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2"),
        (tags::NUMBER_OF_FRAMES, VR::IS, "40"),
    ] {
        header.put_ascii(tag, vr, value);
    }
    for (tag, number) in [
        (tags::ROWS, 30_u16),
        (tags::COLUMNS, 40),
        (tags::SAMPLES_PER_PIXEL, 1),
        (tags::BITS_ALLOCATED, 8),
        (tags::BITS_STORED, 8),
        (tags::HIGH_BIT, 7),
        (tags::PIXEL_REPRESENTATION, 0),
    ] {
        header.put_raw(tag, VR::US, number.to_le_bytes());
    }
    header
}

fn clip() -> Vec<u8> {
    let header = clip_header();
    let format = FrameFormat {
        rows: 30,
        columns: 40,
        frames: 1,
        samples_per_pixel: 1,
        bits_allocated: 8,
        bits_stored: 8,
        high_bit: 7,
        signed: false,
        planar: false,
        photometric: Photometric::Monochrome2,
        kind: SampleKind::Integer,
    };
    let frame = |number: u8| {
        let words = Words::U8(vec![90 + number; 40 * 30]);
        let precision = 8;
        let mut bytes = Rle
            .encode(&Frame {
                format: format.clone(),
                precision,
                words,
            })
            .unwrap();
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        vec![Part::Bytes(bytes)]
    };
    let frames = (0..40).map(frame).collect();
    let body = MemorySource::new([]);
    let rle = TransferSyntax::new(TransferSyntax::RLE);
    let parts = dicom::write(&header, &rle, PixelsOut::Encapsulated { frames }, &body).unwrap();
    dicom::assemble(&parts, &body).unwrap()
}

/// One entry that fits the clip, and three that do not.
fn clip_regions() -> String {
    let rectangle = r#"{"match": {"rows": 30}, "frames": [2, 39], "rects": [[4, 3, 20, 8]]}"#;
    let misspelt = r#"{"match": {"rows": 30, "model": "X"}, "rects": [[4, 3, 20, 8]]}"#;
    let outside = r#"{"match": {"rows": 30}, "rects": [[40, 3, 20, 8]]}"#;
    let late = r#"{"match": {"rows": 30}, "frames": [41, 50], "rects": [[4, 3, 20, 8]]}"#;
    let entries = [rectangle, misspelt, outside, late].join(",");
    format!(r#"{{"version": 1, "regions": [{entries}]}}"#)
}

#[test]
fn a_long_clip_is_the_same_however_many_threads_paint_it() {
    let folder = Folder::new("clip");
    let input = folder.at("in");
    std::fs::create_dir_all(&input).unwrap();
    std::fs::write(input.join("IM0001"), clip()).unwrap();
    let regions = folder.at("regions.json");
    std::fs::write(&regions, clip_regions()).unwrap();
    let refused = clean(&input, &folder.at("none"), &[&"--regions", &regions]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(!folder.at("none").exists());
    let key = folder.at("trust.age");
    let painted = ["1", "4"].map(|jobs| {
        let output = folder.at(jobs);
        let more: [&dyn AsRef<std::ffi::OsStr>; 7] = [
            &"--regions",
            &regions,
            &"--allow-idle-regions",
            &"--key",
            &key,
            &"--jobs",
            &jobs,
        ];
        let ended = clean(&input, &output, &more);
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
        let certificate = std::fs::read(paper(&output, "darkroom-certificate")).unwrap();
        let certificate: serde_json::Value = serde_json::from_slice(&certificate).unwrap();
        assert_eq!(certificate["pictures"]["idle_regions"], 3);
        assert_eq!(certificate["pictures"]["released_by"], "assume-reviewed");
        let said = String::from_utf8_lossy(&ended.stderr);
        for (number, idle) in [(1, false), (2, true), (3, true), (4, true)] {
            assert_eq!(
                said.contains(&format!("regions: entry {number} of the regions file")),
                idle
            );
        }
        // Nothing is left of what the threads put away.
        let half = std::fs::read_dir(&output).unwrap().filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().ends_with(".part")
        });
        assert_eq!(half.count(), 0);
        images(&output)
    });
    let [one, several] = &painted;
    assert!(one.len() == 1 && one.keys().eq(several.keys()));
    let file = one.keys().next().unwrap().clone();
    let instance = dicom::read(Rc::new(MemorySource::new(file))).unwrap();
    for number in 0..40 {
        let frame = decode_frame(&instance, number).unwrap();
        let inside = if (1..39).contains(&number) {
            0
        } else {
            90 + number
        };
        assert_eq!(frame.words.get(5 * 40 + 10), u64::from(inside));
        assert_eq!(frame.words.get(20 * 40 + 30), u64::from(90 + number));
    }
}
