//! `clean --encrypt-zip`: one zip in OUT, which holds what a run without it writes to files, and which our own second
//! look and 7-Zip open with the passphrase alone.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PASSPHRASE: &str = "plinth gudgeon marzipan vellum";

struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("darkroom-{test}-{}", std::process::id()));
        // One file of the sample is damaged, and would be held.
        let files = darkroom::sample::files().into_iter();
        for (place, bytes) in files.filter(|(place, _)| !place.ends_with("IM0021")) {
            let path = path.join("in").join(place);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        fs::write(path.join("words"), format!("{PASSPHRASE}\nnot this\n")).unwrap();
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

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.join(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn files(root: &Path, at: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(root, &path, found),
            false => {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
}

fn text(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]]
        .map(String::from_utf8_lossy)
        .concat()
}

#[test]
fn all_that_a_run_makes_lies_in_one_zip_that_only_the_passphrase_opens() {
    let folder = Folder::new("locked");
    let open = folder.darkroom("clean ./in ./open --assume-reviewed --key ./key");
    assert_eq!(open.status.code(), Some(0), "{}", text(&open));
    let locked =
        folder.darkroom("clean ./in ./locked --assume-reviewed --key ./key --encrypt-zip ./words");
    assert_eq!(locked.status.code(), Some(0), "{}", text(&locked));
    let names = folder.names("locked");
    assert!(names.len() == 1 && names[0].ends_with(".zip"), "{names:?}");

    let looked =
        folder.darkroom("verify ./locked --against ./in --key ./key --zip-password-file ./words");
    assert_eq!(looked.status.code(), Some(0), "{}", text(&looked));
    let unopened = folder.darkroom("verify ./locked --against ./in");
    assert_eq!(unopened.status.code(), Some(3), "{}", text(&unopened));

    let seven_zip = |passphrase: &str| {
        let mut command = Command::new("7z");
        command
            .arg("x")
            .arg(folder.0.join("locked").join(&names[0]));
        command.arg(format!("-o{}", folder.0.join("unpacked").display()));
        command.arg("-y").arg(format!("-p{passphrase}")).output()
    };
    let Ok(told) = seven_zip(PASSPHRASE) else {
        return eprintln!("no 7z here: left out");
    };
    assert!(told.status.success(), "{}", text(&told));
    let [mut wanted, mut found] = [BTreeMap::new(), BTreeMap::new()];
    for (name, found) in [("open", &mut wanted), ("unpacked", &mut found)] {
        files(&folder.0.join(name), &folder.0.join(name), found);
    }
    assert!(wanted.len() > 3);
    assert!(wanted == found, "{:?}", (wanted.keys(), found.keys()));
    assert!(!seven_zip("not this").unwrap().status.success());
}

#[test]
fn a_passphrase_that_will_not_do_is_refused_before_anything_is_written() {
    let folder = Folder::new("unfit");
    for (passphrase, said) in [
        ("short", "at least 12"),
        ("password2024", "too easy to guess"),
        ("plinth gudgeon märzipan vellum", "accents"),
    ] {
        fs::write(folder.0.join("words"), passphrase).unwrap();
        let refused = folder.darkroom("clean ./in ./out --encrypt-zip ./words");
        assert_eq!(refused.status.code(), Some(2));
        assert!(text(&refused).contains(said), "{}", text(&refused));
        assert!(!text(&refused).contains(passphrase));
        assert!(!folder.0.join("out").exists());
    }
    let missing = folder.darkroom("clean ./in ./out --encrypt-zip ./nothing");
    assert_eq!(missing.status.code(), Some(2));
    let elsewhere = folder.darkroom("verify ./in --encrypt-zip ./words");
    assert_eq!(elsewhere.status.code(), Some(2));
}
