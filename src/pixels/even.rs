//! The window in which a person looks for text: every value in sight, and what lies on a flat ground stands out of it.
//!
//! In come the samples of a picture, out comes a curve from values to levels. Most of it is the full range; the rest is
//! given to where the pixels are, so that letters of 20 on a ground of 0 are grey on black although the picture's
//! values run to 4,095. Never: two values change places, or lose half of the distance that they have in the full
//! range.

use super::picture::{Window, WindowFunction};
use super::range::{self, Scale};

/// Its name among the windows of a picture.
pub const EVERY_VALUE: &str = "Every value";

/// How much of the levels goes by the value, and how much by the number of pixels that are darker. The first is so much
/// more than half that what is well apart in the full range keeps half of that once levels are rounded.
const BY_VALUE: f64 = 0.75;
const BY_PIXELS: f64 = 1.0 - BY_VALUE;

/// Levels between two knots of the curve.
const STEP: f64 = 0.25;

/// The window for these samples, which are rescaled so.
pub fn every_value(values: &[u16], slope: f64, intercept: f64) -> Window {
    let mut counts = vec![0_u32; 1 << 16];
    for &value in values {
        if let Some(count) = counts.get_mut(usize::from(value)) {
            *count = count.saturating_add(1);
        }
    }
    let present = || (0..=u16::MAX).zip(&counts).filter(|(_, count)| **count > 0);
    let occupied = range::occupied(values);
    let full = range::full(&occupied, slope, intercept);
    let scale = Scale::of(&occupied);
    let brightest = present().next_back().map_or(0, |(_, count)| *count);
    let others = (values.len() as f64 - f64::from(brightest)).max(1.0);
    let mut below = 0.0;
    let mut knots: Vec<(f64, f64)> = Vec::new();
    let mut last: Option<(f64, f64)> = None;
    for (value, count) in present() {
        let level = BY_VALUE * scale.level(value) + BY_PIXELS * 255.0 * (below / others).min(1.0);
        let here = (f64::from(value), level);
        // Where the curve rises by less it is as good as straight.
        let bends = knots.last().is_none_or(|knot| level - knot.1 >= STEP);
        if bends {
            // Up to the value before it nothing has happened.
            knots.extend(last.filter(|before| knots.last() != Some(before)));
            knots.push(here);
        }
        last = Some(here);
        below += f64::from(*count);
    }
    knots.extend(last.filter(|end| knots.last() != Some(end)));
    let rescaled = |value: f64| value * slope + intercept;
    if slope < 0.0 {
        knots.reverse();
        knots.iter_mut().for_each(|knot| knot.1 = 255.0 - knot.1);
    }
    knots.iter_mut().for_each(|knot| knot.0 = rescaled(knot.0));
    Window {
        name: EVERY_VALUE.to_owned(),
        function: WindowFunction::Bent { knots },
        ..full
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::picture::{Picture, Samples};
    use crate::pixels::render::Levels;
    use proptest::prelude::*;

    fn grey(values: &[u16], slope: f64, intercept: f64, inverted: bool) -> Picture {
        Picture {
            columns: values.len() as u32,
            rows: 1,
            samples: Samples::Grey {
                values: values.to_vec(),
                slope,
                intercept,
                inverted,
            },
            windows: Vec::new(),
            colours: None,
            grid: None,
            overlay: None,
        }
    }

    fn levels(values: &[u16], wanted: &[u16]) -> Vec<u8> {
        let window = every_value(values, 1.0, -1024.0);
        let levels = Levels::of(&window, 1.0, -1024.0, false).unwrap();
        wanted.iter().map(|value| levels.of_value(*value)).collect()
    }

    #[test]
    fn text_a_little_above_a_flat_ground_stands_out_of_it() {
        // Half of the pixels are air of 0, letters are 20, the rest is tissue and bone.
        let mut values = vec![0; 100_000];
        values.extend([20; 2_000]);
        values.extend((900..4_000).flat_map(|value| [value; 30]));
        let found = levels(&values, &[0, 20, 4_000 - 1]);
        assert_eq!((found[0], found[2]), (0, 255));
        assert!(found[1] >= 28, "{found:?}");
        // And one step of a flat ground.
        let mut values = vec![500; 60_000];
        values.extend([501; 1_000]);
        values.extend((0..4_000).step_by(4));
        let found = levels(&values, &[500, 501]);
        assert!(found[1] - found[0] >= 50, "{found:?}");
    }

    #[test]
    fn a_picture_of_one_value_has_a_window_too() {
        let window = every_value(&[7; 9], 2.0, 1.0);
        assert!(Levels::of(&window, 2.0, 1.0, false).is_some());
        assert!(Levels::of(&every_value(&[], 1.0, 0.0), 1.0, 0.0, false).is_some());
    }

    proptest! {
        #[test]
        fn it_shows_all_there_is_in_its_order(
            mut values in prop::collection::vec(any::<u16>(), 1..60),
            flat in prop::collection::vec((any::<u16>(), 1_usize..400), 0..4),
            near in prop::collection::vec(0_u16..9, 0..9),
            slope in prop::sample::select(vec![1.0, 0.5, -2.0]),
            inverted: bool,
        ) {
            let grounds: Vec<u16> = flat.iter().flat_map(|&(value, count)| vec![value; count]).collect();
            let beside: Vec<u16> = near.iter().zip(grounds.iter().cycle()).map(|(step, value)| value.saturating_add(*step)).collect();
            values.extend(grounds);
            values.extend(beside);
            let window = every_value(&values, slope, -1024.0);
            prop_assert!(grey(&values, slope, -1024.0, inverted).shows_all(&window));
            let WindowFunction::Bent { knots } = &window.function else { panic!("no curve") };
            prop_assert!(knots.len() <= 2_050, "{} knots", knots.len());
        }
    }
}
