//! What a person decided: per-series state, regions and their reach, deletions; undo and redo of everything.
//!
//! Pure: in come decisions and the catalogue they speak of, out come states, the rectangles that reach an image, and
//! the counts. Touches no file itself.
//!
//! [`seen`] which frames a person has had on screen · [`release`] what may leave, the one gate · `identity` what is
//! held because nobody can say whose it is, or which · [`region`] a rectangle and its reach · [`outside`](mod@outside)
//! what lies around rectangles · `spread` rectangles for a whole series · [`templates`] rectangles remembered for
//! images of one kind · `wordings` words that leave · [`work`] all of this but the words in a file, and back.

mod change;
pub mod counts;
mod history;
mod identity;
pub mod outside;
pub mod reach;
pub mod region;
pub mod release;
pub mod seen;
mod spans;
mod spread;
pub mod state;
pub mod templates;
mod wordings;
pub mod work;

pub use change::{Change, What};
pub use counts::{Fate, Outcomes};
pub use history::Review;
pub use outside::{covers, outside};
pub use reach::Reach;
pub use region::{Part, Region, RegionId};
pub use release::{Front, Gate};
pub use seen::{FrameRun, Unseen};
pub use spread::{on_series, outside_scan_areas};
pub use state::SeriesState;
pub use templates::{Template, Templates};
pub use wordings::{OfCase, Wordings};

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
