//! All of a run in one locked zip, which is then all that lies in OUT.
//!
//! In come cleaned files, in whatever order threads are done with them, and the papers last; out comes the zip, under
//! its name when it is whole. An entry that turns out not to be what was read again is taken back: the next is written
//! over it. Bytes are encrypted before they are written, run by run, so that nothing of a cleaned file is on the drive
//! in plain.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use darkroom::clean::{Cleaned, HeldReason, WriteOut};
use darkroom::deliver::{Certificate, CollectionName, ZipPassphrase, ZipWriter};
use zeroize::Zeroizing;

use super::key_file::first_line;
use super::whole_file::{Readers, WholeFile, sync_folder};
use super::{Error, Reason, side_files};

/// The zip, while it is written.
#[derive(Debug)]
pub struct ZipOut {
    passphrase: ZipPassphrase,
    open: Mutex<Open>,
}

#[derive(Debug)]
struct Open {
    file: BufWriter<WholeFile>,
    zip: ZipWriter,
    /// An entry could not be taken back: what is there is no zip.
    is_broken: bool,
    buffer: Zeroizing<Vec<u8>>,
}

/// The passphrase of a zip, from a file's first line.
pub fn passphrase(path: &Path) -> Result<ZipPassphrase, Error> {
    let line = first_line(path)?;
    ZipPassphrase::new(&line).map_err(|unfit| Error::Usage(Reason::ZipPassphrase(unfit)))
}

impl ZipOut {
    /// A new zip in this folder, whose name is settled at the end.
    pub fn open(folder: &Path, passphrase: ZipPassphrase) -> Result<Self, Error> {
        let file = WholeFile::nameless(folder, Readers::Any)
            .map_err(|error| side_files::unopened(folder, error))?;
        Ok(Self {
            passphrase,
            open: Mutex::new(Open {
                file: BufWriter::new(file),
                zip: ZipWriter::locked(),
                is_broken: false,
                buffer: Zeroizing::default(),
            }),
        })
    }

    /// Adds a cleaned file; `is_unchanged` is asked last, and where it says no, or anything fails, there is no entry.
    pub fn add(
        &self,
        name: &str,
        cleaned: &Cleaned,
        is_unchanged: impl FnOnce() -> bool,
    ) -> Result<(), HeldReason> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let write = |sink: &mut dyn FnMut(&[u8]) -> io::Result<()>| {
            cleaned.for_each_run(sink).map_err(|error| match error {
                WriteOut::Source(_) => HeldReason::Unreadable,
                WriteOut::Changed => HeldReason::Changed,
                WriteOut::Sink(error) => not_written(error),
            })?;
            match is_unchanged() {
                true => Ok(()),
                false => Err(HeldReason::Changed),
            }
        };
        open.entry(&self.passphrase, name, cleaned.size(), write, not_written)
    }

    /// Adds a file of ours.
    pub fn add_bytes(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.add_bytes(&self.passphrase, name, bytes)
    }

    /// Adds the papers, ends the zip and gives it its name.
    pub fn finish(self, certificate: &Certificate) -> Result<(), Error> {
        let Self { passphrase, open } = self;
        let mut open = open.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (name, bytes) in certificate.papers() {
            open.add_bytes(&passphrase, &name, &bytes)?;
        }
        if open.is_broken {
            return Err(open.unwritten(io::Error::other("an entry could not be taken back")));
        }
        let directory = std::mem::take(&mut open.zip).finish();
        let path = open.path();
        let Open { mut file, .. } = open;
        let put = || -> io::Result<()> {
            file.write_all(&directory)?;
            file.flush()?;
            let (whole, _) = file.into_parts();
            let stem = certificate
                .collection
                .as_ref()
                .and_then(CollectionName::stem);
            let stem = stem.unwrap_or_else(|| format!("darkroom-{}", certificate.code()));
            let name = format!("{stem}.zip");
            whole.named(&name).put_new()?;
            sync_folder(super::whole_file::folder_of(&path))
        };
        put().map_err(|error| side_files::unwritten(&path, error))
    }
}

impl Open {
    fn add_bytes(
        &mut self,
        passphrase: &ZipPassphrase,
        name: &str,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let write = |sink: &mut dyn FnMut(&[u8]) -> io::Result<()>| sink(bytes);
        let size = bytes.len() as u64;
        self.entry(passphrase, name, size, write, |error| error)
            .map_err(|error| self.unwritten(error))
    }

    /// Adds an entry; whatever keeps it from being whole takes it back.
    fn entry<E>(
        &mut self,
        passphrase: &ZipPassphrase,
        name: &str,
        size: u64,
        write: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), E>,
        failed: fn(io::Error) -> E,
    ) -> Result<(), E> {
        if self.is_broken {
            return Err(failed(io::Error::other("an entry could not be taken back")));
        }
        let start = self.zip.len();
        let written = self.write_entry(passphrase, (name, size), write, failed);
        if written.is_err() {
            self.zip.take_back();
            self.is_broken = self.rewind(start).is_err();
        }
        written
    }

    fn write_entry<E>(
        &mut self,
        passphrase: &ZipPassphrase,
        (name, size): (&str, u64),
        write: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), E>,
        failed: fn(io::Error) -> E,
    ) -> Result<(), E> {
        let header = self.zip.local_header(name, 0, size);
        let (before, mut lock) = passphrase
            .entry()
            .map_err(|error| failed(io::Error::other(error)))?;
        let Self { file, buffer, .. } = self;
        file.write_all(&header)
            .and_then(|()| file.write_all(&before))
            .map_err(failed)?;
        write(&mut |run| {
            buffer.clear();
            buffer.extend_from_slice(run);
            lock.encrypt(buffer);
            file.write_all(buffer)
        })?;
        if lock.done() != size {
            return Err(failed(io::ErrorKind::InvalidData.into()));
        }
        file.write_all(&lock.finish()).map_err(failed)
    }

    /// Goes back to where an entry began.
    fn rewind(&mut self, start: u64) -> io::Result<()> {
        // What waits to be written belongs to that entry, and may be what the drive has no room for.
        let flushed = self.file.flush();
        let cut = self.file.get_mut().cut(start);
        flushed.and(cut)
    }

    fn path(&self) -> std::path::PathBuf {
        self.file.get_ref().path().to_owned()
    }

    fn unwritten(&self, error: io::Error) -> Error {
        side_files::unwritten(&self.path(), error)
    }
}

fn not_written(error: io::Error) -> HeldReason {
    HeldReason::NotWritten {
        why: error.kind().to_string(),
    }
}
