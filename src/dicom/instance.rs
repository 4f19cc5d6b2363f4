//! What a reader makes of a file: the parsed header and the place of the pixel bytes.

use std::ops::Range;
use std::rc::Rc;

use dicom_core::{Tag, VR};

use super::dataset::DataSet;
use super::source::Source;
use super::transfer_syntax::TransferSyntax;

/// A parsed header and the place of its pixel bytes.
#[derive(Clone)]
pub struct Instance {
    /// The syntax in which the file was written, as found or as guessed from its bytes.
    pub transfer_syntax: TransferSyntax,
    /// Everything but group 2 and the pixel bytes; attributes after the pixel bytes are merged in. Group lengths,
    /// trailing padding (FFFC,FFFC) and stray bytes after the end are not in here: they never leave. A SOP class or
    /// instance UID that only the file meta has is put in.
    pub data_set: DataSet,
    /// Where the pixel bytes lie, if there are any.
    pub pixels: Option<PixelBytes>,
    /// What the reader had to forgive.
    pub flaws: Vec<Flaw>,
    /// The bytes that the ranges of `pixels` refer to: the original source, or the inflated data set.
    pub body: Rc<dyn Source>,
    /// Whether `body` is the original source, so that its ranges can leave as they are.
    pub body_is_original: bool,
}

/// The pixel element: (7FE0,0010), (7FE0,0008) or (7FE0,0009).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PixelBytes {
    /// Which of the three it is: integers, floats of 32 bits or floats of 64 bits.
    pub tag: Tag,
    /// OB, OW, OF or OD, after correction of what the file said.
    pub vr: VR,
    /// Bytes of a native value are big endian words (explicit big endian syntax only).
    pub big_endian: bool,
    /// Native or encapsulated, and where the bytes are.
    pub layout: PixelLayout,
}

/// Where the bytes are, in [`Instance::body`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PixelLayout {
    /// One run of samples; clipped to the bytes that are there.
    Native {
        /// Within [`Instance::body`]; may be shorter than the header promises.
        range: Range<u64>,
    },
    /// Items of compressed data (PS3.5 A.4).
    Encapsulated {
        /// The basic offset table's value as it stands, which may be empty or wrong.
        offset_table: Vec<u32>,
        /// From the first byte of the offset table's item header to the last byte of the last fragment.
        items: Range<u64>,
        /// Values of the fragments, item headers left out.
        fragments: Vec<Range<u64>>,
        /// Whether `items` holds nothing but item headers, the offset table and the fragments, end to end.
        contiguous: bool,
    },
}

/// What the reader had to forgive. Each is a statement about form and holds no value of the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Flaw {
    /// No 128-byte preamble and no `DICM`.
    NoPreamble,
    /// File meta information is missing or could not be followed; the syntax was guessed.
    BrokenFileMeta,
    /// The stated transfer syntax did not fit the bytes; another was used.
    WrongTransferSyntax,
    /// An attribute's value ran past the end of the file or of its item; the rest was dropped.
    Truncated {
        /// Group and element of the attribute, which may lie in an item.
        tag: (u16, u16),
    },
    /// A length that does not fit what it holds: the value ends with other attributes of this data set, or bytes of a
    /// sequence or item had to be passed over.
    Misfit {
        /// Group and element of the attribute or sequence whose length it is.
        tag: (u16, u16),
    },
    /// Fewer pixel bytes than the header promises; `missing` bytes are not there.
    TruncatedPixelData {
        /// Bytes that Rows, Columns, Number of Frames and the other counts ask for beyond those there are.
        missing: u64,
    },
    /// A value of odd length.
    OddLength {
        /// Group and element; lengths are even by PS3.5 7.1.1.
        tag: (u16, u16),
    },
    /// An attribute whose stated VR is not possible; the dictionary's was used.
    WrongVr {
        /// Group and element.
        tag: (u16, u16),
    },
    /// Attributes out of order or repeated; the first was kept.
    OutOfOrder {
        /// Group and element of the one that came too late.
        tag: (u16, u16),
    },
    /// Bytes after the end of the data set, dropped.
    TrailingBytes {
        /// How many bytes.
        count: u64,
    },
}
