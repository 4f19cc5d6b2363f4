//! Words that differ from a name in one letter of six: one wrong, one missing, one too many, two swapped.
//!
//! In comes a word; out comes the name that it is nearly. Names are found by what is left of them when a letter is
//! taken out, so that the time does not grow with their number.

use std::collections::HashMap;

/// Shorter names have too many neighbours.
pub const SHORTEST: usize = 6;

/// Longer words are no names.
const LONGEST: usize = 40;

/// Names that are looked for, with what they stand for.
pub struct Near<T> {
    names: Vec<(Vec<char>, T)>,
    by_rest: HashMap<String, Vec<usize>>,
    /// Of twelve letters or more, of which two may be wrong.
    long: Vec<usize>,
}

impl<T> Default for Near<T> {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            by_rest: HashMap::new(),
            long: Vec::new(),
        }
    }
}

impl<T: Copy> Near<T> {
    /// Adds a name, unless it is too short or there.
    pub fn add(&mut self, name: &str, what: T) {
        let letters: Vec<char> = name.chars().collect();
        if !(SHORTEST..=LONGEST).contains(&letters.len()) {
            return;
        }
        let number = self.names.len();
        let known = self.by_rest.get(name).into_iter().flatten();
        let mut known = known.filter_map(|number| self.names.get(*number));
        if known.any(|(held, _)| *held == letters) {
            return;
        }
        for rest in rests(&letters) {
            self.by_rest.entry(rest).or_default().push(number);
        }
        if letters.len() >= 2 * SHORTEST {
            self.long.push(number);
        }
        self.names.push((letters, what));
    }

    /// What a word nearly is, or is.
    pub fn find(&self, word: &str) -> Option<T> {
        let count = word.chars().take(LONGEST.saturating_add(3)).count();
        if self.names.is_empty() || !(SHORTEST.saturating_sub(1)..=LONGEST + 2).contains(&count) {
            return None;
        }
        let letters: Vec<char> = word.chars().collect();
        let rests = rests(&letters);
        let close = rests
            .iter()
            .filter_map(|rest| self.by_rest.get(rest))
            .flatten();
        let far = match letters.len() > 2 * SHORTEST - 3 {
            true => self.long.as_slice(),
            false => &[],
        };
        close.chain(far).find_map(|number| {
            let (name, what) = self.names.get(*number)?;
            let allowed = name.len() / SHORTEST;
            (distance(name, &letters, allowed) <= allowed).then_some(*what)
        })
    }
}

/// A word, and what is left of it without each of its letters.
fn rests(letters: &[char]) -> Vec<String> {
    let without = |at: usize| {
        let others = letters.iter().enumerate().filter(|(other, _)| *other != at);
        others.map(|(_, letter)| *letter).collect()
    };
    let mut rests: Vec<String> = (0..letters.len()).map(without).collect();
    rests.push(letters.iter().collect());
    rests
}

/// Letters to change, add, drop or swap with their neighbour to make one word of the other (optimal string alignment);
/// more than `most` where it is more.
fn distance(one: &[char], other: &[char], most: usize) -> usize {
    if one.len().abs_diff(other.len()) > most {
        return most.saturating_add(1);
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut line = vec![row.saturating_add(1)];
        for (column, against) in other.iter().enumerate() {
            let at =
                |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX);
            let next = column.saturating_add(1);
            let changed = at(&last, column).saturating_add(usize::from(letter != against));
            let mut least = changed
                .min(at(&last, next).saturating_add(1))
                .min(at(&line, column).saturating_add(1));
            let earlier = |word: &[char], place: usize| {
                place.checked_sub(1).and_then(|at| word.get(at).copied())
            };
            if earlier(one, row) == Some(*against) && earlier(other, column) == Some(*letter) {
                let before = column.saturating_sub(1);
                least = least.min(at(&before_last, before).saturating_add(1));
            }
            line.push(least);
        }
        before_last = std::mem::replace(&mut last, line);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(names: &[&str], word: &str) -> bool {
        let mut near = Near::default();
        names.iter().for_each(|name| near.add(name, ()));
        near.find(word).is_some()
    }

    #[test]
    fn one_letter_of_six_may_be_wrong() {
        for word in [
            "quixotham",
            "quixothan",
            "quixoham",
            "quixootham",
            "quxiotham",
            "uixotham",
            "quixothamm",
        ] {
            assert!(near(&["quixotham"], word), "{word}");
        }
        for word in ["quixothxn", "quixo", "", "tham", "quixothamxy"] {
            assert!(!near(&["quixotham"], word), "{word}");
        }
        // Two of twelve.
        assert!(near(&["featherstonehaugh"], "fetherstonhaugh"));
        // Short names have no neighbours.
        assert!(!near(&["smith"], "smyth") && !near(&["smith"], "smith"));
    }

    proptest! {
        #[test]
        fn it_finds_what_comparing_with_each_name_finds(
            names in prop::collection::vec("[abc]{6,8}", 1..6), word in "[abc]{0,10}",
        ) {
            let letters: Vec<char> = word.chars().collect();
            let plain = names.iter().any(|name| {
                distance(&name.chars().collect::<Vec<_>>(), &letters, 1) <= 1
            });
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            prop_assert_eq!(near(&names, &word), plain);
        }
    }
}
