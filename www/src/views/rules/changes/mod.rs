//! What changes in the image in view: every attribute before and after, what is done, and why.
//!
//! The rows live in signals of this view alone: they are gone when the step is left. Only as many rows as are scrolled
//! to are on the page, so that a header of many thousand attributes is no slower than one of a hundred.
//!
//! `bar` what stands above the table · `table` the table.

mod bar;
mod table;

use std::sync::Arc;

use leptos::ev;
use leptos::html::{div, p, section, span, strong};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlElement;

use super::rows::{Filter, InView, Open, in_view};
use crate::controllers::changes;
use crate::controllers::changes::Changes;
use crate::state::ui::Ui;
use crate::words::{held_title, thousands};
use darkroom::deid::comparison::Row;

/// Rows on the page at first, and how many more whenever the end comes near.
const HANDFUL: usize = 120;

/// How near the end is near, in pixels.
const NEAR: i32 = 1200;

/// What is known of the image.
#[derive(Clone)]
enum Answer {
    Asking,
    Ready(u32, Arc<Changes>),
    Fault(String),
}

#[derive(Clone, Copy)]
struct Table {
    ui: Ui,
    answer: RwSignal<Answer>,
    filter: RwSignal<Filter>,
    sought: RwSignal<String>,
    open: RwSignal<Open>,
    limit: RwSignal<usize>,
    view: Memo<Arc<View>>,
}

/// The rows in view, with what they are places in.
struct View {
    generation: u32,
    changes: Option<Arc<Changes>>,
    in_view: InView,
}

impl PartialEq for View {
    fn eq(&self, _: &Self) -> bool {
        // Made anew only when something has changed.
        false
    }
}

/// The right-hand part of the step.
pub fn changes(ui: Ui) -> AnyView {
    let answer = RwSignal::new(Answer::Asking);
    let filter = RwSignal::new(Filter::Changes);
    let sought = RwSignal::new(String::new());
    let open = RwSignal::new(Open::new());
    keep_asking(ui, answer);
    let view = Memo::new(move |_| {
        let (generation, changes) = answer.with(|answer| match answer {
            Answer::Ready(generation, changes) => (*generation, Some(Arc::clone(changes))),
            _ => (0, None),
        });
        let rows = changes.as_ref().map_or(&[][..], |changes| &changes.rows);
        let in_view =
            sought.with(|sought| open.with(|open| in_view(rows, filter.get(), sought, open)));
        Arc::new(View {
            generation,
            changes,
            in_view,
        })
    });
    let table = Table {
        ui,
        answer,
        filter,
        sought,
        open,
        limit: RwSignal::new(HANDFUL),
        view,
    };
    section()
        .class("changes")
        .attr("aria-label", "What changes")
        .child((table.bar(), table.tools(), table.body()))
        .into_any()
}

/// Asks again whenever the image, the rules or the painting change. Rows of another image are not left standing.
fn keep_asking(ui: Ui, answer: RwSignal<Answer>) {
    // Another key, other case names.
    let opened = Memo::new(move |_| ui.session.key.with(|key| (key.opened, key.opening)));
    let asked = StoredValue::new((0_u32, None));
    Effect::new(move |_| {
        let now = ui.here.get();
        ui.session.policy.track();
        opened.track();
        ui.session.review.track();
        let (number, before) = asked.get_value();
        let number = number.wrapping_add(1);
        asked.set_value((number, now));
        if before != now {
            answer.set(Answer::Asking);
        }
        let Some(now) = now else { return };
        spawn_local(async move {
            let found = changes::changes(ui.session, now).await;
            // The step may have been left, or something newer asked.
            if asked
                .try_get_value()
                .is_some_and(|(latest, _)| latest == number)
            {
                answer.try_set(match found {
                    Ok(changes) => Answer::Ready(number, Arc::new(changes)),
                    Err(words) => Answer::Fault(words),
                });
            }
        });
    });
}

impl Table {
    fn body(self) -> AnyView {
        let scroll = move |event: web_sys::Event| {
            let around: HtmlElement = event_target(&event);
            let left = around.scroll_height() - around.scroll_top() - around.client_height();
            let all = self.view.with_untracked(|view| view.in_view.rows.len());
            if left < NEAR && self.limit.get_untracked() < all {
                self.limit.update(|limit| *limit += HANDFUL);
            }
        };
        // Which of the three is in view, so that the table itself is not made anew with every answer.
        let state = Memo::new(move |_| {
            self.answer.with(|answer| match answer {
                Answer::Asking => (true, None),
                Answer::Ready(..) => (false, None),
                Answer::Fault(words) => (false, Some(words.clone())),
            })
        });
        let held = Memo::new(move |_| {
            self.view.with(|view| {
                let changes = view.changes.as_ref()?;
                changes.held.as_ref().map(held_title)
            })
        });
        div()
            .class("changes-scroll")
            .attr("id", SCROLL)
            .attr("tabindex", "0")
            .attr("role", "region")
            .attr("aria-label", "Attributes before and after")
            .on(ev::scroll, scroll)
            .child((
                move || {
                    held.get().map(|title| {
                        p().class("note").child((
                            strong().child("Held under these rules"),
                            span().child(format!(" {title}. It is not saved.")),
                        ))
                    })
                },
                move || match state.get() {
                    (true, _) => p()
                        .class("second none")
                        .child("Reading the header")
                        .into_any(),
                    (false, Some(words)) => p()
                        .class("none")
                        .attr("role", "alert")
                        .child(words)
                        .into_any(),
                    (false, None) => self.table(),
                },
            ))
            .into_any()
    }

    /// Other rows are shown from their first.
    fn to_the_top(self) {
        self.limit.set(HANDFUL);
        if let Some(around) = document().get_element_by_id(SCROLL) {
            around.set_scroll_top(0);
        }
    }
}

/// The name of what scrolls.
const SCROLL: &str = "changes-scroll";

impl View {
    fn rows(&self) -> &[Row] {
        self.changes.as_ref().map_or(&[], |changes| &changes.rows)
    }

    fn words(&self) -> String {
        match self.changes {
            Some(_) => format!(
                "{} attributes in the list",
                thousands(self.in_view.rows.len())
            ),
            None => String::new(),
        }
    }
}
