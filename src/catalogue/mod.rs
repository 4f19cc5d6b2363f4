//! Patients → studies → series → instances, from summaries; triage with reasons; the counts.
//!
//! In come the outcomes of intake, one per file; out comes a tree to show and the numbers that always reconcile.
//! Opens no file and keeps no pixels: pictures are searched for text once, while intake has them open.

pub mod counts;
mod localizer;
pub mod modality;
mod odd;
pub mod order;
mod scan_areas;
pub mod summary;
pub mod tree;
pub mod triage;
pub mod words;

pub use counts::Counts;
pub use summary::{ImageShape, Summary};
pub use tree::{Catalogue, InstanceId, Item, Outcome, Patient, Series, SeriesId, Study};
pub use triage::{Reason, Triage};

#[cfg(test)]
pub(crate) mod testing;
