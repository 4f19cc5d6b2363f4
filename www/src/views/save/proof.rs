//! The step that proves it: the zip is read where it is kept now, and only then called saved.

use leptos::ev;
use leptos::html::{button, div, h2, input, p, section};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::save;
use crate::state::run::Run;
use crate::state::run::Stage;
use crate::state::ui::Ui;
use crate::state::zips::Check;
use crate::state::zips::WrittenZip;
use crate::words::{count, thousands};

/// How far it is known that the last run's zips have arrived.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// All are where they are kept, whole.
    Arrived,
    /// Some are being read.
    Reading,
    /// Nobody has looked, or not at all of them.
    No,
    /// At least one is not whole.
    Broken,
    /// At least one can't be read.
    Unreadable,
}

/// How far that is known of a run.
pub fn known(ui: Ui, run: &Run) -> Known {
    ui.session.zips.with(|given| {
        let zips = || run.zips.iter().filter_map(|place| given.get(*place));
        let reading = zips().any(|zip| matches!(zip.check, Check::Reading(_)));
        let broken = zips().any(|zip| matches!(zip.check, Check::Broken(_)));
        let unreadable = zips().any(|zip| zip.check == Check::Unreadable);
        match () {
            () if reading => Known::Reading,
            () if broken => Known::Broken,
            () if unreadable => Known::Unreadable,
            () if zips().all(|zip| matches!(zip.check, Check::Whole(_))) => Known::Arrived,
            () => Known::No,
        }
    })
}

/// The same of the run that has ended.
pub fn known_now(ui: Ui) -> Option<Known> {
    ui.session.run.with(|run| {
        let run = run.as_ref().filter(|run| run.stage == Stage::Done)?;
        Some(known(ui, run))
    })
}

/// Whether a drop is to be compared with what was written rather than taken in.
pub fn takes_drops(ui: Ui) -> bool {
    ui.session.zips.with_untracked(|zips| !zips.is_empty())
}

/// The step: what to drop, and what came of it; nothing once all has arrived.
pub fn proof(ui: Ui) -> AnyView {
    let open = Memo::new(move |_| {
        ui.session.zips.with(|zips| {
            let open = zips
                .iter()
                .filter(|zip| !matches!(zip.check, Check::Whole(_)));
            let names = open.clone().map(|zip| zip.name.clone()).collect::<Vec<_>>();
            (
                names.join(", "),
                open.clone().any(|zip| zip.locked.is_some()),
                open.clone()
                    .any(|zip| matches!(zip.check, Check::Reading(_))),
            )
        })
    });
    let lines = move || {
        ui.session.zips.with(|zips| {
            zips.iter()
                .filter_map(line)
                .map(|words| p().child(words))
                .collect_view()
        })
    };
    let step = move || {
        let (names, is_locked, reading) = open.get();
        (!names.is_empty()).then(|| {
            section()
                .class("proof")
                .attr("data-testid", "proof")
                .child((
                    h2().child("Check that it has arrived"),
                    p().child(format!(
                        "Drop {names} here from where you keep it, or the folder that you unpacked from it. Every file in \
                         it is compared with what was written, here in this page.",
                    )),
                    is_locked.then(|| {
                        p().child("For this the passphrase is not needed. To open the zip, use 7-Zip; Windows’ own Explorer can’t.")
                    }),
                    reading.then(|| p().attr("role", "status").child("Reading it.")),
                    buttons(ui),
                ))
                .into_any()
        })
    };
    div()
        .child((
            step,
            div()
                .class("proof-lines")
                .attr("role", "status")
                .attr("data-testid", "proof-lines")
                .child(lines),
        ))
        .into_any()
}

fn buttons(ui: Ui) -> AnyView {
    let chosen = NodeRef::<leptos::html::Input>::new();
    let take = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(input) = input {
            if let Some(files) = input.files().filter(|files| files.length() > 0) {
                save::prove_files(ui.session, &files);
            }
            input.set_value("");
        }
    };
    let again = move |_| {
        if !save::download_again(ui.session) {
            let words = "The zip is no longer at hand. Save it again.";
            ui.session.fault.set(Some(words.into()));
        }
    };
    div()
        .class("row-of-buttons")
        .child((
            input()
                .node_ref(chosen)
                .attr("type", "file")
                .attr("multiple", true)
                .attr("hidden", "")
                .attr("data-testid", "prove-files")
                .on(ev::change, take),
            button()
                .attr("type", "button")
                .class("button second-button")
                .on(ev::click, move |_| {
                    if let Some(input) = chosen.get_untracked() {
                        input.click();
                    }
                })
                .child("Choose the zip…"),
            save::can_download_again().then(|| {
                button()
                    .attr("type", "button")
                    .class("button")
                    .attr("data-testid", "download-again")
                    .on(ev::click, again)
                    .child("Download it again")
            }),
        ))
        .into_any()
}

/// What is known of a zip, in words; nothing while nobody has looked.
fn line(zip: &WrittenZip) -> Option<String> {
    let name = &zip.name;
    let files = count(zip.files.len(), "file", "files");
    Some(match &zip.check {
        Check::Open => return None,
        Check::Reading(read) => format!("{name}: {} of {files} read.", thousands(*read)),
        Check::Whole(others) => {
            let beside = match others {
                0 => String::new(),
                others => format!(
                    " Beside them {} that this page did not write.",
                    count(*others, "file lies", "files lie")
                ),
            };
            format!("{name}: all {files} in it were read again, and are what was written.{beside}")
        }
        Check::Unreadable => {
            format!("{name} can’t be read again. Check the drive, then drop the zip here.")
        }
        Check::Broken(proof) => {
            let wrong = [
                (proof.missing, "missing"),
                (proof.different, "damaged"),
                (proof.others, "not from this page"),
            ];
            let wrong = wrong.iter().filter(|(number, _)| *number > 0);
            let wrong = wrong.map(|(number, what)| format!("{} {what}", thousands(*number)));
            let wrong = wrong.collect::<Vec<_>>().join(", ");
            format!(
                "{name} is not what was written: of its {files} {wrong}. Drop the right zip, or save it again."
            )
        }
    })
}
