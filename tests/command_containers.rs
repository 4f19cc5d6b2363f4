//! The command given an encrypted zip: with its password all is as from the folder, without it all is held.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use zip::write::SimpleFileOptions;
use zip::{AesMode, ZipWriter};

const PASSWORD: &str = "for the trust’s eyes only";

/// A folder of its own for one test, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("darkroom-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run(words: &[&dyn AsRef<OsStr>]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .args(words)
        .env("DARKROOM_PASSPHRASE", "correct horse battery")
        .output()
        .unwrap()
}

/// The images of a folder, by their bytes.
fn images(output: &Path) -> BTreeSet<Vec<u8>> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![output.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension() == Some(OsStr::new("dcm")) {
            found.insert(std::fs::read(path).unwrap());
        }
    }
    found
}

/// Without its password, and with a wrong one, all files of an archive are held.
fn stays_locked(folder: &Folder, locked: &Path, wrong: &Path, files: usize) {
    let counts = format!("{0} files in = 0 cleaned + {0} held", files);
    for (name, more) in [("3", None), ("4", Some(wrong))] {
        let output = folder.0.join(name);
        let mut words: Vec<&dyn AsRef<OsStr>> = vec![&"clean", &locked, &output];
        if let Some(file) = &more {
            words.extend([&"--zip-password-file" as &dyn AsRef<OsStr>, file]);
        }
        let held = run(&words);
        assert_eq!(held.status.code(), Some(3), "{held:?}");
        let (told, why) = (
            String::from_utf8_lossy(&held.stdout),
            String::from_utf8_lossy(&held.stderr),
        );
        assert!(told.contains(&counts), "{told}");
        assert!(why.contains("--zip-password-file"), "{why}");
        let said = why.contains("none of the passwords given opens it");
        assert_eq!(said, more.is_some(), "{why}");
        assert!(
            !why.contains("eyes only") && !told.contains("eyes only"),
            "{why}"
        );
        assert!(images(&output).is_empty());
    }
}

#[test]
fn an_encrypted_zip_leaves_as_its_folder_does_and_only_with_its_password() {
    let folder = Folder::new("locked-zip");
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes256, PASSWORD);
    let files: Vec<_> = darkroom::sample::files().into_iter().take(8).collect();
    for (place, bytes) in &files {
        folder.write(&format!("plain/{place}"), bytes);
        zip.start_file(place, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let locked = folder.write("locked/sent.zip", zip.finish().unwrap().into_inner());
    let right = folder.write("right.txt", format!("another\r\n{PASSWORD}\r\n"));
    let wrong = folder.write("wrong.txt", "For the trust’s eyes only\n");
    let key = folder.0.join("key.age");
    let at = |name: &str| folder.0.join(name);

    let plain = run(&[
        &"clean",
        &at("plain"),
        &at("1"),
        &"--assume-reviewed",
        &"--key",
        &key,
    ]);
    let opened = run(&[
        &"clean",
        &locked,
        &at("2"),
        &"--assume-reviewed",
        &"--key",
        &key,
        &"--zip-password-file",
        &right,
        &"--jobs",
        &"3",
    ]);
    assert_eq!(opened.status.code(), plain.status.code(), "{opened:?}");
    assert_eq!(
        String::from_utf8_lossy(&opened.stdout),
        String::from_utf8_lossy(&plain.stdout)
    );
    assert!(!images(&at("1")).is_empty());
    assert_eq!(images(&at("2")), images(&at("1")));

    stays_locked(&folder, &locked, &wrong, files.len());
    // Nothing of what was unpacked is left anywhere.
    let left: BTreeSet<_> = std::fs::read_dir(&folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    let expected = "1 2 3 4 key.age key.age.lock locked plain right.txt wrong.txt".split(' ');
    assert_eq!(left, expected.map(Into::into).collect());
}

#[test]
fn inspect_and_verify_open_it_too_and_a_file_without_a_password_is_wrong_usage() {
    let folder = Folder::new("locked-inspect");
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes128, PASSWORD);
    let (_, bytes) = darkroom::sample::files().swap_remove(0);
    zip.start_file("IM1", options).unwrap();
    zip.write_all(&bytes).unwrap();
    let locked = folder.write("sent.zip", zip.finish().unwrap().into_inner());
    let right = folder.write("right.txt", PASSWORD);
    let empty = folder.write("empty.txt", "\n\n");
    let found = run(&[&"inspect", &locked, &"--zip-password-file", &right]);
    assert!(
        String::from_utf8_lossy(&found.stdout).contains("Case 1"),
        "{found:?}"
    );
    let found = run(&[&"inspect", &locked]);
    assert_eq!(found.status.code(), Some(3));
    assert_eq!(
        run(&[&"inspect", &locked, &"--zip-password-file", &empty])
            .status
            .code(),
        Some(2)
    );
    assert_eq!(
        run(&[&"inspect", &locked, &"--zip-password-file", &"/nowhere"])
            .status
            .code(),
        Some(2)
    );
    let leak = folder.write("out/leak.txt", &bytes);
    let out = leak.parent().unwrap().to_owned();
    let verified = run(&[
        &"verify",
        &out,
        &"--against",
        &locked,
        &"--zip-password-file",
        &right,
    ]);
    assert_eq!(verified.status.code(), Some(3), "{verified:?}");
}

#[test]
fn a_zip_in_a_zip_under_another_password_opens_with_both_and_with_one_as_far_as_that_goes() {
    let folder = Folder::new("locked-twice");
    let zipped = |password: &str, files: &[(&str, &[u8])]| {
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes128, password);
        for (name, bytes) in files {
            zip.start_file(*name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let files: Vec<_> = darkroom::sample::files().into_iter().take(3).collect();
    let [(_, first), (_, second), (_, third)] = files.as_slice() else {
        panic!("the sample has more files");
    };
    let inner = zipped("second", &[("IM2", second), ("IM3", third)]);
    let outer = zipped("first", &[("in.zip", &inner), ("IM1", first)]);
    let sent = folder.write("sent.zip", outer);
    let told = |passwords: &str, output: &str| {
        let passwords = folder.write("passwords.txt", passwords);
        let words: [&dyn AsRef<OsStr>; 6] = [
            &"clean",
            &sent,
            &folder.0.join(output),
            &"--assume-reviewed",
            &"--zip-password-file",
            &passwords,
        ];
        let done = run(&words);
        (
            String::from_utf8(done.stdout).unwrap(),
            images(&folder.0.join(output)).len(),
        )
    };
    let (words, left) = told("first\nsecond\n", "both");
    assert!(words.contains("3 files in = 3 cleaned"), "{words}");
    assert_eq!(left, 3);
    let (words, left) = told("first\n", "one");
    assert!(words.contains("3 files in = 1 cleaned + 2 held"), "{words}");
    assert_eq!(left, 1);
    let (words, left) = told("second\n", "other");
    assert!(words.contains("2 files in = 0 cleaned + 2 held"), "{words}");
    assert_eq!(left, 0);
}
