//! Which picture is shown: asks the engine for the current frame, one at a time, and for those that follow.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::state::Ui;
use super::Shown;
use crate::catalogue::Triage;
use crate::clean::HeldReason;

/// Frames asked for ahead, and behind.
const AHEAD: usize = 6;
const BEHIND: usize = 2;

/// Keeps the shown picture in step with the current frame for as long as the page lives.
pub fn keep_loading(ui: Ui) {
    let busy = StoredValue::new(false);
    Effect::new(move |_| {
        if ui.current.get().is_none() {
            return;
        }
        prefetch(ui);
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            // While one frame is decoded the person may have scrolled on: only the latest wish is asked for next.
            while let Some(wanted) = wanted(ui) {
                let series = ui.series.get_untracked();
                let answer = ui.app.picture(wanted.0, wanted.1).await;
                if ui.series.get_untracked() != series {
                    continue;
                }
                ui.viewer.shown.set(match answer {
                    Ok(picture) => Shown::Picture {
                        of: wanted,
                        picture,
                    },
                    Err(words) => Shown::Fault { of: wanted, words },
                });
            }
            busy.set_value(false);
        });
    });
}

/// The current frame, unless it is shown already or its series is held: of held ones only videos are shown.
fn wanted(ui: Ui) -> Option<(usize, u32)> {
    let id = ui.series.get_untracked()?;
    let held = ui.app.catalogue.with_untracked(|catalogue| {
        catalogue
            .series(id)
            .is_none_or(|series| match &series.triage {
                Triage::Held(reason) => *reason != HeldReason::Video,
                Triage::Look(_) | Triage::Glance => false,
            })
    });
    let wanted = ui.current.get_untracked().filter(|_| !held)?;
    ui.app
        .catalogue
        .with_untracked(|catalogue| catalogue.summary(wanted.0)?.image)?;
    let shown = ui.viewer.shown.with_untracked(Shown::of);
    (shown != Some(wanted)).then_some(wanted)
}

fn prefetch(ui: Ui) {
    let here = ui.position.get_untracked();
    let wishes = ui.frames.with_untracked(|frames| {
        let ahead = frames.iter().skip(here + 1).take(AHEAD);
        let behind = frames.iter().take(here).rev().take(BEHIND);
        ahead.chain(behind).copied().collect::<Vec<_>>()
    });
    ui.app.prefetch(wishes);
}
