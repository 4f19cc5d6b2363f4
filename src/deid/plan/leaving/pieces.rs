//! What was cut out of a text, word by word.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::deid::text::fold;

/// A run of a text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(Debug))]
pub enum Piece {
    /// It stays, with what stands between its words.
    Kept(String),
    /// A word that goes.
    Cut(String),
    /// What stands beside words that go.
    Between(String),
    /// What leaves and was not there: a date that moved, a word that means nothing.
    Put(String),
}

impl Piece {
    /// What it says.
    pub fn text(&self) -> &str {
        match self {
            Self::Kept(text) | Self::Cut(text) | Self::Between(text) | Self::Put(text) => text,
        }
    }
}

/// A text before, parted by what of it leaves. What is not [`Piece::Put`] makes the text before again.
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    if before == after {
        return vec![Piece::Kept(before.to_owned())];
    }
    let old = words(before);
    let new = words(after);
    let (stays, put) = aligned(&old, &new);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut end = 0;
    for (at, word) in old.iter().enumerate() {
        let gap = before.get(end..word.start).unwrap_or_default();
        let before_stays = at.checked_sub(1).is_none_or(|at| is_in(&stays, at));
        add(&mut pieces, is_in(&stays, at) && before_stays, gap, false);
        for new in put.iter().filter(|(before, _)| *before == at) {
            pieces.push(Piece::Put(new.1.to_owned()));
        }
        add(&mut pieces, is_in(&stays, at), word.text, true);
        end = word.start.saturating_add(word.text.len());
    }
    let last = old.len().checked_sub(1);
    let ends = last.is_some_and(|at| is_in(&stays, at));
    add(
        &mut pieces,
        ends,
        before.get(end..).unwrap_or_default(),
        false,
    );
    for new in put.iter().filter(|(before, _)| *before >= old.len()) {
        pieces.push(Piece::Put(new.1.to_owned()));
    }
    pieces
}

fn is_in(stays: &[bool], at: usize) -> bool {
    stays.get(at).copied().unwrap_or_default()
}

fn add(pieces: &mut Vec<Piece>, stays: bool, text: &str, is_word: bool) {
    if text.is_empty() {
        return;
    }
    match (pieces.last_mut(), stays) {
        (Some(Piece::Kept(kept)), true) => kept.push_str(text),
        (_, true) => pieces.push(Piece::Kept(text.to_owned())),
        (_, false) if is_word => pieces.push(Piece::Cut(text.to_owned())),
        (_, false) => pieces.push(Piece::Between(text.to_owned())),
    }
}

struct Word<'a> {
    start: usize,
    text: &'a str,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut all = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = letter.is_alphanumeric() || ('\u{300}'..='\u{36F}').contains(&letter);
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let text = text.get(from..at).unwrap_or_default();
                all.push(Word { start: from, text });
                start = None;
            }
            _ => {}
        }
    }
    all
}

/// Which words of the old text stay, and which of the new one are none of them, each with the old word before which it
/// stands. What leaves is mostly the old text with words less: each new word is the next old one that is the same.
fn aligned<'a>(old: &[Word<'_>], new: &[Word<'a>]) -> (Vec<bool>, Vec<(usize, &'a str)>) {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, word) in old.iter().enumerate() {
        places.entry(fold(word.text)).or_default().push(at);
    }
    let mut stays = vec![false; old.len()];
    // What was put in is shown behind the words whose place it takes.
    let (mut put, mut waiting) = (Vec::new(), Vec::new());
    let mut from = 0;
    for word in new {
        let at = places.get(&fold(word.text)).and_then(|places| {
            let next = places.partition_point(|at| *at < from);
            places.get(next).copied()
        });
        match at {
            Some(at) => {
                if let Some(stays) = stays.get_mut(at) {
                    *stays = true;
                }
                from = at.saturating_add(1);
                put.extend(waiting.drain(..).map(|word| (at, word)));
            }
            None => waiting.push(word.text),
        }
    }
    put.extend(waiting.into_iter().map(|word| (old.len(), word)));
    (stays, put)
}
