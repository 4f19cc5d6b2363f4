//! Whether a picture has lines of text on it, in whatever script.
//!
//! In come the samples of a picture; out comes yes or no. Letters are told from what a scanner measures by what all
//! scripts share: many strokes of one ink on one flat ground, side by side, that go on from row to row and have a clean
//! strip above them or below. Noise, vessels, ribs and streaks of metal fail at one or another of these. Columns are
//! searched like rows, for text that stands on end.
//!
//! No letter is read, and the answer is no proof: text over a restless ground, or a single letter, is not found.

use super::strokes::{Scale, Stroke, strokes};

/// Samples from one stroke to the next.
const WIDEST_SPACE: usize = 64;

/// Lines of samples with strokes side by side, among so many that follow each other.
const LEAST_LINES: u32 = 3;
const WINDOW: usize = 8;

/// Samples by which a stroke may move to the side from one line of samples to the next.
const SLANT: usize = 2;

/// Lines of samples up or down to the clean strip.
const REACH: usize = 24;

/// How much of all strokes there must go on from line to line, how much of those side by side; how much of these must
/// be of one ink; how much of what is between them ground or ink and nothing else; how much of the strip clean. In
/// percent.
const GO_ON_AROUND: usize = 47;
const GO_ON: usize = 50;
const OF_ONE_INK: usize = 60;
const GROUND_OR_INK: usize = 60;
const CLEAN: usize = 96;

/// What a page is taken to look like.
struct Look {
    /// By how much the ground varies and the ink stands out, in percent of the range.
    flat: f64,
    ink: f64,
    /// Strokes side by side on one line of samples, at least.
    strokes: usize,
}

/// As a program draws it: grounds are flat to the last bit, and ink may be faint.
const DRAWN: Look = Look {
    flat: 0.0,
    ink: 4.0,
    strokes: 4,
};

/// Compressed with loss or noisy: only ink that stands out tells it from what was measured, ribs for instance.
const NOISY: Look = Look {
    flat: 4.0,
    ink: 40.0,
    strokes: 5,
};

/// Lines at the ends of the range that are left out of it: a hot pixel makes no range.
const OUTLIERS: usize = 3;

/// Whether there are lines of text among `samples`, given row by row.
pub fn has_lines(samples: &[i32], columns: usize) -> bool {
    if columns == 0 {
        return false;
    }
    let range = range(samples, columns);
    let upright = Raster { samples, columns };
    let turned = every_second_column(samples, columns);
    let turned = Raster {
        samples: &turned,
        columns: samples.len() / columns,
    };
    [DRAWN, NOISY].into_iter().any(|look| {
        let levels = |percent: f64| (range * percent / 100.0) as u32;
        let scale = Scale {
            flat: levels(look.flat),
            ink: levels(look.ink).max(1),
        };
        upright.has_lines(scale, look.strokes) || turned.has_lines(scale, look.strokes)
    })
}

/// Grey levels from the darkest to the brightest.
fn range(samples: &[i32], columns: usize) -> f64 {
    let ends = |row: &[i32]| Some((*row.iter().min()?, *row.iter().max()?));
    let (mut lowest, mut highest): (Vec<i32>, Vec<i32>) =
        samples.chunks_exact(columns).filter_map(ends).unzip();
    lowest.sort_unstable();
    highest.sort_unstable_by(|one, other| other.cmp(one));
    let outliers = OUTLIERS.min(lowest.len().saturating_sub(1));
    match (lowest.get(outliers), highest.get(outliers)) {
        (Some(&low), Some(&high)) => f64::from(high) - f64::from(low),
        _ => 0.0,
    }
}

fn every_second_column(samples: &[i32], columns: usize) -> Vec<i32> {
    let mut turned = Vec::with_capacity(samples.len() / 2 + 1);
    for column in (0..columns).step_by(2) {
        let rows = samples.chunks_exact(columns);
        turned.extend(rows.filter_map(|row| row.get(column)));
    }
    turned
}

#[derive(Clone, Copy)]
struct Raster<'a> {
    samples: &'a [i32],
    columns: usize,
}

/// Strokes side by side: where they begin and end, and what they are drawn with.
struct Chain {
    from: usize,
    to: usize,
    ground: i32,
    ink: i32,
}

impl Raster<'_> {
    fn has_lines(self, scale: Scale, least: usize) -> bool {
        let (mut line, mut above) = (Vec::new(), Vec::new());
        // Of the last few lines of samples: whether there was text, strokes that went on, and strokes.
        let mut window = [(false, 0, 0); WINDOW];
        for (at, samples) in self.lines().enumerate() {
            strokes(samples, scale, &mut line);
            let chain = chain(samples, &line, &above, scale, least);
            let text = chain.is_some_and(|chain| self.stands_free(at, &chain, scale));
            let went_on = line.iter().filter(|stroke| stroke.goes_on(&above)).count();
            window.rotate_right(1);
            window[0] = (text, went_on, line.len());
            if text && is_text(&window) {
                return true;
            }
            std::mem::swap(&mut line, &mut above);
        }
        false
    }

    fn lines(&self) -> impl Iterator<Item = &[i32]> {
        self.samples.chunks_exact(self.columns.max(1))
    }

    /// Whether there is nothing but ground some way above the strokes, or below.
    fn stands_free(&self, at: usize, chain: &Chain, scale: Scale) -> bool {
        let near = scale.flat.max(chain.ink.unsigned_abs() / 7);
        let is_clean = |line: usize| {
            let start = line.checked_mul(self.columns)?;
            let span = start.checked_add(chain.from)?..start.checked_add(chain.to)?;
            let span = self.samples.get(span)?;
            let ground = |sample: &&i32| sample.abs_diff(chain.ground) <= near;
            Some(is_share(
                span.iter().filter(ground).count(),
                span.len(),
                CLEAN,
            ))
        };
        let mut around = (at.saturating_sub(REACH)..at)
            .rev()
            .chain(at + 1..=at + REACH);
        around.any(|line| is_clean(line) == Some(true))
    }
}

fn is_text(window: &[(bool, usize, usize); WINDOW]) -> bool {
    let lines = window
        .iter()
        .map(|&(text, ..)| u32::from(text))
        .sum::<u32>();
    let went_on = window.iter().map(|&(_, went_on, _)| went_on).sum();
    let strokes = window.iter().map(|&(.., strokes)| strokes).sum();
    lines >= LEAST_LINES && is_share(went_on, strokes, GO_ON_AROUND)
}

fn is_share(part: usize, whole: usize, percent: usize) -> bool {
    part.saturating_mul(100) >= whole.saturating_mul(percent)
}

/// The first strokes of a line of samples that could be those of a text.
fn chain(
    samples: &[i32],
    line: &[Stroke],
    above: &[Stroke],
    scale: Scale,
    least: usize,
) -> Option<Chain> {
    let side_by_side = |one: &Stroke, next: &Stroke| {
        next.at - one.at <= WIDEST_SPACE
            && next.ground.abs_diff(one.ground) <= scale.flat
            && (next.ink > 0) == (one.ink > 0)
    };
    let mut chains = line
        .chunk_by(side_by_side)
        .filter(|strokes| strokes.len() >= least);
    chains.find_map(|strokes| {
        let chain = Chain::of(strokes)?;
        let on = strokes
            .iter()
            .filter(|stroke| stroke.goes_on(above))
            .count();
        let alike = strokes.iter().filter(|it| chain.is_of_its_ink(it)).count();
        let span = samples.get(chain.from..chain.to)?;
        let drawn = span
            .iter()
            .filter(|&&sample| chain.drew(sample, scale))
            .count();
        let text = is_share(on, strokes.len(), GO_ON)
            && is_share(alike, strokes.len(), OF_ONE_INK)
            && is_share(drawn, span.len(), GROUND_OR_INK);
        text.then_some(chain)
    })
}

impl Chain {
    fn of(strokes: &[Stroke]) -> Option<Self> {
        let (first, last) = (strokes.first()?, strokes.last()?);
        let mut inks: Vec<i32> = strokes.iter().map(|stroke| stroke.ink).collect();
        inks.sort_unstable_by_key(|ink| ink.unsigned_abs());
        Some(Self {
            from: first.at,
            to: last.at + 1,
            ground: first.ground,
            // Thin strokes that fall between two samples are paler than the rest.
            ink: *inks.get(inks.len() * 4 / 5)?,
        })
    }

    fn is_of_its_ink(&self, stroke: &Stroke) -> bool {
        let share = f64::from(stroke.ink) / f64::from(self.ink);
        (0.75..=1.2).contains(&share)
    }

    fn drew(&self, sample: i32, scale: Scale) -> bool {
        let share = f64::from(sample.saturating_sub(self.ground)) / f64::from(self.ink);
        sample.abs_diff(self.ground) <= scale.flat || share >= 0.6
    }
}

impl Stroke {
    /// Whether there is a stroke like it just above.
    fn goes_on(&self, above: &[Self]) -> bool {
        let first = above.partition_point(|other| other.at + SLANT < self.at);
        let near = above
            .iter()
            .skip(first)
            .take_while(|other| other.at <= self.at + SLANT);
        near.into_iter().any(|other| {
            let share = f64::from(other.ink) / f64::from(self.ink);
            (0.5..=1.5).contains(&share)
        })
    }
}
