//! The Save step: what stops it, where the clean copies go, the run, and what came of it.
//!
//! `permission` who allowed the images to be used · `intruder_test` who looked at them as an outsider would · `accounts`
//! where every file of every case went · `disc` whether it is to have a DICOMDIR · `folders` saving to a folder on the
//! drive · `key` the linking key · `lock` the lock of the zip · `naming` what the collection is called · `running` a run
//! that goes on · `outcome` what came of it · `proof` whether it has arrived · `work` the decisions in a file ·
//! `how_long` how long it will take · `room` a word before a job that may need too much memory.

mod accounts;
mod disc;
mod folders;
mod how_long;
mod intruder_test;
mod key;
mod lock;
mod naming;
mod outcome;
mod permission;
mod proof;
mod room;
mod running;
mod work;

use leptos::ev;
use leptos::html::{aside, button, code, div, h1, h2, li, main, p, span, strong, ul};
use leptos::prelude::*;

use crate::browser::sink;
use crate::save;
use crate::state::run::Stage;
use crate::state::run::ZipTo;
use crate::state::ui::keep::KeepDraft;
pub use accounts::{bar, table};
pub use folders::{of_run as is_in_folders, what};
use outcome::outcome;
pub use proof::{Known, known, known_now, takes_drops};
pub use running::run_buttons;
use running::running;

use super::icons::{Icon, icon};
use super::{locked, people, slides};
use crate::state::ui::{Step, Ui};
use crate::words::ruled::NO_WRITING;
use crate::words::{images, thousands};
use darkroom::catalogue::SeriesId;

/// The step's body.
pub fn save(ui: Ui) -> AnyView {
    // Only the kind of stage rebuilds the page; figures within it change in place.
    let kind = Memo::new(move |_| {
        ui.session.run.with(|run| {
            run.as_ref().map(|run| match &run.stage {
                Stage::Running | Stage::Paused => Stage::Running,
                other => other.clone(),
            })
        })
    });
    (move || match kind.get() {
        Some(Stage::Running | Stage::Paused) => running(ui),
        Some(ended) => {
            super::certificate::certificate(ui).unwrap_or_else(|| before(ui, Some(ended)))
        }
        None => before(ui, None),
    })
    .into_any()
}

/// Whether something was asked for that only a zip has.
pub fn wants_zip(ui: Ui) -> bool {
    ui.session.zip_lock.with(|form| form.wanted)
}

/// Why saving has to wait for a passphrase, in words.
pub fn problem(ui: Ui) -> Option<String> {
    key::problem(ui).or_else(|| lock::problem(ui))
}

fn before(ui: Ui, ended: Option<Stage>) -> AnyView {
    let reading = Memo::new(move |_| ui.session.intake.with(Option::is_some));
    let done = ended == Some(Stage::Done);
    let to = if done { "Save again" } else { "Where to" };
    let title = move || match proof::known_now(ui).filter(|_| done) {
        None => "Save the clean copies",
        Some(Known::Arrived) if folders::is_unfinished(ui) => "Saved in one folder of two",
        Some(Known::Arrived) => "Saved",
        Some(Known::Reading) => "Reading it again",
        Some(Known::No) => "Given to the browser",
        Some(Known::Broken) => "Not saved: it has not arrived whole",
        Some(Known::Unreadable) => "Not known to be saved: it can’t be read again",
    };
    div()
        .class("two")
        .child((
            main().class("text").child((
                h1().child(title),
                key::made(ui),
                ended.map(|stage| outcome(ui, stage)),
                proof::proof(ui),
                move || blocked_or_ready(ui, reading),
                move || locked::unopened(ui),
                move || people::unanswered(ui),
                move || kept_number(ui),
                move || key::blocked(ui),
                permission::permission(ui),
                intruder_test::intruder_test(ui),
                h2().child(to),
                naming::naming(ui),
                room::room(ui),
                (!done).then(|| how_long::how_long(ui, reading)),
                {
                    let refused = Memo::new(move |_| ui.session.folders.with(|f| f.is_refused));
                    move || destination(ui, refused.get())
                },
                // Below what is pressed: it comes late, and nothing may move under a hand.
                move || super::rules::leaving::unread(ui),
                slides::section_of_save(ui),
                table(ui),
            )),
            beside(ui),
        ))
        .into_any()
}

/// What comes with the images, and where they are to be kept.
fn beside(ui: Ui) -> impl IntoView {
    aside().class("side").child((
        h2().child("Saved with the images"),
        ul().class("three").child((
            li().child((code().child("README-….txt"), " says in plain words what was done.")),
            li().child((
                code().child("darkroom-certificate-….json"),
                " is the certificate: rules and counts, what was painted, held and deleted, what the second \
                 reading found, and every image with its checksum. For programs to read; after saving you can \
                 print it too.",
            )),
            li().child((
                code().child("SHA256SUMS-…"),
                " shows years later whether every file is still as it was saved.",
            )),
            li().child("No patient’s name or number is in any file or folder name."),
        )),
        key::wanted(ui),
        work::work(ui),
        h2().child("Choose an encrypted drive"),
        p().child(
            "Clean copies are still medical images. Keep them on your trust’s encrypted drive, not in the \
             download folder of a shared PC.",
        ),
    ))
}

/// What of the hospital's own numbers stays, or would if the permission were complete.
fn kept_number(ui: Ui) -> Option<AnyView> {
    let words = match ui.session.policy.with(|policy| policy.kept().cloned()) {
        Some(keep) => format!(
            "The {} stays as it is, by permission of {}",
            keep.words(),
            keep.permission().by()
        ),
        None if ui.keep.with(KeepDraft::wanted) => {
            "The hospital’s number is not kept: who gave permission, or why, is not said".to_owned()
        }
        None => return None,
    };
    let row = div().class("ready").child((
        icon(Icon::Document),
        span().child(words),
        button()
            .attr("type", "button")
            .class("link")
            .on(ev::click, move |_| ui.go(Step::Rules))
            .child("Change"),
    ));
    Some(row.into_any())
}

fn blocked_or_ready(ui: Ui, reading: Memo<bool>) -> AnyView {
    let left = ui.left.get();
    let series = ui.states.with(Vec::len);
    if series == 0 {
        return error_summary_for(
            ui,
            "There is nothing to save yet",
            "No images have been added.",
            vec![("Add images".into(), Target::Step(Step::Add))],
        );
    }
    if left.is_empty() && reading.get() {
        return div()
            .class("note")
            .child((
                strong().child("You can’t save yet"),
                p().child("Files are still being read."),
            ))
            .into_any();
    }
    if left.is_empty() {
        return div()
            .class("ready")
            .child((
                icon(Icon::Tick),
                span().child(match series {
                    1 => "The series is decided".to_owned(),
                    many => format!("All {} series are decided", thousands(many)),
                }),
                button()
                    .attr("type", "button")
                    .class("link")
                    .on(ev::click, move |_| ui.go(Step::Look))
                    .child("Look again"),
            ))
            .into_any();
    }
    const SHOWN: usize = 8;
    let sentence = match left.len() {
        1 => "Nobody has looked at one series that may show a name.".to_owned(),
        many => format!(
            "Nobody has looked at {} series that may show a name.",
            thousands(many)
        ),
    };
    let links = left
        .iter()
        .take(SHOWN)
        .filter_map(|id| {
            series_words(ui, *id).map(|words| (format!("Look at {words}"), Target::Series(*id)))
        })
        .chain((left.len() > SHOWN).then(|| {
            (
                format!("and {} more", thousands(left.len() - SHOWN)),
                Target::Step(Step::Look),
            )
        }))
        .collect();
    error_summary_for(ui, "You can’t save yet", &sentence, links)
}

/// `Case 3 (CASE-7K2MQ9XT), Swallow, 84 images`.
fn series_words(ui: Ui, id: SeriesId) -> Option<String> {
    ui.of_series(id, |_, series| {
        format!(
            "{}, {}, {}",
            ui.session.case(series.patient),
            series.description,
            images(series.instances.len())
        )
    })
}

#[derive(Clone, Copy)]
enum Target {
    Step(Step),
    Series(SeriesId),
}

fn error_summary_for(
    ui: Ui,
    title: &'static str,
    words: &str,
    links: Vec<(String, Target)>,
) -> AnyView {
    let element = NodeRef::<leptos::html::Div>::new();
    // It takes the focus when it appears, not when a link in it goes.
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            let _ = element.focus();
        }
    });
    div()
        .node_ref(element)
        .class("errors")
        .attr("role", "alert")
        .attr("tabindex", "-1")
        .child((
            h2().child(title),
            p().child(words.to_owned()),
            ul().child(
                links
                    .into_iter()
                    .map(|(words, target)| {
                        li().child(
                            button()
                                .attr("type", "button")
                                .class("link")
                                .on(ev::click, move |_| match target {
                                    Target::Step(step) => ui.go(step),
                                    Target::Series(id) => ui.show(id),
                                })
                                .child(words),
                        )
                    })
                    .collect_view(),
            ),
        ))
        .into_any()
}

/// Where to; `refused` puts the download first, and nothing that the browser would refuse.
fn destination(ui: Ui, refused: bool) -> AnyView {
    let ready = Memo::new(move |_| {
        ui.left.with(Vec::is_empty)
            && !ui.states.with(Vec::is_empty)
            && ui.session.intake.with(Option::is_none)
            && key::problem(ui).is_none()
    });
    let zip_ready = Memo::new(move |_| ready.get() && lock::problem(ui).is_none());
    let deliver = move |to: ZipTo| {
        if zip_ready.get_untracked() {
            save::start(ui.session, to);
        }
    };
    let disabled = move || (!zip_ready.get()).then_some("true");
    let picks = sink::can_pick() && !refused;
    let to_folder = (!refused)
        .then(|| folders::destination(ui, ready))
        .flatten();
    let is_first = to_folder.is_none();
    let advice = if refused {
        NO_WRITING
    } else if picks {
        "Choose where to write it. The download folder is on this PC’s own disk: move a zip from there to your encrypted \
         drive, then delete it."
    } else {
        "This browser can’t write to a drive by itself: the zip goes to its download folder. Move it to your encrypted \
         drive, then delete it here. Chrome and Edge can write straight to the drive."
    };
    let zip = div()
        .class("dest")
        .class(("first", move || is_first && zip_ready.get()))
        .child((
            div().child((
                strong().child("One zip file"),
                p().class("second").child(advice),
            )),
            div().class("row-of-buttons").child((
                picks.then(|| {
                    button()
                        .attr("type", "button")
                        .class("button second-button")
                        .attr("aria-disabled", disabled)
                        .on(ev::click, move |_| deliver(ZipTo::PickedFile))
                        .child("Choose where…")
                }),
                button()
                    .attr("type", "button")
                    .class("button second-button")
                    .attr("data-testid", "deliver-zip")
                    .attr("aria-disabled", disabled)
                    .on(ev::click, move |_| deliver(ZipTo::Download))
                    .child(if picks { "Download it" } else { "Save a zip" }),
            )),
            lock::wanted(ui),
        ));
    (to_folder, zip, disc::wanted(ui)).into_any()
}
