//! Pseudonyms: values derived from the session's secret and something of the original, without any memory.
//!
//! In comes what the original says; out comes a value that says nothing of it and is the same for the same input in
//! every worker. Nothing is stored, so nothing has to be kept in step.
//!
//! | file | job |
//! |---|---|
//! | [`secret`] | the 32 random bytes that everything is derived from |
//! | `derive` | the keyed hash |
//! | `case_name` | what a patient is called |
//! | `patient_key`, `fold` | what tells one patient from another, however it is written |
//! | [`placeholder`] | what stands where there is no ID and no name |
//! | [`dates`] | moves dates by a number of days |
//! | [`uid`] | UIDs before and after remapping |
//! | [`letters`] | short codes to be read aloud |

mod case_name;
pub mod dates;
mod derive;
mod fold;
pub(crate) mod letters;
mod patient_key;
pub(crate) mod placeholder;
pub(crate) mod secret;
pub(crate) mod uid;

pub use case_name::CaseName;
#[cfg(test)]
use case_name::NoCaseName;
pub use derive::{Alias, Pseudonyms, case_name};
pub(crate) use fold::{birth_day, folded, folded_id, folded_name};
pub use patient_key::PatientKey;
pub(crate) use patient_key::{Fields, issuer};

#[cfg(test)]
mod tests;
