//! Whether what was written has arrived: the entries of a zip as they were written, against the files that were found
//! where it is kept now, in the zip or unpacked.
//!
//! In come names, sizes and digests on both sides; out comes a [`Proof`]. Nothing is taken for arrived that was not
//! read.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::dicom::Digest;

/// An entry of a zip as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its path in the zip, parted by `/`.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// Worked out while it was written.
    pub sha256: Digest,
}

/// A file as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundFile {
    /// In its zip, or below the folder that was dropped.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// `None` if it could not be read.
    pub sha256: Option<Digest>,
}

/// How what was found compares with what was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Files that are there byte for byte.
    pub whole: usize,
    /// Files that are there with other bytes, or can't be read.
    pub different: usize,
    /// Files that are not there.
    pub missing: usize,
    /// Files that were found, and are not of these.
    pub others: usize,
}

impl Proof {
    /// Whether all that was written is there, byte for byte.
    pub fn holds(&self) -> bool {
        self.different == 0 && self.missing == 0
    }
}

/// Compares a zip's entries with what was found in one place: all of them must lie in one folder, so that halves of two
/// copies are not taken for a whole one.
pub fn compare(written: &[WrittenFile], found: &[FoundFile]) -> Proof {
    let of_name: HashMap<&str, &WrittenFile> = written
        .iter()
        .map(|file| (file.name.as_str(), file))
        .collect();
    let mut folders: BTreeMap<&str, HashMap<&str, bool>> = BTreeMap::new();
    for file in found {
        for (folder, name) in partings(&file.name) {
            if let Some(wanted) = of_name.get(name) {
                let whole = wanted.size == file.size && file.sha256 == Some(wanted.sha256);
                // Two of one name: one that differs would win when they are unpacked, so both must be right.
                let known = folders.entry(folder).or_default();
                *known.entry(&wanted.name).or_insert(true) &= whole;
            }
        }
    }
    let whole = |files: &HashMap<&str, bool>| files.values().filter(|whole| **whole).count();
    let best = folders
        .values()
        .max_by_key(|files| (whole(files), files.len()));
    let (whole, there) = best.map_or((0, 0), |files| (whole(files), files.len()));
    Proof {
        whole,
        different: there - whole,
        missing: of_name.len() - there,
        others: found.len().saturating_sub(there),
    }
}

/// A path parted at each of its slashes, the whole path first: the folder, and the name below it.
fn partings(path: &str) -> impl Iterator<Item = (&str, &str)> {
    let slashes = path.match_indices('/');
    std::iter::once(("", path)).chain(
        slashes
            .map(|(at, _)| path.split_at(at))
            .map(|(folder, name)| (folder, name.trim_start_matches('/'))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(names: &[&str]) -> Vec<WrittenFile> {
        let file = |(number, name): (usize, &&str)| WrittenFile {
            name: (*name).to_owned(),
            size: 10,
            sha256: [number as u8; 32],
        };
        names.iter().enumerate().map(file).collect()
    }

    fn as_found(written: &[WrittenFile], folder: &str) -> Vec<FoundFile> {
        let file = |file: &WrittenFile| FoundFile {
            name: format!("{folder}{}", file.name),
            size: file.size,
            sha256: Some(file.sha256),
        };
        written.iter().map(file).collect()
    }

    #[test]
    fn what_arrived_holds_in_its_zip_and_unpacked_below_any_folder() {
        let written = written(&["CASE-1/Study-1/CT-1/IM0001.dcm", "README.txt"]);
        for folder in ["", "Darkroom-2026/", "E/teaching/Darkroom-2026/"] {
            let proof = compare(&written, &as_found(&written, folder));
            let wanted = Proof {
                whole: 2,
                ..Proof::default()
            };
            assert_eq!(proof, wanted, "{folder}");
            assert!(proof.holds());
        }
    }

    #[test]
    fn what_is_missing_differs_or_cannot_be_read_is_counted_and_does_not_hold() {
        let written = written(&["a", "b", "c", "d"]);
        let mut found = as_found(&written, "");
        found.remove(0);
        found[0].size += 1;
        found[1].sha256 = None;
        let proof = compare(&written, &found);
        assert_eq!(
            (proof.whole, proof.different, proof.missing, proof.others),
            (1, 2, 1, 0)
        );
        assert!(!proof.holds());
        assert!(!compare(&written, &[]).holds());
    }

    #[test]
    fn halves_of_two_copies_are_not_a_whole_one() {
        let written = written(&["x/a", "x/b"]);
        let mut found = as_found(&written[..1], "one/");
        found.extend(as_found(&written[1..], "two/"));
        assert_eq!(compare(&written, &found).missing, 1);
    }

    #[test]
    fn two_entries_of_one_name_must_both_be_right() {
        let written = written(&["a"]);
        let mut found = as_found(&written, "");
        found.extend(as_found(&written, ""));
        assert!(compare(&written, &found).holds());
        found[1].sha256 = Some([9; 32]);
        assert!(!compare(&written, &found).holds());
    }

    #[test]
    fn what_was_not_written_is_counted_beside() {
        let written = written(&["a"]);
        let mut found = as_found(&written, "out/");
        found.extend(as_found(&super::tests::written(&["Thumbs.db"]), "out/"));
        let proof = compare(&written, &found);
        assert_eq!((proof.holds(), proof.others), (true, 1));
    }
}
