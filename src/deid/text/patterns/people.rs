//! What words lead to: names behind titles, numbers behind key words, dates with a month or a birth.

use super::super::dates;
use super::super::tokens::{Token, Tokens};
use super::super::vocabulary;

const MONTHS: &str = "january february march april may june july august september october november december \
    jan feb mar apr jun jul aug sep sept oct nov dec";

/// A month takes the numbers around it along.
pub(super) fn months(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for at in 0..tokens.all.len() {
        if !MONTHS
            .split_ascii_whitespace()
            .any(|month| month == tokens.folded(at))
        {
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

/// Titles and nothing else.
const TITLES: &str = "mrs miss mister prof professor sir dame lord lady rev revd reverend fr messrs mme mlle herr frau";

/// Titles that are also abbreviations of imaging.
const SHORT_TITLES: &str = "mr dr ms sr";

/// What somebody is; a name may follow.
const ROLES: &str = "doctor nurse sister consultant radiologist radiographer surgeon physician operator technologist reporter matron midwife \
    patient daughter son mother father wife husband brother carer";

/// A title goes with the name behind it.
pub(super) fn titles(tokens: &Tokens<'_>, gone: &mut [bool]) {
    let among = |list: &str, word: &str| list.split_ascii_whitespace().any(|known| known == word);
    for (at, token) in tokens.all.iter().enumerate() {
        let title = token.folded.as_str();
        let next = tokens.get(at + 1);
        let (own, most) = if among(TITLES, title) {
            (true, 3)
        } else if among(SHORT_TITLES, title) {
            let modality = !token.is_title_case()
                && next.is_none_or(|next| {
                    next.has_digit()
                        || vocabulary::class(&next.folded) == Some(vocabulary::Class::Protocol)
                });
            match (modality, token.is_title_case()) {
                (true, _) => continue,
                (false, true) => (true, 3),
                (false, false) => (true, 1),
            }
        } else if among(ROLES, title)
            && next.is_some_and(|next| next.is_title_case())
            && tokens.gap(at) == " "
        {
            (false, 2)
        } else {
            continue;
        };
        if let (true, Some(gone)) = (own, gone.get_mut(at)) {
            *gone = true;
        }
        for name in at + 1..=at + most {
            let before = tokens.folded(name - 1);
            let part = match tokens.gap(name - 1) {
                " " | "." | "-" | "'" | ", " | "^" | "_" | "  " => true,
                // A point ends a sentence, but not a title or an initial.
                ". " => name == at + 1 || before.len() == 1,
                _ => false,
            };
            let written = tokens.get(name).is_some_and(|name| {
                !name.has_digit() && (name.starts_upper() || !token.starts_upper() && most <= 3)
            });
            // In small letters the first word behind a title is the name; in capitals nobody can tell where it ends.
            let counts = written && part && (token.starts_upper() || name == at + 1);
            match gone.get_mut(name) {
                Some(gone) if counts => *gone = true,
                _ => break,
            }
        }
    }
}

/// Words that lead to a number of a person.
const KEY_WORDS: &str = "nhs chi gmc nmc gdc hcpc mrn hosp hospital id ids number ref reference accession acc tel telephone phone mobile \
    mob fax ext bleep pager unit ward bed room flat apt house";

pub(super) fn behind_key_words(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for (at, token) in tokens.all.iter().enumerate() {
        if !KEY_WORDS
            .split_ascii_whitespace()
            .any(|word| word == token.folded)
        {
            continue;
        }
        for number in at + 1..=at + 2 {
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
        let is_birth = spelt
            || BIRTHS
                .split_ascii_whitespace()
                .any(|birth| birth == word(0));
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
