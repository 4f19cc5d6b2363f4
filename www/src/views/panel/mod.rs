//! The right-hand panel of Look: why, what is painted and how far it reaches, what the header gives away, the decision.
//!
//! | file | section |
//! |---|---|
//! | `found` | burned-in text that was found |
//! | `video` | a video, which cannot be painted like a picture |
//! | `regions`, `reach`, `range` | what is painted black; how far a region reaches, and on which frames or images |
//! | `offers` | rectangles that the page knows of: the last painting of the device, all outside the scan area |
//! | `templates` | the file of templates |
//! | `image` | the image in view by itself, what its header gives away |
//! | `decision` | the foot: nothing identifying shown, or delete |

mod decision;
mod found;
mod image;
mod offers;
mod range;
mod reach;
mod regions;
mod templates;
mod video;

pub use decision::ask;

use leptos::html::{bdi, div, h2, p, section};
use leptos::prelude::*;

use super::slides;
use super::viewer::projection;
use crate::state::ui::Ui;
use crate::words::why;

/// The right column; the contact sheet needs its room.
pub fn panel(ui: Ui) -> AnyView {
    let sheet = Memo::new(move |_| ui.sheet.get());
    (move || sheet.get().is_none().then(|| about_the_series(ui))).into_any()
}

fn about_the_series(ui: Ui) -> AnyView {
    let name = move || {
        ui.series
            .get()
            .and_then(|id| ui.of_series(id, |_, series| series.description.clone()))
            .unwrap_or_default()
    };
    let why = move || {
        ui.series
            .get()
            .and_then(|id| ui.of_series(id, |_, series| why(&series.triage)))
            .unwrap_or_default()
    };
    let can_paint = Memo::new(move |_| ui.paintable());
    let decided = Memo::new(move |_| decision::state(ui));
    let saving = Memo::new(move |_| ui.running());
    section()
        .class("right")
        .attr("aria-label", "This series")
        .child((
            div()
                .class("column-bar")
                .child(h2().class("cut").child(bdi().child(name))),
            div().class("sections").child((
                section().child(p().class("second").child(why)),
                move || {
                    saving.get().then(|| {
                        section().child(
                            p().attr("role", "status")
                                .child("Saving goes on: decisions wait until it is done."),
                        )
                    })
                },
                move || {
                    projection::left_out(ui).map(|words| {
                        section().child(
                            p().attr("role", "status")
                                .attr("data-testid", "left-out")
                                .child(words),
                        )
                    })
                },
                video::video(ui),
                found::found(ui),
                move || can_paint.get().then(|| regions::regions(ui)),
                image::image(ui),
                image::gives_away(ui),
                slides::section_of_look(ui),
            )),
            div()
                .class("column-foot")
                .child(move || decision::decision(ui, decided.get())),
        ))
        .into_any()
}
