//! The central directory of a zip archive (PKWARE APPNOTE 4.3.12 to 4.3.16), zip64 included.
//!
//! In comes a source, out come the entries in the order of the directory. Two entries of one name are two entries.
//! Every length is checked against the bytes that are there before it is used; sizes that the entries claim are
//! claims, checked again when an entry is opened.

use std::ops::Range;

use super::super::code_page;
use super::super::error::ArchiveError;
use super::super::limits;
use super::{Encryption, EntryAt, Method, ZipEntry};
use crate::dicom::Source;

const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const END_64_LOCATOR: &[u8] = b"PK\x06\x07";
const END_64_LOCATOR_LENGTH: u64 = 20;
const END_64: &[u8] = b"PK\x06\x06";
const END_64_LENGTH: u64 = 56;
const ENTRY: &[u8] = b"PK\x01\x02";
pub(super) const ENTRY_LENGTH: usize = 46;
const LONGEST_COMMENT: u64 = 0xFFFF;

/// Where the directory lies, and what it says of itself.
pub(super) struct Directory {
    pub start: u64,
    pub end: u64,
    entries: u64,
    /// Bytes before the archive proper: offsets of entries count from here.
    pub before: u64,
    /// The records at its end, without the archive's comment.
    pub records: Vec<Range<u64>>,
}

/// Reads all entries.
pub(super) fn read(source: &dyn Source) -> Result<Vec<ZipEntry>, ArchiveError> {
    let directory = find(source)?;
    let bytes = source.read(directory.start..directory.end)?;
    let mut rest = bytes.as_slice();
    let mut entries = Vec::new();
    // Old writers count entries in 16 bits and go round: the directory's own bytes are believed.
    while !rest.is_empty() {
        let Some((entry, after)) = entry(rest, directory.before) else {
            break;
        };
        entries.push(entry);
        rest = after;
    }
    let found = entries.len() as u64;
    if found < directory.entries || !(found - directory.entries).is_multiple_of(1 << 16) {
        return Err(ArchiveError::Damaged);
    }
    Ok(entries)
}

pub(super) fn find(source: &dyn Source) -> Result<Directory, ArchiveError> {
    let tail_start = source
        .len()
        .saturating_sub(LONGEST_COMMENT + END_LENGTH as u64);
    let tail = source.read(tail_start..source.len())?;
    let found = (0..=tail.len().saturating_sub(END_LENGTH))
        .rev()
        .find(|&at| is_end(tail.get(at..).unwrap_or_default()))
        .ok_or(ArchiveError::Damaged)?;
    let end_at = tail_start + found as u64;
    let end = tail.get(found..).unwrap_or_default();
    let fits = |field: Option<u64>| field.ok_or(ArchiveError::Damaged);
    if u16_at(end, 4) != u16_at(end, 6) || u16_at(end, 8) != u16_at(end, 10) {
        return Err(ArchiveError::Spanned);
    }
    let (entries, size, offset) = (
        fits(u16_at(end, 10))?,
        fits(u32_at(end, 12))?,
        fits(u32_at(end, 16))?,
    );
    let mut found = match find_64(source, end_at)? {
        Some((record_at, entries, size, offset)) => {
            let mut found = directory(record_at, entries, size, offset)?;
            let locator = end_at.saturating_sub(END_64_LOCATOR_LENGTH)..end_at;
            let record = record_at..record_at.saturating_add(END_64_LENGTH);
            found.records.extend([record, locator]);
            found
        }
        None => directory(end_at, entries, size, offset)?,
    };
    let record = end_at..end_at.saturating_add(END_LENGTH as u64);
    found.records.push(record);
    Ok(found)
}

/// The directory ends where its end record begins; what it says of its own offset may leave out bytes that stand
/// before the archive.
fn directory(end: u64, entries: u64, size: u64, offset: u64) -> Result<Directory, ArchiveError> {
    let start = end.checked_sub(size).ok_or(ArchiveError::Damaged)?;
    let before = start.checked_sub(offset).ok_or(ArchiveError::Damaged)?;
    if size > limits::DIRECTORY || entries > limits::ENTRIES || entries > size / ENTRY_LENGTH as u64
    {
        return Err(ArchiveError::Damaged);
    }
    Ok(Directory {
        start,
        end,
        entries,
        before,
        records: Vec::new(),
    })
}

fn is_end(bytes: &[u8]) -> bool {
    let comment = u16_at(bytes, 20);
    bytes.starts_with(END)
        && comment.is_some_and(|length| END_LENGTH as u64 + length <= bytes.len() as u64)
}

/// The zip64 end record: its place, the number of entries, size and offset of the directory.
fn find_64(source: &dyn Source, end_at: u64) -> Result<Option<(u64, u64, u64, u64)>, ArchiveError> {
    let Some(locator_at) = end_at.checked_sub(END_64_LOCATOR_LENGTH) else {
        return Ok(None);
    };
    let locator = source.read(locator_at..end_at)?;
    if !locator.starts_with(END_64_LOCATOR) {
        return Ok(None);
    }
    let stated = u64_at(&locator, 8).ok_or(ArchiveError::Damaged)?;
    // Where bytes stand before the archive, the record is directly before its locator.
    let behind = locator_at
        .checked_sub(END_64_LENGTH)
        .ok_or(ArchiveError::Damaged)?;
    for at in [stated, behind] {
        let Some(end) = at
            .checked_add(END_64_LENGTH)
            .filter(|&end| end <= locator_at)
        else {
            continue;
        };
        let record = source.read(at..end)?;
        if record.starts_with(END_64) {
            let field = |at| u64_at(&record, at).ok_or(ArchiveError::Damaged);
            return Ok(Some((at, field(32)?, field(40)?, field(48)?)));
        }
    }
    Err(ArchiveError::Damaged)
}

/// One entry of the directory, and the bytes after it.
pub(super) fn entry(bytes: &[u8], before: u64) -> Option<(ZipEntry, &[u8])> {
    if !bytes.starts_with(ENTRY) {
        return None;
    }
    let length = |at| usize::try_from(u16_at(bytes, at)?).ok();
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let name_end = ENTRY_LENGTH.checked_add(name)?;
    let extra_end = name_end.checked_add(extra)?;
    let rest = bytes.get(extra_end.checked_add(comment)?..)?;
    let flags = u16_at(bytes, 8)?;
    let extra = bytes.get(name_end..extra_end)?;
    let mut wide = Wide(extra_block(extra, WIDE));
    // In this order (4.5.3): a field is in the extra block only if its place here is all ones.
    let inflated = wide.or(u32_at(bytes, 24)?)?;
    let compressed = wide.or(u32_at(bytes, 20)?)?;
    let header = wide.or(u32_at(bytes, 42)?)?;
    let crc32 = u32::try_from(u32_at(bytes, 16)?).ok()?;
    let method = u16_at(bytes, 10)?;
    let (method, encryption) = match flags {
        _ if flags & STRONG != 0 => (method, Encryption::Unknown),
        _ if flags & ENCRYPTED == 0 => (method, Encryption::None),
        _ if method == AES_METHOD => winzip(extra),
        _ => {
            // Whoever writes without looking back doesn't know the checksum yet, and takes the time for it.
            let [.., checksum] = crc32.to_le_bytes();
            let [_, time] = u16::try_from(u16_at(bytes, 12)?).ok()?.to_le_bytes();
            let checks = [checksum, time];
            (method, Encryption::Traditional { checks })
        }
    };
    let entry = ZipEntry {
        name: code_page::name(bytes.get(ENTRY_LENGTH..name_end)?),
        at: EntryAt {
            header: header.checked_add(before)?,
            compressed,
            inflated,
            crc32,
            method: Method::of(method),
            encryption,
        },
    };
    Some((entry, rest))
}

/// The method that stands for WinZip's encryption; the real one is in its extra block.
const AES_METHOD: u64 = 99;
const AES: u64 = 0x9901;
const WIDE: u64 = 1;
/// Flags: encrypted; and by certificates, or with a directory that is encrypted itself.
const ENCRYPTED: u64 = 1;
const STRONG: u64 = 0x2040;

/// WinZip's extra block: version, "AE", strength, the method beneath.
fn winzip(extra: &[u8]) -> (u64, Encryption) {
    let block = extra_block(extra, AES).unwrap_or_default();
    let (version, method) = (u16_at(block, 0), u16_at(block, 5));
    let strength = block.get(4).copied();
    match (version, block.get(2..4), strength, method) {
        (Some(version @ (1 | 2)), Some(b"AE"), Some(strength @ 1..=3), Some(method)) => {
            let crc = version == 1;
            (method, Encryption::Aes { strength, crc })
        }
        _ => (AES_METHOD, Encryption::Unknown),
    }
}

/// The extra block of this kind (4.5.1).
fn extra_block(mut extra: &[u8], kind: u64) -> Option<&[u8]> {
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let end = usize::try_from(length).ok()?.checked_add(4)?;
        if id == kind {
            return extra.get(4..end);
        }
        extra = extra.get(end..).unwrap_or_default();
    }
    None
}

/// The zip64 extra block (4.5.3): sizes too large for their places.
struct Wide<'a>(Option<&'a [u8]>);

impl Wide<'_> {
    fn or(&mut self, narrow: u64) -> Option<u64> {
        match self.0 {
            Some(fields) if narrow == u64::from(u32::MAX) => {
                let value = u64_at(fields, 0)?;
                self.0 = fields.get(8..);
                Some(value)
            }
            _ => Some(narrow),
        }
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u64> {
    let field = bytes.get(at..)?.first_chunk()?;
    Some(u64::from(u16::from_le_bytes(*field)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u64> {
    let field = bytes.get(at..)?.first_chunk()?;
    Some(u64::from(u32::from_le_bytes(*field)))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let field = bytes.get(at..)?.first_chunk()?;
    Some(u64::from_le_bytes(*field))
}
