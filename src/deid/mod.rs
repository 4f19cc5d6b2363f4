//! De-identification after PS3.15 2026d Annex E: what happens to every attribute of a header, as data.
//!
//! In comes the parsed header of one instance, a [`Policy`] and the [`Pseudonyms`] of this session; out comes a
//! `Plan`, one entry for every attribute, which can be listed, explained and tested without running it. `apply` is
//! its one interpreter and makes the header that leaves.
//!
//! | file or folder | job |
//! |---|---|
//! | `profile` | what was chosen: options of the standard, what is kept by permission, files of rules |
//! | `plan` | makes the plan, and shows it as before and after |
//! | `values` | what single values must look like, and what becomes of them |
//! | `pseudonym` | values derived from the session's secret: case names, dates, UIDs |
//! | `identifiers` | what identifies this patient, and whether a text says it |
//! | `text` | the door that every text passes |
//! | `apply` | carries out the plan |
//! | `stamps` | what the cleaned header says about its own cleaning |
//! | `data/` | the lists: technical attributes, words, phrases, names, coding schemes |
//!
//! Never: an attribute that the plan does not mention leaves; pixel bytes or file meta information are looked at; a
//! value of the patient appears in an error or a log.

mod apply;
pub(crate) mod identifiers;
pub(crate) mod plan;
pub(crate) mod profile;
pub(crate) mod pseudonym;
mod stamps;
pub(crate) mod text;
mod values;

pub(crate) use apply::{Established, apply};
pub use plan::Why;
pub use plan::comparison;
pub use plan::leaving;
pub(crate) use plan::plan_of;
#[cfg(test)]
pub(crate) use plan::{Plan, PlannedAction, plan};
pub use profile::intruder_test;
pub use profile::permission_record;
pub use profile::policy_file;
pub use profile::{
    Conflict, Identifier, IntruderTest, Keep, KeepError, Permission, PermissionRecord,
    PermissionSaid, Policy, PolicyError, PolicyFile, PolicyFileError, PolicyMark, Preset,
    ProfileOption, Purpose, RecordError, RecordForm, Role, TestError, TestForm, TestResult,
    TestSaid,
};
pub use pseudonym::dates;
pub use pseudonym::secret::{NoRandomness, Secret};
pub use pseudonym::{Alias, CaseName, PatientKey, Pseudonyms, case_name};
pub(crate) use pseudonym::{letters, placeholder, uid};
pub use text::plain_line;
pub use text::{Wording, WordingCounts};
pub(crate) use values::dummy::is_dummy;

#[cfg(test)]
pub(crate) mod tests;

pub use crate::standard::profile::EDITION as STANDARD;
