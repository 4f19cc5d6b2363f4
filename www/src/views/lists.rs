//! Where every file went: cases, held, deleted, doubles, not DICOM.

use std::collections::HashMap;

use leptos::html::{div, h2, section, span};
use leptos::prelude::*;

use super::lines::Line;
use crate::state::ui::{List, Ui};
use crate::words::{count, file_name, images, thousands};
use darkroom::catalogue::words::capital;
use darkroom::catalogue::{InstanceId, Item, Outcome};
use darkroom::clean::HeldReason;
use darkroom::review::Fate;

/// All lists that have something in them, under the table of cases.
pub fn lists(ui: Ui) -> AnyView {
    div()
        .class("lists")
        .child((
            section()
                .attr("id", id_of(List::Cases))
                .attr("tabindex", "-1")
                .child(move || (!ui.states.with(Vec::is_empty)).then(|| super::save::table(ui))),
            list(
                ui,
                List::Held,
                "Held back",
                Memo::new(move |_| held_lines(ui)),
            ),
            list(
                ui,
                List::Deleted,
                "Deleted by you",
                Memo::new(move |_| deleted_lines(ui)),
            ),
            list(
                ui,
                List::Doubles,
                "Doubles",
                Memo::new(move |_| double_lines(ui)),
            ),
            list(
                ui,
                List::NotDicom,
                "Not DICOM, never copied",
                Memo::new(move |_| not_dicom_lines(ui)),
            ),
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

fn list(ui: Ui, which: List, title: &'static str, lines: Memo<Vec<Line>>) -> impl IntoView {
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
    // The same precedence as in the counts.
    crate::state::ui::both(ui.session, |catalogue, review| {
        let reason = |id: InstanceId| match review.fate(catalogue, id) {
            Fate::Waiting => run.get(&id).cloned(),
            Fate::Held => review.held(catalogue, id),
            _ => None,
        };
        let all = 0..catalogue.items.len();
        all.filter_map(|id| Some((id, reason(id)?))).collect()
    })
}

fn held_lines(ui: Ui) -> Vec<Line> {
    let held = held(ui);
    crate::state::ui::both(ui.session, |catalogue, review| {
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
    })
}

fn deleted_lines(ui: Ui) -> Vec<Line> {
    crate::state::ui::both(ui.session, |catalogue, review| {
        catalogue
            .series
            .iter()
            .filter_map(|series| {
                let gone = series
                    .instances
                    .iter()
                    .copied()
                    .filter(|id| review.is_deleted(*id))
                    .collect::<Vec<_>>();
                let first = catalogue.items.get(*gone.first()?)?;
                Some(Line {
                    title: format!("{}, {}", series.description, images(gone.len())),
                    place: if gone.len() == 1 {
                        first.place.clone()
                    } else {
                        format!(
                            "{} and {} more",
                            file_name(&first.place),
                            thousands(gone.len() - 1)
                        )
                    },
                    words: String::new(),
                    restore: gone,
                })
            })
            .collect()
    })
}

fn double_lines(ui: Ui) -> Vec<Line> {
    ui.session.catalogue.with(|catalogue| {
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
    })
}

fn not_dicom_lines(ui: Ui) -> Vec<Line> {
    ui.session.catalogue.with(|catalogue| {
        catalogue
            .items
            .iter()
            .filter_map(|item| match &item.outcome {
                Outcome::NotDicom(words) => Some(Line {
                    title: file_name(&item.place).into(),
                    place: item.place.clone(),
                    words: capital(words),
                    restore: Vec::new(),
                }),
                _ => None,
            })
            .collect()
    })
}
