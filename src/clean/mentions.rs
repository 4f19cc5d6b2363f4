//! What names somebody in the headers of a patient's files: names of every role, numbers, places, stations, telephones.
//!
//! Gathered from each file while it is read for the catalogue, and never by a second reading; put together for a
//! patient, once; carried by every order of that patient's images. Each of the two readings takes from it what it takes
//! from a header, by rules of its own: here nothing is judged.
//!
//! By patient and not by study: what stands in a request of one study is typed into the description of the next, and
//! a word too many that goes is a smaller fault than a name that stays. Studies that several people share are held
//! until somebody has said whose they are (`catalogue::identity`), and then all that they mention counts.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::burned_in::Known;
use crate::deid::identifiers::KEPT_ON_PURPOSE;
use crate::deid::{Identifier, Policy};
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{Element, raw_bytes};
use crate::dicom::{DataSet, DataSetExt};
use crate::standard::dictionary;
use crate::standard::tags::{MEDICAL_RECORD_LOCATOR, OTHER_PATIENT_IDS};

/// How deep sequences are followed: as deep as either reading does.
const MAX_DEPTH: usize = 64;

/// Longer values than this are no names; of these the beginning is kept.
const MOST_LETTERS: usize = 1_024;

/// Attributes whose values are gathered, besides every name of a person (PN): all that either reading takes.
pub(crate) const GATHERED: &[Tag] = &[
    tags::ACCESSION_NUMBER,
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::REFERRING_PHYSICIAN_ADDRESS,
    tags::REFERRING_PHYSICIAN_TELEPHONE_NUMBERS,
    tags::STATION_NAME,
    tags::INSTITUTIONAL_DEPARTMENT_NAME,
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
    tags::CURRENT_PATIENT_LOCATION,
    tags::PATIENT_INSTITUTION_RESIDENCE,
    tags::SCHEDULED_STATION_NAME,
    tags::SCHEDULED_PROCEDURE_STEP_LOCATION,
    tags::PERFORMED_STATION_NAME,
    tags::PERFORMED_LOCATION,
    tags::REQUESTED_PROCEDURE_ID,
    tags::PLACER_ORDER_NUMBER_IMAGING_SERVICE_REQUEST,
    tags::FILLER_ORDER_NUMBER_IMAGING_SERVICE_REQUEST,
    tags::PERSON_TELEPHONE_NUMBERS,
];

/// Values that name somebody, each once, by the attribute that they stood in. Cheap to clone. Holds patient values: it
/// goes into orders, and nowhere else.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Mentions(Arc<BTreeSet<Mention>>);

/// Group and element of the attribute, and a value.
type Mention = (u16, u16, String);

impl Mentions {
    /// Gathers from a whole header, nested items included.
    pub fn of(data_set: &DataSet) -> Self {
        let mut mentions = BTreeSet::new();
        gather(data_set, &CharacterSet::default(), 0, &mut mentions);
        Self(Arc::new(mentions))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes in those of another file; whether any of them is new.
    pub fn absorb(&mut self, other: &Self) -> bool {
        if other.0.is_subset(&self.0) {
            return false;
        }
        match self.0.is_empty() {
            true => self.0 = Arc::clone(&other.0),
            false => Arc::make_mut(&mut self.0).extend(other.0.iter().cloned()),
        }
        true
    }

    /// What of these a picture may say, but for what a policy keeps on purpose.
    pub fn known_under(&self, policy: &Policy) -> Known {
        let identifiers = [
            (Identifier::PatientId, tags::PATIENT_ID),
            (Identifier::AccessionNumber, tags::ACCESSION_NUMBER),
        ];
        let options = KEPT_ON_PURPOSE.iter();
        let by_option = options.filter(|(option, _)| policy.has(*option));
        let mut kept: Vec<Tag> = by_option
            .flat_map(|(_, tags)| tags.iter().copied())
            .collect();
        let by_permission = identifiers.iter();
        kept.extend(
            by_permission
                .filter(|(it, _)| policy.keeps(*it))
                .map(|(_, tag)| *tag),
        );
        let mut rest = self.clone();
        if !kept.is_empty() {
            let values = Arc::make_mut(&mut rest.0);
            values.retain(|(group, element, _)| !kept.contains(&Tag(*group, *element)));
        }
        rest.known()
    }

    /// What of these a picture may say.
    pub fn known(&self) -> Known {
        let mut header = DataSet::new_empty();
        // As they are kept, whatever the files say of their own letters.
        header.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
        self.put_into(&mut header);
        Known::of(&header)
    }

    /// Puts them into a header as items, in each of them one value of an attribute: for readings that take from a
    /// header what names somebody.
    pub(crate) fn put_into(&self, header: &mut DataSet) {
        let mut items: Vec<DataSet> = Vec::new();
        let mut last = (Tag(0, 0), 0_usize);
        for (group, element, value) in self.0.iter() {
            let tag = Tag(*group, *element);
            let at = match last {
                (before, at) if before == tag => at,
                _ => 0,
            };
            last = (tag, at.saturating_add(1));
            if items.len() <= at {
                items.push(DataSet::new_empty());
            }
            if let Some(item) = items.get_mut(at) {
                let vr = dictionary::vr(tag).unwrap_or(VR::LO);
                item.put_raw(tag, vr, value.as_bytes());
            }
        }
        if !items.is_empty() {
            header.put_items(tags::REQUEST_ATTRIBUTES_SEQUENCE, items);
        }
    }
}

fn gather(
    data_set: &DataSet,
    inherited: &CharacterSet,
    depth: usize,
    mentions: &mut BTreeSet<Mention>,
) {
    let own = data_set.character_set();
    let character_set = own.as_ref().unwrap_or(inherited);
    for element in data_set {
        if let Some(items) = element.items() {
            if depth < MAX_DEPTH {
                let below = items.iter();
                below.for_each(|item| gather(item, character_set, depth + 1, mentions));
            }
            continue;
        }
        let tag = element.header().tag;
        // Whose role it is says nothing here.
        let tag = match element.vr() {
            VR::PN => tags::PERSON_NAME,
            _ if GATHERED.contains(&tag) => tag,
            _ => continue,
        };
        for reading in readings(element, character_set) {
            let value = reading.trim_matches([' ', '\0']);
            if !value.is_empty() {
                let value = value.chars().take(MOST_LETTERS).collect();
                mentions.insert((tag.group(), tag.element(), value));
            }
        }
    }
}

/// What a value says; of one that is not plain ASCII also what it says if its character set is a lie.
fn readings(element: &Element, character_set: &CharacterSet) -> Vec<String> {
    let bytes = raw_bytes(element).unwrap_or_default();
    let mut readings = vec![character_set.decode(element.vr(), bytes)];
    if !bytes.is_ascii() || bytes.contains(&0x1B) {
        let utf_8 = std::str::from_utf8(bytes).ok().map(str::to_owned);
        let latin_1 = bytes.iter().map(|&byte| char::from(byte)).collect();
        readings.extend(utf_8);
        readings.push(latin_1);
    }
    readings
}

impl Serialize for Mentions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Mentions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeSet::deserialize(deserializer).map(|mentions| Self(Arc::new(mentions)))
    }
}

impl fmt::Debug for Mentions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mentions(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::{Preset, ProfileOption};

    fn header(name: &str, operator: &str, ward: &str) -> DataSet {
        let mut item = DataSet::new_empty();
        item.put_ascii(tags::OPERATORS_NAME, VR::PN, operator);
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::PATIENT_NAME, VR::PN, name);
        header.put_ascii(tags::CURRENT_PATIENT_LOCATION, VR::LO, ward);
        header.put_ascii(tags::SERIES_DESCRIPTION, VR::LO, "Axial");
        header.put_items(tags::CONTENT_SEQUENCE, vec![item]);
        header
    }

    #[test]
    fn each_value_is_kept_once_whoever_says_it() {
        let mut all = Mentions::default();
        assert!(all.absorb(&Mentions::of(&header("Doe^Jane", "Okonkwo^Ada", "Marlpit"))));
        assert!(!all.absorb(&Mentions::of(&header("Okonkwo^Ada", "Doe^Jane", "Marlpit"))));
        assert_eq!(all.len(), 3);
        assert!(all.absorb(&Mentions::of(&header("Doe^Jane", "", "Quarrendon"))));
        assert_eq!(all.len(), 4);
        let text = serde_json::to_string(&all).unwrap();
        assert!(serde_json::from_str::<Mentions>(&text).unwrap() == all);
        assert_eq!(format!("{all:?}"), "Mentions(hidden)");
    }

    #[test]
    fn a_picture_that_says_one_of_them_is_known() {
        let known = Mentions::of(&header("Doe^Jane", "Okonkwo^Ada", "Marlpit")).known();
        assert!(known.is_said_by("OK0NKWO, A") && known.is_said_by("Marlpit ward"));
        assert!(!known.is_said_by("Axial"));
        let mut all = header("Doe^Jane", "", "");
        all.put_ascii(tags::INSTITUTION_NAME, VR::LO, "Quarrendon");
        let mentions = Mentions::of(&all);
        let policy = Policy::from(Preset::Strict);
        assert!(mentions.known_under(&policy).is_said_by("QUARRENDON"));
        let keeping = Policy::with([ProfileOption::Institution]).unwrap();
        assert!(!mentions.known_under(&keeping).is_said_by("QUARRENDON"));
        assert!(mentions.known_under(&keeping).is_said_by("DOE"));
    }

    #[test]
    fn a_header_made_of_them_says_all_of_them() {
        let mut all = Mentions::of(&header("Doe^Jane", "Okonkwo^Ada", "Marlpit"));
        let mut other = header("", "", "Quarrendon");
        other.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 100");
        other.put_raw(tags::PATIENT_NAME, VR::PN, b"M\xFCller^J\xF6rg".to_vec());
        all.absorb(&Mentions::of(&other));
        assert_eq!(all.len(), 5);
        let mut made = DataSet::new_empty();
        made.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
        all.put_into(&mut made);
        // UTF-8 is read in another way besides, in case it is a lie.
        assert!(
            !Mentions::of(&made).absorb(&Mentions::default())
                && all.0.is_subset(&Mentions::of(&made).0)
        );
    }
}
