//! De-identification after PS3.15 2026d Annex E: what happens to every attribute of a header, as data.
//!
//! In comes the parsed header of one instance, a [`Policy`] and the [`Pseudonyms`] of this session; out comes a
//! [`Plan`], one entry for every attribute, which can be listed, explained and tested without running it. [`apply()`] is
//! its one interpreter and makes the header that leaves.
//!
//! | file | job |
//! |---|---|
//! | [`plan`](mod@plan), [`planned`] | makes the plan; the plan itself |
//! | `table` | what the options of a policy make of a row of Table E.1-1 |
//! | [`comparison`](mod@comparison) | before and after, side by side, for a person to read |
//! | [`action`] | how compound action codes come out by attribute type |
//! | [`no_row`] | attributes that the table does not name |
//! | `icc` | colour profiles without their words |
//! | [`identifiers`] | what identifies this patient, and whether a text says it |
//! | `options`, `times` | what the options keep or clean; dates and times |
//! | [`policy`], [`policy_file`] | which options of the standard are applied; that as a file |
//! | [`permission`] | which identifiers are kept, and who allowed it |
//! | `kept_by_permission` | where such an identifier stays |
//! | [`dates`] | moves dates by a number of days |
//! | [`text`] | cleans free text word by word |
//! | [`private`] | private attributes that the standard lists as safe |
//! | [`uid`], [`pseudonym`] | values derived from the session's secret |
//! | [`letters`] | short codes to be read aloud |
//! | [`json`], [`plain_line`] | what people write in files of rules, and what they type to be printed |
//! | [`placeholder`] | what stands where there is no ID and no name |
//! | [`forms`] | whether a value has its VR's form |
//! | [`code_strings`] | code strings, by the values that the standard gives them |
//! | `kept_form` | the form of what is to stay |
//! | [`dummy`] | values for attributes that must not be empty |
//! | `subject_age` | ages over 89 in reports |
//! | [`stamps`] | what the cleaned header says about its own cleaning |
//! | [`earlier`] | what it says of an earlier one |
//!
//! Never: an attribute that the plan does not mention leaves; pixel bytes or file meta information are looked at; a
//! value of the patient appears in an error or a log.

pub mod action;
pub mod apply;
pub mod code_strings;
pub mod comparison;
pub mod dates;
pub mod dummy;
pub mod earlier;
pub mod forms;
mod icc;
pub mod identifiers;
pub mod json;
mod kept_by_permission;
mod kept_form;
pub mod letters;
pub mod no_row;
mod options;
pub mod permission;
pub mod placeholder;
pub mod plain_line;
pub mod plan;
pub mod planned;
pub mod policy;
pub mod policy_file;
pub mod private;
pub mod pseudonym;
pub mod secret;
pub mod stamps;
mod subject_age;
mod table;
pub mod text;
mod times;
pub mod uid;

pub use apply::{Established, apply};
pub use comparison::comparison;
pub use permission::{Identifier, Keep, KeepError, Permission};
pub use plan::{plan, plan_of};
pub use planned::{Action, Plan, PlannedAction, Why};
pub use policy::{Conflict, Policy, PolicyError, Preset, ProfileOption};
pub use policy_file::{PolicyFile, PolicyFileError, PolicyMark};
pub use pseudonym::{Alias, CaseName, PatientKey, Pseudonyms, case_name};
pub use secret::{NoRandomness, Secret};

#[cfg(test)]
pub(crate) mod tests;

pub use crate::standard::profile::EDITION as STANDARD;
