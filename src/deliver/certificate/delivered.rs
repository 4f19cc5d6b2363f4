//! Which files a certificate is of: every delivered image, by its path, with its size and SHA-256.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue::InstanceId;
use crate::deliver::key::hex;
use crate::deliver::proof::WrittenFile;

/// The images of one delivery as they were written.
pub type Delivered = BTreeMap<InstanceId, WrittenFile>;

/// A delivered image. Its path is made of nothing that is a patient's: see [`crate::deliver::layout`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeliveredFile {
    /// From the folder that the certificate lies in, parted by `/`.
    pub path: String,
    /// Its length, file meta information and all.
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
}

/// A folder in which delivered images lie: of a series, within those of its study and its case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderReport {
    /// From the folder that the certificate lies in, parted by `/`.
    pub path: String,
    /// Images in it.
    pub images: usize,
}

/// How many of these images lie in which folder, by path.
pub fn folders_of(delivered: &[DeliveredFile]) -> Vec<FolderReport> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in delivered {
        if let Some((folder, _)) = file.path.rsplit_once('/') {
            let count = counts.entry(folder).or_default();
            *count = count.saturating_add(1);
        }
    }
    let report = |(path, images): (&str, usize)| FolderReport {
        path: path.to_owned(),
        images,
    };
    counts.into_iter().map(report).collect()
}

/// Which zip a certificate lies in, where one run fills several: what it counts is the run's up to the end of that zip,
/// what it lists as delivered lies in that zip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartReport {
    /// From 1.
    pub number: usize,
    /// Whether no other zip of the run follows: its certificate counts the whole run.
    pub is_last: bool,
}

/// All of them by path.
pub(super) fn listed(delivered: &Delivered) -> Vec<DeliveredFile> {
    let mut files: Vec<_> = delivered.values().map(listed_one).collect();
    files.sort_unstable();
    files
}

pub(super) fn listed_one(written: &WrittenFile) -> DeliveredFile {
    let WrittenFile { name, size, sha256 } = written;
    DeliveredFile {
        path: name.clone(),
        bytes: *size,
        sha256: hex(sha256),
    }
}
