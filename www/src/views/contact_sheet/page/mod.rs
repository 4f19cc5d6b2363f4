//! A page of series that need a look, side by side: each picture as it is stored or nearly so, whole and without a turn of
//! the wheel, what was painted black on it.
//!
//! Series of one size and one device lie together. Nothing is said of a series here before all of its pictures were in
//! view for long enough, nor of the page before there was time for each of them; what shows something, or can't be seen
//! here, is looked at by itself. One press then clears the rest: never the green one.

mod made;

use leptos::ev;
use leptos::html::{bdi, button, div, h2, kbd, p, section, span};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use made::{Made, keep_up, keep_waiting, make};

use super::block::not_shown;
use super::plan::{self, Plan};
use super::tile::tile;
use crate::controllers::decisions::page_waits;
use crate::state::ui::together::{self, Group, LEAST, LINE, Room, scale, suits};
use crate::state::ui::{Ui, both};
use crate::words::{count, images, thousands};
use darkroom::catalogue::{Catalogue, SeriesId};
use darkroom::review::Review;

/// The page, in place of the viewer.
pub fn page(ui: Ui) -> AnyView {
    let blocks = NodeRef::<leptos::html::Div>::new();
    let made = RwSignal::new(None::<Made>);
    Effect::new(move |_| {
        ui.together.turned.track();
        if let Some(element) = blocks.get() {
            made.set(Some(untrack(move || make(ui, &element))));
        }
    });
    keep_up(ui, made);
    keep_waiting(ui, made);
    let list = For(ForProps::builder()
        .each(move || {
            let made = made.get();
            let room = made.as_ref().map(|made| made.room);
            let series = made.into_iter().flat_map(|made| made.series);
            series
                .filter_map(|(id, length)| Some((id, length, room?)))
                .collect::<Vec<_>>()
        })
        .key(|(id, length, _)| (*id, *length))
        .children(move |(id, _, room)| block(ui, id, room))
        .build());
    section()
        .class("view sheet side-by-side")
        .attr("aria-label", "Side by side")
        .attr("data-testid", "page")
        .child((
            div().class("column-bar").child((
                h2().child(move || heading(ui, made)),
                button()
                    .attr("type", "button")
                    .class("button small")
                    .attr("data-testid", "one-by-one")
                    .on(ev::click, move |_| untrack(move || ui.close_sheet()))
                    .child("One by one"),
            )),
            div()
                .node_ref(blocks)
                .class("blocks")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", "Series side by side")
                .child(div().class("list").child(list)),
            foot(ui),
        ))
        .into_any()
}

fn heading(ui: Ui, made: RwSignal<Option<Made>>) -> String {
    let (here, all) = ui.several.with(|several| {
        let is_left = |(id, _): &&(SeriesId, usize)| several.contains(id);
        let here = made.with(|made| {
            let series = made.iter().flat_map(|made| &made.series);
            series.filter(is_left).count()
        });
        (here, several.len())
    });
    format!(
        "{} of {} to look at",
        thousands(here),
        count(all, "series", "series")
    )
}

/// A series on the page.
fn block(ui: Ui, id: SeriesId, room: Room) -> AnyView {
    let Some((name, words, patient)) = ui.of_series(id, |_, series| {
        let words = format!("{}, {}", series.modality, images(series.instances.len()));
        let name = match series.number {
            Some(number) => format!("{number}. {}", series.description),
            None => series.description.clone(),
        };
        (name, words, series.patient)
    }) else {
        return ().into_any();
    };
    let plans = untrack(|| {
        both(ui.session, |catalogue, review| {
            let groups = suits(catalogue, review, id).unwrap_or_default();
            let plans = groups.into_iter().enumerate();
            let plans =
                plans.filter_map(|(place, group)| plan(catalogue, review, place, group, room));
            plans.collect::<Vec<_>>()
        })
    });
    let width = plans.iter().map(|plan| {
        let frames = plan.group.iter().map(|(_, frames)| *frames as usize).sum();
        plan::width(plan.width, frames) + together::GAP
    });
    let width = width.sum::<f64>() - together::GAP;
    let seen = Memo::new(move |_| ui.page.with(|page| page.ready.contains(&id)));
    let aside = Memo::new(move |_| ui.page.with(|page| page.aside.contains(&id)));
    section()
        .class("block")
        .style(("--all", format!("{width}px")))
        .class(("seen", move || seen.get()))
        .class(("aside", move || aside.get()))
        .attr("data-testid", "page-series")
        .attr("data-seen", move || seen.get().to_string())
        .child((
            title(ui, id, name.clone(), (patient, words), seen),
            div().class("pictures").child(
                plans
                    .into_iter()
                    .map(|plan| tile(ui, id, name.clone(), plan))
                    .collect_view(),
            ),
            not_shown(ui, id),
        ))
        .into_any()
}

fn plan(
    catalogue: &Catalogue,
    review: &Review,
    place: usize,
    group: Group,
    room: Room,
) -> Option<Plan> {
    let size = together::size(catalogue, &group)?;
    Some(Plan {
        width: f64::from(size.0) * scale(size, room)? + 2.0 * LINE,
        // The screen's pixels are not divided.
        least: LEAST * 0.999,
        whole: true,
        black: together::black(catalogue, review, &group),
        place: Some(place),
        group,
    })
}

fn title(
    ui: Ui,
    id: SeriesId,
    name: String,
    (patient, words): (usize, String),
    seen: Memo<bool>,
) -> impl IntoView {
    let words = move || format!("{}, {words}", ui.session.case(patient));
    let is_aside = Memo::new(move |_| ui.together.aside.with(|aside| aside.contains(&id)));
    let whole = name.clone();
    div().class("title").child((
        h2().class("cut")
            .attr("title", whole)
            .child(bdi().child(name)),
        span()
            .class("second mark")
            .class(("unseen", move || !seen.get()))
            .child("seen"),
        span().class("second cut").child(words),
        button()
            .attr("type", "button")
            .class("link")
            .attr("data-testid", "set-aside")
            .attr("aria-pressed", move || is_aside.get().to_string())
            .attr(
                "title",
                "It shows something: look at it by itself, after the others",
            )
            .on(ev::click, move |_| {
                ui.together.aside.update(|aside| {
                    if !aside.remove(&id) {
                        aside.insert(id);
                    }
                });
            })
            .child("Set aside"),
    ))
}

/// The question, and the one press that answers it.
fn foot(ui: Ui) -> impl IntoView {
    let why_not = Memo::new(move |_| page_waits(ui));
    div().class("question answer").child((
        p().attr("role", "status").child(move || question(ui)),
        button()
            .attr("type", "button")
            .class("button")
            .attr("data-testid", "clear-page")
            .attr("aria-disabled", move || {
                why_not.with(Option::is_some).then_some("true")
            })
            .attr("title", move || why_not.get())
            .on(ev::click, move |event| {
                // The second click of a double click was not meant for the next page.
                if event.detail() <= 1 {
                    untrack(move || ui.clear_page());
                }
            })
            .child((
                move || ui.page.with(|page| answer(page.ready.len(), page.waiting)),
                kbd().attr("aria-hidden", "true").child("X"),
            )),
    ))
}

fn question(ui: Ui) -> String {
    let (waiting, aside) = ui.page.with(|page| (page.waiting, page.aside.len()));
    let aside = match aside {
        0 => String::new(),
        aside => format!(
            " {} by itself, later.",
            count(aside, "series comes", "series come")
        ),
    };
    match waiting {
        0 => format!("Is a name, number, date or face on any of these? Set it aside.{aside}"),
        waiting => format!(
            "{} still to be seen.{aside}",
            count(waiting, "series is", "series are")
        ),
    }
}

fn answer(ready: usize, waiting: usize) -> String {
    match (ready, waiting) {
        (0, 0) => "Go on".into(),
        (ready, 0) => format!("No: clear {}", count(ready, "series", "series")),
        _ => "Look at these".into(),
    }
}

/// Leads to the answer.
pub fn ask() {
    let button = document().query_selector("[data-testid=clear-page]");
    if let Some(button) = button.ok().flatten() {
        let _ = button.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_says_how_many_it_clears_and_that_there_is_something_to_wait_for() {
        assert_eq!(answer(12, 0), "No: clear 12 series");
        assert_eq!(answer(3, 1), "Look at these");
        assert_eq!(answer(0, 0), "Go on");
    }
}
