//! Many frames laid over one another, as far as they have come: what compares is together, what does not stands apart.

use std::cmp::Reverse;

use darkroom::pixels::projection::Projection;
use darkroom::review::FrameRun;

/// Most kinds of frames that are laid over one another, each for itself.
const MOST_PARTS: usize = 8;

/// What became of frames that were to be laid over one another.
#[derive(Clone, Default)]
pub struct Laid {
    /// Each of frames that compare; that of the most frames first.
    pub parts: Vec<Part>,
    /// Frames that could not be decoded.
    pub failed: Vec<FrameRun>,
    /// Frames that are in no part, since they compare with too few others.
    pub unlike: Vec<FrameRun>,
}

/// Frames of one kind, laid over one another.
#[derive(Clone)]
pub struct Part {
    pub projection: Projection,
    /// Frames that are in it.
    pub within: Vec<FrameRun>,
}

impl Laid {
    /// Adds frames that were laid over one another: to those that they compare with, if there are any.
    pub fn take(&mut self, handful: Vec<FrameRun>, projection: Projection) {
        for part in &mut self.parts {
            if part.projection.join(&projection).is_ok() {
                part.within.extend(handful);
                self.parts
                    .sort_by_key(|part| Reverse(part.projection.frames));
                return;
            }
        }
        match self.parts.len() < MOST_PARTS {
            true => self.parts.push(Part {
                projection,
                within: handful,
            }),
            false => self.unlike.extend(handful),
        }
    }

    /// How many frames have been tried.
    pub fn tried(&self) -> usize {
        let parts = self.parts.iter().map(|part| count(&part.within));
        parts.sum::<usize>() + count(&self.failed) + count(&self.unlike)
    }
}

/// How many frames there are in these runs.
pub fn count(runs: &[FrameRun]) -> usize {
    runs.iter().map(|run| frames(*run) as usize).sum()
}

fn frames((_, first, last): FrameRun) -> u32 {
    last.saturating_sub(first).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_a_run_are_counted() {
        assert_eq!(count(&[(0, 0, 0), (1, 3, 9)]), 8);
        assert_eq!(count(&[]), 0);
    }

    #[test]
    fn frames_that_could_not_be_laid_were_tried_all_the_same() {
        let laid = Laid {
            parts: Vec::new(),
            failed: vec![(0, 0, 4)],
            unlike: vec![(1, 0, 0)],
        };
        assert_eq!(laid.tried(), 6);
    }
}
