//! `clean --dicomdir`: other people's programs read the DICOMDIR, make one of the same records, and find every file;
//! the second look knows it, and finds a name that was put into it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(PathBuf);

impl Folder {
    /// The sample study, without the file of it that is damaged.
    fn new(test: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("darkroom-disc-{test}-{}", std::process::id()));
        let files = darkroom::sample::files().into_iter();
        for (place, bytes) in files.filter(|(place, _)| !place.ends_with("IM0021")) {
            let path = path.join("in").join(place);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        fs::write(path.join("words"), "plinth gudgeon marzipan vellum\n").unwrap();
        Self(path)
    }

    fn darkroom(&self, words: &str) -> Output {
        let words = words.split(' ').map(|word| match word.strip_prefix("./") {
            Some(path) => self.0.join(path).into_os_string(),
            None => word.into(),
        });
        let mut command = Command::new(env!("CARGO_BIN_EXE_darkroom"));
        command.env("DARKROOM_PASSPHRASE", "correct horse battery");
        command.args(words).output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]]
        .map(String::from_utf8_lossy)
        .concat()
}

/// What `dcmdump` says of a DICOMDIR: of each record its type and what it refers to, in their order. Nothing where
/// there is no `dcmdump`.
fn records(folder: &Path) -> Option<Vec<String>> {
    let wanted = [
        "0004,1430",
        "0004,1500",
        "0004,1510",
        "0004,1511",
        "0004,1512",
        "0010,0010",
        "0010,0020",
        "0020,000d",
        "0020,000e",
        "0008,0060",
        "0020,0013",
        "0020,0011",
        "0008,0020",
    ];
    let mut command = Command::new("dcmdump");
    command.arg("+L");
    for tag in wanted {
        command.args(["+P", tag]);
    }
    let told = command.arg(folder.join("DICOMDIR")).output().ok()?;
    assert!(told.status.success(), "{}", text(&told));
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    Some(
        text.lines()
            .map(|line| line.split(" #").next().unwrap().trim().to_owned())
            .collect(),
    )
}

fn files_below(at: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => files_below(&path),
            false => vec![path],
        })
        .collect()
}

#[test]
fn other_programs_make_the_same_records_of_the_same_files() {
    let folder = Folder::new("records");
    let made = folder.darkroom("clean ./in ./out --assume-reviewed --dicomdir");
    assert_eq!(made.status.code(), Some(0), "{}", text(&made));
    let out = folder.0.join("out");
    let files = files_below(&out.join("DICOM"));
    assert_eq!(files.len(), 22);
    for file in &files {
        for part in file.strip_prefix(&out).unwrap() {
            let part = part.to_str().unwrap();
            assert!(
                part.len() <= 8
                    && part
                        .bytes()
                        .all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
            );
        }
    }
    let Some(ours) = records(&out) else {
        return eprintln!("no dcmdump here: left out");
    };
    let count = |records: &[String], term: &str| {
        records
            .iter()
            .filter(|line| line.contains("(0004,1430)") && line.contains(term))
            .count()
    };
    assert_eq!(count(&ours, "IMAGE"), 22);
    let theirs = folder.0.join("theirs");
    fs::create_dir_all(&theirs).unwrap();
    fs::rename(out.join("DICOM"), theirs.join("DICOM")).unwrap();
    let told = Command::new("dcmmkdir")
        .current_dir(&theirs)
        .args(["+r", "-Pgp", "+I", "+id", ".", "DICOM"])
        .output();
    let Ok(told) = told else {
        return eprintln!("no dcmmkdir here: left out");
    };
    assert!(told.status.success(), "{}", text(&told));
    let theirs = records(&theirs).unwrap();
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    assert_eq!(sorted(ours), sorted(theirs));
}

#[test]
fn the_second_look_knows_it_and_finds_a_name_in_it() {
    let folder = Folder::new("look");
    let made = folder.darkroom("clean ./in ./out --assume-reviewed --dicomdir --key ./key");
    assert_eq!(made.status.code(), Some(0), "{}", text(&made));
    let look = || folder.darkroom("verify ./out --against ./in --key ./key");
    let looked = look();
    assert_eq!(looked.status.code(), Some(0), "{}", text(&looked));
    assert!(
        text(&looked).contains("23 of 23 delivered files"),
        "{}",
        text(&looked)
    );

    let path = folder.0.join("out/DICOMDIR");
    let whole = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(text(&look()).contains("missing"), "{}", text(&look()));
    // A patient of the sample, in place of a case and the space behind it.
    let mut named = whole.clone();
    let case = named.windows(5).position(|it| it == b"CASE-").unwrap();
    let name = b"SPECIMEN^Alder";
    named[case..case + name.len()].copy_from_slice(name);
    fs::write(&path, &named).unwrap();
    let looked = look();
    assert_eq!(looked.status.code(), Some(3));
    assert!(text(&looked).contains("PatientName"), "{}", text(&looked));
    assert!(!text(&looked).contains("Alder"));
}

#[test]
fn it_lies_in_a_locked_zip_as_well() {
    let folder = Folder::new("zip");
    let made =
        folder.darkroom("clean ./in ./out --assume-reviewed --dicomdir --encrypt-zip ./words");
    assert_eq!(made.status.code(), Some(0), "{}", text(&made));
    let looked = folder.darkroom("verify ./out --against ./in --zip-password-file ./words");
    assert!(
        text(&looked).contains("23 of 23 delivered files"),
        "{}",
        text(&looked)
    );
}
