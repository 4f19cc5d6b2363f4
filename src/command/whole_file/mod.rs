//! Files that are whole whenever they are seen under their own name, whatever becomes of the run.
//!
//! In come a path and bytes. They go to a new file of another name in the same folder, which no other run has and no
//! link leads away from, and from there to the drive; then the file gets its own name. Never: something that is there
//! already is written over, but for the linking key, whose new version takes the place of the old one in one step. What
//! is left of a file that was not finished goes with its [`WholeFile`]; only a run that is killed leaves it behind.
//!
//! A name can be kept for a run from its beginning: other runs are refused it, until the run has ended or was killed.

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::places::is_one_file;
use super::private_file;

/// How the name of a file begins that is not finished; its folder's files have no such names otherwise.
pub const UNFINISHED: &str = ".darkroom-";

/// Whom a new file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Whoever may read what the user makes.
    Any,
    Owner,
}

impl Readers {
    fn make(self, path: &Path) -> io::Result<File> {
        match self {
            Self::Any => File::create_new(path),
            Self::Owner => private_file::create_new(path),
        }
    }
}

/// A file that is being written.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    half: PathBuf,
    file: File,
    is_put: bool,
}

impl WholeFile {
    /// A new file, of which nothing is to be seen under its own name yet. An error where something has that name.
    pub fn new(path: &Path, readers: Readers) -> io::Result<Self> {
        must_be_free(path)?;
        Self::beside(path, readers)
    }

    /// The same, for a name that several runs may want. An error where another run has it.
    pub fn reserved(path: &Path, readers: Readers) -> io::Result<Self> {
        must_be_free(path)?;
        let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
        let mut reserved = std::ffi::OsString::from(UNFINISHED);
        reserved.push(name);
        reserved.push(".part");
        let half = path.with_file_name(reserved);
        let file = match readers.make(&half) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                remove_left_over(&half)?;
                readers.make(&half)?
            }
            made => made?,
        };
        // Another run may have taken it for one that was left over.
        let locked = file.try_lock();
        if matches!(locked, Err(TryLockError::WouldBlock)) || !is_at(&file, &half) {
            return Err(in_use());
        }
        let whole = Self {
            path: path.to_owned(),
            half,
            file,
            is_put: false,
        };
        // Of two runs that began at once the other may have finished.
        must_be_free(path)?;
        Ok(whole)
    }

    /// A new file of a folder, whose name is settled later.
    pub fn nameless(folder: &Path, readers: Readers) -> io::Result<Self> {
        Self::beside(&folder.join(UNFINISHED), readers)
    }

    /// The name that it is to have.
    pub fn named(mut self, name: &str) -> Self {
        self.path = self.path.with_file_name(name);
        self
    }

    /// A file that may take the place of another, whose readers it will have.
    pub fn instead_of(path: &Path) -> io::Result<Self> {
        let whole = Self::beside(path, Readers::Owner)?;
        match fs::metadata(path) {
            Ok(old) => whole.take_readers_of(&old)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Ok(whole)
    }

    fn beside(path: &Path, readers: Readers) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        if path.file_name().is_none() {
            return Err(ErrorKind::InvalidInput.into());
        }
        let process = std::process::id();
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let half = path.with_file_name(format!("{UNFINISHED}{process}-{count}.part"));
            match readers.make(&half) {
                Ok(file) => {
                    return Ok(Self {
                        path: path.to_owned(),
                        half,
                        file,
                        is_put: false,
                    });
                }
                // Left by a run that was killed, or another computer's.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Whoever could read the old file reads the new one, and nobody else.
    fn take_readers_of(&self, old: &Metadata) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
            // Only an administrator can give a file away: it stays with whoever writes it.
            let _ = fchown(&self.file, Some(old.uid()), None);
            let is_its_group = self.file.metadata()?.gid() == old.gid()
                || fchown(&self.file, None, Some(old.gid())).is_ok();
            let of_group = if is_its_group { 0o777 } else { 0o707 };
            let mode = old.permissions().mode() & of_group;
            self.file.set_permissions(fs::Permissions::from_mode(mode))
        }
        // Elsewhere its folder says who reads it.
        #[cfg(not(unix))]
        {
            let _ = old;
            Ok(())
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves so many bytes of what was written, and goes on behind them.
    pub fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length)).map(drop)
    }

    /// Gives the file its name, which nothing may have.
    pub fn put_new(self) -> io::Result<()> {
        self.put_by(|half, path| fs::hard_link(half, path))
    }

    /// A second name is given only where nothing has it, whoever else is at it.
    fn put_by(mut self, link: impl Fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
        self.file.sync_all()?;
        match link(&self.half, &self.path) {
            // The other name goes with `self`.
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
            // Some drives know one name a file only.
            Err(_) => {
                must_be_free(&self.path)?;
                self.rename()
            }
        }
    }

    /// Gives the file its name, in place of what has it.
    pub fn put_instead(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        self.rename()
    }

    fn rename(&mut self) -> io::Result<()> {
        fs::rename(&self.half, &self.path)?;
        self.is_put = true;
        Ok(())
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if !self.is_put {
            // If it can't be removed the drive is gone, and with it the file.
            let _ = fs::remove_file(&self.half);
        }
    }
}

fn must_be_free(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(_) => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => Ok(()),
    }
}

fn in_use() -> io::Error {
    io::Error::new(ErrorKind::ResourceBusy, "another run is about to write it")
}

/// Removes what a killed run has left of a file; an error where its run goes on. Nothing is written to it: it may be
/// another name of a file that is whole.
fn remove_left_over(half: &Path) -> io::Result<()> {
    if !half.symlink_metadata()?.is_file() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let left = private_file::open_or_make(half)?;
    // Where a drive has no locks nobody can tell.
    if left.try_lock().is_err() || !is_at(&left, half) {
        return Err(in_use());
    }
    fs::remove_file(half)
}

/// Whether an open file is the one that has this name.
pub fn is_at(file: &File, path: &Path) -> bool {
    let both = file.metadata().and_then(|of_file| {
        let of_name = fs::symlink_metadata(path)?;
        Ok((of_file, of_name))
    });
    // Elsewhere a file that is open keeps its name.
    both.is_ok_and(|(of_file, of_name)| cfg!(not(unix)) || is_one_file(&of_file, &of_name))
}

/// Sees to it that the names in a folder are on the drive, where a system can do that to folders.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        // A folder that may be written to and not listed can't be opened.
        let Ok(opened) = File::open(folder) else {
            return Ok(());
        };
        match opened.sync_all() {
            Err(error)
                if !matches!(
                    error.kind(),
                    ErrorKind::InvalidInput | ErrorKind::Unsupported
                ) =>
            {
                Err(error)
            }
            _ => Ok(()),
        }
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        Ok(())
    }
}

/// The folder that a file is in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests;
