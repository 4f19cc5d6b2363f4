//! From stored pixels to the screen and back.

use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};

use crate::state::ui::Ui;
use crate::state::ui::viewer::Viewer;
use darkroom::pixels::Rect;

/// Where the picture lies on the stage, in CSS pixels, and CSS pixels per stored pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fit {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub scale: f64,
}

impl Fit {
    /// A point of the stage in stored pixels.
    pub fn stored(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let scale = if self.scale > 0.0 { self.scale } else { 1.0 };
        ((x - self.left) / scale, (y - self.top) / scale)
    }
}

/// What of a picture is on the stage, in whole stored pixels; `None` if that is all of it, or nothing.
pub fn in_view(stage: (f64, f64), fit: Fit, (columns, rows): (u32, u32)) -> Option<Rect> {
    let (left, top) = fit.stored((0.0, 0.0));
    let (right, bottom) = fit.stored(stage);
    // A pixel of which a sliver is in view is not.
    let edge = |place: f64, most: u32| place.round().clamp(0.0, f64::from(most)) as u32;
    let (left, right) = (edge(left, columns), edge(right, columns));
    let (top, bottom) = (edge(top, rows), edge(bottom, rows));
    let rect = Rect {
        x: left,
        y: top,
        width: right.saturating_sub(left),
        height: bottom.saturating_sub(top),
    };
    let is_all = rect.width == columns && rect.height == rows;
    (rect.width > 0 && rect.height > 0 && !is_all).then_some(rect)
}

/// The scale that fits a picture into the stage.
pub fn fitting((width, height): (f64, f64), (columns, rows): (u32, u32)) -> f64 {
    (width / f64::from(columns.max(1))).min(height / f64::from(rows.max(1)))
}

/// Where a picture lies on a stage: fitted, or at a scale with a stored pixel of it in the middle of the stage.
pub fn placed(stage: (f64, f64), size: (u32, u32), zoomed: Option<(f64, (f64, f64))>) -> Fit {
    let scale = zoomed.map_or_else(|| fitting(stage, size), |(scale, _)| scale);
    let (width, height) = (f64::from(size.0) * scale, f64::from(size.1) * scale);
    let (left, top) = match zoomed {
        Some((_, (x, y))) => (stage.0 / 2.0 - x * scale, stage.1 / 2.0 - y * scale),
        None => ((stage.0 - width) / 2.0, (stage.1 - height) / 2.0),
    };
    Fit {
        left: left.round(),
        top: top.round(),
        width,
        height,
        scale,
    }
}

/// A scale as far as a person may go: from half of what fits, or of life size, to far beyond both.
pub fn bounded(scale: f64, whole: f64) -> f64 {
    scale.clamp((whole * 0.5).min(0.5), 32.0_f64.max(whole * 4.0))
}

/// The stored pixel that lies in the middle of the stage once the one under `at` stays where it is at a new scale.
pub fn centre_about(stage: (f64, f64), fit: Fit, at: (f64, f64), scale: f64) -> (f64, f64) {
    let (x, y) = fit.stored(at);
    (
        x + (stage.0 / 2.0 - at.0) / scale,
        y + (stage.1 / 2.0 - at.1) / scale,
    )
}

/// The place of the picture in view.
pub fn fit(ui: Ui) -> Memo<Fit> {
    let viewer = ui.viewer;
    Memo::new(move |_| {
        let stage = viewer.stage.get();
        let zoomed = viewer.scale.get().map(|scale| (scale, viewer.centre.get()));
        let size = viewer.size();
        size.map_or_else(Fit::default, |size| placed(stage, size, zoomed))
    })
}

/// Zooms so that the stored pixel under `at` (a point of the stage) stays where it is.
pub fn zoom(viewer: Viewer, fit: Fit, at: (f64, f64), scale: f64) {
    let stage = viewer.stage.get_untracked();
    let Some(size) = viewer.size() else { return };
    let scale = bounded(scale, fitting(stage, size));
    viewer.centre.set(centre_about(stage, fit, at, scale));
    viewer.scale.set(Some(scale));
}

/// Zooms about the middle of the stage; `None` fits.
pub fn set_scale(ui: Ui, fit: Fit, scale: Option<f64>) {
    let (width, height) = ui.viewer.stage.get_untracked();
    match scale {
        Some(scale) => zoom(ui.viewer, fit, (width / 2.0, height / 2.0), scale),
        None => ui.viewer.scale.set(None),
    }
}

/// Where an event happened, in CSS pixels of the window. Read as numbers with a fraction, which `client_x` cuts off.
pub fn client(event: &JsValue) -> (f64, f64) {
    let read = |name: &str| {
        js_sys::Reflect::get(event, &JsValue::from_str(name))
            .ok()
            .and_then(|value| value.as_f64())
            .unwrap_or(0.0)
    };
    (read("clientX"), read("clientY"))
}

/// Keeps the stage's size in step with the window.
pub fn follow_size(viewer: Viewer, stage: NodeRef<leptos::html::Div>) {
    Effect::new(move |_| {
        let Some(element) = stage.get() else { return };
        let observed = element.clone();
        let measure = move || {
            viewer.stage.set((
                f64::from(observed.client_width()),
                f64::from(observed.client_height()),
            ));
        };
        measure();
        let callback = Closure::<dyn FnMut()>::new(measure);
        let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) else {
            return;
        };
        observer.observe(&element);
        let watching = StoredValue::new_local(Some((observer, callback)));
        on_cleanup(move || {
            watching.try_update_value(|watching| {
                if let Some((observer, _callback)) = watching.take() {
                    observer.disconnect();
                }
            });
        });
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_in_view_is_whole_pixels_of_the_picture_and_nothing_where_all_is() {
        let stage = (800.0, 600.0);
        let size = (512, 512);
        assert_eq!(in_view(stage, placed(stage, size, None), size), None);
        let near = placed(stage, size, Some((4.0, (100.0, 100.0))));
        let expected = Rect {
            x: 0,
            y: 25,
            width: 200,
            height: 150,
        };
        assert_eq!(in_view(stage, near, size), Some(expected));
        let far = placed(stage, size, Some((4.0, (9_000.0, 9_000.0))));
        assert_eq!(in_view(stage, far, size), None);
        assert_eq!(in_view(stage, Fit::default(), size), None);
    }

    fn stages() -> impl Strategy<Value = (f64, f64)> {
        (50.0..4_000.0, 50.0..4_000.0)
    }

    fn sizes() -> impl Strategy<Value = (u32, u32)> {
        (1_u32..5_000, 1_u32..5_000)
    }

    #[test]
    fn the_narrower_side_decides_what_fits() {
        assert_eq!(fitting((200.0, 100.0), (100, 100)), 1.0);
        assert_eq!(fitting((200.0, 100.0), (400, 100)), 0.5);
        // A picture of no pixels divides by nothing.
        assert_eq!(fitting((200.0, 100.0), (0, 0)), 100.0);
    }

    #[test]
    fn without_a_scale_stored_pixels_are_those_of_the_stage() {
        assert_eq!(Fit::default().stored((7.0, 9.0)), (7.0, 9.0));
    }

    #[test]
    fn a_scale_stays_between_half_of_what_fits_and_far_beyond() {
        assert_eq!(bounded(0.001, 0.2), 0.1);
        assert_eq!(bounded(0.001, 4.0), 0.5);
        assert_eq!(bounded(1_000.0, 0.2), 32.0);
        assert_eq!(bounded(1_000.0, 10.0), 40.0);
        assert_eq!(bounded(1.5, 1.0), 1.5);
    }

    proptest! {
        #[test]
        fn a_fitted_picture_lies_whole_in_the_middle(stage in stages(), size in sizes()) {
            let fit = placed(stage, size, None);
            prop_assert!(fit.width <= stage.0 + 1e-6 && fit.height <= stage.1 + 1e-6);
            prop_assert!((2.0 * fit.left + fit.width - stage.0).abs() <= 1.0 + 1e-6);
            prop_assert!((2.0 * fit.top + fit.height - stage.1).abs() <= 1.0 + 1e-6);
            let touches = (fit.width - stage.0).abs().min((fit.height - stage.1).abs());
            prop_assert!(touches < 1e-6);
        }

        #[test]
        fn a_point_of_the_stage_is_the_stored_pixel_that_is_drawn_there(
            stage in stages(), size in sizes(), x in 0.0..1.0, y in 0.0..1.0, scale in 0.1..40.0,
        ) {
            let pixel = (x * f64::from(size.0), y * f64::from(size.1));
            for zoomed in [None, Some((scale, pixel))] {
                let fit = placed(stage, size, zoomed);
                let at = (fit.left + pixel.0 * fit.scale, fit.top + pixel.1 * fit.scale);
                let (back_x, back_y) = fit.stored(at);
                prop_assert!((back_x - pixel.0).abs() < 1e-6 && (back_y - pixel.1).abs() < 1e-6);
            }
        }

        #[test]
        fn zooming_keeps_the_pixel_under_the_pointer(
            stage in stages(), size in sizes(), x in 0.0..1.0, y in 0.0..1.0, scale in 0.5..32.0,
        ) {
            let at = (x * stage.0, y * stage.1);
            let before = placed(stage, size, None);
            let centre = centre_about(stage, before, at, scale);
            let after = placed(stage, size, Some((scale, centre)));
            let ((old_x, old_y), (new_x, new_y)) = (before.stored(at), after.stored(at));
            // Places are rounded to pixels of the page.
            let error = 1.0 / scale;
            prop_assert!((old_x - new_x).abs() <= error && (old_y - new_y).abs() <= error);
        }
    }
}
