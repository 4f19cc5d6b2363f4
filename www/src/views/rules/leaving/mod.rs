//! Words that leave: every distinct text that will leave, with what was cut from it, for a person to read before it does.
//!
//! The keyboard comes first: up and down go through the texts, `S` or `Delete` strikes one out, `B` brings the first cut
//! word back, and the same key undoes it. What is shown is the patients', and nothing of it is kept with the decisions
//! in a file.
//!
//! `row` one text.

mod row;

use std::collections::HashMap;

use leptos::ev;
use leptos::html::{button, div, h2, p, section, span, strong, ul};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::controllers::wording::lines;
use crate::state::ui::{Step, Ui};
use crate::state::wording::Line;
use crate::views::icons::{Icon, icon};
use crate::words::{count, thousands};

/// Texts that are shown until all are asked for.
const HANDFUL: usize = 120;

/// The two things that the right-hand part of the step can show.
pub fn tabs(ui: Ui) -> AnyView {
    let all = Memo::new(move |_| figures(ui).0);
    let tab = |is_words: bool, id: &'static str| {
        button()
            .attr("type", "button")
            .class("segment")
            .attr("data-testid", id)
            .attr("aria-pressed", move || {
                (ui.words.get() == is_words).to_string()
            })
            .on(ev::click, move |_| ui.words.set(is_words))
    };
    div()
        .class("segments leaving-tabs")
        .attr("role", "group")
        .attr("aria-label", "What to show")
        .child((
            tab(false, "changes-tab").child("What changes"),
            tab(true, "words-tab").child(move || match all.get() {
                0 => "Words that leave".to_owned(),
                all => format!("Words that leave: {}", thousands(all)),
            }),
        ))
        .into_any()
}

/// How many texts leave, and how many don't.
fn figures(ui: Ui) -> (usize, usize) {
    let review = ui.session.review;
    let words = ui.session.words;
    words.with(|words| review.with(|review| words.figures(review.wording())))
}

/// A line on the Save step, if texts leave that nobody has looked at.
pub fn unread(ui: Ui) -> Option<AnyView> {
    let (new, is_first) = ui.session.words.with(|words| {
        let unseen = ui
            .session
            .review
            .with(|review| words.unseen(review.wording()));
        (unseen, words.is_new_to_all())
    });
    let words = match (new, is_first) {
        (0, _) => match unlisted(ui) {
            Some(_) => "Not all texts that leave could be read for you to look at".to_owned(),
            None => return None,
        },
        (1, true) => "One text leaves with the images: nobody has looked at it".to_owned(),
        (new, true) => format!(
            "{} different texts leave with the images: nobody has looked at them",
            thousands(new)
        ),
        (1, false) => "One new text leaves: nobody has looked at it".to_owned(),
        (new, false) => format!(
            "{} new texts leave: nobody has looked at them",
            thousands(new)
        ),
    };
    let row = div()
        .class("ready")
        .attr("data-testid", "words-new")
        .child((
            icon(Icon::Eye),
            span().child(words),
            button()
                .attr("type", "button")
                .class("link")
                .on(ev::click, move |_| {
                    ui.words.set(true);
                    ui.go(Step::Rules);
                })
                .child("Look at them"),
        ));
    Some(row.into_any())
}

/// The panel.
pub fn panel(ui: Ui) -> AnyView {
    let limit = RwSignal::new(HANDFUL);
    section()
        .class("changes leaving")
        .attr("aria-label", "Words that leave")
        .attr("data-testid", "words-panel")
        .attr("data-reading", move || {
            ui.session
                .words
                .with(|words| words.is_reading())
                .to_string()
        })
        .child((
            div()
                .class("column-bar")
                .child((tabs(ui), h2().class("spoken").child("Words that leave"))),
            head(ui),
            div()
                .class("changes-scroll")
                .on(ev::keydown, move |event| {
                    if walk(&event) {
                        event.prevent_default();
                        event.stop_propagation();
                    }
                })
                .child((list(ui, limit), more(ui, limit))),
        ))
        .into_any()
}

/// What this is, how far it has been read, and what the keys are.
fn head(ui: Ui) -> AnyView {
    let words = ui.session.words;
    let state = move || {
        words.with(|words| match (words.is_reading(), words.lines.is_empty()) {
            (true, _) => format!(
                "Reading the headers: {} of {}",
                thousands(words.read),
                count(words.all, "image", "images")
            ),
            (false, true) if words.unread.is_none() => {
                "The texts are read once all files are in".to_owned()
            }
            (false, true) => "No text leaves under these rules".to_owned(),
            (false, false) => {
                let (leave, rest) = figures(ui);
                let leave = count(leave, "different text leaves", "different texts leave");
                match rest {
                    0 => leave,
                    1 => format!("{leave}, and one does not"),
                    rest => format!("{leave}, and {} do not", thousands(rest)),
                }
            }
        })
    };
    let decided = move || {
        let counts = ui.session.review.with(|review| review.wording().counts());
        let mut parts = Vec::new();
        if counts.texts_struck > 0 {
            parts.push(count(counts.texts_struck, "struck out", "struck out"));
        }
        if counts.words_brought_back > 0 {
            let back = counts.words_brought_back;
            parts.push(count(back, "word brought back", "words brought back"));
        }
        parts
            .into_iter()
            .map(|part| format!(", {part}"))
            .collect::<String>()
    };
    div()
        .class("changes-tools")
        .child((
            p().attr("role", "status").child((strong().child(state), decided, move || unlisted(ui))),
            p().class("second").child(
                "Each text once, the most unusual first. What the cleaning cut is struck through: press such a word to \
                 keep it in this text, unless it identifies somebody. What you strike out goes from every image.",
            ),
        ))
        .into_any()
}

/// What is not in the list, in words: nobody may take it for whole.
fn unlisted(ui: Ui) -> Option<String> {
    let unread = ui.session.words.with(|words| words.unread)?;
    (unread > 0).then(|| {
        let images = count(unread, "image", "images");
        format!(". The texts of {images} could not be read and are not listed: go to Look and back to try once more")
    })
}

fn list(ui: Ui, limit: RwSignal<usize>) -> AnyView {
    let shown = Memo::new(move |_| {
        let lines = lines(ui.session);
        let lines = lines.iter().take(limit.get());
        // The text after may change under a press: the row stays, and so does the focus in it.
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let id = |line: &Line| {
            let before = line.text.before.clone();
            let next = numbers.entry(before.clone()).or_default();
            *next += 1;
            (before, *next - 1)
        };
        lines.map(id).collect::<Vec<_>>()
    });
    let rows = For(ForProps::builder()
        .each(move || shown.get())
        .key(Clone::clone)
        .children(move |key| row::row(ui, key))
        .build());
    ul().class("leaving-list")
        .attr("aria-label", "Texts that leave")
        .child(rows)
        .into_any()
}

fn more(ui: Ui, limit: RwSignal<usize>) -> impl IntoView {
    move || {
        let all = ui.session.words.with(|words| words.lines.len());
        (all > limit.get()).then(|| {
            button()
                .attr("type", "button")
                .class("button small")
                .attr("data-testid", "words-all")
                .on(ev::click, move |_| limit.set(usize::MAX))
                .child(format!("Show all {}", thousands(all)))
        })
    }
}

/// Goes through the rows by the arrows, or to the first and last; whether the key was one of these.
fn walk(event: &web_sys::KeyboardEvent) -> bool {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return false;
    }
    let active = document().active_element();
    let here = active.and_then(|element| element.closest("[data-testid=words-row]").ok()?);
    let Some(here) = here else {
        return false;
    };
    let around = here.parent_element();
    let to = match event.key().as_str() {
        "ArrowDown" => here.next_element_sibling(),
        "ArrowUp" => here.previous_element_sibling(),
        "Home" => around.and_then(|around| around.first_element_child()),
        "End" => around.and_then(|around| around.last_element_child()),
        _ => return false,
    };
    if let Some(to) = to {
        let _ = to.unchecked_ref::<HtmlElement>().focus();
    }
    true
}
