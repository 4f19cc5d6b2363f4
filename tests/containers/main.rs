//! Archives and images of discs as people send them: what is read out of them is what was put in, and what cannot be
//! read is held, with the reason.
//!
//! `containers/make.sh` says how the files were made, by 7-Zip, Info-ZIP, tar and genisoimage.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod locked;
mod tars;

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::rc::Rc;

use darkroom::catalogue::{Item, Outcome};
use darkroom::clean::HeldReason;
use darkroom::dicom::{MemorySource, Source};
use darkroom::intake::{self, Dropped, Locator, Opener, Password};
use zip::write::SimpleFileOptions;
use zip::{AesMode, CompressionMethod, ZipWriter};

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/containers");
    std::fs::read(folder.join(name)).unwrap()
}

fn source(bytes: &[u8]) -> Rc<dyn Source> {
    Rc::new(MemorySource::new(bytes))
}

fn opener(passwords: &[&str]) -> Opener {
    let passwords = passwords
        .iter()
        .map(|text| Password::new((*text).to_owned()));
    Opener::new(passwords.collect())
}

fn examined(opener: &Opener, place: &str, bytes: &[u8]) -> Vec<(Item, Locator)> {
    let mut items = Vec::new();
    let dropped = Dropped::whole(place, source(bytes));
    intake::examine_whole(opener, &dropped, &mut |item, locator| {
        items.push((item, locator))
    });
    items
}

fn outcomes(opener: &Opener, place: &str, bytes: &[u8]) -> Vec<(String, Outcome)> {
    let items = examined(opener, place, bytes).into_iter();
    items.map(|(item, _)| (item.place, item.outcome)).collect()
}

/// Places, less the container's own, and bytes.
fn read(opener: &Opener, place: &str, bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for (item, locator) in examined(opener, place, bytes) {
        let found = opener.open(0, source(bytes), &locator);
        let found = found.unwrap_or_else(|why| panic!("{place}: {} {why:?}", item.place));
        let content = found.read(0..found.len()).unwrap();
        assert_eq!(item.size, content.len() as u64, "{}", item.place);
        assert!(matches!(item.outcome, Outcome::NotDicom(_)), "{item:?}");
        let name = item.place.strip_prefix(place).unwrap_or(&item.place);
        let before = files.insert(name.trim_start_matches('/').to_owned(), content);
        assert_eq!(before, None, "{}", item.place);
    }
    files
}

/// What `make.sh` put in.
fn folder() -> BTreeMap<String, Vec<u8>> {
    let lines = |numbers: &mut dyn Iterator<Item = u32>| {
        let lines = numbers.map(|number| format!("{number}\n"));
        lines.collect::<String>().into_bytes()
    };
    BTreeMap::from([
        ("ST01/IM0001".to_owned(), lines(&mut (1..=700))),
        ("ST01/IM0002".to_owned(), lines(&mut (1..=700).rev())),
        ("a b/note of 2.txt".to_owned(), b"a note, ".to_vec()),
        ("empty".to_owned(), Vec::new()),
    ])
}

const OPEN: [&str; 18] = [
    "stored.zip",
    "deflate.zip",
    "deflate64.zip",
    "bzip2.zip",
    "lzma.zip",
    "infozip.zip",
    "infozip-streamed.zip",
    "lzma2.7z",
    "lzma.7z",
    "copy.7z",
    "bzip2.7z",
    "gnu.tgz",
    "v7.tar.bz2",
    "joliet.iso.gz",
    "rock-ridge.iso.gz",
    "udf.iso.gz",
    "single.gz",
    "plain.iso.gz",
];

const LOCKED: [&str; 8] = [
    "zipcrypto.zip",
    "aes128.zip",
    "aes192.zip",
    "aes256-deflate64.zip",
    "aes256-stored.zip",
    "infozip-locked.zip",
    "locked.7z",
    "locked-list.7z",
];

#[test]
fn every_container_reads_as_the_folder_that_it_was_made_of() {
    let expected = folder();
    for name in OPEN {
        let files = read(&opener(&[]), name, &fixture(name));
        let names = |files: &BTreeMap<String, Vec<u8>>| {
            // A tar in its own folder says so.
            let names = files
                .keys()
                .map(|name| name.trim_start_matches("./").to_owned());
            names.collect::<Vec<_>>()
        };
        let mut contents: Vec<_> = files.values().collect();
        contents.sort();
        let mut wanted: Vec<_> = expected.values().collect();
        wanted.sort();
        match name {
            "single.gz" => assert_eq!(contents, [&expected["ST01/IM0001"]]),
            // Capitals only, and no blanks.
            "plain.iso.gz" => assert_eq!(contents, wanted, "{name}"),
            _ => {
                assert_eq!(contents, wanted, "{name}");
                assert_eq!(
                    names(&files),
                    expected.keys().cloned().collect::<Vec<_>>(),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn archives_in_an_archive_are_opened_too() {
    let files = read(&opener(&[]), "nested.zip", &fixture("nested.zip"));
    let mut expected = BTreeMap::new();
    for (name, content) in folder() {
        expected.insert(format!("inner.7z/{name}"), content.clone());
        expected.insert(format!("inner.zip/{name}"), content);
    }
    assert_eq!(files, expected);
}

#[test]
fn what_cannot_be_opened_is_held_and_never_taken_for_no_dicom() {
    let unopened = |why: &str| {
        let why = why.to_owned();
        Outcome::Held(HeldReason::Unopened { why })
    };
    let keys = opener(&[]);
    let rar = b"Rar!\x1A\x07\x01\0 and what follows".as_slice();
    assert_eq!(
        outcomes(&keys, "x", rar),
        [(
            "x".into(),
            unopened("it is a RAR archive, which Darkroom can’t open")
        )]
    );
    assert_eq!(held(&outcomes(&keys, "x", &fixture("posix.tar.xz"))), 1);
    let part = "it is one part of an archive that was split, of which Darkroom needs the whole";
    assert_eq!(
        outcomes(&keys, "x.zip.002", b"what follows"),
        [("x.zip.002".into(), unopened(part))]
    );
    let misnamed = "it is named like an archive, but damaged or something else";
    assert_eq!(
        outcomes(&keys, "x.zip", b"what follows"),
        [("x.zip".into(), unopened(misnamed))]
    );
    // The first part of a split 7z lacks its end, the second its beginning.
    for name in ["parts.7z.001", "parts.7z.002"] {
        let found = outcomes(&keys, name, &fixture(name));
        let held = matches!(
            found.as_slice(),
            [(_, Outcome::Held(HeldReason::Unopened { .. }))]
        );
        assert!(held, "{found:?}");
    }
    // Small files lie in a zip as they are.
    let (note, empty) = ("a b/note of 2.txt", "empty");
    for (name, readable) in [
        ("ppmd.zip", vec![note, empty]),
        ("ppmd.7z", vec![empty]),
        ("xz.zip", vec![note, empty]),
    ] {
        let found = outcomes(&keys, name, &fixture(name));
        assert_eq!(found.len(), 4, "{found:?}");
        let why = "it is packed in a way that Darkroom doesn’t know".to_owned();
        let method = Outcome::Held(HeldReason::ArchiveEntry { why });
        for (place, told) in &found {
            let place = place.strip_prefix(name).unwrap().trim_start_matches('/');
            match readable.contains(&place) {
                true => assert!(matches!(told, Outcome::NotDicom(_)), "{place} {told:?}"),
                false => assert_eq!(*told, method, "{name} {place}"),
            }
        }
    }
}

#[test]
fn a_container_cut_short_anywhere_loses_no_file_in_silence() {
    for name in OPEN.iter().chain(&LOCKED) {
        let whole = fixture(name);
        let keys = opener(&["fixture"]);
        let expected = examined(&keys, name, &whole).len();
        for cut in (1..whole.len()).step_by(97) {
            let found = outcomes(&keys, name, &whole[..cut]);
            let held = found
                .iter()
                .any(|(_, told)| matches!(told, Outcome::Held(_)));
            // Nothing but padding was lost.
            let is_all = found.len() == expected;
            // A stump that bears nothing of its kind any more.
            assert!(held || is_all, "{name} cut at {cut}: {found:?}");
        }
    }
}

#[test]
fn a_container_damaged_anywhere_is_read_right_or_held() {
    let right: Vec<Vec<u8>> = folder().into_values().collect();
    for name in OPEN.iter().chain(&LOCKED) {
        let whole = fixture(name);
        let keys = opener(&["fixture"]);
        for at in (0..whole.len()).step_by(61) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            for (item, locator) in examined(&keys, name, &bytes) {
                let Outcome::NotDicom(what) = &item.outcome else {
                    continue;
                };
                // Formats without a checksum can't tell; in all others what is read is what was put in.
                let unchecked =
                    name.contains(".iso.gz") || name.contains(".tar.") || *name == "gnu.tgz";
                if what == "not DICOM" && !unchecked {
                    let found = keys.open(0, source(&bytes), &locator).unwrap();
                    let content = found.read(0..found.len()).unwrap();
                    let known = right.contains(&content) || name.starts_with("stored");
                    assert!(known, "{name} damaged at {at}: {item:?}");
                }
            }
        }
    }
}

/// A tar with files of one block each.
fn tar_of(names: &[&str]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for name in names {
        let mut header = tar::Header::new_ustar();
        header.set_size(512);
        // As a hostile writer would: the crate's own functions refuse such names.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, [7_u8; 512].as_slice()).unwrap();
    }
    builder.into_inner().unwrap()
}

fn held(found: &[(String, Outcome)]) -> usize {
    let held = |(_, told): &&(String, Outcome)| matches!(told, Outcome::Held(_));
    found.iter().filter(held).count()
}

#[test]
fn a_file_that_claims_more_than_there_is_is_held() {
    for size in [
        *b"77777777777\0",
        [0xFF; 12],
        *b"\x80\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
    ] {
        let mut bytes = tar_of(&["a"]);
        bytes[124..136].copy_from_slice(&size);
        bytes[148..156].fill(b' ');
        let sum: u32 = bytes[..512].iter().map(|&byte| u32::from(byte)).sum();
        bytes[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        let found = outcomes(&opener(&[]), "x.tar", &bytes);
        assert!(
            !found.is_empty() && held(&found) == found.len(),
            "{found:?}"
        );
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

#[test]
fn bombs_are_held_unread() {
    let keys = opener(&[]);
    let reason = |bytes: &[u8]| match outcomes(&keys, "x.gz", bytes).as_slice() {
        [(_, Outcome::Held(HeldReason::ArchiveEntry { why }))] => why.clone(),
        other => panic!("{other:?}"),
    };
    let zeros = gzip(&vec![0; 120 << 20]);
    assert!(reason(&zeros).contains("trap"));
    let deep = (0..12).fold(b"nothing".to_vec(), |inner, _| gzip(&inner));
    assert!(reason(&deep).contains("inside an archive"));
}

fn gunzipped(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed), &mut bytes).unwrap();
    bytes
}

#[test]
fn a_disc_of_two_file_systems_of_which_one_is_damaged_says_that_files_may_be_lost() {
    const SECTOR: usize = 2048;
    let image = gunzipped(&fixture("udf.iso.gz"));
    let whole = outcomes(&opener(&[]), "x.iso", &image);
    assert_eq!((whole.len(), held(&whole)), (4, 0), "{whole:?}");
    // What follows the mark of the volume's descriptors (ECMA-119 8.4), and the anchors of UDF (ECMA-167 3/10.2).
    let sectors = image.len() / SECTOR;
    let iso: Vec<_> = (16..64)
        .filter(|at| &image[at * SECTOR + 1..][..5] == b"CD001")
        .collect();
    let udf: Vec<_> = [256, sectors - 257, sectors - 1]
        .into_iter()
        .filter(|at| image[at * SECTOR..][..2] == [2, 0])
        .collect();
    for damaged in [iso, udf] {
        assert!(!damaged.is_empty());
        let mut image = image.clone();
        for sector in damaged {
            image[sector * SECTOR + 7..][..SECTOR - 7].fill(0xEE);
            // The anchor's tag, not the mark of the other.
            if image[sector * SECTOR..][..2] == [2, 0] {
                image[sector * SECTOR..][..7].fill(0xEE);
            }
        }
        let found = outcomes(&opener(&[]), "x.iso", &image);
        assert_eq!((found.len(), held(&found)), (5, 1), "{found:?}");
    }
}

#[test]
fn a_disc_whose_folder_holds_itself_comes_to_an_end() {
    let mut image = gunzipped(&fixture("plain.iso.gz"));
    // The record of ST01 (ECMA-119 9.1): its extent, in both orders of bytes, becomes that of the folder that it is in.
    let name = image.windows(5).position(|bytes| bytes == b"\x04ST01");
    let record = name.unwrap() - 32;
    let root: [u8; 8] = image[0x8000 + 156 + 2..][..8].try_into().unwrap();
    image[record + 2..record + 10].copy_from_slice(&root);
    let found = outcomes(&opener(&[]), "x.iso", &image);
    assert!(
        (3..9).contains(&found.len()) && held(&found) >= 1,
        "{found:?}"
    );
}
