//! Keeping the hospital's own number: what is ticked, and who gave permission and why.
//!
//! In comes what a person ticks and types; out goes a policy that keeps a number, once both texts say something, and
//! one that keeps none until then.

use leptos::ev;
use leptos::html::{details, div, input, label, li, p, span, strong, summary, ul};
use leptos::prelude::*;

use crate::state::ui::Ui;
use crate::state::ui::keep::KeepDraft;
use darkroom::deid::plain_line::plain_line;
use darkroom::deid::{Keep, Permission};

/// What a field lacks, in words; nothing where no number is to be kept.
fn lacks(draft: &KeepDraft, text: &str, words: &'static str) -> Option<&'static str> {
    if !draft.wanted() {
        None
    } else if text.chars().count() > Permission::LONGEST {
        Some("At most 500 letters.")
    } else if plain_line(text).is_err() {
        Some("It holds characters that control how text is written: type it anew.")
    } else if !text.chars().any(char::is_alphanumeric) {
        Some(words)
    } else {
        None
    }
}

/// The section, shut until it is wanted.
pub fn keep(ui: Ui) -> AnyView {
    let draft = ui.keep;
    let open = draft.with_untracked(KeepDraft::wanted);
    let set = move |change: &dyn Fn(&mut KeepDraft)| {
        if untrack(move || ui.rules_stand()) {
            return;
        }
        draft.update(|draft| change(draft));
        let keep = draft.with_untracked(KeepDraft::keep);
        ui.set_policy(ui.session.policy.get_untracked().keeping(keep));
    };
    details()
        .class("keep")
        .prop("open", open)
        .child((
            summary().child((
                strong().child("Keep the hospital’s own number"),
                span().class("second").child(move || {
                    let words = ui
                        .session
                        .policy
                        .with(|policy| policy.kept().map(Keep::words));
                    words.map_or_else(|| "No".to_owned(), |words| format!("Kept: {words}"))
                }),
            )),
            p().child(
                "Only where your trust has given permission. Whoever has these images and the hospital’s records can \
                 find out who the patients are.",
            ),
            ul().class("options").child((
                tick(ui, "Patient ID", "keep-patient-id", |draft| draft.patient_id, move |on| {
                    set(&|draft| draft.patient_id = on)
                }),
                tick(ui, "Accession number", "keep-accession-number", |draft| draft.accession, move |on| {
                    set(&|draft| draft.accession = on)
                }),
            )),
            field(
                ui,
                "Who gave permission",
                "permission-by",
                |draft| &draft.by,
                "Say who gave permission: a name and a role.",
                move |text| set(&|draft| draft.by = text.clone()),
            ),
            field(
                ui,
                "Why",
                "permission-why",
                |draft| &draft.why,
                "Say why the number is needed.",
                move |text| set(&|draft| draft.why = text.clone()),
            ),
            p().attr("role", "status").class("second").child(move || {
                draft.with(|draft| match (draft.wanted(), draft.keep().is_some()) {
                    (false, _) => "Nothing is kept. The patient’s name, birth date and address go in any case.",
                    (true, false) => "Nothing is kept until both are filled in.",
                    (true, true) => {
                        "In force. The certificate names the permission, so write nothing about a patient in it. The \
                         patient’s name, birth date and address still go."
                    }
                })
            }),
        ))
        .into_any()
}

fn tick(
    ui: Ui,
    words: &'static str,
    test_id: &'static str,
    read: fn(&KeepDraft) -> bool,
    set: impl Fn(bool) + 'static,
) -> AnyView {
    li().class("option")
        .child(
            label().class("check").child((
                input()
                    .attr("type", "checkbox")
                    .attr("data-testid", test_id)
                    .attr("disabled", move || ui.rules_stand())
                    .prop("checked", move || ui.keep.with(read))
                    .on(ev::change, move |event| set(event_target_checked(&event))),
                strong().child(words),
            )),
        )
        .into_any()
}

fn field(
    ui: Ui,
    words: &'static str,
    test_id: &'static str,
    read: fn(&KeepDraft) -> &String,
    blank: &'static str,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let fault = Memo::new(move |_| ui.keep.with(|draft| lacks(draft, read(draft), blank)));
    let fault_id = format!("{test_id}-fault");
    div()
        .class("field")
        .child((
            label().attr("for", test_id).child(words),
            input()
                .attr("id", test_id)
                .attr("type", "text")
                .attr("autocomplete", "off")
                .attr("data-testid", test_id)
                .attr("disabled", move || ui.rules_stand())
                .attr("aria-invalid", move || {
                    fault.get().is_some().then_some("true")
                })
                .attr("aria-describedby", fault_id.clone())
                .prop("value", move || ui.keep.with(|draft| read(draft).clone()))
                .on(ev::input, move |event| set(event_target_value(&event))),
            p().attr("id", fault_id)
                .class("wrong")
                .attr("hidden", move || fault.get().is_none())
                .child(move || fault.get()),
        ))
        .into_any()
}
