//! What a person decided: per-series state, regions and their reach, deletions; undo and redo of everything.
//!
//! Pure: in come decisions and the catalogue they speak of, out come states, the rectangles that reach an image, and
//! the counts. Touches no file.

pub mod counts;
mod history;
pub mod reach;
pub mod region;
pub mod state;

pub use counts::{Fate, Outcomes};
pub use history::Review;
pub use reach::Reach;
pub use region::{Region, RegionId};
pub use state::SeriesState;

#[cfg(test)]
mod tests;
