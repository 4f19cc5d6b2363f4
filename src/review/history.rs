//! Decisions and their history. Every change that changes anything is one step of undo; undo and redo bring back
//! exactly what was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::identity::OnePerson;
use super::outside::outside;
use super::reach::{Reach, reached};
use super::region::{Part, Region, RegionId};
use super::state::{Looked, hides_as_much, may_reach};
use crate::catalogue::{Catalogue, InstanceId, SeriesId, Triage};
use crate::pixels::Rect;

/// All decisions so far, with their history.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    pub(super) now: Decisions,
    past: Vec<Decisions>,
    future: Vec<Decisions>,
    next_region: RegionId,
    /// The drag that the last change was part of.
    gesture: Option<(RegionId, u64)>,
}

/// What is decided at one moment. Shared parts, so that a long history of a large drop stays small.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Decisions {
    pub regions: Arc<Vec<Region>>,
    /// What had been there to look at in the region's own series when it was painted.
    pub painted: Arc<BTreeMap<RegionId, Looked>>,
    /// What had been there to look at when a person cleared the series.
    pub cleared: Arc<BTreeMap<SeriesId, Looked>>,
    pub deleted: Arc<BTreeSet<InstanceId>>,
    pub one_person: Arc<OnePerson>,
}

impl Review {
    /// In the order in which they were painted.
    pub fn regions(&self) -> &[Region] {
        &self.now.regions
    }

    pub fn region(&self, id: RegionId) -> Option<&Region> {
        self.now.regions.iter().find(|region| region.id == id)
    }

    pub fn is_deleted(&self, instance: InstanceId) -> bool {
        self.now.deleted.contains(&instance)
    }

    /// Paints; returns the new region's id.
    pub fn paint(
        &mut self,
        catalogue: &Catalogue,
        rect: Rect,
        reach: Reach,
        instance: InstanceId,
        frame: u32,
    ) -> RegionId {
        let id = self.next_region;
        self.paint_all(catalogue, &[(rect, reach, instance, frame)]);
        id
    }

    /// Paints many rectangles in one step, each with its reach and the instance and frame that it is drawn on.
    pub fn paint_all(&mut self, catalogue: &Catalogue, drawn: &[(Rect, Reach, InstanceId, u32)]) {
        let (regions, looked) = self.drawn(catalogue, drawn, Part::Whole);
        self.change(|now| now.paint(regions, looked));
    }

    /// Paints all that lies outside a region in its place, as far as it reached, in one step; on images of any size.
    /// `false`, and nothing changes, if the region is the whole picture. What the region hid is seen for the first time, so
    /// that this decides nothing about its series.
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
        let (regions, _) = self.drawn(catalogue, &drawn, region.part);
        self.change(|now| {
            now.remove(catalogue, id);
            now.paint(regions, Vec::new());
        });
        true
    }

    /// New regions, and what there is to look at in their series.
    fn drawn(
        &mut self,
        catalogue: &Catalogue,
        drawn: &[(Rect, Reach, InstanceId, u32)],
        part: Part,
    ) -> (Vec<Region>, Vec<(RegionId, Looked)>) {
        // Once for each series, however many rectangles are drawn in it.
        let mut seen: BTreeMap<Option<SeriesId>, Looked> = BTreeMap::new();
        let mut regions = Vec::with_capacity(drawn.len());
        let mut looked = Vec::with_capacity(drawn.len());
        for &(rect, reach, instance, frame) in drawn {
            let id = self.next_region;
            self.next_region += 1;
            regions.push(Region {
                id,
                rect,
                reach,
                part,
                instance,
                frame,
            });
            let series = catalogue.series_of(instance);
            let at = seen.entry(series).or_insert_with(|| {
                let looked = series.map(|series| self.looked(catalogue, series));
                looked.unwrap_or_default()
            });
            looked.push((id, at.clone()));
        }
        (regions, looked)
    }

    /// Moves or resizes. Calls in a row with the same `gesture` are one step of undo (a drag is many calls).
    pub fn reshape(&mut self, catalogue: &Catalogue, id: RegionId, rect: Rect, gesture: u64) {
        if self.region(id).is_none_or(|region| region.rect == rect) {
            return;
        }
        match self.past.last().cloned() {
            // Nobody has seen anything by the places on the way.
            Some(before) if self.gesture == Some((id, gesture)) => {
                self.now = before;
                self.now.edit(catalogue, id, |region| region.rect = rect);
            }
            _ => {
                self.change(|now| now.edit(catalogue, id, |region| region.rect = rect));
                self.gesture = Some((id, gesture));
            }
        }
    }

    /// All of another reach.
    pub fn set_reach(&mut self, catalogue: &Catalogue, id: RegionId, reach: Reach) {
        self.change(|now| {
            now.edit(catalogue, id, |region| {
                (region.reach, region.part) = (reach, Part::Whole);
            })
        });
    }

    /// Some frames of the image, or some images of the series: the reach becomes what the part is of.
    pub fn set_part(&mut self, catalogue: &Catalogue, id: RegionId, part: Part) {
        self.change(|now| {
            now.edit(catalogue, id, |region| {
                region.part = part;
                region.reach = match part {
                    Part::Whole => region.reach,
                    Part::Frames(..) => Reach::Image,
                    Part::Images(..) => Reach::Series,
                };
            })
        });
    }

    pub fn remove_region(&mut self, catalogue: &Catalogue, id: RegionId) {
        self.change(|now| now.remove(catalogue, id));
    }

    /// "Nothing identifying shown" (or: what is painted is enough). Held series cannot be cleared.
    pub fn clear(&mut self, catalogue: &Catalogue, series: &[SeriesId]) {
        let can_be_cleared = |id: &SeriesId| {
            let series = catalogue.series(*id);
            series.is_some_and(|series| !matches!(series.triage, Triage::Held(_)))
        };
        let looked: Vec<(SeriesId, Looked)> = series
            .iter()
            .filter(|id| can_be_cleared(id))
            .map(|&id| {
                let painted = self.painted_on(catalogue, id);
                (id, self.looked(catalogue, id).with_painted(painted))
            })
            .collect();
        self.change(|now| Arc::make_mut(&mut now.cleared).extend(looked));
    }

    pub fn delete_instances(&mut self, instances: &[InstanceId]) {
        self.change(|now| Arc::make_mut(&mut now.deleted).extend(instances));
    }

    pub fn restore_instances(&mut self, instances: &[InstanceId]) {
        self.change(|now| {
            let deleted = Arc::make_mut(&mut now.deleted);
            for instance in instances {
                deleted.remove(instance);
            }
        });
    }

    /// Takes the last step back; `false` if there is none.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop() else {
            return false;
        };
        self.future.push(std::mem::replace(&mut self.now, before));
        self.gesture = None;
        true
    }

    /// Takes the last undone step again; `false` if there is none.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.future.pop() else {
            return false;
        };
        self.past.push(std::mem::replace(&mut self.now, after));
        self.gesture = None;
        true
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

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
    fn paint(&mut self, regions: Vec<Region>, looked: Vec<(RegionId, Looked)>) {
        Arc::make_mut(&mut self.regions).extend(regions);
        Arc::make_mut(&mut self.painted).extend(looked);
    }

    fn edit(&mut self, catalogue: &Catalogue, id: RegionId, make: impl FnOnce(&mut Region)) {
        let regions = Arc::make_mut(&mut self.regions);
        if let Some(region) = regions.iter_mut().find(|region| region.id == id) {
            let before = *region;
            make(region);
            let now = *region;
            self.uncover(catalogue, &before, Some(&now));
        }
    }

    fn remove(&mut self, catalogue: &Catalogue, id: RegionId) {
        if let Some(before) = self.regions.iter().find(|region| region.id == id).copied() {
            self.uncover(catalogue, &before, None);
            Arc::make_mut(&mut self.regions).retain(|region| region.id != id);
            Arc::make_mut(&mut self.painted).remove(&id);
        }
    }

    /// A region hides less than before: where it did, nobody can have seen what has come to light, and no rectangle
    /// counts as a look any more.
    fn uncover(&mut self, catalogue: &Catalogue, before: &Region, now: Option<&Region>) {
        let mut known: BTreeMap<SeriesId, bool> = BTreeMap::new();
        let mut shows_more = |id: SeriesId| {
            *known.entry(id).or_insert_with(|| {
                let hides =
                    |series| now.is_some_and(|now| hides_as_much(catalogue, series, before, now));
                may_reach(catalogue, before, id) && !catalogue.series(id).is_some_and(hides)
            })
        };
        let mut of_these = |region: &&Region| {
            let drawn_in = catalogue.series_of(region.instance);
            self.painted.contains_key(&region.id) && drawn_in.is_some_and(&mut shows_more)
        };
        let dropped: BTreeSet<RegionId> = self
            .regions
            .iter()
            .filter(&mut of_these)
            .map(|it| it.id)
            .collect();
        if !dropped.is_empty() {
            let painted = Arc::make_mut(&mut self.painted);
            painted.retain(|id, _| !dropped.contains(id));
        }
    }
}
