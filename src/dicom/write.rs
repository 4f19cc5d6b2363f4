//! Strict writing (PS3.10 7.1): zeroed preamble, correct file meta, even lengths, no group lengths.

use std::ops::Range;

use dicom_core::{Tag, VR};

use super::dataset::DataSet;
use super::instance::PixelBytes;
use super::transfer_syntax::TransferSyntax;

/// A run of output bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Bytes that were made.
    Bytes(Vec<u8>),
    /// A range of the instance's body, as it stands there.
    Range(Range<u64>),
}

/// What becomes of the pixel bytes.
#[derive(Debug)]
pub enum PixelsOut<'a> {
    /// There are none.
    None,
    /// They leave as they are.
    Kept(&'a PixelBytes),
    /// New native samples, little endian.
    Native { tag: Tag, vr: VR, bytes: Vec<u8> },
    /// New compressed frames, one fragment each; an offset table is written.
    Encapsulated { frames: Vec<Vec<u8>> },
}

/// A whole Part 10 file of `data_set` (without group 2 and pixel element) in `transfer_syntax`, which must be
/// explicit VR little endian or an encapsulated syntax. SOP class and instance UID for the file meta are the data set's.
pub fn write(
    data_set: &DataSet,
    transfer_syntax: &TransferSyntax,
    pixels: PixelsOut<'_>,
) -> Vec<Part> {
    let _ = (data_set, transfer_syntax, pixels);
    Vec::new()
}
