//! A picture as grey levels, as a person sees it.

use crate::pixels::{Picture, Samples, Window, range, render};

/// Grey levels, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    width: u32,
    height: u32,
    luma: Vec<u8>,
}

impl Raster {
    /// `None` if there are not as many levels as pixels.
    pub fn new(width: u32, height: u32, luma: Vec<u8>) -> Option<Self> {
        let pixels = u64::from(width).checked_mul(height.into())?;
        (pixels > 0 && luma.len() as u64 == pixels).then_some(Self {
            width,
            height,
            luma,
        })
    }

    /// A picture with all of its values in sight, and what lies on a flat ground standing out of it; `None` if it has no
    /// pixel.
    pub fn of(mut picture: Picture) -> Option<Self> {
        let is_deep = |values: &[u16]| values.iter().any(|value| *value > u8::MAX.into());
        let window = match &picture.samples {
            Samples::Grey { values, .. } if is_deep(values) => {
                picture.open_on_every_value();
                picture.windows.first()
            }
            _ => {
                let mut windows = picture.windows.iter();
                windows.find(|window| window.name == range::FULL_RANGE)
            }
        };
        let colour = Window::of_colour();
        let mut rgba = Vec::new();
        render(&picture, window.unwrap_or(&colour), &mut rgba);
        let luma = rgba.as_chunks::<4>().0.iter().map(level).collect();
        Self::new(picture.columns, picture.rows, luma)
    }

    /// Pixels from left to right.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Pixels from top to bottom.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// All levels, row by row.
    pub fn luma(&self) -> &[u8] {
        &self.luma
    }

    /// The level of a pixel; of those beyond an edge, that of the edge.
    pub fn at(&self, x: i64, y: i64) -> u8 {
        let x = x.clamp(0, i64::from(self.width).saturating_sub(1));
        let y = y.clamp(0, i64::from(self.height).saturating_sub(1));
        let place = y.saturating_mul(i64::from(self.width)).saturating_add(x);
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        self.luma.get(place).copied().unwrap_or_default()
    }

    /// Rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.luma.chunks_exact(self.width.max(1) as usize)
    }

    /// Twice as wide and as high.
    #[cfg(feature = "text-models")]
    pub(super) fn doubled(&self) -> Self {
        let (width, height) = (self.width.saturating_mul(2), self.height.saturating_mul(2));
        let quarters = |at: u32| (i64::from(at / 2), if at.is_multiple_of(2) { -1 } else { 1 });
        let mut luma = Vec::with_capacity(self.luma.len().saturating_mul(4));
        for (y, dy) in (0..height).map(quarters) {
            luma.extend((0..width).map(quarters).map(|(x, dx)| {
                let at = |x, y| u32::from(self.at(x, y));
                let sum = 9 * at(x, y) + 3 * at(x + dx, y) + 3 * at(x, y + dy) + at(x + dx, y + dy);
                (sum / 16) as u8
            }));
        }
        Self {
            width,
            height,
            luma,
        }
    }

    /// Dark for bright, and bright for dark.
    pub fn inverted(&self) -> Self {
        Self {
            luma: self.luma.iter().map(|level| 255 - level).collect(),
            ..*self
        }
    }
}

/// Blue letters have hardly any luma and blue grounds are dark by it: the brightest channel counts as much.
fn level([red, green, blue, _]: &[u8; 4]) -> u8 {
    let [red, green, blue] = [red, green, blue].map(|&channel| u32::from(channel));
    let luma = (77 * red + 150 * green + 29 * blue) >> 8;
    ((luma + red.max(green).max(blue)) / 2).min(255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raster_has_as_many_levels_as_pixels() {
        assert!(Raster::new(2, 3, vec![0; 6]).is_some());
        assert!(Raster::new(2, 3, vec![0; 5]).is_none());
        assert!(Raster::new(0, 3, Vec::new()).is_none());
        let raster = Raster::new(2, 1, vec![10, 20]).unwrap();
        assert_eq!((raster.at(-5, 0), raster.at(9, 9)), (10, 20));
        assert_eq!(raster.inverted().luma(), [245, 235]);
    }

    #[test]
    fn letters_of_any_colour_stand_out_of_their_ground() {
        let (black, white) = ([0, 0, 0, 255], [255, 255, 255, 255]);
        for colour in [[0, 0, 255, 255], [255, 0, 0, 255], [0, 255, 0, 255]] {
            assert!(level(&colour) > level(&black) + 60);
            assert!(level(&colour) < level(&white) - 50);
        }
    }
}
