//! `darkroom slides` as a program: what its certificates list is drawn, and nothing else.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::{Digest as _, Sha256};

/// A folder of its own for one test, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-slides-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The sample study, cleaned.
    fn delivered(&self) -> PathBuf {
        let root = self.at("in");
        for (place, bytes) in darkroom::sample::files() {
            let path = root.join(place);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let regions =
            r#"{"version": 1, "regions": [{"match": {"rows": 512}, "rects": [[3, 5, 70, 40]]}]}"#;
        std::fs::write(self.at("r.json"), regions).unwrap();
        let out = self.at("out");
        let run = darkroom(&[
            "clean".as_ref(),
            root.as_os_str(),
            out.as_os_str(),
            "--regions".as_ref(),
            self.at("r.json").as_os_str(),
            "--allow-idle-regions".as_ref(),
            "--assume-reviewed".as_ref(),
        ]);
        assert!(out.is_dir(), "{run:?}");
        out
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn darkroom(arguments: &[&std::ffi::OsStr]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_darkroom"));
    command.args(arguments).output().unwrap()
}

fn slides(out: &Path, to: &Path, more: &[&str]) -> (i32, String) {
    let mut arguments = vec![
        "slides".as_ref(),
        out.as_os_str(),
        "--to".as_ref(),
        to.as_os_str(),
    ];
    arguments.extend(more.iter().map(|word| std::ffi::OsStr::new(*word)));
    let run = darkroom(&arguments);
    let said = [run.stdout, run.stderr].concat();
    (run.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// Everything below a folder, by its place.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let place = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.insert(place, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

fn certificate(files: &BTreeMap<String, Vec<u8>>) -> serde_json::Value {
    let mut names = files
        .keys()
        .filter(|name| name.starts_with("darkroom-certificate"));
    serde_json::from_slice(&files[names.next().unwrap()]).unwrap()
}

#[test]
fn every_image_of_a_delivery_becomes_a_picture_that_the_certificate_tells_of() {
    let folder = Folder::new("all");
    let out = folder.delivered();
    let before = files(&out);
    let images = before
        .keys()
        .filter(|place| place.ends_with(".dcm"))
        .count();
    let to = folder.at("slides");
    let (code, said) = slides(&out, &to, &[]);
    assert_eq!(files(&out), before);
    let after = files(&to);
    let pictures: Vec<&String> = after.keys().filter(|name| name.ends_with(".png")).collect();
    // The report has no picture.
    assert!(pictures.len() + 1 >= images, "{said}");
    assert_eq!(code == 0, pictures.len() == images, "{said}");
    assert_eq!(after.len(), pictures.len() + 3, "{said}");
    let certificate = certificate(&after);
    let listed = certificate["slides"].as_array().unwrap();
    assert_eq!(listed.len(), pictures.len());
    for slide in listed {
        let bytes = &after[slide["file"].as_str().unwrap()];
        let sum: String = Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(slide["sha256"], sum);
        let image = &before[slide["of"][0]["image"].as_str().unwrap()];
        let sum: String = Sha256::digest(image)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(slide["of"][0]["sha256"], sum);
    }
    for (name, bytes) in &after {
        for planted in ["SPECIMEN", "Specimen"] {
            let is_in = bytes
                .windows(planted.len())
                .any(|bytes| bytes == planted.as_bytes());
            assert!(!is_in && !name.contains(planted), "{name}");
        }
    }
    // A second look finds nothing wrong with it.
    let run = darkroom(&["verify".as_ref(), to.as_os_str()]);
    let said = String::from_utf8(run.stdout).unwrap();
    assert_eq!(run.status.code(), Some(0), "{said}");
    std::fs::write(to.join(pictures[0]), "x").unwrap();
    let run = darkroom(&["verify".as_ref(), to.as_os_str()]);
    assert_eq!(run.status.code(), Some(3));
}

#[test]
fn what_is_not_listed_or_is_not_the_file_that_is_listed_is_left_alone() {
    let folder = Folder::new("other");
    let out = folder.delivered();
    let images: Vec<String> = files(&out)
        .into_keys()
        .filter(|place| place.ends_with(".dcm"))
        .collect();
    let (first, second) = (&images[0], &images[1]);
    // An image beside its own copy, one changed by a bit, and one that is gone.
    let copy = out.join(first).with_file_name("IM9999-K7Q2MAXT.dcm");
    std::fs::copy(out.join(first), &copy).unwrap();
    let mut bytes = std::fs::read(out.join(first)).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(out.join(first), bytes).unwrap();
    std::fs::remove_file(out.join(second)).unwrap();
    let to = folder.at("slides");
    let (code, said) = slides(&out, &to, &["--format", "jpeg"]);
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains(&format!(
            "{first}: it is not the file that the certificate lists"
        )),
        "{said}"
    );
    assert!(
        said.contains(&format!(
            "{second}: the certificate lists it, and it is not there"
        )),
        "{said}"
    );
    assert!(
        said.contains("IM9999-K7Q2MAXT.dcm: no certificate lists it"),
        "{said}"
    );
    let stem = |place: &str| {
        place
            .rsplit('/')
            .next()
            .unwrap()
            .strip_suffix(".dcm")
            .unwrap()
            .to_owned()
    };
    let after = files(&to);
    for left in [&stem(first), &stem(second), "IM9999-K7Q2MAXT"] {
        assert!(!after.keys().any(|name| name.contains(left)), "{left}");
    }
    assert!(after.keys().any(|name| name.ends_with(".jpg")), "{said}");
}

#[test]
fn nothing_is_drawn_beside_a_certificate_that_was_changed() {
    let folder = Folder::new("forged");
    let out = folder.delivered();
    let paper = files(&out)
        .into_keys()
        .find(|name| name.starts_with("darkroom-certificate"))
        .unwrap();
    let text = std::fs::read_to_string(out.join(&paper)).unwrap();
    std::fs::write(
        out.join(&paper),
        text.replace("\"form\": 1", "\"form\":  1"),
    )
    .unwrap();
    let to = folder.at("slides");
    let (code, said) = slides(&out, &to, &[]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("not as Darkroom wrote it"), "{said}");
    assert!(!to.exists() || files(&to).is_empty());
    let empty = folder.at("empty");
    std::fs::create_dir_all(&empty).unwrap();
    let (code, said) = slides(&empty, &folder.at("none"), &[]);
    assert_eq!(code, 2, "{said}");
}

#[test]
fn one_series_can_be_asked_for_and_nothing_is_written_over_or_into_out() {
    let folder = Folder::new("one");
    let out = folder.delivered();
    let images: Vec<String> = files(&out)
        .into_keys()
        .filter(|place| place.ends_with(".dcm"))
        .collect();
    let series = images[0].split('/').nth(2).unwrap();
    let of = images
        .iter()
        .filter(|place| place.split('/').nth(2) == Some(series))
        .count();
    let to = folder.at("slides");
    let (_, said) = slides(&out, &to, &["--series", series, "--size", "screen"]);
    let drawn = files(&to)
        .into_keys()
        .filter(|name| name.ends_with(".png"))
        .count();
    assert_eq!(drawn, of, "{said}");
    for (to, more) in [
        (to.clone(), &[][..]),
        (out.join("slides"), &[]),
        (out.clone(), &[]),
        (folder.at("more"), &["--series", "CT-9999-K7Q2MA"]),
        (folder.at("more"), &["--format", "gif"]),
        (folder.at("more"), &["--preset", "strict"]),
        (folder.at("more"), &["--size", "huge"]),
    ] {
        let before = files(&out);
        let (code, said) = slides(&out, &to, more);
        assert_eq!(code, 2, "{said}");
        assert_eq!(files(&out), before);
        assert!(!folder.at("more").exists());
    }
    let clean = darkroom(&[
        "clean".as_ref(),
        "x".as_ref(),
        "y".as_ref(),
        "--to".as_ref(),
        "z".as_ref(),
    ]);
    assert_eq!(clean.status.code(), Some(2));
}
