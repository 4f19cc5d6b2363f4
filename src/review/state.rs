//! What has become of a series, and which series stop delivery.
//!
//! Painting hides and decides nothing: a series is decided when a person has said that what is left shows nothing
//! identifying, which is taken only where every frame has been seen ([`super::seen`]); when regions hide all of it; or
//! when it is deleted. What was said is about what was there to be seen: images added later, or brought back from
//! deletion, put the series back to unreviewed. So does uncovering what was hidden: a rectangle that is removed, made
//! smaller, moved or given less reach shows what nobody has said anything of.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::history::Review;
use super::reach::{Reach, frame_region};
use super::region::Region;
use crate::catalogue::{Catalogue, InstanceId, Series, SeriesId};

/// What has become of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesState {
    /// Not decided, or not of all that is there now: it stops delivery.
    Unreviewed,
    /// A person has said that it shows nothing identifying, and nothing is painted on it.
    Cleared,
    /// Decided, and painted on: cleared with a region that reaches it, or hidden as a whole.
    Redacted,
    /// A person has deleted all of its images.
    Deleted,
    /// All of its images that were not deleted stay behind, whatever is decided.
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

    /// Whether a person has decided that what is left of the series may leave.
    pub fn may_leave(self) -> bool {
        matches!(self, Self::Cleared | Self::Redacted)
    }
}

/// What there was to look at in a series when a person cleared it. Instances are never taken out of a series, so a
/// number of them says which ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Looked {
    instances: usize,
    /// Deleted at that moment: not among what was cleared.
    without: BTreeSet<InstanceId>,
    /// Held at that moment, and so not among it either: a video may be let in later.
    held: BTreeSet<InstanceId>,
    /// What was painted on it.
    painted: Vec<Region>,
}

impl Review {
    /// The state of a series: `Deleted` if all its instances are; `Held` if all the others are; `Cleared` if a person
    /// cleared it; `Redacted` if that and a region reaches it, or if regions hide all of it; else `Unreviewed` (also
    /// when instances came or were restored, or anything was uncovered, after it was cleared).
    pub fn state(&self, catalogue: &Catalogue, id: SeriesId) -> SeriesState {
        let Some(series) = catalogue.series(id) else {
            return SeriesState::Held;
        };
        let mut stays = series
            .instances
            .iter()
            .filter(|image| !self.is_deleted(**image))
            .peekable();
        if stays.peek().is_none() {
            return SeriesState::Deleted;
        }
        if stays.all(|image| self.held(catalogue, *image).is_some()) {
            return SeriesState::Held;
        }
        let cleared = self.now.cleared.get(&id);
        if cleared.is_some_and(|looked| self.still_all(catalogue, series, looked)) {
            return match self.is_reached(catalogue, id) {
                true => SeriesState::Redacted,
                false => SeriesState::Cleared,
            };
        }
        match self.is_all_hidden(catalogue, series) {
            true => SeriesState::Redacted,
            false => SeriesState::Unreviewed,
        }
    }

    /// Series that stop delivery: the `Unreviewed` ones.
    pub fn left(&self, catalogue: &Catalogue) -> Vec<SeriesId> {
        let studies = catalogue
            .patients
            .iter()
            .flat_map(|patient| &patient.studies);
        studies
            .flat_map(|study| study.series.iter().copied())
            .filter(|&id| self.state(catalogue, id) == SeriesState::Unreviewed)
            .collect()
    }

    /// What there is to look at now.
    pub(super) fn looked(&self, catalogue: &Catalogue, id: SeriesId) -> Looked {
        let instances = catalogue
            .series(id)
            .map_or(&[][..], |series| &series.instances);
        let those = |stays: &dyn Fn(InstanceId) -> bool| {
            let all = instances.iter().copied();
            all.filter(|&image| stays(image)).collect()
        };
        let reaches = |region: &&Region| may_reach(catalogue, region, id);
        Looked {
            instances: instances.len(),
            without: those(&|image| self.is_deleted(image)),
            held: those(&|image| self.held(catalogue, image).is_some()),
            painted: self.regions().iter().filter(reaches).copied().collect(),
        }
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
                .all(|&image| self.held(catalogue, image).is_some() || self.is_deleted(image))
            && looked.without.iter().all(|&image| self.is_deleted(image))
            && looked.painted.iter().all(in_place)
    }

    /// Whether any region, drawn anywhere, reaches an image of the series.
    pub fn is_reached(&self, catalogue: &Catalogue, id: SeriesId) -> bool {
        let Some(series) = catalogue.series(id) else {
            return false;
        };
        !self.regions().is_empty()
            && self.pictures(catalogue, series).any(|(image, _)| {
                let mut regions = self.regions().iter();
                regions.any(|region| frame_region(catalogue, region, region.reach, image).is_some())
            })
    }
}

/// Whether a region reaches the series, or may: a study's count for all of its series.
fn may_reach(catalogue: &Catalogue, region: &Region, id: SeriesId) -> bool {
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

/// Whether all that a region hid in a series is hidden by what it is now: it gets to every frame that it got to, and
/// is no smaller there.
fn hides_as_much(catalogue: &Catalogue, series: &Series, then: &Region, now: &Region) -> bool {
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
