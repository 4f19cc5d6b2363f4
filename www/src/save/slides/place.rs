//! Where pictures for slides go: into a zip, or into a folder on the drive, with all that holds of images there.

use js_sys::Uint8Array;

use super::STOPPED;
use crate::browser::sink::{Piece, SaveError, Sink};
use crate::engine::ZipWriter;
use crate::save::folders::{Folder, Missed};
use crate::state::folders::Trouble;
use darkroom::clean::Sums;
use darkroom::deliver::WrittenFile;

/// A zip that is open, or a folder.
pub(super) enum Place {
    Zip(Sink, ZipWriter),
    Folder(Folder),
}

/// Why something was not written.
pub(super) enum Unwritten {
    /// Another file has its name.
    Occupied,
    /// The reason in words, of a zip.
    Zip(SaveError),
    /// What is in the way of a folder; nothing if the person has stopped.
    Folder(Option<Trouble>),
}

impl Place {
    pub(super) fn is_folder(&self) -> bool {
        matches!(self, Self::Folder(_))
    }

    /// Writes a file; in a folder it is there once it was read back and found the same.
    pub(super) async fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Unwritten> {
        let sums = Sums::of(bytes);
        let made = |bytes: &[u8]| Piece::Made(Uint8Array::from(bytes));
        match self {
            Self::Zip(sink, zip) => {
                let header = zip.local_header(name, sums.crc32, bytes.len() as u64);
                for part in [header.as_slice(), bytes] {
                    sink.write(made(part)).await.map_err(Unwritten::Zip)?;
                }
                Ok(())
            }
            Self::Folder(folder) => {
                let file = WrittenFile {
                    name: name.to_owned(),
                    size: bytes.len() as u64,
                    sha256: sums.sha256,
                };
                let stop = || STOPPED.get();
                match folder.put(&file, &[made(bytes)], &stop, &|_| {}).await {
                    Ok(_) => Ok(()),
                    Err(Missed::Trouble(Trouble::Occupied)) => Err(Unwritten::Occupied),
                    Err(Missed::Trouble(trouble)) => Err(Unwritten::Folder(Some(trouble))),
                    Err(Missed::Original) => Err(Unwritten::Folder(Some(Trouble::Other))),
                    Err(Missed::Stopped) => Err(Unwritten::Folder(None)),
                }
            }
        }
    }

    /// All is written; answers with the name of the zip, or the folder.
    pub(super) async fn end(&mut self) -> Result<String, Unwritten> {
        match self {
            Self::Zip(sink, zip) => {
                let directory = std::mem::take(zip).finish();
                let piece = Piece::Made(Uint8Array::from(directory.as_slice()));
                sink.write(piece).await.map_err(Unwritten::Zip)?;
                let closed = sink.close().await.map_err(Unwritten::Zip)?;
                Ok(closed.name)
            }
            Self::Folder(folder) => {
                folder.end().await;
                Ok(folder.root().name())
            }
        }
    }

    /// Leaves nothing half-made. What is in a folder, whole and read back, stays.
    pub(super) async fn abort(&mut self) {
        match self {
            Self::Zip(sink, _) => sink.abort().await,
            Self::Folder(folder) => folder.end().await,
        }
    }
}
