//! Arithmetic of rectangles under the pointer: what a press hits, what a drag makes of it. Plain functions; rectangles
//! are in stored pixels, points in CSS pixels of the stage.

use super::place::Fit;
use darkroom::pixels::{Rect, SLIP};

/// A press that moves less than this many CSS pixels is a click.
const CLICK: f64 = 3.0;
/// Handles reach this many CSS pixels into the region.
const NEAR: f64 = 12.0;
/// And this many out of it.
const DRAWN: f64 = 5.0;

/// Which edges a grip draws: -1, 0, 1 along each axis.
pub type Grip = (i8, i8);

/// Columns and rows of a picture.
pub type Size = (u32, u32);

/// The eight grips of a rectangle: -1, 0, 1 along each axis.
const GRIPS: [Grip; 8] = [
    (-1, -1),
    (0, -1),
    (1, -1),
    (1, 0),
    (1, 1),
    (0, 1),
    (-1, 1),
    (-1, 0),
];

/// Grips that a rectangle offers at a scale: corners only when a side is under 48 CSS pixels.
pub fn grips(rect: Rect, scale: f64) -> impl Iterator<Item = Grip> {
    let small = f64::from(rect.width.min(rect.height)) * scale < 48.0;
    GRIPS
        .into_iter()
        .filter(move |(x, y)| !small || (*x != 0 && *y != 0))
}

/// Whether a press has moved so far that it is no click.
pub fn far(from: (f64, f64), at: (f64, f64)) -> bool {
    (from.0 - at.0).abs().max((from.1 - at.1).abs()) >= CLICK
}

/// Whether a point lies in a rectangle, its edges included.
pub fn inside(fit: Fit, rect: Rect, at: (f64, f64)) -> bool {
    let (x, y) = fit.stored(at);
    let within = |at: f64, start: u32, length: u32| {
        (f64::from(start)..=f64::from(start) + f64::from(length)).contains(&at)
    };
    within(x, rect.x, rect.width) && within(y, rect.y, rect.height)
}

/// The grip of a rectangle that a point takes hold of.
pub fn grip_at(fit: Fit, rect: Rect, at: (f64, f64)) -> Option<Grip> {
    let along = |grip: i8, start: u32, length: u32| {
        f64::from(start) + f64::from(length) * (f64::from(grip) + 1.0) / 2.0
    };
    let (x, y) = fit.stored(at);
    let distance = |(gx, gy): &Grip| {
        let dx = (along(*gx, rect.x, rect.width) - x).abs();
        let dy = (along(*gy, rect.y, rect.height) - y).abs();
        dx.max(dy) * fit.scale
    };
    // Outside the region a grip is no larger than it is drawn, so that the next line of text can be painted close by.
    // On a small region the grips would leave nothing to take hold of for moving.
    let near = if inside(fit, rect, at) {
        NEAR.min(f64::from(rect.width.min(rect.height)) * fit.scale / 3.0)
    } else {
        DRAWN
    };
    grips(rect, fit.scale)
        .filter(|grip| distance(grip) <= near)
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// The rectangle between two points, on whole pixels, clipped to the picture.
pub fn between(size: Size, fit: Fit, from: (f64, f64), at: (f64, f64)) -> Option<Rect> {
    let (ax, ay) = fit.stored(from);
    let (bx, by) = fit.stored(at);
    edges(ax.min(bx), ay.min(by), ax.max(bx), ay.max(by), size)
}

fn edges(left: f64, top: f64, right: f64, bottom: f64, (columns, rows): Size) -> Option<Rect> {
    let snap = |at: f64, most: u32| at.round().clamp(0.0, f64::from(most)) as u32;
    let (x, y) = (snap(left, columns), snap(top, rows));
    let (right, bottom) = (snap(right, columns), snap(bottom, rows));
    let (width, height) = (right.checked_sub(x)?, bottom.checked_sub(y)?);
    (width > 0 && height > 0).then_some(Rect {
        x,
        y,
        width,
        height,
    })
}

/// A rectangle that was moved, or drawn out by a grip, as far as from one point to another.
pub fn changed(
    (columns, rows): Size,
    fit: Fit,
    grip: Option<Grip>,
    start: Rect,
    (from, at): ((f64, f64), (f64, f64)),
) -> Option<Rect> {
    let scale = if fit.scale > 0.0 { fit.scale } else { 1.0 };
    let (dx, dy) = ((at.0 - from.0) / scale, (at.1 - from.1) / scale);
    let Some((gx, gy)) = grip else {
        let by = (dx.round() as i64, dy.round() as i64);
        return Some(shifted(start, by, (columns, rows)));
    };
    let (left, top) = (f64::from(start.x), f64::from(start.y));
    let (right, bottom) = (left + f64::from(start.width), top + f64::from(start.height));
    let pull = |grip: i8, side: i8, edge: f64, by: f64| if grip == side { edge + by } else { edge };
    let (left, right) = (pull(gx, -1, left, dx), pull(gx, 1, right, dx));
    let (top, bottom) = (pull(gy, -1, top, dy), pull(gy, 1, bottom, dy));
    let columns = columns.max(start.x.saturating_add(start.width));
    let rows = rows.max(start.y.saturating_add(start.height));
    edges(
        left.min(right),
        top.min(bottom),
        left.max(right),
        top.max(bottom),
        (columns, rows),
    )
}

/// A region moved by whole pixels, kept within the picture, or no further out of it than it was.
pub fn shifted(rect: Rect, (dx, dy): (i64, i64), (columns, rows): Size) -> Rect {
    let shift = |start: u32, by: i64, length: u32, most: u32| {
        let last = i64::from(most.saturating_sub(length).max(start));
        u32::try_from((i64::from(start) + by).clamp(0, last)).unwrap_or(start)
    };
    Rect {
        x: shift(rect.x, dx, rect.width, columns),
        y: shift(rect.y, dy, rect.height, rows),
        ..rect
    }
}

/// A region made larger or smaller by whole pixels at its right and its foot: never too small to count, and no further
/// out of the picture than it was.
pub fn resized(rect: Rect, (dx, dy): (i64, i64), (columns, rows): Size) -> Rect {
    let grow = |length: u32, by: i64, start: u32, most: u32| {
        let longest = i64::from(most.saturating_sub(start).max(length)).max(1);
        let least = i64::from(SLIP).min(longest);
        u32::try_from((i64::from(length) + by).clamp(least, longest)).unwrap_or(length)
    };
    Rect {
        width: grow(rect.width, dx, rect.x, columns),
        height: grow(rect.height, dy, rect.y, rows),
        ..rect
    }
}
