//! The page itself: which it is, what stands in its document that it did not bring, and whether a newer one waits.
//!
//! In comes what the loader found (`www/digest.js`, `www/strangers.js`, `www/offline.js`); out come signals for the
//! views, and [`PageFacts`] for the certificate.

use std::cell::RefCell;

use js_sys::{Array, Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::browser::abilities::is_secure;
use darkroom::deliver::PageFacts;

#[wasm_bindgen]
extern "C" {
    /// What the loader hands to [`crate::start_page`].
    pub type Found;

    #[wasm_bindgen(method, getter)]
    fn sha256(this: &Found) -> String;
    /// Whether the digest is of the bytes that arrived.
    #[wasm_bindgen(method, getter)]
    fn arrived(this: &Found) -> bool;
    /// The computer's memory in GiB as the browser gives it, rounded and at most so much.
    #[wasm_bindgen(method, getter)]
    fn memory(this: &Found) -> Option<f64>;
    /// What asks for a lock among the tabs of this browser: see [`crate::browser::locks`].
    #[wasm_bindgen(method, getter)]
    pub fn lock(this: &Found) -> Function;
    /// Bytes that the browser lets this page use, once it has said so; `undefined` where it does not.
    #[wasm_bindgen(method)]
    fn room(this: &Found) -> Promise;
    /// How many times longer a loop of the page's takes than the browser's own.
    #[wasm_bindgen(method)]
    fn slowness(this: &Found) -> f64;
    /// The models that find and read burned-in text, as blobs; none where the page was packed without.
    #[wasm_bindgen(method)]
    fn models(this: &Found) -> Promise;
    /// Calls back with all news of the page: their kind, and words.
    #[wasm_bindgen(method)]
    fn listen(this: &Found, listener: &Function);
    /// Opens the page anew, with the newest copy.
    #[wasm_bindgen(method)]
    fn renew(this: &Found);
}

/// A newer copy of the page than the one that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newer {
    Ready,
    /// Mends something for which nobody should go on with this one.
    Critical,
    /// Not here yet.
    CriticalOnItsWay,
}

/// The page itself.
#[derive(Clone, Copy)]
pub struct OwnPage {
    facts: RwSignal<PageFacts>,
    pub newer: RwSignal<Option<Newer>>,
    /// Whether the server that this copy came from has none any more.
    pub withdrawn: RwSignal<bool>,
    /// Whether it came by an address that nothing protects on the way (http on a name), and nobody has read so yet.
    pub unprotected: RwSignal<bool>,
    /// Whether files were offered while something critical had yet to be read.
    pub refused_files: RwSignal<bool>,
}

thread_local! {
    static FOUND: RefCell<Option<Found>> = const { RefCell::new(None) };
}

impl OwnPage {
    /// The page by what the loader found, which goes on reporting.
    pub fn new(found: Found) -> Self {
        let own = Self {
            facts: RwSignal::new(PageFacts {
                sha256: found.sha256(),
                arrived: found.arrived(),
                strangers: Vec::new(),
            }),
            newer: RwSignal::new(None),
            withdrawn: RwSignal::new(false),
            unprotected: RwSignal::new(!is_secure()),
            refused_files: RwSignal::new(false),
        };
        let listener =
            Closure::<dyn FnMut(String, String)>::new(move |kind: String, words: String| {
                own.take_news(&kind, words);
            });
        found.listen(listener.as_ref().unchecked_ref());
        listener.forget();
        FOUND.set(Some(found));
        own
    }

    fn take_news(self, kind: &str, words: String) {
        match kind {
            "stranger" => self.facts.update(|facts| facts.strangers.push(words)),
            "newer" => self.newer.set(Some(Newer::Ready)),
            "critical" => self.newer.set(Some(Newer::Critical)),
            "critical-coming" => self.newer.set(Some(Newer::CriticalOnItsWay)),
            "withdrawn" => self.withdrawn.set(true),
            _ => {}
        }
    }

    /// The computer's memory in GiB, where the browser says.
    pub fn memory(self) -> Option<f64> {
        FOUND.with_borrow(|found| found.as_ref().and_then(Found::memory))
    }

    /// Bytes that the browser lets this page use, where it says.
    pub async fn room(self) -> Option<f64> {
        let room = FOUND.with_borrow(|found| found.as_ref().map(Found::room))?;
        JsFuture::from(room).await.ok()?.as_f64()
    }

    /// The models that find and read burned-in text, as blobs; none where the page was packed without, or they can't be
    /// had.
    pub async fn models(self) -> Vec<Blob> {
        let Some(models) = FOUND.with_borrow(|found| found.as_ref().map(Found::models)) else {
            return Vec::new();
        };
        let Ok(models) = JsFuture::from(models).await else {
            return Vec::new();
        };
        let models = Array::from(&models);
        models
            .iter()
            .filter_map(|blob| blob.dyn_into().ok())
            .collect()
    }

    /// How many times longer a loop of the page's takes than the browser's own: a few times where scripts are compiled.
    pub fn slowness(self) -> f64 {
        FOUND.with_borrow(|found| found.as_ref().map_or(0.0, Found::slowness))
    }

    /// What is known of the page, as things stand.
    pub fn facts(self) -> PageFacts {
        self.facts.get()
    }

    /// The same, for a certificate.
    pub fn facts_now(self) -> PageFacts {
        self.facts.get_untracked()
    }

    /// Whether something is to be read and answered before files are taken.
    pub fn is_critical(self) -> bool {
        matches!(
            self.newer.get(),
            Some(Newer::Critical | Newer::CriticalOnItsWay)
        )
    }

    /// Whether files may be taken; for those that may not the page says why.
    pub fn may_take_files(self) -> bool {
        let may = !untrack(|| self.is_critical());
        self.refused_files.set(!may);
        may
    }

    /// Goes on with this page although a newer one is there.
    pub fn stay(self) {
        self.newer.set(None);
        self.refused_files.set(false);
    }

    /// Opens the page anew; the browser asks first where work would be lost.
    pub fn renew(self) {
        FOUND.with_borrow(|found| {
            if let Some(found) = found {
                found.renew();
            }
        });
    }
}
