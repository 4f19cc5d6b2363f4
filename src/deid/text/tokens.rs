//! A text parted into words and numbers, with what stands between them.

use super::dates::MARK;
use super::fold::{fold, is_mark};

/// A run of letters and digits.
#[derive(Debug)]
pub struct Token<'a> {
    pub text: &'a str,
    pub folded: String,
    pub start: usize,
    pub end: usize,
}

impl Token<'_> {
    /// Digits alone.
    pub fn is_number(&self) -> bool {
        !self.folded.is_empty() && self.folded.bytes().all(|byte| byte.is_ascii_digit())
    }

    pub fn has_digit(&self) -> bool {
        self.folded.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// Written as a name is: a capital first.
    pub fn starts_upper(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// A capital first and then none.
    pub fn is_title_case(&self) -> bool {
        self.starts_upper() && self.text.chars().skip(1).any(char::is_lowercase)
    }
}

/// The words and numbers of a text.
pub struct Tokens<'a> {
    pub text: &'a str,
    pub all: Vec<Token<'a>>,
}

impl<'a> Tokens<'a> {
    pub fn of(text: &'a str) -> Self {
        let mut all = Vec::new();
        let mut start = None;
        let ends = text.char_indices().chain([(text.len(), ' ')]);
        for (at, letter) in ends {
            let inside =
                at < text.len() && (letter.is_alphanumeric() || is_mark(letter) || letter == MARK);
            match start {
                None if inside => start = Some(at),
                Some(from) if !inside => {
                    let word = text.get(from..at).unwrap_or_default();
                    all.push(Token {
                        text: word,
                        folded: fold(word),
                        start: from,
                        end: at,
                    });
                    start = None;
                }
                _ => {}
            }
        }
        Self { text, all }
    }

    pub fn get(&self, at: usize) -> Option<&Token<'a>> {
        self.all.get(at)
    }

    /// The token before.
    pub fn before(&self, at: usize) -> Option<(usize, &Token<'a>)> {
        let before = at.checked_sub(1)?;
        Some((before, self.all.get(before)?))
    }

    /// The folded text of a token; empty where there is none.
    pub fn folded(&self, at: usize) -> &str {
        self.all.get(at).map_or("", |token| &token.folded)
    }

    /// Whether there are signs between words that no text of imaging needs, or none that is shown.
    pub fn has_odd_signs(&self) -> bool {
        let plain = |letter: char| matches!(letter, '\n' | '\r' | '\t' | ' '..='~' | '\u{A0}'..='\u{BF}' | '\u{D7}' | '\u{2013}' | '\u{2014}' | '\u{2019}');
        let mut signs = self.text.chars();
        signs.any(|letter| {
            !letter.is_alphanumeric() && !is_mark(letter) && letter != MARK && !plain(letter)
        })
    }

    /// All that stands before a token.
    pub fn ahead(&self, at: usize) -> &'a str {
        let start = self.all.get(at).map_or(0, |token| token.start);
        self.text.get(..start).unwrap_or_default()
    }

    /// All that stands behind a token.
    pub fn behind(&self, at: usize) -> &'a str {
        let end = self.all.get(at).map_or(self.text.len(), |token| token.end);
        self.text.get(end..).unwrap_or_default()
    }

    /// What stands between a token and the next; empty behind the last.
    pub fn gap(&self, at: usize) -> &'a str {
        match (self.all.get(at), self.all.get(at.saturating_add(1))) {
            (Some(one), Some(next)) => self.text.get(one.end..next.start).unwrap_or_default(),
            _ => "",
        }
    }
}
