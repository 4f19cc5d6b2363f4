//! Strict writing (PS3.10 7.1): zeroed preamble, correct file meta, even lengths, no group lengths.
//!
//! In come a data set of raw values, and what becomes of the pixel bytes; out come [`Part`]s. Pixel bytes that stay as
//! they are leave as ranges of the body, so that they are never loaded. Never written: group 2 of the original, group
//! lengths, trailing padding, values that are not raw.

mod deflated;
mod elements;
mod pixels;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::dataset::{DataSet, DataSetExt};
use super::instance::PixelBytes;
use super::part::Part;
use super::source::{Source, SourceError};
use super::transfer_syntax::TransferSyntax;
use super::walk::is_pixel;
pub use deflated::deflated;
use elements::{put_data_set, put_leaf};

/// Darkroom's own Implementation Class UID (PS3.5 B.2: made from a UUID).
pub const IMPLEMENTATION_CLASS_UID: &str = "2.25.69302609235733660198790215403182736884";
/// Implementation Version Name, at most 16 characters.
pub const IMPLEMENTATION_VERSION_NAME: &str = "DARKROOM_0.1";

/// What becomes of the pixel bytes. Parts' ranges refer to the body that [`write`](fn@write) is given.
#[derive(Debug)]
pub enum PixelsOut<'a> {
    /// There are none.
    None,
    /// They leave as they are; big endian words are turned round, which loads them.
    Kept(&'a PixelBytes),
    /// New native samples, little endian.
    Native {
        /// Pixel Data (7FE0,0010), Float Pixel Data (7FE0,0008) or Double Float Pixel Data (7FE0,0009).
        tag: Tag,
        /// OB, OW, OF or OD, as fits the tag and Bits Allocated (PS3.5 A.2).
        vr: VR,
        /// The value, end to end.
        parts: Vec<Part>,
    },
    /// New compressed frames, each of its parts and written as one fragment; an offset table is written.
    Encapsulated {
        /// Frame by frame, the parts of its compressed bytes.
        frames: Vec<Vec<Part>>,
    },
}

/// Why a data set cannot be written. None of these carries a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// SOP Class UID (0008,0016) or SOP Instance UID (0008,0018) is missing or empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A value is not raw bytes, or the pixel element is among the attributes.
    #[error("attribute {tag} is not in a form that can be written")]
    NotRaw {
        /// Which attribute.
        tag: Tag,
    },
    /// A value or sequence of 4 GB or more.
    #[error("attribute {tag} is too long to be written")]
    TooLong {
        /// Which attribute, or the sequence.
        tag: Tag,
    },
    /// The syntax is one in which nothing is written, or does not fit the pixel bytes.
    #[error("the pixel bytes do not fit the transfer syntax")]
    SyntaxMismatch,
    /// The original's pixel bytes could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// A whole Part 10 file of `data_set` (without group 2 and pixel element) in `transfer_syntax`, which must be
/// explicit VR little endian or an encapsulated syntax. SOP class and instance UID for the file meta are the data
/// set's.
/// `body` is [`super::Instance::body`], read only where pixel bytes must change their form.
pub fn write(
    data_set: &DataSet,
    transfer_syntax: &TransferSyntax,
    pixels: PixelsOut<'_>,
    body: &dyn Source,
) -> Result<Vec<Part>, WriteError> {
    let explicit = transfer_syntax.uid == TransferSyntax::EXPLICIT_LITTLE_ENDIAN;
    if !explicit && (!transfer_syntax.is_encapsulated() || transfer_syntax.uid.is_empty()) {
        return Err(WriteError::SyntaxMismatch);
    }
    if let Some(tag) = data_set.tags().find(|&tag| is_pixel(tag)) {
        return Err(WriteError::NotRaw { tag });
    }
    let pixels = pixels::prepare(data_set, transfer_syntax, pixels, body)?;
    let mut head = preamble_and_meta(data_set, transfer_syntax)?;
    let Some(pixels) = pixels else {
        put_data_set(&mut head, data_set, |_| true)?;
        return Ok(vec![Part::Bytes(head)]);
    };
    let tables_hold = pixels.tables_hold;
    let stays = |tag: Tag| tables_hold || !is_extended_offset_table(tag);
    put_data_set(&mut head, data_set, |tag| tag < pixels.tag && stays(tag))?;
    head.extend_from_slice(&pixels.head);
    let mut tail = Vec::new();
    put_data_set(&mut tail, data_set, |tag| tag > pixels.tag && stays(tag))?;
    let mut parts = vec![Part::Bytes(head)];
    parts.extend(pixels.parts);
    parts.push(Part::Bytes(tail));
    Ok(joined(parts))
}

/// The attributes of a data set, without any file around them, in explicit VR little endian.
pub fn encoded(data_set: &DataSet) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    put_data_set(&mut bytes, data_set, |_| true)?;
    Ok(bytes)
}

/// Extended Offset Table, its lengths and Encapsulated Pixel Data Value Total Length: true of the original's items
/// only.
fn is_extended_offset_table(tag: Tag) -> bool {
    matches!(
        tag,
        tags::EXTENDED_OFFSET_TABLE
            | tags::EXTENDED_OFFSET_TABLE_LENGTHS
            | tags::ENCAPSULATED_PIXEL_DATA_VALUE_TOTAL_LENGTH
    )
}

/// 128 zero bytes, `DICM`, and the six attributes of group 2 that are ours to state.
fn preamble_and_meta(
    data_set: &DataSet,
    transfer_syntax: &TransferSyntax,
) -> Result<Vec<u8>, WriteError> {
    let class = data_set
        .text(tags::SOP_CLASS_UID)
        .ok_or(WriteError::Missing("SOP Class UID"))?;
    let instance = data_set
        .text(tags::SOP_INSTANCE_UID)
        .ok_or(WriteError::Missing("SOP Instance UID"))?;
    let mut group = Vec::new();
    for (tag, vr, value) in [
        (tags::FILE_META_INFORMATION_VERSION, VR::OB, &[0, 1][..]),
        (tags::MEDIA_STORAGE_SOP_CLASS_UID, VR::UI, class.as_bytes()),
        (
            tags::MEDIA_STORAGE_SOP_INSTANCE_UID,
            VR::UI,
            instance.as_bytes(),
        ),
        (
            tags::TRANSFER_SYNTAX_UID,
            VR::UI,
            transfer_syntax.uid.as_bytes(),
        ),
        (
            tags::IMPLEMENTATION_CLASS_UID,
            VR::UI,
            IMPLEMENTATION_CLASS_UID.as_bytes(),
        ),
        (
            tags::IMPLEMENTATION_VERSION_NAME,
            VR::SH,
            IMPLEMENTATION_VERSION_NAME.as_bytes(),
        ),
    ] {
        put_leaf(&mut group, tag, vr, value)?;
    }
    let mut bytes = vec![0; 128];
    bytes.extend_from_slice(b"DICM");
    let length = u32::try_from(group.len()).map_err(|_| WriteError::TooLong {
        tag: tags::FILE_META_INFORMATION_GROUP_LENGTH,
    })?;
    put_leaf(
        &mut bytes,
        tags::FILE_META_INFORMATION_GROUP_LENGTH,
        VR::UL,
        &length.to_le_bytes(),
    )?;
    bytes.append(&mut group);
    Ok(bytes)
}

/// Neighbouring runs of bytes become one; empty parts go.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        match (out.last_mut(), part) {
            (Some(Part::Bytes(last)), Part::Bytes(mut bytes)) => last.append(&mut bytes),
            (Some(Part::Range(last)), Part::Range(range)) if last.end == range.start => {
                last.end = range.end
            }
            (Some(Part::Spooled(last)), Part::Spooled(range)) if last.end == range.start => {
                last.end = range.end
            }
            (_, part) => out.push(part),
        }
    }
    out
}
