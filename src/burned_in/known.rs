//! What names the patient and the people around him, as a picture may say it.
//!
//! In come headers; out comes whether a line that was read says one of their values. Names of every role, numbers,
//! places and telephones, and every date of the study, as devices write it.

use std::collections::BTreeSet;
use std::fmt;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::folded::{folded, slips, stands_in};
use crate::deid::text::{fold, is_known_word};
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{Element, raw_bytes};
use crate::dicom::{DataSet, DataSetExt};
use crate::standard::tags::OTHER_PATIENT_IDS;

/// How deep sequences are followed.
const MAX_DEPTH: usize = 16;

/// Attributes whose whole value identifies.
const NUMBERS: &[Tag] = &[
    tags::PATIENT_ID,
    OTHER_PATIENT_IDS,
    tags::ACCESSION_NUMBER,
    tags::STUDY_ID,
    tags::ADMISSION_ID,
    tags::SERVICE_EPISODE_ID,
    tags::REQUESTED_PROCEDURE_ID,
    tags::PLACER_ORDER_NUMBER_IMAGING_SERVICE_REQUEST,
    tags::FILLER_ORDER_NUMBER_IMAGING_SERVICE_REQUEST,
    tags::PATIENT_TELEPHONE_NUMBERS,
    tags::PERSON_TELEPHONE_NUMBERS,
    tags::REFERRING_PHYSICIAN_TELEPHONE_NUMBERS,
    tags::DEVICE_SERIAL_NUMBER,
    tags::STATION_NAME,
    tags::PERFORMED_STATION_NAME,
];

/// Attributes that say where something was done or somebody lives: their words identify.
const PLACES: &[Tag] = &[
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::INSTITUTIONAL_DEPARTMENT_NAME,
    tags::PATIENT_ADDRESS,
    tags::REFERRING_PHYSICIAN_ADDRESS,
    tags::CURRENT_PATIENT_LOCATION,
    tags::PATIENT_INSTITUTION_RESIDENCE,
    tags::PERFORMED_LOCATION,
];

/// Shorter words and numbers than this are initials, and stand in other words.
const SHORTEST: usize = 3;
const SHORTEST_NUMBER: usize = 4;

/// Shorter ones count as whole words only.
const INSIDE_FROM: usize = 5;

pub(super) const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// What names a patient. Holds patient values: it is kept in memory, and goes nowhere.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Found anywhere, with a few letters wrong.
    long: BTreeSet<Vec<u8>>,
    /// Found as whole words.
    short: BTreeSet<Vec<u8>>,
    /// Dates in digits, as they are written without what stands between.
    dates: BTreeSet<Vec<u8>>,
}

impl Known {
    /// What a header says, nested items included.
    pub fn of(header: &DataSet) -> Self {
        let mut known = Self::default();
        known.add(header);
        known
    }

    /// Takes in what another header says.
    pub fn add(&mut self, header: &DataSet) {
        self.gather(header, &CharacterSet::default(), 0);
    }

    /// Whether nothing names anybody.
    pub fn is_empty(&self) -> bool {
        self.long.is_empty() && self.short.is_empty() && self.dates.is_empty()
    }

    /// Whether a line says one of these.
    pub fn is_said_by(&self, line: &str) -> bool {
        self.names_in(line) || self.date_in(line)
    }

    /// Whether a line says a name, a number or a place of these.
    pub fn names_in(&self, line: &str) -> bool {
        let words: Vec<Vec<u8>> = line
            .split(|letter: char| !letter.is_alphanumeric())
            .map(folded)
            .collect();
        if words.iter().any(|word| self.short.contains(word)) {
            return true;
        }
        let whole = folded(line);
        let mut long = self.long.iter();
        long.any(|sought| stands_in(sought, &whole, slips(sought.len())))
    }

    fn date_in(&self, line: &str) -> bool {
        let whole = folded(line);
        let mut dates = self.dates.iter();
        dates.any(|date| stands_in(date, &whole, 0))
    }

    fn gather(&mut self, header: &DataSet, inherited: &CharacterSet, depth: usize) {
        let own = header.character_set();
        let character_set = own.as_ref().unwrap_or(inherited);
        for element in header {
            match element.items() {
                Some(items) if depth < MAX_DEPTH => {
                    let below = items.iter();
                    below.for_each(|item| self.gather(item, character_set, depth + 1));
                }
                Some(_) => {}
                None => self.leaf(element, character_set),
            }
        }
    }

    fn leaf(&mut self, element: &Element, character_set: &CharacterSet) {
        let tag = element.header().tag;
        let is_name = element.vr() == VR::PN;
        let is_date = matches!(element.vr(), VR::DA | VR::DT);
        let (is_number, is_place) = (NUMBERS.contains(&tag), PLACES.contains(&tag));
        if !(is_name || is_date || is_number || is_place) {
            return;
        }
        let text = character_set.decode(element.vr(), raw_bytes(element).unwrap_or_default());
        for value in text
            .split('\\')
            .map(|value| value.trim_matches([' ', '\0']))
        {
            if is_date {
                self.date(value);
            } else if is_number {
                self.number(value);
            } else {
                self.words(value, is_place);
            }
        }
    }

    /// Words of a name or a place; of a place only those that are no everyday words.
    fn words(&mut self, value: &str, is_place: bool) {
        let words = value.split(|letter: char| !letter.is_alphabetic() && letter != '\'');
        for word in words {
            let plain = fold(word);
            let is_everyday = is_known_word(&plain);
            let sought = folded(word);
            if sought.len() < SHORTEST || is_place && (is_everyday || sought.len() < INSIDE_FROM) {
                continue;
            }
            match sought.len() < INSIDE_FROM || is_everyday {
                true => self.short.insert(sought),
                false => self.long.insert(sought),
            };
        }
    }

    fn number(&mut self, value: &str) {
        let sought = folded(value);
        match sought.len() {
            0..SHORTEST_NUMBER => false,
            SHORTEST_NUMBER => self.short.insert(sought),
            _ => self.long.insert(sought),
        };
    }

    /// A date in the orders in which devices write it (PS3.5 6.2: YYYYMMDD as stored).
    fn date(&mut self, value: &str) {
        let (Some(year), Some(month), Some(day)) =
            (value.get(0..4), value.get(4..6), value.get(6..8))
        else {
            return;
        };
        if !value.bytes().take(8).all(|byte| byte.is_ascii_digit()) || year < "1870" {
            return;
        }
        let short = year.get(2..4).unwrap_or(year);
        let number = month.parse::<usize>().unwrap_or_default();
        let word = number.checked_sub(1).and_then(|at| MONTHS.get(at));
        let [zero_day, zero_month] = [day, month].map(|part| part.trim_start_matches('0'));
        let mut spellings = vec![
            [year, month, day].concat(),
            [day, month, year].concat(),
            [month, day, year].concat(),
            [zero_day, zero_month, year].concat(),
            [zero_month, zero_day, year].concat(),
            [day, month, short].concat(),
            [month, day, short].concat(),
        ];
        if let Some(word) = word {
            spellings.push([day, word, year].concat());
            spellings.push([zero_day, word, year].concat());
            spellings.push([word, day, year].concat());
            spellings.push([day, word, short].concat());
        }
        self.dates
            .extend(spellings.iter().map(|spelling| folded(spelling)));
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Known(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::PATIENT_NAME, VR::PN, "Okonkwo^Ada");
        header.put_ascii(tags::PATIENT_ID, VR::LO, "RXH12345");
        header.put_ascii(tags::PATIENT_BIRTH_DATE, VR::DA, "19620314");
        header.put_ascii(tags::INSTITUTION_NAME, VR::LO, "Marlpit General Hospital");
        Known::of(&header)
    }

    #[test]
    fn what_a_header_says_is_known_in_a_line_of_a_picture() {
        let known = known();
        for line in [
            "OKONKWO, ADA",
            "0K0NKW0",
            "Name:0konkwoAda",
            "ID RXH 12345",
            "D0B 14/03/1962",
            "14.3.1962",
            "14 Mar 1962",
            "1962-03-14",
            "Marlpit Gen. Hosp.",
        ] {
            assert!(known.is_said_by(line), "{line}");
        }
    }

    #[test]
    fn what_it_does_not_say_is_not() {
        let known = known();
        for line in [
            "",
            "General",
            "Hospital",
            "adapt",
            "15/03/1962",
            "MI 1.2 TIS 0.3",
        ] {
            assert!(!known.is_said_by(line), "{line}");
        }
        assert!(Known::default().is_empty() && !known.is_empty());
        assert_eq!(format!("{known:?}"), "Known(hidden)");
    }
}
