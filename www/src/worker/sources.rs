//! Dropped files as sources of bytes, as much of them prefetched as a question needs.

use std::rc::Rc;

use crate::engine::blob_source::{BlobSource, WINDOW};
use crate::protocol::given::Given;
use darkroom::dicom::Source;

/// The longest file that is taken for a linking key, in bytes: a million patients' worth.
const LONGEST_KEY: f64 = 256.0 * 1024.0 * 1024.0;

/// A source over the file; all of it is prefetched if it is no longer than `whole`, else the first window.
pub async fn source(file: Given, whole: u64) -> Rc<dyn Source> {
    let size = file.size() as u64;
    let prefetch = if size <= whole { size } else { WINDOW };
    // A failure to read shows again, with its place, when the source is read.
    let head = file.read(0.0, prefetch as f64).await.unwrap_or_default();
    Rc::new(BlobSource::new(file, head))
}

/// A source over a file, prefetched as [`source`] does; nothing is prefetched without `whole`.
pub async fn open(file: Given, whole: impl Into<Option<u64>>) -> Rc<dyn Source> {
    match whole.into() {
        Some(whole) => source(file, whole).await,
        None => Rc::new(BlobSource::new(file, Vec::new())),
    }
}

/// All of a linking key's file; `None` if it cannot be read, or is longer than any key.
pub async fn read_whole(file: Given) -> Option<Vec<u8>> {
    if file.size() > LONGEST_KEY {
        return None;
    }
    file.read(0.0, file.size()).await.ok()
}
