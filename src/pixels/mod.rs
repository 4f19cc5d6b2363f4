//! Frames: decode, window for display, redact, encode.
//!
//! In comes an [`crate::dicom::Instance`]; out come a [`Picture`] to look at, or [`Redacted`] pixel bytes to write.
//! Nothing here decides what is painted, and nothing outside a rectangle ever changes; in a lossy JPEG the rectangle
//! is the one that [`grid`] lets it grow to.
//!
//! [`format`] what shape the samples have · [`frame_index`] which bytes make a frame · [`codec`] how bytes become
//! words · [`decode`] the three together · [`display`] from words to a picture · [`render`] from a picture to a
//! screen · [`overlay`] what is drawn over a picture · [`projection`] many frames laid over one another · [`redact`] from rectangles to new pixel bytes ·
//! [`strip`] what is no picture in compressed frames · [`video`] one stream in place of frames.

mod black;
pub mod codec;
pub mod decode;
pub mod display;
pub mod error;
pub mod format;
pub mod frame;
pub mod frame_index;
mod grid;
pub mod lookup;
mod overlay;
pub mod palette;
pub mod picture;
pub mod projection;
pub mod redact;
pub mod region;
pub mod render;
pub mod strip;
#[cfg(test)]
mod testing;
pub mod unused_bits;
pub mod video;
pub mod whole;

pub use codec::{can_decode, can_paint};
pub use decode::decode_frame;
pub use display::picture;
pub use error::PixelError;
pub use format::FrameFormat;
pub use frame::{Frame, Words};
pub use grid::grid;
pub use picture::{Picture, Samples, Window};
pub use projection::Projection;
pub use redact::ahead::{self, Ahead, PaintedFrame};
pub use redact::{Redacted, RedactedPixels, check_native, redact, redact_into};
pub use region::{FrameRegion, FrameSpan, Grid, Rect};
pub use render::{Renderer, render, thumbnail};
pub use strip::stripped;
pub use unused_bits::without_unused_bits;
pub use whole::check_whole;
