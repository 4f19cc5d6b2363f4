//! What this browser and its settings allow, on a page of its own: tried, to be read, printed or saved for IT.
//!
//! In comes what was tried and asked; out comes a sheet that prints alone, as the certificate does. It holds nothing of
//! a patient, and no name of a file or folder.
//!
//! `lines` what is said.

mod lines;

use leptos::ev;
use leptos::html::{
    article, button, div, h1, li, main, p, small, span, strong, table, tbody, td, th, thead, tr,
};
use leptos::prelude::*;

use crate::browser::sink;
use crate::controllers::{clock, this_browser};
use crate::state::this_browser::Stage;
use crate::state::ui::{Step, Ui};
use crate::state::zips::Check;
use crate::words::date;
use lines::{Line, Zips};

/// The name of the file.
const FILE: &str = "darkroom-browser-check.txt";

/// The way in, in "Check it yourself".
pub fn way_in(ui: Ui) -> AnyView {
    li().class("browser-check")
        .child((
            "See what this browser and the settings of your trust allow: dropping, opening, saving, speed, memory. Some \
             seconds, to be printed for IT. ",
            button()
                .attr("type", "button")
                .class("button small")
                .attr("data-testid", "browser-open")
                .on(ev::click, move |_| {
                    ui.go(Step::Add);
                    ui.asking_browser.set(true);
                    this_browser::check(ui.session);
                })
                .child("Check this browser"),
        ))
        .into_any()
}

/// The page in place of the Add step; `None` unless it is wanted.
pub fn page(ui: Ui) -> Option<AnyView> {
    if !ui.asking_browser.get() {
        return None;
    }
    let heading = NodeRef::<leptos::html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let said = Memo::new(move |_| said(ui));
    let view = main()
        .class("certificate")
        .attr("data-testid", "browser-check")
        .child((
            tools(ui, said),
            article()
                .class("paper")
                .attr("data-testid", "browser-page")
                .child((
                    h1().node_ref(heading)
                        .attr("tabindex", "-1")
                        .child(format!("{HEADING}, {}", today())),
                    p().class("lead").attr("role", "status").child(move || {
                        match said.with(Option::is_some) {
                            true => {
                                "Each line was tried just now or asked of the browser. What only a drop or a press \
                                 can show is not known until you try. Nothing of your files is in it."
                            }
                            false if ui.running() => {
                                "Images are being saved: check when that is done."
                            }
                            false => "Trying …",
                        }
                    }),
                    move || said.get().map(|lines| sheet(&lines)),
                    p().class("second").child(move || page_line(ui)),
                )),
        ));
    Some(view.into_any())
}

const HEADING: &str = "What this browser allows Darkroom";

fn today() -> String {
    date(&clock::today().replace('-', ""))
}

/// Which page this is, so that IT can tell.
fn page_line(ui: Ui) -> String {
    format!(
        "Darkroom {}, SHA-256 {}",
        env!("CARGO_PKG_VERSION"),
        ui.session.own.facts().sha256
    )
}

/// What there is to say; `None` while it is being tried.
fn said(ui: Ui) -> Option<Vec<Line>> {
    let session = ui.session;
    let zips = session.zips.with(|zips| Zips {
        given: zips.len(),
        whole: zips
            .iter()
            .filter(|zip| matches!(zip.check, Check::Whole(_)))
            .count(),
    });
    let strangers = session.own.facts().strangers;
    session.browser.with(|browser| match &browser.stage {
        Stage::Known(facts) => Some(lines::lines(facts, &browser.tried, zips, &strangers)),
        Stage::Idle | Stage::Trying => None,
    })
}

fn tools(ui: Ui, said: Memo<Option<Vec<Line>>>) -> impl IntoView {
    let waits = move || said.with(Option::is_none).then_some("true");
    let save = move |_| {
        let Some(lines) = said.get_untracked() else {
            return;
        };
        let heading = format!("{HEADING}, {}\r\n{}", today(), untrack(|| page_line(ui)));
        if !sink::download(FILE, "text/plain", &lines::text(&lines, &heading)) {
            let words = "The browser could not save the text: print it instead.";
            ui.session.fault.set(Some(words.into()));
        }
    };
    div().class("certificate-tools").child((
        button()
            .attr("type", "button")
            .class("link")
            .attr("data-testid", "browser-back")
            .on(ev::click, move |_| ui.asking_browser.set(false))
            .child("Back to Add"),
        div().class("row-of-buttons").child((
            button()
                .attr("type", "button")
                .class("button")
                .attr("aria-disabled", waits)
                .attr("data-testid", "browser-again")
                .on(ev::click, move |_| this_browser::check(ui.session))
                .child("Try again"),
            button()
                .attr("type", "button")
                .class("button")
                .attr("aria-disabled", waits)
                .attr("data-testid", "browser-text")
                .on(ev::click, save)
                .child("Save as text"),
            button()
                .attr("type", "button")
                .class("button second-button")
                .attr("aria-disabled", waits)
                .attr("data-testid", "browser-print")
                .on(ev::click, move |_| {
                    if said.with_untracked(Option::is_some) {
                        let _ = window().print();
                    }
                })
                .child("Print or save as PDF"),
        )),
    ))
}

fn sheet(lines: &[Line]) -> AnyView {
    let head = |words: &'static str| th().attr("scope", "col").child(words);
    table()
        .class("allowed")
        .child((
            thead().child(tr().child((
                head("What"),
                head("What came of it"),
                head("How it is known"),
            ))),
            tbody().child(lines.iter().cloned().map(row).collect_view()),
        ))
        .into_any()
}

fn row(line: Line) -> impl IntoView {
    let Line {
        what,
        came,
        how,
        is_amiss,
        policy,
    } = line;
    let came = match is_amiss {
        true => strong().class("wrong-words").child(came).into_any(),
        false => span().child(came).into_any(),
    };
    tr().attr("data-line", what)
        .attr("data-amiss", is_amiss.to_string())
        .child((
            th().attr("scope", "row").child(what),
            td().child((
                came,
                policy.map(|policy| {
                    small()
                        .class("policy-name")
                        .child(format!("For IT: {policy}"))
                }),
            )),
            td().class("second").child(how.words()),
        ))
}
