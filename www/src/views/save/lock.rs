//! The lock of the zip, beside the ways that a zip can go: whether it is wanted, and its passphrase.

use leptos::ev;
use leptos::html::{div, input, label, p, strong};
use leptos::prelude::*;

use super::key::field;
use crate::state::lock::LockForm;
use crate::state::ui::Ui;
use darkroom::catalogue::words::sentence;
use darkroom::deliver::{Passphrase, ZipPassphrase};

/// Letters that a passphrase has at least.
const SHORTEST: usize = Passphrase::SHORTEST;

/// Whether the zip is to be locked, and the passphrase.
pub fn wanted(ui: Ui) -> AnyView {
    let form = ui.session.zip_lock;
    let wanted = Memo::new(move |_| form.with(|form| form.wanted));
    div()
        .class("zip-lock")
        .child((
            label().class("check").child((
                input()
                    .attr("type", "checkbox")
                    .attr("data-testid", "zip-lock")
                    .prop("checked", move || wanted.get())
                    .on(ev::change, move |event| {
                        let wanted = event_target_checked(&event);
                        form.update(|form| {
                            form.wanted = wanted;
                            form.wipe();
                        });
                    }),
                strong().child("Lock the zip with a passphrase"),
            )),
            p().class("second indented").child(
                "So that nothing lies about that anybody can open. 7-Zip opens it; Windows’ own Explorer can’t.",
            ),
            move || wanted.get().then(|| fields(form)),
        ))
        .into_any()
}

fn fields(form: RwSignal<LockForm>) -> AnyView {
    // Not while it is still being typed the same.
    let differ = Memo::new(move |_| {
        form.with(|form| !form.passphrase.starts_with(&form.again) && !form.again.is_empty())
    });
    div()
        .class("lock-fields")
        .child((
            field(
                "Passphrase of the zip",
                "zip-passphrase",
                move || form.with(|form| form.passphrase.clone()),
                move |text| form.update(|form| form.passphrase = text),
                p().class("second")
                    .attr("id", "zip-passphrase-hint")
                    .child(move || form.with(|form| strength(&form.passphrase)))
                    .into_any(),
            ),
            field(
                "The same again",
                "zip-passphrase-again",
                move || form.with(|form| form.again.clone()),
                move |text| form.update(|form| form.again = text),
                p().class("wrong")
                    .attr("id", "zip-passphrase-again-hint")
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
                "Write it down, and keep it apart from the zip: without it nobody can open the zip. Names of files can \
                 be read without it; they hold case names, never a patient’s.",
            ),
        ))
        .into_any()
}

/// How good what was typed is, in words.
fn strength(typed: &str) -> String {
    match typed.chars().count() {
        0 => format!("At least {SHORTEST} letters. Five words that don’t belong together do well."),
        some if some < SHORTEST => format!("At least {SHORTEST} letters; these are {some}."),
        _ => match ZipPassphrase::new(typed) {
            Ok(_) => "Good enough.".to_owned(),
            Err(unfit) => sentence(&unfit.to_string()),
        },
    }
}

/// Why saving a zip has to wait for the passphrase, in words.
pub fn problem(ui: Ui) -> Option<String> {
    ui.session.zip_lock.with(LockForm::problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_good_a_passphrase_is_is_said_while_it_is_typed() {
        assert!(strength("").starts_with("At least 12 letters."));
        assert_eq!(strength("plinth"), "At least 12 letters; these are 6.");
        assert!(strength("correct horse battery").contains("five words"));
        assert_eq!(strength("plinth gudgeon marzipan"), "Good enough.");
    }
}
