//! The linking key as a file that several runs share, and the mapping.
//!
//! A key that is absent is made at once, so that runs which start together agree; before it cleans anything each run
//! claims in the file what its patients are called, and at the end it adds what it has linked to what the file holds by
//! then. A lock beside the file keeps them from doing so at the same time, so that no two patients of two runs get one
//! name. All of these are readable by their owner alone; a key that was there keeps the readers that it had. Where
//! links lead to the key, the file at their end is the one that is read, locked and replaced.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use darkroom::deid::{Pseudonyms, Secret};
use darkroom::deliver::key::age_file::WORK_FACTOR;
use darkroom::deliver::key::{Claimant, Claimed, open, seal_with};
use darkroom::deliver::{KeyError, Linked, LinkingKey, Passphrase};

use encoding_rs::{Encoding, UTF_8};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::terminal::shown;
use super::whole_file::{WholeFile, folder_of, sync_folder};
use super::{Error, Reason, args, outputs, private_file, terminal};

/// Where a passphrase is taken from if no file is named.
pub const PASSPHRASE_VARIABLE: &str = "DARKROOM_PASSPHRASE";

/// A key file and what opens it. What else the key holds is read anew whenever it is needed: other runs write it too.
pub struct KeyFile {
    path: PathBuf,
    passphrase: Passphrase,
    work_factor: u8,
    pub secret: Secret,
}

/// A key that is asked for, and may not be there yet.
pub struct Asked {
    path: PathBuf,
    passphrase: Passphrase,
}

impl Asked {
    /// The key of a task, if it asks for one.
    pub fn of(task: &args::Clean) -> Result<Option<Self>, Error> {
        let Some(path) = &task.key else {
            return Ok(None);
        };
        Ok(Some(Self {
            path: outputs::follow(path)?.path().to_owned(),
            passphrase: passphrase(task.passphrase_file.as_deref())?,
        }))
    }

    /// The key, where there is one. Makes nothing.
    pub fn load(&self) -> Result<Option<LinkingKey>, Error> {
        let key = read(&self.path, &self.passphrase)?;
        if key.is_none() {
            self.passphrase
                .check()
                .map_err(|error| Error::Usage(Reason::Passphrase(error)))?;
        }
        Ok(key)
    }

    /// The key's file: with the key that was loaded, or one that is made where there is none.
    pub fn file(self, loaded: Option<LinkingKey>) -> Result<KeyFile, Error> {
        let Self { path, passphrase } = self;
        match loaded {
            Some(key) => {
                // Whatever is in the way of writing it is better known now.
                WholeFile::instead_of(&path).map_err(|error| unopened(&path, error))?;
                Ok(KeyFile {
                    path,
                    passphrase,
                    work_factor: WORK_FACTOR,
                    secret: key.secret,
                })
            }
            None => KeyFile::load_or_make_with(&path, passphrase, WORK_FACTOR),
        }
    }
}

impl KeyFile {
    /// Loads the key, or makes it where there is none.
    fn load_or_make_with(
        path: &Path,
        passphrase: Passphrase,
        work_factor: u8,
    ) -> Result<Self, Error> {
        let file = |secret| Self {
            path: path.to_owned(),
            passphrase: passphrase.clone(),
            work_factor,
            secret,
        };
        let _lock = Lock::of(path)?;
        if let Some(key) = read(path, &passphrase)? {
            return Ok(file(key.secret));
        }
        let secret = Secret::random().map_err(|error| Error::Failed(Reason::Secret(error)))?;
        let file = file(secret.clone());
        file.write(&LinkingKey::new(secret))?;
        Ok(file)
    }

    /// Gives a run's patients their names, which nobody else gets from now on, not even in a run that goes on
    /// meanwhile.
    pub fn claim(&self, claimants: &[Claimant]) -> Result<Claimed, Error> {
        let _lock = Lock::of(&self.path)?;
        let mut key = self.read()?;
        let claimed = key.linked.claim(claimants, &Pseudonyms::new(&self.secret));
        if claimed.is_news {
            self.write(&key)?;
        }
        Ok(claimed)
    }

    /// Adds what a run has linked.
    pub fn add(&self, linked: &Linked) -> Result<(), Error> {
        let _lock = Lock::of(&self.path)?;
        let mut key = self.read()?;
        key.linked.absorb(linked.clone());
        self.write(&key)
    }

    fn read(&self) -> Result<LinkingKey, Error> {
        let key = read(&self.path, &self.passphrase)?;
        key.filter(|key| key.secret == self.secret)
            .ok_or_else(|| Error::Failed(Reason::OtherKey(self.path.clone())))
    }

    fn write(&self, key: &LinkingKey) -> Result<(), Error> {
        let sealed = seal_with(key, &self.passphrase, self.work_factor);
        let sealed = sealed.map_err(|error| unusable(&self.path, error))?;
        write(&self.path, &sealed)
    }
}

/// The key in a file that must be there; nothing is written.
pub fn load(path: &Path, passphrase: &Passphrase) -> Result<LinkingKey, Error> {
    let missing = || Error::Usage(Reason::NoKey(path.to_owned()));
    read(path, passphrase)?.ok_or_else(missing)
}

/// The passphrase, from a file's first line or the environment.
pub fn passphrase(passphrase_file: Option<&Path>) -> Result<Passphrase, Error> {
    let text = match passphrase_file {
        Some(path) => read_text(path)?,
        None => std::env::var(PASSPHRASE_VARIABLE)
            .map(Zeroizing::new)
            .map_err(|_| Error::Usage(Reason::NoPassphrase))?,
    };
    let first = Zeroizing::new(text.lines().next().unwrap_or_default().to_owned());
    let bare = first.strip_prefix('\u{FEFF}').unwrap_or(&first);
    let composed: Zeroizing<String> = Zeroizing::new(bare.nfc().collect());
    // Earlier keys were sealed with what came.
    Ok(Passphrase::of([composed.as_str(), bare, first.as_str()]))
}

/// A file's first line, as it was typed.
pub fn first_line(path: &Path) -> Result<Zeroizing<String>, Error> {
    let text = read_text(path)?;
    let first = text.lines().next().unwrap_or_default();
    let bare = first.strip_prefix('\u{FEFF}').unwrap_or(first);
    Ok(Zeroizing::new(bare.to_owned()))
}

fn read_text(path: &Path) -> Result<Zeroizing<String>, Error> {
    let bytes = std::fs::read(path)
        .map_err(|error| Error::Usage(Reason::Unread(path.to_owned(), error)))?;
    text(bytes).ok_or_else(|| Error::Usage(Reason::NoText(path.to_owned())))
}

/// A text in UTF-8, or in UTF-16 with a mark that says so, as PowerShell writes it.
fn text(bytes: Vec<u8>) -> Option<Zeroizing<String>> {
    let bytes = Zeroizing::new(bytes);
    let encoding = match Encoding::for_bom(&bytes) {
        Some((encoding, _)) if encoding != UTF_8 => encoding,
        _ => return String::from_utf8(bytes.to_vec()).ok().map(Zeroizing::new),
    };
    let (text, _, is_damaged) = encoding.decode(&bytes);
    (!is_damaged).then(|| Zeroizing::new(text.into_owned()))
}

const PATIENTS: &str = "patient_mapping.csv";
const UIDS: &str = "uid_mapping.csv";

/// The files of a mapping.
pub const TABLES: [&str; 2] = [PATIENTS, UIDS];

/// The file beside a key that is locked while the key is read or written.
pub fn lock_of(key: &Path) -> PathBuf {
    let mut name = key.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

fn read(path: &Path, passphrase: &Passphrase) -> Result<Option<LinkingKey>, Error> {
    let sealed = match std::fs::read(path) {
        Ok(sealed) => sealed,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::Usage(Reason::Unread(path.to_owned(), error))),
    };
    let key = open(&sealed, passphrase).map_err(|error| unusable(path, error))?;
    Ok(Some(key))
}

/// Under another name first, so that a key is always whole.
fn write(path: &Path, sealed: &[u8]) -> Result<(), Error> {
    let mut whole = WholeFile::instead_of(path).map_err(|error| unopened(path, error))?;
    whole
        .write_all(sealed)
        .and_then(|()| whole.put_instead())
        .and_then(|()| sync_folder(folder_of(path)))
        .map_err(|error| cannot_write(path, error))
}

fn unusable(path: &Path, error: KeyError) -> Error {
    let path = path.to_owned();
    match error {
        KeyError::NoRandomness => Error::Failed(Reason::Key(path, error)),
        _ => Error::Usage(Reason::Key(path, error)),
    }
}

/// What is said before anything is written.
fn unopened(path: &Path, error: std::io::Error) -> Error {
    Error::Usage(Reason::Unwritten(path.to_owned(), error))
}

fn cannot_write(path: &Path, error: std::io::Error) -> Error {
    Error::Failed(Reason::Unwritten(path.to_owned(), error))
}

/// How long the lock is waited for without a word, and how often it is asked for meanwhile.
const SILENTLY: Duration = Duration::from_secs(1);
const AGAIN: Duration = Duration::from_millis(20);

/// An empty file beside the key, locked while it is open.
struct Lock(#[expect(dead_code, reason = "held for its lock")] File);

impl Lock {
    /// Waits until no other run writes the key; says so once, if that takes longer than a moment.
    fn of(key: &Path) -> Result<Self, Error> {
        Self::waiting(key, || {
            terminal::complaint(format_args!(
                "waiting for another run, which is writing {}",
                shown(key)
            ));
        })
    }

    fn waiting(key: &Path, say: impl FnOnce()) -> Result<Self, Error> {
        let path = lock_of(key);
        let file = private_file::open_or_make(&path).map_err(|error| unopened(&path, error))?;
        let until = Instant::now() + SILENTLY;
        let locked = loop {
            match file.try_lock() {
                Ok(()) => break Ok(()),
                Err(TryLockError::Error(error)) => break Err(error),
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    std::thread::sleep(AGAIN);
                }
                Err(TryLockError::WouldBlock) => {
                    say();
                    break file.lock();
                }
            }
        };
        match locked {
            Ok(()) => Ok(Self(file)),
            Err(error) if error.kind() == ErrorKind::Unsupported => {
                terminal::complaint(format_args!(
                    "the drive of {} has no file locks: let one run with this key end before the next begins",
                    shown(key)
                ));
                Ok(Self(file))
            }
            Err(error) => Err(cannot_write(&path, error)),
        }
    }
}

#[cfg(test)]
mod tests;
