//! The tree: cases, studies, series, each with what is left to do. The whole row is the target.

mod row;

use leptos::ev;
use leptos::html::{b, bdi, button, code, div, h2, li, nav, span, ul};
use leptos::prelude::*;

use crate::state::ui::together::FEW;
use crate::state::ui::{Sheet, Step, Ui};
use crate::words::{date, side_by_side, thousands};
use darkroom::catalogue::words::person;
use darkroom::catalogue::{Catalogue, SeriesId, Study};
use row::row;

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Entry {
    /// Number from 1, name, studies in words, the case name, and whether a linking key knows it if one is open.
    Case(usize, String, String, Option<(String, Option<bool>)>),
    /// A study of a case that has several.
    Study(usize, usize, String),
    Series(SeriesId),
}

/// The left column.
pub fn tree(ui: Ui) -> AnyView {
    let entries = Memo::new(move |_| entries(ui));
    let all = Memo::new(move |_| ui.states.with(Vec::len));
    let to_do = Memo::new(move |_| ui.left.with(Vec::len));
    let segment = move |only: bool, words: &'static str, number: Memo<usize>| {
        button()
            .attr("type", "button")
            .class("segment")
            .attr("aria-pressed", move || {
                (ui.todo_only.get() == only).to_string()
            })
            .on(ev::click, move |_| ui.todo_only.set(only))
            .child(move || format!("{words} {}", thousands(number.get())))
    };
    let list = For(ForProps::builder()
        .each(move || entries.get())
        .key(|entry| entry.clone())
        .children(move |entry| line(ui, entry))
        .build());
    nav()
        .class("left")
        .attr("aria-label", "Cases and series")
        .child((
            div().class("column-bar").child((
                h2().child("Series"),
                div()
                    .class("segments")
                    .attr("role", "group")
                    .attr("aria-label", "Which series")
                    .child((segment(false, "All", all), segment(true, "To do", to_do))),
            )),
            ul().class("tree").child(list),
            (ui.step.get_untracked() == Step::Look)
                .then(|| div().class("column-foot").child((several(ui), opener(ui)))),
        ))
        .into_any()
}

/// Opens the pages on which several series that need a look lie side by side, where there are enough of them.
fn several(ui: Ui) -> impl IntoView {
    let several = Memo::new(move |_| ui.several.with(Vec::len));
    move || {
        (several.get() >= FEW).then(|| {
            let is_open = move || ui.sheet.get() == Some(Sheet::Look);
            button()
                .attr("type", "button")
                .class("button wide")
                .attr("aria-expanded", move || is_open().to_string())
                .attr("data-testid", "look-together")
                .on(ev::click, move |_| {
                    untrack(move || match is_open() {
                        true => ui.close_sheet(),
                        false => ui.open_sheet(Sheet::Look),
                    });
                })
                .child(side_by_side(several.get()))
        })
    }
}

/// Opens the contact sheet; in its place, empty, when there is nothing to glance at.
fn opener(ui: Ui) -> AnyView {
    let glance = Memo::new(move |_| ui.glance.with(Vec::len));
    let is_open = move || ui.sheet.get() == Some(Sheet::Glance);
    (move || match glance.get() {
        0 => span()
            .class("second")
            .child(if ui.left.with(Vec::is_empty) {
                "Every series is decided"
            } else {
                "No glance series left"
            })
            .into_any(),
        series => button()
            .attr("type", "button")
            .class("button wide")
            .attr("aria-expanded", move || is_open().to_string())
            // The way to the sheet first, then the button that clears: one of them at a time.
            .attr("data-testid", move || {
                (!is_open()).then_some("clear-all-glanced")
            })
            .on(ev::click, move |_| {
                let other = if is_open() { None } else { Some(Sheet::Glance) };
                ui.sheet.set(other);
            })
            .child(format!(
                "Check {} at a glance",
                crate::words::count(series, "series", "series")
            ))
            .into_any(),
    })
    .into_any()
}

fn entries(ui: Ui) -> Vec<Entry> {
    let shown = ui.series.get();
    let to_do = ui.todo_only.get().then(|| ui.left.get());
    let wanted = |id: SeriesId| {
        to_do
            .as_ref()
            .is_none_or(|left| left.contains(&id) || shown == Some(id))
    };
    let cases = ui.session.case_names.get();
    let catalogue = ui.session.catalogue;
    catalogue.with(|catalogue| entries_of(catalogue, &cases, wanted))
}

/// The lines of the tree: every case of which a series is wanted, its studies where it has several, and those series.
fn entries_of(
    catalogue: &Catalogue,
    cases: &[(String, Option<bool>)],
    wanted: impl Fn(SeriesId) -> bool,
) -> Vec<Entry> {
    let mut out = Vec::new();
    for (index, patient) in catalogue.patients.iter().enumerate() {
        let wanted = |study: &Study| -> Vec<SeriesId> {
            let series = study.series.iter().copied();
            series.filter(|id| wanted(*id)).collect()
        };
        let studies: Vec<Vec<SeriesId>> = patient.studies.iter().map(wanted).collect();
        if studies.iter().all(Vec::is_empty) {
            continue;
        }
        let one = match patient.studies.as_slice() {
            [study] => study_words(study),
            studies => format!("{} studies", studies.len()),
        };
        let case = cases.get(index).cloned();
        out.push(Entry::Case(index + 1, person(&patient.name), one, case));
        for (number, (study, series)) in patient.studies.iter().zip(studies).enumerate() {
            if patient.studies.len() > 1 && !series.is_empty() {
                let words = match study_words(study) {
                    words if words.is_empty() => format!("Study {}", number + 1),
                    words => words,
                };
                out.push(Entry::Study(index, number, words));
            }
            out.extend(series.into_iter().map(Entry::Series));
        }
    }
    out
}

/// `Chest CT, 12 March 2026`, as far as the header says so.
fn study_words(study: &Study) -> String {
    let parts = [study.description.clone(), date(&study.date)];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

fn line(ui: Ui, entry: Entry) -> AnyView {
    match entry {
        Entry::Case(number, name, studies, case) => li()
            .class("case")
            .child((
                div().class("name").child((
                    b().child(format!("Case {number}")),
                    " ",
                    bdi().child(name),
                )),
                span().class("second cut").child(bdi().child(studies)),
                case.map(|(case, known)| {
                    span().class("second cut").child((
                        code().attr("data-testid", "case-name").child(case),
                        match known {
                            None => "",
                            Some(true) => ", in the key",
                            Some(false) => ", new",
                        },
                    ))
                }),
            ))
            .into_any(),
        Entry::Study(_, _, words) => li()
            .class("study second cut")
            .child(bdi().child(words))
            .into_any(),
        Entry::Series(id) => row(ui, id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue};

    fn series(study: u32, series: u32) -> Image {
        Image {
            study,
            series,
            ..Image::default()
        }
    }

    #[test]
    fn a_case_of_one_study_names_it_in_its_own_line() {
        let catalogue = catalogue([series(1, 1).item(), series(1, 2).item()]);
        let entries = entries_of(&catalogue, &[], |_| true);
        let case = Entry::Case(
            1,
            person("SAMPLE^Marigold"),
            "Study 1, 12 March 2026".into(),
            None,
        );
        assert_eq!(entries, [case, Entry::Series(0), Entry::Series(1)]);
    }

    #[test]
    fn a_case_of_several_studies_has_a_line_for_each() {
        let catalogue = catalogue([series(1, 1).item(), series(2, 1).item()]);
        let entries = entries_of(&catalogue, &[("CASE-ABCDEFGH".into(), Some(true))], |_| {
            true
        });
        let Entry::Case(1, _, words, case) = &entries[0] else {
            panic!("a case");
        };
        assert_eq!(
            (words.as_str(), case),
            ("2 studies", &Some(("CASE-ABCDEFGH".into(), Some(true))))
        );
        assert_eq!(
            entries[1],
            Entry::Study(0, 0, "Study 1, 12 March 2026".into())
        );
        assert_eq!(
            entries[2..],
            [
                Entry::Series(0),
                Entry::Study(0, 1, "Study 2, 12 March 2026".into()),
                Entry::Series(1),
            ]
        );
    }

    #[test]
    fn cases_and_studies_of_which_nothing_is_wanted_are_left_out() {
        let other = Image {
            patient: "Rowan",
            study: 3,
            ..Image::default()
        };
        let catalogue = catalogue([series(1, 1).item(), series(2, 1).item(), other.item()]);
        let entries = entries_of(&catalogue, &[], |id| id == 1);
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[2], Entry::Series(1));
        assert!(entries_of(&catalogue, &[], |_| false).is_empty());
    }
}
