//! Going from one series, image or step to another. Decides nothing.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::surface;
use crate::state::ui::projected::Ends;
use crate::state::ui::together::FEW;
use crate::state::ui::{Sheet, Step, Ui};
use darkroom::catalogue::{InstanceId, SeriesId, Triage};
use darkroom::review::{Change, Reach, SeriesState};

impl Ui {
    /// Puts a series on the viewer.
    pub fn show(self, id: SeriesId) {
        self.choose(id);
        self.sheet.set(None);
        self.step.set(Step::Look);
    }

    /// A series of the tree: on the viewer, or in the table of the Rules step while that is in view.
    pub fn pick(self, id: SeriesId) {
        match self.step.get_untracked() {
            Step::Rules => self.choose(id),
            _ => {
                // Who picks one wants to see that one.
                self.together.on.update(|on| *on = Some(*on == Some(true)));
                self.show(id);
            }
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
            self.asked.set(false);
            self.said.set(None);
            self.series.set(Some(id));
            self.open();
        }
    }

    /// Opens a series that has to be looked at on what shows most of it: the brightest of all its frames, or the one
    /// there is with all its values in sight.
    fn open(self) {
        let Some(id) = self.series.get_untracked() else {
            return;
        };
        let looks = self.of_series(id, |_, series| matches!(series.triage, Triage::Look(_)));
        if looks == Some(true) && self.state(id) == SeriesState::Unreviewed {
            self.viewer.show_whole();
            surface::open_on(self, Ends::Brightest);
        }
    }

    /// Puts all images that are like one of a series on the viewer, laid over one another.
    pub fn show_all_of(self, id: SeriesId, image: InstanceId, ends: Ends) {
        self.show(id);
        let place = self
            .frames
            .with_untracked(|frames| frames.iter().position(|(other, _)| *other == image));
        self.position.set(place.unwrap_or(0));
        self.viewer.show_whole();
        surface::open_on(self, ends);
    }

    /// Goes to where a change shows.
    pub fn go_to(self, change: Change) {
        let (series, frame) = match change.image {
            Some(image) => (
                self.session
                    .catalogue
                    .with_untracked(|catalogue| catalogue.series_of(image.0)),
                Some(image),
            ),
            None => (change.series, None),
        };
        let Some(id) = series else { return };
        let is_shown = self.step.get_untracked() == Step::Look
            && self.sheet.get_untracked().is_none()
            && self.series.get_untracked() == Some(id);
        if !is_shown {
            self.show(id);
        }
        let in_view = self.viewer.surface.with_untracked(Option::is_some)
            && frame.is_some_and(|(image, _)| {
                self.scope
                    .with_untracked(|scope| scope.iter().any(|(other, _)| *other == image))
            });
        let place = frame.and_then(|frame| {
            self.frames
                .with_untracked(|frames| frames.iter().position(|other| *other == frame))
        });
        if let Some(place) = place.filter(|_| !in_view) {
            self.position.set(place);
        }
    }

    /// Goes to a step; on Look and Rules something is shown if there is anything.
    pub fn go(self, step: Step) {
        self.said.set(None);
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
        self.sheet.set(None);
        self.certificate.set(false);
        self.asking_browser.set(false);
        self.step.set(step);
    }

    /// Series in the order of the tree.
    pub fn order(self) -> Vec<SeriesId> {
        self.session.catalogue.with_untracked(|catalogue| {
            catalogue
                .patients
                .iter()
                .flat_map(|patient| &patient.studies)
                .flat_map(|study| study.series.iter().copied())
                .collect()
        })
    }

    /// The next series that has to be looked at by itself, after the shown one and then from the start; for those of
    /// which a glance is enough there is the contact sheet.
    pub fn next_left(self) -> Option<SeriesId> {
        let (left, glance) = (self.left.get(), self.glance.get());
        let wanted = |id: SeriesId| left.contains(&id) && !glance.contains(&id);
        next_wanted(&self.order(), self.series.get(), wanted)
    }

    /// The shown series if it has to be looked at, else the next that has.
    pub fn next_or_shown(self) -> Option<SeriesId> {
        let shown = self.series.get();
        let is_left = |id: &SeriesId| {
            self.left.with(|left| left.contains(id))
                && !self.glance.with(|glance| glance.contains(id))
        };
        shown.filter(is_left).or_else(|| self.next_left())
    }

    /// Goes on to what is left: a page of several where the person goes by pages, a series, else the contact sheet.
    pub fn go_on(self) {
        match self.next_left() {
            _ if self.goes_by_pages() => self.open_sheet(Sheet::Look),
            Some(id) => self.show(id),
            None if !self.glance.with(Vec::is_empty) => self.open_sheet(Sheet::Glance),
            // A page of which all is decided.
            None => self.sheet.set(None),
        }
    }

    /// Whether a page comes next.
    pub fn goes_by_pages(self) -> bool {
        self.together.on.get() == Some(true) && !self.several.with(Vec::is_empty)
    }

    /// Puts a sheet in place of the viewer.
    pub fn open_sheet(self, sheet: Sheet) {
        self.go(Step::Look);
        if sheet == Sheet::Look {
            self.together.on.set(Some(true));
            self.turn_page();
        }
        self.sheet.set(Some(sheet));
    }

    /// Whether the pages are what comes next, unless the person went another way.
    pub fn offers_pages(self) -> bool {
        self.together.on.get() != Some(false)
            && self.several.with(Vec::len) >= FEW
            && self.session.intake.with(Option::is_none)
    }

    /// Back to the picture, and from a page to one series after the other.
    pub fn close_sheet(self) {
        if self.sheet.get() == Some(Sheet::Look) {
            self.together.on.set(Some(false));
        }
        self.sheet.set(None);
    }

    /// Has the next page made.
    pub fn turn_page(self) {
        self.together.sights.update(BTreeMap::clear);
        self.together.dwelt.set(false);
        self.together.turned.update(|pages| *pages += 1);
    }

    /// Looks at a series by itself that lies on a page with others.
    pub fn look_by_itself(self, id: SeriesId) {
        self.together.aside.update(|aside| {
            aside.insert(id);
        });
        self.show(id);
    }

    /// Steps through the series in the order of the tree.
    pub fn step_series(self, by: isize) {
        let order = self.order();
        let here = self.series.get_untracked();
        if let Some(id) = stepped(&order, here, by) {
            self.pick(id);
        }
    }

    /// Steps through the images of the shown series.
    pub fn step_image(self, by: isize) {
        let here = self.position.get_untracked();
        let next = stepped_within(here, by, self.frames.with_untracked(Vec::len));
        if next != here {
            self.position.set(next);
        }
    }

    /// Steps through the images of the shown series, whatever frames they have.
    pub fn step_instance(self, by: isize) {
        let here = self.position.get_untracked();
        let next = self
            .frames
            .with_untracked(|frames| beside(frames, here, by < 0));
        if let Some(next) = next {
            self.position.set(next);
        }
    }
}

/// The next series in this order that is wanted, after the shown one and then from the start; never the shown one.
fn next_wanted(
    order: &[SeriesId],
    shown: Option<SeriesId>,
    wanted: impl Fn(SeriesId) -> bool,
) -> Option<SeriesId> {
    let place = shown.and_then(|id| order.iter().position(|other| *other == id));
    let (before, after) = order.split_at_checked(place.map_or(0, |place| place + 1))?;
    let mut all = after.iter().chain(before).copied();
    all.find(|id| wanted(*id) && Some(*id) != shown)
}

/// The series so many steps from the shown one, or the first or the last; the first if none is shown.
fn stepped(order: &[SeriesId], shown: Option<SeriesId>, by: isize) -> Option<SeriesId> {
    let here = shown.and_then(|id| order.iter().position(|other| *other == id));
    let next = here.map_or(0, |here| stepped_within(here, by, order.len()));
    order.get(next).copied()
}

/// A place so many steps from another, within so many.
fn stepped_within(here: usize, by: isize, all: usize) -> usize {
    here.saturating_add_signed(by).min(all.saturating_sub(1))
}

/// Where the image before, or after, the one at a place begins.
fn beside(frames: &[(InstanceId, u32)], place: usize, before: bool) -> Option<usize> {
    let here = frames.get(place)?.0;
    let first_of = |instance| frames.iter().position(|(other, _)| *other == instance);
    let first = first_of(here)?;
    let beside = match before {
        true => frames.get(first.checked_sub(1)?)?.0,
        false => {
            let rest = frames.get(first..)?;
            rest.iter().find(|(other, _)| *other != here)?.0
        }
    };
    first_of(beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAMES: [(InstanceId, u32); 6] = [(7, 0), (7, 1), (9, 0), (4, 0), (4, 1), (4, 2)];

    #[test]
    fn the_next_is_after_the_shown_one_and_then_from_the_start() {
        let order = [3, 1, 4, 0];
        let wanted = |id| id != 4;
        assert_eq!(next_wanted(&order, Some(1), wanted), Some(0));
        assert_eq!(next_wanted(&order, Some(0), wanted), Some(3));
        assert_eq!(next_wanted(&order, None, wanted), Some(3));
        assert_eq!(next_wanted(&order, Some(99), wanted), Some(3));
    }

    #[test]
    fn the_shown_one_is_never_the_next() {
        assert_eq!(next_wanted(&[3, 1], Some(3), |id| id == 3), None);
        assert_eq!(next_wanted(&[], None, |_| true), None);
    }

    #[test]
    fn steps_end_at_the_first_and_the_last_series() {
        let order = [3, 1, 4];
        assert_eq!(stepped(&order, Some(1), 1), Some(4));
        assert_eq!(stepped(&order, Some(4), 1), Some(4));
        assert_eq!(stepped(&order, Some(3), -1), Some(3));
        assert_eq!(stepped(&order, None, 5), Some(3));
        assert_eq!(stepped(&[], Some(3), 1), None);
    }

    #[test]
    fn a_place_stays_within_what_there_is() {
        assert_eq!(stepped_within(2, -5, 10), 0);
        assert_eq!(stepped_within(2, 50, 10), 9);
        assert_eq!(stepped_within(2, 1, 0), 0);
    }

    #[test]
    fn the_next_image_begins_at_its_first_frame() {
        assert_eq!(beside(&FRAMES, 0, false), Some(2));
        assert_eq!(beside(&FRAMES, 1, false), Some(2));
        assert_eq!(beside(&FRAMES, 2, false), Some(3));
        assert_eq!(beside(&FRAMES, 4, false), None);
    }

    #[test]
    fn the_image_before_begins_at_its_first_frame_too() {
        assert_eq!(beside(&FRAMES, 5, true), Some(2));
        assert_eq!(beside(&FRAMES, 2, true), Some(0));
        assert_eq!(beside(&FRAMES, 1, true), None);
        assert_eq!(beside(&FRAMES, 99, true), None);
    }
}
