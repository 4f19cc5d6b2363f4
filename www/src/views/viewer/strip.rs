//! The strip under the picture: play, slider, which image, its size, the window.

use std::time::Duration;

use leptos::ev;
use leptos::html::{button, div, input, span, strong};
use leptos::prelude::*;

use super::projection;
use crate::state::ui::Ui;
use crate::state::ui::viewer::Shown;
use crate::views::icons::{Icon, icon};
use crate::words::thousands;

/// Frames a second while playing.
const RATE: u64 = 15;
/// More ticks than this would run together.
const MOST_TICKS: usize = 40;

/// The strip.
pub fn strip(ui: Ui) -> AnyView {
    let viewer = ui.viewer;
    play(ui);
    let all = Memo::new(move |_| ui.frames.with(Vec::len));
    div()
        .class("strip")
        .child((
            play_button(ui, all),
            scrub(ui, all),
            strong()
                .class("at")
                .attr("title", move || projection::left_out(ui))
                .attr("data-testid", "at")
                .child(move || place_words(ui)),
            span().class("second size").child(move || {
                viewer
                    .size()
                    .map(|(columns, rows)| format!("{columns} × {rows}"))
                    .unwrap_or_default()
            }),
            span().class("second overlay").child(move || {
                let is_drawn = viewer
                    .picture()
                    .is_some_and(|picture| picture.overlay.is_some());
                is_drawn.then_some("The overlay will be removed")
            }),
            span().class("second window").child(move || {
                viewer
                    .window_in_force()
                    .map(|window| format!("C {:.0} W {:.0}", window.center, window.width))
                    .unwrap_or_default()
            }),
        ))
        .into_any()
}

/// Plays and stops; out of sight where there is one picture alone.
fn play_button(ui: Ui, all: Memo<usize>) -> impl IntoView {
    let playing = ui.viewer.playing;
    button()
        .attr("type", "button")
        .class("button only-icon")
        .class(("unseen", move || all.get() < 2))
        .attr("aria-label", move || match playing.get() {
            true => "Stop playing",
            false => "Play",
        })
        .attr("title", "Play (Space)")
        .on(ev::click, move |_| {
            playing.update(|playing| *playing = !*playing)
        })
        .child(move || {
            icon(match playing.get() {
                true => Icon::Pause,
                false => Icon::Play,
            })
        })
}

/// The slider, with a tick for each picture where there are few.
fn scrub(ui: Ui, all: Memo<usize>) -> impl IntoView {
    let ticks = move || {
        let all = all.get();
        (all > 1 && all <= MOST_TICKS).then(|| {
            (0..all)
                .map(|_| span().class(move || "tick"))
                .collect_view()
        })
    };
    span()
        .class("scrub")
        .class(("unseen", move || all.get() < 2))
        .child((
            span()
                .class("ticks")
                .attr("aria-hidden", "true")
                .child(ticks),
            input()
                .attr("type", "range")
                .attr("aria-label", "Image")
                .attr("min", "1")
                .attr("max", move || all.get().max(1))
                .attr("aria-valuetext", move || place_words(ui))
                .prop("value", move || {
                    // The limit is set before the value, or the browser would cut the value off.
                    all.track();
                    (ui.position.get() + 1).to_string()
                })
                .on(ev::input, move |event| {
                    if let Ok(number) = event_target_value(&event).parse::<usize>() {
                        ui.viewer.playing.set(false);
                        ui.position.set(number.saturating_sub(1));
                    }
                }),
        ))
}

/// `Image 7 of 16`, `Image 1 of 2, frame 3 of 40`, `Brightest of 16 images`: what is in view, not what is on its way.
pub fn place_words(ui: Ui) -> String {
    if ui.viewer.projection().is_some()
        && let Some(words) = projection::words(ui)
    {
        return words;
    }
    let series = ui.series.get();
    let in_view = ui.viewer.shown.with(Shown::of).filter(|(instance, _)| {
        ui.session
            .catalogue
            .with(|catalogue| catalogue.series_of(*instance) == series)
    });
    let Some((instance, frame)) = in_view.or_else(|| ui.current.get()) else {
        return "No picture".into();
    };
    ui.series
        .get()
        .and_then(|id| {
            ui.of_series(id, |catalogue, series| {
                let at = series
                    .instances
                    .iter()
                    .position(|other| *other == instance)
                    .unwrap_or(0)
                    + 1;
                let frames = catalogue
                    .summary(instance)
                    .and_then(|summary| summary.image)
                    .map_or(1, |image| image.frames);
                numbers_words((at, series.instances.len()), (frame, frames))
            })
        })
        .unwrap_or_default()
}

/// An image (from 1) of so many, and its frame (from 0) of so many.
fn numbers_words((at, images): (usize, usize), (frame, frames): (u32, u32)) -> String {
    match (images, frames) {
        (1, 2..) => format!("Frame {} of {}", frame + 1, thousands(frames as usize)),
        (_, 0..=1) => format!("Image {} of {}", thousands(at), thousands(images)),
        _ => format!(
            "Image {} of {}, frame {} of {}",
            thousands(at),
            thousands(images),
            frame + 1,
            thousands(frames as usize)
        ),
    }
}

/// Steps on while playing, but never past a picture that has not come yet.
fn play(ui: Ui) {
    Effect::new(move |_| {
        if !ui.viewer.playing.get() {
            return;
        }
        let handle = set_interval_with_handle(
            move || {
                let frames = ui.frames.with_untracked(Vec::len);
                if ui.viewer.shown.with_untracked(Shown::of) == ui.current.get_untracked()
                    && frames > 1
                {
                    ui.position.set((ui.position.get_untracked() + 1) % frames);
                }
            },
            Duration::from_millis(1_000 / RATE),
        );
        if let Ok(handle) = handle {
            on_cleanup(move || handle.clear());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_one_image_are_counted_as_frames() {
        assert_eq!(numbers_words((1, 1), (2, 40)), "Frame 3 of 40");
        assert_eq!(numbers_words((7, 1_600), (0, 1)), "Image 7 of 1,600");
        assert_eq!(
            numbers_words((1, 2), (2, 40)),
            "Image 1 of 2, frame 3 of 40"
        );
    }
}
