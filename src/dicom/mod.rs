//! Part 10 in (lenient), Part 10 out (strict), and where the pixel bytes lie.
//!
//! In comes a [`Source`] of random-access bytes; out comes an [`Instance`]: the parsed header, and the *place* of the
//! pixel bytes, which are never loaded here. On the way back [`write`] turns a data set and pixel bytes into [`Part`]s.
//!
//! Left to the caller: what an attribute means, what may stay, and how pixel bytes decode. Never done here: any
//! allocation of a length that a file claims before that length is checked against the bytes that are left.

pub mod charset;
pub mod dataset;
pub mod instance;
pub mod read;
pub mod source;
pub mod transfer_syntax;
pub mod write;

pub use dataset::{DataSet, DataSetExt};
pub use instance::{Flaw, Instance, PixelBytes, PixelLayout};
pub use read::{ReadError, read};
pub use source::{MemorySource, Source, SourceError};
pub use transfer_syntax::TransferSyntax;
pub use write::{Part, PixelsOut, write};
