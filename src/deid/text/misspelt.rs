//! Technical words with a letter wrong (`BIALTERAL`), and the ends of texts that a device cut to its length
//! (`INITIAL TREATMEN`).
//!
//! In comes a word that nobody knows, folded; out comes whether it is a long word of imaging or reports but for that. Never: a
//! name of the lists that is as near to such a word (`data/glued.txt`), or one that short words are near to.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::vocabulary::{is_any_name, words};
use crate::deid::identifiers::is_one_letter_off;
use crate::standard::rows::lines;

/// Shorter words are near to too many names.
const SHORTEST: usize = 9;

/// A shorter beginning may be a name's.
const SHORTEST_CUT: usize = 7;

/// Whether it is a word of imaging or reports with a letter wrong.
pub(super) fn is_misspelt(word: &str) -> bool {
    if word.len() + 1 < SHORTEST || !is_letters(word) || is_name(word) {
        return false;
    }
    let near = near();
    // One letter wrong leaves either end as it is.
    ends(word)
        .into_iter()
        .filter_map(|end| near.get(&end))
        .flatten()
        .any(|right| is_one_letter_off(word, right))
}

/// Whether it begins a word of imaging or reports.
pub(super) fn is_cut(word: &str) -> bool {
    if word.len() < SHORTEST_CUT || !is_letters(word) || is_name(word) {
        return false;
    }
    let sorted = sorted();
    let at = sorted.partition_point(|right| *right < word);
    sorted.get(at).is_some_and(|right| right.starts_with(word))
}

fn is_letters(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_name(word: &str) -> bool {
    static NAMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        lines(include_str!("../data/glued.txt"))
            .filter_map(|line| line.strip_prefix("alike "))
            .flat_map(|line| line.split(' '))
            .collect()
    });
    names.contains(word) || is_any_name(word)
}

/// The first two letters, and the last two.
fn ends(word: &str) -> Vec<(bool, &str)> {
    let first = word.get(..2).map(|end| (false, end));
    let last = word.len().checked_sub(2).and_then(|at| word.get(at..));
    first
        .into_iter()
        .chain(last.map(|end| (true, end)))
        .collect()
}

type Near = HashMap<(bool, &'static str), Vec<&'static str>>;

fn near() -> &'static Near {
    static NEAR: OnceLock<Near> = OnceLock::new();
    NEAR.get_or_init(|| {
        let mut near = Near::new();
        for word in sorted().iter().filter(|word| word.len() >= SHORTEST) {
            for end in ends(word) {
                near.entry(end).or_default().push(word);
            }
        }
        near
    })
}

/// Words of imaging and reports that are long enough to be told from names.
fn sorted() -> &'static [&'static str] {
    static SORTED: OnceLock<Vec<&'static str>> = OnceLock::new();
    SORTED.get_or_init(|| {
        let mut words: Vec<&str> = words()
            .filter(|word| word.len() > SHORTEST_CUT && !is_any_name(word))
            .collect();
        words.sort_unstable();
        words
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_known_with_a_letter_wrong_and_names_near_them_are_not() {
        for word in ["bialteral", "subtractoin", "diffusionn"] {
            assert!(is_misspelt(word), "{word}");
        }
        for word in ["sholders", "cornal", "handley", "quixotham", ""] {
            assert!(!is_misspelt(word), "{word}");
        }
    }

    #[test]
    fn the_beginning_of_a_long_word_is_known_and_that_of_a_short_one_is_not() {
        for word in ["subtrac", "diffusi", "abdomino"] {
            assert!(is_cut(word), "{word}");
        }
        for word in ["corona", "schulte", "achille", "quixoth", ""] {
            assert!(!is_cut(word), "{word}");
        }
    }
}
