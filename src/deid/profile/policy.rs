//! What a person chose: the Basic Profile, and which options of Table E.1-1 go with it.
//!
//! In comes a preset or a list of options, from the page or a file; out comes a [`Policy`] without contradictions:
//! options that exclude each other cannot both be in one. Beside them, and never part of a preset, stands what is kept
//! by permission:
//!
//! ```json
//! {"preset": "teaching", "keep": {"identifiers": ["patient-id", "accession-number"],
//!                                 "permission": {"by": "…", "why": "…"}}}
//! ```
//!
//! and whether one patient ID is taken for one person without asking (`"same_id_is_same_person": true`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::permission::{Identifier, Keep, KeepError};
use super::preset::Preset;
pub use crate::standard::profile::ProfileOption;

/// What is applied to every instance of an export: always the Basic Profile, these options, and what is kept by
/// permission.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Policy {
    pub(super) options: BTreeSet<ProfileOption>,
    pub(super) keep: Option<Keep>,
    pub(super) same_id: bool,
}

/// Two options that exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{} and {} exclude each other", .0.name(), .1.name())]
pub struct Conflict(pub ProfileOption, pub ProfileOption);

/// A policy that could not be taken from a file.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// Two options that exclude each other.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// Something is to be kept without a permission that can be taken.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// Both or neither of `preset` and `options` stand there.
    #[error("a policy names a preset or lists options, not both and not neither")]
    PresetOrOptions,
}

/// Pairs of which a policy holds at most one.
const CONFLICTS: [(ProfileOption, ProfileOption); 1] =
    [(ProfileOption::FullDates, ProfileOption::ModifiedDates)];

impl Policy {
    /// The Basic Profile with these options.
    pub fn with(options: impl IntoIterator<Item = ProfileOption>) -> Result<Self, Conflict> {
        let options: BTreeSet<_> = options.into_iter().collect();
        for (one, other) in CONFLICTS {
            if options.contains(&one) && options.contains(&other) {
                return Err(Conflict(one, other));
            }
        }
        Ok(Self {
            options,
            keep: None,
            same_id: false,
        })
    }

    /// The same options, keeping this, or nothing, by permission.
    pub fn keeping(self, keep: impl Into<Option<Keep>>) -> Self {
        Self {
            keep: keep.into(),
            ..self
        }
    }

    /// The same, taking whoever shares a patient ID for one person, whatever names and birth dates say: whoever wrote
    /// the policy knows that no ID of theirs is two people's.
    pub fn with_same_id_same_person(self, same_id: bool) -> Self {
        Self { same_id, ..self }
    }

    /// Whether whoever shares a patient ID is taken for one person.
    pub fn is_same_id_same_person(&self) -> bool {
        self.same_id
    }

    /// What is kept by permission.
    pub fn kept(&self) -> Option<&Keep> {
        self.keep.as_ref()
    }

    /// Whether an identifier is kept by permission.
    pub fn keeps(&self, identifier: Identifier) -> bool {
        self.keep.as_ref().is_some_and(|keep| keep.has(identifier))
    }

    /// Whether an option is set.
    pub fn has(&self, option: ProfileOption) -> bool {
        self.options.contains(&option)
    }

    /// The options that are set, in the order of the table.
    pub fn options(&self) -> impl Iterator<Item = ProfileOption> {
        self.options.iter().copied()
    }

    /// The preset whose options these are, if they are one's. What is kept by permission does not count.
    pub fn preset(&self) -> Option<Preset> {
        Preset::ALL
            .into_iter()
            .find(|preset| Self::from(*preset).options == self.options)
    }

    /// As the certificate and the page name it.
    pub fn words(&self) -> String {
        let mut words = match self.preset() {
            Some(preset) => preset.words().to_owned(),
            None => {
                let names: Vec<&str> = self.options().map(ProfileOption::name).collect();
                format!("Basic Profile with {}", names.join(", "))
            }
        };
        if let Some(keep) = &self.keep {
            words.push_str(&format!("; {} kept by permission", keep.words()));
        }
        if self.same_id {
            words.push_str("; one patient ID taken for one person without asking");
        }
        words
    }

    /// As a file: a name of a preset, or a list of options; and what is kept by permission.
    pub fn to_json(&self) -> String {
        // Names and lists of names always have a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Default for Policy {
    fn default() -> Self {
        Preset::default().into()
    }
}

/// A policy as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preset: Option<Preset>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options: Option<Vec<ProfileOption>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keep: Option<Keep>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    same_id_is_same_person: bool,
}

impl TryFrom<Form> for Policy {
    type Error = PolicyError;

    fn try_from(form: Form) -> Result<Self, PolicyError> {
        let Form {
            preset,
            options,
            keep,
            same_id_is_same_person,
        } = form;
        let policy = match (preset, options) {
            (Some(preset), None) => Self::from(preset),
            (None, Some(options)) => Self::with(options)?,
            _ => return Err(PolicyError::PresetOrOptions),
        };
        Ok(policy
            .keeping(keep)
            .with_same_id_same_person(same_id_is_same_person))
    }
}

impl From<Policy> for Form {
    fn from(policy: Policy) -> Self {
        let preset = policy.preset();
        let Policy {
            options,
            keep,
            same_id,
        } = policy;
        Self {
            preset,
            options: preset.is_none().then(|| options.into_iter().collect()),
            keep,
            same_id_is_same_person: same_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::profile::OPTION_COLUMNS;

    fn read(text: &str) -> Result<Policy, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn a_policy_is_read_back_as_it_was_written() {
        for preset in Preset::ALL {
            let policy = Policy::from(preset);
            assert_eq!(read(&policy.to_json()).unwrap(), policy);
            assert_eq!(policy.preset(), Some(preset));
            assert_eq!(Preset::named(preset.name()), Some(preset));
        }
        for option in ProfileOption::ALL {
            let policy = Policy::with([option]).unwrap();
            assert_eq!(read(&policy.to_json()).unwrap(), policy);
        }
        assert_eq!(
            serde_json::to_string(&Policy::default()).unwrap(),
            r#"{"preset":"teaching"}"#
        );
        assert_eq!(
            serde_json::to_string(&Policy::with([ProfileOption::FullDates]).unwrap()).unwrap(),
            r#"{"options":["full-dates"]}"#
        );
    }

    #[test]
    fn a_policy_that_is_not_understood_is_refused() {
        for text in [
            r#"{"preset":"strict","keep":"all"}"#,
            r#"{"preset":"lax"}"#,
            r#"{"preset":"strict","options":[]}"#,
            r#"{"options":["everything"]}"#,
            r#"{"options":["full-dates","modified-dates"]}"#,
            "{}",
            r#"{"preset":"strict","keep":{"identifiers":["patient-id"]}}"#,
            r#"{"preset":"strict","keep":{"identifiers":["patient-id"],"permission":{"by":" ","why":"w"}}}"#,
            r#"{"preset":"strict","keep":{"identifiers":["patient-id"],"permission":{"by":"b"}}}"#,
            r#"{"preset":"strict","keep":{"identifiers":[],"permission":{"by":"b","why":"w"}}}"#,
            r#"{"preset":"strict","keep":{"identifiers":["name"],"permission":{"by":"b","why":"w"}}}"#,
            r#"{"keep":{"identifiers":["patient-id"],"permission":{"by":"b","why":"w"}}}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_kept_by_permission_is_read_back_and_named_and_is_in_no_preset() {
        let text = r#"{"preset":"teaching","keep":{"identifiers":["patient-id","accession-number"],"permission":{"by":"Dr A. Keeper","why":"to trace findings"}}}"#;
        let policy = read(text).unwrap();
        assert_eq!(serde_json::to_string(&policy).unwrap(), text);
        assert_eq!(policy.preset(), Some(Preset::Teaching));
        assert_ne!(policy, Policy::from(Preset::Teaching));
        assert_eq!(policy.clone().keeping(None), Preset::Teaching.into());
        assert!(
            policy
                .words()
                .ends_with("; patient ID and accession number kept by permission")
        );
        for preset in Preset::ALL {
            assert_eq!(Policy::from(preset).kept(), None);
        }
    }

    #[test]
    fn that_one_id_is_one_person_is_read_back_and_said_and_is_in_no_preset() {
        let text = r#"{"preset":"strict","same_id_is_same_person":true}"#;
        let policy = read(text).unwrap();
        assert!(policy.is_same_id_same_person());
        assert!(policy.clone().keeping(None).is_same_id_same_person());
        assert_eq!(serde_json::to_string(&policy).unwrap(), text);
        assert!(policy.words().ends_with("one person without asking"));
        for preset in Preset::ALL {
            assert!(!Policy::from(preset).is_same_id_same_person());
        }
    }

    #[test]
    fn full_and_moved_dates_exclude_each_other() {
        use ProfileOption::*;
        assert_eq!(
            Policy::with([ModifiedDates, Uids, FullDates]),
            Err(Conflict(FullDates, ModifiedDates))
        );
    }

    #[test]
    fn every_option_has_its_own_code_and_one_sentence() {
        let codes: BTreeSet<_> = ProfileOption::ALL
            .into_iter()
            .map(|option| option.code().0)
            .collect();
        assert_eq!(codes.len(), OPTION_COLUMNS);
        for (at, option) in ProfileOption::ALL.into_iter().enumerate() {
            assert_eq!(option as usize, at);
            assert!(option.words().ends_with('.') && option.words().starts_with("Keeps "));
            assert!(option.name().len() <= 64);
        }
    }
}
