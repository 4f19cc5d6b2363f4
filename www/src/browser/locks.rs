//! Locks among the tabs of one browser (Web Locks): every tab of the same origin knows which are held, and a tab that is
//! closed or has crashed holds none. Other browsers and other computers know nothing of them.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::js;

/// A lock of this tab's, as long as it lives.
pub struct Held(Function);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.call0(&JsValue::UNDEFINED).ok();
    }
}

/// What came of asking for a lock.
pub enum Asked {
    Mine(Held),
    /// Another tab holds it.
    Theirs,
    /// This browser has none, or gives none to this page.
    Unknown,
}

/// Asks for a lock, and does not wait for it.
pub async fn take(name: &str) -> Asked {
    match request(name) {
        Some((first, release)) => match JsFuture::from(first).await {
            Ok(mine) if mine.is_truthy() => Asked::Mine(Held(release)),
            Ok(_) => Asked::Theirs,
            Err(_) => Asked::Unknown,
        },
        None => Asked::Unknown,
    }
}

/// What says whether the lock is ours, and what gives it back.
fn request(name: &str) -> Option<(Promise, Function)> {
    let locks = js::get(&web_sys::window()?.navigator(), "locks");
    let ask = js::method(&locks, "request")?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).ok()?;
    let (mut release, mut tell) = (None, None);
    let kept = Promise::new(&mut |resolve, _| release = Some(resolve));
    let told = Promise::new(&mut |resolve, _| tell = Some(resolve));
    let tell = tell?;
    // The browser keeps the lock for as long as the promise that this gives is open.
    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let is_mine = !lock.is_null();
        tell.call1(&JsValue::UNDEFINED, &is_mine.into()).ok();
        match is_mine {
            true => kept.into(),
            false => JsValue::UNDEFINED,
        }
    });
    let asked = ask.call3(&locks, &name.into(), &options, &granted).ok()?;
    // A refusal comes as the request's own error.
    Some((Promise::race(&Array::of2(&told, &asked)), release?))
}
