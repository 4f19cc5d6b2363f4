//! The equation that always holds: files in, and what becomes of each; in figures, and in words for screen readers.

use leptos::ev;
use leptos::html::{b, button, div, span};
use leptos::prelude::*;

use crate::state::run::Run;
use crate::state::ui::{List, Step, Ui};
use crate::words::thousands;
use darkroom::catalogue::Counts;

/// A figure, what it counts, and the list it leads to.
type Term = (usize, &'static str, List);

/// The figures that add up to the files in; `ran` once a run says what was cleaned.
fn terms(counts: Counts, ran: bool) -> Vec<Term> {
    let Counts {
        files_in,
        waiting,
        cleaned,
        held,
        deleted,
        doubles,
        not_dicom,
    } = counts;
    if files_in == 0 {
        return Vec::new();
    }
    let mut terms = Vec::with_capacity(6);
    if ran {
        terms.push((cleaned, "cleaned", List::Cases));
        if waiting > 0 {
            terms.push((waiting, "waiting", List::Cases));
        }
    } else {
        terms.push((waiting, "to clean", List::Cases));
    }
    terms.push((held, "held", List::Held));
    terms.push((deleted, "deleted", List::Deleted));
    if doubles > 0 {
        let noun = if doubles == 1 { "double" } else { "doubles" };
        terms.push((doubles, noun, List::Doubles));
    }
    terms.push((not_dicom, "not DICOM", List::NotDicom));
    terms
}

/// The equation in figures.
pub fn equation(ui: Ui) -> AnyView {
    let counts = ui.counts;
    let shown = Memo::new(move |_| {
        let ran = ui
            .session
            .run
            .with(|run| run.as_ref().is_some_and(Run::counts_stand));
        let counts = counts.get();
        (counts.files_in, terms(counts, ran))
    });
    div()
        .class("sum")
        .attr("data-testid", "summary")
        .attr("data-reading", move || {
            ui.session.intake.with(Option::is_some).then_some("true")
        })
        .attr("data-in", move || counts.get().files_in)
        .attr("data-cleaned", move || counts.get().cleaned)
        .attr("data-held", move || counts.get().held)
        .attr("data-deleted", move || counts.get().deleted)
        .attr("data-doubles", move || counts.get().doubles)
        .attr("data-not-dicom", move || counts.get().not_dicom)
        .child(move || {
            let (files_in, terms) = shown.get();
            let noun = if files_in == 1 {
                " file in"
            } else {
                " files in"
            };
            let first = span()
                .class("term")
                .child((b().child(thousands(files_in)), noun))
                .into_any();
            let terms = terms.into_iter().enumerate();
            let rest = terms.map(move |(index, of)| {
                let sign = if index == 0 { "=" } else { "+" };
                (span().class("sign").child(sign), term(ui, of)).into_any()
            });
            std::iter::once(first).chain(rest).collect_view()
        })
        .into_any()
}

/// A figure; a button that leads to its list, where there is something in that.
fn term(ui: Ui, (number, words, list): Term) -> AnyView {
    let inner = (b().child(thousands(number)), " ", words);
    match number {
        0 => span().class("term").child(inner).into_any(),
        _ => button()
            .attr("type", "button")
            .class("term link")
            .on(ev::click, move |_| {
                ui.go(Step::Add);
                ui.list.set(Some(list));
            })
            .child(inner)
            .into_any(),
    }
}

/// The same for screen readers: polite, and at most every two seconds.
pub fn spoken(ui: Ui) -> AnyView {
    let words = RwSignal::new(String::new());
    let waiting = StoredValue::new(false);
    Effect::new(move |_| {
        ui.counts.track();
        if waiting.get_value() {
            return;
        }
        waiting.set_value(true);
        set_timeout(
            move || {
                waiting.set_value(false);
                let counts = ui.counts.get_untracked();
                words.set(format!(
                    "{} files in: {} cleaned, {} to clean, {} held, {} deleted, {} doubles, {} not DICOM",
                    counts.files_in,
                    counts.cleaned,
                    counts.waiting,
                    counts.held,
                    counts.deleted,
                    counts.doubles,
                    counts.not_dicom
                ));
            },
            std::time::Duration::from_secs(2),
        );
    });
    div()
        .class("spoken")
        .attr("role", "status")
        .attr("aria-live", "polite")
        .child(move || words.get())
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: Counts = Counts {
        files_in: 10,
        waiting: 3,
        cleaned: 2,
        held: 1,
        deleted: 1,
        doubles: 1,
        not_dicom: 2,
    };

    fn words(counts: Counts, ran: bool) -> Vec<&'static str> {
        let terms = terms(counts, ran);
        terms.into_iter().map(|(_, words, _)| words).collect()
    }

    #[test]
    fn nothing_in_has_no_terms() {
        assert!(terms(Counts::default(), false).is_empty());
    }

    #[test]
    fn the_terms_add_up_to_the_files_in() {
        let sum = |terms: Vec<Term>| terms.iter().map(|(number, ..)| number).sum::<usize>();
        assert_eq!(sum(terms(COUNTS, true)), COUNTS.files_in);
        let before = Counts {
            waiting: 5,
            cleaned: 0,
            ..COUNTS
        };
        assert_eq!(sum(terms(before, false)), COUNTS.files_in);
    }

    #[test]
    fn before_a_run_images_are_to_clean_and_after_it_they_are_cleaned() {
        assert_eq!(words(COUNTS, false)[0], "to clean");
        assert_eq!(words(COUNTS, true)[..2], ["cleaned", "waiting"]);
        let done = Counts {
            waiting: 0,
            ..COUNTS
        };
        assert!(!words(done, true).contains(&"waiting"));
    }

    #[test]
    fn doubles_are_counted_only_where_there_are_any() {
        assert!(words(COUNTS, false).contains(&"double"));
        let many = Counts {
            doubles: 2,
            ..COUNTS
        };
        assert!(words(many, false).contains(&"doubles"));
        let none = Counts {
            doubles: 0,
            ..COUNTS
        };
        assert!(
            !words(none, false)
                .iter()
                .any(|words| words.starts_with("double"))
        );
    }
}
