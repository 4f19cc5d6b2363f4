//! The second look as a whole: a delivered folder, and what may have become of it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod forged;
mod searched;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::rc::Rc;

use darkroom::deliver::Paper;
use darkroom::dicom::{self, DataSet, DataSetExt, MemorySource, PixelsOut, Source};
use dicom_core::VR;
use dicom_dictionary_std::tags;
use serde_json::Value;

const PASSPHRASE: &str = "correct horse battery";

/// A folder of its own for one test, gone when it ends: `in` holds originals, `out` what was made of them.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-collection-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// With some of the sample study, cleaned.
    fn delivered(test: &str, more: &[&str]) -> Self {
        let folder = Self::new(test);
        folder.originals("in", |number| number < 4);
        folder.clean("in", "out", more);
        folder
    }

    fn originals(&self, name: &str, wanted: impl Fn(usize) -> bool) {
        let files = darkroom::sample::files().into_iter().enumerate();
        for (_, (place, bytes)) in files.filter(|(number, _)| wanted(*number)) {
            let path = self.at(name).join(place);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    fn clean(&self, input: &str, output: &str, more: &[&str]) {
        let ended = self.run(&[&["clean", input, output, "--assume-reviewed"], more].concat());
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    }

    fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_darkroom"))
            .args(words)
            .current_dir(&self.0)
            .env("DARKROOM_PASSPHRASE", PASSPHRASE)
            .output()
            .unwrap()
    }

    /// The exit code, and the report.
    fn verify(&self, words: &[&str]) -> (i32, Value) {
        let report = self.at("report.json");
        let _ = fs::remove_file(&report);
        let asked = [&["verify", "out", "--report", "report.json"], words].concat();
        let ended = self.run(&asked);
        let code = ended.status.code().unwrap();
        let text = fs::read_to_string(&report).unwrap_or_else(|_| panic!("{ended:?}"));
        (code, serde_json::from_str(&text).unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Delivered images in their order.
    fn images(&self) -> Vec<PathBuf> {
        let mut found: Vec<_> = files(&self.at("out"));
        found.retain(|path| path.extension().is_some_and(|ending| ending == "dcm"));
        found
    }

    fn paper(&self, wanted: Paper) -> PathBuf {
        let is_it = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap();
            Paper::of_name(name).is_some_and(|(paper, _)| paper == wanted)
        };
        files(&self.at("out")).into_iter().find(is_it).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        match path.is_dir() {
            true => waiting.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            ),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

/// Faults as `fault place`.
fn faults(report: &Value) -> Vec<String> {
    let told = report["files"].as_array().unwrap();
    let text = |told: &Value, key: &str| told[key].as_str().unwrap().to_owned();
    told.iter()
        .map(|told| format!("{} {}", text(told, "fault"), text(told, "file")))
        .collect()
}

fn has(report: &Value, fault: &str, place: &str) -> bool {
    faults(report)
        .iter()
        .any(|told| told.starts_with(&format!("{fault} ")) && told.ends_with(place))
}

fn findings(report: &Value) -> Vec<String> {
    let told = report["findings"].as_array().unwrap().iter();
    let strong = told.filter(|told| told["finding"]["rank"] != "weak");
    strong
        .map(|told| format!("{} {}", told["file"], told["finding"]["attribute"]))
        .collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// A zip of one stored or packed entry.
fn zip(entries: &[(&str, &[u8])], stored: bool, comment: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let method = match stored {
        true => zip::CompressionMethod::Stored,
        false => zip::CompressionMethod::Deflated,
    };
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.set_comment(comment).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn what_was_delivered_is_good_with_and_without_originals_and_as_a_zip() {
    let folder = Folder::delivered("good", &[]);
    for words in [&[][..], &["--against", "in"]] {
        let (code, report) = folder.verify(words);
        assert_eq!((code, faults(&report)), (0, Vec::new()), "{report}");
        assert_eq!(findings(&report), Vec::<String>::new());
        assert_eq!(report["verdict"], "good");
        assert_eq!(
            report["counts"]["as_delivered"],
            report["counts"]["delivered"]
        );
        assert_eq!(report["counts"]["delivered"], 4);
    }
    let out = folder.at("out");
    let all: Vec<(String, Vec<u8>)> = files(&out)
        .iter()
        .map(|path| {
            let place = path.strip_prefix(&out).unwrap().to_str().unwrap();
            (format!("Darkroom/{place}"), fs::read(path).unwrap())
        })
        .collect();
    let entries: Vec<(&str, &[u8])> = all
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    fs::remove_dir_all(&out).unwrap();
    fs::create_dir(&out).unwrap();
    fs::write(out.join("drive.zip"), zip(&entries, false, "")).unwrap();
    let (code, report) = folder.verify(&["--against", "in"]);
    assert_eq!((code, faults(&report)), (0, Vec::new()), "{report}");
    assert_eq!(report["counts"]["as_delivered"], 4);
}

#[test]
fn what_is_missing_changed_cut_or_added_is_said() {
    let folder = Folder::delivered("changes", &[]);
    let images = folder.images();
    let whole = fs::read(&images[1]).unwrap();
    fs::remove_file(&images[0]).unwrap();
    fs::write(&images[1], &whole[..whole.len() - 10]).unwrap();
    let mut changed = fs::read(&images[2]).unwrap();
    *changed.last_mut().unwrap() ^= 1;
    fs::write(&images[2], changed).unwrap();
    fs::copy(&images[3], folder.at("out/copy.dcm")).unwrap();
    fs::write(folder.at("out/Thumbs.db"), "x").unwrap();
    fs::write(folder.at("out/notes.txt"), "x").unwrap();
    let (code, report) = folder.verify(&[]);
    assert_eq!(code, 3);
    for (fault, place) in [
        ("missing", name(&images[0])),
        ("truncated", name(&images[1])),
        ("changed", name(&images[2])),
        ("added-since", "copy.dcm".into()),
        ("left-by-the-computer", "Thumbs.db".into()),
        ("added", "notes.txt".into()),
    ] {
        assert!(has(&report, fault, &place), "{fault} {place}: {report}");
    }
    assert!(
        faults(&report)
            .iter()
            .any(|told| told.starts_with("double "))
    );
    assert_eq!(report["counts"]["as_delivered"], 1);
}

#[test]
fn an_original_in_a_zip_is_found_with_and_without_the_originals() {
    for stored in [true, false] {
        let folder = Folder::delivered(&format!("zip-{stored}"), &[]);
        let original = files(&folder.at("in"))[0].clone();
        let inner = zip(&[("x/IM1", &fs::read(original).unwrap())], stored, "");
        let outer = zip(&[("inner.zip", &inner)], stored, "");
        fs::write(folder.at("out/more.zip"), outer).unwrap();
        for words in [&[][..], &["--against", "in"]] {
            let (code, report) = folder.verify(words);
            assert_eq!(code, 3);
            assert!(
                has(&report, "added", "more.zip/inner.zip/x/IM1"),
                "{report}"
            );
            let found = findings(&report);
            assert!(
                found.iter().any(|told| told.contains("PatientName")),
                "{found:?}"
            );
        }
    }
}

#[test]
fn an_empty_folder_is_nothing_to_compare_and_a_folder_without_certificate_is_not_bound() {
    let folder = Folder::delivered("nothing", &[]);
    for path in [Paper::Certificate, Paper::Readme, Paper::Sums].map(|paper| folder.paper(paper)) {
        fs::remove_file(path).unwrap();
    }
    let ended = folder.run(&["verify", "out", "--against", "in"]);
    let said = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(3), "{said}");
    assert!(said.contains("not bound: nothing says what was delivered here"));
    fs::remove_dir_all(folder.at("out")).unwrap();
    fs::create_dir(folder.at("out")).unwrap();
    for words in [
        &["verify", "out"][..],
        &["verify", "out", "--against", "in"],
    ] {
        let ended = folder.run(words);
        let said = String::from_utf8(ended.stdout).unwrap();
        assert_eq!(ended.status.code(), Some(3), "{said}");
        assert!(said.contains("nothing to compare"), "{said}");
    }
}

#[test]
fn a_file_in_the_folder_of_another_case_is_said() {
    let folder = Folder::delivered("cases", &[]);
    let image = folder.images()[0].clone();
    let case = image
        .strip_prefix(folder.at("out"))
        .unwrap()
        .iter()
        .next()
        .unwrap()
        .to_owned();
    // Another of the same length.
    let other = format!("CASE-{}", "0".repeat(case.len() - 5));
    fs::rename(folder.at("out").join(case), folder.at("out").join(other)).unwrap();
    let (code, report) = folder.verify(&[]);
    assert_eq!(code, 3);
    assert!(has(&report, "other-case", &name(&image)), "{report}");
}

#[test]
fn a_key_and_a_mapping_tell_which_original_an_image_was_made_of() {
    let folder = Folder::delivered("pairs", &["--key", "key.age", "--mapping", "tables"]);
    // All painted or alike, and so told by their UIDs alone.
    let originals = files(&folder.at("in"));
    let (_, report) = folder.verify(&["--against", "in"]);
    assert_eq!(report["originals"]["paired_by_uid"], 0, "{report}");
    for words in [["--key", "key.age"], ["--mapping", "tables"]] {
        let (code, report) = folder.verify(&[&["--against", "in"], &words[..]].concat());
        assert_eq!(code, 0, "{report}");
        assert_eq!(
            report["originals"]["paired_by_uid"],
            originals.len(),
            "{report}"
        );
    }
    let ended = folder.run(&["verify", "out", "--against", "in", "--key", "nowhere.age"]);
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    let ended = folder.run(&["verify", "out", "--mapping", "in"]);
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
}

#[test]
fn a_run_that_held_everything_leaves_nothing_to_compare_but_its_certificate() {
    let folder = Folder::new("held");
    // The ultrasound image, at which nobody has looked.
    folder.originals("in", |number| number == 0);
    let ended = folder.run(&["clean", "in", "out"]);
    assert_eq!(ended.status.code(), Some(3), "{ended:?}");
    let ended = folder.run(&["verify", "out"]);
    let said = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(3), "{said}");
    assert!(said.contains("lists 0 images"), "{said}");
    assert!(
        said.contains("no image is here, and by the certificates none was delivered"),
        "{said}"
    );
    assert!(!said.contains("no certificate"), "{said}");
}
