//! Tar archives: every file is a range of the archive.

use std::ops::Range;

use tar::{Archive, EntryType};

use super::code_page;
use super::container::Entry;
use super::error::ArchiveError;
use super::limits;
use super::locator::Step;
use super::stream::SourceReader;
use crate::dicom::Source;

/// Bytes of a header; all else is padded to a multiple of it.
const BLOCK: u64 = 512;
/// Where the checksum stands in a header.
const CHECKSUM: std::ops::Range<usize> = 148..156;
/// Bytes of an entry that says something of the next: its long name, its attributes.
const LONGEST_NOTE: u64 = 1 << 20;

/// Whether a file begins with the header of an entry: its checksum counts, since the oldest kind has no magic.
pub(super) fn is_signed(start: &[u8]) -> bool {
    let Some(header) = start.get(..BLOCK as usize) else {
        return false;
    };
    let stated = header.get(CHECKSUM).unwrap_or_default();
    let stated = std::str::from_utf8(stated).unwrap_or_default();
    let stated = u32::from_str_radix(stated.trim_matches([' ', '\0']), 8);
    let sum = header.iter().enumerate().map(|(at, &byte)| match at {
        at if CHECKSUM.contains(&at) => u32::from(b' '),
        _ => u32::from(byte),
    });
    stated == Ok(sum.sum())
}

/// All files in the order of the archive; folders and links are no files. Where it ends before its end, one entry more
/// stands for what is lost.
pub(super) fn entries(source: &dyn Source) -> Result<Vec<Entry>, ArchiveError> {
    check_notes(source)?;
    let mut archive = Archive::new(SourceReader::new(source));
    // Archives that were put one behind the other are all read.
    archive.set_ignore_zeros(true);
    let mut entries = Vec::new();
    let mut end = 0_u64;
    let mut whole = true;
    for entry in archive.entries_with_seek().map_err(damaged)? {
        let Ok(mut entry) = entry else {
            whole = false;
            break;
        };
        let (start, size) = (entry.raw_file_position(), entry.size());
        let kind = entry.header().entry_type();
        // What is stored of a sparse file is less than its size, and only that has to be there.
        let stored = match kind.is_gnu_sparse() {
            true => entry.header().entry_size().unwrap_or(u64::MAX),
            false => size,
        };
        let padded = stored.checked_next_multiple_of(BLOCK);
        end = start.saturating_add(padded.unwrap_or(u64::MAX));
        let mut name = code_page::name(&entry.path_bytes());
        if kind.is_dir() && size == 0 {
            // The folder that was packed may be among them, without a name.
            name.truncate(name.trim_end_matches('/').len());
            if !name.is_empty() {
                name.push('/');
                entries.push(Entry::new(name, 0, Ok(vec![Step::Range(start, start)])));
            }
            continue;
        }
        if is_no_file(kind) || name.ends_with('/') {
            continue;
        }
        let step = match (kind.is_file() || kind.is_contiguous()) && !is_sparse(&mut entry) {
            true => Ok(vec![Step::Range(start, start.saturating_add(size))]),
            false => Err(ArchiveError::Method),
        };
        entries.push(Entry::new(name, size, step));
        if entries.len() as u64 > limits::ENTRIES {
            return Err(ArchiveError::Total);
        }
    }
    // An archive ends with blocks of zeros: without them nobody knows what is missing.
    let mut mark = [1; BLOCK as usize];
    let marked = source.read_at(end, &mut mark).is_ok() && mark.iter().all(|&byte| byte == 0);
    match (whole && marked, entries.is_empty()) {
        (true, _) => {}
        (false, true) => return Err(ArchiveError::Damaged),
        (false, false) => entries.push(Entry::lost()),
    }
    Ok(entries)
}

/// Headers, and what they say of the next one where nothing but text can be.
pub(super) fn accounted(source: &dyn Source) -> Result<Vec<Range<u64>>, ArchiveError> {
    let mut archive = Archive::new(SourceReader::new(source));
    archive.set_ignore_zeros(true);
    let mut ranges = Vec::new();
    for entry in archive.entries_with_seek().map_err(damaged)?.raw(true) {
        let Ok(entry) = entry else { break };
        let (head, start) = (entry.raw_header_position(), entry.raw_file_position());
        ranges.push(head..head.saturating_add(BLOCK));
        let note = start..start.saturating_add(entry.size().min(LONGEST_NOTE));
        if is_note(entry.header().entry_type()) {
            let said = source.read(note.clone())?;
            let is_of_text = |byte: &u8| *byte >= b' ' || matches!(byte, 0 | b'\n');
            ranges.extend(said.iter().all(is_of_text).then_some(note));
        }
    }
    Ok(ranges)
}

/// What says something of the next entry, or of all.
fn is_note(kind: EntryType) -> bool {
    kind.is_gnu_longname()
        || kind.is_gnu_longlink()
        || kind.is_pax_local_extensions()
        || kind.is_pax_global_extensions()
}

/// Notes are read whole: none may be longer than any real one.
fn check_notes(source: &dyn Source) -> Result<(), ArchiveError> {
    let mut archive = Archive::new(SourceReader::new(source));
    archive.set_ignore_zeros(true);
    for entry in archive.entries_with_seek().map_err(damaged)?.raw(true) {
        // The damage is met again, and told, when the files are listed.
        let Ok(entry) = entry else { break };
        if is_note(entry.header().entry_type()) && entry.size() > LONGEST_NOTE {
            return Err(ArchiveError::Damaged);
        }
    }
    Ok(())
}

/// Folders, links, which name a file that is there by itself, and what is said of the archive as a whole.
fn is_no_file(kind: EntryType) -> bool {
    const VOLUME_LABEL: u8 = b'V';
    kind.is_dir()
        || kind.is_symlink()
        || kind.is_hard_link()
        || kind.is_pax_global_extensions()
        || kind.as_byte() == VOLUME_LABEL
}

/// A file of which long runs of zeros were left out (in the newer way, which the entry's type doesn't show).
fn is_sparse<R: std::io::Read>(entry: &mut tar::Entry<'_, R>) -> bool {
    let Ok(Some(attributes)) = entry.pax_extensions() else {
        return false;
    };
    let mut keys = attributes.flatten();
    keys.any(|attribute| attribute.key_bytes().starts_with(b"GNU.sparse"))
}

fn damaged(_: std::io::Error) -> ArchiveError {
    ArchiveError::Damaged
}
