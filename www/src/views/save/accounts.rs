//! "Every file is accounted for": the table of what becomes of each case's files, and the bar.

use leptos::ev;
use leptos::html::{
    button, caption, div, section, span, table as table_el, tbody, td, th, thead, tr,
};
use leptos::prelude::*;

use crate::state::run::Stage;
use crate::state::ui::{List, Step, Ui, both};
use crate::words::thousands;
use darkroom::review::Fate;

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

fn accounts(ui: Ui) -> Vec<Account> {
    let held_in_run: std::collections::BTreeSet<usize> = ui.session.run.with(|run| {
        let run = run.as_ref().filter(|run| run.counts_stand());
        run.map(|run| run.held.iter().map(|(id, _)| *id).collect())
            .unwrap_or_default()
    });
    both(ui.session, |catalogue, review| {
        let mut lines: Vec<Account> = catalogue
            .patients
            .iter()
            .enumerate()
            .map(|(index, patient)| Account {
                words: case_words(index, patient),
                ..Account::default()
            })
            .collect();
        let mut other = Account {
            words: "Other files".into(),
            ..Account::default()
        };
        for id in 0..catalogue.items.len() {
            let patient = catalogue.patient_of(id);
            let line = patient
                .and_then(|patient| lines.get_mut(patient))
                .unwrap_or(&mut other);
            line.files += 1;
            // The same order of precedence as the counts.
            *match review.fate(catalogue, id) {
                Fate::Waiting | Fate::Cleaned if held_in_run.contains(&id) => &mut line.held,
                Fate::Waiting | Fate::Cleaned => &mut line.waiting,
                Fate::Held => &mut line.held,
                Fate::Deleted => &mut line.deleted,
                Fate::Double => &mut line.doubles,
                Fate::NotDicom => &mut line.not_dicom,
            } += 1;
        }
        if other.files > 0 {
            lines.push(other);
        }
        lines
    })
}

/// `Case 3, swallow and bone scan`.
pub fn case_words(index: usize, patient: &darkroom::catalogue::Patient) -> String {
    let mut studies: Vec<&str> = Vec::new();
    for study in &patient.studies {
        if !study.description.is_empty() && !studies.contains(&study.description.as_str()) {
            studies.push(&study.description);
        }
    }
    match studies.as_slice() {
        [] => format!("Case {}", index + 1),
        [one] => format!("Case {}, {one}", index + 1),
        [one, .., last] if studies.len() == 2 => format!("Case {}, {one} and {last}", index + 1),
        [one, ..] => format!(
            "Case {}, {one} and {} more studies",
            index + 1,
            studies.len() - 1
        ),
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
    let figure = move |number: usize, list: Option<List>| match (number, list) {
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
                    .child(thousands(number)),
            )
            .into_any(),
    };
    let line = move |account: &Account, links: bool, class: &'static str| {
        let to = |list| links.then_some(list);
        tr().class(class).child((
            th().attr("scope", "row").child(account.words.clone()),
            figure(account.files, None),
            figure(account.waiting, None),
            figure(account.held, to(List::Held)),
            figure(account.deleted, to(List::Deleted)),
            figure(account.doubles, to(List::Doubles)),
            figure(account.not_dicom, to(List::NotDicom)),
        ))
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
                    let all = lines.iter().fold(
                        Account {
                            words: "All".into(),
                            ..Account::default()
                        },
                        |sum, line| Account {
                            words: sum.words,
                            files: sum.files + line.files,
                            waiting: sum.waiting + line.waiting,
                            held: sum.held + line.held,
                            deleted: sum.deleted + line.deleted,
                            doubles: sum.doubles + line.doubles,
                            not_dicom: sum.not_dicom + line.not_dicom,
                        },
                    );
                    let rows = lines
                        .iter()
                        .map(|account| line(account, true, ""))
                        .collect_view();
                    (rows, line(&all, false, "all"))
                })
            }),
        )))
        .into_any()
}

/// A bar with its share, drawn without easing.
pub fn bar(
    class: &'static str,
    label: &'static str,
    done: usize,
    all: usize,
    test_id: Option<&'static str>,
) -> AnyView {
    let share = if all == 0 {
        0.0
    } else {
        done as f64 * 100.0 / all as f64
    };
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
