//! What the page itself remembers: the step, the chosen series, tool and region. Nothing of it outlives the page.
//!
//! In come the engine's signals; out come the memos that several views share. Holds no patient value of its own.

use leptos::html;
use leptos::prelude::*;

use super::super::app::{App, Stage};
use super::rules::KeepDraft;
use super::viewer::{Shown, Viewer, projection};
use crate::catalogue::{Catalogue, Counts, InstanceId, Series, SeriesId, Triage};
use crate::deid::Policy;
use crate::review::{Reach, RegionId, Review, SeriesState, Templates};

/// The four steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Add,
    Look,
    Rules,
    Save,
}

/// A panel that opens over the right edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    Check,
    Keys,
}

/// A list on the Add step to which a figure of the foot leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Cases,
    Held,
    Deleted,
    NotDicom,
}

/// Whether a series can be cleared: nobody clears what was not there to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// A picture of the series is in view, or it has none at all.
    Ready,
    /// The picture has not come yet.
    NotYet,
    /// The picture in view cannot be shown.
    CannotBeShown,
    /// A delivery goes on.
    Saving,
}

impl Clearing {
    /// Why it has to wait, in words.
    pub fn why_not(self) -> Option<&'static str> {
        match self {
            Self::Ready => None,
            Self::Saving => Some("Saving goes on: decisions wait until it is done"),
            Self::NotYet => Some("The picture is not here yet"),
            Self::CannotBeShown => Some(
                "This picture can’t be shown, so nobody can say what is on it. Delete it, or leave it undecided.",
            ),
        }
    }
}

/// The page's own state; `Copy`, alive as long as the page.
#[derive(Clone, Copy)]
pub struct Ui {
    pub app: App,
    pub step: RwSignal<Step>,
    /// The series on the viewer.
    pub series: RwSignal<Option<SeriesId>>,
    /// The place in [`Ui::frames`], from 0.
    pub position: RwSignal<usize>,
    pub region: RwSignal<Option<RegionId>>,
    /// How far the next rectangle will reach.
    pub reach: RwSignal<Reach>,
    pub todo_only: RwSignal<bool>,
    /// Whether the contact sheet stands in place of the viewer.
    pub sheet: RwSignal<bool>,
    pub panel: RwSignal<Option<Panel>>,
    /// `None` follows the system.
    pub dark: RwSignal<Option<bool>>,
    /// Whether single letters are keys.
    pub letters: RwSignal<bool>,
    pub list: RwSignal<Option<List>>,
    /// Of the hospital's own numbers: what is ticked and typed.
    pub keep: RwSignal<KeepDraft>,
    /// Whether the certificate stands in place of the Save step.
    pub certificate: RwSignal<bool>,
    pub viewer: Viewer,
    /// The inputs behind "Open a folder" and "Open files or a zip": always on the page, so that more can be added.
    pub folder_input: NodeRef<html::Input>,
    pub files_input: NodeRef<html::Input>,
    pub left: Memo<Vec<SeriesId>>,
    pub states: Memo<Vec<SeriesState>>,
    /// Glance series that nobody has decided on.
    pub glance: Memo<Vec<SeriesId>>,
    pub counts: Memo<Counts>,
    /// Every image and frame of the chosen series, in the order of scrolling.
    pub frames: Memo<Vec<(InstanceId, u32)>>,
    /// The image and frame that the position points to.
    pub current: Memo<Option<(InstanceId, u32)>>,
    /// The images that can be laid over the current one, with their frames.
    pub scope: Memo<Vec<(InstanceId, u32)>>,
    /// Templates from a file; those of the session are read off its regions.
    pub templates: RwSignal<Templates>,
}

impl Ui {
    /// The state of a page on which nothing has happened.
    pub fn new(app: App) -> Self {
        let series = RwSignal::new(None);
        let position = RwSignal::new(0);
        let states = Memo::new(move |_| {
            both(app, |catalogue, review| {
                (0..catalogue.series.len())
                    .map(|id| review.state(catalogue, id))
                    .collect::<Vec<_>>()
            })
        });
        let left = Memo::new(move |_| app.left());
        let frames = Memo::new(move |_| {
            app.catalogue.with(|catalogue| {
                series
                    .get()
                    .and_then(|id: SeriesId| catalogue.series.get(id))
                    .map(|series| frames_of(catalogue, series))
                    .unwrap_or_default()
            })
        });
        let current = Memo::new(move |_| {
            frames.with(|frames| frames.get(position.get()).or(frames.last()).copied())
        });
        let here = Memo::new(move |_| current.get().map(|(instance, _)| instance));
        Self {
            app,
            step: RwSignal::new(Step::Add),
            series,
            position,
            region: RwSignal::new(None),
            reach: RwSignal::new(Reach::Series),
            todo_only: RwSignal::new(false),
            sheet: RwSignal::new(false),
            panel: RwSignal::new(None),
            dark: RwSignal::new(None),
            letters: RwSignal::new(true),
            list: RwSignal::new(None),
            keep: RwSignal::new(KeepDraft::of(&app.rules())),
            certificate: RwSignal::new(false),
            viewer: Viewer::new(),
            folder_input: NodeRef::new(),
            files_input: NodeRef::new(),
            left,
            states,
            glance: Memo::new(move |_| {
                app.catalogue.with(|catalogue| {
                    left.get()
                        .into_iter()
                        .filter(|id| {
                            catalogue
                                .series
                                .get(*id)
                                .is_some_and(|series| series.triage == Triage::Glance)
                        })
                        .collect()
                })
            }),
            counts: Memo::new(move |_| app.counts()),
            frames,
            current,
            scope: Memo::new(move |_| {
                let here = here.get();
                both(app, |catalogue, review| {
                    here.map(|here| projection::scope(catalogue, review, here))
                        .unwrap_or_default()
                })
            }),
            templates: RwSignal::new(Templates::default()),
        }
    }

    /// Reads something of a series; `None` if there is no such series.
    pub fn of_series<T>(
        self,
        id: SeriesId,
        read: impl FnOnce(&Catalogue, &Series) -> T,
    ) -> Option<T> {
        self.app.catalogue.with(|catalogue| {
            catalogue
                .series
                .get(id)
                .map(|series| read(catalogue, series))
        })
    }

    /// State of a series.
    pub fn state(self, id: SeriesId) -> SeriesState {
        self.states
            .with(|states| states.get(id).copied().unwrap_or(SeriesState::Unreviewed))
    }

    /// Whether the shown series can be painted: it is an image, not held, not deleted.
    pub fn paintable(self) -> bool {
        self.series
            .get()
            .is_some_and(|id| !matches!(self.state(id), SeriesState::Held | SeriesState::Deleted))
    }

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

    /// Whether it can be said now that the shown series shows nothing identifying.
    pub fn clearing(self) -> Clearing {
        let Some(id) = self.series.get().filter(|_| self.paintable()) else {
            return Clearing::NotYet;
        };
        if self.running() {
            return Clearing::Saving;
        }
        let with_picture = self.of_series(id, |catalogue, series| {
            let has_image =
                |id: &InstanceId| catalogue.summary(*id).is_some_and(|it| it.image.is_some());
            series.instances.iter().any(has_image)
        });
        if with_picture == Some(false) {
            return Clearing::Ready;
        }
        let of_this = |(instance, _): (InstanceId, u32)| {
            self.app
                .catalogue
                .with(|catalogue| catalogue.series_of(instance) == Some(id))
        };
        self.viewer.shown.with(|shown| match shown {
            Shown::Picture { of, .. } if of_this(*of) => Clearing::Ready,
            Shown::Fault { of, .. } if of_this(*of) => Clearing::CannotBeShown,
            _ => Clearing::NotYet,
        })
    }

    /// "Nothing identifying shown" for the shown series; `false`, and nothing is decided, if nobody can have seen it.
    pub fn clear_shown(self) -> bool {
        match self.series.get_untracked() {
            Some(id) if self.clearing() == Clearing::Ready => {
                self.clear(&[id]);
                true
            }
            _ => false,
        }
    }

    /// "Nothing identifying shown" for these series: one step of undo.
    pub fn clear(self, series: &[SeriesId]) {
        self.decide(|catalogue, review| review.clear(catalogue, series));
    }

    /// Changes a decision. Refused while a delivery goes on; after it, the delivery's outcome no longer stands.
    pub fn decide<T>(self, change: impl FnOnce(&Catalogue, &mut Review) -> T) -> Option<T> {
        if untrack(move || self.running()) {
            return None;
        }
        if self.app.run.with_untracked(Option::is_some) {
            self.app.run.set(None);
        }
        self.app.catalogue.with_untracked(|catalogue| {
            self.app
                .review
                .try_update(|review| change(catalogue, review))
        })
    }

    /// Deletes the shown series, or brings it back.
    pub fn delete_shown(self) {
        let Some(id) = self.series.get_untracked() else {
            return;
        };
        let instances = self
            .of_series(id, |_, series| series.instances.clone())
            .unwrap_or_default();
        match self.state(id) {
            SeriesState::Held => {}
            SeriesState::Deleted => {
                self.decide(|_, review| review.restore_instances(&instances));
            }
            _ => {
                self.region.set(None);
                self.decide(|_, review| review.delete_instances(&instances));
            }
        }
    }

    /// Takes back the last decision, or does it again.
    pub fn undo(self, again: bool) {
        self.decide(
            |_, review| {
                if again { review.redo() } else { review.undo() }
            },
        );
        let gone = self.region.get_untracked().is_some_and(|id| {
            self.app
                .review
                .with_untracked(|review| review.region(id).is_none())
        });
        if gone {
            self.region.set(None);
        }
    }

    /// Removes the selected region.
    pub fn remove_selected(self) {
        if let Some(id) = self.region.get_untracked() {
            self.region.set(None);
            self.decide(|_, review| review.remove_region(id));
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

    /// Sets the rules of the next run; while one goes on they stay, and so do those that are built into the page.
    pub fn set_policy(self, policy: Policy) {
        if !untrack(move || self.rules_stand()) {
            self.app.policy.set(policy);
        }
    }

    /// Whether nobody can change the rules now.
    pub fn rules_stand(self) -> bool {
        self.running() || self.app.locked.with_value(Option::is_some)
    }

    /// Whether a delivery is going on.
    pub fn running(self) -> bool {
        self.app.run.with(|run| {
            run.as_ref()
                .is_some_and(|run| matches!(run.stage, Stage::Running | Stage::Paused))
        })
    }
}

/// Reads catalogue and review together.
pub fn both<T>(app: App, read: impl FnOnce(&Catalogue, &Review) -> T) -> T {
    app.catalogue
        .with(|catalogue| app.review.with(|review| read(catalogue, review)))
}

fn frames_of(catalogue: &Catalogue, series: &Series) -> Vec<(InstanceId, u32)> {
    series
        .instances
        .iter()
        .flat_map(|id| {
            let frames = catalogue
                .summary(*id)
                .and_then(|summary| summary.image)
                .map_or(1, |image| image.frames.clamp(1, 100_000));
            (0..frames).map(|frame| (*id, frame))
        })
        .collect()
}
