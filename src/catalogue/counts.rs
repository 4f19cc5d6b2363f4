//! The equation that always holds: in = to clean (or cleaned) + held + deleted + doubles + not DICOM.

use serde::{Deserialize, Serialize};

/// Files, counted once each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub files_in: usize,
    /// To be cleaned, not yet tried.
    pub waiting: usize,
    pub cleaned: usize,
    pub held: usize,
    pub deleted: usize,
    /// Byte-identical with a file that is counted already: dropped.
    pub doubles: usize,
    pub not_dicom: usize,
}

impl Counts {
    /// Whether the equation holds.
    pub fn reconcile(&self) -> bool {
        let Self {
            files_in,
            waiting,
            cleaned,
            held,
            deleted,
            doubles,
            not_dicom,
        } = *self;
        files_in == waiting + cleaned + held + deleted + doubles + not_dicom
    }
}
