//! The tool bar above the picture.

use leptos::ev;
use leptos::html::{button, div, kbd, option, select, span};
use leptos::prelude::*;

use super::place::{fit, set_scale};
use super::projection::segments;
use crate::state::ui::Ui;
use crate::state::ui::viewer::Tool;
use crate::views::icons::{Icon, icon};

/// Scales that the select offers, in per cent.
const SCALES: [u32; 4] = [50, 100, 200, 400];

/// The bar.
pub fn bar(ui: Ui) -> AnyView {
    let review = ui.session.review;
    let can_undo = Memo::new(move |_| review.with(|review| review.can_undo()));
    let can_redo = Memo::new(move |_| review.with(|review| review.can_redo()));
    div()
        .class("tools")
        .attr("role", "toolbar")
        .attr("aria-label", "Viewer tools")
        .child((
            tool(
                ui,
                Tool::Rectangle,
                Icon::Rectangle,
                "Rectangle",
                "R",
                Some("tool-rectangle"),
            ),
            tool(ui, Tool::Move, Icon::Move, "Move", "M", None),
            tool(ui, Tool::Window, Icon::Window, "Window", "W", None),
            tool(ui, Tool::Magnify, Icon::Magnify, "Magnify", "Z", None),
            gap(),
            history(ui, false, Icon::Undo, "Undo", "undo", can_undo),
            history(ui, true, Icon::Redo, "Redo", "redo", can_redo),
            gap(),
            segments(ui),
            windows(ui),
            span().class("end").child((marks_button(ui), scales(ui))),
        ))
        .into_any()
}

/// Shows and hides the marks.
fn marks_button(ui: Ui) -> impl IntoView {
    let marks = ui.viewer.marks;
    button()
        .attr("type", "button")
        .class("button tool")
        .attr("aria-pressed", move || marks.get().to_string())
        .attr("title", "Marks (H)")
        .on(ev::click, move |_| marks.update(|marks| *marks = !*marks))
        .child((
            icon(Icon::Eye),
            span().class("label").child(move || match marks.get() {
                true => "Marks",
                false => "Marks off",
            }),
            cap("H"),
        ))
}

/// A key beside what it does.
fn cap(key: &'static str) -> impl IntoView {
    kbd().attr("aria-hidden", "true").child(key)
}

fn gap() -> AnyView {
    span().class("gap").attr("aria-hidden", "true").into_any()
}

fn tool(
    ui: Ui,
    tool: Tool,
    drawing: Icon,
    name: &'static str,
    key: &'static str,
    test_id: Option<&'static str>,
) -> AnyView {
    let chosen = move || ui.viewer.tool.get() == tool;
    button()
        .attr("type", "button")
        .class("button tool")
        .class(("chosen", chosen))
        .attr("aria-pressed", move || chosen().to_string())
        .attr("aria-label", name)
        .attr("title", format!("{name} ({key})"))
        .attr("data-testid", test_id)
        .on(ev::click, move |event| {
            choose(ui, tool);
            // A mouse goes on to the picture, and so do its keys.
            if event.detail() > 0 {
                focus_stage();
            }
        })
        .child((icon(drawing), span().class("label").child(name), cap(key)))
        .into_any()
}

/// Takes a tool up; a rectangle that is being placed is dropped. Rectangle begins a new one, so no region is held on to whose handles would be in the way.
pub fn choose(ui: Ui, tool: Tool) {
    ui.viewer.tool.set(tool);
    ui.viewer.draft.set(None);
    if tool == Tool::Rectangle {
        ui.region.set(None);
    }
}

/// Gives the picture the focus.
pub fn focus_stage() {
    if let Some(stage) = document().get_element_by_id("stage") {
        let _ = leptos::wasm_bindgen::JsCast::unchecked_ref::<web_sys::HtmlElement>(&stage).focus();
    }
}

fn history(
    ui: Ui,
    again: bool,
    drawing: Icon,
    name: &'static str,
    test_id: &'static str,
    can: Memo<bool>,
) -> AnyView {
    let can = Memo::new(move |_| can.get() && !ui.running());
    button()
        .attr("type", "button")
        .class("button tool only-icon")
        .class(("cannot", move || !can.get()))
        .attr("aria-label", name)
        .attr(
            "title",
            if again {
                "Redo (Ctrl+Y)"
            } else {
                "Undo (Ctrl+Z)"
            },
        )
        .attr("aria-disabled", move || (!can.get()).then_some("true"))
        .attr("data-testid", test_id)
        .on(ev::click, move |_| ui.undo(again))
        .child(icon(drawing))
        .into_any()
}

/// The name, among the options, of a window that the picture does not offer.
const BY_HAND: &str = "by-hand";

/// The windows that the picture offers; out of sight for colour, in its place all the same.
fn windows(ui: Ui) -> AnyView {
    let viewer = ui.viewer;
    let names = Memo::new(move |_| {
        viewer
            .picture()
            .map(|picture| picture.windows.iter().map(window_words).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let choose = move |event: web_sys::Event| {
        let number = event_target_value(&event).parse::<usize>().ok();
        let window = number.and_then(|index| viewer.picture()?.windows.get(index).cloned());
        if let Some(window) = window {
            viewer.window.set(Some(window));
        }
    };
    span()
        .class("pick plain windows")
        .class(("unseen", move || names.with(Vec::is_empty)))
        .child(
            select()
                .attr("aria-label", "Window")
                .attr("title", move || {
                    let window = viewer.window_in_force();
                    window.map(|window| format!("C {:.0} W {:.0}", window.center, window.width))
                })
                .on(ev::change, choose)
                .child(move || {
                    let offered = names
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(move |(index, words)| {
                            option()
                                .attr("value", index.to_string())
                                .prop("selected", move || chosen_window(ui) == index.to_string())
                                .child(words)
                                .into_any()
                        });
                    let by_hand = (chosen_window(ui) == BY_HAND).then(|| {
                        option()
                            .attr("value", BY_HAND)
                            .prop("selected", true)
                            .child("By hand")
                            .into_any()
                    });
                    offered.chain(by_hand).collect_view()
                }),
        )
        .into_any()
}

/// The option that is chosen: the number of the window in force, or that it is none of those offered.
fn chosen_window(ui: Ui) -> String {
    let picture = ui.viewer.picture();
    let in_force = picture
        .as_ref()
        .and_then(|picture| ui.viewer.window_of(picture));
    match (picture, in_force) {
        (Some(picture), Some(window)) => {
            let mut offered = picture.windows.iter();
            let number = offered.position(|offered| *offered == window);
            number.map_or_else(|| BY_HAND.to_owned(), |number| number.to_string())
        }
        _ => String::new(),
    }
}

fn window_words(window: &darkroom::pixels::Window) -> String {
    if window.name.is_empty() {
        format!("C {:.0} W {:.0}", window.center, window.width)
    } else {
        window.name.clone()
    }
}

fn scales(ui: Ui) -> AnyView {
    let place = fit(ui);
    let value = move || match ui.viewer.scale.get() {
        None => "fit".to_owned(),
        Some(scale) => format!("{:.0}", scale * 100.0),
    };
    span()
        .class("pick plain scales")
        .child(
            select()
                .attr("aria-label", "Zoom")
                .on(ev::change, move |event| {
                    let scale = event_target_value(&event).parse::<f64>().ok();
                    set_scale(
                        ui,
                        place.get_untracked(),
                        scale.map(|percent| percent / 100.0),
                    );
                })
                .child(move || {
                    let now = value();
                    let other = (now != "fit"
                        && !SCALES.iter().any(|scale| scale.to_string() == now))
                    .then(|| now.clone());
                    std::iter::once(("fit".to_owned(), "Fit".to_owned()))
                        .chain(
                            SCALES
                                .iter()
                                .map(|scale| (scale.to_string(), format!("{scale} %"))),
                        )
                        .chain(other.map(|other| (other.clone(), format!("{other} %"))))
                        .map(|(value, words)| {
                            let selected = value == now;
                            option()
                                .attr("value", value)
                                .prop("selected", selected)
                                .child(words)
                        })
                        .collect_view()
                }),
        )
        .into_any()
}
