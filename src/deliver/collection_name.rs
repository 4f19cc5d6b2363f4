//! What a person calls a collection, and says about it: for the name of the zip or the folder, and for the certificate.
//!
//! In comes what was typed; out comes a [`CollectionName`]. It is typed by staff and leaves with the images, so that
//! [`super::typed`] sees to it that it names no patient, in the form in which it stands on the drive too.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::deid::text::plain_line::{NotPlain, plain_line};

/// Letters of a name.
pub const LONGEST_NAME: usize = 60;

/// Letters of a description.
pub const LONGEST_DESCRIPTION: usize = 300;

/// Both, as they are typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectionForm {
    /// `Chest teaching 2026`
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub name: String,
    /// Anything more.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub description: String,
}

/// A collection's name and description, of which one may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CollectionForm", into = "CollectionForm")]
pub struct CollectionName {
    name: String,
    description: String,
}

/// Why it is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing is typed.
    #[error("nothing is typed")]
    Empty,
    /// More letters than [`LONGEST_NAME`].
    #[error("the name of a collection has at most {LONGEST_NAME} letters")]
    LongName,
    /// More letters than [`LONGEST_DESCRIPTION`].
    #[error("what is said about a collection has at most {LONGEST_DESCRIPTION} letters")]
    LongDescription,
    /// It would be printed.
    #[error("the collection's name or description: {0}")]
    NotPlain(#[from] NotPlain),
}

impl CollectionName {
    /// As it was typed, in one line.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is said about it, in one line.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The name as a part of a file's or a folder's: letters, figures and hyphens, `Chest-teaching-2026`. Empty if there
    /// is neither letter nor figure in it.
    pub fn as_file_name(&self) -> String {
        let parts = self.name.split(|letter: char| !letter.is_alphanumeric());
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        parts.join("-")
    }

    /// The start of a zip's or a folder's name: `Darkroom-Chest-teaching-2026`; nothing where no name is given.
    pub fn stem(&self) -> Option<String> {
        let name = self.as_file_name();
        (!name.is_empty()).then(|| format!("Darkroom-{name}"))
    }
}

impl TryFrom<CollectionForm> for CollectionName {
    type Error = NameError;

    fn try_from(form: CollectionForm) -> Result<Self, NameError> {
        let (name, description) = (plain_line(&form.name)?, plain_line(&form.description)?);
        if name.is_empty() && description.is_empty() {
            return Err(NameError::Empty);
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(NameError::LongName);
        }
        if description.chars().count() > LONGEST_DESCRIPTION {
            return Err(NameError::LongDescription);
        }
        Ok(Self { name, description })
    }
}

impl From<CollectionName> for CollectionForm {
    fn from(named: CollectionName) -> Self {
        let CollectionName { name, description } = named;
        Self { name, description }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, description: &str) -> Result<CollectionName, NameError> {
        CollectionName::try_from(CollectionForm {
            name: name.to_owned(),
            description: description.to_owned(),
        })
    }

    #[test]
    fn nothing_of_a_name_can_act_in_a_path() {
        for (typed, name) in [
            ("chest teaching", "chest-teaching"),
            (" Chest: CT / MR, 2026 ", "Chest-CT-MR-2026"),
            ("../..\\C:*?", "C"),
            ("Brustkörbe", "Brustkörbe"),
            ("-.-", ""),
        ] {
            assert_eq!(named(typed, "").unwrap().as_file_name(), name, "{typed}");
        }
    }

    #[test]
    fn what_is_no_line_or_too_long_is_refused() {
        assert_eq!(named(" ", ""), Err(NameError::Empty));
        assert_eq!(named("a\u{202E}b", ""), Err(NameError::NotPlain(NotPlain)));
        assert_eq!(named(&"x".repeat(61), ""), Err(NameError::LongName));
        let long = "x".repeat(301);
        assert_eq!(named("", &long), Err(NameError::LongDescription));
        let both = named("a", "b  c").unwrap();
        assert_eq!((both.name(), both.description()), ("a", "b c"));
        let json = serde_json::to_string(&both).unwrap();
        assert_eq!(serde_json::from_str::<CollectionName>(&json).unwrap(), both);
    }
}
