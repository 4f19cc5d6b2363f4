//! The pixel element once the whole header is known: its VR, its byte order, and whether all of it is there.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::dataset::{DataSet, DataSetExt};
use super::encoding::{Encoding, word_length};
use super::instance::{PixelBytes, PixelLayout};
use super::walk::FoundPixels;

/// Bytes of a native pixel value by the header; `None` if it does not say.
pub fn expected_length(data_set: &DataSet) -> Option<u64> {
    let positive = |tag| {
        data_set
            .integer(tag)
            .and_then(|value| u64::try_from(value).ok())
            .filter(|&value| value > 0)
    };
    let bits = positive(tags::BITS_ALLOCATED)?;
    let photometric = data_set
        .text(tags::PHOTOMETRIC_INTERPRETATION)
        .unwrap_or_default();
    // Chroma of 4:2:2 comes once for two pixels (PS3.3 C.7.6.3.1.2), so that a pixel has two samples on average.
    let samples = match photometric.as_str() {
        "YBR_FULL_422" | "YBR_PARTIAL_422" => 2,
        _ => positive(tags::SAMPLES_PER_PIXEL).unwrap_or(1),
    };
    let pixels = positive(tags::ROWS)?.checked_mul(positive(tags::COLUMNS)?)?;
    let frames = positive(tags::NUMBER_OF_FRAMES).unwrap_or(1);
    let total = pixels
        .checked_mul(samples)?
        .checked_mul(frames)?
        .checked_mul(bits)?;
    Some(total.div_ceil(8))
}

/// Whether so many bytes are some of the promised frames, each whole, and a byte of padding at most.
fn is_whole_frames(data_set: &DataSet, length: u64) -> bool {
    let frames = data_set.integer(tags::NUMBER_OF_FRAMES).unwrap_or(1);
    let frames = u64::try_from(frames).unwrap_or(0);
    let all = expected_length(data_set).unwrap_or(0);
    // Frames of bits may share a byte.
    if frames < 2
        || !all.is_multiple_of(frames)
        || data_set.integer(tags::BITS_ALLOCATED) == Some(1)
    {
        return false;
    }
    let frame = all / frames;
    frame > 1 && length >= frame && length < all && length % frame <= 1
}

/// Bytes of the words that a big endian native value is made of, which is what has to be turned round.
pub fn word_of(vr: VR, data_set: &DataSet) -> usize {
    match vr {
        VR::OW => match data_set.integer(tags::BITS_ALLOCATED) {
            Some(32) => 4,
            Some(64) => 8,
            _ => 2,
        },
        other => word_length(other),
    }
}

/// The element as the rest of the program knows it, and how many of its bytes are missing.
pub(super) fn finish(
    found: FoundPixels,
    data_set: &DataSet,
    encoding: Encoding,
) -> (PixelBytes, u64) {
    let FoundPixels {
        tag,
        stated,
        layout,
        missing,
        delimited,
    } = found;
    let bits = data_set.integer(tags::BITS_ALLOCATED).unwrap_or_default();
    let native = matches!(layout, PixelLayout::Native { .. });
    let vr = match (tag, stated) {
        (tags::FLOAT_PIXEL_DATA, _) => VR::OF,
        (tags::DOUBLE_FLOAT_PIXEL_DATA, _) => VR::OD,
        _ if !native => VR::OB,
        (_, Some(VR::OB)) if bits <= 8 => VR::OB,
        _ => VR::OW,
    };
    let missing = match &layout {
        PixelLayout::Native { range } => {
            let there = range.end.saturating_sub(range.start);
            let short = expected_length(data_set).unwrap_or(0).saturating_sub(there);
            // Where the element is all there and holds whole frames, not bytes are missing but the header miscounts.
            match missing == 0 && is_whole_frames(data_set, there) {
                true => 0,
                false => missing.max(short),
            }
        }
        PixelLayout::Encapsulated { fragments, .. } => {
            let frames = data_set.integer(tags::NUMBER_OF_FRAMES).unwrap_or(1).max(1);
            let too_few = i64::try_from(fragments.len()).is_ok_and(|fragments| fragments < frames);
            // How long the fragments would have been that never came, nobody knows; at least the delimiter is missing.
            if too_few && !delimited {
                missing.max(8)
            } else {
                missing
            }
        }
    };
    (
        PixelBytes {
            tag,
            vr,
            big_endian: native && encoding.is_big() && word_length(vr) > 1,
            layout,
        },
        missing,
    )
}
