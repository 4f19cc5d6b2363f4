//! Saving the rules in force as a file, and loading them from one.

use leptos::ev;
use leptos::html::{self, button, div, input, p};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::controllers::{permission, rules};
use crate::state::ui::Ui;
use crate::state::ui::keep::KeepDraft;
use darkroom::deid::PolicyFile;

/// What came of the last try.
#[derive(Clone)]
enum Came {
    Loaded,
    Fault(String),
}

/// The buttons, and what came of pressing them.
pub fn files(ui: Ui) -> AnyView {
    let came = RwSignal::new(None);
    div()
        .class("rule-files")
        .child((
            button()
                .attr("type", "button")
                .class("button small")
                .attr("data-testid", "policy-save")
                .on(ev::click, move |_| {
                    came.set(rules::save(&ui.session.rules()).err().map(Came::Fault));
                })
                .child("Save these rules"),
            loader(ui, came),
            move || came.get().map(came_words),
        ))
        .into_any()
}

/// The button that picks a file of rules.
fn loader(ui: Ui, came: RwSignal<Option<Came>>) -> impl IntoView {
    let picker = NodeRef::<html::Input>::new();
    let stand = move || ui.rules_stand();
    let load = move |_| {
        let Some(input) = picker.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        // So that the same file can be picked again.
        input.set_value("");
        let Some(file) = file else { return };
        spawn_local(async move {
            let read = rules::load(&file).await;
            came.try_set(Some(take(ui, read)));
        });
    };
    (
        button()
            .attr("type", "button")
            .class("button small")
            .attr("disabled", stand)
            .on(ev::click, move |_| {
                if let Some(input) = picker.get_untracked() {
                    input.click();
                }
            })
            .child("Load rules…"),
        input()
            .node_ref(picker)
            .attr("type", "file")
            .attr("accept", ".json,application/json")
            .attr("hidden", true)
            .attr("disabled", stand)
            .attr("aria-label", "File of rules")
            .attr("data-testid", "policy-load")
            .on(ev::change, load),
    )
}

fn came_words(came: Came) -> AnyView {
    match came {
        Came::Loaded => p()
            .attr("role", "status")
            .class("second")
            .child("These rules are loaded and in force.")
            .into_any(),
        Came::Fault(words) => p()
            .attr("role", "alert")
            .class("wrong")
            .attr("data-testid", "policy-fault")
            .child(words)
            .into_any(),
    }
}

fn take(ui: Ui, read: Result<PolicyFile, String>) -> Came {
    match read {
        // The rules may have been shut while the file was read.
        Ok(_) if untrack(move || ui.rules_stand()) => {
            Came::Fault("The rules can’t be changed now.".into())
        }
        Ok(file) => {
            ui.keep.set(KeepDraft::of(&file.policy));
            ui.set_policy(file.policy.clone());
            permission::take(ui.session, &file);
            ui.session.loaded.set_value(Some(file));
            Came::Loaded
        }
        Err(words) => Came::Fault(words),
    }
}
