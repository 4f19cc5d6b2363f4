//! Lines that lie over each other, made one: what was found in several frames, or in several ways.

use crate::pixels::Rect;

/// The area of both.
pub fn shared(one: Rect, other: Rect) -> u64 {
    let along = |start: u32, length: u32, other: u32, its: u32| {
        let end = start.saturating_add(length).min(other.saturating_add(its));
        u64::from(end.saturating_sub(start.max(other)))
    };
    along(one.x, one.width, other.x, other.width) * along(one.y, one.height, other.y, other.height)
}

/// How many pixels it has.
pub fn area(rect: Rect) -> u64 {
    u64::from(rect.width) * u64::from(rect.height)
}

/// Whether most of a rectangle lies within another.
pub fn is_mostly_within(rect: Rect, other: Rect) -> bool {
    shared(rect, other) * 10 >= area(rect) * 8
}
