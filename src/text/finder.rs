//! What finds lines of text, with models or without.

use super::classical;
use super::models::Models;
use super::{Line, Raster};
use crate::pixels::Rect;

/// Finds lines of text. One finder searches many pictures, and remembers what it has searched.
#[derive(Debug)]
pub struct Finder {
    models: Option<Models>,
}

impl Finder {
    /// With models, or with the classical search alone.
    pub fn new(models: Option<Models>) -> Self {
        Self { models }
    }

    /// Whether lines are read as well as found.
    pub fn reads(&self) -> bool {
        self.models.is_some()
    }

    /// All lines of a picture.
    pub fn find(&mut self, raster: &Raster) -> Vec<Line> {
        let strokes = classical::find(raster);
        match &mut self.models {
            Some(models) => trained(models, raster, strokes, false),
            None => strokes,
        }
    }

    /// The lines of a picture that strokes of letters point to, but for what lies in places that are known already.
    pub fn glance(&mut self, raster: &Raster, known: &[Rect]) -> Vec<Line> {
        let is_new = |line: &Line| !known.iter().any(|known| known.contains(line.bounds));
        let mut strokes = classical::find(raster);
        strokes.retain(is_new);
        match &mut self.models {
            Some(models) if !strokes.is_empty() => {
                let mut lines = trained(models, raster, strokes, true);
                lines.retain(is_new);
                lines
            }
            _ => strokes,
        }
    }
}

#[cfg(not(feature = "text-models"))]
fn trained(models: &mut Models, _: &Raster, _: Vec<Line>, _: bool) -> Vec<Line> {
    match *models {}
}

#[cfg(feature = "text-models")]
use trained::trained;

#[cfg(feature = "text-models")]
mod trained {
    use super::*;
    use crate::text::models::Detector;

    /// What was read with less says nothing of whether it is text.
    const READABLE: f32 = 0.5;

    /// A large piece, or a single sign, is text only if it was read without doubt: anything looks like some sign.
    const CERTAIN: f32 = 0.8;

    /// A line of strokes so many times as long as high is text, if it can be read or has many letters.
    const LONG: u32 = 4;
    const UNREAD: f32 = 0.6;

    /// Strokes on a flat ground, which say that what the detector found is text.
    const FLAT: f32 = 0.4;

    /// Lines by the detector, read; and long ones by their strokes that it did not find. With `few`, the detector looks
    /// where strokes point to.
    pub fn trained(
        models: &mut Models,
        raster: &Raster,
        strokes: Vec<Line>,
        few: bool,
    ) -> Vec<Line> {
        let places: Vec<Rect> = strokes.iter().map(|line| line.bounds).collect();
        let Models { detector, reader } = models;
        let pieces = Detector::find(detector, raster, few.then_some(places.as_slice()));
        let mut lines = Vec::new();
        for piece in pieces {
            let reading = reader.read(raster, piece.bounds);
            let is_one_sign = reading.text.chars().count() <= 1;
            let wanted = match piece.large || is_one_sign {
                true => CERTAIN,
                false => READABLE,
            };
            let has_strokes =
                |line: &Line| line.confidence >= FLAT && mostly_within(line.bounds, piece.bounds);
            let is_shaped = !piece.large && strokes.iter().any(has_strokes);
            // An arc that fills a part of the picture is no letter.
            let is_letter = !(piece.large && is_one_sign);
            if is_letter && reading.confidence >= wanted || is_shaped {
                lines.push(Line {
                    bounds: piece.bounds,
                    text: reading.text,
                    confidence: reading.confidence.max(piece.score * 0.5),
                });
            }
        }
        for line in strokes {
            let is_long = line.bounds.width >= line.bounds.height.saturating_mul(LONG);
            let is_there = |other: &Line| mostly_within(line.bounds, other.bounds);
            if is_long && !lines.iter().any(is_there) {
                let reading = reader.read(raster, line.bounds);
                if reading.confidence < READABLE && line.confidence < UNREAD {
                    continue;
                }
                lines.push(Line {
                    text: reading.text,
                    confidence: reading.confidence,
                    ..line
                });
            }
        }
        lines
    }

    /// Whether seven tenths of a rectangle lie within another.
    fn mostly_within(one: Rect, other: Rect) -> bool {
        let along = |start: u32, length: u32, its: u32, its_length: u32| {
            let end = start
                .saturating_add(length)
                .min(its.saturating_add(its_length));
            u64::from(end.saturating_sub(start.max(its)))
        };
        let shared = along(one.x, one.width, other.x, other.width)
            * along(one.y, one.height, other.y, other.height);
        shared * 10 >= u64::from(one.width) * u64::from(one.height) * 7
    }
}
