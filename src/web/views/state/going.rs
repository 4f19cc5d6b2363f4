//! Going from one series, image or step to another. Decides nothing.

use leptos::prelude::*;

use super::{Step, Ui};
use crate::catalogue::SeriesId;
use crate::review::Reach;

impl Ui {
    /// Puts a series on the viewer.
    pub fn show(self, id: SeriesId) {
        self.choose(id);
        self.sheet.set(false);
        self.step.set(Step::Look);
    }

    /// A series of the tree: on the viewer, or in the table of the Rules step while that is in view.
    pub fn pick(self, id: SeriesId) {
        match self.step.get_untracked() {
            Step::Rules => self.choose(id),
            _ => self.show(id),
        }
    }

    /// Makes a series the chosen one, whatever step is in view.
    fn choose(self, id: SeriesId) {
        if self.series.get_untracked() != Some(id) {
            self.viewer.reset();
            self.position.set(0);
            self.region.set(None);
            // Nobody should paint one frame only because that was wanted of another series.
            self.reach.set(Reach::Series);
            self.series.set(Some(id));
        }
    }

    /// Goes to a step; on Look and Rules something is shown if there is anything.
    pub fn go(self, step: Step) {
        if matches!(step, Step::Look | Step::Rules) && self.series.get_untracked().is_none() {
            let first = self
                .left
                .get_untracked()
                .first()
                .copied()
                .or_else(|| self.order().first().copied());
            if let Some(first) = first {
                self.choose(first);
            }
        }
        self.panel.set(None);
        self.sheet.set(false);
        self.certificate.set(false);
        self.step.set(step);
    }

    /// Series in the order of the tree.
    pub fn order(self) -> Vec<SeriesId> {
        self.app.catalogue.with_untracked(|catalogue| {
            catalogue
                .patients
                .iter()
                .flat_map(|patient| &patient.studies)
                .flat_map(|study| study.series.iter().copied())
                .collect()
        })
    }

    /// The next series that needs a decision, after the shown one and then from the start.
    pub fn next_left(self) -> Option<SeriesId> {
        let order = self.order();
        let left = self.left.get();
        let here = self
            .series
            .get()
            .and_then(|id| order.iter().position(|other| *other == id))
            .map_or(0, |index| index + 1);
        let (before, after) = order.split_at_checked(here)?;
        let shown = self.series.get();
        after
            .iter()
            .chain(before)
            .find(|id| left.contains(id) && Some(**id) != shown)
            .copied()
    }

    /// Steps through the series in the order of the tree.
    pub fn step_series(self, by: isize) {
        let order = self.order();
        let here = self
            .series
            .get_untracked()
            .and_then(|id| order.iter().position(|other| *other == id));
        let next = match here {
            Some(here) => here
                .saturating_add_signed(by)
                .min(order.len().saturating_sub(1)),
            None => 0,
        };
        if let Some(id) = order.get(next) {
            self.pick(*id);
        }
    }

    /// Steps through the images of the shown series.
    pub fn step_image(self, by: isize) {
        let last = self.frames.with_untracked(Vec::len).saturating_sub(1);
        let next = self
            .position
            .get_untracked()
            .saturating_add_signed(by)
            .min(last);
        if next != self.position.get_untracked() {
            self.position.set(next);
        }
    }

    /// Steps through the images of the shown series, whatever frames they have.
    pub fn step_instance(self, by: isize) {
        let next = self.frames.with_untracked(|frames| {
            let here = frames.get(self.position.get_untracked())?.0;
            let at = |instance| frames.iter().position(|(other, _)| *other == instance);
            let beside = match by < 0 {
                true => frames.get(at(here)?.checked_sub(1)?)?.0,
                false => {
                    let rest = frames.get(at(here)?..)?;
                    rest.iter().find(|(other, _)| *other != here)?.0
                }
            };
            at(beside)
        });
        if let Some(next) = next {
            self.position.set(next);
        }
    }
}
