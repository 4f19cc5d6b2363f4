//! Pages with text on them, for tests.

use super::{Line, Raster};
use crate::pixels::Rect;
use crate::sample::font as letters;

/// A page that is drawn on.
pub struct Page {
    width: u32,
    height: u32,
    luma: Vec<u8>,
}

impl Page {
    pub fn new(width: u32, height: u32, ground: u8) -> Self {
        let luma = vec![ground; (width * height) as usize];
        Self {
            width,
            height,
            luma,
        }
    }

    pub fn put(&mut self, x: u32, y: u32, level: u8) {
        if x < self.width && y < self.height {
            self.luma[(y * self.width + x) as usize] = level;
        }
    }

    /// Writes in letters of 5 by 7 dots of so many pixels each; where they stand comes back.
    pub fn write(&mut self, text: &str, x: u32, y: u32, size: u32, ink: u8) -> Rect {
        for (at, letter) in (0..).zip(text.chars()) {
            for (row, bits) in (0..).zip(letters::glyph(letter)) {
                for column in (0..letters::WIDTH).filter(|column| bits >> (4 - column) & 1 == 1) {
                    let (left, top) = (x + (at * 6 + column) * size, y + row * size);
                    for (dx, dy) in (0..size).flat_map(|dx| (0..size).map(move |dy| (dx, dy))) {
                        self.put(left + dx, top + dy, ink);
                    }
                }
            }
        }
        Rect {
            x,
            y,
            width: text.len() as u32 * 6 * size - size,
            height: 7 * size,
        }
    }

    /// Noise between two levels.
    pub fn speckle(&mut self, low: u8, high: u8) {
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        for level in &mut self.luma {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *level = low + (state % u64::from(high - low + 1)) as u8;
        }
    }

    pub fn disc(&mut self, x: u32, y: u32, radius: u32, level: u8) {
        for (dx, dy) in (0..2 * radius).flat_map(|dx| (0..2 * radius).map(move |dy| (dx, dy))) {
            let inside = dx.abs_diff(radius).pow(2) + dy.abs_diff(radius).pow(2) < radius.pow(2);
            if inside {
                self.put(x - radius + dx, y - radius + dy, level);
            }
        }
    }

    pub fn raster(self) -> Raster {
        Raster::new(self.width, self.height, self.luma).unwrap()
    }
}

/// Whether a line holds a place.
pub fn covers(lines: &[Line], place: Rect) -> bool {
    lines.iter().any(|line| line.bounds.contains(place))
}
