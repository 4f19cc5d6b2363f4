//! The foot: the equation that always holds ([`equation`]), and the one next action.

mod equation;

use std::borrow::Cow;

use leptos::ev;
use leptos::html::{button, div, footer, kbd, span};
use leptos::prelude::*;

use super::{contact_sheet, viewer};
use crate::browser::{folder, sink};
use crate::controllers::decisions::page_waits;
use crate::controllers::permission;
use crate::save;
use crate::state::run::Stage;
use crate::state::run::ZipTo;
use crate::state::ui::{Sheet, Step, Ui};
use crate::words::side_by_side;
use crate::words::{count, thousands};
use equation::{equation, spoken};

/// The foot of the page.
pub fn foot(ui: Ui) -> AnyView {
    footer()
        .class("foot")
        .child((
            equation(ui),
            spoken(ui),
            still_reading(ui),
            div().class("acts").child(acts(ui)),
        ))
        .into_any()
}

/// What is still to be read, on the steps where nothing else says so.
fn still_reading(ui: Ui) -> impl IntoView {
    let words = Memo::new(move |_| {
        let intake = ui
            .session
            .intake
            .get()
            .filter(|_| ui.step.get() != Step::Add)?;
        let left = intake.files_found.saturating_sub(intake.files_read);
        Some(match left {
            0 => "Still reading".to_owned(),
            left => format!("Still reading, {}", count(left, "file", "files")),
        })
    });
    move || {
        words.get().map(|words| {
            span()
                .class("second")
                .attr("data-testid", "still-reading")
                .child(words)
        })
    }
}

/// What the green button would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    LookAt(usize),
    /// What of the shown series is still to be seen, or the question. Never the answer to it.
    View(viewer::Next),
    ClearAllGlanced,
    /// The first page of several series.
    SideBySide,
    /// The question of a page of several series. Never the answer to it.
    AskOfPage,
    Onward,
    GoToSave,
    Save,
}

/// The safest way out that a browser knows: what it can ask for goes before its download folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Folder,
    File,
    Download,
}

impl Way {
    /// The best of those that the browser has; a zip where what was asked for is of zips alone.
    fn of(ui: Ui) -> Self {
        if ui.session.folders.with(|folders| folders.is_refused) {
            return Self::Download;
        }
        let is_zip = super::save::wants_zip(ui);
        if folder::can_pick() && !is_zip {
            Self::Folder
        } else if sink::can_pick() {
            Self::File
        } else {
            Self::Download
        }
    }
}

fn next(ui: Ui) -> Option<Next> {
    if ui.states.with(Vec::is_empty) {
        return None;
    }
    let left = ui.left.with(Vec::len);
    let onward = if left > 0 {
        Next::LookAt(left)
    } else {
        Next::GoToSave
    };
    match ui.step.get() {
        Step::Look if ui.sheet.get() == Some(Sheet::Look) => Some(Next::AskOfPage),
        Step::Look if ui.sheet.get() == Some(Sheet::Glance) => ui
            .glance
            .with(|glance| !glance.is_empty())
            .then_some(Next::ClearAllGlanced),
        Step::Look => Some(match (viewer::next::next(ui), left) {
            (Some(_), _) if is_first_page(ui) => Next::SideBySide,
            (Some(next), _) => Next::View(next),
            (None, 0) => Next::GoToSave,
            (None, _) => Next::Onward,
        }),
        Step::Save => match ui
            .session
            .run
            .with(|run| run.as_ref().map(|run| run.stage.clone()))
        {
            Some(Stage::Running | Stage::Paused | Stage::Done) => None,
            _ if left > 0 => Some(onward),
            _ => Some(Next::Save),
        },
        Step::Add | Step::Rules => Some(onward),
    }
}

/// Whether several series can lie side by side, and nobody has chosen to go another way.
fn is_first_page(ui: Ui) -> bool {
    ui.together.on.with(Option::is_none) && ui.offers_pages()
}

/// What stands at the right of the foot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Acts {
    StopAndPause,
    SeeProgress,
    Version,
    Next,
}

fn acts(ui: Ui) -> AnyView {
    let next = Memo::new(move |_| next(ui));
    let kind = Memo::new(move |_| match (ui.running(), next.get()) {
        (true, _) if ui.step.get() == Step::Save => Acts::StopAndPause,
        (true, _) => Acts::SeeProgress,
        (_, None) => Acts::Version,
        (_, Some(_)) => Acts::Next,
    });
    (move || match kind.get() {
        Acts::StopAndPause => super::save::run_buttons(ui),
        Acts::SeeProgress => button()
            .attr("type", "button")
            .class("link")
            .on(ev::click, move |_| ui.go(Step::Save))
            .child("See progress")
            .into_any(),
        Acts::Version => span()
            .class("second")
            .child(concat!(
                "Version ",
                env!("CARGO_PKG_VERSION"),
                ", DICOM PS3.15 2026d"
            ))
            .into_any(),
        Acts::Next => next_acts(ui, next),
    })
    .into_any()
}

/// What there is to press: what may be skipped or saved at once, and the green button.
fn next_acts(ui: Ui, next: Memo<Option<Next>>) -> AnyView {
    let skips = Memo::new(move |_| {
        let left = ui.left.with(Vec::len);
        matches!(next.get(), Some(Next::View(_))) && left > 1
    });
    let skip = move || {
        skips.get().then(|| {
            button()
                .attr("type", "button")
                .class("link")
                .on(ev::click, move |_| untrack(move || ui.go_on()))
                .child("Skip to next")
        })
    };
    let saves = Memo::new(move |_| next.get() == Some(Next::GoToSave));
    (
        skip,
        move || saves.get().then(|| save_at_once(ui)),
        green_button(ui, next),
    )
        .into_any()
}

/// "Save a zip now", beside the way to the Save step. What that step asks once a session is asked as the
/// zip is made: the safe way is not the longer one.
fn save_at_once(ui: Ui) -> impl IntoView {
    button()
        .attr("type", "button")
        .class("link")
        .attr("data-testid", "deliver-zip")
        .attr("aria-disabled", move || reading(ui).map(|_| "true"))
        .attr("title", move || reading(ui))
        .on(ev::click, move |_| {
            if untrack(move || reading(ui)).is_some() {
                return;
            }
            permission::ask_at_once(ui.session);
            ui.go(Step::Save);
            save::start(ui.session, ZipTo::Download);
        })
        .child("Save a zip now")
}

/// The green button stays the same element while its words change, so that no press of it is lost.
fn green_button(ui: Ui, next: Memo<Option<Next>>) -> impl IntoView {
    let words = Memo::new(move |_| next.get().map(|next| words(ui, next)).unwrap_or_default());
    let why_not = Memo::new(move |_| next.get().and_then(|next| why_not(ui, next)));
    button()
        .attr("type", "button")
        .attr("id", "next")
        .class("button go")
        .attr("data-testid", move || {
            (next.get() == Some(Next::ClearAllGlanced)).then_some("clear-all-glanced")
        })
        .attr("aria-disabled", move || {
            why_not.with(Option::is_some).then_some("true")
        })
        .attr("title", move || why_not.get())
        .on(ev::click, move |event| {
            // The second click of a double click was not meant for what the first one has brought.
            if event.detail() <= 1
                && why_not.get_untracked().is_none()
                && let Some(next) = next.get_untracked()
            {
                untrack(move || press(ui, next));
            }
        })
        .child((
            move || words.get(),
            kbd().attr("aria-hidden", "true").child("N"),
        ))
}

/// Nothing is saved while files are still coming in, and nothing is cleared that has come unseen.
fn reading(ui: Ui) -> Option<&'static str> {
    ui.session
        .intake
        .with(Option::is_some)
        .then_some("Files are still being read")
}

/// Why the green button has to wait.
fn why_not(ui: Ui, next: Next) -> Option<Cow<'static, str>> {
    match next {
        Next::View(next) => viewer::next::why_not(ui, next).map(Cow::from),
        Next::ClearAllGlanced => reading(ui)
            .or_else(|| contact_sheet::why_not(ui))
            .map(Cow::from),
        Next::AskOfPage => page_waits(ui).map(Cow::from),
        Next::Save => reading(ui)
            .map(Cow::from)
            .or_else(|| super::save::problem(ui).map(Cow::from)),
        _ => None,
    }
}

fn words(ui: Ui, next: Next) -> String {
    let name = |id: usize| {
        ui.of_series(id, |_, series| series.description.clone())
            .unwrap_or_default()
    };
    match next {
        Next::LookAt(left) => match ui.next_or_shown() {
            Some(id) if left == 1 => format!("Look at {}", shorten(&name(id))),
            Some(_) => format!("Look at the {} left", thousands(left)),
            None => at_a_glance(ui),
        },
        Next::View(next) => viewer::next::words(ui, next),
        Next::ClearAllGlanced => contact_sheet::words(ui),
        Next::AskOfPage => "Is anything left to hide?".into(),
        Next::SideBySide => side_by_side(ui.several.with(Vec::len)),
        Next::Onward if ui.goes_by_pages() => side_by_side(ui.several.with(Vec::len)),
        Next::Onward => ui.next_left().map_or_else(
            || at_a_glance(ui),
            |id| format!("Next: {}", shorten(&name(id))),
        ),
        Next::GoToSave => "Go to Save".into(),
        Next::Save => match Way::of(ui) {
            Way::Folder => "Choose a folder and save".into(),
            Way::File => "Choose where to save".into(),
            Way::Download => "Clean and save a zip".into(),
        },
    }
}

fn press(ui: Ui, next: Next) {
    // What was done before is no longer of interest.
    ui.said.set(None);
    match next {
        Next::LookAt(_) => match ui.next_or_shown() {
            Some(_) if ui.offers_pages() => ui.open_sheet(Sheet::Look),
            Some(id) => ui.show(id),
            None => ui.go_on(),
        },
        Next::View(viewer::Next::Question) => {
            ui.asked.set(true);
            super::panel::ask();
        }
        Next::View(next) => viewer::next::take(ui, next),
        Next::ClearAllGlanced => {
            ui.clear(&contact_sheet::ready(ui));
            if ui.glance.with_untracked(Vec::is_empty) {
                ui.sheet.set(None);
            }
        }
        Next::AskOfPage => contact_sheet::page::ask(),
        Next::SideBySide => ui.open_sheet(Sheet::Look),
        Next::Onward => ui.go_on(),
        Next::GoToSave => ui.go(Step::Save),
        Next::Save => match untrack(|| Way::of(ui)) {
            Way::Folder => save::folders::start(ui.session),
            Way::File => save::start(ui.session, ZipTo::PickedFile),
            Way::Download => save::start(ui.session, ZipTo::Download),
        },
    }
}

fn at_a_glance(ui: Ui) -> String {
    let series = ui.glance.with(Vec::len);
    format!("Check {} at a glance", count(series, "series", "series"))
}

/// Long descriptions would push the button out of the foot.
fn shorten(words: &str) -> String {
    const LONGEST: usize = 28;
    if words.chars().count() <= LONGEST {
        words.to_owned()
    } else {
        words.chars().take(LONGEST - 1).chain(['…']).collect()
    }
}
