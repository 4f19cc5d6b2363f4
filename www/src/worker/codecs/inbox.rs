//! What a decoder or an encoder says, and waiting for it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Object, Reflect};
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::bindings::object;
use crate::browser::js;

/// Longest wait for a sign of life before the queues are looked at again, in milliseconds.
const HEARTBEAT: f64 = 200.0;

/// For how long event listeners outlive what they listened to, in milliseconds.
const RETIREMENT: f64 = 3_000.0;

/// What has come out and was not taken yet.
pub struct Inbox<T> {
    pub items: VecDeque<T>,
    pub failed: bool,
    wake: Option<oneshot::Sender<()>>,
}

impl<T> Inbox<T> {
    pub fn new() -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self {
            items: VecDeque::new(),
            failed: false,
            wake: None,
        }))
    }

    fn wake(&mut self) {
        if let Some(wake) = self.wake.take() {
            wake.send(()).ok();
        }
    }
}

/// Waits until something has changed.
pub async fn wait<T>(inbox: &RefCell<Inbox<T>>) {
    let (wake, woken) = oneshot::channel();
    inbox.borrow_mut().wake = Some(wake);
    let heartbeat = Box::pin(js::sleep(HEARTBEAT));
    futures_util::future::select(woken, heartbeat).await;
}

/// Event listeners of a decoder or an encoder, there for its life.
pub struct Listeners<T> {
    output: Closure<dyn FnMut(T)>,
    error: Closure<dyn FnMut(JsValue)>,
    dequeue: Closure<dyn FnMut()>,
}

impl<T: FromWasmAbi + 'static> Listeners<T> {
    pub fn of(inbox: &Rc<RefCell<Inbox<T>>>) -> Self {
        let [at_output, at_error, at_dequeue] = [(); 3].map(|()| Rc::clone(inbox));
        Self {
            output: Closure::new(move |item| {
                let mut inbox = at_output.borrow_mut();
                inbox.items.push_back(item);
                inbox.wake();
            }),
            error: Closure::new(move |_| {
                let mut inbox = at_error.borrow_mut();
                inbox.failed = true;
                inbox.wake();
            }),
            dequeue: Closure::new(move || at_dequeue.borrow_mut().wake()),
        }
    }

    /// What its constructor takes.
    pub fn init(&self) -> Object {
        object(&[
            ("output", self.output.as_ref().clone()),
            ("error", self.error.as_ref().clone()),
        ])
    }

    /// Listens for when its queue has become shorter.
    pub fn follow(&self, of: &JsValue) {
        Reflect::set(of, &"ondequeue".into(), self.dequeue.as_ref()).ok();
    }

    /// Calls that were under way when a decoder or an encoder was closed still come: they must find somebody.
    pub fn retire(self) {
        spawn_local(async move {
            js::sleep(RETIREMENT).await;
            drop(self);
        });
    }
}
