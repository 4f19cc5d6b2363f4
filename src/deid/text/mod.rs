//! Free text, word by word: what is known to be harmless stays, everything else goes.
//!
//! In comes a text in any script and what identifies this patient; out comes ASCII text made of words of the
//! vocabulary, numbers in patterns of imaging, and the punctuation between words that stood side by side. Never: a
//! word that is not in the vocabulary, a number of which nobody can say what it counts, anything that matches a
//! pattern of a person ([`patterns`]).
//!
//! Dates are moved or kept as the policy has it, and go with the word that leads to them where that is a birth.
//!
//! A word of the vocabulary that is also part of a name in this header goes, with one exception: a body part that
//! stands first after a modality (`CT head`, `MRI brain with contrast`). `Scan Short`, `Pelvis Head`, `report for
//! Head` and `Head Short` lose theirs: anywhere else a family name is written just so.

mod dates;
pub(in crate::deid) mod earlier;
mod fold;
mod normal;
pub(crate) mod patterns;
pub mod plain_line;
mod tokens;
mod vocabulary;

pub use fold::fold;
pub use normal::normal;
pub use vocabulary::{is_known_word, protocol_words};

use crate::deid::identifiers::Identifiers;
use crate::deid::values::times::{OLDEST, Times};
use tokens::{Token, Tokens};
use vocabulary::Class;

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
enum Kind {
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
fn kind(token: &Token<'_>, identifiers: &Identifiers) -> Kind {
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

/// Units of measurement, as they follow a number without a gap.
const UNITS: &str = "mm cm m mms um nm cc sec secs s ms min mins hz khz mhz t kv kvp ma mas mgy gy cgy mbq bq kbq gbq mci ml mls l mg mcg g kg kev mev \
    deg d st nd rd th x mmhg bpm fps hu pct tesla";

fn is_unit(word: &str) -> bool {
    UNITS.split_ascii_whitespace().any(|unit| unit == word)
}

/// Names with digits that no rule makes.
const FIXED: &str = "tc99m f18 i123 i131 i125 ga68 in111 c11 n13 o15 rb82 cu64 zr89 lu177 y90 sm153 ra223 tl201 xe133 kr81m mag3 \
    ca125 ca199 ca153 spo2 hba1c co2 o2 h2o cu s1s2 covid19 p53";

/// Letters that take a small number: sequences, b-values, vertebrae, leads, acceleration, delays.
const PREFIXES: &[(&str, u32)] = &[
    ("t", 12),
    ("b", 10_000),
    ("l", 5),
    ("c", 8),
    ("s", 5),
    ("v", 9),
    ("p", 8),
    ("d", 400),
    ("r", 4),
    ("q", 4),
    ("n", 4),
    ("m", 4),
    ("w", 4),
    ("g", 3),
    ("te", 999),
    ("tr", 20_000),
    ("ti", 9999),
    ("fa", 180),
];

/// Letters and digits in a pattern of imaging: `5mm`, `T2w`, `b1000`, `L5`, `512x512`, `ep2d`, `B30f`.
fn is_pattern(token: &Token<'_>) -> bool {
    let word = token.folded.as_str();
    if FIXED.split_ascii_whitespace().any(|fixed| fixed == word) || is_kernel(token.text) {
        return true;
    }
    let runs = runs(word);
    let number = |digits: &str| digits.parse::<u32>().unwrap_or(u32::MAX);
    let is_word = |word: &str| word.len() > 1 && vocabulary::class(word).is_some();
    match runs.as_slice() {
        [letters, digits] if starts_with_letter(letters) => {
            let small = PREFIXES
                .iter()
                .any(|(prefix, most)| prefix == letters && number(digits) <= *most);
            small || is_word(letters) && digits.len() <= 3
        }
        [digits, letters] => {
            (is_unit(letters) && digits.len() <= 5) || (is_word(letters) && digits.len() <= 3)
        }
        // T1w, T2star; ep2d, fl3d; 2ch.
        ["t", "1" | "2", letters] => {
            matches!(*letters, "w" | "wi" | "star" | "map" | "rho") || is_word(letters)
        }
        [
            "ep" | "fl" | "se" | "ge" | "re" | "tfl" | "tse",
            "2" | "3",
            "d",
        ] => true,
        [
            "ep" | "fl" | "se" | "ge" | "re" | "tfl" | "tse",
            "2" | "3",
            "d",
            digits,
        ] => digits.len() <= 3,
        // Two vertebrae.
        [one, above, other, below] if starts_with_letter(one) => [(one, above), (other, below)]
            .into_iter()
            .all(|(letter, digits)| {
                matches!(*letter, "c" | "t" | "l" | "s") && number(digits) <= 12
            }),
        // A matrix, a field of view.
        [a, "x", b] | [a, "x", b, "x", _] => a.len() <= 4 && b.len() <= 4,
        [a, "x", b, unit] => a.len() <= 4 && b.len() <= 4 && is_unit(unit),
        _ => false,
    }
}

/// A reconstruction kernel as one maker writes it: `B30f`, `Br40d`.
fn is_kernel(text: &str) -> bool {
    match text.as_bytes() {
        [a, b, c, d] => {
            a.is_ascii_uppercase()
                && b.is_ascii_digit()
                && c.is_ascii_digit()
                && d.is_ascii_lowercase()
        }
        [a, b, c, d, e] => {
            a.is_ascii_uppercase()
                && b.is_ascii_lowercase()
                && c.is_ascii_digit()
                && d.is_ascii_digit()
                && e.is_ascii_lowercase()
        }
        _ => false,
    }
}

/// Words written as one: `ChestRoutine`.
fn is_compound(text: &str, identifiers: &Identifiers) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in letters {
        if before.is_lowercase() && letter.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
        before = letter;
    }
    words.len() > 1
        && words.iter().all(|word| {
            let word = fold(word);
            word.len() > 2 && vocabulary::class(&word).is_some() && !identifiers.is_name_word(&word)
        })
}

/// Runs of digits and of other characters.
fn runs(word: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let digit = first.is_ascii_digit();
        let end = rest
            .find(|letter: char| letter.is_ascii_digit() != digit)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        runs.push(run);
        rest = after;
    }
    runs
}

fn starts_with_letter(run: &str) -> bool {
    run.bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic())
}

/// Words that lead to a person.
const LEADS: &str = "by for from to with cc re per via attn of at";
const MODALITIES: &str = "ct mr mri xr us pet spect nm cr dx fluoro";
/// Body parts that are also family names.
const BODY_PARTS: &str = "head hand hands foot brain chest neck heart hart arm leg legs hip knee shoulder rib bone body back face";
/// Words that say nothing at the end of a text.
const LOOSE: &str = "by for from to with cc re per via of and at in on the a an or is was";

/// Words beside which a number is an age.
const AGES: &str =
    "age aged ages old year years yr yrs yo y male female man woman lady gentleman m f";

fn among(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

struct Cleaner<'a> {
    tokens: Tokens<'a>,
    kinds: Vec<Kind>,
}

impl Cleaner<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.kinds.get(at).copied()
    }

    fn set(&mut self, at: usize, kind: Kind) {
        if let Some(found) = self.kinds.get_mut(at) {
            *found = kind;
        }
    }

    /// Words that are part of a name, or are written as one behind a word that leads to a person.
    fn names(&mut self) {
        let decided: Vec<Kind> = (0..self.kinds.len())
            .map(|at| match self.kind(at) {
                Some(Kind::TechnicalName) if self.is_technical_phrase(at) => Kind::Technical,
                Some(Kind::TechnicalName) | None => Kind::Gone,
                Some(Kind::Technical | Kind::Word) if self.is_written_as_name(at) => Kind::Gone,
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

    fn is_written_as_name(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return false;
        };
        token.is_title_case()
            && vocabulary::is_also_a_name(&token.folded)
            && self.tokens.before(at).is_some_and(|(before, lead)| {
                among(LEADS, &lead.folded) && self.tokens.gap(before).trim().is_empty()
            })
    }

    /// A number stays if it is short, nothing that goes stands behind it, and something that stays beside it.
    fn numbers(&mut self) {
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
        for (kind, ahead) in self.kinds.iter_mut().zip(ahead) {
            match kind {
                Kind::Number if !beside && !ahead => *kind = Kind::Gone,
                Kind::Number => {}
                kind => beside = matches!(kind, Kind::Technical | Kind::Word),
            }
        }
    }

    fn number_may_stay(&self, at: usize) -> bool {
        let length = self.tokens.folded(at).len();
        let next = self.kind(at + 1);
        let next_word = self.tokens.folded(at + 1);
        let before = self
            .tokens
            .before(at)
            .map_or("", |(_, token)| &token.folded);
        let unit = next.is_some() && is_unit(next_word) && self.tokens.gap(at).trim().is_empty();
        let number = self.tokens.folded(at).parse::<u32>().unwrap_or_default();
        let near = at.saturating_sub(3)..=at + 3;
        let is_age = (OLDEST + 1..=125).contains(&number)
            && near
                .into_iter()
                .any(|at| among(AGES, self.tokens.folded(at)))
            || number > OLDEST * 12 && among("months month mths mos", next_word);
        let short = length <= 3
            || length <= 4 && self.is_decimals(at)
            || length <= 5 && (unit || among("b te tr ti bval series image frame", before));
        short && !is_age && (unit || next != Some(Kind::Gone))
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
    fn loose_ends(&mut self) {
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
    fn join(&self) -> String {
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

#[cfg(test)]
mod tests;
