//! "These are encrypted": the password of archives is asked for, on the Add step, and tried on all that are locked.
//!
//! In come the catalogue's locked items; out goes what is typed, which no signal keeps once it has been given.

use leptos::ev;
use leptos::html::{button, div, input, label, p, section, span, strong};
use leptos::prelude::*;

use super::icons::{Icon, icon};
use crate::controllers::intake;
use crate::state::intake::Locks;
use crate::state::intake::PasswordOutcome;
use crate::state::key::wipe;
use crate::state::ui::{Step, Ui};
use crate::words::{count, thousands};

/// The question, where something is locked.
pub fn ask(ui: Ui) -> AnyView {
    let locked = Memo::new(move |_| {
        ui.session
            .catalogue
            .with(|catalogue| catalogue.locked().count())
    });
    let is_any = Memo::new(move |_| locked.get() > 0);
    (move || is_any.get().then(|| form(ui, locked))).into_any()
}

/// `1 file is encrypted, and held until it is opened.`
fn held_words(locked: usize) -> String {
    match locked {
        1 => "1 file is encrypted, and held until it is opened.".to_owned(),
        many => format!(
            "{} are encrypted, and held until they are opened.",
            count(many, "file", "files")
        ),
    }
}

fn form(ui: Ui, locked: Memo<usize>) -> AnyView {
    section()
        .class("note")
        .attr("data-testid", "containers-locked")
        .child((
            strong().child(move || held_words(locked.get())),
            p().child(
                "Type the password that came with them: it is tried on all of them, kept in this page’s memory until the \
                 page is closed, and written nowhere. Nothing is unpacked to the disk.",
            ),
            field(ui),
            move || {
                let words = ui.session.locks.with(outcome_words)?;
                let words = p()
                    .class("wrong")
                    .attr("role", "alert")
                    .attr("data-testid", "zip-password-fault")
                    .child(words);
                Some(words)
            },
        ))
        .into_any()
}

/// The password, and the button that tries it.
fn field(ui: Ui) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let locks = ui.session.locks;
    let open = move || {
        if password.with_untracked(String::is_empty) || locks.with_untracked(|locks| locks.trying) {
            return;
        }
        intake::unlock(ui.session, password.get_untracked());
        password.update(wipe);
    };
    div().class("field").child((
        label().attr("for", "zip-password").child("Password"),
        div().class("with-button").child((
            input()
                .attr("id", "zip-password")
                .attr("type", "password")
                .attr("autocomplete", "off")
                .attr("data-testid", "zip-password")
                .prop("value", move || password.get())
                .on(ev::input, move |event| {
                    password.set(event_target_value(&event))
                })
                .on(ev::keydown, move |event| {
                    if event.key() == "Enter" {
                        open();
                    }
                }),
            button()
                .attr("type", "button")
                .class("button second-button")
                .attr("data-testid", "zip-password-open")
                .attr("aria-disabled", move || {
                    locks.with(|locks| locks.trying).then_some("true")
                })
                .on(ev::click, move |_| open())
                .child(move || match locks.with(|locks| locks.trying) {
                    true => "Opening",
                    false => "Open them",
                }),
        )),
    ))
}

/// What is held for want of a password, on the Save step.
pub fn unopened(ui: Ui) -> Option<AnyView> {
    let locked = ui
        .session
        .catalogue
        .with(|catalogue| catalogue.locked().count());
    let words = match locked {
        0 => return None,
        1 => "1 file is encrypted, and will be held".to_owned(),
        many => format!(
            "{} are encrypted, and will be held",
            count(many, "file", "files")
        ),
    };
    let row = div()
        .class("ready")
        .attr("data-testid", "locked-unopened")
        .child((
            icon(Icon::Document),
            span().child(words),
            button()
                .attr("type", "button")
                .class("link")
                .on(ev::click, move |_| ui.go(Step::Add))
                .child("Give the password on the Add step"),
        ));
    Some(row.into_any())
}

/// What came of the last password, in words.
fn outcome_words(locks: &Locks) -> Option<String> {
    Some(match locks.outcome? {
        PasswordOutcome::Wrong => {
            "That password opens none of them. Check capitals and blanks, and try again.".to_owned()
        }
        PasswordOutcome::OpenedSome(opened) => format!(
            "It opened {}. The others need another password.",
            thousands(opened)
        ),
    })
}
