//! Text in pictures, as the command has it: found and read, painted, and searched for again in what leaves.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder of its own for one test, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-find-text-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The ultrasound, the page of doses and a slice of the sample.
    fn sample(&self) -> PathBuf {
        let root = self.0.join("in");
        let wanted = ["US abdomen", "Dose report", "Axial/IM0001"];
        for (place, bytes) in darkroom::sample::files() {
            if wanted.iter().any(|part| place.contains(part)) {
                let path = root.join(place);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
        }
        root
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

/// What a search of a folder says, and what it printed.
fn found(input: &Path, json: &Path) -> (Value, Output) {
    let output = run(&[&"find-text", &input, &"--json", &json]);
    let text = std::fs::read_to_string(json).unwrap();
    (serde_json::from_str(&text).unwrap(), output)
}

/// All boxes of an image whose place ends so.
fn boxes(report: &Value, place: &str) -> Vec<Value> {
    let images = report["images"].as_array().unwrap().iter();
    let image = images.filter(|image| image["file"].as_str().unwrap().contains(place));
    let frames = image.flat_map(|image| image["frames"].as_array().unwrap());
    let boxes = frames.flat_map(|frame| frame["boxes"].as_array().unwrap());
    boxes.cloned().collect()
}

#[test]
fn what_is_found_is_written_for_its_owner_alone_and_said_to_be_patient_data() {
    let folder = Folder::new("found");
    let json = folder.0.join("found.json");
    let (report, output) = found(&folder.sample(), &json);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("patient data"));
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        !printed.contains("SPECIMEN") && printed.contains("3 images searched"),
        "{printed}"
    );
    assert_eq!(report["form"], 1);
    assert_eq!(report["images"].as_array().unwrap().len(), 3);
    assert!(!boxes(&report, "US abdomen").is_empty());
    assert!(!boxes(&report, "Dose report").is_empty());
    assert_eq!(boxes(&report, "Axial"), Vec::<Value>::new());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&json).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
    // Nothing that is there is written over, and nothing is written into IN.
    let again = run(&[&"find-text", &folder.0.join("in"), &"--json", &json]);
    assert_eq!(again.status.code(), Some(2));
    let inside = folder.0.join("in/found.json");
    let inside = run(&[&"find-text", &folder.0.join("in"), &"--json", &inside]);
    assert_eq!(inside.status.code(), Some(2));
}

#[cfg(feature = "text-models")]
#[test]
fn the_patient_is_read_and_what_names_nobody_is_grey() {
    let folder = Folder::new("read");
    let (report, _) = found(&folder.sample(), &folder.0.join("found.json"));
    let ranked = |place: &str, rank: &str| -> String {
        let boxes = boxes(&report, place).into_iter();
        let texts = boxes.filter(|it| it["rank"] == rank);
        let texts = texts.map(|it| it["text"].as_str().unwrap().to_uppercase());
        texts.collect::<Vec<_>>().join("|")
    };
    for (place, name) in [("US abdomen", "SAMPLE"), ("Dose report", "SPECIMEN")] {
        assert!(ranked(place, "red").contains(name), "{place}");
        for rank in ["amber", "grey"] {
            let texts = ranked(place, rank);
            assert!(!texts.contains(name), "{place}: {rank}: {texts}");
        }
    }
    assert!(ranked("Dose report", "grey").contains("SCOUT"));
}

#[cfg(feature = "text-models")]
#[test]
fn painted_by_itself_no_image_names_the_patient_any_more() {
    let folder = Folder::new("painted");
    let out = folder.0.join("out");
    let words: [&dyn AsRef<std::ffi::OsStr>; 5] = [
        &"clean",
        &folder.sample(),
        &out,
        &"--auto-redact",
        &"--assume-reviewed",
    ];
    let output = run(&words);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let (report, _) = found(&out, &folder.0.join("after.json"));
    let all: Vec<Value> = boxes(&report, "");
    let texts = all
        .iter()
        .map(|it| it["text"].as_str().unwrap().to_uppercase());
    let left: Vec<String> = texts
        .filter(|text| {
            ["SPEC", "SAMPLE", "MARLPIT"]
                .iter()
                .any(|it| text.contains(it))
        })
        .collect();
    assert_eq!(left, Vec::<String>::new());
    // Measurements stay.
    assert!(!all.is_empty());
}

#[test]
fn options_of_painting_go_with_it() {
    for words in [
        vec!["clean", "a", "b", "--all-text"],
        vec!["clean", "a", "b", "--models", "m"],
        vec!["inspect", "a", "--auto-redact"],
        vec!["find-text", "a"],
        vec!["find-text", "a", "--json", "j", "--preset", "strict"],
    ] {
        let words: Vec<&dyn AsRef<std::ffi::OsStr>> = words.iter().map(|word| word as _).collect();
        assert_eq!(run(&words).status.code(), Some(2));
    }
}
