//! What stands out of its ground: the picture less what is left of it when everything thin is taken away (a top-hat).

use crate::text::Raster;

/// Strokes are thinner than this many pixels.
const STROKE: usize = 10;

/// By how much each pixel stands out, row by row.
pub struct Ink {
    pub width: usize,
    pub levels: Vec<u8>,
}

impl Ink {
    /// What is brighter than its ground, or darker.
    pub fn of(raster: &Raster, dark: bool) -> Self {
        let turned = dark.then(|| raster.inverted());
        let raster = turned.as_ref().unwrap_or(raster);
        let width = raster.width() as usize;
        let eroded = down(&across(raster.luma(), width, u8::min), width, u8::min);
        let opened = back(&eroded, width);
        let pixels = raster.luma().iter().zip(opened);
        let levels = pixels
            .map(|(level, ground)| level.saturating_sub(ground))
            .collect();
        Self { width, levels }
    }
}

type Pick = fn(u8, u8) -> u8;

/// Of each pixel and those after it in its row the one that is picked.
fn across(levels: &[u8], width: usize, pick: Pick) -> Vec<u8> {
    let rows = levels.chunks(width.max(1));
    rows.flat_map(|row| after(row, 1, pick)).collect()
}

/// The same of those below it.
fn down(levels: &[u8], width: usize, pick: Pick) -> Vec<u8> {
    after(levels, width, pick)
}

/// The other way round: of each pixel and those before it and above it the brightest.
fn back(levels: &[u8], width: usize) -> Vec<u8> {
    let mut levels: Vec<u8> = levels.iter().rev().copied().collect();
    levels = across(&down(&levels, width, u8::max), width, u8::max);
    levels.reverse();
    levels
}

/// Of a window of [`STROKE`] places, each so many after the last, the one that is picked: windows of 1, 2, 4 … places
/// are put together.
fn after(levels: &[u8], step: usize, pick: Pick) -> Vec<u8> {
    let mut picked = levels.to_vec();
    let mut window = 1;
    while window < STROKE {
        let ahead = window.min(STROKE - window);
        let from = ahead.saturating_mul(step).min(picked.len());
        let later = picked.get(from..).unwrap_or_default().to_vec();
        for (place, other) in picked.iter_mut().zip(later) {
            *place = pick(*place, other);
        }
        window += ahead;
    }
    picked
}
