//! The picture's pixels on a canvas, windowed, with the painted rectangles in solid black as they will be in the file.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::wasm_bindgen::{Clamped, JsCast};

use super::place::Fit;
use crate::state::ui::projected::Ends;
use crate::state::ui::viewer::Draft;
use crate::state::ui::viewer::Shown;
use crate::state::ui::{Ui, both};
use darkroom::pixels::{FrameRegion, Picture, Rect, Renderer, Samples, Window};
use darkroom::review::RegionId;

/// Above this many pixels a picture that is shown smaller than life is drawn from a reduced copy.
const LARGE: u64 = 4_000_000;

/// What is kept between two drawings.
#[derive(Default)]
struct Kept {
    renderer: Renderer,
    rgba: Vec<u8>,
    /// What `rgba` holds: which picture, reduced by which factor, in which window.
    drawn: Option<(Rc<Picture>, u32, Option<Window>)>,
    /// A picture, by which factor it was reduced, and the reduced copy.
    reduced: Option<(Rc<Picture>, u32, Rc<Picture>)>,
}

/// The regions that reach the image in view.
pub fn reaching(ui: Ui) -> Memo<Vec<(RegionId, FrameRegion)>> {
    Memo::new(move |_| {
        ui.viewer
            .shown
            .with(Shown::of)
            .map(|(instance, _)| {
                both(ui.session, |catalogue, review| {
                    review.reaching(catalogue, instance)
                })
            })
            .unwrap_or_default()
    })
}

/// The rectangles that are black in all of what is in view. On many frames a region that is not painted on all of them
/// hides nothing: in the others there may be text behind it.
pub fn black(ui: Ui, regions: Memo<Vec<(RegionId, FrameRegion)>>) -> Memo<Vec<(RegionId, Rect)>> {
    Memo::new(move |_| {
        let frame = ui.viewer.shown.with(Shown::of).map(|(_, frame)| frame);
        let many = ui.viewer.projection().is_some();
        let is_black = |id: RegionId, region: &FrameRegion| {
            if !many {
                return frame.is_some_and(|frame| region.frames.contains(frame));
            }
            both(ui.session, |catalogue, review| {
                let drawn = review.region(id);
                drawn.is_some_and(|drawn| {
                    ui.scope
                        .with(|scope| review.is_on_all(catalogue, drawn, scope))
                })
            })
        };
        regions.with(|regions| {
            regions
                .iter()
                .filter(|(id, region)| is_black(*id, region))
                .map(|(id, region)| (*id, region.rect))
                .collect()
        })
    })
}

/// The canvas, its backing store kept in step with everything that shows on it.
pub fn canvas(ui: Ui, fit: Memo<Fit>) -> AnyView {
    let viewer = ui.viewer;
    let element = NodeRef::<leptos::html::Canvas>::new();
    let kept = StoredValue::new_local(Kept::default());
    let regions = reaching(ui);
    let black = black(ui, regions);
    // Drawn in this frame of the screen; and whether something has changed since.
    let (drawn, stale) = (StoredValue::new(false), StoredValue::new(false));
    // How far a large picture may be reduced without losing a pixel of the screen.
    let reduction = Memo::new(move |_| {
        let (columns, rows) = viewer.size()?;
        let large = u64::from(columns) * u64::from(rows) > LARGE;
        let density = window().device_pixel_ratio().max(1.0);
        let factor = (1.0 / (fit.get().scale.max(0.01) * density))
            .floor()
            .clamp(1.0, 16.0);
        Some(if large { factor as u32 } else { 1 })
    });
    let redraw = move || {
        let canvas = element.try_get_untracked().flatten();
        if let (Some(canvas), Some(black)) = (canvas, black.try_get_untracked()) {
            let by = reduction.try_get_untracked().flatten().unwrap_or(1);
            kept.try_update_value(|kept| draw(ui, &canvas, kept, &black, by));
        }
    };
    Effect::new(move |_| {
        viewer.shown.track();
        viewer.window.track();
        viewer.draft.track();
        viewer.surface.track();
        viewer.projected.track();
        black.track();
        reduction.track();
        if element.get().is_none() {
            return;
        }
        // The first change is drawn at once, without waiting for the screen; those that follow, with its next frame.
        if drawn.get_value() {
            return stale.set_value(true);
        }
        redraw();
        drawn.set_value(true);
        request_animation_frame(move || {
            // The step may have been left meanwhile.
            if drawn.try_set_value(false).is_none() && stale.try_get_value() == Some(true) {
                stale.set_value(false);
                redraw();
            }
        });
    });
    let at = move || {
        let of = viewer.shown.with(Shown::of)?;
        ui.frames
            .with(|frames| frames.iter().position(|frame| *frame == of))
            .map(|place| place + 1)
    };
    leptos::html::canvas()
        .node_ref(element)
        .class("pixels")
        .class(("crisp", move || fit.get().scale >= 3.0))
        .attr("data-testid", "viewer")
        .attr("role", "img")
        .attr("aria-label", "The picture, with what is painted black")
        .attr("data-frame", at)
        .attr("data-frames", move || ui.frames.with(Vec::len))
        .attr("data-projection", move || {
            viewer
                .projection()
                .and(viewer.surface.get())
                .map(Ends::name)
        })
        .attr("data-projected", move || {
            let on = viewer.surface.get().is_some();
            on.then(|| viewer.projected.with(|projected| projected.state()))
        })
        .attr("data-columns", move || {
            viewer.size().map(|(columns, _)| columns)
        })
        .attr("data-rows", move || viewer.size().map(|(_, rows)| rows))
        .into_any()
}

fn draw(
    ui: Ui,
    canvas: &web_sys::HtmlCanvasElement,
    kept: &mut Kept,
    black: &[(RegionId, Rect)],
    by: u32,
) -> Option<()> {
    let full = untrack(move || ui.viewer.picture())?;
    // What is drawn by a pixel's neighbours is drawn of the whole picture.
    let is_local = untrack(|| ui.viewer.window_of(&full)).is_some_and(|window| window.is_local());
    let by = if is_local { 1 } else { by };
    let picture = if by > 1 {
        reduced(kept, by, &full)
    } else {
        full.clone()
    };
    let window = untrack(|| ui.viewer.window_of(&full));
    let is_drawn = kept.drawn.as_ref().is_some_and(|(drawn, factor, through)| {
        Rc::ptr_eq(drawn, &full) && *factor == by && *through == window
    });
    // Colour pictures without an overlay are drawn as they are.
    let as_they_are = match &picture.samples {
        Samples::Rgba(bytes) if picture.overlay.is_none() => Some(bytes),
        _ => None,
    };
    if !is_drawn && as_they_are.is_none() {
        let through = window.clone().unwrap_or_else(Window::of_colour);
        kept.renderer.render(&picture, &through, &mut kept.rgba);
        lay_over(&mut kept.rgba, picture.overlay.as_deref());
        kept.drawn = Some((full.clone(), by, window));
    }
    if canvas.width() != picture.columns || canvas.height() != picture.rows {
        canvas.set_width(picture.columns);
        canvas.set_height(picture.rows);
    }
    let context = canvas
        .get_context("2d")
        .ok()??
        .dyn_into::<web_sys::CanvasRenderingContext2d>()
        .ok()?;
    let rgba = as_they_are.unwrap_or(&kept.rgba);
    let image = web_sys::ImageData::new_with_u8_clamped_array_and_sh(
        Clamped(rgba),
        picture.columns,
        picture.rows,
    )
    .ok()?;
    context.put_image_data(&image, 0.0, 0.0).ok()?;
    context.set_fill_style_str("#000");
    let draft = ui.viewer.draft.get_untracked();
    let rects = black.iter().map(|(id, rect)| match draft {
        Some(Draft::Change(changed, moved)) if changed == *id => moved,
        _ => *rect,
    });
    for rect in rects {
        if let Some(Rect {
            x,
            y,
            width,
            height,
        }) = rect.clipped(full.columns, full.rows)
        {
            // Of a reduced picture only pixels that lie in it whole: what is beside it is to be seen.
            let (left, top) = (x.div_ceil(by), y.div_ceil(by));
            let end = |start: u32, length: u32, most: u32| match start + length >= most {
                true => most.div_ceil(by),
                false => (start + length) / by,
            };
            let (right, bottom) = (end(x, width, full.columns), end(y, height, full.rows));
            context.fill_rect(
                left.into(),
                top.into(),
                right.saturating_sub(left).into(),
                bottom.saturating_sub(top).into(),
            );
        }
    }
    Some(())
}

/// How much of an overlay's level is drawn, of 255: what lies beneath leaves without it, and is to be seen.
const OVERLAY: u16 = 110;

/// Draws an overlay in white, and in black where the picture is bright, so that the picture shows through.
fn lay_over(rgba: &mut [u8], overlay: Option<&[u8]>) {
    let bits = overlay.unwrap_or_default().iter();
    let bits = bits.flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
    for (pixel, drawn) in rgba.as_chunks_mut::<4>().0.iter_mut().zip(bits) {
        if drawn {
            let bright = pixel[1] >= 128;
            let level: u16 = if bright { 0 } else { 255 };
            for value in pixel.iter_mut().take(3) {
                let mixed = level * OVERLAY + u16::from(*value) * (255 - OVERLAY);
                *value = (mixed / 255) as u8;
            }
        }
    }
}

fn reduced(kept: &mut Kept, by: u32, picture: &Rc<Picture>) -> Rc<Picture> {
    if let Some((of, kept_by, copy)) = &kept.reduced
        && Rc::ptr_eq(of, picture)
        && *kept_by == by
    {
        return copy.clone();
    }
    let copy = Rc::new(reduce(picture, by));
    kept.reduced = Some((picture.clone(), by, copy.clone()));
    copy
}

/// Means of `by` × `by` pixels, of fewer at the right and at the foot, so that thin letters fade but do not vanish as they
/// would if pixels were skipped.
fn reduce(picture: &Picture, by: u32) -> Picture {
    let (columns, rows) = (picture.columns.div_ceil(by), picture.rows.div_ceil(by));
    let (stride, lines) = (picture.columns as usize, picture.rows as usize);
    let by = by as usize;
    let (wide, high) = (columns as usize, rows as usize);
    // How many pixels there are in a cell, of so many along a line or a column.
    let along = |cell: usize, all: usize| by.min(all.saturating_sub(cell * by)).max(1);
    let area = |column: usize, row: usize| (along(column, stride) * along(row, lines)) as u32;
    let samples = match &picture.samples {
        Samples::Grey {
            values,
            slope,
            intercept,
            inverted,
        } => {
            let mut out = Vec::with_capacity(wide * high);
            let mut sums = vec![0_u32; wide];
            for row in 0..high {
                sums.fill(0);
                for line in values.chunks(stride).skip(row * by).take(by) {
                    for (sum, block) in sums.iter_mut().zip(line.chunks(by)) {
                        *sum += block.iter().map(|value| u32::from(*value)).sum::<u32>();
                    }
                }
                let mean = |(column, sum): (usize, &u32)| {
                    (sum / area(column, row)).min(u32::from(u16::MAX)) as u16
                };
                out.extend(sums.iter().enumerate().map(mean));
            }
            Samples::Grey {
                values: out,
                slope: *slope,
                intercept: *intercept,
                inverted: *inverted,
            }
        }
        Samples::Rgba(bytes) => {
            let mut out = Vec::with_capacity(wide * high * 4);
            let mut sums = vec![[0_u32; 4]; wide];
            for row in 0..high {
                sums.fill([0; 4]);
                for line in bytes.chunks(stride * 4).skip(row * by).take(by) {
                    for (sum, block) in sums.iter_mut().zip(line.chunks(by * 4)) {
                        for pixel in block.as_chunks::<4>().0 {
                            for (sum, value) in sum.iter_mut().zip(pixel) {
                                *sum += u32::from(*value);
                            }
                        }
                    }
                }
                let means = |(column, sums): (usize, &[u32; 4])| {
                    let area = area(column, row);
                    sums.map(|sum| (sum / area).min(255) as u8)
                };
                out.extend(sums.iter().enumerate().flat_map(means));
            }
            Samples::Rgba(out)
        }
    };
    Picture {
        columns,
        rows,
        samples,
        windows: picture.windows.clone(),
        colours: picture.colours.clone(),
        grid: picture.grid,
        overlay: picture
            .overlay
            .as_ref()
            .map(|overlay| reduce_bits(overlay, (stride, columns, rows), by)),
    }
}

/// Every pixel in which there is a drawn one; `stride` is how many there are in a line of the larger picture.
fn reduce_bits(bits: &[u8], (stride, columns, rows): (usize, u32, u32), by: usize) -> Vec<u8> {
    let (columns, rows) = (columns as usize, rows as usize);
    let mut out = vec![0; (columns * rows).div_ceil(8)];
    let drawn = (0..bits.len() * 8).filter(|at| {
        bits.get(at / 8)
            .is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    });
    for at in drawn {
        let (x, y) = (at % stride / by, at / stride / by);
        let place = y * columns + x;
        if x < columns
            && let Some(byte) = out.get_mut(place / 8)
        {
            *byte |= 1 << (place % 8);
        }
    }
    out
}
