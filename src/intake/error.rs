//! Why an archive, or an entry of one, cannot be opened. None of these carries a name or a password.

use crate::clean::HeldReason;
use crate::dicom::SourceError;

/// Why an archive or an entry cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    #[error("it is damaged, or part of it is missing")]
    Damaged,
    #[error("it is one part of an archive that was split, of which Darkroom needs the whole")]
    Spanned,
    #[error("it is named like an archive, but damaged or something else")]
    Misnamed,
    #[error("it needs its password")]
    Locked {
        /// Whether some password was tried.
        tried: bool,
    },
    #[error("it is encrypted in a way that Darkroom doesn’t know")]
    Cipher,
    #[error("it is packed in a way that Darkroom doesn’t know")]
    Method,
    #[error("it is damaged inside the archive")]
    EntryDamaged,
    #[error("unpacked it would be larger than Darkroom can take")]
    TooLarge,
    #[error("it grows so much when unpacked that it looks like a trap")]
    Ratio,
    #[error("the archive unpacks to more than Darkroom can take")]
    Total,
    #[error("it is an archive inside an archive inside an archive")]
    Depth,
    #[error("it is {0}, which Darkroom can’t open")]
    Unopened(&'static str),
    #[error("the file could not be read")]
    Unreadable,
}

impl ArchiveError {
    /// Why a container as a whole is held.
    pub(super) fn of_container(self) -> HeldReason {
        match self {
            Self::Unreadable => HeldReason::Unreadable,
            Self::Locked { tried } => HeldReason::Locked { tried },
            error => HeldReason::Unopened {
                why: error.to_string(),
            },
        }
    }
}

/// Why an entry is held.
impl From<ArchiveError> for HeldReason {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Unreadable => Self::Unreadable,
            ArchiveError::Locked { tried } => Self::Locked { tried },
            error => Self::ArchiveEntry {
                why: error.to_string(),
            },
        }
    }
}

impl From<SourceError> for ArchiveError {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::OutOfRange { .. } => Self::Damaged,
            SourceError::Unreadable { .. } => Self::Unreadable,
        }
    }
}
