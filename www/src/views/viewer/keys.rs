//! Keys. Single letters work while the picture, the tree or a button has the focus, and can be turned off.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::marks::{Mark, on_frame};
use super::next::TOO_SOON;
use super::placing::{self, Arrow};
use super::tools::{choose, focus_stage};
use crate::controllers::decisions::page_waits;
use crate::controllers::surface::turn;
use crate::state::ui::viewer::Tool;
use crate::state::ui::{Panel, Sheet, Step, Ui};
use crate::views::{slides, theme};

/// Where the focus is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    Picture,
    Tree,
    /// Nothing has it: the page itself.
    Page,
    /// A button that was pressed last: it takes Space, Enter and the arrows, and no letters.
    Button,
    Elsewhere,
}

/// Listens to the keys for as long as the page lives.
pub fn listen(ui: Ui) {
    let marks = on_frame(ui);
    // Presses of an arrow that follow one another are one step of undo.
    let gesture = StoredValue::new((0_u64, 0.0_f64));
    let handle = window_event_listener(ev::keydown, move |event| {
        let focus = focus();
        if event.repeat() && !may_repeat(&event.key()) {
            // One press, one decision. A held Enter or Space would press a button again and again.
            if focus != Focus::Elsewhere || is_button() {
                event.prevent_default();
            }
            return;
        }
        let places = focus == Focus::Picture && Arrow::of(&event).is_some();
        let done = if (event.ctrl_key() || event.meta_key()) && !places {
            with_control(ui, &event)
        } else {
            general(ui, &event)
                || (focus == Focus::Picture && placing::key(ui, &event))
                || (focus == Focus::Picture
                    && on_picture(ui, &event, &marks.get_untracked(), gesture))
                || (!matches!(focus, Focus::Elsewhere | Focus::Button) && scroll(ui, &event, focus))
                || (focus != Focus::Elsewhere && ui.letters.get_untracked() && letter(ui, &event))
        };
        if done {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Keys that do no more when held down than go on through images and series, or move a region.
fn may_repeat(key: &str) -> bool {
    key.starts_with("Arrow")
        || matches!(
            key,
            "Tab" | "Home" | "End" | "PageUp" | "PageDown" | "j" | "J" | "k" | "K"
        )
}

fn is_button() -> bool {
    document()
        .active_element()
        .is_some_and(|element| element.tag_name() == "BUTTON")
}

/// Whether the focus is in a field that has an undo of its own.
fn is_typing() -> bool {
    let typed = "input[type=text], input[type=number], input[type=password]";
    document()
        .active_element()
        .is_some_and(|element| element.matches(typed).unwrap_or(false))
}

fn focus() -> Focus {
    let Some(element) = document().active_element() else {
        return Focus::Page;
    };
    if element.closest(".stage").ok().flatten().is_some() {
        Focus::Picture
    } else if element.closest(".tree").ok().flatten().is_some() {
        Focus::Tree
    } else if element.unchecked_ref::<web_sys::Element>().tag_name() == "BODY"
        || element.id() == "main"
        // What only takes the focus to be read takes no keys of its own.
        || element.matches("[tabindex='-1']:not(input), .blocks").unwrap_or(false)
    {
        Focus::Page
    } else if element.tag_name() == "BUTTON" {
        Focus::Button
    } else {
        Focus::Elsewhere
    }
}

fn with_control(ui: Ui, event: &web_sys::KeyboardEvent) -> bool {
    if is_typing() {
        return false;
    }
    let undo: fn(Ui, bool) = match ui.step.get_untracked() {
        Step::Look => Ui::undo,
        Step::Rules if ui.words.get_untracked() => Ui::undo_words,
        _ => return false,
    };
    match event.key().to_lowercase().as_str() {
        "z" => undo(ui, event.shift_key()),
        "y" => undo(ui, true),
        _ => return false,
    }
    true
}

fn general(ui: Ui, event: &web_sys::KeyboardEvent) -> bool {
    if event.key() != "Escape" {
        return false;
    }
    // A drag that has hardly begun, or is a line as yet, is taken back as well.
    ui.viewer.escapes.update(|escapes| *escapes += 1);
    if ui.panel.get_untracked().is_some() {
        ui.panel.set(None);
    } else if ui.sheet.get_untracked().is_some() {
        ui.close_sheet();
    } else if ui.viewer.draft.get_untracked().is_some() {
        ui.viewer.draft.set(None);
        ui.said.set(None);
    } else if ui.region.get_untracked().is_some() {
        ui.region.set(None);
    } else {
        ui.viewer.tool.set(Tool::Window);
    }
    true
}

/// Keys that are not letters, while the picture has the focus.
fn on_picture(
    ui: Ui,
    event: &web_sys::KeyboardEvent,
    marks: &[Mark],
    gesture: StoredValue<(u64, f64)>,
) -> bool {
    let selected = ui
        .region
        .get_untracked()
        .and_then(|id| marks.iter().find(|mark| mark.id == id));
    if let (Some(arrow), Some(mark)) = (Arrow::of(event), selected) {
        placing::nudge(ui, *mark, arrow, event, gesture);
        return true;
    }
    match (event.key().as_str(), selected) {
        ("Tab", _) => next_region(ui, marks, event.shift_key()),
        ("Delete" | "Backspace", Some(_)) => {
            ui.remove_selected();
            true
        }
        _ => false,
    }
}

/// Selects the next region; past the last one the focus goes on as it would anyhow.
fn next_region(ui: Ui, marks: &[Mark], back: bool) -> bool {
    let at = ui
        .region
        .get_untracked()
        .and_then(|id| marks.iter().position(|mark| mark.id == id));
    let next = match (at, back) {
        (None, false) => marks.first(),
        (None, true) => marks.last(),
        (Some(at), false) => marks.get(at + 1),
        (Some(at), true) => at.checked_sub(1).and_then(|at| marks.get(at)),
    };
    ui.region.set(next.map(|mark| mark.id));
    next.is_some()
}

/// Keys that are not letters, while the picture, the tree or nothing has the focus: they cannot be turned off.
fn scroll(ui: Ui, event: &web_sys::KeyboardEvent, focus: Focus) -> bool {
    let looking = ui.step.get_untracked() == Step::Look
        && ui.sheet.get_untracked().is_none()
        && ui.panel.get_untracked().is_none();
    let choosing = ui.step.get_untracked() == Step::Rules && focus == Focus::Tree;
    if event.alt_key() || event.ctrl_key() || event.meta_key() || !(looking || choosing) {
        return false;
    }
    match event.key().as_str() {
        "ArrowDown" if focus == Focus::Tree => ui.step_series(1),
        "ArrowUp" if focus == Focus::Tree => ui.step_series(-1),
        "ArrowLeft" if choosing => ui.step_instance(-1),
        "ArrowRight" if choosing => ui.step_instance(1),
        _ if choosing => return false,
        "ArrowLeft" | "ArrowUp" => ui.step_image(-1),
        "ArrowRight" | "ArrowDown" => ui.step_image(1),
        "Home" => ui.position.set(0),
        "End" => ui
            .position
            .set(ui.frames.with_untracked(Vec::len).saturating_sub(1)),
        // In the tree it presses the row that has the focus.
        " " if focus != Focus::Tree => ui.viewer.playing.update(|playing| *playing = !*playing),
        "Delete" if focus == Focus::Tree => untrack(move || ui.delete_shown()),
        _ => return false,
    }
    true
}

fn letter(ui: Ui, event: &web_sys::KeyboardEvent) -> bool {
    if event.alt_key() {
        return false;
    }
    let at = (ui.step.get_untracked() == Step::Look).then(|| ui.sheet.get_untracked());
    let viewer = ui.viewer;
    match event.key().to_lowercase().as_str() {
        "1" => ui.go(Step::Add),
        "2" => ui.go(Step::Look),
        "3" => ui.go(Step::Rules),
        "4" => ui.go(Step::Save),
        "n" => press_next(ui),
        "d" => theme::switch(ui),
        "?" => ui
            .panel
            .update(|open| *open = (*open != Some(Panel::Keys)).then_some(Panel::Keys)),
        "x" if at == Some(Some(Sheet::Look)) => clear_page(ui),
        _ if at != Some(None) => return false,
        "j" => ui.step_series(1),
        "k" => ui.step_series(-1),
        "r" => {
            choose(ui, Tool::Rectangle);
            // Enter puts one on the picture.
            focus_stage();
        }
        "m" => choose(ui, Tool::Move),
        "w" => choose(ui, Tool::Window),
        "z" => choose(ui, Tool::Magnify),
        "b" => turn(ui),
        "0" => viewer.scale.set(None),
        "e" => slides::toggle_still(ui),
        "t" => untrack(move || ui.step_text(event.shift_key())),
        "a" => untrack(move || ui.paint_text()),
        "s" => untrack(move || ui.leave_text()),
        "h" => viewer.marks.update(|marks| *marks = !*marks),
        "x" => {
            // On to the next: nothing can be said of that before it has been seen.
            untrack(move || {
                let looked = ui.viewer.dwelt.get() || ui.viewer.picture().is_none();
                match ui.clearing().why_not() {
                    Some(why) => ui.said.set(Some(format!("{why}."))),
                    None if !looked => ui.said.set(Some(format!("{TOO_SOON}."))),
                    None if ui.clear_shown() => ui.go_on(),
                    None => {}
                }
            });
        }
        _ => return false,
    }
    true
}

/// Says of all on the page that nothing identifying is shown.
fn clear_page(ui: Ui) {
    match untrack(move || page_waits(ui)) {
        Some(why) => ui.said.set(Some(format!("{why}."))),
        None => {
            untrack(move || ui.clear_page());
        }
    }
}

/// Presses the green button, whatever it does but save: a key pressed once too often must not write files.
fn press_next(ui: Ui) {
    let saves = ui.step.get_untracked() == Step::Save;
    if saves && ui.left.with_untracked(Vec::is_empty) {
        return;
    }
    if let Some(button) = document().get_element_by_id("next") {
        button.unchecked_ref::<web_sys::HtmlElement>().click();
    }
}
