//! The session's work as a file: saved at any time, loaded when the same images are open again.

use leptos::ev;
use leptos::html::{button, div, h2, input, p};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::super::super::engine;
use super::super::state::{Ui, both};
use super::super::words::count;
use crate::review::work::Taken;

/// The name of the file.
const NAME: &str = "darkroom-decisions.json";

/// Largest file that is read, in bytes: a look at every frame of a hundred thousand images.
const LARGEST: f64 = 64.0 * 1024.0 * 1024.0;

pub fn work(ui: Ui) -> AnyView {
    let said = RwSignal::new(None::<String>);
    let chooser = NodeRef::<leptos::html::Input>::new();
    let nothing = move || ui.states.with(Vec::is_empty);
    let save = move || {
        let text = engine::salt()
            .map(|salt| both(ui.app, |catalogue, review| review.work(catalogue, salt)));
        let taken = text.map(|text| ui.app.download(NAME, "application/json", &text));
        said.set(Some(match taken {
            Some(true) => "Given to the browser to download.".into(),
            _ => "The browser could not save the file.".into(),
        }));
    };
    let load = move |_| {
        let Some(input) = chooser.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        input.set_value("");
        if let Some(file) = file {
            spawn_local(async move { said.set(Some(read(ui, file).await)) });
        }
    };
    (
        h2().child("Your decisions so far"),
        p().child(
            "What you painted, deleted, cleared and looked at, in a file without any patient’s name or number. Add the same \
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

/// Takes a file's decisions; what became of it, in words.
async fn read(ui: Ui, file: web_sys::File) -> String {
    if file.size() > LARGEST {
        return "This file is too large for decisions.".into();
    }
    let text = JsFuture::from(file.text()).await.ok();
    let Some(text) = text.and_then(|text| text.as_string()) else {
        return "This file can’t be read.".into();
    };
    match ui.decide(|catalogue, review| review.take_work(catalogue, &text)) {
        Some(Ok(taken)) => words(taken),
        Some(Err(why)) => why.to_string(),
        None => "Saving goes on: decisions wait until it is done.".into(),
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
