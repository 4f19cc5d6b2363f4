//! A check of this browser: what can be tried without a person is tried, the rest is asked. What a person's drops and
//! presses have shown comes from [`super::ruled`].

use std::sync::Arc;

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::{abilities, folder, js, sink};
use crate::pool::{self, Urgency};
use crate::protocol::{Request, Response, Trial};
use crate::state::Session;
use crate::state::this_browser::{Address, Facts, Stage};

/// Bytes that are given to the browser to keep, for a try.
const KEPT: u32 = 32 * 1024 * 1024;

/// Tries and asks everything once more, unless that is being done, or a delivery goes on.
pub fn check(session: Session) {
    let is_trying = session
        .browser
        .with_untracked(|browser| browser.stage == Stage::Trying);
    if is_trying || session.is_running() {
        return;
    }
    let show = move |stage| session.browser.update(|browser| browser.stage = stage);
    show(Stage::Trying);
    spawn_local(async move {
        // What says so is painted before the page is held up.
        js::sleep(50.0).await;
        show(Stage::Known(Arc::new(facts(session).await)));
    });
}

async fn facts(session: Session) -> Facts {
    let own = session.own;
    let trial = trial().await;
    Facts {
        address: match (abilities::is_file(), abilities::is_secure()) {
            (true, _) => Address::File,
            (_, true) => Address::Protected,
            (_, false) => Address::Unprotected,
        },
        browser: abilities::name(),
        processors: abilities::processors(),
        workers: pool::size(),
        answering: pool::answering(),
        trial,
        slowness: own.slowness(),
        kept: keep().await,
        memory: own.memory(),
        room: own.room().await,
        drops_folders: abilities::drops_folders(),
        opens_folders: abilities::opens_folders(),
        picks_folder: folder::can_pick(),
        picks_file: sink::can_pick(),
    }
}

/// What a worker tries; `None` if none answers.
async fn trial() -> Option<Trial> {
    match pool::ask(Urgency::Examine, Request::Trial, Vec::new(), None).await {
        Ok((Response::Trial(trial), _)) => Some(trial),
        _ => None,
    }
}

/// Gives bytes to the browser and reads them again.
async fn keep() -> Option<(u64, f64)> {
    let start = js::now();
    let bytes = Uint8Array::new_with_length(KEPT).fill(1, 0, KEPT);
    let blob = js::blob(&Array::of1(&bytes), "").ok()?;
    let read = js::read_blob(&blob, 0.0, blob.size()).await.ok()?;
    let is_same = read.len() == KEPT as usize && read.iter().all(|byte| *byte == 1);
    is_same.then(|| (u64::from(KEPT), js::now() - start))
}
