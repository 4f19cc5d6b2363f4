//! Lenient reading.

use std::rc::Rc;

use super::instance::Instance;
use super::source::{Source, SourceError};

/// Why a source is not an instance. None of these carries a value of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Neither a preamble with `DICM` nor a plausible data set.
    #[error("the file is not DICOM")]
    NotDicom,
    /// A DICOMDIR (Media Storage Directory, PS3.3 F): an index of names, never copied.
    #[error("the file is a DICOMDIR, an index of the disc")]
    Directory,
    /// `DICM` is there, but no data set can be made of what follows.
    #[error("the header is damaged at byte {offset}")]
    Damaged { offset: u64 },
    /// A deflated data set that does not inflate, or grows past every sensible size.
    #[error("the compressed header could not be unpacked: {0}")]
    Inflate(&'static str),
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// Reads the header of `source` and finds its pixel bytes.
pub fn read(source: Rc<dyn Source>) -> Result<Instance, ReadError> {
    let _ = source;
    Err(ReadError::NotDicom)
}
