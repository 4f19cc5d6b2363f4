use std::io::{Cursor, Read};

use proptest::prelude::*;

use super::super::{RunningDigest, ZipWriter};
use super::*;

const PASSPHRASE: &str = "plinth gudgeon marzipan otter vellum";

fn passphrase() -> ZipPassphrase {
    ZipPassphrase::new(PASSPHRASE).unwrap()
}

/// A locked archive; each content comes in runs of `run` bytes, and each run finds its lock put down and taken up.
fn archive(files: &[(&str, Vec<u8>)], run: usize) -> Vec<u8> {
    let mut writer = ZipWriter::locked();
    let mut bytes = Vec::new();
    for (name, content) in files {
        bytes.extend(writer.local_header(name, 0xDEAD_BEEF, content.len() as u64));
        let (before, mut lock) = passphrase().entry().unwrap();
        bytes.extend(before);
        let mut content = content.clone();
        for run in content.chunks_mut(run) {
            let down = serde_json::to_string(&lock).unwrap();
            lock = serde_json::from_str(&down).unwrap();
            lock.encrypt(run);
        }
        bytes.extend(content);
        bytes.extend(lock.finish());
        assert_eq!(bytes.len() as u64, writer.len());
    }
    bytes.extend(writer.finish());
    bytes
}

fn read_by_the_zip_crate(bytes: &[u8], passphrase: &str) -> Option<Vec<Vec<u8>>> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut contents = Vec::new();
    for index in 0..archive.len() {
        let mut content = Vec::new();
        let mut file = archive
            .by_index_decrypt(index, passphrase.as_bytes())
            .ok()?;
        file.read_to_end(&mut content).ok()?;
        contents.push(content);
    }
    Some(contents)
}

#[test]
fn sizes_around_the_block_of_the_cipher_come_back_whatever_the_runs() {
    for size in [0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 4095, 4096, 4097] {
        let content: Vec<u8> = (0..size).map(|at: usize| at as u8).collect();
        for run in [1, 7, 16, 64, 1 << 20] {
            let bytes = archive(&[("a", content.clone())], run);
            assert_eq!(
                read_by_the_zip_crate(&bytes, PASSPHRASE),
                Some(vec![content.clone()]),
                "{size} {run}"
            );
        }
    }
}

#[test]
fn another_passphrase_opens_nothing() {
    let bytes = archive(&[("a", vec![7; 1000])], 100);
    assert_eq!(read_by_the_zip_crate(&bytes, "plinth"), None);
}

#[test]
fn nothing_of_a_content_is_in_the_archive_and_two_of_one_content_differ() {
    let content = b"the same words in both of them, and long enough".to_vec();
    let bytes = archive(&[("a", content.clone()), ("b", content.clone())], 9);
    let stands = |piece: &[u8]| bytes.windows(piece.len()).any(|window| window == piece);
    assert!(!stands(&content[..8]));
    // Neither the checksum that the caller knows, which would tell which file it is.
    assert!(!stands(&0xDEAD_BEEF_u32.to_le_bytes()));
    let entry = |at: usize| &bytes[at + 30 + 1 + EXTRA.len() + SALT + CHECK..][..content.len()];
    let second = 30 + 1 + EXTRA.len() + content.len() + AROUND as usize;
    assert_ne!(entry(0), entry(second));
}

#[test]
fn passphrases_that_programs_spell_differently_or_refuse_or_guess_are_refused() {
    for (text, unfit) in [
        ("eleven1char", Unfit::TooShort),
        ("Größe Ärger Übelkeit vier fünf", Unfit::Letters),
        ("tab\tin the middle of many words", Unfit::Letters),
        ("correct horse battery", Unfit::TooEasy),
        ("password2024", Unfit::TooEasy),
    ] {
        assert_eq!(ZipPassphrase::new(text), Err(unfit), "{text}");
    }
    let long = "x7#Kq9!vLm2p".repeat(9);
    assert_eq!(ZipPassphrase::new(&long), Err(Unfit::TooLong));
    for strong in [PASSPHRASE, "vellum ostrich tandem quay", "kjhwqxzrtbnv"] {
        assert!(ZipPassphrase::new(strong).is_ok(), "{strong}");
    }
    assert_eq!(format!("{:?}", passphrase()), "ZipPassphrase(hidden)");
    let (_, lock) = passphrase().entry().unwrap();
    assert_eq!(format!("{lock:?}"), "EntryLock(hidden)");
}

#[test]
fn a_lock_that_nobody_has_put_down_is_not_taken_up() {
    let (_, lock) = passphrase().entry().unwrap();
    let mut value = serde_json::to_value(&lock).unwrap();
    value["inner"] = serde_json::json!([1, 2, 3]);
    assert!(serde_json::from_value::<EntryLock>(value).is_err());
}

#[test]
fn a_digest_that_was_put_down_goes_on() {
    let mut digest = RunningDigest::new();
    for run in [b"ab".as_slice(), b"", b"c"] {
        digest.update(run);
        let down = serde_json::to_string(&digest).unwrap();
        digest = serde_json::from_str(&down).unwrap();
    }
    assert_eq!(digest.bytes(), 3);
    let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(crate::deliver::key::hex(&digest.finish()), of_abc);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_contents_come_back_by_our_own_reader_and_the_other(
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..700), 1..4),
        run in 1usize..400,
    ) {
        let files: Vec<(&str, Vec<u8>)> =
            ["a/1.dcm", "b/2.dcm", "c"].into_iter().zip(contents.clone()).collect();
        let bytes = archive(&files, run);
        let wanted: Vec<Vec<u8>> = files.iter().map(|(_, content)| content.clone()).collect();
        prop_assert_eq!(read_by_the_zip_crate(&bytes, PASSPHRASE), Some(wanted.clone()));
        prop_assert_eq!(read_by_ourselves(bytes), wanted);
    }
}

/// Every file, by the reader of drops, which is told the passphrase.
fn read_by_ourselves(bytes: Vec<u8>) -> Vec<Vec<u8>> {
    use std::rc::Rc;

    use crate::dicom::{MemorySource, Source};
    use crate::intake::{Dropped, Opener, Password, examine_whole};

    let opener = Opener::new(vec![Password::new(PASSPHRASE.into())]);
    let source: Rc<dyn Source> = Rc::new(MemorySource::new(bytes));
    let dropped = Dropped::whole("locked.zip", Rc::clone(&source));
    let mut contents = Vec::new();
    examine_whole(&opener, &dropped, &mut |_, locator| {
        let file = opener.open(dropped.file, Rc::clone(&source), &locator);
        let file = file.unwrap();
        contents.push(file.read(0..file.len()).unwrap());
    });
    contents
}
