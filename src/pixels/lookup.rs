//! Look-up tables and windows as the header gives them (PS3.3 C.11.1, C.11.2), per frame where it does so.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::picture::{Window, WindowFunction};
use crate::dicom::{DataSet, DataSetExt};

/// A table: the first value that it maps, and its entries.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub first: i32,
    /// Never empty.
    pub entries: Vec<u16>,
    /// Bits of an entry as the descriptor states them, which is wrong at times.
    pub bits: u16,
}

/// From stored values to the values that windows are given in.
#[derive(Debug, Clone, PartialEq)]
pub enum Modality {
    Rescale { slope: f64, intercept: f64 },
    Table(Table),
}

impl Modality {
    /// Whether VOI tables begin at signed values: of signed pixels, and behind a rescale that reaches below zero (PS3.3
    /// C.11.2.1.1).
    pub fn gives_signed(&self, signed: bool) -> bool {
        signed || matches!(self, Self::Rescale { intercept, .. } if *intercept < 0.0)
    }

    /// A number that tells two tables apart; `None` for a rescale.
    pub fn table_sum(&self) -> Option<u32> {
        let Self::Table(table) = self else {
            return None;
        };
        let mut sum = crc32fast::Hasher::new();
        sum.update(&table.first.to_le_bytes());
        let entries = table.entries.iter();
        entries.for_each(|entry| sum.update(&entry.to_le_bytes()));
        Some(sum.finalize())
    }
}

/// The table of a descriptor and its data; `signed` tells how the first mapped value reads, whose VR depends on the
/// pixels and which implicit syntaxes do not state.
pub fn table(item: &DataSet, descriptor: Tag, data: Tag, signed: bool) -> Option<Table> {
    let (count, first, bits) = descriptor_of(item, descriptor, signed)?;
    let bytes = item.bytes(data)?;
    let mut entries: Vec<u16> = if bytes.len() >= count * 2 {
        bytes
            .as_chunks()
            .0
            .iter()
            .map(|word| u16::from_le_bytes(*word))
            .collect()
    } else {
        bytes.iter().copied().map(u16::from).collect()
    };
    entries.truncate(count);
    (!entries.is_empty()).then_some(Table {
        first,
        entries,
        bits,
    })
}

/// Number of entries, first mapped value, bits per entry.
pub fn descriptor_of(item: &DataSet, descriptor: Tag, signed: bool) -> Option<(usize, i32, u16)> {
    let element_signed = item.get(descriptor)?.vr() == VR::SS;
    let [count, first, bits] = *item
        .bytes(descriptor)?
        .as_chunks::<2>()
        .0
        .first_chunk::<3>()?;
    let count = match u16::from_le_bytes(count) {
        0 => 65_536,
        count => usize::from(count),
    };
    let first = match signed || element_signed {
        true => i32::from(i16::from_le_bytes(first)),
        false => i32::from(u16::from_le_bytes(first)),
    };
    Some((count, first, u16::from_le_bytes(bits)))
}

impl Table {
    /// The entry for a value; values outside take the nearest entry.
    pub fn get(&self, value: i64) -> u16 {
        let place = value
            .saturating_sub(i64::from(self.first))
            .clamp(0, self.entries.len() as i64 - 1);
        self.entries.get(place as usize).copied().unwrap_or(0)
    }

    /// Bits that the largest entry fills.
    pub fn used_bits(&self) -> u16 {
        used_bits(self.entries.iter().fold(0, |bits, entry| bits | entry))
    }

    /// The entries scaled to 0–255, by the bits that they fill: some writers state those of a word, whatever is in it.
    /// Where but a few entries do not fit the stated bits, these are white.
    pub fn scaled(&self) -> Vec<u8> {
        let used = self.used_bits();
        let fit = |entry: &&u16| used_bits(**entry) <= self.bits;
        let fit = self.entries.iter().filter(fit).count();
        let bits = match self.bits < used && fit * 10 >= self.entries.len() * 9 {
            true => self.bits,
            false => used,
        };
        let highest = (1_u32 << bits.clamp(1, 16)) - 1;
        let level = |&entry: &u16| (u32::from(entry) * 255 + highest / 2) / highest;
        let levels = self.entries.iter().map(level);
        levels.map(|level| level.min(255) as u8).collect()
    }
}

fn used_bits(entry: u16) -> u16 {
    16 - entry.leading_zeros() as u16
}

/// The item of a functional group that is in force for a frame: its own, else the shared one.
fn group(data_set: &DataSet, frame: u32, tag: Tag) -> Option<&DataSet> {
    let own = data_set
        .nested(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE)
        .get(frame as usize);
    let shared = data_set
        .nested(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE)
        .first();
    [own, shared]
        .into_iter()
        .flatten()
        .find_map(|item| item.nested(tag).first())
}

/// The modality transformation of a frame; the identity if the header has none.
pub fn modality(data_set: &DataSet, frame: u32, signed: bool) -> Modality {
    let rescaled =
        group(data_set, frame, tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE).unwrap_or(data_set);
    if let Some(item) = rescaled.nested(tags::MODALITY_LUT_SEQUENCE).first()
        && let Some(table) = table(item, tags::LUT_DESCRIPTOR, tags::LUT_DATA, signed)
    {
        return Modality::Table(table);
    }
    let number = |tag| {
        rescaled
            .decimals(tag)
            .first()
            .copied()
            .filter(|number: &f64| number.is_finite())
    };
    Modality::Rescale {
        slope: number(tags::RESCALE_SLOPE)
            .filter(|slope| *slope != 0.0)
            .unwrap_or(1.0),
        intercept: number(tags::RESCALE_INTERCEPT).unwrap_or(0.0),
    }
}

/// The windows and VOI tables that the header offers for a frame.
pub fn windows(data_set: &DataSet, frame: u32, signed_input: bool) -> Vec<Window> {
    let voi = group(data_set, frame, tags::FRAME_VOILUT_SEQUENCE).unwrap_or(data_set);
    let function = match voi.text(tags::VOILUT_FUNCTION).as_deref() {
        Some("SIGMOID") => WindowFunction::Sigmoid,
        Some("LINEAR_EXACT") => WindowFunction::LinearExact,
        _ => WindowFunction::Linear,
    };
    let names = voi.texts(tags::WINDOW_CENTER_WIDTH_EXPLANATION);
    let centers = voi.decimals(tags::WINDOW_CENTER);
    let widths = voi.decimals(tags::WINDOW_WIDTH);
    let pairs = centers.into_iter().zip(widths).enumerate();
    let linear = pairs
        .filter(|(_, (center, width))| center.is_finite() && width.is_finite() && *width > 0.0)
        .map(|(index, (center, width))| Window {
            name: names.get(index).cloned().unwrap_or_default(),
            center,
            width,
            function: function.clone(),
        });
    let tables = voi.nested(tags::VOILUT_SEQUENCE).iter().filter_map(|item| {
        let table = table(item, tags::LUT_DESCRIPTOR, tags::LUT_DATA, signed_input)?;
        let width = table.entries.len() as f64;
        Some(Window {
            name: item.text(tags::LUT_EXPLANATION).unwrap_or_default(),
            center: f64::from(table.first) + width / 2.0,
            width,
            function: WindowFunction::Table {
                first: table.first,
                output: table.scaled(),
            },
        })
    });
    tables.chain(linear).collect()
}
