//! From a [`Picture`] and a window to the bytes of a screen.

use dicom_pixeldata::{VoiLutFunction, WindowLevel, WindowLevelTransform};
use image::{RgbaImage, imageops};

use super::picture::{Picture, Samples, Window, WindowFunction};
use super::{local_contrast, range};

/// Renders grey pictures through a table of every possible sample, which is made anew only when something changed.
#[derive(Default)]
pub struct Renderer {
    made: Option<(Key, Levels)>,
}

/// The grey level of every sample that there can be.
pub(super) struct Levels(Box<[u8; 1 << 16]>);

/// What the table depends on.
#[derive(PartialEq, Clone)]
struct Key {
    window: Window,
    slope: f64,
    intercept: f64,
    inverted: bool,
}

impl Renderer {
    /// Fills `rgba` with four bytes per pixel. Colour pictures are copied as they are, but for local contrast.
    pub fn render(&mut self, picture: &Picture, window: &Window, rgba: &mut Vec<u8>) {
        let size = (picture.columns, picture.rows);
        match &picture.samples {
            Samples::Rgba(bytes) if window.is_local() => {
                local_contrast::draw(&luma(bytes), size, false, rgba);
            }
            Samples::Rgba(bytes) => rgba.clone_from(bytes),
            Samples::Grey {
                values,
                slope,
                intercept,
                inverted,
            } => {
                let key = Key {
                    window: window.clone(),
                    slope: *slope,
                    intercept: *intercept,
                    inverted: *inverted,
                };
                let kept = self.made.take().filter(|(made, _)| *made == key);
                let levels = kept.map(|(_, levels)| levels);
                let levels = levels.or_else(|| Levels::of(window, *slope, *intercept, *inverted));
                let Some(levels) = levels else {
                    let falling = (*slope < 0.0) != *inverted;
                    return local_contrast::draw(values, size, falling, rgba);
                };
                rgba.resize(values.len() * 4, 255);
                for (pixel, value) in rgba.as_chunks_mut::<4>().0.iter_mut().zip(values) {
                    let level = levels.of_value(*value);
                    *pixel = u32::from_le_bytes([level, level, level, 255]).to_le_bytes();
                }
                self.made = Some((key, levels));
                if let Some(colours) = &picture.colours {
                    for (pixel, value) in rgba.as_chunks_mut::<4>().0.iter_mut().zip(values) {
                        if let Some([r, g, b]) = colours.of(*value) {
                            *pixel = [r, g, b, 255];
                        }
                    }
                }
            }
        }
    }
}

/// The luma of each pixel of a colour picture, so finely that a difference of one in one colour is a difference.
fn luma(rgba: &[u8]) -> Vec<u16> {
    let pixels = rgba.as_chunks::<4>().0.iter();
    let weighed =
        |&[r, g, b, _]: &[u8; 4]| 77 * u16::from(r) + 150 * u16::from(g) + 29 * u16::from(b);
    pixels.map(weighed).collect()
}

/// Renders once, without keeping the table.
pub fn render(picture: &Picture, window: &Window, rgba: &mut Vec<u8>) {
    Renderer::default().render(picture, window, rgba);
}

/// A picture scaled down (never up) so that its longer side is `side`: width, height and four bytes per pixel.
pub fn thumbnail(picture: &Picture, window: &Window, side: u32) -> (u32, u32, Vec<u8>) {
    let mut rgba = Vec::new();
    render(picture, window, &mut rgba);
    let (columns, rows) = (picture.columns.max(1), picture.rows.max(1));
    let longer = columns.max(rows);
    let scaled =
        |length: u32| (u64::from(length) * u64::from(side) / u64::from(longer)).max(1) as u32;
    let (width, height) = if longer > side {
        (scaled(columns), scaled(rows))
    } else {
        (columns, rows)
    };
    match RgbaImage::from_raw(columns, rows, rgba) {
        Some(image) if longer > side => (
            width,
            height,
            imageops::thumbnail(&image, width, height).into_raw(),
        ),
        Some(image) => (width, height, image.into_raw()),
        // Only a picture whose samples do not fit its size, which nothing here makes.
        None => (width, height, vec![0; width as usize * height as usize * 4]),
    }
}

impl Levels {
    /// Of a window over samples that are rescaled so; `None` for a window that is no table.
    pub fn of(window: &Window, slope: f64, intercept: f64, inverted: bool) -> Option<Self> {
        let transform = |function| {
            let level = WindowLevel {
                width: window.width,
                center: window.center,
            };
            let transform = WindowLevelTransform::new(function, level);
            Box::new(move |value: f64| {
                transform.apply(value, 255.0).round().clamp(0.0, 255.0) as u8
            }) as Box<dyn Fn(f64) -> u8>
        };
        let level: Box<dyn Fn(f64) -> u8> = match &window.function {
            WindowFunction::Linear => transform(VoiLutFunction::Linear),
            WindowFunction::LinearExact => transform(VoiLutFunction::LinearExact),
            WindowFunction::Sigmoid => transform(VoiLutFunction::Sigmoid),
            WindowFunction::Table { first, output } => Box::new(move |value| {
                let last = output.len().saturating_sub(1) as f64;
                let place = (value - f64::from(*first)).round().clamp(0.0, last) as usize;
                output.get(place).copied().unwrap_or(0)
            }),
            WindowFunction::Bent { knots } => {
                Box::new(|value| range::along(knots, value).round().clamp(0.0, 255.0) as u8)
            }
            WindowFunction::LocalContrast => return None,
        };
        let mut levels = Box::new([0; 1 << 16]);
        for (place, sample) in levels.iter_mut().zip(0..=u16::MAX) {
            let level = level(f64::from(sample) * slope + intercept);
            *place = if inverted { 255 - level } else { level };
        }
        Some(Self(levels))
    }

    /// The level of a sample.
    pub fn of_value(&self, sample: u16) -> u8 {
        // Every sample has its place.
        self.0.get(usize::from(sample)).copied().unwrap_or(0)
    }
}
