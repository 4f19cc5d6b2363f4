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

/// A region moved by whole pixels, but within the picture, or no further out of it than it was.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIFE_SIZE: Fit = Fit {
        left: 0.0,
        top: 0.0,
        width: 100.0,
        height: 80.0,
        scale: 1.0,
    };
    const SIZE: Size = (100, 80);

    fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
        Rect {
            x,
            y,
            width,
            height,
        }
    }

    fn rects() -> impl Strategy<Value = Rect> {
        (0_u32..120, 0_u32..120, 1_u32..120, 1_u32..120).prop_map(|(x, y, w, h)| rect(x, y, w, h))
    }

    #[test]
    fn a_press_that_hardly_moves_is_a_click() {
        assert!(!far((10.0, 10.0), (12.9, 10.0)));
        assert!(far((10.0, 10.0), (13.0, 10.0)));
        assert!(far((10.0, 10.0), (10.0, 7.0)));
    }

    #[test]
    fn the_edges_of_a_rectangle_belong_to_it() {
        let of = rect(10, 10, 20, 20);
        for at in [(10.0, 10.0), (30.0, 30.0), (20.0, 10.0)] {
            assert!(inside(LIFE_SIZE, of, at));
        }
        assert!(!inside(LIFE_SIZE, of, (30.1, 20.0)));
        assert!(!inside(LIFE_SIZE, of, (20.0, 9.9)));
    }

    #[test]
    fn small_rectangles_offer_corners_alone() {
        assert_eq!(grips(rect(0, 0, 48, 48), 1.0).count(), 8);
        assert_eq!(grips(rect(0, 0, 47, 48), 1.0).count(), 4);
        assert_eq!(grips(rect(0, 0, 47, 48), 2.0).count(), 8);
        assert!(grips(rect(0, 0, 10, 10), 1.0).all(|(x, y)| x != 0 && y != 0));
    }

    #[test]
    fn a_grip_is_taken_near_its_corner_and_reaches_less_outside() {
        let of = rect(20, 20, 50, 50);
        assert_eq!(grip_at(LIFE_SIZE, of, (22.0, 22.0)), Some((-1, -1)));
        assert_eq!(grip_at(LIFE_SIZE, of, (70.0, 70.0)), Some((1, 1)));
        assert_eq!(grip_at(LIFE_SIZE, of, (45.0, 21.0)), Some((0, -1)));
        assert_eq!(grip_at(LIFE_SIZE, of, (45.0, 45.0)), None);
        assert_eq!(grip_at(LIFE_SIZE, of, (15.0, 15.0)), Some((-1, -1)));
        assert_eq!(grip_at(LIFE_SIZE, of, (14.0, 14.0)), None);
    }

    #[test]
    fn a_small_rectangle_keeps_room_to_be_moved() {
        assert_eq!(grip_at(LIFE_SIZE, rect(20, 20, 12, 12), (26.0, 26.0)), None);
    }

    #[test]
    fn a_rectangle_without_a_side_is_none() {
        assert_eq!(between(SIZE, LIFE_SIZE, (10.0, 10.0), (10.4, 40.0)), None);
        assert_eq!(between(SIZE, LIFE_SIZE, (120.0, 10.0), (130.0, 40.0)), None);
    }

    #[test]
    fn a_drag_without_a_grip_moves() {
        let moved = changed(
            SIZE,
            LIFE_SIZE,
            None,
            rect(10, 10, 20, 20),
            ((0.0, 0.0), (5.4, -3.0)),
        );
        assert_eq!(moved, Some(rect(15, 7, 20, 20)));
    }

    #[test]
    fn a_grip_draws_its_own_edges_and_no_others() {
        let start = rect(10, 10, 20, 20);
        let by = ((0.0, 0.0), (5.0, 4.0));
        let drawn = |grip| changed(SIZE, LIFE_SIZE, Some(grip), start, by);
        assert_eq!(drawn((1, 1)), Some(rect(10, 10, 25, 24)));
        assert_eq!(drawn((-1, 0)), Some(rect(15, 10, 15, 20)));
        assert_eq!(drawn((0, -1)), Some(rect(10, 14, 20, 16)));
    }

    #[test]
    fn an_edge_drawn_past_its_opposite_turns_the_rectangle_over() {
        let over = ((0.0, 0.0), (30.0, 0.0));
        let turned = changed(SIZE, LIFE_SIZE, Some((-1, 0)), rect(10, 10, 20, 20), over);
        assert_eq!(turned, Some(rect(30, 10, 10, 20)));
    }

    #[test]
    fn a_region_that_hangs_over_a_smaller_picture_is_not_cut() {
        let start = rect(90, 10, 40, 20);
        let by = ((0.0, 0.0), (0.0, 6.0));
        assert_eq!(
            changed(SIZE, LIFE_SIZE, Some((0, 1)), start, by),
            Some(rect(90, 10, 40, 26))
        );
        assert_eq!(shifted(start, (20, 0), SIZE), start);
    }

    #[test]
    fn a_region_does_not_shrink_to_a_slip() {
        let small = resized(rect(10, 10, 20, 20), (-100, -100), SIZE);
        assert_eq!(small, rect(10, 10, SLIP, SLIP));
        assert_eq!(
            resized(rect(10, 10, 20, 20), (5, 0), SIZE),
            rect(10, 10, 25, 20)
        );
        assert_eq!(
            resized(rect(90, 10, 5, 20), (100, 0), SIZE),
            rect(90, 10, 10, 20)
        );
    }

    proptest! {
        #[test]
        fn what_is_drawn_lies_in_the_picture_whichever_way_it_was_drawn(
            ax in -50.0..200.0, ay in -50.0..200.0, bx in -50.0..200.0, by in -50.0..200.0,
        ) {
            let one = between(SIZE, LIFE_SIZE, (ax, ay), (bx, by));
            prop_assert_eq!(one, between(SIZE, LIFE_SIZE, (bx, by), (ax, ay)));
            if let Some(one) = one {
                prop_assert!(rect(0, 0, SIZE.0, SIZE.1).contains(one));
            }
        }

        #[test]
        fn moving_keeps_the_size_and_never_leads_further_out(
            start in rects(), dx in -300_i64..300, dy in -300_i64..300,
        ) {
            let moved = shifted(start, (dx, dy), SIZE);
            prop_assert_eq!((moved.width, moved.height), (start.width, start.height));
            let end = |rect: Rect| (rect.x + rect.width, rect.y + rect.height);
            prop_assert!(end(moved).0 <= end(start).0.max(SIZE.0));
            prop_assert!(end(moved).1 <= end(start).1.max(SIZE.1));
        }

        #[test]
        fn resizing_keeps_the_corner_and_never_leads_further_out(
            start in rects(), dx in -300_i64..300, dy in -300_i64..300,
        ) {
            let new = resized(start, (dx, dy), SIZE);
            prop_assert_eq!((new.x, new.y), (start.x, start.y));
            prop_assert!(new.width >= 1 && new.height >= 1);
            prop_assert!(new.x + new.width <= (start.x + start.width).max(SIZE.0).max(start.x + 1));
            prop_assert!(new.y + new.height <= (start.y + start.height).max(SIZE.1).max(start.y + 1));
        }

        #[test]
        fn a_grip_is_one_that_the_rectangle_offers(
            start in rects(), x in -20.0..250.0, y in -20.0..250.0,
        ) {
            if let Some(grip) = grip_at(LIFE_SIZE, start, (x, y)) {
                prop_assert!(grips(start, 1.0).any(|offered| offered == grip));
            }
        }
    }
}
