//! Two pictures that stand for all images of one size and kind: the brightest and the darkest of them, over their full
//! range of values, large enough to be read.
//!
//! A picture is seen when it has been drawn, and nine tenths of it in view (on a page of several that need a look, all of
//! it), for half a second; both together are a look at every frame that is in them. It is made when it comes near, and let
//! go of when it is far before it is done.

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev;
use leptos::html::{button, canvas, div, span};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::plan::{self, Plan, size};
use crate::controllers::projections;
use crate::pool::Urgency;
use crate::state::ui::Ui;
use crate::state::ui::laid;
use crate::state::ui::laid::Laid;
use crate::state::ui::projected::Ends;
use crate::state::ui::together::Sight;
use crate::views::in_view::{self, far_and_near};
use crate::views::thumb;
use crate::views::viewer::seen::{MANY, after};
use crate::words::{count, thousands};
use darkroom::catalogue::{InstanceId, SeriesId};
use darkroom::pixels::{Picture, Rect};
use darkroom::review::FrameRun;

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
    rows: u32,
    least: f64,
    whole: bool,
    black: StoredValue<Vec<Rect>>,
}

/// The tile of some images of the series `id`.
pub fn tile(ui: Ui, id: SeriesId, name: String, plan: Plan) -> AnyView {
    let Plan {
        group,
        width: one,
        least,
        whole,
        black,
        place,
    } = plan;
    let first = group.first().map(|(image, _)| *image);
    let (Some(first), Some((columns, rows))) = (first, size(ui, &group)) else {
        return ().into_any();
    };
    let all: usize = group.iter().map(|(_, frames)| *frames as usize).sum();
    let look = Look {
        made: RwSignal::new_local(Made::default()),
        had: RwSignal::new([false, all <= 1]),
        small: RwSignal::new(false),
        columns,
        rows,
        least,
        whole,
        black: StoredValue::new(black),
    };
    let made = look.made;
    keep_noting(ui, look, (id, place));
    let element = NodeRef::<leptos::html::Div>::new();
    let pixels = u64::from(columns) * u64::from(rows);
    keep_making(ui, element, group, pixels, made);
    let ends = [Ends::Brightest, Ends::Darkest];
    // One picture is its own brightest and darkest.
    let shown = if all > 1 { &ends[..] } else { &ends[..1] };
    let pictures = shown.iter().map(|&ends| {
        let label = format!("{} of {name}, enlarge", ends.words());
        end_button(ui, label, look, ends, move |_| {
            if place.is_some() {
                ui.look_by_itself(id);
            }
            ui.show_all_of(id, first, ends)
        })
    });
    div()
        .node_ref(element)
        .class("tile")
        .style(("--one", format!("{one}px")))
        .style(("--wide", format!("{}px", plan::width(one, all))))
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

/// Notes what has been seen of a tile.
fn keep_noting(ui: Ui, look: Look, (id, place): (SeriesId, Option<usize>)) {
    let made = look.made;
    let sight = Memo::new(move |_| {
        made.with(|made| match made {
            Made {
                finished: false, ..
            } => Sight::Coming,
            Made { pictures: None, .. } => Sight::Cannot,
            _ if look.had.get() == [true, true] && made.apart == 0 => Sight::Had,
            Made { apart, .. } if *apart > 0 || look.small.get() => Sight::Cannot,
            _ => Sight::Coming,
        })
    });
    Effect::new(move |_| {
        let done = made.with(|made| made.finished && made.pictures.is_some());
        if done && look.had.get() == [true, true] {
            let within = made.with_untracked(|made| made.within.clone());
            look.black.with_value(|black| ui.saw(&within, black));
        }
        let (sight, Some(place)) = (sight.get(), place) else {
            return;
        };
        ui.together.sights.update(|sights| {
            if let Some(of) = sights.get_mut(&id).and_then(|groups| groups.get_mut(place)) {
                *of = sight;
            }
        });
    });
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

/// One of the two pictures.
fn end(ui: Ui, look: Look, (ends, place): (Ends, usize)) -> AnyView {
    let Look { made, had, .. } = look;
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
            let draw = |black: &Vec<Rect>| thumb::draw_whole(&canvas, &picture, black);
            drawn.set(look.black.with_value(draw).is_some());
        }
    });
    let in_view = match look.whole {
        true => in_view::wholly(element),
        false => in_view::mostly(element),
    };
    let looks = StoredValue::new(0_u64);
    Effect::new(move |_| {
        // A panel lies over the sheet.
        let begins = drawn.get() && in_view.get() && ui.panel.get().is_none();
        looks.update_value(|looks| *looks += 1);
        if !begins || had.with_untracked(|had| had.get(place) == Some(&true)) {
            return;
        }
        let number = looks.get_value();
        let still = move || looks.try_get_value() == Some(number);
        note(element, look, place, still);
    });
    canvas()
        .node_ref(element)
        .attr("width", "1")
        .attr("height", "1")
        // Its room is there before it is.
        .style(("aspect-ratio", format!("{} / {}", look.columns, look.rows)))
        .attr("aria-hidden", "true")
        .into_any()
}

/// Notes one of the two pictures as seen, once it is large enough to be read: the window may yet grow.
fn note(
    element: NodeRef<leptos::html::Canvas>,
    look: Look,
    place: usize,
    still: impl Fn() -> bool + Copy + 'static,
) {
    after(MANY, still, move || {
        let legible = legible(element, look);
        look.small.set(!legible);
        if !legible {
            return note(element, look, place, still);
        }
        look.had.update(|had| {
            if let Some(had) = had.get_mut(place) {
                *had = true;
            }
        });
    });
}

/// Whether what is drawn of a picture is large enough on the screen to be read.
fn legible(element: NodeRef<leptos::html::Canvas>, look: Look) -> bool {
    let Some(canvas) = element.try_get_untracked().flatten() else {
        return false;
    };
    let rect = canvas.get_bounding_client_rect();
    let scale = drawn_width(&canvas, &rect) / f64::from(look.columns.max(1));
    scale * window().device_pixel_ratio() >= look.least
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
