//! What is left must not say the opposite, nor nothing.
//!
//! In come words of which some go; out comes the same, with a negation gone where what it denies goes, and with nothing
//! left where only words that join others are.

use super::cleaner::Cleaner;
use super::free_text::Kind;
use super::lists::among;
use super::misspelt;
use super::tokens::Token;

/// Words that deny what follows, in the languages of protocols.
const DENIALS: &str = "no without nil none sans ohne sin senza sem zonder utan uten uden bez wo non kein keine keinen kej ingen inga geen pas negative \
    excluding absent";

/// Words that deny what their clause says, before them too.
const REVERSALS: &str =
    "not never denies denied cannot unable nicht niet inte ikke declined refused neither nor";

/// Words that end what a negation denies.
const ENDS: &str = "since from on at by in with seen given for due but and or as than compared after before during because when while if to of today now \
    evident identified noted shown demonstrated present detected visible is was are were has have this that";

/// Words that deny what stands before them.
const BEHIND: &str = "excluded absent negative unlikely resolved";

/// Takes negations out with what they deny.
pub(super) fn keep_sense(cleaner: &mut Cleaner<'_>) {
    let mut start = 0;
    while start < cleaner.kinds.len() {
        let end = clause_end(cleaner, start);
        clause(cleaner, start, end);
        start = end;
    }
}

/// Behind the last token of the clause that begins at a token.
fn clause_end(cleaner: &Cleaner<'_>, start: usize) -> usize {
    let ends = |at: &usize| {
        let gap = cleaner.tokens.gap(*at);
        let joint = gap.trim_end();
        gap.contains(['\n', ';', '!', '?'])
            || (joint.ends_with('.') && gap.ends_with(' ') && cleaner.tokens.folded(*at).len() > 1)
            || joint.ends_with(',') && gap.ends_with(' ')
            || gap.contains(" - ")
            || cleaner.tokens.folded(at + 1) == "but"
    };
    let last = cleaner.kinds.len();
    (start..last).find(ends).map_or(last, |at| at + 1)
}

fn clause(cleaner: &mut Cleaner<'_>, start: usize, end: usize) {
    for at in start..end {
        if cleaner.kind(at) == Some(Kind::Gone) {
            continue;
        }
        let word = cleaner.tokens.folded(at);
        // `w/o`
        let is_without = word == "o" && at > start && cleaner.tokens.folded(at - 1) == "w";
        let reverses = among(REVERSALS, word);
        // `no 123 456`
        if word == "no" && cleaner.tokens.get(at + 1).is_some_and(Token::has_digit) {
            if cleaner.kind(at + 1) == Some(Kind::Gone) {
                cleaner.set(at, Kind::Gone);
            }
            continue;
        }
        let denies = reverses || is_without || among(DENIALS, word) || misspelt::is_without(word);
        if denies && loses_what_it_denies(cleaner, at, end) {
            let from = match () {
                () if reverses => start,
                () if is_without => at - 1,
                () => at,
            };
            (from..end).for_each(|at| cleaner.set(at, Kind::Gone));
            return;
        }
        if among(BEHIND, word) && at > start && !has_sense(cleaner, start, at) {
            (start..end).for_each(|at| cleaner.set(at, Kind::Gone));
            return;
        }
    }
}

/// Whether a clause has lost its negation and says something without it: it may say the opposite.
pub(super) fn is_turned_round(cleaner: &Cleaner<'_>) -> bool {
    let mut start = 0;
    while start < cleaner.kinds.len() {
        let end = clause_end(cleaner, start);
        let is_gone = |at: &usize| cleaner.kind(*at) == Some(Kind::Gone);
        if (start..end).filter(is_gone).any(|at| denies(cleaner, at))
            && has_sense(cleaner, start, end)
        {
            return true;
        }
        start = end;
    }
    false
}

/// Whether a token is a negation, or a part of `w/o`.
fn denies(cleaner: &Cleaner<'_>, at: usize) -> bool {
    let word = cleaner.tokens.folded(at);
    let is = |at: Option<usize>, word| at.is_some_and(|at| cleaner.tokens.folded(at) == word);
    let without =
        word == "o" && is(at.checked_sub(1), "w") || word == "w" && is(at.checked_add(1), "o");
    without
        || misspelt::is_without(word)
        || [DENIALS, REVERSALS, BEHIND]
            .iter()
            .any(|list| among(list, word))
}

/// Whether a word goes that stands between a negation and what ends its reach, or nothing is left of it.
fn loses_what_it_denies(cleaner: &Cleaner<'_>, at: usize, end: usize) -> bool {
    let ends = |at: &usize| {
        let token = cleaner.tokens.get(*at);
        !among(ENDS, cleaner.tokens.folded(*at)) && !token.is_some_and(Token::has_digit)
    };
    let reach = (at + 1..end).take_while(ends);
    let (mut any, mut gone) = (false, false);
    for denied in reach {
        match cleaner.kind(denied) {
            Some(Kind::Gone) if !any || !cleaner.is_person(denied) => gone = true,
            Some(Kind::Gone) | None => break,
            Some(_) => any = true,
        }
    }
    gone
}

fn has_sense(cleaner: &Cleaner<'_>, from: usize, to: usize) -> bool {
    let says = |at: usize| {
        let is_kept = !matches!(cleaner.kind(at), Some(Kind::Gone) | None);
        is_kept && !among(JOINING, cleaner.tokens.folded(at))
    };
    (from..to).any(says)
}

/// Words that say nothing by themselves.
const JOINING: &str = "a an the of on in at by for from to with and or as is was are were be been has had have re cc per via attn this that these those \
    his her their its my our your he she it they we who which than then also but if so no not without with w o wo nil none due since \
    ref req d c mr dr ms sr known year years yr yrs old yo age aged now until till both all any each e am pm";

/// Whether anything is said by what is left.
pub(super) fn says_something(cleaner: &Cleaner<'_>) -> bool {
    let any = cleaner.kinds.iter().any(|kind| *kind != Kind::Gone);
    let lost = cleaner.kinds.contains(&Kind::Gone);
    any && (!lost || has_sense(cleaner, 0, cleaner.kinds.len()))
}
