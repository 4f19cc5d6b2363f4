//! Two pictures that stand for all images of one size and kind: the brightest and the darkest of them, over their full
//! range of values, large enough to be read.
//!
//! A picture is seen when it has been drawn, and nine tenths of it in view, for half a second; both together are a look
//! at every frame that is in them. It is made when it comes near, and let go of when it is far before it is done.

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev;
use leptos::html::{button, canvas, div, span};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::controllers::projections;
use crate::pool::Urgency;
use crate::state::ui::Ui;
use crate::state::ui::laid;
use crate::state::ui::laid::Laid;
use crate::state::ui::projected::Ends;
use crate::views::in_view::{self, far_and_near};
use crate::views::thumb;
use crate::views::viewer::seen::{MANY, after};
use crate::words::{count, thousands};
use darkroom::catalogue::{InstanceId, SeriesId};
use darkroom::pixels::Picture;
use darkroom::review::FrameRun;

/// Between the two, in CSS pixels.
const GAP: f64 = 8.0;

/// How far a tile has come.
#[derive(Clone, Default)]
struct Made {
    pictures: Option<(Rc<Picture>, Rc<Picture>)>,
    within: Vec<FrameRun>,
    tried: usize,
    /// Frames that don't compare with those in view.
    apart: usize,
    finished: bool,
}

/// Whether each end has been in view, whether one was too small to be read, and what there is to draw.
#[derive(Clone, Copy)]
struct Look {
    made: RwSignal<Made, LocalStorage>,
    had: RwSignal<[bool; 2]>,
    small: RwSignal<bool>,
    columns: u32,
}

/// The tile of these images, each with its number of frames, of the series `id`.
pub fn tile(ui: Ui, id: SeriesId, name: String, group: Vec<(InstanceId, u32)>) -> AnyView {
    let first = group.first().map(|(image, _)| *image);
    let size = first.and_then(|image| {
        ui.session
            .catalogue
            .with_untracked(|catalogue| catalogue.summary(image)?.image)
    });
    let (Some(first), Some(size)) = (first, size) else {
        return ().into_any();
    };
    let (columns, rows) = (size.columns, size.rows);
    let all: usize = group.iter().map(|(_, frames)| *frames as usize).sum();
    let look = Look {
        made: RwSignal::new_local(Made::default()),
        had: RwSignal::new([false, all <= 1]),
        small: RwSignal::new(false),
        columns,
    };
    let made = look.made;
    Effect::new(move |_| {
        let done = made.with(|made| made.finished && made.pictures.is_some());
        if done && look.had.get() == [true, true] {
            let within = made.with_untracked(|made| made.within.clone());
            ui.saw(&within, &[]);
        }
    });
    let element = NodeRef::<leptos::html::Div>::new();
    let pixels = u64::from(columns) * u64::from(rows);
    keep_making(ui, element, group, pixels, made);
    let ends = [Ends::Brightest, Ends::Darkest];
    // One picture is its own brightest and darkest.
    let shown = if all > 1 { &ends[..] } else { &ends[..1] };
    let pictures = shown.iter().map(|&ends| {
        let label = format!("{} of {name}, enlarge", ends.words());
        end_button(ui, label, look, ends, move |_| {
            ui.show_all_of(id, first, ends)
        })
    });
    div()
        .node_ref(element)
        .class("tile")
        .style(("--one", format!("{}px", picture_width(columns, rows))))
        .style(("--wide", format!("{}px", width(columns, rows, all))))
        .child((
            div().class("ends").child(pictures.collect_view()),
            div().class("caption").child((
                span().child((all > 1).then_some("Brightest, darkest")),
                span().child(move || {
                    let small = look.small.get();
                    made.with(|made| caption(made, (columns, rows), all, small))
                }),
            )),
        ))
        .into_any()
}

/// What stands under the pictures of so many frames.
fn caption(made: &Made, (columns, rows): (u32, u32), all: usize, small: bool) -> String {
    let size = format!("{columns} × {rows}");
    match (made.finished, made.apart) {
        (false, _) => format!(
            "{} of {}",
            thousands(made.tried),
            count(all, "frame", "frames")
        ),
        (true, 0) if small => format!("{size}, too small to read here: open it"),
        (true, 0) => size,
        (true, apart) => format!(
            "{size}, without {} that would hide the rest or differ: open it",
            thousands(apart)
        ),
    }
}

/// One of the two pictures, as a button that enlarges it.
fn end_button(
    ui: Ui,
    label: String,
    look: Look,
    ends: Ends,
    enlarge: impl Fn(web_sys::MouseEvent) + 'static,
) -> impl IntoView {
    let place = usize::from(ends == Ends::Darkest);
    let seen = move || look.had.get().get(place).copied().unwrap_or(false);
    button()
        .attr("type", "button")
        .class("tile-end")
        .attr("aria-label", label)
        .attr("data-testid", "sheet-tile")
        .attr("data-ends", ends.name())
        .attr("data-seen", move || seen().to_string())
        .on(ev::click, enlarge)
        .child(end(ui, look, (ends, place)))
}

/// How wide a picture is on the sheet, in CSS pixels, where there is room: large enough to be read with something to
/// spare, and no larger, so that a hundred series are a short way.
fn picture_width(columns: u32, rows: u32) -> f64 {
    let longer = f64::from(columns.max(rows).max(1));
    let side = (longer * 0.75).clamp(160.0, 960.0);
    side * f64::from(columns) / longer
}

/// How wide the pictures that stand for so many frames are side by side, in CSS pixels, where there is room.
pub fn width(columns: u32, rows: u32, frames: usize) -> f64 {
    let one = picture_width(columns, rows);
    if frames > 1 { 2.0 * one + GAP } else { one }
}

/// One of the two pictures.
fn end(ui: Ui, look: Look, (ends, place): (Ends, usize)) -> AnyView {
    let Look {
        made,
        had,
        small,
        columns,
    } = look;
    let element = NodeRef::<leptos::html::Canvas>::new();
    let drawn = RwSignal::new(false);
    Effect::new(move |_| {
        let picture = made.with(|made| {
            let (brightest, darkest) = made.pictures.as_ref().filter(|_| made.finished)?;
            Some(match ends {
                Ends::Brightest => Rc::clone(brightest),
                Ends::Darkest => Rc::clone(darkest),
            })
        });
        if let (Some(picture), Some(canvas)) = (picture, element.get()) {
            drawn.set(thumb::draw_whole(&canvas, &picture).is_some());
        }
    });
    let in_view = in_view::mostly(element);
    let looks = StoredValue::new(0_u64);
    Effect::new(move |_| {
        // A panel lies over the sheet.
        let begins = drawn.get() && in_view.get() && ui.panel.get().is_none();
        looks.update_value(|looks| *looks += 1);
        if !begins || had.with_untracked(|had| had.get(place) == Some(&true)) {
            return;
        }
        let look = looks.get_value();
        let still = move || looks.try_get_value() == Some(look);
        note(element, (had, place), (small, columns), still);
    });
    canvas()
        .node_ref(element)
        .attr("width", "1")
        .attr("height", "1")
        .attr("aria-hidden", "true")
        .into_any()
}

/// Notes one of the two pictures as seen, once it is large enough to be read: the window may yet grow.
fn note(
    element: NodeRef<leptos::html::Canvas>,
    (had, place): (RwSignal<[bool; 2]>, usize),
    (small, columns): (RwSignal<bool>, u32),
    still: impl Fn() -> bool + Copy + 'static,
) {
    after(MANY, still, move || {
        let legible = legible(element, columns);
        small.set(!legible);
        if !legible {
            return note(element, (had, place), (small, columns), still);
        }
        had.update(|had| {
            if let Some(had) = had.get_mut(place) {
                *had = true;
            }
        });
    });
}

/// Whether what is drawn of a picture of so many columns is large enough on the screen to be read.
fn legible(element: NodeRef<leptos::html::Canvas>, columns: u32) -> bool {
    let Some(canvas) = element.try_get_untracked().flatten() else {
        return false;
    };
    let rect = canvas.get_bounding_client_rect();
    let scale = drawn_width(&canvas, &rect) / f64::from(columns.max(1));
    // Letters of ten pixels have six on the screen.
    scale * window().device_pixel_ratio() >= 0.6
}

/// How wide the picture is within its canvas's box, which may have another shape.
fn drawn_width(canvas: &web_sys::HtmlCanvasElement, rect: &web_sys::DomRect) -> f64 {
    let shape = f64::from(canvas.width().max(1)) / f64::from(canvas.height().max(1));
    rect.width().min(rect.height() * shape)
}

/// Makes the pictures while the tile is near.
fn keep_making(
    ui: Ui,
    element: NodeRef<leptos::html::Div>,
    group: Vec<(InstanceId, u32)>,
    pixels: u64,
    made: RwSignal<Made, LocalStorage>,
) {
    let near = far_and_near(element);
    let turn = Rc::new(Cell::new(0_u64));
    on_cleanup({
        let turn = StoredValue::new_local(Rc::clone(&turn));
        move || {
            turn.try_update_value(|turn| turn.set(turn.get() + 1));
        }
    });
    Effect::new(move |_| {
        let near = near.get();
        if made.with_untracked(|made| made.finished) {
            return;
        }
        turn.set(turn.get() + 1);
        if !near {
            return;
        }
        let (now, of) = (turn.get(), Rc::clone(&turn));
        let wanted: Rc<dyn Fn() -> bool> = Rc::new(move || of.get() == now);
        let group = group.clone();
        spawn_local(async move {
            let report = |laid: &Laid, finished: bool| {
                let first = laid.parts.first().filter(|_| finished);
                let pictures = first.map(|part| {
                    let whole = part.projection.clone().finished();
                    (Rc::new(whole.brightest), Rc::new(whole.darkest))
                });
                let within = first.map_or(Vec::new(), |part| part.within.clone());
                let tried = laid.tried();
                let _ = made.try_set(Made {
                    apart: tried.saturating_sub(laid::count(&within) + laid::count(&laid.failed)),
                    pictures,
                    within,
                    tried,
                    finished,
                });
                if finished {
                    ui.could_not_show(&laid.failed);
                }
            };
            projections::lay(group, pixels, Urgency::Sheet, wanted, report).await;
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_neither_too_small_to_be_read_nor_larger_than_needed() {
        assert_eq!(picture_width(512, 512), 384.0);
        assert_eq!(picture_width(64, 64), 160.0);
        assert_eq!(picture_width(4_000, 2_000), 960.0);
        assert_eq!(picture_width(1_000, 2_000), 480.0);
    }

    #[test]
    fn two_pictures_stand_side_by_side_and_one_alone() {
        assert_eq!(width(512, 512, 1), 384.0);
        assert_eq!(width(512, 512, 20), 2.0 * 384.0 + GAP);
    }

    #[test]
    fn a_caption_says_how_far_it_is_and_what_is_left_out() {
        let made = Made {
            tried: 48,
            ..Made::default()
        };
        assert_eq!(caption(&made, (512, 512), 300, false), "48 of 300 frames");
        let done = Made {
            finished: true,
            ..made
        };
        assert_eq!(caption(&done, (512, 512), 300, false), "512 × 512");
        assert!(caption(&done, (512, 512), 300, true).contains("too small to read"));
        let apart = Made { apart: 2, ..done };
        assert!(caption(&apart, (512, 512), 300, true).contains("without 2 that would hide"));
    }
}
