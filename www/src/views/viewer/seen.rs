//! What counts as seen: the picture in view, noted once it has been on screen long enough.
//!
//! A frame counts when it has been in view whole, at a legible size and with every value in sight; a finished pair of
//! brightest and darkest, when both ends have been, counts for every frame that is in it. What is painted black at that
//! moment is noted with it. Never: a picture that is still coming, one behind a panel, or one in a tab that is not in
//! front.

use std::time::Duration;

use leptos::prelude::*;

use super::canvas::{black, reaching};
use super::place::{Fit, fit};
use crate::browser::js;
use crate::state::ui::projected::Ends;
use crate::state::ui::viewer::NotWhole;
use crate::state::ui::viewer::Shown;
use crate::state::ui::{Step, Ui};
use darkroom::pixels::{Rect, Window};
use darkroom::review::FrameRun;

/// How long a single frame must be on screen, and how long one that stands for many, in milliseconds. The second is
/// also how long the next action waits: nobody has looked at what has only just come.
const FRAME: u64 = 200;
pub const MANY: u64 = 500;

/// The longer side of a picture that can be read, in pixels of the screen. Letters are drawn in proportion to the
/// matrix: those of a hundredth of its height have five such pixels.
const LEGIBLE: f64 = 512.0;

/// How much of its stored size a smaller picture needs on the screen: letters of ten pixels have six.
const LIFE_SIZE: f64 = 0.6;

/// What is on screen.
#[derive(Clone, PartialEq)]
enum View {
    Frame(FrameRun),
    Ends(Ends, Vec<FrameRun>),
}

/// Keeps noting what has been on screen, for as long as the page lives.
pub fn keep_noting(ui: Ui) {
    let viewer = ui.viewer;
    let fit = fit(ui);
    let black = black(ui, reaching(ui));
    let view = Memo::new(move |_| view(ui));
    let not_whole = Memo::new(move |_| not_whole(ui, fit.get()));
    Effect::new(move |_| viewer.not_whole.set(not_whole.get()));
    let rects = Memo::new(move |_| {
        let rects = black.with(|black| black.iter().map(|(_, rect)| *rect).collect());
        in_order(rects)
    });
    // Every change of what is on screen begins the wait anew.
    let on_screen = StoredValue::new(0_u64);
    Effect::new(move |_| {
        let (view, whole, rects) = (view.get(), not_whole.get().is_none(), rects.get());
        viewer.draft.track();
        viewer.looks.track();
        on_screen.update_value(|number| *number += 1);
        viewer.dwelt.set(false);
        let Some(view) = view.filter(|_| viewer.draft.with(Option::is_none)) else {
            return;
        };
        let number = on_screen.get_value();
        let is_same = move || on_screen.try_get_value() == Some(number);
        let is_in_window = move || {
            let is_in = in_window("stage");
            if !is_in {
                viewer.not_whole.set(Some(NotWhole::OffScreen));
            }
            is_in
        };
        if let (View::Frame(frame), true) = (&view, whole) {
            let (frame, rects) = (*frame, rects.clone());
            after(FRAME, is_same, move || {
                if is_in_window() {
                    ui.saw(&[frame], &rects);
                }
            });
        }
        after(MANY, is_same, move || {
            if let (View::Ends(ends, within), true) = (view, whole && is_in_window()) {
                note_end(ui, ends, within, rects);
            }
            viewer.dwelt.set(true);
        });
    });
}

/// Whether all of an element lies within the window and above the foot of the page, which on a narrow page lies over
/// it.
fn in_window(id: &str) -> bool {
    let rect = |element: &web_sys::Element| element.get_bounding_client_rect();
    let Some(element) = document().get_element_by_id(id) else {
        return false;
    };
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    let foot = document().query_selector(".foot").ok().flatten();
    let lowest = foot.map_or(f64::INFINITY, |foot| rect(&foot).top());
    let rect = rect(&element);
    lies_within(rect.top(), rect.bottom(), height.unwrap_or(0.0), lowest)
}

/// Does it after so many milliseconds in front of the person.
pub fn after(
    milliseconds: u64,
    is_same: impl Fn() -> bool + Copy + 'static,
    act: impl FnOnce() + 'static,
) {
    wait(milliseconds, 0, is_same, act);
}

/// Milliseconds by which a timer comes too late where the page was asleep; on a busy computer it may, too.
const LATE: f64 = 1_000.0;

/// How often a wait begins anew since its timer came too late: what has been on screen so often has been looked at.
const SLEEPS: u32 = 3;

fn wait(
    milliseconds: u64,
    sleeps: u32,
    is_same: impl Fn() -> bool + Copy + 'static,
    act: impl FnOnce() + 'static,
) {
    let asked = js::now();
    set_timeout(
        move || {
            if !is_same() {
                return;
            }
            // Nobody looks at a tab that is behind another, nor at a computer that is asleep: it waits until it is in
            // front, and then as long again.
            if document().hidden() {
                wait(milliseconds, 0, is_same, act);
            } else if sleeps < SLEEPS && is_late(js::now() - asked, milliseconds) {
                wait(milliseconds, sleeps + 1, is_same, act);
            } else {
                act();
            }
        },
        Duration::from_millis(milliseconds),
    );
}

/// Whether a timer has come so late that the page must have been asleep.
fn is_late(took: f64, asked: u64) -> bool {
    took > asked as f64 + LATE
}

/// One end of a projection has been on screen: with the other, it counts for all that is in it.
fn note_end(ui: Ui, ends: Ends, within: Vec<FrameRun>, black: Vec<Rect>) {
    let pair = ui.viewer.pair;
    pair.update_value(|pair| pair.note(ends, &within, &black));
    let others = pair.with_value(|pair| pair.of(ends.other()).to_vec());
    for other in others {
        // What was black in either has not been seen.
        let both: Vec<Rect> = black.iter().chain(&other).copied().collect();
        ui.saw(&within, &both);
    }
}

fn view(ui: Ui) -> Option<View> {
    let viewer = ui.viewer;
    let in_front =
        ui.step.get() == Step::Look && ui.sheet.get().is_none() && ui.panel.get().is_none();
    if !in_front || !ui.paintable() {
        return None;
    }
    match viewer.surface.get() {
        Some(ends) => viewer
            .projected
            .with(|projected| Some(View::Ends(ends, projected.within()?.to_vec()))),
        None => viewer.shown.with(|shown| match shown {
            Shown::Picture { of, .. } if Some(*of) == ui.current.get() => {
                Some(View::Frame((of.0, of.1, of.1)))
            }
            _ => None,
        }),
    }
}

fn not_whole(ui: Ui, fit: Fit) -> Option<NotWhole> {
    let viewer = ui.viewer;
    let picture = viewer.picture()?;
    let density = window().device_pixel_ratio().max(0.1);
    let window: Option<Window> = viewer.window_in_force();
    judge(fit, viewer.stage.get(), density, || {
        window.is_none_or(|window| picture.shows_all(&window))
    })
}

/// Why a picture that lies so on the stage does not count as seen, however long it is there.
fn judge(
    fit: Fit,
    (width, height): (f64, f64),
    density: f64,
    shows_all: impl FnOnce() -> bool,
) -> Option<NotWhole> {
    // Fit is rounded to pixels.
    let within = |start: f64, length: f64, room: f64| start >= -1.0 && start + length <= room + 1.0;
    if !within(fit.left, fit.width, width) || !within(fit.top, fit.height, height) {
        return Some(NotWhole::CutOff);
    }
    if !is_legible((fit.width, fit.height), fit.scale, density) {
        return Some(NotWhole::TooSmall);
    }
    (!shows_all()).then_some(NotWhole::Windowed)
}

/// Whether an element lies within the window, and above what lies over its foot; edges are rounded to pixels.
fn lies_within(top: f64, bottom: f64, height: f64, lowest: f64) -> bool {
    top >= -1.0 && bottom <= height.min(lowest) + 1.0
}

/// What was black, each rectangle once and in an order of its own, so that the same is known for the same.
fn in_order(mut rects: Vec<Rect>) -> Vec<Rect> {
    rects.sort_unstable_by_key(|rect| (rect.y, rect.x, rect.height, rect.width));
    rects.dedup();
    rects
}

/// Whether letters can be read on a picture of this size in CSS pixels, at so many of them for each stored one.
fn is_legible((width, height): (f64, f64), scale: f64, density: f64) -> bool {
    scale * density >= LIFE_SIZE || width.max(height) * density >= LEGIBLE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::viewer::place::placed;

    const STAGE: (f64, f64) = (800.0, 600.0);

    fn whole() -> Fit {
        placed(STAGE, (512, 512), None)
    }

    #[test]
    fn a_picture_that_is_whole_and_legible_and_shows_all_is_seen() {
        assert_eq!(judge(whole(), STAGE, 1.0, || true), None);
    }

    #[test]
    fn a_picture_that_hangs_over_the_stage_is_not_seen() {
        let zoomed = placed(STAGE, (512, 512), Some((2.0, (256.0, 256.0))));
        assert_eq!(judge(zoomed, STAGE, 1.0, || true), Some(NotWhole::CutOff));
        let aside = Fit {
            left: -2.0,
            ..whole()
        };
        assert_eq!(judge(aside, STAGE, 1.0, || true), Some(NotWhole::CutOff));
    }

    #[test]
    fn a_place_rounded_to_pixels_cuts_nothing_off() {
        let rounded = Fit {
            left: -1.0,
            ..placed((512.0, 600.0), (512, 512), None)
        };
        assert_eq!(judge(rounded, (512.0, 600.0), 1.0, || true), None);
    }

    #[test]
    fn a_picture_too_small_to_be_read_is_not_seen() {
        let stage = (300.0, 300.0);
        let small = placed(stage, (1_024, 1_024), None);
        assert_eq!(judge(small, stage, 1.0, || true), Some(NotWhole::TooSmall));
        // On a screen of twice as many pixels it can be read.
        assert_eq!(judge(small, stage, 2.0, || true), None);
    }

    #[test]
    fn a_window_that_leaves_values_out_hides_something() {
        assert_eq!(
            judge(whole(), STAGE, 1.0, || false),
            Some(NotWhole::Windowed)
        );
    }

    #[test]
    fn small_pictures_are_legible_at_six_tenths_of_their_size() {
        assert!(is_legible((60.0, 60.0), LIFE_SIZE, 1.0));
        assert!(!is_legible((59.0, 59.0), 0.59, 1.0));
        assert!(is_legible((LEGIBLE, 10.0), 0.1, 1.0));
    }

    #[test]
    fn what_lies_under_the_foot_is_not_on_screen() {
        assert!(lies_within(0.0, 500.0, 600.0, 550.0));
        assert!(!lies_within(0.0, 560.0, 600.0, 550.0));
        assert!(!lies_within(-2.0, 500.0, 600.0, 550.0));
        assert!(!lies_within(0.0, 602.0, 600.0, f64::INFINITY));
    }

    #[test]
    fn a_timer_that_comes_an_hour_late_was_slept_through() {
        assert!(is_late(3_600_000.0, MANY));
        assert!(!is_late(700.0, MANY));
        assert!(!is_late(1_400.0, MANY));
    }

    #[test]
    fn what_was_black_is_the_same_in_any_order() {
        let at = |x, y| Rect {
            x,
            y,
            width: 10,
            height: 10,
        };
        let one = in_order(vec![at(5, 1), at(1, 5), at(5, 1)]);
        assert_eq!(one, in_order(vec![at(1, 5), at(5, 1)]));
        assert_eq!(one.len(), 2);
    }
}
