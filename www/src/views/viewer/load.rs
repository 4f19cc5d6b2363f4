//! Which picture is shown: asks the engine for the current frame, one at a time, and for those that follow.

use std::cmp::Ordering;

use futures_util::future::join;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::controllers::pictures;
use crate::state::ui::Ui;
use crate::state::ui::viewer::Shown;
use crate::state::ui::viewer::on_every_value;
use darkroom::catalogue::Triage;
use darkroom::clean::HeldReason;

/// Frames prefetched in the direction of scrolling, and behind.
const AHEAD: usize = 6;
const BEHIND: usize = 2;

/// Keeps the shown picture in step with the current frame for as long as the page lives.
pub fn keep_loading(ui: Ui) {
    // The series of which a frame is awaited. Another one does not wait for it: it may take minutes.
    let busy = StoredValue::new(None);
    let towards = StoredValue::new(Towards::default());
    Effect::new(move |_| {
        if ui.current.get().is_none() {
            return;
        }
        let series = ui.series.get_untracked();
        if busy.get_value() == series {
            return prefetch(ui, towards);
        }
        busy.set_value(series);
        spawn_local(async move {
            // While one frame is decoded the person may have scrolled on: only the latest frame is asked for next.
            while busy.get_value() == series
                && let Some(wanted) = wanted(ui)
            {
                // What is prefetched is asked for after it: the workers take what comes first.
                let prefetching = async { prefetch(ui, towards) };
                let (answer, ()) = join(pictures::frame(wanted.0, wanted.1), prefetching).await;
                let Some(answer) = answer.filter(|_| ui.series.get_untracked() == series) else {
                    break;
                };
                ui.viewer.shown.set(match answer {
                    Ok(picture) => Shown::Picture {
                        of: wanted,
                        picture: match ui.viewer.every_value.get_untracked() {
                            true => on_every_value(&picture),
                            false => picture,
                        },
                    },
                    Err(words) => {
                        ui.could_not_show(&[(wanted.0, wanted.1, wanted.1)]);
                        Shown::Fault { of: wanted, words }
                    }
                });
            }
            if busy.get_value() == series {
                busy.set_value(None);
            }
        });
    });
}

/// The current frame, unless it is shown already or its series is held: of held ones only videos are shown.
fn wanted(ui: Ui) -> Option<(usize, u32)> {
    let id = ui.series.get_untracked()?;
    let held = ui.session.catalogue.with_untracked(|catalogue| {
        catalogue
            .series(id)
            .is_none_or(|series| match &series.triage {
                Triage::Held(reason) => *reason != HeldReason::Video,
                Triage::Look(_) | Triage::Glance => false,
            })
    });
    let wanted = ui.current.get_untracked().filter(|_| !held)?;
    ui.session
        .catalogue
        .with_untracked(|catalogue| catalogue.summary(wanted.0)?.image)?;
    let shown = ui.viewer.shown.with_untracked(Shown::of);
    (shown != Some(wanted)).then_some(wanted)
}

/// Where the person is and which way they went last.
#[derive(Clone, Copy, Default)]
struct Towards {
    here: usize,
    back: bool,
}

/// Wishes for what comes next in the direction of travel; wishes of another direction that nobody has begun are
/// dropped.
fn prefetch(ui: Ui, towards: StoredValue<Towards>) {
    let here = ui.position.get_untracked();
    let last = towards.get_value();
    let back = match here.cmp(&last.here) {
        Ordering::Less => true,
        Ordering::Equal => last.back,
        Ordering::Greater => false,
    };
    towards.set_value(Towards { here, back });
    let (before, after) = if back {
        (AHEAD, BEHIND)
    } else {
        (BEHIND, AHEAD)
    };
    let wishes = ui.frames.with_untracked(|frames| {
        let after = frames.iter().skip(here + 1).take(after);
        let before = frames.iter().take(here).rev().take(before);
        match back {
            true => before.chain(after).copied().collect::<Vec<_>>(),
            false => after.chain(before).copied().collect(),
        }
    });
    pictures::prefetch(wishes);
}
