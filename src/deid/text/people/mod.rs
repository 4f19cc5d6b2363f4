//! Names that no header tells: behind a title, a role or a word that leads to a person, two names side by side, places
//! behind `from` and before `Hospital`.
//!
//! In come the words of a text, each judged by itself; out comes the same with those gone that are written as a name.
//! However common a word is, it goes where a name must stand; elsewhere only if the lists of names have it.

mod leads;
mod words;

use super::cleaner::Cleaner;
use super::free_text::Kind;
use super::lists::among;
use super::tokens::Token;
use super::vocabulary;
use leads::{Lead, lead_at};
use words::{is_body_part, is_no_name};

/// Names of at most so many words are looked for.
const LONGEST: usize = 3;

/// How surely a name follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    /// Whatever follows is one.
    Certain,
    /// It is one if the lists of names have it, or nobody knows it.
    Likely,
    /// It is one if it is a given name, or written with a capital and on a list.
    Perhaps,
}

/// Takes out who is named.
pub(super) fn take_out(cleaner: &mut Cleaner<'_>) {
    for at in 0..cleaner.kinds.len() {
        if let Some(lead) = lead_at(cleaner, at) {
            lead_to(cleaner, &lead);
        }
        pair(cleaner, at);
        hospital(cleaner, at);
        place(cleaner, at);
    }
}

/// Takes the names behind a lead.
fn lead_to(cleaner: &mut Cleaner<'_>, lead: &Lead) {
    for title in lead.titles.clone() {
        cleaner.take_person(title);
    }
    let mut next = lead.next;
    let mut taken = 0;
    while taken < LONGEST && parts(cleaner, next, taken) {
        if leads::is_title(cleaner, next) {
            cleaner.take_person(next);
            next += 1;
            continue;
        }
        if !is_taken(cleaner, next, lead.sure, taken) {
            break;
        }
        // Behind an initial stands a name as surely as before.
        let is_initial = cleaner.tokens.folded(next).len() == 1;
        cleaner.take_person(next);
        (next, taken) = (next + 1, taken + usize::from(!is_initial));
    }
    if next > lead.next {
        others(cleaner, next);
    }
}

/// `Young & Day`, `Hill and Dale`: more names behind the first.
fn others(cleaner: &mut Cleaner<'_>, mut next: usize) {
    for _ in 0..2 * LONGEST {
        let gap = next.checked_sub(1).map_or("", |at| cleaner.tokens.gap(at));
        let joined = matches!(gap.trim(), "&" | "+" | "/" | ",");
        let and = cleaner.tokens.folded(next) == "and" && gap.trim().is_empty();
        let name = next + usize::from(and);
        if !(joined || and || gap.trim().is_empty()) || cleaner.kind(name).is_none() {
            return;
        }
        if !is_taken(cleaner, name, Sure::Likely, 1) || cleaner.phrases.get(name) != Some(&0) {
            return;
        }
        cleaner.take_person(name);
        if and {
            cleaner.take_person(next);
        }
        next = name + 1;
    }
}

/// Whether what stands before a word lets a name go on to it, or begin with it.
fn parts(cleaner: &Cleaner<'_>, next: usize, taken: usize) -> bool {
    let before = next.saturating_sub(1);
    let gap = cleaner.tokens.gap(before);
    let is_initial = cleaner.tokens.folded(before).len() == 1;
    match gap {
        " " | "  " | "." | "-" | "'" | "\u{2019}" | "_" | "^" | "\\" => true,
        ". " | ", " | "," => taken == 0 || is_initial || gap != ". ",
        _ if taken == 0 => matches!(
            gap.trim(),
            ":" | "-" | "(" | ":-" | "=" | ";" | "/" | "." | ": (" | "\u{2013}" | "'" | "\""
        ),
        _ => matches!(gap.trim(), "(" | "'" | "\"") && !gap.contains('\n'),
    }
}

fn is_taken(cleaner: &Cleaner<'_>, at: usize, sure: Sure, taken: usize) -> bool {
    let (Some(token), Some(kind)) = (cleaner.tokens.get(at), cleaner.kind(at)) else {
        return false;
    };
    let word = token.folded.as_str();
    if token.has_digit()
        || is_no_name(word) && !(token.is_title_case() && vocabulary::is_given(word))
    {
        return false;
    }
    let is_initial = word.len() == 1;
    // `with C+`
    let is_of_phrase = is_initial && cleaner.phrases.get(at).is_some_and(|left| *left > 0);
    if is_of_phrase {
        return false;
    }
    if kind == Kind::Gone || is_initial && (token.starts_upper() || taken > 0) {
        return true;
    }
    let is_name = vocabulary::is_any_name(word);
    let is_technical = matches!(kind, Kind::Technical | Kind::TechnicalName);
    match sure {
        Sure::Certain if taken == 0 => true,
        _ if vocabulary::is_given(word) => true,
        _ if is_body_part(word) => {
            let before = at.checked_sub(1).map_or("", |at| cleaner.tokens.folded(at));
            let is_last = cleaner.tokens.get(at + 1).is_none() && vocabulary::is_given(before);
            taken > 0 && is_name && (token.is_title_case() || is_last && sure == Sure::Certain)
        }
        Sure::Perhaps => is_name && token.is_title_case() && !is_technical,
        Sure::Likely if taken == 0 && is_technical => {
            is_name && (token.starts_upper() || word.len() > 4)
        }
        Sure::Likely | Sure::Certain => is_name,
    }
}

/// A given name and another name side by side: `Mark White`, `J Black`.
fn pair(cleaner: &mut Cleaner<'_>, at: usize) {
    let (Some(one), Some(two)) = (cleaner.tokens.get(at), cleaner.tokens.get(at + 1)) else {
        return;
    };
    let gap = cleaner.tokens.gap(at);
    let joins = matches!(gap, " " | "  " | "_" | "^" | ", " | "." | ". " | "-");
    if !joins || is_phrase(cleaner, at) || is_phrase(cleaner, at + 1) {
        return;
    }
    let as_written = |token: &Token<'_>| (token.starts_upper(), token.is_title_case());
    let alike = as_written(one) == as_written(two);
    let unknown = |at: usize, token: &Token<'_>| {
        cleaner.kind(at) == Some(Kind::Gone) && !token.has_digit() && token.folded.len() > 1
    };
    let name = |at: usize, token: &Token<'_>| {
        let word = token.folded.as_str();
        let counts = !is_body_part(word) || token.is_title_case();
        !is_no_name(word) && counts && vocabulary::is_any_name(word) || unknown(at, token)
    };
    let sentence = gap.starts_with('.') && gap.len() > 1;
    let given = |token: &Token<'_>| {
        vocabulary::is_given(&token.folded)
            || token.is_title_case() && among("will may young", &token.folded)
    };
    let (given_one, given_two) = (given(one), given(two));
    let both = alike
        && !sentence
        && gap != "-"
        && (given_one && name(at + 1, two) || given_two && name(at, one) && one.folded.len() > 1);
    let initial = one.folded.len() == 1
        && one.folded.bytes().all(|byte| byte.is_ascii_lowercase())
        && gap != ", "
        && !is_body_part(&two.folded)
        && initial_of(one, two);
    if both || initial {
        cleaner.take_person(at);
        cleaner.take_person(at + 1);
    }
}

/// Whether one letter is that of a first name before this other name.
fn initial_of(one: &Token<'_>, two: &Token<'_>) -> bool {
    let is_name = vocabulary::is_any_name(&two.folded) && !is_no_name(&two.folded);
    // Sides, phases, and the article.
    let says_more = among("l r c t a b x w n f m", &one.folded);
    let written = two.is_title_case() && one.starts_upper();
    is_name && (!says_more && two.folded.len() > 2 || written && !among("l r a", &one.folded))
}

/// Whether a token is part of a phrase of several words; an eponym alone may be a name.
fn is_phrase(cleaner: &Cleaner<'_>, at: usize) -> bool {
    let left = |at: usize| cleaner.phrases.get(at).copied().unwrap_or_default();
    let follows = at.checked_sub(1).is_some_and(|before| left(before) > 1);
    left(at) > 1 || left(at) == 1 && follows
}

/// What a hospital is called by.
const HOSPITALS: &str = "hospital hospitals hosp infirmary nhs trust hospice general gen royal medical health healthcare clinic centre \
    center house university district community nuffield spire bupa";

/// Words that a hospital's name does not begin with.
fn ends_a_place(word: &str) -> bool {
    is_no_name(word)
        || among(
            "ct mr mri xr us cxr scan scans imaging outside old previous prior hospital film films local private public other another \
             this same our their mobile main acute mental primary public occupational womens women children general",
            word,
        )
}

/// The words before `Hospital`, and behind `Royal`.
fn hospital(cleaner: &mut Cleaner<'_>, at: usize) {
    let word = &cleaner.tokens.folded(at).to_owned();
    let Some(token) = cleaner.tokens.get(at) else {
        return;
    };
    let is_saint = among("st saint royal", word) && token.starts_upper();
    if is_saint && cleaner.tokens.gap(at).trim_matches('.') == " " && !is_phrase(cleaner, at) {
        let next = cleaner.tokens.get(at + 1);
        let named = next.is_some_and(|next| next.starts_upper() && !next.has_digit());
        if named && !is_technical_in_capitals(cleaner, at + 1) {
            cleaner.take_person(at);
            cleaner.take_person(at + 1);
        }
    }
    let followed = among("medical health community district university royal", word);
    let next = cleaner.tokens.folded(at + 1);
    let counts = among("hospital hosp infirmary nhs trust hospice house", word)
        || followed && among("centre center hospital infirmary trust hosp", next);
    if !counts {
        return;
    }
    for before in (at.saturating_sub(LONGEST)..at).rev() {
        let Some(token) = cleaner.tokens.get(before) else {
            return;
        };
        let joins = cleaner.tokens.gap(before) == " ";
        let ends = ends_a_place(&token.folded) && !among(HOSPITALS, &token.folded);
        let capital = token.starts_upper() && !token.has_digit();
        if !joins || ends || !capital || is_technical_in_capitals(cleaner, before) {
            return;
        }
        cleaner.take_person(before);
    }
}

/// A technical word that no list of names has, in a text of capitals.
fn is_technical_in_capitals(cleaner: &Cleaner<'_>, at: usize) -> bool {
    let is_technical = matches!(
        cleaner.kind(at),
        Some(Kind::Technical | Kind::TechnicalName)
    );
    is_technical && !vocabulary::is_any_name(cleaner.tokens.folded(at))
        || is_body_part(cleaner.tokens.folded(at))
}

/// A place behind a word that leads there: `from Bath`.
fn place(cleaner: &mut Cleaner<'_>, at: usize) {
    if !among("from at in near ex to via", cleaner.tokens.folded(at)) {
        return;
    }
    let gap = cleaner.tokens.gap(at) == " ";
    let Some(next) = cleaner.tokens.get(at + 1) else {
        return;
    };
    let is_place = among(words::PLACES, &next.folded);
    let goes = is_place && (next.starts_upper() || !is_phrase(cleaner, at + 1));
    if gap && goes {
        cleaner.take_person(at + 1);
    }
}
