//! A policy as a file: the rules, and why they are locked if a trust's IT builds them into its page.
//!
//! In comes the text of a file that somebody wrote or saved; out come a [`Policy`] and the reason, or a sentence that
//! says what is wrong with it. `{"preset": "teaching", "reason": "…"}`: everything but the reason is the policy's own
//! form, which refuses what it does not know.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::intruder_test::{IntruderTest, TestError, TestForm};
use super::json::{self, JsonError};
use super::permission_record::{PermissionRecord, RecordError, RecordForm};
use super::policy::Policy;
use crate::deid::text::plain_line::{NotPlain, plain_line};

/// Bytes of a file that is read: rules are short.
pub const LONGEST: usize = 64 * 1024;

/// Characters of a reason: it is shown above the rules.
const LONGEST_REASON: usize = 400;

/// Characters of a name: it stands in one line of the certificate.
const LONGEST_NAME: usize = 100;

/// A policy and the reason to lock it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// What the file asks for: a preset or options, and what is kept by permission.
    pub policy: Policy,
    /// Shown where the rules are locked.
    pub reason: Option<String>,
    /// The trust's standing permission to use images, which every certificate then names.
    pub permission: Option<PermissionRecord>,
    /// Who has looked at the cleaned images as an outsider would.
    pub intruder_test: Option<IntruderTest>,
    /// By which the certificate names the file.
    pub mark: PolicyMark,
}

/// Which file of rules it was, for the certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyMark {
    /// As the file calls itself; what it is called on somebody's computer is nobody's business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What is wrong with a file of rules.
#[derive(Debug, Error)]
pub enum PolicyFileError {
    /// More bytes than [`LONGEST`].
    #[error("it is too long to be a file of rules")]
    TooLong,
    /// Not JSON (RFC 8259), and where that shows.
    #[error("it is not JSON (line {line}, column {column})")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// JSON, but a list, a text or a number.
    #[error("rules are one JSON object")]
    NoObject,
    /// A reason that is no text, empty, or too long to be shown above the rules.
    #[error("\"reason\" is a text of 1 to {LONGEST_REASON} characters")]
    Reason,
    /// A name that is no text, empty, or too long for a line of the certificate.
    #[error("\"name\" is a text of 1 to {LONGEST_NAME} characters")]
    Name,
    /// A permission that is none.
    #[error("\"permission\": {0}")]
    Permission(RecordError),
    /// A test that is none.
    #[error("\"intruder-test\": {0}")]
    IntruderTest(TestError),
    /// The field of this name holds characters that control how text is written.
    #[error("\"{0}\": {1}")]
    NotPlain(&'static str, NotPlain),
    /// Of two values for one key nobody can say which was meant.
    #[error("a key stands twice in one object")]
    KeyTwice,
    /// Not a policy: an unknown field or option, options that exclude each other, or something kept without permission.
    #[error("{0}")]
    Policy(serde_json::Error),
}

impl PolicyFile {
    /// Reads a file.
    pub fn read(text: &str) -> Result<Self, PolicyFileError> {
        if text.len() > LONGEST {
            return Err(PolicyFileError::TooLong);
        }
        let sha256 = Sha256::digest(text.as_bytes());
        // Some editors begin a file with a mark of its encoding.
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let value = json::read(text).map_err(|error| match error {
            JsonError::KeyTwice => PolicyFileError::KeyTwice,
            JsonError::NotJson(error) => PolicyFileError::NotJson {
                line: error.line(),
                column: error.column(),
            },
        })?;
        let Value::Object(mut object) = value else {
            return Err(PolicyFileError::NoObject);
        };
        let mut typed = |field, longest, wrong| {
            let value = object.remove(field);
            value.map(|value| plain(&value, field, longest).and_then(|it| it.ok_or(wrong)))
        };
        let reason = typed("reason", LONGEST_REASON, PolicyFileError::Reason).transpose()?;
        let name = typed("name", LONGEST_NAME, PolicyFileError::Name).transpose()?;
        let permission = object.remove("permission").map(permission).transpose()?;
        let test = object.remove("intruder-test");
        let intruder_test = test.map(intruder_test).transpose()?;
        let policy = policy(object)?;
        let sha256 = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self {
            policy,
            reason,
            permission,
            intruder_test,
            mark: PolicyMark { name, sha256 },
        })
    }
}

fn permission(value: Value) -> Result<PermissionRecord, PolicyFileError> {
    let form: RecordForm = serde_json::from_value(value)
        .map_err(|_| PolicyFileError::Permission(RecordError::Form))?;
    PermissionRecord::try_from(form).map_err(PolicyFileError::Permission)
}

fn intruder_test(value: Value) -> Result<IntruderTest, PolicyFileError> {
    let form: TestForm = serde_json::from_value(value)
        .map_err(|_| PolicyFileError::IntruderTest(TestError::Form))?;
    IntruderTest::try_from(form).map_err(PolicyFileError::IntruderTest)
}

fn policy(object: Map<String, Value>) -> Result<Policy, PolicyFileError> {
    serde_json::from_value(Value::Object(object)).map_err(PolicyFileError::Policy)
}

/// A text that is shown; nothing if it is none, or too long.
fn plain(
    value: &Value,
    field: &'static str,
    longest: usize,
) -> Result<Option<String>, PolicyFileError> {
    let text = plain_line(value.as_str().unwrap_or_default());
    let text = text.map_err(|error| PolicyFileError::NotPlain(field, error))?;
    let fits = !text.is_empty() && text.chars().count() <= longest;
    Ok(fits.then_some(text))
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
            assert_eq!(
                (read.policy, read.reason, read.mark.name),
                (policy, None, None)
            );
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
    fn a_trusts_standing_permission_may_stand_beside_the_rules() {
        let record = r#""permission": {"from": "clinical-director", "date": "2026-03-31", "rules-read": true, "purpose": "teaching-collection"}"#;
        let read = PolicyFile::read(&format!("{{\"preset\": \"strict\", {record}}}")).unwrap();
        assert_eq!(read.policy, Preset::Strict.into());
        assert_eq!(read.permission.unwrap().from(), "Clinical Director");
        for wrong in ["7", "{}", r#"{"from": "me"}"#] {
            let text = format!("{{\"preset\": \"strict\", \"permission\": {wrong}}}");
            let error = PolicyFile::read(&text).unwrap_err().to_string();
            assert!(error.starts_with("\"permission\": "), "{error}");
        }
    }

    #[test]
    fn a_test_by_an_outsider_may_stand_beside_the_rules() {
        let test =
            r#""intruder-test": {"by": "AB", "date": "2026-03-31", "result": "taken-out-since"}"#;
        let read = PolicyFile::read(&format!("{{\"preset\": \"strict\", {test}}}")).unwrap();
        assert_eq!(read.intruder_test.unwrap().by(), "AB");
        for wrong in ["7", "{}", r#"{"by": "AB", "date": "2026-03-31"}"#] {
            let text = format!("{{\"preset\": \"strict\", \"intruder-test\": {wrong}}}");
            let error = PolicyFile::read(&text).unwrap_err().to_string();
            assert!(error.starts_with("\"intruder-test\": "), "{error}");
        }
    }

    #[test]
    fn a_file_is_told_by_its_own_name_and_the_digest_of_its_bytes() {
        let text = r#"{"preset":"strict","name":" Radiology,  2026 "}"#;
        let mark = PolicyFile::read(text).unwrap().mark;
        assert_eq!(mark.name.as_deref(), Some("Radiology, 2026"));
        assert_eq!(
            mark.sha256,
            "c746c53e8da11f076cc37e721001278be2dc795581f2bf32c68cd5acb4f7c2c6"
        );
        let other = PolicyFile::read(&format!("{text}\n")).unwrap().mark;
        assert_ne!(other.sha256, mark.sha256);
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
            (
                "{\"preset\":\"strict\",\"name\":\"\"}",
                "\"name\" is a text",
            ),
            (
                "{\"preset\":\"strict\",\"reason\":\"a\\u202eb\"}",
                "\"reason\": it holds characters that control",
            ),
            (
                "{\"preset\":\"strict\",\"preset\":\"research\"}",
                "a key stands twice",
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
