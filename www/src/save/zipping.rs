//! A delivery into a zip, or some: entries one after the other, the list of them last.

use js_sys::Uint8Array;

use super::control::Control;
use super::zips;
use crate::browser::sink::{Piece, SaveError, Sink};
use crate::engine::ZipWriter;
use crate::state::Session;
use darkroom::deliver::WrittenFile;

/// The zip that is open, and where it goes.
pub struct Zipping {
    pub sink: Sink,
    zip: ZipWriter,
    /// What was written into it.
    written: Vec<WrittenFile>,
}

impl Zipping {
    pub fn new(sink: Sink) -> Self {
        Self {
            sink,
            zip: ZipWriter::new(),
            written: Vec::new(),
        }
    }

    /// Writes an entry, of this CRC-32.
    pub async fn put(
        &mut self,
        file: WrittenFile,
        crc32: u32,
        pieces: Vec<Piece>,
        control: &Control,
    ) -> Result<(), SaveError> {
        let header = self.zip.local_header(&file.name, crc32, file.size);
        self.written.push(file);
        self.sink
            .write(Piece::Made(Uint8Array::from(header.as_slice())))
            .await?;
        for piece in pieces {
            if control.cancelled.get() {
                break;
            }
            self.sink.write(piece).await?;
        }
        Ok(())
    }

    /// Ends the zip; answers with its place in [`Session::zips`].
    pub async fn close(&mut self, session: Session) -> Result<usize, SaveError> {
        let directory = std::mem::take(&mut self.zip).finish();
        self.sink
            .write(Piece::Made(Uint8Array::from(directory.as_slice())))
            .await?;
        let closed = self.sink.close().await?;
        Ok(zips::note(
            session,
            closed,
            std::mem::take(&mut self.written),
        ))
    }
}
