//! Why a stream is not decoded. No variant carries a value of the stream.

use crate::pixels::error::PixelError;

/// Why a JPEG-LS stream gives no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It ends before the last sample.
    #[error("cut short")]
    CutShort,
    /// Markers or their segments are not what T.87 C.2 allows at this place.
    #[error("a malformed segment")]
    Segment,
    /// Parameters out of the ranges of T.87 Tables C.1 to C.3.
    #[error("an impossible parameter")]
    Parameter,
    /// A code that no encoder writes.
    #[error("a code out of range")]
    Code,
    /// More bits in a scan than its samples need: what was decoded cannot have been meant.
    #[error("more data than samples")]
    Surplus,
    /// Parts of the standard, or additions to it, that no DICOM file may use.
    #[error("an extension")]
    Extension,
    /// The header of the file says otherwise.
    #[error("a disagreement with the header")]
    Mismatch(&'static str),
}

impl From<Refusal> for PixelError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Extension => Self::Unsupported(
                "JPEG-LS with mapping tables, subsampling or colour transformations",
            ),
            Refusal::Mismatch(what) => Self::Mismatch(what),
            damage => Self::codec("JPEG-LS", damage),
        }
    }
}
