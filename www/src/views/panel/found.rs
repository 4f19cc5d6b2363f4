//! Burned-in text that was found: what is read in the picture in view, each to be painted or left, and all of it at
//! once. A help to whoever looks, which decides nothing.

use leptos::ev;
use leptos::html::{bdi, button, div, h3, li, p, section, span, ul};
use leptos::prelude::*;

use crate::controllers::proposals::Extent;
use crate::state::burned_in::{Answer, ProposalId, Standing};
use crate::state::ui::{Ui, both};
use crate::views::found;
use crate::views::icons::{Icon, icon};
use crate::views::viewer::proposals::{Proposed, in_view};
use crate::words::{count, thousands};

/// The section; nothing before anything was searched.
pub fn found(ui: Ui) -> impl IntoView {
    let standing = standing(ui);
    let is_there = Memo::new(move |_| {
        let is_begun = ui.session.burned_in.with(|found| found.is_begun());
        is_begun && ui.series.get().is_some()
    });
    move || is_there.get().then(|| about(ui, standing))
}

/// How things stand in the shown series.
fn standing(ui: Ui) -> Memo<Option<Standing>> {
    Memo::new(move |_| {
        let id = ui.series.get()?;
        ui.session.burned_in.with(|found| {
            both(ui.session, |catalogue, review| {
                found.standing(catalogue, review, catalogue.series(id)?)
            })
        })
    })
}

fn about(ui: Ui, standing: Memo<Option<Standing>>) -> AnyView {
    let proposed = in_view(ui);
    let lines = move || {
        let all = proposed.get().into_iter();
        all.map(|it| line(ui, it)).collect_view()
    };
    section()
        .class("found")
        .attr("data-testid", "found")
        .child((
            div().class("section-head").child((
                h3().child("Text in the picture"),
                span()
                    .class("second")
                    .attr("role", "status")
                    .child(move || {
                        let words = |standing: &Standing| found::of_series(standing);
                        standing.with(|standing| standing.as_ref().map(words))
                    }),
            )),
            ul().class("proposals").child(lines),
            all_at_once(ui, standing),
            progress(ui, standing),
        ))
        .into_any()
}

/// A proposal: what was read leads to it.
fn line(ui: Ui, it: Proposed) -> AnyView {
    let Proposed {
        id,
        rank,
        text,
        answer,
        ..
    } = it;
    let words = found::text(&text);
    let is_current = move || ui.session.burned_in.with(|found| found.current == Some(id));
    let say = match answer {
        Answer::Open => found::rank(rank),
        Answer::Painted => "Painted",
        Answer::Refused => "Left as it is",
    };
    let acts = acts(ui, id, answer, &words);
    li().class(("selected", is_current))
        .class(("answered", answer != Answer::Open))
        .attr("data-testid", "found-line")
        .attr("data-rank", found::rank_name(rank))
        .attr("data-answer", answer_name(answer))
        .child((
            span()
                .class("rank")
                .attr("data-rank", found::rank_name(rank))
                .attr("aria-hidden", "true"),
            button()
                .attr("type", "button")
                .class("choose")
                .attr("aria-pressed", move || is_current().to_string())
                .on(ev::click, move |_| untrack(move || ui.show_text(id)))
                .child((
                    span().class("said").child(bdi().child(words)),
                    span().class("second").child(say),
                )),
            acts,
        ))
        .into_any()
}

/// What can be done with a proposal: to paint it, to leave it as it is, or to take that back.
fn acts(ui: Ui, id: ProposalId, answer: Answer, words: &str) -> impl IntoView + use<> {
    let paint = (answer == Answer::Open).then(|| {
        button()
            .attr("type", "button")
            .class("button small")
            .attr("aria-label", format!("Paint “{words}”"))
            .attr("title", "Paint it (A)")
            .attr("data-testid", "paint-found")
            .on(ev::click, move |_| untrack(move || ui.paint_proposal(id)))
            .child("Paint")
    });
    let (leave_words, drawing) = match answer {
        Answer::Refused => (format!("Propose “{words}” again"), Icon::Undo),
        _ => (format!("Leave “{words}” as it is (S)"), Icon::Cross),
    };
    let leave = (answer != Answer::Painted).then(|| {
        button()
            .attr("type", "button")
            .class("cross")
            .attr("aria-label", leave_words.clone())
            .attr("title", leave_words)
            .attr("data-testid", "leave-found")
            .on(ev::click, move |_| ui.leave_proposal(id))
            .child(icon(drawing))
    });
    (paint, leave)
}

fn answer_name(answer: Answer) -> &'static str {
    match answer {
        Answer::Open => "open",
        Answer::Painted => "painted",
        Answer::Refused => "left",
    }
}

/// Red and amber of the series, or of the case, in one step.
fn all_at_once(ui: Ui, standing: Memo<Option<Standing>>) -> impl IntoView {
    let here = Memo::new(move |_| {
        standing.with(|standing| standing.map_or(0, |standing| standing.red + standing.amber))
    });
    let in_case = Memo::new(move |_| ui.open_in_case());
    let press = move |extent: Extent, words: &'static str, test_id: &'static str| {
        button()
            .attr("type", "button")
            .class("button small")
            .attr("data-testid", test_id)
            .on(ev::click, move |_| untrack(move || ui.paint_found(extent)))
            .child(words)
    };
    move || {
        let series = (here.get() > 0).then(|| {
            press(
                Extent::Series,
                "Paint all red and amber of this series",
                "paint-found-series",
            )
        });
        let case = in_case.get().then(|| {
            press(
                Extent::Case,
                "Paint all red and amber of this case",
                "paint-found-case",
            )
        });
        div().class("offers").child((series, case))
    }
}

/// How far the search is, the way to stop it, and that it decides nothing.
fn progress(ui: Ui, standing: Memo<Option<Standing>>) -> impl IntoView {
    let burned_in = ui.session.burned_in;
    let state = Memo::new(move |_| burned_in.with(|found| (found.to_go, found.stopped)));
    let failed = move || {
        let failed = standing.with(|standing| standing.map_or(0, |standing| standing.failed));
        (failed > 0).then(|| {
            let images = count(failed, "image", "images");
            p().class("second")
                .child(format!("{images} could not be searched."))
        })
    };
    let standing_words = move || {
        let (to_go, is_stopped) = state.get();
        let (words, press) = match (to_go, is_stopped) {
            (0, _) => return None,
            (_, true) => ("The search is stopped.".to_owned(), "Go on searching"),
            (to_go, false) => (
                format!("Searching: {} to go.", thousands(to_go)),
                "Stop searching",
            ),
        };
        Some(
            p().class("second").child((
                words,
                " ",
                button()
                    .attr("type", "button")
                    .class("link")
                    .attr("data-testid", "search-on")
                    .on(ev::click, move |_| ui.search_for_text(is_stopped))
                    .child(press),
            )),
        )
    };
    (
        failed,
        standing_words,
        p().class("second").child(
            "A help, and no more: text can be missed. T goes to the next, A paints it, S leaves it as it is.",
        ),
    )
}
