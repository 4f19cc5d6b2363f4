//! What has become of a series, and which series stop delivery.
//!
//! A decision is about what was there to be seen when it was made: images added later, or brought back from deletion,
//! have not been looked at, and put the series back to unreviewed. So does uncovering what was hidden: a rectangle that
//! is removed, made smaller, moved or given less reach shows what nobody may have seen.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::history::Review;
use super::reach::{Reach, frame_region, same_size};
use super::region::Region;
use crate::catalogue::{Catalogue, InstanceId, Series, SeriesId, Triage};
use crate::pixels::FrameSpan;

/// What has become of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesState {
    Unreviewed,
    Cleared,
    Redacted,
    Deleted,
    Held,
}

impl SeriesState {
    /// The fixed name: `unreviewed`, `cleared`, `redacted`, `deleted`, `held`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreviewed => "unreviewed",
            Self::Cleared => "cleared",
            Self::Redacted => "redacted",
            Self::Deleted => "deleted",
            Self::Held => "held",
        }
    }
}

/// What there was to look at in a series when a person decided about it. Instances are never taken out of a series,
/// so a number of them says which ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Looked {
    instances: usize,
    /// Deleted at that moment: not among what the decision is about.
    without: BTreeSet<InstanceId>,
    /// Held at that moment, and so not among it either: a video may be let in later.
    held: BTreeSet<InstanceId>,
    /// What was painted on it when a person said that the rest is fine. A rectangle says less: what it has decided is
    /// forgotten as soon as anything is uncovered.
    painted: Vec<Region>,
}

impl Looked {
    /// The same, with what is painted on the series now.
    pub(super) fn with_painted(self, painted: Vec<Region>) -> Self {
        Self { painted, ..self }
    }
}

impl Review {
    /// The state of a series: `Deleted` if all its instances are; `Held` if its triage is, or all that is left of it is held
    /// for its identity; `Redacted` if regions drawn
    /// in it reach all frames of all its images that are not deleted, or it was cleared and a region reaches it;
    /// `Cleared` if a person cleared it; else `Unreviewed` (also when only a region drawn in another series reaches it,
    /// or when instances came or were restored after the decision).
    pub fn state(&self, catalogue: &Catalogue, id: SeriesId) -> SeriesState {
        let Some(series) = catalogue.series(id) else {
            return SeriesState::Held;
        };
        if series
            .instances
            .iter()
            .all(|&instance| self.is_deleted(instance))
        {
            return SeriesState::Deleted;
        }
        let mut left = series.instances.iter().copied();
        let is_held = |instance| self.is_deleted(instance) || self.is_held(catalogue, instance);
        if matches!(series.triage, Triage::Held(_)) || left.all(is_held) {
            return SeriesState::Held;
        }
        let looked = self.now.cleared.get(&id);
        if looked.is_some_and(|looked| self.still_all(catalogue, series, looked)) {
            return match self.is_reached(catalogue, series) {
                true => SeriesState::Redacted,
                false => SeriesState::Cleared,
            };
        }
        match self.is_covered(catalogue, id, series) {
            true => SeriesState::Redacted,
            false => SeriesState::Unreviewed,
        }
    }

    /// Series that stop delivery: triaged `look` or `glance` and `Unreviewed`.
    pub fn left(&self, catalogue: &Catalogue) -> Vec<SeriesId> {
        (0..catalogue.series.len())
            .filter(|&id| self.state(catalogue, id) == SeriesState::Unreviewed)
            .collect()
    }

    /// What there is to look at now.
    pub(super) fn looked(&self, catalogue: &Catalogue, id: SeriesId) -> Looked {
        let instances = catalogue
            .series(id)
            .map_or(&[][..], |series| &series.instances);
        Looked {
            instances: instances.len(),
            without: instances
                .iter()
                .copied()
                .filter(|&instance| self.is_deleted(instance))
                .collect(),
            held: instances
                .iter()
                .copied()
                .filter(|&instance| self.is_held(catalogue, instance))
                .collect(),
            painted: Vec::new(),
        }
    }

    /// Regions that reach the series, or may: a study's count for all of its series.
    pub(super) fn painted_on(&self, catalogue: &Catalogue, id: SeriesId) -> Vec<Region> {
        let reaches = |region: &&Region| may_reach(catalogue, region, id);
        self.regions().iter().filter(reaches).copied().collect()
    }

    /// Whether nothing is there now that was not there to be looked at.
    fn still_all(&self, catalogue: &Catalogue, series: &Series, looked: &Looked) -> bool {
        let in_place = |then: &Region| {
            let now = self.region(then.id);
            now.is_some_and(|now| hides_as_much(catalogue, series, then, now))
        };
        looked.instances == series.instances.len()
            && looked
                .held
                .iter()
                .all(|&instance| self.is_held(catalogue, instance) || self.is_deleted(instance))
            && looked
                .without
                .iter()
                .all(|&instance| self.is_deleted(instance))
            && looked.painted.iter().all(in_place)
    }

    /// Images that a person's eye must have met: with a picture, not deleted, not held.
    fn pictures<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        series: &'a Series,
    ) -> impl Iterator<Item = InstanceId> + 'a {
        series.instances.iter().copied().filter(move |&instance| {
            let has_picture = catalogue
                .summary(instance)
                .is_some_and(|summary| summary.image.is_some());
            has_picture && !self.is_deleted(instance) && !self.is_held(catalogue, instance)
        })
    }

    /// Whether any region, drawn anywhere, reaches an image of the series.
    fn is_reached(&self, catalogue: &Catalogue, series: &Series) -> bool {
        !self.regions().is_empty()
            && self.pictures(catalogue, series).any(|instance| {
                let mut regions = self.regions().iter();
                regions
                    .any(|region| frame_region(catalogue, region, region.reach, instance).is_some())
            })
    }

    /// Whether regions drawn in the series reach every frame of every image, and nothing came after they were drawn.
    fn is_covered(&self, catalogue: &Catalogue, id: SeriesId, series: &Series) -> bool {
        let looked_at_all = |region: &&Region| {
            catalogue.series_of(region.instance) == Some(id)
                && self
                    .now
                    .painted
                    .get(&region.id)
                    .is_some_and(|looked| self.still_all(catalogue, series, looked))
        };
        let drawn_here: Vec<&Region> = self.regions().iter().filter(looked_at_all).collect();
        let mut pictures = self.pictures(catalogue, series).peekable();
        !drawn_here.is_empty()
            && pictures.peek().is_some()
            && pictures.all(|instance| all_frames_reached(catalogue, &drawn_here, instance))
    }
}

/// Whether a region reaches the series, or may: a study's count for all of its series.
pub(super) fn may_reach(catalogue: &Catalogue, region: &Region, id: SeriesId) -> bool {
    let study_of = |id: SeriesId| {
        let series = catalogue.series(id);
        series.map(|series| (series.patient, series.study))
    };
    let drawn_in = catalogue.series_of(region.instance);
    match region.reach {
        Reach::Frame | Reach::Image | Reach::Series => drawn_in == Some(id),
        Reach::SameSize | Reach::Study => drawn_in.and_then(study_of) == study_of(id),
    }
}

/// Whether all that a region hid in a series is hidden by what it is now: it gets to every frame that it got to, and is no
/// smaller there.
pub(super) fn hides_as_much(
    catalogue: &Catalogue,
    series: &Series,
    then: &Region,
    now: &Region,
) -> bool {
    series.instances.iter().all(|&instance| {
        let Some(hidden) = frame_region(catalogue, then, then.reach, instance) else {
            return true;
        };
        let shape = catalogue
            .summary(instance)
            .and_then(|summary| summary.image);
        let frames = shape.map_or(1, |shape| shape.frames.max(1));
        frame_region(catalogue, now, now.reach, instance).is_some_and(|hides| {
            hides.frames.covers(hidden.frames, frames) && hides.rect.contains(hidden.rect)
        })
    })
}

fn all_frames_reached(catalogue: &Catalogue, regions: &[&Region], instance: InstanceId) -> bool {
    let shape = catalogue
        .summary(instance)
        .and_then(|summary| summary.image);
    let frames = shape.map_or(1, |shape| shape.frames.max(1));
    let mut single = BTreeSet::new();
    // Drawn on one size, a rectangle lies somewhere else on another: such an image has to be looked at by itself.
    let of_this_size = regions
        .iter()
        .filter(|region| same_size(catalogue, region.instance, instance));
    for region in of_this_size {
        match frame_region(catalogue, region, region.reach, instance).map(|found| found.frames) {
            Some(FrameSpan::All) => return true,
            Some(FrameSpan::Frames(first, last)) => {
                single.extend((first..=last).filter(|&frame| frame < frames))
            }
            None => {}
        }
    }
    single.len() as u64 == u64::from(frames)
}
