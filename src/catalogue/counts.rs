//! The equation that always holds: in = to clean (or cleaned) + held + deleted + doubles + not DICOM.

use serde::{Deserialize, Serialize};

/// Files, counted once each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All files of the drop, entries of archives included: the sum of the counts below.
    pub files_in: usize,
    /// To be cleaned, not yet tried.
    pub waiting: usize,
    /// Delivered: cleaned, and clean when read again.
    pub cleaned: usize,
    /// Stay behind because they can't be cleaned, or because something was found after cleaning: see
    /// [`crate::clean::HeldReason`].
    pub held: usize,
    /// Left out by a person.
    pub deleted: usize,
    /// Byte-identical with a file that is counted already: dropped.
    pub doubles: usize,
    /// No DICOM, a DICOMDIR among them: listed, never copied.
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
