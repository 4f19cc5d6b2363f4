//! Batches of files go to workers, and what they report comes back to the queue.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::QUEUE;
use super::adding::spawn_adding;
use super::attempt::Attempt;
use super::queue::{BATCH_FILES, Waiting};
use crate::browser::js;
use crate::pool::{self, Job, Reply, Urgency};
use crate::protocol::{Request, Response};
use crate::state::Session;

/// Sends batches out while workers have room, each in a task of its own: the browser looks every file up on the disc
/// when it is handed to a worker.
pub fn ask(session: Session) {
    let batch = QUEUE.with_borrow_mut(|queue| {
        let room = queue.asked < 2 * pool::size();
        // While folders are being listed a batch may still fill up, unless nobody has anything to do.
        let worth = queue.listings == 0 || queue.asked == 0 || queue.waiting.len() >= BATCH_FILES;
        if !room || !worth || queue.waiting.is_empty() {
            return None;
        }
        queue.asked += 1;
        Some(queue.next_batch())
    });
    if let Some(batch) = batch {
        examine(session, batch, Attempt::First);
        spawn_local(async move {
            js::breathe().await;
            ask(session);
        });
    }
}

/// Asks what the files are. If the engine stops, each unfinished file is asked about once more, alone; if it stops
/// again, what it stopped on is held, and in an archive it goes on after that.
fn examine(session: Session, batch: Vec<Waiting<File>>, attempt: Attempt) {
    let place = |waiting: &Waiting<File>| (waiting.key, waiting.place.clone(), waiting.at.clone());
    let places = batch.iter().map(place).collect();
    let files = batch
        .iter()
        .map(|waiting| waiting.file.clone().into())
        .collect();
    let batch = RefCell::new(batch);
    let reply = move |reply| match reply {
        Reply::Part(Response::Found {
            file,
            items,
            finished,
        }) => {
            QUEUE.with_borrow_mut(|queue| {
                if let Some(waiting) = batch.borrow().get(file) {
                    queue.take_report(waiting, items, finished);
                }
            });
            spawn_adding(session);
        }
        Reply::Part(..) => {}
        Reply::Last(..) | Reply::Stopped => {
            let again = QUEUE.with_borrow_mut(|queue| {
                queue.end_batch(batch.take(), attempt, |file| file.size() as u64)
            });
            for (waiting, attempt) in again {
                examine(session, vec![waiting], attempt);
            }
            ask(session);
            spawn_adding(session);
        }
    };
    let alone = !matches!(attempt, Attempt::First);
    let request = Request::Examine {
        places,
        resume: attempt.resume(),
        each: alone,
    };
    pool::submit(Job {
        urgency: Urgency::Examine,
        request,
        files,
        alone,
        in_confidence: false,
        wanted: None,
        reply: Rc::new(reply),
    });
}
