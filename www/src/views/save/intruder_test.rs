//! The motivated intruder test: a line that says whether one is recorded, and its short form. Never asked for, and never in
//! the way: it is for whoever has looked at the cleaned images as an outsider would.

use leptos::ev;
use leptos::html::{button, div, h2, p, section, span};
use leptos::prelude::*;

use super::permission::{chosen, typed};
use crate::controllers::permission;
use crate::state::Session;
use crate::state::ui::Ui;
use crate::views::icons::{Icon, icon};
use darkroom::deid::{TestResult, TestSaid};

/// What is recorded, or the form; nothing for the sample study.
pub fn intruder_test(ui: Ui) -> AnyView {
    let shown = Memo::new(move |_| {
        ui.session.permission.with(|state| {
            let recorded = match &state.test.said {
                TestSaid::NotDone => None,
                TestSaid::Recorded(test) => Some(format!(
                    "Motivated intruder test: {}, {}, {}",
                    test.by(),
                    crate::words::date(&test.date().replace('-', "")),
                    test.result().words()
                )),
            };
            state.asked.then_some((state.test.is_open, recorded))
        })
    });
    (move || match shown.get()? {
        (true, _) => Some(form(ui)),
        (false, recorded) => Some(line(ui, recorded)),
    })
    .into_any()
}

fn line(ui: Ui, recorded: Option<String>) -> AnyView {
    let is_recorded = recorded.is_some();
    let link = |test_id: &'static str, words: &'static str, press: fn(Session)| {
        button()
            .attr("type", "button")
            .class("link")
            .attr("data-testid", test_id)
            .on(ev::click, move |_| press(ui.session))
            .child(words)
    };
    let words = recorded.unwrap_or_else(|| "No motivated intruder test is recorded".to_owned());
    div()
        .class("ready")
        .attr("data-testid", "test-said")
        .attr("role", "status")
        .child((
            icon(Icon::Eye),
            span().child(words),
            span().class("row-of-buttons").child((
                link(
                    "test-open",
                    if is_recorded { "Change" } else { "Record one" },
                    |session| permission::open_test(session, true),
                ),
                is_recorded.then(|| link("test-forget", "Take it off", permission::forget_test)),
            )),
        ))
        .into_any()
}

fn form(ui: Ui) -> AnyView {
    let state = ui.session.permission;
    let fault = move || state.with(|state| state.test.fault.clone());
    section()
        .class("note permission")
        .attr("aria-label", "Motivated intruder test")
        .attr("data-testid", "test")
        .child((
            h2().child("Who looked at the cleaned images as an outsider would?"),
            p().class("second").child(
                "Save once, try for a while to find out from what was saved and what is public who a patient is, then \
                 save again with this record. It goes onto the certificate. Write nothing about a patient in it.",
            ),
            fields(ui),
            p().attr("role", "alert")
                .class("wrong")
                .attr("data-testid", "test-fault")
                .attr("hidden", move || fault().is_none())
                .child(fault),
            div().class("row-of-buttons").child((
                button()
                    .attr("type", "button")
                    .class("button second-button")
                    .attr("data-testid", "test-record")
                    .on(ev::click, move |_| permission::record_test(ui.session))
                    .child("Record the test"),
                button()
                    .attr("type", "button")
                    .class("button")
                    .on(ev::click, move |_| permission::open_test(ui.session, false))
                    .child("Cancel"),
            )),
        ))
        .into_any()
}

fn fields(ui: Ui) -> impl IntoView {
    div().class("fields").child((
        typed(ui, ("Name, initials or role", "test-by", "text"), |state| {
            &mut state.test.form.by
        }),
        typed(ui, ("On", "test-date", "date"), |state| {
            &mut state.test.form.date
        }),
        chosen(
            ui,
            ("Result", "test-result"),
            TestResult::ALL.map(TestResult::words).as_slice(),
            |state| {
                let result = state.test.form.result;
                TestResult::ALL.iter().position(|one| Some(*one) == result)
            },
            |state, at| {
                state.test.form.result = at.and_then(|at| TestResult::ALL.get(at).copied());
            },
        ),
        typed(ui, ("More about it", "test-words", "text"), |state| {
            &mut state.test.form.words
        }),
    ))
}
