//! Sources: how much of a file is looked at, and what becomes of one that cannot be read.

use std::cell::Cell;
use std::rc::Rc;

use dicom_core::VR;

use super::make::Maker;
use crate::dicom::{
    MemorySource, Part, ReadError, Source, SourceError, SubSource, TransferSyntax, read, visit,
};

/// Pretends to be a huge file: a header, then zeros.
struct Huge {
    header: Vec<u8>,
    len: u64,
    read: Cell<u64>,
}

impl Source for Huge {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        self.read.set(self.read.get() + buffer.len() as u64);
        for (at, byte) in (offset..).zip(buffer) {
            *byte = usize::try_from(at)
                .ok()
                .and_then(|at| self.header.get(at))
                .copied()
                .unwrap_or(0);
        }
        Ok(())
    }
}

#[test]
fn a_file_of_three_gigabytes_costs_a_few_reads() {
    let header = Maker::explicit()
        .image()
        .head((0x7FE0, 0x0010), VR::OW, 3_000_000_000);
    let header = header.file(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
    let len = header.len() as u64 + 3_000_000_000;
    let source = Rc::new(Huge {
        header,
        len,
        read: Cell::new(0),
    });
    let instance = read(source.clone()).unwrap();
    assert!(instance.pixels.is_some());
    assert!(source.read.get() <= 64 * 1024, "{}", source.read.get());
}

#[test]
fn a_source_that_fails_is_reported_as_such() {
    struct Gone;
    impl Source for Gone {
        fn len(&self) -> u64 {
            1000
        }
        fn read_at(&self, offset: u64, _: &mut [u8]) -> Result<(), SourceError> {
            Err(SourceError::Unreadable {
                offset,
                reason: "the drive was taken out".to_owned(),
            })
        }
    }
    assert!(matches!(
        read(Rc::new(Gone)),
        Err(ReadError::Source(SourceError::Unreadable { .. }))
    ));
}

#[test]
fn a_sub_source_never_shows_its_neighbours() {
    let whole = Rc::new(MemorySource::new(vec![1, 2, 3, 4, 5]));
    let part = SubSource::new(whole.clone(), 1..4).unwrap();
    assert_eq!(part.read(0..3), Ok(vec![2, 3, 4]));
    assert!(part.read(0..4).is_err());
    assert!(part.read_at(2, &mut [0; 2]).is_err());
    assert!(part.read_at(u64::MAX, &mut [0; 2]).is_err());
    assert!(SubSource::new(whole, 3..6).is_err());
}

#[test]
fn visiting_hands_out_pieces_of_a_megabyte_and_stops_at_an_error() {
    let body = Huge {
        header: Vec::new(),
        len: 10_000_000,
        read: Cell::new(0),
    };
    let parts = [Part::Bytes(vec![1; 3]), Part::Range(5..2_500_000)];
    let mut sizes = Vec::new();
    visit(&parts, &body, |piece| {
        sizes.push(piece.len());
        Ok::<(), SourceError>(())
    })
    .unwrap();
    assert_eq!(sizes, [3, 1 << 20, 1 << 20, 2_499_995 - (2 << 20)]);
    let error = SourceError::Unreadable {
        offset: 0,
        reason: String::new(),
    };
    assert_eq!(
        visit(&parts, &body, |_| Err(error.clone())),
        Err(error.clone())
    );
}
