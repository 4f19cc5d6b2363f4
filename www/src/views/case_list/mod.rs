//! The list for the PACS manager, in place of the Add step: typed, pasted or opened; saved; and, once images are there,
//! what of it was received.
//!
//! `table` the rows · `outcome` what came, in words.

mod outcome;
mod table;

use std::collections::HashMap;

use leptos::ev;
use leptos::html::{self, button, div, h1, h2, input, main, p, section, span, strong};
use leptos::prelude::*;

use crate::browser::sink;
use crate::controllers::case_list::{self, As};
use crate::state::case_list::{RowId, Told};
use crate::state::ui::{Step, Ui};
use crate::words::count;
use darkroom::harvest::{CaseFate, Harvest, matched};

/// What came of the list, by row.
#[derive(Clone, Default, PartialEq)]
pub struct Came {
    pub harvest: Harvest,
    pub rows: HashMap<RowId, CaseFate>,
}

/// The way in, beside the drop area.
pub fn way_in(ui: Ui) -> AnyView {
    section()
        .class("check-in")
        .attr("aria-label", "List for the PACS manager")
        .child((
            h2().child("Nothing from PACS yet?"),
            p().child(
                "Write down which cases you want, for the PACS manager. Later it shows what came, and what is missing.",
            ),
            button()
                .attr("type", "button")
                .class("button")
                .attr("data-testid", "list-open")
                .on(ev::click, move |_| open_page(ui))
                .child("Make a list for the PACS manager"),
        ))
        .into_any()
}

fn open_page(ui: Ui) {
    ui.session.case_list.update(|state| state.end_blank());
    ui.listing.set(true);
    ui.go(Step::Add);
}

/// How the list stands, on the Add step; nothing without a list or images.
pub fn standing(ui: Ui) -> AnyView {
    let words = Memo::new(move |_| {
        let came = came(ui)?;
        Some(outcome::tally_words(&came.harvest))
    });
    (move || {
        words.get().map(|words| {
            div()
                .class("note list-standing")
                .attr("data-testid", "list-standing")
                .child((
                    p().child((strong().child("Your list: "), words)),
                    button()
                        .attr("type", "button")
                        .class("link")
                        .on(ev::click, move |_| open_page(ui))
                        .child("See the list"),
                ))
        })
    })
    .into_any()
}

/// A dropped workbook is offered as the list, on whatever step; it stays counted as no DICOM.
pub fn offer(ui: Ui) -> AnyView {
    let offered = Memo::new(move |_| {
        let reading = ui.session.intake.with(Option::is_some);
        (!reading).then(|| case_list::offered(ui.session)).flatten()
    });
    (move || {
        offered.get().map(|(id, name)| {
            div()
                .class("news list-offer")
                .attr("data-testid", "list-offer")
                .attr("role", "status")
                .child((
                    p().child((
                        "Is ",
                        strong().child(name),
                        " your list of cases for the PACS manager?",
                    )),
                    div().class("row-of-buttons").child((
                        button()
                            .attr("type", "button")
                            .class("button small second-button")
                            .attr("data-testid", "list-offer-open")
                            .on(ev::click, move |_| {
                                case_list::answer(ui.session, id, true);
                                open_page(ui);
                            })
                            .child("Open it as the list"),
                        button()
                            .attr("type", "button")
                            .class("button small")
                            .on(ev::click, move |_| case_list::answer(ui.session, id, false))
                            .child("No"),
                    )),
                ))
        })
    })
    .into_any()
}

/// What came of the list; none without cases or images.
fn came(ui: Ui) -> Option<Came> {
    ui.session.case_list.with(|state| {
        let list = state.list();
        let harvest = ui.session.catalogue.with(|catalogue| {
            let any = catalogue
                .patients
                .iter()
                .any(|patient| !patient.studies.is_empty());
            (any && !list.is_blank()).then(|| matched(&list, catalogue))
        })?;
        let ids = |place: &usize| state.rows().get(*place).map(|row| row.id);
        let rows = harvest.cases.iter();
        Some(Came {
            rows: rows
                .filter_map(|(place, fate)| Some((ids(place)?, fate.clone())))
                .collect(),
            harvest,
        })
    })
}

/// The view in place of the Add step; `None` unless it is wanted.
pub fn page(ui: Ui) -> Option<AnyView> {
    if !ui.listing.get() {
        return None;
    }
    let came = Memo::new(move |_| came(ui));
    let view = main()
        .class("text case-list")
        .attr("data-testid", "case-list")
        .child((
            h1().child("List for the PACS manager"),
            p().class("lead").child(
                "Type, paste from Excel, or open a workbook or CSV. The list stays in this page until you save it.",
            ),
            files(ui),
            told(ui),
            outcome::summary(ui, came),
            table::table(ui, came),
            outcome::unexpected(ui, came),
            div().class("row-of-buttons end").child((
                button()
                    .attr("type", "button")
                    .class("button")
                    .attr("data-testid", "list-close")
                    .on(ev::click, move |_| ui.listing.set(false))
                    .child("Back to Add"),
                button()
                    .attr("type", "button")
                    .class("button delete")
                    .attr("data-testid", "list-clear")
                    .on(ev::click, move |_| ui.session.case_list.update(|state| state.clear()))
                    .child("Empty the list"),
            )),
        ));
    Some(view.into_any())
}

/// Opening and saving.
fn files(ui: Ui) -> impl IntoView {
    let picks = sink::can_pick();
    let written = move || {
        let state = ui.session.case_list;
        let written = state.with(|state| state.list().written().count());
        count(written, "case", "cases")
    };
    let words = |picked: &'static str, given: &'static str| if picks { picked } else { given };
    div().class("row-of-buttons").child((
        opener(ui),
        saver(
            ui,
            words("Save as Excel…", "Save as Excel"),
            "list-save-xlsx",
            As::Workbook,
        ),
        saver(
            ui,
            words("Save as CSV…", "Save as CSV"),
            "list-save-csv",
            As::Text,
        ),
        picks.then(|| {
            button()
                .attr("type", "button")
                .class("link")
                .attr("data-testid", "list-download")
                .on(ev::click, move |_| {
                    case_list::save(ui.session, As::Workbook, false)
                })
                .child("To the download folder")
        }),
        span().class("second").child(written),
    ))
}

fn saver(ui: Ui, words: &'static str, test_id: &'static str, to: As) -> impl IntoView {
    button()
        .attr("type", "button")
        .class("button second-button")
        .attr("data-testid", test_id)
        .on(ev::click, move |_| {
            case_list::save(ui.session, to, sink::can_pick())
        })
        .child(words)
}

/// The button that picks a workbook or text file.
fn opener(ui: Ui) -> impl IntoView {
    let picker = NodeRef::<html::Input>::new();
    let press = move |_| {
        if let Some(input) = picker.get_untracked() {
            input.click();
        }
    };
    let take = move |_| {
        let Some(input) = picker.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        // So that the same file can be picked again.
        input.set_value("");
        if let Some(file) = file {
            case_list::open(ui.session, file);
        }
    };
    (
        button()
            .attr("type", "button")
            .class("button")
            .on(ev::click, press)
            .child("Open a list…"),
        input()
            .node_ref(picker)
            .attr("type", "file")
            .attr("accept", ".xlsx,.xlsm,.csv,.tsv,.txt")
            .attr("hidden", true)
            .attr("aria-label", "Workbook or CSV of cases")
            .attr("data-testid", "list-file")
            .on(ev::change, take),
    )
}

fn told(ui: Ui) -> impl IntoView {
    let told = Memo::new(move |_| ui.session.case_list.with(|state| state.told.clone()));
    div()
        .attr("aria-live", "polite")
        .attr("data-testid", "list-told")
        .child(move || {
            told.get().map(|told| match told {
                Told::Done(words) => p().class("second").child(words),
                Told::Fault(words) => p().class("wrong").child(words),
            })
        })
}
