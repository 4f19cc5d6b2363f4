//! Why an instance stays behind.

use serde::{Deserialize, Serialize};

use crate::dicom::{ReadError, SpoolError, WriteError};
use crate::pixels::PixelError;
use crate::pixels::video::VideoError;
use crate::verify::Finding;

/// Why an instance is held before anything is tried, or after cleaning failed. Never carries a patient value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldReason {
    /// An encapsulated PDF, CDA, STL.
    Document,
    /// MPEG or HEVC, and nobody chose to have it re-encoded, or nothing here can re-encode it.
    Video,
    /// A video that was to be re-encoded; why it was not, without a value of the file.
    VideoNotWritten {
        /// The end of a sentence, as [`VideoError`] words it.
        why: String,
    },
    /// A structured report, presentation state or key object, and the policy does not clean these.
    StructuredReport,
    /// A SOP class that Darkroom has no handling for.
    UnknownSopClass,
    /// No SOP class or instance UID: the file cannot be written as DICOM again.
    NoSopClass,
    /// A syntax that Darkroom does not know.
    UnknownTransferSyntax,
    /// The header is damaged.
    DamagedHeader,
    /// A text of the header, or all of it, is longer than any real one.
    HeaderTooLarge,
    /// Pixel bytes are missing.
    TruncatedPixelData,
    /// A rectangle was painted, and the picture cannot be opened to paint it; why, without a value of the file.
    CannotPaint {
        /// Words for the user, as [`PixelError`] has them.
        why: String,
    },
    /// The header does not describe the picture that is there; why, without a value of the file.
    PictureUnclear {
        /// Words for the user: what header and picture disagree about.
        why: String,
    },
    /// A compressed picture in which picture and other things cannot be told apart; why, without a value of the file.
    StreamUnclear {
        /// Words for the user: why the stream cannot be followed.
        why: String,
    },
    /// A picture that needs a look, and that can't be shown here.
    CannotShow,
    /// Nobody has looked at a picture that may show a name.
    NotLookedAt,
    /// The file could not be read.
    Unreadable,
    /// The file is not what it was when it was read first, so what was decided about it holds no longer.
    Changed,
    /// The page must read it for its workers, since in this browser they cannot, and it is too large for that.
    TooLargeHere,
    /// What was written could not be read again.
    OutputUnreadable,
    /// The cleaned file could not be written; the system's own word for why.
    NotWritten {
        /// The system's own word; never a path.
        why: String,
    },
    /// The engine stopped on this file twice.
    EngineStopped,
    /// The files of its study name different patients, so that nobody can say whose it is.
    StudyOfSeveral,
    /// Several people share its patient ID, and nobody has said that they are one.
    SeveralPeople,
    /// Another file has the same SOP Instance UID and other bytes, and goes before it.
    InstanceUidTaken,
    /// The second reading found what must not leave; where and of what kind, surest first.
    FoundAfterCleaning {
        /// Each place and kind once; never the value that was found.
        findings: Vec<Finding>,
    },
    /// What identifies the patient was read in a picture that was about to leave, painted or not; where, and never what.
    NamedInPicture {
        /// The frame, from 1.
        frame: u32,
        /// Columns to the left of it, and rows above it.
        at: (u32, u32),
    },
    /// A file in an archive that is damaged, or grows past every sensible size.
    ArchiveEntry {
        /// Words for the user: what is wrong with the entry.
        why: String,
    },
    /// An archive, or a file in one, that is encrypted; and whether a password was tried.
    Locked {
        /// A password was given and was not the right one; else none was given.
        tried: bool,
    },
    /// An archive or an image of a disc that could not be opened; why.
    Unopened {
        /// Words for the user: what is wrong with the container as a whole.
        why: String,
    },
}

impl From<ReadError> for HeldReason {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Source(_) => Self::Unreadable,
            ReadError::TooLarge => Self::HeaderTooLarge,
            _ => Self::DamagedHeader,
        }
    }
}

impl From<WriteError> for HeldReason {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Source(_) => Self::Unreadable,
            WriteError::Missing(_) => Self::NoSopClass,
            WriteError::SyntaxMismatch => Self::UnknownTransferSyntax,
            WriteError::NotRaw { .. } | WriteError::TooLong { .. } => Self::DamagedHeader,
        }
    }
}

impl From<VideoError> for HeldReason {
    fn from(error: VideoError) -> Self {
        match error {
            VideoError::Source(_) => Self::Unreadable,
            other => Self::VideoNotWritten {
                why: other.to_string(),
            },
        }
    }
}

impl From<PixelError> for HeldReason {
    fn from(error: PixelError) -> Self {
        match error {
            PixelError::Source(_) => Self::Unreadable,
            PixelError::Spool(SpoolError(why)) => Self::NotWritten { why },
            PixelError::Truncated { .. } => Self::TruncatedPixelData,
            PixelError::Mismatch(_) => Self::PictureUnclear {
                why: error.to_string(),
            },
            PixelError::Unfollowed { .. } | PixelError::UnusedBits => Self::StreamUnclear {
                why: error.to_string(),
            },
            other => Self::CannotPaint {
                why: other.to_string(),
            },
        }
    }
}
