//! Pieces written to a file's stream, some megabytes at a time. Errors are the browser's own.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{FileSystemFileHandle, FileSystemWritableFileStream};

use super::js;
use super::patience::Patience;
use super::sink::Piece;

/// Bytes and pieces that are written at a time.
const STROKE: f64 = 8.0 * 1024.0 * 1024.0;
const STROKE_PIECES: u32 = 256;

/// A file that is being written. The browser writes beside it, and swaps when it is closed.
pub struct Strokes {
    stream: FileSystemWritableFileStream,
    waiting: Array,
    bytes: f64,
    /// Of all strokes.
    all: f64,
    patience: Patience,
}

impl Strokes {
    /// Begins to write a file anew.
    pub async fn open(handle: &FileSystemFileHandle, patience: Patience) -> Result<Self, JsValue> {
        let stream = JsFuture::from(handle.create_writable());
        Ok(Self {
            stream: patience.settled(stream, 0.0).await?.unchecked_into(),
            waiting: Array::new(),
            bytes: 0.0,
            all: 0.0,
            patience,
        })
    }

    /// Takes a piece; a long one in several strokes.
    pub async fn write(&mut self, piece: &Piece) -> Result<(), JsValue> {
        match piece {
            Piece::Made(bytes) => self.add(bytes, f64::from(bytes.length())).await,
            Piece::Original(blob) | Piece::Spooled(blob) => {
                let size = blob.size();
                let mut start = 0.0;
                while start < size {
                    let end = size.min(start + STROKE);
                    let slice = blob.slice_with_f64_and_f64(start, end)?;
                    self.add(&slice, end - start).await?;
                    start = end;
                }
                Ok(())
            }
        }
    }

    async fn add(&mut self, piece: &JsValue, bytes: f64) -> Result<(), JsValue> {
        self.waiting.push(piece);
        self.bytes += bytes;
        if self.bytes >= STROKE || self.waiting.length() >= STROKE_PIECES {
            self.put_down().await
        } else {
            Ok(())
        }
    }

    async fn put_down(&mut self) -> Result<(), JsValue> {
        let bytes = std::mem::take(&mut self.bytes);
        self.all += bytes;
        let stroke = std::mem::replace(&mut self.waiting, Array::new());
        let blob = js::blob(&stroke, "")?;
        let written = JsFuture::from(self.stream.write_with_blob(&blob)?);
        self.patience.settled(written, bytes).await.map(drop)
    }

    /// Ends the file: from now on it is there.
    pub async fn close(&mut self) -> Result<(), JsValue> {
        self.put_down().await?;
        let closed = JsFuture::from(self.stream.close());
        // The browser reads it all once more.
        self.patience.settled(closed, self.all).await.map(drop)
    }

    /// Leaves nothing of what is not closed; a drive that does not answer, once it does.
    pub async fn abort(&mut self) {
        let aborted = JsFuture::from(self.stream.abort());
        self.patience.settled(aborted, 0.0).await.ok();
    }
}
