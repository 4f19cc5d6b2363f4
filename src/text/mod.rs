//! Lines of text in a picture: where they are, and what they say.
//!
//! In comes a [`Raster`], grey levels as a person sees them; out come [`Line`]s in its pixels, with what was read where
//! a reader was given. Never: a line is dropped because nobody could read it, and what a line means is for the floor
//! above to say.
//!
//! | file | job |
//! |---|---|
//! | `raster` | a picture as grey levels |
//! | `classical` | lines by the strokes of their letters: needs no model |
//! | `models` | a detector and a reader that were trained, where they are built in (`text-models`) |
//! | `finder` | both together |

mod classical;
mod finder;
mod models;
mod raster;
#[cfg(test)]
pub(crate) mod testing;

use crate::pixels::Rect;

pub use finder::Finder;
pub use models::{ModelError, Models};
pub use raster::Raster;

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Where it is, in pixels of the raster, with a little of the ground around it.
    pub bounds: Rect,
    /// What it says; empty if that was not read.
    pub text: String,
    /// How sure it is that this is text, 0 to 1.
    pub confidence: f32,
}
