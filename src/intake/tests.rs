use std::io::{Cursor, Write};
use std::rc::Rc;

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use proptest::prelude::*;

use super::*;
use crate::catalogue::{Item, Outcome};
use crate::clean::HeldReason;
use crate::dicom::{MemorySource, Source};

fn source(bytes: Vec<u8>) -> Rc<dyn Source> {
    Rc::new(MemorySource::new(bytes))
}

fn zipped(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, content) in files {
        if name.ends_with('/') {
            writer.add_directory(*name, options).unwrap();
        } else {
            writer.start_file(*name, options).unwrap();
            writer.write_all(content).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn opened_with(opener: &Opener, place: &str, bytes: Vec<u8>) -> Vec<(Item, Locator)> {
    let mut items = Vec::new();
    examine_whole(
        opener,
        &Dropped::whole(place, source(bytes)),
        &mut |item, locator| items.push((item, locator)),
    );
    items
}

fn examined(bytes: Vec<u8>) -> Vec<(Item, Locator)> {
    opened_with(&Opener::default(), "drop.zip", bytes)
}

fn locate(source: Rc<dyn Source>, locator: &Locator) -> Result<Rc<dyn Source>, HeldReason> {
    Opener::default().open(0, source, locator)
}

fn zip_entry(locator: &mut Locator) -> &mut zip::EntryAt {
    match &mut locator.steps[0] {
        Step::Zip(at) => at,
        other => panic!("{other:?}"),
    }
}

fn outcomes(bytes: Vec<u8>) -> Vec<(String, Outcome)> {
    examined(bytes)
        .into_iter()
        .map(|(item, _)| (item.place, item.outcome))
        .collect()
}

fn not_dicom() -> Outcome {
    Outcome::NotDicom("not DICOM".to_owned())
}

fn whole(source: &dyn Source) -> Vec<u8> {
    source.read(0..source.len()).unwrap()
}

const TEXT: &[u8] = b"nothing of interest, nothing of interest, nothing of interest";

#[test]
fn entries_of_stored_and_deflated_archives_are_counted_and_found_again() {
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let bytes = zipped(
            &[
                ("a/", b""),
                ("a/b/notes.txt", TEXT),
                ("__MACOSX/a/._notes.txt", b"x"),
            ],
            method,
        );
        let items = examined(bytes.clone());
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].0.place, "drop.zip/a/b/notes.txt");
        assert_eq!(items[0].0.outcome, not_dicom());
        let again = locate(source(bytes), &items[0].1).unwrap();
        assert_eq!(whole(again.as_ref()), TEXT);
    }
}

#[test]
fn a_zip_in_a_zip_is_opened_and_one_deeper_is_held() {
    let inner = zipped(&[("deep.txt", TEXT)], CompressionMethod::Deflated);
    let middle = zipped(&[("inner.zip", &inner)], CompressionMethod::Deflated);
    let items = examined(middle.clone());
    assert_eq!(items[0].0.place, "drop.zip/inner.zip/deep.txt");
    let again = locate(source(middle.clone()), &items[0].1).unwrap();
    assert_eq!(whole(again.as_ref()), TEXT);
    let outer = zipped(&[("middle.zip", &middle)], CompressionMethod::Stored);
    let items = outcomes(outer);
    assert_eq!(items.len(), 1);
    assert!(
        matches!(items[0].1, Outcome::Held(HeldReason::ArchiveEntry { .. })),
        "{items:?}"
    );
}

#[test]
fn two_entries_of_one_name_are_both_counted() {
    let mut bytes = zipped(&[("aa", b"one"), ("ab", b"two")], CompressionMethod::Stored);
    for at in 0..bytes.len() - 1 {
        if &bytes[at..at + 2] == b"ab" {
            bytes[at + 1] = b'a';
        }
    }
    assert_eq!(outcomes(bytes).len(), 2);
}

#[test]
fn a_damaged_entry_is_held_and_the_rest_goes_on() {
    let mut bytes = zipped(&[("a", TEXT), ("b", TEXT)], CompressionMethod::Deflated);
    bytes[31] ^= 0xFF; // the first byte of the first entry's data
    let items = outcomes(bytes);
    assert!(
        matches!(items[0].1, Outcome::Held(HeldReason::ArchiveEntry { .. })),
        "{items:?}"
    );
    assert_eq!(items[1].1, not_dicom());
}

#[test]
fn an_encrypted_entry_is_held_with_its_reason() {
    let mut bytes = zipped(&[("a", TEXT)], CompressionMethod::Stored);
    let directory = bytes
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    bytes[directory + 8] |= 1;
    assert_eq!(
        outcomes(bytes)[0].1,
        Outcome::Held(HeldReason::Locked { tried: false })
    );
}

#[test]
fn an_archive_cut_short_is_held_as_one_file() {
    let mut bytes = zipped(&[("a", TEXT), ("b", TEXT)], CompressionMethod::Stored);
    bytes.truncate(bytes.len() - 30);
    let items = outcomes(bytes);
    assert_eq!(items.len(), 1);
    assert!(matches!(
        items[0].1,
        Outcome::Held(HeldReason::Unopened { .. })
    ));
}

#[test]
fn an_entry_that_grows_past_belief_is_held_without_being_inflated() {
    assert!(limits::is_a_trap(200 << 20, 100 << 10));
    assert!(!limits::is_a_trap(200 << 20, 1 << 20));
    assert!(!limits::is_a_trap(50 << 20, 1 << 10));
    let zeros = vec![0; 101 << 20];
    let bytes = zipped(&[("zeros", &zeros)], CompressionMethod::Deflated);
    let items = outcomes(bytes);
    assert!(
        matches!(items[0].1, Outcome::Held(HeldReason::ArchiveEntry { .. })),
        "{items:?}"
    );
}

#[test]
fn an_entry_that_lies_about_its_size_is_held() {
    let mut bytes = zipped(&[("a", &[7; 5000])], CompressionMethod::Deflated);
    let directory = bytes
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    bytes[directory + 24..directory + 28].copy_from_slice(&100u32.to_le_bytes());
    assert!(matches!(
        outcomes(bytes)[0].1,
        Outcome::Held(HeldReason::ArchiveEntry { .. })
    ));
}

#[test]
fn zip64_entries_are_found() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file("a", SimpleFileOptions::default().large_file(true))
        .unwrap();
    writer.write_all(TEXT).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(outcomes(bytes), [("drop.zip/a".to_owned(), not_dicom())]);
}

#[test]
fn more_entries_than_two_bytes_can_count_are_all_counted() {
    let mut writer = crate::deliver::ZipWriter::new();
    let mut bytes = Vec::new();
    for number in 0..66_000 {
        bytes.extend(writer.local_header(&format!("{number}"), 0, 0));
    }
    bytes.extend(writer.finish());
    let entries = zip::entries(source(bytes).as_ref()).unwrap();
    assert_eq!(entries.len(), 66_000);
}

#[test]
fn bytes_before_an_archive_do_not_hide_its_entries() {
    let mut bytes = b"PK\x03\x04 and more that stands before".to_vec();
    bytes.extend(zipped(&[("a", TEXT)], CompressionMethod::Deflated));
    assert_eq!(outcomes(bytes), [("drop.zip/a".to_owned(), not_dicom())]);
}

#[test]
fn empty_files_and_empty_archives_are_counted_once() {
    let empty = |what: &str| [("drop.zip".to_owned(), Outcome::NotDicom(what.to_owned()))];
    assert_eq!(outcomes(Vec::new()), empty("an empty file"));
    assert_eq!(
        outcomes(zipped(&[("a/", b"")], CompressionMethod::Stored)),
        empty("an empty zip")
    );
}

#[test]
fn an_office_document_is_one_file() {
    let bytes = zipped(
        &[("[Content_Types].xml", b"x"), ("word/a.xml", b"x")],
        CompressionMethod::Deflated,
    );
    assert_eq!(
        outcomes(bytes),
        [(
            "drop.zip".to_owned(),
            Outcome::NotDicom("an office document".to_owned())
        )]
    );
}

#[test]
fn a_locator_that_comes_back_damaged_is_an_error() {
    let bytes = zipped(&[("a", TEXT)], CompressionMethod::Stored);
    let mut locator = examined(bytes.clone())[0].1.clone();
    zip_entry(&mut locator).header = u64::MAX;
    assert!(locate(source(bytes.clone()), &locator).is_err());
    zip_entry(&mut locator).header = 0;
    zip_entry(&mut locator).compressed = u64::MAX;
    zip_entry(&mut locator).inflated = u64::MAX;
    assert!(locate(source(bytes), &locator).is_err());
}

#[test]
fn examination_goes_on_after_the_entry_on_which_the_engine_stopped() {
    let inner = zipped(&[("x", TEXT), ("y", TEXT)], CompressionMethod::Deflated);
    let bytes = zipped(
        &[("a", TEXT), ("inner", &inner), ("b", TEXT), ("c", TEXT)],
        CompressionMethod::Stored,
    );
    let all = outcomes(bytes.clone());
    assert_eq!(all.len(), 5);
    for skip in 0..=5 {
        for stopped in [false, true] {
            let mut rest = Vec::new();
            let resume = Resume { skip, stopped };
            let dropped = Dropped::whole("drop.zip", source(bytes.clone()));
            examine_rest(&Opener::default(), &dropped, resume, &mut |item, _| {
                rest.push((item.place, item.outcome));
            });
            let mut expected = all[skip..].to_vec();
            if let Some(first) = expected.first_mut().filter(|_| stopped) {
                first.1 = Outcome::Held(HeldReason::EngineStopped);
            }
            assert_eq!(rest, expected, "{resume:?}");
        }
    }
}

#[test]
fn a_file_on_which_the_engine_stopped_is_held_unread() {
    let mut items = Vec::new();
    let resume = Resume {
        skip: 0,
        stopped: true,
    };
    let dropped = Dropped::whole("IM1", source(TEXT.to_vec()));
    examine_rest(&Opener::default(), &dropped, resume, &mut |item, _| {
        items.push(item.outcome)
    });
    assert_eq!(items, [Outcome::Held(HeldReason::EngineStopped)]);
}

proptest! {
    #[test]
    fn no_archive_however_damaged_stops_the_examination(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        deflated in any::<bool>(),
    ) {
        let method = if deflated { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let mut bytes = zipped(&[("a/b", TEXT), ("c", b""), ("d", TEXT)], method);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() - cut.index(bytes.len()) / 8);
        prop_assert!(!examined(bytes).is_empty());
    }
}
