//! Check a collection: a drive's folder or zip, with or without the originals, read again and held against its
//! certificates.
//!
//! In come the files that the person chooses; out comes what was found, by place. Nothing of it stays when the view is
//! closed. Places are the collection's own; one that names somebody is numbered (see [`darkroom::collection::report`]).

use leptos::ev;
use leptos::html::{self, button, div, h1, h2, input, li, main, p, section, span, strong, ul};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::open_key::form;
use crate::controllers::checking;
use crate::state::checking::Of;
use crate::state::checking::Stage;
use crate::state::ui::Ui;
use crate::words::{count, thousands};
use darkroom::collection::{Report, Verdict};

/// Places that are listed of one kind; how many more there are is said.
const MOST: usize = 200;

/// The way in, beside the drop area.
pub fn way_in(ui: Ui) -> AnyView {
    section()
        .class("check-in")
        .attr("aria-label", "Check a collection")
        .child((
            h2().child("Is it still what was saved?"),
            p().child(
                "Read a drive or a zip of cleaned images again: whether every file is there and unchanged, and whether \
                 anything in them still names a patient.",
            ),
            button()
                .attr("type", "button")
                .class("button")
                .attr("data-testid", "check-open")
                .on(ev::click, move |_| ui.checking.set(true))
                .child("Check a collection"),
        ))
        .into_any()
}

/// The view in place of the Add step; `None` unless it is wanted.
pub fn check(ui: Ui) -> Option<AnyView> {
    if !ui.checking.get() {
        return None;
    }
    let close = move |_| {
        checking::forget(ui.session);
        ui.checking.set(false);
    };
    let view = main()
        .class("text collection")
        .attr("data-testid", "check")
        .child((
            h1().child("Check a collection"),
            move || body(ui),
            div().class("row-of-buttons").child(
                button()
                    .attr("type", "button")
                    .class("button")
                    .attr("data-testid", "check-close")
                    .on(ev::click, close)
                    .child("Back to Add"),
            ),
        ));
    Some(view.into_any())
}

fn body(ui: Ui) -> AnyView {
    let checking = ui.session.checking;
    let stage = Memo::new(move |_| checking.with(|checking| checking.stage.clone()));
    (move || match stage.get() {
        Stage::Choosing => choosing(ui),
        Stage::Reading(..) => reading(ui),
        Stage::Reported(report) => report_view(ui, &report),
        Stage::Failed(words) => (
            p().class("wrong")
                .attr("role", "alert")
                .attr("data-testid", "check-fault")
                .child(words),
            again(ui),
        )
            .into_any(),
    })
    .into_any()
}

fn choosing(ui: Ui) -> AnyView {
    let checking = ui.session.checking;
    let files = move || checking.with(|checking| (checking.collection, checking.originals));
    // One thing is green at a time: with images in the page, the foot's.
    let is_next = move || ui.counts.get().files_in == 0;
    let is_ready = move || checking.with(|checking| checking.collection > 0 && !checking.listing);
    let some = |number: usize, none: &'static str| match number {
        0 => none.to_owned(),
        number => count(number, "file", "files"),
    };
    (
        p().class("lead").child(
            "Drop the drive’s folder or the zip here. Every file is read again, and what is in archives too. Nothing is \
             sent or stored.",
        ),
        choice(
            ui,
            Of::Collection,
            "The collection",
            "check-collection",
            move || some(files().0, "nothing chosen yet"),
        ),
        choice(
            ui,
            Of::Originals,
            "The originals, if you have them",
            "check-originals",
            move || some(files().1, "without them, only what is some person’s beyond doubt is found"),
        ),
        key(ui),
        div().class("row-of-buttons").child(
            button()
                .attr("type", "button")
                .attr("id", move || (is_ready() && is_next()).then_some("next"))
                .class(move || match is_next() {
                    true => "button go",
                    false => "button second-button tall",
                })
                .attr("data-testid", "check-start")
                .attr("aria-disabled", move || (!is_ready()).then_some("true"))
                .on(ev::click, move |_| {
                    if is_ready() {
                        checking::start(ui.session);
                    }
                })
                .child("Check it"),
        ),
    )
        .into_any()
}

/// The linking key: who holds it can say more.
fn key(ui: Ui) -> AnyView {
    let state = ui.session.check_key;
    let opened = Memo::new(move |_| state.with(|key| key.opened));
    section()
        .attr("aria-label", "The linking key")
        .child((
            h2().child("The linking key, if one was kept"),
            p().class("second")
                .attr("data-testid", "check-key")
                .child(move || match opened.get() {
                    Some(cases) => format!("opened; it knows {}", count(cases, "case", "cases")),
                    None => "with it, a certificate that somebody else made is told".to_owned(),
                }),
            move || {
                opened.get().is_none().then(|| {
                    form(state, "check-key", move |file, typed| {
                        checking::open_key(ui.session, file, typed);
                    })
                })
            },
        ))
        .into_any()
}

/// A folder or files: two buttons, and what was chosen.
fn choice(
    ui: Ui,
    of: Of,
    title: &'static str,
    testid: &'static str,
    chosen: impl Fn() -> String + Send + Sync + 'static,
) -> AnyView {
    let (folder, files) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let take = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(input) = input {
            if let Some(files) = input.files().filter(|files| files.length() > 0) {
                checking::take_files(ui.session, of, &files);
            }
            // The same folder can be chosen again.
            input.set_value("");
        }
    };
    let picker = |node: NodeRef<html::Input>, label: &'static str| {
        input()
            .node_ref(node)
            .attr("type", "file")
            .attr("multiple", true)
            .attr("hidden", true)
            .attr("aria-label", label)
            .on(ev::change, take)
    };
    let press = |node: NodeRef<html::Input>, words: &'static str| {
        button()
            .attr("type", "button")
            .class("button second-button")
            .on(ev::click, move |_| {
                if let Some(input) = node.get_untracked() {
                    input.click();
                }
            })
            .child(words)
    };
    section()
        .attr("aria-label", title)
        .child((
            h2().child(title),
            p().class("second")
                .attr("data-testid", testid)
                .child(chosen),
            div().class("row-of-buttons").child((
                press(folder, "Open a folder"),
                press(files, "Open files or a zip"),
                picker(folder, "Open a folder")
                    .attr("webkitdirectory", true)
                    .attr("data-testid", format!("{testid}-folder")),
                picker(files, "Open files or a zip").attr("data-testid", format!("{testid}-files")),
            )),
        ))
        .into_any()
}

fn reading(ui: Ui) -> AnyView {
    let checking = ui.session.checking;
    let done = move || {
        checking.with(|checking| match checking.stage {
            Stage::Reading(done, all) => (done, all),
            _ => (0, 0),
        })
    };
    (
        p().class("lead")
            .attr("role", "status")
            .attr("data-testid", "check-progress")
            .child(move || {
                let (done, all) = done();
                format!("{} of {}", thousands(done), count(all, "file", "files"))
            }),
        move || {
            let (done, all) = done();
            super::save::bar("bar", "Files checked", done, all, None)
        },
    )
        .into_any()
}

/// Begins anew.
fn again(ui: Ui) -> AnyView {
    button()
        .attr("type", "button")
        .class("button second-button")
        .attr("data-testid", "check-again")
        .on(ev::click, move |_| checking::forget(ui.session))
        .child("Check another")
        .into_any()
}

fn report_view(ui: Ui, report: &Report) -> AnyView {
    let (heading, verdict) = match report.verdict {
        Verdict::Good => ("Everything is as it was delivered", "good"),
        Verdict::Found => ("Not all is as it should be", "found"),
        Verdict::Nothing => ("There is nothing to check here", "nothing"),
    };
    let summary = report.summary();
    let certificates = report.certificates.iter().map(|line| line.line());
    let faults = report.files.iter();
    let faults: Vec<_> = faults
        .map(|line| (line.file.clone(), line.words.clone(), line.fault.clone()))
        .collect();
    let findings = report.strong().map(|line| {
        let words = format!("{}. {}", line.finding, line.finding.kind.why());
        (line.file.clone(), words, "finding".to_owned())
    });
    let findings: Vec<_> = findings.collect();
    (
        div()
            .class(if verdict == "good" { "note" } else { "errors" })
            .attr("role", "status")
            .attr("data-testid", "check-result")
            .attr("data-verdict", verdict)
            .child((
                h2().child(heading),
                summary
                    .into_iter()
                    .map(|line| p().child(sentence(&line)))
                    .collect_view(),
            )),
        list(
            "Certificates",
            "check-certificates",
            certificates
                .map(|line| (line, String::new(), String::new()))
                .collect(),
        ),
        list("Files", "check-faults", faults),
        list("Found in them", "check-findings", findings),
        again(ui),
    )
        .into_any()
}

/// Nothing where there are no lines.
fn list(
    title: &'static str,
    testid: &'static str,
    lines: Vec<(String, String, String)>,
) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let more = lines.len().saturating_sub(MOST);
    let line = |(place, words, kind): (String, String, String)| {
        li().attr("data-kind", kind).child((
            strong().child(place),
            (!words.is_empty()).then(|| span().child(format!(" {words}"))),
        ))
    };
    let view = section().attr("aria-label", title).child((
        h2().child(title),
        ul().class("check-list")
            .attr("data-testid", testid)
            .child(lines.into_iter().take(MOST).map(line).collect_view()),
        (more > 0).then(|| {
            p().class("second")
                .child(format!("and {} more", thousands(more)))
        }),
    ));
    Some(view.into_any())
}

/// With a capital and a full stop.
fn sentence(line: &str) -> String {
    let mut letters = line.chars();
    let first = letters.next().map(char::to_uppercase);
    first
        .into_iter()
        .flatten()
        .chain(letters)
        .chain(['.'])
        .collect()
}
