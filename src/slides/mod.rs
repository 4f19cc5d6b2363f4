//! Pictures for slides: frames of a cleaned image, drawn as a person saw them.
//!
//! In come instances as [`crate::clean`] has made them, and how they were looked at; out come PNG, JPEG, animated PNG,
//! or the planes that a video encoder wants. Nothing stands in these files but the picture: no text, no time, no
//! profile of colours, no name. Which pictures may leave is the gate's to say, and what they are called is
//! [`crate::deliver::slides`]'s.
//!
//! [`draw`] from a picture to pixels · [`mod@encode`] pixels as files of one picture · [`animated`] of many · [`film`] as
//! planes for an encoder of H.264, and at what pace.
//!
//! Never: a picture of an original; a pixel under a rectangle that is not black, whatever the window.

pub mod animated;
pub mod draw;
pub mod encode;
pub mod film;

pub use animated::AnimatedPng;
pub use draw::{Drawn, Size, View, drawn, of_frame};
pub use encode::{Format, encode};

/// Why there is no picture for a slide. Holds no value of a file.
#[derive(Debug, thiserror::Error)]
pub enum SlideError {
    /// The frame could not be decoded.
    #[error(transparent)]
    Pixels(#[from] crate::pixels::PixelError),
    /// What was in view is none of the picture.
    #[error("nothing of the picture was in view")]
    NothingInView,
    /// Its samples do not fit its size, or its size no file of this kind.
    #[error("the picture is too large for this kind of file")]
    Size,
    /// The encoder gave up.
    #[error("the picture could not be encoded")]
    Encoder,
}

#[cfg(test)]
mod tests;
