//! The equation that always holds: in = to clean (or cleaned) + held + deleted + not DICOM.

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
    pub not_dicom: usize,
}

impl Counts {
    /// Whether the equation holds.
    pub fn reconcile(&self) -> bool {
        self.files_in == self.waiting + self.cleaned + self.held + self.deleted + self.not_dicom
    }
}
