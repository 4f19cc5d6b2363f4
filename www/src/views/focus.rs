//! Keeps the focus in the page's work: what had it may go with what it did, and then the next key would go nowhere.
//!
//! Comes in: which element has the focus, and that the document changed. Comes out: a focus on what stands in the place
//! of what went. Never: on a button that deletes or stops, so that a key pressed twice does no second thing.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement};

/// What takes the focus when a button goes with its own press: its `data-testid`, and what is asked for in its place.
const IN_PLACE: [(&str, &str); 4] = [
    ("clear-series", "#next"),
    ("delete-series", "[data-testid=restore-series]"),
    ("restore-series", "[data-testid=delete-series]"),
    ("see-rest", "[data-testid=clear-series]"),
];

/// What takes the focus by a key, and does no harm when the key is pressed again.
const HARMLESS: &str = "button:not(.delete, .cross, .take-off, .unseen, [tabindex='-1']), input:not([tabindex='-1'], [type=file]), [tabindex='0']";

/// The element that had the focus last, and all that it was in.
type Had = Vec<Element>;

/// Watches over the focus for as long as the page lives.
pub fn keep() {
    let had = StoredValue::new_local(Had::new());
    let note = window_event_listener(ev::focusin, move |_| {
        if let Some(element) = document().active_element() {
            had.set_value(with_ancestors(element));
        }
    });
    on_cleanup(move || note.remove());
    let (waiting, callback) = (StoredValue::new(false), move || {
        // Once all that belongs to a change is done.
        if had.with_value(|had| !had.is_empty() && is_lost(had)) {
            give_back(&had.get_value());
        }
    });
    let changed = Closure::<dyn FnMut()>::new(move || {
        if !waiting.get_value() {
            waiting.set_value(true);
            request_animation_frame(move || {
                waiting.set_value(false);
                callback();
            });
        }
    });
    let Ok(observer) = web_sys::MutationObserver::new(changed.as_ref().unchecked_ref()) else {
        return;
    };
    // The observer lives as long as the page, and so does what it calls.
    changed.forget();
    let wanted = web_sys::MutationObserverInit::new();
    wanted.set_child_list(true);
    wanted.set_subtree(true);
    wanted.set_attribute_filter(&js_sys::Array::of2(&"class".into(), &"data-tab".into()));
    if let Some(body) = document().body() {
        let _ = observer.observe_with_options(&body, &wanted);
    }
}

/// Gives the focus to the picture, or to the main part's heading, unless something has it.
pub fn into_work() {
    request_animation_frame(|| {
        let has = document().active_element().filter(is_held);
        if has.is_none() {
            to_work();
        }
    });
}

fn with_ancestors(element: Element) -> Had {
    std::iter::successors(Some(element), |element| element.parent_element()).collect()
}

/// Whether an element is there to be seen and something else than the page itself.
fn is_held(element: &Element) -> bool {
    element.tag_name() != "BODY" && element.is_connected() && is_seen(element)
}

fn is_seen(element: &Element) -> bool {
    element.get_client_rects().length() > 0
}

/// Whether what had the focus went, and nothing else took it.
fn is_lost(had: &Had) -> bool {
    let now = document().active_element();
    let is_nowhere = !now.is_some_and(|element| is_held(&element));
    is_nowhere && had.first().is_some_and(|last| !is_held(last))
}

/// Gives it to what stands in the place of what went.
fn give_back(had: &Had) {
    let Some(last) = had.first() else { return };
    let name = last.get_attribute("data-testid").unwrap_or_default();
    let planned = IN_PLACE.iter().find(|(went, _)| *went == name);
    if planned.is_some_and(|(_, instead)| focus_first(document().query_selector_all(instead).ok()))
    {
        return;
    }
    if last.matches(".cross").unwrap_or(false) {
        // The next of the list, or the picture: never what would change how far regions reach.
        return match focus_first(document().query_selector_all(".regions .choose").ok()) {
            true => {}
            false => to_work(),
        };
    }
    // The same, made anew: a row by its place among the rows is not known, the chosen one is.
    let same = match name.as_str() {
        "" => String::new(),
        "series" => ".row[aria-current]".to_owned(),
        name => format!("[data-testid='{name}']"),
    };
    if !same.is_empty() && focus_first(document().query_selector_all(&same).ok()) {
        return;
    }
    // Something beside it, within the smallest part that is still there: not within the page as a whole, nor its foot,
    // where the button beside another does something else altogether.
    let parts = had.iter().skip(1).filter(|part| part.is_connected());
    let near = parts.take_while(|part| {
        part.parent_element().is_some()
            && !part
                .matches("#main, .page, .foot, .acts, .two, .two > main, .look, .column-foot")
                .unwrap_or(true)
    });
    for part in near {
        if focus_first(part.query_selector_all(HARMLESS).ok()) {
            return;
        }
    }
    to_work();
}

fn to_work() {
    let heading = |selector| document().query_selector(selector).ok().flatten();
    let picture = document().get_element_by_id("stage").filter(is_seen);
    let found = picture
        .or_else(|| heading("#main .errors[tabindex]").filter(is_seen))
        .or_else(|| heading("#main main h1, #main main h2").filter(is_seen))
        .or_else(|| heading("#main"));
    if let Some(element) = found {
        if !element.has_attribute("tabindex") {
            let _ = element.set_attribute("tabindex", "-1");
        }
        focus(&element);
    }
}

/// Focuses the first of them that can be seen.
fn focus_first(found: Option<web_sys::NodeList>) -> bool {
    let Some(found) = found else { return false };
    for index in 0..found.length() {
        let element = found
            .get(index)
            .and_then(|node| node.dyn_into::<Element>().ok());
        if let Some(element) = element.filter(is_seen) {
            focus(&element);
            return true;
        }
    }
    false
}

fn focus(element: &Element) {
    let _ = element.unchecked_ref::<HtmlElement>().focus();
}
