//! A DICOMDIR for what is delivered: the directory of a general-purpose file-set (PS3.10 clause 8, PS3.3 Annex F,
//! PS3.11 Annex D), so that viewers which open discs open it.
//!
//! In come, image by image, its path and what its cleaned header says of it; out come the bytes of one file, whose
//! records are in the order of patients, studies, series and numbers. Nothing in it is of any header but the cleaned
//! ones. Paths must be File IDs (PS3.10 8.2): see [`super::layout::Layout::as_file_set`]. What no record type refers to
//! stays out, and is counted.
//!
//! `write` the bytes, and the offsets by which records refer to one another.

mod write;

use std::collections::BTreeMap;

use crate::clean::Filing;
use crate::clean::record::Record;
use crate::dicom;
use crate::standard::record_type;

/// The name of the file, at the root of what it lists (PS3.10 8.6).
pub const NAME: &str = "DICOMDIR";

/// Bytes of a file's start in which it says who wrote it (PS3.10 7.1).
pub const HEAD: usize = 512;

/// File-set ID (0004,1130): whatever is on the disc, it says no more of it.
const FILE_SET: &str = "DARKROOM";

/// A directory in the making.
#[derive(Debug, Default)]
pub struct DicomDir {
    patients: BTreeMap<String, Patient>,
    unlisted: usize,
}

#[derive(Debug, Default)]
struct Patient {
    keys: Vec<u8>,
    studies: BTreeMap<String, Study>,
}

#[derive(Debug, Default)]
struct Study {
    keys: Vec<u8>,
    /// By number, then UID.
    series: BTreeMap<(Option<u16>, String), Series>,
}

#[derive(Debug, Default)]
struct Series {
    keys: Vec<u8>,
    /// By number, then path.
    instances: BTreeMap<(Option<u16>, String), Instance>,
}

#[derive(Debug)]
struct Instance {
    term: &'static str,
    sop_instance_uid: String,
    record: Record,
}

impl DicomDir {
    /// A directory of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lists a file by its path, parted by `/`, which begins with a folder and that of its patient.
    pub fn add(&mut self, path: &str, filing: &Filing) {
        let row = filing.record.as_ref();
        let row = row.and_then(|record| Some((record, record_type::of(&record.sop_class_uid)?)));
        let (Some((record, row)), Some(case)) = (row, path.split('/').nth(1)) else {
            self.unlisted = self.unlisted.saturating_add(1);
            return;
        };
        let patient = self.patients.entry(case.to_owned()).or_default();
        least(&mut patient.keys, &record.patient);
        let study = patient.studies.entry(filing.study_instance_uid.clone());
        let study = study.or_default();
        least(&mut study.keys, &record.study);
        let of_series = (filing.series_number, filing.series_instance_uid.clone());
        let series = study.series.entry(of_series).or_default();
        least(&mut series.keys, &record.series);
        let instance = Instance {
            term: row.term,
            sop_instance_uid: filing.sop_instance_uid.clone(),
            record: (**record).clone(),
        };
        let at = (filing.instance_number, path.to_owned());
        series.instances.insert(at, instance);
    }

    /// How many of the files are not in it, since no record type refers to their SOP class.
    pub fn unlisted(&self) -> usize {
        self.unlisted
    }

    /// Whether it lists nothing.
    pub fn is_empty(&self) -> bool {
        self.patients.is_empty()
    }

    /// The file's bytes; `None` if it would be longer than its own offsets can say (4 GB).
    pub fn finish(&self) -> Option<Vec<u8>> {
        write::file(self)
    }
}

/// Whether a DICOMDIR that begins so was written by Darkroom, of whatever version.
pub fn is_ours(head: &[u8]) -> bool {
    let meta = head.get(..head.len().min(HEAD)).unwrap_or_default();
    let ours = dicom::IMPLEMENTATION_CLASS_UID.as_bytes();
    meta.get(128..132) == Some(b"DICM") && meta.windows(ours.len()).any(|at| at == ours)
}

/// What several images say of one record is said as one of them says it, whichever comes first: the least of all, so that
/// the same images have the same file.
fn least(keys: &mut Vec<u8>, said: &[u8]) {
    if keys.is_empty() || said < keys.as_slice() {
        *keys = said.to_vec();
    }
}

#[cfg(test)]
mod tests;
