//! Workers one by one: started, listened to, thrown away.

use std::collections::HashMap;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::{FALSE_STARTS, POOL, Reply, TOO_MUCH_MEMORY, Urgency, pump};
use crate::browser::js;
use crate::protocol::{self, Answer, JobId};

/// A question that a worker holds.
pub struct Running {
    pub urgency: Urgency,
    /// When it went out.
    pub since: f64,
    pub alone: bool,
    pub in_confidence: bool,
    /// Bytes that are read for it.
    pub bytes: f64,
    pub reply: Rc<dyn Fn(Reply)>,
}

/// Event listeners of a worker, there for its life.
type Listeners = (
    Closure<dyn FnMut(MessageEvent)>,
    Closure<dyn FnMut(ErrorEvent)>,
);

/// A worker, and what it holds.
pub struct Slot {
    pub worker: Worker,
    _listeners: Listeners,
    pub ready: bool,
    pub running: HashMap<JobId, Running>,
    pub memory: f64,
}

impl Slot {
    /// Whether it may be given more: one that has swollen is given none, so that it runs dry and is replaced.
    pub fn is_free(&self) -> bool {
        let alone = self.running.values().any(|running| running.alone);
        self.ready && !alone && self.memory <= TOO_MUCH_MEMORY
    }
}

/// Makes a worker and listens to it.
pub fn spawn_worker(spawn: &Function, key: u32) -> Option<Slot> {
    let worker: Worker = spawn.call0(&JsValue::UNDEFINED).ok()?.dyn_into().ok()?;
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        receive(key, &event.data())
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
fn receive(key: u32, data: &JsValue) {
    match data.as_string().as_deref() {
        Some(protocol::CANNOT_READ) => POOL.with_borrow_mut(|pool| pool.reads = true),
        Some("ready") => set_ready(key),
        _ => match protocol::read_answer(data) {
            Some(answer) => pass_on(key, answer),
            None => throw_away(key),
        },
    }
}

/// A worker's engine runs.
fn set_ready(key: u32) {
    POOL.with_borrow_mut(|pool| {
        pool.false_starts = 0;
        if let Some(slot) = pool.slots.get_mut(&key) {
            slot.ready = true;
        }
        if !pool.passwords.is_empty() {
            pool.send_passwords(pool.slots.get(&key).into_iter());
        }
    });
    pump();
}

/// Passes an answer on to who asked, after the worker has been given more.
fn pass_on(key: u32, answer: Answer) {
    let Answer {
        job,
        last,
        response,
        buffers,
        spooled,
        memory,
    } = answer;
    let asker = POOL.with_borrow_mut(|pool| {
        let slot = pool.slots.get_mut(&key)?;
        slot.memory = memory;
        let asker = |running: &Running| {
            let reply = Rc::clone(&running.reply);
            (reply, running.in_confidence, running.urgency)
        };
        match last {
            true => slot.running.remove(&job).as_ref().map(asker),
            false => slot.running.get(&job).map(asker),
        }
    });
    if last {
        if let Some((_, true, _)) = asker {
            throw_away(key);
        }
        replace_if_swollen(key);
        match asker {
            // Workers that set to work now would slow the drawing of the frame that somebody waits for.
            Some((_, _, Urgency::Frame)) => wasm_bindgen_futures::spawn_local(async {
                js::breathe().await;
                pump();
            }),
            _ => pump(),
        }
    }
    if let Some((reply, ..)) = asker {
        reply(match last {
            true => Reply::Last(response, buffers, spooled),
            false => Reply::Part(response),
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

/// Terminates a worker, hands back what it held, and starts another.
pub fn throw_away(key: u32) {
    let (slot, fault) = POOL.with_borrow_mut(|pool| {
        let slot = pool.slots.remove(&key);
        if pool.searcher == Some(key) {
            pool.searcher = None;
        }
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
