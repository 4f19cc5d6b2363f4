//! Loading a linking key, before anything is cleaned: the file, its passphrase, and what came of it.

use leptos::ev;
use leptos::html::{self, button, code, div, h2, input, label, p, section};
use leptos::prelude::*;

use crate::controllers::linking;
use crate::state::key::KeyState;
use crate::state::key::wipe;
use crate::state::ui::Ui;
use crate::words::count;

/// The section of the Add step.
pub fn open_key(ui: Ui) -> AnyView {
    let key = ui.session.key;
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
                (false, _) => (
                    p().child(
                        "Load the linking key that was kept with it: the same patients get the same case names. Do so \
                         before you save anything.",
                    ),
                    form(key, "key", move |file, typed| linking::open(ui.session, file, typed)),
                )
                    .into_any(),
            },
        ))
        .into_any()
}

/// What is chosen and typed to open a linking key.
#[derive(Clone, Copy)]
struct Choice {
    key: RwSignal<KeyState>,
    /// Begins the names of the fields.
    name: &'static str,
    file: StoredValue<Option<web_sys::File>, LocalStorage>,
    file_name: RwSignal<String>,
    typed: RwSignal<String>,
    fault: RwSignal<Option<&'static str>>,
}

/// The file of a linking key, its passphrase, and what came of them. `name` begins the names of the fields; `open`
/// takes the file and what was typed.
pub fn form(
    key: RwSignal<KeyState>,
    name: &'static str,
    open: impl Fn(web_sys::File, String) + Copy + Send + Sync + 'static,
) -> AnyView {
    let choice = Choice {
        key,
        name,
        file: StoredValue::new_local(None),
        file_name: RwSignal::new(String::new()),
        typed: RwSignal::new(String::new()),
        fault: RwSignal::new(None),
    };
    let wrong = move || {
        let words = choice.fault.get().map(str::to_owned);
        words.or_else(|| key.with(|key| key.fault.clone()))
    };
    (
        choice.file_buttons(),
        passphrase(choice, move || choice.press(open)),
        move || {
            wrong().map(|words| {
                p().class("wrong")
                    .attr("role", "alert")
                    .attr("data-testid", format!("{name}-fault"))
                    .child(words)
            })
        },
    )
        .into_any()
}

impl Choice {
    /// A file was picked.
    fn take(self, picked: web_sys::File) {
        self.file_name.set(picked.name());
        self.file.set_value(Some(picked));
        self.fault.set(None);
        self.key.update(|key| key.fault = None);
    }

    /// Opens what is chosen, or says what is missing.
    fn press(self, open: impl Fn(web_sys::File, String)) {
        match self.file.get_value() {
            None => self
                .fault
                .set(Some("Choose the file of the linking key first.")),
            Some(_) if self.typed.with_untracked(String::is_empty) => {
                self.fault
                    .set(Some("Type the passphrase of the linking key."));
            }
            Some(file) => {
                self.fault.set(None);
                open(file, self.typed.get_untracked());
                self.typed.update(wipe);
            }
        }
    }

    /// The button that picks a file, and its name.
    fn file_buttons(self) -> impl IntoView {
        let picker = NodeRef::<html::Input>::new();
        let pick = move |_| {
            let Some(input) = picker.get_untracked() else {
                return;
            };
            let picked = input.files().and_then(|files| files.get(0));
            // So that the same file can be picked again.
            input.set_value("");
            if let Some(picked) = picked {
                self.take(picked);
            }
        };
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
                .attr("data-testid", format!("{}-load", self.name))
                .on(ev::change, pick),
            code().child(move || self.file_name.get()),
        ))
    }
}

/// Once a file is chosen: its passphrase, and the button that opens it.
fn passphrase(choice: Choice, press: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let Choice {
        key,
        name,
        file_name,
        typed,
        ..
    } = choice;
    let opening = Memo::new(move |_| key.with(|key| key.opening));
    let field = format!("{name}-load-passphrase");
    div()
        .class("field")
        .attr("hidden", move || file_name.with(String::is_empty))
        .child((
            label().attr("for", field.clone()).child("Its passphrase"),
            div().class("with-button").child((
                input()
                    .attr("id", field.clone())
                    .attr("type", "password")
                    .attr("autocomplete", "off")
                    .attr("data-testid", field)
                    .prop("value", move || typed.get())
                    .on(ev::input, move |event| {
                        typed.set(event_target_value(&event))
                    })
                    .on(ev::keydown, move |event| {
                        if event.key() == "Enter" {
                            press();
                        }
                    }),
                button()
                    .attr("type", "button")
                    .class("button second-button")
                    .attr("data-testid", format!("{name}-open"))
                    .attr("aria-disabled", move || opening.get().then_some("true"))
                    .on(ev::click, move |_| press())
                    .child(move || if opening.get() { "Opening" } else { "Open it" }),
            )),
        ))
}
