//! One small file, written where the person says.

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FileSystemFileHandle, FileSystemWritableFileStream};

use crate::browser::js;

/// What kind of file it is: in words, its type, and how its name ends.
#[derive(Clone, Copy)]
pub struct Kind {
    pub words: &'static str,
    pub mime: &'static str,
    pub ending: &'static str,
}

/// How it went.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Yes,
    /// The person changed their mind.
    NotWanted,
    No,
}

/// Asks the person for a place; call while the click lasts. `None` where the browser can't.
pub fn pick(suggested: &str, kind: Kind) -> Option<Promise> {
    let window = web_sys::window()?;
    let set = |object: &Object, name: &str, value: &JsValue| {
        Reflect::set(object, &name.into(), value).ok()
    };
    let (accept, of_kind, options) = (Object::new(), Object::new(), Object::new());
    set(&accept, kind.mime, &Array::of1(&kind.ending.into()))?;
    set(&of_kind, "description", &kind.words.into())?;
    set(&of_kind, "accept", &accept)?;
    set(&options, "suggestedName", &suggested.into())?;
    set(&options, "types", &Array::of1(&of_kind))?;
    js::method(&window, "showSaveFilePicker")?
        .call1(&window, &options)
        .ok()?
        .dyn_into()
        .ok()
}

/// Writes into what was picked.
pub async fn write(picked: Promise, blob: &Blob) -> Written {
    match JsFuture::from(picked).await {
        Ok(handle) => match write_to(handle.unchecked_into(), blob).await {
            Ok(()) => Written::Yes,
            Err(_) => Written::No,
        },
        Err(error) if js::error_name(&error) == "AbortError" => Written::NotWanted,
        Err(_) => Written::No,
    }
}

async fn write_to(handle: FileSystemFileHandle, blob: &Blob) -> Result<(), JsValue> {
    let stream = JsFuture::from(handle.create_writable()).await?;
    let stream: FileSystemWritableFileStream = stream.unchecked_into();
    JsFuture::from(stream.write_with_blob(blob)?).await?;
    JsFuture::from(stream.close()).await.map(drop)
}
