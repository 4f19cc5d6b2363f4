//! What a person decides: cleared, deleted, painted, undone, and by which rules. Nothing changes while a delivery goes
//! on.

use leptos::prelude::*;

use crate::state::ui::together::Page;
use crate::state::ui::{Ui, both};
use crate::words::{change as change_words, count};
use darkroom::catalogue::{Catalogue, SeriesId};
use darkroom::deid::Policy;
use darkroom::pixels::Rect;
use darkroom::review::{FrameRun, Review, SeriesState, Unseen};

/// Whether a series can be cleared: nobody clears what was not there to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// Every picture of it has been on screen, or it has none.
    Ready,
    /// So much of it has not been.
    Unseen(Unseen),
    /// It is held or deleted, or there is no series.
    Nothing,
    /// A delivery goes on.
    Saving,
}

impl Clearing {
    /// Why it has to wait, in words.
    pub fn why_not(self) -> Option<String> {
        match self {
            Self::Ready => None,
            Self::Nothing => Some("There is nothing here to be cleared".into()),
            Self::Saving => Some("Saving goes on: decisions wait until it is done".into()),
            Self::Unseen(unseen) => Some(unseen_words(unseen)),
        }
    }
}

/// `11 images have not been on screen yet`, `29 frames have not been on screen yet`.
fn unseen_words(unseen: Unseen) -> String {
    let frames = usize::try_from(unseen.frames).unwrap_or(usize::MAX);
    let what = match frames > unseen.images {
        true => count(frames, "frame has", "frames have"),
        false => count(unseen.images, "image has", "images have"),
    };
    format!("{what} not been on screen yet")
}

/// Why nothing can be said yet of the page of several series that is in view.
pub fn page_waits(ui: Ui) -> Option<String> {
    let waiting = ui.page.with(|page| page.waiting);
    if ui.running() {
        return Clearing::Saving.why_not();
    }
    if waiting > 0 {
        let series = count(waiting, "series has", "series have");
        return Some(format!("{series} not been in view for long enough yet"));
    }
    let dwelt = ui.together.dwelt.get();
    (!dwelt).then(|| "The page has only just appeared: look at it first".to_owned())
}

impl Ui {
    /// Notes that frames were on screen, with `black` painted over.
    pub fn saw(self, frames: &[FrameRun], black: &[Rect]) {
        self.session
            .review
            .maybe_update(|review| review.saw(frames, black));
    }

    /// Notes that frames could not be shown.
    pub fn could_not_show(self, frames: &[FrameRun]) {
        self.session
            .review
            .maybe_update(|review| review.could_not_show(frames));
    }

    /// Whether it can be said now that the shown series shows nothing identifying.
    pub fn clearing(self) -> Clearing {
        let stays = |id| matches!(self.state(id), SeriesState::Held | SeriesState::Deleted);
        let Some(id) = self.series.get().filter(|id| !stays(*id)) else {
            return Clearing::Nothing;
        };
        if self.running() {
            return Clearing::Saving;
        }
        let unseen = both(self.session, |catalogue, review| {
            review.unseen(catalogue, id)
        });
        match unseen.is_none() {
            true => Clearing::Ready,
            false => Clearing::Unseen(unseen),
        }
    }

    /// "Nothing identifying shown" for the shown series; `false`, and nothing is decided, if somebody cannot have seen
    /// all of it.
    pub fn clear_shown(self) -> bool {
        match self.series.get_untracked() {
            Some(id) if self.clearing() == Clearing::Ready => self.clear(&[id]),
            _ => false,
        }
    }

    /// "Nothing identifying shown" for these series: one step of undo. `false` if it was not taken of all of them.
    pub fn clear(self, series: &[SeriesId]) -> bool {
        self.decide(|catalogue, review| review.clear(catalogue, series))
            .unwrap_or(false)
    }

    /// "Nothing identifying shown" for all of the page in view that was seen there, in one step of undo; what was not, or
    /// was set aside, is looked at by itself. `false`, and nothing is decided, if there is something to wait for.
    pub fn clear_page(self) -> bool {
        if untrack(move || page_waits(self)).is_some() {
            return false;
        }
        let Page { ready, aside, .. } = self.page.get_untracked();
        if !ready.is_empty() && !self.clear(&ready) {
            return false;
        }
        self.together.aside.update(|all| all.extend(aside));
        self.turn_page();
        if self.several.with_untracked(Vec::is_empty) {
            self.go_on();
        }
        true
    }

    /// Changes a decision. Refused while a delivery goes on; after it, the delivery's outcome no longer stands.
    pub fn decide<T>(self, change: impl FnOnce(&Catalogue, &mut Review) -> T) -> Option<T> {
        if untrack(move || self.running()) {
            return None;
        }
        if self.session.run.with_untracked(Option::is_some) {
            self.session.run.set(None);
        }
        self.session.catalogue.with_untracked(|catalogue| {
            self.session
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

    /// Takes back the last decision, or does it again; goes to where that shows, and says what it was.
    pub fn undo(self, again: bool) {
        let change = self.decide(|_, review| match again {
            true => review.redo(),
            false => review.undo(),
        });
        if let Some(change) = change.flatten() {
            self.go_to(change);
            self.said.set(Some(change_words(change, again)));
        }
        let gone = self.region.get_untracked().is_some_and(|id| {
            self.session
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

    /// Sets the rules of the next run; while one goes on they stay, and so do those that are built into the page.
    pub fn set_policy(self, policy: Policy) {
        if !untrack(move || self.rules_stand()) {
            let same_id = policy.is_same_id_same_person();
            self.session
                .review
                .update(|review| review.go_by_ids(same_id));
            self.session.policy.set(policy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unseen(images: usize, frames: u64) -> Unseen {
        Unseen {
            frames,
            images,
            first: None,
        }
    }

    #[test]
    fn what_was_not_seen_is_counted_in_images_or_in_frames() {
        assert_eq!(
            unseen_words(unseen(11, 11)),
            "11 images have not been on screen yet"
        );
        assert_eq!(
            unseen_words(unseen(1, 29)),
            "29 frames have not been on screen yet"
        );
        assert_eq!(
            unseen_words(unseen(1, 1)),
            "1 image has not been on screen yet"
        );
    }

    #[test]
    fn only_what_is_ready_can_be_cleared() {
        assert_eq!(Clearing::Ready.why_not(), None);
        for waits in [
            Clearing::Nothing,
            Clearing::Saving,
            Clearing::Unseen(unseen(1, 1)),
        ] {
            assert!(waits.why_not().is_some());
        }
    }
}
