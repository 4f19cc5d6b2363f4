//! The mark of a run: a small file that lies in its folder while it goes on, and says whose it is.
//!
//! Where it is missing, another drive or none is in the folder's place; where it says something else, another run has begun
//! there since. Either way nothing more is written, so that no two runs write there at a time. A mark that is found when a
//! run begins may have been left by one that was broken off, or be of one that goes on: another tab of this browser says so
//! by a lock, and is left alone. From a run in another browser or on another computer, of which no lock tells, the folder
//! is taken: it finds that out before its next file gets a name, and stops.

use std::cell::RefCell;

use js_sys::{Math, Uint8Array};
use web_sys::{File, FileSystemDirectoryHandle};

use super::folder::Wrong;
use super::trouble::of_folder;
use crate::browser::folder::{self, Fault};
use crate::browser::js;
use crate::browser::locks::{self, Asked, Held};
use crate::browser::sink::Piece;
use crate::state::folders::Trouble;

/// Its name. The command takes it for a run that has not ended.
const NAME: &str = ".darkroom-run.part";

/// What it says before the run's number.
const TEXT: &str = "A run of Darkroom goes on: ";

/// Before the name of a lock comes this.
const LOCK: &str = "darkroom-run-";

/// Bytes of the longest mark that is read.
const LONGEST: f64 = 256.0;

/// Milliseconds in which a run from which a folder is taken finds that out: it looks before each file gets its name.
const FINDS_OUT: f64 = 1_500.0;

/// A run's mark. The number is random, and no more than that.
pub struct Mark {
    number: String,
    held: RefCell<Option<Held>>,
}

impl Mark {
    pub fn new() -> Self {
        let number = || (Math::random() * 1e9).floor();
        Self {
            number: format!("{:09}{:09}", number(), number()),
            held: RefCell::default(),
        }
    }

    fn text(&self) -> String {
        format!("{TEXT}{}\n", self.number)
    }

    /// Lays it in a folder in which no other tab of this browser saves; whether the mark of another run lay there.
    pub async fn lay(&self, root: &FileSystemDirectoryHandle) -> Result<bool, Trouble> {
        let found = found(root).await.map_err(of_folder)?;
        let is_others = found.as_ref().is_some_and(|found| *found != self.text());
        if let Some(found) = found.filter(|_| is_others)
            && is_held(&found).await
        {
            return Err(Trouble::Busy);
        }
        let has_none = self.held.borrow().is_none();
        if has_none && let Asked::Mine(held) = locks::take(&format!("{LOCK}{}", self.number)).await
        {
            self.held.replace(Some(held));
        }
        let text = Piece::Made(Uint8Array::from(self.text().as_bytes()));
        let written = folder::write(root, NAME, &[text], &|| false).await;
        written.map_err(of_folder)?;
        if is_others {
            js::sleep(FINDS_OUT).await;
        }
        // Two that begin at the same moment: the last to write has it.
        match self.is_there(root).await {
            Ok(()) => Ok(is_others),
            Err(Wrong::Taken) => Err(Trouble::Busy),
            Err(Wrong::Fault(fault)) => Err(of_folder(fault)),
            Err(_) => Err(Trouble::Gone),
        }
    }

    /// Whether it lies there and says that the folder is this run's.
    pub async fn is_there(&self, root: &FileSystemDirectoryHandle) -> Result<(), Wrong> {
        match found(root).await? {
            Some(found) if found == self.text() => Ok(()),
            Some(_) => Err(Wrong::Taken),
            None => Err(Wrong::Elsewhere),
        }
    }

    /// Takes it away, if it is this run's, and gives the lock back.
    pub async fn take_away(&self, root: &FileSystemDirectoryHandle) {
        if self.is_there(root).await.is_ok() {
            folder::remove(root, NAME).await;
        }
        self.leave();
    }

    /// Gives the lock back.
    pub fn leave(&self) {
        self.held.replace(None);
    }
}

/// Whether another tab of this browser saves in a folder.
pub async fn is_taken(root: &FileSystemDirectoryHandle) -> bool {
    match found(root).await {
        Ok(Some(found)) => is_held(&found).await,
        _ => false,
    }
}

/// What the mark in a folder says, if there is one.
async fn found(root: &FileSystemDirectoryHandle) -> Result<Option<String>, Fault> {
    match folder::file(root, NAME).await? {
        Some(file) => read(&file).await.map(Some),
        None => Ok(None),
    }
}

async fn read(file: &File) -> Result<String, Fault> {
    let bytes = folder::head(file, LONGEST).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether the run of a mark goes on in another tab; of what is no mark of ours nobody knows.
async fn is_held(found: &str) -> bool {
    let Some(number) = number_of(found) else {
        return false;
    };
    matches!(locks::take(&format!("{LOCK}{number}")).await, Asked::Theirs)
}

fn number_of(found: &str) -> Option<&str> {
    let number = found.strip_prefix(TEXT)?.strip_suffix('\n')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_out_of_a_mark_and_out_of_nothing_else() {
        assert_eq!(number_of("A run of Darkroom goes on: 0123\n"), Some("0123"));
        for other in [
            "A run of Darkroom goes on.\n",
            "A run of Darkroom goes on: \n",
            "A run of Darkroom goes on: 01 Okonkwo\n",
            "A run of Darkroom goes on: 0123",
            "",
        ] {
            assert_eq!(number_of(other), None, "{other}");
        }
    }
}
