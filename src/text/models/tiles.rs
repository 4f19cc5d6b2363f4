//! A picture in tiles, each searched once: what is flat is not searched, and what was searched before is remembered,
//! in this picture or another.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::text::Raster;

/// Side of a tile. A multiple of 32, which the detector halves five times.
pub const SIDE: usize = 256;

/// What two neighbours share, so that nothing is seen at an edge alone.
const OVERLAP: usize = 32;

/// At an edge within the picture so many pixels of a tile are left to its neighbour, who sees what is around them.
const RIM: usize = 12;

/// A tile whose levels differ by less shows no letter.
const FLAT: u8 = 10;

/// Tiles that are remembered, 64 KB each.
const MOST: usize = 256;

/// How likely each pixel of a tile is part of a line, from 0 to 255.
type Map = Box<[u8]>;

/// Maps of tiles, by their pixels.
#[derive(Debug, Default)]
pub struct Tiles {
    known: HashMap<[u64; 2], Map>,
}

/// How likely each pixel of a picture is part of a line, row by row.
pub struct Likely {
    pub width: usize,
    pub height: usize,
    pub map: Vec<u8>,
}

impl Tiles {
    /// Puts the map of a whole picture together. `wanted` says of a tile, by its first and last column and row, whether
    /// it is to be searched; `search` searches one.
    pub fn map(
        &mut self,
        raster: &Raster,
        wanted: impl Fn([usize; 4]) -> bool,
        mut search: impl FnMut(&[u8]) -> Option<Map>,
    ) -> Likely {
        let (width, height) = (raster.width() as usize, raster.height() as usize);
        let mut likely = Likely {
            width,
            height,
            map: vec![0; width * height],
        };
        let places = starts(height)
            .into_iter()
            .flat_map(|top| starts(width).into_iter().map(move |left| (left, top)));
        for (left, top) in places {
            if !wanted([left, top, left + SIDE, top + SIDE]) {
                continue;
            }
            let tile = cut(raster, left, top);
            if is_flat(&tile) {
                continue;
            }
            let key = key(&tile);
            if !self.known.contains_key(&key) {
                let Some(map) = search(&tile) else { continue };
                if self.known.len() >= MOST {
                    self.known.clear();
                }
                self.known.insert(key, map);
            }
            if let Some(map) = self.known.get(&key) {
                likely.lay(map, left, top);
            }
        }
        likely
    }
}

/// Where tiles begin along a side of a picture.
fn starts(length: usize) -> Vec<usize> {
    let step = SIDE - OVERLAP;
    let count = length.saturating_sub(OVERLAP).div_ceil(step).max(1);
    (0..count).map(|at| at * step).collect()
}

/// The pixels of a tile; beyond the picture's edge those of the edge go on.
fn cut(raster: &Raster, left: usize, top: usize) -> Vec<u8> {
    let (width, height) = (raster.width() as usize, raster.height() as usize);
    let mut tile = Vec::with_capacity(SIDE * SIDE);
    for y in top..top + SIDE {
        let row = y.min(height.saturating_sub(1)) * width;
        let end = (left + SIDE).min(width);
        let pixels = raster.luma().get(row + left..row + end).unwrap_or_default();
        tile.extend_from_slice(pixels);
        let last = pixels.last().copied().unwrap_or_default();
        tile.resize((y - top + 1) * SIDE, last);
    }
    tile
}

fn is_flat(tile: &[u8]) -> bool {
    let (low, high) = tile.iter().fold((u8::MAX, 0), |(low, high), &level| {
        (low.min(level), high.max(level))
    });
    high.saturating_sub(low) < FLAT
}

/// Two sums, so that no two tiles are taken for one.
fn key(tile: &[u8]) -> [u64; 2] {
    [0_u8, 1].map(|seed| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        tile.hash(&mut hasher);
        hasher.finish()
    })
}

impl Likely {
    /// Lays a tile's map over the picture's, but for the rim where a neighbour sees more.
    fn lay(&mut self, map: &[u8], left: usize, top: usize) {
        let rim = |start: usize| if start == 0 { 0 } else { RIM };
        let right = match left + SIDE < self.width {
            true => left + SIDE - RIM,
            false => self.width,
        };
        let bottom = match top + SIDE < self.height {
            true => top + SIDE - RIM,
            false => self.height,
        };
        let left_from = left + rim(left);
        for y in top + rim(top)..bottom {
            let here = self
                .map
                .get_mut(y * self.width + left_from..y * self.width + right);
            let from = (y - top) * SIDE + (left_from - left);
            let there = map.get(from..from + right.saturating_sub(left_from));
            for (place, other) in here.into_iter().flatten().zip(there.into_iter().flatten()) {
                *place = (*place).max(*other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_every_pixel_and_equal_ones_are_searched_once() {
        let levels = |at: usize| if at.is_multiple_of(5) { 200 } else { 10 };
        let (width, height) = (600_u32, 500_u32);
        let luma = (0..width * height).map(|at| levels((at % width) as usize % 7));
        let raster = Raster::new(width, height, luma.collect()).unwrap();
        let mut tiles = Tiles::default();
        let mut searched = 0;
        for _ in 0..2 {
            let likely = tiles.map(
                &raster,
                |_| true,
                |_| {
                    searched += 1;
                    Some(vec![255; SIDE * SIDE].into())
                },
            );
            assert!(likely.map.iter().all(|level| *level == 255));
        }
        assert!(searched <= 9, "{searched}");
    }

    #[test]
    fn what_is_flat_is_not_searched() {
        let raster = Raster::new(300, 20, vec![40; 6000]).unwrap();
        let likely = Tiles::default().map(&raster, |_| true, |_| panic!("searched"));
        assert!(likely.map.iter().all(|level| *level == 0));
    }
}
