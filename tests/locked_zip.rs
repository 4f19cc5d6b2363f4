//! A locked zip, opened by 7-Zip: with its passphrase every byte comes back, with another nothing does. Left out where
//! there is no 7-Zip.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use darkroom::deliver::{ZipPassphrase, ZipWriter};

const PASSPHRASE: &str = "plinth gudgeon-marzipan \"otter\" $vellum!";

/// Whether there is a 7-Zip to ask.
fn is_there() -> bool {
    let there = Command::new("7z").arg("i").output().is_ok();
    if !there {
        eprintln!("no 7z here: left out");
    }
    there
}

fn seven_zip(folder: &Path, arguments: &[&str], passphrase: &str) -> Output {
    let mut command = Command::new("7z");
    command.current_dir(folder).args(arguments);
    command.arg(format!("-p{passphrase}")).output().unwrap()
}

fn folder(test: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("darkroom-locked-{test}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes a locked zip; contents are `size` bytes each, made as they are written.
fn write(path: &Path, files: &[(&str, u64)], run: usize) {
    let passphrase = ZipPassphrase::new(PASSPHRASE).unwrap();
    let mut out = BufWriter::new(File::create(path).unwrap());
    let mut zip = ZipWriter::locked();
    for (name, size) in files {
        out.write_all(&zip.local_header(name, 0, *size)).unwrap();
        let (before, mut lock) = passphrase.entry().unwrap();
        out.write_all(&before).unwrap();
        let mut bytes = vec![0; run];
        while lock.done() < *size {
            let start = lock.done();
            let count = run.min(usize::try_from(size - start).unwrap_or(usize::MAX));
            let bytes = &mut bytes[..count];
            fill(bytes, start);
            lock.encrypt(bytes);
            out.write_all(bytes).unwrap();
        }
        out.write_all(&lock.finish()).unwrap();
    }
    out.write_all(&zip.finish()).unwrap();
    out.flush().unwrap();
}

/// Bytes that never repeat by the length of a block.
fn fill(bytes: &mut [u8], start: u64) {
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = ((start + at as u64) % 251) as u8;
    }
}

#[test]
fn seven_zip_opens_it_with_the_passphrase_and_with_no_other() {
    if !is_there() {
        return;
    }
    let folder = folder("opens");
    let files = [
        ("CASE-1/Study-1/CT-0001/IM0001.dcm", 0),
        ("CASE-1/Study-1/CT-0001/IM0002.dcm", 1),
        ("CASE-1/Study-1/CT-0001/IM0003.dcm", 16),
        ("CASE-1/Study-1/US-0002/IM0001.dcm", (3 << 20) + 5),
    ];
    write(&folder.join("locked.zip"), &files, 100_003);
    let told = seven_zip(&folder, &["t", "locked.zip"], PASSPHRASE);
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stdout)
    );
    let listed = seven_zip(&folder, &["l", "-slt", "locked.zip"], PASSPHRASE);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert_eq!(
        listed.matches("Method = AES-256 Store").count(),
        4,
        "{listed}"
    );
    for other in ["plinth gudgeon-marzipan", "", "PLINTH GUDGEON-MARZIPAN"] {
        assert!(
            !seven_zip(&folder, &["t", "locked.zip"], other)
                .status
                .success()
        );
    }
    let told = seven_zip(&folder, &["x", "-oout", "locked.zip"], PASSPHRASE);
    assert!(told.status.success());
    for (name, size) in files {
        let mut wanted = vec![0; size as usize];
        fill(&mut wanted, 0);
        assert_eq!(
            fs::read(folder.join("out").join(name)).unwrap(),
            wanted,
            "{name}"
        );
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn seven_zip_tells_a_byte_that_was_changed() {
    if !is_there() {
        return;
    }
    let folder = folder("changed");
    write(&folder.join("locked.zip"), &[("a", 5000)], 1000);
    let whole = fs::read(folder.join("locked.zip")).unwrap();
    let mut changed = whole.clone();
    changed[3000] ^= 1;
    fs::write(folder.join("locked.zip"), changed).unwrap();
    let told = seven_zip(&folder, &["t", "locked.zip"], PASSPHRASE);
    assert!(!told.status.success());
    fs::remove_dir_all(&folder).unwrap();
}

/// By hand: `DARKROOM_LOCKED_TO=folder cargo test --release --test locked_zip -- --ignored`.
#[test]
#[ignore = "writes ten gigabytes"]
fn five_gigabytes_stream() {
    let folder = PathBuf::from(std::env::var_os("DARKROOM_LOCKED_TO").unwrap());
    let begun = std::time::Instant::now();
    let files = [
        ("CASE-1/large.dcm", (4 << 30) + 77),
        ("CASE-1/second.dcm", 1 << 30),
    ];
    write(&folder.join("large.zip"), &files, 1 << 20);
    let took = begun.elapsed();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("written in {took:?}; {peak:?}");
    let told = seven_zip(&folder, &["t", "large.zip"], PASSPHRASE);
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stdout)
    );
    fs::remove_file(folder.join("large.zip")).unwrap();
}
