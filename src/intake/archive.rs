//! A zip archive, opened in place.
//!
//! In comes a source; out come the entries, and the bytes of any one of them: a stored entry is a range of the archive
//! and is never copied, a deflated one is inflated into memory, never past its limit.

use std::io::Read;
use std::rc::Rc;

use flate2::bufread::DeflateDecoder;

use super::directory::{self, u16_at};
use super::limits;
use super::locator::EntryAt;
use crate::clean::HeldReason;
use crate::dicom::{MemorySource, Source, SubSource};

/// Why an archive or an entry cannot be opened. None of these carries a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    #[error("the zip is damaged")]
    Damaged,
    #[error("the zip is one part of several")]
    Spanned,
    #[error("it is encrypted")]
    Encrypted,
    #[error("it is packed in a way that Darkroom doesn't know")]
    Method,
    #[error("it is damaged inside the zip")]
    EntryDamaged,
    #[error("unpacked it would be larger than Darkroom can take")]
    TooLarge,
    #[error("it grows so much when unpacked that it looks like a trap")]
    Ratio,
    #[error("the zip unpacks to more than Darkroom can take")]
    Total,
    #[error("it is a zip inside a zip inside a zip")]
    Depth,
    #[error("the file could not be read")]
    Unreadable,
}

impl From<ArchiveError> for HeldReason {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Unreadable => Self::Unreadable,
            error => Self::ArchiveEntry {
                why: error.to_string(),
            },
        }
    }
}

/// How an entry is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Method {
    Stored,
    Deflated,
    Unknown,
}

impl Method {
    pub(super) fn of(number: u64) -> Self {
        match number {
            0 => Self::Stored,
            8 => Self::Deflated,
            _ => Self::Unknown,
        }
    }
}

/// An entry as the central directory describes it; sizes are claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub method: Method,
    pub encrypted: bool,
    pub crc32: u32,
    /// Bytes in the archive.
    pub compressed: u64,
    /// Bytes once unpacked.
    pub inflated: u64,
    /// Where its local header begins.
    pub header: u64,
}

impl Entry {
    /// Folders, and what macOS adds beside every file: not files that anybody dropped.
    pub fn is_file(&self) -> bool {
        let inside = |folder: &str| self.name.split(['/', '\\']).any(|part| part == folder);
        !self.name.ends_with(['/', '\\']) && !inside("__MACOSX")
    }

    /// What is needed to find its bytes again.
    pub fn at(&self) -> EntryAt {
        let Self {
            name: _,
            method,
            encrypted,
            crc32,
            compressed,
            inflated,
            header,
        } = self;
        EntryAt {
            header: *header,
            compressed: *compressed,
            inflated: *inflated,
            crc32: *crc32,
            method: *method,
            encrypted: *encrypted,
        }
    }
}

/// An open archive.
pub struct Archive {
    source: Rc<dyn Source>,
    entries: Vec<Entry>,
}

impl Archive {
    /// Whether a file is a zip archive by its content. A DICOM file may hold anything in its preamble, so `DICM` in its
    /// place speaks louder.
    pub fn is_one(source: &dyn Source) -> bool {
        let mut start = [0; 4];
        let signed = source.read_at(0, &mut start).is_ok()
            && matches!(&start, b"PK\x03\x04" | b"PK\x05\x06" | b"PK\x07\x08");
        let mut magic = [0; 4];
        let dicom = source.read_at(128, &mut magic).is_ok() && &magic == b"DICM";
        signed && !dicom
    }

    /// Reads the directory.
    pub fn open(source: Rc<dyn Source>) -> Result<Self, ArchiveError> {
        let entries = directory::read(source.as_ref())?;
        Ok(Self { source, entries })
    }

    /// All entries in the order of the directory, folders too.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Entries that count as files.
    pub fn files(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.is_file())
    }

    /// The bytes of an entry.
    pub fn entry_source(&self, index: usize) -> Result<Rc<dyn Source>, ArchiveError> {
        let entry = self.entries.get(index).ok_or(ArchiveError::EntryDamaged)?;
        open_entry(&self.source, &entry.at())
    }

    /// The archive's own bytes.
    pub fn source(&self) -> &Rc<dyn Source> {
        &self.source
    }

    /// An office document or an e-book: a zip by form, one file to the person who dropped it.
    pub fn is_office_document(&self) -> bool {
        let first_is = |name: &str| self.entries.first().is_some_and(|entry| entry.name == name);
        let any = |found: fn(&str) -> bool| self.entries.iter().any(|entry| found(&entry.name));
        let form = first_is("mimetype") || any(|name| name == "[Content_Types].xml");
        // A viewer on a disc may carry such a list too: only with the parts of a document is it one.
        let parts = ["word/", "xl/", "ppt/", "META-INF/", "Configurations2/"];
        form && self
            .entries
            .iter()
            .any(|entry| parts.iter().any(|part| entry.name.starts_with(part)))
    }
}

/// The bytes of the entry at `at`.
pub(super) fn open_entry(
    archive: &Rc<dyn Source>,
    at: &EntryAt,
) -> Result<Rc<dyn Source>, ArchiveError> {
    if at.encrypted {
        return Err(ArchiveError::Encrypted);
    }
    let packed = packed(archive, at)?;
    match at.method {
        Method::Stored if at.compressed == at.inflated => Ok(Rc::new(packed)),
        Method::Stored => Err(ArchiveError::EntryDamaged),
        Method::Deflated => {
            inflate(&packed, at).map(|bytes| Rc::new(MemorySource::new(bytes)) as Rc<dyn Source>)
        }
        Method::Unknown => Err(ArchiveError::Method),
    }
}

/// The entry's bytes as they lie in the archive, behind its local header (APPNOTE 4.3.7).
fn packed(archive: &Rc<dyn Source>, at: &EntryAt) -> Result<SubSource, ArchiveError> {
    const LENGTH: u64 = 30;
    let mut header = [0; LENGTH as usize];
    archive.read_at(at.header, &mut header)?;
    let field = |at| u16_at(&header, at).ok_or(ArchiveError::EntryDamaged);
    if !header.starts_with(b"PK\x03\x04") {
        return Err(ArchiveError::EntryDamaged);
    }
    let start = at.header.saturating_add(LENGTH + field(26)? + field(28)?);
    let range = start..start.saturating_add(at.compressed);
    SubSource::new(archive.clone(), range).map_err(|_| ArchiveError::EntryDamaged)
}

fn inflate(packed: &SubSource, at: &EntryAt) -> Result<Vec<u8>, ArchiveError> {
    const CHUNK: usize = 64 << 10;
    let limit = limits::entry_inflated();
    if at.inflated > limit {
        return Err(ArchiveError::TooLarge);
    }
    if is_a_trap(at.inflated, at.compressed) {
        return Err(ArchiveError::Ratio);
    }
    // The stated size is a claim: nothing is allocated by it, and nothing is inflated past it.
    let mut inflated = Vec::new();
    let mut decoder = DeflateDecoder::new(std::io::BufReader::with_capacity(
        CHUNK,
        Reader {
            source: packed,
            at: 0,
        },
    ))
    .take(at.inflated.saturating_add(1));
    decoder
        .read_to_end(&mut inflated)
        .map_err(|_| ArchiveError::EntryDamaged)?;
    let complete = inflated.len() as u64 == at.inflated && crc32fast::hash(&inflated) == at.crc32;
    if complete {
        Ok(inflated)
    } else {
        Err(ArchiveError::EntryDamaged)
    }
}

/// Whether so many bytes out of so few are past belief.
pub(super) fn is_a_trap(inflated: u64, compressed: u64) -> bool {
    inflated > limits::RATIO_FROM && inflated / limits::RATIO > compressed
}

/// A source as a stream.
struct Reader<'a> {
    source: &'a SubSource,
    at: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = usize::try_from(self.source.len() - self.at).unwrap_or(usize::MAX);
        let length = buffer.len().min(left);
        let Some(buffer) = buffer.get_mut(..length) else {
            return Ok(0);
        };
        self.source
            .read_at(self.at, buffer)
            .map_err(std::io::Error::other)?;
        self.at += length as u64;
        Ok(length)
    }
}
