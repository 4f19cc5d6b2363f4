//! Which stored value shows as black.
//!
//! Grey: the stored value that is darkest on a screen, after the modality transformation, a VOI table if the header
//! has one, and MONOCHROME1's inversion. Without tables that is an end of what can be stored, so that every window
//! shows it black: the lowest value (for signed pixels −2^(bits−1), since 0 is mid-grey in a CT), or the highest for
//! MONOCHROME1 or a negative slope. A value that is also the padding value is fine: padding is background too.

use dicom_dictionary_std::tags;

use super::error::PixelError;
use super::format::{FrameFormat, Photometric, SampleKind};
use super::frame::Frame;
use super::lookup::{self, Modality, Table};
use super::palette::Palette;
use super::picture::WindowFunction;
use crate::dicom::{DataSet, DataSetExt, overlay};

/// The words of a black pixel, one per sample.
pub fn words(
    data_set: &DataSet,
    format: &FrameFormat,
    frame: u32,
    decoded: Option<&Frame>,
) -> Result<Vec<u64>, PixelError> {
    let grey = |value: i64| word(data_set, format, value);
    Ok(match format.photometric {
        Photometric::Monochrome1 | Photometric::Monochrome2
            if format.kind != SampleKind::Integer =>
        {
            vec![float(format, decoded)]
        }
        Photometric::Monochrome1 | Photometric::Monochrome2 => {
            vec![grey(darkest(data_set, format, frame))]
        }
        Photometric::Palette => {
            let (lowest, highest) = format.value_range();
            vec![grey(
                Palette::of(data_set, format.signed)?.blackest(lowest, highest),
            )]
        }
        Photometric::Rgb => vec![0; 3],
        // Luma 0, chroma in the middle of its range.
        _ => {
            let middle = 1_u64 << (format.high_bit);
            vec![0, middle, middle]
        }
    })
}

/// The whole word of a stored number. Bits above the stored ones follow the sign, unless an overlay lies in them.
fn word(data_set: &DataSet, format: &FrameFormat, value: i64) -> u64 {
    let shift = format.high_bit + 1 - format.bits_stored;
    if format.signed && overlay::only_in_pixels(data_set).next().is_none() {
        return (value as u64) << shift;
    }
    (value as u64 & format.stored_mask()) << shift
}

fn darkest(data_set: &DataSet, format: &FrameFormat, frame: u32) -> i64 {
    let (lowest, highest) = format.value_range();
    let modality = lookup::modality(data_set, frame, format.signed);
    let has_voi_tables = !data_set.nested(tags::VOILUT_SEQUENCE).is_empty();
    let voi = has_voi_tables
        .then(|| lookup::windows(data_set, frame, modality.gives_signed(format.signed)))
        .and_then(|windows| {
            windows
                .into_iter()
                .find_map(|window| match window.function {
                    WindowFunction::Table { first, output } => Some(Table {
                        first,
                        entries: output.into_iter().map(u16::from).collect(),
                        bits: 8,
                    }),
                    _ => None,
                })
        });
    let inverted = format.photometric == Photometric::Monochrome1;
    let brightness = |value: i64| {
        let value = match &modality {
            Modality::Rescale { slope, intercept } => value as f64 * slope + intercept,
            Modality::Table(table) => f64::from(table.get(value)),
        };
        let level = voi
            .as_ref()
            .map_or(value, |table| f64::from(table.get(value.round() as i64)));
        if inverted { -level } else { level }
    };
    // A straight line is darkest at one of its ends; a table may be so anywhere.
    let tables = voi.is_some() || matches!(modality, Modality::Table(_));
    let candidates: Box<dyn Iterator<Item = i64>> = match tables && format.bits_stored <= 16 {
        true => Box::new(lowest..=highest),
        false => Box::new([lowest, highest].into_iter()),
    };
    let ranked = candidates.map(|value| (value, brightness(value)));
    ranked
        .reduce(|best, next| if next.1 < best.1 { next } else { best })
        .map_or(lowest, |(value, _)| value)
}

/// Floats have no lowest value that a reader can bear: the lowest of the frame (highest for MONOCHROME1), or 0 if
/// that lies beyond.
fn float(format: &FrameFormat, decoded: Option<&Frame>) -> u64 {
    let inverted = format.photometric == Photometric::Monochrome1;
    let mut black = 0.0_f64;
    if let Some(frame) = decoded {
        frame.words.for_each(|word| {
            let number = Frame::number(format, word);
            if number.is_finite() {
                black = if inverted {
                    black.max(number)
                } else {
                    black.min(number)
                };
            }
        });
    }
    match format.kind {
        SampleKind::Double => black.to_bits(),
        _ => u64::from((black as f32).to_bits()),
    }
}
