//! A run's own tally: what became of every image, how many frames of a clip are painted, how long it took. The page's
//! signal is shown copies of it, some times a second.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::entry::Entry;
use crate::browser::js;
use crate::state::Session;
use crate::state::folders::FolderShare;
use crate::state::run::CaseShare;
use crate::state::run::Run;
use crate::state::run::Stage;
use darkroom::catalogue::{Catalogue, Counts, InstanceId};
use darkroom::clean::HeldReason;
use darkroom::review::Review;

/// Milliseconds between two showings of how far a run is.
const TICK: f64 = 125.0;

/// Clips with fewer frames than this are painted too soon for anybody to want to know how far they are.
const LONG_CLIP: u32 = 24;

/// Milliseconds without a showing and without anything done, past which the page was asleep: a hidden tab's timers come
/// late, but its images come all the same.
const ASLEEP: f64 = 5_000.0;

/// What a run has come to, and when.
pub struct Tally {
    pub run: Run,
    started: f64,
    paused_at: Option<f64>,
    /// Milliseconds in pause, or in which the page was asleep.
    paused_for: f64,
    /// When it was last looked at, or something was done.
    awake: f64,
}

impl Tally {
    /// Opens it for what is about to be delivered.
    pub fn open(
        catalogue: &Catalogue,
        review: &Review,
        entries: &[Entry],
        folders: Vec<FolderShare>,
    ) -> Self {
        Self::open_at(js::now(), catalogue, review, entries, folders)
    }

    fn open_at(
        now: f64,
        catalogue: &Catalogue,
        review: &Review,
        entries: &[Entry],
        folders: Vec<FolderShare>,
    ) -> Self {
        let mut cases = vec![CaseShare::default(); catalogue.patients.len()];
        for entry in entries {
            if let Some(case) = cases.get_mut(entry.patient) {
                case.all += 1;
            }
        }
        let run = Run {
            stage: Stage::Running,
            images: entries.len(),
            images_done: 0,
            bytes: entries.iter().map(|entry| entry.size).sum(),
            bytes_done: 0,
            elapsed_ms: 0.0,
            counts: Counts::before(catalogue, review),
            painting: BTreeMap::new(),
            cases,
            held: Vec::new(),
            folders,
            zips: Vec::new(),
            certificate: None,
        };
        Self {
            run,
            started: now,
            paused_at: None,
            paused_for: 0.0,
            awake: now,
        }
    }

    /// Leaves out of the clock what the page has slept through, with the computer or by itself.
    fn wake(&mut self, now: f64) {
        let slept = now - std::mem::replace(&mut self.awake, now);
        if slept > ASLEEP && self.paused_at.is_none() {
            self.paused_for += slept;
        }
    }

    /// An image is on its way, of which so many frames are to be painted.
    pub fn begin(&mut self, entry: &Entry, frames: u32) {
        if let Some(case) = self.run.cases.get_mut(entry.patient) {
            case.begun = true;
        }
        if frames >= LONG_CLIP {
            self.run.painting.insert(entry.instance, (0, frames));
        }
    }

    /// So many more frames of a clip are painted, if it is one of those whose frames are counted.
    pub fn painted(&mut self, instance: InstanceId, frames: u32) {
        self.painted_at(js::now(), instance, frames);
    }

    fn painted_at(&mut self, now: f64, instance: InstanceId, frames: u32) {
        self.wake(now);
        if let Some((done, all)) = self.run.painting.get_mut(&instance) {
            *done = done.saturating_add(frames).min(*all);
        }
    }

    /// What was painted of a clip is lost.
    pub fn forget_painted(&mut self, instance: InstanceId) {
        if let Some((done, _)) = self.run.painting.get_mut(&instance) {
            *done = 0;
        }
    }

    /// Enters what became of an image: cleaned, or held for a reason.
    pub fn note(&mut self, entry: &Entry, held: Option<HeldReason>) {
        self.note_at(js::now(), entry, held);
    }

    fn note_at(&mut self, now: f64, entry: &Entry, held: Option<HeldReason>) {
        self.wake(now);
        let run = &mut self.run;
        run.images_done += 1;
        run.painting.remove(&entry.instance);
        run.bytes_done += entry.size;
        run.counts.waiting = run.counts.waiting.saturating_sub(1);
        if let Some(case) = run.cases.get_mut(entry.patient) {
            case.done += 1;
        }
        match held {
            None => run.counts.cleaned += 1,
            Some(reason) => {
                run.counts.held += 1;
                run.held.push((entry.instance, reason));
            }
        }
    }

    /// Stops or starts the clock; whether that is news.
    pub fn mark_pause(&mut self, paused: bool) -> bool {
        self.mark_pause_at(js::now(), paused)
    }

    fn mark_pause_at(&mut self, now: f64, paused: bool) -> bool {
        self.wake(now);
        match (self.paused_at, paused) {
            (None, true) => self.paused_at = Some(now),
            (Some(since), false) => {
                self.paused_for += now - since;
                self.paused_at = None;
            }
            _ => return false,
        }
        self.run.stage = if paused {
            Stage::Paused
        } else {
            Stage::Running
        };
        true
    }

    /// A copy of the run as it stands.
    fn copy_at(&mut self, now: f64) -> Run {
        self.wake(now);
        let until = self.paused_at.unwrap_or(now);
        self.run.elapsed_ms = until - self.started - self.paused_for;
        self.run.clone()
    }
}

/// Shows a copy of the tally.
pub fn show(session: Session, tally: &RefCell<Tally>) {
    let run = tally.borrow_mut().copy_at(js::now());
    session.run.set(Some(run));
}

/// Shows the tally some times a second, for as long as the run goes on.
pub fn keep_showing(session: Session, tally: &Rc<RefCell<Tally>>) {
    let tally = Rc::downgrade(tally);
    spawn_local(async move {
        loop {
            js::sleep(TICK).await;
            match tally.upgrade() {
                Some(tally) if tally.borrow().run.stage == Stage::Running => show(session, &tally),
                Some(tally) if tally.borrow().run.stage == Stage::Paused => {}
                _ => return,
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue};

    /// Two images of one patient, to be delivered from second 1 on.
    fn tally() -> (Tally, Vec<Entry>) {
        let image = |number| Image {
            number,
            ..Image::default()
        };
        let catalogue = catalogue([1, 2].map(|number| image(number).item()));
        let entry = |instance| Entry {
            instance,
            size: 100,
            patient: 0,
            order: Err(HeldReason::EngineStopped),
        };
        let entries = vec![entry(0), entry(1)];
        let review = Review::default();
        let tally = Tally::open_at(1_000.0, &catalogue, &review, &entries, Vec::new());
        (tally, entries)
    }

    #[test]
    fn what_became_of_an_image_is_entered_everywhere() {
        let (mut tally, entries) = tally();
        let before = tally.run.counts;
        assert!(before.reconcile());
        tally.note_at(1_500.0, &entries[0], None);
        tally.note_at(1_600.0, &entries[1], Some(HeldReason::EngineStopped));
        let run = &tally.run;
        assert_eq!(
            (run.images_done, run.bytes_done, run.cases[0].done),
            (2, 200, 2)
        );
        assert_eq!(
            (run.counts.cleaned, run.counts.held),
            (before.cleaned + 1, before.held + 1)
        );
        assert!(run.counts.reconcile());
        assert_eq!(run.held, [(1, HeldReason::EngineStopped)]);
    }

    #[test]
    fn only_long_clips_are_counted_by_frames() {
        let (mut tally, entries) = tally();
        tally.begin(&entries[0], LONG_CLIP - 1);
        tally.begin(&entries[1], LONG_CLIP);
        tally.painted_at(1_100.0, 0, 5);
        tally.painted_at(1_200.0, 1, 5);
        assert_eq!(tally.run.painting, BTreeMap::from([(1, (5, LONG_CLIP))]));
        assert!(tally.run.cases[0].begun);
    }

    #[test]
    fn no_more_frames_are_painted_than_there_are_and_what_is_lost_is_none() {
        let (mut tally, entries) = tally();
        tally.begin(&entries[0], LONG_CLIP);
        tally.painted_at(1_100.0, 0, u32::MAX);
        assert_eq!(tally.run.painting[&0].0, LONG_CLIP);
        tally.forget_painted(0);
        assert_eq!(tally.run.painting[&0].0, 0);
        tally.note_at(1_200.0, &entries[0], None);
        assert!(tally.run.painting.is_empty());
    }

    #[test]
    fn time_in_pause_does_not_count() {
        let (mut tally, _) = tally();
        assert_eq!(tally.copy_at(3_000.0).elapsed_ms, 2_000.0);
        assert!(tally.mark_pause_at(3_000.0, true));
        assert!(!tally.mark_pause_at(4_000.0, true));
        assert_eq!(tally.copy_at(9_000.0).elapsed_ms, 2_000.0);
        assert_eq!(tally.run.stage, Stage::Paused);
        assert!(tally.mark_pause_at(9_000.0, false));
        assert_eq!(tally.copy_at(10_000.0).elapsed_ms, 3_000.0);
        assert_eq!(tally.run.stage, Stage::Running);
    }

    #[test]
    fn time_asleep_does_not_count() {
        let (mut tally, entries) = tally();
        assert_eq!(tally.copy_at(3_000.0).elapsed_ms, 2_000.0);
        // The night through.
        assert_eq!(tally.copy_at(3_600_000.0).elapsed_ms, 2_000.0);
        assert_eq!(tally.copy_at(3_601_000.0).elapsed_ms, 3_000.0);
        // What was done meanwhile comes first, when the page wakes.
        tally.note_at(7_000_000.0, &entries[0], None);
        assert_eq!(tally.copy_at(7_000_500.0).elapsed_ms, 3_500.0);
    }

    #[test]
    fn a_hidden_tab_whose_timers_come_late_is_not_asleep() {
        let (mut tally, entries) = tally();
        tally.note_at(5_000.0, &entries[0], None);
        tally.note_at(9_000.0, &entries[1], None);
        assert_eq!(tally.copy_at(13_000.0).elapsed_ms, 12_000.0);
    }

    #[test]
    fn a_pause_that_was_slept_through_counts_once() {
        let (mut tally, _) = tally();
        assert!(tally.mark_pause_at(2_000.0, true));
        assert!(tally.mark_pause_at(90_000.0, false));
        assert_eq!(tally.copy_at(91_000.0).elapsed_ms, 2_000.0);
    }
}
