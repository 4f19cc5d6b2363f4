//! A line cut out of its picture, upright or turned, and made as high as the reader wants it.

use crate::pixels::Rect;
use crate::text::Raster;

/// Rows of what is read.
pub const HEIGHT: usize = 48;

/// The reader takes widths of whole steps.
const STEP: usize = 16;

/// Columns at most: a line of some 200 letters.
const WIDEST: usize = 3200;

/// How a line is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Upright,
    /// Read from the bottom up.
    Up,
    /// Read from the top down.
    Down,
}

/// Levels of a line, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Crop {
    pub width: usize,
    pub levels: Vec<u8>,
}

impl Crop {
    /// Cuts a line out.
    pub fn of(raster: &Raster, bounds: Rect, turn: Turn) -> Self {
        let (across, down) = match turn {
            Turn::Upright => (bounds.width, bounds.height),
            Turn::Up | Turn::Down => (bounds.height, bounds.width),
        };
        let scale = down.max(1) as f32 / HEIGHT as f32;
        let drawn = (across as f32 / scale).round().clamp(1.0, WIDEST as f32) as usize;
        let width = drawn.next_multiple_of(STEP).max(HEIGHT);
        let step = across as f32 / drawn.max(1) as f32;
        let mut levels = Vec::with_capacity(width * HEIGHT);
        for row in 0..HEIGHT {
            let y = (row as f32 + 0.5) * scale;
            for column in 0..width {
                let x = (column.min(drawn.saturating_sub(1)) as f32 + 0.5) * step;
                let (x, y) = match turn {
                    Turn::Upright => (x, y),
                    Turn::Up => (y, bounds.height as f32 - x),
                    Turn::Down => (bounds.width as f32 - y, x),
                };
                let at = (bounds.x as f32 + x - 0.5, bounds.y as f32 + y - 0.5);
                levels.push(level(raster, at, scale));
            }
        }
        Self { width, levels }
    }
}

/// The level at a place between pixels; of a picture that is made smaller the mean of what falls together.
fn level(raster: &Raster, (x, y): (f32, f32), scale: f32) -> u8 {
    let taps = (scale.ceil() as i32).clamp(1, 4);
    let mut sum = 0.0;
    for (right, down) in (0..taps).flat_map(|down| (0..taps).map(move |right| (right, down))) {
        let shift = |tap: i32| ((tap as f32 + 0.5) / taps as f32 - 0.5) * scale.max(1.0);
        let shift = |tap: i32| if taps == 1 { 0.0 } else { shift(tap) };
        sum += between(raster, x + shift(right), y + shift(down));
    }
    (sum / (taps * taps) as f32).round().clamp(0.0, 255.0) as u8
}

fn between(raster: &Raster, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (right, down) = (x - left, y - top);
    let (left, top) = (left as i64, top as i64);
    let at = |dx: i64, dy: i64| f32::from(raster.at(left + dx, top + dy));
    let upper = at(0, 0) * (1.0 - right) + at(1, 0) * right;
    let lower = at(0, 1) * (1.0 - right) + at(1, 1) * right;
    upper * (1.0 - down) + lower * down
}
