//! What somebody may put on a drive in place of what was delivered, or beside it, so that it passes for good.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use dicom_dictionary_std::tags;
use serde_json::Value;

/// One delivered image with its papers, in a folder of its own that is gone with the test.
struct Drive(PathBuf);

impl Drive {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-second-look-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let drive = Self(path);
        let (place, bytes) = darkroom::sample::files().into_iter().next().unwrap();
        let original = drive.0.join("in").join(place);
        fs::create_dir_all(original.parent().unwrap()).unwrap();
        fs::write(original, bytes).unwrap();
        drive.run(&["clean", "in", "out", "--assume-reviewed"]);
        drive
    }

    fn run(&self, words: &[&str]) -> (i32, String) {
        let ended = Command::new(env!("CARGO_BIN_EXE_darkroom"))
            .args(words)
            .current_dir(&self.0)
            .output()
            .unwrap();
        let said = String::from_utf8(ended.stdout).unwrap();
        (ended.status.code().unwrap(), said)
    }

    fn out(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join("out").join(name)
    }

    /// Faults as `fault place`, findings as `finding kind`.
    fn told(&self, words: &[&str]) -> Vec<String> {
        let report = self.0.join("report.json");
        let _ = fs::remove_file(&report);
        let (code, said) =
            self.run(&[&["verify", "out", "--report", "report.json"], words].concat());
        let report: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
        let list = |key: &str| report[key].as_array().unwrap().clone();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut told: Vec<String> = Vec::new();
        for fault in list("files") {
            told.push(format!(
                "{} {}",
                text(&fault["fault"]),
                text(&fault["file"])
            ));
        }
        for found in list("findings") {
            let weak = found["finding"]["rank"] == "weak";
            told.extend((!weak).then(|| format!("finding {}", text(&found["finding"]["kind"]))));
        }
        assert_eq!(code, if told.is_empty() { 0 } else { 3 }, "{said}");
        told
    }

    fn assert_good(&self) {
        assert_eq!(self.told(&["--against", "in"]), Vec::<String>::new());
    }

    /// The delivered image's place.
    fn image(&self) -> String {
        let found = places(&self.0.join("out"));
        found
            .into_iter()
            .find(|place| place.ends_with(".dcm"))
            .unwrap()
    }

    fn paper(&self, start: &str) -> String {
        let found = places(&self.0.join("out"));
        found
            .into_iter()
            .find(|place| place.starts_with(start))
            .unwrap()
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// All files below a folder, as places.
fn places(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        match path.is_dir() {
            true => waiting.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            ),
            false => found.push(
                path.strip_prefix(folder)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
            ),
        }
    }
    found.sort();
    found
}

fn zipped(entries: &[(&str, &[u8])], comment: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.set_comment(comment).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_folder_in_whose_place_lies_an_archive_of_its_files_is_missing() {
    let drive = Drive::new("series-zip");
    drive.assert_good();
    let image = drive.image();
    let (folder, name) = image.rsplit_once('/').unwrap();
    let bytes = fs::read(drive.out(&image)).unwrap();
    fs::remove_dir_all(drive.out(folder)).unwrap();
    fs::write(drive.out(folder), zipped(&[(name, &bytes)], "")).unwrap();
    let told = drive.told(&[]);
    for fault in ["missing", "added-since"] {
        assert!(told.contains(&format!("{fault} {image}")), "{told:?}");
    }
    assert!(told.contains(&format!("added {folder}")), "{told:?}");
    // Nor does a packed file pass for what is in it.
    fs::remove_file(drive.out(folder)).unwrap();
    fs::create_dir(drive.out(folder)).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&bytes).unwrap();
    fs::write(drive.out(&image), packed.finish().unwrap()).unwrap();
    assert!(drive.told(&[]).contains(&format!("missing {image}")));
}

#[test]
fn bytes_of_a_zip_that_belong_to_no_entry_are_said() {
    let drive = Drive::new("stray");
    let all: Vec<(String, Vec<u8>)> = places(&drive.0.join("out"))
        .into_iter()
        .map(|place| (place.clone(), fs::read(drive.out(place)).unwrap()))
        .collect();
    let entries: Vec<(&str, &[u8])> = all
        .iter()
        .map(|(name, bytes)| (name.as_str(), &bytes[..]))
        .collect();
    let whole = zipped(&entries, "");
    let only = |bytes: &[u8]| {
        fs::remove_dir_all(drive.0.join("out")).unwrap();
        fs::create_dir(drive.0.join("out")).unwrap();
        fs::write(drive.out("drive.zip"), bytes).unwrap();
        drive.told(&["--against", "in"])
    };
    assert_eq!(only(&whole), Vec::<String>::new());
    let hidden = b"\x9A\x01\xF3\x7F\xC4";
    let behind = [&whole[..], hidden].concat();
    let before = [&whole[..4], hidden, &whole[..]].concat();
    let comment = zipped(&entries, "\u{1}\u{2}\u{3}");
    for (kind, bytes) in [("behind", behind), ("before", before), ("comment", comment)] {
        let told = only(&bytes);
        assert!(
            told.contains(&"stray-bytes drive.zip".to_owned()),
            "{kind} {told:?}"
        );
    }
    assert_eq!(
        only(&[&whole[..], &[0; 100]].concat()),
        Vec::<String>::new()
    );
}

#[test]
fn a_folder_that_nothing_accounts_for_is_said_and_its_name_is_searched() {
    let drive = Drive::new("folders");
    fs::create_dir_all(drive.out("a/b")).unwrap();
    assert_eq!(drive.told(&[]), ["added a/b/"]);
    fs::remove_dir_all(drive.out("a")).unwrap();
    let id = original(&drive, tags::PATIENT_ID);
    fs::create_dir(drive.out(&id)).unwrap();
    let told = drive.told(&["--against", "in"]);
    assert!(told.contains(&"finding identifier".to_owned()), "{told:?}");
    assert!(!told.iter().any(|told| told.contains(&id)));
}

/// What the original says at an attribute.
fn original(drive: &Drive, tag: dicom_core::Tag) -> String {
    use darkroom::dicom::{DataSetExt, FileSource, read};
    let place = places(&drive.0.join("in")).remove(0);
    let source = FileSource::open(&drive.0.join("in").join(place)).unwrap();
    let original = read(std::rc::Rc::new(source)).unwrap();
    original.data_set.text(tag).unwrap()
}

#[test]
fn checksums_in_another_form_are_changed() {
    let drive = Drive::new("sums");
    let sums = drive.paper("SHA256SUMS");
    let text = fs::read_to_string(drive.out(&sums)).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.reverse();
    for other in [
        text.replace('\n', "\r\n"),
        text.trim_end().to_owned(),
        lines.join("\n") + "\n",
    ] {
        fs::write(drive.out(&sums), other).unwrap();
        assert_eq!(drive.told(&[]), [format!("changed {sums}")]);
    }
}

#[test]
fn our_own_words_are_told_from_a_paper_of_somebodys() {
    let drive = Drive::new("paper");
    let readme = drive.paper("README");
    let mut text = fs::read_to_string(drive.out(&readme)).unwrap();
    text += &format!(
        "\nof {}\n",
        original(&drive, tags::PATIENT_NAME)
            .split('^')
            .nth(1)
            .unwrap()
    );
    fs::write(drive.out(&readme), text).unwrap();
    let told = drive.told(&["--against", "in"]);
    assert!(told.contains(&"finding name-word".to_owned()), "{told:?}");
}

#[test]
fn what_is_packed_in_a_picture_or_document_is_said() {
    let drive = Drive::new("packed");
    let xz =
        b"\xFD7zXZ\0\0\x04......................................................................";
    for (name, bytes) in [
        ("a.pdf", [b"%PDF-1.4\n%%EOF\n", &xz[..]].concat()),
        ("b.bin", [&[7; 100][..], xz].concat()),
        (
            "c.pdf",
            [
                &b"%PDF-1.4\n1 0 obj\n<<>>\nstream\n"[..],
                &b"\x28\xB5\x2F\xFD..."[..],
                &b"\nendstream\n"[..],
            ]
            .concat(),
        ),
    ] {
        fs::write(drive.out(name), bytes).unwrap();
        let told = drive.told(&[]);
        assert!(told.contains(&format!("unread {name}")), "{told:?}");
    }
}

#[test]
#[cfg(unix)]
fn a_link_is_said_and_not_followed_and_a_name_with_backslashes_is_no_path() {
    let drive = Drive::new("links");
    let image = drive.image();
    fs::rename(drive.out(&image), drive.0.join("elsewhere.dcm")).unwrap();
    std::os::unix::fs::symlink(drive.0.join("elsewhere.dcm"), drive.out(&image)).unwrap();
    assert_eq!(drive.told(&[]), [format!("unread {image}")]);
    fs::remove_file(drive.out(&image)).unwrap();
    let flat = image.replace('/', "\\");
    fs::rename(drive.0.join("elsewhere.dcm"), drive.out(flat)).unwrap();
    let told = drive.told(&[]);
    assert!(told.contains(&format!("missing {image}")), "{told:?}");
}

#[test]
#[cfg(unix)]
fn a_name_that_is_no_text_is_searched_in_every_code_page_and_told_without_loss() {
    use std::os::unix::ffi::OsStrExt;
    let drive = Drive::new("names");
    fs::write(
        drive.out(std::ffi::OsStr::from_bytes(b"J\xE9r\xF4me.txt")),
        "x",
    )
    .unwrap();
    assert_eq!(drive.told(&[]), [r"added J\xe9r\xf4me.txt"]);
    assert!(
        drive
            .run(&["verify", "out"])
            .1
            .contains(r"J\xe9r\xf4me.txt")
    );
}
