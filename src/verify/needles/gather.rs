//! Takes from a header what is looked for.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::attributes::{
    BY_WORD, DAYS_IN_TEXT, LOCATIONS, MAKERS, PLACES, SHARED_UIDS, STATIONS, TELEPHONES, WHOLE,
};
use super::{
    LONG_PAIR, Needles, SHORTEST_OF_PLACE, SHORTEST_WORD_OF_PLACE, What, letters_and_digits,
};
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{DataSetExt, Element, raw_bytes};
use crate::verify::fold::{fold, look};
use crate::verify::search::{readings, technical_words};
use crate::verify::{Kept, MAX_DEPTH, days, is_of_standard, permitted, values, words};

/// Shorter UIDs may be anything's.
const SHORTEST_UID: usize = 16;

const APOSTROPHES: [char; 4] = ['\'', '`', '\u{2019}', '\u{2BC}'];

/// A surname that is no needle by itself within a word, and with an initial is one.
const SHORTEST_WITH_INITIAL: usize = 4;

pub(super) struct Gatherer<'a> {
    pub(super) needles: &'a mut Needles,
    pub(super) kept: &'a Kept,
}

impl Gatherer<'_> {
    pub(super) fn level(&mut self, data_set: &DataSet, inherited: &CharacterSet, depth: usize) {
        let own = data_set.character_set();
        let character_set = own.as_ref().unwrap_or(inherited);
        for element in data_set {
            match element.items() {
                Some(items) if depth < MAX_DEPTH => {
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
                self.needles.uids.extend(values(bytes).map(<[u8]>::to_vec));
                self.own_uids(tag, bytes);
            }
            VR::DA | VR::DT => self
                .needles
                .dates
                .extend(values(bytes).filter_map(days::of_value)),
            VR::PN => self.names(bytes, character_set),
            _ => {}
        }
        if permitted::MAY_STAY.contains(&tag)
            && let Some(value) = permitted::value(element)
        {
            self.needles.permitted.insert((tag, value.to_vec()));
        }
        let text = || character_set.decode(element.vr(), bytes).to_lowercase();
        self.whole_values(tag, &text);
        self.words(tag, &text);
        self.days(tag, bytes);
    }

    /// Names as text, and as the bytes that they were written in.
    fn names(&mut self, bytes: &[u8], character_set: &CharacterSet) {
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

    /// What an attribute's whole value says.
    fn whole_values(&mut self, tag: Tag, text: &dyn Fn() -> String) {
        if !self.is_kept(tag) {
            if WHOLE.contains(&tag) {
                self.values(&text(), What::Identifier);
            } else if PLACES.contains(&tag) {
                self.values(&text(), What::Place);
            }
        }
        if MAKERS.contains(&tag) {
            self.needles.makers.insert(letters_and_digits(&text()));
        }
        if TELEPHONES.contains(&tag) {
            self.telephone(&text());
        }
    }

    /// What single words of an attribute say.
    fn words(&mut self, tag: Tag, text: &dyn Fn() -> String) {
        let is_place = PLACES.contains(&tag) && !STATIONS.contains(&tag);
        if (is_place || LOCATIONS.contains(&tag)) && !self.is_kept(tag) {
            let text = text();
            self.place_words(&text);
            let words = text.split(|letter: char| !letter.is_alphanumeric());
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            self.postcodes(&words);
        }
        if STATIONS.contains(&tag) && !self.is_kept(tag) {
            self.station_words(&text());
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
    }

    /// Days of the examination, and that of the birth.
    fn days(&mut self, tag: Tag, bytes: &[u8]) {
        if DAYS_IN_TEXT.contains(&tag) {
            let years = values(bytes).filter_map(days::of_value);
            let first = years.map(|(year, _, _)| year).min();
            let known = self.needles.first_year;
            self.needles.first_year = known.into_iter().chain(first).min();
        }
        if DAYS_IN_TEXT.contains(&tag) && !self.kept.full_dates {
            let days = values(bytes).filter_map(days::of_value);
            self.needles.dates_in_text.extend(days);
        }
        if tag == tags::PATIENT_BIRTH_DATE {
            self.birth_date(bytes);
        }
    }

    fn is_kept(&self, tag: Tag) -> bool {
        match (tag.group(), tag.element()) {
            (0x0008, 0x0080 | 0x0081 | 0x1040) => self.kept.institution,
            (0x0008, 0x1010) | (0x0018, 0x1000) | (0x0040, 0x0010 | 0x0011 | 0x0242) => {
                self.kept.device
            }
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
        if !name.trim().is_empty() {
            self.needles.people.insert(name.to_owned());
        }
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

    /// The last nine digits, which are the same with and without the country's number; and ten and eleven by
    /// themselves.
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
            // `0044…` as well as `+44…`: zeros at the start don't count.
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

    /// Words of a station's name that are no code.
    fn station_words(&mut self, text: &str) {
        let folded = fold(text);
        let words = folded.split(|letter: char| !letter.is_alphabetic());
        let long = words.filter(|word| word.chars().count() >= SHORTEST_OF_PLACE);
        self.needles.place_words.extend(long.map(str::to_owned));
    }

    /// Words of a place that tell it from others, accents folded.
    fn place_words(&mut self, text: &str) {
        let folded = fold(text);
        let words = folded.split(|letter: char| !letter.is_alphabetic());
        let long = words.filter(|word| word.chars().count() >= SHORTEST_WORD_OF_PLACE);
        self.needles.place_words.extend(long.map(str::to_owned));
    }

    fn own_uids(&mut self, tag: Tag, bytes: &[u8]) {
        if SHARED_UIDS.contains(&tag) || self.kept.uids {
            return;
        }
        let own = values(bytes)
            .filter(|uid| uid.len() >= SHORTEST_UID && !is_of_standard(uid))
            .filter_map(|uid| std::str::from_utf8(uid).ok());
        self.needles.own_uids.extend(own.map(str::to_owned));
    }

    /// A birth date in a row of digits may be part of a number.
    fn birth_date(&mut self, bytes: &[u8]) {
        for (year, month, day) in values(bytes).filter_map(days::of_value) {
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
