//! Whether an element is in view, by the browser's own watch over it.

use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen::prelude::wasm_bindgen;

/// How much of a picture must be in view to be looked at.
const MOSTLY: f64 = 0.9;

/// The same of one that may show a name at its very edge.
const WHOLLY: f64 = 0.99;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = IntersectionObserver)]
    type Watcher;
    #[wasm_bindgen(constructor, js_class = "IntersectionObserver", catch)]
    fn new(callback: &js_sys::Function, options: &JsValue) -> Result<Watcher, JsValue>;
    #[wasm_bindgen(method)]
    fn observe(this: &Watcher, element: &web_sys::Element);
    #[wasm_bindgen(method)]
    fn disconnect(this: &Watcher);
}

/// Whether any of the element is in view.
pub fn at_all<E>(element: NodeRef<E>) -> RwSignal<bool>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<web_sys::Element> + 'static,
{
    watch(element, "0px", 0.0)
}

/// Whether nearly all of the element is in view; never if the browser can't say.
pub fn mostly<E>(element: NodeRef<E>) -> RwSignal<bool>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<web_sys::Element> + 'static,
{
    watch(element, "0px", MOSTLY)
}

/// Whether all of the element is in view, but for what is rounded; never if the browser can't say.
pub fn wholly<E>(element: NodeRef<E>) -> RwSignal<bool>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<web_sys::Element> + 'static,
{
    watch(element, "0px", WHOLLY)
}

/// Whether the element is in view or less than a screen away from it.
pub fn far_and_near<E>(element: NodeRef<E>) -> RwSignal<bool>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<web_sys::Element> + 'static,
{
    watch(element, "100%", 0.0)
}

/// Whether the share `least` of the element, and any of it at all, lies within the screen grown by `margin`.
fn watch<E>(element: NodeRef<E>, margin: &'static str, least: f64) -> RwSignal<bool>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<web_sys::Element> + 'static,
{
    let in_view = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let read = |entry: &JsValue, name: &str| {
                js_sys::Reflect::get(entry, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
            };
            // The last one says how it is now.
            let last = entries.get(entries.length().saturating_sub(1));
            let is_in = read(&last, "isIntersecting").is_truthy()
                && read(&last, "intersectionRatio").as_f64().unwrap_or(0.0) >= least;
            let _ = in_view.try_set(is_in);
        });
        let options = js_sys::Object::new();
        let thresholds = js_sys::Array::of2(&0.0.into(), &least.into());
        let set = |name: &str, value: &JsValue| {
            let _ = js_sys::Reflect::set(&options, &JsValue::from_str(name), value);
        };
        set("rootMargin", &JsValue::from_str(margin));
        set("threshold", &thresholds);
        let Ok(watcher) = Watcher::new(callback.as_ref().unchecked_ref(), &options) else {
            return;
        };
        watcher.observe(element.as_ref());
        let watching = StoredValue::new_local(Some((watcher, callback)));
        on_cleanup(move || {
            watching.try_update_value(|watching| {
                if let Some((watcher, _callback)) = watching.take() {
                    watcher.disconnect();
                }
            });
        });
    });
    in_view
}
