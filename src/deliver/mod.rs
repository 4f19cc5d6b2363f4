//! What leaves: the zip (stored, zip64, streaming), the folder layout, the certificate, and whether what was typed may
//! stand in it; whether it has arrived; and the linking key, which stays.
//!
//! In come the catalogue, the case names and what the run made of each instance; out come the names of the files, the
//! bytes of the zip around them, and the certificate. No name and no certificate holds a patient value or a place in
//! the drop. [`key`] does: it is for the place that the images came from.

pub mod certificate;
pub mod collection_name;
pub mod dicomdir;
pub mod key;
pub mod layout;
mod names;
pub(crate) mod papers;
pub mod proof;
pub mod seal;
pub mod slides;
pub mod typed;
pub mod zip;

pub use certificate::{
    Certificate, Delivered, DeliveredFile, PageFacts, PartReport, RunFacts, Section,
};
pub use collection_name::{CollectionForm, CollectionName, NameError};
pub use dicomdir::DicomDir;
pub use key::{KeyError, Linked, LinkingKey, Passphrase};
pub use layout::Layout;
pub use names::Names;
pub use papers::Paper;
pub use proof::{FoundFile, Proof, WrittenFile};
pub use seal::Seal;
pub use zip::{EntryLock, RunningDigest, ZipPassphrase, ZipWriter};
