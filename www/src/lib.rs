//! The page: views, worker pool, reading dropped files, saving. Holds no DICOM knowledge: that is the engine's.
//!
//! One wasm module is compiled once and runs in the page ([`start_page`]) and in each worker ([`start_worker`]). Bytes
//! of dropped files are read in workers only; the page holds the browser's handles, summaries, and decoded pictures.
//!
//! The rooms, top floor first; imports point down only.
//!
//! | room | job |
//! |---|---|
//! | [`views`] | what is seen |
//! | [`save`] | a delivery, from its first image to its last zip, and whether that arrived |
//! | [`controllers`] | what can be done: files taken in, rules, pictures, decisions, keys, second looks |
//! | [`state`] | what is remembered: signals, and what can be read off them |
//! | [`pool`] | the workers, from the page's side |
//! | [`worker`] | the workers, from the inside: their door, videos |
//! | [`engine`] | the engine's rooms as page and workers call them; files as sources, frames that are spooled |
//! | [`protocol`] | what page and workers say to each other |
//! | [`browser`] | calls that web-sys lacks, drops, downloads |
//! | [`words`] | numbers, dates and reasons in words |

mod browser;
mod controllers;
mod engine;
mod pool;
mod protocol;
mod save;
mod state;
#[cfg(test)]
mod testing;
mod views;
mod words;
mod worker;

use crate::state::Session;
use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::Event;

use browser::{abilities, locks, sink};
use controllers::{linking, rules};
use state::case_list::CaseListState;
use state::own::{Found, OwnPage};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: darkroom::pixels::codec::wasm_shims::NullTolerant =
    darkroom::pixels::codec::wasm_shims::NullTolerant;

/// Called once by the loader in the page; `spawn` makes a worker that calls [`start_worker`], `download` gives a blob's
/// address to the browser under a name, `found` is what the loader knows of the page.
#[wasm_bindgen]
pub fn start_page(spawn: Function, download: Function, found: Found) {
    sink::download_by(download);
    locks::ask_by(found.lock());
    let session = Session::new(OwnPage::new(found), rules::built_in());
    guard(session);
    if abilities::was_discarded() {
        session.fault.set(Some(words::ruled::DISCARDED.into()));
    }
    pool::start(spawn, move || {
        session.fault.set(Some("The engine could not be started. Reload the page; if that does not help, use a current Chrome, Edge or Firefox.".into()));
    });
    views::mount(session);
}

/// SHA-256, for the loader where the browser has none of its own: on addresses that are not protected.
#[wasm_bindgen]
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    darkroom::clean::Sums::of(bytes).sha256.to_vec()
}

/// Called once by the bootstrap of a worker.
#[wasm_bindgen]
pub fn start_worker() {
    worker::start(js_sys::global().unchecked_into());
}

/// Asks before the page is left while a delivery runs, decisions were made of which nothing is saved, or a linking key
/// or a list of cases is not saved.
fn guard(session: Session) {
    let ask = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let list = session.case_list.with_untracked(CaseListState::is_unsaved);
        if session.has_unsaved_work() || linking::is_unsaved(session) || list {
            event.prevent_default();
        }
    });
    if let Some(window) = web_sys::window() {
        window
            .add_event_listener_with_callback("beforeunload", ask.as_ref().unchecked_ref())
            .ok();
    }
    ask.forget();
}
