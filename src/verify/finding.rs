//! What the second reading can find: where, of what kind, and how sure it is. Never the value.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Something that must not leave, and where it stands. Carries no value.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{kind} in {attribute}")]
pub struct Finding {
    /// Keywords from the top level down, items by number from 1: `ContentSequence[2].PersonName`.
    pub attribute: String,
    /// What it is; the words for people come with it.
    pub kind: Kind,
    /// How sure it is, and so whether it holds the image.
    pub rank: Rank,
}

/// How sure it is that a finding says who the patient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// A short word in a technical attribute: told, and no reason to hold.
    Weak,
    /// One word of a name, a place, a date in another form.
    Likely,
    /// A whole name, a number, or what may not be there whatever it says.
    Certain,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An attribute of an odd group, but those on the standard's list of safe ones where the policy keeps these.
    #[error("a private attribute")]
    PrivateAttribute,
    /// Element 0000 of a group.
    #[error("a group length")]
    GroupLength,
    /// An attribute of group 60xx (PS3.3 C.9.2); what draws nothing may stay.
    #[error("an overlay")]
    Overlay,
    /// An attribute of a retired curve group, 50xx.
    #[error("a curve")]
    Curve,
    /// An attribute of an even group that the dictionary of PS3.6 does not have.
    #[error("an attribute that is not in the standard's dictionary")]
    UnknownAttribute,
    /// PatientName or PatientID is neither the case name nor kept by permission.
    #[error("not the new name or ID")]
    WrongCase,
    /// A VR PN whose value is neither empty, the case name nor a dummy.
    #[error("a person's name")]
    PersonName,
    /// Two different words of one name, or two as one.
    #[error("a whole name of the original")]
    WholeName,
    /// One word of a name, in any spelling that a person would read as it.
    #[error("a word of a name of the original")]
    NameWord,
    /// An address, an institution or a station, or a word that tells it from others.
    #[error("a place of the original")]
    Place,
    /// A UID of the study or of anything in it, where the policy replaces UIDs (code U of Table E.1-1).
    #[error("a UID of the original")]
    OriginalUid,
    /// A day on which the original says that something was done, where dates move or go.
    #[error("a date of the original")]
    OriginalDate,
    /// The patient's own, in any form in which people write dates.
    #[error("the date of birth")]
    BirthDate,
    /// More than 90 years: any age over 89 should have become 90.
    #[error("an age over 89")]
    GreatAge,
    /// A number of the patient, the visit, the order or the machine, whatever stands between its digits.
    #[error("an identifier of the original")]
    Identifier,
    /// Some person's, whoever that is: the form alone tells.
    #[error("a pattern that identifies people")]
    Pattern,
    /// More sequences in one another than [`super::MAX_DEPTH`].
    #[error("a sequence nested too deep to read")]
    TooDeep,
    /// What no attribute and no frame accounts for: behind the data set, between fragments, in unused bits.
    #[error("bytes that belong to no attribute and no picture")]
    StrayBytes,
    /// Type 1 without a value, or type 2 left out (PS3.5 7.4), where the original had it.
    #[error("a required value that the original had and the copy lacks")]
    Conformance,
    /// A text or a word that a person struck out: `clean` looks for these.
    #[error("a text or word that a person struck out")]
    Struck,
    /// Bytes that are no value of their VR (PS3.5 6.2).
    #[error("a value without the form of its kind")]
    Form,
    /// Its size, number of frames, form or number of bytes has changed by more than painting needs.
    #[error("a picture of another form than the original's")]
    PictureChanged,
}

impl Kind {
    /// Why it must not leave, in one sentence.
    pub fn why(self) -> &'static str {
        match self {
            Self::PrivateAttribute => {
                "What a manufacturer keeps in an attribute of its own is not known."
            }
            Self::GroupLength => {
                "Group lengths are retired, and would be wrong after the cleaning."
            }
            Self::Overlay => "An overlay may be drawn in the shape of a name.",
            Self::Curve => "Curves are retired, and their labels are free text.",
            Self::UnknownAttribute => "What the standard doesn’t name may say anything.",
            Self::WrongCase => {
                "The patient’s name and ID must be the case name and nothing besides."
            }
            Self::PersonName => "No attribute may name a person.",
            Self::WholeName => "Two words or more of one person’s name stand here together.",
            Self::NameWord => "A word here is part of a name in the original header.",
            Self::Place => "The original gives it as an address, an institution or a station.",
            Self::OriginalUid => "A UID of the original leads back to it.",
            Self::OriginalDate => "This day is one that the original names.",
            Self::BirthDate => "This day is the patient’s date of birth, however it is written.",
            Self::GreatAge => "People of such an age are few; they are told as 90 years old.",
            Self::Identifier => {
                "It is one of the numbers by which the original names the patient or the visit."
            }
            Self::Pattern => {
                "It has the form of an NHS number, a telephone number, a postcode or an e-mail address."
            }
            Self::Struck => "A person struck it out, and it may leave in no attribute.",
            Self::TooDeep => "What can’t be read to its end can’t be vouched for.",
            Self::StrayBytes => "Bytes that nothing accounts for may say anything.",
            Self::Conformance => {
                "Other programs may refuse an object that lacks what its kind requires."
            }
            Self::Form => {
                "A value that is not of its kind’s form may hold what belongs to another attribute."
            }
            Self::PictureChanged => "Only what was painted may change in a picture.",
        }
    }
}

/// Findings kept of one instance.
const MOST: usize = 20;

/// The findings of one instance, each place and kind once.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds one. A flood keeps its surest.
    pub fn add(&mut self, attribute: String, kind: Kind, rank: Rank) {
        let finding = Finding {
            attribute,
            kind,
            rank,
        };
        if self.0.contains(&finding) {
            return;
        }
        if self.0.len() >= MOST {
            let weakest = self.0.iter().enumerate().min_by_key(|(_, held)| held.rank);
            match weakest.map(|(at, held)| (at, held.rank)) {
                Some((at, weakest)) if weakest < rank => drop(self.0.remove(at)),
                _ => return,
            }
        }
        self.0.push(finding);
    }

    /// All, surest first.
    pub fn ranked(mut self) -> Vec<Finding> {
        self.0
            .sort_by_key(|finding| std::cmp::Reverse(finding.rank));
        self.0
    }

    /// Nothing, if none is reason to hold; else all, surest first.
    pub fn verdict(self) -> Result<(), Vec<Finding>> {
        let ranked = self.ranked();
        match ranked.first() {
            Some(first) if first.rank > Rank::Weak => Err(ranked),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_keeps_its_surest_and_puts_them_first() {
        let mut findings = Findings::default();
        for number in 0..100 {
            findings.add(format!("A{number}"), Kind::NameWord, Rank::Weak);
        }
        findings.add("B".into(), Kind::Identifier, Rank::Certain);
        findings.add("B".into(), Kind::Identifier, Rank::Certain);
        let ranked = findings.ranked();
        assert_eq!(ranked.len(), MOST);
        assert_eq!(ranked[0].attribute, "B");
        assert_eq!(ranked[1].rank, Rank::Weak);
    }

    #[test]
    fn weak_findings_alone_hold_nothing() {
        let mut findings = Findings::default();
        findings.add("ScanOptions".into(), Kind::NameWord, Rank::Weak);
        assert_eq!(findings.verdict(), Ok(()));
    }
}
