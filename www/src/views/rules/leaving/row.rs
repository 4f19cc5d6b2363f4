//! One text that leaves: what was cut from it, where it stands, on how many images, and what can be done about it.

use leptos::ev;
use leptos::html::{bdi, button, div, li, p, span};
use leptos::prelude::*;

use crate::controllers::wording::wording_of;
use crate::state::ui::Ui;
use crate::state::wording::{Line, Shown, shown, strikeable};
use crate::views::in_view;
use crate::views::rules::rows::spaced;
use crate::views::viewer::seen::{MANY, after};
use crate::words::{count, images, thousands};
use darkroom::deid::Wording;

/// Text before, and which of those that share it.
type Id = (String, usize);

/// A row; what is in it follows the line as long as there is one.
pub fn row(ui: Ui, id: Id) -> AnyView {
    let line = Memo::new(move |_| line_of(ui, &id));
    let decided = Memo::new(move |_| {
        line.with(|line| line.as_ref().map(|line| wording_of(ui.session, line)))
            .unwrap_or_default()
    });
    let is_struck = Memo::new(move |_| {
        let is_struck = |line: &Line| decided.with(|all| all.is_text_struck(&line.text.before));
        line.with(|line| line.as_ref().is_some_and(is_struck))
    });
    let pieces = Memo::new(move |_| {
        line.with(|line| {
            let line = line.as_ref()?;
            Some(decided.with(|decided| shown(&line.text, decided)))
        })
    });
    // The word that the keys speak of, by its place among those that can be struck out.
    let at = RwSignal::new(None::<usize>);
    let word = Memo::new(move |_| {
        let words = pieces.with(|pieces| pieces.as_deref().map(strikeable));
        words?.get(at.get()?).cloned()
    });
    let walk = Walk {
        at,
        pieces,
        decided,
    };
    let refused = refused_of(ui, line);
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
            if key(ui, line.get_untracked(), walk, &event) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
        .child((
            div().child((
                move || line.get().map(|line| text(ui, line, is_struck.get(), walk)),
                move || line.with(|line| line.as_ref().map(|line| place(ui, line))),
                move || refused.get().map(refusal),
            )),
            div()
                .class("leaving-acts")
                .child((strike(ui, line, is_struck), strike_word(ui, word, decided))),
        ))
        .into_any()
}

fn line_of(ui: Ui, (before, number): &Id) -> Option<Line> {
    ui.session.words.with(|words| {
        let same = |line: &&Line| line.text.before == *before && words.is_shown(line);
        words.lines.iter().filter(same).nth(*number).cloned()
    })
}

/// Why the last word that was to come back in this row may not.
fn refused_of(ui: Ui, line: Memo<Option<Line>>) -> Memo<Option<String>> {
    Memo::new(move |_| {
        let key = line.with(|line| line.as_ref().map(Line::key))?;
        let refused = ui.session.words.with(|words| words.refused.clone())?;
        (refused.0 == key).then_some(refused.1)
    })
}

/// The words of a row, and which of them the keys speak of.
#[derive(Clone, Copy)]
struct Walk {
    at: RwSignal<Option<usize>>,
    pieces: Memo<Option<Vec<Shown>>>,
    /// What is decided about it.
    decided: Memo<Wording>,
}

impl Walk {
    fn words(self) -> Vec<String> {
        self.pieces
            .with_untracked(|pieces| pieces.as_deref().map(strikeable).unwrap_or_default())
    }

    /// To the word before or the next; the first time to the first.
    fn step(self, back: bool) {
        let last = self.words().len().checked_sub(1);
        let at = self.at.get_untracked();
        let next = match (at, back) {
            (None, _) => 0,
            (Some(at), true) => at.saturating_sub(1),
            (Some(at), false) => at.saturating_add(1),
        };
        self.at.set(last.map(|last| next.min(last)));
    }

    /// Strikes the text out, or lets it leave again.
    fn strike_all(self, ui: Ui, line: &Line) {
        let text = &line.text.before;
        let is_struck = self
            .decided
            .with_untracked(|decided| decided.is_text_struck(text));
        ui.strike(line, is_struck);
    }

    /// Strikes the word out of every text, or lets it leave again. Where none is pointed at, the only one; else the first
    /// is pointed at, and no more.
    fn strike(self, ui: Ui) {
        let words = self.words();
        let at = match (self.at.get_untracked(), words.len()) {
            (None, 1) => Some(0),
            (at, _) => at,
        };
        match at.and_then(|at| words.get(at)) {
            Some(word) => {
                let decided = self.decided;
                let is_struck = decided.with_untracked(|decided| decided.is_word_struck(word));
                ui.strike_word(word, is_struck);
            }
            None => self.step(false),
        }
    }
}

/// Once a word is pointed at: strikes it out of every text.
fn strike_word(ui: Ui, word: Memo<Option<String>>, decided: Memo<Wording>) -> impl IntoView {
    let is_at = Memo::new(move |_| word.with(Option::is_some));
    let is_struck = Memo::new(move |_| {
        let is_struck = |word: &String| decided.with(|decided| decided.is_word_struck(word));
        word.with(|word| word.as_ref().is_some_and(is_struck))
    });
    let words = move || {
        let word = word.get().unwrap_or_default();
        match is_struck.get() {
            true => format!("Let “{word}” leave"),
            false => format!("Strike “{word}” out of every text"),
        }
    };
    // The button stays while its words change: so does the focus on it.
    move || {
        is_at.get().then(|| {
            button()
                .attr("type", "button")
                .class("button small")
                .attr("data-testid", "words-strike-word")
                .attr("aria-pressed", move || is_struck.get().to_string())
                .on(ev::click, move |_| {
                    if let Some(word) = word.get_untracked() {
                        ui.strike_word(&word, is_struck.get_untracked());
                    }
                })
                .child(bdi().child(words))
        })
    }
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
fn text(ui: Ui, line: Line, is_struck: bool, walk: Walk) -> AnyView {
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
    let pieces = walk.pieces.get().unwrap_or_default();
    let mut next = 0_usize;
    let mut place = || {
        next += 1;
        next - 1
    };
    let pieces = pieces.into_iter().map(|piece| match piece {
        Shown::Kept(kept) => span().child(kept).into_any(),
        Shown::Word(word) => plain_word(walk, word, place(), false),
        Shown::Struck(word) => plain_word(walk, word, place(), true),
        Shown::Gone(gap) if gap.trim().is_empty() => span().child(gap).into_any(),
        Shown::Gone(gap) => span().class("cut-out").child(gap).into_any(),
        Shown::Put(put) => (
            span().class("spoken").child(" becomes "),
            span().class("put-in").child(format!(" {put} ")),
        )
            .into_any(),
        Shown::Cut(word) => word_button(ui, line.clone(), word, false),
        Shown::Back(word) => {
            place();
            word_button(ui, line.clone(), word, true)
        }
    });
    p().class("leaving-text")
        .child(bdi().child(pieces.collect_view()))
        .into_any()
}

/// A word that stays, or was struck out of every text: a press points at it. What strikes it out is a button of its own.
fn plain_word(walk: Walk, word: String, place: usize, is_struck: bool) -> AnyView {
    let is_at = move || walk.at.get() == Some(place);
    span()
        .class("word")
        .class(("at", is_at))
        .class(("cut-out", move || is_struck))
        .attr("data-testid", "words-word")
        .on(ev::click, move |_| walk.at.set(Some(place)))
        .child(word)
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
fn place(ui: Ui, line: &Line) -> AnyView {
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
    // Of the case that is decided for alone, if there is one.
    let case = ui.session.words.with(|words| words.case);
    let of_case = |(patient, _)| line.cases.iter().find(|(of, ..)| *of == patient);
    let (number, cases) = match (case.and_then(of_case), line.cases.as_slice()) {
        (Some((case, _, images)), _) => (*images, ui.session.case(*case)),
        (None, [(case, ..)]) => (line.images, ui.session.case(*case)),
        (None, cases) => (line.images, count(cases.len(), "case", "cases")),
    };
    let nothing = match line.text.after.is_empty() {
        true => " · nothing of it leaves",
        false => "",
    };
    let images = images(number as usize);
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
                        ui.strike(&line, is_struck.get_untracked());
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
fn key(ui: Ui, line: Option<Line>, walk: Walk, event: &web_sys::KeyboardEvent) -> bool {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.repeat() {
        return false;
    }
    let Some(line) = line else {
        return false;
    };
    match event.key().as_str() {
        "Delete" => walk.strike_all(ui, &line),
        "ArrowLeft" => walk.step(true),
        "ArrowRight" => walk.step(false),
        "w" | "W" if ui.letters.get_untracked() => walk.strike(ui),
        "s" | "S" if ui.letters.get_untracked() => walk.strike_all(ui, &line),
        "b" | "B" if ui.letters.get_untracked() => {
            let pieces = walk.pieces.get_untracked().unwrap_or_default();
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
