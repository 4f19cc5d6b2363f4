//! Pictures that are marked for slides: on Look the buttons that mark what is in view, on Save the list and what saves
//! it.
//!
//! `list` what is marked, each with a small picture as it was seen, and why it may not leave yet · `saving` the
//! choices, the buttons, and what came of it.

mod list;
mod saving;

use leptos::ev;
use leptos::html::{button, div, h3, section, span};
use leptos::prelude::*;

use super::viewer;
use crate::controllers::slides::toggle;
use crate::state::slides::{Slides, What, film_of};
use crate::state::ui::{Step, Ui};
use crate::words::count;
use darkroom::catalogue::InstanceId;
use darkroom::slides::View;

pub use saving::section_of_save;

/// What can be marked now: the picture in view, if it is one frame of an image that may leave, or could.
fn markable(ui: Ui) -> Memo<bool> {
    Memo::new(move |_| ui.paintable() && viewer::seen_as(ui).is_some())
}

/// Whether the image in view is a video, of which there is a film and no still.
fn is_video(ui: Ui) -> bool {
    let image = ui.here.get();
    image.is_some_and(|image| {
        ui.session
            .catalogue
            .with(|catalogue| catalogue.summary(image).is_some_and(|it| it.is_video()))
    })
}

/// Marks the picture in view as it is seen, or takes its mark off; says which, since the list may be out of sight.
pub fn toggle_still(ui: Ui) {
    untrack(move || {
        let said = match mark(ui, What::Still) {
            Some(true) => "Marked for slides, as you see it.",
            Some(false) => "No longer marked for slides.",
            None if ui.viewer.surface.get().is_some() => {
                "Many frames lie over one another: choose “Single frame” to mark one for slides."
            }
            None if is_video(ui) => "Of a video only all of it can be marked, as a film.",
            None => return,
        };
        ui.said.set(Some(said.into()));
    });
}

/// Whether it is marked now; `None` if it can't be.
fn mark(ui: Ui, what: What) -> Option<bool> {
    let may = ui.paintable() && (what == What::Film || !is_video(ui));
    let (of, view) = seen_as(ui, what).filter(|_| may)?;
    toggle(ui.session, what, of, view);
    Some(is_marked(ui, what))
}

/// What is in view, and how. In a film each picture has its own window, if nobody has chosen one for all.
fn seen_as(ui: Ui, what: What) -> Option<((InstanceId, u32), View)> {
    let (of, mut view) = viewer::seen_as(ui)?;
    if what == What::Film {
        view.window = ui.viewer.window.get();
    }
    Some((of, view))
}

/// Whether what is in view has a mark.
fn is_marked(ui: Ui, what: What) -> bool {
    let Some(((image, frame), view)) = seen_as(ui, what) else {
        return false;
    };
    let same = |slides: &Slides| slides.same(what, image, frame, &view);
    ui.session.slides.with(same).is_some()
}

/// The section in the panel of Look.
pub fn section_of_look(ui: Ui) -> AnyView {
    let can = markable(ui);
    let marks = Memo::new(move |_| ui.session.slides.with(|slides| slides.marks.len()));
    (move || {
        (can.get() || marks.get() > 0).then(|| {
            section()
                .class("for-slides")
                .child((
                    div().class("section-head").child((
                        h3().child("For slides"),
                        span().class("second").child(move || match marks.get() {
                            0 => "nothing marked".to_owned(),
                            many => format!("{} marked", count(many, "picture", "pictures")),
                        }),
                    )),
                    move || can.get().then(|| buttons(ui)),
                    list::short(ui),
                    move || {
                        (marks.get() > 0).then(|| {
                            button()
                                .attr("type", "button")
                                .class("link")
                                .on(ev::click, move |_| ui.go(Step::Save))
                                .child("Save the pictures")
                        })
                    },
                ))
                .into_any()
        })
    })
    .into_any()
}

fn buttons(ui: Ui) -> AnyView {
    let video = Memo::new(move |_| is_video(ui));
    let many = Memo::new(move |_| {
        let image = ui.here.get();
        let pictures = |image| {
            ui.session
                .catalogue
                .with(|catalogue| film_of(catalogue, image).1)
        };
        image.is_some_and(|image| pictures(image) > 1)
    });
    div()
        .class("row-of-buttons")
        .child((
            move || {
                (!video.get())
                    .then(|| marker(ui, What::Still, "Mark this picture (E)", "mark-slide"))
            },
            move || {
                (many.get() || video.get())
                    .then(|| marker(ui, What::Film, "Mark as a film", "mark-film"))
            },
        ))
        .into_any()
}

fn marker(ui: Ui, what: What, words: &'static str, test_id: &'static str) -> AnyView {
    let marked = Memo::new(move |_| is_marked(ui, what));
    button()
        .attr("type", "button")
        .class("button small")
        .class(("chosen", move || marked.get()))
        .attr("aria-pressed", move || marked.get().to_string())
        .attr("data-testid", test_id)
        .attr(
            "title",
            "As it is seen now: rectangles, window and what is in view",
        )
        .on(ev::click, move |_| {
            untrack(move || mark(ui, what));
        })
        .child(words)
        .into_any()
}
