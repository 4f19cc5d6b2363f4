//! Walks a header for the words and numbers that identify somebody.

use std::collections::HashSet;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::SHORTEST;
use super::byte_forms::other_readings;
use super::people;
use super::places::{is_of_a_place, place_words};
use super::words::{is_common_word, pack, words};
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
    tags::SERVICE_EPISODE_ID,
    tags::REQUESTED_PROCEDURE_ID,
    tags::PLACER_ORDER_NUMBER_IMAGING_SERVICE_REQUEST,
    tags::FILLER_ORDER_NUMBER_IMAGING_SERVICE_REQUEST,
    tags::PERSON_TELEPHONE_NUMBERS,
];

/// Attributes of which every word identifies, besides every PN.
pub(crate) const WORD_BY_WORD: &[Tag] = &[tags::PATIENT_ADDRESS];

/// Attributes that say where something was done: words that are no everybody's words identify.
pub(crate) const PLACES: &[Tag] = &[
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::REFERRING_PHYSICIAN_ADDRESS,
    tags::PATIENT_ADDRESS,
    tags::INSTITUTIONAL_DEPARTMENT_NAME,
    tags::CURRENT_PATIENT_LOCATION,
    tags::PATIENT_INSTITUTION_RESIDENCE,
    tags::SCHEDULED_PROCEDURE_STEP_LOCATION,
    tags::PERFORMED_LOCATION,
];

/// Attributes that name a machine: a word of one may be the maker's.
pub(crate) const STATIONS: &[Tag] = &[
    tags::STATION_NAME,
    tags::SCHEDULED_STATION_NAME,
    tags::PERFORMED_STATION_NAME,
];

/// Who made the machine, and what he calls it.
const MAKERS: [Tag; 2] = [tags::MANUFACTURER, tags::MANUFACTURER_MODEL_NAME];

/// Shorter pairs of names stand in other words by chance.
const LONG_PAIR: usize = 6;

/// Shorter words of a station's name are codes.
const SHORTEST_OF_STATION: usize = 5;

/// How deep sequences are followed.
pub(in crate::deid) const MAX_DEPTH: usize = 32;

/// What an option keeps, which identifies nobody then.
pub(crate) const KEPT_ON_PURPOSE: &[(ProfileOption, &[Tag])] = &[
    (
        ProfileOption::Institution,
        &[
            tags::INSTITUTION_NAME,
            tags::INSTITUTION_ADDRESS,
            tags::INSTITUTIONAL_DEPARTMENT_NAME,
        ],
    ),
    (
        ProfileOption::Device,
        &[
            tags::STATION_NAME,
            tags::DEVICE_SERIAL_NUMBER,
            tags::SCHEDULED_STATION_NAME,
            tags::SCHEDULED_PROCEDURE_STEP_LOCATION,
            tags::PERFORMED_STATION_NAME,
        ],
    ),
];

/// What was found, in lower case.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Gathered {
    pub tokens: HashSet<String>,
    pub pairs: HashSet<String>,
    pub names: HashSet<String>,
    /// Names of people, each in one of the ways in which it is written.
    pub people: HashSet<String>,
    /// Words of places, folded.
    pub places: HashSet<String>,
    stations: HashSet<String>,
    /// Letters and digits of what makers call themselves and their machines.
    makers: HashSet<String>,
    left_out: Vec<Tag>,
}

impl Gathered {
    /// Takes in what another header says.
    pub fn absorb(&mut self, other: Self) {
        let Self {
            tokens,
            pairs,
            names,
            people,
            places,
            stations,
            makers,
            left_out: _,
        } = other;
        self.tokens.extend(tokens);
        self.pairs.extend(pairs);
        self.names.extend(names);
        self.people.extend(people);
        self.places.extend(places);
        self.stations.extend(stations);
        self.makers.extend(makers);
    }

    /// Once all headers are in: neighbours in names, and which words of stations are no maker's.
    pub fn finish(&mut self) {
        let people = std::mem::take(&mut self.people);
        people.iter().for_each(|name| self.pairs_of(name));
        self.people = people;
        let is_of_a_maker = |station: &String| {
            let station = pack(station);
            self.makers.iter().any(|maker| maker.contains(&station))
        };
        let stations = std::mem::take(&mut self.stations);
        for station in &stations {
            let words = station.split(|letter: char| !letter.is_alphabetic());
            let long = words.filter(|word| word.len() >= SHORTEST_OF_STATION);
            let own =
                long.filter(|word| !is_of_a_place(word) && !is_of_a_maker(&(*word).to_owned()));
            self.places.extend(own.map(fold));
            self.tokens.insert(station.clone());
        }
        self.tokens.extend(self.places.iter().cloned());
    }

    /// Neighbours in a name, of four letters or more together; long ones written as one count inside a word, too. Words
    /// of imaging make no name: `chest pa`; but two that are names as well do, where they are no phrase: `Black Iris`.
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
                if !is_common_word(&joined) && !people::is_a_phrase(first, second) {
                    set.insert(joined);
                }
                let says_little = match (is_common_word(first), is_common_word(second)) {
                    (true, true) => !people::are_a_name(first, second),
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

    /// Names of people, as text in lower case.
    fn name(&mut self, text: &str) {
        self.tokens.extend(words(text).map(str::to_owned));
        let names = text.split(['\\', '=']);
        let names = names.filter(|name| !name.trim().is_empty());
        self.people.extend(names.map(str::to_owned));
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
        leaf(element, character_set, gathered);
    }
}

fn leaf(element: &Element, character_set: &CharacterSet, gathered: &mut Gathered) {
    let tag = element.header().tag;
    let is_name = element.vr() == VR::PN;
    let by_word = is_name || WORD_BY_WORD.contains(&tag);
    let is_kept = gathered.left_out.contains(&tag);
    let whole = WHOLE_VALUES.contains(&tag) && !is_kept;
    let is_place = PLACES.contains(&tag) && !is_kept;
    let is_station = STATIONS.contains(&tag) && !is_kept;
    let is_maker = MAKERS.contains(&tag);
    if !(by_word || whole || is_place || is_station || is_maker) {
        return;
    }
    let text = decoded(element, character_set).to_lowercase();
    if is_maker {
        gathered.makers.insert(pack(&text));
    }
    if is_name {
        gathered.name(&text);
        let bytes = raw_bytes(element).unwrap_or_default();
        for reading in other_readings(bytes).filter(|_| !bytes.is_ascii()) {
            gathered.name(&reading.to_lowercase());
        }
    } else if by_word {
        gathered.tokens.extend(words(&text).map(str::to_owned));
    }
    if by_word {
        let is_long_enough = |word: &String| {
            word.len() > 3 || word.len() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit())
        };
        let words = words(&text).map(fold).filter(is_long_enough);
        gathered.names.extend(words);
    }
    if is_place {
        gathered.places.extend(place_words(&fold(&text)));
    }
    let values = text
        .split('\\')
        .map(|value| value.trim_matches([' ', '\0']));
    if is_station {
        gathered.stations.extend(values.map(str::to_owned));
    } else if whole {
        gathered.tokens.extend(values.map(str::to_owned));
    }
    if tag == tags::PATIENT_BIRTH_DATE {
        gathered.tokens.extend(other_spellings(&text));
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
