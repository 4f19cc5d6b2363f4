//! Where every file went: cases, held, deleted, not DICOM. Long lists are shown a part at a time.

use std::collections::HashMap;

use leptos::ev;
use leptos::html::{button, code, div, h2, li, p, section, span, strong, ul};
use leptos::prelude::*;

use super::state::{List, Ui};
use super::words::{count, file_name, held_title, images, thousands};
use crate::catalogue::{InstanceId, Item, Outcome, Triage};
use crate::clean::HeldReason;
use crate::review::Fate;

const PART: usize = 200;

/// One line of a list: what, where, why.
#[derive(Clone, PartialEq)]
struct Line {
    title: String,
    place: String,
    words: String,
    /// Can be brought back.
    restore: Vec<InstanceId>,
}

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
    let shown = RwSignal::new(PART);
    move || {
        let all = lines.with(Vec::len);
        (all > 0).then(|| {
            let rest = all.saturating_sub(shown.get());
            section()
                .class("list")
                .attr("id", id_of(which))
                .attr("tabindex", "-1")
                .child((
                    h2().child((
                        title,
                        span().class("figure").child(count(all, "file", "files")),
                    )),
                    ul().child(lines.with(|lines| {
                        lines
                            .iter()
                            .take(shown.get())
                            .cloned()
                            .map(|line| row(ui, line))
                            .collect_view()
                    })),
                    (rest > 0).then(|| {
                        button()
                            .attr("type", "button")
                            .class("button small")
                            .on(ev::click, move |_| shown.update(|shown| *shown += PART))
                            .child(format!("Show more, {} not shown", thousands(rest)))
                    }),
                ))
        })
    }
}

fn row(ui: Ui, line: Line) -> impl IntoView {
    let Line {
        title,
        place,
        words,
        restore,
    } = line;
    li().child((
        div()
            .class("what")
            .child((strong().child(title), code().child(place))),
        (!words.is_empty()).then(|| p().child(words)),
        (!restore.is_empty()).then(|| {
            button()
                .attr("type", "button")
                .class("button small")
                .on(ev::click, move |_| {
                    ui.decide(|_, review| review.restore_instances(&restore));
                })
                .child("Bring back")
        }),
    ))
}

fn held_line(place: &str, reason: &HeldReason) -> Line {
    Line {
        title: held_title(reason).into(),
        place: place.into(),
        words: format!("{} {}", reason.what(), reason.to_do()),
        restore: Vec::new(),
    }
}

fn held_lines(ui: Ui) -> Vec<Line> {
    let run: HashMap<InstanceId, HeldReason> = ui.app.run.with(|run| {
        let run = run.as_ref().filter(|run| run.counts_stand());
        run.map(|run| run.held.iter().cloned().collect())
            .unwrap_or_default()
    });
    // The same precedence as in the counts.
    super::state::both(ui.app, |catalogue, review| {
        let line = |(id, item): (InstanceId, &Item)| {
            let reason = match (review.fate(catalogue, id), &item.outcome) {
                (Fate::Waiting, _) => run.get(&id)?,
                (Fate::Held, Outcome::Held(reason)) => reason,
                (Fate::Held, Outcome::Instance(summary)) => match &summary.triage {
                    Triage::Held(reason) => reason,
                    _ => return None,
                },
                _ => return None,
            };
            Some(held_line(&item.place, reason))
        };
        catalogue
            .items
            .iter()
            .enumerate()
            .filter_map(line)
            .collect()
    })
}

fn deleted_lines(ui: Ui) -> Vec<Line> {
    super::state::both(ui.app, |catalogue, review| {
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

fn not_dicom_lines(ui: Ui) -> Vec<Line> {
    ui.app.catalogue.with(|catalogue| {
        catalogue
            .items
            .iter()
            .filter_map(|item| match &item.outcome {
                Outcome::NotDicom(words) => Some(Line {
                    title: file_name(&item.place).into(),
                    place: item.place.clone(),
                    words: sentence(words),
                    restore: Vec::new(),
                }),
                _ => None,
            })
            .collect()
    })
}

/// With a capital.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
