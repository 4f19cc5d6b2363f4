//! Lines that lie over each other, found in several frames or in several ways; and parts of one line, between which
//! letters fade into the picture.

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

/// How far apart two parts of one line may be, in parts of its height.
const WIDEST_GAP: u32 = 3;

/// The first of two rectangles, as far as the other, if both are parts of one line: as high as each other, on one base,
/// with a gap between them.
pub fn bridged(one: Rect, other: Rect) -> Option<Rect> {
    let end = one.x.saturating_add(one.width);
    let gap = other.x.checked_sub(end)?;
    let (low, high) = (one.height.min(other.height), one.height.max(other.height));
    let bottoms = one
        .y
        .saturating_add(one.height)
        .abs_diff(other.y.saturating_add(other.height));
    let is_one_line = high <= low.saturating_mul(3) / 2
        && one.y.abs_diff(other.y).max(bottoms) <= low / 3
        && gap <= low.saturating_mul(WIDEST_GAP);
    is_one_line.then(|| {
        let y = one.y.min(other.y);
        let bottom = one
            .y
            .saturating_add(one.height)
            .max(other.y.saturating_add(other.height));
        Rect {
            x: one.x,
            y,
            width: other.x.saturating_sub(one.x),
            height: bottom.saturating_sub(y),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
        Rect {
            x,
            y,
            width,
            height,
        }
    }

    #[test]
    fn parts_of_one_line_are_bridged_and_two_lines_are_not() {
        let one = rect(10, 100, 50, 20);
        assert_eq!(
            bridged(one, rect(90, 102, 60, 19)),
            Some(rect(10, 100, 80, 21))
        );
        for other in [
            rect(90, 115, 60, 20),
            rect(200, 100, 60, 20),
            rect(90, 100, 60, 40),
        ] {
            assert_eq!(bridged(one, other), None);
        }
    }

    #[test]
    fn what_lies_mostly_within_another_is_there() {
        assert!(is_mostly_within(rect(0, 0, 10, 10), rect(0, 0, 9, 10)));
        assert!(!is_mostly_within(rect(0, 0, 10, 10), rect(5, 0, 10, 10)));
    }
}
