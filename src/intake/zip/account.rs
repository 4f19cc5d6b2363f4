//! Which bytes of a zip its records are (PKWARE APPNOTE 4.3), so that those that belong to nothing can be told.
//!
//! In comes a source; out come ranges: the directory with the records at its end, the local headers, the data
//! descriptors. Of extra fields those that ordinary programs write, at no more than their length. Comments are none of
//! an archive's form, nor is a local name that is not the directory's.

use std::ops::Range;

use super::super::error::ArchiveError;
use super::directory::{self, u16_at};
use super::{EntryAt, ZipEntry};
use crate::dicom::Source;

const LOCAL_LENGTH: usize = 30;

/// An entry whose sizes follow its bytes (4.4.4).
const HAS_DESCRIPTOR: u64 = 8;

/// Extra fields, and how many bytes each may have: Zip64, NTFS' and Unix's times and owners, WinZip's encryption,
/// Java's mark.
const FIELDS: [(u64, usize); 8] = [
    (0x0001, 28),
    (0x000A, 32),
    (0x5455, 13),
    (0x5855, 12),
    (0x7855, 4),
    (0x7875, 19),
    (0x9901, 7),
    (0xCAFE, 0),
];

/// Info-ZIP's name in UTF-8 (4.6.9), behind a version and a checksum.
const UNICODE_NAME: u64 = 0x7075;
const NAME_AT: usize = 5;

/// Fields of zeros behind a number of two bytes, which move what follows to an even place.
const ALIGNING: [u64; 2] = [0xD935, 0xA11E];
const ALIGNMENT: usize = 2;

/// Ranges that are of the archive's form; those of the entries' own bytes are left out.
pub(in super::super) fn accounted(source: &dyn Source) -> Result<Vec<Range<u64>>, ArchiveError> {
    let found = directory::find(source)?;
    let bytes = source.read(found.start..found.end)?;
    let mut form = Form {
        source,
        ranges: found.records,
    };
    let mut rest = bytes.as_slice();
    while let Some((entry, after)) = directory::entry(rest, found.before) {
        let start = found.end.saturating_sub(rest.len() as u64);
        let (name, extra) = parts(rest, directory::ENTRY_LENGTH, 28).unwrap_or_default();
        let behind = form.add(start, directory::ENTRY_LENGTH.saturating_add(name.len()));
        form.extra(behind, extra);
        let flags = u16_at(rest, 8).unwrap_or_default();
        form.local(&entry, name, flags)?;
        rest = after;
    }
    Ok(form.ranges)
}

/// The name and the extra block behind a header of so many bytes, which tells their lengths at `lengths`.
fn parts(bytes: &[u8], header: usize, lengths: usize) -> Option<(&[u8], &[u8])> {
    let length = |at| usize::try_from(u16_at(bytes, at)?).ok();
    let name_end = header.checked_add(length(lengths)?)?;
    let extra_end = name_end.checked_add(length(lengths.checked_add(2)?)?)?;
    Some((
        bytes.get(header..name_end)?,
        bytes.get(name_end..extra_end)?,
    ))
}

struct Form<'a> {
    source: &'a dyn Source,
    ranges: Vec<Range<u64>>,
}

impl Form<'_> {
    /// Adds a range; its end.
    fn add(&mut self, start: u64, length: usize) -> u64 {
        let end = start.saturating_add(length as u64);
        self.ranges.push(start..end);
        end
    }

    /// The local header, whose name must be the directory's, and the descriptor.
    fn local(&mut self, entry: &ZipEntry, name: &[u8], flags: u64) -> Result<(), ArchiveError> {
        const LONGEST: u64 = LOCAL_LENGTH as u64 + 2 * 0xFFFF;
        let at = entry.at.header;
        let end = self.source.len().min(at.saturating_add(LONGEST));
        // Most names and extra fields are short.
        let near = end.min(at.saturating_add(1 << 10));
        let mut bytes = self.source.read(at.min(near)..near)?;
        if parts(&bytes, LOCAL_LENGTH, 26).is_none() {
            bytes = self.source.read(at.min(end)..end)?;
        }
        let Some((own, extra)) = parts(&bytes, LOCAL_LENGTH, 26) else {
            return Ok(());
        };
        let named = LOCAL_LENGTH.saturating_add(own.len());
        let is_same = own == name;
        self.add(at, if is_same { named } else { LOCAL_LENGTH });
        let behind = at.saturating_add(named as u64);
        self.extra(behind, extra);
        if flags & HAS_DESCRIPTOR != 0 {
            let data = behind.saturating_add(extra.len() as u64);
            self.descriptor(data.saturating_add(entry.at.compressed), &entry.at);
        }
        Ok(())
    }

    /// APPNOTE 4.3.9: with its mark or without, of four bytes a size or of eight.
    fn descriptor(&mut self, at: u64, entry: &EntryAt) {
        let crc = entry.crc32.to_le_bytes();
        let sizes = [entry.compressed, entry.inflated].map(u64::to_le_bytes);
        for width in [8, 4] {
            let sizes = sizes.iter().filter_map(|size| size.get(..width));
            let plain: Vec<u8> = crc.iter().chain(sizes.flatten()).copied().collect();
            let marked = [b"PK\x07\x08", plain.as_slice()].concat();
            for form in [marked, plain] {
                let end = at.saturating_add(form.len() as u64);
                if self.source.read(at..end).is_ok_and(|there| there == form) {
                    self.add(at, form.len());
                    return;
                }
            }
        }
    }

    /// Each field once (4.5.1).
    fn extra(&mut self, start: u64, extra: &[u8]) {
        let mut seen = Vec::new();
        let mut rest = extra;
        let mut at = start;
        while let (Some(id), Some(length)) = (u16_at(rest, 0), u16_at(rest, 2)) {
            let end = usize::try_from(length)
                .unwrap_or(usize::MAX)
                .saturating_add(4);
            let Some(content) = rest.get(4..end) else {
                return;
            };
            if !seen.contains(&id) {
                self.add(at, known(id, content));
                seen.push(id);
            }
            at = at.saturating_add(end as u64);
            rest = rest.get(end..).unwrap_or_default();
        }
    }
}

/// How many bytes of a field, with its head, are what is written there.
fn known(id: u64, content: &[u8]) -> usize {
    let whole = content.len().saturating_add(4);
    let is_short = |(known, most): &(u64, usize)| *known == id && content.len() <= *most;
    let is_name = || {
        let name = content.get(NAME_AT..).unwrap_or_default();
        std::str::from_utf8(name).is_ok_and(|name| !name.contains(char::is_control))
    };
    match id {
        _ if FIELDS.iter().any(is_short) => whole,
        UNICODE_NAME if is_name() => whole,
        id if ALIGNING.contains(&id) => whole.min(4_usize.saturating_add(ALIGNMENT)),
        _ => 0,
    }
}
