//! The run while it goes on: how far, case by case, how long still; Stop and Pause.

use leptos::ev;
use leptos::html::{
    aside, button, div, h1, h2, li, main, p, span, strong, table as table_el, tbody, td, th, thead,
    tr, ul,
};
use leptos::prelude::*;

use super::accounts::{bar, case_words};
use super::folders;
use crate::save;
use crate::state::run::CaseShare;
use crate::state::run::Run;
use crate::state::run::Stage;
use crate::state::ui::Ui;
use crate::words::{bytes, duration, images, thousands};

pub fn running(ui: Ui) -> AnyView {
    div()
        .class("two")
        .child((
            main().class("text").child((
                h1().child("Cleaning and saving"),
                p().class("lead")
                    .child("Keep this page open until it is finished."),
                progress(ui),
                folders::progress(ui),
                cases(ui),
            )),
            aside().class("side").child((
                h2().child("What happens to each image"),
                steps(ui),
                held_so_far(ui),
            )),
        ))
        .into_any()
}

/// Reads something off the run in words.
fn of_run(ui: Ui, read: fn(&Run) -> String) -> impl Fn() -> String + Copy + Send + 'static {
    let run = ui.session.run;
    move || run.with(|run| run.as_ref().map(read).unwrap_or_default())
}

/// How far the run is: in images, as a bar, in bytes.
fn progress(ui: Ui) -> impl IntoView {
    let run = ui.session.run;
    let share = Memo::new(move |_| {
        run.with(|run| {
            run.as_ref()
                .map_or((0, 0), |run| (run.images_done, run.images))
        })
    });
    let width = Memo::new(move |_| run.with(|run| run.as_ref().map_or(0.0, |run| run.share())));
    let done = move || {
        let (done, all) = share.get();
        format!("{} of {}", thousands(done), images(all))
    };
    (
        div().class("pace").child((
            strong().child(done),
            span().class("second").child(of_run(ui, pace)),
        )),
        div()
            .class("bar big")
            .attr("role", "progressbar")
            .attr("data-testid", "progress")
            .attr("aria-label", "Images done")
            .attr("aria-valuemin", "0")
            .attr("aria-valuemax", move || share.get().1.max(1))
            .attr("aria-valuenow", move || share.get().0)
            .attr("aria-valuetext", done)
            .child(
                span()
                    .class("done")
                    .style(("width", move || format!("{:.2}%", width.get() * 100.0))),
            ),
        p().class("second").child(of_run(ui, |run| {
            format!(
                "{} of {}. You can stop safely: nothing half-made is left.",
                bytes(run.bytes_done),
                bytes(run.bytes)
            )
        })),
    )
}

/// The table of cases.
fn cases(ui: Ui) -> impl IntoView {
    let names = ui.session.catalogue.with_untracked(|catalogue| {
        let patients = catalogue.patients.iter().enumerate();
        patients
            .map(|(index, patient)| case_words(&untrack(|| ui.session.case(index)), patient))
            .collect::<Vec<_>>()
    });
    let rows = names.into_iter().enumerate();
    let spoken = |words: &'static str| {
        th().attr("scope", "col")
            .child(span().class("spoken").child(words))
    };
    table_el().class("cases").child((
        thead().child(tr().child((
            th().attr("scope", "col").child("Case"),
            th().attr("scope", "col").class("figure").child("Images"),
            spoken("Share done"),
            spoken("State"),
        ))),
        tbody().child(
            rows.map(|(index, name)| case_row(ui, index, name))
                .collect_view(),
        ),
    ))
}

/// What happens to each image.
fn steps(ui: Ui) -> impl IntoView {
    ul().class("three steps-of-run").child((
        li().child((
            strong().child("Header cleaned"),
            p().child(move || format!("By the rules: {}.", crate::views::rules::name(ui))),
        )),
        li().child((
            strong().child("Regions painted"),
            p().child("Outside them no pixel changes."),
        )),
        li().child((
            strong().child("Read again"),
            p().child(
                "A second reader looks for anything left. If it finds something, the image is held.",
            ),
        )),
        li().child(folders::last_step(ui)),
    ))
}

fn held_so_far(ui: Ui) -> impl IntoView {
    let held = Memo::new(move |_| {
        ui.session
            .run
            .with(|run| run.as_ref().map_or(0, |run| run.counts.held))
    });
    move || {
        (held.get() > 0).then(|| {
            (
                h2().child(format!("{} held so far", thousands(held.get()))),
                p().class("second")
                    .child("You can deal with them when this is finished."),
            )
        })
    }
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
        td().class("second").child(move || state(share.get())),
    ))
}

/// How far a case is, in a word.
fn state(share: CaseShare) -> &'static str {
    match share {
        CaseShare { all: 0, .. } => "Nothing to save",
        CaseShare { done, all, .. } if done >= all => "Done",
        CaseShare {
            done: 0,
            begun: false,
            ..
        } => "Waiting",
        _ => "Cleaning",
    }
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
    // Bytes say the time left better than images do, since their sizes differ by thousands.
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use darkroom::catalogue::Counts;

    /// A run of 100 images after ten seconds.
    fn run() -> Run {
        Run {
            stage: Stage::Running,
            images: 100,
            images_done: 20,
            bytes: 1_000,
            bytes_done: 500,
            elapsed_ms: 10_000.0,
            counts: Counts::default(),
            painting: BTreeMap::new(),
            cases: Vec::new(),
            held: Vec::new(),
            folders: Vec::new(),
            zips: Vec::new(),
            certificate: None,
        }
    }

    #[test]
    fn bytes_say_how_long_it_takes_still() {
        assert_eq!(pace(&run()), "2.0 images a second, about 10 seconds left");
        let fast = Run {
            images_done: 90,
            elapsed_ms: 1_500.0,
            bytes_done: 0,
            ..run()
        };
        assert_eq!(pace(&fast), "60 images a second, about a second left");
    }

    #[test]
    fn nothing_is_foretold_at_the_start_or_in_pause() {
        let start = Run {
            images_done: 0,
            ..run()
        };
        assert_eq!(pace(&start), "Starting");
        let paused = Run {
            stage: Stage::Paused,
            ..run()
        };
        assert_eq!(pace(&paused), "Paused");
    }

    #[test]
    fn long_clips_are_counted_together() {
        let mut painting = run();
        painting.painting = BTreeMap::from([(0, (300, 900)), (1, (40, 100))]);
        assert!(pace(&painting).starts_with("Painting: 340 of 1,000 frames · 2.0 images"));
        painting.images_done = 0;
        assert_eq!(pace(&painting), "Painting: 340 of 1,000 frames");
    }

    #[test]
    fn a_case_is_waiting_until_one_of_its_images_is_on_its_way() {
        let share = |done, all, begun| CaseShare { done, all, begun };
        assert_eq!(state(share(0, 0, false)), "Nothing to save");
        assert_eq!(state(share(0, 3, false)), "Waiting");
        assert_eq!(state(share(0, 3, true)), "Cleaning");
        assert_eq!(state(share(2, 3, true)), "Cleaning");
        assert_eq!(state(share(3, 3, true)), "Done");
    }
}
