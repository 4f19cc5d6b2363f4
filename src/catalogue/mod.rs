//! Patients → studies → series → instances, from summaries; triage with reasons; the counts.
//!
//! In come the outcomes of intake, one per file; out comes a tree to show and the numbers that always reconcile.
//! Opens no file and keeps no pixels: pictures are searched for text once, while intake has them open.
//!
//! Whose a study is: `identity`, by `names`; whether an ID stands for several `people`; which files are `doubles`.

pub mod counts;
mod doubles;
mod identity;
mod localizer;
pub mod modality;
mod names;
mod odd;
pub(crate) mod order;
mod people;
mod scan_areas;
pub mod summary;
pub mod tree;
pub mod triage;
pub mod words;

pub use counts::Counts;
pub use identity::{Whose, sex};
pub use names::Name;
pub use people::{Person, are_more_people};
pub use summary::{ALSO, ImageShape, Summary};
pub use tree::{Catalogue, InstanceId, Item, Outcome, Patient, Series, SeriesId, Study};
pub use triage::{Reason, Triage};

#[cfg(test)]
pub(crate) mod testing;
