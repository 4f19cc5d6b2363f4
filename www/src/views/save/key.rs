//! The linking key on the Save step: whether one is to be kept, its passphrase, and the key itself when it is made.

use leptos::ev;
use leptos::html::{button, div, h2, input, label, p, span, strong};
use leptos::prelude::*;

use crate::controllers::linking;
use crate::controllers::linking::FILE_NAME;
use crate::state::key::KeyForm;
use crate::state::key::Made;
use crate::state::ui::Ui;
use crate::views::icons::{Icon, icon};
use darkroom::catalogue::words::sentence;
use darkroom::deliver::Passphrase;

/// Letters that a passphrase has at least.
const SHORTEST: usize = darkroom::deliver::Passphrase::SHORTEST;

/// Before a run: whether a key is to be kept, and the passphrase.
pub fn wanted(ui: Ui) -> AnyView {
    let form = ui.session.key_form;
    let wanted = Memo::new(move |_| form.with(|form| form.wanted));
    div()
        .class("key-wanted")
        .child((
            h2().child("Linking key"),
            label().class("check").child((
                input()
                    .attr("type", "checkbox")
                    .attr("data-testid", "key-make")
                    .prop("checked", move || wanted.get())
                    .on(ev::change, move |event| {
                        let wanted = event_target_checked(&event);
                        form.update(|form| {
                            form.wanted = wanted;
                            form.wipe();
                        });
                    }),
                strong().child("Keep a linking key"),
            )),
            p().class("second indented").child(
                "It leads back to the patients, and gives them the same case names in a later export. Keep it at the \
                 trust, never with the images, and only if your trust allows.",
            ),
            move || wanted.get().then(|| fields(ui)),
        ))
        .into_any()
}

fn fields(ui: Ui) -> AnyView {
    let form = ui.session.key_form;
    let first = move || {
        form.with(|form| match form.passphrase.chars().count() {
            0 => format!(
                "At least {SHORTEST} letters. Four words that don’t belong together do well."
            ),
            some if some < SHORTEST => format!("At least {SHORTEST} letters; these are {some}."),
            _ => match Passphrase::typed(&form.passphrase).check() {
                Ok(()) => "Good enough.".to_owned(),
                Err(weak) => sentence(&weak.to_string()),
            },
        })
    };
    // Not while it is still being typed the same.
    let differ = Memo::new(move |_| {
        form.with(|form| !form.passphrase.starts_with(&form.again) && !form.again.is_empty())
    });
    (
        field(
            "Passphrase",
            "key-passphrase",
            move || form.with(|form| form.passphrase.clone()),
            move |text| form.update(|form| form.passphrase = text),
            p().class("second")
                .attr("id", "key-passphrase-hint")
                .child(first)
                .into_any(),
        ),
        field(
            "The same again",
            "key-passphrase-again",
            move || form.with(|form| form.again.clone()),
            move |text| form.update(|form| form.again = text),
            p().class("wrong")
                .attr("id", "key-passphrase-again-hint")
                .attr("role", "alert")
                .attr("hidden", move || !differ.get())
                .child(move || {
                    differ
                        .get()
                        .then_some("The two passphrases are not the same.")
                })
                .into_any(),
        ),
        p().class("second").child(
            "Write it down, and keep it apart from the key: without it nobody can open the key.",
        ),
    )
        .into_any()
}

pub(super) fn field(
    words: &'static str,
    test_id: &'static str,
    value: impl Fn() -> String + Send + Sync + 'static,
    set: impl Fn(String) + 'static,
    hint: AnyView,
) -> AnyView {
    div()
        .class("field")
        .child((
            label().attr("for", test_id).child(words),
            input()
                .attr("id", test_id)
                .attr("type", "password")
                .attr("autocomplete", "off")
                .attr("data-testid", test_id)
                .attr("aria-describedby", format!("{test_id}-hint"))
                .prop("value", value)
                .on(ev::input, move |event| set(event_target_value(&event))),
            hint,
        ))
        .into_any()
}

/// Why saving has to wait for the passphrase, in words.
pub fn problem(ui: Ui) -> Option<String> {
    ui.session.key_form.with(KeyForm::problem)
}

/// The same, where saving would be clicked.
pub fn blocked(ui: Ui) -> Option<AnyView> {
    let words = problem(ui)?;
    let row = div()
        .class("ready")
        .attr("data-testid", "key-blocked")
        .child((
            icon(Icon::Document),
            span()
                .class("wrong-words")
                .child(format!("{words}, so nothing can be saved yet")),
        ));
    Some(row.into_any())
}

/// After a run that was to keep one: the key.
pub fn made(ui: Ui) -> AnyView {
    let made = Memo::new(move |_| ui.session.key.with(|key| key.made.clone()));
    (move || match made.get() {
        Made::None => ().into_any(),
        Made::Sealing => div()
            .class("note")
            .attr("role", "status")
            .child((
                strong().child("The linking key is being sealed"),
                p().child("This takes a moment."),
            ))
            .into_any(),
        Made::Sealed { saved } => div()
            .class("note key-made")
            .attr("role", "status")
            .child((
                div().child((
                    strong().child(if saved {
                        "The linking key is in the browser’s download folder"
                    } else {
                        "The linking key is not saved yet"
                    }),
                    p().child((
                        span().class("name").child(FILE_NAME),
                        ": keep it at the trust, not with the images. Without the passphrase nobody can open it.",
                    )),
                )),
                button()
                    .attr("type", "button")
                    .class("button second-button")
                    .attr("data-testid", "key-save")
                    .on(ev::click, move |_| linking::save(ui.session))
                    .child(if saved { "Save it again" } else { "Save the linking key" }),
            ))
            .into_any(),
        Made::Failed(words) => div()
            .class("errors")
            .attr("role", "alert")
            .child((
                h2().child("There is no linking key"),
                p().child(words),
                p().child("The images are saved all the same. To get a key, tick it again and save again before you close the page."),
            ))
            .into_any(),
    })
    .into_any()
}
