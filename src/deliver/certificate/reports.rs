//! The parts of a certificate.

use serde::{Deserialize, Serialize};

use super::PageFacts;
use crate::deid::{Policy, PolicyMark, ProfileOption};
use crate::pixels::Rect;
use crate::review::{Front, Reach};

/// The program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeWith {
    /// Version of Darkroom.
    pub version: String,
    /// Edition of the standard: `DICOM PS3.15 2026d`.
    pub standard: String,
    /// By the page's own word, in hexadecimal; nothing of the command, which does not read itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page_sha256: Option<String>,
    /// What that was worked out of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page_sha256_of: Option<HashedPage>,
    /// What stood in the page while this was done, and was not of it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub not_of_the_page: Vec<String>,
    /// The day on which it was done: `2026-03-31`; nothing where the clock gives none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<String>,
}

/// What a page worked its SHA-256 out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HashedPage {
    /// The file, as the server sent it.
    BytesThatArrived,
    /// The parts that the browser read, put together again: a page opened as a file can't read its file.
    PartsAsRead,
}

/// The rules that were applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesReport {
    /// As a policy file holds it, and so with who permitted what to be kept, and why.
    pub policy: Policy,
    /// The same in words: `Strict: Basic Profile`.
    pub words: String,
    /// The file that it was read from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub policy_file: Option<PolicyMark>,
    /// Those that the policy holds, each once; none is the Basic Profile alone.
    pub options: Vec<OptionReport>,
}

/// An option of the standard that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionReport {
    /// CID 7050 of PS3.16.
    pub code: String,
    /// As CID 7050 words it; it is written into every header too.
    pub meaning: String,
    /// What it keeps, in one sentence.
    pub keeps: String,
}

/// What became of a patient's images.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseReport {
    /// Its case name: `CASE-7K2MQ9XT`.
    pub case: String,
    /// His studies in the drop, whether anything of them leaves or not.
    pub studies: usize,
    /// His series in the drop, whether anything of them leaves or not.
    pub series: usize,
    /// Images that were delivered.
    pub cleaned: usize,
    /// Images that stay behind, by the reasons in [`Certificate::held`].
    pub held: usize,
    /// Images that a person left out.
    pub deleted: usize,
    /// Images that were not tried: the run was stopped, or they lie in a later zip.
    pub waiting: usize,
}

/// How many series are in which state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesReport {
    /// A person found nothing identifying in them.
    pub cleared: usize,
    /// A person painted them and found nothing identifying left, or they are painted over completely.
    pub redacted: usize,
    /// Nobody looked at them in Darkroom: whoever gave the command said that a person had elsewhere.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub assumed_reviewed: usize,
    /// Those of the last in which a file of regions painted something.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub assumed_reviewed_painted: usize,
    /// A person left them out as a whole.
    pub deleted: usize,
    /// Nothing of them could be delivered.
    pub held: usize,
    /// Nobody looked at all of them in Darkroom, nor hid them completely.
    pub unreviewed: usize,
}

/// By what pictures were let go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReleasedBy {
    /// A person had them on screen, and said that nothing identifying is left.
    Person,
    /// An option of the command; nobody looked at them in Darkroom.
    AssumeReviewed,
    /// Their kind, which seldom shows text; nobody looked at them.
    #[default]
    Kind,
}

impl From<Front> for ReleasedBy {
    fn from(front: Front) -> Self {
        match front {
            Front::Page => Self::Person,
            Front::CommandReviewed => Self::AssumeReviewed,
            Front::Command => Self::Kind,
        }
    }
}

/// Who says that nothing identifying is left in the pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PicturesReport {
    /// Whose decision it was, from a fixed list.
    #[serde(default)]
    pub released_by: ReleasedBy,
    /// In a sentence.
    pub whose_word: String,
    /// Images that left although a frame of them could not be decoded: taken as looked at elsewhere.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub undecodable: usize,
    /// What the file of regions names and no image fits; the command was told to go on all the same.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub idle_regions: usize,
    /// Some of the looking was done in an earlier session, and taken from its file.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub from_file: bool,
}

pub(super) fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl From<Front> for PicturesReport {
    fn from(front: Front) -> Self {
        let whose_word = match front {
            Front::Page => {
                "The person who did this said that nothing identifying is left in the pictures. Every picture had been on screen, or is painted over completely."
            }
            Front::CommandReviewed => {
                "Released by --assume-reviewed: nobody looked at the pictures in Darkroom. Whoever gave the command said that a person had looked at all of them elsewhere."
            }
            Front::Command => {
                "Nobody looked at the pictures: they are of kinds that seldom show text, or are painted over completely."
            }
        };
        Self {
            released_by: front.into(),
            whose_word: format!("{whose_word} Darkroom does not read what is written in pictures."),
            ..Self::default()
        }
    }
}

/// A rectangle that was painted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaintedReport {
    /// In stored pixels, before it was clipped to each image's size.
    pub rect: Rect,
    /// How far it goes from the image on which it was drawn: that frame, that image, its series or its study.
    pub reach: Reach,
    /// From 1; only where the reach is one frame.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub frame: Option<u32>,
    /// First and last, from 1, both included; only where it is painted on some frames of one image.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub frames: Option<[u32; 2]>,
    /// The delivered files that it was painted in.
    pub files: Vec<String>,
}

/// Images, or files that are no images, that stay behind for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldReport {
    /// The reason, in a sentence that holds no value of a file.
    pub what: String,
    /// What a person can do about it, in a sentence.
    pub to_do: String,
    /// By their place in the output, had they been delivered: see [`Slot`].
    pub images: Vec<String>,
    /// Files that could not be read far enough to say whose they are.
    pub other_files: usize,
}

/// Images that a person left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedReport {
    /// In a sentence; it is not asked of anybody when he deletes.
    pub why: String,
    /// By their place in the output, had they been delivered.
    pub images: Vec<String>,
    /// Files of which no case is known.
    pub other_files: usize,
}

impl RulesReport {
    /// Of a policy, with its words and options as this version writes them.
    pub fn of(policy: &Policy, policy_file: Option<PolicyMark>) -> Self {
        let option = |option: ProfileOption| OptionReport {
            code: option.code().0.to_owned(),
            meaning: option.name().to_owned(),
            keeps: option.words().to_owned(),
        };
        Self {
            policy: policy.clone(),
            words: policy.words(),
            policy_file,
            options: policy.options().map(option).collect(),
        }
    }
}

impl MadeWith {
    /// This version, by this page if it was one, on this day.
    pub(super) fn of(page: Option<PageFacts>, date: Option<String>) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            standard: crate::deid::STANDARD.to_owned(),
            page_sha256_of: page.as_ref().map(|page| match page.arrived {
                true => HashedPage::BytesThatArrived,
                false => HashedPage::PartsAsRead,
            }),
            page_sha256: page.as_ref().map(|page| page.sha256.clone()),
            not_of_the_page: page.map(|page| page.strangers).unwrap_or_default(),
            date,
        }
    }
}
