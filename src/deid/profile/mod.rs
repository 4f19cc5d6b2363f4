//! What was chosen: which options of the standard are applied, which identifiers stay, and who allowed it.
//!
//! In comes a preset, a list of options or a file of rules; out comes a [`Policy`] without contradictions.
//!
//! | file | job |
//! |---|---|
//! | [`policy`] | which options of the standard are applied |
//! | `preset` | named sets of options |
//! | [`policy_file`] | that as a file; `json` reads it strictly |
//! | [`permission`] | which identifiers are kept, and who allowed it |
//! | [`permission_record`] | who allowed the images to be used at all |
//! | [`intruder_test`] | who has looked at the cleaned images as an outsider would |
//! | `kept_by_permission` | where such an identifier stays |
//! | `table` | what the options of a policy make of a row of Table E.1-1 |

pub mod intruder_test;
pub(crate) mod json;
pub(in crate::deid) mod kept_by_permission;
pub(crate) mod permission;
pub mod permission_record;
pub(crate) mod policy;
pub mod policy_file;
mod preset;
mod table;

pub use intruder_test::{IntruderTest, TestError, TestForm, TestResult, TestSaid};
pub use permission::{Identifier, Keep, KeepError, Permission};
pub use permission_record::{
    PermissionRecord, PermissionSaid, Purpose, RecordError, RecordForm, Role,
};
pub use policy::{Conflict, Policy, PolicyError, ProfileOption};
pub use policy_file::{PolicyFile, PolicyFileError, PolicyMark};
pub use preset::Preset;
