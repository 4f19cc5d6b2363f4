//! Keeping the patient ID or the accession number: by permission only, and never part of a preset.
//!
//! In comes who allowed it and why, from the page or a policy file; out comes a [`Keep`] that a policy can carry and
//! that the certificate records. A choice without a name and a reason cannot be made.

use std::collections::BTreeSet;

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::deid::text::plain_line::{NotPlain, plain_line};

/// An identifier that may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identifier {
    /// PatientID (0010,0020).
    PatientId,
    /// AccessionNumber (0008,0050).
    AccessionNumber,
}

/// What is kept, and by whose permission.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "KeepForm", into = "KeepForm")]
pub struct Keep {
    identifiers: BTreeSet<Identifier>,
    permission: Permission,
}

/// Who allowed it, and why. Names staff, never a patient: it is shown on the certificate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "PermissionForm", into = "PermissionForm")]
pub struct Permission {
    by: String,
    why: String,
}

/// Why something cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeepError {
    /// No name of anybody was given, or a blank one.
    #[error("to keep an identifier, say who gave permission")]
    NobodyPermits,
    /// No reason was given, or a blank one.
    #[error("to keep an identifier, say why it is needed")]
    NoReason,
    /// A permission without an identifier that it is for.
    #[error("say what to keep: the patient ID, the accession number, or both")]
    NothingToKeep,
    /// A text holds characters that control how text is written, and the certificate prints it.
    #[error("who gave permission, or why: {0}")]
    NotPlain(#[from] NotPlain),
    /// The name or the reason is longer than [`Permission::LONGEST`].
    #[error("permission is told in at most {} letters", Permission::LONGEST)]
    TooLong,
}

impl Identifier {
    /// Every identifier that can be kept; no other can.
    pub const ALL: [Self; 2] = [Self::PatientId, Self::AccessionNumber];

    /// The attribute it stands in.
    pub fn tag(self) -> Tag {
        match self {
            Self::PatientId => tags::PATIENT_ID,
            Self::AccessionNumber => tags::ACCESSION_NUMBER,
        }
    }

    /// As a sentence names it.
    pub fn words(self) -> &'static str {
        match self {
            Self::PatientId => "patient ID",
            Self::AccessionNumber => "accession number",
        }
    }

    /// As De-identification Method says that it was kept; fits LO's 64 characters.
    pub fn method(self) -> &'static str {
        match self {
            Self::PatientId => "Patient ID kept by permission",
            Self::AccessionNumber => "Accession Number kept by permission",
        }
    }
}

impl Keep {
    /// These identifiers, with this permission.
    pub fn new(
        identifiers: impl IntoIterator<Item = Identifier>,
        permission: Permission,
    ) -> Result<Self, KeepError> {
        let identifiers: BTreeSet<_> = identifiers.into_iter().collect();
        if identifiers.is_empty() {
            return Err(KeepError::NothingToKeep);
        }
        Ok(Self {
            identifiers,
            permission,
        })
    }

    /// Whether this one is kept; the other may be without it.
    pub fn has(&self, identifier: Identifier) -> bool {
        self.identifiers.contains(&identifier)
    }

    /// Those that are kept, each once; at least one.
    pub fn identifiers(&self) -> impl Iterator<Item = Identifier> {
        self.identifiers.iter().copied()
    }

    /// Who allowed it, and why.
    pub fn permission(&self) -> &Permission {
        &self.permission
    }

    /// `patient ID and accession number`
    pub fn words(&self) -> String {
        let words: Vec<_> = self.identifiers().map(Identifier::words).collect();
        words.join(" and ")
    }
}

impl Permission {
    /// Of either text, in letters.
    pub const LONGEST: usize = 500;

    /// Both must say something; runs of spaces and ends of lines become one space.
    pub fn new(by: &str, why: &str) -> Result<Self, KeepError> {
        let (by, why) = (plain_line(by)?, plain_line(why)?);
        let is_blank = |text: &str| !text.chars().any(char::is_alphanumeric);
        if is_blank(&by) {
            return Err(KeepError::NobodyPermits);
        }
        if is_blank(&why) {
            return Err(KeepError::NoReason);
        }
        if [&by, &why]
            .iter()
            .any(|text| text.chars().count() > Self::LONGEST)
        {
            return Err(KeepError::TooLong);
        }
        Ok(Self { by, why })
    }

    /// The name of whoever gave it: staff, never a patient.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// The reason, in the words of whoever gave it.
    pub fn why(&self) -> &str {
        &self.why
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeepForm {
    identifiers: BTreeSet<Identifier>,
    permission: Permission,
}

impl TryFrom<KeepForm> for Keep {
    type Error = KeepError;

    fn try_from(form: KeepForm) -> Result<Self, KeepError> {
        Self::new(form.identifiers, form.permission)
    }
}

impl From<Keep> for KeepForm {
    fn from(keep: Keep) -> Self {
        let Keep {
            identifiers,
            permission,
        } = keep;
        Self {
            identifiers,
            permission,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PermissionForm {
    #[serde(default)]
    by: String,
    #[serde(default)]
    why: String,
}

impl TryFrom<PermissionForm> for Permission {
    type Error = KeepError;

    fn try_from(form: PermissionForm) -> Result<Self, KeepError> {
        Self::new(&form.by, &form.why)
    }
}

impl From<Permission> for PermissionForm {
    fn from(permission: Permission) -> Self {
        let Permission { by, why } = permission;
        Self { by, why }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_kept_without_a_name_and_a_reason() {
        assert_eq!(
            Permission::new(" ", "follow-up"),
            Err(KeepError::NobodyPermits)
        );
        assert_eq!(
            Permission::new("Dr A. Keeper", "\n - "),
            Err(KeepError::NoReason)
        );
        assert_eq!(
            Permission::new("Dr A. Keeper", &"x".repeat(501)),
            Err(KeepError::TooLong)
        );
        assert_eq!(
            Permission::new("Dr A. Keeper\u{202E}", "why"),
            Err(KeepError::NotPlain(NotPlain))
        );
        let permission = Permission::new(" Dr A.\n Keeper ", "to trace  findings").unwrap();
        assert_eq!(
            (permission.by(), permission.why()),
            ("Dr A. Keeper", "to trace findings")
        );
        assert_eq!(Keep::new([], permission), Err(KeepError::NothingToKeep));
    }
}
