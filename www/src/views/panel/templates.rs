//! The file of templates, out and in: "Templates: Save · Load".

use leptos::ev;
use leptos::html::{button, div, input, p, span};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::browser::sink;
use crate::state::ui::{Ui, both};
use crate::words::count;
use darkroom::review::Templates;

/// Largest file of templates that is read, in bytes.
const LARGEST: f64 = 1_000_000.0;

/// How many templates there are, and the buttons; `said` is what came of the last press.
pub fn file(ui: Ui, said: RwSignal<Option<String>>) -> AnyView {
    let there = Memo::new(move |_| {
        both(ui.session, |catalogue, review| {
            let session = Templates::of(catalogue, review);
            ui.templates.with(|loaded| session.and(loaded).len())
        })
    });
    let (load, chooser) = loader(ui, said);
    div()
        .class("templates")
        .child((
            span().class("second").child(move || match there.get() {
                0 => "No templates yet".to_owned(),
                many => count(many, "template", "templates"),
            }),
            load,
            button()
                .attr("type", "button")
                .class("link second")
                .class(("unseen", move || there.get() == 0))
                .attr(
                    "title",
                    "Rectangles by manufacturer, model, rows and columns; nothing of a patient",
                )
                .attr("data-testid", "templates-save")
                .on(ev::click, move |_| said.set(save(ui)))
                .child("Save them"),
            chooser,
            move || {
                said.get()
                    .map(|words| p().class("second").attr("role", "status").child(words))
            },
        ))
        .into_any()
}

/// The button that loads a file, and the input behind it.
fn loader(ui: Ui, said: RwSignal<Option<String>>) -> (impl IntoView, impl IntoView) {
    let chooser = NodeRef::<leptos::html::Input>::new();
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
        button()
            .attr("type", "button")
            .class("link second")
            .attr("data-testid", "templates-load")
            .on(ev::click, move |_| {
                if let Some(input) = chooser.get_untracked() {
                    input.unchecked_ref::<web_sys::HtmlElement>().click();
                }
            })
            .child("Load a file"),
        input()
            .node_ref(chooser)
            .attr("type", "file")
            .attr("accept", ".json,application/json")
            .attr("hidden", "")
            .attr("data-testid", "templates-file")
            .on(ev::change, load),
    )
}

/// Saves all templates as a file; what is to be said of it.
fn save(ui: Ui) -> Option<String> {
    let (text, left_out) = ui.session.catalogue.with_untracked(|catalogue| {
        let session = ui
            .session
            .review
            .with_untracked(|review| Templates::of(catalogue, review));
        let all = ui.templates.with_untracked(|loaded| session.and(loaded));
        all.to_json(catalogue)
    });
    let taken = sink::download("darkroom-templates.json", "application/json", &text);
    match (taken, left_out) {
        (false, _) => Some("The browser would not save the file.".into()),
        (true, 0) => None,
        (true, left_out) => Some(format!(
            "{} left out: the device’s name may name a person.",
            count(left_out, "template", "templates")
        )),
    }
}

/// Takes a file's templates; what became of it, in words.
async fn read(ui: Ui, file: web_sys::File) -> String {
    if file.size() > LARGEST {
        return "This file is too large for templates.".into();
    }
    let text = JsFuture::from(file.text()).await.ok();
    let Some(text) = text.and_then(|text| text.as_string()) else {
        return "This file can’t be read.".into();
    };
    match Templates::from_json(&text) {
        Ok(templates) => {
            let words = format!(
                "{} loaded. They are offered where they fit.",
                count(templates.len(), "template", "templates")
            );
            ui.templates.update(|all| *all = templates.and(all));
            words
        }
        Err(error) => error.to_string(),
    }
}
