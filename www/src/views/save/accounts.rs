//! "Every file is accounted for": the table of what becomes of each case's files, and the bar.

use std::collections::BTreeSet;

use leptos::ev;
use leptos::html::{
    button, caption, div, section, span, table as table_el, tbody, td, th, thead, tr,
};
use leptos::prelude::*;

use crate::state::run::Stage;
use crate::state::ui::{List, Step, Ui, both};
use crate::words::thousands;
use darkroom::catalogue::{Catalogue, InstanceId, Patient};
use darkroom::review::{Fate, Review};

/// Files in, to clean, held, deleted, doubles, not DICOM: a line of the table.
#[derive(Clone, Default, PartialEq)]
struct Account {
    words: String,
    files: usize,
    waiting: usize,
    held: usize,
    deleted: usize,
    doubles: usize,
    not_dicom: usize,
}

impl Account {
    fn named(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            ..Self::default()
        }
    }

    /// Counts a file, by the same order of precedence as the counts do.
    fn enter(&mut self, fate: Fate, held_in_run: bool) {
        self.files += 1;
        *match fate {
            Fate::Waiting | Fate::Cleaned if held_in_run => &mut self.held,
            Fate::Waiting | Fate::Cleaned => &mut self.waiting,
            Fate::Held => &mut self.held,
            Fate::Deleted => &mut self.deleted,
            Fate::Double => &mut self.doubles,
            Fate::NotDicom => &mut self.not_dicom,
        } += 1;
    }

    /// The last line, of all that are above it.
    fn sum(lines: &[Self]) -> Self {
        lines.iter().fold(Self::named("All"), |sum, line| Self {
            words: sum.words,
            files: sum.files + line.files,
            waiting: sum.waiting + line.waiting,
            held: sum.held + line.held,
            deleted: sum.deleted + line.deleted,
            doubles: sum.doubles + line.doubles,
            not_dicom: sum.not_dicom + line.not_dicom,
        })
    }
}

fn accounts(ui: Ui) -> Vec<Account> {
    let held_in_run: BTreeSet<InstanceId> = ui.session.run.with(|run| {
        let run = run.as_ref().filter(|run| run.counts_stand());
        run.map(|run| run.held.iter().map(|(id, _)| *id).collect())
            .unwrap_or_default()
    });
    both(ui.session, |catalogue, review| {
        accounts_of((catalogue, review), &held_in_run, |patient| {
            ui.session.case(patient)
        })
    })
}

/// A line for each case, and one for files that are of none where there are any.
fn accounts_of(
    (catalogue, review): (&Catalogue, &Review),
    held_in_run: &BTreeSet<InstanceId>,
    case: impl Fn(usize) -> String,
) -> Vec<Account> {
    let cases = catalogue.patients.iter().enumerate();
    let mut lines: Vec<Account> = cases
        .map(|(index, patient)| Account::named(case_words(&case(index), patient)))
        .collect();
    let mut other = Account::named("Other files");
    for id in 0..catalogue.items.len() {
        let patient = catalogue.patient_of(id);
        let line = patient
            .and_then(|patient| lines.get_mut(patient))
            .unwrap_or(&mut other);
        line.enter(review.fate(catalogue, id), held_in_run.contains(&id));
    }
    if other.files > 0 {
        lines.push(other);
    }
    lines
}

/// `Case 3 (CASE-7K2MQ9XT), swallow and bone scan`.
pub fn case_words(case: &str, patient: &Patient) -> String {
    let mut studies: Vec<&str> = Vec::new();
    for study in &patient.studies {
        if !study.description.is_empty() && !studies.contains(&study.description.as_str()) {
            studies.push(&study.description);
        }
    }
    match studies.as_slice() {
        [] => case.to_owned(),
        [one] => format!("{case}, {one}"),
        [one, .., last] if studies.len() == 2 => format!("{case}, {one} and {last}"),
        [one, ..] => format!("{case}, {one} and {} more studies", studies.len() - 1),
    }
}

/// The table "Every file is accounted for".
pub fn table(ui: Ui) -> AnyView {
    let lines = Memo::new(move |_| accounts(ui));
    let cleaned = move || {
        ui.session
            .run
            .with(|run| run.as_ref().is_some_and(|run| run.stage == Stage::Done))
    };
    let heads = move || {
        [
            "Files in",
            if cleaned() { "Cleaned" } else { "To clean" },
            "Held",
            "Deleted",
            "Doubles",
            "Not DICOM",
        ]
        .map(|words| th().attr("scope", "col").class("figure").child(words))
        .into_iter()
        .collect_view()
    };
    section()
        .class("accounts")
        .child(table_el().child((
            caption().child("Every file is accounted for"),
            thead().child(tr().child((th().attr("scope", "col").child("Case"), heads))),
            tbody().child(move || {
                lines.with(|lines| {
                    let rows = lines
                        .iter()
                        .map(|account| line(ui, account, true, ""))
                        .collect_view();
                    (rows, line(ui, &Account::sum(lines), false, "all"))
                })
            }),
        )))
        .into_any()
}

/// A line of the table; its figures lead to their lists where it has `links`.
fn line(ui: Ui, account: &Account, links: bool, class: &'static str) -> impl IntoView + use<> {
    let to = |list| links.then_some(list);
    tr().class(class).child((
        th().attr("scope", "row").child(account.words.clone()),
        figure(ui, account.files, None),
        figure(ui, account.waiting, None),
        figure(ui, account.held, to(List::Held)),
        figure(ui, account.deleted, to(List::Deleted)),
        figure(ui, account.doubles, to(List::Doubles)),
        figure(ui, account.not_dicom, to(List::NotDicom)),
    ))
}

fn figure(ui: Ui, number: usize, list: Option<List>) -> AnyView {
    match (number, list) {
        (0, _) => td().class("figure zero").child("0").into_any(),
        (_, None) => td().class("figure").child(thousands(number)).into_any(),
        (_, Some(list)) => td()
            .class("figure")
            .child(
                button()
                    .attr("type", "button")
                    .class("link")
                    .on(ev::click, move |_| {
                        ui.go(Step::Add);
                        ui.list.set(Some(list));
                    })
                    .attr(
                        "aria-label",
                        format!("{} {}", thousands(number), list_words(list)),
                    )
                    .child(thousands(number)),
            )
            .into_any(),
    }
}

/// What a list is of, where its figure alone leads to it.
fn list_words(list: List) -> &'static str {
    match list {
        List::Cases => "in cases: the table",
        List::Held => "held: the list",
        List::Deleted => "deleted: the list",
        List::Doubles => "doubles: the list",
        List::NotDicom => "not DICOM: the list",
    }
}

/// How much is done, in per cent.
fn per_cent(done: usize, all: usize) -> f64 {
    match all {
        0 => 0.0,
        _ => done as f64 * 100.0 / all as f64,
    }
}

/// A bar with its share, drawn without easing.
pub fn bar(
    class: &'static str,
    label: &'static str,
    done: usize,
    all: usize,
    test_id: Option<&'static str>,
) -> AnyView {
    let share = per_cent(done, all);
    div()
        .class(class)
        .attr("role", "progressbar")
        .attr("aria-label", label)
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", all.max(1))
        .attr("aria-valuenow", done)
        .attr("data-testid", test_id)
        .child(
            span()
                .class("done")
                .style(("width", format!("{share:.2}%"))),
        )
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue, letter};

    fn study(study: u32) -> Image {
        Image {
            study,
            ..Image::default()
        }
    }

    fn other_patient() -> Image {
        Image {
            patient: "Rowan",
            study: 9,
            ..Image::default()
        }
    }

    #[test]
    fn every_file_is_in_one_line_and_in_one_column() {
        let items = [
            study(1).item(),
            study(2).item(),
            other_patient().item(),
            letter(),
        ];
        let catalogue = catalogue(items);
        let mut review = Review::default();
        review.delete_instances(&[1]);
        let lines = accounts_of((&catalogue, &review), &BTreeSet::from([2]), |_| {
            String::new()
        });
        let figures = |line: &Account| {
            (
                line.files,
                line.waiting,
                line.held,
                line.deleted,
                line.not_dicom,
            )
        };
        assert_eq!(
            lines.iter().map(figures).collect::<Vec<_>>(),
            [(2, 1, 0, 1, 0), (1, 0, 1, 0, 0), (1, 0, 0, 0, 1),]
        );
        assert_eq!(lines[2].words, "Other files");
    }

    #[test]
    fn the_last_line_is_the_sum_of_all() {
        let mut one = Account::named("one");
        one.enter(Fate::Held, false);
        one.enter(Fate::Waiting, false);
        let mut other = Account::named("other");
        other.enter(Fate::Double, true);
        other.enter(Fate::NotDicom, false);
        let all = Account::sum(&[one, other]);
        assert_eq!((all.words.as_str(), all.files), ("All", 4));
        assert_eq!(all.held + all.waiting + all.doubles + all.not_dicom, 4);
    }

    #[test]
    fn only_what_would_leave_is_held_by_a_run() {
        for fate in [Fate::Deleted, Fate::Double, Fate::NotDicom] {
            let mut line = Account::default();
            line.enter(fate, true);
            assert_eq!((line.files, line.held), (1, 0));
        }
    }

    #[test]
    fn a_case_is_named_by_its_studies() {
        let words = |studies: std::ops::RangeInclusive<u32>| {
            let catalogue = catalogue(studies.map(|number| study(number).item()));
            case_words("Case 3", &catalogue.patients[0])
        };
        assert_eq!(words(1..=1), "Case 3, Study 1");
        assert_eq!(words(1..=2), "Case 3, Study 1 and Study 2");
        assert_eq!(words(1..=4), "Case 3, Study 1 and 3 more studies");
    }

    #[test]
    fn a_bar_of_nothing_is_empty() {
        assert_eq!(per_cent(0, 0), 0.0);
        assert_eq!(per_cent(1, 4), 25.0);
    }
}
