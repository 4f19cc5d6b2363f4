//! Which of the dropped files are DICOM; archives and images of discs opened in place.
//!
//! In comes the source of one dropped file with its place in the drop; out comes an [`Item`](crate::catalogue::Item)
//! for the file, or one for every file in it if it is a container, each with a [`Locator`] by which an [`Opener`] finds
//! its bytes again. Every file and every entry is counted exactly once, whatever is wrong with it: what cannot be
//! opened is held, and never taken for no DICOM. Nothing is unpacked past the limits in `limits`, and nothing is ever
//! written.
//!
//! `kind` what a file is by its bytes · `container` the list of what is in it, by `zip`, `seven`, `tarball`, `disc` and
//! `packed` · `locator` the way to one of them · `opener` the bytes at its end, with what each `password` opens ·
//! `code_page` names that are no UTF-8 · `stream` a source as decoders read it · `unpacked` what they make of it, in
//! memory · `document` parts of an office document · `limits` how much that may be · `error` why there is no way · `examine` what the files turn out to be.

pub(crate) mod code_page;
mod container;
mod disc;
pub(crate) mod document;
mod error;
mod examine;
mod kind;
mod limits;
mod locator;
mod opener;
mod packed;
mod password;
mod seven;
mod stream;
mod tarball;
mod unpacked;
mod zip;

pub use examine::{
    Around, Dropped, Met, Resume, examine_file, examine_rest, examine_whole, go_through,
    is_still_locked,
};
pub use kind::{holds_packed, is_packed};
pub use locator::{Locator, Step};
pub use opener::{FileId, Opener};
pub use password::Password;

#[cfg(test)]
mod tests;
