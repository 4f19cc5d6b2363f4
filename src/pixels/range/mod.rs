//! Which values a picture has, the windows in which all of them are in sight, and whether another window is as good.
//!
//! In come the samples of a picture, whatever the header calls them: padding is a value like any other here, since a
//! picture can be drawn in it. Never: a window is said to show all in which two values look the same that are well
//! apart in the full range.

use super::even::{EVERY_VALUE, every_value};
use super::picture::{Colours, Picture, Samples, Window, WindowFunction};
use super::render::Levels;

/// Names of the windows that every grey picture offers.
pub const FULL_RANGE: &str = "Full range";
/// Of the one that draws each pixel by its rank among those around it.
pub(crate) const LOCAL_CONTRAST: &str = "Local contrast";

/// Grey levels of the full range by which two values are well apart: less is hardly seen in it.
const APART: f64 = 4.0;

/// Runs of values that there are, first and last of each, ascending.
pub fn occupied(values: &[u16]) -> Vec<(u16, u16)> {
    let mut seen = Box::new([false; 1 << 16]);
    for &value in values {
        // Every value has its place.
        if let Some(place) = seen.get_mut(usize::from(value)) {
            *place = true;
        }
    }
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for (value, _) in (0..=u16::MAX).zip(seen.iter()).filter(|(_, seen)| **seen) {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(value) => *last = value,
            _ => runs.push((value, value)),
        }
    }
    runs
}

/// Where values lie in the full range. One gap without values that is wider than all the rest, as between a picture and
/// its padding, is drawn as wide as the rest: else the picture would have what the gap leaves it.
pub(super) struct Scale {
    low: f64,
    high: f64,
    gap: Option<(f64, f64)>,
    /// Values and their levels, ascending.
    knots: Vec<(f64, f64)>,
}

impl Scale {
    pub(super) fn of(occupied: &[(u16, u16)]) -> Self {
        let number = |end: Option<u16>| f64::from(end.unwrap_or(0));
        let low = number(occupied.first().map(|run| run.0));
        let high = number(occupied.last().map(|run| run.1));
        let pairs = occupied.iter().zip(occupied.iter().skip(1));
        let mut gaps = pairs.map(|(one, next)| (f64::from(one.1), f64::from(next.0)));
        let gap = gaps.find(|(from, to)| {
            let rest = (high - low) - (to - from);
            rest > 0.0 && to - from > rest
        });
        let knots = match gap {
            None => vec![(low, 0.0), (high, 255.0)],
            Some((from, to)) => {
                let rest = (high - low) - (to - from);
                let level = |above: f64| above / (2.0 * rest) * 255.0;
                vec![
                    (low, 0.0),
                    (from, level(from - low)),
                    (to, level(from - low + rest)),
                    (high, 255.0),
                ]
            }
        };
        Self {
            low,
            high,
            gap,
            knots,
        }
    }

    pub(super) fn level(&self, value: u16) -> f64 {
        along(&self.knots, f64::from(value))
    }
}

/// The level of a value on straight lines between knots, which ascend; values outside take that of the nearest one.
pub fn along(knots: &[(f64, f64)], value: f64) -> f64 {
    // By halves: a curve has up to a thousand knots, and a table of levels asks for 65,536 values.
    let passed = knots.partition_point(|knot| knot.0 < value);
    let at = passed.saturating_sub(1).min(knots.len().saturating_sub(2));
    let mut pair = knots.iter().skip(at);
    match (pair.next(), pair.next()) {
        (Some(&(from, below)), Some(&(to, above))) if value > from => {
            let part = ((value - from) / (to - from)).min(1.0);
            below + part * (above - below)
        }
        (nearest, _) => nearest.map_or(0.0, |nearest| nearest.1),
    }
}

/// The window in which every value is in sight.
pub fn full(occupied: &[(u16, u16)], slope: f64, intercept: f64) -> Window {
    let scale = Scale::of(occupied);
    let rescaled = |value: f64| value * slope + intercept;
    let (one, other) = (rescaled(scale.low), rescaled(scale.high));
    let width = (one - other).abs();
    let function = match scale.gap {
        None => WindowFunction::LinearExact,
        Some(_) => {
            let mut knots = scale.knots;
            if slope < 0.0 {
                knots.reverse();
                knots.iter_mut().for_each(|knot| knot.1 = 255.0 - knot.1);
            }
            knots.iter_mut().for_each(|knot| knot.0 = rescaled(knot.0));
            WindowFunction::Bent { knots }
        }
    };
    Window {
        name: FULL_RANGE.to_owned(),
        center: (one + other) / 2.0,
        width: if width > 0.0 && width.is_finite() {
            width
        } else {
            1.0
        },
        function,
    }
}

/// The window in which every difference is in sight.
pub fn local_contrast(occupied: &[(u16, u16)], slope: f64, intercept: f64) -> Window {
    Window {
        name: LOCAL_CONTRAST.to_owned(),
        function: WindowFunction::LocalContrast,
        ..full(occupied, slope, intercept)
    }
}

impl Picture {
    /// Puts the window in which a person looks for text before all others. Colour has no windows.
    pub fn open_on_every_value(&mut self) {
        let Samples::Grey {
            values,
            slope,
            intercept,
            ..
        } = &self.samples
        else {
            return;
        };
        // The header may call one of its own so.
        self.windows.retain(|window| window.name != EVERY_VALUE);
        self.windows
            .insert(0, every_value(values, *slope, *intercept));
    }

    /// Whether a window shows all values of this picture: any two that are well apart in the full range have at least
    /// half of that distance in the window too, or, where the picture has but few values, as many levels as there are
    /// values between them; and what is brighter is so throughout. So none is lost beyond the window's ends, padding
    /// not either, and none in a flat part of a table. Colour has no window, and local contrast shows every difference.
    pub fn shows_all(&self, window: &Window) -> bool {
        let Samples::Grey {
            values,
            slope,
            intercept,
            inverted,
        } = &self.samples
        else {
            return true;
        };
        let Some(levels) = Levels::of(window, *slope, *intercept, *inverted) else {
            return true;
        };
        let occupied = occupied(values);
        let scale = Scale::of(&occupied);
        let all = || occupied.iter().flat_map(|&(first, last)| first..=last);
        let (mut rises, mut falls) = (false, false);
        let mut differ = |one: u16, next: u16| {
            if let Some(differ) = self.colours.as_ref().and_then(|it| it.differ(one, next)) {
                return differ;
            }
            let step = f64::from(levels.of_value(next)) - f64::from(levels.of_value(one));
            rises |= step > 0.0;
            falls |= step < 0.0;
            let half = (scale.level(next) - scale.level(one)) / 2.0;
            step.abs() >= half.min(f64::from(next - one)) && !(rises && falls)
        };
        // From either end, so that what is near to it is not passed over.
        let up = marks(all(), &scale);
        let down = marks(all().rev(), &scale);
        up.iter()
            .zip(up.iter().skip(1))
            .all(|(&one, &next)| differ(one, next))
            && down
                .iter()
                .zip(down.iter().skip(1))
                .all(|(&next, &one)| differ(one, next))
    }
}

impl Colours {
    /// Whether two values are drawn differently; `None` if both are grey.
    fn differ(&self, one: u16, other: u16) -> Option<bool> {
        match (self.of(one), self.of(other)) {
            (None, None) => None,
            (one, other) => Some(one != other),
        }
    }
}

/// Of values in order, the first and each that is well apart from the one before.
fn marks(values: impl Iterator<Item = u16>, scale: &Scale) -> Vec<u16> {
    let mut marks = Vec::new();
    let mut last: Option<f64> = None;
    for value in values {
        let level = scale.level(value);
        if last.is_none_or(|last| (level - last).abs() >= APART) {
            marks.push(value);
            last = Some(level);
        }
    }
    marks
}

#[cfg(test)]
mod tests;
