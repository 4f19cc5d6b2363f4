//! Why frames could not be read, shown or painted. No variant carries a value of the file but counts and sizes.

use crate::dicom::{SourceError, SpoolError};

/// Why something could not be done with the pixels of one instance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PixelError {
    /// There is no pixel element.
    #[error("the file has no pixel data")]
    NoPixels,
    /// An attribute that describes the pixels is not there, or empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// An attribute that describes the pixels says something impossible.
    #[error("{0} has an impossible value")]
    Invalid(&'static str),
    /// More pixels in one frame than this program handles.
    #[error("a frame of {columns} × {rows} pixels is too large")]
    TooLarge {
        /// Columns (0028,0011).
        columns: u32,
        /// Rows (0028,0010).
        rows: u32,
    },
    /// More frames than anybody could look through.
    #[error("{frames} frames are more than can be looked at")]
    TooManyFrames {
        /// Number of Frames (0028,0008).
        frames: u32,
    },
    /// A frame was asked for that the instance does not have; counted from 0.
    #[error("picture {} was asked for, there are {frames}", u64::from(*.frame) + 1)]
    NoSuchFrame {
        /// The one asked for, from 0.
        frame: u32,
        /// How many there are.
        frames: u32,
    },
    /// The header promises the frame, the file does not hold (all of) it.
    #[error("the file ends before picture {} does", u64::from(*.frame) + 1)]
    Truncated {
        /// From 0.
        frame: u32,
    },
    /// The header counts other frames than there are; `None` if it does not count them.
    #[error("{}", frame_count(*.said, *.found))]
    FrameCount {
        /// Number of Frames (0028,0008).
        said: Option<u32>,
        /// Frames in the pixel element.
        found: u32,
    },
    /// There is more behind the last frame than padding, and it is no frame.
    #[error("behind the picture there is something that the header doesn’t speak of")]
    Surplus,
    /// Fragments cannot be matched with frames.
    #[error("{fragments} compressed pieces cannot be matched with {frames} frames")]
    Fragments {
        /// Fragments that there are (PS3.5 A.4), or that begin as a frame does.
        fragments: usize,
        /// Number of Frames (0028,0008).
        frames: u32,
    },
    /// A transfer syntax, or a feature of one, that Darkroom neither decodes nor paints; by its name.
    #[error("{0} can’t be handled yet")]
    Unsupported(&'static str),
    /// Compressed bytes that their own codec refuses.
    #[error("damaged {codec} data: {reason}")]
    Codec {
        /// The coding's name, for messages.
        codec: &'static str,
        /// What the decoder says of it.
        reason: String,
    },
    /// A compressed stream whose segments cannot be followed to its end, so that nobody knows what else is in it.
    #[error("the {codec} stream can’t be followed to its end, because {reason}")]
    Unfollowed {
        /// The coding's name, for messages.
        codec: &'static str,
        /// The end of the sentence.
        reason: &'static str,
    },
    /// Bits that the header does not count as picture are set, in samples that are not made anew.
    #[error("its samples have more bits than the header says belong to the picture")]
    UnusedBits,
    /// The compressed frame and the header disagree.
    #[error("the compressed frame and the header disagree about {0}")]
    Mismatch(&'static str),
    /// What was painted and written did not decode to what was meant; it must not leave.
    #[error("the painted frame {frame} did not pass its check")]
    CheckFailed {
        /// From 0.
        frame: u32,
    },
    /// The pixel bytes could not be had.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A painted frame could not be spooled.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

fn frame_count(said: Option<u32>, found: u32) -> String {
    let frames = |count: u32| format!("{count} frame{}", if count == 1 { "" } else { "s" });
    match said {
        Some(said) => format!("it says {}, and there are {found}", frames(said)),
        None => format!("it doesn’t say how many frames there are, and there are {found}"),
    }
}

impl PixelError {
    /// A codec's refusal.
    pub(crate) fn codec(codec: &'static str, reason: impl ToString) -> Self {
        Self::Codec {
            codec,
            reason: reason.to_string(),
        }
    }
}
