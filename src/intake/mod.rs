//! Which of the dropped files are DICOM; zip archives opened in place.
//!
//! In comes the source of one dropped file with its place in the drop; out comes an [`Item`] for the file, or one for
//! every entry if it is a zip archive, each with a [`Locator`] by which its bytes are found again. Every file and every
//! entry is counted exactly once, whatever is wrong with it. Nothing is inflated past the limits in [`limits`], and
//! nothing is ever written.

pub mod archive;
pub mod directory;
pub mod examine;
pub mod limits;
pub mod locator;

pub use archive::{Archive, ArchiveError, Entry};
pub use examine::{
    Examined, Resume, examine, examine_archive, examine_file, examine_rest, examine_whole,
};
pub use locator::{EntryAt, Locator, locate};

#[cfg(test)]
mod tests;
