//! The workers: questions wait here by urgency, go out a few at a time, and their answers come back to who asked.
//!
//! A worker that traps is thrown away and replaced, and all that it held is handed back as [`Reply::Stopped`]; who
//! asked asks once more, `alone`: such a question has a worker for itself, so a second stop is its own fault. A worker
//! whose memory has grown past [`TOO_MUCH_MEMORY`] is replaced when it is idle, since wasm memory never shrinks; and so
//! is one that was given a passphrase, as soon as it has answered ([`ask_in_confidence`]). Burned-in text is searched by
//! one more worker, which is there only for as long as there is something to search, and which is given no more while
//! anybody waits for something else.
//!
//! `queues` which question goes out next · `slot` workers one by one · `ask` questions whose answer is waited for where
//! they are asked · `reading` files read for workers that cannot · `passwords` what they try on what is locked.

mod ask;
mod passwords;
mod queues;
mod reading;
mod slot;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Function};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

use crate::browser::js;
use crate::protocol::given::MOST;
use crate::protocol::{self, JobId, Request, Response};
use passwords::Passwords;
use queues::{Place, Question, Queues};
use slot::{Running, Slot, spawn_worker, throw_away};

pub use ask::{NoAnswer, ask, ask_alone, ask_in_confidence, ask_once};
pub use queues::Urgency;

/// Linear memory of a worker past which it is replaced, in bytes.
const TOO_MUCH_MEMORY: f64 = 1024.0 * 1024.0 * 1024.0;

/// How long prefetches are held back for a frame that somebody waits for, in milliseconds.
const PATIENCE: f64 = 1_000.0;

/// Workers that may fail to start, in a row, before the page says so.
const FALSE_STARTS: usize = 3;

/// What becomes of a question.
pub enum Reply {
    /// More answers follow.
    Part(Response),
    /// With what was spooled beside it, if anything was.
    Last(Response, Vec<ArrayBuffer>, Option<Blob>),
    /// The worker stopped on it, or on something else that it held.
    Stopped,
}

/// A question.
pub struct Job {
    pub urgency: Urgency,
    pub request: Request,
    /// Dropped files, or what was made of them.
    pub files: Vec<Blob>,
    /// Gets a worker for itself.
    pub alone: bool,
    /// The worker goes when it has answered, and all that it was given goes with it. Only with `alone`.
    pub in_confidence: bool,
    /// Asked just before it goes out: whether anybody still waits for it.
    pub wanted: Option<Rc<dyn Fn() -> bool>>,
    pub reply: Rc<dyn Fn(Reply)>,
}

impl Question for Job {
    fn urgency(&self) -> Urgency {
        self.urgency
    }

    fn is_alone(&self) -> bool {
        self.alone
    }

    fn is_wanted(&self) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| wanted())
    }

    fn bytes(&self) -> f64 {
        reading::bytes_of(&self.files)
    }
}

#[derive(Default)]
struct Pool {
    /// Makes a worker that says `"ready"` once its engine runs.
    spawn: Option<Function>,
    on_fault: Option<Rc<dyn Fn()>>,
    slots: HashMap<u32, Slot>,
    size: usize,
    /// Whether the page reads for the workers, since they cannot.
    reads: bool,
    next_slot: u32,
    next_job: JobId,
    false_starts: usize,
    /// The worker that searches, while there is one.
    searcher: Option<u32>,
    /// Passwords of archives, which every worker knows.
    passwords: Passwords,
    queues: Queues<Job>,
}

thread_local! {
    static POOL: RefCell<Pool> = RefCell::default();
}

/// Starts the workers; `on_fault` is called if they cannot be.
pub fn start(spawn: Function, on_fault: impl Fn() + 'static) {
    let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    POOL.with_borrow_mut(|pool| {
        pool.spawn = Some(spawn);
        pool.on_fault = Some(Rc::new(on_fault));
        pool.size = (cores as usize).clamp(1, 8);
    });
    pump();
}

/// How many workers there are.
pub fn size() -> usize {
    POOL.with_borrow(|pool| pool.size.max(1))
}

/// How many of them run.
pub fn answering() -> usize {
    POOL.with_borrow(|pool| pool.workers().filter(|(_, slot)| slot.ready).count())
}

/// Whether no worker has anything to do.
pub fn is_idle() -> bool {
    POOL.with_borrow(|pool| {
        let is_busy = |slot: &Slot| !slot.ready || !slot.running.is_empty();
        pool.queues.is_empty() && !pool.workers().any(|(_, slot)| is_busy(slot))
    })
}

/// Lets go of the worker that searches, and of the memory that it has taken, unless it has something to do.
pub fn dismiss_searcher() {
    let idle = POOL.with_borrow(|pool| {
        let key = pool.searcher.filter(|_| !pool.queues.searches())?;
        let slot = pool.slots.get(&key)?;
        slot.running.is_empty().then_some(key)
    });
    if let Some(key) = idle {
        throw_away(key);
    }
}

/// Whether the page reads files for its workers: they cannot share one then without each being sent all of it.
pub fn reads() -> bool {
    POOL.with_borrow(|pool| pool.reads)
}

/// Sends all workers, and those to come, one more password to try on what is locked.
pub fn add_password(password: String) {
    POOL.with_borrow_mut(|pool| {
        pool.passwords.add(password);
        pool.send_passwords(pool.slots.values());
    });
}

/// The last password has opened nothing that was locked.
pub fn doubt_last_password() {
    POOL.with_borrow_mut(|pool| {
        pool.passwords.doubt_last();
        pool.send_passwords(pool.slots.values());
    });
}

/// Asks.
pub fn submit(job: Job) {
    POOL.with_borrow_mut(|pool| pool.queues.push(job));
    pump();
}

/// Forgets the questions of this urgency that have not gone out yet; their replies never come.
pub fn forget(urgency: Urgency) {
    let forgotten = POOL.with_borrow_mut(|pool| pool.queues.forget(urgency));
    // Dropping a job may wake who asked, which may ask again: not while the pool is borrowed.
    drop(forgotten);
}

/// Forgets the questions of this urgency, also those under way: their workers are thrown away. Other questions that
/// those workers held come back as stopped.
pub fn abort(urgency: Urgency) {
    forget(urgency);
    let hit = POOL.with_borrow_mut(|pool| {
        let is_hit = |slot: &Slot| {
            slot.running
                .values()
                .any(|running| running.urgency == urgency)
        };
        let hit: Vec<_> = pool
            .slots
            .iter()
            .filter(|(_, slot)| is_hit(slot))
            .map(|(key, _)| *key)
            .collect();
        for key in &hit {
            if let Some(slot) = pool.slots.get_mut(key) {
                slot.running.retain(|_, running| running.urgency != urgency);
            }
        }
        hit
    });
    hit.into_iter().for_each(throw_away);
}

/// Starts the workers that are missing, and gives out what waits.
fn pump() {
    let mut unwanted = Vec::new();
    let fault = POOL.with_borrow_mut(|pool| {
        let before = pool.false_starts;
        pool.spawn_missing();
        while let Some((key, job)) = pool.next_assignment(&mut unwanted) {
            pool.hand_out(key, job);
        }
        if let Some((key, job)) = pool.next_search(&mut unwanted) {
            pool.hand_out(key, job);
        }
        let gave_up = pool.false_starts > before && pool.false_starts >= FALSE_STARTS;
        (gave_up && pool.slots.is_empty())
            .then(|| pool.on_fault.clone())
            .flatten()
    });
    // Dropping a job may wake who asked, which may ask again: not while the pool is borrowed.
    drop(unwanted);
    if let Some(fault) = fault {
        fault();
    }
}

impl Pool {
    /// Sends workers that run all the passwords there are; what is posted to one arrives in order.
    fn send_passwords<'a>(&self, slots: impl Iterator<Item = &'a Slot>) {
        for slot in slots.filter(|slot| slot.ready) {
            // A worker that they don't reach finds everything locked, and holds it.
            let _ = slot
                .worker
                .post_message(&protocol::passwords(self.passwords.all()));
        }
    }

    fn spawn_missing(&mut self) {
        let Some(spawn) = self.spawn.clone() else {
            return;
        };
        while self.workers().count() < self.size && self.false_starts < FALSE_STARTS {
            self.spawn_one(&spawn);
        }
    }

    /// Makes a worker; `None` if the browser makes none.
    fn spawn_one(&mut self, spawn: &Function) -> Option<u32> {
        let key = self.next_slot;
        self.next_slot += 1;
        match spawn_worker(spawn, key) {
            Some(slot) => {
                self.slots.insert(key, slot);
                Some(key)
            }
            None => {
                self.false_starts += 1;
                None
            }
        }
    }

    /// All workers but the one that searches.
    fn workers(&self) -> impl Iterator<Item = (&u32, &Slot)> {
        let slots = self.slots.iter();
        slots.filter(|(key, _)| self.searcher != Some(**key))
    }

    /// The next search, once nobody waits for anything else, and the worker for it, which is made if there is none.
    fn next_search(&mut self, unwanted: &mut Vec<Job>) -> Option<(u32, Job)> {
        let is_busy =
            !self.queues.is_empty() || self.workers().any(|(_, slot)| !slot.running.is_empty());
        if is_busy || !self.queues.searches() {
            return None;
        }
        match self.searcher {
            Some(key) => {
                let slot = self.slots.get(&key)?;
                if !slot.is_free() || !slot.running.is_empty() {
                    return None;
                }
                Some((key, self.queues.next_search(unwanted)?))
            }
            None => {
                let spawn = self.spawn.clone()?;
                if self.false_starts < FALSE_STARTS {
                    self.searcher = self.spawn_one(&spawn);
                }
                None
            }
        }
    }

    /// The next job that can go out, and to whom.
    fn next_assignment(&mut self, unwanted: &mut Vec<Job>) -> Option<(u32, Job)> {
        let free = self.workers().filter(|(_, slot)| slot.is_free());
        let loads = free.map(|(key, slot)| (slot.running.len(), *key));
        let (load, key) = loads.min()?;
        let is_awaited = |running: &Running| {
            running.urgency == Urgency::Frame && js::now() - running.since < PATIENCE
        };
        let mut running = self.slots.values().flat_map(|slot| slot.running.values());
        let place = Place {
            load,
            frame_awaited: running.any(is_awaited),
            room: self.room(),
        };
        Some((key, self.queues.next(place, unwanted)?))
    }

    /// Bytes that may still be read for workers now; `None` if it does not matter.
    fn room(&self) -> Option<f64> {
        let running = self.slots.values().flat_map(|slot| slot.running.values());
        let out: f64 = running.map(|running| running.bytes).sum();
        (self.reads && out > 0.0).then_some(MOST - out)
    }

    fn hand_out(&mut self, key: u32, job: Job) {
        let id = self.next_job;
        self.next_job = self.next_job.wrapping_add(1);
        let Some(slot) = self.slots.get_mut(&key) else {
            return;
        };
        let Job {
            urgency,
            request,
            files,
            alone,
            in_confidence,
            wanted: _,
            reply,
        } = job;
        slot.running.insert(
            id,
            Running {
                urgency,
                since: js::now(),
                alone,
                in_confidence,
                bytes: match self.reads {
                    true => reading::bytes_of(&files),
                    false => 0.0,
                },
                reply,
            },
        );
        if self.reads && !files.is_empty() {
            return wasm_bindgen_futures::spawn_local(async move {
                let given = reading::read(&files).await;
                if POOL
                    .with_borrow(|pool| pool.post(key, id, &request, &given))
                    .is_err()
                {
                    throw_away(key);
                }
            });
        }
        if self
            .post(key, id, &request, &files.iter().collect())
            .is_err()
        {
            // Cannot happen with our own types; if it does, the asker is answered as after any other stop.
            wasm_bindgen_futures::spawn_local(async move { throw_away(key) });
        }
    }

    /// Sends a question to its worker, unless it was forgotten meanwhile.
    fn post(&self, key: u32, id: JobId, request: &Request, given: &Array) -> Result<(), JsValue> {
        let slot = self.slots.get(&key);
        let Some(slot) = slot.filter(|slot| slot.running.contains_key(&id)) else {
            return Ok(());
        };
        let question = protocol::question(id, request, given)?;
        let transferred = reading::buffers(given);
        slot.worker
            .post_message_with_transfer(&question, &transferred)
    }
}
