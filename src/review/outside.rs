//! What lies outside of rectangles, in rectangles; and whether nothing of a rectangle lies outside of others.
//!
//! In come rectangles that are to stay and the picture's size; out come rectangles that do not overlap, cover all the
//! rest and nothing of what stays.

use crate::pixels::Rect;

/// Covers what lies in none of `keep`. At most four rectangles for one that stays; bands from top to bottom for more.
pub fn outside(keep: &[Rect], columns: u32, rows: u32) -> Vec<Rect> {
    let keep: Vec<Rect> = keep
        .iter()
        .filter_map(|rect| rect.clipped(columns, rows))
        .collect();
    let edges = keep.iter().flat_map(|rect| [rect.y, rect.y + rect.height]);
    let mut edges: Vec<u32> = edges.chain([0, rows]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut out: Vec<Rect> = Vec::new();
    // Rectangles of the band above, which grow downwards while the next band leaves the same gap.
    let mut above: Vec<usize> = Vec::new();
    for (y, end) in edges.iter().zip(edges.iter().skip(1)) {
        let height = end - y;
        let mut band = Vec::new();
        for (x, right) in gaps(&keep, *y, columns) {
            let width = right - x;
            let grown = above.iter().copied().find(|&index| {
                out.get(index)
                    .is_some_and(|rect| rect.x == x && rect.width == width)
            });
            if let Some(index) = grown
                && let Some(rect) = out.get_mut(index)
            {
                rect.height += height;
                band.push(index);
                continue;
            }
            band.push(out.len());
            out.push(Rect {
                x,
                y: *y,
                width,
                height,
            });
        }
        above = band;
    }
    out
}

/// From and to of what no rectangle covers in the row `y`.
fn gaps(keep: &[Rect], y: u32, columns: u32) -> Vec<(u32, u32)> {
    let mut spans: Vec<(u32, u32)> = keep
        .iter()
        .filter(|rect| (rect.y..rect.y + rect.height).contains(&y))
        .map(|rect| (rect.x, rect.x + rect.width))
        .collect();
    spans.sort_unstable();
    let mut gaps = Vec::new();
    let mut at = 0;
    for (start, end) in spans {
        if start > at {
            gaps.push((at, start));
        }
        at = at.max(end);
    }
    if at < columns {
        gaps.push((at, columns));
    }
    gaps
}

/// Whether rectangles together lie over every pixel of `target`.
pub fn covers(over: &[Rect], target: Rect) -> bool {
    if target.width == 0 || target.height == 0 || over.iter().any(|rect| rect.contains(target)) {
        return true;
    }
    let Some((first, rest)) = over.split_first() else {
        return false;
    };
    let end = |start: u32, length: u32| start.saturating_add(length);
    let (left, right) = (
        target.x.max(first.x),
        end(target.x, target.width).min(end(first.x, first.width)),
    );
    let (top, bottom) = (
        target.y.max(first.y),
        end(target.y, target.height).min(end(first.y, first.height)),
    );
    if left >= right || top >= bottom {
        return covers(rest, target);
    }
    let between = |x: u32, y: u32, right: u32, bottom: u32| Rect {
        x,
        y,
        width: right.saturating_sub(x),
        height: bottom.saturating_sub(y),
    };
    let (far, foot) = (end(target.x, target.width), end(target.y, target.height));
    [
        between(target.x, target.y, far, top),
        between(target.x, bottom, far, foot),
        between(target.x, top, left, bottom),
        between(right, top, far, bottom),
    ]
    .into_iter()
    .all(|part| covers(rest, part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
        Rect {
            x,
            y,
            width,
            height,
        }
    }

    #[test]
    fn one_rectangle_leaves_four_around_it() {
        let around = outside(&[rect(10, 20, 30, 40)], 100, 80);
        let expected = [
            rect(0, 0, 100, 20),
            rect(0, 20, 10, 40),
            rect(40, 20, 60, 40),
            rect(0, 60, 100, 20),
        ];
        assert_eq!(around, expected);
    }

    #[test]
    fn a_rectangle_in_a_corner_leaves_two_and_the_whole_picture_none() {
        assert_eq!(outside(&[rect(0, 0, 30, 40)], 100, 80).len(), 2);
        assert_eq!(outside(&[rect(0, 0, 900, 900)], 100, 80), []);
        assert_eq!(outside(&[], 100, 80), [rect(0, 0, 100, 80)]);
    }

    #[test]
    fn a_gap_that_two_bands_share_is_one_rectangle() {
        // Two areas one above the other, of one width: the sides are not cut where they meet.
        let around = outside(&[rect(10, 0, 20, 40), rect(10, 40, 20, 40)], 100, 80);
        assert_eq!(around, [rect(0, 0, 10, 80), rect(30, 0, 70, 80)]);
    }

    proptest! {
        #[test]
        fn a_rectangle_is_covered_if_every_pixel_of_it_is(
            over in prop::collection::vec((0_u32..12, 0_u32..12, 0_u32..12, 0_u32..12), 0..7),
            (x, y, width, height) in (0_u32..12, 0_u32..12, 0_u32..8, 0_u32..8),
        ) {
            let over: Vec<Rect> = over.into_iter().map(|(x, y, w, h)| rect(x, y, w, h)).collect();
            let mut pixels = (y..y + height).flat_map(|y| (x..x + width).map(move |x| rect(x, y, 1, 1)));
            let each = pixels.all(|pixel| over.iter().any(|rect| rect.contains(pixel)));
            prop_assert_eq!(covers(&over, rect(x, y, width, height)), each);
        }

        #[test]
        fn every_pixel_is_kept_or_covered_once(
            keep in prop::collection::vec((0_u32..24, 0_u32..24, 0_u32..12, 0_u32..12), 0..6)
        ) {
            let keep: Vec<Rect> = keep.into_iter().map(|(x, y, w, h)| rect(x, y, w, h)).collect();
            let around = outside(&keep, 20, 18);
            for y in 0..18 {
                for x in 0..20 {
                    let pixel = rect(x, y, 1, 1);
                    let kept = keep.iter().any(|rect| rect.contains(pixel));
                    let covered = around.iter().filter(|rect| rect.contains(pixel)).count();
                    prop_assert_eq!(covered, usize::from(!kept));
                }
            }
        }
    }
}
