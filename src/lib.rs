//! Darkroom: a DICOM anonymiser that runs inside one web page. This is its engine.
//!
//! The map of the house, top floor first. Each room is a folder; data flows down this list and imports point down
//! only: a lower room never knows a higher one.
//!
//! | room | job |
//! |---|---|
//! | `main.rs`, `command` (native only) | the same engine as a command |
//! | [`collection`] | a second look at what was delivered: against its certificates, and against the originals |
//! | [`harvest`] | the list of cases for the PACS manager, and what of it was received |
//! | [`deliver`] | zip, folder layout, report |
//! | [`review`] | what a person has seen and decided, regions and their reach, undo and redo; the gate that says what leaves |
//! | [`slides`] | pictures for slides, of what was cleaned |
//! | [`sample`] | the sample study, made by code |
//! | [`intake`] | which of the dropped files are DICOM; archives and images of discs opened in place |
//! | [`catalogue`] | patients, studies, series, instances; whose they are, doubles; triage with reasons; the counts |
//! | [`clean`] | one instance and its plan in, one [`clean::Cleaned`] or the reason it is held out |
//! | [`verify`] | a second, independent reading of what is about to leave |
//! | [`burned_in`] | text in the frames of an instance: where, and what it says of the patient |
//! | [`deid`] | PS3.15 Annex E: the table, actions, UIDs, pseudonyms |
//! | [`text`] | lines of text in a picture, found and read |
//! | [`pixels`] | frames: decode, window for display, redact, encode |
//! | [`dicom`] | Part 10 in (lenient), Part 10 out (strict); where the pixel bytes lie |
//! | [`standard`] | what the standard says, as tables: no rule of ours, and nothing of the rooms above |
//!
//! One image of the sample study, cleaned in memory:
//!
//! ```
//! use std::rc::Rc;
//!
//! use darkroom::clean::{self, Order};
//! use darkroom::deid::{Pseudonyms, Secret};
//! use darkroom::dicom::MemorySource;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (_, bytes) = darkroom::sample::files().swap_remove(1);
//! // Nobody else can say that the picture was looked at; without it, one that needs a look is held.
//! let order = Order { looked_at: true, ..Order::default() };
//! let pseudonyms = Pseudonyms::new(&Secret::random()?);
//! let cleaned = clean::clean(Rc::new(MemorySource::new(bytes)), &order, &pseudonyms);
//! let cleaned = cleaned.map_err(|held| held.what())?;
//! let mut file = Vec::new();
//! cleaned.for_each_run(|run| {
//!     file.extend_from_slice(run);
//!     Ok::<(), std::io::Error>(())
//! })?;
//! assert!(cleaned.case_name().as_str().starts_with("CASE-"));
//! assert!(!file.windows(8).any(|bytes| bytes == b"SPECIMEN"));
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here knows that a browser exists: the page is a package of its own, in `www/`. All of it compiles and
//! is tested natively.

#![deny(missing_docs)]

pub mod burned_in;
pub mod catalogue;
pub mod clean;
pub mod collection;
pub mod deid;
pub mod deliver;
pub mod dicom;
pub mod harvest;
pub mod intake;
pub mod pixels;
pub mod review;
pub mod sample;
pub mod slides;
pub mod standard;
pub mod text;
pub mod verify;
