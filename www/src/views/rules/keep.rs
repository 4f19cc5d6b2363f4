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

/// Changes what is ticked and typed, and the rules with it.
fn set(ui: Ui, change: impl FnOnce(&mut KeepDraft)) {
    if untrack(move || ui.rules_stand()) {
        return;
    }
    ui.keep.update(change);
    let keep = ui.keep.with_untracked(KeepDraft::keep);
    ui.set_policy(ui.session.policy.get_untracked().keeping(keep));
}

/// The section, shut until it is wanted.
pub fn keep(ui: Ui) -> AnyView {
    let open = ui.keep.with_untracked(KeepDraft::wanted);
    let kept = move || {
        let policy = ui.session.policy;
        let words = policy.with(|policy| policy.kept().map(Keep::words));
        words.map_or_else(|| "No".to_owned(), |words| format!("Kept: {words}"))
    };
    details()
        .class("keep")
        .prop("open", open)
        .child((
            summary().child((
                strong().child("Keep the hospital’s own number"),
                span().class("second").child(kept),
            )),
            p().child(
                "Only where your trust has given permission. Whoever has these images and the hospital’s records can \
                 find out who the patients are.",
            ),
            ticks(ui),
            field(
                ui,
                "Who gave permission",
                "permission-by",
                |draft| &draft.by,
                "Say who gave permission: a name and a role.",
                move |text| set(ui, |draft| draft.by = text),
            ),
            field(
                ui,
                "Why",
                "permission-why",
                |draft| &draft.why,
                "Say why the number is needed.",
                move |text| set(ui, |draft| draft.why = text),
            ),
            p().attr("role", "status")
                .class("second")
                .child(move || ui.keep.with(standing)),
        ))
        .into_any()
}

/// The numbers that can be kept.
fn ticks(ui: Ui) -> impl IntoView {
    ul().class("options").child((
        tick(
            ui,
            "Patient ID",
            "keep-patient-id",
            |draft| draft.patient_id,
            move |on| set(ui, |draft| draft.patient_id = on),
        ),
        tick(
            ui,
            "Accession number",
            "keep-accession-number",
            |draft| draft.accession,
            move |on| set(ui, |draft| draft.accession = on),
        ),
    ))
}

/// What of it is in force, in words.
fn standing(draft: &KeepDraft) -> &'static str {
    match (draft.wanted(), draft.keep().is_some()) {
        (false, _) => "Nothing is kept. The patient’s name, birth date and address go in any case.",
        (true, false) => "Nothing is kept until both are filled in.",
        (true, true) => {
            "In force. The certificate names the permission, so write nothing about a patient in it. The \
             patient’s name, birth date and address still go."
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ticked(by: &str, why: &str) -> KeepDraft {
        KeepDraft {
            patient_id: true,
            accession: false,
            by: by.into(),
            why: why.into(),
        }
    }

    #[test]
    fn a_field_lacks_nothing_until_a_number_is_wanted() {
        assert_eq!(lacks(&KeepDraft::default(), "", "Say why."), None);
        assert_eq!(lacks(&ticked("", ""), "", "Say why."), Some("Say why."));
    }

    #[test]
    fn a_field_needs_letters_and_not_too_many() {
        let draft = ticked("", "");
        assert_eq!(lacks(&draft, " - ", "Say why."), Some("Say why."));
        let long = "a".repeat(Permission::LONGEST + 1);
        assert_eq!(
            lacks(&draft, &long, "Say why."),
            Some("At most 500 letters.")
        );
        assert_eq!(lacks(&draft, "Audit 7", "Say why."), None);
        assert!(lacks(&draft, "Audit\u{202e}7", "Say why.").is_some());
    }

    #[test]
    fn what_is_said_follows_what_is_in_force() {
        assert!(standing(&KeepDraft::default()).starts_with("Nothing is kept. "));
        assert!(standing(&ticked("Dr Rowan", "")).starts_with("Nothing is kept until"));
        assert!(standing(&ticked("Dr Rowan", "Audit 7")).starts_with("In force."));
    }
}
