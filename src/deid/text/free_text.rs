//! Cleans one text: phrases first, then each word by itself, then by its neighbours.

use super::cleaner::Cleaner;
use super::formed::formed;
use super::glued::{is_glued, is_led, rises};
use super::judged::Outcome;
use super::lists::among;
use super::misspelt::{is_cut, is_misspelt};
use super::people;
use super::shapes::{is_compound, is_pattern, is_staging, is_unit};
use super::technical::is_of_attribute;
use super::tokens::{Token, Tokens};
use super::vocabulary::{self, Class};
use super::wording::Wording;
use super::{dates, meaning, patterns, phrases};
use crate::deid::identifiers::Identifiers;
use crate::deid::values::times::{OLDEST, Times};

/// What an attribute is about, which decides what else than words of imaging and reports it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum About {
    /// Anything that people type.
    #[default]
    Anything,
    /// An occupation.
    Occupation,
    /// A maker, a model, a part of a device.
    Device,
    /// A version of a device or program.
    Version,
    /// A sequence, a kernel, a filter, an option of a scanner.
    Technique,
    /// The meaning of a code that was published.
    Code,
}

/// What a text is cleaned by.
#[derive(Clone, Copy)]
pub struct FreeText<'a> {
    /// What identifies this patient.
    pub identifiers: &'a Identifiers,
    /// What becomes of dates.
    pub times: &'a Times,
    /// What the attribute is about.
    pub about: About,
    /// What a person decided about words, if anybody did.
    pub wording: Option<&'a Wording>,
}

impl FreeText<'_> {
    /// Cleans one value; empty if nothing may stay.
    ///
    /// What is left is read again until nothing more goes: words that meet where others went may be a pattern together.
    pub fn clean(&self, text: &str) -> String {
        if self.is_struck(text) {
            return String::new();
        }
        let back = self.brought_back(text);
        let dated = dates::take_out(text, self.identifiers, self.times);
        let mut text = self.outcome(&dated.text, &back).left;
        for _ in 0..MOST_ROUNDS {
            let again = self.outcome(&text, &back).left;
            if again == text {
                return dated.put_back(&text);
            }
            text = again;
        }
        String::new()
    }

    /// Whether a text may stay as it is, letters with accents included.
    pub fn may_stay(&self, text: &str) -> bool {
        if self.is_struck(text) {
            return false;
        }
        let dated = dates::take_out(text, self.identifiers, self.times);
        if !dated.days.is_empty() && dated.put_back(&dated.text) != text {
            return false;
        }
        let back = self.brought_back(text);
        self.outcome(&dated.text, &back).is_whole
    }

    /// What becomes of a text that is read once. What a person decided is not the identifiers' to remember.
    fn outcome(&self, text: &str, back: &[&str]) -> Outcome {
        let judge = || {
            let cleaner = self.clean_once(text, back);
            Outcome {
                is_whole: cleaner.is_whole(),
                left: cleaner.join(),
            }
        };
        match self.wording {
            Some(_) => judge(),
            None => self.identifiers.judged().of(text, self.about, judge),
        }
    }

    fn is_struck(&self, text: &str) -> bool {
        self.wording
            .is_some_and(|wording| wording.is_text_struck(text))
    }

    /// The words of a text that a person brought back, and that may stay in it.
    fn brought_back(&self, text: &str) -> Vec<&str> {
        let all = self.wording.map(|wording| wording.brought_back(text));
        let all = all.unwrap_or_default().into_iter();
        all.filter(|word| self.may_come_back(word)).collect()
    }

    /// Whether nothing of a word, folded, identifies anybody of this header: no identifier, no long number, no great
    /// age.
    fn may_come_back(&self, word: &str) -> bool {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        digits < MOST_DIGITS_BACK
            && !word.contains(dates::MARK)
            && !is_great_age(word)
            && !is_name(word, self.identifiers)
            && !self.identifiers.named_in_term(word)
            && !self.identifiers.is_value_of(word)
    }

    /// What a person decided about the words of a text, whatever else was decided; whether there was anything.
    fn as_decided(&self, cleaner: &mut Cleaner<'_>, back: &[&str]) -> bool {
        let mut any = false;
        for at in 0..cleaner.kinds.len() {
            let word = cleaner.tokens.folded(at);
            let is_struck = self.wording.is_some_and(|all| all.is_word_struck(word));
            let is_back = !is_struck && back.contains(&word);
            any |= is_struck || is_back;
            if is_struck {
                cleaner.set(at, Kind::Gone);
            } else if is_back {
                cleaner.set(at, Kind::Word);
            }
        }
        any
    }

    fn clean_once<'b>(&self, text: &'b str, back: &[&str]) -> Cleaner<'b> {
        let tokens = Tokens::of(text);
        let phrases = phrases::mark(&tokens);
        let gone = patterns::mark(&tokens, &phrases, self.about);
        let kinds: Vec<Kind> = (0..tokens.all.len())
            .zip(&tokens.all)
            .map(|(at, token)| match gone.get(at) {
                Some(false) if phrases.get(at) > Some(&0) => {
                    self.kind_in_phrase(token, tokens.all.len() == 1)
                }
                Some(false) => self.kind(token, at + 1 == tokens.all.len()),
                _ => Kind::Gone,
            })
            .collect();
        let kinds = with_letters(&tokens, with_units(&tokens, kinds));
        let names = tokens
            .all
            .iter()
            .map(|token| is_name(&token.folded, self.identifiers));
        let names = names.collect();
        let mut cleaner = Cleaner::new(tokens, kinds, phrases, names);
        cleaner.names();
        people::take_out(&mut cleaner);
        self.as_decided(&mut cleaner, back);
        cleaner.numbers();
        meaning::keep_sense(&mut cleaner);
        cleaner.loose_ends();
        let is_decided = self.as_decided(&mut cleaner, back);
        if is_decided && meaning::is_turned_round(&cleaner) {
            cleaner.kinds.fill(Kind::Gone);
        }
        if !meaning::says_something(&cleaner) || self.identifiers.named_in(&cleaner.join()) {
            cleaner.kinds.fill(Kind::Gone);
        }
        cleaner
    }

    fn kind_in_phrase(&self, token: &Token<'_>, is_alone: bool) -> Kind {
        let word = token.folded.as_str();
        // An eponym that stands alone is somebody.
        let may_be_a_name = || vocabulary::is_any_name(word) || word.len() > LONGEST_ABBREVIATION;
        if is_alone && kind(token, self.identifiers) == Kind::Gone && may_be_a_name() {
            return Kind::Gone;
        }
        let is_name = is_name(word, self.identifiers)
            || !token.is_number() && self.identifiers.named_in(word);
        match is_name && !is_of_every_sentence(word) {
            true => Kind::Gone,
            false => Kind::Technical,
        }
    }

    /// By itself, without its neighbours.
    fn kind(&self, token: &Token<'_>, is_last: bool) -> Kind {
        let word = token.folded.as_str();
        let kind = kind(token, self.identifiers);
        let names = || is_name(word, self.identifiers) || self.identifiers.named_in(word);
        let is_known = || match self.about {
            About::Anything => false,
            About::Occupation => vocabulary::is_of_an_occupation(word),
            About::Code => vocabulary::is_named_in_codes(word),
            _ => is_of_attribute(token, self.about),
        };
        match kind {
            Kind::Gone | Kind::Number if is_known() && !names() => match self.about {
                About::Occupation => Kind::Word,
                _ => Kind::Technical,
            },
            Kind::Gone if is_last && !rises(token.text) && is_cut(word) && !names() => {
                Kind::Technical
            }
            kind => kind,
        }
    }
}

/// Units behind numbers, and the letter before a b-value, which are nothing by themselves: `1.5 T`, `b=1000`.
fn with_units(tokens: &Tokens<'_>, mut kinds: Vec<Kind>) -> Vec<Kind> {
    for (at, token) in tokens.all.iter().enumerate() {
        let behind = tokens.before(at).is_some_and(|(before, number)| {
            number.is_number() && matches!(tokens.gap(before), " " | "-" | "")
        });
        let next = tokens.folded(at + 1);
        let is_weight = next.ends_with("00") && !matches!(next, "1900" | "2000");
        let is_value = token.folded == "b"
            && (matches!(tokens.gap(at), "=" | " = " | "= ") || tokens.gap(at) == " " && is_weight);
        if let (true, Some(kind @ Kind::Gone)) = (
            behind && is_unit(&token.folded) || is_value,
            kinds.get_mut(at),
        ) {
            *kind = Kind::Technical;
        }
    }
    kinds
}

/// Single letters that belong to a word beside them: `5's`, `LUNG_F_0`, `CT CHEST W`; and one at either end of technical
/// words alone, by which series are told apart: `Soft 3D A`.
fn with_letters(tokens: &Tokens<'_>, mut kinds: Vec<Kind>) -> Vec<Kind> {
    let tight = |gap: &str| {
        matches!(
            gap,
            "_" | "/" | "+" | "-" | "&" | " + " | "=" | "_-_" | "(" | ")" | " - "
        )
    };
    for (at, token) in tokens.all.iter().enumerate() {
        let is_letter = token.folded.len() == 1 && kinds.get(at) == Some(&Kind::Gone);
        if !is_letter || token.is_number() {
            continue;
        }
        let before = at
            .checked_sub(1)
            .and_then(|at| Some((*kinds.get(at)?, tokens.gap(at))));
        let next = kinds.get(at + 1).map(|kind| (*kind, tokens.gap(at)));
        let is_technical = |kind: Kind| matches!(kind, Kind::Technical | Kind::Number);
        let is_genitive = token.folded == "s"
            && before
                .is_some_and(|(kind, gap)| kind != Kind::Gone && matches!(gap, "'" | "\u{2019}"));
        let joined = |side: Option<(Kind, &str)>| {
            side.is_some_and(|(kind, gap)| is_technical(kind) && tight(gap))
        };
        let apart = |side: Option<(Kind, &str)>| side.is_none_or(|(kind, _)| is_technical(kind));
        let is_joined = (joined(before) || joined(next)) && apart(before) && apart(next);
        let is_behind = before.is_some_and(|(kind, _)| kind == Kind::Technical);
        let goes_on = among("or and wo without", tokens.folded(at + 1));
        let is_with = token.folded == "w"
            && before.is_some_and(|(kind, _)| kind == Kind::Word)
            && next.is_some_and(|(kind, _)| kind == Kind::Technical)
            && !vocabulary::is_any_name(tokens.folded(at + 1));
        let is_phase =
            among("w c", &token.folded) && is_behind && (apart(next) || goes_on) || is_with;
        // `FINGER(S)`, `WITHOUT CONTRAST (O)`
        let is_bracketed = is_behind
            && before.is_some_and(|(_, gap)| gap.trim_start() == "(")
            && tokens.behind(at).starts_with(')');
        let ends = tokens.gap(at).starts_with(',') || tokens.gap(at) == "  ";
        let is_one_of_series = (at == 0 || at + 1 == kinds.len() || ends)
            && token.starts_upper()
            && kinds.len() > 1
            && kinds
                .iter()
                .enumerate()
                .all(|(other, kind)| other == at || is_technical(*kind));
        let stays = is_genitive || is_bracketed || is_joined || is_phase || is_one_of_series;
        if let (true, Some(kind)) = (stays, kinds.get_mut(at)) {
            *kind = Kind::Technical;
        }
    }
    kinds
}

/// Abbreviations are no longer; what is may be somebody.
const LONGEST_ABBREVIATION: usize = 4;

/// Numbers from this length on are somebody's, and no person's word brings them back.
const MOST_DIGITS_BACK: usize = 4;

/// Each round takes something away; real texts need two.
const MOST_ROUNDS: usize = 32;

/// `92F`, `92Y`: an age that is told as "over 89" elsewhere.
fn is_great_age(text: &str) -> bool {
    text.strip_suffix(['F', 'M', 'Y', 'f', 'm', 'y'])
        .and_then(|age| age.parse::<u32>().ok())
        .is_some_and(|age| (OLDEST + 1..=125).contains(&age))
}

/// Words that no sentence does without. Where a patient is called so, the name goes only where it is written as one.
pub(super) fn is_of_every_sentence(word: &str) -> bool {
    among(
        "no not in on an so to do or as at is it of be he me by we up and the",
        word,
    )
}

/// Whether a word is part of a name in this header, or its genitive or plural: `Arms` of somebody called Arm.
fn is_name(word: &str, identifiers: &Identifiers) -> bool {
    let of = || word.strip_suffix('s').filter(|word| word.len() > 2);
    identifiers.is_name_word(word) || of().is_some_and(|word| identifiers.is_name_word(word))
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
    if !word.is_ascii() || is_great_age(token.text) {
        return Kind::Gone;
    }
    let is_name = is_name(word, identifiers);
    if token.is_number() {
        return match is_name || identifiers.is_value_of(word) {
            true => Kind::Gone,
            false => Kind::Number,
        };
    }
    let is_one = !is_led(token.text) || vocabulary::is_of_a_maker(word);
    let is_even = || !rises(token.text);
    let class = match word {
        "l" | "r" => Some(Class::Protocol),
        // One letter in capitals is an initial.
        "a" if token.text == "a" => Some(Class::Report),
        "x" | "w" | "y" if token.text == word => Some(Class::Report),
        _ if is_one => vocabulary::class(word),
        _ => None,
    };
    let is_free = || !is_name && !identifiers.named_in(word);
    match class {
        Some(Class::Report) if is_of_every_sentence(word) => Kind::Word,
        Some(Class::Protocol) if is_name => Kind::TechnicalName,
        Some(Class::Protocol) => Kind::Technical,
        Some(Class::Term) if is_free() => Kind::Technical,
        Some(Class::Report) if is_free() => Kind::Word,
        None if is_free()
            && (is_one && is_pattern(token)
                || is_staging(token.text)
                || is_compound(token.text, identifiers)
                || is_glued(token.text, identifiers)
                || is_even() && is_misspelt(word)) =>
        {
            Kind::Technical
        }
        None if is_free() && is_even() && vocabulary::is_plain(word) => Kind::Word,
        None if is_free() && is_even() => match formed(word) {
            Some(Class::Report) => Kind::Word,
            Some(_) => Kind::Technical,
            None => Kind::Gone,
        },
        _ => Kind::Gone,
    }
}
