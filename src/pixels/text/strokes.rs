//! The strokes of letters along one line of a picture.
//!
//! In come the samples of a row or of a column; out comes every place at which they leave a flat ground and are back
//! at the very same level a few samples later, as they do where the line crosses a letter. Whether that makes a text
//! is for [`super::lines`] to say.

/// Samples that a ground is flat for, on both sides of a stroke: between the dots of small letters there are no more.
const LEAST_GROUND: usize = 2;

/// Samples across a stroke. What is wider belongs to letters that fill the picture, or to no letter.
const WIDEST: usize = 24;

/// Flat runs that a stroke may be made of: its edges, doubled when it was enlarged, and its middle.
const MOST_RUNS: usize = 4;

/// What counts as flat and what counts as ink, in grey levels.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// By how much samples of one flat run may differ.
    pub flat: u32,
    /// By how much ink differs from its ground, at least.
    pub ink: u32,
}

/// A stroke that a line crosses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    /// The middle of it.
    pub at: usize,
    /// The level on both sides.
    pub ground: i32,
    /// By how much the ink differs from it where it does so most; below 0 where it is darker.
    pub ink: i32,
}

#[derive(Clone, Copy)]
struct Run {
    level: i32,
    start: usize,
    end: usize,
}

/// Puts the strokes of `line` into `found`, from its beginning to its end.
pub fn strokes(line: &[i32], scale: Scale, found: &mut Vec<Stroke>) {
    found.clear();
    let ends = line
        .iter()
        .fold((i32::MAX, i32::MIN), |(low, high), &sample| {
            (low.min(sample), high.max(sample))
        });
    if ends.1.saturating_sub(ends.0).unsigned_abs() < scale.ink {
        return;
    }
    // The latest first.
    let mut grounds: [Option<Run>; MOST_RUNS] = [None; MOST_RUNS];
    let mut at = 0;
    while let Some(run) = next_run(line, at, scale.flat) {
        at = run.end;
        let ground = grounds.iter().flatten().find(|ground| {
            let width = run.start - ground.end;
            ground.level.abs_diff(run.level) <= scale.flat && (1..=WIDEST).contains(&width)
        });
        let stroke = ground.and_then(|ground| between(line, *ground, run, scale.ink));
        if stroke.is_some() {
            // The levels of a stroke are no ground for the spaces between strokes.
            grounds = [None; MOST_RUNS];
        }
        found.extend(stroke);
        grounds.rotate_right(1);
        if let Some(latest) = grounds.first_mut() {
            *latest = Some(run);
        }
    }
}

/// The next ground from `start` on, or what is as flat as one.
fn next_run(line: &[i32], start: usize, flat: u32) -> Option<Run> {
    const { assert!(LEAST_GROUND == 2, "a ground begins with two alike") };
    let alike = |pair: &[i32]| matches!(pair, &[one, other] if one.abs_diff(other) <= flat);
    let start = start + line.get(start..)?.windows(2).position(alike)?;
    let rest = line.get(start..)?;
    let level = *rest.first()?;
    let other = |&sample: &i32| sample.abs_diff(level) > flat;
    let length = rest.iter().position(other).unwrap_or(rest.len());
    Some(Run {
        level,
        start,
        end: start + length,
    })
}

fn between(line: &[i32], before: Run, after: Run, least: u32) -> Option<Stroke> {
    let samples = line.get(before.end..after.start)?;
    let from_ground = |&sample: &i32| sample.saturating_sub(before.level);
    let ink = samples
        .iter()
        .map(from_ground)
        .max_by_key(|ink| ink.unsigned_abs())?;
    (ink.unsigned_abs() >= least).then_some(Stroke {
        at: usize::midpoint(before.end, after.start),
        ground: before.level,
        ink,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &[i32], flat: u32, ink: u32) -> Vec<(usize, i32, i32)> {
        let mut found = Vec::new();
        strokes(line, Scale { flat, ink }, &mut found);
        found.iter().map(|it| (it.at, it.ground, it.ink)).collect()
    }

    #[test]
    fn a_stroke_leaves_a_ground_and_comes_back_to_it() {
        assert_eq!(found(&[5, 5, 9, 5, 5], 0, 1), [(2, 5, 4)]);
        assert_eq!(found(&[5, 5, 1, 1, 1, 5, 5], 0, 1), [(3, 5, -4)]);
        assert_eq!(found(&[5, 5, 9, 6, 6], 0, 1), []);
        assert_eq!(found(&[5, 5, 9, 6, 6], 1, 1), [(2, 5, 4)]);
        assert_eq!(found(&[5, 5, 9, 5, 5], 0, 5), []);
    }

    #[test]
    fn edges_in_between_are_part_of_the_stroke() {
        assert_eq!(found(&[0, 0, 3, 9, 9, 4, 0, 0], 0, 1), [(4, 0, 9)]);
        assert_eq!(found(&[0, 0, 3, 3, 9, 9, 4, 4, 0, 0], 0, 1), [(5, 0, 9)]);
    }

    #[test]
    fn spaces_between_strokes_are_no_strokes() {
        let line = [0, 0, 9, 9, 0, 0, 9, 9, 0, 0, 9, 9, 0, 0];
        assert_eq!(found(&line, 0, 1), [(3, 0, 9), (7, 0, 9), (11, 0, 9)]);
    }

    #[test]
    fn what_is_wider_than_a_letter_s_stroke_is_none() {
        let line = |width| [vec![0, 0], vec![9; width], vec![0, 0]].concat();
        assert_eq!(found(&line(WIDEST), 0, 1).len(), 1);
        assert_eq!(found(&line(WIDEST + 1), 0, 1), []);
    }

    #[test]
    fn the_ends_of_the_range_overflow_nothing() {
        let line = [i32::MIN, i32::MIN, i32::MAX, i32::MIN, i32::MIN];
        assert_eq!(found(&line, 0, 1), [(2, i32::MIN, i32::MAX)]);
        assert_eq!(found(&[], 0, 1), []);
    }
}
