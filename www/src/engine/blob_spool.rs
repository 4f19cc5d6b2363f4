//! Where a worker spools painted frames: blobs, which are the browser's to hold and not the engine's.
//!
//! In come pieces of some megabytes; they are read again for the second reading, and leave as one blob beside the
//! answer, whose bytes never come back through here. The browser keeps blobs in its own memory and moves them to its
//! own disk only when there are gigabytes of them; nothing is in them but painted frames.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::browser::js;
use crate::engine::blob_source::BlobSource;
use crate::protocol::given::Given;
use darkroom::clean::HeldReason;
use darkroom::dicom::spool::{Keep, PieceSpool, SpoolError};
use darkroom::dicom::{Part, Source, SourceError, Spool};

/// The pieces.
#[derive(Default)]
pub struct Blobs(Vec<Given>);

/// An empty spool.
pub fn new() -> PieceSpool<Blobs> {
    PieceSpool::new(Blobs::default())
}

/// All that was spooled as one blob; `None` if all of it is still in memory.
pub fn finish(spool: &PieceSpool<Blobs>) -> Result<Option<Blob>, HeldReason> {
    let not_written = |SpoolError(why)| HeldReason::NotWritten { why };
    let all = spool.finish(|Blobs(blobs)| blob_of(&blobs.iter().map(Given::part).collect()));
    all.map_err(not_written)?.transpose().map_err(not_written)
}

/// All that was spooled as one blob, however little it is.
pub fn finish_whole(spool: &PieceSpool<Blobs>) -> Result<Blob, HeldReason> {
    if let Some(blob) = finish(spool)? {
        return Ok(blob);
    }
    let bytes = spool.read(0..spool.len());
    let bytes = bytes.map_err(|_| HeldReason::OutputUnreadable)?;
    let pieces = Array::of1(&Uint8Array::from(bytes.as_slice()));
    blob_of(&pieces).map_err(|SpoolError(why)| HeldReason::NotWritten { why })
}

/// A spool of frames that reports each as it is spooled.
pub struct Reporting {
    pub spool: Rc<PieceSpool<Blobs>>,
    pub on_frame: Rc<dyn Fn()>,
}

impl Source for Reporting {
    fn len(&self) -> u64 {
        self.spool.len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        self.spool.read_at(offset, buffer)
    }
}

impl Spool for Reporting {
    fn put(&self, bytes: Vec<u8>) -> Result<Part, SpoolError> {
        let part = self.spool.put(bytes)?;
        (self.on_frame)();
        Ok(part)
    }
}

fn blob_of(pieces: &Array) -> Result<Blob, SpoolError> {
    js::blob(pieces, "").map_err(spool_error)
}

fn spool_error(error: JsValue) -> SpoolError {
    SpoolError(js::error_name(&error))
}

impl Keep for Blobs {
    fn keep(&mut self, piece: Vec<u8>) -> Result<(), SpoolError> {
        let bytes = Uint8Array::from(piece.as_slice());
        self.0.push(Given::keep(bytes).map_err(spool_error)?);
        Ok(())
    }

    fn fetch(&self, number: usize) -> Result<Vec<u8>, SourceError> {
        let Some(piece) = self.0.get(number) else {
            return Ok(Vec::new());
        };
        let source = BlobSource::new(piece.clone(), Vec::new());
        source.read(0..source.len())
    }
}
