//! A small picture on a canvas, asked for when it comes into view and not before.

use leptos::html::canvas;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen::prelude::wasm_bindgen;

use super::super::app::App;
use crate::catalogue::InstanceId;

#[wasm_bindgen]
extern "C" {
    /// The browser's own; of its entries only "one of them is in view" matters here.
    #[wasm_bindgen(js_name = IntersectionObserver)]
    type Watcher;
    #[wasm_bindgen(constructor, js_class = "IntersectionObserver", catch)]
    fn new(callback: &js_sys::Function) -> Result<Watcher, JsValue>;
    #[wasm_bindgen(method)]
    fn observe(this: &Watcher, element: &web_sys::Element);
    #[wasm_bindgen(method)]
    fn disconnect(this: &Watcher);
}

/// A canvas that fills its box; its longer side has at most `side` pixels. `told` hears whether it could be shown.
pub fn thumb(
    app: App,
    instance: InstanceId,
    side: u32,
    told: impl Fn(bool) + Copy + Send + Sync + 'static,
) -> AnyView {
    let element = NodeRef::<leptos::html::Canvas>::new();
    let asked = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(canvas) = element.get() else { return };
        let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let in_view = entries.iter().any(|entry| {
                js_sys::Reflect::get(&entry, &JsValue::from_str("isIntersecting"))
                    .is_ok_and(|value| value.is_truthy())
            });
            if in_view {
                let _ = asked.try_set(true);
            }
        });
        let Ok(watcher) = Watcher::new(callback.as_ref().unchecked_ref()) else {
            asked.set(true);
            return;
        };
        watcher.observe(&canvas);
        let kept = StoredValue::new_local(Some((watcher, callback)));
        on_cleanup(move || {
            kept.try_update_value(|kept| {
                if let Some((watcher, _callback)) = kept.take() {
                    watcher.disconnect();
                }
            });
        });
    });
    Effect::new(move |_| {
        if !asked.get() {
            return;
        }
        spawn_local(async move {
            let canvas = || element.try_get_untracked().flatten();
            match app.thumbnail(instance, side).await {
                Some(Some(thumbnail)) => {
                    let drawn = canvas().and_then(|canvas| draw(&canvas, &thumbnail));
                    if drawn.is_some() {
                        told(true);
                    }
                }
                Some(None) => told(false),
                None => {}
            }
        });
    });
    canvas()
        .node_ref(element)
        .class("small-picture")
        .attr("width", "1")
        .attr("height", "1")
        .attr("aria-hidden", "true")
        .into_any()
}

fn draw(
    canvas: &web_sys::HtmlCanvasElement,
    thumbnail: &super::super::app::Thumbnail,
) -> Option<()> {
    canvas.set_width(thumbnail.width);
    canvas.set_height(thumbnail.height);
    let image = web_sys::ImageData::new_with_u8_clamped_array_and_sh(
        Clamped(&thumbnail.rgba),
        thumbnail.width,
        thumbnail.height,
    )
    .ok()?;
    canvas
        .get_context("2d")
        .ok()??
        .dyn_into::<web_sys::CanvasRenderingContext2d>()
        .ok()?
        .put_image_data(&image, 0.0, 0.0)
        .ok()
}
