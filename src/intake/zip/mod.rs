//! A zip archive, opened in place.
//!
//! In comes a source; out come the entries, and the bytes of any one of them: a stored entry is a range of the archive
//! and is never copied, a packed or encrypted one is unpacked into memory, never past its limit.
//!
//! The directory is read by ourselves, since an entry is found again by its place and not by reading 50,000 others, and
//! since entries of one name, wrapped counts and damaged neighbours must cost no entry.
//!
//! `directory` the entries · `account` which bytes they and their records are · `unpack` their methods · `traditional`,
//! `winzip` the two ways in which they are encrypted.

mod account;
mod directory;
mod traditional;
mod unpack;
mod winzip;

use std::io::Read;
use std::ops::Range;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::error::ArchiveError;
use super::limits;
use super::locator::Step;
use super::password::Password;
use super::unpacked::Unpacked;
use crate::dicom::{Source, SubSource};
pub(super) use account::accounted;
use directory::u16_at;
pub use unpack::Method;

/// An entry as the central directory describes it; sizes are claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZipEntry {
    pub name: String,
    pub at: EntryAt,
}

/// What is needed to find an entry's bytes again. One that comes back damaged leads to an error, never past the
/// archive's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EntryAt {
    /// Where its local header begins.
    pub header: u64,
    /// Bytes in the archive.
    pub compressed: u64,
    /// Bytes once unpacked.
    pub inflated: u64,
    pub crc32: u32,
    pub method: Method,
    pub encryption: Encryption,
}

/// How an entry is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Encryption {
    None,
    /// PKWARE's of old (APPNOTE 6.1); the last byte of its header, by which a wrong password shows, is one of two.
    Traditional {
        checks: [u8; 2],
    },
    /// WinZip's AES of 8 × (1 + strength) bytes of key; `crc` in its first version alone.
    Aes {
        strength: u8,
        crc: bool,
    },
    Unknown,
}

impl EntryAt {
    /// Whether its bytes lie in the archive as they are.
    pub fn is_plain(&self) -> bool {
        self.method == Method::Stored && self.encryption == Encryption::None
    }
}

/// Whether a file begins like a zip archive.
pub(super) fn is_signed(start: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"]
        .iter()
        .any(|magic| start.starts_with(*magic))
}

/// All entries in the order of the directory, folders too.
pub fn entries(source: &dyn Source) -> Result<Vec<ZipEntry>, ArchiveError> {
    directory::read(source)
}

/// An office document or an e-book: a zip by form, one file to the person who dropped it.
pub(super) fn is_office_document(entries: &[ZipEntry]) -> bool {
    let first_is = |name: &str| entries.first().is_some_and(|entry| entry.name == name);
    let any = |found: fn(&str) -> bool| entries.iter().any(|entry| found(&entry.name));
    let form = first_is("mimetype") || any(|name| name == "[Content_Types].xml");
    // A viewer on a disc may carry such a list too: only with the parts of a document is it one.
    let parts = ["word/", "xl/", "ppt/", "META-INF/", "Configurations2/"];
    let is_part = |entry: &ZipEntry| parts.iter().any(|part| entry.name.starts_with(part));
    form && entries.iter().any(is_part)
}

/// Where the bytes of an entry lie. Of a deflated one only as far as it makes use of them: what a packer leaves behind
/// its end is none of the entry's. `left`: bytes that may still be unpacked to find that out.
pub(super) fn inside(archive: &Rc<dyn Source>, step: &Step, left: &mut u64) -> Option<Range<u64>> {
    let Step::Zip(at) = step else {
        return None;
    };
    let packed = packed(archive, at).ok()?;
    let used = match (at.method, at.encryption) {
        (Method::Deflated, Encryption::None) if at.inflated <= *left => {
            *left -= at.inflated;
            let mut decoder = flate2::bufread::DeflateDecoder::new(reader(&packed));
            let most = at.inflated.saturating_add(1);
            let told = std::io::copy(&mut (&mut decoder).take(most), &mut std::io::sink());
            told.ok().map(|_| decoder.total_in())
        }
        _ => Some(at.compressed),
    };
    let start = packed.start();
    Some(start..start.saturating_add(used.unwrap_or(at.compressed)))
}

/// The bytes of a plain entry, as a range of the archive.
pub(super) fn open_plain(
    archive: &Rc<dyn Source>,
    at: &EntryAt,
) -> Result<SubSource, ArchiveError> {
    match at.is_plain() && at.compressed == at.inflated {
        true => packed(archive, at),
        false => Err(ArchiveError::EntryDamaged),
    }
}

/// The bytes of any entry, unpacked by the first of the passwords that fits if it needs one.
pub(super) fn unpack(
    archive: &Rc<dyn Source>,
    at: &EntryAt,
    passwords: &[Password],
) -> Result<Unpacked, ArchiveError> {
    let packed = packed(archive, at)?;
    if at.inflated > limits::entry_inflated() {
        return Err(ArchiveError::TooLarge);
    }
    if limits::is_a_trap(at.inflated, at.compressed) {
        return Err(ArchiveError::Ratio);
    }
    match at.encryption {
        Encryption::None => unpack::unpack(&mut reader(&packed), at, at.compressed),
        Encryption::Traditional { checks } => with_passwords(passwords, |password| {
            let Some(mut plain) = traditional::open(reader(&packed), password, checks) else {
                return Ok(None);
            };
            let length = at.compressed.saturating_sub(traditional::HEADER);
            // The one byte that shows a wrong password misses every hundredth: too often to take it for damage.
            match unpack::unpack(&mut plain, at, length) {
                Err(ArchiveError::EntryDamaged) => Ok(None),
                told => told.map(Some),
            }
        }),
        Encryption::Aes { strength, crc } => with_passwords(passwords, |password| {
            let Some(mut plain) = winzip::open(&packed, password, strength)? else {
                return Ok(None);
            };
            // Its second version leaves the checksum out, so that it tells nothing of the content.
            let checked = match crc {
                true => unpack::unpack(&mut plain, at, at.compressed),
                false => unpack::unpack_unchecked(&mut plain, at, at.compressed),
            };
            let unpacked = checked?;
            match plain.into_verdict() {
                true => Ok(Some(unpacked)),
                false => Err(ArchiveError::EntryDamaged),
            }
        }),
        Encryption::Unknown => Err(ArchiveError::Cipher),
    }
}

/// Tries every spelling of every password; `open` gives `None` for a wrong one. One that passes the check may be wrong
/// all the same, so that damage is told only where nothing else fits.
fn with_passwords(
    passwords: &[Password],
    mut open: impl FnMut(&[u8]) -> Result<Option<Unpacked>, ArchiveError>,
) -> Result<Unpacked, ArchiveError> {
    let mut fault = None;
    for spelling in passwords.iter().flat_map(Password::spellings) {
        match open(&spelling) {
            Ok(Some(unpacked)) => return Ok(unpacked),
            Ok(None) => {}
            Err(error) => {
                fault.get_or_insert(error);
            }
        }
    }
    let tried = !passwords.is_empty();
    Err(fault.unwrap_or(ArchiveError::Locked { tried }))
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

fn reader(packed: &SubSource) -> super::stream::SourceReader<'_> {
    super::stream::SourceReader::new(packed)
}
