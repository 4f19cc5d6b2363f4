//! What is to be done to one instance, as data.

use serde::{Deserialize, Serialize};

use super::links::OriginalPatient;
use super::mentions::Mentions;
use crate::deid::{Alias, PatientKey, Policy, Pseudonyms, Wording};
use crate::dicom::{DataSet, Digest};
use crate::pixels::FrameRegion;

/// What is to be done to one instance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The options of PS3.15 Annex E that the header is cleaned by, and what is kept by permission.
    pub policy: Policy,
    /// Rectangles to paint black.
    pub regions: Vec<FrameRegion>,
    /// A person has looked at the picture and decided that what is not painted may stay.
    pub looked_at: bool,
    /// What becomes of an instance of which a frame can't be decoded.
    #[serde(default)]
    pub undecodable: Undecodable,
    /// [`super::Cleaned::links`] is wanted: what of the original became what.
    #[serde(default)]
    pub linking: bool,
    /// The patient, where the rest of the study says who that is and the header itself says less. It leaves no more
    /// than the header's own values do.
    #[serde(default)]
    pub patient: Option<OriginalPatient>,
    /// What names somebody in any of the patient's files, this one and others: it leaves no more than what this header
    /// itself says.
    #[serde(default)]
    pub mentions: Mentions,
    /// What a person decided about words that leave.
    #[serde(default)]
    pub wording: Wording,
    /// What the patient is called, where a list says so: none but the patient's own derivation otherwise.
    #[serde(default)]
    pub alias: Option<Alias>,
    /// A person chose to have a video painted and re-encoded; without this it is held.
    #[serde(default)]
    pub video: bool,
    /// The header says another number of frames than there are, and a person has looked at so many: the instance leaves
    /// with this number, if it is how many there are.
    #[serde(default)]
    pub counted: Option<u32>,
    /// What the header said when the decision was made: a file that says anything else by now is held.
    #[serde(default)]
    pub catalogued: Option<Digest>,
    /// The folder in the drop of an instance whose header names no study or no series: what lies together stays
    /// together.
    #[serde(default)]
    pub folder: String,
}

impl Order {
    /// What the patient of a header is called.
    pub(super) fn alias_of(&self, subject: &DataSet, pseudonyms: &Pseudonyms) -> Alias {
        let listed = self.alias.clone();
        listed.unwrap_or_else(|| pseudonyms.alias(&PatientKey::of(subject)))
    }
}

/// What becomes of an instance of which a frame that nobody paints can't be decoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undecodable {
    /// Held: nobody can have seen it here.
    #[default]
    Held,
    /// It leaves, and [`super::Cleaned::is_undecodable`] says so: it was looked at elsewhere.
    Reported,
    /// Every frame has been decoded and seen already.
    NotChecked,
}
