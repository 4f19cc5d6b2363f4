//! A grey picture with text on it.

use super::font;

/// A grey picture, row by row.
pub struct Canvas {
    width: u32,
    pub values: Vec<u8>,
}

impl Canvas {
    pub fn new(width: u32, height: u32, value: u8) -> Self {
        Self {
            width,
            values: vec![value; width as usize * height as usize],
        }
    }

    /// Sets a pixel; outside the picture nothing happens.
    pub fn set(&mut self, x: u32, y: u32, value: u8) {
        if x >= self.width {
            return;
        }
        let at = y as usize * self.width as usize + x as usize;
        if let Some(pixel) = self.values.get_mut(at) {
            *pixel = value;
        }
    }

    pub fn fill(&mut self, x: u32, y: u32, width: u32, height: u32, value: u8) {
        for row in y..y + height {
            for column in x..x + width {
                self.set(column, row, value);
            }
        }
    }

    /// Writes capital letters, digits and signs, `scale` pixels to a dot, from the top left corner.
    pub fn text(&mut self, x: u32, y: u32, scale: u32, value: u8, text: &str) {
        for (index, letter) in text.chars().enumerate() {
            let left = x + index as u32 * scale * (font::WIDTH + 1);
            for (row, dots) in (0..).zip(font::glyph(letter)) {
                for column in
                    (0..font::WIDTH).filter(|column| dots >> (font::WIDTH - 1 - column) & 1 == 1)
                {
                    self.fill(left + column * scale, y + row * scale, scale, scale, value);
                }
            }
        }
    }
}
