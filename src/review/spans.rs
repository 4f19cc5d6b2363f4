//! Sets of frames, as runs: a clip of 100,000 frames that was seen from end to end is one run.

/// Frames, counted from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spans {
    /// First and last of each run, both included; in order, with a gap between them.
    runs: Vec<(u32, u32)>,
}

impl Spans {
    /// Adds the frames from `first` to `last`; whether any of them is new.
    pub(super) fn add(&mut self, first: u32, last: u32) -> bool {
        if first > last || self.holds(first, last) {
            return false;
        }
        // All runs that overlap the new one or touch it become one with it.
        let touches =
            |run: &(u32, u32)| run.0 <= last.saturating_add(1) && first <= run.1.saturating_add(1);
        let (mut from, mut to) = (first, last);
        for run in self.runs.iter().filter(|run| touches(run)) {
            (from, to) = (from.min(run.0), to.max(run.1));
        }
        self.runs.retain(|run| !touches(run));
        let at = self.runs.partition_point(|run| run.0 < from);
        self.runs.insert(at, (from, to));
        true
    }

    /// Takes the frames from `first` to `last` out.
    pub(super) fn remove(&mut self, first: u32, last: u32) {
        let mut left = Vec::with_capacity(self.runs.len() + 1);
        for &(from, to) in &self.runs {
            if from < first {
                left.push((from, to.min(first - 1)));
            }
            if to > last {
                left.push((from.max(last + 1), to));
            }
        }
        self.runs = left;
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether all frames from `first` to `last` are among these.
    pub(super) fn holds(&self, first: u32, last: u32) -> bool {
        self.runs.iter().any(|run| run.0 <= first && last <= run.1)
    }

    /// The frames from `first` to `last` that are not among these, as runs in order.
    pub(super) fn missing(&self, first: u32, last: u32) -> Vec<(u32, u32)> {
        let mut missing = Vec::new();
        let mut next = Some(first);
        for run in &self.runs {
            let Some(from) = next.filter(|from| *from <= last) else {
                break;
            };
            if run.1 < from {
                continue;
            }
            if run.0 > last {
                break;
            }
            if run.0 > from {
                missing.push((from, run.0 - 1));
            }
            next = run.1.checked_add(1);
        }
        if let Some(from) = next.filter(|from| *from <= last) {
            missing.push((from, last));
        }
        missing
    }

    pub(super) fn runs(&self) -> &[(u32, u32)] {
        &self.runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn runs_hold_exactly_what_was_added(
            added in prop::collection::vec((0u32..40, 0u32..12), 0..12),
            (first, length) in (0u32..40, 0u32..30),
        ) {
            let (mut spans, mut plain) = (Spans::default(), BTreeSet::new());
            for (from, more) in added {
                let new = (from..=from + more).any(|frame| !plain.contains(&frame));
                prop_assert_eq!(spans.add(from, from + more), new);
                plain.extend(from..=from + more);
            }
            let last = first + length;
            prop_assert_eq!(spans.holds(first, last), (first..=last).all(|frame| plain.contains(&frame)));
            let missing: Vec<u32> = spans.missing(first, last).into_iter().flat_map(|(a, b)| a..=b).collect();
            let expected: Vec<u32> = (first..=last).filter(|frame| !plain.contains(frame)).collect();
            prop_assert_eq!(missing, expected);
            spans.remove(first, last);
            plain.retain(|frame| !(first..=last).contains(frame));
            let left: Vec<u32> = spans.runs().iter().flat_map(|&(a, b)| a..=b).collect();
            prop_assert_eq!(left, plain.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(spans.is_empty(), plain.is_empty());
        }
    }

    #[test]
    fn the_last_frame_there_can_be_is_a_frame_like_others() {
        let mut spans = Spans::default();
        assert!(spans.add(u32::MAX, u32::MAX));
        assert!(spans.holds(u32::MAX, u32::MAX));
        assert_eq!(
            spans.missing(u32::MAX - 1, u32::MAX),
            [(u32::MAX - 1, u32::MAX - 1)]
        );
        assert!(!spans.add(3, 2));
    }
}
