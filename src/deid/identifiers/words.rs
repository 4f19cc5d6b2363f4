//! Words of a text, and those that are everybody's.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::deid::table::lines;
use crate::deid::text::protocol_words;

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

/// Whether the word around this place is one of imaging: Philip is not named by Philips.
pub fn inside_common_word(text: &str, at: usize) -> bool {
    let outside = |letter: char| !letter.is_alphanumeric();
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else {
        return false;
    };
    let start = before
        .char_indices()
        .rev()
        .find(|(_, letter)| outside(*letter))
        .map_or(0, |(gap, letter)| gap + letter.len_utf8());
    let end = after.find(outside).map_or(text.len(), |gap| at + gap);
    text.get(start..end).is_some_and(is_common_word)
}

pub fn is_common_word(word: &str) -> bool {
    common_words().contains(word)
}

fn common_words() -> &'static HashSet<String> {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        lines(include_str!("../data/common_words.txt"))
            .map(str::to_lowercase)
            .chain(protocol_words().map(str::to_owned))
            .collect()
    })
}
