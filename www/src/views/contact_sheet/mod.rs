//! The contact sheet: every glance series by the brightest and the darkest of all its images, to be seen before all of
//! them are cleared at once.
//!
//! A series is cleared here only when both pictures of every size and kind in it have been in view, whole and long
//! enough to be read ([`tile`]). What cannot be shown is held and said; what has no picture stands in a list of its
//! own.

mod block;
pub mod page;
mod plan;
mod tile;

use leptos::ev;
use leptos::html::{bdi, button, div, h2, li, p, section, ul};
use leptos::prelude::*;

use crate::state::ui::Ui;
use crate::state::ui::standing::{Standing, images_of};
use crate::words::{count, images, thousands};
use darkroom::catalogue::{Catalogue, SeriesId};

/// Whether a series has any picture to show.
fn has_picture(catalogue: &Catalogue, id: SeriesId) -> bool {
    let instances = catalogue.series(id).map(|series| series.instances.iter());
    instances.into_iter().flatten().any(|image| {
        catalogue
            .summary(*image)
            .is_some_and(|summary| summary.image.is_some())
    })
}

/// The sheet, in place of the viewer. The button that clears is the next action, at the foot.
pub fn sheet(ui: Ui) -> AnyView {
    let number = Memo::new(move |_| {
        let glance = ui.glance.get();
        ui.session.catalogue.with(|catalogue| {
            glance
                .iter()
                .map(|id| images_of(catalogue, *id))
                .sum::<usize>()
        })
    });
    let with_pictures = move |wanted: bool| {
        let glance = ui.glance.get();
        ui.session.catalogue.with(|catalogue| {
            let mut glance = glance;
            glance.retain(|id| has_picture(catalogue, *id) == wanted);
            glance
        })
    };
    let list = For(ForProps::builder()
        .each(move || {
            let length = |id| ui.of_series(id, |_, series| series.instances.len());
            let series = with_pictures(true).into_iter();
            series.map(|id| (id, length(id))).collect::<Vec<_>>()
        })
        // What has grown is shown anew.
        .key(|series| *series)
        .children(move |(id, _)| block::block(ui, id))
        .build());
    let standing = ui.glanced;
    section()
        .class("view sheet")
        .attr("aria-label", "Contact sheet")
        .child((
            div().class("column-bar").child((
                h2().child(move || {
                    format!(
                        "{}, {}",
                        count(ui.glance.with(Vec::len), "series", "series"),
                        images(number.get())
                    )
                }),
                button()
                    .attr("type", "button")
                    .class("button small")
                    .on(ev::click, move |_| ui.sheet.set(None))
                    .child("Back to the picture"),
            )),
            div().class("blocks").attr("tabindex", "0").attr("role", "region").attr("aria-label", "All series at a glance").child((
                p().class("explained").child(
                    "Each pair shows, point by point, the brightest and the darkest of all images in a series, so text on any of them shows. If you see a name, a label or a face, choose “Look through it” and paint or delete it there.",
                ),
                div().class("list").child(list),
                move || pictureless(ui, with_pictures(false)),
            )),
            p().class("question").attr("role", "status").child(move || standing.with(question)),
        ))
        .into_any()
}

fn question(standing: &Standing) -> String {
    let further = |series: usize| match series {
        0 => String::new(),
        _ => format!(
            " {} still to be seen.",
            count(series, "series is", "series are")
        ),
    };
    match (standing.ready.len(), standing.waiting) {
        (0, 0) => "Every series of this kind is decided.".to_owned(),
        (0, waiting) => further(waiting).trim().to_owned(),
        (_, waiting) => format!(
            "Is there a name, number, date or face in what you have seen ({})?{}",
            images(standing.images),
            further(waiting)
        ),
    }
}

/// Series of files that hold no picture: there is nothing of them to be seen.
fn pictureless(ui: Ui, series: Vec<SeriesId>) -> Option<AnyView> {
    if series.is_empty() {
        return None;
    }
    let line = move |id: SeriesId| {
        let words = move || {
            ui.of_series(id, |_, series| {
                format!(
                    "{}, {}, {}",
                    ui.session.case(series.patient),
                    series.description,
                    count(series.instances.len(), "file", "files")
                )
            })
        };
        li().child((
            bdi().child(words),
            button()
                .attr("type", "button")
                .class("link")
                .on(ev::click, move |_| ui.show(id))
                .child("Look at its header"),
        ))
    };
    Some(
        section()
            .class("block pictureless")
            .child((
                h2().child("No picture in these"),
                ul().child(series.into_iter().map(line).collect_view()),
            ))
            .into_any(),
    )
}

/// Glance series that can be cleared here.
pub fn ready(ui: Ui) -> Vec<SeriesId> {
    ui.glanced.with(|standing| standing.ready.clone())
}

/// Why none can be cleared here.
pub fn why_not(ui: Ui) -> Option<&'static str> {
    let none = ui.glanced.with(|standing| standing.ready.is_empty());
    none.then_some("Nothing here has been in view for long enough yet")
}

/// What the clearing button says.
pub fn words(ui: Ui) -> String {
    ui.glanced.with(clear_words)
}

fn clear_words(standing: &Standing) -> String {
    match (standing.ready.len(), standing.waiting) {
        (0, 1) => "Clear this series".into(),
        (0, _) => "Clear these series".into(),
        (1, 0) => "No: clear this series".into(),
        (series, 0) => format!("No: clear these {} series", thousands(series)),
        (series, waiting) => format!(
            "No: clear {} of {} series",
            thousands(series),
            thousands(series + waiting)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(ready: usize, images: usize, waiting: usize) -> Standing {
        Standing {
            ready: (0..ready).collect(),
            images,
            waiting,
        }
    }

    #[test]
    fn the_question_is_put_of_what_has_been_seen() {
        assert_eq!(
            question(&standing(0, 0, 0)),
            "Every series of this kind is decided."
        );
        assert_eq!(
            question(&standing(0, 0, 1)),
            "1 series is still to be seen."
        );
        let both = question(&standing(2, 40, 3));
        assert!(both.contains("in what you have seen (40 images)?"));
        assert!(both.ends_with("3 series are still to be seen."));
    }

    #[test]
    fn the_button_says_how_many_series_it_clears() {
        assert_eq!(clear_words(&standing(0, 0, 1)), "Clear this series");
        assert_eq!(clear_words(&standing(0, 0, 2)), "Clear these series");
        assert_eq!(clear_words(&standing(1, 4, 0)), "No: clear this series");
        assert_eq!(clear_words(&standing(3, 4, 0)), "No: clear these 3 series");
        assert_eq!(clear_words(&standing(3, 4, 2)), "No: clear 3 of 5 series");
    }
}
