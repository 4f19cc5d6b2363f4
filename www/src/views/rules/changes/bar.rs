//! Above the table: of which image it is, the way to its neighbours, search and filters.

use leptos::ev;
use leptos::html::{button, div, h2, input, p, span};
use leptos::prelude::*;

use super::Table;
use crate::views::icons::{Icon, icon};
use crate::views::rules::leaving;
use crate::views::rules::rows::FILTERS;
use crate::words::thousands;

impl Table {
    /// Of which image this is, and the way to its neighbours.
    pub fn bar(self) -> AnyView {
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
                leaving::tabs(ui),
                h2().class("cut")
                    .child((part(|(name, _, _)| format!("in {name}")),)),
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
    pub fn tools(self) -> AnyView {
        let sought = self.sought;
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
                    .child(self.chips()),
                p().class("spoken")
                    .attr("role", "status")
                    .child(move || self.view.with(|view| view.words())),
            ))
            .into_any()
    }

    /// A button for each filter, with how many attributes pass it.
    fn chips(self) -> impl IntoView {
        let filter = self.filter;
        let counts = Memo::new(move |_| {
            self.view.with(|view| {
                let rows = view.rows();
                FILTERS.map(|(filter, _, _)| filter.count(rows))
            })
        });
        FILTERS
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
            })
            .collect_view()
    }
}
