//! Decisions and their history. Every change that changes anything is one step of undo; undo and redo bring back
//! exactly what was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::change::Change;
use super::identity::OnePerson;
use super::outside::outside;
use super::reach::{Reach, reached};
use super::region::{Part, Region, RegionId};
use super::seen::Seen;
use super::spread::Drawn;
use super::state::{Looked, SeriesState};
use super::wordings::Wordings;
use crate::catalogue::{Catalogue, InstanceId, SeriesId};
use crate::deid::Wording;
use crate::pixels::Rect;

/// All decisions so far, with their history.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    pub(super) now: Decisions,
    /// No decision, and so not undone.
    pub(super) seen: Seen,
    past: Vec<Decisions>,
    future: Vec<Decisions>,
    next_region: RegionId,
    /// Whether something of what was seen was taken from a file.
    pub(super) from_file: bool,
    /// Whether the rules take whoever shares a patient ID for one person. No decision either.
    pub(super) same_id: bool,
    /// The drag that the last change was part of.
    gesture: Option<(RegionId, u64)>,
    /// What is decided about words that leave. Each is undone where it was made, and by no step of undo.
    wordings: Wordings,
}

/// What is decided at one moment. Shared parts, so that a long history of a large drop stays small.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Decisions {
    pub regions: Arc<Vec<Region>>,
    /// What had been there to look at when a person cleared the series.
    pub cleared: Arc<BTreeMap<SeriesId, Looked>>,
    pub deleted: Arc<BTreeSet<InstanceId>>,
    pub one_person: Arc<OnePerson>,
}

impl Review {
    /// What is decided about words that leave.
    pub fn wordings(&self) -> &Wordings {
        &self.wordings
    }

    /// Decides about words that leave.
    pub fn set_wordings(&mut self, wordings: Wordings) {
        self.wordings = wordings;
    }

    /// Decides about words that leave, for all cases.
    pub fn set_wording(&mut self, wording: Wording) {
        self.wordings.set(None, wording);
    }

    /// In the order in which they were painted.
    pub fn regions(&self) -> &[Region] {
        &self.now.regions
    }

    /// The region of this id; `None` once it is removed.
    pub fn region(&self, id: RegionId) -> Option<&Region> {
        self.now.regions.iter().find(|region| region.id == id)
    }

    /// Whether a person has taken the image out of what is delivered.
    pub fn is_deleted(&self, instance: InstanceId) -> bool {
        self.now.deleted.contains(&instance)
    }

    /// Paints; returns the new region's id.
    pub fn paint(
        &mut self,
        rect: Rect,
        reach: Reach,
        instance: InstanceId,
        frame: u32,
    ) -> RegionId {
        let id = self.next_region;
        self.paint_all(&[(rect, reach, instance, frame)]);
        id
    }

    /// Paints many rectangles in one step, each with its reach and the instance and frame that it is drawn on.
    pub fn paint_all(&mut self, drawn: &[Drawn]) {
        let regions = self.drawn(drawn, Part::Whole);
        self.change(|now| Arc::make_mut(&mut now.regions).extend(regions));
    }

    /// Paints all that lies outside a region in its place, as far as it reached, in one step; on images of any size.
    /// `false`, and nothing changes, if the region is the whole picture.
    pub fn keep_only(&mut self, catalogue: &Catalogue, id: RegionId) -> bool {
        let Some(region) = self.region(id).copied() else {
            return false;
        };
        // As large as the largest image that it reaches: on smaller ones what is too long is cut.
        let reached = reached(catalogue, &region, region.reach);
        let shapes = reached.filter_map(|id| catalogue.summary(id)?.image);
        let largest = shapes.fold((0, 0), |(columns, rows), shape| {
            (shape.columns.max(columns), shape.rows.max(rows))
        });
        let around = outside(&[region.rect], largest.0, largest.1);
        if around.is_empty() {
            return false;
        }
        let drawn: Vec<_> = around
            .into_iter()
            .map(|rect| (rect, region.reach, region.instance, region.frame))
            .collect();
        let regions = self.drawn(&drawn, region.part);
        self.change(|now| {
            let all = Arc::make_mut(&mut now.regions);
            all.retain(|region| region.id != id);
            all.extend(regions);
        });
        true
    }

    /// New regions.
    fn drawn(&mut self, drawn: &[Drawn], part: Part) -> Vec<Region> {
        let region = |&(rect, reach, instance, frame): &Drawn| {
            let id = self.next_region;
            self.next_region += 1;
            Region {
                id,
                rect,
                reach,
                part,
                instance,
                frame,
            }
        };
        drawn.iter().map(region).collect()
    }

    /// Moves or resizes. Calls in a row with the same `gesture` are one step of undo (a drag is many calls).
    pub fn reshape(&mut self, id: RegionId, rect: Rect, gesture: u64) {
        if self.region(id).is_none_or(|region| region.rect == rect) {
            return;
        }
        match self.past.last().cloned() {
            Some(before) if self.gesture == Some((id, gesture)) => {
                self.now = before;
                self.now.edit(id, |region| region.rect = rect);
            }
            _ => {
                self.change(|now| now.edit(id, |region| region.rect = rect));
                self.gesture = Some((id, gesture));
            }
        }
    }

    /// All of another reach.
    pub fn set_reach(&mut self, id: RegionId, reach: Reach) {
        self.change(|now| {
            now.edit(id, |region| {
                (region.reach, region.part) = (reach, Part::Whole);
            })
        });
    }

    /// Some frames of the image, or some images of the series: the reach becomes what the part is of.
    pub fn set_part(&mut self, id: RegionId, part: Part) {
        self.change(|now| {
            now.edit(id, |region| {
                region.part = part;
                region.reach = match part {
                    Part::Whole => region.reach,
                    Part::Frames(..) => Reach::Image,
                    Part::Images(..) => Reach::Series,
                };
            })
        });
    }

    /// Takes a region away from every image that it reaches.
    pub fn remove_region(&mut self, id: RegionId) {
        self.change(|now| {
            Arc::make_mut(&mut now.regions).retain(|region| region.id != id);
        });
    }

    /// Regions with numbers of their own.
    pub(super) fn numbered(&mut self, regions: Vec<Region>) -> Vec<Region> {
        let number = |region: Region| {
            let id = self.next_region;
            self.next_region += 1;
            Region { id, ..region }
        };
        regions.into_iter().map(number).collect()
    }

    /// Makes several changes one step of undo.
    pub(super) fn in_one_step(&mut self, make: impl FnOnce(&mut Self)) {
        let steps = self.past.len();
        make(self);
        self.past.truncate(steps + 1);
    }

    /// "Nothing identifying shown" (or: what is painted is enough). Taken only of series of which every frame has been
    /// seen or is hidden; held and deleted ones cannot be cleared. `false` if it was not taken of all of them.
    pub fn clear(&mut self, catalogue: &Catalogue, series: &[SeriesId]) -> bool {
        let can_be_cleared = |id: &SeriesId| {
            let state = self.state(catalogue, *id);
            !matches!(state, SeriesState::Held | SeriesState::Deleted)
                && self.unseen(catalogue, *id).is_none()
        };
        let looked: Vec<(SeriesId, Looked)> = series
            .iter()
            .filter(|id| can_be_cleared(id))
            .map(|&id| (id, self.looked(catalogue, id)))
            .collect();
        let all = looked.len() == series.len();
        self.change(|now| Arc::make_mut(&mut now.cleared).extend(looked));
        all
    }

    /// Takes images out of what is delivered; their files stay as they are.
    pub fn delete_instances(&mut self, instances: &[InstanceId]) {
        self.change(|now| Arc::make_mut(&mut now.deleted).extend(instances));
    }

    /// Brings deleted images back, with all that was painted on them.
    pub fn restore_instances(&mut self, instances: &[InstanceId]) {
        self.change(|now| {
            let deleted = Arc::make_mut(&mut now.deleted);
            for instance in instances {
                deleted.remove(instance);
            }
        });
    }

    /// Takes the last step back; what it changed, `None` if there is no step.
    pub fn undo(&mut self) -> Option<Change> {
        let before = self.past.pop()?;
        let change = Change::between(&self.now, &before);
        self.future.push(std::mem::replace(&mut self.now, before));
        self.gesture = None;
        Some(change)
    }

    /// Takes the last undone step again; what it changed, `None` if there is no step.
    pub fn redo(&mut self) -> Option<Change> {
        let after = self.future.pop()?;
        let change = Change::between(&self.now, &after);
        self.past.push(std::mem::replace(&mut self.now, after));
        self.gesture = None;
        Some(change)
    }

    /// Whether something of what was seen was seen in an earlier session, and taken from its file.
    pub fn is_from_file(&self) -> bool {
        self.from_file
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is an undone step to take again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    pub(super) fn change(&mut self, make: impl FnOnce(&mut Decisions)) {
        let mut next = self.now.clone();
        make(&mut next);
        if next == self.now {
            return;
        }
        self.past.push(std::mem::replace(&mut self.now, next));
        self.future.clear();
        self.gesture = None;
    }
}

impl Decisions {
    fn edit(&mut self, id: RegionId, make: impl FnOnce(&mut Region)) {
        let regions = Arc::make_mut(&mut self.regions);
        if let Some(region) = regions.iter_mut().find(|region| region.id == id) {
            make(region);
        }
    }
}
