//! The parts of an office document: a zip by form, of which a few entries are read whole.
//!
//! In comes a source; out come the entries that are wanted, by name. What they would unpack to together is bounded
//! before the first is unpacked, and held to while they are.

use std::rc::Rc;

use super::error::ArchiveError;
use super::zip;
use crate::dicom::Source;

/// Names and bytes of the entries whose name is wanted; an error if they are more than `most` bytes together.
pub(crate) fn parts(
    source: &Rc<dyn Source>,
    wanted: impl Fn(&str) -> bool,
    most: u64,
) -> Result<Vec<(String, Vec<u8>)>, ArchiveError> {
    let mut entries = zip::entries(source.as_ref())?;
    entries.retain(|entry| wanted(&entry.name));
    let claimed = entries
        .iter()
        .try_fold(0_u64, |sum, entry| sum.checked_add(entry.at.inflated));
    if claimed.is_none_or(|claimed| claimed > most) {
        return Err(ArchiveError::TooLarge);
    }
    let unpack = |entry: zip::ZipEntry| {
        let unpacked = zip::unpack(source, &entry.at, &[])?;
        let bytes = unpacked.read(0..unpacked.len());
        Ok((entry.name, bytes.map_err(|_| ArchiveError::EntryDamaged)?))
    };
    entries.into_iter().map(unpack).collect()
}

/// Whether that is why there are none.
pub(crate) fn is_too_large(error: &ArchiveError) -> bool {
    matches!(error, ArchiveError::TooLarge | ArchiveError::Ratio)
}
