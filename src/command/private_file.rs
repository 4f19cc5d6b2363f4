//! Files that lead back to patients, or hold what is not clean yet: on Unix readable by their owner alone, from the
//! moment they are made. On Windows a folder decides who may read what is in it.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a file that is not there.
pub fn create_new(path: &Path) -> io::Result<File> {
    for_owner_alone().create_new(true).open(path)
}

/// Opens a file, or makes it. What is in it stays.
pub fn open_or_make(path: &Path) -> io::Result<File> {
    for_owner_alone().create(true).truncate(false).open(path)
}

fn for_owner_alone() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
