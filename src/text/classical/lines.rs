//! Marks in a row: of one height, on one base, of one ink, as near to each other as letters are.

use super::ink::Ink;
use super::marks::Mark;
use crate::pixels::Rect;
use crate::text::{Line, Raster};

/// Heights of letters, in pixels.
const LOWEST: u32 = 5;
const HIGHEST: u32 = 90;

/// Letters of a line at least.
const LEAST: usize = 3;

/// How far apart letters and words of a line are, in parts of its height.
const WIDEST_GAP: f32 = 1.3;

/// The part of a line's letters that end on its base, and that begin where capitals or small letters do.
const ON_BASE: f32 = 0.7;

/// By how much of their mean the inks of a line's letters differ.
const INKS_DIFFER: f32 = 0.22;

/// The part of a line's ink that is of one level, give or take: noise has all levels alike. And the part of what lies
/// between that is of one, where the ink does not outshine it.
const ONE_INK: f32 = 0.4;
const ONE_INK_ON_RESTLESS: f32 = 0.68;
const ONE_GROUND: f32 = 0.55;

/// Levels that are one, to both sides, and by how many the ink outshines a restless ground.
const NEAR: usize = 14;
const OUTSHINES: usize = 24;

/// How sure is what stands on a restless ground, to what stands on a flat one.
const RESTLESS: f32 = 0.5;

/// Three or four letters on a restless ground are noise that looks like some.
const LEAST_SURE: f32 = 0.24;

/// How much of a line's rectangle is ink.
const INK: std::ops::RangeInclusive<f32> = 0.08..=0.72;

/// Marks that may stand in one line, from left to right.
struct Row {
    marks: Vec<Mark>,
    bounds: Mark,
}

/// Lines made of marks.
pub fn of(marks: &[Mark], (ink, contrast): (&Ink, u8), raster: &Raster) -> Vec<Line> {
    let mut letters: Vec<Mark> = marks.iter().filter(|mark| may_be(mark)).copied().collect();
    letters.sort_unstable_by_key(|mark| (mark.left, mark.top));
    let mut open: Vec<Row> = Vec::new();
    let mut lines = Vec::new();
    for mark in letters {
        let end = mark.left;
        let is_over = |row: &mut Row| row.bounds.right + reach(&row.bounds) < end;
        let over = open.extract_if(.., is_over);
        lines.extend(over.filter_map(|row| row.line(raster)));
        let nearest = open.iter_mut().filter(|row| row.takes(&mark));
        match nearest.min_by_key(|row| row.distance(&mark)) {
            Some(row) => row.add(mark),
            None => open.push(Row {
                marks: vec![mark],
                bounds: mark,
            }),
        }
    }
    lines.extend(open.into_iter().filter_map(|row| row.line(raster)));
    lines.retain_mut(|line| {
        let sure = written(line.bounds, ink, contrast, raster);
        line.confidence *= sure.unwrap_or_default();
        line.confidence >= LEAST_SURE
    });
    lines
}

/// How sure it is that a pen of one ink wrote what is in a rectangle, on a ground of one level or one that it outshines;
/// `None` if none did.
fn written(bounds: Rect, ink: &Ink, contrast: u8, raster: &Raster) -> Option<f32> {
    let (mut inks, mut grounds) = ([0_u32; 256], [0_u32; 256]);
    for y in bounds.y..bounds.y.saturating_add(bounds.height) {
        let row = (y as usize).saturating_mul(ink.width);
        let from = row.saturating_add(bounds.x as usize);
        let span = from..from.saturating_add(bounds.width as usize);
        let levels = raster.luma().get(span.clone()).unwrap_or_default();
        let stands_out = ink.levels.get(span).unwrap_or_default();
        for (level, stands_out) in levels.iter().zip(stands_out) {
            let counts = match *stands_out >= contrast {
                true => &mut inks,
                false => &mut grounds,
            };
            if let Some(count) = counts.get_mut(usize::from(*level)) {
                *count += 1;
            }
        }
    }
    let (written, lain) = (densest(&inks, NEAR).0, densest(&grounds, NEAR).0);
    // Of a faint ink fewer levels are the same.
    let near = (written.abs_diff(lain) / 8).clamp(3, NEAR);
    let ((written, of_ink), (lain, of_ground)) = (densest(&inks, near), densest(&grounds, near));
    let outshines = written.abs_diff(lain) >= OUTSHINES && {
        let beyond = match written > lain {
            true => grounds
                .iter()
                .skip(written.saturating_sub(OUTSHINES))
                .sum::<u32>(),
            false => grounds.iter().take(written + OUTSHINES).sum::<u32>(),
        };
        beyond * 20 <= grounds.iter().sum::<u32>()
    };
    let is_flat = of_ground >= ONE_GROUND;
    match is_flat {
        true => (of_ink >= ONE_INK).then_some(1.0),
        false => {
            let of_ink = densest(&inks, near * 2 / 3).1;
            (outshines && of_ink >= ONE_INK_ON_RESTLESS).then_some(RESTLESS)
        }
    }
}

/// The level around which most pixels are, give or take so many, and the part of all that these are.
fn densest(counts: &[u32; 256], near: usize) -> (usize, f32) {
    let all = counts.iter().sum::<u32>().max(1);
    let windows = counts
        .windows(2 * near + 1)
        .map(|window| window.iter().sum::<u32>());
    let densest = (near..).zip(windows).max_by_key(|(_, count)| *count);
    let ends = |count: Option<&[u32]>| count.unwrap_or_default().iter().sum::<u32>();
    let low = (0, ends(counts.get(..=near)));
    let high = (255, ends(counts.get(255 - near..)));
    let (level, count) = [Some(low), Some(high), densest]
        .into_iter()
        .flatten()
        .max_by_key(|(_, count)| *count)
        .unwrap_or_default();
    (level, count as f32 / all as f32)
}

/// Whether a mark may be a letter, or some that touch.
fn may_be(mark: &Mark) -> bool {
    let (width, height) = (mark.width(), mark.height());
    (LOWEST..=HIGHEST).contains(&height) && width <= height.saturating_mul(12) && mark.area >= 5
}

fn reach(bounds: &Mark) -> u32 {
    (bounds.height() as f32 * WIDEST_GAP) as u32 + 2
}

impl Row {
    fn last(&self) -> &Mark {
        self.marks.last().unwrap_or(&self.bounds)
    }

    fn takes(&self, mark: &Mark) -> bool {
        let last = self.last();
        let (one, other) = (last.height(), mark.height());
        let top = last.top.max(mark.top);
        let bottom = last.bottom.min(mark.bottom);
        let shared = bottom.saturating_sub(top);
        mark.left <= self.bounds.right + reach(last)
            && one.max(other) <= one.min(other) * 2
            && shared * 2 >= one.min(other)
            && last.peak.abs_diff(mark.peak) <= 70
    }

    fn distance(&self, mark: &Mark) -> u32 {
        let last = self.last();
        mark.left.abs_diff(self.bounds.right) + 2 * last.bottom.abs_diff(mark.bottom)
    }

    fn add(&mut self, mark: Mark) {
        self.bounds = Mark {
            right: self.bounds.right.max(mark.right),
            top: self.bounds.top.min(mark.top),
            bottom: self.bounds.bottom.max(mark.bottom),
            area: self.bounds.area.saturating_add(mark.area),
            ..self.bounds
        };
        self.marks.push(mark);
    }

    /// The line, if letters make one.
    fn line(self, raster: &Raster) -> Option<Line> {
        let Self { marks, bounds } = &self;
        let touching = marks.len() == 2 && bounds.width() > bounds.height() * 4;
        if marks.len() < LEAST && !touching || bounds.width() < bounds.height() * 3 / 2 {
            return None;
        }
        let far_apart = bounds.width() > bounds.height() * 5;
        if marks.len() == LEAST && far_apart {
            return None;
        }
        let height = median(marks.iter().map(Mark::height))?;
        let slack = height / 6 + 1;
        let base = median(marks.iter().map(|mark| mark.bottom))?;
        let top = median(marks.iter().map(|mark| mark.top))?;
        let on_base = self.share(|mark| mark.bottom.abs_diff(base) <= slack);
        let on_top = self.share(|mark| mark.top.abs_diff(top) <= height / 3 + 1);
        let area = bounds.width().saturating_mul(bounds.height()).max(1);
        let ink = bounds.area as f32 / area as f32;
        let fits = on_base >= ON_BASE
            && on_top >= ON_BASE
            && self.inks_differ() <= INKS_DIFFER
            && INK.contains(&ink)
            && bounds.height() <= height * 2;
        fits.then(|| Line {
            bounds: with_margin(bounds, raster),
            text: String::new(),
            confidence: (0.35 + 0.03 * marks.len() as f32).min(0.8) * on_base,
        })
    }

    fn share(&self, fits: impl Fn(&Mark) -> bool) -> f32 {
        let fitting = self.marks.iter().filter(|mark| fits(mark)).count();
        fitting as f32 / self.marks.len().max(1) as f32
    }

    /// The deviation of the inks, in parts of their mean.
    fn inks_differ(&self) -> f32 {
        let count = self.marks.len().max(1) as f32;
        let peaks = || self.marks.iter().map(|mark| f32::from(mark.peak));
        let mean = peaks().sum::<f32>() / count;
        let squares = peaks()
            .map(|peak| (peak - mean) * (peak - mean))
            .sum::<f32>();
        (squares / count).sqrt() / mean.max(1.0)
    }
}

fn median(values: impl Iterator<Item = u32>) -> Option<u32> {
    let mut values: Vec<u32> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

/// A rectangle around it with room for dots and tails.
fn with_margin(bounds: &Mark, raster: &Raster) -> Rect {
    let margin = (bounds.height() / 5).max(2);
    let x = bounds.left.saturating_sub(margin);
    let y = bounds.top.saturating_sub(margin);
    Rect {
        x,
        y,
        width: (bounds.right + margin)
            .min(raster.width())
            .saturating_sub(x),
        height: (bounds.bottom + margin)
            .min(raster.height())
            .saturating_sub(y),
    }
}
