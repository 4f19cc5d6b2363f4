//! Reading of drops, and passwords for what is locked.

/// Reading of a drop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intake {
    pub files_found: usize,
    pub files_read: usize,
    /// Whether folders are still being listed.
    pub listing: bool,
}

/// A password for what is locked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    /// Whether one is being tried.
    pub trying: bool,
    /// What came of the last one, where it was not all that one could wish.
    pub outcome: Option<PasswordOutcome>,
}

/// What came of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordOutcome {
    /// It opens nothing.
    Wrong,
    /// It opened so many, and others need another.
    OpenedSome(usize),
}
