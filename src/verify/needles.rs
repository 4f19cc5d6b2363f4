//! What the original says of the patient and the people around him: the needles.
//!
//! In comes the original header; out come words and numbers to look for. Names are taken from every PN at any depth,
//! as text and as the bytes they were written in, in case their character set was a lie.

use std::collections::HashSet;

use dicom_core::{Tag, VR};

use super::Kept;
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{DataSetExt, Element, raw_bytes};

/// Attributes that hold an identifier, a number or a place as their whole value.
const WHOLE: &[Tag] = &[
    Tag(0x0008, 0x0050), // AccessionNumber
    Tag(0x0008, 0x0080), // InstitutionName
    Tag(0x0008, 0x0081), // InstitutionAddress
    Tag(0x0008, 0x0092), // ReferringPhysicianAddress
    Tag(0x0008, 0x0094), // ReferringPhysicianTelephoneNumbers
    Tag(0x0008, 0x1010), // StationName
    Tag(0x0010, 0x0020), // PatientID
    Tag(0x0010, 0x1000), // OtherPatientIDs
    Tag(0x0010, 0x1040), // PatientAddress
    Tag(0x0010, 0x1090), // MedicalRecordLocator
    Tag(0x0010, 0x2154), // PatientTelephoneNumbers
    Tag(0x0010, 0x2155), // PatientTelecomInformation
    Tag(0x0018, 0x1000), // DeviceSerialNumber
    Tag(0x0020, 0x0010), // StudyID
    Tag(0x0038, 0x0010), // AdmissionID
    Tag(0x0040, 0x1001), // RequestedProcedureID
    Tag(0x0040, 0x1103), // PersonTelephoneNumbers
];

/// Attributes in which each word or number tells.
const BY_WORD: &[Tag] = &[Tag(0x0010, 0x1040)];

const BIRTH_DATE: Tag = Tag(0x0010, 0x0030);

/// Names shorter than this are initials.
const SHORTEST: usize = 3;

/// A date that stands for no date.
const NO_DATE: &[u8] = b"19000101";

/// Words, numbers, dates and UIDs of the original.
#[derive(Default)]
pub struct Needles {
    /// Text, in lower case.
    pub texts: HashSet<String>,
    /// Names as they were written, where that is not plain ASCII.
    pub raw: HashSet<Vec<u8>>,
    uids: HashSet<Vec<u8>>,
    dates: HashSet<Vec<u8>>,
    born: HashSet<Vec<u8>>,
}

impl Needles {
    /// Gathers from a whole header what is not kept on purpose.
    pub fn of(original: &DataSet, kept: &Kept) -> Self {
        let mut needles = Self::default();
        let mut reader = Gatherer {
            needles: &mut needles,
            kept,
        };
        reader.level(original, &CharacterSet::default(), 0);
        needles.add_without_accents();
        needles
            .texts
            .retain(|text| text.chars().count() >= SHORTEST);
        needles
    }

    /// Whether a DA or DT value begins with a date of the original.
    pub fn has_date(&self, value: &[u8]) -> bool {
        date_of(value).is_some_and(|date| self.dates.contains(&date))
    }

    /// Whether a DA or DT value begins with the birth date.
    pub fn is_birth_date(&self, value: &[u8]) -> bool {
        date_of(value).is_some_and(|date| self.born.contains(&date))
    }

    /// Whether a whole value is one of the original's identifiers; numbers of few digits identify nobody.
    pub fn has_number(&self, value: &[u8]) -> bool {
        value.len() > 4
            && std::str::from_utf8(value)
                .is_ok_and(|value| self.texts.contains(&value.to_lowercase()))
    }

    /// Whether a UID is one of the original's.
    pub fn has_uid(&self, uid: &[u8]) -> bool {
        self.uids.contains(uid)
    }

    /// Whether an identifier of six digits or more stands in a UID.
    pub fn has_long_number_in(&self, uid: &[u8]) -> bool {
        let Ok(uid) = std::str::from_utf8(uid) else {
            return true;
        };
        self.texts.iter().any(|text| {
            text.len() > 5
                && text.bytes().all(|byte| byte.is_ascii_digit())
                && uid.contains(text.as_str())
        })
    }

    /// Names as they are written where there are no accents.
    fn add_without_accents(&mut self) {
        let plain: Vec<String> = self
            .texts
            .iter()
            .filter(|text| !text.is_ascii())
            .map(|text| text.chars().map(without_accent).collect())
            .collect();
        self.texts.extend(plain);
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
            VR::UI => self
                .needles
                .uids
                .extend(super::values(bytes).map(<[u8]>::to_vec)),
            VR::DA | VR::DT => self
                .needles
                .dates
                .extend(super::values(bytes).filter_map(date_of)),
            _ => {}
        }
        let text = || character_set.decode(element.vr(), bytes).to_lowercase();
        if element.vr() == VR::PN {
            self.words(&text());
            let parts = bytes.split(|byte| matches!(byte, b'^' | b'=' | b'\\' | b' '));
            let foreign = parts
                .filter(|part| !part.is_ascii())
                .chain(after_escapes(bytes));
            self.needles
                .raw
                .extend(foreign.filter(|part| part.len() > 3).map(<[u8]>::to_vec));
        }
        if WHOLE.contains(&tag) && !self.is_kept(tag) {
            self.needles.texts.extend(
                text()
                    .split('\\')
                    .map(|value| value.trim_matches([' ', '\0']).to_owned()),
            );
        }
        if BY_WORD.contains(&tag) {
            self.words(&text());
        }
        if tag == BIRTH_DATE {
            self.birth_date(&text());
        }
    }

    fn is_kept(&self, tag: Tag) -> bool {
        match (tag.group(), tag.element()) {
            (0x0008, 0x0080 | 0x0081) => self.kept.institution,
            (0x0008, 0x1010) | (0x0018, 0x1000) => self.kept.device,
            _ => false,
        }
    }

    fn words(&mut self, text: &str) {
        self.needles.texts.extend(
            text.split(|letter: char| !letter.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned),
        );
    }

    /// A birth date as it may be typed.
    fn birth_date(&mut self, date: &str) {
        let Some(date) = date_of(date.as_bytes()).and_then(|date| String::from_utf8(date).ok())
        else {
            return;
        };
        self.needles.born.insert(date.clone().into_bytes());
        let (year, rest) = date.split_at(4);
        let (month, day) = rest.split_at(2);
        for gap in ["", "-", "/", ".", " "] {
            self.needles.texts.insert([year, month, day].join(gap));
            self.needles.texts.insert([day, month, year].join(gap));
        }
    }
}

/// Whether a value names the day that one of the values at its place named before.
pub fn is_same_day(before: &[u8], value: &[u8]) -> bool {
    let day = date_of(value);
    day.is_some() && super::values(before).any(|before| date_of(before) == day)
}

/// A Latin letter without its accent, where one letter takes its place.
fn without_accent(letter: char) -> char {
    let plain = [
        ('a', "àáâãäåāăą"),
        ('c', "çćĉċč"),
        ('d', "ďđð"),
        ('e', "èéêëēĕėęě"),
        ('g', "ĝğġģ"),
        ('i', "ìíîïĩīĭįı"),
        ('l', "ĺļľŀł"),
        ('n', "ñńņň"),
        ('o', "òóôõöøōŏő"),
        ('r', "ŕŗř"),
        ('s', "śŝşšș"),
        ('t', "ţťŧț"),
        ('u', "ùúûüũūŭůűų"),
        ('y', "ýÿŷ"),
        ('z', "źżž"),
    ];
    plain
        .iter()
        .find(|(_, accented)| accented.contains(letter))
        .map_or(letter, |(plain, _)| *plain)
}

/// The eight digits of a date's year, month and day, unless it is the one that stands for none.
fn date_of(value: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = value
        .iter()
        .filter(|byte| !matches!(byte, b'.' | b'-'))
        .take(8)
        .copied()
        .collect();
    (digits.len() == 8 && digits.iter().all(u8::is_ascii_digit) && digits != NO_DATE)
        .then_some(digits)
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
