//! Words that leave, as the command has them: listed, and struck out.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::rc::Rc;

use darkroom::dicom::{self, DataSetExt, MemorySource};
use dicom_core::Tag;
use dicom_dictionary_std::tags;

/// A folder of its own for one test, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-texts-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Some files of the sample.
    fn sample(&self) -> PathBuf {
        let root = self.0.join("in");
        for (place, bytes) in darkroom::sample::files().into_iter().step_by(9) {
            let path = root.join(place);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        root
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run(words: &[&dyn AsRef<std::ffi::OsStr>]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .args(words)
        .output()
        .unwrap()
}

/// Rows of a table: attribute, before, after, images.
fn rows(table: &str) -> Vec<Vec<String>> {
    let mut lines = table.lines();
    assert!(lines.next().unwrap().starts_with("# Patient data"));
    assert_eq!(lines.next(), Some("attribute\tbefore\tafter\timages"));
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
    lines.map(cells).collect()
}

/// Every value of an attribute in the images below a folder.
fn values(folder: &Path, tag: Tag) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|it| it.unwrap().path()),
            );
        } else if path.extension().is_some_and(|name| name == "dcm") {
            let source = MemorySource::new(std::fs::read(path).unwrap());
            let header = dicom::read(Rc::new(source)).unwrap().data_set;
            found.extend(header.text(tag));
        }
    }
    found
}

#[test]
fn texts_are_listed_once_and_what_is_struck_does_not_leave() {
    let folder = Folder::new("strike");
    let input = folder.sample();
    let listed = run(&[&"texts", &input]);
    assert_eq!(listed.status.code(), Some(0));
    let table = rows(&String::from_utf8(listed.stdout).unwrap());
    let mut keys: Vec<_> = table.iter().map(|row| row[..3].to_vec()).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), table.len());
    let of = |name: &'static str| table.iter().filter(move |row| row[0] == name);
    let whole = of("StudyDescription").find(|row| row[1] == row[2]);
    let struck = whole.unwrap()[1].clone();
    let series = of("SeriesDescription").find(|row| !row[2].is_empty());
    let word = series.unwrap()[2].split(' ').next().unwrap().to_owned();

    let strike = folder.file(
        "strike.txt",
        &format!("# mine\ntext: {struck}\nword: {word}\n"),
    );
    let output = folder.0.join("out");
    let report = folder.0.join("report.json");
    let done = run(&[
        &"clean",
        &input,
        &output,
        &"--assume-reviewed",
        &"--strike",
        &strike,
        &"--report",
        &report,
    ]);
    assert!(matches!(done.status.code(), Some(0 | 3)), "{done:?}");
    let said = String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
    assert!(!said.contains(&struck));
    assert!(!values(&output, tags::STUDY_INSTANCE_UID).is_empty());
    assert!(!values(&output, tags::STUDY_DESCRIPTION).contains(&struck));
    let left = values(&output, tags::SERIES_DESCRIPTION);
    assert!(
        left.iter()
            .all(|text| !text.split(' ').any(|part| part == word)),
        "{left:?}"
    );

    let certificate = std::fs::read_to_string(&report).unwrap();
    let json: serde_json::Value = serde_json::from_str(&certificate).unwrap();
    assert_eq!(json["wording"]["texts_struck"], 1);
    assert_eq!(json["wording"]["words_struck"], 1);
    assert_eq!(json["wording"]["words_brought_back"], 0);
    assert!(!certificate.contains(&struck));

    let checked = run(&[&"verify", &output, &"--against", &input]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
}

#[test]
fn the_table_is_kept_where_the_originals_are_not_and_over_nothing() {
    let folder = Folder::new("to");
    let input = folder.sample();
    let to = folder.0.join("texts.tsv");
    let done = run(&[&"texts", &input, &"--to", &to]);
    assert_eq!(done.status.code(), Some(0));
    assert!(done.stdout.is_empty());
    assert!(rows(&std::fs::read_to_string(&to).unwrap()).len() > 3);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&to).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
    assert_eq!(
        run(&[&"texts", &input, &"--to", &to]).status.code(),
        Some(2)
    );
    let among = input.join("texts.tsv");
    assert_eq!(
        run(&[&"texts", &input, &"--to", &among]).status.code(),
        Some(2)
    );
}

#[test]
fn a_line_that_is_not_understood_is_told_by_its_number_alone() {
    let folder = Folder::new("line");
    let input = folder.sample();
    let strike = folder.file("strike.txt", "word: fine\nQuixby Ada\n");
    let output = folder.0.join("out");
    let done = run(&[&"clean", &input, &output, &"--strike", &strike]);
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(
        said.contains("line 2") && !said.contains("Quixby"),
        "{said}"
    );
    assert!(!output.exists());
}

#[test]
fn a_line_that_strikes_nothing_is_told_before_anything_is_cleaned() {
    let folder = Folder::new("idle");
    let input = folder.sample();
    let strike = folder.file("strike.txt", "# mine\nword: quixothamstead\n");
    let output = folder.0.join("out");
    let mut words: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![
        &"clean",
        &input,
        &output,
        &"--assume-reviewed",
        &"--strike",
        &strike,
    ];
    let done = run(&words);
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(
        said.contains("line 2") && !said.contains("quixothamstead"),
        "{said}"
    );
    assert!(!output.exists());
    words.push(&"--allow-idle-strikes");
    assert!(matches!(run(&words).status.code(), Some(0 | 3)));
    assert!(output.exists());
}
