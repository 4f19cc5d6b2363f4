//! The zips that were given to the browser, and what is known of them since.

use std::sync::Arc;

use darkroom::deliver::{Proof, WrittenFile};
use darkroom::dicom::Digest;

/// A zip that was given to the browser.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenZip {
    pub name: String,
    /// What lies in it.
    pub files: Arc<Vec<WrittenFile>>,
    /// What it is told by as a whole, if it is locked: nothing in it can be read again without the passphrase.
    pub locked: Option<Whole>,
    pub check: Check,
}

/// All bytes of a zip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    pub bytes: u64,
    pub sha256: Digest,
}

/// What is known of a zip that was given to the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nothing: nobody has read it again.
    Open,
    /// So many of its files have been read.
    Reading(usize),
    /// All that was written is there, byte for byte; beside it so many files that this page did not write.
    Whole(usize),
    /// It was found otherwise.
    Broken(Proof),
    /// It can't be read.
    Unreadable,
}
