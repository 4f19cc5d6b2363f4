//! Frames: decode, window for display, redact, encode.
//!
//! In comes an [`crate::dicom::Instance`]; out come a [`Picture`] to look at, or [`Redacted`] pixel bytes to write.
//! Nothing here decides what is painted, and nothing outside a rectangle ever changes.

pub mod region;
pub mod picture;

pub use picture::{Picture, Samples, Window};
pub use region::{FrameRegion, FrameSpan, Rect};
