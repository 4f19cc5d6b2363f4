//! The engine's door in a worker: questions come in as messages, answers go out with their bytes transferred.
//!
//! Several questions may be under way: while one computes, the bytes of the next are being read. Nothing is caught
//! here: after a trap the page throws this worker away. Nothing is ever written to the console.
//!
//! `answers` what is answered to each kind of question · `sources` dropped files as bytes · `reporter` where answers go
//! · `search` burned-in text · `slides` pictures for slides · `video`, `codecs` videos, by the browser's own codecs · `trial` how fast it is here.

mod answers;
mod case_list;
mod codecs;
mod pictures;
mod reporter;
mod search;
mod slides;
mod sources;
mod texts;
mod trial;
mod video;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::engine;
use crate::protocol;
use crate::protocol::given;
use answers::answer;
use reporter::{Reporter, give_up};

/// Called once by the bootstrap of a worker.
pub fn start(scope: DedicatedWorkerGlobalScope) {
    if !given::can_read() {
        scope
            .post_message(&JsValue::from_str(protocol::CANNOT_READ))
            .ok();
    }
    let port = scope.clone();
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(passwords) = protocol::read_passwords(&event.data()) {
            return engine::know(passwords);
        }
        match protocol::read_question(&event.data()) {
            Some((job, request, files)) => spawn_local(answer(
                Reporter {
                    scope: port.clone(),
                    job,
                },
                request,
                files,
            )),
            None => give_up(&port),
        }
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
}
