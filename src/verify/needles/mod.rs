//! What the original says of the patient and the people around him: the needles.
//!
//! In comes the original header; out come words and numbers to look for. Names are taken from every PN at any depth,
//! as text and as the bytes they were written in, in case their character set was a lie.
//!
//! | file | job |
//! |---|---|
//! | `attributes` | attributes whose values are looked for |
//! | `gather` | takes from a header what is looked for |
//! | `born` | birth dates |
//! | `placeholder` | what stands for no number or name |

mod attributes;
mod born;
mod gather;
mod placeholder;

use std::collections::{HashMap, HashSet};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use dicom_core::Tag;

use super::Kept;
use super::anywhere::Anywhere;
use super::days::{self, Day};
use super::fold::{fold, spell_out};
use super::search::{Scope, technical_words};
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
#[cfg(test)]
pub(super) use attributes::{BY_WORD, LOCATIONS, PLACES, SHARED_UIDS, STATIONS, WHOLE};
pub use born::Born;
use born::FEW_PEOPLE;
use gather::Gatherer;
pub use placeholder::is_placeholder;

/// What a needle is to the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A word of a name: which name, which of its words.
    NameWord(u32, usize),
    /// Two words of one name, written as one.
    WholeName,
    Identifier,
    Place,
    /// A UID of the study, or of anything in it.
    Uid,
}

/// Words of a place's name that tell it from others are no shorter.
const SHORTEST_OF_PLACE: usize = 5;

/// Shorter ones stand for anything.
const SHORTEST_WORD_OF_PLACE: usize = 3;

/// Dates that are moved stay nearer to what they were.
const YEARS_OF_MOVES: u16 = 10;

/// Names shorter than this are initials.
const SHORTEST: usize = 3;

/// Shorter numbers stand in every header by chance.
const FEWEST_DIGITS: usize = 5;

/// Words, numbers, dates and UIDs of the original, or of several originals.
#[derive(Clone, Default)]
pub struct Needles {
    said: Arc<Said>,
    uids: HashSet<Vec<u8>>,
    dates: HashSet<Day>,
    dates_in_text: HashSet<Day>,
    /// UIDs of the study and of what is in it.
    pub own_uids: HashSet<String>,
    /// Values of attributes that may stay by permission.
    permitted: HashSet<(Tag, Vec<u8>)>,
    /// The first year in which anybody was examined.
    first_year: Option<u16>,
}

/// What headers say of people and places: mostly the same in all images of a patient.
#[derive(Clone, Default, PartialEq)]
pub struct Said {
    /// Text, in lower case.
    pub texts: HashMap<String, What>,
    /// Names as they were written, where that is not plain ASCII.
    pub raw: HashSet<Vec<u8>>,
    /// Numbers of six digits or more, birth dates among them, that no UID may hold.
    long_numbers: Anywhere<()>,
    /// Two words of a name as one, and with a space between: whole words, however short.
    pub pairs: HashSet<String>,
    /// Digits of identifiers, five or more, zeros at their start left out.
    pub numbers: HashSet<String>,
    born: HashSet<Day>,
    /// Names, each in one of the ways in which it is written, in lower case.
    pub people: HashSet<String>,
    /// Words that tell one place from others.
    pub place_words: HashSet<String>,
    /// Letters and digits of what makers go by.
    makers: HashSet<String>,
    names: u32,
}

impl Deref for Needles {
    type Target = Said;

    fn deref(&self) -> &Said {
        &self.said
    }
}

impl DerefMut for Needles {
    fn deref_mut(&mut self) -> &mut Said {
        Arc::make_mut(&mut self.said)
    }
}

impl Needles {
    /// Gathers from a whole header what is not kept on purpose.
    pub fn of(original: &DataSet, kept: &Kept) -> Self {
        let mut needles = Self::default();
        needles.add(original, kept);
        needles
    }

    /// Adds those of another header.
    pub fn add(&mut self, original: &DataSet, kept: &Kept) {
        let mut gatherer = Gatherer {
            needles: self,
            kept,
        };
        gatherer.level(original, &CharacterSet::default(), 0);
    }

    /// Whether a DA or DT value begins with a date of the original.
    pub fn has_date(&self, value: &[u8]) -> bool {
        days::of_value(value).is_some_and(|date| self.dates.contains(&date))
    }

    /// The same, of which what is said of people and places is known already, whole.
    pub(super) fn saying(mut self, said: &Arc<Said>, besides: &Self) -> Self {
        self.said = Arc::clone(said);
        self.uids.extend(besides.uids.iter().cloned());
        self.dates.extend(&besides.dates);
        self.dates_in_text.extend(&besides.dates_in_text);
        self.own_uids.extend(besides.own_uids.iter().cloned());
        self.permitted.extend(besides.permitted.iter().cloned());
        self.first_year = self.first_year.into_iter().chain(besides.first_year).min();
        self
    }

    /// What is said of people and places.
    pub(super) fn said(&self) -> &Arc<Said> {
        &self.said
    }

    /// Birth dates to look for. Of everybody's those are left out that somebody's moved date may fall on.
    pub fn born_of(&self, scope: Scope) -> Born {
        let is_far = |day: &&Day| {
            let first = self.first_year.unwrap_or(u16::MAX);
            scope == Scope::One || day.0.saturating_add(YEARS_OF_MOVES) < first
        };
        let days: HashSet<Day> = self.born.iter().filter(is_far).copied().collect();
        let months = days.iter().map(|(year, month, _)| (*year, *month));
        Born {
            months: months.filter(|_| scope == Scope::One).collect(),
            is_few: days.len() <= FEW_PEOPLE,
            days,
        }
    }

    /// Whether a maker goes by a place's name.
    pub fn is_of_a_maker(&self, place: &str) -> bool {
        let place = letters_and_digits(place);
        self.makers.iter().any(|maker| maker.contains(&place))
    }

    /// Whether any original has this value in this attribute, which may stay by permission. Where there is no original,
    /// whatever stands there is taken for what was permitted.
    pub fn is_permitted(&self, tag: Tag, value: &[u8]) -> bool {
        let is_without_originals = self.permitted.is_empty() && self.texts.is_empty();
        is_without_originals || self.permitted.contains(&(tag, value.to_vec()))
    }

    /// Whether a text in lower case names a day of the examination, in any form.
    pub fn finds_date(&self, text: &[u8]) -> bool {
        !self.dates_in_text.is_empty() && days::finds(text, |day| self.dates_in_text.contains(&day))
    }

    /// Whether a whole value is one of the original's identifiers or the birth date; numbers of few digits identify
    /// nobody.
    pub fn has_number(&self, value: &[u8]) -> bool {
        value.len() > 4
            && std::str::from_utf8(value).is_ok_and(|value| {
                self.texts.contains_key(&value.to_lowercase())
                    || self.long_numbers.contains(value.as_bytes())
            })
    }

    /// Whether a decimal number is an identifier's, however it is written: `0077345`, `77345.0`. Where it stands alone
    /// (`is_single`) also in thousands, `77.345`: three decimals are many coordinates'.
    pub fn is_number_of_somebody(&self, value: &[u8], is_single: bool) -> bool {
        let Ok(value) = std::str::from_utf8(value) else {
            return false;
        };
        let value = value.trim_matches([' ', '+', '-']);
        let (whole, decimals) = value.split_once(['.', ',']).unwrap_or((value, ""));
        let is_known = |digits: &str| self.numbers.contains(digits.trim_start_matches('0'));
        match decimals.bytes().all(|digit| digit == b'0') {
            true => is_known(whole),
            false => is_single && decimals.len() == 3 && is_known(&format!("{whole}{decimals}")),
        }
    }

    /// Whether a UID is one of the original's.
    pub fn has_uid(&self, uid: &[u8]) -> bool {
        self.uids.contains(uid)
    }

    /// Whether an identifier of six digits or more stands in a UID.
    pub fn has_long_number_in(&self, uid: &[u8]) -> bool {
        std::str::from_utf8(uid).is_err() || self.long_numbers.stand_in(uid)
    }

    fn text(&mut self, text: String, what: What) {
        let length = text.chars().count();
        // Two ideographs or syllables are a name; two letters are initials.
        let is_letters = text.chars().all(|letter| u32::from(letter) < 0x1100);
        if length < if is_letters { SHORTEST } else { 2 } {
            return;
        }
        if length > 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            self.long_numbers.add(text.as_bytes(), ());
        }
        if what == What::Identifier {
            self.number(&text);
        }
        if !text.is_ascii() {
            for plain in [fold(&text), spell_out(&text)] {
                self.texts.entry(plain).or_insert(what);
            }
        }
        self.texts.entry(text).or_insert(what);
    }
}

impl Needles {
    /// Round numbers are too many things' to be anybody's.
    fn number(&mut self, text: &str) {
        let digits: String = fold(text).chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_start_matches('0');
        let is_round = digits.trim_end_matches('0').len() < 2;
        if digits.len() >= FEWEST_DIGITS && !is_round {
            self.numbers.insert(digits.to_owned());
        }
    }

    /// Two words of one name, of four letters or more together. Words of the trade make no name: `chest pa`; nor does a
    /// short code: `0A PC`.
    fn pair(&mut self, first: &str, second: &str) {
        let (first, second) = (fold(first), fold(second));
        let (one, other) = (first.len(), second.len());
        let is_technical = |word: &str| technical_words().contains(word);
        let says_little = match (is_technical(&first), is_technical(&second)) {
            (true, true) => is_phrase(&first, &second) || one.min(other) < SHORTEST,
            (true, false) => other < SHORTEST,
            (false, true) => one < SHORTEST,
            (false, false) => false,
        };
        let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
        let is_code =
            one.saturating_add(other) < LONG_PAIR && (has_digit(&first) || has_digit(&second));
        if one.min(other) < 2 || is_code || !first.is_ascii() || !second.is_ascii() {
            return;
        }
        for (first, second) in [(&first, &second), (&second, &first)] {
            if !says_little {
                self.pairs.insert(format!("{first} {second}"));
            }
            let joined = format!("{first}{second}");
            if !is_technical(&joined) {
                self.pairs.insert(joined);
            }
        }
    }
}

fn letters_and_digits(text: &str) -> String {
    let text = fold(text);
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// Parts of a body and of a picture, and what they are like, that are also names of people.
const PARTS: &[&str] = &[
    "abdomen", "ap", "arm", "arms", "axis", "back", "beam", "blood", "body", "bone", "bones",
    "brain", "chest", "dose", "eye", "feet", "field", "foot", "hand", "hands", "head", "heart",
    "hip", "joint", "joints", "knee", "leg", "legs", "line", "lip", "lung", "matter", "nail",
    "neck", "pa", "palm", "pelvis", "phase", "rib", "ribs", "shin", "skin", "spine", "stroke",
    "tube", "vein", "vessel", "wall", "wave", "window",
];
const QUALITIES: &[&str] = &[
    "black", "bright", "dark", "deep", "double", "dual", "early", "first", "gray", "grey", "hard",
    "high", "large", "late", "left", "light", "long", "low", "lower", "middle", "post", "pre",
    "right", "short", "single", "small", "thin", "upper", "white",
];

/// Whether two words of the trade say something of a part, in either order: `short head`.
fn is_phrase(first: &str, second: &str) -> bool {
    let says = |quality: &str, part: &str| {
        PARTS.contains(&part) && (QUALITIES.contains(&quality) || PARTS.contains(&quality))
    };
    says(first, second) || says(second, first)
}

/// Shorter pairs of names stand in other words by chance.
const LONG_PAIR: usize = 6;

/// Whether one of the values names a day that one of the values at its place named before.
pub fn share_a_day(before: &[u8], now: &[u8]) -> bool {
    let days = |bytes| super::values(bytes).filter_map(days::of_value);
    let before: HashSet<Day> = days(before).collect();
    days(now).any(|day| before.contains(&day))
}
