//! The second, independent reading of what is about to leave.
//!
//! In comes the instance as read again from the output's bytes, and the original; out comes nothing, or the places
//! where something must not leave, surest first.
//!
//! Shares no judgement with [`crate::deid`], the room that cleans, so that one mistake is not made twice. This is all
//! that both use:
//!
//! - the DICOM reader ([`crate::dicom`]): how a file is taken apart, and how its texts are decoded;
//! - the standard's data ([`crate::standard`]): the dictionary with its multiplicities, transfer syntaxes, private attributes
//!   that are safe; what a kind of object requires is read here alone, and Table E.1-1 by the cleaning alone;
//! - the words that texts may keep (`src/deid/data`: `vocabulary.txt` and others) and plain words of English
//!   (`src/deid/identifiers/plain_words.txt`), here as words that everybody uses.
//!
//! Lists that both readings have, each its own: attributes that name somebody, technical words, names of the profile,
//! days and UIDs of machines, the calendar. `two_readings_tests.rs` holds them against the standard and each other, and
//! names what may differ.
//!
//! | file | job |
//! |---|---|
//! | `expect` | what an output must say, and what may be found again |
//! | `reread`, `reader` | the reading: of an instance, of each attribute of its header |
//! | `method` | what a header says of its own cleaning |
//! | `attributes`, `values` | attributes by what may stand in them; single values |
//! | `finding` | what can be found, and how sure it is |
//! | `needles` | what the original says of the patient and the people around him |
//! | `search` | finds it among bytes |
//! | `anywhere` | many strings looked for at once |
//! | `fold` | words without case and accents, and by their looks |
//! | `near` | words with a letter wrong |
//! | `words` | words that everybody uses |
//! | `days` | dates as people write them |
//! | `unfold` | what is written in another form, or compressed |
//! | `evidence` | how sure it is that letters among bytes are no chance |
//! | `streams` | what is no picture among compressed pixel bytes |
//! | `samples` | whole names and numbers among samples, coded or not |
//! | `form` | that every value is what its VR says |
//! | `conformance` | what the original had and its kind requires |
//! | `pictures` | that the picture has its form still |
//! | `patterns` | numbers and addresses that are some person's, whoever's |
//! | `permitted` | identifiers that stay by permission |
//! | `safe_private` | private attributes that may stay |
//!
//! Never: a value appears in a finding; an attribute is changed.

mod anywhere;
mod attributes;
pub(crate) mod conformance;
mod days;
mod evidence;
mod expect;
pub(crate) mod finding;
mod fold;
mod form;
mod memo;
mod method;
mod near;
pub(crate) mod needles;
pub(crate) mod patterns;
mod permitted;
pub(crate) mod pictures;
mod reader;
mod reread;
mod safe_private;
pub(crate) mod samples;
pub(crate) mod search;
pub(crate) mod streams;
mod unfold;
mod values;
mod words;

pub(crate) use attributes::name;
use attributes::place;
pub(crate) use expect::{Expect, Kept, is_case_name};
pub(crate) use finding::Findings;
pub use finding::{Finding, Kind, Rank};
pub(crate) use reader::MAX_DEPTH;
pub(crate) use reread::{headers, reread, reread_instance};
use values::{is_of_standard, is_text, values};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod two_readings_tests;
