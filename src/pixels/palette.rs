//! Palette colour (PS3.3 C.7.9): three tables, of 8 or 16 bits, plain or segmented.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::error::PixelError;
use super::lookup;
use crate::dicom::{DataSet, DataSetExt};

/// Descriptor, data and segmented data of red, green and blue.
const COLOURS: [(Tag, Tag, Tag); 3] = [
    (
        tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
        tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        tags::SEGMENTED_RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    ),
    (
        tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
        tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        tags::SEGMENTED_GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    ),
    (
        tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
        tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        tags::SEGMENTED_BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    ),
];

/// Colours for stored values from `first` up.
pub struct Palette {
    first: i32,
    /// Never empty.
    colours: Vec<[u8; 3]>,
}

impl Palette {
    /// Of a data set whose Photometric Interpretation is PALETTE COLOR.
    pub fn of(data_set: &DataSet, signed: bool) -> Result<Self, PixelError> {
        let tables = COLOURS.map(|tags| channel(data_set, tags, signed));
        let [Some((first, red)), Some((_, green)), Some((_, blue))] = tables else {
            return Err(PixelError::Missing("the colour palette"));
        };
        let colours: Vec<_> = red
            .into_iter()
            .zip(green)
            .zip(blue)
            .map(|((r, g), b)| [r, g, b])
            .collect();
        match colours.is_empty() {
            true => Err(PixelError::Invalid("the colour palette")),
            false => Ok(Self { first, colours }),
        }
    }

    /// The lowest stored value that has a colour of its own.
    pub fn first(&self) -> i64 {
        self.first.into()
    }

    /// The colours from a stored value up.
    pub fn from(self, lowest: i64) -> Vec<[u8; 3]> {
        let below = lowest.saturating_sub(self.first.into()).max(0) as usize;
        let rest = self.colours.get(below.min(self.colours.len() - 1)..);
        rest.map_or(Vec::new(), <[_]>::to_vec)
    }

    /// The colour of a stored value; values outside take the nearest entry.
    pub fn colour(&self, value: i64) -> [u8; 3] {
        let place = value
            .saturating_sub(i64::from(self.first))
            .clamp(0, self.colours.len() as i64 - 1);
        self.colours
            .get(place as usize)
            .copied()
            .unwrap_or_default()
    }

    /// The stored value within `lowest..=highest` whose colour is the darkest.
    pub fn blackest(&self, lowest: i64, highest: i64) -> i64 {
        let first = i64::from(self.first);
        let last = first + self.colours.len() as i64 - 1;
        let candidates = first.max(lowest)..=last.min(highest);
        candidates
            .min_by_key(|&value| self.colour(value).map(u32::from).iter().sum::<u32>())
            .unwrap_or(lowest)
    }
}

/// First mapped value and 8-bit entries of one colour.
fn channel(
    data_set: &DataSet,
    (descriptor, data, segmented): (Tag, Tag, Tag),
    signed: bool,
) -> Option<(i32, Vec<u8>)> {
    let (first, entries, bits) = match lookup::table(data_set, descriptor, data, signed) {
        Some(table) => {
            let bits = table.bits.clamp(table.used_bits().max(1), 16);
            (table.first, table.entries, bits)
        }
        None => {
            let (count, first, bits) = lookup::descriptor_of(data_set, descriptor, signed)?;
            let words: Vec<u16> = match data_set.bytes(segmented)? {
                bytes if bits <= 8 && bytes.len() < count => {
                    bytes.iter().copied().map(u16::from).collect()
                }
                bytes => bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|word| u16::from_le_bytes(*word))
                    .collect(),
            };
            (first, expand(&words, count)?, bits)
        }
    };
    // Some writers say 16 bits and fill 8 of them.
    let wide = bits > 8 && entries.iter().any(|entry| *entry > 0xFF);
    let shift = if wide { bits.clamp(9, 16) - 8 } else { 0 };
    Some((
        first,
        entries
            .into_iter()
            .map(|entry| (entry >> shift).min(0xFF) as u8)
            .collect(),
    ))
}

/// Segments (PS3.3 C.7.9.2): discrete runs, linear runs, and references to earlier segments.
fn expand(words: &[u16], count: usize) -> Option<Vec<u16>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() && out.len() < count {
        match *words.get(at)? {
            2 => {
                let (segments, low, high) = (
                    *words.get(at + 1)?,
                    *words.get(at + 2)?,
                    *words.get(at + 3)?,
                );
                // Offsets count bytes.
                let mut from = ((usize::from(high) << 16) | usize::from(low)) / 2;
                for _ in 0..segments {
                    from = segment(words, from, count, &mut out)?;
                }
                at += 4;
            }
            _ => at = segment(words, at, count, &mut out)?,
        }
    }
    (out.len() >= count).then(|| {
        out.truncate(count);
        out
    })
}

/// One discrete or linear segment; where the next one begins. One of no length says nothing, and references to such
/// ones could be followed for hours.
fn segment(words: &[u16], at: usize, limit: usize, out: &mut Vec<u16>) -> Option<usize> {
    let length = usize::from(*words.get(at + 1)?);
    if length == 0 {
        return None;
    }
    match *words.get(at)? {
        0 => {
            out.extend_from_slice(words.get(at + 2..at + 2 + length)?);
            (out.len() <= limit + length).then_some(at + 2 + length)
        }
        1 => {
            let (from, to) = (f64::from(*out.last()?), f64::from(*words.get(at + 2)?));
            let step = (to - from) / length as f64;
            let room = limit.saturating_sub(out.len()).min(length);
            out.extend((1..=room).map(|place| (from + step * place as f64).round() as u16));
            Some(at + 3)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_fill_a_table_by_runs_lines_and_references() {
        // Three entries, a line of two up to 9, and both once more.
        let words = [0, 3, 1, 2, 3, 1, 2, 9, 2, 2, 0, 0];
        let expected = [1, 2, 3, 6, 9, 1, 2, 3, 6, 9];
        assert_eq!(expand(&words, 10).unwrap(), expected);
        assert_eq!(expand(&words, 11), None);
    }

    #[test]
    fn segments_of_no_length_are_not_followed_without_end() {
        // One entry, then millions of references to all the lines of no length behind them.
        let mut words = vec![0, 1, 7];
        let lines = 3 + 4 * 100_000;
        for _ in 0..100_000 {
            let from = 2 * lines as u32;
            words.extend([2, u16::MAX, from as u16, (from >> 16) as u16]);
        }
        words.extend([1, 0, 7].repeat(65_536));
        assert_eq!(expand(&words, 256), None);
    }
}
