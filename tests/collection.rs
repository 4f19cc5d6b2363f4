//! The second look as a whole: a delivered folder, and what may have become of it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

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
fn names_comments_and_gaps_of_archives_are_searched() {
    let folder = Folder::delivered("around", &[]);
    let needle = original_says(&folder, tags::PATIENT_ID);
    let nothing = zip(&[("a.txt", b"nothing")], false, "");
    let mut tail = nothing.clone();
    tail.extend(needle.as_bytes());
    let mut gap = needle.as_bytes().to_vec();
    gap.splice(0..0, *b"PK\x03\x04");
    gap.extend(&nothing);
    for (kind, bytes) in [
        ("comment", zip(&[("a.txt", b"nothing")], false, &needle)),
        (
            "entry",
            zip(&[(&format!("{needle}.txt"), b"nothing")], false, ""),
        ),
        ("content", zip(&[("a.txt", needle.as_bytes())], false, "")),
        ("tail", tail),
        ("gap", gap),
    ] {
        let path = folder.at("out/more.zip");
        fs::write(&path, bytes).unwrap();
        let (code, report) = folder.verify(&["--against", "in"]);
        assert_eq!(code, 3);
        // Damaged ones can't be read, and the damage is said.
        let is_said = !findings(&report).is_empty() || has(&report, "unread", "more.zip");
        assert!(is_said, "{kind} {report}");
        assert!(!report.to_string().contains(&needle), "{kind}");
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
fn a_forged_certificate_contradicts_itself_or_is_not_this_keys() {
    let folder = Folder::delivered("forged", &["--key", "key.age"]);
    let key = ["--key", "key.age"];
    let (code, report) = folder.verify(&key);
    assert_eq!((code, faults(&report)), (0, Vec::new()), "{report}");
    assert_eq!(report["certificates"][0]["seal"], "sealed by this key");

    let path = folder.paper(Paper::Certificate);
    let text = fs::read_to_string(&path).unwrap();
    let forged = |from: &str, to: &str| {
        let forged = text.replacen(from, to, 1);
        assert_ne!(forged, text, "{from}");
        fs::write(&path, forged).unwrap();
        folder.verify(&key)
    };
    for (from, to) in [
        ("\"form\": 1", "\"form\": 9"),
        ("\"form\": 1", "\"form\": 1, \"note\": 1"),
        ("\"cleaned\": 4", "\"cleaned\": 5"),
        ("\"form\": 1", "form"),
        (".dcm\"", ".DCM\""),
    ] {
        let (code, report) = forged(from, to);
        assert_eq!(code, 3);
        assert!(
            has(&report, "contradiction", &name(&path)),
            "{from} {report}"
        );
    }
    // One that fits together in all that needs no key: a file left out, with all counts, sums and names made anew.
    let mut certificate: darkroom::deliver::Certificate = serde_json::from_str(&text).unwrap();
    for paper in Paper::ALL {
        fs::remove_file(folder.paper(paper)).unwrap();
    }
    let gone = certificate.delivered.pop().unwrap();
    let gone_from = folder.at("out").join(&gone.path);
    fs::remove_file(&gone_from).unwrap();
    // Its folders too, as far as nothing else lies there.
    for above in gone_from.ancestors().skip(1) {
        if fs::remove_dir(above).is_err() {
            break;
        }
    }
    certificate.files.cleaned -= 1;
    certificate.files.files_in -= 1;
    certificate.verification.clean -= 1;
    certificate.verification.read_again -= 1;
    let case = gone.path.split('/').next().unwrap();
    let of_case = certificate.cases.iter_mut().find(|told| told.case == case);
    of_case.unwrap().cleaned -= 1;
    for (name, bytes) in certificate.papers() {
        fs::write(folder.at("out").join(name), bytes).unwrap();
    }
    let (code, report) = folder.verify(&[]);
    assert_eq!((code, faults(&report)), (0, Vec::new()), "{report}");
    let (code, report) = folder.verify(&key);
    assert_eq!(code, 3);
    assert!(faults(&report)[0].starts_with("other-key "), "{report}");
    certificate.seal = None;
    for (name, bytes) in certificate.papers() {
        fs::write(folder.at("out").join(name), bytes).unwrap();
    }
    let (code, report) = folder.verify(&key);
    assert_eq!(code, 3);
    assert!(faults(&report)[0].starts_with("unsealed "), "{report}");
    fs::write(folder.paper(Paper::Sums), "no sums").unwrap();
    let (_, report) = folder.verify(&[]);
    assert!(
        has(&report, "contradiction", &name(&folder.paper(Paper::Sums))),
        "{report}"
    );
}

#[test]
fn a_certificate_of_other_rules_than_the_headers_tell_of_contradicts_them() {
    let folder = Folder::delivered("rules", &[]);
    let text = fs::read_to_string(folder.paper(Paper::Certificate)).unwrap();
    let mut certificate: darkroom::deliver::Certificate = serde_json::from_str(&text).unwrap();
    for paper in Paper::ALL {
        fs::remove_file(folder.paper(paper)).unwrap();
    }
    let research = darkroom::deid::Policy::from(darkroom::deid::Preset::Research);
    certificate.rules = darkroom::deliver::certificate::RulesReport::of(&research, None);
    for (name, bytes) in certificate.papers() {
        fs::write(folder.at("out").join(name), bytes).unwrap();
    }
    let (code, report) = folder.verify(&[]);
    assert_eq!(code, 3);
    assert_eq!(faults(&report).len(), 4, "{report}");
    assert!(has(&report, "contradiction", ".dcm"));
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
fn bytes_that_nothing_accounts_for_are_found() {
    let folder = Folder::delivered("beside", &[]);
    let image = folder.images()[0].clone();
    let whole = fs::read(&image).unwrap();
    let mut preamble = whole.clone();
    preamble[5] = b'x';
    let mut padding = whole.clone();
    padding.extend(b"\xFC\xFF\xFC\xFFOB\0\0\x06\0\0\0Quixby");
    let mut tail = whole.clone();
    tail.extend(b"Quixby");
    // A group length of another length than four.
    let meta = 144 + u32::from_le_bytes(whole[140..144].try_into().unwrap()) as usize;
    let mut length = whole.clone();
    length.splice(meta..meta, *b"\x08\0\0\0UL\x06\0Quixby");
    for (kind, bytes) in [
        ("preamble", preamble),
        ("padding", padding),
        ("tail", tail),
        ("group length", length),
    ] {
        fs::write(&image, bytes).unwrap();
        let (_, report) = folder.verify(&[]);
        assert!(!findings(&report).is_empty(), "{kind} {report}");
    }
}

#[test]
fn a_document_is_gone_into_and_a_closed_one_is_said() {
    let folder = Folder::delivered("document", &[]);
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"BT [(9434) -20 (765919)] TJ ET").unwrap();
    let pdf = |dictionary: &str, stream: &[u8]| {
        let head = format!("%PDF-1.4\n1 0 obj\n<<{dictionary}>>\nstream\n");
        [head.as_bytes(), stream, b"\nendstream\nendobj\n"].concat()
    };
    let path = folder.at("out/report.pdf");
    fs::write(&path, pdf("/Filter/FlateDecode", &packed.finish().unwrap())).unwrap();
    let (_, report) = folder.verify(&[]);
    assert!(
        findings(&report)[0].contains("the text of the document"),
        "{report}"
    );
    fs::write(&path, pdf("/Filter/LZWDecode", b"0123456789")).unwrap();
    let (_, report) = folder.verify(&[]);
    assert!(has(&report, "unread", "report.pdf"), "{report}");
    fs::write(folder.at("out/x.rar"), b"Rar!\x1A\x07\x01\0").unwrap();
    let (_, report) = folder.verify(&[]);
    assert!(has(&report, "unread", "x.rar"), "{report}");
}

/// A delivered image with its header changed.
fn changed(path: &Path, change: impl FnOnce(&mut DataSet)) {
    let source: Rc<dyn Source> = Rc::new(MemorySource::new(fs::read(path).unwrap()));
    let mut image = dicom::read(source).unwrap();
    change(&mut image.data_set);
    let pixels = image
        .pixels
        .as_ref()
        .map_or(PixelsOut::None, PixelsOut::Kept);
    let parts = dicom::write(
        &image.data_set,
        &image.transfer_syntax,
        pixels,
        &*image.body,
    );
    let bytes = dicom::assemble(&parts.unwrap(), &*image.body).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What the first original says at an attribute.
fn original_says(folder: &Folder, tag: dicom_core::Tag) -> String {
    let original = files(&folder.at("in"))[0].clone();
    let source: Rc<dyn Source> = Rc::new(MemorySource::new(fs::read(original).unwrap()));
    dicom::read(source).unwrap().data_set.text(tag).unwrap()
}

#[test]
fn files_in_attributes_are_gone_into() {
    let folder = Folder::delivered("attached", &[]);
    let image = folder.images()[0].clone();
    let whole = fs::read(&image).unwrap();
    let id = original_says(&folder, tags::PATIENT_ID);
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    write!(packed, "BT [({}) -20 ({})] TJ ET", &id[..4], &id[4..]).unwrap();
    let head = b"%PDF-1.4\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n";
    let pdf = [
        &head[..],
        &packed.finish().unwrap(),
        b"\nendstream\nendobj\n",
    ]
    .concat();
    let original = fs::read(&files(&folder.at("in"))[0]).unwrap();
    for (kind, document) in [
        ("pdf", pdf),
        (
            "markup",
            format!("<p>{}<b>{}</b></p>{}", &id[..4], &id[4..], " ".repeat(80)).into_bytes(),
        ),
        ("zip", zip(&[("IM1", &original)], false, "")),
        ("image", original),
    ] {
        fs::write(&image, &whole).unwrap();
        changed(&image, |header| {
            let even = document.len() + document.len() % 2;
            let mut document = document.clone();
            document.resize(even, 0);
            header.put_raw(tags::ENCAPSULATED_DOCUMENT, VR::OB, document);
        });
        let (_, report) = folder.verify(&["--against", "in"]);
        let found = findings(&report);
        assert!(
            found
                .iter()
                .any(|told| told.contains("EncapsulatedDocument")),
            "{kind}: {report}"
        );
    }
}

#[test]
fn unused_bits_are_looked_at() {
    let folder = Folder::delivered("bits", &[]);
    let is_ct = |image: &PathBuf| image.to_str().unwrap().contains("/CT-");
    let image = folder.images().into_iter().find(is_ct).unwrap();
    let mut bytes = fs::read(&image).unwrap();
    // Sixteen bits are allocated and twelve stored, little endian, at the end of the file.
    *bytes.last_mut().unwrap() |= 0x40;
    fs::write(&image, bytes).unwrap();
    let (_, report) = folder.verify(&[]);
    let found = findings(&report);
    assert!(
        found.iter().any(|told| told.contains("unused bits")),
        "{report}"
    );
}

#[test]
fn a_place_that_names_somebody_is_numbered_whether_or_not_anything_lies_there() {
    let folder = Folder::delivered("places", &[]);
    let somebody = &original_says(&folder, tags::PATIENT_ID);
    let out = folder.at("out");
    let inner = out.join(somebody);
    fs::create_dir(&inner).unwrap();
    for entry in fs::read_dir(&out).unwrap().map(|entry| entry.unwrap()) {
        if entry.path() != inner {
            fs::rename(entry.path(), inner.join(entry.file_name())).unwrap();
        }
    }
    fs::remove_file(&folder.images()[0]).unwrap();
    let (code, report) = folder.verify(&["--against", "in"]);
    assert_eq!(code, 3);
    assert!(!report.to_string().contains(somebody), "{report}");
    assert!(
        has(&report, "missing", "a file in a folder that names somebody"),
        "{report}"
    );
    assert!(
        findings(&report)
            .iter()
            .any(|told| told.starts_with("\"file "))
    );
}

#[test]
fn what_is_cut_or_of_one_number_is_said_without_any_certificate() {
    let folder = Folder::delivered("alone", &[]);
    for paper in Paper::ALL {
        fs::remove_file(folder.paper(paper)).unwrap();
    }
    let images = folder.images();
    let whole = fs::read(&images[0]).unwrap();
    fs::write(&images[0], &whole[..whole.len() - 10]).unwrap();
    fs::copy(&images[1], folder.at("out/again.dcm")).unwrap();
    changed(&folder.at("out/again.dcm"), |header| {
        header.put_ascii(tags::INSTANCE_NUMBER, VR::IS, "99");
    });
    let (code, report) = folder.verify(&[]);
    assert_eq!(code, 3);
    assert!(has(&report, "truncated", &name(&images[0])), "{report}");
    let told = faults(&report);
    assert!(
        told.iter().any(|told| told.starts_with("same-instance ")),
        "{report}"
    );
}

#[test]
fn two_deliveries_in_one_folder_are_each_held_against_their_own_certificate() {
    let folder = Folder::delivered("two", &["--key", "key.age"]);
    folder.originals("in2", |number| (4..6).contains(&number));
    folder.clean("in2", "out2", &["--key", "key.age"]);
    let out = folder.at("out2");
    for path in files(&out) {
        let to = folder.at("out").join(path.strip_prefix(&out).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        assert!(!to.exists());
        fs::copy(path, to).unwrap();
    }
    let (code, report) = folder.verify(&[]);
    assert_eq!((code, faults(&report)), (0, Vec::new()), "{report}");
    assert_eq!(report["certificates"].as_array().unwrap().len(), 2);
    assert_eq!(report["counts"]["as_delivered"], 6);
}

#[test]
#[cfg(unix)]
fn what_can_be_read_by_nobody_is_not_named_either() {
    let folder = Folder::delivered("closed-name", &[]);
    let name = original_says(&folder, tags::PATIENT_NAME).replace('^', "_");
    std::os::unix::fs::symlink("/nowhere/at/all", folder.at("out").join(&name)).unwrap();
    let ended = folder.run(&["verify", "out", "--against", "in"]);
    let said = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(3), "{said}");
    assert!(
        said.contains("can't be read") && !said.contains(&name),
        "{said}"
    );
}

#[test]
fn an_id_that_was_kept_by_permission_is_no_finding_without_originals() {
    let folder = Folder::new("kept-id");
    let rules = r#"{"preset": "teaching", "keep": {"identifiers": ["patient-id"],
        "permission": {"by": "Dr A. Keeper", "why": "to trace findings"}}}"#;
    fs::write(folder.at("rules.json"), rules).unwrap();
    folder.originals("in", |number| number == 0);
    for path in files(&folder.at("in")) {
        // It has the form of a telephone number.
        changed(&path, |header| {
            header.put_ascii(tags::PATIENT_ID, VR::LO, "01174960823")
        });
    }
    folder.clean("in", "out", &["--policy", "rules.json"]);
    let ended = folder.run(&["verify", "out"]);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
}
