//! The pixel element on its way out: native values and items of fragments (PS3.5 A.4).

use std::ops::Range;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::elements::{put_head, put_item_head};
use super::{PixelsOut, WriteError};
use crate::dicom::dataset::{DataSet, DataSetExt};
use crate::dicom::encoding::swap_words;
use crate::dicom::instance::{PixelBytes, PixelLayout};
use crate::dicom::part::{Part, parts_len};
use crate::dicom::pixel_element::word_of;
use crate::dicom::source::Source;
use crate::dicom::transfer_syntax::TransferSyntax;

const UNDEFINED: u32 = u32::MAX;

/// The pixel element, ready to be put in its place.
pub(super) struct Prepared {
    pub tag: Tag,
    /// Tag, VR and length.
    pub head: Vec<u8>,
    pub parts: Vec<Part>,
    /// Items stand as they stood, so that the original's extended offset table still holds.
    pub tables_hold: bool,
}

/// Turns the caller's wish into an element; `None` if there is to be none.
pub(super) fn prepare(
    data_set: &DataSet,
    transfer_syntax: &TransferSyntax,
    pixels: PixelsOut<'_>,
    body: &dyn Source,
) -> Result<Option<Prepared>, WriteError> {
    let encapsulated = match &pixels {
        PixelsOut::None => return Ok(None),
        PixelsOut::Native { .. } => false,
        PixelsOut::Encapsulated { .. } => true,
        PixelsOut::Kept(kept) => matches!(kept.layout, PixelLayout::Encapsulated { .. }),
    };
    if encapsulated != transfer_syntax.is_encapsulated() {
        return Err(WriteError::SyntaxMismatch);
    }
    match pixels {
        PixelsOut::None => Ok(None),
        PixelsOut::Native { tag, vr, parts } => native(tag, vr, parts),
        // A video's frames have no offsets: their stream tells where they are.
        PixelsOut::Encapsulated { frames } => Ok(Some(items(frames, !transfer_syntax.is_video()))),
        PixelsOut::Kept(PixelBytes {
            tag,
            vr,
            big_endian,
            layout,
        }) => match layout {
            PixelLayout::Native { range } if *big_endian => {
                let mut bytes = body.read(range.clone())?;
                swap_words(&mut bytes, word_of(*vr, data_set));
                native(*tag, *vr, vec![Part::Bytes(bytes)])
            }
            PixelLayout::Native { range } => native(*tag, *vr, vec![Part::Range(range.clone())]),
            PixelLayout::Encapsulated {
                offset_table,
                items: all,
                fragments,
                contiguous,
            } => {
                let even = fragments
                    .iter()
                    .all(|range| (range.end.saturating_sub(range.start)) % 2 == 0);
                if *contiguous && even && table_fits(offset_table, fragments) {
                    let tables_hold = extended_table_fits(data_set, fragments);
                    return Ok(Some(as_it_stands(all, tables_hold)));
                }
                let frames = data_set.integer(tags::NUMBER_OF_FRAMES).unwrap_or(1);
                let one_each = i64::try_from(fragments.len()) == Ok(frames);
                Ok(Some(items(
                    fragments
                        .iter()
                        .map(|range| vec![Part::Range(range.clone())])
                        .collect(),
                    one_each,
                )))
            }
        },
    }
}

fn native(tag: Tag, vr: VR, mut parts: Vec<Part>) -> Result<Option<Prepared>, WriteError> {
    let length = parts_len(&parts);
    let even = length
        .checked_add(length % 2)
        .and_then(|even| u32::try_from(even).ok());
    let even = even
        .filter(|&even| even != UNDEFINED)
        .ok_or(WriteError::TooLong { tag })?;
    if u64::from(even) > length {
        parts.push(Part::Bytes(vec![0]));
    }
    let mut head = Vec::new();
    put_head(&mut head, tag, vr, even);
    Ok(Some(Prepared {
        tag,
        head,
        parts,
        tables_hold: false,
    }))
}

/// The original's items in one range, with a delimiter of our own.
fn as_it_stands(all: &Range<u64>, tables_hold: bool) -> Prepared {
    let mut prepared = undefined_length();
    prepared.parts = vec![Part::Range(all.clone()), delimiter()];
    prepared.tables_hold = tables_hold;
    prepared
}

/// Whether the extended offset table and its lengths (PS3.3 C.7.6.3.1.8) are true of the fragments, each of them a
/// frame, or are not there. What is not true says something else.
fn extended_table_fits(data_set: &DataSet, fragments: &[Range<u64>]) -> bool {
    let numbers = |tag| {
        data_set.bytes(tag).map(|bytes| {
            let (numbers, rest) = bytes.as_chunks();
            let numbers = numbers.iter().map(|number| u64::from_le_bytes(*number));
            (numbers.collect::<Vec<_>>(), rest.is_empty())
        })
    };
    let first = fragments.first().map_or(0, |range| range.start);
    let length = |range: &Range<u64>| range.end.saturating_sub(range.start);
    let fits = |tag, of: &dyn Fn(&Range<u64>, u64) -> bool| match numbers(tag) {
        None => true,
        Some((numbers, whole)) => {
            let mut pairs = fragments.iter().zip(&numbers);
            whole && numbers.len() == fragments.len() && pairs.all(|(range, n)| of(range, *n))
        }
    };
    let total: u64 = fragments.iter().map(length).sum();
    let total_fits = numbers(tags::ENCAPSULATED_PIXEL_DATA_VALUE_TOTAL_LENGTH).is_none_or(|(numbers, whole)| {
        let padding = fragments.len() as u64;
        whole
            && matches!(numbers.as_slice(), [n] if (total.saturating_sub(padding)..=total).contains(n))
    });
    // Lengths leave the padding byte out.
    fits(tags::EXTENDED_OFFSET_TABLE, &|range, n| {
        n == range.start.saturating_sub(first)
    }) && fits(tags::EXTENDED_OFFSET_TABLE_LENGTHS, &|range, n| {
        length(range).saturating_sub(n) <= 1 && n <= length(range)
    }) && total_fits
}

/// Item heads of our own around the fragments, each given by its parts; the offset table is filled if each is a frame
/// and 32 bits suffice.
fn items(fragments: Vec<Vec<Part>>, one_each: bool) -> Prepared {
    let mut table = Vec::new();
    let mut at: u64 = 0;
    let mut fits = one_each;
    for fragment in &fragments {
        match u32::try_from(at) {
            Ok(offset) => table.extend_from_slice(&offset.to_le_bytes()),
            Err(_) => fits = false,
        }
        at = at
            .saturating_add(8)
            .saturating_add(parts_len(fragment).next_multiple_of(2));
    }
    let table_length = u32::try_from(table.len())
        .ok()
        .filter(|_| fits)
        .unwrap_or(0);
    let mut prepared = undefined_length();
    put_item_head(&mut prepared.head, 0xE000, table_length);
    if table_length > 0 {
        prepared.head.append(&mut table);
    }
    for fragment in fragments {
        let length = parts_len(&fragment);
        let mut head = Vec::new();
        // A fragment comes from an item with a 32-bit length, or from a frame in memory.
        let even = u32::try_from(length.next_multiple_of(2)).unwrap_or(UNDEFINED - 1);
        put_item_head(&mut head, 0xE000, even);
        prepared.parts.push(Part::Bytes(head));
        prepared.parts.extend(fragment);
        if length % 2 == 1 {
            prepared.parts.push(Part::Bytes(vec![0]));
        }
    }
    prepared.parts.push(delimiter());
    prepared
}

fn undefined_length() -> Prepared {
    let mut head = Vec::new();
    put_head(&mut head, tags::PIXEL_DATA, VR::OB, UNDEFINED);
    Prepared {
        tag: tags::PIXEL_DATA,
        head,
        parts: Vec::new(),
        tables_hold: false,
    }
}

fn delimiter() -> Part {
    let mut bytes = Vec::new();
    put_item_head(&mut bytes, 0xE0DD, 0);
    Part::Bytes(bytes)
}

/// Whether the table is empty, or begins at the first fragment and names nothing but fragments in order.
fn table_fits(table: &[u32], fragments: &[Range<u64>]) -> bool {
    let Some(first) = fragments.first() else {
        return table.is_empty();
    };
    let mut starts = fragments
        .iter()
        .map(|range| range.start.saturating_sub(first.start));
    table.first().is_none_or(|&offset| offset == 0)
        && table
            .iter()
            .all(|&offset| starts.any(|start| start == u64::from(offset)))
}
