//! The permission to use images at all: who gave it, when, and for what. Both governance papers ask for it before
//! anything is taken from PACS.
//!
//! In comes a [`RecordForm`], typed in the page or read from a file; out comes a [`PermissionRecord`], which the
//! certificate prints. It names staff, never a patient: `deliver::typed` sees to that. What may be *kept* of the
//! hospital's own numbers is another matter: see [`super::permission`].

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::deid::text::plain_line::{NotPlain, plain_line};

/// Letters of a name, and of a purpose in words.
pub const LONGEST: usize = 120;

/// Bytes of a file that holds a record alone.
pub const LONGEST_FILE: usize = 16 * 1024;

/// Who may give permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Of the department.
    SpecialtyTutor,
    /// Of the host trust.
    ClinicalTutor,
    /// Of the host trust.
    ClinicalDirector,
    /// Who answers for patients' data in the trust.
    CaldicottGuardian,
}

/// What the images are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To be shown to trainees, for as long as it lasts.
    TeachingCollection,
    /// A talk.
    Presentation,
    /// A case report, an article.
    Publication,
    /// Said in words.
    Other,
}

/// A record as it is typed or read, whole or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RecordForm {
    /// Who gave it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<Role>,
    /// Name or initials, where the trust wants them.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub name: String,
    /// `2026-03-31`
    #[serde(default)]
    pub date: String,
    /// Whether the host trust's rules have been read.
    #[serde(default)]
    pub rules_read: bool,
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub purpose: Option<Purpose>,
    /// The same in words, for [`Purpose::Other`]; more about it otherwise.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub purpose_words: String,
}

/// A permission, as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "RecordForm", into = "RecordForm")]
pub struct PermissionRecord {
    from: Role,
    name: String,
    date: NaiveDate,
    rules_read: bool,
    purpose: Purpose,
    purpose_words: String,
}

/// What was said of permission in a session or a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PermissionSaid {
    /// Nobody answered.
    #[default]
    Nothing,
    /// Asked, a person went on without a record.
    Declined,
    /// It was given.
    Recorded(PermissionRecord),
}

/// What a record lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RecordError {
    /// Nobody is chosen.
    #[error("say who gave permission")]
    Nobody,
    /// No day, or none of the calendar.
    #[error("say on which day permission was given, as 2026-03-31")]
    NoDay,
    /// Nothing is chosen, or another purpose and no words.
    #[error("say what the images are for")]
    NoPurpose,
    /// More letters than [`LONGEST`].
    #[error("a name or purpose has at most {LONGEST} letters")]
    TooLong,
    /// It would be printed.
    #[error("name or purpose: {0}")]
    NotPlain(#[from] NotPlain),
    /// A file is not JSON of this form.
    #[error(
        "it is no record of a permission: {{\"from\": \"caldicott-guardian\", \"date\": \"2026-03-31\", \"rules-read\": true, \"purpose\": \"teaching-collection\"}}"
    )]
    Form,
}

impl Role {
    /// In the order in which they are asked first.
    pub const ALL: [Self; 4] = [
        Self::SpecialtyTutor,
        Self::ClinicalTutor,
        Self::ClinicalDirector,
        Self::CaldicottGuardian,
    ];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            Self::SpecialtyTutor => "Specialty Tutor",
            Self::ClinicalTutor => "Clinical Tutor",
            Self::ClinicalDirector => "Clinical Director",
            Self::CaldicottGuardian => "Caldicott Guardian",
        }
    }
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::TeachingCollection,
        Self::Presentation,
        Self::Publication,
        Self::Other,
    ];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            Self::TeachingCollection => "teaching collection",
            Self::Presentation => "presentation",
            Self::Publication => "publication",
            Self::Other => "other",
        }
    }
}

impl PermissionRecord {
    /// Reads a file that holds a record alone.
    pub fn read(text: &str) -> Result<Self, RecordError> {
        if text.len() > LONGEST_FILE {
            return Err(RecordError::Form);
        }
        let text = text.trim_start_matches('\u{FEFF}');
        let form: RecordForm = serde_json::from_str(text).map_err(|_| RecordError::Form)?;
        Self::try_from(form)
    }

    /// The record on a certificate, if there is one on it.
    pub fn of_certificate(text: &str) -> Result<Option<Self>, RecordError> {
        #[derive(Deserialize)]
        struct Paper {
            form: u32,
            #[serde(default)]
            permission: PermissionSaid,
        }
        let paper: Paper = serde_json::from_str(text).map_err(|_| RecordError::Form)?;
        match (paper.form, paper.permission) {
            (1, PermissionSaid::Recorded(record)) => Ok(Some(record)),
            (1, _) => Ok(None),
            _ => Err(RecordError::Form),
        }
    }

    /// `Caldicott Guardian (AB)`
    pub fn from(&self) -> String {
        match self.name.is_empty() {
            true => self.from.words().to_owned(),
            false => format!("{} ({})", self.from.words(), self.name),
        }
    }

    /// What was typed of whoever gave it: staff.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `2026-03-31`
    pub fn date(&self) -> String {
        self.date.to_string()
    }

    /// Whether the host trust's rules have been read.
    pub fn rules_read(&self) -> bool {
        self.rules_read
    }

    /// `publication: a case report`
    pub fn purpose(&self) -> String {
        match (self.purpose, self.purpose_words.as_str()) {
            (purpose, "") => purpose.words().to_owned(),
            (Purpose::Other, words) => words.to_owned(),
            (purpose, words) => format!("{}: {words}", purpose.words()),
        }
    }

    /// What was typed of that.
    pub fn purpose_words(&self) -> &str {
        &self.purpose_words
    }
}

impl TryFrom<RecordForm> for PermissionRecord {
    type Error = RecordError;

    fn try_from(form: RecordForm) -> Result<Self, RecordError> {
        let RecordForm {
            from,
            name,
            date,
            rules_read,
            purpose,
            purpose_words,
        } = form;
        let (name, purpose_words) = (plain_line(&name)?, plain_line(&purpose_words)?);
        if [&name, &purpose_words]
            .iter()
            .any(|text| text.chars().count() > LONGEST)
        {
            return Err(RecordError::TooLong);
        }
        // In the order in which they are asked.
        let from = from.ok_or(RecordError::Nobody)?;
        let date = day(date.trim()).ok_or(RecordError::NoDay)?;
        let purpose = purpose.ok_or(RecordError::NoPurpose)?;
        if purpose == Purpose::Other && !purpose_words.chars().any(char::is_alphanumeric) {
            return Err(RecordError::NoPurpose);
        }
        Ok(Self {
            from,
            name,
            date,
            rules_read,
            purpose,
            purpose_words,
        })
    }
}

/// A day as ISO 8601 writes it, of four figures for the year and two for the others.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let mut next = |length: usize| {
        let part = parts.next()?;
        let is_number = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    match parts.next() {
        Some(_) => None,
        None => NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day),
    }
}

impl From<PermissionRecord> for RecordForm {
    fn from(record: PermissionRecord) -> Self {
        let PermissionRecord {
            from,
            name,
            date,
            rules_read,
            purpose,
            purpose_words,
        } = record;
        Self {
            from: Some(from),
            name,
            date: date.to_string(),
            rules_read,
            purpose: Some(purpose),
            purpose_words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> RecordForm {
        RecordForm {
            from: Some(Role::CaldicottGuardian),
            name: " A.  B. ".to_owned(),
            date: "2026-03-31".to_owned(),
            rules_read: true,
            purpose: Some(Purpose::Publication),
            purpose_words: "a case report".to_owned(),
        }
    }

    #[test]
    fn a_record_says_who_when_and_what_for() {
        let record = PermissionRecord::try_from(form()).unwrap();
        assert_eq!(record.from(), "Caldicott Guardian (A. B.)");
        assert_eq!(record.date(), "2026-03-31");
        assert_eq!(record.purpose(), "publication: a case report");
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(PermissionRecord::read(&json), Ok(record.clone()));
        let paper = serde_json::json!({"form": 1, "else": 2, "permission": PermissionSaid::Recorded(record.clone())});
        assert_eq!(
            PermissionRecord::of_certificate(&paper.to_string()),
            Ok(Some(record))
        );
    }

    #[test]
    fn what_is_not_said_is_asked_for() {
        for (change, error) in [
            (
                (|form: &mut RecordForm| form.from = None) as fn(&mut RecordForm),
                RecordError::Nobody,
            ),
            (
                |form| form.date = "31/03/2026".to_owned(),
                RecordError::NoDay,
            ),
            (
                |form| form.date = "2026-02-30".to_owned(),
                RecordError::NoDay,
            ),
            (|form| form.purpose = None, RecordError::NoPurpose),
            (
                |form| {
                    (form.purpose, form.purpose_words) = (Some(Purpose::Other), " - ".to_owned())
                },
                RecordError::NoPurpose,
            ),
            (|form| form.name = "x".repeat(121), RecordError::TooLong),
            (
                |form| form.name = "a\u{202E}b".to_owned(),
                RecordError::NotPlain(NotPlain),
            ),
        ] {
            let mut form = form();
            change(&mut form);
            assert_eq!(PermissionRecord::try_from(form), Err(error));
        }
    }

    #[test]
    fn other_files_hold_no_record() {
        for text in [
            "",
            "[]",
            "{}",
            "{\"from\": \"me\"}",
            "{\"from\": \"clinical-tutor\", \"more\": 1}",
        ] {
            assert!(PermissionRecord::read(text).is_err(), "{text}");
        }
        assert_eq!(PermissionRecord::of_certificate("{\"form\": 1}"), Ok(None));
        assert_eq!(
            PermissionRecord::of_certificate("{\"form\": 2}"),
            Err(RecordError::Form)
        );
        assert_eq!(
            PermissionRecord::of_certificate("{}"),
            Err(RecordError::Form)
        );
    }
}
