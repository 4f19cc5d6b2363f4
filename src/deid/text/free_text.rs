//! Cleans one text: each word by itself first, then by its neighbours.

use super::cleaner::Cleaner;
use super::shapes::{is_compound, is_pattern};
use super::tokens::{Token, Tokens};
use super::vocabulary::{self, Class};
use super::{dates, patterns};
use crate::deid::identifiers::Identifiers;
use crate::deid::values::times::{OLDEST, Times};

/// What a text is cleaned by.
#[derive(Clone, Copy)]
pub struct FreeText<'a> {
    /// What identifies this patient.
    pub identifiers: &'a Identifiers,
    /// What becomes of dates.
    pub times: &'a Times,
    /// The value names an occupation, and words of such may stay.
    pub is_occupation: bool,
}

impl FreeText<'_> {
    /// Cleans one value; empty if nothing may stay.
    ///
    /// What is left is read again until nothing more goes: words that meet where others went may be a pattern together.
    pub fn clean(&self, text: &str) -> String {
        let dated = dates::take_out(text, self.identifiers, self.times);
        let mut text = self.clean_once(&dated.text);
        for _ in 0..MOST_ROUNDS {
            let again = self.clean_once(&text);
            if again == text {
                return dated.put_back(&text);
            }
            text = again;
        }
        String::new()
    }

    fn clean_once(&self, text: &str) -> String {
        let tokens = Tokens::of(text);
        let mut gone = vec![false; tokens.all.len()];
        patterns::mark(&tokens, &mut gone);
        let kinds: Vec<Kind> = tokens
            .all
            .iter()
            .zip(&gone)
            .map(|(token, gone)| match gone {
                true => Kind::Gone,
                false if is_phase(text, token) => Kind::Technical,
                false => self.kind(token),
            })
            .collect();
        let mut cleaner = Cleaner { tokens, kinds };
        cleaner.names();
        cleaner.numbers();
        cleaner.loose_ends();
        let cleaned = cleaner.join();
        if self.identifiers.named_in(&cleaned) {
            return String::new();
        }
        cleaned
    }

    /// By itself, without its neighbours.
    fn kind(&self, token: &Token<'_>) -> Kind {
        let kind = kind(token, self.identifiers);
        let is_word = || {
            self.is_occupation
                && vocabulary::is_of_an_occupation(&token.folded)
                && !self.identifiers.is_name_word(&token.folded)
                && !self.identifiers.named_in(&token.folded)
        };
        match kind {
            Kind::Gone if is_word() => Kind::Word,
            kind => kind,
        }
    }
}

/// Each round takes something away; real texts need two.
const MOST_ROUNDS: usize = 32;

/// `C+` and `C-`: with and without contrast.
fn is_phase(text: &str, token: &Token<'_>) -> bool {
    let mut after = text.get(token.end..).unwrap_or_default().chars();
    token.folded == "c"
        && matches!(after.next(), Some('+' | '-'))
        && after.next().is_none_or(char::is_whitespace)
}

/// `92F`, `92Y`: an age that is told as "over 89" elsewhere.
fn is_great_age(text: &str) -> bool {
    text.strip_suffix(['F', 'M', 'Y'])
        .and_then(|age| age.parse::<u32>().ok())
        .is_some_and(|age| (OLDEST + 1..=125).contains(&age))
}

/// What becomes of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Gone,
    /// A word of a protocol, or letters and digits in a pattern of one.
    Technical,
    /// A technical word that is part of a name.
    TechnicalName,
    /// Another word.
    Word,
    /// Digits, whose neighbours decide.
    Number,
}

/// By itself, without its neighbours.
pub(super) fn kind(token: &Token<'_>, identifiers: &Identifiers) -> Kind {
    let word = token.folded.as_str();
    if token.text.starts_with(dates::MARK) {
        return match dates::is_date(token.text) {
            true => Kind::Technical,
            false => Kind::Gone,
        };
    }
    if !word.is_ascii() {
        return Kind::Gone;
    }
    if is_great_age(token.text) {
        return Kind::Gone;
    }
    let is_name = identifiers.is_name_word(word);
    if token.is_number() {
        return match is_name || identifiers.is_value_of(word) {
            true => Kind::Gone,
            false => Kind::Number,
        };
    }
    let class = match word {
        "l" | "r" => Some(Class::Protocol),
        // One letter in capitals is an initial.
        "a" if token.text == "a" => Some(Class::Report),
        _ => vocabulary::class(word),
    };
    match class {
        Some(Class::Protocol) if is_name => Kind::TechnicalName,
        Some(Class::Protocol) => Kind::Technical,
        Some(Class::Report) if !is_name && !identifiers.named_in(word) => Kind::Word,
        None if !is_name
            && !identifiers.named_in(word)
            && (is_pattern(token) || is_compound(token.text, identifiers)) =>
        {
            Kind::Technical
        }
        _ => Kind::Gone,
    }
}
