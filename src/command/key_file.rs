//! The linking key as a file that several runs share, and the mapping.
//!
//! A key that is absent is made at once, so that runs which start together agree; at the end each run adds what it has
//! linked to what the file holds by then. A lock beside the file keeps them from doing so at the same time. All of these
//! are readable by their owner alone.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use darkroom::deid::Secret;
use darkroom::deliver::key::{open, seal};
use darkroom::deliver::{KeyError, Linked, LinkingKey, Passphrase};

use super::{Error, private_file};

/// Where a passphrase is taken from if no file is named.
pub const PASSPHRASE_VARIABLE: &str = "DARKROOM_PASSPHRASE";

/// A key file and what opens it.
pub struct KeyFile {
    path: PathBuf,
    passphrase: Passphrase,
    pub key: LinkingKey,
}

impl KeyFile {
    /// Loads the key, or makes it where there is none.
    pub fn load_or_make(path: &Path, passphrase: Passphrase) -> Result<Self, Error> {
        let _lock = Lock::of(path)?;
        let key = match read(path, &passphrase)? {
            Some(key) => key,
            None => {
                let secret = Secret::random().map_err(|error| Error::Failed(error.to_string()))?;
                let key = LinkingKey::new(secret);
                write(path, &key, &passphrase)?;
                key
            }
        };
        Ok(Self {
            path: path.to_owned(),
            passphrase,
            key,
        })
    }

    /// Adds what a run has linked.
    pub fn add(&self, linked: &Linked) -> Result<(), Error> {
        let _lock = Lock::of(&self.path)?;
        let mut key = read(&self.path, &self.passphrase)?
            .filter(|key| key.secret == self.key.secret)
            .ok_or_else(|| {
                Error::Failed(format!("{} is another key by now", self.path.display()))
            })?;
        key.linked.absorb(linked.clone());
        write(&self.path, &key, &self.passphrase)
    }
}

/// The key in a file that must be there; nothing is written.
pub fn load(path: &Path, passphrase: &Passphrase) -> Result<LinkingKey, Error> {
    let missing = || Error::Usage(format!("there is no key at {}", path.display()));
    read(path, passphrase)?.ok_or_else(missing)
}

/// The passphrase, from a file's first line or the environment.
pub fn passphrase(file: Option<&Path>) -> Result<Passphrase, Error> {
    let text = match file {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| {
                Error::Usage(format!("{} can't be read: {error}", path.display()))
            })?;
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

/// The files that are written for a key: itself, its lock, and what it is written to first.
pub fn files_of(key: &Path) -> [PathBuf; 3] {
    [key.to_owned(), beside(key, LOCK), beside(key, HALF)]
}

const LOCK: &str = ".lock";
const HALF: &str = ".part";

/// Writes the two tables of the mapping, over none.
pub fn write_mapping(folder: &Path, linked: &Linked) -> Result<(), Error> {
    for (name, table) in [(PATIENTS, linked.patient_csv()), (UIDS, linked.uid_csv())] {
        let path = folder.join(name);
        private_file::create_new(&path)
            .and_then(|mut file| file.write_all(table.as_bytes()))
            .map_err(|error| cannot_write(&path, &error))?;
    }
    Ok(())
}

fn read(path: &Path, passphrase: &Passphrase) -> Result<Option<LinkingKey>, Error> {
    let sealed = match std::fs::read(path) {
        Ok(sealed) => sealed,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let text = format!("{} can't be read: {error}", path.display());
            return Err(Error::Usage(text));
        }
    };
    let key = open(&sealed, passphrase).map_err(|error| told(path, error))?;
    Ok(Some(key))
}

/// Under another name first, so that a key is always whole.
fn write(path: &Path, key: &LinkingKey, passphrase: &Passphrase) -> Result<(), Error> {
    let sealed = seal(key, passphrase).map_err(|error| told(path, error))?;
    let half = beside(path, HALF);
    // One that an earlier run left half-written is nobody's: the key's lock is held.
    match std::fs::remove_file(&half) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(cannot_write(&half, &error));
        }
        _ => {}
    }
    private_file::create_new(&half)
        .and_then(|mut file| file.write_all(&sealed))
        .and_then(|()| std::fs::rename(&half, path))
        .map_err(|error| cannot_write(path, &error))
}

fn told(path: &Path, error: KeyError) -> Error {
    let text = format!("{}: {error}", path.display());
    match error {
        KeyError::NoRandomness => Error::Failed(text),
        _ => Error::Usage(text),
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    Error::Failed(format!("{} can't be written: {error}", path.display()))
}

/// An empty file beside the key, locked while it is open.
struct Lock(#[expect(dead_code, reason = "held for its lock")] File);

impl Lock {
    fn of(path: &Path) -> Result<Self, Error> {
        let path = beside(path, LOCK);
        let file =
            private_file::open_or_make(&path).map_err(|error| cannot_write(&path, &error))?;
        match file.lock() {
            Ok(()) => Ok(Self(file)),
            // Some network drives have no locks: then whoever shares a key there makes it beforehand.
            Err(error) if error.kind() == ErrorKind::Unsupported => Ok(Self(file)),
            Err(error) => Err(cannot_write(&path, &error)),
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
