//! What a certificate says of a run, read off what was decided and what became of it.

use std::collections::BTreeMap;

use super::Delivered;
use super::reports::{CaseReport, DeletedReport, HeldReport, PaintedReport, SeriesReport};
use crate::catalogue::{Catalogue, InstanceId};
use crate::clean::HeldReason;
use crate::deid::WordingCounts;
use crate::deliver::layout::{Layout, Slot};
use crate::review::{Fate, Front, Outcomes, Part, Reach, Region, Review, SeriesState};

/// An image, and the one that it collides with, if that is why it is held.
type Colliding<'a> = (&'a Slot, Option<&'a Slot>);

/// A run that is over.
pub(super) struct Run<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) review: &'a Review,
    pub(super) layout: &'a Layout,
    pub(super) outcomes: &'a Outcomes,
    pub(super) delivered: &'a Delivered,
    pub(super) front: Front,
}

impl Run<'_> {
    fn fate(&self, id: InstanceId) -> Fate {
        match (self.review.fate(self.catalogue, id), self.outcomes.get(&id)) {
            (Fate::Waiting, Some(Ok(()))) => Fate::Cleaned,
            (Fate::Waiting, Some(Err(_))) => Fate::Held,
            (fate, _) => fate,
        }
    }

    pub(super) fn nameless(&self) -> usize {
        let is_nameless = |id: &InstanceId| {
            let summary = self.catalogue.summary(*id);
            summary.is_some_and(|summary| summary.is_nameless())
        };
        let all = 0..self.catalogue.items.len();
        all.filter(|id| self.fate(*id) == Fate::Cleaned && is_nameless(id))
            .count()
    }

    pub(super) fn cases(&self) -> Vec<CaseReport> {
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

    pub(super) fn series(&self) -> SeriesReport {
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

    pub(super) fn wording(&self) -> Option<WordingCounts> {
        let wordings = self.review.wordings();
        (!wordings.is_empty()).then(|| wordings.counts())
    }

    pub(super) fn all_painted(&self) -> Vec<PaintedReport> {
        let regions = self.review.regions().iter();
        regions.map(|region| self.painted(region)).collect()
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

    pub(super) fn held(&self) -> Vec<HeldReport> {
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
    pub(super) fn deleted(&self) -> Vec<DeletedReport> {
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
