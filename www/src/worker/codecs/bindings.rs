//! What web-sys lacks of WebCodecs, as it is called here.

use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::browser::js;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = VideoDecoder)]
    pub type Decoder;
    #[wasm_bindgen(constructor, js_class = "VideoDecoder", catch)]
    pub fn new(init: &Object) -> Result<Decoder, JsValue>;
    #[wasm_bindgen(static_method_of = Decoder, js_class = "VideoDecoder", js_name = isConfigSupported, catch)]
    pub fn is_config_supported(config: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn configure(this: &Decoder, config: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn decode(this: &Decoder, chunk: &Chunk) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn flush(this: &Decoder) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn close(this: &Decoder) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, js_name = decodeQueueSize)]
    pub fn waiting(this: &Decoder) -> u32;

    #[wasm_bindgen(js_name = VideoEncoder)]
    pub type Coder;
    #[wasm_bindgen(constructor, js_class = "VideoEncoder", catch)]
    pub fn new(init: &Object) -> Result<Coder, JsValue>;
    #[wasm_bindgen(static_method_of = Coder, js_class = "VideoEncoder", js_name = isConfigSupported, catch)]
    pub fn is_config_supported(config: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn configure(this: &Coder, config: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn encode(this: &Coder, frame: &VideoFrame, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn flush(this: &Coder) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn close(this: &Coder) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, js_name = encodeQueueSize)]
    pub fn waiting(this: &Coder) -> u32;

    #[wasm_bindgen(js_name = EncodedVideoChunk)]
    pub type Chunk;
    #[wasm_bindgen(constructor, js_class = "EncodedVideoChunk", catch)]
    pub fn new(init: &Object) -> Result<Chunk, JsValue>;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub fn kind(this: &Chunk) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn timestamp(this: &Chunk) -> f64;
    #[wasm_bindgen(method, getter, js_name = byteLength)]
    pub fn byte_length(this: &Chunk) -> u32;
    #[wasm_bindgen(method, js_name = copyTo, catch)]
    pub fn copy_to(this: &Chunk, to: &Uint8Array) -> Result<(), JsValue>;

    /// A decoded picture, held by the browser until it is closed.
    #[wasm_bindgen(js_name = VideoFrame)]
    pub type VideoFrame;
    #[wasm_bindgen(constructor, js_class = "VideoFrame", catch)]
    pub fn new(data: &Uint8Array, init: &Object) -> Result<VideoFrame, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn format(this: &VideoFrame) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = visibleRect)]
    pub fn visible(this: &VideoFrame) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = colorSpace)]
    pub fn colours(this: &VideoFrame) -> JsValue;
    #[wasm_bindgen(method, js_name = allocationSize, catch)]
    pub fn allocation_size(this: &VideoFrame, options: &Object) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, js_name = copyTo, catch)]
    pub fn copy_to(
        this: &VideoFrame,
        to: &Uint8Array,
        options: &Object,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    pub fn close(this: &VideoFrame);
}

/// An object with these properties.
pub fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        // Setting a property of a plain object does not fail.
        Reflect::set(&object, &JsValue::from_str(name), value).ok();
    }
    object
}

/// What `isConfigSupported` answers.
pub async fn is_supported(asked: Result<Promise, JsValue>) -> bool {
    match asked {
        Ok(answer) => JsFuture::from(answer)
            .await
            .is_ok_and(|answer| js::get(&answer, "supported").is_truthy()),
        Err(_) => false,
    }
}
