//! What stands for no number or name.

use std::collections::HashSet;

use super::SHORTEST_OF_PLACE;
use crate::verify::fold::{fold, look};
use crate::verify::words;

/// What stands for no number or name: one digit again and again, or all in a row, a word that everybody uses with a
/// number of few digits, one letter again and again.
pub fn is_placeholder(text: &str) -> bool {
    let bytes = text.as_bytes();
    let even = |step: u8| {
        let mut pairs = bytes.array_windows::<2>();
        // Nine is followed by zero.
        pairs.all(|[a, b]| b.wrapping_sub(*a) == step || (step == 1 && (*a, *b) == (b'9', b'0')))
    };
    if bytes.iter().all(u8::is_ascii_digit) {
        return even(0) || even(1) || even(u8::MAX);
    }
    let letters = fold(text);
    let letters: HashSet<char> = letters
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .collect();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let mut words = text.split(|letter: char| !letter.is_alphabetic());
    letters.len() < FEWEST_LETTERS && digits == 0 && text.len() >= SHORTEST_OF_PLACE
        || digits > 0
            && digits < FEWEST_OF_WORD
            && words.all(|word| word.is_empty() || words::is_known(&look(word)))
}

/// Different letters of a name of five or more.
const FEWEST_LETTERS: usize = 3;

/// A word and a number of fewer digits is anybody's: `study1`.
const FEWEST_OF_WORD: usize = 4;
