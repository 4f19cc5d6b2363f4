//! What the pointer does on the stage: paint, select, move, resize; pan, window, magnify; the wheel scrolls.

use leptos::ev;
use leptos::html::HtmlElement;
use leptos::prelude::*;

use super::marks::{Mark, on_frame};
use super::place::{Fit, client, zoom};
use super::rectangles::{Grip, between, changed, far, grip_at, inside};
use crate::state::ui::Ui;
use crate::state::ui::viewer::Draft;
use crate::state::ui::viewer::Shown;
use crate::state::ui::viewer::Tool;
use darkroom::pixels::Rect;
use darkroom::review::RegionId;

/// How far a drag goes for one image, in CSS pixels.
const SCROLL: f64 = 12.0;

/// What is going on between press and release. Points are in CSS pixels of the stage.
#[derive(Clone, Copy)]
enum Drag {
    Draw {
        from: (f64, f64),
    },
    Change {
        id: RegionId,
        grip: Option<Grip>,
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
    /// Of a picture without a window: through its images.
    Scroll {
        from: (f64, f64),
        position: usize,
    },
    Magnify {
        from: (f64, f64),
        fit: Fit,
        /// Whether a click alone magnifies too.
        clicks: bool,
    },
}

/// The stage, as the pointer meets it.
#[derive(Clone, Copy)]
struct Stage {
    ui: Ui,
    element: NodeRef<leptos::html::Div>,
    fit: Memo<Fit>,
    marks: Memo<Vec<Mark>>,
    drag: StoredValue<Option<Drag>>,
    /// Grows with every press, so that all of a drag is one step of undo.
    gesture: StoredValue<u64>,
    /// Lines that the wheel has turned and that are no whole image yet.
    turned: StoredValue<f64>,
}

/// Adds the pointer's event listeners to the stage.
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
    let on = Stage {
        ui,
        element,
        fit,
        marks: on_frame(ui),
        drag: StoredValue::new(None),
        gesture: StoredValue::new(1),
        turned: StoredValue::new(0.0),
    };
    // What the page has shown as taken back must not come at the release.
    Effect::new(move |_| {
        ui.viewer.escapes.track();
        on.drag.set_value(None);
    });
    stage
        .on(ev::pointerdown, move |event| on.press(&event))
        .on(ev::pointermove, move |event| on.moved(&event))
        .on(ev::pointerup, move |event| on.release(&event))
        .on(ev::pointercancel, move |_| {
            on.drag.set_value(None);
            ui.viewer.draft.set(None);
        })
        // A middle button that pans must not scroll the page as well.
        .on(ev::mousedown, |event| {
            if event.button() == 1 {
                event.prevent_default();
            }
        })
        .on(ev::contextmenu, |event| event.prevent_default())
        .on(ev::wheel, move |event| on.wheel(&event))
}

impl Stage {
    /// Where an event happened, in CSS pixels of the stage.
    fn point(self, event: &leptos::wasm_bindgen::JsValue) -> (f64, f64) {
        let (x, y) = client(event);
        self.element.get_untracked().map_or((x, y), |element| {
            let rect = element.get_bounding_client_rect();
            (x - rect.left(), y - rect.top())
        })
    }

    fn press(self, event: &web_sys::PointerEvent) {
        let Some(stage) = self.element.get_untracked() else {
            return;
        };
        let _ = stage.focus();
        if self.ui.viewer.size().is_none() {
            return;
        }
        let (fit, marks) = (self.fit.get_untracked(), self.marks.get_untracked());
        let begun = begin(self.ui, fit, &marks, self.point(event), event.button());
        if begun.is_some() {
            let _ = stage.set_pointer_capture(event.pointer_id());
            event.prevent_default();
            self.gesture.update_value(|gesture| *gesture += 1);
            self.drag.set_value(begun);
        }
    }

    fn moved(self, event: &web_sys::PointerEvent) {
        let (at, fit) = (self.point(event), self.fit.get_untracked());
        match self.drag.get_value() {
            Some(drag) => drag_on(self.ui, fit, drag, at),
            None => hover(self.ui, &self.element, fit, &self.marks.get_untracked(), at),
        }
    }

    fn release(self, event: &web_sys::PointerEvent) {
        if let Some(ended) = self.drag.get_value() {
            self.drag.set_value(None);
            let (at, gesture) = (self.point(event), self.gesture.get_value());
            let (fit, marks) = (self.fit.get_untracked(), self.marks.get_untracked());
            end(self.ui, fit, &marks, ended, at, gesture);
        }
    }

    fn wheel(self, event: &web_sys::WheelEvent) {
        event.prevent_default();
        if event.ctrl_key() {
            let fit = self.fit.get_untracked();
            let scale = fit.scale * (-event.delta_y() / 400.0).exp();
            zoom(self.ui.viewer, fit, self.point(event), scale);
            return;
        }
        // A notch of a wheel is about 100; a touchpad sends many small ones.
        let lines = if event.delta_mode() == 0 {
            event.delta_y() / 60.0
        } else {
            event.delta_y()
        };
        self.turned
            .update_value(|turned| *turned += lines.clamp(-1.0, 1.0));
        let whole = self.turned.get_value().trunc();
        if whole != 0.0 {
            self.turned.update_value(|turned| *turned -= whole);
            self.ui.step_image(whole as isize);
        }
    }
}

/// What a press begins. The middle button pans and the right one magnifies, whatever the tool.
fn begin(ui: Ui, fit: Fit, marks: &[Mark], from: (f64, f64), button: i16) -> Option<Drag> {
    let viewer = ui.viewer;
    match (button, viewer.tool.get_untracked()) {
        (2, _) => Some(Drag::Magnify {
            from,
            fit,
            clicks: false,
        }),
        (1, _) | (_, Tool::Move) => {
            let (width, height) = viewer.stage.get_untracked();
            Some(Drag::Pan {
                from,
                centre: fit.stored((width / 2.0, height / 2.0)),
            })
        }
        (_, Tool::Rectangle) => paints(ui, fit, marks, from),
        (_, Tool::Window) => Some(windows(ui, from)),
        (_, Tool::Magnify) => Some(Drag::Magnify {
            from,
            fit,
            clicks: true,
        }),
    }
}

/// Windows; colour has no window, and is scrolled through.
fn windows(ui: Ui, from: (f64, f64)) -> Drag {
    match untrack(move || ui.viewer.window_in_force()) {
        Some(window) => Drag::Window {
            from,
            center: window.center,
            width: window.width,
        },
        None => Drag::Scroll {
            from,
            position: ui.position.get_untracked(),
        },
    }
}

/// Changes the selected region where the press takes hold of it, else draws a new one.
fn paints(ui: Ui, fit: Fit, marks: &[Mark], from: (f64, f64)) -> Option<Drag> {
    if !untrack(move || ui.paintable()) {
        return None;
    }
    let selected = ui.region.get_untracked();
    if let Some(mark) = marks.iter().find(|mark| Some(mark.id) == selected) {
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
            let rect = far(from, at).then(|| drawn(ui, fit, from, at)).flatten();
            viewer.draft.set(rect.map(Draft::New));
        }
        Drag::Change {
            id,
            grip,
            start,
            from,
        } => {
            if let Some(rect) = far(from, at)
                .then(|| reshaped(ui, fit, grip, start, (from, at)))
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
        Drag::Scroll { from, position } => {
            let last = ui.frames.with_untracked(Vec::len).saturating_sub(1);
            let by = ((at.1 - from.1) / SCROLL).trunc() as isize;
            let place = position.saturating_add_signed(by).min(last);
            if place != ui.position.get_untracked() {
                ui.position.set(place);
            }
        }
        Drag::Magnify { from, fit, .. } => {
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
            if let Some(rect) = drawn(ui, fit, from, at).filter(|rect| !rect.is_slip()) {
                paint(ui, rect);
            }
        }
        Drag::Change {
            id,
            grip,
            start,
            from,
        } if far(from, at) => {
            let rect = reshaped(ui, fit, grip, start, (from, at));
            if let Some(rect) = rect.filter(|rect| !rect.is_slip()) {
                ui.decide(|_, review| review.reshape(id, rect, gesture));
            }
        }
        Drag::Draw { from }
        | Drag::Change { from, .. }
        | Drag::Window { from, .. }
        | Drag::Scroll { from, .. }
            if !far(from, at) =>
        {
            // A click selects the topmost region under it.
            let hit = marks.iter().rev().find(|mark| inside(fit, mark.rect, from));
            ui.region.set(hit.map(|mark| mark.id));
        }
        Drag::Magnify {
            from,
            fit,
            clicks: true,
        } if !far(from, at) => zoom(viewer, fit, from, fit.scale * 2.0),
        _ => {}
    }
}

/// Paints a rectangle as far as is chosen, and selects it; whether it was taken.
pub fn paint(ui: Ui, rect: Rect) -> bool {
    let Some((instance, frame)) = ui.viewer.shown.with_untracked(Shown::of) else {
        return false;
    };
    let reach = ui.reach.get_untracked();
    let painted = ui.decide(|_, review| review.paint(rect, reach, instance, frame));
    ui.region.set(painted);
    painted.is_some()
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

/// The rectangle between two points, on the picture in view.
fn drawn(ui: Ui, fit: Fit, from: (f64, f64), at: (f64, f64)) -> Option<Rect> {
    between(untrack(move || ui.viewer.size())?, fit, from, at)
}

/// A region moved, or drawn out by a grip, on the picture in view.
fn reshaped(
    ui: Ui,
    fit: Fit,
    grip: Option<Grip>,
    start: Rect,
    way: ((f64, f64), (f64, f64)),
) -> Option<Rect> {
    changed(untrack(move || ui.viewer.size())?, fit, grip, start, way)
}
