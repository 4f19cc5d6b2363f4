//! Marks over the picture: an outline and a number for each painted region, handles for the selected one, and a dashed
//! outline of what will be painted where a compressed picture lets a region grow.
//!
//! Drawn only; the stage hears the pointer.

use leptos::html::{div, span};
use leptos::prelude::*;
use leptos::svg;

use super::canvas::reaching;
use super::place::Fit;
use crate::state::ui::Ui;
use crate::state::ui::viewer::Draft;
use crate::state::ui::viewer::Shown;
use darkroom::pixels::Rect;
use darkroom::review::RegionId;

/// The eight grips of a rectangle: -1, 0, 1 along each axis.
const GRIPS: [(i8, i8); 8] = [
    (-1, -1),
    (0, -1),
    (1, -1),
    (1, 0),
    (1, 1),
    (0, 1),
    (-1, 1),
    (-1, 0),
];

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

/// Grips that a rectangle offers at a scale: corners only when a side is under 48 CSS pixels.
pub fn grips(rect: Rect, scale: f64) -> impl Iterator<Item = (i8, i8)> {
    let small = f64::from(rect.width.min(rect.height)) * scale < 48.0;
    GRIPS
        .into_iter()
        .filter(move |(x, y)| !small || (*x != 0 && *y != 0))
}

/// Outlines, numbers and handles.
pub fn marks(ui: Ui, fit: Memo<Fit>) -> AnyView {
    let viewer = ui.viewer;
    let on_frame = on_frame(ui);
    let outlines = move || {
        let new = match viewer.draft.get() {
            Some(Draft::New(rect)) => Some(rect),
            _ => None,
        };
        let marks = on_frame.get();
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
    };
    let labels = move || {
        let Some((columns, rows)) = viewer.size() else {
            return Vec::new();
        };
        let fit = fit.get();
        let selected = ui.region.get();
        let mut out = Vec::new();
        for Mark { id, number, rect } in on_frame.get() {
            let (x, y) = (f64::from(rect.x), f64::from(rect.y));
            let (width, height) = (f64::from(rect.width), f64::from(rect.height));
            // Outside the upper right corner; inside when there is no room for it on the stage.
            let room = viewer.stage.get().0 - fit.left - (x + width) * fit.scale > 20.0;
            out.push(
                span()
                    .class(if room { "number" } else { "number inside" })
                    .style(("left", percent(x + width, columns)))
                    .style(("top", percent(y, rows)))
                    .child(number.to_string())
                    .into_any(),
            );
            if selected == Some(id) {
                for (gx, gy) in grips(rect, fit.scale) {
                    out.push(
                        span()
                            .class("handle")
                            .style((
                                "left",
                                percent(x + width * (f64::from(gx) + 1.0) / 2.0, columns),
                            ))
                            .style((
                                "top",
                                percent(y + height * (f64::from(gy) + 1.0) / 2.0, rows),
                            ))
                            .into_any(),
                    );
                }
            }
        }
        out
    };
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
                .child(outlines),
            labels,
        ))
        .into_any()
}

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
