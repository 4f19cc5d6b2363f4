//! Many frames laid over one another as the surface to draw on: what they are, how far they have come, in words.
//!
//! It goes when the person moves on to another frame, series or step.

use leptos::ev;
use leptos::html::{button, span};
use leptos::prelude::*;

use crate::controllers::surface::look_at;
use crate::state::ui::Ui;
use crate::state::ui::projected::{Ends, Projected};

/// Whether there are frames to lay over one another.
fn offered(ui: Ui) -> Memo<bool> {
    Memo::new(move |_| {
        let frames = ui.scope.with(|scope| {
            scope
                .iter()
                .map(|(_, frames)| u64::from(*frames))
                .sum::<u64>()
        });
        frames > 1 && ui.paintable()
    })
}

/// "Single frame | Brightest | Darkest"; out of sight where there is one frame, in its place all the same.
pub fn segments(ui: Ui) -> AnyView {
    let offered = offered(ui);
    let segment =
        move |ends: Option<Ends>, words: &'static str, id: &'static str, title: &'static str| {
            button()
                .attr("type", "button")
                .class("segment")
                .attr("aria-pressed", move || {
                    (ui.viewer.surface.get() == ends).to_string()
                })
                .attr("title", title)
                .attr("data-testid", id)
                .on(ev::click, move |_| look_at(ui, ends))
                .child(words)
        };
    span()
        .class("segments surfaces")
        .class(("unseen", move || !offered.get()))
        .attr("role", "group")
        .attr("aria-label", "What to draw on")
        .child((
            segment(None, "Single frame", "projection-off", "The frame itself (B)"),
            segment(
                Some(Ends::Brightest),
                "Brightest",
                "projection-max",
                "All images laid over one another, at each point the brightest: text on any of them shows (B)",
            ),
            segment(
                Some(Ends::Darkest),
                "Darkest",
                "projection-min",
                "All images laid over one another, at each point the darkest: black text on any of them shows (B)",
            ),
        ))
        .into_any()
}

/// What is in view, if it is many frames.
pub fn words(ui: Ui) -> Option<String> {
    let ends = ui.viewer.surface.get()?;
    let other_sizes = ui
        .series
        .get()
        .and_then(|id| ui.of_series(id, |_, series| series.instances.len()))
        .is_some_and(|images| {
            let gone = ui.session.review.with(|review| {
                let id = ui.series.get()?;
                ui.of_series(id, |_, series| {
                    let gone = series.instances.iter().filter(|id| review.is_deleted(**id));
                    gone.count()
                })
            });
            ui.scope.with(Vec::len) + gone.unwrap_or(0) < images
        });
    Some(
        ui.viewer
            .projected
            .with(|projected| projected.words(ends, other_sizes)),
    )
}

/// What is not in it and why.
pub fn left_out(ui: Ui) -> Option<String> {
    ui.viewer.surface.get()?;
    ui.viewer.projected.with(Projected::left_out)
}
