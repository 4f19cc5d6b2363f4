//! Many frames laid over one another as the surface to draw on: what they are, how far they have come, in words.
//!
//! It goes when the person moves on to another frame, series or step.

use std::rc::Rc;

use leptos::ev;
use leptos::html::{button, span};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::super::projections::{self, Laid};
use super::super::state::{Step, Ui};
use super::super::words::{count, thousands};
use darkroom::catalogue::{Catalogue, InstanceId, SeriesId};
use darkroom::pixels::Picture;
use darkroom::review::{FrameRun, Reach, Review};

/// Which end of the values of many frames is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Brightest,
    Darkest,
}

impl Ends {
    /// The fixed name: `max`, `min`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brightest => "max",
            Self::Darkest => "min",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Brightest => Self::Darkest,
            Self::Darkest => Self::Brightest,
        }
    }

    /// As it is said.
    pub fn words(self) -> &'static str {
        match self {
            Self::Brightest => "Brightest",
            Self::Darkest => "Darkest",
        }
    }
}

/// What there is of a projection.
#[derive(Clone, Default)]
pub struct Projected {
    /// The images it is of, with their frames.
    scope: Vec<(InstanceId, u32)>,
    parts: Vec<Part>,
    /// The part in view.
    at: usize,
    /// Frames that were tried.
    tried: usize,
    failed: Vec<FrameRun>,
    finished: bool,
}

/// Frames that compare, laid over one another.
#[derive(Clone)]
struct Part {
    brightest: Rc<Picture>,
    darkest: Rc<Picture>,
    within: Vec<FrameRun>,
}

impl Part {
    fn of(laid: &projections::Part) -> Self {
        let finished = laid.projection.clone().finished();
        Self {
            brightest: Rc::new(finished.brightest),
            darkest: Rc::new(finished.darkest),
            within: laid.within.clone(),
        }
    }
}

impl Projected {
    /// What is to be seen of it.
    pub fn picture(&self, ends: Ends) -> Option<Rc<Picture>> {
        let part = self.parts.get(self.at)?;
        Some(match ends {
            Ends::Brightest => part.brightest.clone(),
            Ends::Darkest => part.darkest.clone(),
        })
    }

    /// The part that a frame is in with others, once all is done. A frame by itself is looked at by itself.
    pub fn part_of(&self, image: InstanceId, frame: u32) -> Option<usize> {
        let holds =
            |(of, first, last): &FrameRun| *of == image && (*first..=*last).contains(&frame);
        let mut parts = self.parts.iter().filter(|_| self.finished);
        parts.position(|part| projections::count(&part.within) > 1 && part.within.iter().any(holds))
    }

    /// The part in view.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Brings the part into view that a frame is in, if it is in any.
    pub fn turn_to(&mut self, image: InstanceId, frame: u32) {
        self.at = self.part_of(image, frame).unwrap_or(self.at);
    }

    /// `going` or `done`.
    pub fn state(&self) -> &'static str {
        if self.finished { "done" } else { "going" }
    }

    /// The frames that are in what is in view, once all are.
    pub fn within(&self) -> Option<&[FrameRun]> {
        let part = self.parts.get(self.at).filter(|_| self.finished)?;
        Some(&part.within)
    }

    /// The frames of a part.
    pub fn within_part(&self, part: usize) -> Option<&[FrameRun]> {
        Some(&self.parts.get(part)?.within)
    }

    /// Whether it is of these images, and whether it is finished.
    pub fn is_of(&self, scope: &[(InstanceId, u32)]) -> Option<bool> {
        (self.scope == scope).then_some(self.finished)
    }

    fn all(&self) -> u32 {
        let frames = self.scope.iter().map(|(_, frames)| *frames);
        frames.fold(0, u32::saturating_add)
    }

    /// `Brightest of 300 images`, `Brightest: 48 of 300 images`.
    fn words(&self, ends: Ends, other_sizes: bool) -> String {
        let ends = ends.words();
        let (images, all) = (self.scope.len(), self.all());
        let noun = match images {
            1 => count(all as usize, "frame", "frames"),
            _ if all as usize > images => format!(
                "{} frames of {}",
                thousands(all as usize),
                count(images, "image", "images")
            ),
            _ => count(images, "image", "images"),
        };
        let size = if other_sizes { " of this size" } else { "" };
        if !self.finished {
            return format!("{ends}: {} of {noun}{size}", thousands(self.tried));
        }
        let within = self.within().map_or(0, projections::count);
        match (all as usize).saturating_sub(within) {
            0 => format!("{ends} of {noun}{size}"),
            left_out => format!("{ends} of {noun}{size}, without {left_out}"),
        }
    }

    /// What is not in it and why.
    fn left_out(&self) -> Option<String> {
        let failed = projections::count(&self.failed);
        let within = self.within().map_or(0, projections::count);
        let apart = self.tried.saturating_sub(failed + within);
        let told = |number: usize, one: &str, many: &str| {
            (number > 0).then(|| {
                format!(
                    "{} {}",
                    thousands(number),
                    if number == 1 { one } else { many }
                )
            })
        };
        let reasons: Vec<String> = [
            told(
                failed,
                "can’t be shown and is held",
                "can’t be shown and are held",
            ),
            told(
                apart,
                "is much brighter or stored another way and shown apart",
                "are much brighter or darker, or stored another way, and shown apart",
            ),
        ]
        .into_iter()
        .flatten()
        .collect();
        (self.finished && !reasons.is_empty())
            .then(|| format!("Not included: {}.", reasons.join("; ")))
    }
}

/// The images that can be laid over one of them: those of its size and kind in its series that may leave.
pub fn scope(catalogue: &Catalogue, review: &Review, here: InstanceId) -> Vec<(InstanceId, u32)> {
    let series = catalogue.series_of(here);
    let groups = series
        .map(|id| groups(catalogue, review, id))
        .unwrap_or_default();
    let mut of_here = groups.into_iter();
    of_here
        .find(|group| group.iter().any(|(image, _)| *image == here))
        .unwrap_or_default()
}

/// The images of a series that may leave, by what can be laid over one another: one size and one SOP class; each with
/// its number of frames.
pub fn groups(catalogue: &Catalogue, review: &Review, id: SeriesId) -> Vec<Vec<(InstanceId, u32)>> {
    let mut groups: Vec<((u32, u32, &str), Vec<_>)> = Vec::new();
    let instances = catalogue
        .series(id)
        .map(|series| series.instances.as_slice());
    for &image in instances.unwrap_or_default() {
        let Some(summary) = catalogue.summary(image) else {
            continue;
        };
        let stays = review.is_deleted(image) || review.held_reason(catalogue, image).is_some();
        let Some(shape) = summary.image.filter(|_| !stays) else {
            continue;
        };
        let kind = (shape.columns, shape.rows, summary.sop_class_uid.as_str());
        let frames = (image, shape.frames.clamp(1, 100_000));
        match groups.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, group)) => group.push(frames),
            None => groups.push((kind, vec![frames])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Whether there are frames to lay over one another.
fn offered(ui: Ui) -> Memo<bool> {
    Memo::new(move |_| {
        let frames = ui.scope.with(|scope| {
            scope
                .iter()
                .map(|(_, frames)| u64::from(*frames))
                .sum::<u64>()
        });
        frames > 1 && ui.paintable()
    })
}

/// "This frame | Brightest | Darkest"; out of sight where there is one frame, in its place all the same.
pub fn segments(ui: Ui) -> AnyView {
    let offered = offered(ui);
    let segment =
        move |ends: Option<Ends>, words: &'static str, id: &'static str, title: &'static str| {
            button()
                .attr("type", "button")
                .class("segment")
                .attr("aria-pressed", move || {
                    (ui.viewer.surface.get() == ends).to_string()
                })
                .attr("title", title)
                .attr("data-testid", id)
                .on(ev::click, move |_| look_at(ui, ends))
                .child(words)
        };
    span()
        .class("segments surfaces")
        .class(("unseen", move || !offered.get()))
        .attr("role", "group")
        .attr("aria-label", "What to draw on")
        .child((
            segment(None, "This frame", "projection-off", "The frame itself (B)"),
            segment(
                Some(Ends::Brightest),
                "Brightest",
                "projection-max",
                "All images laid over one another, at each point the brightest: text on any of them shows (B)",
            ),
            segment(
                Some(Ends::Darkest),
                "Darkest",
                "projection-min",
                "All images laid over one another, at each point the darkest: black text on any of them shows (B)",
            ),
        ))
        .into_any()
}

/// The next of the three surfaces.
pub fn turn(ui: Ui) {
    let next = match ui.viewer.surface.get_untracked() {
        None => Some(Ends::Brightest),
        Some(Ends::Brightest) => Some(Ends::Darkest),
        Some(Ends::Darkest) => None,
    };
    let many = ui
        .scope
        .with_untracked(|scope| scope.iter().map(|(_, frames)| *frames).take(2).sum::<u32>() > 1);
    if many && untrack(move || ui.paintable()) {
        look_at(ui, next);
    }
}

/// Where the person is, as far as a projection goes by it.
pub type Place = (Option<SeriesId>, usize, bool, Step);

fn place(ui: Ui) -> Place {
    (
        ui.series.get(),
        ui.position.get(),
        ui.sheet.get(),
        ui.step.get(),
    )
}

/// Opens the image that the position points to on one end of all that are like it, if there are more; on the Look step,
/// which may still be on its way.
pub fn open_on(ui: Ui, ends: Ends) {
    let many = ui
        .scope
        .with_untracked(|scope| scope.iter().map(|(_, frames)| *frames).take(2).sum::<u32>() > 1);
    if many {
        look_at(ui, Some(ends));
        let at = (
            ui.series.get_untracked(),
            ui.position.get_untracked(),
            false,
            Step::Look,
        );
        ui.viewer.surface_at.set_value(Some(at));
    }
}

/// Takes a surface to look at and draw on.
pub fn look_at(ui: Ui, ends: Option<Ends>) {
    let viewer = ui.viewer;
    viewer.surface_at.set_value(Some(untrack(|| place(ui))));
    if viewer.surface.get_untracked() == ends {
        return;
    }
    viewer.playing.set(false);
    // A window chosen for one frame hides what this is for: it opens with every value in sight.
    let window = match (viewer.surface.get_untracked(), ends) {
        (None, _) => {
            viewer
                .window_before
                .set_value(viewer.window.get_untracked());
            None
        }
        (Some(_), None) => viewer.window_before.get_value(),
        (Some(_), Some(_)) => None,
    };
    viewer.window.set(window);
    if ends.is_some() {
        // What is drawn on all frames is meant for all of them.
        let series = ui.scope.with_untracked(Vec::len) > 1;
        match ui.reach.get_untracked() {
            Reach::Frame | Reach::Image if series => ui.reach.set(Reach::Series),
            Reach::Frame | Reach::Series if !series => ui.reach.set(Reach::Image),
            _ => {}
        }
    }
    viewer.surface.set(ends);
}

/// What is in view, if it is many frames.
pub fn words(ui: Ui) -> Option<String> {
    let ends = ui.viewer.surface.get()?;
    let other_sizes = ui
        .series
        .get()
        .and_then(|id| ui.of_series(id, |_, series| series.instances.len()))
        .is_some_and(|images| {
            let gone = ui.app.review.with(|review| {
                let id = ui.series.get()?;
                ui.of_series(id, |_, series| {
                    let gone = series.instances.iter().filter(|id| review.is_deleted(**id));
                    gone.count()
                })
            });
            ui.scope.with(Vec::len) + gone.unwrap_or(0) < images
        });
    Some(
        ui.viewer
            .projected
            .with(|projected| projected.words(ends, other_sizes)),
    )
}

/// What is not in it and why.
pub fn left_out(ui: Ui) -> Option<String> {
    ui.viewer.surface.get()?;
    ui.viewer.projected.with(Projected::left_out)
}

/// Makes what is asked for, for as long as the page lives, and stops when the person moves on.
pub fn keep_projecting(ui: Ui) {
    let viewer = ui.viewer;
    let on = Memo::new(move |_| viewer.surface.get().is_some());
    Effect::new(move |_| {
        let here = place(ui);
        let opened_at = viewer.surface_at.get_value();
        if viewer.surface.with_untracked(Option::is_some) && opened_at != Some(here) {
            look_at(ui, None);
        }
    });
    Effect::new(move |_| {
        let scope = ui.scope.get();
        if !on.get() {
            projections::cancel();
            return;
        }
        // The other end of the same frames, or the same again, is there already.
        let there = viewer.projected.with_untracked(|there| there.is_of(&scope));
        let is_there = there == Some(true);
        if !is_there {
            project(ui, scope);
        }
    });
}

fn project(ui: Ui, scope: Vec<(InstanceId, u32)>) {
    let pixels = ui.app.catalogue.with_untracked(|catalogue| {
        let first = scope.first().and_then(|(id, _)| catalogue.summary(*id));
        first
            .and_then(|summary| summary.image)
            .map_or(1, |shape| u64::from(shape.columns) * u64::from(shape.rows))
    });
    let start = Projected {
        scope: scope.clone(),
        ..Projected::default()
    };
    ui.viewer.projected.set(start);
    spawn_local(async move {
        let tell = |laid: &Laid, finished: bool| {
            let parts: Vec<Part> = match finished {
                true => laid.parts.iter().map(Part::of).collect(),
                // Only the first is in view until all is done.
                false => laid.parts.iter().take(1).map(Part::of).collect(),
            };
            ui.viewer.projected.update(|projected| {
                projected.parts = parts;
                projected.tried = laid.tried();
                projected.failed.clone_from(&laid.failed);
                projected.finished = finished;
            });
            if finished {
                ui.could_not_show(&laid.failed);
            }
        };
        projections::project(scope, pixels, tell).await;
    });
}
