//! The rows: five fields, what came of each, and a way to take it out. By keyboard alone: Tab from field to field, Enter
//! and the arrows from row to row.

use leptos::ev;
use leptos::html::{button, div, input, p, span, td, th, tr};
use leptos::html::{table as table_element, tbody, thead};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlElement, KeyboardEvent};

use super::Came;
use super::outcome::{Mark, why};
use crate::controllers::case_list;
use crate::state::case_list::{Row, RowId};
use crate::state::ui::Ui;
use darkroom::harvest::number::{Form, form};
use darkroom::harvest::{Case, Column, dates};

/// The table.
pub fn table(ui: Ui, came: Memo<Option<Came>>) -> AnyView {
    let has_come = Memo::new(move |_| came.with(Option::is_some));
    let headings = Column::ALL.map(|column| th().attr("scope", "col").child(column.heading()));
    let rows = For(ForProps::builder()
        .each(move || ui.session.case_list.with(|state| state.rows().to_vec()))
        .key(|row| row.id)
        .children(move |row| line(ui, row, came))
        .build());
    div()
        .class("cases-scroll")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "Cases")
        .child(
            table_element()
                .class("cases")
                .attr("aria-label", "Cases for the PACS manager")
                .child((
                    thead().child(
                        tr().child((
                            th().attr("scope", "col").class("row-number").child("Row"),
                            headings.into_iter().collect_view(),
                            move || {
                                has_come
                                    .get()
                                    .then(|| th().attr("scope", "col").child("What came"))
                            },
                            th().attr("scope", "col")
                                .child(span().class("spoken").child("Remove")),
                        )),
                    ),
                    tbody().child(rows),
                )),
        )
        .into_any()
}

/// A row; its number changes when others above it go.
fn line(ui: Ui, row: Row, came: Memo<Option<Came>>) -> AnyView {
    let Row { id, case } = row;
    let number = Memo::new(move |_| {
        let at = ui
            .session
            .case_list
            .with(|state| state.rows().iter().position(|row| row.id == id));
        at.unwrap_or_default().saturating_add(1)
    });
    let has_come = Memo::new(move |_| came.with(Option::is_some));
    let fate = Memo::new(move |_| {
        came.with(|came| {
            let fate = came.as_ref()?.rows.get(&id)?;
            Some((Mark::of(fate).words(), Mark::of(fate).class(), why(fate)))
        })
    });
    let cells = Column::ALL.map(|column| cell(ui, id, column, case.clone(), number));
    tr().attr("data-testid", "list-row")
        .child((
            td().class("row-number").child(move || number.get()),
            cells.into_iter().collect_view(),
            move || {
                has_come.get().then(|| {
                    td().class("what-came")
                        .attr("data-testid", "list-came")
                        .child(move || {
                            fate.get().map(|(words, class, why)| {
                                (
                                    span().class(class).child(words),
                                    p().class("second").child(why),
                                )
                            })
                        })
                })
            },
            td().child(
                button()
                    .attr("type", "button")
                    .class("button small")
                    .attr("aria-label", move || format!("Remove row {}", number.get()))
                    .attr("data-testid", "list-remove")
                    .on(ev::click, move |event| {
                        let place = number.get_untracked();
                        ui.session.case_list.update(|state| state.remove(id));
                        focus_row(&event, place);
                    })
                    .child("Remove"),
            ),
        ))
        .into_any()
}

/// A field, and what is to be said of what stands in it.
fn cell(
    ui: Ui,
    id: RowId,
    column: Column,
    case: ArcRwSignal<Case>,
    number: Memo<usize>,
) -> AnyView {
    let (read, said) = (case.clone(), case);
    let hint = Memo::new(move |_| said.with(|case| hint(column, case.field(column))));
    let hint_id = format!("list-hint-{id}-{}", column as usize);
    let field = input()
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("maxlength", "1000")
        .attr("data-column", column.heading())
        .attr("aria-label", move || {
            format!("{}, row {}", column.heading(), number.get())
        })
        .attr("aria-describedby", {
            let hint_id = hint_id.clone();
            move || hint.get().map(|_| hint_id.clone())
        })
        .prop("value", move || {
            read.with(|case| case.field(column).to_owned())
        })
        .on(ev::input, move |event| {
            case_list::write(ui.session, id, column, event_target_value(&event))
        })
        .on(ev::paste, move |event| pasted(ui, id, column, &event))
        .on(ev::keydown, move |event| moved(&event));
    td().child((field, move || {
        hint.get()
            .map(|(class, words)| p().class(class).attr("id", hint_id.clone()).child(words))
    }))
    .into_any()
}

/// What is to be said of a field: refuses nothing.
fn hint(column: Column, text: &str) -> Option<(&'static str, &'static str)> {
    match column {
        Column::Number => match form(text) {
            Form::Nhs => Some(("second", "NHS number")),
            Form::WrongCheckDigit => Some((
                "second wrong-words",
                "Check digit wrong, if it is an NHS number",
            )),
            Form::Hospital | Form::Nothing => None,
        },
        Column::Date => dates::dates(text).unclear.then_some((
            "second wrong-words",
            "Not a date that is known here: 3/11/2023",
        )),
        Column::Name | Column::Modality | Column::Note => None,
    }
}

fn pasted(ui: Ui, id: RowId, column: Column, event: &ClipboardEvent) {
    let text = event
        .clipboard_data()
        .and_then(|data| data.get_data("text/plain").ok());
    if text.is_some_and(|text| case_list::paste(ui.session, id, column, &text)) {
        event.prevent_default();
    }
}

/// Enter and the arrows go to the same field of another row.
fn moved(event: &KeyboardEvent) {
    let down = match event.key().as_str() {
        "Enter" | "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(field) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    let column = field.get_attribute("data-column").unwrap_or_default();
    let row = field.closest("tr").ok().flatten();
    let other = row.and_then(|row| match down {
        true => row.next_element_sibling(),
        false => row.previous_element_sibling(),
    });
    let found = other.and_then(|row| {
        row.query_selector(&format!("input[data-column=\"{column}\"]"))
            .ok()?
    });
    if let Some(field) = found {
        event.prevent_default();
        let _ = field.unchecked_ref::<HtmlElement>().focus();
    }
}

/// After a row has gone: the one in its place.
fn focus_row(event: &web_sys::MouseEvent, place: usize) {
    let button = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let body = button.and_then(|button| button.closest("tbody").ok().flatten());
    let Some(body) = body else { return };
    request_animation_frame(move || {
        let field = body
            .query_selector(&format!("tr:nth-child({place}) input"))
            .ok()
            .flatten();
        if let Some(field) = field {
            let _ = field.unchecked_ref::<HtmlElement>().focus();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_slip_is_said_and_nothing_is_refused() {
        let words = |column, text| hint(column, text).map(|(_, words)| words);
        assert_eq!(words(Column::Number, "943 476 5919"), Some("NHS number"));
        assert!(
            words(Column::Number, "943 476 5918")
                .unwrap()
                .starts_with("Check digit wrong")
        );
        assert_eq!(words(Column::Number, "RXH12345"), None);
        assert_eq!(words(Column::Date, "3/11/2023"), None);
        assert!(words(Column::Date, "last week").is_some());
        assert_eq!(words(Column::Date, ""), None);
    }
}
