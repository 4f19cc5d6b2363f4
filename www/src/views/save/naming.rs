//! What the collection is called, and what will be on the drive by the names that it will have there.

use leptos::ev;
use leptos::html::{code, div, input, label, p};
use leptos::prelude::*;

use crate::controllers::naming;
use crate::state::naming::Naming;
use crate::state::ui::Ui;
use crate::words::count;
use darkroom::deliver::CollectionForm;

/// Cases that are named.
const NAMED: usize = 2;

/// The two fields, and the names.
pub fn naming(ui: Ui) -> AnyView {
    let state = ui.session.naming;
    let fault = move || state.with(|state| state.fault.clone());
    div()
        .class("naming")
        .child((
            div().class("fields").child((
                field(
                    ui,
                    "Name of the collection, if you like",
                    "collection-name",
                    |form| &mut form.name,
                ),
                field(
                    ui,
                    "About it, for the certificate",
                    "collection-words",
                    |form| &mut form.description,
                ),
            )),
            p().attr("role", "alert")
                .class("wrong")
                .attr("data-testid", "collection-fault")
                .attr("hidden", move || fault().is_none())
                .child(fault),
            on_the_drive(ui),
        ))
        .into_any()
}

fn field(
    ui: Ui,
    words: &'static str,
    test_id: &'static str,
    field: fn(&mut CollectionForm) -> &mut String,
) -> impl IntoView {
    let state = ui.session.naming;
    let value = move || {
        let mut form = state.with(|state| state.form.clone());
        std::mem::take(field(&mut form))
    };
    div().class("field").child((
        label().attr("for", test_id).child(words),
        input()
            .attr("id", test_id)
            .attr("autocomplete", "off")
            .attr("data-testid", test_id)
            .prop("value", value)
            .on(ev::input, move |event| {
                state.update(|state| {
                    *field(&mut state.form) = event_target_value(&event);
                    state.fault = None;
                });
            })
            // Not at each letter: it is held against every patient.
            .on(ev::change, move |_| naming::check(ui.session)),
    ))
}

/// `On the drive: Darkroom-Chest.zip or a folder Darkroom-Chest, and in it CASE-7K2MQ9XT, CASE-9HQ2MAXT and 3 more cases.`
fn on_the_drive(ui: Ui) -> impl IntoView {
    let top = Memo::new(move |_| ui.session.naming.with(Naming::stem));
    let cases = Memo::new(move |_| {
        let is_disc = ui.session.dicomdir.get();
        ui.session.case_names.with(|names| {
            let folder = |name: &String| match (is_disc, name.strip_prefix("CASE-")) {
                (true, Some(letters)) => format!("DICOM/{letters}"),
                _ => name.clone(),
            };
            let named = names.iter().take(NAMED).map(|(name, _)| folder(name));
            (named.collect::<Vec<_>>().join(", "), names.len())
        })
    });
    move || {
        let (named, all) = cases.get();
        let more = match all.saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {} more", count(more, "case", "cases")),
        };
        let top = match top.get() {
            Some(stem) => (
                code().child(format!("{stem}.zip")).into_any(),
                " or a folder ".into_any(),
                code().child(stem).into_any(),
            ),
            None => (
                code().child("Darkroom-….zip").into_any(),
                ", by day and time, or the folder that you choose".into_any(),
                ().into_any(),
            ),
        };
        (all > 0).then(|| {
            p().class("second")
                .attr("data-testid", "on-the-drive")
                .child((
                    "On the drive: ",
                    top,
                    ", and in it ",
                    code().child(named),
                    more,
                    "; beside them README, certificate and checksums.",
                ))
        })
    }
}
