//! A file of this machine as a [`Source`]; the page has sources of its own.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use super::source::{Source, SourceError};

/// An open file. Its length is the one that it had when it was opened.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    len: u64,
}

impl FileSource {
    /// Opens the file at `path`. A pipe, a device or a folder is none; opening a pipe would wait for whoever writes to
    /// it.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        let at_start = |error: io::Error| unreadable(0, &error);
        if !std::fs::metadata(path).map_err(at_start)?.is_file() {
            return Err(at_start(io::ErrorKind::InvalidInput.into()));
        }
        let file = open_without_waiting(path).map_err(at_start)?;
        // Something else may have taken its place meanwhile.
        let metadata = file.metadata().map_err(at_start)?;
        if !metadata.is_file() {
            return Err(at_start(io::ErrorKind::InvalidInput.into()));
        }
        let len = metadata.len();
        Ok(Self { file, len })
    }

    /// What the system says of the open file by now.
    pub fn metadata(&self) -> Result<Metadata, SourceError> {
        self.file.metadata().map_err(|error| unreadable(0, &error))
    }
}

impl Source for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        let end = offset.saturating_add(buffer.len() as u64);
        if end > self.len {
            return Err(SourceError::OutOfRange {
                start: offset,
                end,
                len: self.len,
            });
        }
        read_exact_at(&self.file, buffer, offset).map_err(|error| unreadable(offset, &error))
    }
}

/// Opens what is there: a pipe too, to which nobody writes yet.
fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    options.open(path)
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    let mut done = 0;
    while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match std::os::windows::fs::FileExt::seek_read(file, rest, offset + done as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => done += read,
        }
    }
    Ok(())
}

/// The kind of failure in words: the system's own message may hold the path, which may hold a name.
fn unreadable(offset: u64, error: &io::Error) -> SourceError {
    SourceError::Unreadable {
        offset,
        reason: error.kind().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_pipe_is_opened_without_waiting_for_whoever_writes_to_it() {
        let pipe = std::env::temp_dir().join(format!("darkroom-pipe-{}", std::process::id()));
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let opened = open_without_waiting(&pipe).unwrap();
        assert!(!opened.metadata().unwrap().is_file());
        assert!(FileSource::open(&pipe).is_err());
        std::fs::remove_file(&pipe).unwrap();
    }

    #[test]
    fn a_missing_file_is_reported_without_its_path() {
        let error = FileSource::open(Path::new("no/such/Mustermann^Max")).unwrap_err();
        assert!(!error.to_string().contains("Mustermann"));
    }
}
