//! Which surface is drawn on: a frame, or one end of many frames laid over one another.
//!
//! The latter goes when the person moves on to another frame, series or step.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::projections;
use crate::state::ui::laid::Laid;
use crate::state::ui::projected::{Ends, Projected};
use crate::state::ui::viewer::Place;
use crate::state::ui::{Step, Ui};
use darkroom::catalogue::InstanceId;
use darkroom::review::Reach;

/// The next of the three surfaces.
pub fn turn(ui: Ui) {
    let next = match ui.viewer.surface.get_untracked() {
        None => Some(Ends::Brightest),
        Some(Ends::Brightest) => Some(Ends::Darkest),
        Some(Ends::Darkest) => None,
    };
    let many = ui
        .scope
        .with_untracked(|scope| scope.iter().map(|(_, frames)| *frames).take(2).sum::<u32>() > 1);
    if many && untrack(move || ui.paintable()) {
        look_at(ui, next);
    }
}

fn place(ui: Ui) -> Place {
    (
        ui.series.get(),
        ui.position.get(),
        ui.sheet.get().is_some(),
        ui.step.get(),
    )
}

/// Opens the image that the position points to on one end of all that are like it, if there are more; on the Look step,
/// which may still be on its way.
pub fn open_on(ui: Ui, ends: Ends) {
    let many = ui
        .scope
        .with_untracked(|scope| scope.iter().map(|(_, frames)| *frames).take(2).sum::<u32>() > 1);
    if many {
        look_at(ui, Some(ends));
        let at = (
            ui.series.get_untracked(),
            ui.position.get_untracked(),
            false,
            Step::Look,
        );
        ui.viewer.surface_at.set_value(Some(at));
    }
}

/// Takes a surface to look at and draw on.
pub fn look_at(ui: Ui, ends: Option<Ends>) {
    let viewer = ui.viewer;
    viewer.surface_at.set_value(Some(untrack(|| place(ui))));
    if viewer.surface.get_untracked() == ends {
        return;
    }
    viewer.playing.set(false);
    // A window chosen for one frame hides what this is for: it opens with every value in sight.
    let window = match (viewer.surface.get_untracked(), ends) {
        (None, _) => {
            viewer
                .window_before
                .set_value(viewer.window.get_untracked());
            None
        }
        (Some(_), None) => viewer.window_before.get_value(),
        (Some(_), Some(_)) => None,
    };
    viewer.window.set(window);
    if ends.is_some() {
        // What is drawn on all frames is meant for all of them.
        let series = ui.scope.with_untracked(Vec::len) > 1;
        match ui.reach.get_untracked() {
            Reach::Frame | Reach::Image if series => ui.reach.set(Reach::Series),
            Reach::Frame | Reach::Series if !series => ui.reach.set(Reach::Image),
            _ => {}
        }
    }
    viewer.surface.set(ends);
}

/// Makes what is asked for, for as long as the page lives, and stops when the person moves on.
pub fn keep_projecting(ui: Ui) {
    let viewer = ui.viewer;
    let on = Memo::new(move |_| viewer.surface.get().is_some());
    Effect::new(move |_| {
        let here = place(ui);
        let opened_at = viewer.surface_at.get_value();
        if viewer.surface.with_untracked(Option::is_some) && opened_at != Some(here) {
            look_at(ui, None);
        }
    });
    Effect::new(move |_| {
        let scope = ui.scope.get();
        if !on.get() {
            projections::cancel();
            return;
        }
        // The other end of the same frames, or the same again, is there already.
        let there = viewer.projected.with_untracked(|there| there.is_of(&scope));
        let is_there = there == Some(true);
        if !is_there {
            project(ui, scope);
        }
    });
}

fn project(ui: Ui, scope: Vec<(InstanceId, u32)>) {
    let pixels = ui.session.catalogue.with_untracked(|catalogue| {
        let first = scope.first().and_then(|(id, _)| catalogue.summary(*id));
        first
            .and_then(|summary| summary.image)
            .map_or(1, |shape| u64::from(shape.columns) * u64::from(shape.rows))
    });
    ui.viewer.projected.set(Projected::begun(scope.clone()));
    spawn_local(async move {
        let report = |laid: &Laid, finished: bool| {
            ui.viewer
                .projected
                .update(|projected| projected.take(laid, finished));
            if finished {
                ui.could_not_show(&laid.failed);
            }
        };
        projections::project(scope, pixels, report).await;
    });
}
