//! The Look step: tree, viewer or contact sheet, panel. On a narrow page tree and panel become tabs above the viewer.

use leptos::ev;
use leptos::html::{button, div, h1, main};
use leptos::prelude::*;

use super::{contact_sheet, panel, tree, viewer};
use crate::state::ui::{Sheet, Step, Ui};

/// The step's body.
pub fn look(ui: Ui) -> AnyView {
    let none = Memo::new(move |_| ui.states.with(Vec::is_empty));
    // What arrived while nothing was shown.
    Effect::new(move |_| {
        if !none.get() && ui.series.get_untracked().is_none() {
            ui.go(Step::Look);
        }
    });
    // On a narrow page: which of the three is in view.
    let tab = RwSignal::new("viewer");
    Effect::new(move |_| {
        ui.series.track();
        ui.sheet.track();
        tab.set("viewer");
    });
    // The question stands in the panel.
    Effect::new(move |_| {
        if ui.asked.get() {
            tab.set("panel");
            super::panel::ask();
        }
    });
    let sheet = Memo::new(move |_| ui.sheet.get());
    (move || {
        if none.get() {
            return super::add::nothing(ui);
        }
        main()
            .class("look")
            .attr("data-tab", move || tab.get())
            .child((
                h1().class("spoken").child("Look at the pictures"),
                div().class("tabs segments").child(tabs(tab)),
                tree::tree(ui),
                move || match sheet.get() {
                    Some(Sheet::Glance) => contact_sheet::sheet(ui),
                    Some(Sheet::Look) => contact_sheet::page::page(ui),
                    None => viewer::viewer(ui),
                },
                panel::panel(ui),
            ))
            .into_any()
    })
    .into_any()
}

/// What a narrow page has room for one at a time.
fn tabs(tab: RwSignal<&'static str>) -> impl IntoView {
    let button_of = move |(value, words)| {
        button()
            .attr("type", "button")
            .class("segment")
            .attr("aria-pressed", move || (tab.get() == value).to_string())
            .on(ev::click, move |_| tab.set(value))
            .child(words)
    };
    [
        ("tree", "Series"),
        ("viewer", "Picture"),
        ("panel", "Details"),
    ]
    .map(button_of)
    .into_iter()
    .collect_view()
}
