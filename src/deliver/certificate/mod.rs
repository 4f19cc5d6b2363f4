//! What was done, in numbers and words: the certificate and the README, which travel with the images.
//!
//! In come the catalogue, the review and what the run made of each instance; out comes a [`Certificate`]: data for
//! programs, and [`Section`]s of plain text for people, whether on paper or in the page. Images are named by their
//! place in the *output*, never by their place in the drop: files and folders there often carry names of patients. It
//! names staff where they gave permission, and no patient.

use serde::{Deserialize, Serialize};

use super::collection_name::CollectionName;
use super::layout::Layout;
use super::papers;
use super::proof::WrittenFile;
use super::seal;
use super::slides::SlideReport;
use crate::catalogue::{Catalogue, Counts};
use crate::deid::{PermissionSaid, Policy, PolicyMark, Secret, TestSaid, WordingCounts};
use crate::review::{Front, Outcomes, Review};

mod delivered;
mod intruder_test;
mod named;
mod permission;
mod reports;
mod run;
pub(super) mod text;
mod verification;
mod wording;

pub use delivered::{Delivered, DeliveredFile, FolderReport, PartReport, folders_of};
use reports::is_zero;
pub use reports::{
    CaseReport, DeletedReport, HashedPage, HeldReport, MadeWith, OptionReport, PaintedReport,
    PicturesReport, ReleasedBy, RulesReport, SeriesReport,
};
use run::Run;
pub use text::Section;
pub use verification::{FoundReport, VerificationReport};

/// What the run was made with, as the caller knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFacts {
    /// The rules by which every image of the run was cleaned.
    pub policy: Policy,
    /// The file that the policy is of, as it is.
    pub policy_file: Option<PolicyMark>,
    /// Who allowed the images to be used, as far as that was said.
    pub permission: PermissionSaid,
    /// Who has looked at the cleaned images as an outsider would, as far as that was said.
    pub intruder_test: TestSaid,
    /// What the collection is called, if anything.
    pub collection: Option<CollectionName>,
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
    /// Who allowed the images to be used; nothing on certificates from before that was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub permission: Option<PermissionSaid>,
    /// Who has looked at the cleaned images as an outsider would; nothing on certificates from before that was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub motivated_intruder_test: Option<TestSaid>,
    /// What the collection is called, and what is said about it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub collection: Option<CollectionName>,
    /// What came of every file of the drop: the sum holds, see [`Counts::reconcile`].
    pub files: Counts,
    /// Patient by patient, under their case names.
    pub cases: Vec<CaseReport>,
    /// How far a person looked, series by series.
    pub series: SeriesReport,
    /// Who answers for what is written in the pictures.
    pub pictures: PicturesReport,
    /// How many texts and words a person struck out or brought back; nothing if none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wording: Option<WordingCounts>,
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
    /// How many images lie in which folder; nothing on certificates from before that was counted.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub folders: Vec<FolderReport>,
    /// Pictures for slides that lie beside this certificate, by name; where there are any, no image does.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub slides: Vec<SlideReport>,
    /// The DICOMDIR that lists them, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dicomdir: Option<DeliveredFile>,
    /// Where a linking key was used: see [`seal`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seal: Option<String>,
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
            permission,
            intruder_test,
            collection,
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
        let delivered = delivered::listed(delivered);
        Self {
            form: 1,
            made_with: MadeWith::of(page, date),
            rules: RulesReport::of(&policy, policy_file),
            permission: Some(permission),
            motivated_intruder_test: Some(intruder_test),
            collection,
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
            wording: run.wording(),
            painted: run.all_painted(),
            held: run.held(),
            deleted: run.deleted(),
            verification: VerificationReport::of(outcomes),
            part,
            folders: folders_of(&delivered),
            delivered,
            slides: Vec::new(),
            dicomdir: None,
            seal: None,
        }
    }

    /// The same for pictures of the images that were cleaned, which lie beside the certificate in the images' place.
    pub fn of_slides(mut self, mut slides: Vec<SlideReport>) -> Self {
        slides.sort_unstable();
        self.delivered.clear();
        self.folders.clear();
        self.dicomdir = None;
        self.slides = slides;
        self.seal = None;
        self
    }

    /// The same of a delivery with a DICOMDIR; call before it is sealed.
    pub fn with_dicomdir(mut self, written: Option<&WrittenFile>) -> Self {
        self.dicomdir = written.map(delivered::listed_one);
        self
    }

    /// Every file that lies beside it but its papers.
    pub fn listed(&self) -> impl Iterator<Item = &DeliveredFile> {
        self.delivered.iter().chain(&self.dicomdir)
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

#[cfg(test)]
mod tests;
