//! The permission to use the images: a short form before the first save, never in its way.
//!
//! In comes what a person chooses and types; out goes a record for the certificate, or that they went on without one.

use leptos::ev;
use leptos::html::{self, button, div, h2, input, label, option, p, section, select, span, strong};
use leptos::prelude::*;

use super::super::icons::{Icon, icon};
use crate::controllers::permission;
use crate::state::permission::PermissionState;
use crate::state::ui::{Step, Ui};
use darkroom::deid::{Keep, PermissionSaid, Purpose, Role};

/// The form, or what was said; nothing for the sample study.
pub fn permission(ui: Ui) -> AnyView {
    let state = ui.session.permission;
    let said = Memo::new(move |_| state.with(|state| (state.is_open(), state.said.clone())));
    (move || match said.get() {
        (true, _) => form(ui),
        (false, PermissionSaid::Recorded(record)) => said_row(
            ui,
            format!(
                "Permission: {}, {}, {}",
                record.from(),
                crate::words::date(&record.date().replace('-', "")),
                record.purpose()
            ),
            "Change",
        ),
        (false, PermissionSaid::Declined) => {
            said_row(ui, "No permission is recorded".to_owned(), "Record it")
        }
        (false, PermissionSaid::Nothing) => ().into_any(),
    })
    .into_any()
}

fn said_row(ui: Ui, words: String, change: &'static str) -> AnyView {
    div()
        .class("ready")
        .attr("data-testid", "permission-said")
        .attr("role", "status")
        .child((
            icon(Icon::Document),
            span().child(words),
            button()
                .attr("type", "button")
                .class("link")
                .attr("data-testid", "permission-change")
                .on(ev::click, move |_| permission::reopen(ui.session))
                .child(change),
        ))
        .into_any()
}

fn form(ui: Ui) -> AnyView {
    let state = ui.session.permission;
    let is_pressed = state.with_untracked(|state| state.pressed);
    section()
        .class("note permission")
        .attr("aria-label", "Permission to use the images")
        .attr("data-testid", "permission")
        .child((
            h2().child("Who gave permission to use these images?"),
            is_pressed.then(|| {
                p().child("The certificate of this zip says that no permission was recorded. Record it here, then save again.")
            }),
            p().class("second")
                .child("It goes onto the certificate. Write nothing about a patient in it."),
            div()
                .class("fields")
                .child((fields_of_giver(ui), fields_of_purpose(ui))),
            read_rules(ui),
            move || kept(ui),
            p().attr("role", "alert")
                .class("wrong")
                .attr("data-testid", "permission-fault")
                .attr("hidden", move || state.with(|state| state.fault.is_none()))
                .child(move || state.with(|state| state.fault.clone())),
            buttons(ui),
        ))
        .into_any()
}

fn fields_of_giver(ui: Ui) -> impl IntoView {
    (
        chosen(
            ui,
            ("Given by", "permission-from"),
            Role::ALL.map(Role::words).as_slice(),
            |state| {
                let from = state.form.from;
                Role::ALL.iter().position(|role| Some(*role) == from)
            },
            |state, at| state.form.from = at.and_then(|at| Role::ALL.get(at).copied()),
        ),
        typed(
            ui,
            (
                "Name or initials, if your trust wants them",
                "permission-name",
                "text",
            ),
            |state| &mut state.form.name,
        ),
        typed(ui, ("On", "permission-date", "date"), |state| {
            &mut state.form.date
        }),
    )
}

fn fields_of_purpose(ui: Ui) -> impl IntoView {
    (
        chosen(
            ui,
            ("For", "permission-purpose"),
            Purpose::ALL.map(Purpose::words).as_slice(),
            |state| {
                let purpose = state.form.purpose;
                Purpose::ALL.iter().position(|one| Some(*one) == purpose)
            },
            |state, at| state.form.purpose = at.and_then(|at| Purpose::ALL.get(at).copied()),
        ),
        typed(ui, ("More about it", "permission-words", "text"), |state| {
            &mut state.form.purpose_words
        }),
    )
}

/// Changes what is typed; what was said to be missing may be there now.
fn set(ui: Ui, change: impl FnOnce(&mut PermissionState)) {
    ui.session.permission.update(|state| {
        change(state);
        (state.fault, state.test.fault) = (None, None);
    });
}

/// A field of some choices, by its words and its name in tests.
pub(super) fn chosen(
    ui: Ui,
    (words, test_id): (&'static str, &'static str),
    choices: &[&'static str],
    read: fn(&PermissionState) -> Option<usize>,
    write: fn(&mut PermissionState, Option<usize>),
) -> AnyView {
    let value = move || {
        let at = ui.session.permission.with(read);
        at.map(|at| at.to_string()).unwrap_or_default()
    };
    let options = choices.iter().enumerate().map(|(at, words)| {
        option()
            .attr("value", at.to_string())
            .prop("selected", move || value() == at.to_string())
            .child(capital(words))
    });
    let options: Vec<_> = options.collect();
    div()
        .class("field")
        .child((
            label().attr("for", test_id).child(words),
            span().class("pick").child(
                select()
                    .attr("id", test_id)
                    .attr("data-testid", test_id)
                    .on(ev::change, move |event| {
                        let at = event_target_value(&event).parse().ok();
                        set(ui, |state| write(state, at));
                    })
                    .child((
                        option()
                            .attr("value", "")
                            .prop("selected", move || value().is_empty())
                            .child("Choose…"),
                        options,
                    )),
            ),
        ))
        .into_any()
}

/// A field to type in, by its words, its name in tests and its kind.
pub(super) fn typed(
    ui: Ui,
    (words, test_id, kind): (&'static str, &'static str, &'static str),
    field: fn(&mut PermissionState) -> &mut String,
) -> AnyView {
    // A copy is cheap, and spares each field a second function that reads.
    let value = move || {
        let mut state = ui.session.permission.get();
        field(&mut state).clone()
    };
    div()
        .class("field")
        .child((
            label().attr("for", test_id).child(words),
            input()
                .attr("id", test_id)
                .attr("type", kind)
                .attr("autocomplete", "off")
                .attr("data-testid", test_id)
                .prop("value", value)
                .on(ev::input, move |event| {
                    set(ui, |state| *field(state) = event_target_value(&event));
                }),
        ))
        .into_any()
}

fn capital(words: &str) -> String {
    darkroom::catalogue::words::capital(words)
}

fn read_rules(ui: Ui) -> impl IntoView {
    label().class("check").child((
        input()
            .attr("type", "checkbox")
            .attr("data-testid", "permission-rules")
            .prop("checked", move || {
                ui.session.permission.with(|state| state.form.rules_read)
            })
            .on(ev::change, move |event| {
                set(ui, |state| {
                    state.form.rules_read = event_target_checked(&event);
                });
            }),
        strong().child("I have read the host trust’s information governance rules"),
    ))
}

/// What stays of the hospital's own numbers is chosen with the rules, and nowhere else.
fn kept(ui: Ui) -> impl IntoView {
    let kept = ui
        .session
        .policy
        .with(|policy| policy.kept().map(Keep::words));
    let words = match kept {
        Some(kept) => format!("Kept by permission: {kept}. "),
        None => {
            "Patient ID and accession number are not kept. If your trust allows it: ".to_owned()
        }
    };
    p().class("second").child((
        words,
        button()
            .attr("type", "button")
            .class("link")
            .on(ev::click, move |_| ui.go(Step::Rules))
            .child("Change in Rules"),
    ))
}

fn buttons(ui: Ui) -> impl IntoView {
    let picker = NodeRef::<html::Input>::new();
    div().class("row-of-buttons").child((
        button()
            .attr("type", "button")
            .class("button second-button")
            .attr("data-testid", "permission-record")
            .on(ev::click, move |_| permission::record(ui.session))
            .child("Record permission"),
        button()
            .attr("type", "button")
            .class("button")
            .attr("data-testid", "permission-without")
            .on(ev::click, move |_| permission::decline(ui.session))
            .child("Go on without a record"),
        button()
            .attr("type", "button")
            .class("button")
            .on(ev::click, move |_| {
                if let Some(input) = picker.get_untracked() {
                    input.click();
                }
            })
            .child("Take from an earlier certificate…"),
        input()
            .node_ref(picker)
            .attr("type", "file")
            .attr("accept", ".json,application/json")
            .attr("hidden", true)
            .attr("aria-label", "Certificate or file of rules")
            .attr("data-testid", "permission-load")
            .on(ev::change, move |_| {
                let Some(input) = picker.get_untracked() else {
                    return;
                };
                let file = input.files().and_then(|files| files.get(0));
                // So that the same file can be picked again.
                input.set_value("");
                if let Some(file) = file {
                    permission::load(ui.session, file);
                }
            }),
    ))
}
