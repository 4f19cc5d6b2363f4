//! What words lead to: numbers behind key words, dates with a month or a birth.

use super::super::dates;
use super::super::lists::among;
use super::super::tokens::{Token, Tokens};

const MONTHS: &str = "january february march april may june july august september october november december \
    jan feb mar apr jun jul aug sep sept oct nov dec";

/// A month takes the numbers around it along.
pub(super) fn months(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for at in 0..tokens.all.len() {
        if !among(MONTHS, tokens.folded(at)) {
            continue;
        }
        // `COR MAR`: reduction of metal artefacts, where no number stands near.
        let mut around = at.saturating_sub(2)..=at + 2;
        let has_number = around.any(|near| tokens.get(near).is_some_and(Token::has_digit));
        if tokens.all.get(at).is_some_and(|token| token.text == "MAR") && !has_number {
            continue;
        }
        for near in at.saturating_sub(2)..=at + 2 {
            let number = tokens.get(near).is_some_and(Token::has_digit);
            if let (true, Some(gone)) = (number || near == at, gone.get_mut(near)) {
                *gone = true;
            }
        }
    }
}

/// Words that lead to a number of a person.
const KEY_WORDS: &str = "nhs chi gmc nmc gdc hcpc mrn hosp hospital id ids number ref reference accession acc tel telephone phone mobile \
    mob fax ext extension bleep bleeped pager paged unit ward bed bay cubicle room flat apt house num hcp gphc pin req uid crn pas";

pub(super) fn behind_key_words(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for (at, token) in tokens.all.iter().enumerate() {
        if !among(KEY_WORDS, &token.folded) {
            continue;
        }
        for number in at + 1..=at + 2 {
            // `unit T12` is none, `bed 14` is one.
            let has_digit = tokens.get(number).is_some_and(Token::has_digit);
            if let (true, Some(gone)) = (has_digit, gone.get_mut(number)) {
                *gone = true;
            }
        }
    }
}

/// Words that lead to a birth date, or follow it.
const BIRTHS: &str = "dob born birth bday birthday birthdate";

/// A birth takes the dates and numbers near it along, before it and behind.
pub(super) fn births(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for at in 0..tokens.all.len() {
        let word = |ahead: usize| tokens.folded(at + ahead);
        let spelt = [word(0), word(1), word(2)] == ["d", "o", "b"];
        let is_birth = spelt || among(BIRTHS, word(0));
        // `b. 12 Mar 1950`
        let short = word(0) == "b" && matches!(tokens.gap(at), "." | ". ");
        let near = match (is_birth, short) {
            (true, _) => at.saturating_sub(3)..at + 6,
            (false, true) => at + 1..at + 2,
            (false, false) => continue,
        };
        for near in near {
            let is_date = tokens.get(near).is_some_and(|token| {
                token.has_digit() && (is_birth || token.text.starts_with(dates::MARK))
            });
            if let (true, Some(gone)) = (is_date, gone.get_mut(near)) {
                *gone = true;
            }
        }
    }
}
