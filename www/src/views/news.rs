//! News of the page itself: that nothing protected it on its way, that a newer copy is there,
//! or that the server has none any more.

use leptos::ev;
use leptos::html::{button, div, p};
use leptos::prelude::*;

use crate::state::own::Newer;
use crate::state::ui::Ui;

/// All news there is, each with what can be done.
pub fn news(ui: Ui) -> impl IntoView {
    (
        move || ui.session.own.unprotected.get().then(|| unprotected(ui)),
        move || ui.session.own.withdrawn.get().then(|| withdrawn(ui)),
        move || {
            ui.session
                .own
                .newer
                .get()
                .map(|newer| newer_copy(ui, newer))
        },
    )
}

fn unprotected(ui: Ui) -> AnyView {
    div()
        .class("news")
        .attr("role", "status")
        .attr("data-testid", "unprotected")
        .child((
            p().child(
                "This page came by an address that nothing protects (http): whoever sits between this computer and the \
                 server could have changed it, and what it says of itself proves nothing. Your images are not sent over it \
                 all the same. Better: an https address, or the file darkroom.html.",
            ),
            press("Close", move || ui.session.own.unprotected.set(false)),
        ))
        .into_any()
}

fn withdrawn(ui: Ui) -> AnyView {
    div()
        .class("fault")
        .attr("role", "alert")
        .attr("data-testid", "withdrawn")
        .child((
            p().child(
                "The web server that this page came from no longer has it: what you see is the copy that this browser \
                 kept. It may have been withdrawn for a reason. Ask whoever runs the server before you go on.",
            ),
            press("Close", move || ui.session.own.withdrawn.set(false)),
        ))
        .into_any()
}

fn newer_copy(ui: Ui, newer: Newer) -> AnyView {
    let own = ui.session.own;
    let is_critical = newer != Newer::Ready;
    let words = match newer {
        Newer::Ready => {
            "A newer Darkroom is ready. It is used once all its tabs have been closed, or at once by this button."
        }
        Newer::Critical => {
            "A newer Darkroom is ready, and it mends something critical. Use it before you add files."
        }
        Newer::CriticalOnItsWay => {
            "A newer Darkroom is on its way, and it mends something critical. Wait for it before you add files; if it \
             is not here in a minute, reload the page."
        }
    };
    div()
        .class(if is_critical { "fault" } else { "news" })
        .attr("role", if is_critical { "alert" } else { "status" })
        .attr("data-testid", "newer")
        .attr("data-critical", is_critical.to_string())
        .child((
            p().child((words, move || {
                let refused = is_critical && own.refused_files.get();
                refused.then_some(" The files that you have just chosen were not taken.")
            })),
            div().class("row-of-buttons").child((
                (newer != Newer::CriticalOnItsWay)
                    .then(|| press("Use it now", move || own.renew()).attr("data-testid", "renew")),
                press(
                    if is_critical {
                        "Go on with the old one all the same"
                    } else {
                        "Later"
                    },
                    move || own.stay(),
                )
                .attr("data-testid", "stay"),
            )),
        ))
        .into_any()
}

fn press(words: &'static str, act: impl Fn() + 'static) -> impl IntoView + AddAnyAttr {
    button()
        .attr("type", "button")
        .class("button small")
        .on(ev::click, move |_| act())
        .child(words)
}
