//! What the original says of the patient and the people around him: the needles.
//!
//! In comes the original header; out come words and numbers to look for. Names are taken from every PN at any depth,
//! as text and as the bytes they were written in, in case their character set was a lie.

use std::collections::{HashMap, HashSet};

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::Kept;
use super::anywhere::Anywhere;
use super::days::{self, Day};
use super::fold::{fold, look, spell_out};
use super::permitted;
use super::search::{Scope, readings, technical_words};
use super::words;
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{DataSetExt, Element, raw_bytes};
use crate::standard::tags::{MEDICAL_RECORD_LOCATOR, OTHER_PATIENT_IDS};

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

/// Attributes that hold an identifier, a number or a place as their whole value.
pub(super) const WHOLE: &[Tag] = &[
    tags::ACCESSION_NUMBER,
    tags::REFERRING_PHYSICIAN_TELEPHONE_NUMBERS,
    tags::PATIENT_ID,
    OTHER_PATIENT_IDS,
    MEDICAL_RECORD_LOCATOR,
    tags::PATIENT_TELEPHONE_NUMBERS,
    tags::PATIENT_TELECOM_INFORMATION,
    tags::DEVICE_SERIAL_NUMBER,
    tags::STUDY_ID,
    tags::ADMISSION_ID,
    tags::REQUESTED_PROCEDURE_ID,
    tags::PERSON_TELEPHONE_NUMBERS,
];

/// Attributes that name a place as their whole value.
pub(super) const PLACES: &[Tag] = &[
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::REFERRING_PHYSICIAN_ADDRESS,
    tags::STATION_NAME,
    tags::PATIENT_ADDRESS,
];

/// Telephone numbers, which may be written with the country's number in place of the nought.
const TELEPHONES: &[Tag] = &[
    tags::REFERRING_PHYSICIAN_TELEPHONE_NUMBERS,
    tags::PATIENT_TELEPHONE_NUMBERS,
    tags::PATIENT_TELECOM_INFORMATION,
    tags::PERSON_TELEPHONE_NUMBERS,
];

/// Attributes in which each word or number tells.
pub(super) const BY_WORD: &[Tag] = &[tags::PATIENT_ADDRESS];

/// Attributes that say who made what: a place of such a name is none of a patient's.
const MAKERS: &[Tag] = &[
    tags::MANUFACTURER,
    tags::MANUFACTURER_MODEL_NAME,
    tags::CODING_SCHEME_DESIGNATOR,
    tags::CODING_SCHEME_NAME,
    tags::CODING_SCHEME_RESPONSIBLE_ORGANIZATION,
];

/// UIDs of kinds and of machines, which many files share.
pub(super) const SHARED_UIDS: &[Tag] = &[
    tags::SOP_CLASS_UID,
    tags::RELATED_GENERAL_SOP_CLASS_UID,
    tags::ORIGINAL_SPECIALIZED_SOP_CLASS_UID,
    tags::CODING_SCHEME_UID,
    tags::CONTEXT_GROUP_EXTENSION_CREATOR_UID,
    tags::CONTEXT_UID,
    tags::MAPPING_RESOURCE_UID,
    tags::REFERENCED_SOP_CLASS_UID,
    tags::DEVICE_UID,
    tags::MANUFACTURER_DEVICE_CLASS_UID,
    tags::MAC_CALCULATION_TRANSFER_SYNTAX_UID,
];

/// Shorter UIDs may be anything's.
const SHORTEST_UID: usize = 16;

/// Words of a place's name that tell it from others are no shorter.
const SHORTEST_OF_PLACE: usize = 5;

/// Dates that are moved stay nearer to what they were.
const YEARS_OF_MOVES: u16 = 10;

/// Names shorter than this are initials.
const SHORTEST: usize = 3;

/// Shorter numbers stand in every header by chance.
const FEWEST_DIGITS: usize = 5;

const APOSTROPHES: [char; 4] = ['\'', '`', '\u{2019}', '\u{2BC}'];

/// A surname that is no needle by itself within a word, and with an initial is one.
const SHORTEST_WITH_INITIAL: usize = 4;

/// Days on which the patient was examined: people write these into texts.
const DAYS_IN_TEXT: &[Tag] = &[
    tags::STUDY_DATE,
    tags::SERIES_DATE,
    tags::ACQUISITION_DATE,
    tags::CONTENT_DATE,
];

/// Words, numbers, dates and UIDs of the original, or of several originals.
#[derive(Default)]
pub struct Needles {
    /// Text, in lower case.
    pub texts: HashMap<String, What>,
    /// Names as they were written, where that is not plain ASCII.
    pub raw: HashSet<Vec<u8>>,
    /// Numbers of six digits or more, birth dates among them, that no UID may hold.
    long_numbers: Anywhere<()>,
    /// Two words of a name as one, and with a space between: whole words, however short.
    pub pairs: HashSet<String>,
    /// Digits of identifiers, five or more, noughts at their start left out.
    pub numbers: HashSet<String>,
    uids: HashSet<Vec<u8>>,
    dates: HashSet<Day>,
    dates_in_text: HashSet<Day>,
    born: HashSet<Day>,
    /// Words that tell one place from others.
    pub place_words: HashSet<String>,
    /// UIDs of the study and of what is in it.
    pub own_uids: HashSet<String>,
    /// Letters and digits of what makers go by.
    makers: HashSet<String>,
    /// Values of attributes that may stay by permission.
    permitted: HashSet<(Tag, Vec<u8>)>,
    /// The first year in which anybody was examined.
    first_year: Option<u16>,
    names: u32,
}

/// Birth dates.
#[derive(Default)]
pub struct Born {
    days: HashSet<Day>,
    /// Years and months, if these tell.
    months: HashSet<(u16, u8)>,
    /// Whether six digits tell.
    is_few: bool,
}

/// Of more people some six digits are always somebody's birth date.
const FEW_PEOPLE: usize = 60;

impl Born {
    /// Whether a DA or DT value begins with one.
    pub fn has(&self, value: &[u8]) -> bool {
        days::of_value(value).is_some_and(|date| self.days.contains(&date))
    }

    /// Whether a text in lower case names one, in any form.
    pub fn is_in(&self, text: &[u8]) -> bool {
        let is_asked = |day| self.days.contains(&day);
        !self.days.is_empty()
            && (days::finds(text, is_asked)
                || (self.is_few && days::finds_six_digits(text, is_asked))
                || days::finds_month(text, |year, month| self.months.contains(&(year, month))))
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
            (true, true) => true,
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

struct Gatherer<'a> {
    needles: &'a mut Needles,
    kept: &'a Kept,
}

impl Gatherer<'_> {
    fn level(&mut self, data_set: &DataSet, inherited: &CharacterSet, depth: usize) {
        let own = data_set.character_set();
        let character_set = own.as_ref().unwrap_or(inherited);
        for element in data_set {
            match element.items() {
                Some(items) if depth < super::MAX_DEPTH => {
                    items
                        .iter()
                        .for_each(|item| self.level(item, character_set, depth.saturating_add(1)));
                }
                Some(_) => {}
                None => self.leaf(element, character_set),
            }
        }
    }

    fn leaf(&mut self, element: &Element, character_set: &CharacterSet) {
        let Some(bytes) = raw_bytes(element) else {
            return;
        };
        let tag = element.header().tag;
        match element.vr() {
            VR::UI => {
                self.needles
                    .uids
                    .extend(super::values(bytes).map(<[u8]>::to_vec));
                self.own_uids(tag, bytes);
            }
            VR::DA | VR::DT => self
                .needles
                .dates
                .extend(super::values(bytes).filter_map(days::of_value)),
            _ => {}
        }
        let text = || character_set.decode(element.vr(), bytes).to_lowercase();
        if element.vr() == VR::PN {
            for reading in readings(bytes, VR::PN, character_set) {
                let reading = reading.to_lowercase();
                reading.split(['\\', '=']).for_each(|name| self.name(name));
            }
            let parts = bytes.split(|byte| matches!(byte, b'^' | b'=' | b'\\' | b' '));
            let foreign = parts
                .filter(|part| !part.is_ascii())
                .chain(after_escapes(bytes));
            self.needles
                .raw
                .extend(foreign.filter(|part| part.len() > 3).map(<[u8]>::to_vec));
        }
        if !self.is_kept(tag) {
            if WHOLE.contains(&tag) {
                self.values(&text(), What::Identifier);
            } else if PLACES.contains(&tag) {
                self.values(&text(), What::Place);
            }
        }
        if permitted::MAY_STAY.contains(&tag)
            && let Some(value) = permitted::value(element)
        {
            self.needles.permitted.insert((tag, value.to_vec()));
        }
        if MAKERS.contains(&tag) {
            self.needles.makers.insert(letters_and_digits(&text()));
        }
        // A station's name is mostly the machine's kind and a number.
        if PLACES.contains(&tag) && tag != tags::STATION_NAME && !self.is_kept(tag) {
            self.place_words(&text());
        }
        if TELEPHONES.contains(&tag) {
            self.telephone(&text());
        }
        if BY_WORD.contains(&tag) {
            let words = text();
            let words = words
                .split(|letter: char| !letter.is_alphanumeric())
                .filter(|word| !word.is_empty());
            let words: Vec<&str> = words.collect();
            for word in &words {
                self.needles.text((*word).to_owned(), What::Place);
            }
            self.postcodes(&words);
        }
        if DAYS_IN_TEXT.contains(&tag) {
            let years = super::values(bytes).filter_map(days::of_value);
            let first = years.map(|(year, _, _)| year).min();
            let known = self.needles.first_year;
            self.needles.first_year = known.into_iter().chain(first).min();
        }
        if DAYS_IN_TEXT.contains(&tag) && !self.kept.full_dates {
            let days = super::values(bytes).filter_map(days::of_value);
            self.needles.dates_in_text.extend(days);
        }
        if tag == tags::PATIENT_BIRTH_DATE {
            self.birth_date(bytes);
        }
    }

    fn is_kept(&self, tag: Tag) -> bool {
        match (tag.group(), tag.element()) {
            (0x0008, 0x0080 | 0x0081) => self.kept.institution,
            (0x0008, 0x1010) | (0x0018, 0x1000) => self.kept.device,
            _ => false,
        }
    }

    fn values(&mut self, text: &str, what: What) {
        for value in text.split('\\') {
            let value = value.trim_matches([' ', '\0']);
            self.needles.text(value.to_owned(), what);
        }
    }

    /// The words of a name, and neighbours written as one: `Lee^Ann` may be `leeann` or `annlee`.
    fn name(&mut self, name: &str) {
        let number = self.needles.names;
        self.needles.names = number.saturating_add(1);
        let words: Vec<&str> = name
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        for (at, word) in words.iter().enumerate() {
            self.needles
                .text((*word).to_owned(), What::NameWord(number, at));
        }
        // `O'Hare` is one word as well.
        if name.contains(APOSTROPHES) {
            let joined = name.replace(APOSTROPHES, "");
            let joined = joined.split(|letter: char| !letter.is_alphanumeric());
            for word in joined.filter(|word| !words.contains(word)) {
                self.needles.text(word.to_owned(), What::WholeName);
            }
        }
        self.initials(&words);
        for pair in words.windows(2) {
            if let [first, second] = pair {
                self.needles.pair(first, second);
            }
            if let [first, second] = pair
                && first.chars().count() > 1
                && second.chars().count() > 1
                && first.len().saturating_add(second.len()) >= LONG_PAIR
            {
                for joined in [
                    format!("{first}{second}"),
                    format!("{second}{first}"),
                    format!("{first}^{second}"),
                ] {
                    self.needles.text(joined, What::WholeName);
                }
            }
        }
    }

    /// A short surname with the first letter of each other word: `rkhan`, `khanr`. A long one is found in any word.
    fn initials(&mut self, words: &[&str]) {
        let Some((surname, others)) = words.split_first() else {
            return;
        };
        let surname = fold(surname);
        if surname.len() != SHORTEST_WITH_INITIAL || words::is_known(&look(&surname)) {
            return;
        }
        for initial in others.iter().filter_map(|word| fold(word).chars().next()) {
            for joined in [format!("{initial}{surname}"), format!("{surname}{initial}")] {
                if joined.is_ascii() && !technical_words().contains(joined.as_str()) {
                    self.needles.pairs.insert(joined);
                }
            }
        }
    }

    /// The last nine digits, which are the same with and without the country's number; and ten and eleven by themselves.
    fn telephone(&mut self, text: &str) {
        for number in text.split('\\') {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            let last = |count| digits.get(digits.len().checked_sub(count)?..);
            if let Some(nine) = last(9).filter(|_| digits.len() > 9) {
                self.needles.text(nine.to_owned(), What::Identifier);
            }
            for part in [last(8), last(10), last(11)].into_iter().flatten() {
                self.needles.number(part);
            }
            // `0044…` as well as `+44…`: noughts at the start don't count.
            if let Some(national) = digits.strip_prefix('0').filter(|rest| rest.len() > 8) {
                self.needles.number(&format!("44{national}"));
            }
        }
    }

    /// Postcodes of two words as one: `sw1a1aa`.
    fn postcodes(&mut self, words: &[&str]) {
        let has = |word: &str, kind: fn(&u8) -> bool| word.bytes().any(|byte| kind(&byte));
        let is_part = |word: &str| {
            (2..=4).contains(&word.len())
                && has(word, u8::is_ascii_alphabetic)
                && has(word, u8::is_ascii_digit)
        };
        for pair in words.windows(2) {
            if let [outward, inward] = pair
                && is_part(outward)
                && is_part(inward)
            {
                self.needles.text(format!("{outward}{inward}"), What::Place);
                self.needles
                    .text(format!("{outward} {inward}"), What::Place);
            }
        }
    }

    /// Words of a place that tell it from others, accents folded.
    fn place_words(&mut self, text: &str) {
        let folded = fold(text);
        let words = folded.split(|letter: char| !letter.is_alphabetic());
        let long = words.filter(|word| word.chars().count() >= SHORTEST_OF_PLACE);
        self.needles.place_words.extend(long.map(str::to_owned));
    }

    fn own_uids(&mut self, tag: Tag, bytes: &[u8]) {
        if SHARED_UIDS.contains(&tag) || self.kept.uids {
            return;
        }
        let own = super::values(bytes)
            .filter(|uid| uid.len() >= SHORTEST_UID && !super::is_of_standard(uid))
            .filter_map(|uid| std::str::from_utf8(uid).ok());
        self.needles.own_uids.extend(own.map(str::to_owned));
    }

    /// A birth date in a row of digits may be part of a number.
    fn birth_date(&mut self, bytes: &[u8]) {
        for (year, month, day) in super::values(bytes).filter_map(days::of_value) {
            self.needles.born.insert((year, month, day));
            for row in [
                format!("{year:04}{month:02}{day:02}"),
                format!("{day:02}{month:02}{year:04}"),
            ] {
                self.needles.long_numbers.add(row.as_bytes(), ());
            }
        }
    }
}

/// What stands for no number or name: one digit again and again, or all in a row, a word that everybody uses with a
/// number of few digits, one letter again and again.
pub fn is_placeholder(text: &str) -> bool {
    let bytes = text.as_bytes();
    let even = |step: u8| {
        let mut pairs = bytes.array_windows::<2>();
        // Nine is followed by nought.
        pairs.all(|[a, b]| b.wrapping_sub(*a) == step || (step == 1 && (*a, *b) == (b'9', b'0')))
    };
    if bytes.iter().all(u8::is_ascii_digit) {
        return even(0) || even(1) || even(u8::MAX);
    }
    let letters = fold(text);
    let letters: HashSet<char> = letters
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .collect();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let mut words = text.split(|letter: char| !letter.is_alphabetic());
    letters.len() < FEWEST_LETTERS && digits == 0 && text.len() >= SHORTEST_OF_PLACE
        || digits > 0
            && digits < FEWEST_OF_WORD
            && words.all(|word| word.is_empty() || words::is_known(&look(word)))
}

/// Different letters of a name of five or more.
const FEWEST_LETTERS: usize = 3;

/// A word and a number of fewer digits is anybody's: `study1`.
const FEWEST_OF_WORD: usize = 4;

fn letters_and_digits(text: &str) -> String {
    let text = fold(text);
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// Shorter pairs of names stand in other words by chance.
const LONG_PAIR: usize = 6;

/// Whether one of the values names a day that one of the values at its place named before.
pub fn share_a_day(before: &[u8], now: &[u8]) -> bool {
    let days = |bytes| super::values(bytes).filter_map(days::of_value);
    let before: HashSet<Day> = days(before).collect();
    days(now).any(|day| before.contains(&day))
}

/// What stands after each escape sequence of ISO 2022 (PS3.5 6.1.2.5): names in seven bits.
fn after_escapes(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|byte| *byte == 0x1B)
        .skip(1)
        .filter_map(|part| match part {
            [b'$', b'(' | b')', _, name @ ..] | [b'$', _, name @ ..] => Some(name),
            _ => None,
        })
}
