//! What the pointer does on the stage: paint, select, move, resize; pan, window, magnify; the wheel scrolls.

use leptos::ev;
use leptos::html::HtmlElement;
use leptos::prelude::*;

use super::marks::{Mark, grips, on_frame};
use super::place::{Fit, client, zoom};
use crate::state::ui::Ui;
use crate::state::ui::viewer::Draft;
use crate::state::ui::viewer::Shown;
use crate::state::ui::viewer::Tool;
use darkroom::pixels::Rect;
use darkroom::review::RegionId;

/// A press that moves less than this many CSS pixels is a click.
const CLICK: f64 = 3.0;
/// Handles reach this many CSS pixels into the region.
const NEAR: f64 = 12.0;
/// And this many out of it.
const DRAWN: f64 = 5.0;

/// What is going on between press and release. Points are in CSS pixels of the stage.
#[derive(Clone, Copy)]
enum Drag {
    Draw {
        from: (f64, f64),
    },
    Change {
        id: RegionId,
        grip: Option<(i8, i8)>,
        start: Rect,
        from: (f64, f64),
    },
    Pan {
        from: (f64, f64),
        centre: (f64, f64),
    },
    Window {
        from: (f64, f64),
        center: f64,
        width: f64,
    },
    Magnify {
        from: (f64, f64),
        fit: Fit,
    },
}

/// Lets the stage hear the pointer.
pub fn listen<At, Ch>(
    stage: HtmlElement<leptos::html::Div, At, Ch>,
    ui: Ui,
    element: NodeRef<leptos::html::Div>,
    fit: Memo<Fit>,
) -> HtmlElement<leptos::html::Div, impl leptos::attr::Attribute, Ch>
where
    At: leptos::attr::Attribute,
    Ch: RenderHtml,
{
    let drag = StoredValue::new(None::<Drag>);
    let gesture = StoredValue::new(1_u64);
    // What the page has shown as taken back must not come at the release.
    Effect::new(move |_| {
        ui.viewer.escapes.track();
        drag.set_value(None);
    });
    let marks = on_frame(ui);
    let turned = StoredValue::new(0.0_f64);
    let point = move |event: &leptos::wasm_bindgen::JsValue| {
        let (x, y) = client(event);
        element.get_untracked().map_or((x, y), |element| {
            let rect = element.get_bounding_client_rect();
            (x - rect.left(), y - rect.top())
        })
    };
    let down = move |event: web_sys::PointerEvent| {
        let Some(stage) = element.get_untracked() else {
            return;
        };
        let _ = stage.focus();
        if ui.viewer.size().is_none() || event.button() == 1 {
            return;
        }
        let from = point(&event);
        let begun = begin(
            ui,
            fit.get_untracked(),
            &marks.get_untracked(),
            from,
            event.button() == 2,
        );
        if begun.is_some() {
            let _ = stage.set_pointer_capture(event.pointer_id());
            event.prevent_default();
            gesture.update_value(|gesture| *gesture += 1);
            drag.set_value(begun);
        }
    };
    let moved = move |event: web_sys::PointerEvent| {
        let at = point(&event);
        match drag.get_value() {
            Some(drag) => drag_on(ui, fit.get_untracked(), drag, at),
            None => hover(
                ui,
                &element,
                fit.get_untracked(),
                &marks.get_untracked(),
                at,
            ),
        }
    };
    let up = move |event: web_sys::PointerEvent| {
        if let Some(ended) = drag.get_value() {
            drag.set_value(None);
            let at = point(&event);
            end(
                ui,
                fit.get_untracked(),
                &marks.get_untracked(),
                ended,
                at,
                gesture.get_value(),
            );
        }
    };
    let wheel = move |event: web_sys::WheelEvent| {
        event.prevent_default();
        if event.ctrl_key() {
            let fit = fit.get_untracked();
            zoom(
                ui.viewer,
                fit,
                point(&event),
                fit.scale * (-event.delta_y() / 400.0).exp(),
            );
            return;
        }
        // A notch of a wheel is about 100; a touchpad sends many small ones.
        let lines = if event.delta_mode() == 0 {
            event.delta_y() / 60.0
        } else {
            event.delta_y()
        };
        turned.update_value(|turned| *turned += lines.clamp(-1.0, 1.0));
        let whole = turned.get_value().trunc();
        if whole != 0.0 {
            turned.update_value(|turned| *turned -= whole);
            ui.step_image(whole as isize);
        }
    };
    stage
        .on(ev::pointerdown, down)
        .on(ev::pointermove, moved)
        .on(ev::pointerup, up)
        .on(ev::pointercancel, move |_| {
            drag.set_value(None);
            ui.viewer.draft.set(None);
        })
        .on(ev::contextmenu, |event| event.prevent_default())
        .on(ev::wheel, wheel)
}

fn begin(ui: Ui, fit: Fit, marks: &[Mark], from: (f64, f64), right: bool) -> Option<Drag> {
    let viewer = ui.viewer;
    let window = || {
        let window = untrack(move || viewer.window_in_force())?;
        Some(Drag::Window {
            from,
            center: window.center,
            width: window.width,
        })
    };
    if right {
        return window();
    }
    match viewer.tool.get_untracked() {
        Tool::Rectangle => {
            if !untrack(move || ui.paintable()) {
                return None;
            }
            let selected = ui.region.get_untracked();
            let mark = marks.iter().find(|mark| Some(mark.id) == selected);
            if let Some(mark) = mark {
                let grip = grip_at(fit, mark.rect, from);
                if grip.is_some() || inside(fit, mark.rect, from) {
                    return Some(Drag::Change {
                        id: mark.id,
                        grip,
                        start: whole(ui, mark),
                        from,
                    });
                }
            }
            Some(Drag::Draw { from })
        }
        Tool::Move => {
            let (width, height) = viewer.stage.get_untracked();
            Some(Drag::Pan {
                from,
                centre: fit.stored((width / 2.0, height / 2.0)),
            })
        }
        Tool::Window => window(),
        Tool::Magnify => Some(Drag::Magnify { from, fit }),
    }
}

/// A region as it was drawn: on a smaller image its mark is cut off, and a change must not cut the region itself.
pub fn whole(ui: Ui, mark: &Mark) -> Rect {
    ui.session
        .review
        .with_untracked(|review| review.region(mark.id).map(|region| region.rect))
        .unwrap_or(mark.rect)
}

fn drag_on(ui: Ui, fit: Fit, drag: Drag, at: (f64, f64)) {
    let viewer = ui.viewer;
    match drag {
        Drag::Draw { from } => {
            let rect = far(from, at).then(|| between(ui, fit, from, at)).flatten();
            viewer.draft.set(rect.map(Draft::New));
        }
        Drag::Change {
            id,
            grip,
            start,
            from,
        } => {
            if let Some(rect) = far(from, at)
                .then(|| changed(ui, fit, grip, start, from, at))
                .flatten()
            {
                viewer.draft.set(Some(Draft::Change(id, rect)));
            }
        }
        Drag::Pan { from, centre } => {
            viewer.centre.set((
                centre.0 - (at.0 - from.0) / fit.scale,
                centre.1 - (at.1 - from.1) / fit.scale,
            ));
            if viewer.scale.get_untracked().is_none() {
                viewer.scale.set(Some(fit.scale));
            }
        }
        Drag::Window {
            from,
            center,
            width,
        } => {
            // A drag of 400 pixels doubles the width, or moves the middle by one width.
            let step = width.max(16.0) / 400.0;
            viewer.set_window(
                center + (at.1 - from.1) * step,
                width + (at.0 - from.0) * step,
            );
        }
        Drag::Magnify { from, fit } => {
            zoom(
                viewer,
                fit,
                from,
                fit.scale * ((from.1 - at.1) / 150.0).exp(),
            );
        }
    }
}

fn end(ui: Ui, fit: Fit, marks: &[Mark], drag: Drag, at: (f64, f64), gesture: u64) {
    let viewer = ui.viewer;
    viewer.draft.set(None);
    match drag {
        Drag::Draw { from } if far(from, at) => {
            if let (Some(rect), Some((instance, frame))) = (
                between(ui, fit, from, at).filter(|rect| !rect.is_slip()),
                viewer.shown.with_untracked(Shown::of),
            ) {
                let reach = ui.reach.get_untracked();
                let painted = ui.decide(|_, review| review.paint(rect, reach, instance, frame));
                ui.region.set(painted);
            }
        }
        Drag::Change {
            id,
            grip,
            start,
            from,
        } if far(from, at) => {
            let changed = changed(ui, fit, grip, start, from, at);
            if let Some(rect) = changed.filter(|rect| !rect.is_slip()) {
                ui.decide(|_, review| review.reshape(id, rect, gesture));
            }
        }
        Drag::Draw { from } | Drag::Change { from, .. } => {
            // A click selects the topmost region under it.
            let hit = marks.iter().rev().find(|mark| inside(fit, mark.rect, from));
            ui.region.set(hit.map(|mark| mark.id));
        }
        Drag::Magnify { from, fit } if !far(from, at) => zoom(viewer, fit, from, fit.scale * 2.0),
        Drag::Pan { .. } | Drag::Window { .. } | Drag::Magnify { .. } => {}
    }
}

/// Shows by the pointer's shape what a press would do.
fn hover(ui: Ui, element: &NodeRef<leptos::html::Div>, fit: Fit, marks: &[Mark], at: (f64, f64)) {
    let Some(stage) = element.get_untracked() else {
        return;
    };
    let selected = ui.region.get_untracked();
    let mark = marks.iter().find(|mark| Some(mark.id) == selected);
    let shape = match (ui.viewer.tool.get_untracked(), mark) {
        (Tool::Rectangle, Some(mark)) => match grip_at(fit, mark.rect, at) {
            Some((0, _)) => "ns-resize",
            Some((_, 0)) => "ew-resize",
            Some((x, y)) if x == y => "nwse-resize",
            Some(_) => "nesw-resize",
            None if inside(fit, mark.rect, at) => "move",
            None => "",
        },
        _ => "",
    };
    let _ = leptos::wasm_bindgen::JsCast::unchecked_ref::<web_sys::HtmlElement>(&*stage)
        .style()
        .set_property("cursor", shape);
}

fn far(from: (f64, f64), at: (f64, f64)) -> bool {
    (from.0 - at.0).abs().max((from.1 - at.1).abs()) >= CLICK
}

fn inside(fit: Fit, rect: Rect, at: (f64, f64)) -> bool {
    let (x, y) = fit.stored(at);
    let within = |at: f64, start: u32, length: u32| {
        (f64::from(start)..=f64::from(start) + f64::from(length)).contains(&at)
    };
    within(x, rect.x, rect.width) && within(y, rect.y, rect.height)
}

fn grip_at(fit: Fit, rect: Rect, at: (f64, f64)) -> Option<(i8, i8)> {
    let along = |grip: i8, start: u32, length: u32| {
        f64::from(start) + f64::from(length) * (f64::from(grip) + 1.0) / 2.0
    };
    let (x, y) = fit.stored(at);
    let distance = |(gx, gy): &(i8, i8)| {
        let dx = (along(*gx, rect.x, rect.width) - x).abs();
        let dy = (along(*gy, rect.y, rect.height) - y).abs();
        dx.max(dy) * fit.scale
    };
    // Outside the region a grip is no larger than it is drawn, so that the next line of text can be painted close by.
    // On a small region the grips would leave nothing to take hold of for moving.
    let near = if inside(fit, rect, at) {
        NEAR.min(f64::from(rect.width.min(rect.height)) * fit.scale / 3.0)
    } else {
        DRAWN
    };
    grips(rect, fit.scale)
        .filter(|grip| distance(grip) <= near)
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// The rectangle between two points of the stage, on whole pixels, clipped to the picture.
fn between(ui: Ui, fit: Fit, from: (f64, f64), at: (f64, f64)) -> Option<Rect> {
    let (columns, rows) = untrack(move || ui.viewer.size())?;
    let (ax, ay) = fit.stored(from);
    let (bx, by) = fit.stored(at);
    edges(
        ax.min(bx),
        ay.min(by),
        ax.max(bx),
        ay.max(by),
        columns,
        rows,
    )
}

fn edges(left: f64, top: f64, right: f64, bottom: f64, columns: u32, rows: u32) -> Option<Rect> {
    let snap = |at: f64, most: u32| at.round().clamp(0.0, f64::from(most)) as u32;
    let (x, y) = (snap(left, columns), snap(top, rows));
    let (right, bottom) = (snap(right, columns), snap(bottom, rows));
    let (width, height) = (right.checked_sub(x)?, bottom.checked_sub(y)?);
    (width > 0 && height > 0).then_some(Rect {
        x,
        y,
        width,
        height,
    })
}

/// A region moved, or drawn out by a grip.
fn changed(
    ui: Ui,
    fit: Fit,
    grip: Option<(i8, i8)>,
    start: Rect,
    from: (f64, f64),
    at: (f64, f64),
) -> Option<Rect> {
    let (columns, rows) = untrack(move || ui.viewer.size())?;
    let scale = if fit.scale > 0.0 { fit.scale } else { 1.0 };
    let (dx, dy) = ((at.0 - from.0) / scale, (at.1 - from.1) / scale);
    let Some((gx, gy)) = grip else {
        return Some(shifted(
            start,
            dx.round() as i64,
            dy.round() as i64,
            columns,
            rows,
        ));
    };
    let (left, top) = (f64::from(start.x), f64::from(start.y));
    let (right, bottom) = (left + f64::from(start.width), top + f64::from(start.height));
    let pull = |grip: i8, side: i8, edge: f64, by: f64| if grip == side { edge + by } else { edge };
    let (left, right) = (pull(gx, -1, left, dx), pull(gx, 1, right, dx));
    let (top, bottom) = (pull(gy, -1, top, dy), pull(gy, 1, bottom, dy));
    edges(
        left.min(right),
        top.min(bottom),
        left.max(right),
        top.max(bottom),
        columns.max(start.x.saturating_add(start.width)),
        rows.max(start.y.saturating_add(start.height)),
    )
}

/// A region moved by whole pixels, kept within the picture, or no further out of it than it was.
pub fn shifted(rect: Rect, dx: i64, dy: i64, columns: u32, rows: u32) -> Rect {
    let shift = |start: u32, by: i64, length: u32, most: u32| {
        let last = i64::from(most.saturating_sub(length).max(start));
        u32::try_from((i64::from(start) + by).clamp(0, last)).unwrap_or(start)
    };
    Rect {
        x: shift(rect.x, dx, rect.width, columns),
        y: shift(rect.y, dy, rect.height, rows),
        ..rect
    }
}
