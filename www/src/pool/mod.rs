//! The workers: questions wait here by urgency, go out a few at a time, and their answers come back to who asked.
//!
//! A worker that traps is thrown away and replaced, and all that it held is handed back as [`Reply::Stopped`]; who
//! asked asks once more, `alone`: such a question has a worker for itself, so a second stop is its own fault. A worker
//! whose memory has grown past [`TOO_MUCH_MEMORY`] is replaced when it is idle, since wasm memory never shrinks; and so
//! is one that was told a passphrase, as soon as it has answered ([`ask_in_confidence`]).
//!
//! `ask` questions whose answer is waited for where they are asked · `ahead` reading for workers that cannot read.

mod ahead;
mod ask;

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Function};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ErrorEvent, MessageEvent, Worker};
use zeroize::Zeroizing;

use crate::browser::js;
use crate::protocol::given::MOST;
use crate::protocol::{self, Answer, JobId, Request, Response};

pub use ask::{NoAnswer, ask, ask_alone, ask_in_confidence, ask_once};

/// Linear memory of a worker past which it is replaced, in bytes.
const TOO_MUCH_MEMORY: f64 = 1024.0 * 1024.0 * 1024.0;

/// Questions per worker: while one computes, the bytes of the next are read.
const DEPTH: usize = 2;

/// How long wishes are held back for a frame that somebody waits for, in milliseconds.
const PATIENCE: f64 = 1_000.0;

/// Workers that may fail to start, in a row, before the page says so.
const FALSE_STARTS: usize = 3;

/// How urgent a question is, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Urgency {
    /// A frame somebody waits for; the newest first.
    Frame,
    /// Frames that are likely wanted next.
    Prefetch,
    /// Frames laid over one another, while somebody looks on.
    Project,
    Thumbnail,
    /// Frames laid over one another for the contact sheet, many series at a time.
    Sheet,
    Examine,
    Clean,
}

const URGENCIES: usize = Urgency::Clean as usize + 1;

/// What becomes of a question.
pub enum Reply {
    /// More answers follow.
    Part(Response),
    /// With what was put away beside it, if anything was.
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
    /// The worker goes when it has answered, and all that it was told goes with it. Only with `alone`.
    pub in_confidence: bool,
    /// Asked just before it goes out: whether anybody still waits for it.
    pub wanted: Option<Rc<dyn Fn() -> bool>>,
    pub reply: Rc<dyn Fn(Reply)>,
}

struct Running {
    urgency: Urgency,
    /// When it went out.
    since: f64,
    alone: bool,
    in_confidence: bool,
    /// Bytes that are read for it.
    bytes: f64,
    reply: Rc<dyn Fn(Reply)>,
}

/// Ears of a worker, kept for its life.
type Listeners = (
    Closure<dyn FnMut(MessageEvent)>,
    Closure<dyn FnMut(ErrorEvent)>,
);

struct Slot {
    worker: Worker,
    _listeners: Listeners,
    ready: bool,
    running: HashMap<JobId, Running>,
    memory: f64,
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
    /// Passwords of archives, which every worker is told.
    passwords: Vec<Zeroizing<String>>,
    /// How many of the first of these have opened nothing when they were given.
    idle: usize,
    alone: VecDeque<Job>,
    queues: [VecDeque<Job>; URGENCIES],
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

/// Whether the page reads files for its workers: they cannot share one then without each being sent all of it.
pub fn reads() -> bool {
    POOL.with_borrow(|pool| pool.reads)
}

/// Tells all workers, and those to come, one more password to try on what is locked.
pub fn add_password(password: String) {
    POOL.with_borrow_mut(|pool| {
        pool.passwords.push(Zeroizing::new(password));
        pool.tell_passwords(pool.slots.values());
    });
}

/// The last password has opened nothing that was locked. It may open what comes later, or has come meanwhile, so it is
/// kept, behind those that are surer; but each costs time with every locked file, so of such passwords only some are.
pub fn doubt_last_password() {
    POOL.with_borrow_mut(|pool| {
        if let Some(password) = pool.passwords.pop() {
            pool.passwords.insert(pool.idle, password);
            pool.idle += 1;
        }
        if pool.idle > MOST_IDLE {
            pool.passwords.remove(0);
            pool.idle -= 1;
        }
        pool.tell_passwords(pool.slots.values());
    });
}

/// Passwords that are kept although they have opened nothing yet.
const MOST_IDLE: usize = 8;

/// Asks.
pub fn submit(job: Job) {
    POOL.with_borrow_mut(|pool| {
        if job.alone {
            pool.alone.push_back(job);
        } else if let Some(queue) = pool.queues.get_mut(job.urgency as usize) {
            match job.urgency {
                Urgency::Frame => queue.push_front(job),
                _ => queue.push_back(job),
            }
        }
    });
    pump();
}

/// Forgets the questions of this urgency that have not gone out yet; their replies never come.
pub fn forget(urgency: Urgency) {
    let forgotten = POOL.with_borrow_mut(|pool| {
        let (mut forgotten, kept): (VecDeque<_>, _) =
            pool.alone.drain(..).partition(|job| job.urgency == urgency);
        pool.alone = kept;
        if let Some(queue) = pool.queues.get_mut(urgency as usize) {
            forgotten.append(queue);
        }
        forgotten
    });
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

/// Fills the ranks of the workers and gives them what waits.
fn pump() {
    let mut unwanted = Vec::new();
    let fault = POOL.with_borrow_mut(|pool| {
        let before = pool.false_starts;
        pool.fill_ranks();
        while let Some((key, job)) = pool.next_assignment(&mut unwanted) {
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
    /// Tells workers that run all the passwords there are; what is posted to one arrives in order.
    fn tell_passwords<'a>(&self, slots: impl Iterator<Item = &'a Slot>) {
        for slot in slots.filter(|slot| slot.ready) {
            // A worker that can't be told finds everything locked, and holds it.
            let _ = slot
                .worker
                .post_message(&protocol::passwords(&self.passwords));
        }
    }

    fn fill_ranks(&mut self) {
        let Some(spawn) = self.spawn.clone() else {
            return;
        };
        while self.slots.len() < self.size && self.false_starts < FALSE_STARTS {
            let key = self.next_slot;
            self.next_slot += 1;
            match hire(&spawn, key) {
                Some(slot) => drop(self.slots.insert(key, slot)),
                None => self.false_starts += 1,
            }
        }
    }

    /// The next job that can go out, and to whom.
    fn next_assignment(&mut self, unwanted: &mut Vec<Job>) -> Option<(u32, Job)> {
        // A worker that has swollen is given no more, so that it runs dry and is replaced.
        let free = |slot: &&Slot| {
            let alone = slot.running.values().any(|running| running.alone);
            slot.ready && !alone && slot.memory <= TOO_MUCH_MEMORY
        };
        let least = |(key, slot): (&u32, &Slot)| (slot.running.len(), *key);
        let (load, key) = self
            .slots
            .iter()
            .filter(|(_, slot)| free(slot))
            .map(|(key, slot)| least((key, slot)))
            .min()?;
        let room = self.room();
        let fits = |job: &mut Job| room.is_none_or(|room| ahead::bytes_of(&job.files) <= room);
        if load == 0
            && let Some(job) = self.alone.pop_front_if(fits)
        {
            return Some((key, job));
        }
        // While something waits to be alone, workers are left to run dry.
        let depth = if self.alone.is_empty() { DEPTH } else { 1 };
        let awaited = self.slots.values().any(|slot| {
            let mut running = slot.running.values();
            running.any(|running| {
                running.urgency == Urgency::Frame && js::now() - running.since < PATIENCE
            })
        });
        for (urgency, queue) in self.queues.iter_mut().enumerate() {
            // Wishes would take half of a machine of two cores from the frame that somebody waits for.
            if awaited && urgency == Urgency::Prefetch as usize {
                continue;
            }
            // Somebody waits for a frame: it may go on top of a full load.
            let depth = if urgency == Urgency::Frame as usize {
                DEPTH + 1
            } else {
                depth
            };
            while load < depth
                && let Some(job) = queue.pop_front_if(fits)
            {
                if job.wanted.as_ref().is_none_or(|wanted| wanted()) {
                    return Some((key, job));
                }
                unwanted.push(job);
            }
        }
        None
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
                    true => ahead::bytes_of(&files),
                    false => 0.0,
                },
                reply,
            },
        );
        if self.reads && !files.is_empty() {
            return wasm_bindgen_futures::spawn_local(async move {
                let given = ahead::read(&files).await;
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
            // Cannot happen with our own types; if it does, the asker hears of it as of any other stop.
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
        let transferred = ahead::buffers(given);
        slot.worker
            .post_message_with_transfer(&question, &transferred)
    }
}

/// Makes a worker and listens to it.
fn hire(spawn: &Function, key: u32) -> Option<Slot> {
    let worker: Worker = spawn.call0(&JsValue::UNDEFINED).ok()?.dyn_into().ok()?;
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        heard(key, &event.data())
    });
    let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
        event.prevent_default();
        throw_away(key);
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Some(Slot {
        worker,
        _listeners: (on_message, on_error),
        ready: false,
        running: HashMap::new(),
        memory: 0.0,
    })
}

/// A worker has said something.
fn heard(key: u32, data: &JsValue) {
    if data.as_string().as_deref() == Some(protocol::CANNOT_READ) {
        return POOL.with_borrow_mut(|pool| pool.reads = true);
    }
    if data.as_string().as_deref() == Some("ready") {
        POOL.with_borrow_mut(|pool| {
            pool.false_starts = 0;
            if let Some(slot) = pool.slots.get_mut(&key) {
                slot.ready = true;
            }
            if !pool.passwords.is_empty() {
                pool.tell_passwords(pool.slots.get(&key).into_iter());
            }
        });
        return pump();
    }
    let Some(Answer {
        job,
        last,
        response,
        buffers,
        spooled,
        memory,
    }) = protocol::read_answer(data)
    else {
        return throw_away(key);
    };
    let told = POOL.with_borrow_mut(|pool| {
        let slot = pool.slots.get_mut(&key)?;
        slot.memory = memory;
        let told = |running: &Running| {
            let reply = Rc::clone(&running.reply);
            (reply, running.in_confidence, running.urgency)
        };
        if last {
            slot.running.remove(&job).as_ref().map(told)
        } else {
            slot.running.get(&job).map(told)
        }
    });
    if last {
        if let Some((_, true, _)) = told {
            throw_away(key);
        }
        replace_if_swollen(key);
        match told {
            // Workers that set to work now would slow the drawing of the frame that somebody waits for.
            Some((_, _, Urgency::Frame)) => wasm_bindgen_futures::spawn_local(async {
                js::breathe().await;
                pump();
            }),
            _ => pump(),
        }
    }
    if let Some((reply, ..)) = told {
        reply(if last {
            Reply::Last(response, buffers, spooled)
        } else {
            Reply::Part(response)
        });
    }
}

fn replace_if_swollen(key: u32) {
    let swollen = POOL.with_borrow(|pool| {
        pool.slots
            .get(&key)
            .is_some_and(|slot| slot.running.is_empty() && slot.memory > TOO_MUCH_MEMORY)
    });
    if swollen {
        throw_away(key);
    }
}

/// Terminates a worker, hands back what it held, and hires another.
fn throw_away(key: u32) {
    let (slot, fault) = POOL.with_borrow_mut(|pool| {
        let slot = pool.slots.remove(&key);
        if slot.as_ref().is_some_and(|slot| !slot.ready) {
            pool.false_starts += 1;
        }
        let gave_up = pool.false_starts >= FALSE_STARTS && pool.slots.is_empty();
        (slot, if gave_up { pool.on_fault.clone() } else { None })
    });
    let Some(mut slot) = slot else { return };
    slot.worker.terminate();
    let held = std::mem::take(&mut slot.running);
    // The closures in the slot may be the very ones that called: they are freed after this task.
    wasm_bindgen_futures::spawn_local(async move { drop(slot) });
    pump();
    held.into_values()
        .for_each(|running| (running.reply)(Reply::Stopped));
    if let Some(fault) = fault {
        fault();
    }
}
