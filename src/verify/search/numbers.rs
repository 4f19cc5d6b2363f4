//! Digits of identifiers, in groups or not.

use super::{Scope, Search};

/// Between the groups of one number stand no more bytes than these.
const WIDEST_GAP: usize = 6;

/// Nobody has more digits.
const LONGEST_NUMBER: usize = 24;

/// Of everybody's numbers in groups, shorter ones are something else's too.
pub const FEWEST_IN_GROUPS: usize = 8;

impl Search {
    /// The digits of an identifier, so many at least, as a number by itself or in groups.
    pub(super) fn finds_number(&self, text: &[u8], fewest: usize) -> bool {
        if self.numbers.is_empty() {
            return false;
        }
        // Digits from each group on, and how many groups they were.
        let mut groups: Vec<(String, usize)> = Vec::new();
        let mut gap = 0;
        let mut in_digits = false;
        for byte in text {
            if byte.is_ascii_digit() {
                if !in_digits {
                    if gap > WIDEST_GAP {
                        groups.clear();
                    }
                    groups.push((String::new(), 0));
                    groups
                        .iter_mut()
                        .for_each(|(_, count)| *count = count.saturating_add(1));
                }
                groups
                    .iter_mut()
                    .for_each(|(digits, _)| digits.push(char::from(*byte)));
                (in_digits, gap) = (true, 0);
                continue;
            }
            if in_digits && groups.iter().any(|group| self.is_number(group, fewest)) {
                return true;
            }
            groups.retain(|(digits, _)| digits.len() <= LONGEST_NUMBER);
            in_digits = false;
            gap = match byte.is_ascii_alphanumeric() || *byte == b'\\' {
                true => WIDEST_GAP.saturating_add(1),
                false => gap.saturating_add(1),
            };
        }
        in_digits && groups.iter().any(|group| self.is_number(group, fewest))
    }

    /// Whether a run of digits is that of an identifier but for zeros at its start.
    fn is_number(&self, (digits, groups): &(String, usize), fewest: usize) -> bool {
        let digits = digits.trim_start_matches('0');
        let fewest = match (self.scope, groups) {
            (Scope::One, _) => fewest,
            (Scope::Everybody, 1) => fewest.max(super::FEWEST_OF_EVERYBODY),
            (Scope::Everybody, _) => FEWEST_IN_GROUPS,
        };
        digits.len() >= fewest && self.numbers.contains(digits)
    }
}
