//! Paths that are File IDs (PS3.10 8.2, 8.5): `DICOM/7K2MQ9XT/9HQ2MAXT/K7Q2MA9H/XT4D0CZP`, parts of eight letters at
//! most, capitals and figures, without an extension.
//!
//! As in the longer paths everything depends on the image and the secret alone: the case's own letters, then keyed
//! digests of study, series and image.

use crate::deid::letters::{are_letters, letters};

/// The folder in which all of them lie.
pub(super) const FOLDER: &str = "DICOM";

/// What stands before the letters of a case's name.
const CASE: &str = "CASE-";

/// Letters of a part.
const PART: usize = 8;

/// The folder of a case: the letters of its name.
pub(super) fn folder_of(case: &str) -> &str {
    case.strip_prefix(CASE).unwrap_or(case)
}

/// The names that a digest gives, one after the other: as many as it has letters for.
pub(super) fn names(digest: &[u8; 32]) -> Vec<String> {
    let all = letters(digest, digest.len());
    let all: Vec<char> = all.chars().collect();
    all.chunks(PART).map(|part| part.iter().collect()).collect()
}

/// The case in whose folder a place lies, if that has the form of such a path.
pub fn case_of(place: &str) -> Option<String> {
    let mut parts = place.rsplit(['/', '\\']);
    let image = parts.next()?;
    let (series, study, case, folder) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_case = (6..=PART).contains(&case.len()) && are_letters(case);
    let is_ours = folder == FOLDER && is_case && [study, series, image].into_iter().all(is_part);
    is_ours.then(|| format!("{CASE}{case}"))
}

/// Whether a name has the form of such a part.
pub fn is_part(name: &str) -> bool {
    name.len() == PART && are_letters(name)
}

/// Whether a path has this form, from its first part to its last.
pub(super) fn is_path(path: &str) -> bool {
    path.split(['/', '\\']).count() == 5 && case_of(path).is_some()
}
