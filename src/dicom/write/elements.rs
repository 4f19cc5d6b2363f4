//! Elements, sequences and items in explicit VR little endian (PS3.5 7.1.2, 7.5), with defined lengths.

use dicom_core::header::Header;
use dicom_core::value::{PixelFragmentSequence, PrimitiveValue, Value};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::WriteError;
use crate::dicom::dataset::{DataSet, Element};
use crate::dicom::encoding::{has_long_length, is_text};

/// The longest value with a two-byte length that is even.
const LONGEST_SHORT: usize = 65_534;
const UNDEFINED: u32 = u32::MAX;

/// Appends the elements that `wanted` lets through, in ascending order.
pub(super) fn put_data_set(
    out: &mut Vec<u8>,
    data_set: &DataSet,
    wanted: impl Fn(Tag) -> bool,
) -> Result<(), WriteError> {
    data_set
        .iter()
        .filter(|element| !is_never_written(element.tag()) && wanted(element.tag()))
        .try_for_each(|element| put_element(out, element))
}

/// Command and file meta groups, group lengths, delimiters, trailing padding.
fn is_never_written(tag: Tag) -> bool {
    matches!(tag.group(), 0x0000 | 0x0002 | 0xFFFE)
        || tag.element() == 0x0000
        || tag == tags::DATA_SET_TRAILING_PADDING
}

fn put_element(out: &mut Vec<u8>, element: &Element) -> Result<(), WriteError> {
    let tag = element.tag();
    match element.value() {
        Value::Primitive(PrimitiveValue::Empty) => put_leaf(out, tag, element.vr(), &[]),
        Value::Primitive(PrimitiveValue::U8(bytes)) if element.vr() != VR::SQ => {
            put_leaf(out, tag, element.vr(), bytes)
        }
        Value::Primitive(_) => Err(WriteError::NotRaw { tag }),
        Value::Sequence(sequence) => put_items(out, tag, sequence.items()),
        Value::PixelSequence(fragments) => put_fragments(out, tag, fragments),
    }
}

/// Appends one leaf element, padded to an even length.
pub(super) fn put_leaf(
    out: &mut Vec<u8>,
    tag: Tag,
    vr: VR,
    value: &[u8],
) -> Result<(), WriteError> {
    let too_long = WriteError::TooLong { tag };
    let length = value
        .len()
        .checked_add(value.len() % 2)
        .ok_or(too_long.clone())?;
    // A value too long for its VR's two-byte length is written as unknown bytes (PS3.5 6.2.2).
    let stated = if !has_long_length(vr) && length > LONGEST_SHORT {
        VR::UN
    } else {
        vr
    };
    put_head(
        out,
        tag,
        stated,
        u32::try_from(length)
            .ok()
            .filter(|&length| length != UNDEFINED)
            .ok_or(too_long)?,
    );
    out.extend_from_slice(value);
    if length > value.len() {
        out.push(padding(vr));
    }
    Ok(())
}

/// What evens out a value (PS3.5 6.2): a space for text, a zero byte for UIDs and everything binary.
pub(super) fn padding(vr: VR) -> u8 {
    if is_text(vr) && vr != VR::UI { b' ' } else { 0 }
}

/// Appends tag, VR and length. The length of a two-byte form must fit.
pub(super) fn put_head(out: &mut Vec<u8>, tag: Tag, vr: VR, length: u32) {
    put_tag(out, tag);
    out.extend_from_slice(vr.to_string().as_bytes());
    match u16::try_from(length) {
        Ok(short) if !has_long_length(vr) => out.extend_from_slice(&short.to_le_bytes()),
        _ => {
            out.extend_from_slice(&[0, 0]);
            out.extend_from_slice(&length.to_le_bytes());
        }
    }
}

/// Appends an item's or delimiter's tag and length.
pub(super) fn put_item_head(out: &mut Vec<u8>, element: u16, length: u32) {
    put_tag(out, Tag(0xFFFE, element));
    out.extend_from_slice(&length.to_le_bytes());
}

fn put_tag(out: &mut Vec<u8>, tag: Tag) {
    out.extend_from_slice(&tag.group().to_le_bytes());
    out.extend_from_slice(&tag.element().to_le_bytes());
}

fn put_items(out: &mut Vec<u8>, tag: Tag, items: &[DataSet]) -> Result<(), WriteError> {
    put_head(out, tag, VR::SQ, 0);
    let sequence_at = out.len();
    for item in items {
        put_item_head(out, 0xE000, 0);
        let item_at = out.len();
        put_data_set(out, item, |_| true)?;
        set_length(out, item_at, tag)?;
    }
    set_length(out, sequence_at, tag)
}

/// Puts the length of everything from `value_at` into the four bytes before it.
fn set_length(out: &mut [u8], value_at: usize, tag: Tag) -> Result<(), WriteError> {
    let length = out
        .len()
        .checked_sub(value_at)
        .and_then(|length| u32::try_from(length).ok());
    let place = value_at
        .checked_sub(4)
        .and_then(|at| out.get_mut(at..value_at));
    match (length.filter(|&length| length != UNDEFINED), place) {
        (Some(length), Some(place)) => {
            place.copy_from_slice(&length.to_le_bytes());
            Ok(())
        }
        _ => Err(WriteError::TooLong { tag }),
    }
}

/// A compressed icon: fragments with an empty offset table.
fn put_fragments(
    out: &mut Vec<u8>,
    tag: Tag,
    value: &PixelFragmentSequence<Vec<u8>>,
) -> Result<(), WriteError> {
    put_head(out, tag, VR::OB, UNDEFINED);
    put_item_head(out, 0xE000, 0);
    for fragment in value.fragments() {
        let length = u32::try_from(fragment.len().next_multiple_of(2))
            .map_err(|_| WriteError::TooLong { tag })?;
        put_item_head(out, 0xE000, length);
        out.extend_from_slice(fragment);
        if fragment.len() % 2 == 1 {
            out.push(0);
        }
    }
    put_item_head(out, 0xE0DD, 0);
    Ok(())
}
