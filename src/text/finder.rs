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
        classical::find(raster)
    }

    /// The lines of a picture that strokes of letters point to, but for what lies in places that are known already.
    pub fn glance(&mut self, raster: &Raster, known: &[Rect]) -> Vec<Line> {
        let is_new = |line: &Line| !known.iter().any(|known| known.contains(line.bounds));
        let mut lines = classical::find(raster);
        lines.retain(is_new);
        lines
    }
}
