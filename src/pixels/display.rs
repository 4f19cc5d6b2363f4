//! From stored words to a [`Picture`]: modality transformation, the windows on offer, colour.

use std::ops::RangeInclusive;

use dicom_dictionary_std::tags;

use super::decode::decode_frame;
use super::error::PixelError;
use super::format::{FrameFormat, Photometric, SampleKind};
use super::frame::{Frame, Words};
use super::grid::grid;
use super::lookup::{self, Modality};
use super::overlay::overlay;
use super::palette::Palette;
use super::picture::{Picture, Samples, Window, WindowFunction};
use crate::dicom::{DataSet, DataSetExt, Instance};

/// Windows that radiologists expect, by Modality (0008,0060): name, centre, width.
const PRESETS: &[(&str, &str, f64, f64)] = &[
    ("CT", "Soft tissue", 40.0, 400.0),
    ("CT", "Lung", -600.0, 1500.0),
    ("CT", "Bone", 400.0, 1800.0),
    ("CT", "Brain", 40.0, 80.0),
];

/// Name of the window that shows every value there is.
pub const FULL_RANGE: &str = "Full range";

/// Frame `frame`, counted from 0, ready for a screen.
pub fn picture(instance: &Instance, frame: u32) -> Result<Picture, PixelError> {
    let decoded = decode_frame(instance, frame)?;
    let overlay = overlay(&instance.data_set, &decoded, frame);
    let picture = picture_of(&instance.data_set, decoded, frame)?;
    Ok(Picture {
        grid: grid(instance, frame),
        overlay,
        ..picture
    })
}

/// The picture of a frame that is decoded already, without overlays, and as if rectangles did not grow in it.
pub(super) fn picture_of(
    data_set: &DataSet,
    decoded: Frame,
    frame: u32,
) -> Result<Picture, PixelError> {
    let Frame { format, words, .. } = &decoded;
    let (columns, rows) = (format.columns, format.rows);
    let (samples, windows) = match format.photometric {
        Photometric::Monochrome1 | Photometric::Monochrome2 => {
            grey_samples(data_set, &decoded, frame)
        }
        Photometric::Palette => {
            let palette = Palette::of(data_set, format.signed)?;
            let mut rgba = Vec::with_capacity(format.pixels() * 4);
            words.for_each(|word| {
                let [r, g, b] = palette.colour(format.value_of_word(word));
                rgba.extend_from_slice(&[r, g, b, 255]);
            });
            (Samples::Rgba(rgba), Vec::new())
        }
        _ => (Samples::Rgba(colour(&decoded)), Vec::new()),
    };
    Ok(Picture {
        columns,
        rows,
        samples,
        windows,
        grid: None,
        overlay: None,
    })
}

fn grey_samples(data_set: &DataSet, decoded: &Frame, frame: u32) -> (Samples, Vec<Window>) {
    let format = &decoded.format;
    let modality = lookup::modality(data_set, frame, format.signed);
    let Grey {
        values,
        scale,
        offset,
        shown,
    } = match &modality {
        Modality::Table(table) => through_table(decoded, table),
        Modality::Rescale { .. } => quantised(decoded, padding(data_set, format)),
    };
    let (slope, intercept) = match &modality {
        Modality::Rescale { slope, intercept } => (slope * scale, offset * slope + intercept),
        Modality::Table(_) => (1.0, 0.0),
    };
    let mut windows = lookup::windows(data_set, frame, modality.gives_signed(format.signed));
    if format.kind != SampleKind::Integer {
        // LINEAR counts in whole steps, which floats between 0 and 1 do not have (PS3.3 C.11.2.1.3.2).
        let linear = windows
            .iter_mut()
            .filter(|window| window.function == WindowFunction::Linear);
        linear.for_each(|window| window.function = WindowFunction::LinearExact);
    }
    // Presets are in Hounsfield units, which stored values without a rescale are not.
    let rescaled = !matches!(
        modality,
        Modality::Rescale {
            slope: 1.0,
            intercept: 0.0
        }
    ) || format.signed;
    let modality_term = data_set.text(tags::MODALITY).unwrap_or_default();
    let presets = PRESETS
        .iter()
        .filter(|preset| rescaled && preset.0 == modality_term);
    windows.extend(presets.map(|&(_, name, center, width)| Window {
        name: name.to_owned(),
        center,
        width,
        function: WindowFunction::Linear,
    }));
    let eight_bits =
        format.kind == SampleKind::Integer && format.bits_stored == 8 && !format.signed;
    let (low, high) = if eight_bits && scale == 1.0 {
        (0, 255)
    } else {
        shown
    };
    let ends = [low, high].map(|sample| f64::from(sample) * slope + intercept);
    windows.push(full_range(ends));
    let inverted = format.photometric == Photometric::Monochrome1;
    (
        Samples::Grey {
            values,
            slope,
            intercept,
            inverted,
        },
        windows,
    )
}

pub(super) fn full_range([one, other]: [f64; 2]) -> Window {
    let width = (one - other).abs();
    let width = if width > 0.0 && width.is_finite() {
        width
    } else {
        1.0
    };
    Window {
        name: FULL_RANGE.to_owned(),
        center: (one + other) / 2.0,
        width,
        function: WindowFunction::LinearExact,
    }
}

/// Grey samples; a stored number is `value × scale + offset`.
struct Grey {
    values: Vec<u16>,
    scale: f64,
    offset: f64,
    /// Lowest and highest value, padding left out.
    shown: (u16, u16),
}

fn through_table(decoded: &Frame, table: &lookup::Table) -> Grey {
    let format = &decoded.format;
    let mut values = Vec::with_capacity(format.pixels());
    decoded
        .words
        .for_each(|word| values.push(table.get(format.value_of_word(word))));
    let shown = ends(&values).unwrap_or((0, u16::MAX));
    Grey {
        values,
        scale: 1.0,
        offset: 0.0,
        shown,
    }
}

/// Numbers of up to 16 bits keep every step; wider ones and floats are spread over the 65,536 steps there are.
fn quantised(decoded: &Frame, padding: Option<(i64, i64)>) -> Grey {
    let format = &decoded.format;
    if format.kind == SampleKind::Integer && format.bits_stored <= 16 {
        let (lowest, _) = format.value_range();
        let values = steps(decoded, lowest);
        let padding = padding.and_then(|(low, high)| {
            let step = |value: i64| (value - lowest).clamp(0, u16::MAX.into()) as u16;
            let is_there = high >= lowest && low - lowest <= u16::MAX.into();
            is_there.then(|| step(low)..=step(high))
        });
        let shown = padding.and_then(|padding| ends_without(&values, padding));
        return Grey {
            shown: shown.or_else(|| ends(&values)).unwrap_or((0, u16::MAX)),
            values,
            scale: 1.0,
            offset: lowest as f64,
        };
    }
    let mut values = Vec::with_capacity(format.pixels());
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    decoded.words.for_each(|word| {
        let number = Frame::number(format, word);
        if number.is_finite() {
            (low, high) = (low.min(number), high.max(number));
        }
    });
    if low > high {
        (low, high) = (0.0, 0.0);
    }
    let whole = format.kind == SampleKind::Integer && high - low <= 65_535.0;
    let scale = if whole || high <= low {
        1.0
    } else {
        (high - low) / 65_535.0
    };
    // Out of range and not-a-number become the nearest end and the lowest.
    decoded
        .words
        .for_each(|word| values.push(((Frame::number(format, word) - low) / scale).round() as u16));
    Grey {
        values,
        scale,
        offset: low,
        shown: (0, ((high - low) / scale).round() as u16),
    }
}

/// How far each number is above the lowest that can be stored.
fn steps(decoded: &Frame, lowest: i64) -> Vec<u16> {
    let format = &decoded.format;
    let mut steps = vec![0; decoded.words.len()];
    match &decoded.words {
        // Most pictures: the same by the words' own bits, which processors do for several words at once.
        Words::U16(words) => {
            let shift = u32::from(format.high_bit + 1 - format.bits_stored);
            let mask = format.stored_mask() as u16;
            let sign = if format.signed {
                mask & !(mask >> 1)
            } else {
                0
            };
            for (step, word) in steps.iter_mut().zip(words) {
                *step = (word.wrapping_shr(shift) & mask) ^ sign;
            }
        }
        words => {
            let mut places = steps.iter_mut();
            words.for_each(|word| {
                if let Some(step) = places.next() {
                    *step = (format.value_of_word(word) - lowest) as u16;
                }
            });
        }
    }
    steps
}

/// Lowest and highest value; `None` if there is none.
fn ends(values: &[u16]) -> Option<(u16, u16)> {
    let low = values.iter().fold(u16::MAX, |low, &value| low.min(value));
    let high = values.iter().fold(0, |high, &value| high.max(value));
    (!values.is_empty()).then_some((low, high))
}

/// The same of those that are no padding: run by run, since compilers take many values at once only in two steps.
fn ends_without(values: &[u16], padding: RangeInclusive<u16>) -> Option<(u16, u16)> {
    let (first, span) = (
        *padding.start(),
        padding.end().wrapping_sub(*padding.start()),
    );
    let is_padding = |value: u16| value.wrapping_sub(first) <= span;
    let (mut low, mut high) = (u16::MAX, 0);
    for run in values.chunks(512) {
        let mut shown = [0_u16; 512];
        for (place, &value) in shown.iter_mut().zip(run) {
            *place = if is_padding(value) { u16::MAX } else { value };
        }
        let lows = shown.iter().take(run.len());
        low = lows.fold(low, |low, &value| low.min(value));
        for (place, &value) in shown.iter_mut().zip(run) {
            *place = if is_padding(value) { 0 } else { value };
        }
        let highs = shown.iter().take(run.len());
        high = highs.fold(high, |high, &value| high.max(value));
    }
    (low <= high).then_some((low, high))
}

/// Pixel Padding Value and Range Limit (0028,0120), (0028,0121), as an ascending pair.
fn padding(data_set: &DataSet, format: &FrameFormat) -> Option<(i64, i64)> {
    let number = |tag| {
        let word = u16::from_le_bytes(*data_set.bytes(tag)?.first_chunk()?);
        Some(if format.signed {
            i64::from(word as i16)
        } else {
            i64::from(word)
        })
    };
    let value = number(tags::PIXEL_PADDING_VALUE)?;
    let limit = number(tags::PIXEL_PADDING_RANGE_LIMIT).unwrap_or(value);
    Some((value.min(limit), value.max(limit)))
}

/// Three samples to red, green, blue and opaque alpha.
fn colour(decoded: &Frame) -> Vec<u8> {
    let format = &decoded.format;
    // A header may claim more bits than the stream has: what is there must be seen.
    let shift = format.bits_stored.min(decoded.precision).saturating_sub(8);
    let ybr = format.photometric.is_ybr();
    let turned = |pixel| if ybr { rgb_of_ybr(pixel) } else { pixel };
    if let (Words::U8(words), 8, 7) = (&decoded.words, format.bits_stored, format.high_bit) {
        let (pixels, _) = words.as_chunks::<3>();
        return match ybr {
            true => opaque(pixels, rgb_of_ybr),
            false => opaque(pixels, |pixel| pixel),
        };
    }
    let mut rgba = Vec::with_capacity(format.pixels() * 4);
    let mut pixel = [0_u8; 3];
    let mut sample = 0;
    decoded.words.for_each(|word| {
        let value = (word >> (format.high_bit + 1 - format.bits_stored)) & format.stored_mask();
        pixel[sample] = (value >> shift).min(255) as u8;
        sample += 1;
        if sample == 3 {
            sample = 0;
            let [r, g, b] = turned(pixel);
            rgba.extend_from_slice(&[r, g, b, 255]);
        }
    });
    rgba
}

fn opaque(pixels: &[[u8; 3]], turned: impl Fn([u8; 3]) -> [u8; 3]) -> Vec<u8> {
    let rgba = pixels.iter().map(|pixel| {
        let [r, g, b] = turned(*pixel);
        // Put down as one number, which is quicker than as four.
        u32::from_le_bytes([r, g, b, 255]).to_le_bytes()
    });
    rgba.collect::<Vec<_>>().into_flattened()
}

/// YBR_FULL (PS3.3 C.7.6.3.1.2), in 16-bit fixed point.
fn rgb_of_ybr([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let y = (i32::from(y) << 16) + (1 << 15);
    let (cb, cr) = (i32::from(cb) - 128, i32::from(cr) - 128);
    [
        y + 91_881 * cr,
        y - 22_554 * cb - 46_802 * cr,
        y + 116_130 * cb,
    ]
    .map(|sum| (sum >> 16).clamp(0, 255) as u8)
}

#[cfg(test)]
#[path = "display_tests.rs"]
mod tests;
