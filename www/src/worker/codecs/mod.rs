//! The browser's own video decoder and encoder (WebCodecs), as far as a worker needs them.
//!
//! In go coded pictures, out come decoded ones in the order in which they are shown, and the other way round. A few are
//! under way at a time, whatever the video's length. Nothing of a browser's error is passed on: it may quote the
//! stream.

mod bindings;
mod decode;
mod encode;
mod inbox;

use darkroom::pixels::video::VideoError;

pub use bindings::object;
pub use decode::{Pictures, Shown, can_decode};
pub use encode::{Encoder, Wanted, can_encode};

/// Pictures that wait in a decoder or an encoder.
const WAITING: u32 = 6;

/// Why the browser could not do it, as the end of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Video(#[from] VideoError),
    #[error("this browser can’t decode {0}")]
    NoDecoder(&'static str),
    #[error("this browser’s decoder gave up on it")]
    Decoder,
    #[error("this browser gives its pictures in a form that can’t be read")]
    Form,
    #[error("this browser can’t encode H.264 of its size")]
    NoEncoder,
    #[error("this browser’s encoder gave up on it")]
    Encoder,
}
