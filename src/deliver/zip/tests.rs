use std::io::{Cursor, Read, Seek, SeekFrom};

use proptest::prelude::*;

use super::*;

fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new();
    let mut bytes = Vec::new();
    for (name, content) in files {
        bytes.extend(writer.local_header(name, crc32fast::hash(content), content.len() as u64));
        bytes.extend(content);
    }
    assert_eq!(writer.len(), bytes.len() as u64);
    bytes.extend(writer.finish());
    bytes
}

fn read_back(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

#[test]
fn an_archive_of_nothing_is_an_archive() {
    assert!(read_back(archive(&[])).is_empty());
}

#[test]
fn more_entries_than_two_bytes_can_count_are_all_there() {
    let files: Vec<_> = (0..70_000)
        .map(|number| (format!("IM{number}"), vec![]))
        .collect();
    assert_eq!(read_back(archive(&files)).len(), 70_000);
}

#[test]
fn small_archives_carry_no_zip64_records() {
    let bytes = archive(&[("a".to_owned(), vec![1, 2, 3])]);
    assert!(
        !bytes
            .windows(4)
            .any(|window| window == b"PK\x06\x06" || window == b"PK\x06\x07")
    );
}

/// Bytes at chosen places of an endless run of zeros.
struct Sparse {
    pieces: Vec<(u64, Vec<u8>)>,
    length: u64,
    at: u64,
}

impl Read for Sparse {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer
            .len()
            .min(usize::try_from(self.length - self.at.min(self.length)).unwrap());
        for (offset, byte) in buffer[..length].iter_mut().enumerate() {
            let at = self.at + offset as u64;
            let piece = self
                .pieces
                .iter()
                .find(|(start, piece)| (*start..start + piece.len() as u64).contains(&at));
            *byte = piece.map_or(0, |(start, piece)| {
                piece[usize::try_from(at - start).unwrap()]
            });
        }
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.length.checked_add_signed(by).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

#[test]
fn sizes_and_offsets_past_four_gigabytes_are_found_again() {
    const LARGE: u64 = 5 << 30;
    let mut writer = ZipWriter::new();
    let mut pieces = Vec::new();
    for (name, size) in [
        ("large", LARGE),
        ("exact", u64::from(u32::MAX)),
        ("last", 3),
    ] {
        pieces.push((writer.len(), writer.local_header(name, 7, size)));
    }
    let start = writer.len();
    let directory = writer.finish();
    let length = start + directory.len() as u64;
    pieces.push((start, directory));
    let mut archive = ::zip::ZipArchive::new(Sparse {
        pieces,
        length,
        at: 0,
    })
    .unwrap();
    let sizes: Vec<_> = (0..3)
        .map(|index| {
            let file = archive.by_index_raw(index).unwrap();
            (
                file.name().unwrap().into_owned(),
                file.size(),
                file.header_start(),
            )
        })
        .collect();
    let large_header = 30 + 5 + 20;
    let exact = large_header + LARGE;
    let last = exact + large_header + u64::from(u32::MAX);
    assert_eq!(
        sizes,
        [
            ("large".to_owned(), LARGE, 0),
            ("exact".to_owned(), u64::from(u32::MAX), exact),
            ("last".to_owned(), 3, last)
        ]
    );
}

#[test]
fn a_locked_entry_that_grows_past_four_gigabytes_by_its_lock_is_found_again() {
    for size in [u64::from(u32::MAX) - 28, u64::from(u32::MAX) - 29] {
        let mut writer = ZipWriter::locked();
        let header = writer.local_header("exact", 7, size);
        let start = writer.len();
        assert_eq!(start, header.len() as u64 + size + 28);
        let directory = writer.finish();
        let length = start + directory.len() as u64;
        let mut archive = ::zip::ZipArchive::new(Sparse {
            pieces: vec![(0, header), (start, directory)],
            length,
            at: 0,
        })
        .unwrap();
        let file = archive.by_index_raw(0).unwrap();
        assert_eq!((file.size(), file.compressed_size()), (size, size + 28));
    }
}

proptest! {
    #[test]
    fn what_goes_in_comes_out(
        files in prop::collection::btree_map("[a-zA-Z0-9/é]{1,30}x", prop::collection::vec(any::<u8>(), 0..200), 0..8)
    ) {
        let files: Vec<_> = files.into_iter().collect();
        prop_assert_eq!(read_back(archive(&files)), files);
    }
}
