//! The session's work as a file: saved at any time, loaded when the same images are open again.

use leptos::ev;
use leptos::html::{button, div, h2, input, p};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use crate::browser::sink;
use crate::controllers::digests::digests;
use crate::engine;
use crate::state::ui::{Ui, both};
use crate::words::count;
use darkroom::review::work::{Taken, spoken_of};

/// The name of the file.
const NAME: &str = "darkroom-decisions.json";

/// Largest file that is read, in bytes: a look at every frame of a hundred thousand images.
const LARGEST: f64 = 64.0 * 1024.0 * 1024.0;

pub fn work(ui: Ui) -> AnyView {
    let said = ui.decisions;
    let chooser = NodeRef::<leptos::html::Input>::new();
    let nothing = move || ui.states.with(Vec::is_empty);
    let save = move || spawn_local(async move { said.set(Some(write(ui, said).await)) });
    let load = move |_| {
        let Some(input) = chooser.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        input.set_value("");
        if let Some(file) = file {
            spawn_local(async move { said.set(Some(read(ui, file, said).await)) });
        }
    };
    (
        h2().child("Your decisions so far"),
        p().child(
            "What you painted, deleted, cleared and looked at, in a file without any patient’s name or number, and so without the words that you struck out or brought back. Add the same \
             images another day, load it, and go on.",
        ),
        div().class("row-of-buttons").child((
            button()
                .attr("type", "button")
                .class("button")
                .attr("data-testid", "work-save")
                .attr("aria-disabled", move || nothing().then_some("true"))
                .on(ev::click, move |_| {
                    if !untrack(nothing) {
                        untrack(save);
                    }
                })
                .child("Save them"),
            button()
                .attr("type", "button")
                .class("button")
                .attr("data-testid", "work-load")
                .attr("aria-disabled", move || (nothing() || ui.running()).then_some("true"))
                .on(ev::click, move |_| {
                    if let Some(input) = chooser.get_untracked().filter(|_| !untrack(nothing)) {
                        input.click();
                    }
                })
                .child("Load a file"),
            input()
                .node_ref(chooser)
                .attr("type", "file")
                .attr("accept", ".json,application/json")
                .attr("hidden", "")
                .attr("data-testid", "work-file")
                .on(ev::change, load),
        )),
        move || said.get().map(|words| p().attr("role", "status").attr("data-testid", "work-said").child(words)),
    )
        .into_any()
}

/// Saves the decisions; what became of it, in words.
async fn write(ui: Ui, said: RwSignal<Option<String>>) -> String {
    let Some(salt) = engine::salt() else {
        return "This browser gives no random numbers, so no file can be made.".into();
    };
    let images = untrack(|| both(ui.session, |catalogue, review| review.worked_on(catalogue)));
    let images: Vec<_> = images.into_iter().collect();
    let all = images.len();
    let digests = digests(images, progress(said)).await;
    let left_out = all.saturating_sub(digests.len());
    let text = untrack(|| {
        both(ui.session, |catalogue, review| {
            review.work(catalogue, salt, &digests)
        })
    });
    match sink::download(NAME, "application/json", &text) {
        true if left_out > 0 => format!(
            "Given to the browser to download, without what is of {} that can’t be read now.",
            count(left_out, "image", "images")
        ),
        true => "Given to the browser to download.".into(),
        false => "The browser could not save the file.".into(),
    }
}

/// Takes a file's decisions; what became of it, in words.
async fn read(ui: Ui, file: web_sys::File, said: RwSignal<Option<String>>) -> String {
    if file.size() > LARGEST {
        return "This file is too large for decisions.".into();
    }
    let text = JsFuture::from(file.text()).await.ok();
    let Some(text) = text.and_then(|text| text.as_string()) else {
        return "This file can’t be read.".into();
    };
    let spoken_of = ui
        .session
        .catalogue
        .with_untracked(|catalogue| spoken_of(catalogue, &text));
    let digests = match spoken_of {
        Ok(images) => digests(images, progress(said)).await,
        Err(why) => return why.to_string(),
    };
    // Tried first: what is not taken must not end what is shown of the last run.
    let tried = untrack(|| {
        both(ui.session, |catalogue, review| {
            review.clone().take_work(catalogue, &text, &digests)
        })
    });
    if let Err(why) = tried {
        return why.to_string();
    }
    match ui.decide(|catalogue, review| review.take_work(catalogue, &text, &digests)) {
        Some(Ok(taken)) => words(taken),
        Some(Err(why)) => why.to_string(),
        None => "Saving goes on: decisions wait until it is done.".into(),
    }
}

/// Says how many images have been read.
fn progress(said: RwSignal<Option<String>>) -> impl Fn(usize) {
    move |done| {
        said.set(Some(format!(
            "Reading: {}.",
            count(done, "image", "images")
        )))
    }
}

fn words(taken: Taken) -> String {
    let Taken {
        regions,
        deleted,
        series,
        unknown,
    } = taken;
    let known = format!(
        "Loaded: {} decided, {}, {} deleted.",
        count(series, "series", "series"),
        count(regions, "rectangle", "rectangles"),
        count(deleted, "image", "images"),
    );
    match unknown {
        0 => known,
        _ => format!(
            "{known} The file also speaks of {} not open here.",
            count(unknown, "image that is", "images that are")
        ),
    }
}
