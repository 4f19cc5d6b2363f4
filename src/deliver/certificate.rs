//! What was done, in numbers and words: the certificate and the README, which travel with the images.
//!
//! In come the catalogue, the review and what the run made of each instance; out comes a [`Certificate`]: data for
//! programs, and [`Section`]s of plain text for people, whether on paper or in the page. Images are named by their
//! place in the *output*, never by their place in the drop: files and folders there often carry names of patients. It
//! names staff where they gave permission, and no patient.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::layout::{Layout, Slot};
use super::papers;
use super::seal;
use crate::catalogue::{Catalogue, Counts, InstanceId};
use crate::clean::HeldReason;
use crate::deid::{Policy, PolicyMark, ProfileOption, Secret};
use crate::pixels::Rect;
use crate::review::{Fate, Front, Outcomes, Part, Reach, Region, Review, SeriesState};

mod delivered;
pub(super) mod text;
mod verification;

pub use delivered::{Delivered, DeliveredFile, PartReport};
pub use text::Section;
pub use verification::{FoundReport, VerificationReport};

/// What the run was made with, as the caller knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFacts {
    /// The rules by which every image of the run was cleaned.
    pub policy: Policy,
    /// The file that the policy is of, as it is.
    pub policy_file: Option<PolicyMark>,
    /// The page that did it; none for the command.
    pub page: Option<PageFacts>,
    /// The day of the run: `2026-03-31`. See [`crate::deid::dates::iso_day`].
    pub date: Option<String>,
    /// Where the run was made, and so whose word there is on the pictures.
    pub front: Front,
    /// Images that left although a frame of them could not be decoded.
    pub undecodable: usize,
    /// What a file of regions names and no image fits, where that was allowed.
    pub idle_regions: usize,
    /// Which zip of several the certificate is to lie in.
    pub part: Option<PartReport>,
}

/// What a page knows of itself. It is the page's own word: see docs/threat-model.md.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFacts {
    /// SHA-256 of its file, in hexadecimal.
    pub sha256: String,
    /// Whether that is of the bytes that arrived, not of the file as it is put together again.
    pub arrived: bool,
    /// Kinds of elements in its document that it did not bring.
    pub strangers: Vec<String>,
}

/// The certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// Of the certificate's own form.
    pub form: u32,
    /// Which Darkroom did it, and when.
    pub made_with: MadeWith,
    /// Options of PS3.15 that were applied, and what was kept by permission.
    pub rules: RulesReport,
    /// What came of every file of the drop: the sum holds, see [`Counts::reconcile`].
    pub files: Counts,
    /// Patient by patient, under their case names.
    pub cases: Vec<CaseReport>,
    /// How far a person looked, series by series.
    pub series: SeriesReport,
    /// Who answers for what is written in the pictures.
    pub pictures: PicturesReport,
    /// Every rectangle that somebody drew, with the delivered files that it is black in.
    pub painted: Vec<PaintedReport>,
    /// What stays behind, by reason.
    pub held: Vec<HeldReport>,
    /// Images that a person left out: one entry, or none.
    pub deleted: Vec<DeletedReport>,
    /// What the second reading of the cleaned files came to.
    pub verification: VerificationReport,
    /// Cleaned images whose originals name no study or no series: those that they have now were made for them.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub nameless: usize,
    /// Which zip of several this is of; nothing where all lies in one place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part: Option<PartReport>,
    /// Every image that lies beside this certificate, by path.
    #[serde(default)]
    pub delivered: Vec<DeliveredFile>,
    /// Where a linking key was used: see [`seal`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seal: Option<String>,
}

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

fn is_zero(count: &usize) -> bool {
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

impl Certificate {
    /// The certificate of a run.
    pub fn of(
        facts: RunFacts,
        catalogue: &Catalogue,
        review: &Review,
        layout: &Layout,
        outcomes: &Outcomes,
        delivered: &Delivered,
    ) -> Self {
        let RunFacts {
            policy,
            policy_file,
            page,
            date,
            front,
            undecodable,
            idle_regions,
            part,
        } = facts;
        let run = Run {
            catalogue,
            review,
            layout,
            outcomes,
            delivered,
            front,
        };
        Self {
            form: 1,
            made_with: MadeWith {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                standard: crate::deid::STANDARD.to_owned(),
                page_sha256_of: page.as_ref().map(|page| match page.arrived {
                    true => HashedPage::BytesThatArrived,
                    false => HashedPage::PartsAsRead,
                }),
                page_sha256: page.as_ref().map(|page| page.sha256.clone()),
                not_of_the_page: page.map(|page| page.strangers).unwrap_or_default(),
                date,
            },
            rules: RulesReport::of(&policy, policy_file),
            files: Counts::after(catalogue, review, outcomes),
            cases: run.cases(),
            series: run.series(),
            pictures: PicturesReport {
                undecodable,
                idle_regions,
                from_file: review.is_from_file(),
                ..PicturesReport::from(front)
            },
            nameless: run.nameless(),
            painted: review
                .regions()
                .iter()
                .map(|region| run.painted(region))
                .collect(),
            held: run.held(),
            deleted: run.deleted(),
            verification: VerificationReport::of(outcomes),
            part,
            delivered: delivered::listed(delivered),
            seal: None,
        }
    }

    /// The same, sealed as this linking key's own.
    pub fn sealed(mut self, secret: &Secret) -> Self {
        self.seal = Some(seal::make(&self, secret));
        self
    }

    /// As the file beside the images.
    pub fn to_json(&self) -> String {
        // Plain structs of strings and numbers: there is nothing in them that could fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Headings and lines, for the page to show and print.
    pub fn sections(&self) -> Vec<Section> {
        text::sections(self)
    }

    /// As the text beside the images.
    pub fn to_readme(&self) -> String {
        text::readme(self, &self.code())
    }

    /// The six letters in the names of this delivery's papers.
    pub fn code(&self) -> String {
        papers::code_of(&self.without_seal())
    }

    /// All that it says, in one form.
    pub(super) fn without_seal(&self) -> serde_json::Value {
        let value = serde_json::to_value(self).unwrap_or_default();
        seal::taken_off(value).0
    }
}

/// An image, and the one that it collides with, if that is why it is held.
type Colliding<'a> = (&'a Slot, Option<&'a Slot>);

struct Run<'a> {
    catalogue: &'a Catalogue,
    review: &'a Review,
    layout: &'a Layout,
    outcomes: &'a Outcomes,
    delivered: &'a Delivered,
    front: Front,
}

impl Run<'_> {
    fn fate(&self, id: InstanceId) -> Fate {
        match (self.review.fate(self.catalogue, id), self.outcomes.get(&id)) {
            (Fate::Waiting, Some(Ok(()))) => Fate::Cleaned,
            (Fate::Waiting, Some(Err(_))) => Fate::Held,
            (fate, _) => fate,
        }
    }

    fn nameless(&self) -> usize {
        let is_nameless = |id: &InstanceId| {
            let summary = self.catalogue.summary(*id);
            summary.is_some_and(|summary| summary.is_nameless())
        };
        let all = 0..self.catalogue.items.len();
        all.filter(|id| self.fate(*id) == Fate::Cleaned && is_nameless(id))
            .count()
    }

    fn cases(&self) -> Vec<CaseReport> {
        let mut cases: BTreeMap<&str, CaseReport> = BTreeMap::new();
        let mut studies = std::collections::BTreeSet::new();
        for series in &self.catalogue.series {
            let slots = || {
                series
                    .instances
                    .iter()
                    .filter_map(|&id| Some((id, self.layout.slot(id)?)))
            };
            let Some((_, Slot { case, .. })) = slots().next() else {
                continue;
            };
            let report = cases.entry(case).or_insert_with(|| CaseReport {
                case: case.clone(),
                ..Default::default()
            });
            report.series += 1;
            report.studies += usize::from(studies.insert((series.patient, series.study)));
            for (id, _) in slots() {
                match self.fate(id) {
                    Fate::Cleaned => report.cleaned += 1,
                    Fate::Held => report.held += 1,
                    Fate::Deleted => report.deleted += 1,
                    Fate::Waiting => report.waiting += 1,
                    Fate::Double | Fate::NotDicom => {}
                }
            }
        }
        cases.into_values().collect()
    }

    fn series(&self) -> SeriesReport {
        let mut report = SeriesReport::default();
        for (id, series) in self.catalogue.series.iter().enumerate() {
            let mut fates = series.instances.iter().map(|&image| self.fate(image));
            let left = fates.any(|fate| fate == Fate::Cleaned);
            let count = match self.review.state(self.catalogue, id) {
                SeriesState::Unreviewed if self.front == Front::CommandReviewed && !left => {
                    &mut report.held
                }
                SeriesState::Unreviewed if self.front == Front::CommandReviewed => {
                    let is_painted = self.review.is_reached(self.catalogue, id);
                    report.assumed_reviewed_painted += usize::from(is_painted);
                    &mut report.assumed_reviewed
                }
                SeriesState::Unreviewed => &mut report.unreviewed,
                SeriesState::Cleared => &mut report.cleared,
                SeriesState::Redacted => &mut report.redacted,
                SeriesState::Deleted => &mut report.deleted,
                SeriesState::Held => &mut report.held,
            };
            *count += 1;
        }
        report
    }

    fn painted(&self, region: &Region) -> PaintedReport {
        let reached = self.review.reached(self.catalogue, region);
        let delivered = reached
            .into_iter()
            .filter(|&id| self.fate(id) == Fate::Cleaned);
        let mut files: Vec<String> = delivered
            .filter_map(|id| Some(self.delivered.get(&id)?.name.clone()))
            .collect();
        files.sort_unstable();
        PaintedReport {
            rect: region.rect,
            reach: region.reach,
            frame: (region.reach == Reach::Frame).then_some(region.frame.saturating_add(1)),
            frames: match region.part {
                Part::Frames(first, last) => {
                    Some([first.saturating_add(1), last.saturating_add(1)])
                }
                Part::Whole | Part::Images(..) => None,
            },
            files,
        }
    }

    fn held(&self) -> Vec<HeldReport> {
        let mut held: BTreeMap<String, (HeldReport, Vec<Colliding<'_>>)> = BTreeMap::new();
        for id in (0..self.catalogue.items.len()).filter(|&id| self.fate(id) == Fate::Held) {
            let Some(reason) = self.reason(id) else {
                continue;
            };
            let what = reason.what();
            let (report, slots) = held.entry(what.clone()).or_insert_with(|| {
                let to_do = reason.to_do().to_owned();
                (
                    HeldReport {
                        what,
                        to_do,
                        images: Vec::new(),
                        other_files: 0,
                    },
                    Vec::new(),
                )
            });
            match self.layout.slot(id) {
                Some(slot) => {
                    let other = self.review.collides_with(self.catalogue, id);
                    let other = other.filter(|_| reason == HeldReason::InstanceUidTaken);
                    slots.push((slot, other.and_then(|(id, _)| self.layout.slot(id))));
                }
                None => report.other_files += 1,
            }
        }
        let image = |(slot, other): &Colliding<'_>| match other {
            Some(other) => format!("{slot} (same UID as {other})"),
            None => slot.to_string(),
        };
        let listed = |(mut report, mut slots): (HeldReport, Vec<Colliding<'_>>)| {
            slots.sort_unstable();
            report.images = slots.iter().map(image).collect();
            report
        };
        held.into_values().map(listed).collect()
    }

    /// Why is not asked of anybody when he deletes; that a person did it is all that is known.
    fn deleted(&self) -> Vec<DeletedReport> {
        let deleted: Vec<InstanceId> = (0..self.catalogue.items.len())
            .filter(|&id| self.fate(id) == Fate::Deleted)
            .collect();
        if deleted.is_empty() {
            return Vec::new();
        }
        let mut slots: Vec<&Slot> = deleted
            .iter()
            .filter_map(|&id| self.layout.slot(id))
            .collect();
        slots.sort_unstable();
        vec![DeletedReport {
            why: "Left out by the person who did this.".to_owned(),
            other_files: deleted.len().saturating_sub(slots.len()),
            images: slots.iter().map(ToString::to_string).collect(),
        }]
    }

    fn reason(&self, id: InstanceId) -> Option<HeldReason> {
        match self.outcomes.get(&id) {
            Some(Err(reason)) => Some(reason.clone()),
            _ => self.review.held(self.catalogue, id),
        }
    }
}

#[cfg(test)]
mod tests;
