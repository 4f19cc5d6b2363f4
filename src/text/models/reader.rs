//! What a line says: letter by letter from left to right, of the letters that the model knows (a CTC decoder).

use std::collections::HashMap;

use super::ModelError;
use super::crop::{Crop, HEIGHT, Turn};
use super::network::Network;
use crate::pixels::Rect;
use crate::text::Raster;

/// Where the file names the letters that it knows, one a line.
const LETTERS: &str = "character";

/// Lines that are remembered.
const MOST: usize = 1024;

/// From so much higher than wide on a line stands on end.
const UPRIGHT: f32 = 1.5;

/// Read with this nobody tries to read it turned.
const SURE: f32 = 0.9;

/// What was read, and how surely, 0 to 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    pub text: String,
    pub confidence: f32,
}

/// Reads lines.
#[derive(Debug)]
pub struct Reader {
    network: Network,
    /// The letter of each class but the first, which is none; `None` is one that no device here writes.
    letters: Vec<Option<char>>,
    known: HashMap<Crop, Reading>,
}

impl Reader {
    pub fn load(bytes: &[u8]) -> Result<Self, ModelError> {
        let network = Network::load(bytes, "reader")?;
        let names = network.text(LETTERS).unwrap_or_default();
        let mut letters: Vec<Option<char>> = names.lines().map(letter).collect();
        if letters.is_empty() {
            return Err(ModelError::Unusable("reader"));
        }
        // Behind those that have names.
        letters.push(Some(' '));
        Ok(Self {
            network,
            letters,
            known: HashMap::new(),
        })
    }

    /// Reads what stands in a rectangle, on end if it is higher than wide.
    pub fn read(&mut self, raster: &Raster, bounds: Rect) -> Reading {
        let stands = bounds.height as f32 > bounds.width as f32 * UPRIGHT;
        let upright = self.turned(raster, bounds, Turn::Upright);
        if !stands || upright.confidence >= SURE && !upright.text.is_empty() {
            return upright;
        }
        let turned = [Turn::Up, Turn::Down].map(|turn| self.turned(raster, bounds, turn));
        let readings = turned.into_iter().chain([upright]);
        let better = readings.max_by(|one, other| one.weight().total_cmp(&other.weight()));
        better.unwrap_or_default()
    }

    fn turned(&mut self, raster: &Raster, bounds: Rect, turn: Turn) -> Reading {
        let crop = Crop::of(raster, bounds, turn);
        if let Some(reading) = self.known.get(&crop) {
            return reading.clone();
        }
        let reading = self.letters_of(&crop).unwrap_or_default();
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(crop, reading.clone());
        reading
    }

    fn letters_of(&self, crop: &Crop) -> Option<Reading> {
        let normal: Vec<f32> = crop
            .levels
            .iter()
            .map(|level| f32::from(*level) / 127.5 - 1.0)
            .collect();
        let answer = self.network.run(normal.repeat(3), HEIGHT, crop.width)?;
        let classes = *answer.shape.last()?;
        let mut text = String::new();
        let (mut sum, mut count, mut last) = (0.0, 0_u32, 0);
        for step in answer.values.chunks_exact(classes.max(1)) {
            let (class, likely) = self.most_likely(step);
            if class != 0 && class != last {
                text.extend(self.letters.get(class.saturating_sub(1)).copied().flatten());
                sum += likely;
                count += 1;
            }
            last = class;
        }
        Some(Reading {
            confidence: if count == 0 { 0.0 } else { sum / count as f32 },
            text: text.trim().to_owned(),
        })
    }

    /// The most likely class that is a letter here, or none.
    fn most_likely(&self, step: &[f32]) -> (usize, f32) {
        let none = step.first().copied().unwrap_or_default();
        let rest = step.iter().skip(1).zip(&self.letters).enumerate();
        let letters = rest.filter(|(_, (_, letter))| letter.is_some());
        let best = letters.max_by(|(_, (one, _)), (_, (other, _))| one.total_cmp(other));
        match best {
            Some((at, (likely, _))) if *likely > none => (at + 1, *likely),
            _ => (0, none),
        }
    }
}

impl Reading {
    /// Which of two readings of one line is the better.
    fn weight(&self) -> f32 {
        self.confidence * (self.text.chars().count() as f32).sqrt()
    }
}

/// A letter that devices write; what only stands in texts of other scripts is read for the nearest that is one.
fn letter(name: &str) -> Option<char> {
    let letter = name.chars().next()?;
    let is_written = matches!(letter, '!'..='~' | '\u{a1}'..='\u{17f}' | '’' | '–' | '€');
    (is_written && name.chars().count() == 1).then_some(letter)
}
