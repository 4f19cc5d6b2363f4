//! Connected pieces of ink: letters, and whatever else is thin.

use super::ink::Ink;

/// A connected piece of ink.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    pub left: u32,
    pub top: u32,
    /// The column after the last, and the row after the last.
    pub right: u32,
    pub bottom: u32,
    pub area: u32,
    /// How far its strongest pixel stands out.
    pub peak: u8,
}

impl Mark {
    pub fn width(&self) -> u32 {
        self.right.saturating_sub(self.left)
    }

    pub fn height(&self) -> u32 {
        self.bottom.saturating_sub(self.top)
    }

    fn join(&mut self, other: &Self) {
        self.left = self.left.min(other.left);
        self.top = self.top.min(other.top);
        self.right = self.right.max(other.right);
        self.bottom = self.bottom.max(other.bottom);
        self.area = self.area.saturating_add(other.area);
        self.peak = self.peak.max(other.peak);
    }
}

/// More are noise, and of noise nobody finds letters.
const MOST: usize = 1 << 18;

/// Pieces that stand out by so many levels at least; touching at a corner is touching.
pub fn of(ink: &Ink, contrast: u8) -> Vec<Mark> {
    let mut runs: Vec<Mark> = Vec::new();
    let mut parents: Vec<usize> = Vec::new();
    let mut above = 0..0;
    for (y, row) in ink.levels.chunks(ink.width.max(1)).enumerate() {
        let first = runs.len();
        runs_of(row, y as u32, contrast, &mut runs);
        if runs.len() > MOST {
            return Vec::new();
        }
        parents.extend(first..runs.len());
        touch(&runs, &mut parents, above, first..runs.len());
        above = first..runs.len();
    }
    let mut marks: Vec<Option<Mark>> = vec![None; runs.len()];
    for (at, run) in runs.iter().enumerate() {
        let root = root(&mut parents, at);
        match marks.get_mut(root) {
            Some(Some(mark)) => mark.join(run),
            Some(place) => *place = Some(*run),
            None => {}
        }
    }
    marks.into_iter().flatten().collect()
}

/// Each run of ink in a row, as a mark of one row.
fn runs_of(row: &[u8], y: u32, contrast: u8, runs: &mut Vec<Mark>) {
    let mut open: Option<Mark> = None;
    for (x, &level) in (0_u32..).zip(row) {
        if level < contrast {
            runs.extend(open.take());
            continue;
        }
        let pixel = Mark {
            left: x,
            top: y,
            right: x + 1,
            bottom: y + 1,
            area: 1,
            peak: level,
        };
        match &mut open {
            Some(run) => run.join(&pixel),
            None => open = Some(pixel),
        }
    }
    runs.extend(open);
}

/// Joins the runs of a row with those of the row above that they touch. Both are in the order of their columns.
fn touch(
    runs: &[Mark],
    parents: &mut [usize],
    above: std::ops::Range<usize>,
    here: std::ops::Range<usize>,
) {
    let mut from = above.start;
    for at in here {
        let Some(run) = runs.get(at) else { return };
        while from < above.end && runs.get(from).is_some_and(|other| other.right < run.left) {
            from += 1;
        }
        let others = (from..above.end)
            .take_while(|&other| runs.get(other).is_some_and(|other| other.left <= run.right));
        for other in others {
            let (one, other) = (root(parents, at), root(parents, other));
            if let Some(place) = parents.get_mut(one.max(other)) {
                *place = one.min(other);
            }
        }
    }
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while let Some(&parent) = parents.get(at) {
        if parent == at {
            break;
        }
        let grandparent = parents.get(parent).copied().unwrap_or(parent);
        if let Some(place) = parents.get_mut(at) {
            *place = grandparent;
        }
        at = grandparent;
    }
    at
}
