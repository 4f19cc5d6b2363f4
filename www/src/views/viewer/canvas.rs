//! The picture's pixels on a canvas, windowed, with the painted rectangles in solid black as they will be in the file.

use leptos::prelude::*;

use super::draw::{Buffers, draw};
use super::place::Fit;
use super::reduce::factor;
use crate::state::ui::projected::Ends;
use crate::state::ui::viewer::Shown;
use crate::state::ui::{Ui, both};
use darkroom::pixels::{FrameRegion, Rect};
use darkroom::review::RegionId;

/// The regions that reach the image in view.
pub fn reaching(ui: Ui) -> Memo<Vec<(RegionId, FrameRegion)>> {
    Memo::new(move |_| {
        ui.viewer
            .shown
            .with(Shown::of)
            .map(|(instance, _)| {
                both(ui.session, |catalogue, review| {
                    review.reaching(catalogue, instance)
                })
            })
            .unwrap_or_default()
    })
}

/// The rectangles that are black in all of what is in view. On many frames a region that is not painted on all of them
/// hides nothing: in the others there may be text behind it.
pub fn black(ui: Ui, regions: Memo<Vec<(RegionId, FrameRegion)>>) -> Memo<Vec<(RegionId, Rect)>> {
    Memo::new(move |_| {
        let frame = ui.viewer.shown.with(Shown::of).map(|(_, frame)| frame);
        let many = ui.viewer.projection().is_some();
        let is_black = |id: RegionId, region: &FrameRegion| {
            if !many {
                return frame.is_some_and(|frame| region.frames.contains(frame));
            }
            both(ui.session, |catalogue, review| {
                let drawn = review.region(id);
                drawn.is_some_and(|drawn| {
                    ui.scope
                        .with(|scope| review.is_on_all(catalogue, drawn, scope))
                })
            })
        };
        regions.with(|regions| {
            regions
                .iter()
                .filter(|(id, region)| is_black(*id, region))
                .map(|(id, region)| (*id, region.rect))
                .collect()
        })
    })
}

/// The canvas, its backing store in step with everything that shows on it.
pub fn canvas(ui: Ui, fit: Memo<Fit>) -> AnyView {
    let viewer = ui.viewer;
    let element = NodeRef::<leptos::html::Canvas>::new();
    keep_drawing(ui, fit, element);
    let at = move || {
        let of = viewer.shown.with(Shown::of)?;
        ui.frames
            .with(|frames| frames.iter().position(|frame| *frame == of))
            .map(|place| place + 1)
    };
    leptos::html::canvas()
        .node_ref(element)
        .class("pixels")
        .class(("crisp", move || fit.get().scale >= 3.0))
        .attr("data-testid", "viewer")
        .attr("role", "img")
        .attr("aria-label", "The picture, with what is painted black")
        .attr("data-frame", at)
        .attr("data-frames", move || ui.frames.with(Vec::len))
        .attr("data-projection", move || {
            viewer
                .projection()
                .and(viewer.surface.get())
                .map(Ends::name)
        })
        .attr("data-projected", move || {
            let on = viewer.surface.get().is_some();
            on.then(|| viewer.projected.with(|projected| projected.state()))
        })
        .attr("data-columns", move || {
            viewer.size().map(|(columns, _)| columns)
        })
        .attr("data-rows", move || viewer.size().map(|(_, rows)| rows))
        .into_any()
}

/// Draws anew whenever something changes, as long as the canvas is there.
fn keep_drawing(ui: Ui, fit: Memo<Fit>, element: NodeRef<leptos::html::Canvas>) {
    let viewer = ui.viewer;
    let buffers = StoredValue::new_local(Buffers::default());
    let black = black(ui, reaching(ui));
    // Drawn in this frame of the screen; and whether something has changed since.
    let (drawn, stale) = (StoredValue::new(false), StoredValue::new(false));
    let reduction = Memo::new(move |_| {
        let size = viewer.size()?;
        let density = window().device_pixel_ratio().max(1.0);
        Some(factor(size, fit.get().scale, density))
    });
    let redraw = move || {
        let canvas = element.try_get_untracked().flatten();
        if let (Some(canvas), Some(black)) = (canvas, black.try_get_untracked()) {
            let by = reduction.try_get_untracked().flatten().unwrap_or(1);
            buffers.try_update_value(|buffers| draw(ui, &canvas, buffers, &black, by));
        }
    };
    Effect::new(move |_| {
        viewer.shown.track();
        viewer.window.track();
        viewer.draft.track();
        viewer.surface.track();
        viewer.projected.track();
        black.track();
        reduction.track();
        if element.get().is_none() {
            return;
        }
        // The first change is drawn at once, without waiting for the screen; those that follow, with its next frame.
        if drawn.get_value() {
            return stale.set_value(true);
        }
        redraw();
        drawn.set_value(true);
        request_animation_frame(move || {
            // The step may have been left meanwhile.
            if drawn.try_set_value(false).is_none() && stale.try_get_value() == Some(true) {
                stale.set_value(false);
                redraw();
            }
        });
    });
}
