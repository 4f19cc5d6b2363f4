//! What a person decided: per-series state, regions and their reach, deletions; undo and redo of everything.
//!
//! Pure: in come decisions and the catalogue they speak of, out come states and the rectangles that reach an image.
//! Touches no file.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, InstanceId, SeriesId};
use crate::pixels::{FrameRegion, Rect};

/// How far a region reaches from the frame it was drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    Frame,
    /// All frames of the image.
    Image,
    Series,
    /// Images of the same rows × columns in the study.
    SameSize,
    Study,
}

/// Identifies a region for as long as the session lasts, also over undo and redo.
pub type RegionId = u32;

/// A rectangle that somebody painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    pub id: RegionId,
    pub rect: Rect,
    pub reach: Reach,
    /// Where it was drawn.
    pub instance: InstanceId,
    /// From 0.
    pub frame: u32,
}

/// What has become of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesState {
    Unreviewed,
    Cleared,
    Redacted,
    Deleted,
    Held,
}

/// All decisions so far, with their history.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    now: Decisions,
    past: Vec<Decisions>,
    future: Vec<Decisions>,
    next_region: RegionId,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Decisions {
    regions: Vec<Region>,
    cleared: BTreeSet<SeriesId>,
    deleted: BTreeSet<InstanceId>,
}

// The following signatures are the room's contract.
impl Review {
    pub fn regions(&self) -> &[Region] {
        &self.now.regions
    }
    pub fn region(&self, id: RegionId) -> Option<&Region> {
        self.now.regions.iter().find(|region| region.id == id)
    }
    /// Paints; returns the new region's id.
    pub fn paint(
        &mut self,
        _rect: Rect,
        _reach: Reach,
        _instance: InstanceId,
        _frame: u32,
    ) -> RegionId {
        todo!()
    }
    /// Moves or resizes. Calls with the same `gesture` are one step of undo (a drag is many calls).
    pub fn reshape(&mut self, _id: RegionId, _rect: Rect, _gesture: u64) {
        todo!()
    }
    pub fn set_reach(&mut self, _id: RegionId, _reach: Reach) {
        todo!()
    }
    pub fn remove_region(&mut self, _id: RegionId) {
        todo!()
    }
    /// "Nothing identifying shown" (or: what is painted is enough).
    pub fn clear(&mut self, _series: &[SeriesId]) {
        todo!()
    }
    pub fn delete_instances(&mut self, _instances: &[InstanceId]) {
        todo!()
    }
    pub fn restore_instances(&mut self, _instances: &[InstanceId]) {
        todo!()
    }
    pub fn is_deleted(&self, instance: InstanceId) -> bool {
        self.now.deleted.contains(&instance)
    }
    pub fn undo(&mut self) -> bool {
        todo!()
    }
    pub fn redo(&mut self) -> bool {
        todo!()
    }
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
    /// The state of a series: `Held` if its triage is; `Deleted` if all its instances are; `Redacted` if a region drawn
    /// in it reaches all its images that are not deleted, or it was cleared and a region reaches it; `Cleared` if a
    /// person cleared it; else `Unreviewed` (also when only a region drawn in another series reaches it).
    pub fn state(&self, _catalogue: &Catalogue, _series: SeriesId) -> SeriesState {
        todo!()
    }
    /// Regions that reach any frame of the instance.
    pub fn reaching(
        &self,
        _catalogue: &Catalogue,
        _instance: InstanceId,
    ) -> Vec<(RegionId, FrameRegion)> {
        todo!()
    }
    /// How many images (instances, deleted ones left out) a region would reach with `reach`.
    pub fn reach_count(&self, _catalogue: &Catalogue, _region: &Region, _reach: Reach) -> usize {
        todo!()
    }
    /// Series that stop delivery: triaged `look` or `glance` and `Unreviewed`.
    pub fn left(&self, _catalogue: &Catalogue) -> Vec<SeriesId> {
        todo!()
    }
}
