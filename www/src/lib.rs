//! The page: views, worker pool, reading dropped files, saving. Holds no DICOM knowledge.
//!
//! One wasm module is compiled once and runs in the page ([`start_page`]) and in each worker ([`start_worker`]). Bytes
//! of dropped files are read in workers only; the page holds the browser's handles, summaries, and decoded pictures.
//!
//! | file | job |
//! |---|---|
//! | [`app`] | the page's state and what can be done with it |
//! | [`views`] | what is seen |
//! | `drop`, `listing`, `store` | dropped files: found, examined, kept as handles |
//! | `policy`, `plan` | rules as files and built into the page; what they make of an image |
//! | `pictures`, `shelf` | frames and thumbnails, cached |
//! | `projections` | many frames laid over one another |
//! | `save`, `sink` | a delivery, and where it goes |
//! | `checking` | a second look at what was delivered |
//! | [`own`] | which page this is, and whether a newer one waits |
//! | [`linking`] | the session's secret, and the linking key |
//! | `pool`, `protocol` | the workers, and what is said between page and workers |
//! | `engine` | the engine's rooms as page and workers call them |
//! | `worker`, `given`, `blob_source`, `blob_spool` | inside a worker: its door, files as they come and as sources, what is put away |
//! | `video`, `codecs` | inside a worker: videos, by the browser’s own decoder and encoder |
//! | `js` | browser calls that web-sys lacks |

pub mod app;
mod blob_source;
mod blob_spool;
mod checking;
mod codecs;
mod digests;
mod drop;
mod engine;
mod given;
mod js;
pub mod linking;
mod listing;
pub mod own;
mod pictures;
mod plan;
mod policy;
mod pool;
mod projections;
mod protocol;
mod save;
mod shelf;
mod sink;
mod store;
mod video;
pub mod views;
mod worker;

use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::Event;

use app::App;
#[cfg(target_arch = "wasm32")]
use darkroom::pixels::codec::wasm_shims::NullTolerant;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: NullTolerant = NullTolerant;

/// Called once by the loader in the page; `spawn` makes a worker that calls [`start_worker`], `download` gives a blob's
/// address to the browser under a name, `found` is what the loader knows of the page.
#[wasm_bindgen]
pub fn start_page(spawn: Function, download: Function, found: own::Found) {
    sink::download_by(download);
    let app = App::new(own::OwnPage::new(found));
    guard(app);
    pool::start(spawn, move || {
        app.fault.set(Some("The engine could not be started. Reload the page; if that does not help, use a current Chrome, Edge or Firefox.".into()));
    });
    views::mount(app);
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

/// Asks before the page is left while a delivery runs, decisions were made of which nothing is saved, or a linking key is
/// not saved.
fn guard(app: App) {
    let ask = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if app.has_unsaved_work() || linking::is_unsaved(app) {
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
