//! The foot of the panel: nothing identifying shown, or delete; and what was decided.

use leptos::ev;
use leptos::html::{button, span};
use leptos::prelude::*;

use super::super::icons::{Icon, icon};
use super::super::state::{Ui, both};
use super::super::viewer::Shown;
use super::super::words::held_title;
use crate::review::SeriesState;

/// What the foot of the panel depends on; it is rebuilt only when this changes, so that no press is lost.
pub type Decision = Option<(SeriesState, bool)>;

/// What has been decided of the series in view.
pub fn state(ui: Ui) -> Decision {
    let state = ui.state(ui.series.get()?);
    let painted = ui
        .viewer
        .shown
        .with(Shown::of)
        .is_some_and(|(instance, _)| {
            both(ui.app, |catalogue, review| {
                !review.reaching(catalogue, instance).is_empty()
            })
        });
    Some((state, painted))
}

/// The foot.
pub fn decision(ui: Ui, decision: Decision) -> AnyView {
    let Some((state, painted)) = decision else {
        return ().into_any();
    };
    let delete = || {
        button()
            .attr("type", "button")
            .class("button delete")
            .attr("data-testid", "delete-series")
            .attr("aria-label", "Delete this series")
            .on(ev::click, move |_| untrack(move || ui.delete_shown()))
            .child("Delete")
            .into_any()
    };
    match state {
        SeriesState::Held => span().class("second").child(why_held(ui)).into_any(),
        SeriesState::Deleted => (
            span().class("second decided").child("Deleted, not saved"),
            button()
                .attr("type", "button")
                .class("button")
                .attr("data-testid", "restore-series")
                .on(ev::click, move |_| untrack(move || ui.delete_shown()))
                .child("Bring it back"),
        )
            .into_any(),
        SeriesState::Unreviewed => {
            let words = if painted {
                "The rest is fine"
            } else {
                "Nothing identifying shown"
            };
            (clear(ui, words, false), delete()).into_any()
        }
        SeriesState::Cleared => (
            span()
                .class("wide decided said")
                .child((icon(Icon::Tick), span().child("Nothing identifying shown"))),
            delete(),
        )
            .into_any(),
        // The same button, pressed: what is painted may be all that there is, so it can still be said of the rest.
        SeriesState::Redacted => (clear(ui, "Painted", true), delete()).into_any(),
    }
}

/// Why the series in view is held, if not for its picture: the viewer says that.
fn why_held(ui: Ui) -> String {
    let reason = both(ui.app, |catalogue, review| {
        let series = catalogue.series(ui.series.get()?)?;
        let mut instances = series.instances.iter();
        instances.find_map(|&instance| review.held_for_identity(catalogue, instance))
    });
    let why = reason.map(|reason| format!("{}. ", held_title(&reason)));
    why.unwrap_or_default() + "Held files are not saved."
}

fn clear(ui: Ui, words: &'static str, decided: bool) -> AnyView {
    let why_not = Memo::new(move |_| ui.clearing().why_not());
    button()
        .attr("type", "button")
        .class(if decided {
            "button wide decided"
        } else {
            "button wide"
        })
        .attr("aria-pressed", decided.then_some("true"))
        .attr("data-testid", "clear-series")
        .attr("aria-disabled", move || {
            why_not.with(Option::is_some).then_some("true")
        })
        .attr("title", move || {
            why_not.get().unwrap_or("Nothing identifying shown (X)")
        })
        .on(ev::click, move |_| {
            untrack(move || ui.clear_shown());
        })
        .child((decided.then(|| icon(Icon::Tick)), span().child(words)))
        .into_any()
}
