//! What a person decides: cleared, deleted, painted, undone, and by which rules. Nothing changes while a delivery goes on.

use leptos::prelude::*;

use super::super::viewer::Shown;
use super::Ui;
use crate::catalogue::{Catalogue, InstanceId, SeriesId};
use crate::deid::Policy;
use crate::review::{Review, SeriesState};

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

impl Ui {
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
            self.decide(|catalogue, review| review.remove_region(catalogue, id));
        }
    }

    /// Sets the rules of the next run; while one goes on they stay, and so do those that are built into the page.
    pub fn set_policy(self, policy: Policy) {
        if !untrack(move || self.rules_stand()) {
            self.app.policy.set(policy);
        }
    }
}
