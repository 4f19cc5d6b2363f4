//! Why a video could not be taken apart, shown or re-encoded. No variant carries a value of the file but counts
//! and sizes. Each reads as the end of a sentence.

use crate::dicom::SourceError;

/// Why something could not be done with a video.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VideoError {
    /// There is no pixel element, or it is not in fragments.
    #[error("the file has no video in it")]
    NoVideo,
    /// Longer than is taken into memory; both in megabytes.
    #[error("it has {length} MB, and no more than {limit} MB can be opened here")]
    TooLong {
        /// Of the stream.
        length: u64,
        /// Of what this program takes.
        limit: u64,
    },
    /// Neither a transport stream, nor MP4, nor a bare stream.
    #[error("its container is none that Darkroom knows")]
    UnknownContainer,
    /// A part of the container or of the stream that cannot be followed.
    #[error("its {0} is damaged")]
    Damaged(&'static str),
    /// Nothing here takes it apart, since nobody could go on from there.
    #[error("no browser can decode MPEG-2")]
    NobodyDecodes,
    /// A container or stream that is whole and of a kind that is not handled.
    #[error("it is {0}, which Darkroom can’t take apart")]
    Unsupported(&'static str),
    /// The stream is of another coding than the transfer syntax says.
    #[error("it is coded otherwise than its header says")]
    OtherCoding,
    /// Pictures of the stream and frames of the header.
    #[error("it holds {found} pictures, and its header says {promised}")]
    Frames {
        /// Coded pictures in the stream.
        found: usize,
        /// Number of Frames (0028,0008).
        promised: u32,
    },
    /// Columns and rows of the stream and of the header.
    #[error("its pictures are of another size than its header says")]
    Size,
    /// Two fields make a picture.
    #[error("it is interlaced")]
    Interlaced,
    /// More than 8 bits, or colour finer than one sample for four pixels.
    #[error("its samples are finer than Darkroom writes")]
    Fine,
    /// H.264 needs an even number of columns and rows here.
    #[error("its columns or rows are odd in number")]
    OddSize,
    /// Two views, MPEG-2 or HEVC.
    #[error("{0} can’t be written again")]
    CannotBeWritten(&'static str),
    /// What was written is not what was painted; it must not leave.
    #[error("the new video did not pass its check, because {0}")]
    CheckFailed(&'static str),
    /// The stream's bytes could not be had.
    #[error(transparent)]
    Source(#[from] SourceError),
}
