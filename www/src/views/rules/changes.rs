//! What changes in the image in view: every attribute before and after, what is done, and why.
//!
//! The rows live in signals of this view alone: they are gone when the step is left. Only as many rows as are scrolled
//! to are on the page, so that a header of many thousand attributes is no slower than one of a hundred.

use std::sync::Arc;

use leptos::ev;
use leptos::html::{
    button, caption, code, div, h2, input, p, section, small, span, strong, table, tbody, td, th,
    thead, tr,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlElement;

use super::rows::{FILTERS, Filter, InView, Open, in_view, is_open, path, path_words, spaced, tag};
use crate::controllers::changes;
use crate::controllers::changes::Changes;
use crate::state::ui::Ui;
use crate::views::icons::{Icon, icon};
use crate::words::{held_title, thousands};
use darkroom::deid::comparison::{Row, Shown, What};

/// Rows on the page at first, and how many more whenever the end comes near.
const HANDFUL: usize = 120;

/// How near the end is near, in pixels.
const NEAR: i32 = 1200;

/// Characters of a value that a cell shows.
const LONGEST: usize = 120;

/// What is known of the image.
#[derive(Clone)]
enum Answer {
    Asking,
    Told(u32, Arc<Changes>),
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
            Answer::Told(generation, changes) => (*generation, Some(Arc::clone(changes))),
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
            let told = changes::changes(ui.session, now).await;
            // The step may have been left, or something newer asked.
            if asked
                .try_get_value()
                .is_some_and(|(latest, _)| latest == number)
            {
                answer.try_set(match told {
                    Ok(changes) => Answer::Told(number, Arc::new(changes)),
                    Err(words) => Answer::Fault(words),
                });
            }
        });
    });
}

impl Table {
    /// Of which image this is, and the way to its neighbours.
    fn bar(self) -> AnyView {
        let ui = self.ui;
        let words = Memo::new(move |_| {
            let instance = ui.here.get()?;
            let id = ui.series.get()?;
            ui.of_series(id, |_, series| {
                let at = series.instances.iter().position(|other| *other == instance);
                (
                    series.description.clone(),
                    at.unwrap_or_default() + 1,
                    series.instances.len(),
                )
            })
        });
        let part = move |read: fn(&(String, usize, usize)) -> String| {
            move || words.with(|words| words.as_ref().map(read).unwrap_or_default())
        };
        let beside = move |by: isize, name: &'static str, shape: Icon| {
            button()
                .attr("type", "button")
                .class("button small only-icon")
                .attr("aria-label", name)
                .attr("title", name)
                .on(ev::click, move |_| ui.step_instance(by))
                .child(icon(shape))
        };
        div()
            .class("column-bar")
            .child((
                h2().class("cut")
                    .child((part(|(name, _, _)| format!("What changes in {name}")),)),
                move || {
                    let several =
                        words.with(|words| words.as_ref().is_some_and(|(_, _, all)| *all > 1));
                    several.then(|| {
                        div().class("beside").child((
                            span().class("second").child(part(|(_, at, all)| {
                                format!("Image {} of {}", thousands(*at), thousands(*all))
                            })),
                            beside(-1, "Image before", Icon::Back),
                            beside(1, "Next image", Icon::Forward),
                        ))
                    })
                },
            ))
            .into_any()
    }

    /// Search and filters.
    fn tools(self) -> AnyView {
        let Self { filter, sought, .. } = self;
        let counts = Memo::new(move |_| {
            self.view.with(|view| {
                let rows = view.rows();
                FILTERS.map(|(filter, _, _)| filter.count(rows))
            })
        });
        let chips = FILTERS
            .into_iter()
            .enumerate()
            .map(|(at, (of, name, words))| {
                let count =
                    move || counts.with(|counts| counts.get(at).copied().unwrap_or_default());
                button()
                    .attr("type", "button")
                    .class("filter")
                    .attr("data-testid", format!("plan-filter-{name}"))
                    .attr("aria-pressed", move || (filter.get() == of).to_string())
                    .on(ev::click, move |_| {
                        filter.set(of);
                        self.to_the_top();
                    })
                    .child((words, span().child(move || thousands(count()))))
            });
        div()
            .class("changes-tools")
            .child((
                input()
                    .attr("type", "search")
                    .attr("data-testid", "plan-search")
                    .attr("aria-label", "Find a tag, name or value")
                    .attr("placeholder", "Find a tag, name or value")
                    .attr("autocomplete", "off")
                    .attr("spellcheck", "false")
                    .prop("value", move || sought.get())
                    .on(ev::input, move |event| {
                        sought.set(event_target_value(&event));
                        self.to_the_top();
                    }),
                div()
                    .class("filters")
                    .attr("role", "group")
                    .attr("aria-label", "Which attributes")
                    .child(chips.collect_view()),
                p().class("spoken")
                    .attr("role", "status")
                    .child(move || self.view.with(|view| view.words())),
            ))
            .into_any()
    }

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
                Answer::Told(..) => (false, None),
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

    fn table(self) -> AnyView {
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
        let lies_in = match flat && row.depth > 0 {
            true => Some(format!("in {}", path_words(&changes.rows, place))),
            false => (row.depth > 0).then(|| format!("item {}", thousands(row.item as usize))),
        };
        let opens = (!flat && row.below > 0).then(|| {
            let (rows, words) = (Arc::clone(&changes), name.clone());
            let is_open =
                Memo::new(move |_| self.open.with(|open| is_open(&rows.rows, place, open)));
            let path = path(&changes.rows, place);
            button()
                .attr("type", "button")
                .class("opens")
                .attr("aria-expanded", move || is_open.get().to_string())
                .attr("aria-label", format!("Items of {words}"))
                .on(ev::click, move |_| {
                    let now = !is_open.get_untracked();
                    self.open.update(|open| {
                        open.insert(path.clone(), now);
                    });
                })
                .child(icon(Icon::Forward))
        });
        let depth = if flat { 0 } else { row.depth.min(6) };
        let goes = matches!(row.what, What::Removed | What::Emptied);
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

/// A value, or in grey what stands for it.
fn value(shown: &Shown, absent: &'static str) -> AnyView {
    let quiet = |words: String| span().class("zero").child(words).into_any();
    match shown {
        Shown::Text(text) => {
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
        Shown::Absent => quiet(absent.into()),
        Shown::Empty => quiet("empty".into()),
        Shown::Unread => quiet("not read".into()),
        Shown::Bytes(1) => quiet("1 byte".into()),
        Shown::Bytes(count) => quiet(format!("{} bytes", thousands(*count as usize))),
        Shown::Items(1) => quiet("1 item".into()),
        Shown::Items(count) => quiet(format!("{} items", thousands(*count as usize))),
    }
}
