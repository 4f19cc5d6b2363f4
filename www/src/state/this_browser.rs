//! What this browser and its settings allow: what was tried, what it was asked, and what only a person can try.
//!
//! Nothing of a patient, no name of a file or folder.

use std::sync::Arc;

use crate::protocol::Trial;

/// What came of something that needs a person's drop or press.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Came {
    #[default]
    NotTried,
    Worked,
    /// The browser did nothing, or refused it.
    Refused,
}

impl Came {
    /// Of what was just tried.
    pub fn of(worked: bool) -> Self {
        if worked { Self::Worked } else { Self::Refused }
    }
}

/// What came of it since the page was opened, the last time that counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Files, and folders, that were dropped.
    pub dropped: Came,
    pub dropped_folder: Came,
    /// "Open a folder" and "Open files or a zip".
    pub opened: Came,
    /// A folder to save in, written to and read back; a file to save to.
    pub folder: Came,
    pub file: Came,
}

/// Where the page was opened from, as the browser sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    File,
    /// Nobody on the way can change it.
    Protected,
    Unprotected,
}

/// What was tried and asked in one go.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    pub address: Address,
    /// What the browser calls itself.
    pub browser: String,
    /// Processors, as the browser says; workers that there should be, and that have answered.
    pub processors: usize,
    pub workers: usize,
    pub answering: usize,
    /// What a worker has tried; `None` if none answered.
    pub trial: Option<Trial>,
    /// How many times longer a loop of the page's takes than the browser's own.
    pub slowness: f64,
    /// Bytes that were given to the browser, and the milliseconds until they were read again; `None` if they could
    /// not be.
    pub kept: Option<(u64, f64)>,
    /// The computer's memory in GiB, and bytes that the browser lets this page use, where it says so.
    pub memory: Option<f64>,
    pub room: Option<f64>,
    /// Whether the browser has a way to read dropped folders, to open folders, to write to a folder, to write to a
    /// file.
    pub drops_folders: bool,
    pub opens_folders: bool,
    pub picks_folder: bool,
    pub picks_file: bool,
}

/// How far the check is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    #[default]
    Idle,
    Trying,
    Known(Arc<Facts>),
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThisBrowser {
    pub tried: Tried,
    pub stage: Stage,
}
