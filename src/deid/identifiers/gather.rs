//! Walks a header for the words and numbers that identify somebody.

use std::collections::HashSet;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::SHORTEST;
use super::byte_forms::other_readings;
use super::words::{is_common_word, words};
use crate::deid::profile::policy::{Policy, ProfileOption};
use crate::deid::text::fold;
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{DataSetExt, Element, raw_bytes};
use crate::standard::tags::{MEDICAL_RECORD_LOCATOR, OTHER_PATIENT_IDS};

/// Attributes whose whole value identifies: IDs, numbers, names of places and stations.
pub(crate) const WHOLE_VALUES: &[Tag] = &[
    tags::ACCESSION_NUMBER,
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::REFERRING_PHYSICIAN_ADDRESS,
    tags::REFERRING_PHYSICIAN_TELEPHONE_NUMBERS,
    tags::STATION_NAME,
    tags::PATIENT_ID,
    tags::ISSUER_OF_PATIENT_ID,
    tags::PATIENT_BIRTH_DATE,
    OTHER_PATIENT_IDS,
    tags::PATIENT_ADDRESS,
    MEDICAL_RECORD_LOCATOR,
    tags::PATIENT_TELEPHONE_NUMBERS,
    tags::PATIENT_TELECOM_INFORMATION,
    tags::DEVICE_SERIAL_NUMBER,
    tags::STUDY_ID,
    tags::ADMISSION_ID,
    tags::REQUESTED_PROCEDURE_ID,
    tags::PERSON_TELEPHONE_NUMBERS,
];

/// Attributes of which every word identifies, besides every PN.
pub(crate) const WORD_BY_WORD: &[Tag] = &[tags::PATIENT_ADDRESS];

/// Shorter pairs of names stand in other words by chance.
const LONG_PAIR: usize = 6;

/// How deep sequences are followed.
pub(in crate::deid) const MAX_DEPTH: usize = 32;

/// What an option keeps, which identifies nobody then.
pub(crate) const KEPT_ON_PURPOSE: &[(ProfileOption, &[Tag])] = &[
    (
        ProfileOption::Institution,
        &[tags::INSTITUTION_NAME, tags::INSTITUTION_ADDRESS],
    ),
    (
        ProfileOption::Device,
        &[tags::STATION_NAME, tags::DEVICE_SERIAL_NUMBER],
    ),
];

/// What was found, in lower case.
#[derive(Default)]
pub struct Gathered {
    pub tokens: HashSet<String>,
    pub pairs: HashSet<String>,
    pub names: HashSet<String>,
    left_out: Vec<Tag>,
}

impl Gathered {
    /// Takes in what another header says.
    pub fn absorb(&mut self, other: Self) {
        let Self {
            tokens,
            pairs,
            names,
            left_out: _,
        } = other;
        self.tokens.extend(tokens);
        self.pairs.extend(pairs);
        self.names.extend(names);
    }

    /// Neighbours in a name, of four letters or more together; long ones written as one count inside a word, too. Words
    /// of imaging make no name: `chest pa`.
    fn pairs_of(&mut self, name: &str) {
        let name: Vec<String> = words(name).map(fold).collect();
        for pair in name.windows(2) {
            let [first, second] = pair else {
                continue;
            };
            if first.len().min(second.len()) < 2 {
                continue;
            }
            for (first, second) in [(first, second), (second, first)] {
                let joined = format!("{first}{second}");
                let set = match joined.len() < LONG_PAIR {
                    true => &mut self.pairs,
                    false => &mut self.tokens,
                };
                if !is_common_word(&joined) {
                    set.insert(joined);
                }
                let says_little = match (is_common_word(first), is_common_word(second)) {
                    (true, true) => true,
                    (true, false) => second.len() < SHORTEST,
                    (false, true) => first.len() < SHORTEST,
                    (false, false) => false,
                };
                if !says_little {
                    self.pairs.insert(format!("{first} {second}"));
                }
            }
        }
    }
}

/// All that a header says, but for what the policy keeps on purpose.
pub fn from(data_set: &DataSet, policy: &Policy) -> Gathered {
    let mut gathered = Gathered::default();
    for (option, tags) in KEPT_ON_PURPOSE {
        if policy.has(*option) {
            gathered.left_out.extend(*tags);
        }
    }
    gather(data_set, &CharacterSet::default(), 0, &mut gathered);
    gathered
}

fn gather(data_set: &DataSet, inherited: &CharacterSet, depth: usize, gathered: &mut Gathered) {
    let own = data_set.character_set();
    let character_set = own.as_ref().unwrap_or(inherited);
    for element in data_set {
        if let Some(items) = element.items() {
            if depth < MAX_DEPTH {
                items
                    .iter()
                    .for_each(|item| gather(item, character_set, depth + 1, gathered));
            }
            continue;
        }
        let tag = element.header().tag;
        let by_word = element.vr() == VR::PN || WORD_BY_WORD.contains(&tag);
        let whole = WHOLE_VALUES.contains(&tag) && !gathered.left_out.contains(&tag);
        if !by_word && !whole {
            continue;
        }
        let text = decoded(element, character_set).to_lowercase();
        if by_word {
            gathered.tokens.extend(words(&text).map(str::to_owned));
            if element.vr() == VR::PN {
                text.split(['\\', '='])
                    .for_each(|name| gathered.pairs_of(name));
            }
            let bytes = raw_bytes(element).unwrap_or_default();
            for reading in other_readings(bytes).filter(|_| !bytes.is_ascii()) {
                let reading = reading.to_lowercase();
                gathered.tokens.extend(words(&reading).map(str::to_owned));
                if element.vr() == VR::PN {
                    reading
                        .split(['\\', '='])
                        .for_each(|name| gathered.pairs_of(name));
                }
            }
            let is_long_enough = |word: &String| {
                word.len() > 3 || word.len() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit())
            };
            gathered
                .names
                .extend(words(&text).map(fold).filter(is_long_enough));
        }
        if whole {
            gathered.tokens.extend(
                text.split('\\')
                    .map(|value| value.trim_matches([' ', '\0']).to_owned()),
            );
        }
        if tag == tags::PATIENT_BIRTH_DATE {
            gathered.tokens.extend(other_spellings(&text));
        }
    }
}

/// A date as people write it.
fn other_spellings(date: &str) -> Vec<String> {
    let (Some(year), Some(month), Some(day)) = (date.get(0..4), date.get(4..6), date.get(6..8))
    else {
        return Vec::new();
    };
    ["", "/", "-", "."]
        .iter()
        .flat_map(|gap| {
            [[day, month, year], [year, month, day], [month, day, year]]
                .map(|order| order.join(gap))
        })
        .collect()
}

pub(in crate::deid) fn decoded(element: &Element, character_set: &CharacterSet) -> String {
    character_set.decode(element.vr(), raw_bytes(element).unwrap_or_default())
}
