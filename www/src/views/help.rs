//! The panels of the top bar: how to check the promise, the guide, and the keys.

use leptos::ev;
use leptos::html::{aside, button, code, dd, div, dl, dt, h2, input, label, li, ol, p, span};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::guide;
use crate::state::ui::{Panel, Ui};
use darkroom::deliver::PageFacts;

/// Whichever panel is open. Its heading takes the focus, and whatever had it gets it back.
pub fn panels(ui: Ui) -> impl IntoView {
    let before = StoredValue::new_local(None::<web_sys::Element>);
    Effect::new(move |was: Option<bool>| {
        let is_open = ui.panel.with(Option::is_some);
        if was == Some(true) && !is_open {
            let had = before.try_update_value(Option::take).flatten();
            match had.and_then(|had| had.dyn_into::<web_sys::HtmlElement>().ok()) {
                Some(had) if had.tag_name() != "BODY" && had.is_connected() => {
                    let _ = had.focus();
                }
                _ => super::focus::into_work(),
            }
        }
        is_open
    });
    move || {
        ui.panel.get().map(|panel| {
            // Of a panel that takes another's place, what had the focus before that one.
            if before.with_value(Option::is_none) {
                before.set_value(document().active_element());
            }
            let heading = NodeRef::<leptos::html::H2>::new();
            Effect::new(move |_| {
                if let Some(heading) = heading.get() {
                    let _ = heading.focus();
                }
            });
            let (title, content) = match panel {
                Panel::Check => ("Check it yourself", check(ui)),
                Panel::Guide => ("Guide", guide::guide(ui)),
                Panel::Keys => ("Keys", keys(ui)),
            };
            aside().class("panel").attr("aria-label", title).child((
                div().class("bar").child((
                    h2().node_ref(heading).attr("tabindex", "-1").child(title),
                    button()
                        .attr("type", "button")
                        .class("button small")
                        .on(ev::click, move |_| ui.panel.set(None))
                        .child("Close"),
                )),
                div()
                    .class("in")
                    .attr("tabindex", "0")
                    .attr("role", "region")
                    .attr("aria-label", title)
                    .child(content),
            ))
        })
    }
}

fn check(ui: Ui) -> AnyView {
    (
        p().child(
            "Darkroom reads, cleans and saves on this computer. The browser itself is told to refuse what the page \
             might send. You don’t have to take our word for it.",
        ),
        ol().class("three").child((
            li().child("Unplug the network cable or turn Wi-Fi off. Everything goes on working."),
            li().child(
                "Open the browser’s developer tools (F12), choose Network, and work as usual. Nothing is listed there \
                 beyond the page itself.",
            ),
            li().child((
                "View the page’s source (Ctrl+U). Its first lines hold the rule the browser enforces, beginning with ",
                code().child("default-src 'none'"),
                ". The one-file page says ",
                code().child("connect-src 'none'"),
                " from the start: its script may ask for nothing, anywhere. A served page may fetch its own engine \
                 first, and then shuts that door too. Where the rule has no force, Darkroom does not start.",
            )),
            li().child(
                "What such a rule leaves open (links, frames, new tabs, calls from browser to browser) the page puts out \
                 of its own reach before it starts. The tests beside its source try some 150 ways out, in Chromium and \
                 in Firefox.",
            ),
            move || own_number(ui.session.own.facts()),
            move || strangers(ui.session.own.facts()),
            super::this_browser::way_in(ui),
        )),
        p().class("second").child(
            "Nothing of your files is stored, and there are no cookies. A served page keeps only itself, for offline use. \
             Close the page and what it knew of the patients is gone.",
        ),
    )
        .into_any()
}

/// Which page this is, and what its word is worth.
fn own_number(facts: PageFacts) -> AnyView {
    let (of, worth) = if facts.arrived {
        (
            "The bytes that arrived from the server have the SHA-256 ",
            "Where they are not the page as it was made, it does not start. ",
        )
    } else {
        (
            "A page opened as a file can’t read its file. By what the browser has read of it, it should have the \
             SHA-256 ",
            "",
        )
    };
    li().child((
        "Make sure that this is the page you think it is. ",
        of,
        code().attr("data-testid", "page-sha256").child(facts.sha256),
        ", and every certificate says so. ",
        worth,
        "That finds what a filter or a proxy has put in without meaning to deceive. It is no proof: whoever changes a \
         page on purpose can have it show any number. The proof is the number that Windows itself works out of the \
         file: open a command prompt in its folder and enter ",
        code().child("certutil -hashfile darkroom.html SHA256"),
        " (elsewhere ",
        code().child("sha256sum darkroom.html"),
        "). Compare it with ",
        code().child("SHA256SUMS"),
        " of the release or of your own build. Of a served page, fetch ",
        code().child("index.html"),
        " by a tool (",
        code().child("curl -O"),
        "); it names the engine by its own SHA-256.",
    ))
    .into_any()
}

/// What stands in the document and is not of the page.
fn strangers(facts: PageFacts) -> AnyView {
    let (first, rest) = if facts.strangers.is_empty() {
        (
            "Nothing stands in this page that it did not bring, as far as it can see. ",
            "An extension of the browser that runs without a trace can’t be seen from here, and can read what is on \
             screen: use a browser profile without extensions where that matters.",
        )
    } else {
        (
            "An extension of the browser, or a filter on the way, has put something into this page: ",
            ". Every certificate says so. Such a thing can read what is on screen, and the page’s rule does not bind \
             an extension: use a browser profile without extensions, or ask your IT what it is.",
        )
    };
    li().child((
        first,
        span()
            .attr("data-testid", "strangers")
            .child(facts.strangers.join(", ")),
        rest,
    ))
    .into_any()
}

/// Each key, and what it does.
const KEYS: [(&str, &str); 26] = [
    ("1 to 4", "steps"),
    ("N", "the green button: what is to be seen next"),
    ("J  K", "series down, up"),
    ("←  →  or wheel", "image back, on"),
    ("Space", "play"),
    ("R, Enter", "a rectangle in the middle of the picture"),
    (
        "Arrows",
        "place it, or the chosen region, 1 pixel; with Ctrl 10",
    ),
    ("Shift+arrows", "size it"),
    ("Enter", "paint it"),
    ("W", "window: the left button’s at first"),
    ("M", "move, also middle button"),
    ("Z", "magnify, also right button, Ctrl and wheel"),
    ("B", "brightest of all images, darkest, one alone"),
    ("0", "fit"),
    ("E", "mark the picture for slides, as it is seen"),
    ("H", "marks on, off"),
    ("Tab", "through the regions"),
    (
        "T  A  S",
        "text that was found: next (Shift: before), paint it, leave it",
    ),
    ("Delete", "remove the region, or the series in the list"),
    ("X", "nothing identifying shown, on to the next"),
    (
        "↑  ↓  S  B",
        "words that leave: up, down, strike a text out, bring a cut word back",
    ),
    (
        "←  →  W",
        "in it: a word before, a word on, strike it out of every text",
    ),
    ("Ctrl+Z  Ctrl+Y", "undo, redo"),
    ("D", "theme"),
    ("?", "this list"),
    ("Esc", "let go: of a panel, a rectangle, a region, the tool"),
];

fn keys(ui: Ui) -> AnyView {
    (
        p().class("second")
            .child("Single letters and figures work while the picture, the list of series or a button has the focus."),
        label().class("check").child((
            input()
                .attr("type", "checkbox")
                .prop("checked", move || ui.letters.get())
                .on(ev::change, move |event| {
                    ui.letters.set(event_target_checked(&event))
                }),
            span().child("Single letters and figures are on"),
        )),
        dl().class("keys").child(
            KEYS.iter()
                .map(|(key, words)| (dt().child(*key), dd().child(*words)))
                .collect_view(),
        ),
    )
        .into_any()
}
