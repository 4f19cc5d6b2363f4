//! The tree: cases, studies, series, each with what is left to do. The whole row is the target.

use leptos::ev;
use leptos::html::{b, bdi, button, code, div, h2, li, nav, span, ul};
use leptos::prelude::*;

use super::icons::{Icon, icon};
use super::thumb::thumb;
use crate::controllers::linking;
use crate::state::ui::{Step, Ui};
use crate::words::{date, images, thousands};
use darkroom::catalogue::words::person;
use darkroom::catalogue::{Catalogue, InstanceId, Series, SeriesId, Study, Triage};
use darkroom::review::SeriesState;

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Entry {
    /// Number from 1, name, studies in words, and by a linking key the case name and whether the key knows it.
    Case(usize, String, String, Option<(String, bool)>),
    /// A study of a case that has several.
    Study(usize, usize, String),
    Series(SeriesId),
}

/// What a row shows of its series.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    name: String,
    meta: String,
    modality: String,
    triage: &'static str,
    image: Option<InstanceId>,
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
                .then(|| div().class("column-foot").child(opener(ui))),
        ))
        .into_any()
}

/// Opens the contact sheet; in its place, empty, when there is nothing to glance at.
fn opener(ui: Ui) -> AnyView {
    let glance = Memo::new(move |_| ui.glance.with(Vec::len));
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
            .attr("aria-expanded", move || ui.sheet.get().to_string())
            // The way to the sheet first, then the button that clears: one of them at a time.
            .attr("data-testid", move || {
                (!ui.sheet.get()).then_some("clear-all-glanced")
            })
            .on(ev::click, move |_| {
                ui.sheet.update(|sheet| *sheet = !*sheet)
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
    let cases = linking::shown_case_names(ui.session);
    let catalogue = ui.session.catalogue;
    catalogue.with(|catalogue| entries_of(catalogue, &cases, wanted))
}

/// The lines of the tree: every case of which a series is wanted, its studies where it has several, and those series.
fn entries_of(
    catalogue: &Catalogue,
    cases: &[(String, bool)],
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
                        if known { ", in the key" } else { ", new" },
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

/// What a row shows of its series.
fn row_of(catalogue: &Catalogue, series: &Series) -> Row {
    let pictures = series.instances.iter().any(|instance| {
        catalogue
            .summary(*instance)
            .is_some_and(|summary| summary.image.is_some())
    });
    let held = matches!(series.triage, Triage::Held(_));
    let middle = series.instances.get(series.instances.len() / 2).copied();
    let number = series.instances.len();
    let what = if pictures {
        images(number)
    } else {
        crate::words::count(number, "file", "files")
    };
    Row {
        name: series.description.clone(),
        meta: format!("{}, {what}", series.modality),
        modality: series.modality.clone(),
        triage: series.triage.name(),
        image: middle.filter(|_| pictures && !held),
    }
}

fn row(ui: Ui, id: SeriesId) -> AnyView {
    let data = Memo::new(move |_| ui.of_series(id, row_of));
    let read = move |part: fn(&Row) -> String| {
        move || data.with(|row| row.as_ref().map(part).unwrap_or_default())
    };
    let state = Memo::new(move |_| ui.state(id));
    let current = Memo::new(move |_| ui.series.get() == Some(id));
    let element = NodeRef::<leptos::html::Button>::new();
    Effect::new(move |_| {
        if let (true, Some(row)) = (current.get(), element.get()) {
            into_view(&row);
        }
    });
    li().class("item")
        .child(
            button()
                .node_ref(element)
                .attr("type", "button")
                .class("row")
                .class(("decided", move || {
                    matches!(state.get(), SeriesState::Cleared | SeriesState::Redacted)
                }))
                .class(("deleted", move || state.get() == SeriesState::Deleted))
                .attr("aria-current", move || current.get().then_some("true"))
                .attr("data-testid", "series")
                .attr("data-state", move || state.get().name())
                .attr("data-modality", read(|row| row.modality.clone()))
                .attr("data-triage", read(|row| row.triage.to_owned()))
                .on(ev::click, move |_| ui.pick(id))
                .child((small_picture(ui, data), row_words(data), move || {
                    let triage = data.with(|row| row.as_ref().map(|row| row.triage));
                    mark(state.get(), triage)
                })),
        )
        .into_any()
}

/// The picture in the middle of the series, or what stands for it.
fn small_picture(ui: Ui, data: Memo<Option<Row>>) -> impl IntoView {
    let image = Memo::new(move |_| data.with(|row| row.as_ref().and_then(|row| row.image)));
    span().class("thumb").child(move || match image.get() {
        Some(instance) => thumb(ui.session, instance, 88),
        None => icon(Icon::Document),
    })
}

/// Name, modality and size of the series.
fn row_words(data: Memo<Option<Row>>) -> impl IntoView {
    let read = move |part: fn(&Row) -> String| {
        move || data.with(|row| row.as_ref().map(part).unwrap_or_default())
    };
    span().class("words").child((
        span()
            .class("name cut")
            .attr("title", read(|row| row.name.clone()))
            .child(bdi().child(read(|row| row.name.clone()))),
        span()
            .class("second cut")
            .child(read(|row| row.meta.clone())),
    ))
}

fn mark(state: SeriesState, triage: Option<&'static str>) -> AnyView {
    let done = |words: &'static str| {
        span()
            .class("mark")
            .child((icon(Icon::Tick), span().child(words)))
            .into_any()
    };
    match state {
        SeriesState::Unreviewed if triage == Some("glance") => {
            span().class("chip glance").child("Glance").into_any()
        }
        SeriesState::Unreviewed => span().class("chip look-chip").child("Look").into_any(),
        SeriesState::Cleared => done("Clear"),
        SeriesState::Redacted => done("Painted"),
        SeriesState::Deleted => span().class("mark").child("Deleted").into_any(),
        SeriesState::Held => span().class("chip held").child("Held").into_any(),
    }
}

/// Scrolls the tree, and only the tree, just as far as needed.
fn into_view(row: &web_sys::HtmlElement) {
    let Some(tree) = row.closest(".tree").ok().flatten() else {
        return;
    };
    let (row, around) = (
        row.get_bounding_client_rect(),
        tree.get_bounding_client_rect(),
    );
    let by = (row.bottom() - around.bottom()).max(0.0) + (row.top() - around.top()).min(0.0);
    if by != 0.0 {
        tree.set_scroll_top(tree.scroll_top() + by.round() as i32);
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
        let entries = entries_of(&catalogue, &[("CASE-ABCDEFGH".into(), true)], |_| true);
        let Entry::Case(1, _, words, case) = &entries[0] else {
            panic!("a case");
        };
        assert_eq!(
            (words.as_str(), case),
            ("2 studies", &Some(("CASE-ABCDEFGH".into(), true)))
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

    #[test]
    fn a_row_shows_the_image_in_the_middle_unless_it_is_held() {
        let image = |number, triage| Image {
            number,
            triage,
            ..Image::default()
        };
        let row = |triage: Triage| {
            let images = (1..=3).map(|number| image(number, triage.clone()).item());
            let catalogue = catalogue(images);
            row_of(&catalogue, &catalogue.series[0])
        };
        let glance = row(Triage::Glance);
        assert_eq!(
            (glance.meta.as_str(), glance.image),
            ("CT, 3 images", Some(1))
        );
        let held = row(Triage::Held(darkroom::clean::HeldReason::CannotShow));
        assert_eq!((held.triage, held.image), ("held", None));
    }
}
