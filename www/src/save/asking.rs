//! Which cleaned files a delivery asks for next, and how.

use std::collections::VecDeque;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::ask::Ask;
use super::delivery::{Delivery, Out, Target};
use super::entry::Entry;
use super::folders::AT_ONCE;
use super::paint_runs::Runs;
use crate::controllers::store;
use crate::engine;
use crate::pool;
use darkroom::clean::HeldReason;

impl Delivery {
    /// Asks for as many cleaned files as may be on their way at once.
    pub(super) fn ask_more(&mut self, waiting: &mut VecDeque<Entry>, out: &mut Out) {
        let most = match &self.target {
            Target::Folders(_) => AT_ONCE.max(2 * pool::size()),
            Target::Zip(_) => 2 * pool::size(),
        };
        while !self.control.paused.get()
            && out.cleaning + out.placing < most
            && let Some(entry) = waiting.pop_front()
        {
            // Workers that will have no file of their own help to paint long clips.
            let places = pool::size() / (out.cleaning + 1 + waiting.len());
            if self.ask(entry, places, false) {
                out.cleaning += 1;
            }
        }
    }

    /// Asks for a cleaned file; `false` if there is nothing to ask, and the image is held.
    pub(super) fn ask(&mut self, entry: Entry, places: usize, alone: bool) -> bool {
        let order = match entry.order.clone() {
            Ok(order) => order,
            Err(reason) => {
                self.hold(&entry, reason);
                return false;
            }
        };
        let Some((origin, file)) = store::origin(entry.instance) else {
            self.hold(&entry, HeldReason::Unreadable);
            return false;
        };
        // A file of an archive would have to be unpacked in every worker, or a whole file be sent to each.
        let shared = origin.locator.is_file() && !pool::reads();
        let places = if shared { places } else { 1 };
        let (frames, runs) = self.session.catalogue.with_untracked(|catalogue| {
            let summary = catalogue.summary(entry.instance);
            summary.map_or_else(Default::default, |summary| {
                let regions = &order.regions;
                let runs = engine::runs(summary, regions, places);
                (engine::frames_to_paint(summary, regions), runs)
            })
        });
        self.tally.borrow_mut().begin(&entry, frames);
        let ask = Ask {
            entry,
            file,
            origin,
            order,
            secret: *self.secret.bytes(),
            alone,
            events: self.control.events.clone(),
            tally: Rc::downgrade(&self.tally),
        };
        match runs.is_empty() {
            true => ask.submit(Runs::new()),
            false => spawn_local(ask.submit_painted(runs)),
        }
        true
    }
}
