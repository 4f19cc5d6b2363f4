//! Saving to a folder on the drive: choosing it and the second copy's, how far each is, and what came of it.
//!
//! `words` what is said of folders and their troubles.

mod words;

use leptos::ev;
use leptos::html::{button, div, h2, p, span, strong, table as table_el, tbody, td, th, thead, tr};
use leptos::prelude::*;

use crate::browser::folder;
use crate::save::folders as save_folders;
use crate::state::folders::FolderShare;
use crate::state::run::Stage;
use crate::state::ui::Ui;
use crate::words::thousands;
pub use words::{saved_words, what};

/// Whether a run writes to folders.
pub fn of_run(ui: Ui) -> bool {
    ui.session
        .run
        .with_untracked(|run| run.as_ref().is_some_and(|run| !run.folders.is_empty()))
}

/// The folders of the run.
fn shares(ui: Ui) -> Vec<FolderShare> {
    ui.session
        .run
        .with(|run| run.as_ref().map(|run| run.folders.clone()))
        .unwrap_or_default()
}

/// Before a run: where to, and where the second copy goes. Nothing where the browser can't write to a folder.
pub fn destination(ui: Ui, ready: Memo<bool>) -> Option<AnyView> {
    if !folder::can_pick() {
        return None;
    }
    let view = div()
        .class("dest")
        .class(("first", move || ready.get()))
        .child((
            div().child((
                strong().child("A folder on your encrypted drive"),
                p().class("second").child(
                    "Every file is read back from the drive and compared before it counts as saved. Nothing that is \
                     there already is written over.",
                ),
            )),
            button()
                .attr("type", "button")
                .class("button second-button")
                .attr("data-testid", "deliver-folder")
                .attr("aria-disabled", move || (!ready.get()).then_some("true"))
                .on(ev::click, move |_| {
                    if ready.get_untracked() {
                        save_folders::start(ui.session);
                    }
                })
                .child("Choose a folder and save…"),
            second_copy(ui),
        ));
    Some(view.into_any())
}

/// The folder of the second copy, chosen before the first is: both are written in one run.
fn second_copy(ui: Ui) -> impl IntoView {
    let name = Memo::new(move |_| ui.session.folders.with(|folders| folders.backup.clone()));
    let words = move || match name.get() {
        Some(name) => format!("A second copy is written to “{name}” in the same run."),
        None => "For a second copy on another drive, choose its folder first.".to_owned(),
    };
    div().class("copy").child((
        p().class("second")
            .attr("role", "status")
            .attr("data-testid", "backup")
            .child(words),
        div().class("row-of-buttons").child((
            move || {
                name.get().is_some().then(|| {
                    button()
                        .attr("type", "button")
                        .class("link")
                        .attr("data-testid", "forget-backup")
                        .on(ev::click, move |_| save_folders::forget_backup(ui.session))
                        .child("No second copy")
                })
            },
            button()
                .attr("type", "button")
                .class("button second-button")
                .attr("data-testid", "choose-backup")
                .on(ev::click, move |_| save_folders::choose_backup(ui.session))
                .child(move || match name.get() {
                    Some(_) => "Another folder…",
                    None => "Second copy’s folder…",
                }),
        )),
    ))
}

/// While a run goes on: what is in each folder, and what stands in the way.
pub fn progress(ui: Ui) -> AnyView {
    let count = ui
        .session
        .run
        .with_untracked(|run| run.as_ref().map_or(0, |run| run.folders.len()));
    if count == 0 {
        return ().into_any();
    }
    let troubles = (0..count).map(|place| trouble(ui, place)).collect_view();
    (troubles, table(ui, count)).into_any()
}

fn table(ui: Ui, count: usize) -> impl IntoView {
    let figure = |words: &'static str| th().attr("scope", "col").class("figure").child(words);
    table_el()
        .class("cases")
        .attr("data-testid", "folders")
        .child((
            thead().child(tr().child((
                th().attr("scope", "col").child("Folder"),
                figure("Written"),
                figure("Read back"),
                figure("There before"),
                figure("Different"),
            ))),
            tbody().child(
                (0..count)
                    .map(|place| {
                        let share =
                            Memo::new(move |_| shares(ui).get(place).cloned().unwrap_or_default());
                        let figure = move |read: fn(&FolderShare) -> usize| {
                            td().class("figure")
                                .class(("zero", move || share.with(read) == 0))
                                .child(move || thousands(share.with(read)))
                        };
                        tr().child((
                            th().attr("scope", "row")
                                .child(move || share.with(words::named)),
                            figure(|share| share.written),
                            figure(|share| share.read_back),
                            figure(|share| share.was_there),
                            figure(|share| share.different),
                        ))
                    })
                    .collect_view(),
            ),
        ))
}

/// What stands in the way of a folder, and the ways on.
fn trouble(ui: Ui, place: usize) -> impl IntoView {
    let known = Memo::new(move |_| {
        let all = shares(ui);
        let share = all.get(place)?.clone();
        share.trouble?;
        let other = all
            .iter()
            .enumerate()
            .find(|(at, other)| *at != place && other.trouble.is_none())
            .map(|(_, other)| other.name.clone());
        Some((words::trouble(&share, other.as_deref()), share))
    });
    move || {
        let ((title, sentence), share) = known.get()?;
        let view = div()
            .class("errors")
            .attr("role", "alert")
            .attr("data-testid", "folder-trouble")
            .child((
                h2().child(title),
                p().child(sentence),
                div().class("row-of-buttons").child((
                    button()
                        .attr("type", "button")
                        .class("button second-button")
                        .attr("data-testid", "folder-retry")
                        .on(ev::click, move |_| {
                            save_folders::retry(ui.session);
                        })
                        .child(words::retry(&share)),
                    button()
                        .attr("type", "button")
                        .class("button second-button")
                        .attr("data-testid", "folder-replace")
                        .on(ev::click, move |_| save_folders::replace(ui.session, place))
                        .child("Choose another folder…"),
                )),
            ));
        Some(view)
    }
}

/// The same run once more, for what its folders lack.
fn go_on(ui: Ui, words: &'static str) -> Option<impl IntoView> {
    save_folders::can_go_again().then(|| {
        button()
            .attr("type", "button")
            .class("button second-button")
            .attr("data-testid", "folder-again")
            .on(ev::click, move |_| save_folders::again(ui.session))
            .child(words)
    })
}

/// What came of a run into folders: `None` of one that went elsewhere.
pub fn outcome(ui: Ui, stage: &Stage) -> Option<AnyView> {
    if !of_run(ui) {
        return None;
    }
    let all = untrack(|| shares(ui));
    let safe = words::safe(&all);
    let (class, title, why) = match stage {
        Stage::Cancelled => ("note", "You stopped it", None),
        Stage::Failed(words) => ("errors", "It couldn’t all be saved", Some(words.clone())),
        _ => return None,
    };
    let view = div().class(class).attr("role", "status").child((
        strong().child(title),
        why.map(|words| p().child(words)),
        p().child(format!("{safe} Nothing half-made is left.")),
        p().child(RESUME),
        div()
            .class("row-of-buttons")
            .child(go_on(ui, "Carry on there")),
    ));
    Some(view.into_any())
}

const RESUME: &str = "To finish it later, clean the same files with the same linking key and choose the same folder: what is \
                      there and right stays as it is.";

/// What a run that has ended left undone in a folder, and the way to finish it.
pub fn unfinished(ui: Ui) -> Option<AnyView> {
    let all = untrack(|| shares(ui));
    let lines: Vec<_> = all.iter().filter_map(words::unfinished).collect();
    if lines.is_empty() {
        return None;
    }
    let view = div()
        .class("errors")
        .attr("role", "alert")
        .attr("data-testid", "folder-unfinished")
        .child((
            h2().child("One folder does not have all"),
            lines.into_iter().map(|line| p().child(line)).collect_view(),
            div().class("row-of-buttons").child(go_on(ui, "Finish it")),
        ));
    Some(view.into_any())
}

/// What the side says happens to each image at the end.
pub fn last_step(ui: Ui) -> AnyView {
    match of_run(ui) {
        true => (
            strong().child("Written and read back"),
            p().child(
                "Every file is read from the drive again and compared before it gets its name.",
            ),
        )
            .into_any(),
        false => (strong().child("Written into the zip"), span()).into_any(),
    }
}

/// Whether a run that has ended left a folder without all of it.
pub fn is_unfinished(ui: Ui) -> bool {
    shares(ui).iter().any(|share| !share.is_complete)
}

/// The line under the outcome's title: where exactly, and what to do before the drive is pulled out.
pub fn notes(ui: Ui) -> Option<impl IntoView> {
    let all = untrack(|| shares(ui));
    (!all.is_empty()).then(|| {
        (
            words::was_there(&all).map(|words| p().child(words)),
            words::halves(&all).map(|words| p().attr("data-testid", "folder-halves").child(words)),
            p().child("Eject a drive before you unplug it. To check it years later, use “Check a collection” on Add."),
        )
    })
}
