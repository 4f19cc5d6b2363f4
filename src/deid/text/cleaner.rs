//! What a word's neighbours decide: whether a number counts something, a word is a name, or a lead led to nobody.

use super::free_text::Kind;
use super::lists::among;
use super::patterns::{COUNTERS, are_weights};
use super::shapes::is_unit;
use super::tokens::{Token, Tokens};
use crate::deid::values::times::OLDEST;

/// Words that lead to a person.
const LEADS: &str = "by for from to with cc re per via attn of at";

const MODALITIES: &str = "ct mr mri xr us pet spect nm cr dx fluoro";

/// Body parts that are also family names, and may stand first behind a modality.
const BODY_PARTS: &str = "head hand hands foot brain chest neck heart hart arm leg legs hip knee shoulder rib bone body back face";

/// Words that say nothing at the end of a text.
const LOOSE: &str = "by for from to with cc re per via of and at in on the a an or is was";

/// Words beside which a number is an age.
const AGES: &str =
    "age aged ages old year years yr yrs yo y male female man woman lady gentleman m f";

/// A text whose words were judged one by one.
pub(super) struct Cleaner<'a> {
    pub(super) tokens: Tokens<'a>,
    pub(super) kinds: Vec<Kind>,
    /// How many tokens of the same phrase follow, each itself counted.
    pub(super) phrases: Vec<usize>,
    /// Which are part of a name in this header.
    names: Vec<bool>,
    /// Which went as somebody's name.
    persons: Vec<bool>,
}

impl<'a> Cleaner<'a> {
    pub(super) fn new(
        tokens: Tokens<'a>,
        kinds: Vec<Kind>,
        phrases: Vec<usize>,
        names: Vec<bool>,
    ) -> Self {
        let persons = names.clone();
        Self {
            tokens,
            kinds,
            phrases,
            names,
            persons,
        }
    }

    /// Whether a token is part of a name in this header.
    pub(super) fn is_name(&self, at: usize) -> bool {
        self.names.get(at).copied().unwrap_or_default()
    }

    /// Whether a token went as somebody's name.
    pub(super) fn is_person(&self, at: usize) -> bool {
        self.persons.get(at).copied().unwrap_or_default()
    }

    /// Takes a token out as somebody's name, out of a phrase too.
    pub(super) fn take_person(&mut self, at: usize) {
        self.set(at, Kind::Gone);
        if let Some(person) = self.persons.get_mut(at) {
            *person = true;
        }
        if let Some(phrase) = self.phrases.get_mut(at) {
            *phrase = 0;
        }
    }

    /// Whether everything stays.
    pub(super) fn is_whole(&self) -> bool {
        let mut kinds = self.kinds.iter();
        !self.kinds.is_empty()
            && kinds.all(|kind| *kind != Kind::Gone)
            && !self.tokens.has_odd_signs()
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.kinds.get(at).copied()
    }

    pub(super) fn set(&mut self, at: usize, kind: Kind) {
        if let Some(found) = self.kinds.get_mut(at) {
            *found = kind;
        }
    }

    /// Words that are part of a name, or are written as one behind a word that leads to a person.
    pub(super) fn names(&mut self) {
        let decided: Vec<Kind> = (0..self.kinds.len())
            .map(|at| match self.kind(at) {
                Some(Kind::TechnicalName) if self.is_technical_phrase(at) => Kind::Technical,
                Some(Kind::TechnicalName) | None => Kind::Gone,
                Some(Kind::Technical | Kind::Word)
                    if self.is_name(at) && self.is_beside_name(at) =>
                {
                    Kind::Gone
                }
                Some(kind) => kind,
            })
            .collect();
        self.kinds = decided;
    }

    /// A body part that is named first thing after a modality, with nothing but technical words behind it.
    fn is_technical_phrase(&self, at: usize) -> bool {
        let first = at == 1 && among(MODALITIES, self.tokens.folded(0));
        let joined = matches!(self.tokens.gap(0), " " | "_" | "-" | "  ");
        let alone = matches!(self.kind(at + 1), None | Some(Kind::Technical));
        // In `Mr Head` the title is one.
        let title = self.tokens.get(0).is_some_and(Token::is_title_case);
        first && joined && alone && !title && among(BODY_PARTS, self.tokens.folded(at))
    }

    /// A word of every sentence beside another part of a name in this header, or alone.
    fn is_beside_name(&self, at: usize) -> bool {
        let joins = |at: usize| matches!(self.tokens.gap(at), " " | "  " | "^" | "_" | "-" | ", ");
        let before = at
            .checked_sub(1)
            .is_some_and(|before| joins(before) && self.is_name(before));
        self.tokens.all.len() == 1 || before || joins(at) && self.is_name(at + 1)
    }

    /// A number stays if it is short, nothing that goes stands behind it, and something that stays beside it.
    pub(super) fn numbers(&mut self) {
        for at in (0..self.kinds.len()).rev() {
            if self.kind(at) != Some(Kind::Number) || self.number_may_stay(at) {
                continue;
            }
            self.set(at, Kind::Gone);
        }
        // A number alone says nothing. What stands behind a run of numbers is the same for each of them.
        let mut ahead = vec![false; self.kinds.len()];
        let mut stays = false;
        for (ahead, kind) in ahead.iter_mut().zip(&self.kinds).rev() {
            *ahead = stays;
            if *kind != Kind::Number {
                stays = matches!(kind, Kind::Technical | Kind::Word);
            }
        }
        let mut beside = false;
        let decimals: Vec<bool> = (0..self.kinds.len())
            .map(|at| self.is_of_decimals(at))
            .collect();
        for ((kind, ahead), decimal) in self.kinds.iter_mut().zip(ahead).zip(decimals) {
            match kind {
                Kind::Number if decimal => {}
                Kind::Number if !beside && !ahead => *kind = Kind::Gone,
                Kind::Number => {}
                kind => beside = matches!(kind, Kind::Technical | Kind::Word),
            }
        }
    }

    fn number_may_stay(&self, at: usize) -> bool {
        if self.phrases.get(at).is_some_and(|left| *left > 0) {
            return true;
        }
        let length = self.tokens.folded(at).len();
        let next = self.kind(at + 1);
        let next_word = self.tokens.folded(at + 1);
        let gap = self.tokens.gap(at);
        let before = self
            .tokens
            .before(at)
            .map_or("", |(_, token)| &token.folded);
        let unit = next.is_some() && is_unit(next_word) && gap.trim_matches(['-', ' ']).is_empty();
        let number = self.tokens.folded(at).parse::<u32>().unwrap_or_default();
        let near = at.saturating_sub(3)..=at + 3;
        let is_age = (OLDEST + 1..=125).contains(&number)
            && near
                .into_iter()
                .any(|at| among(AGES, self.tokens.folded(at)))
            || number > OLDEST * 12 && among("months month mths mos", next_word);
        let counted = unit || among(COUNTERS, before) || self.is_listed(at);
        let is_matrix = number == 1024 && self.is_joined(at);
        let short = length <= 2
            || is_matrix
            || length <= 3 && (counted || self.is_joined(at))
            || length <= 4 && (self.is_decimals(at) || self.is_weight(at) || self.is_factor(at))
            || length <= 5 && (unit || among("b te tr ti bval bvalue series image frame", before));
        short && !is_age && (unit || next != Some(Kind::Gone) || self.is_person(at + 1))
    }

    /// What something is multiplied by: `SUV x 1000`.
    fn is_factor(&self, at: usize) -> bool {
        let before = self.tokens.before(at);
        before.is_some_and(|(_, sign)| sign.folded == "x") && self.tokens.folded(at).ends_with("00")
    }

    /// One of weights of diffusion: `0-50-500-800`.
    fn is_weight(&self, at: usize) -> bool {
        let is_number = |at: &usize| self.kind(*at) == Some(Kind::Number);
        let first = (0..at).rev().take_while(is_number).last().unwrap_or(at);
        let last = (at..self.kinds.len()).take_while(is_number).last();
        let run = self.tokens.all.get(first..=last.unwrap_or(at));
        let before = first.checked_sub(1).map_or("", |at| self.tokens.folded(at));
        run.is_some_and(|run| are_weights(before, run))
    }

    /// One of several numbers, of which the first is told by a word or has two digits: `b 0, 50, 800`.
    fn is_listed(&self, at: usize) -> bool {
        let mut first = at;
        while let Some(before) = first.checked_sub(1) {
            let joins = matches!(
                self.tokens.gap(before),
                ", " | "," | "/" | "\\" | " / " | "-"
            );
            if !joins || self.kind(before) != Some(Kind::Number) {
                break;
            }
            first = before;
        }
        let before = first.checked_sub(1).map_or("", |at| self.tokens.folded(at));
        first < at && among(COUNTERS, before)
    }

    /// Whether a sign that parts no words joins it with its neighbour: `t2_320`, `b=1000`, `1000/2`.
    fn is_joined(&self, at: usize) -> bool {
        let tight = |gap: &str| {
            !gap.is_empty()
                && gap
                    .chars()
                    .all(|sign| matches!(sign, '_' | '=' | '.' | '*' | '%' | '/' | '+'))
        };
        let before = at.checked_sub(1);
        let kept = |at: usize| !matches!(self.kind(at), None | Some(Kind::Gone));
        before.is_some_and(|before| tight(self.tokens.gap(before)) && kept(before))
            || tight(self.tokens.gap(at)) && kept(at + 1)
    }

    /// Either part of a small number with a point, `3.75`.
    fn is_of_decimals(&self, at: usize) -> bool {
        let part = |at: usize| {
            self.tokens
                .get(at)
                .is_some_and(|token| token.is_number() && token.folded.len() <= 2)
        };
        let joined = |at: usize| part(at) && part(at + 1) && self.tokens.gap(at) == ".";
        let starts =
            |at: usize| joined(at) && !joined(at + 1) && !at.checked_sub(1).is_some_and(joined);
        starts(at) || at.checked_sub(1).is_some_and(starts)
    }

    /// What stands behind the point of a number like `1.4318`.
    fn is_decimals(&self, at: usize) -> bool {
        let point = |at: usize| self.tokens.gap(at) == ".";
        self.tokens.before(at).is_some_and(|(before, whole)| {
            whole.is_number()
                && whole.folded.len() <= 3
                && point(before)
                && !point(at)
                && self.tokens.before(before).is_none_or(|(at, _)| !point(at))
        })
    }

    /// Words that led to something that went.
    pub(super) fn loose_ends(&mut self) {
        let mut at_end = true;
        for at in (0..self.kinds.len()).rev() {
            let goes_on = match self.kind(at + 1) {
                None => true,
                next => next != Some(Kind::Gone),
            };
            match self.kind(at) {
                Some(Kind::Gone) | None => {}
                Some(_) if goes_on => at_end = false,
                Some(_) => {
                    let list = if at_end { LOOSE } else { LEADS };
                    match among(list, self.tokens.folded(at)) {
                        true => self.set(at, Kind::Gone),
                        false => at_end = false,
                    }
                }
            }
        }
    }

    /// What takes the place of words that went: the punctuation that parted them from what follows.
    fn break_between(&self, from: usize, to: usize) -> &'static str {
        let gaps = (from..to).map(|at| self.tokens.gap(at));
        let mut breaks = gaps.filter_map(|gap| match gap.split_once(char::is_whitespace)?.0 {
            "." => Some(". "),
            ";" => Some("; "),
            ":" => Some(": "),
            "," => Some(", "),
            _ => None,
        });
        breaks.next_back().unwrap_or(" ")
    }

    /// What stays, with the punctuation between neighbours.
    pub(super) fn join(&self) -> String {
        let mut joined = String::new();
        let mut last: Option<usize> = None;
        for at in (0..self.kinds.len()).filter(|&at| self.kind(at) != Some(Kind::Gone)) {
            let Some(token) = self.tokens.get(at) else {
                continue;
            };
            match last {
                None if at == 0 => joined.push_str(&plain(
                    self.tokens.text.get(..token.start).unwrap_or_default(),
                )),
                None => {}
                Some(last) if last + 1 == at => joined.push_str(&plain(self.tokens.gap(last))),
                Some(last) => joined.push_str(self.break_between(last, at)),
            }
            match token.text.is_ascii() {
                true => joined.push_str(token.text),
                false => joined.push_str(&token.folded),
            }
            last = Some(at);
        }
        if let (Some(last), Some(token)) = (last, last.and_then(|last| self.tokens.get(last))) {
            let end = self.tokens.text.get(token.end..).unwrap_or_default();
            if last + 1 == self.kinds.len() {
                joined.push_str(&plain(end));
            } else if self.tokens.gap(last).starts_with('.') {
                joined.push('.');
            }
        }
        joined.trim().to_owned()
    }
}

/// Punctuation in ASCII; lines stay lines.
fn plain(gap: &str) -> String {
    gap.chars()
        .map(|letter| match letter {
            '\n' | '\r' | ' '..='~' if letter != '\\' => letter,
            _ => ' ',
        })
        .collect()
}
