//! Marks over the picture: an outline and a number for each painted region, handles for the selected one, and a dashed
//! outline of what will be painted where a compressed picture lets a region grow.
//!
//! Drawn only; the pointer is listened to on the stage.

use leptos::html::{div, span};
use leptos::prelude::*;
use leptos::svg;

use super::canvas::reaching;
use super::place::Fit;
use super::proposals;
use super::rectangles::grips;
use crate::state::ui::Ui;
use crate::state::ui::viewer::Draft;
use crate::state::ui::viewer::Shown;
use darkroom::pixels::Rect;
use darkroom::review::RegionId;

/// A region on the frame in view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub id: RegionId,
    /// From 1, in the order of the list beside the picture.
    pub number: usize,
    pub rect: Rect,
}

/// The regions on the frame in view, numbered as in the list.
pub fn on_frame(ui: Ui) -> Memo<Vec<Mark>> {
    let regions = reaching(ui);
    Memo::new(move |_| {
        let frame = ui
            .viewer
            .shown
            .with(Shown::of)
            .map_or(0, |(_, frame)| frame);
        let (columns, rows) = ui.viewer.size().unwrap_or_default();
        let draft = ui.viewer.draft.get();
        // Over many frames all of them are marked.
        let many = ui.viewer.projection().is_some();
        regions.with(|regions| {
            regions
                .iter()
                .enumerate()
                .filter(|(_, (_, region))| many || region.frames.contains(frame))
                .filter_map(|(index, (id, region))| {
                    let rect = match draft {
                        Some(Draft::Change(changed, rect)) if changed == *id => rect,
                        _ => region.rect,
                    };
                    let rect = rect.clipped(columns, rows)?;
                    Some(Mark {
                        id: *id,
                        number: index + 1,
                        rect,
                    })
                })
                .collect()
        })
    })
}

/// Outlines, numbers and handles.
pub fn marks(ui: Ui, fit: Memo<Fit>) -> AnyView {
    let viewer = ui.viewer;
    let on_frame = on_frame(ui);
    let proposed = proposals::in_view(ui);
    div()
        .class("marks")
        .class(("hidden", move || !viewer.marks.get()))
        .attr("aria-hidden", "true")
        .child((
            svg::svg()
                .attr("preserveAspectRatio", "none")
                .attr("viewBox", move || {
                    let (columns, rows) = viewer.size().unwrap_or((1, 1));
                    format!("0 0 {columns} {rows}")
                })
                .child((proposals::outlines(ui, proposed), move || {
                    outlines(ui, &on_frame.get())
                })),
            proposals::label(ui, fit, proposed),
            move || {
                let fit = fit.get();
                let selected = ui.region.get();
                let mut out = Vec::new();
                if let Some(size) = viewer.size() {
                    for mark in on_frame.get() {
                        out.push(label(ui, fit, mark.rect, size, mark.number));
                        if selected == Some(mark.id) {
                            out.extend(handles(mark.rect, fit.scale, size));
                        }
                    }
                }
                out
            },
        ))
        .into_any()
}

/// An outline for every mark, for the rectangle that is being drawn, and for what will be painted of each.
fn outlines(ui: Ui, marks: &[Mark]) -> impl IntoView + use<> {
    let viewer = ui.viewer;
    let new = match viewer.draft.get() {
        Some(Draft::New(rect)) => Some(rect),
        _ => None,
    };
    let rects = marks.iter().map(|mark| mark.rect).chain(new);
    // Under the others: they say what a person asked for.
    let grown = rects
        .filter_map(|rect| viewer.grown(rect))
        .map(|rect| outline(rect, "outline grown"));
    let asked = marks.iter().map(|mark| outline(mark.rect, "outline"));
    grown
        .chain(asked)
        .chain(new.map(|rect| outline(rect, "outline draft")))
        .collect_view()
}

/// A region's number: outside its upper right corner; inside when there is no room for it on the stage.
fn label(ui: Ui, fit: Fit, rect: Rect, (columns, rows): (u32, u32), number: usize) -> AnyView {
    let right = f64::from(rect.x) + f64::from(rect.width);
    let room = ui.viewer.stage.get().0 - fit.left - right * fit.scale > 20.0;
    span()
        .class(if room { "number" } else { "number inside" })
        .style(("left", percent(right, columns)))
        .style(("top", percent(f64::from(rect.y), rows)))
        .child(number.to_string())
        .into_any()
}

/// The handles of the selected region.
fn handles(rect: Rect, scale: f64, (columns, rows): (u32, u32)) -> impl Iterator<Item = AnyView> {
    let along = |start: u32, length: u32, grip: i8| {
        f64::from(start) + f64::from(length) * (f64::from(grip) + 1.0) / 2.0
    };
    grips(rect, scale).map(move |(x, y)| {
        span()
            .class("handle")
            .style(("left", percent(along(rect.x, rect.width, x), columns)))
            .style(("top", percent(along(rect.y, rect.height, y), rows)))
            .into_any()
    })
}

/// A place as a share of the picture's side.
fn percent(at: f64, of: u32) -> String {
    format!("{:.4}%", at * 100.0 / f64::from(of.max(1)))
}

fn outline(rect: Rect, class: &'static str) -> AnyView {
    let one = move |class: &'static str| {
        svg::rect()
            .attr("class", class)
            .attr("x", rect.x)
            .attr("y", rect.y)
            .attr("width", rect.width)
            .attr("height", rect.height)
    };
    svg::g()
        .attr("class", class)
        .child((one("case"), one("line")))
        .into_any()
}
