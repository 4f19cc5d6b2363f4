//! Words, sequences, numbers and units that are written as one: `AXT2FLAIRpost`, `DistortionMap`, `2p5mm`, `sT1W`.
//!
//! In comes a token; out comes whether every piece of it is technical. Pieces end where letters meet digits, where a
//! capital follows a small letter, and where one word of `data/glued.txt` follows another. Never: a piece that is a
//! given name, or part of a name in this header; letters that make somebody's name together (`longcor`), or that can be
//! parted so that a name is left (`AXLIMAGE`); what a maker's letter stands before, read with it as one (`sKirts`).

mod apart;
mod data;

use super::fold::fold;
use super::lists::among;
use super::misspelt::is_misspelt;
use super::shapes::{is_marked, is_unit, is_unit_of_token, runs};
use super::vocabulary::{self, Class};
use crate::deid::identifiers::Identifiers;
use apart::taken_apart;
use data::data;

/// Longer tokens are not taken apart.
const LONGEST: usize = 40;

/// Digits of one token together: with more it may be somebody's number.
const MOST_DIGITS: usize = 7;

/// What takes a number of four digits: times, b-values, bandwidths.
const MEASURED: &str = "te tr ti b bval bw";

/// Letters with one or two digits at the end of a token: acceleration, slices, series.
const COUNTS: &str = "r s c v q p i d b e";

/// Letters with which a maker begins the name of a sequence: `sT1W`, `eSAG`, `mDIXON`, `pCASL`.
const PREFIXES: &str = "s d e m p r f v w b c t";

/// Units of one letter behind a number. `M` and `Y` may be an age.
const SHORT_UNITS: &str = "s x t i";

/// What a token's pieces are.
#[derive(Default)]
struct Found {
    /// Words of three letters or more.
    words: usize,
    /// `T1`, `2D`, and words of two letters.
    marks: usize,
    digits: usize,
}

/// Whether every piece of a token is technical.
pub(super) fn is_glued(text: &str, identifiers: &Identifiers) -> bool {
    if !(4..=LONGEST).contains(&text.len()) || !text.is_ascii() {
        return false;
    }
    let all = runs(text);
    let folded: Vec<String> = all.iter().map(|run| fold(run)).collect();
    let mut found = Found::default();
    let token = Token {
        all: &all,
        folded: &folded,
        identifiers,
    };
    (0..all.len()).all(|at| token.is_technical(at, &mut found))
        && found.digits <= MOST_DIGITS
        && (found.words > 0 || found.marks > 1)
        && !(all.len() == 2 && is_of_a_place(&folded))
}

/// `WARD12`, `CT2`: rooms and machines.
fn is_of_a_place(folded: &[String]) -> bool {
    let [letters, digits] = folded else {
        return false;
    };
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && among(
            "ct mr mri xr us cr dr dx nm pt ward bed room bay unit mobile",
            letters,
        )
}

/// A token, taken apart where letters meet digits.
struct Token<'a> {
    all: &'a [&'a str],
    folded: &'a [String],
    identifiers: &'a Identifiers,
}

impl Token<'_> {
    fn folded(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.folded.get(at))
            .map_or("", String::as_str)
    }

    fn is_technical(&self, at: usize, found: &mut Found) -> bool {
        let run = self.all.get(at).copied().unwrap_or_default();
        match run.starts_with(|letter: char| letter.is_ascii_digit()) {
            true => self.is_number(at, run, found),
            false => self.are_words(at, run, found),
        }
    }

    /// Digits that count something: one or two anywhere, more beside a word.
    fn is_number(&self, at: usize, digits: &str, found: &mut Found) -> bool {
        found.digits += digits.len();
        let before = self.folded(at.checked_sub(1));
        let next = self.folded(Some(at + 1));
        match digits.len() {
            1 | 2 => true,
            3 => before.len() > 1 || next.len() > 1 || among("b x p", before),
            4 => MEASURED.split(' ').any(|word| before.ends_with(word)) || among("x", before),
            _ => false,
        }
    }

    /// Letters: one word, several, or a single letter with what numbers stand beside it.
    fn are_words(&self, at: usize, run: &str, found: &mut Found) -> bool {
        let before = self.folded(at.checked_sub(1));
        let next = self.folded(Some(at + 1));
        if run.len() == 1 && self.is_letter(at, run, found) {
            return true;
        }
        if self.is_name_with_mark(at, run) {
            return false;
        }
        // `t7of7`: one of several series. `5mmx5mm`.
        let is_between = is_digits(before) && is_digits(next);
        let unit = strip_end(run, "x").filter(|_| is_between).unwrap_or(run);
        let is_behind_number = is_digits(before) && unit.len() > 1 && is_unit_of_token(&fold(unit));
        // `185dirs` says enough.
        found.words += usize::from(is_behind_number && !is_unit(&fold(unit)));
        if is_behind_number || is_between && among("of to", &fold(run)) {
            found.marks += 1;
            return true;
        }
        if self.is_word(run, found) {
            return true;
        }
        if data().names.contains(fold(run).as_str()) {
            return false;
        }
        let Some(left) = self.without_marks(at, run, found) else {
            return false;
        };
        // What is glued to a letter may be somebody's name without it: `T1WOOD`.
        let folded = fold(left);
        let is_listed = data().is_part(&folded)
            || vocabulary::class(&folded) == Some(Class::Protocol)
            || taken_apart(&folded).is_some()
            || by_capitals(left, false).len() > 1;
        left.is_empty() || is_listed && self.is_word(left, found)
    }

    /// `AXBILAT2`: somebody's name with the mark of the number behind it, though both make a word together.
    fn is_name_with_mark(&self, at: usize, run: &str) -> bool {
        let next = self.folded(Some(at + 1));
        let mark = match next {
            "1" | "2" => "t",
            _ if is_digits(next) && next.ends_with('0') => "b",
            _ => return false,
        };
        let folded = fold(run);
        let rest = folded.strip_suffix(mark);
        let is_part = data().is_part(&folded) || rest.is_some_and(|rest| data().is_part(rest));
        if is_marked(run, &folded, next) && !is_part {
            return true;
        }
        rest.is_some_and(|rest| data().cut.iter().any(|name| rest.ends_with(name)))
    }

    /// What is left without the letters that belong to numbers beside it, and one by which a maker begins a sequence's
    /// name; nothing if none was taken off.
    fn without_marks<'b>(&self, at: usize, run: &'b str, found: &mut Found) -> Option<&'b str> {
        let before = self.folded(at.checked_sub(1));
        let next = self.folded(Some(at + 1));
        let mut left = run;
        let starts: &[&str] = match before {
            "1" | "2" if at > 1 => &["wi", "w"],
            "2" | "3" => &["d"],
            _ => &[],
        };
        if let Some(rest) = strip_start(left, starts) {
            left = rest;
            found.marks += 1;
        } else if at == 0
            && let Some((letter, rest)) = left.split_at_checked(1)
            && among(PREFIXES, letter)
            && rest.starts_with(|letter: char| letter.is_ascii_uppercase())
        {
            // `sT1W`, `eSAG`: a small letter before capitals.
            left = rest;
            found.marks += 1;
        }
        let ends: &[&str] = match next {
            "1" | "2" => &["t"],
            // `POSTX3`
            "3" | "4" | "5" | "6" | "7" | "8" | "9" if at + 2 == self.all.len() => &["x"],
            _ if is_digits(next) && next.ends_with('0') => &["b"],
            _ => &[],
        };
        if let Some(rest) = ends.iter().find_map(|end| strip_end(left, end)) {
            left = rest;
            found.marks += 1;
        }
        (left.len() < run.len()).then_some(left)
    }

    /// One letter: `T` of `T1`, `D` of `3D`, `p` of `2p5`, `R` of `…R2`.
    fn is_letter(&self, at: usize, run: &str, found: &mut Found) -> bool {
        let before = self.folded(at.checked_sub(1));
        let next = self.folded(Some(at + 1));
        let is_last = at + 2 == self.all.len();
        let letter = run.to_ascii_lowercase();
        let between = is_digits(before) && is_digits(next);
        let is_mark = match letter.as_str() {
            "t" => matches!(next, "1" | "2") || self.folded(Some(at + 2)) == "of",
            "d" => matches!(before, "2" | "3"),
            "w" if at > 1 => matches!(before, "1" | "2"),
            "p" | "x" => between,
            "b" => next.ends_with('0'),
            _ => false,
        };
        let is_unit = is_digits(before) && among(SHORT_UNITS, &letter);
        // A number with a point says enough: `R1p5`.
        found.marks += usize::from(is_mark || is_unit) + usize::from(letter == "p" && between);
        let is_first = at == 0 && self.folded(Some(at + 2)) == "p";
        is_mark
            || is_unit
            || (is_first || at > 0 && is_last)
                && is_digits(next)
                && next.len() <= 2
                && among(COUNTS, &letter)
    }

    /// A word by itself, or several that are written as one, with capitals between them or without.
    fn is_word(&self, run: &str, found: &mut Found) -> bool {
        let folded = fold(run);
        let is_one = !is_led(run) || vocabulary::is_of_a_maker(&folded);
        if is_one && self.is_known(&folded, found) {
            return true;
        }
        if data().names.contains(folded.as_str()) || vocabulary::is_any_name(&folded) {
            return false;
        }
        if !rises(run) && is_misspelt(&folded) {
            found.words += 1;
            return true;
        }
        if is_one && let Some(words) = taken_apart(&folded) {
            let names = |word: &&str| self.identifiers.is_name_word(word);
            found.words += 1;
            return !words.iter().any(names);
        }
        // Of `ALGOOb`, cut before the last capital, two letters are no word: they may end somebody's name.
        let mut inside = by_capitals(run, true);
        inside.retain(|_| by_capitals(run, true).iter().all(|part| part.len() > 2));
        [by_capitals(run, false), inside].iter().any(|parts| {
            parts.len() > 1
                && parts.iter().all(|part| {
                    let folded = fold(part);
                    self.is_known(&folded, found)
                        || self.is_of_reports(&folded)
                        || folded.len() > 1 && is_unit(&folded)
                        || folded.len() > 3 && self.is_apart(&folded, found)
                })
        })
    }

    fn is_apart(&self, folded: &str, found: &mut Found) -> bool {
        let is_apart = !data().names.contains(folded)
            && !vocabulary::is_any_name(folded)
            && taken_apart(folded)
                .is_some_and(|words| !words.iter().any(|word| self.identifiers.is_name_word(word)));
        found.words += usize::from(is_apart);
        is_apart
    }

    /// A common word among technical ones: `IntAscHB3`.
    fn is_of_reports(&self, word: &str) -> bool {
        word.len() > 2
            && vocabulary::class(word).is_some()
            && !vocabulary::is_any_name(word)
            && !self.identifiers.is_name_word(word)
    }

    fn is_known(&self, word: &str, found: &mut Found) -> bool {
        let data = data();
        let is_part =
            data.words.contains(word) || data.first.contains(word) || data.last.contains(word);
        let is_technical = || {
            matches!(vocabulary::class(word), Some(Class::Protocol | Class::Term))
                && !vocabulary::is_any_name(word)
        };
        let is_known =
            word.len() > 1 && (is_part || is_technical()) && !self.identifiers.is_name_word(word);
        if is_known {
            match word.len() {
                2 => found.marks += 1,
                _ => found.words += 1,
            }
        }
        is_known
    }
}

/// Whether a letter or two of a maker's may stand before a word with a capital: `sT1W`, `ssPost`. So do somebody's
/// before a name; with them it may be a word by chance: `sKirts`.
pub(super) fn is_led(text: &str) -> bool {
    let small = text.bytes().take_while(u8::is_ascii_lowercase).count();
    let behind = text.bytes().skip(small);
    (1..=2).contains(&small)
        && text
            .as_bytes()
            .get(small)
            .is_some_and(u8::is_ascii_uppercase)
        && behind.take_while(u8::is_ascii_alphabetic).count() > 2
}

/// Whether a capital follows a small letter.
pub(super) fn rises(text: &str) -> bool {
    let pairs = text.as_bytes().windows(2);
    pairs
        .filter_map(|pair| pair.first_chunk::<2>())
        .any(|[one, next]| one.is_ascii_lowercase() && next.is_ascii_uppercase())
}

fn is_digits(run: &str) -> bool {
    !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_digit())
}

fn strip_start<'a>(run: &'a str, starts: &[&str]) -> Option<&'a str> {
    starts.iter().find_map(|start| {
        let (head, rest) = run.split_at_checked(start.len())?;
        head.eq_ignore_ascii_case(start).then_some(rest)
    })
}

fn strip_end<'a>(run: &'a str, end: &str) -> Option<&'a str> {
    let (rest, tail) = run.split_at_checked(run.len().checked_sub(end.len())?)?;
    tail.eq_ignore_ascii_case(end).then_some(rest)
}

/// Parts that begin with a capital: `DistortionMap`; where `inside` is set also the last capital of several before a
/// small letter: `DWIFree`.
fn by_capitals(run: &str, inside: bool) -> Vec<&str> {
    let bytes = run.as_bytes();
    let mut parts = Vec::new();
    let mut start = 0;
    for at in 1..bytes.len() {
        let is = |at: usize, kind: fn(&u8) -> bool| bytes.get(at).is_some_and(kind);
        let rises = is(at - 1, u8::is_ascii_lowercase) && is(at, u8::is_ascii_uppercase);
        let falls = inside
            && is(at - 1, u8::is_ascii_uppercase)
            && is(at, u8::is_ascii_uppercase)
            && is(at + 1, u8::is_ascii_lowercase);
        if rises || falls {
            parts.extend(run.get(start..at));
            start = at;
        }
    }
    parts.extend(run.get(start..));
    parts
}

#[cfg(test)]
mod tests;
