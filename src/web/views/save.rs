//! The Save step: what stops it, where the clean copies go, the run, and what came of it.

use leptos::ev;
use leptos::html::{
    aside, button, caption, code, div, h1, h2, li, main, p, section, span, strong,
    table as table_el, tbody, td, th, thead, tr, ul,
};
use leptos::prelude::*;

use super::super::app::{Run, Stage, ZipTo};
use super::icons::{Icon, icon};
use super::state::{List, Step, Ui, both};
use super::words::{bytes, count, duration, held_title, images, thousands};
use crate::catalogue::SeriesId;
use crate::review::Fate;

/// The step's body.
pub fn save(ui: Ui) -> AnyView {
    // Only the kind of stage rebuilds the page; figures within it change in place.
    let kind = Memo::new(move |_| {
        ui.app.run.with(|run| {
            run.as_ref().map(|run| match &run.stage {
                Stage::Running | Stage::Paused => Stage::Running,
                other => other.clone(),
            })
        })
    });
    (move || match kind.get() {
        Some(Stage::Running | Stage::Paused) => running(ui),
        Some(ended) => before(ui, Some(ended)),
        None => before(ui, None),
    })
    .into_any()
}

fn before(ui: Ui, ended: Option<Stage>) -> AnyView {
    let reading = Memo::new(move |_| ui.app.intake.with(Option::is_some));
    let (title, to) = match ended {
        Some(Stage::Done) => ("Saved", "Save again"),
        _ => ("Save the clean copies", "Where to"),
    };
    div()
        .class("two")
        .child((
            main().class("text").child((
                h1().child(title),
                ended.map(|stage| outcome(ui, stage)),
                move || blocked_or_ready(ui, reading),
                h2().child(to),
                destination(ui),
                table(ui),
            )),
            aside().class("side").child((
                h2().child("Saved with the images"),
                ul().class("three").child((
                    li().child((code().child("README.txt"), " says in plain words what was done.")),
                    li().child((code().child("darkroom-certificate.json"), " holds the counts and the rules, for machines.")),
                    li().child("No patient’s name or number is in any file or folder name."),
                )),
                h2().child("Choose an encrypted drive"),
                p().child(
                    "Clean copies are still medical images. Keep them on your trust’s encrypted drive, not in the \
                     download folder of a shared PC.",
                ),
            )),
        ))
        .into_any()
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
                span().child(format!("All {} series decided", thousands(series))),
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

/// `Case 3, Swallow, 84 images`.
fn series_words(ui: Ui, id: SeriesId) -> Option<String> {
    ui.of_series(id, |_, series| {
        format!(
            "Case {}, {}, {}",
            series.patient + 1,
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

fn destination(ui: Ui) -> AnyView {
    let ready = Memo::new(move |_| {
        ui.left.with(Vec::is_empty)
            && !ui.states.with(Vec::is_empty)
            && ui.app.intake.with(Option::is_none)
    });
    let deliver = move |to: ZipTo| {
        if ready.get_untracked() {
            ui.app.deliver_zip(to);
        }
    };
    let disabled = move || (!ready.get()).then_some("true");
    let picks = ui.app.can_pick_file();
    let advice = if picks {
        "Choose where to write it: your encrypted drive, not this PC. Or save it to the browser’s download folder."
    } else {
        "It goes to the browser’s download folder. Move it to your encrypted drive, then delete it here."
    };
    div()
        .class("dest")
        .class(("first", move || ready.get()))
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
                    .child("Save a zip"),
            )),
        ))
        .into_any()
}

/// Files in, to clean, held, deleted, not DICOM: a line of the table.
#[derive(Clone, Default, PartialEq)]
struct Account {
    words: String,
    files: usize,
    waiting: usize,
    held: usize,
    deleted: usize,
    not_dicom: usize,
}

fn accounts(ui: Ui) -> Vec<Account> {
    let held_in_run: std::collections::BTreeSet<usize> = ui.app.run.with(|run| {
        let run = run.as_ref().filter(|run| run.counts_stand());
        run.map(|run| run.held.iter().map(|(id, _)| *id).collect())
            .unwrap_or_default()
    });
    both(ui.app, |catalogue, review| {
        let mut lines: Vec<Account> = catalogue
            .patients
            .iter()
            .enumerate()
            .map(|(index, patient)| Account {
                words: case_words(index, patient),
                ..Account::default()
            })
            .collect();
        let mut other = Account {
            words: "Other files".into(),
            ..Account::default()
        };
        for id in 0..catalogue.items.len() {
            let patient = catalogue
                .series_of(id)
                .and_then(|series| catalogue.series(series))
                .map(|series| series.patient);
            let line = patient
                .and_then(|patient| lines.get_mut(patient))
                .unwrap_or(&mut other);
            line.files += 1;
            // The same order of precedence as the counts.
            *match review.fate(catalogue, id) {
                Fate::Waiting | Fate::Cleaned if held_in_run.contains(&id) => &mut line.held,
                Fate::Waiting | Fate::Cleaned => &mut line.waiting,
                Fate::Held => &mut line.held,
                Fate::Deleted => &mut line.deleted,
                Fate::NotDicom => &mut line.not_dicom,
            } += 1;
        }
        if other.files > 0 {
            lines.push(other);
        }
        lines
    })
}

/// `Case 3, swallow and bone scan`.
fn case_words(index: usize, patient: &crate::catalogue::Patient) -> String {
    let mut studies: Vec<&str> = Vec::new();
    for study in &patient.studies {
        if !study.description.is_empty() && !studies.contains(&study.description.as_str()) {
            studies.push(&study.description);
        }
    }
    match studies.as_slice() {
        [] => format!("Case {}", index + 1),
        [one] => format!("Case {}, {one}", index + 1),
        [one, .., last] if studies.len() == 2 => format!("Case {}, {one} and {last}", index + 1),
        [one, ..] => format!(
            "Case {}, {one} and {} more studies",
            index + 1,
            studies.len() - 1
        ),
    }
}

/// The table "Every file is accounted for".
pub fn table(ui: Ui) -> AnyView {
    let lines = Memo::new(move |_| accounts(ui));
    let cleaned = move || {
        ui.app
            .run
            .with(|run| run.as_ref().is_some_and(|run| run.stage == Stage::Done))
    };
    let figure = move |number: usize, list: Option<List>| match (number, list) {
        (0, _) => td().class("figure zero").child("0").into_any(),
        (_, None) => td().class("figure").child(thousands(number)).into_any(),
        (_, Some(list)) => td()
            .class("figure")
            .child(
                button()
                    .attr("type", "button")
                    .class("link")
                    .on(ev::click, move |_| {
                        ui.go(Step::Add);
                        ui.list.set(Some(list));
                    })
                    .child(thousands(number)),
            )
            .into_any(),
    };
    let line = move |account: &Account, links: bool, class: &'static str| {
        let to = |list| links.then_some(list);
        tr().class(class).child((
            th().attr("scope", "row").child(account.words.clone()),
            figure(account.files, None),
            figure(account.waiting, None),
            figure(account.held, to(List::Held)),
            figure(account.deleted, to(List::Deleted)),
            figure(account.not_dicom, to(List::NotDicom)),
        ))
    };
    let heads = move || {
        [
            "Files in",
            if cleaned() { "Cleaned" } else { "To clean" },
            "Held",
            "Deleted",
            "Not DICOM",
        ]
        .map(|words| th().attr("scope", "col").class("figure").child(words))
        .into_iter()
        .collect_view()
    };
    section()
        .class("accounts")
        .child(table_el().child((
            caption().child("Every file is accounted for"),
            thead().child(tr().child((th().attr("scope", "col").child("Case"), heads))),
            tbody().child(move || {
                lines.with(|lines| {
                    let all = lines.iter().fold(
                        Account {
                            words: "All".into(),
                            ..Account::default()
                        },
                        |sum, line| Account {
                            words: sum.words,
                            files: sum.files + line.files,
                            waiting: sum.waiting + line.waiting,
                            held: sum.held + line.held,
                            deleted: sum.deleted + line.deleted,
                            not_dicom: sum.not_dicom + line.not_dicom,
                        },
                    );
                    let rows = lines
                        .iter()
                        .map(|account| line(account, true, ""))
                        .collect_view();
                    (rows, line(&all, false, "all"))
                })
            }),
        )))
        .into_any()
}

/// A bar with its share, drawn without easing.
pub fn bar(
    class: &'static str,
    label: &'static str,
    done: usize,
    all: usize,
    test_id: Option<&'static str>,
) -> AnyView {
    let share = if all == 0 {
        0.0
    } else {
        done as f64 * 100.0 / all as f64
    };
    div()
        .class(class)
        .attr("role", "progressbar")
        .attr("aria-label", label)
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", all.max(1))
        .attr("aria-valuenow", done)
        .attr("data-testid", test_id)
        .child(
            span()
                .class("done")
                .style(("width", format!("{share:.2}%"))),
        )
        .into_any()
}

fn running(ui: Ui) -> AnyView {
    let with = move |read: fn(&Run) -> String| {
        move || {
            ui.app
                .run
                .with(|run| run.as_ref().map(read).unwrap_or_default())
        }
    };
    let names = ui.app.catalogue.with_untracked(|catalogue| {
        catalogue
            .patients
            .iter()
            .enumerate()
            .map(|(index, patient)| case_words(index, patient))
            .collect::<Vec<_>>()
    });
    let share = Memo::new(move |_| {
        ui.app.run.with(|run| {
            run.as_ref()
                .map_or((0, 0), |run| (run.images_done, run.images))
        })
    });
    let held = Memo::new(move |_| {
        ui.app
            .run
            .with(|run| run.as_ref().map_or(0, |run| run.held.len()))
    });
    div()
        .class("two")
        .child((
            main().class("text").child((
                h1().child("Cleaning and saving"),
                p().class("lead").child("Keep this page open until it is finished."),
                div().class("pace").child((
                    strong().child(move || {
                        let (done, all) = share.get();
                        format!("{} of {}", thousands(done), images(all))
                    }),
                    span().class("second").child(with(pace)),
                )),
                div()
                    .class("bar big")
                    .attr("role", "progressbar")
                    .attr("data-testid", "progress")
                    .attr("aria-label", "Images done")
                    .attr("aria-valuemin", "0")
                    .attr("aria-valuemax", move || share.get().1.max(1))
                    .attr("aria-valuenow", move || share.get().0)
                    .attr("aria-valuetext", move || {
                        let (done, all) = share.get();
                        format!("{} of {}", thousands(done), images(all))
                    })
                    .child(span().class("done").style(("width", move || {
                        let (done, all) = share.get();
                        format!("{:.2}%", done as f64 * 100.0 / all.max(1) as f64)
                    }))),
                p().class("second").child(with(|run| {
                    format!(
                        "{} of {}. You can stop safely: nothing half-made is left.",
                        bytes(run.bytes_done),
                        bytes(run.bytes)
                    )
                })),
                table_el().class("cases").child((
                    thead().child(tr().child((
                        th().attr("scope", "col").child("Case"),
                        th().attr("scope", "col").class("figure").child("Images"),
                        th().attr("scope", "col").child(span().class("spoken").child("Share done")),
                        th().attr("scope", "col").child(span().class("spoken").child("State")),
                    ))),
                    tbody().child(
                        names.into_iter().enumerate().map(|(index, name)| case_row(ui, index, name)).collect_view(),
                    ),
                )),
            )),
            aside().class("side").child((
                h2().child("What happens to each image"),
                ul().class("three steps-of-run").child((
                    li().child((strong().child("Header cleaned"), p().child(move || format!("By the rules: {}.", super::rules::name(ui))))),
                    li().child((strong().child("Regions painted"), p().child("Outside them no pixel changes."))),
                    li().child((
                        strong().child("Read again"),
                        p().child("A second reader looks for anything left. If it finds something, the image is held."),
                    )),
                    li().child(strong().child("Written into the zip")),
                )),
                move || {
                    (held.get() > 0).then(|| {
                        (
                            h2().child(format!("{} held so far", thousands(held.get()))),
                            p().class("second").child("You can deal with them when this is finished."),
                        )
                    })
                },
            )),
        ))
        .into_any()
}

fn case_row(ui: Ui, index: usize, name: String) -> impl IntoView {
    let share = Memo::new(move |_| {
        ui.app.run.with(|run| {
            run.as_ref()
                .and_then(|run| run.per_patient.get(index).copied())
                .unwrap_or((0, 0))
        })
    });
    tr().child((
        th().attr("scope", "row").child(name),
        td().class("figure").child(move || {
            let (done, all) = share.get();
            format!("{} of {}", thousands(done), thousands(all))
        }),
        td().class("wide").child(move || {
            let (done, all) = share.get();
            bar("bar thin", "Images of this case done", done, all, None)
        }),
        td().class("second").child(move || match share.get() {
            (_, 0) => "Nothing to save",
            (0, _) => "Waiting",
            (done, all) if done >= all => "Done",
            _ => "Cleaning",
        }),
    ))
}

/// `58 images a second, about 9 seconds left`.
fn pace(run: &Run) -> String {
    let seconds = run.elapsed_ms / 1_000.0;
    if run.stage == Stage::Paused {
        return "Paused".into();
    }
    if seconds < 1.0 || run.images_done == 0 {
        return "Starting".into();
    }
    let rate = run.images_done as f64 / seconds;
    // Bytes tell the time left better than images do, since their sizes differ by thousands.
    let left = if run.bytes_done > 0 {
        run.bytes.saturating_sub(run.bytes_done) as f64 * seconds / run.bytes_done as f64
    } else {
        run.images.saturating_sub(run.images_done) as f64 / rate
    };
    let rate = if rate >= 10.0 {
        format!("{} images a second", thousands(rate.round() as usize))
    } else {
        format!("{rate:.1} images a second")
    };
    format!("{rate}, {} left", duration(left))
}

/// Stop and Pause, in place of the next action.
pub fn run_buttons(ui: Ui) -> AnyView {
    let paused = Memo::new(move |_| {
        ui.app
            .run
            .with(|run| run.as_ref().is_some_and(|run| run.stage == Stage::Paused))
    });
    (
        button()
            .attr("type", "button")
            .class("button tall")
            .on(ev::click, move |_| ui.app.cancel())
            .child("Stop"),
        button()
            .attr("type", "button")
            .class("button second-button tall")
            .on(ev::click, move |_| {
                if paused.get_untracked() {
                    ui.app.resume()
                } else {
                    ui.app.pause()
                }
            })
            .child(move || if paused.get() { "Carry on" } else { "Pause" }),
    )
        .into_any()
}

/// What a run that did not come to its end has given out all the same.
fn handed_over(ui: Ui) -> String {
    let saved = ui.app.run.with_untracked(|run| {
        run.as_ref()
            .map(|run| run.saved.clone())
            .unwrap_or_default()
    });
    if saved.is_empty() {
        "Nothing was saved.".to_owned()
    } else {
        format!(
            "These were saved before: {}. The rest was not.",
            saved.join(", ")
        )
    }
}

fn outcome(ui: Ui, stage: Stage) -> AnyView {
    match stage {
        Stage::Cancelled => div()
            .class("note")
            .child((
                strong().child("You stopped it"),
                p().child(format!("{} Nothing half-made is left.", handed_over(ui))),
            ))
            .into_any(),
        Stage::Failed(words) => div()
            .class("errors")
            .attr("role", "alert")
            .child((
                h2().child("It couldn’t be saved"),
                p().child(words),
                p().child(handed_over(ui)),
            ))
            .into_any(),
        Stage::Running | Stage::Paused => ().into_any(),
        Stage::Done => done(ui),
    }
}

fn done(ui: Ui) -> AnyView {
    let (cleaned, files, held_list) = ui.app.run.with_untracked(|run| {
        run.as_ref()
            .map(|run| {
                (
                    run.images_done.saturating_sub(run.held.len()),
                    run.saved.clone(),
                    run.held.clone(),
                )
            })
            .unwrap_or_default()
    });
    let groups = ui.app.catalogue.with_untracked(|catalogue| {
        let mut mine = Vec::new();
        let mut theirs = Vec::new();
        for (id, reason) in held_list.iter().take(500) {
            let place = catalogue
                .items
                .get(*id)
                .map(|item| item.place.clone())
                .unwrap_or_default();
            let line = (
                place,
                held_title(reason),
                format!("{} {}", reason.what(), reason.to_do()),
            );
            if reason.can_be_put_right() {
                mine.push(line)
            } else {
                theirs.push(line)
            }
        }
        [
            ("you can put right", mine),
            ("that Darkroom can’t clean", theirs),
        ]
    });
    let held_count = held_list.len();
    let to_check = ui
        .app
        .run
        .with_untracked(|run| run.as_ref().is_some_and(|run| run.to == ZipTo::Download));
    let verb = if cleaned == 1 { "is" } else { "are" };
    let place = if to_check {
        ", in the browser’s download folder"
    } else {
        ""
    };
    let title = format!("{} {verb} in {}{place}.", images(cleaned), files.join(", "));
    div()
        .class("outcome")
        .child((
            div().class("note").child((
                strong().child(title),
                to_check.then(|| p().child("Check that the download has finished.")),
            )),
            (held_count > 0).then(|| {
                div()
                    .class("errors")
                    .attr("role", "alert")
                    .attr("tabindex", "-1")
                    .child((
                        h2().child(format!(
                            "{} held back",
                            count(held_count, "image was", "images were")
                        )),
                        p().child("They were not saved. The others are safe in the zip."),
                    ))
            }),
            groups
                .into_iter()
                .filter(|(_, lines)| !lines.is_empty())
                .map(|(title, lines)| {
                    section().class("list").child((
                        h2().child(format!("{} {title}", thousands(lines.len()))),
                        ul().child(
                            lines
                                .into_iter()
                                .map(|(place, title, words)| {
                                    li().child((
                                        div()
                                            .class("what")
                                            .child((strong().child(title), code().child(place))),
                                        p().child(words),
                                    ))
                                })
                                .collect_view(),
                        ),
                    ))
                })
                .collect_view(),
        ))
        .into_any()
}
