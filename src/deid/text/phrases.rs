//! Phrases that are read before words: `w/o`, `C-spine`, `3/52`, `Baker's cyst`, `BI-RADS 4` (`data/phrases.txt`).
//!
//! In come the words of a text; out comes which of them are part of a known phrase, the longest first.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::tokens::Tokens;
use crate::deid::values::times::OLDEST;
use crate::standard::rows::lines;

/// A phrase as it is written.
struct Phrase {
    /// What stands before its first word, and behind its last.
    signs: [&'static str; 2],
    /// Its words, each with what stands behind it.
    words: Vec<(&'static str, &'static str)>,
    /// It counts years or months of a life.
    is_age: bool,
}

/// Which tokens are part of a phrase: how many follow in the same one, the token itself counted; 0 for none.
pub(super) fn mark(tokens: &Tokens<'_>) -> Vec<usize> {
    let mut marked = vec![0; tokens.all.len()];
    let mut at = 0;
    while at < marked.len() {
        let length = longest_at(tokens, at).unwrap_or_default();
        for (left, marked) in marked.iter_mut().skip(at).take(length).enumerate() {
            *marked = length.saturating_sub(left);
        }
        at += length.max(1);
    }
    marked
}

fn longest_at(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let word = tokens.folded(at);
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let of_word = phrases().get(word).into_iter().flatten();
    let of_numbers = has_digit
        .then(|| phrases().get("~"))
        .into_iter()
        .flatten()
        .flatten();
    of_word
        .chain(of_numbers)
        .filter(|phrase| phrase.stands_at(tokens, at))
        .map(|phrase| phrase.words.len())
        .max()
}

impl Phrase {
    fn of(line: &'static str) -> Option<Self> {
        let inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '~' | '@');
        let start = line.find(inside)?;
        let (before, mut rest) = line.split_at(start);
        let mut words = Vec::new();
        while !rest.is_empty() {
            let end = rest.find(|letter| !inside(letter)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let next = after.find(inside).unwrap_or(after.len());
            let (gap, left) = after.split_at(next);
            words.push((word, gap));
            rest = left;
        }
        let behind = words.last().map_or("", |(_, gap)| gap);
        words.last()?;
        let is_age = words
            .iter()
            .any(|(word, _)| ["old", "yo", "o", "y", "~yo"].contains(word));
        Some(Self {
            signs: [before, behind],
            words,
            is_age,
        })
    }

    fn stands_at(&self, tokens: &Tokens<'_>, at: usize) -> bool {
        let [before, behind] = self.signs;
        let last = at + self.words.len() - 1;
        let fits = |(word, (pattern, _)): (usize, &(&str, &str))| {
            let folded = tokens.folded(at + word);
            matches(pattern, folded) && !(self.is_age && is_great(folded))
        };
        let joins = |(word, (_, gap)): (usize, &(&str, &str))| {
            at + word == last || joins(gap, tokens.gap(at + word))
        };
        self.words.iter().enumerate().all(fits)
            && self.words.iter().enumerate().all(joins)
            && (before.is_empty() || tokens.ahead(at).ends_with(before))
            && (behind.is_empty() || tokens.behind(last).starts_with(behind))
    }
}

/// More years than are told.
fn is_great(word: &str) -> bool {
    word.trim_end_matches("yo")
        .parse::<u32>()
        .is_ok_and(|age| age > OLDEST)
}

/// Whether two words are parted as in the phrase; a space may be a hyphen or an underscore as well.
fn joins(gap: &str, found: &str) -> bool {
    match gap {
        " " => matches!(found, " " | "  " | "-" | "_"),
        _ => gap == found || !gap.trim().is_empty() && gap.trim() == found.trim(),
    }
}

/// Whether a word is what the phrase has in its place: `~` is a number, `@` a grade.
fn matches(pattern: &str, word: &str) -> bool {
    match pattern.split_once(['~', '@']) {
        None => pattern == word,
        Some((start, rest)) => {
            let Some(left) = word.strip_prefix(start) else {
                return false;
            };
            if pattern.contains('@') {
                return rest.is_empty() && is_grade(left);
            }
            let digits = left.bytes().take_while(u8::is_ascii_digit).count();
            (1..=3).contains(&digits) && left.get(digits..).is_some_and(|left| matches(rest, left))
        }
    }
}

fn is_grade(word: &str) -> bool {
    const GRADES: [&str; 14] = [
        "a", "b", "c", "d", "e", "f", "i", "ii", "iii", "iv", "v", "vi", "iia", "iib",
    ];
    GRADES.contains(&word) || matches!(word.as_bytes(), [digit] if digit.is_ascii_digit())
}

fn phrases() -> &'static HashMap<&'static str, Vec<Phrase>> {
    static PHRASES: OnceLock<HashMap<&'static str, Vec<Phrase>>> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let mut phrases: HashMap<&'static str, Vec<Phrase>> = HashMap::new();
        for phrase in lines(include_str!("../data/phrases.txt")).filter_map(Phrase::of) {
            let Some((first, _)) = phrase.words.first() else {
                continue;
            };
            let key = match first.contains('~') {
                true => "~",
                false => first,
            };
            phrases.entry(key).or_default().push(phrase);
        }
        phrases
    })
}
