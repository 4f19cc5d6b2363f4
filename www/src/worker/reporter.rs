//! Where answers go: to the page, their bytes transferred.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope};

use crate::browser::js;
use crate::engine::Locator;
use crate::protocol::{self, JobId, Response};
use darkroom::catalogue::Item;

/// Milliseconds between two reports of how many frames are painted.
const REPORT_EVERY: f64 = 100.0;

/// The last report, the bytes beside it, and what was spooled.
pub type Answer = (Response, Vec<Vec<u8>>, Option<Blob>);

/// Where the answers to one question go.
#[derive(Clone)]
pub struct Reporter {
    pub scope: DedicatedWorkerGlobalScope,
    pub job: JobId,
}

impl Reporter {
    pub fn report(&self, last: bool, response: &Response, bytes: Vec<Vec<u8>>) {
        self.report_with(last, response, bytes, None);
    }

    pub fn report_with(
        &self,
        last: bool,
        response: &Response,
        bytes: Vec<Vec<u8>>,
        spooled: Option<&Blob>,
    ) {
        let buffers: Array = bytes
            .iter()
            .map(|bytes| JsValue::from(Uint8Array::from(bytes.as_slice()).buffer()))
            .collect();
        drop(bytes);
        let posted = protocol::answer(self.job, last, response, &buffers, memory(), spooled)
            .and_then(|message| self.scope.post_message_with_transfer(&message, &buffers));
        if posted.is_err() {
            give_up(&self.scope);
        }
    }

    pub fn found(&self, file: usize, items: Vec<(Item, Locator)>, finished: bool) {
        let found = Response::Found {
            file,
            items,
            finished,
        };
        self.report(false, &found, Vec::new());
    }

    /// To be called with every frame that is painted; reports now and then how many they are.
    pub fn painting(&self) -> Rc<dyn Fn()> {
        let (reporter, frames, reported) = (self.clone(), Cell::new(0_u32), Cell::new(js::now()));
        Rc::new(move || {
            frames.set(frames.get().saturating_add(1));
            if js::now() - reported.get() >= REPORT_EVERY {
                reported.set(js::now());
                reporter.report(false, &Response::FramesPainted(frames.take()), Vec::new());
            }
        })
    }
}

/// A question that cannot be read or an answer that cannot be sent is a fault of the engine: the page must not wait.
pub fn give_up(scope: &DedicatedWorkerGlobalScope) {
    scope.post_message(&JsValue::from_str("stopped")).ok();
}

/// Bytes of this instance's linear memory.
fn memory() -> f64 {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    f64::from(
        memory
            .buffer()
            .unchecked_into::<ArrayBuffer>()
            .byte_length(),
    )
}
