//! The frame of the page: top bar with the four steps, the step's body, the foot; drops and title.

use leptos::ev;
use leptos::html::{button, div, header, li, nav, ol, p, small, span};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::{
    add, case_list, check, focus, foot, help, look, news, rules, save, theme, this_browser, viewer,
};
use crate::controllers::checking;
use crate::controllers::intake;
use crate::state::run::Run;
use crate::state::run::Stage;
use crate::state::ui::{Panel, Step, Ui};
use crate::words::{count, thousands};

/// The whole page.
pub fn shell(ui: Ui) -> impl IntoView {
    theme::follow(ui);
    show_progress_in_title(ui);
    open_look_after_first_drop(ui);
    focus::keep();
    viewer::keys::listen(ui);
    viewer::keep_loading(ui);
    crate::controllers::surface::keep_projecting(ui);
    viewer::keep_noting(ui);
    crate::controllers::wording::keep_gathering(ui);
    crate::controllers::burned_in::keep_searching(ui);
    crate::controllers::linking::keep_names(ui.session);
    let over = RwSignal::new(0_i32);
    div()
        .class("page")
        .class(("dropping", move || over.get() > 0))
        .on(ev::dragenter, move |event| {
            event.prevent_default();
            over.update(|depth| *depth += 1);
        })
        .on(ev::dragleave, move |_| {
            over.update(|depth| *depth = (*depth - 1).max(0))
        })
        .on(ev::dragover, move |event| event.prevent_default())
        .on(ev::drop, move |event| {
            event.prevent_default();
            over.set(0);
            if let Some(transfer) = event.data_transfer() {
                // After saving, what is dropped on the Save step is what was saved.
                if ui.step.get_untracked() == Step::Save && save::takes_drops(ui) {
                    return crate::save::prove_drop(ui.session, &transfer);
                }
                if ui.step.get_untracked() == Step::Add && ui.checking.get_untracked() {
                    return checking::take_drop(ui.session, &transfer);
                }
                let listing = ui.step.get_untracked() == Step::Add && ui.listing.get_untracked();
                if listing && crate::controllers::case_list::take_drop(ui.session, &transfer) {
                    return;
                }
                intake::add_drop(ui.session, &transfer);
                ui.go(Step::Add);
            }
        })
        .child((
            skip(),
            top(ui),
            add::inputs(ui),
            div()
                .class("notices")
                .child((fault(ui), news::news(ui), case_list::offer(ui))),
            said(ui),
            body(ui),
            help::panels(ui),
            foot::foot(ui),
        ))
}

/// The keyboard's short way to the main part. A button, since no link can be made in this page (`www/elements.js`).
fn skip() -> impl IntoView {
    button()
        .attr("type", "button")
        .class("button skip")
        .on(ev::click, move |_| {
            if let Some(main) = document().get_element_by_id("main") {
                let _ = main.unchecked_ref::<web_sys::HtmlElement>().focus();
            }
        })
        .child("Skip to the main part")
}

fn body(ui: Ui) -> AnyView {
    // Only another step rebuilds it: choosing a series sets the step that is in view already.
    let step = Memo::new(move |_| ui.step.get());
    div()
        .class("body")
        .attr("id", "main")
        .attr("tabindex", "-1")
        .child(move || match step.get() {
            Step::Add => this_browser::page(ui)
                .or_else(|| check::check(ui))
                .or_else(|| case_list::page(ui))
                .unwrap_or_else(|| add::add(ui)),
            Step::Look => look::look(ui),
            Step::Rules => rules::rules(ui),
            Step::Save => save::save(ui),
        })
        .into_any()
}

fn top(ui: Ui) -> AnyView {
    header()
        .class("top")
        .child((
            div()
                .class("brand")
                .child((span().class("logo").attr("aria-hidden", "true"), "Darkroom")),
            nav()
                .attr("aria-label", "Steps")
                .child(ol().class("steps").child((
                    step(
                        ui,
                        Step::Add,
                        "Add",
                        move || match ui.counts.get().files_in {
                            0 if ui.session.intake.with(Option::is_some) => "reading".into(),
                            0 => "nothing yet".into(),
                            files => count(files, "file", "files"),
                        },
                    ),
                    step(ui, Step::Look, "Look", move || look_words(ui)),
                    step(ui, Step::Rules, "Rules", move || rules::name(ui).into()),
                    step(ui, Step::Save, "Save", move || save_words(ui)),
                ))),
            div().class("promise").child((
                span().class("says").child("Nothing leaves this computer"),
                toggle(ui, Panel::Check, "Check it yourself"),
                span().class("rule").attr("aria-hidden", "true"),
                button()
                    .attr("type", "button")
                    .class("quiet")
                    .on(ev::click, move |_| theme::switch(ui))
                    .child(move || {
                        if theme::is_dark(ui) {
                            "Light theme"
                        } else {
                            "Dark theme"
                        }
                    }),
                toggle(ui, Panel::Guide, "Guide"),
                toggle(ui, Panel::Keys, "Keys"),
            )),
        ))
        .into_any()
}

fn step(
    ui: Ui,
    step: Step,
    name: &'static str,
    words: impl Fn() -> String + Send + Sync + Clone + 'static,
) -> AnyView {
    li().child(
        button()
            .attr("type", "button")
            .class("step")
            .attr("data-step", name.to_lowercase())
            .attr("aria-current", move || {
                (ui.step.get() == step).then_some("step")
            })
            .on(ev::click, move |_| ui.go(step))
            .child((span().child(name), small().child(words))),
    )
    .into_any()
}

fn toggle(ui: Ui, panel: Panel, words: &'static str) -> AnyView {
    button()
        .attr("type", "button")
        .class("quiet")
        .attr("aria-expanded", move || {
            (ui.panel.get() == Some(panel)).to_string()
        })
        .on(ev::click, move |_| {
            ui.panel
                .update(|open| *open = (*open != Some(panel)).then_some(panel));
        })
        .child(words)
        .into_any()
}

fn look_words(ui: Ui) -> String {
    if ui.states.with(Vec::is_empty) {
        return String::new();
    }
    match ui.left.with(Vec::len) {
        0 => "all done".into(),
        left => format!("{} left", thousands(left)),
    }
}

fn save_words(ui: Ui) -> String {
    if ui.states.with(Vec::is_empty) {
        return String::new();
    }
    let run = ui.session.run.with(|run| {
        run.as_ref().map(|run| match run.stage {
            Stage::Running => percent(run),
            Stage::Paused => "paused".into(),
            Stage::Cancelled => "stopped".into(),
            Stage::Failed(_) => "not saved".into(),
            Stage::Done => arrival_words(ui, run),
        })
    });
    run.unwrap_or_else(|| {
        if ui.left.with(Vec::is_empty) && save::problem(ui).is_none() {
            "ready"
        } else {
            "not ready"
        }
        .into()
    })
}

/// `saved` once that is known; how many are held the foot says.
fn arrival_words(ui: Ui, run: &Run) -> String {
    let known = match save::known(ui, run) {
        save::Known::Arrived => "saved",
        save::Known::Reading => "reading",
        save::Known::No => "to check",
        save::Known::Broken => "not whole",
        save::Known::Unreadable => "not read",
    };
    known.into()
}

/// `53 %`.
pub fn percent(run: &Run) -> String {
    let most = if run.images_done < run.images {
        99.0
    } else {
        100.0
    };
    format!("{} %", (run.share() * 100.0).floor().min(most))
}

fn fault(ui: Ui) -> impl IntoView {
    move || {
        ui.session.fault.get().map(|words| {
            div().class("fault").attr("role", "alert").child((
                p().child(words),
                button()
                    .attr("type", "button")
                    .class("button small")
                    .on(ev::click, move |_| ui.session.fault.set(None))
                    .child("Close"),
            ))
        })
    }
}

/// For how long it stands there what was done: long enough to be read twice.
const SAID: std::time::Duration = std::time::Duration::from_secs(10);

/// What undo has just taken back, or where a rectangle is.
fn said(ui: Ui) -> impl IntoView {
    let number = StoredValue::new(0_u64);
    Effect::new(move |_| {
        // While a rectangle is being placed it says where that is.
        let stays = ui.viewer.draft.with(Option::is_some);
        if ui.said.with(Option::is_none) || stays {
            return;
        }
        number.update_value(|number| *number += 1);
        let mine = number.get_value();
        set_timeout(
            move || {
                if number.try_get_value() == Some(mine) {
                    ui.said.set(None);
                }
            },
            SAID,
        );
    });
    div()
        .class("said-last")
        .attr("role", "status")
        .attr("data-testid", "undone")
        .child(move || ui.said.get().map(|words| p().child(words)))
}

fn show_progress_in_title(ui: Ui) {
    let title = Memo::new(move |_| {
        ui.session.run.with(|run| match run {
            Some(run) if run.goes_on() => format!("{} Darkroom", percent(run)),
            _ => "Darkroom".to_owned(),
        })
    });
    Effect::new(move |_| document().set_title(&title.get()));
}

/// Once, when the first drop has been read, and only if the person has not gone elsewhere and is asked for no password.
fn open_look_after_first_drop(ui: Ui) {
    Effect::new(move |before: Option<bool>| {
        let reading = ui.session.intake.with(Option::is_some);
        let first = ui.series.get_untracked().is_none()
            && ui.step.get_untracked() == Step::Add
            && !ui.listing.get_untracked();
        let locked = ui
            .session
            .catalogue
            .with_untracked(|catalogue| catalogue.locked().next().is_some());
        let ready = first && !locked && !ui.states.with_untracked(Vec::is_empty);
        if before == Some(true) && !reading && ready {
            ui.go(Step::Look);
            focus::into_work();
        }
        reading
    });
}
