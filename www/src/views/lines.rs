//! Files line by line, with what became of each and why. Long lists are shown a part at a time.

use leptos::ev;
use leptos::html::{bdi, button, code, div, li, p, strong, ul};
use leptos::prelude::*;

use crate::state::ui::Ui;
use crate::words::{held_title, thousands};
use darkroom::catalogue::InstanceId;
use darkroom::clean::HeldReason;

/// Lines shown at first, and more at each press.
const PART: usize = 200;

/// One line of a list: what, where, why.
#[derive(Clone, PartialEq)]
pub struct Line {
    pub title: String,
    /// Its place in the folder.
    pub place: String,
    pub words: String,
    /// Can be brought back.
    pub restore: Vec<InstanceId>,
}

impl Line {
    /// Of a file that is held.
    pub fn held(place: &str, reason: &HeldReason) -> Self {
        Self {
            title: held_title(reason).into(),
            place: place.into(),
            words: format!("{} {}", reason.what(), reason.to_do()),
            restore: Vec::new(),
        }
    }
}

/// The first lines, and a button for more where there are more.
pub fn lines(ui: Ui, lines: Signal<Vec<Line>>) -> impl IntoView {
    let shown = RwSignal::new(PART);
    (
        ul().child(move || {
            lines.with(|lines| {
                let part = lines.iter().take(shown.get()).cloned();
                part.map(|line| row(ui, line)).collect_view()
            })
        }),
        move || {
            let rest = lines.with(Vec::len).saturating_sub(shown.get());
            (rest > 0).then(|| {
                button()
                    .attr("type", "button")
                    .class("button small")
                    .on(ev::click, move |_| shown.update(|shown| *shown += PART))
                    .child(format!("Show more, {} not shown", thousands(rest)))
            })
        },
    )
}

fn row(ui: Ui, line: Line) -> impl IntoView {
    let Line {
        title,
        place,
        words,
        restore,
    } = line;
    li().child((
        div().class("what").child((
            strong().child(bdi().child(title)),
            code().child(bdi().child(place)),
        )),
        (!words.is_empty()).then(|| p().child(words)),
        (!restore.is_empty()).then(|| {
            button()
                .attr("type", "button")
                .class("button small")
                .on(ev::click, move |_| {
                    ui.decide(|_, review| review.restore_instances(&restore));
                })
                .child("Bring back")
        }),
    ))
}
