//! Words that leave: every distinct text that will leave, with what was cut from it, for a person to read before it does.
//!
//! The keyboard comes first: up and down go through the texts, `S` or `Delete` strikes one out, `B` brings the first cut
//! word back, and the same key undoes it; left and right go through a text's words, `W` strikes one out of every text that
//! holds it. All of it for all cases, or for one alone; Ctrl+Z takes the last of it back. What is shown is the patients',
//! and nothing of it is kept with the decisions in a file.
//!
//! `row` one text.

mod row;

use std::collections::HashMap;

use leptos::ev;
use leptos::html::{button, div, h2, label, option, p, section, select, span, strong, ul};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::controllers::wording::{cases, decide_for};
use crate::state::ui::{Step, Ui, both};
use crate::state::wording::{Line, Words};
use crate::views::icons::{Icon, icon};
use crate::words::{count, thousands};
use darkroom::catalogue::Catalogue;
use darkroom::review::Wordings;

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
    of_words(ui, Words::figures)
}

/// Something of the words under what is decided about them.
fn of_words<T>(ui: Ui, read: impl FnOnce(&Words, &Catalogue, &Wordings) -> T) -> T {
    both(ui.session, |catalogue, review| {
        let words = ui.session.words;
        words.with(|words| read(words, catalogue, review.wordings()))
    })
}

/// A line on the Save step, if texts leave that nobody has looked at.
pub fn unread(ui: Ui) -> Option<AnyView> {
    let (new, is_first) = of_words(ui, |words, catalogue, wordings| {
        (words.unseen(catalogue, wordings), words.is_new_to_all())
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
        let counts = ui.session.review.with(|review| review.wordings().counts());
        let mut parts = Vec::new();
        if counts.texts_struck > 0 {
            parts.push(count(counts.texts_struck, "struck out", "struck out"));
        }
        if counts.words_struck > 0 {
            let struck = counts.words_struck;
            parts.push(count(struck, "word struck out", "words struck out"));
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
                 keep it in this text, unless it identifies somebody. What you strike out goes from every image; a word \
                 that you press can be struck out of every text. Ctrl+Z takes the last of it back.",
            ),
            for_case(ui),
        ))
        .into_any()
}

/// Whom decisions are for, and whose texts are shown: all cases, or one alone.
fn for_case(ui: Ui) -> impl IntoView {
    let cases = Memo::new(move |_| cases(ui.session));
    let chosen = move || ui.session.words.with(|words| words.case);
    move || {
        let all = cases.get();
        let choices = all.clone();
        let is_one = all.len() < 2;
        let options = all.into_iter().map(move |case| {
            option()
                .attr("value", case.0.to_string())
                .prop("selected", move || chosen() == Some(case))
                .child(ui.session.case(case.0))
        });
        let options = options.collect_view();
        let choose = move |value: String| {
            let case = value.parse::<usize>().ok();
            let case = choices.iter().find(|(patient, _)| Some(*patient) == case);
            decide_for(ui.session, case.copied());
        };
        (!is_one).then(|| {
            label().class("words-case").child((
                span().child("Show and decide for"),
                span().class("pick").child(
                    select()
                        .attr("data-testid", "words-case")
                        .on(ev::change, move |event| choose(event_target_value(&event)))
                        .child((
                            option()
                                .attr("value", "")
                                .prop("selected", move || chosen().is_none())
                                .child("All cases"),
                            options,
                        )),
                ),
            ))
        })
    }
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
        let lines = ui.session.words.with(|words| {
            let lines = words.lines.iter().filter(|line| words.is_shown(line));
            lines.take(limit.get()).cloned().collect::<Vec<_>>()
        });
        // The text after may change under a press: the row stays, and so does the focus in it.
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let id = |line: &Line| {
            let before = line.text.before.clone();
            let next = numbers.entry(before.clone()).or_default();
            *next += 1;
            (before, *next - 1)
        };
        lines.iter().map(id).collect::<Vec<_>>()
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
        let all = ui.session.words.with(|words| {
            let lines = words.lines.iter();
            lines.filter(|line| words.is_shown(line)).count()
        });
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
