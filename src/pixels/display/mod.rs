//! From stored words to a [`Picture`]: modality transformation, the windows on offer, colour.

use dicom_dictionary_std::tags;

use super::decode::decode_frame;
use super::error::PixelError;
use super::format::{FrameFormat, Photometric, SampleKind};
use super::frame::{Frame, Words};
use super::grid::grid;
use super::lookup::{self, Modality};
use super::overlay::overlay;
use super::palette::Palette;
use super::picture::{Colours, Picture, Samples, Window, WindowFunction};
use super::range;
use crate::dicom::{DataSet, DataSetExt, Instance};

/// Windows that radiologists expect, by Modality (0008,0060): name, centre, width.
const PRESETS: &[(&str, &str, f64, f64)] = &[
    ("CT", "Soft tissue", 40.0, 400.0),
    ("CT", "Lung", -600.0, 1500.0),
    ("CT", "Bone", 400.0, 1800.0),
    ("CT", "Brain", 40.0, 80.0),
];

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
        colours: supplement(data_set, format),
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
    } = match &modality {
        Modality::Table(table) => through_table(decoded, table),
        Modality::Rescale { .. } => quantised(decoded),
    };
    let (slope, intercept) = match &modality {
        Modality::Rescale { slope, intercept } => (slope * scale, offset * slope + intercept),
        Modality::Table(_) => (1.0, 0.0),
    };
    let mut windows = stated_windows(data_set, frame, format, &modality);
    windows.extend(presets(data_set, format, &modality));
    let eight_bits =
        format.kind == SampleKind::Integer && format.bits_stored == 8 && !format.signed;
    // The same window for all pictures of a clip, in which every value has a level of its own.
    let occupied = match eight_bits && scale == 1.0 {
        true => vec![(0, 255)],
        false => range::occupied(&values),
    };
    windows.push(range::full(&occupied, slope, intercept));
    windows.push(range::local_contrast(&occupied, slope, intercept));
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

/// The windows of the header.
fn stated_windows(
    data_set: &DataSet,
    frame: u32,
    format: &FrameFormat,
    modality: &Modality,
) -> Vec<Window> {
    let mut windows = lookup::windows(data_set, frame, modality.gives_signed(format.signed));
    if format.kind != SampleKind::Integer {
        // LINEAR counts in whole steps, which floats between 0 and 1 do not have (PS3.3 C.11.2.1.3.2).
        let linear = windows
            .iter_mut()
            .filter(|window| window.function == WindowFunction::Linear);
        linear.for_each(|window| window.function = WindowFunction::LinearExact);
    }
    windows
}

/// The windows that its Modality (0008,0060) is looked at with.
fn presets(data_set: &DataSet, format: &FrameFormat, modality: &Modality) -> Vec<Window> {
    // Presets are in Hounsfield units, which stored values without a rescale are not.
    let rescaled = !matches!(
        modality,
        Modality::Rescale {
            slope: 1.0,
            intercept: 0.0
        }
    ) || format.signed;
    let term = data_set.text(tags::MODALITY).unwrap_or_default();
    let presets = PRESETS.iter().filter(|preset| rescaled && preset.0 == term);
    let windows = presets.map(|&(_, name, center, width)| Window {
        name: name.to_owned(),
        center,
        width,
        function: WindowFunction::Linear,
    });
    windows.collect()
}

/// Grey samples; a stored number is `value × scale + offset`.
struct Grey {
    values: Vec<u16>,
    scale: f64,
    offset: f64,
}

fn through_table(decoded: &Frame, table: &lookup::Table) -> Grey {
    let format = &decoded.format;
    let mut values = Vec::with_capacity(format.pixels());
    decoded
        .words
        .for_each(|word| values.push(table.get(format.value_of_word(word))));
    Grey {
        values,
        scale: 1.0,
        offset: 0.0,
    }
}

/// Numbers of up to 16 bits keep every step; wider ones and floats are spread over the 65,536 steps there are.
fn quantised(decoded: &Frame) -> Grey {
    let format = &decoded.format;
    if format.kind == SampleKind::Integer && format.bits_stored <= 16 {
        let (lowest, _) = format.value_range();
        return Grey {
            values: steps(decoded, lowest),
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

/// The colours of a grey picture's highest values, if it has any (PS3.3 C.7.6.19, C.8.16.2 Pixel Presentation).
fn supplement(data_set: &DataSet, format: &FrameFormat) -> Option<Colours> {
    let grey = format.photometric == Photometric::Monochrome2;
    if !grey || format.kind != SampleKind::Integer || format.bits_stored > 16 {
        return None;
    }
    let (lowest, highest) = format.value_range();
    let palette = Palette::of(data_set, format.signed).ok()?;
    let first = palette.first();
    let is_there = match data_set.text(tags::PIXEL_PRESENTATION).as_deref() {
        Some("MONOCHROME") => false,
        Some("COLOR" | "MIXED") => first <= highest,
        // Grey pictures of old devices have a palette for all of their values at times, which is for nobody.
        _ => first > lowest && first <= highest,
    };
    is_there.then(|| Colours {
        first: (first - lowest).clamp(0, u16::MAX.into()) as u16,
        table: palette.from(lowest),
    })
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
mod tests;
