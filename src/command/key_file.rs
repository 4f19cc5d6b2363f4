//! The linking key as a file that several runs share, and the mapping.
//!
//! A key that is absent is made at once, so that runs which start together agree; at the end each run adds what it has
//! linked to what the file holds by then. A lock beside the file keeps them from doing so at the same time. All of these
//! are readable by their owner alone; a key that was there keeps the readers that it had. Where links lead to the key, the
//! file at their end is the one that is read, locked and replaced.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use darkroom::deid::Secret;
use darkroom::deliver::key::{open, seal};
use darkroom::deliver::{KeyError, Linked, LinkingKey, Passphrase};

use super::said::shown;
use super::whole_file::{WholeFile, folder_of, sync_folder};
use super::{Error, args, outputs, private_file, said};

/// Where a passphrase is taken from if no file is named.
pub const PASSPHRASE_VARIABLE: &str = "DARKROOM_PASSPHRASE";

/// A key file and what opens it.
pub struct KeyFile {
    path: PathBuf,
    passphrase: Passphrase,
    pub key: LinkingKey,
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
            passphrase: passphrase(task)?,
        }))
    }

    /// The key, where there is one. Makes nothing.
    pub fn load(&self) -> Result<Option<LinkingKey>, Error> {
        read(&self.path, &self.passphrase)
    }

    /// The key's file: with the key that was loaded, or one that is made where there is none.
    pub fn file(self, loaded: Option<LinkingKey>) -> Result<KeyFile, Error> {
        let Self { path, passphrase } = self;
        let _lock = Lock::of(&path)?;
        let loaded = match loaded {
            None => read(&path, &passphrase)?,
            loaded => loaded,
        };
        let key = match loaded {
            Some(key) => {
                // Whatever is in the way of writing it is better known now.
                WholeFile::instead_of(&path).map_err(|error| unopened(&path, &error))?;
                key
            }
            None => {
                let secret = Secret::random().map_err(|error| Error::Failed(error.to_string()))?;
                let key = LinkingKey::new(secret);
                write(&path, &key, &passphrase)?;
                key
            }
        };
        Ok(KeyFile {
            path,
            passphrase,
            key,
        })
    }
}

impl KeyFile {
    /// Adds what a run has linked.
    pub fn add(&self, linked: &Linked) -> Result<(), Error> {
        let _lock = Lock::of(&self.path)?;
        let mut key = read(&self.path, &self.passphrase)?
            .filter(|key| key.secret == self.key.secret)
            .ok_or_else(|| Error::Failed(format!("{} is another key by now", shown(&self.path))))?;
        key.linked.absorb(linked.clone());
        write(&self.path, &key, &self.passphrase)
    }
}

/// The passphrase, from a file's first line or the environment.
fn passphrase(task: &args::Clean) -> Result<Passphrase, Error> {
    let text = match &task.passphrase_file {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| Error::Usage(format!("{} can't be read: {error}", shown(path))))?;
            text.lines().next().unwrap_or_default().to_owned()
        }
        None => std::env::var(PASSPHRASE_VARIABLE).map_err(|_| {
            Error::Usage(format!(
                "--key needs a passphrase: in {PASSPHRASE_VARIABLE}, or by --passphrase-file"
            ))
        })?,
    };
    Passphrase::new(&text).map_err(|error| Error::Usage(error.to_string()))
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
        Err(error) => {
            let text = format!("{} can't be read: {error}", shown(path));
            return Err(Error::Usage(text));
        }
    };
    let key = open(&sealed, passphrase).map_err(|error| told(path, error))?;
    Ok(Some(key))
}

fn write(path: &Path, key: &LinkingKey, passphrase: &Passphrase) -> Result<(), Error> {
    let sealed = seal(key, passphrase).map_err(|error| told(path, error))?;
    let mut whole = WholeFile::instead_of(path).map_err(|error| unopened(path, &error))?;
    whole
        .write_all(&sealed)
        .and_then(|()| whole.put_instead())
        .and_then(|()| sync_folder(folder_of(path)))
        .map_err(|error| cannot_write(path, &error))
}

fn told(path: &Path, error: KeyError) -> Error {
    let text = format!("{}: {error}", shown(path));
    match error {
        KeyError::NoRandomness => Error::Failed(text),
        _ => Error::Usage(text),
    }
}

/// What is said before anything is written.
fn unopened(path: &Path, error: &std::io::Error) -> Error {
    Error::Usage(format!("{} can't be written: {error}", shown(path)))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    Error::Failed(format!("{} can't be written: {error}", shown(path)))
}

/// An empty file beside the key, locked while it is open.
struct Lock(#[expect(dead_code, reason = "held for its lock")] File);

impl Lock {
    fn of(key: &Path) -> Result<Self, Error> {
        let path = lock_of(key);
        let file = private_file::open_or_make(&path).map_err(|error| unopened(&path, &error))?;
        let locked = match file.try_lock() {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => {
                let key = shown(key);
                said::complaint(format_args!("waiting for another run that uses {key}"));
                file.lock()
            }
            Err(TryLockError::Error(error)) => Err(error),
        };
        match locked {
            Ok(()) => Ok(Self(file)),
            // Some network drives have no locks: then whoever shares a key there makes it beforehand.
            Err(error) if error.kind() == ErrorKind::Unsupported => Ok(Self(file)),
            Err(error) => Err(cannot_write(&path, &error)),
        }
    }
}
