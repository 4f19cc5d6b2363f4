//! The one gate: what may leave, in what order, and under which order to clean; or why it is held.
//!
//! In come the catalogue, what a person decided and has seen, and the rules of the run; out comes for every image an
//! [`Order`] or the reason that it stays. The page and the command both ask here and nowhere else. The unit is the
//! series: one image that needs a look makes all of its series need one. Never: an image leaves that nobody has seen
//! and that may show a name, nor with a header that claims more than was looked at.

use super::counts::Fate;
use super::history::Review;
use super::seen::FrameRun;
use super::state::SeriesState;
use crate::catalogue::{Catalogue, InstanceId, Summary, Triage};
use crate::clean::{HeldReason, Order, Undecodable};
use crate::deid::{Alias, Policy};

/// Who asks, and what stands in the place of a look there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// A person looks, here.
    Page,
    /// Nobody looks: what seldom shows text leaves without a look, and its header does not claim one.
    Command,
    /// Nobody looks here, and whoever gave the order says that every picture was looked at elsewhere.
    CommandReviewed,
}

/// What a run goes by.
#[derive(Debug, Clone)]
pub struct Gate<'a> {
    /// Every file of the drop.
    pub catalogue: &'a Catalogue,
    /// What a person has decided and seen.
    pub review: &'a Review,
    /// Whether a person looks here, and if not, what counts as a look.
    pub front: Front,
    /// How headers are cleaned.
    pub policy: &'a Policy,
    /// Whether what of the original became what is wanted, for a linking key.
    pub linking: bool,
    /// What each of [`Catalogue::patients`] is called.
    pub aliases: &'a [Alias],
}

impl Gate<'_> {
    /// Every image that was neither deleted nor held from the start, in the order in which it is shown and saved, with
    /// its order or the reason that it is held.
    pub fn all(&self) -> Vec<(InstanceId, Result<Order, HeldReason>)> {
        let patients = self.catalogue.patients.iter();
        let studies = patients.flat_map(|patient| &patient.studies);
        let mut released = Vec::new();
        for &id in studies.flat_map(|study| &study.series) {
            let Some(series) = self.catalogue.series(id) else {
                continue;
            };
            let state = self.review.state(self.catalogue, id);
            let is_waiting =
                |image: &&InstanceId| self.review.fate(self.catalogue, **image) == Fate::Waiting;
            released.extend(
                series
                    .instances
                    .iter()
                    .filter(is_waiting)
                    .map(|&image| (image, self.in_state(image, state))),
            );
        }
        released
    }

    /// One image's order, or the reason that it is held; `None` if it was deleted, or is no image.
    pub fn of_image(&self, image: InstanceId) -> Option<Result<Order, HeldReason>> {
        let series = self.catalogue.series_of(image)?;
        if let Some(reason) = self.review.held(self.catalogue, image) {
            return Some(Err(reason));
        }
        let state = self.review.state(self.catalogue, series);
        let is_waiting = self.review.fate(self.catalogue, image) == Fate::Waiting;
        is_waiting.then(|| self.in_state(image, state))
    }

    fn in_state(&self, image: InstanceId, state: SeriesState) -> Result<Order, HeldReason> {
        if let Some(reason) = self.review.held(self.catalogue, image) {
            return Err(reason);
        }
        let series = self
            .catalogue
            .series_of(image)
            .and_then(|id| self.catalogue.series(id))
            .ok_or(HeldReason::Unreadable)?;
        if self.review.is_deleted(image) {
            return Err(HeldReason::NotLookedAt);
        }
        let decided = state.may_leave() && self.is_seen(image);
        let glance = series.triage == Triage::Glance;
        let (looked_at, undecodable) = match self.front {
            // What was seen in an earlier session has not been decoded here.
            Front::Page if decided && self.review.is_from_file() => (true, Undecodable::Held),
            // What was seen has been decoded, and what is hidden must be decoded to be painted.
            Front::Page if decided => (true, Undecodable::NotChecked),
            Front::CommandReviewed => (true, Undecodable::Reported),
            Front::Command if decided => (true, Undecodable::Held),
            Front::Command if glance => (false, Undecodable::Held),
            Front::Page | Front::Command => return Err(HeldReason::NotLookedAt),
        };
        Ok(Order {
            looked_at,
            undecodable,
            ..self.once_decided(image)
        })
    }

    /// What an image would leave under, once its series is decided: to be shown before it is.
    pub fn once_decided(&self, image: InstanceId) -> Order {
        let regions = self.review.reaching(self.catalogue, image);
        let summary = self.catalogue.summary(image);
        let is_video = summary.is_some_and(Summary::is_video);
        Order {
            policy: self.policy.clone(),
            regions: regions.into_iter().map(|(_, region)| region).collect(),
            looked_at: true,
            undecodable: Undecodable::Held,
            linking: self.linking,
            patient: self.catalogue.joined_to(image).cloned(),
            mentions: self.catalogue.mentions_of(image),
            wording: self
                .review
                .wordings()
                .of(self.catalogue, self.catalogue.patient_of(image)),
            alias: self.alias_of(image),
            // Only a browser decodes and encodes them; one that is not held is one that somebody chose.
            video: self.front == Front::Page
                && is_video
                && self.review.held(self.catalogue, image).is_none(),
            // Only where every one of them has been on screen.
            counted: summary
                .filter(|_| self.front == Front::Page)
                .and_then(|summary| summary.counted_frames),
            catalogued: summary.map(|summary| summary.fingerprint),
            folder: self.folder_of_nameless(image),
        }
    }

    /// The folder of an image that names no study or no series; nothing of any other leaves the catalogue.
    fn folder_of_nameless(&self, image: InstanceId) -> String {
        let summary = self.catalogue.summary(image);
        let is_nameless = summary.is_some_and(Summary::is_nameless);
        let item = self.catalogue.item(image).filter(|_| is_nameless);
        item.map_or_else(String::new, |item| item.folder().to_owned())
    }

    fn alias_of(&self, image: InstanceId) -> Option<Alias> {
        let patient = self.catalogue.patient_of(image)?;
        self.aliases.get(patient).cloned()
    }

    /// What has no picture has nothing to be seen.
    fn is_seen(&self, image: InstanceId) -> bool {
        let shape = self
            .catalogue
            .summary(image)
            .and_then(|summary| summary.image);
        shape.is_none_or(|shape| {
            let all: FrameRun = (image, 0, shape.frames.max(1) - 1);
            self.review.is_seen(self.catalogue, all)
        })
    }
}

#[cfg(test)]
mod tests;
