//! Frames: decode, window for display, redact, encode.
//!
//! In comes an [`crate::dicom::Instance`]; out come a [`Picture`] to look at, or [`Redacted`] pixel bytes to write.
//! Nothing here decides what is painted, and no pixel outside a rectangle ever changes; in a lossy JPEG the rectangle
//! is the one that [`grid`] lets it grow to.
//!
//! | file | job |
//! |---|---|
//! | [`format`](mod@format), `region` | what shape the samples have; rectangles, and the frames that they reach |
//! | [`frame_index`], [`codec`], `decode` | which bytes make a frame, how bytes become words, both together |
//! | [`frame`], [`picture`](mod@picture) | words as stored; a picture to look at |
//! | `display`, `palette`, `lookup`, `overlay` | from words to a picture |
//! | [`range`] | the windows that show all of a picture, and whether another does |
//! | [`render`], `local_contrast` | from a picture to a screen |
//! | [`projection`], [`glare`] | many frames laid over one another; those that would hide the others |
//! | [`redact`], `black`, [`grid`] | from rectangles to new pixel bytes; what is black; how rectangles grow |
//! | `whole`, `strip`, `unused_bits` | whether all of it is there; what is no picture, dropped or held |
//! | `text` | whether a picture is a page of text |
//! | [`video`] | one stream in place of frames |
//! | `error` | why not |

mod black;
pub mod codec;
mod decode;
mod display;
mod error;
mod even;
pub mod format;
pub mod frame;
pub mod frame_index;
pub mod glare;
mod grid;
mod local_contrast;
mod lookup;
mod overlay;
mod palette;
pub mod picture;
pub mod projection;
pub mod range;
mod redact;
mod region;
mod render;
mod strip;
#[cfg(test)]
mod testing;
mod text;
mod unused_bits;
pub mod video;
mod whole;

pub use codec::{can_decode, can_paint};
pub use decode::{check_shown, decode_frame};
pub use display::picture;
pub use error::PixelError;
pub use even::EVERY_VALUE;
pub use format::FrameFormat;
pub use frame::{Frame, Words};
pub use grid::grid;
pub use picture::{Colours, Picture, Samples, Window};
pub use projection::Projection;
pub use redact::in_advance::{self, InAdvance, PaintedFrame};
pub use redact::{Redacted, RedactedPixels, check_native, redact, redact_into};
pub use region::{FrameRegion, FrameSpan, Grid, Rect, SLIP};
pub use render::{Renderer, render, thumbnail};
pub use strip::stripped;
pub use text::shows_text;
pub use unused_bits::without_unused_bits;
pub use whole::{check_whole, counted_frames, with_counted_frames};
