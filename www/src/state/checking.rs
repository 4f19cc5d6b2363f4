//! A second look at what was delivered: which files, and how far it has come.

use std::sync::Arc;

use darkroom::collection::Report;

/// What is known of the look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checking {
    /// Files of the collection, and of the originals.
    pub collection: usize,
    pub originals: usize,
    /// Folders are being listed.
    pub listing: bool,
    pub stage: Stage,
}

/// How far a look has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    #[default]
    Choosing,
    /// So many files are read, of so many.
    Reading(usize, usize),
    Reported(Arc<Report>),
    /// It could not be done, in words.
    Failed(&'static str),
}

/// Which files are being chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Collection,
    Originals,
}
