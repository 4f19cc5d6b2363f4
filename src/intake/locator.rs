//! Where the bytes of an item are: the dropped file itself, or an entry of it, or an entry of an entry.
//!
//! A locator says enough to go straight to the bytes, without reading the directories again: opening each of 50,000
//! entries by its index would read the directory 50,000 times. Holds no name and no password.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::limits;
use super::packed::Codec;
use super::zip::EntryAt;

/// Steps from the dropped file inwards; none for the file itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Locator {
    /// The first is taken in the dropped file, each other in what the one before leads to.
    pub steps: Vec<Step>,
}

/// A step inwards. One that comes back damaged leads to an error, never past the end of what it is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Step {
    /// An entry of a zip.
    Zip(EntryAt),
    /// Bytes as they lie there, from and to.
    Range(u64, u64),
    /// Several such runs, one behind the other.
    Runs(Vec<(u64, u64)>),
    /// All of what is packed there.
    Packed(Codec),
    /// What a block of a 7z unpacks to.
    Block(u32),
}

impl Step {
    /// Whether it leads to bytes that have to be unpacked first.
    pub(super) fn unpacks(&self) -> bool {
        match self {
            Self::Zip(at) => !at.is_plain(),
            Self::Range(..) | Self::Runs(_) => false,
            Self::Packed(_) | Self::Block(_) => true,
        }
    }
}

impl Step {
    /// The bytes as they lie there, where they do.
    pub(super) fn ranges(&self) -> Vec<Range<u64>> {
        match self {
            Self::Range(start, end) => vec![*start..*end],
            Self::Runs(runs) => runs.iter().map(|(start, end)| *start..*end).collect(),
            Self::Zip(_) | Self::Packed(_) | Self::Block(_) => Vec::new(),
        }
    }
}

impl Locator {
    /// Whether it is the dropped file itself.
    pub fn is_file(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether an archive that is found here is so far in that it looks like a trap.
    pub(super) fn is_too_deep(&self) -> bool {
        let packing = |step: &&Step| matches!(step, Step::Packed(_) | Step::Block(_));
        let packings = self.steps.iter().filter(packing).count();
        self.steps.len() - packings >= limits::DEPTH || self.steps.len() >= limits::STEPS
    }

    /// Further in by these steps.
    pub(super) fn inside(&self, further: &[Step]) -> Self {
        let steps = self.steps.iter().chain(further).cloned().collect();
        Self { steps }
    }
}
