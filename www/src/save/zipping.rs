//! A delivery into a zip, or some: entries one after the other, the list of them last.

use super::control::Control;
use super::lock::Lock;
use super::zips;
use crate::browser::sink::{Piece, SaveError, Sink};
use crate::engine::ZipWriter;
use crate::state::Session;
use darkroom::deliver::WrittenFile;

/// The zip that is open, and where it goes.
pub struct Zipping {
    pub sink: Sink,
    zip: ZipWriter,
    /// What encrypts it, if anything does.
    lock: Box<Lock>,
    /// What was written into it.
    written: Vec<WrittenFile>,
}

impl Zipping {
    pub fn new(sink: Sink, lock: Lock) -> Self {
        Self {
            sink,
            zip: lock.zip(),
            lock: Box::new(lock),
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
        self.lock.put(&mut self.sink, &header).await?;
        let is_cancelled = || control.cancelled.get();
        self.lock.write(&mut self.sink, pieces, is_cancelled).await
    }

    /// Ends the zip; answers with its place in [`Session::zips`].
    pub async fn close(&mut self, session: Session) -> Result<usize, SaveError> {
        let next = self.zip.another();
        let directory = std::mem::replace(&mut self.zip, next).finish();
        self.lock.put(&mut self.sink, &directory).await?;
        let closed = self.sink.close().await?;
        let written = std::mem::take(&mut self.written);
        Ok(zips::note(session, closed, written, self.lock.end()))
    }
}
