//! The viewer: tool bar, picture with its marks, strip with the slider. In come the chosen series and the regions that
//! reach its images; out go rectangles in stored pixels.
//!
//! [`load`] which picture is shown · [`canvas`], [`draw`], [`reduce`] its pixels · [`marks`] outlines, numbers, handles
//! · [`pointer`] what a drag does · [`placing`] a rectangle by keyboard · [`rectangles`] the arithmetic of it · [`projection`] many frames laid over one
//! another · [`proposals`] text that was found · [`seen`] what counts as seen · [`next`] what is still to be seen · [`keys`] the same by keyboard ·
//! [`tools`] the bar above · [`strip`] the bar below · [`place`] from stored pixels to the screen and back.

mod canvas;
mod draw;
pub mod keys;
mod load;
mod marks;
pub mod next;
mod place;
mod placing;
mod pointer;
pub mod projection;
pub mod proposals;
mod rectangles;
mod reduce;
pub mod seen;
mod strip;
mod tools;

use leptos::html::{div, section};
use leptos::prelude::*;

use crate::state::ui::Ui;
use crate::state::ui::viewer::{Shown, Tool};
use crate::words::held_title;
use darkroom::catalogue::{InstanceId, Triage};
use darkroom::clean::HeldReason;
use darkroom::slides::View;

pub use load::keep_loading;
pub use marks::on_frame as marks_on_frame;
pub use next::Next;
pub use seen::keep_noting;

/// Tool bar, stage and strip.
pub fn viewer(ui: Ui) -> AnyView {
    section()
        .class("view")
        .attr("aria-label", "Picture")
        .child((tools::bar(ui), stage(ui), strip::strip(ui)))
        .into_any()
}

/// The frame in view and how it is looked at: its window and what of it is on the stage; `None` where there is none, or
/// many lie over one another.
pub fn seen_as(ui: Ui) -> Option<((InstanceId, u32), View)> {
    let viewer = ui.viewer;
    if viewer.surface.get().is_some() {
        return None;
    }
    let of = viewer.shown.with(|shown| match shown {
        Shown::Picture { of, .. } => Some(*of),
        Shown::Nothing | Shown::Fault { .. } => None,
    })?;
    let zoomed = (viewer.scale.get()).map(|scale| (scale, viewer.centre.get()));
    let (stage, size) = (viewer.stage.get(), viewer.size()?);
    let view = View {
        window: viewer.window_in_force(),
        crop: place::in_view(stage, place::placed(stage, size, zoomed), size),
    };
    Some((of, view))
}

fn stage(ui: Ui) -> AnyView {
    let viewer = ui.viewer;
    let stage = NodeRef::<leptos::html::Div>::new();
    place::follow_size(viewer, stage);
    let fit = place::fit(ui);
    let style = move |read: fn(&place::Fit) -> f64| move || format!("{}px", fit.with(read));
    let tool = move || match viewer.tool.get() {
        Tool::Rectangle => "rectangle",
        Tool::Move => "move",
        Tool::Window => "window",
        Tool::Magnify => "magnify",
    };
    let stage_element = div()
        .node_ref(stage)
        .class("stage")
        .attr("id", "stage")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-roledescription", "viewer")
        .attr("aria-label", move || strip::place_words(ui))
        .attr("data-tool", tool);
    pointer::listen(stage_element, ui, stage, fit)
        .child((
            div()
                .class("picture")
                .class(("hidden", move || viewer.size().is_none()))
                .style(("left", style(|fit| fit.left)))
                .style(("top", style(|fit| fit.top)))
                .style(("width", style(|fit| fit.width)))
                .style(("height", style(|fit| fit.height)))
                .child((canvas::canvas(ui, fit), marks::marks(ui, fit))),
            move || message(ui),
            move || {
                ui.gone.get().then(|| {
                    div()
                        .class("veil")
                        .attr("data-testid", "deleted-veil")
                        .child("Deleted, not saved")
                })
            },
        ))
        .into_any()
}

/// What stands in the place of a picture that cannot be shown.
fn message(ui: Ui) -> Option<AnyView> {
    let id = ui.series.get()?;
    let held = ui.of_series(id, |_, series| match &series.triage {
        Triage::Held(reason) => {
            Some((held_title(reason).to_owned(), reason.what(), reason.to_do()))
        }
        _ => None,
    })?;
    let is_video = ui
        .of_series(id, |_, series| {
            series.triage == Triage::Held(HeldReason::Video)
        })
        .unwrap_or(false);
    let header_only = ui.session.catalogue.with(|catalogue| {
        let instance = ui.here.get()?;
        catalogue
            .summary(instance)
            .map(|summary| summary.image.is_none())
    });
    let fault = ui.viewer.shown.with(|shown| match shown {
        Shown::Fault { words, .. } if ui.viewer.projection().is_none() => Some(words.clone()),
        _ => None,
    });
    let (title, what, to_do) = match (held, fault) {
        (Some(_), fault) if is_video => {
            // Its first picture is on the way, or shown.
            let words = fault?;
            (
                "This video can’t be shown here".to_owned(),
                format!(
                    "{words} It is held back: nobody can look at it, and beside its pictures it may carry names."
                ),
                "Leave it out, or export still images of it from your PACS and add those.",
            )
        }
        (Some(held), _) => held,
        (None, _) if header_only == Some(true) => (
            "There is no picture in this file".to_owned(),
            "It holds a plan, a measurement or the like. Its header is cleaned as every other."
                .to_owned(),
            "If you don’t need it, delete it.",
        ),
        (None, Some(words)) => (
            "This picture can’t be shown".to_owned(),
            words,
            "Nobody can look at it here, so it is held back. Export it again from your PACS, uncompressed, or delete it.",
        ),
        (None, None) => return None,
    };
    Some(
        div()
            .class("message")
            .child((
                leptos::html::h2().child(title),
                leptos::html::p().child(what),
                leptos::html::p().child(to_do),
            ))
            .into_any(),
    )
}
