//! How likely each pixel is part of a line of text, and the lines that these make (a DBNet).

use super::ModelError;
use super::network::Network;
use super::tiles::{Likely, SIDE, Tiles};
use crate::pixels::Rect;
use crate::text::Raster;
use crate::text::classical::{Ink, Mark, marks};

/// From here a pixel is part of a line.
const PIXEL: u8 = 51;

/// The mean of a line's pixels.
const LINE: f32 = 0.35;

/// The detector finds the inner part of a line: how far its border is out, for the area and the length of the border.
const GROWTH: f32 = 1.6;

/// Smaller pieces are noise.
const LEAST: u32 = 3;

/// A piece that takes up more of both sides is a picture, not a line.
const LARGEST: f32 = 0.2;

/// Small pictures are searched twice as large.
const SMALL: u32 = 320;

/// By channel, what the detector was trained with.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];

/// A place where a line seems to be.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    pub bounds: Rect,
    /// 0 to 1.
    pub score: f32,
    /// It takes up a large part of the picture: only what can be read of it counts.
    pub large: bool,
}

/// Finds where lines are.
#[derive(Debug)]
pub struct Detector {
    network: Network,
    tiles: Tiles,
}

impl Detector {
    pub fn load(bytes: &[u8]) -> Result<Self, ModelError> {
        Ok(Self {
            network: Network::load(bytes, "detector")?,
            tiles: Tiles::default(),
        })
    }

    /// Lines of a picture, or those in tiles that hold one of these places.
    pub fn find(&mut self, raster: &Raster, places: Option<&[Rect]>) -> Vec<Piece> {
        let small = raster.width().max(raster.height()) <= SMALL;
        let doubled = small.then(|| raster.doubled());
        let scale = if small { 2 } else { 1 };
        let searched = doubled.as_ref().unwrap_or(raster);
        let wanted = |tile: [usize; 4]| {
            let touches = |place: &Rect| touches(tile, *place, scale);
            places.is_none_or(|places| places.iter().any(touches))
        };
        let network = &self.network;
        let likely = self.tiles.map(searched, wanted, |tile| {
            let answer = network.run(normal(tile), SIDE, SIDE)?;
            let levels = answer.values.iter().map(|value| (value * 255.0) as u8);
            Some(levels.collect::<Vec<_>>().into())
        });
        pieces(likely, raster, scale)
    }
}

fn touches([left, top, right, bottom]: [usize; 4], place: Rect, scale: u32) -> bool {
    let [x, y, width, height] =
        [place.x, place.y, place.width, place.height].map(|length| (length * scale) as usize);
    x < right && x + width > left && y < bottom && y + height > top
}

/// Three channels of one picture, as the detector was trained to see them.
fn normal(tile: &[u8]) -> Vec<f32> {
    let channels = MEAN.iter().zip(DEVIATION);
    let values = channels.flat_map(|(mean, deviation)| {
        tile.iter()
            .map(move |level| (f32::from(*level) / 255.0 - mean) / deviation)
    });
    values.collect()
}

fn pieces(likely: Likely, raster: &Raster, scale: u32) -> Vec<Piece> {
    let width = likely.width;
    let ink = Ink {
        width,
        levels: likely.map,
    };
    let marks = marks::of(&ink, PIXEL);
    let pieces = marks.iter().filter_map(|mark| {
        if mark.width().min(mark.height()) < LEAST {
            return None;
        }
        let score = score(mark, &ink);
        let bounds = grown(mark, raster, scale);
        let of = |length: u32, whole: u32| length as f32 > whole as f32 * LARGEST;
        let large = of(bounds.width, raster.width()) && of(bounds.height, raster.height());
        (score >= LINE).then_some(Piece {
            bounds,
            score,
            large,
        })
    });
    pieces.collect()
}

/// The mean of those of its pixels that are part of a line.
fn score(mark: &Mark, ink: &Ink) -> f32 {
    let (mut sum, mut count) = (0_u64, 0_u64);
    for y in mark.top..mark.bottom {
        let row = y as usize * ink.width;
        let pixels = ink
            .levels
            .get(row + mark.left as usize..row + mark.right as usize);
        for level in pixels
            .into_iter()
            .flatten()
            .filter(|level| **level >= PIXEL)
        {
            sum += u64::from(*level);
            count += 1;
        }
    }
    sum as f32 / count.max(1) as f32 / 255.0
}

/// The whole line of which a mark is the inner part, in pixels of the picture.
fn grown(mark: &Mark, raster: &Raster, scale: u32) -> Rect {
    let (width, height) = (mark.width() as f32, mark.height() as f32);
    let margin = (width * height * GROWTH / (2.0 * (width + height))).ceil() as u32 + 1;
    let x = mark.left.saturating_sub(margin) / scale;
    let y = mark.top.saturating_sub(margin) / scale;
    let right = mark
        .right
        .saturating_add(margin)
        .div_ceil(scale)
        .min(raster.width());
    let bottom = mark
        .bottom
        .saturating_add(margin)
        .div_ceil(scale)
        .min(raster.height());
    Rect {
        x,
        y,
        width: right.saturating_sub(x),
        height: bottom.saturating_sub(y),
    }
}
