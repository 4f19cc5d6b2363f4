//! Part 10 in (lenient), Part 10 out (strict), and where the pixel bytes lie.
//!
//! In comes a [`Source`] of random-access bytes; out comes an [`Instance`]: the parsed header, and the *place* of the
//! pixel bytes, which are never loaded here. On the way back [`write`](fn@write) turns a data set and pixel bytes into
//! [`Part`]s.
//!
//! Left to the caller: what an attribute means, what may stay, and how pixel bytes decode. Never done here: any
//! allocation of a length that a file claims before that length is checked against the bytes that are left.

pub mod charset;
pub mod dataset;
pub mod digest;
mod encapsulated;
mod encoding;
#[cfg(not(target_arch = "wasm32"))]
pub mod file_source;
pub mod fingerprint;
mod flaws;
mod head;
pub mod heads;
mod inflate;
pub mod instance;
mod meta;
pub(crate) mod overlay;
pub mod part;
pub mod pixel_element;
pub mod read;
mod resolve;
mod sniff;
pub mod source;
pub mod spool;
pub mod transfer_syntax;
mod walk;
mod window;
pub mod write;

pub use charset::CharacterSet;
pub use dataset::{DataSet, DataSetExt};
pub use digest::{Digest, digest};
#[cfg(not(target_arch = "wasm32"))]
pub use file_source::FileSource;
pub use fingerprint::{content, fingerprint};
pub use instance::{Flaw, Instance, PixelBytes, PixelLayout};
pub use part::{Part, assemble, parts_len, visit};
pub use read::{ReadError, directory, read};
pub use source::{MemorySource, Source, SourceError, SubSource};
pub use spool::{InMemory, PieceSpool, Spool, SpoolError};
pub use transfer_syntax::TransferSyntax;
pub use write::{IMPLEMENTATION_CLASS_UID, PixelsOut, WriteError, deflated, encoded, write};

#[cfg(test)]
mod tests;
