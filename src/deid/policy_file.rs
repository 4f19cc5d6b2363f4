//! A policy as a file: the rules, and why they are locked if a trust's IT builds them into its page.
//!
//! In comes the text of a file that somebody wrote or saved; out come a [`Policy`] and the reason, or a sentence that
//! says what is wrong with it. `{"preset": "teaching", "reason": "…"}`: everything but the reason is the policy's own
//! form, which refuses what it does not know.

use serde_json::{Map, Value};
use thiserror::Error;

use super::policy::Policy;

/// Bytes of a file that is read: rules are short.
pub const LONGEST: usize = 64 * 1024;

/// Characters of a reason: it is shown above the rules.
const LONGEST_REASON: usize = 400;

/// A policy and the reason to lock it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    pub policy: Policy,
    /// Shown where the rules are locked.
    pub reason: Option<String>,
}

/// What is wrong with a file of rules.
#[derive(Debug, Error)]
pub enum PolicyFileError {
    #[error("it is too long to be a file of rules")]
    TooLong,
    #[error("it is not JSON (line {line}, column {column})")]
    NotJson { line: usize, column: usize },
    #[error("rules are one JSON object")]
    NoObject,
    #[error("\"reason\" is a text of 1 to {LONGEST_REASON} characters")]
    Reason,
    #[error("{0}")]
    Policy(serde_json::Error),
}

impl PolicyFile {
    /// Reads a file.
    pub fn read(text: &str) -> Result<Self, PolicyFileError> {
        if text.len() > LONGEST {
            return Err(PolicyFileError::TooLong);
        }
        // Some editors begin a file with a mark of its encoding.
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let value: Value =
            serde_json::from_str(text).map_err(|error| PolicyFileError::NotJson {
                line: error.line(),
                column: error.column(),
            })?;
        let Value::Object(mut object) = value else {
            return Err(PolicyFileError::NoObject);
        };
        let reason = object.remove("reason").map(reason).transpose()?;
        let policy = policy(object)?;
        Ok(Self { policy, reason })
    }
}

fn policy(object: Map<String, Value>) -> Result<Policy, PolicyFileError> {
    serde_json::from_value(Value::Object(object)).map_err(PolicyFileError::Policy)
}

fn reason(value: Value) -> Result<String, PolicyFileError> {
    let text = value.as_str().map(str::trim).unwrap_or_default();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST_REASON;
    fits.then(|| text.to_owned()).ok_or(PolicyFileError::Reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::{Preset, ProfileOption};

    #[test]
    fn a_saved_policy_is_loaded_again() {
        for policy in [
            Preset::Research.into(),
            Policy::with([ProfileOption::Uids]).unwrap(),
        ] {
            let read = PolicyFile::read(&Policy::to_json(&policy)).unwrap();
            assert_eq!((read.policy, read.reason), (policy, None));
        }
    }

    #[test]
    fn a_reason_may_stand_beside_the_rules() {
        let text = "\u{FEFF}{\"preset\": \"strict\", \"reason\": \" Agreed with the Caldicott Guardian. \"}";
        let read = PolicyFile::read(text).unwrap();
        assert_eq!(read.policy, Preset::Strict.into());
        assert_eq!(
            read.reason.as_deref(),
            Some("Agreed with the Caldicott Guardian.")
        );
    }

    #[test]
    fn a_file_of_no_rules_is_refused_in_words() {
        for (text, words) in [
            ("preset", "it is not JSON (line 1, column 1)"),
            ("[]", "rules are one JSON object"),
            (
                "{\"preset\":\"strict\",\"reason\":7}",
                "\"reason\" is a text",
            ),
            (
                "{\"preset\":\"strict\",\"reason\":\" \"}",
                "\"reason\" is a text",
            ),
            ("{\"reason\":\"so\"}", "names a preset or lists options"),
            (
                "{\"preset\":\"strict\",\"lock\":true}",
                "unknown field `lock`",
            ),
            (
                "{\"options\":[\"full-dates\",\"modified-dates\"]}",
                "Full Dates Option and Retain Longitudinal Temporal Information Modified Dates Option exclude each other",
            ),
        ] {
            let error = PolicyFile::read(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
        let long = format!("{{\"preset\":\"strict\"{}}}", " ".repeat(LONGEST));
        assert!(matches!(
            PolicyFile::read(&long),
            Err(PolicyFileError::TooLong)
        ));
    }
}
