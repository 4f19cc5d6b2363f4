//! Words of a text, and those that are everybody's.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::{SHORTEST, SUBSTRING_FROM};
use crate::deid::text::{is_of_a_device, is_word, protocol_words};
use crate::standard::enumerations;
use crate::standard::rows::lines;

/// Runs of letters and digits; an apostrophe or a hyphen parts words.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

pub fn pack(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// No word of imaging has more bytes.
const LONGEST: usize = 64;

/// Whether the word around this place is one of imaging: Philip is not named by Philips.
pub fn inside_common_word(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else {
        return false;
    };
    // What is longer than any such word is not followed to its end: a text may be one word.
    let inside = |letter: &(usize, char)| letter.1.is_alphanumeric();
    let ahead = before.char_indices().rev().take(LONGEST);
    let start = ahead
        .take_while(inside)
        .last()
        .map_or(at, |(start, _)| start);
    let behind = after.char_indices().take(LONGEST);
    let end = behind
        .take_while(inside)
        .last()
        .map_or(at, |(last, letter)| at + last + letter.len_utf8());
    text.get(start..end).is_some_and(is_everybodys)
}

/// Whether a word is one of imaging or of reports, or the plural of one.
pub fn is_everybodys(word: &str) -> bool {
    let singular = || word.strip_suffix('s').filter(|word| word.len() > 3);
    is_common_word(word)
        || is_word(word)
        || is_of_a_device(word)
        || plain_words().contains(word)
        || singular().is_some_and(is_common_word)
}

/// Words of English that have a short name in them.
fn plain_words() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let lines = lines(include_str!("plain_words.txt"));
        lines.flat_map(|line| line.split(' ')).collect()
    })
}

pub fn is_common_word(word: &str) -> bool {
    common_words().contains(word)
}

pub fn common_words() -> &'static HashSet<String> {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        lines(include_str!("../data/common_words.txt"))
            .map(str::to_lowercase)
            .chain(protocol_words().map(str::to_owned))
            .chain(enumerations::words().map(str::to_lowercase))
            .collect()
    })
}

/// Letters, and digits enough to tell one from others.
pub fn is_code(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() > SUBSTRING_FROM && digits > SHORTEST && digits < word.len()
}

/// The digits of an identifier, if there are enough; round numbers are too many things' to be anybody's.
pub fn whole_number(token: &str) -> Option<String> {
    let digits: String = token.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    let is_round = digits.trim_end_matches('0').len() < 2;
    (digits.len() >= SUBSTRING_FROM && !is_round).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_imaging_is_known_from_any_place_in_it_and_a_longer_word_is_none() {
        assert!(common_words().iter().all(|word| word.len() < LONGEST));
        let word = common_words().iter().find(|word| word.len() > 6).unwrap();
        let text = format!("x {word}, x{word} {}{word}", "x".repeat(LONGEST));
        for at in 0..word.len() {
            assert!(inside_common_word(&text, 2 + at));
            assert!(!inside_common_word(&text, word.len() + 5 + at));
            assert!(!inside_common_word(&text, text.len() - 1 - at));
        }
    }
}
