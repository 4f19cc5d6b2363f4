//! Numbers of people: NHS and CHI numbers, hospital numbers, telephone numbers, dates of digits.

use super::super::tokens::{Token, Tokens};

/// Ten digits of which the last checks the others (Modulus 11); CHI numbers follow the same rule.
pub(crate) fn is_nhs_number(digits: &str) -> bool {
    if digits.len() != 10 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digit = |byte: u8| u32::from(byte.saturating_sub(b'0'));
    let sum: u32 = digits
        .bytes()
        .zip((2..=10).rev())
        .map(|(byte, weight)| digit(byte) * weight)
        .sum();
    let check = (11 - sum % 11) % 11;
    digits
        .bytes()
        .last()
        .is_some_and(|last| check == digit(last))
}

/// Places of tokens that are numbers, with nothing between them that parts one number from another.
fn chains(tokens: &Tokens<'_>) -> Vec<std::ops::Range<usize>> {
    let mut chains: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, token) in tokens.all.iter().enumerate() {
        if !is_number_or_ordinal(token) {
            continue;
        }
        let gap = at.checked_sub(1).map(|before| tokens.gap(before));
        let joins = gap.is_some_and(|gap| gap.len() <= 6 && !gap.contains('\n'));
        match chains.last_mut() {
            Some(chain) if joins && chain.end == at => chain.end = at + 1,
            _ => chains.push(at..at + 1),
        }
    }
    chains
}

/// Whether what stands between two numbers is how one number or date is written. A list has more.
fn joins_tightly(gap: &str) -> bool {
    let tight = |c| {
        matches!(
            c,
            ' ' | '-' | '.' | '/' | '(' | ')' | '+' | ':' | '_' | '\t'
        )
    };
    gap.len() <= 3 && gap.chars().all(tight)
}

/// Telephone, NHS, CHI, GMC and hospital numbers and dates of digits are long, or parted in three.
pub(super) fn chains_of_digits(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for chain in chains(tokens) {
        let numbers = tokens.all.get(chain.clone()).unwrap_or_default();
        let gaps: Vec<&str> = chain.clone().map(|at| tokens.gap(at)).collect();
        let gaps = gaps.split_last().map_or(&[][..], |(_, gaps)| gaps);
        let is_tight = gaps.iter().all(|gap| joins_tightly(gap));
        let is_list = gaps.iter().any(|gap| gap.starts_with(", "));
        let digits: usize = numbers.iter().map(|token| digits_of(token).len()).sum();
        let has_year = numbers.iter().any(|token| {
            let digits = digits_of(token);
            digits.len() == 4 && (1850..2150).contains(&value_of(digits))
        });
        let most = if is_list { 9 } else { 7 };
        // `b=50/400/800`
        let before = chain
            .start
            .checked_sub(1)
            .map_or("", |at| tokens.folded(at));
        if are_weights(before, numbers) {
            continue;
        }
        if digits >= most || has_date(numbers, is_tight) || has_year {
            gone.get_mut(chain)
                .into_iter()
                .flatten()
                .for_each(|gone| *gone = true);
        }
    }
}

/// Whether numbers are weights of diffusion: behind a word that says so, or from a small one up, in tens: `0-50-500-800`.
/// No year is among the latter.
pub(in crate::deid::text) fn are_weights(before: &str, numbers: &[Token<'_>]) -> bool {
    let before = before.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let is_said = [
        "b", "bval", "bvals", "bvalue", "bvalues", "diff", "dwi", "adc", "dadc",
    ]
    .contains(&before);
    let are_tens = numbers.iter().all(|number| {
        digits_of(number).len() <= 4 && value_of(digits_of(number)).is_multiple_of(10)
    });
    is_said && are_tens || are_ascending(numbers)
}

fn are_ascending(numbers: &[Token<'_>]) -> bool {
    let values: Vec<u32> = numbers
        .iter()
        .map(|number| value_of(digits_of(number)))
        .collect();
    let is_weight =
        |value: &u32| value.is_multiple_of(10) && *value <= 4000 && !(1850..2150).contains(value);
    let plain = numbers.iter().all(|number| {
        number.is_number() && !(number.folded.len() > 1 && number.folded.starts_with('0'))
    });
    values.len() > 2
        && plain
        && values.iter().all(is_weight)
        && values.first().is_some_and(|first| *first <= 100)
        && values.last().is_some_and(|last| *last >= 200)
        && values.is_sorted_by(|one, next| one < next)
}

/// Which tokens are weights of diffusion.
pub(super) fn weights(tokens: &Tokens<'_>) -> Vec<std::ops::Range<usize>> {
    let mut runs = chains(tokens);
    runs.retain(|run| {
        let before = run.start.checked_sub(1).map_or("", |at| tokens.folded(at));
        let numbers = tokens.all.get(run.clone()).unwrap_or_default();
        are_weights(before, numbers)
    });
    runs
}

/// Of versions, long numbers, and dates with a whole year.
pub(super) fn versions(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for chain in chains(tokens) {
        let numbers = tokens.all.get(chain.clone()).unwrap_or_default();
        let is_year = |token: &Token<'_>| {
            let digits = digits_of(token);
            digits.len() == 4 && (1890..2100).contains(&value_of(digits))
        };
        let is_date = numbers.len() == 3 && numbers.iter().any(is_year);
        let is_long = numbers.iter().any(|token| digits_of(token).len() > 5);
        let spaced = chain
            .clone()
            .skip(1)
            .any(|at| tokens.gap(at - 1).contains(' '));
        if is_date || is_long || spaced && numbers.len() > 2 {
            gone.get_mut(chain)
                .into_iter()
                .flatten()
                .for_each(|gone| *gone = true);
        }
    }
}

/// Whether three numbers in a row may be a day, month and year.
fn has_date(numbers: &[Token<'_>], is_tight: bool) -> bool {
    numbers.windows(3).any(|three| {
        let [a, b, c] = three else {
            return false;
        };
        let [a, b, c] = [a, b, c].map(digits_of);
        let form = match (a.len(), b.len(), c.len()) {
            (1..=2, 1..=2, year @ (2 | 4)) => a.len() + b.len() + year > 4 || !is_tight,
            (4, 1..=2, 1..=2) => true,
            (2, 1..=2, 1..=2) => !is_tight,
            _ => false,
        };
        // Of numbers in a list only what a calendar has counts.
        let is_month = |digits: &str| (1..=12).contains(&value_of(digits));
        let is_day = |digits: &str| (1..=31).contains(&value_of(digits));
        let exists = [(a, b), (b, a), (b, c), (c, b)]
            .into_iter()
            .any(|(day, month)| is_day(day) && is_month(month));
        form && (is_tight || exists)
    })
}

/// The digits that a number starts with; of an ordinal all but its ending.
fn digits_of<'a>(token: &'a Token<'_>) -> &'a str {
    let word = token.folded.as_str();
    let end = word
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(word.len());
    word.get(..end).unwrap_or_default()
}

fn value_of(digits: &str) -> u32 {
    digits.parse().unwrap_or(u32::MAX)
}

/// Whether a word is a number, or the ordinal of one.
fn is_number_or_ordinal(token: &Token<'_>) -> bool {
    let digits = digits_of(token).len();
    let ending = token.folded.get(digits..).unwrap_or_default();
    digits > 0 && matches!(ending, "" | "st" | "nd" | "rd" | "th")
}

/// Runs of numbers parted by a space or a hyphen, as identifying numbers are written.
pub(super) fn runs_of_numbers<'a, 'b>(
    tokens: &'b Tokens<'a>,
) -> impl Iterator<Item = &'b [Token<'a>]> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, token) in tokens
        .all
        .iter()
        .enumerate()
        .filter(|(_, token)| token.is_number())
    {
        let joins = at > 0 && matches!(tokens.gap(at - 1), " " | "-") && token.folded.len() > 1;
        match runs.last_mut() {
            Some(run) if joins && run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs.into_iter().filter_map(|run| tokens.all.get(run))
}
