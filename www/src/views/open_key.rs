//! Loading a linking key, before anything is cleaned: the file, its passphrase, and what came of it.

use leptos::ev;
use leptos::html::{self, button, code, div, h2, input, label, p, section};
use leptos::prelude::*;

use super::state::Ui;
use super::words::count;
use crate::linking::wipe;

/// The section of the Add step.
pub fn open_key(ui: Ui) -> AnyView {
    let key = ui.app.key;
    let used = Memo::new(move |_| key.with(|key| key.used));
    let opened = Memo::new(move |_| key.with(|key| key.opened));
    section()
        .class("open-key")
        .attr("aria-label", "Linking key")
        .child((
            h2().child("Same patients as in an earlier export?"),
            move || {
                opened.get().map(|cases| {
                    div()
                        .class("note")
                        .attr("role", "status")
                        .attr("data-testid", "key-opened")
                        .child(format!(
                            "The linking key is loaded. It knows {}: what is cleaned of them gets the same case names and UIDs as before, and its dates move by as much.",
                            count(cases, "case", "cases")
                        ))
                })
            },
            move || match (used.get(), opened.get()) {
                (true, None) => p()
                    .class("second")
                    .child(
                        "Something has been cleaned with new case names. To use those of an earlier export, reload the \
                         page and load the linking key first.",
                    )
                    .into_any(),
                (true, Some(_)) => ().into_any(),
                (false, _) => form(ui),
            },
        ))
        .into_any()
}

fn form(ui: Ui) -> AnyView {
    let key = ui.app.key;
    let picker = NodeRef::<html::Input>::new();
    let file = StoredValue::new_local(None::<web_sys::File>);
    let name = RwSignal::new(String::new());
    let passphrase = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let opening = Memo::new(move |_| key.with(|key| key.opening));
    let pick = move |_| {
        let Some(input) = picker.get_untracked() else {
            return;
        };
        let picked = input.files().and_then(|files| files.get(0));
        // So that the same file can be picked again.
        input.set_value("");
        if let Some(picked) = picked {
            name.set(picked.name());
            file.set_value(Some(picked));
            fault.set(None);
            key.update(|key| key.fault = None);
        }
    };
    let open = move || {
        let Some(file) = file.get_value() else {
            return fault.set(Some("Choose the file of the linking key first.".into()));
        };
        let mut typed = passphrase.get_untracked();
        if typed.is_empty() {
            return fault.set(Some("Type the passphrase of the linking key.".into()));
        }
        fault.set(None);
        ui.app.open_key(file, std::mem::take(&mut typed));
        passphrase.update(wipe);
    };
    let has_file = move || !name.with(String::is_empty);
    (
        p().child(
            "Load the linking key that was kept with it: the same patients get the same case names. Do so before you \
             save anything.",
        ),
        div().class("row-of-buttons").child((
            button()
                .attr("type", "button")
                .class("button")
                .on(ev::click, move |_| {
                    if let Some(input) = picker.get_untracked() {
                        input.click();
                    }
                })
                .child("Load a linking key…"),
            input()
                .node_ref(picker)
                .attr("type", "file")
                .attr("accept", ".age")
                .attr("hidden", true)
                .attr("aria-label", "File of the linking key")
                .attr("data-testid", "key-load")
                .on(ev::change, pick),
            code().child(move || name.get()),
        )),
        div()
            .class("field")
            .attr("hidden", move || !has_file())
            .child((
                label()
                    .attr("for", "key-load-passphrase")
                    .child("Its passphrase"),
                div().class("with-button").child((
                    input()
                        .attr("id", "key-load-passphrase")
                        .attr("type", "password")
                        .attr("autocomplete", "off")
                        .attr("data-testid", "key-load-passphrase")
                        .prop("value", move || passphrase.get())
                        .on(ev::input, move |event| {
                            passphrase.set(event_target_value(&event))
                        })
                        .on(ev::keydown, move |event| {
                            if event.key() == "Enter" {
                                open();
                            }
                        }),
                    button()
                        .attr("type", "button")
                        .class("button second-button")
                        .attr("data-testid", "key-open")
                        .attr("aria-disabled", move || opening.get().then_some("true"))
                        .on(ev::click, move |_| open())
                        .child(move || if opening.get() { "Opening" } else { "Open it" }),
                )),
            )),
        move || {
            fault
                .get()
                .or_else(|| key.with(|key| key.fault.clone()))
                .map(|words| {
                    p().class("wrong")
                        .attr("role", "alert")
                        .attr("data-testid", "key-fault")
                        .child(words)
                })
        },
    )
        .into_any()
}
