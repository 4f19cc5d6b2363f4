//! What a step of undo or redo has changed, and where, so that the person can be taken there.

use super::history::Decisions;
use super::region::Region;
use crate::catalogue::{InstanceId, SeriesId};

/// What has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Rectangles came or went.
    Painted,
    /// Rectangles went, and none came.
    Unpainted,
    /// A rectangle was moved, resized, or given another reach.
    Reshaped,
    /// Series were said to show nothing identifying, or no longer.
    Cleared,
    /// Series are no longer said to show nothing identifying.
    Uncleared,
    /// Images were deleted.
    Deleted,
    /// Images were brought back from deletion.
    Restored,
    /// It was said that it is one person, or no longer.
    OnePerson,
}

/// A change, and the first place where it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// `None` if nothing of this list has changed.
    pub what: Option<What>,
    /// Where a region lies or an image was deleted, with the frame.
    pub image: Option<(InstanceId, u32)>,
    /// Where only a series is known.
    pub series: Option<SeriesId>,
}

impl Change {
    pub(super) fn between(before: &Decisions, after: &Decisions) -> Self {
        regions(before, after)
            .or_else(|| deleted(before, after))
            .or_else(|| cleared(before, after))
            .unwrap_or(Self {
                what: (before.one_person != after.one_person).then_some(What::OnePerson),
                image: None,
                series: None,
            })
    }
}

fn regions(before: &Decisions, after: &Decisions) -> Option<Change> {
    let of = |list: &[Region], id| list.iter().find(|region| region.id == id).copied();
    let at = |what, region: &Region| Change {
        what: Some(what),
        image: Some((region.instance, region.frame)),
        series: None,
    };
    let gone = before
        .regions
        .iter()
        .find(|region| of(&after.regions, region.id).is_none());
    let differs = |region: &&Region| of(&before.regions, region.id) != Some(**region);
    let changed = after.regions.iter().find(differs);
    match (changed, gone) {
        (Some(region), _) if of(&before.regions, region.id).is_some() => {
            Some(at(What::Reshaped, region))
        }
        (Some(region), _) => Some(at(What::Painted, region)),
        (None, Some(region)) => Some(at(What::Unpainted, region)),
        (None, None) => None,
    }
}

fn deleted(before: &Decisions, after: &Decisions) -> Option<Change> {
    let at = |what, image: &InstanceId| Change {
        what: Some(what),
        image: Some((*image, 0)),
        series: None,
    };
    let more = after.deleted.difference(&before.deleted).next();
    let fewer = before.deleted.difference(&after.deleted).next();
    more.map(|image| at(What::Deleted, image))
        .or_else(|| fewer.map(|image| at(What::Restored, image)))
}

fn cleared(before: &Decisions, after: &Decisions) -> Option<Change> {
    let at = |what, series: &SeriesId| Change {
        what: Some(what),
        image: None,
        series: Some(*series),
    };
    let differs = |(id, looked): &(&SeriesId, _)| before.cleared.get(id) != Some(*looked);
    let more = after.cleared.iter().find(differs).map(|(id, _)| id);
    let fewer = before
        .cleared
        .keys()
        .find(|id| !after.cleared.contains_key(id));
    more.map(|id| at(What::Cleared, id))
        .or_else(|| fewer.map(|id| at(What::Uncleared, id)))
}
