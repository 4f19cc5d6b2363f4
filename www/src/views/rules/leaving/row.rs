//! One text that leaves: what was cut from it, where it stands, on how many images, and what can be done about it.

use leptos::ev;
use leptos::html::{bdi, button, div, li, p, span};
use leptos::prelude::*;

use crate::state::ui::Ui;
use crate::state::wording::{Line, Shown, shown};
use crate::views::in_view;
use crate::views::rules::rows::spaced;
use crate::views::viewer::seen::{MANY, after};
use crate::words::{count, images, thousands};

/// Text before, and which of those that share it.
type Id = (String, usize);

/// A row; what is in it follows the line as long as there is one.
pub fn row(ui: Ui, id: Id) -> AnyView {
    let line = Memo::new(move |_| {
        ui.session.words.with(|words| {
            let (before, number) = &id;
            let same = |line: &&Line| line.text.before == *before;
            words.lines.iter().filter(same).nth(*number).cloned()
        })
    });
    let is_struck = Memo::new(move |_| {
        let before = line.with(|line| line.as_ref().map(|line| line.text.before.clone()));
        let review = ui.session.review;
        before.is_some_and(|text| review.with(|review| review.wording().is_text_struck(&text)))
    });
    let refused = Memo::new(move |_| {
        let key = line.with(|line| line.as_ref().map(Line::key))?;
        let refused = ui.session.words.with(|words| words.refused.clone())?;
        (refused.0 == key).then_some(refused.1)
    });
    let element = NodeRef::<leptos::html::Li>::new();
    note_looks(ui, element, line);
    let nothing_leaves = move || {
        is_struck.get()
            || line.with(|line| line.as_ref().is_none_or(|line| line.text.after.is_empty()))
    };
    li().node_ref(element)
        .class("leaving-row")
        .class(("gone", nothing_leaves))
        .attr("data-testid", "words-row")
        .attr("data-struck", move || is_struck.get().to_string())
        .attr("tabindex", "0")
        .on(ev::keydown, move |event| {
            if key(ui, line.get_untracked(), &event) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
        .child((
            div().child((
                move || line.get().map(|line| text(ui, line, is_struck.get())),
                move || line.with(|line| line.as_ref().map(place)),
                move || refused.get().map(refusal),
            )),
            strike(ui, line, is_struck),
        ))
        .into_any()
}

/// A line counts as looked at once it has been on the screen, whole or nearly, as long as one picture among many must.
fn note_looks(ui: Ui, element: NodeRef<leptos::html::Li>, line: Memo<Option<Line>>) {
    let in_view = in_view::mostly(element);
    let looks = StoredValue::new(0_u64);
    Effect::new(move |_| {
        let key = line.with(|line| line.as_ref().map(Line::key));
        // A panel lies over the list.
        let begins = in_view.get() && ui.panel.get().is_none();
        looks.update_value(|looks| *looks += 1);
        let Some(key) = key.filter(|_| begins) else {
            return;
        };
        if ui.session.words.with_untracked(|words| words.is_seen(&key)) {
            return;
        }
        let look = looks.get_value();
        let still = move || looks.try_get_value() == Some(look);
        after(MANY, still, move || {
            ui.session.words.update(|words| words.look(key));
        });
    });
}

/// The text, with what goes struck through.
fn text(ui: Ui, line: Line, is_struck: bool) -> AnyView {
    if is_struck {
        let words = line.text.before.clone();
        return p()
            .class("leaving-text")
            .child((
                span().class("spoken").child("Struck out: "),
                bdi().class("cut-out").child(words),
            ))
            .into_any();
    }
    let wording = ui.session.review.with(|review| review.wording().clone());
    let pieces = shown(&line.text, &wording);
    let pieces = pieces.into_iter().map(|piece| match piece {
        Shown::Kept(kept) => span().child(kept).into_any(),
        Shown::Gone(gap) if gap.trim().is_empty() => span().child(gap).into_any(),
        Shown::Gone(gap) => span().class("cut-out").child(gap).into_any(),
        Shown::Put(put) => (
            span().class("spoken").child(" becomes "),
            span().class("put-in").child(format!(" {put} ")),
        )
            .into_any(),
        Shown::Cut(word) => word_button(ui, line.clone(), word, false),
        Shown::Back(word) => word_button(ui, line.clone(), word, true),
    });
    p().class("leaving-text")
        .child(bdi().child(pieces.collect_view()))
        .into_any()
}

/// A word that was cut, or that was brought back: one press, and it is the other.
fn word_button(ui: Ui, line: Line, word: String, is_back: bool) -> AnyView {
    let label = match is_back {
        true => format!("{word}, brought back: press to cut it again"),
        false => format!("{word}, cut: press to bring it back"),
    };
    let pressed = word.clone();
    button()
        .attr("type", "button")
        .class(if is_back { "cut-word back" } else { "cut-word" })
        .attr("data-testid", "words-bring-back")
        .attr("data-back", is_back.to_string())
        .attr("aria-label", label.clone())
        .attr("title", label)
        .on(ev::click, move |_| {
            ui.bring_back(line.clone(), pressed.clone())
        })
        .child(word)
        .into_any()
}

/// `Study Description and 2 more · 16 images · Case 2`; all of the attributes where it is pointed at.
fn place(line: &Line) -> AnyView {
    let path = |attribute: &str| {
        let path = attribute.split('/').map(spaced);
        path.collect::<Vec<_>>().join(", ")
    };
    let all = line.attributes.iter().map(|attribute| path(attribute));
    let all = all.collect::<Vec<_>>().join("; ");
    let more = match line.attributes.len() {
        0 | 1 => String::new(),
        many => format!(" and {} more", thousands(many - 1)),
    };
    let cases = match line.cases.as_slice() {
        [(case, _)] => format!("Case {}", thousands(case + 1)),
        cases => count(cases.len(), "case", "cases"),
    };
    let nothing = match line.text.after.is_empty() {
        true => " · nothing of it leaves",
        false => "",
    };
    let images = images(line.images as usize);
    let first = path(&line.text.attribute);
    let words = format!("{first}{more} · {images} · {cases}{nothing}");
    p().class("second")
        .attr("title", all)
        .child(words)
        .into_any()
}

fn refusal(word: String) -> AnyView {
    p().class("wrong-words second")
        .attr("role", "alert")
        .attr("data-testid", "words-refused")
        .child((
            "Not brought back: “",
            bdi().child(word),
            "” is like a name, number or place of this patient or somebody around them, a date or a long number, or \
             the text would say the opposite without what else was cut.",
        ))
        .into_any()
}

fn strike(ui: Ui, line: Memo<Option<Line>>, is_struck: Memo<bool>) -> AnyView {
    let label = move || {
        let words = line.with(|line| line.as_ref().map(|line| line.text.before.clone()));
        let what = if is_struck.get() {
            "Let leave"
        } else {
            "Strike out"
        };
        format!("{what}: {}", words.unwrap_or_default())
    };
    let is_idle = move || {
        !is_struck.get()
            && line.with(|line| line.as_ref().is_none_or(|line| line.text.after.is_empty()))
    };
    (move || {
        (!is_idle()).then(|| {
            button()
                .attr("type", "button")
                .class("button small")
                .attr("data-testid", "words-strike")
                .attr("aria-pressed", move || is_struck.get().to_string())
                .attr("aria-label", label)
                .on(ev::click, move |_| {
                    if let Some(line) = line.get_untracked() {
                        ui.strike(&line);
                    }
                })
                .child(move || {
                    if is_struck.get() {
                        "Let it leave"
                    } else {
                        "Strike out"
                    }
                })
        })
    })
    .into_any()
}

/// What a key does to the row that has the focus; whether it did anything.
fn key(ui: Ui, line: Option<Line>, event: &web_sys::KeyboardEvent) -> bool {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.repeat() {
        return false;
    }
    let Some(line) = line else {
        return false;
    };
    match event.key().as_str() {
        "Delete" => ui.strike(&line),
        "s" | "S" if ui.letters.get_untracked() => ui.strike(&line),
        "b" | "B" if ui.letters.get_untracked() => {
            let wording = ui
                .session
                .review
                .with_untracked(|review| review.wording().clone());
            let pieces = shown(&line.text, &wording);
            let word = |piece: &Shown| match piece {
                Shown::Cut(word) | Shown::Back(word) => Some(word.clone()),
                _ => None,
            };
            if let Some(word) = pieces.iter().find_map(word) {
                ui.bring_back(line, word);
            }
        }
        _ => return false,
    }
    true
}
