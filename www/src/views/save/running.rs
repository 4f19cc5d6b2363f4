//! The run while it goes on: how far, case by case, how long still; Stop and Pause.

use leptos::ev;
use leptos::html::{table as table_el, *};
use leptos::prelude::*;

use super::accounts::{bar, case_words};
use crate::save;
use crate::state::run::CaseShare;
use crate::state::run::Run;
use crate::state::run::Stage;
use crate::state::ui::Ui;
use crate::words::*;

pub fn running(ui: Ui) -> AnyView {
    let with = move |read: fn(&Run) -> String| {
        move || {
            ui.session
                .run
                .with(|run| run.as_ref().map(read).unwrap_or_default())
        }
    };
    let names = ui.session.catalogue.with_untracked(|catalogue| {
        catalogue
            .patients
            .iter()
            .enumerate()
            .map(|(index, patient)| case_words(index, patient))
            .collect::<Vec<_>>()
    });
    let share = Memo::new(move |_| {
        ui.session.run.with(|run| {
            run.as_ref()
                .map_or((0, 0), |run| (run.images_done, run.images))
        })
    });
    let width = Memo::new(move |_| {
        ui.session
            .run
            .with(|run| run.as_ref().map_or(0.0, |run| run.share()))
    });
    let held = Memo::new(move |_| {
        ui.session
            .run
            .with(|run| run.as_ref().map_or(0, |run| run.counts.held))
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
                    .child(span().class("done").style(("width", move || format!("{:.2}%", width.get() * 100.0)))),
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
                    li().child((strong().child("Header cleaned"), p().child(move || format!("By the rules: {}.", crate::views::rules::name(ui))))),
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
        ui.session.run.with(|run| {
            let case = run.as_ref().and_then(|run| run.cases.get(index).copied());
            case.unwrap_or_default()
        })
    });
    tr().child((
        th().attr("scope", "row").child(name),
        td().class("figure").child(move || {
            let CaseShare { done, all, .. } = share.get();
            format!("{} of {}", thousands(done), thousands(all))
        }),
        td().class("wide").child(move || {
            let CaseShare { done, all, .. } = share.get();
            bar("bar thin", "Images of this case done", done, all, None)
        }),
        td().class("second").child(move || match share.get() {
            CaseShare { all: 0, .. } => "Nothing to save",
            CaseShare { done, all, .. } if done >= all => "Done",
            CaseShare {
                done: 0,
                begun: false,
                ..
            } => "Waiting",
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
    let painting = painting(run);
    if seconds < 1.0 || run.images_done == 0 {
        return painting.unwrap_or_else(|| "Starting".into());
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
    let pace = format!("{rate}, {} left", duration(left));
    painting.map_or(pace.clone(), |painting| format!("{painting} · {pace}"))
}

/// `Painting: 340 of 1,000 frames`, if a long clip is being painted.
fn painting(run: &Run) -> Option<String> {
    let sum = |(done, all), (more, of): &(u32, u32)| (done + *more as usize, all + *of as usize);
    let (done, all) = run.painting.values().fold((0, 0), sum);
    (all > 0).then(|| format!("Painting: {} of {} frames", thousands(done), thousands(all)))
}

/// Stop and Pause, in place of the next action.
pub fn run_buttons(ui: Ui) -> AnyView {
    let paused = Memo::new(move |_| {
        ui.session
            .run
            .with(|run| run.as_ref().is_some_and(|run| run.stage == Stage::Paused))
    });
    (
        button()
            .attr("type", "button")
            .class("button tall")
            .on(ev::click, move |_| save::cancel(ui.session))
            .child("Stop"),
        button()
            .attr("type", "button")
            .class("button second-button tall")
            .on(ev::click, move |_| {
                if paused.get_untracked() {
                    save::pause(ui.session, false)
                } else {
                    save::pause(ui.session, true)
                }
            })
            .child(move || if paused.get() { "Carry on" } else { "Pause" }),
    )
        .into_any()
}
