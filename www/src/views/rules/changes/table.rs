//! The table itself: as many rows as are scrolled to, each before and after.

use std::sync::Arc;

use leptos::ev;
use leptos::html::{
    button, caption, code, div, p, small, span, strong, table, tbody, td, th, thead, tr,
};
use leptos::prelude::*;

use super::Table;
use crate::controllers::changes::Changes;
use crate::views::icons::{Icon, icon};
use crate::views::rules::rows::{is_open, lies_in, path, spaced, tag};
use crate::words::count;
use darkroom::deid::comparison::{Shown, What};

/// Characters of a value that a cell shows.
const LONGEST: usize = 120;

impl Table {
    pub fn table(self) -> AnyView {
        let each = move || {
            let limit = self.limit.get();
            self.view.with(|view| {
                let shown = view.in_view.rows.iter().take(limit).enumerate();
                let flat = view.in_view.flat;
                shown
                    .map(|(at, place)| (view.generation, *place, at, flat))
                    .collect::<Vec<_>>()
            })
        };
        let rows = For(ForProps::builder()
            .each(each)
            .key(|row| *row)
            .children(move |(_, place, at, flat)| self.row(place, at, flat))
            .build());
        (
            table()
                .attr("data-testid", "plan-table")
                .attr("aria-rowcount", move || {
                    self.view
                        .with(|view| (view.in_view.rows.len() + 1).to_string())
                })
                .child((
                    caption()
                        .class("spoken")
                        .child("Attributes of this image before and after cleaning"),
                    thead().child(
                        tr().attr("aria-rowindex", "1").child(
                            ["Attribute", "Before", "After", "What and why"]
                                .map(|words| th().attr("scope", "col").child(words))
                                .into_iter()
                                .collect_view(),
                        ),
                    ),
                    tbody().child(rows),
                )),
            move || {
                let none = self.view.with(|view| view.in_view.rows.is_empty());
                none.then(|| p().class("second none").child("No attribute is like that"))
            },
        )
            .into_any()
    }

    fn row(self, place: usize, at: usize, flat: bool) -> Option<AnyView> {
        let changes = self.view.with_untracked(|view| view.changes.clone())?;
        let row = changes.rows.get(place)?;
        let (number, name) = (tag(row), spaced(&row.name));
        let opens = (!flat && row.below > 0).then(|| self.opener(&changes, place, &name));
        let depth = if flat { 0 } else { row.depth.min(6) };
        let goes = matches!(row.what, What::Removed | What::Emptied);
        let lies_in = lies_in(&changes.rows, place, flat);
        let row = tr()
            .attr("data-testid", "plan-row")
            .attr("data-tag", number.clone())
            .attr("data-action", row.what.name())
            .attr("aria-rowindex", (at + 2).to_string())
            .class(("goes", goes))
            .class(("stays", row.what == What::Kept))
            .child((
                th().attr("scope", "row").child(
                    div().attr("class", format!("attribute in-{depth}")).child((
                        opens,
                        div().child((
                            span().class("name").child(name),
                            span().class("where").child((
                                code().child(number),
                                lies_in.map(|words| small().child(words)),
                            )),
                        )),
                    )),
                ),
                td().class("before").child(value(&row.before, "not there")),
                td().class("after").child(value(&row.after, "not there")),
                td().child((
                    strong().child(row.what.words()),
                    span().class("second").child(row.why.words()),
                )),
            ));
        Some(row.into_any())
    }

    /// Opens and closes a sequence.
    fn opener(self, changes: &Arc<Changes>, place: usize, name: &str) -> impl IntoView + use<> {
        let rows = Arc::clone(changes);
        let is_open = Memo::new(move |_| self.open.with(|open| is_open(&rows.rows, place, open)));
        let path = path(&changes.rows, place);
        button()
            .attr("type", "button")
            .class("opens")
            .attr("aria-expanded", move || is_open.get().to_string())
            .attr("aria-label", format!("Items of {name}"))
            .on(ev::click, move |_| {
                let now = !is_open.get_untracked();
                self.open.update(|open| {
                    open.insert(path.clone(), now);
                });
            })
            .child(icon(Icon::Forward))
    }
}

/// A value, or in grey what stands for it.
fn value(shown: &Shown, absent: &'static str) -> AnyView {
    let Shown::Text(text) = shown else {
        return span()
            .class("zero")
            .child(stand_in(shown, absent))
            .into_any();
    };
    let short: String = text.chars().take(LONGEST).collect();
    match short.len() == text.len() {
        // A UID or the like, which breaks anywhere.
        true if text.len() > 20 && !text.contains(' ') => {
            span().class("long").child(short).into_any()
        }
        true => span().child(short).into_any(),
        false => span()
            .attr("title", text.clone())
            .child(format!("{short}…"))
            .into_any(),
    }
}

/// What stands for a value that is no text.
fn stand_in(shown: &Shown, absent: &str) -> String {
    match shown {
        Shown::Text(text) => text.clone(),
        Shown::Absent => absent.into(),
        Shown::Empty => "empty".into(),
        Shown::Unread => "not read".into(),
        Shown::Bytes(number) => count(*number as usize, "byte", "bytes"),
        Shown::Items(number) => count(*number as usize, "item", "items"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_said_in_words() {
        assert_eq!(stand_in(&Shown::Absent, "not there"), "not there");
        assert_eq!(stand_in(&Shown::Empty, "not there"), "empty");
        assert_eq!(stand_in(&Shown::Bytes(1), "not there"), "1 byte");
        assert_eq!(stand_in(&Shown::Bytes(2_048), "not there"), "2,048 bytes");
        assert_eq!(stand_in(&Shown::Items(1), "not there"), "1 item");
        assert_eq!(stand_in(&Shown::Unread, "not there"), "not read");
    }
}
