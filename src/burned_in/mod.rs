//! Text that is burned into the frames of an instance: where it is, what it says, and whether that names the patient.
//!
//! In come an instance, a [`Finder`] and what is [`Known`] of the patient; out come [`Proposal`]s, in stored pixels, for
//! a person or a rule to accept. Never: anything is painted or cleared by it, and a line is left out because what it
//! says matches nothing. What was read is patient data.
//!
//! | file | job |
//! |---|---|
//! | `search` | which frames are searched, and how often what is the same in many |
//! | `merge` | lines that lie over each other, made one |
//! | [`known`] | what names the patient, as a picture may say it |
//! | `folded` | letters that are read for one another; texts that are nearly the same |
//! | `rank` | what a line says: the patient, perhaps somebody, or nobody |

mod folded;
mod known;
mod merge;
mod rank;
mod search;

use serde::{Deserialize, Serialize};

pub use known::Known;
pub use search::{find, named};

use crate::pixels::{PixelError, Rect};
#[cfg(doc)]
use crate::text::Finder;

/// What a line of text in a picture may give away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// It says what identifies this patient.
    Red,
    /// It may identify somebody: a date, a number, a word that nobody knows, or it was not read.
    Amber,
    /// Measurements, markers, settings.
    Grey,
}

/// A rectangle that is proposed to be painted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// The frame, from 0; `None`: in all of them.
    pub frame: Option<u32>,
    /// In stored pixels.
    pub rect: Rect,
    /// What it may give away.
    pub rank: Rank,
    /// How sure it is that this is text, 0 to 1.
    pub score: f32,
    /// What was read; empty if nothing was.
    pub text: String,
}

/// How much is searched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Search {
    /// For pictures that seldom show text: what the strokes of letters point to is read.
    Quick,
    /// All of each picture goes through the detector.
    #[default]
    Thorough,
}

/// What was found in an instance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Red ones first, then by their place.
    pub proposals: Vec<Proposal>,
    /// Frames that were searched.
    pub searched: u32,
    /// Frames that there are.
    pub frames: u32,
}

/// Why an instance could not be searched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BurnedInError {
    /// Its frames could not be read.
    #[error(transparent)]
    Pixels(#[from] PixelError),
    /// One of its many frames could not be.
    #[error("not every frame could be searched")]
    Unsearched,
}

#[cfg(test)]
mod tests;
