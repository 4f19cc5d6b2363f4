//! What is proposed to be painted: gone through one by one, painted, or left as it is. What is painted becomes regions
//! like any other, in steps of undo like any other.

use leptos::prelude::*;

use crate::state::burned_in::{Answer, BurnedIn, ProposalId, shape};
use crate::state::ui::{Ui, both};
use darkroom::burned_in::Rank;
use darkroom::catalogue::{Catalogue, InstanceId, SeriesId};
use darkroom::pixels::Rect;
use darkroom::review::{Change, Reach, Review, on_series};

/// What may name somebody.
pub const MAY_NAME: [Rank; 2] = [Rank::Red, Rank::Amber];

/// A rectangle to paint: how far, and where it is drawn.
type Drawn = (Rect, Reach, InstanceId, u32);

/// Which series' proposals are painted at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    Series,
    Case,
}

impl Ui {
    /// Reads what was found beside catalogue and review, without following them.
    fn of_found<T>(self, read: impl FnOnce(&BurnedIn, &Catalogue, &Review) -> T) -> T {
        let Self { session, .. } = self;
        session.burned_in.with_untracked(|found| {
            session.catalogue.with_untracked(|catalogue| {
                session
                    .review
                    .with_untracked(|review| read(found, catalogue, review))
            })
        })
    }

    /// Goes to the next open proposal, or the one before: in the shown series what may name somebody and then the rest,
    /// then in the others.
    pub fn step_text(self, back: bool) {
        let order = self.order();
        let shown = self.series.get_untracked();
        let current = self.session.burned_in.with_untracked(|found| found.current);
        let next = self.of_found(|found, catalogue, review| {
            let here = |ranks: &[Rank]| {
                let all = |id| found.open_or_current(catalogue, review, id, ranks);
                let all = shown.map_or_else(Vec::new, all);
                let next = stepped(&all, current, back)?;
                (found.answer(catalogue, review, next) == Answer::Open).then_some(next)
            };
            let elsewhere = || {
                let others = order.iter().filter(|id| Some(**id) != shown);
                let open = |id: &SeriesId| found.open(catalogue, review, *id, &MAY_NAME);
                others.filter_map(|id| open(id).first().copied()).next()
            };
            here(&MAY_NAME)
                .or_else(|| here(&[Rank::Grey]))
                .or_else(elsewhere)
        });
        match next {
            Some(id) => self.show_text(id),
            None => self.say_of_text("No text is found that is neither painted nor left as it is."),
        }
    }

    /// Shows a proposal.
    pub fn show_text(self, id: ProposalId) {
        let frame = self.of_found(|found, _, _| found.proposal(id)?.frame);
        self.go_to(Change {
            what: None,
            image: Some((id.0, frame.unwrap_or(0))),
            series: None,
        });
        self.viewer.marks.set(true);
        self.region.set(None);
        self.said.set(None);
        self.session
            .burned_in
            .update(|found| found.current = Some(id));
    }

    /// Paints the proposal that is marked, to be changed like any rectangle; goes to the next if none is.
    pub fn paint_text(self) {
        match self.marked() {
            Some(id) => self.paint_proposal(id),
            None => self.step_text(false),
        }
    }

    /// Paints a proposal.
    pub fn paint_proposal(self, id: ProposalId) {
        let drawn = self.of_found(|found, catalogue, _| {
            let proposal = found.proposal(id)?;
            Some(drawn(catalogue, id.0, proposal.rect, proposal.frame))
        });
        let Some((rect, reach, image, frame)) = drawn else {
            return;
        };
        let painted = self.decide(|_, review| review.paint(rect, reach, image, frame));
        if let Some(region) = painted {
            self.viewer.marks.set(true);
            self.region.set(Some(region));
            let burned_in = self.session.burned_in;
            burned_in.update(|found| found.current = Some(id));
        }
    }

    /// Leaves the proposal that is marked as it is, and goes on to the next.
    pub fn leave_text(self) {
        if let Some(id) = self.marked() {
            self.leave_proposal(id);
        }
        self.step_text(false);
    }

    /// Leaves a proposal as it is, or takes that back.
    pub fn leave_proposal(self, id: ProposalId) {
        if !untrack(move || self.running()) {
            self.session.burned_in.update(|found| {
                found.refuse(id);
            });
        }
    }

    /// Paints all open proposals that may name somebody, in one step of undo.
    pub fn paint_found(self, extent: Extent) {
        let shown = self.series.get_untracked();
        let drawn = self.of_found(|found, catalogue, review| {
            let series = shown.map_or_else(Vec::new, |id| reached(catalogue, id, extent));
            let of = |id: SeriesId| {
                let open = found.open(catalogue, review, id, &MAY_NAME);
                all_drawn(catalogue, id, &places(found, &open))
            };
            series.into_iter().flat_map(of).collect::<Vec<Drawn>>()
        });
        if !drawn.is_empty() {
            self.decide(|_, review| review.paint_all(&drawn));
            self.viewer.marks.set(true);
            self.session.burned_in.update(|found| found.current = None);
        }
    }

    /// Whether other series of the shown one's case have open proposals that may name somebody; follows them.
    pub fn open_in_case(self) -> bool {
        let Some(shown) = self.series.get() else {
            return false;
        };
        self.session.burned_in.with(|found| {
            both(self.session, |catalogue, review| {
                let mut others = reached(catalogue, shown, Extent::Case).into_iter();
                others.any(|id| {
                    id != shown && !found.open(catalogue, review, id, &MAY_NAME).is_empty()
                })
            })
        })
    }

    /// The proposal that is marked, if it is open.
    fn marked(self) -> Option<ProposalId> {
        self.of_found(|found, catalogue, review| {
            let id = found.current?;
            (found.answer(catalogue, review, id) == Answer::Open).then_some(id)
        })
    }

    fn say_of_text(self, words: &str) {
        self.session.burned_in.update(|found| found.current = None);
        self.said.set(Some(words.into()));
    }
}

/// The series itself, or all of its case.
pub fn reached(catalogue: &Catalogue, id: SeriesId, extent: Extent) -> Vec<SeriesId> {
    let patient = catalogue.series(id).map(|series| series.patient);
    let of_case = patient.and_then(|patient| catalogue.patients.get(patient));
    match (extent, of_case) {
        (Extent::Case, Some(patient)) => {
            let studies = patient.studies.iter();
            studies.flat_map(|study| study.series.clone()).collect()
        }
        _ => vec![id],
    }
}

/// The proposal after the current one, or before it, and round to the other end; none of none.
fn stepped(all: &[ProposalId], current: Option<ProposalId>, back: bool) -> Option<ProposalId> {
    let at = current.and_then(|id| all.iter().position(|other| *other == id));
    let next = match (at, back) {
        (Some(at), false) => all.get(at.saturating_add(1)),
        (Some(at), true) => at.checked_sub(1).and_then(|at| all.get(at)),
        (None, _) => None,
    };
    let end = if back { all.last() } else { all.first() };
    next.or(end).copied()
}

/// A proposal as a rectangle to paint: on the frame that it was found in, or on all of the image.
fn drawn(catalogue: &Catalogue, image: InstanceId, rect: Rect, frame: Option<u32>) -> Drawn {
    let many = shape(catalogue, image).is_some_and(|shape| shape.frames > 1);
    match frame.filter(|_| many) {
        Some(frame) => (rect, Reach::Frame, image, frame),
        None => (rect, Reach::Image, image, 0),
    }
}

/// Where proposals lie: image, rectangle, frame.
type Place = (InstanceId, Rect, Option<u32>);

fn places(found: &BurnedIn, ids: &[ProposalId]) -> Vec<Place> {
    let place = |id: &ProposalId| {
        let proposal = found.proposal(*id)?;
        Some((id.0, proposal.rect, proposal.frame))
    };
    ids.iter().filter_map(place).collect()
}

/// All of a series' proposals as rectangles to paint: where most of its images have text in one place, one rectangle
/// for the series; else each on its own image or frame.
fn all_drawn(catalogue: &Catalogue, id: SeriesId, places: &[Place]) -> Vec<Drawn> {
    let images = catalogue
        .series(id)
        .map_or(0, |series| series.instances.len());
    let mut groups: Vec<(Rect, Vec<&Place>)> = Vec::new();
    for place in places {
        let group = groups.iter_mut().find(|(first, of)| {
            is_same_place(*first, place.1) && of.iter().all(|other| other.0 != place.0)
        });
        match group.filter(|_| place.2.is_none()) {
            Some((_, of)) => of.push(place),
            None => groups.push((place.1, vec![place])),
        }
    }
    let paint = |(_, of): (Rect, Vec<&Place>)| match of.as_slice() {
        [(image, ..), _, ..] if of.len().saturating_mul(2) > images => {
            on_series(catalogue, *image, &[around(&of)])
        }
        _ => {
            let each = of.iter();
            each.map(|(image, rect, frame)| drawn(catalogue, *image, *rect, *frame))
                .collect()
        }
    };
    groups.into_iter().flat_map(paint).collect()
}

/// Whether two rectangles share more than half of what both take up.
fn is_same_place(one: Rect, other: Rect) -> bool {
    let shared = |a: u32, a_length: u32, b: u32, b_length: u32| {
        let end = a.saturating_add(a_length).min(b.saturating_add(b_length));
        u64::from(end.saturating_sub(a.max(b)))
    };
    let area = |rect: Rect| u64::from(rect.width).saturating_mul(u64::from(rect.height));
    let common = shared(one.x, one.width, other.x, other.width).saturating_mul(shared(
        one.y,
        one.height,
        other.y,
        other.height,
    ));
    let all = area(one).saturating_add(area(other)).saturating_sub(common);
    common.saturating_mul(2) > all
}

/// The rectangle around all of a group's.
fn around(of: &[&Place]) -> Rect {
    let left = of.iter().map(|(_, rect, _)| rect.x).min();
    let top = of.iter().map(|(_, rect, _)| rect.y).min();
    let right = of
        .iter()
        .map(|(_, rect, _)| rect.x.saturating_add(rect.width))
        .max();
    let bottom = of
        .iter()
        .map(|(_, rect, _)| rect.y.saturating_add(rect.height))
        .max();
    let (x, y) = (left.unwrap_or_default(), top.unwrap_or_default());
    Rect {
        x,
        y,
        width: right.unwrap_or_default().saturating_sub(x),
        height: bottom.unwrap_or_default().saturating_sub(y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue};

    fn rect(x: u32, y: u32) -> Rect {
        Rect {
            x,
            y,
            width: 20,
            height: 10,
        }
    }

    fn of(images: u32, frames: u32) -> Catalogue {
        let image = |number| Image {
            number,
            frames,
            ..Image::default()
        };
        catalogue((1..=images).map(|number| image(number).item()))
    }

    #[test]
    fn what_most_images_have_in_one_place_is_painted_once_for_the_series() {
        let catalogue = of(3, 1);
        let places = [
            (0, rect(4, 4), None),
            (2, rect(5, 4), None),
            (1, rect(30, 20), None),
        ];
        let both = Rect {
            width: 21,
            ..rect(4, 4)
        };
        assert_eq!(
            all_drawn(&catalogue, 0, &places),
            [
                (both, Reach::Series, 0, 0),
                (rect(30, 20), Reach::Image, 1, 0)
            ]
        );
    }

    #[test]
    fn what_few_images_have_is_painted_on_those() {
        let catalogue = of(5, 1);
        let places = [(0, rect(4, 4), None), (2, rect(4, 4), None)];
        assert_eq!(
            all_drawn(&catalogue, 0, &places),
            [
                (rect(4, 4), Reach::Image, 0, 0),
                (rect(4, 4), Reach::Image, 2, 0)
            ]
        );
    }

    #[test]
    fn what_one_frame_has_is_painted_on_that_frame() {
        let catalogue = of(1, 9);
        let places = [(0, rect(4, 4), Some(7)), (0, rect(30, 4), None)];
        assert_eq!(
            all_drawn(&catalogue, 0, &places),
            [
                (rect(4, 4), Reach::Frame, 0, 7),
                (rect(30, 4), Reach::Image, 0, 0)
            ]
        );
    }

    #[test]
    fn two_lines_of_one_image_are_never_one() {
        let catalogue = of(1, 1);
        let places = [(0, rect(4, 4), None), (0, rect(4, 5), None)];
        assert_eq!(all_drawn(&catalogue, 0, &places).len(), 2);
    }

    #[test]
    fn steps_go_round() {
        let all = [(0, 0), (0, 2), (3, 0)];
        assert_eq!(stepped(&all, None, false), Some((0, 0)));
        assert_eq!(stepped(&all, None, true), Some((3, 0)));
        assert_eq!(stepped(&all, Some((0, 0)), false), Some((0, 2)));
        assert_eq!(stepped(&all, Some((3, 0)), false), Some((0, 0)));
        assert_eq!(stepped(&all, Some((0, 0)), true), Some((3, 0)));
        assert_eq!(stepped(&[], Some((0, 1)), false), None);
    }

    #[test]
    fn a_case_is_all_of_its_studies() {
        let image = |study, series| Image {
            study,
            series,
            ..Image::default()
        };
        let catalogue = catalogue([
            image(1, 1).item(),
            image(1, 2).item(),
            image(2, 1).item(),
            Image {
                patient: "Thistle",
                study: 3,
                ..Image::default()
            }
            .item(),
        ]);
        assert_eq!(reached(&catalogue, 1, Extent::Series), [1]);
        assert_eq!(reached(&catalogue, 1, Extent::Case), [0, 1, 2]);
    }
}
