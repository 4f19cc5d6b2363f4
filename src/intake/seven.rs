//! 7z archives: files lie one after the other in blocks that are unpacked as a whole.

use std::ops::Range;

use sevenz_rust2::{Archive, BlockDecoder, Error, Password as SevenPassword};

use super::container::Entry;
use super::error::ArchiveError;
use super::limits;
use super::locator::Step;
use super::password::Password;
use super::stream::SourceReader;
use super::unpacked::{Filling, Unpacked};
use crate::dicom::Source;

/// How every 7z begins.
pub(super) const MAGIC: &[u8] = b"7z\xBC\xAF\x27\x1C";

/// The packed files and their list, which follows them: what stands behind that is of nothing.
pub(super) fn inside(source: &dyn Source) -> Option<Range<u64>> {
    const START: u64 = 32;
    let word = |at| {
        let mut word = [0; 8];
        source.read_at(at, &mut word).ok()?;
        Some(u64::from_le_bytes(word))
    };
    let (offset, size) = (word(12)?, word(20)?);
    Some(0..START.saturating_add(offset).saturating_add(size))
}

/// All files in the order of the archive, which may have encrypted its list of them.
pub(super) fn entries(
    source: &dyn Source,
    passwords: &[Password],
) -> Result<Vec<Entry>, ArchiveError> {
    let (archive, _) = open(source, passwords)?;
    if archive.files.len() as u64 > limits::ENTRIES {
        return Err(ArchiveError::Total);
    }
    // Where the next file of the block that is being gone through begins.
    let mut at = (None, 0_u64);
    let files = archive.files.iter().enumerate().map(|(index, file)| {
        let block = archive
            .stream_map
            .file_block_index
            .get(index)
            .copied()
            .flatten();
        let block = block.filter(|_| file.has_stream);
        if file.is_directory || file.is_anti_item {
            return None;
        }
        let name = file.name.clone();
        let Some(block) = block else {
            return Some(Entry::new(name, 0, Ok(vec![Step::Range(0, 0)])));
        };
        let start = match at {
            (Some(before), start) if before == block => start,
            _ => 0,
        };
        let end = start.saturating_add(file.size);
        at = (Some(block), end);
        let steps =
            u32::try_from(block).map(|block| vec![Step::Block(block), Step::Range(start, end)]);
        Some(Entry::new(
            name,
            file.size,
            steps.map_err(|_| ArchiveError::Total),
        ))
    });
    Ok(files.flatten().collect())
}

/// All that is in a block, up to the first file that is damaged.
pub(super) fn unpack(
    source: &dyn Source,
    block: u32,
    passwords: &[Password],
) -> Result<Unpacked, ArchiveError> {
    let (archive, list_opened_by) = open(source, passwords)?;
    let index = block as usize;
    let described = archive.blocks.get(index).ok_or(ArchiveError::Damaged)?;
    let size = described.get_unpack_size();
    if size > limits::container_inflated() {
        return Err(ArchiveError::TooLarge);
    }
    if limits::is_a_trap(size, source.len()) {
        return Err(ArchiveError::Ratio);
    }
    let files = &archive.stream_map.file_block_index;
    let first = files.iter().position(|&block| block == Some(index));
    if !first.is_some_and(|first| archive.is_file_encrypted(first)) {
        return unpack_block(source, &archive, index, &SevenPassword::empty());
    }
    for password in list_opened_by.into_iter().chain(passwords) {
        let password = SevenPassword::new(password.text());
        let told = unpack_block(source, &archive, index, &password);
        // No password changes what the archive's own description says; a wrong one shows by the damage that it makes.
        if let Ok(_) | Err(ArchiveError::Method | ArchiveError::TooLarge) = told {
            return told;
        }
    }
    let tried = !passwords.is_empty();
    Err(ArchiveError::Locked { tried })
}

fn unpack_block(
    source: &dyn Source,
    archive: &Archive,
    block: usize,
    password: &SevenPassword,
) -> Result<Unpacked, ArchiveError> {
    let mut reader = SourceReader::new(source);
    let most = limits::container_inflated();
    let memory = limits::dictionary_kb() as usize;
    let decoder =
        BlockDecoder::new_with_memory_limit(1, memory, block, archive, password, &mut reader);
    let mut filling = Filling::new(source.len(), most);
    let mut stopped = None;
    // The checksum of a file is compared as its last byte is read.
    let read = decoder.for_each_entries(&mut |_, file| match filling.add(file) {
        Ok(()) => Ok(true),
        Err(error) => {
            stopped = Some(error);
            Ok(false)
        }
    });
    let unpacked = filling.finish();
    match (read, stopped) {
        (Ok(_), None) => Ok(unpacked),
        _ if !unpacked.is_empty() => Ok(unpacked),
        (_, Some(error)) => Err(error),
        (Err(error), None) => Err(why(&error)),
    }
}

/// The list of files, and the password that it needed.
fn open<'a>(
    source: &dyn Source,
    passwords: &'a [Password],
) -> Result<(Archive, Option<&'a Password>), ArchiveError> {
    let read = |password: &SevenPassword| {
        let mut reader = SourceReader::new(source);
        Archive::read_with_memory_limit(&mut reader, password, limits::dictionary_kb() as usize)
    };
    match read(&SevenPassword::empty()) {
        Ok(archive) => return Ok((archive, None)),
        Err(Error::PasswordRequired) => {}
        Err(error) => return Err(why(&error)),
    }
    for password in passwords {
        if let Ok(archive) = read(&SevenPassword::new(password.text())) {
            return Ok((archive, Some(password)));
        }
    }
    let tried = !passwords.is_empty();
    Err(ArchiveError::Locked { tried })
}

fn why(error: &Error) -> ArchiveError {
    match error {
        Error::PasswordRequired => ArchiveError::Locked { tried: false },
        Error::UnsupportedCompressionMethod(_)
        | Error::Unsupported(_)
        | Error::ExternalUnsupported => ArchiveError::Method,
        Error::MaxMemLimited { .. } => ArchiveError::TooLarge,
        _ => ArchiveError::Damaged,
    }
}
