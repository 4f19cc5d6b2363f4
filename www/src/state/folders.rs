//! The folders that a delivery is written to: what is in each, and what stands in the way.

/// The folders that were chosen, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// For the second copy of the next run.
    pub backup: Option<String>,
    /// One is being tried out.
    pub trying: bool,
    /// The browser's settings forbid to write to any place that is chosen.
    pub is_refused: bool,
}

/// A folder of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FolderShare {
    pub name: String,
    /// Whether it is the second copy.
    pub is_backup: bool,
    /// Images written in this run, and of them read back and found right.
    pub written: usize,
    pub read_back: usize,
    /// Images that were there already, byte for byte, as reading them showed.
    pub was_there: usize,
    /// Files that were read back otherwise than they were written.
    pub different: usize,
    /// Why nothing is written to it now.
    pub trouble: Option<Trouble>,
    /// Whether the papers are in it too, which come last.
    pub is_complete: bool,
    /// Images in it that another run has left half-written.
    pub halves: usize,
}

impl FolderShare {
    /// Images that are in it and were read back.
    pub fn safe(&self) -> usize {
        self.read_back + self.was_there
    }
}

/// What stands in the way of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The drive or the folder is not there, or another is in its place.
    Gone,
    /// The drive neither does what it is asked nor refuses it.
    Silent,
    Full,
    ReadOnly,
    /// The permission was not given, or was taken back.
    Withdrawn,
    /// The system does not take so long a path.
    TooLong,
    /// Another program has a file open.
    InUse,
    /// Another run saves in it.
    Busy,
    /// Other files have the names of these.
    Occupied,
    /// What was read back is not what was written.
    Different,
    /// A dropped file could not be read once more.
    Original,
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_read_counts_as_safe() {
        let share = FolderShare {
            written: 9,
            read_back: 5,
            was_there: 2,
            different: 1,
            ..FolderShare::default()
        };
        assert_eq!(share.safe(), 7);
    }
}
