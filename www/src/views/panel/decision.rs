//! The foot of the panel: nothing identifying shown, or delete; what was decided; and what is still to be seen before
//! anything can be.

use leptos::ev;
use leptos::html::{button, div, kbd, p, span};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use crate::controllers::decisions::Clearing;
use crate::state::ui::viewer::Shown;
use crate::state::ui::{Ui, both};
use crate::views::icons::{Icon, icon};
use crate::views::viewer;
use crate::words::held_title;
use darkroom::review::SeriesState;

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
            both(ui.session, |catalogue, review| {
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
            (still_to_see(ui), question(ui), clear(ui, words), delete()).into_any()
        }
        SeriesState::Cleared => decided("Nothing identifying shown", delete),
        SeriesState::Redacted => decided("Painted, the rest is fine", delete),
    }
}

fn decided(words: &'static str, delete: impl Fn() -> AnyView) -> AnyView {
    (
        span()
            .class("wide decided said")
            .child((icon(Icon::Tick), span().child(words))),
        delete(),
    )
        .into_any()
}

/// Why the series in view is held, if not for its picture: the viewer says that.
fn why_held(ui: Ui) -> String {
    let reason = both(ui.session, |catalogue, review| {
        let series = catalogue.series(ui.series.get()?)?;
        let mut instances = series.instances.iter();
        instances.find_map(|&instance| review.held_for_identity(catalogue, instance))
    });
    let why = reason.map(|reason| format!("{}. ", held_title(&reason)));
    why.unwrap_or_default() + "Held files are not saved."
}

/// How much has not been on screen, and the one press that brings it there.
fn still_to_see(ui: Ui) -> impl IntoView {
    let unseen = Memo::new(move |_| match ui.clearing() {
        unseen @ Clearing::Unseen(_) => unseen.why_not(),
        _ => None,
    });
    let step = Memo::new(move |_| viewer::next::next(ui));
    let why_not = Memo::new(move |_| step.get().and_then(|step| viewer::next::why_not(ui, step)));
    let is_step = Memo::new(move |_| {
        !matches!(
            step.get(),
            None | Some(viewer::Next::Wait | viewer::Next::Question)
        )
    });
    move || {
        unseen.get().map(|words| {
            div()
                .class("wide still-to-see")
                .attr("data-testid", "unseen")
                .child((
                    p().attr("role", "status").child(format!("{words}.")),
                    button()
                        .attr("type", "button")
                        .class("button small")
                        .class(("unseen", move || !is_step.get()))
                        .attr("data-testid", "see-rest")
                        .attr("aria-disabled", move || why_not.get().map(|_| "true"))
                        .attr("title", move || why_not.get())
                        .on(ev::click, move |_| {
                            if let (Some(step), None) =
                                (step.get_untracked(), why_not.get_untracked())
                            {
                                untrack(move || viewer::next::take(ui, step));
                            }
                        })
                        .child(move || step.get().map(|step| viewer::next::words(ui, step))),
                ))
        })
    }
}

/// The question that the foot's button leads to.
fn question(ui: Ui) -> impl IntoView {
    move || {
        let ready = ui.asked.get() && ui.clearing() == Clearing::Ready;
        ready.then(|| {
            p().class("wide ask").attr("role", "status").child(
                "Everything has been on screen. Is a name, number, date or face left? Paint it (R), or say that there is none (X).",
            )
        })
    }
}

/// Leads to the answer: the button that says that nothing is left.
pub fn ask() {
    let button = document().query_selector("[data-testid=clear-series]");
    if let Some(button) = button.ok().flatten() {
        let _ = button.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}

fn clear(ui: Ui, words: &'static str) -> AnyView {
    let why_not = Memo::new(move |_| ui.clearing().why_not());
    button()
        .attr("type", "button")
        .class("button wide")
        .attr("data-testid", "clear-series")
        .attr("aria-disabled", move || {
            why_not.with(Option::is_some).then_some("true")
        })
        .attr("title", move || {
            why_not
                .get()
                .unwrap_or_else(|| "Nothing identifying shown (X)".into())
        })
        .on(ev::click, move |event| {
            // The second click of a double click was not meant for what the first one has brought.
            if event.detail() <= 1 {
                untrack(move || ui.clear_shown());
            }
        })
        .child((
            span().child(words),
            kbd().attr("aria-hidden", "true").child("X"),
        ))
        .into_any()
}
