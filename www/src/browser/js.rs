//! The few browser calls that web-sys lacks or makes long-winded. No logic, no state.

use std::pin::Pin;
use std::task::{Context, Poll};

use js_sys::{Array, ArrayBuffer, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, MessageChannel};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// Milliseconds on a clock that never goes back; page and workers.
pub fn now() -> f64 {
    performance_now()
}

/// Lets the page handle input and paint before going on. Unlike a timer it is not slowed in a hidden tab.
pub async fn breathe() {
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let promise = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        JsFuture::from(promise).await.ok();
    }
    channel.port1().close();
}

/// Waits; at least a second in a hidden tab.
pub async fn sleep(milliseconds: f64) {
    Timer::new(milliseconds).await;
}

/// A wait that can be given up: by dropping it.
pub struct Timer {
    number: JsValue,
    over: JsFuture,
}

impl Timer {
    pub fn new(milliseconds: f64) -> Self {
        let mut number = JsValue::UNDEFINED;
        let promise = Promise::new(&mut |resolve, _| {
            number = set_timeout(&resolve, milliseconds);
        });
        let over = JsFuture::from(promise);
        Self { number, over }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.over).poll(context).map(drop)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.number);
    }
}

/// A property, `undefined` where there is none.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A method by its name, where the object has it.
pub fn method(object: &JsValue, name: &str) -> Option<Function> {
    get(object, name).dyn_into().ok()
}

/// The `name` of a DOMException or Error, never its message: that may hold a path.
pub fn error_name(error: &JsValue) -> String {
    get(error, "name").as_string().unwrap_or_default()
}

/// A blob of parts (blobs or byte arrays). The constructor does not say when memory has run out: see [`readable`].
pub fn blob(parts: &Array, content_type: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(content_type);
    Blob::new_with_blob_sequence_and_options(parts, &options)
}

/// Bytes of a blob, read without blocking.
pub async fn read_blob(blob: &Blob, start: f64, end: f64) -> Result<Vec<u8>, JsValue> {
    // To slice a file the browser asks the system about it: half a millisecond, which a small file read whole can do
    // without.
    let buffer = match start == 0.0 && end == blob.size() {
        true => blob.array_buffer(),
        false => blob.slice_with_f64_and_f64(start, end)?.array_buffer(),
    };
    let buffer: ArrayBuffer = JsFuture::from(buffer).await?.dyn_into()?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Whether a blob's last byte can be read; tried again for some seconds, since a browser that has just started may
/// not have worked out its limits yet.
pub async fn readable(blob: &Blob) -> bool {
    let size = blob.size();
    if size == 0.0 {
        return true;
    }
    for wait in [0.0, 50.0, 200.0, 800.0, 2_000.0] {
        if wait > 0.0 {
            sleep(wait).await;
        }
        if read_blob(blob, size - 1.0, size)
            .await
            .is_ok_and(|bytes| bytes.len() == 1)
        {
            return true;
        }
    }
    false
}
