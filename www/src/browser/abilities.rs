//! What the browser has, asked and not used: what comes of it a person has to try.

use js_sys::{JsString, Reflect};
use wasm_bindgen::JsValue;

use super::js;

/// Whether the browser has a way to read a dropped folder.
pub fn drops_folders() -> bool {
    has("DataTransferItem", "getAsFileSystemHandle") || has("DataTransferItem", "webkitGetAsEntry")
}

/// Whether it lets a person open a whole folder.
pub fn opens_folders() -> bool {
    has("HTMLInputElement", "webkitdirectory")
}

/// What it calls itself.
pub fn name() -> String {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    agent.unwrap_or_default()
}

/// Whether the page was opened as a file.
pub fn is_file() -> bool {
    let protocol = web_sys::window().and_then(|window| window.location().protocol().ok());
    protocol.as_deref() == Some("file:")
}

/// Whether the browser had closed the page by itself, to free memory, and has now loaded it anew.
pub fn was_discarded() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| js::get(&document, "wasDiscarded").is_truthy())
}

/// Whether the browser takes the page's address for one that nobody on the way can change.
pub fn is_secure() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

/// Processors, as the browser says.
pub fn processors() -> usize {
    web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency()) as usize
}

/// Whether what is made of a class has a member.
fn has(class: &str, member: &str) -> bool {
    let prototype = js::get(&js::get(&js_sys::global(), class), "prototype");
    let is_there: Result<bool, JsValue> = Reflect::has(&prototype, &JsString::from(member));
    is_there.unwrap_or(false)
}
