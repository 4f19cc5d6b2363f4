//! Where the command puts painted frames away: a file in OUT, on the drive where the cleaned images go anyway, so that
//! nothing lands in the system's folder for temporary files.
//!
//! In come pieces of some megabytes; they are read back for the second reading and for the image's own file. Made only
//! for images of which more is painted than a few megabytes. The file is removed before anything is written to it, so
//! that the system frees it when the image is written, and also if the command is killed before.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::private_file;
use darkroom::dicom::spool::Keep;
use darkroom::dicom::{PieceSpool, SourceError, SpoolError};

/// A spool in this folder.
pub fn spool(folder: &Path) -> PieceSpool<FilePieces> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    PieceSpool::new(FilePieces {
        path: folder.join(format!("painted-{number}.part")),
        open: None,
        named: false,
        pieces: Vec::new(),
    })
}

/// Pieces in one file, one after the other.
pub struct FilePieces {
    path: PathBuf,
    open: Option<File>,
    /// Whether the file is still seen in the folder.
    named: bool,
    pieces: Vec<Range<u64>>,
}

impl Keep for FilePieces {
    fn keep(&mut self, piece: Vec<u8>) -> Result<(), SpoolError> {
        let failed = |error: io::Error| SpoolError(error.kind().to_string());
        let file = match &mut self.open {
            Some(file) => file,
            None => {
                let made = private_file::create_new(&self.path).map_err(failed)?;
                // Where a drive can't do this, the file goes with its last user as any other.
                self.named = std::fs::remove_file(&self.path).is_err();
                self.open.insert(made)
            }
        };
        let start = self.pieces.last().map_or(0, |last| last.end);
        // Reading may have moved to another place.
        file.seek(SeekFrom::Start(start)).map_err(failed)?;
        file.write_all(&piece).map_err(failed)?;
        self.pieces.push(start..start + piece.len() as u64);
        Ok(())
    }

    fn fetch(&self, number: usize) -> Result<Vec<u8>, SourceError> {
        let range = self.pieces.get(number).cloned().unwrap_or_default();
        let unreadable = |error: io::Error| SourceError::Unreadable {
            offset: range.start,
            reason: error.kind().to_string(),
        };
        let mut file = match &self.open {
            Some(file) => file,
            None => return Err(unreadable(io::ErrorKind::NotFound.into())),
        };
        let length = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        let mut piece = vec![0; length];
        file.seek(SeekFrom::Start(range.start))
            .and_then(|_| file.read_exact(&mut piece))
            .map_err(unreadable)?;
        Ok(piece)
    }
}

impl Drop for FilePieces {
    fn drop(&mut self) {
        // Closed first, or Windows would not remove it. If it stays, the drive is gone, and with it the file.
        drop(self.open.take());
        if self.named {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use darkroom::dicom::{Source, Spool};

    #[test]
    fn large_pieces_go_to_the_drive_and_come_back_and_are_never_seen_in_the_folder() {
        let folder = std::env::temp_dir().join(format!("darkroom-spool-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let files = || std::fs::read_dir(&folder).unwrap().count();
        let made = spool(&folder);
        made.put(vec![1; 3 << 20]).unwrap();
        assert_eq!(files(), 0);
        made.put(vec![2; 3 << 20]).unwrap();
        made.put(vec![3; 3 << 20]).unwrap();
        assert_eq!(files(), 0, "seen in the folder while it is in use");
        for number in [0, 2, 1] {
            let at = number << 20;
            assert_eq!(
                made.read(3 * at..3 * at + 5).unwrap(),
                [number as u8 + 1; 5]
            );
        }
        let pieces = made.finish(|kept| kept.pieces.len());
        assert_eq!(pieces, Ok(Some(3)));
        drop(made);
        assert_eq!(files(), 0);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
