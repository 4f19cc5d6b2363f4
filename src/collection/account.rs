//! Whether all bytes of a cleaned file are accounted for: what was read of it is written again, and compared.
//!
//! A reader passes over much that another shows: group lengths, what is there twice, padding, what follows the end.
//! What this program delivers is all that it reads, so that any other byte was put there since.

use crate::dicom::{
    self, DataSetExt, Instance, PixelsOut, Source, SourceError, TransferSyntax, visit,
};
use dicom_core::Tag;
use dicom_dictionary_std::tags;
use flate2::{Decompress, FlushDecompress, Status};

/// Bytes unpacked at a time.
const RUN: usize = 1 << 16;

/// The file meta information begins behind the preamble and `DICM` (PS3.10 7.1) with its own length.
const META: u64 = 132;

/// Length of the element that holds the group length.
const META_LENGTH: u64 = 12;

/// The end of the file meta information.
pub fn meta_end(source: &dyn Source) -> u64 {
    let mut length = [0; 4];
    let read = source.read_at(META + META_LENGTH - 4, &mut length);
    let end =
        read.map(|()| u64::from(u32::from_le_bytes(length)).saturating_add(META + META_LENGTH));
    end.map_or(source.len(), |end| end.min(source.len()))
}

/// Whether the file holds what was read of it, in the form in which this program writes, and nothing else.
pub fn is_complete(source: &dyn Source, instance: &Instance) -> Result<bool, SourceError> {
    let pixels = match &instance.pixels {
        Some(pixels) => PixelsOut::Kept(pixels),
        None => PixelsOut::None,
    };
    // What was packed as a whole is compared as it was unpacked.
    let (syntax, there, start) = match instance.body_is_original {
        true => (instance.transfer_syntax.clone(), source, meta_end(source)),
        false => (
            TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN),
            &*instance.body,
            0,
        ),
    };
    if !has_plain_start(source)? {
        return Ok(false);
    }
    // Implicit and big endian files, and such as lack their UIDs, are none of ours.
    let Ok(parts) = dicom::write(&instance.data_set, &syntax, pixels, &*instance.body) else {
        return Ok(false);
    };
    let mut written = Compared {
        there,
        at: start,
        // The file meta information is not compared: another release names itself there.
        passed_over: 0,
        same: true,
    };
    written.passed_over = parts
        .first()
        .and_then(|part| match part {
            dicom::Part::Bytes(bytes) => {
                Some(meta_end(&dicom::MemorySource::new(bytes.as_slice())))
            }
            _ => None,
        })
        .unwrap_or_default();
    let done = visit(&parts, &*instance.body, |piece| written.next(piece));
    match done {
        Ok(()) => {}
        Err(SourceError::OutOfRange { .. }) => return Ok(false),
        Err(error) => return Err(error),
    }
    let whole = written.same && written.at == there.len();
    Ok(whole && (instance.body_is_original || ends_with_its_stream(source)?))
}

/// Whether nothing follows a deflated data set (PS3.5 A.5) but the byte that makes its length even.
fn ends_with_its_stream(source: &dyn Source) -> Result<bool, SourceError> {
    let start = meta_end(source);
    let mut stream = Decompress::new(false);
    let mut buffer = vec![0; RUN];
    let mut at = start;
    while at < source.len() {
        let run = source.read(at..source.len().min(at.saturating_add(RUN as u64)))?;
        let before = stream.total_in();
        let Ok(status) = stream.decompress(&run, &mut buffer, FlushDecompress::None) else {
            return Ok(false);
        };
        let read = stream.total_in() - before;
        at = at.saturating_add(read);
        if status == Status::StreamEnd {
            let rest = source.read(at..source.len())?;
            return Ok(rest.is_empty() || rest == [0]);
        }
    }
    Ok(false)
}

/// A preamble of zeros, and of the file meta information what is ours to state.
fn has_plain_start(source: &dyn Source) -> Result<bool, SourceError> {
    const MOST: u64 = 1 << 10;
    let end = meta_end(source);
    if end > MOST {
        return Ok(false);
    }
    let bytes = source.read(0..end)?;
    let preamble = bytes.get(..128).unwrap_or_default();
    let mut rest = bytes.get(META as usize..).unwrap_or_default();
    let mut elements = Vec::new();
    while let [group_low, group_high, low, high, _, _, after @ ..] = rest {
        let tag = Tag(
            u16::from_le_bytes([*group_low, *group_high]),
            u16::from_le_bytes([*low, *high]),
        );
        let is_long = rest.get(4..6) == Some(b"OB");
        let head = match (is_long, after) {
            (true, [_, _, a, b, c, d, ..]) => {
                (6_usize, u32::from_le_bytes([*a, *b, *c, *d]) as usize)
            }
            (false, [a, b, ..]) => (2, usize::from(u16::from_le_bytes([*a, *b]))),
            _ => return Ok(false),
        };
        elements.push(tag.element());
        rest = match after.get(head.0.saturating_add(head.1)..) {
            Some(rest) if tag.group() == 2 => rest,
            _ => return Ok(false),
        };
    }
    let ours = [0x0000, 0x0001, 0x0002, 0x0003, 0x0010, 0x0012, 0x0013];
    Ok(rest.is_empty() && elements == ours && preamble.iter().all(|byte| *byte == 0))
}

struct Compared<'a> {
    there: &'a dyn Source,
    at: u64,
    passed_over: u64,
    same: bool,
}

impl Compared<'_> {
    fn next(&mut self, piece: &[u8]) -> Result<(), SourceError> {
        let skip = self.passed_over.min(piece.len() as u64);
        self.passed_over -= skip;
        let piece = piece.get(skip as usize..).unwrap_or_default();
        let end = self.at.saturating_add(piece.len() as u64);
        self.same = self.same && self.there.read(self.at..end)? == piece;
        self.at = end;
        Ok(())
    }
}

/// What a header says of its last cleaning by this program (0012,0063): the profile, the options and what was kept;
/// what other programs said before stands before that. Nothing if this program did not clean it.
pub fn method(instance: &Instance) -> Option<Vec<String>> {
    let method = instance.data_set.text(tags::DEIDENTIFICATION_METHOD)?;
    let told: Vec<&str> = method.split('\\').map(str::trim).collect();
    let ours = told
        .iter()
        .rposition(|value| value.starts_with("Darkroom "))?;
    let ours = told.into_iter().skip(ours.saturating_add(1));
    Some(ours.map(str::to_owned).collect())
}

/// The codes of what was applied (0012,0064), by this program and others.
pub fn codes(instance: &Instance) -> Vec<String> {
    let element = instance
        .data_set
        .get(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE);
    let items = element
        .and_then(|element| element.items())
        .unwrap_or_default();
    let code = |item: &dicom::DataSet| item.text(tags::CODE_VALUE);
    items.iter().filter_map(code).collect()
}
