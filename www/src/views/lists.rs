//! Where every file went: cases, held, deleted, doubles, not DICOM.

use std::collections::HashMap;

use leptos::html::{div, h2, section, span};
use leptos::prelude::*;

use super::lines::Line;
use crate::state::ui::{List, Ui, both};
use crate::words::{count, file_name, images, thousands};
use darkroom::catalogue::words::capital;
use darkroom::catalogue::{Catalogue, InstanceId, Item, Outcome, Series};
use darkroom::clean::HeldReason;
use darkroom::review::{Fate, Review};

/// All lists that have something in them, under the table of cases.
pub fn lists(ui: Ui) -> AnyView {
    div()
        .class("lists")
        .child((
            section()
                .attr("id", id_of(List::Cases))
                .attr("tabindex", "-1")
                .child(move || (!ui.states.with(Vec::is_empty)).then(|| super::save::table(ui))),
            list(ui, List::Held, "Held back", move || {
                let held = held(ui);
                both(ui.session, |catalogue, review| {
                    held_lines(catalogue, review, &held)
                })
            }),
            list(ui, List::Deleted, "Deleted by you", move || {
                both(ui.session, deleted_lines)
            }),
            list(ui, List::Doubles, "Doubles", move || {
                ui.session.catalogue.with(double_lines)
            }),
            list(ui, List::NotDicom, "Not DICOM, never copied", move || {
                ui.session.catalogue.with(not_dicom_lines)
            }),
        ))
        .into_any()
}

fn id_of(list: List) -> &'static str {
    match list {
        List::Cases => "list-cases",
        List::Held => "list-held",
        List::Deleted => "list-deleted",
        List::Doubles => "list-doubles",
        List::NotDicom => "list-not-dicom",
    }
}

fn list(
    ui: Ui,
    which: List,
    title: &'static str,
    lines: impl Fn() -> Vec<Line> + Send + Sync + 'static,
) -> impl IntoView {
    let lines = Memo::new(move |_| lines());
    // A figure of the foot leads here.
    Effect::new(move |_| {
        if ui.list.get().is_some() {
            request_animation_frame(move || {
                let Some(list) = ui.list.get_untracked() else {
                    return;
                };
                ui.list.set(None);
                if let Some(element) = document().get_element_by_id(id_of(list)) {
                    element.scroll_into_view();
                    if let Ok(element) =
                        leptos::wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(element)
                    {
                        let _ = element.focus();
                    }
                }
            });
        }
    });
    let any = Memo::new(move |_| lines.with(Vec::len) > 0);
    move || {
        any.get().then(|| {
            section()
                .class("list")
                .attr("id", id_of(which))
                .attr("tabindex", "-1")
                .child((
                    h2().child((
                        title,
                        span()
                            .class("figure")
                            .child(move || count(lines.with(Vec::len), "file", "files")),
                    )),
                    super::lines::lines(ui, lines.into()),
                ))
        })
    }
}

/// Every file that is held, with the reason: from the start, or by the run that has ended or goes on. As many as the
/// counts say.
pub fn held(ui: Ui) -> Vec<(InstanceId, HeldReason)> {
    let run: HashMap<InstanceId, HeldReason> = ui.session.run.with(|run| {
        let run = run.as_ref().filter(|run| run.counts_stand());
        run.map(|run| run.held.iter().cloned().collect())
            .unwrap_or_default()
    });
    both(ui.session, |catalogue, review| {
        held_of(catalogue, review, &run)
    })
}

/// The same precedence as in the counts.
fn held_of(
    catalogue: &Catalogue,
    review: &Review,
    run: &HashMap<InstanceId, HeldReason>,
) -> Vec<(InstanceId, HeldReason)> {
    let reason = |id: InstanceId| match review.fate(catalogue, id) {
        Fate::Waiting => run.get(&id).cloned(),
        Fate::Held => review.held(catalogue, id),
        _ => None,
    };
    let all = 0..catalogue.items.len();
    all.filter_map(|id| Some((id, reason(id)?))).collect()
}

fn held_lines(
    catalogue: &Catalogue,
    review: &Review,
    held: &[(InstanceId, HeldReason)],
) -> Vec<Line> {
    let place = |id: InstanceId| catalogue.item(id).map_or("", |item| &item.place);
    let line = |(id, reason): &(InstanceId, HeldReason)| {
        let mut line = Line::held(place(*id), reason);
        let other = review.collides_with(catalogue, *id);
        if let Some((_, place)) = other.filter(|_| *reason == HeldReason::InstanceUidTaken) {
            line.words = format!("The other is {place}. {}", line.words);
        }
        line
    };
    held.iter().map(line).collect()
}

/// A line for each series of which something is deleted.
fn deleted_lines(catalogue: &Catalogue, review: &Review) -> Vec<Line> {
    let line = |series: &Series| {
        let instances = series.instances.iter().copied();
        let gone: Vec<InstanceId> = instances.filter(|id| review.is_deleted(*id)).collect();
        let first = catalogue.items.get(*gone.first()?)?;
        Some(Line {
            title: format!("{}, {}", series.description, images(gone.len())),
            place: match gone.len() {
                1 => first.place.clone(),
                many => format!(
                    "{} and {} more",
                    file_name(&first.place),
                    thousands(many - 1)
                ),
            },
            words: String::new(),
            restore: gone,
        })
    };
    catalogue.series.iter().filter_map(line).collect()
}

fn double_lines(catalogue: &Catalogue) -> Vec<Line> {
    let line = |(id, item): (InstanceId, &Item)| {
        let original = catalogue.item(catalogue.double_of(id)?)?;
        Some(Line {
            title: file_name(&item.place).into(),
            place: item.place.clone(),
            words: format!("Byte for byte the same as {}.", original.place),
            restore: Vec::new(),
        })
    };
    let items = catalogue.items.iter().enumerate();
    items.filter_map(line).collect()
}

fn not_dicom_lines(catalogue: &Catalogue) -> Vec<Line> {
    let line = |item: &Item| match &item.outcome {
        Outcome::NotDicom(words) => Some(Line {
            title: file_name(&item.place).into(),
            place: item.place.clone(),
            words: capital(words),
            restore: Vec::new(),
        }),
        _ => None,
    };
    catalogue.items.iter().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue, letter};

    fn images(numbers: std::ops::RangeInclusive<u32>) -> Vec<Item> {
        let image = |number| Image {
            number,
            ..Image::default()
        };
        numbers.map(|number| image(number).item()).collect()
    }

    #[test]
    fn what_is_no_dicom_is_named_with_its_place() {
        let lines = not_dicom_lines(&catalogue([letter()]));
        let [line] = lines.as_slice() else {
            panic!("one line");
        };
        assert_eq!(
            (line.title.as_str(), line.place.as_str()),
            ("letter.txt", "drop/letter.txt")
        );
        assert_eq!(line.words, "A text");
    }

    #[test]
    fn what_is_deleted_is_a_line_a_series_and_can_be_brought_back() {
        let catalogue = catalogue(images(1..=3));
        let mut review = Review::default();
        assert!(deleted_lines(&catalogue, &review).is_empty());
        review.delete_instances(&[0]);
        let lines = deleted_lines(&catalogue, &review);
        assert_eq!(lines[0].title, "Series 1, 1 image");
        assert_eq!(lines[0].place, "drop/Marigold/1/1/1");
        review.delete_instances(&[1, 2]);
        let lines = deleted_lines(&catalogue, &review);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].place, "1 and 2 more");
        assert_eq!(lines[0].restore, [0, 1, 2]);
    }

    #[test]
    fn what_a_run_has_held_is_held_and_what_is_deleted_is_not() {
        let catalogue = catalogue(images(1..=3));
        let mut review = Review::default();
        review.clear(&catalogue, &[0]);
        review.delete_instances(&[1]);
        let run = HashMap::from([
            (1, HeldReason::EngineStopped),
            (2, HeldReason::EngineStopped),
        ]);
        let held = held_of(&catalogue, &review, &run);
        assert_eq!(held, [(2, HeldReason::EngineStopped)]);
        let lines = held_lines(&catalogue, &review, &held);
        assert_eq!(lines[0].place, "drop/Marigold/1/1/3");
        assert_eq!(lines[0].title, "Darkroom stopped on this file");
    }

    #[test]
    fn what_intake_could_not_clean_is_held_without_a_run() {
        let broken = Item {
            outcome: Outcome::Held(HeldReason::DamagedHeader),
            ..letter()
        };
        let held = held_of(&catalogue([broken]), &Review::default(), &HashMap::new());
        assert_eq!(held, [(0, HeldReason::DamagedHeader)]);
    }
}
