//! What is ready goes into the catalogue, a little at a time.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::doubles::compare;
use super::queue::Finding;
use super::unlock::is_as_before;
use super::{QUEUE, publish};
use crate::browser::js;
use crate::controllers::store;
use crate::state::Session;

/// Milliseconds for adding to the catalogue in one task, and between two additions.
const ADDING: f64 = 25.0;
const PAUSE: f64 = 100.0;

/// Milliseconds of the longest rest: what the page has slept through meanwhile was no work.
const LONGEST: f64 = 2_000.0;

/// Items in one addition.
const FEWEST: usize = 64;
const MOST: usize = 2_000;

/// Adds what is ready until the reading is over, unless that is being done already; at most ten times a second, and
/// with longer rests where the page takes long to show it.
pub fn spawn_adding(session: Session) {
    if QUEUE.with_borrow_mut(|queue| std::mem::replace(&mut queue.adding, true)) {
        return;
    }
    spawn_local(async move {
        let mut count = FEWEST;
        loop {
            let start = js::now();
            // A delivery is of what was there when it began: what comes meanwhile waits for its end.
            if !session.is_running() {
                count = add_some(session, count);
            }
            js::breathe().await;
            let done = QUEUE.with_borrow_mut(|queue| {
                queue.adding = !queue.is_done();
                !queue.adding
            });
            publish(session);
            if done {
                return;
            }
            js::sleep(rest(js::now() - start)).await;
        }
    });
}

/// Adds up to `count` findings; how many it should be next time for the adding to take as long as it may.
fn add_some(session: Session, count: usize) -> usize {
    let (findings, compared) = QUEUE.with_borrow_mut(|queue| {
        let count = count.min(queue.ready.len());
        let findings: Vec<Finding> = queue.ready.drain(..count).collect();
        (findings, std::mem::take(&mut queue.compared))
    });
    if findings.is_empty() && compared.is_empty() {
        return count;
    }
    if session.run.with_untracked(Option::is_some) {
        session.run.set(None);
    }
    let added = (findings.len() + compared.len()) as f64;
    let start = js::now();
    let note = |instance, origin| {
        if let Some(origin) = origin {
            store::note(instance, origin);
        }
    };
    let (mut to_compare, mut opened) = (Vec::new(), 0);
    session.catalogue.update(|catalogue| {
        let (mut items, mut origins) = (Vec::new(), Vec::new());
        for Finding {
            item,
            origin,
            unlocks,
        } in findings
        {
            match unlocks {
                Some(instance) => {
                    if !is_as_before(instance, &item, origin.as_ref()) {
                        opened += 1;
                    }
                    catalogue.unlock(instance, item);
                    note(instance, origin);
                }
                None => {
                    items.push(item);
                    origins.push(origin);
                }
            }
        }
        for (instance, origin) in catalogue.add(items).zip(origins) {
            note(instance, origin);
        }
        catalogue.compared(compared);
        to_compare = catalogue.to_compare();
    });
    QUEUE.with_borrow_mut(|queue| {
        if let Some(trying) = &mut queue.trying {
            trying.opened += opened;
        }
    });
    compare(to_compare);
    let per_item = (js::now() - start).max(0.1) / added;
    ((ADDING / per_item) as usize).clamp(FEWEST, MOST)
}

/// Milliseconds until the next addition, after one that has taken so many with all that the page does to show it.
fn rest(took: f64) -> f64 {
    (2.0 * took).clamp(PAUSE, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_that_was_slept_through_is_not_rested_from() {
        assert_eq!(rest(5.0), PAUSE);
        assert_eq!(rest(200.0), 400.0);
        assert_eq!(rest(8.0 * 3_600_000.0), LONGEST);
    }
}
