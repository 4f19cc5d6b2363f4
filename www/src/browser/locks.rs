//! Locks among the tabs of one browser (Web Locks): every tab of the same origin knows which are held, and a tab that is
//! closed or has crashed holds none. Other browsers and other computers know nothing of them. The loader hands over what
//! asks for one: the page's door takes it away from everybody else.

use std::cell::RefCell;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static ASK: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Says what asks for a lock: by its name, and a function that is told of it or of `null`.
pub fn ask_by(ask: Function) {
    ASK.set(Some(ask));
}

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
    let ask = ASK.with_borrow(Clone::clone)?;
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
    let asked = ask
        .call2(&JsValue::UNDEFINED, &name.into(), &granted)
        .ok()?;
    // A browser that has no locks answers with nothing.
    let asked: Promise = asked.dyn_into().ok()?;
    // A refusal comes as the request's own error.
    Some((Promise::race(&Array::of2(&told, &asked)), release?))
}
