//! OUT: a folder of its own for one run.
//!
//! It must be empty or absent. While a run prepares to write, a lock keeps others out; from then on there is something
//! in it, and it keeps them out by that. A lock that a killed run has left locks nothing.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use darkroom::deliver::Paper;

use super::private_file;
use super::terminal::shown;
use super::whole_file::{UNFINISHED, folder_of, is_at, sync_folder};

/// Begins as the names of unfinished files do.
const LOCK: &str = ".darkroom-lock";

/// Why there can be no run into OUT.
#[derive(Debug, thiserror::Error)]
pub enum NoOut {
    #[error("{0} can't be made or listed: {1}")]
    Failed(String, io::Error),
    #[error("{0} is not a folder")]
    NoFolder(String),
    #[error("another run writes to {0}: give each run a folder of its own")]
    InUse(String),
    #[error(
        "{0} holds what is left of a run that did not end, or that has not ended yet: if it has been stopped, delete the folder, or give another"
    )]
    Unfinished(String),
    #[error(
        "{0} holds what an earlier run has made: give an empty folder, or one that is not there yet"
    )]
    Earlier(String),
    #[error("{0} is not empty: give an empty folder, or one that is not there yet")]
    NotEmpty(String),
}

/// OUT, for this run.
#[derive(Debug)]
pub struct OutFolder {
    path: PathBuf,
    lock: Option<File>,
    is_made: bool,
}

impl OutFolder {
    /// Whether a run could have it. Makes nothing.
    pub fn check(path: &Path) -> Result<(), NoOut> {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => return Err(NoOut::NoFolder(shown(path))),
            Err(_) => return Ok(()),
        }
        let lock = path.join(LOCK);
        if is_file(&lock)
            && let Ok(lock) = File::open(lock)
            && is_locked(&lock.try_lock())
        {
            return Err(NoOut::InUse(shown(path)));
        }
        must_be_empty(path)
    }

    /// Takes it for this run.
    pub fn take(path: &Path) -> Result<Self, NoOut> {
        let failed = |error| NoOut::Failed(shown(path), error);
        let is_made = match path.parent().map(fs::create_dir_all).transpose() {
            Ok(_) => match fs::create_dir(path) {
                Ok(()) => true,
                Err(_) if path.is_dir() => false,
                Err(error) => return Err(failed(error)),
            },
            Err(error) => return Err(failed(error)),
        };
        let mut taken = Self {
            path: path.to_owned(),
            lock: None,
            is_made,
        };
        let at = path.join(LOCK);
        let (file, is_new) = match private_file::create_new(&at) {
            Ok(file) => (file, true),
            // A link there would lead elsewhere.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && !is_file(&at) => {
                return Err(NoOut::NotEmpty(shown(path)));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                (private_file::open_or_make(&at).map_err(failed)?, false)
            }
            Err(error) => return Err(failed(error)),
        };
        match file.try_lock() {
            Ok(()) => {}
            // On a drive without locks, the lock of a run that is killed does stay.
            Err(TryLockError::Error(_)) if is_new => {}
            Err(_) => return Err(NoOut::InUse(shown(path))),
        }
        // A run that went before may have taken its lock away meanwhile.
        if !is_at(&file, &at) {
            return Err(NoOut::InUse(shown(path)));
        }
        taken.lock = Some(file);
        must_be_empty(path)?;
        Ok(taken)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is still what was taken. Where a drive was, another or a bare folder may be by now: nothing is to be
    /// written there.
    pub fn is_here(&self) -> bool {
        let lock = self.lock.as_ref();
        lock.is_some_and(|lock| is_at(lock, &self.path.join(LOCK)))
    }

    /// Takes the lock away: what has been delivered is all that is to be in OUT.
    pub fn unlock(&mut self) -> io::Result<()> {
        if let Some(lock) = self.lock.take() {
            let removed = fs::remove_file(self.path.join(LOCK));
            drop(lock);
            removed?;
        }
        Ok(())
    }

    /// Sees to it that OUT is on the drive, and its place in its folder.
    pub fn sync(&self) -> io::Result<()> {
        sync_folder(&self.path)?;
        sync_folder(folder_of(&self.path))
    }
}

impl Drop for OutFolder {
    fn drop(&mut self) {
        let _ = self.unlock();
        if self.is_made {
            // Nothing was written to it: it is as it was. Whatever is in it keeps it.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// A drive that has no locks never says that somebody has one.
fn is_locked(tried: &Result<(), TryLockError>) -> bool {
    matches!(tried, Err(TryLockError::WouldBlock))
}

/// Whether there is a file itself, and neither a link nor a pipe, for which a reader would wait.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

fn must_be_empty(path: &Path) -> Result<(), NoOut> {
    let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| NoOut::Failed(shown(path), error))?;
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != LOCK {
            names.push(name);
        }
    }
    let is_case = |name: &String| name.starts_with("CASE-");
    let is_certificate = |name| matches!(Paper::of_name(name), Some((Paper::Certificate, _)));
    if names.is_empty() {
        Ok(())
    } else if names.iter().any(|name| name.starts_with(UNFINISHED)) {
        Err(NoOut::Unfinished(shown(path)))
    } else if names.iter().any(|name| is_certificate(name)) {
        Err(NoOut::Earlier(shown(path)))
    } else if names.iter().all(is_case) {
        Err(NoOut::Unfinished(shown(path)))
    } else {
        Err(NoOut::NotEmpty(shown(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(test: &str) -> PathBuf {
        std::env::temp_dir().join(format!("darkroom-out-{test}-{}", std::process::id()))
    }

    #[test]
    fn two_runs_never_have_it_at_once_and_nothing_is_left_of_either() {
        let path = place("two").join("deep");
        let mut first = OutFolder::take(&path).unwrap();
        assert!(matches!(OutFolder::check(&path), Err(NoOut::InUse(_))));
        assert!(matches!(OutFolder::take(&path), Err(NoOut::InUse(_))));
        fs::write(path.join("x"), "x").unwrap();
        first.unlock().unwrap();
        assert!(matches!(OutFolder::take(&path), Err(NoOut::NotEmpty(_))));
        assert!(matches!(OutFolder::check(&path), Err(NoOut::NotEmpty(_))));
        fs::remove_file(path.join("x")).unwrap();
        drop(first);
        assert!(!path.exists());
        fs::remove_dir_all(place("two")).unwrap();
    }

    #[test]
    fn a_lock_that_a_killed_run_has_left_keeps_nobody_out() {
        let path = place("left");
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join(LOCK), "").unwrap();
        OutFolder::check(&path).unwrap();
        drop(OutFolder::take(&path).unwrap());
        assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn it_is_said_what_lies_there() {
        let path = place("said");
        for (names, said) in [
            (&["CASE-1", ".darkroom-7-1.part"][..], "did not end"),
            (&["CASE-1"], "did not end"),
            (
                &["CASE-1", "darkroom-certificate-K7Q2MA.json"],
                "an earlier run",
            ),
            (&["holiday.jpg"], "is not empty"),
        ] {
            fs::create_dir_all(&path).unwrap();
            for name in names {
                fs::write(path.join(name), "").unwrap();
            }
            for error in [
                OutFolder::check(&path).unwrap_err(),
                OutFolder::take(&path).unwrap_err(),
            ] {
                assert!(error.to_string().contains(said), "{error}");
            }
            assert_eq!(fs::read_dir(&path).unwrap().count(), names.len());
            fs::remove_dir_all(&path).unwrap();
        }
    }
}
