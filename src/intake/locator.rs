//! Where the bytes of an item are: the dropped file itself, or an entry of it, or an entry of an entry.
//!
//! A locator says enough to go straight to the bytes, without reading the directories again: opening each of 50,000
//! entries by its index would read the directory 50,000 times. Holds no name.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::archive::{self, Method};
use crate::clean::HeldReason;
use crate::dicom::Source;

/// Steps from the dropped file inwards; none for the file itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locator {
    pub steps: Vec<EntryAt>,
}

/// An entry of an archive. A locator that comes back damaged leads to an error, never past the archive's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryAt {
    pub header: u64,
    pub compressed: u64,
    pub inflated: u64,
    pub crc32: u32,
    pub method: Method,
    pub encrypted: bool,
}

impl Locator {
    /// Whether it is the dropped file itself.
    pub fn is_file(&self) -> bool {
        self.steps.is_empty()
    }

    /// An entry of the archive that is found here.
    pub(super) fn inside(&self, entry: EntryAt) -> Self {
        let mut steps = self.steps.clone();
        steps.push(entry);
        Self { steps }
    }
}

/// The bytes of an item of the dropped file `source`. Stored entries are ranges of it; deflated ones are inflated.
pub fn locate(source: Rc<dyn Source>, locator: &Locator) -> Result<Rc<dyn Source>, HeldReason> {
    let mut found = source;
    for step in &locator.steps {
        found = archive::open_entry(&found, step)?;
    }
    Ok(found)
}
