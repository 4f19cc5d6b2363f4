//! What identifies this patient and the people around him, gathered from the header and from what his other files
//! mention, and whether a text says it.
//!
//! Used for attributes that may stay only while they name nobody. In comes the original header; out comes a yes or a
//! no, never the identifier. Words of imaging that are also names (`data/common_words.txt`) do not count: a patient
//! called Head does not cost every examined body part.

mod byte_forms;
mod gather;
mod make;
mod memo;
pub(crate) use gather::KEPT_ON_PURPOSE;
#[cfg(test)]
pub(crate) use gather::{PLACES, STATIONS, WHOLE_VALUES, WORD_BY_WORD};
mod parts;
mod people;
mod places;
#[cfg(test)]
pub(crate) use places::OF_ANY_PLACE;
#[cfg(test)]
pub(crate) use words::common_words;
mod slips;
pub(in crate::deid) use slips::is_one_letter_off;
mod spellings;
mod words;

use std::collections::HashSet;
use std::rc::Rc;

use dicom_core::VR;

use crate::deid::profile::{Policy, Preset};
use crate::deid::text::{Judged, fold};
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use byte_forms::other_readings;

pub(super) use gather::{MAX_DEPTH, decoded};
use parts::Parts;
use spellings::Spellings;
use words::{inside_common_word, is_code, pack, words};

/// Shorter words than this are initials and titles.
const SHORTEST: usize = 3;

/// From this length a token counts also inside a longer word.
const SUBSTRING_FROM: usize = 5;

/// Between the groups of one number stand no more bytes than these.
const WIDEST_GAP: usize = 6;

/// Nobody has more digits.
const LONGEST_NUMBER: usize = 24;

/// The tokens that identify this patient, case-folded.
#[derive(Clone, Default)]
pub struct Identifiers {
    /// Found as a whole word only.
    words: HashSet<String>,
    /// Found anywhere.
    parts: Parts,
    /// `parts` as they are.
    values: HashSet<String>,
    /// Letters and digits alone, found anywhere among letters and digits alone: `943 476 5919` is `9434765919`.
    packed: Parts,
    /// `parts` as bytes.
    bytes: Parts,
    /// Words of names and addresses, folded, the common ones too.
    names: HashSet<String>,
    /// Digits of identifiers, found in UIDs.
    numbers: Parts,
    /// Digits of identifiers, five or more, zeros at their start left out: found as a whole number.
    whole_numbers: HashSet<String>,
    /// Two words of a name as one, and with a space between; found as whole words.
    pairs: HashSet<String>,
    /// Words of names that are words of reports, too: `young`. Whether one is a name its neighbours say.
    everyday: HashSet<String>,
    /// Names and places as people make them short, glue them and get them wrong.
    spellings: Spellings,
    /// Letters and digits of identifiers that have both, sorted: a device cuts them to its length.
    codes: Vec<String>,
    /// Texts that were judged by these.
    judged: Judged,
}

impl Identifiers {
    /// Gathers from a whole header, nested items included.
    pub fn of(data_set: &DataSet) -> Self {
        Self::but_for(data_set, &Policy::from(Preset::Strict))
    }

    /// The same, without what a policy keeps on purpose: the institution, the device.
    pub fn but_for(data_set: &DataSet, policy: &Policy) -> Self {
        Self::of_both(data_set, data_set, policy)
    }

    /// The same of two headers; one and the same is read once.
    pub fn of_both(data_set: &DataSet, other: &DataSet, policy: &Policy) -> Self {
        let other = (!std::ptr::eq(data_set, other)).then_some(other);
        Self::of_gathered(gather::from(data_set, policy), other, policy)
    }

    /// The same, made anew only where this thread did not make them lately.
    pub fn shared(data_set: &DataSet, other: &DataSet, policy: &Policy) -> Rc<Self> {
        let other = (!std::ptr::eq(data_set, other)).then_some(other);
        let said = gather::from(data_set, policy);
        memo::of(&said, other, || {
            Self::of_gathered(said.clone(), other, policy)
        })
    }

    /// What became of texts that were judged by these.
    pub(in crate::deid) fn judged(&self) -> &Judged {
        &self.judged
    }

    /// Whether a word is part of a name or address in this header, with or without an `s`; given folded. Common words
    /// count here.
    pub fn is_name_word(&self, word: &str) -> bool {
        let own = |word: &str| word.len() > 2 && self.names.contains(word);
        self.names.contains(word) || word.strip_suffix('s').is_some_and(own)
    }

    /// Whether a UID is made of an identifier.
    pub fn in_uid(&self, uid: &str) -> bool {
        self.numbers.stand_in(uid.as_bytes())
    }

    /// Whether a text names the patient or somebody around him.
    pub fn named_in(&self, text: &str) -> bool {
        let plain = text.to_lowercase();
        let folded = fold(text);
        self.names_in_lower_case(&plain) || (folded != plain && self.names_in_lower_case(&folded))
    }

    fn names_in_lower_case(&self, text: &str) -> bool {
        if words(text).any(|word| self.words.contains(word))
            || self.pair_in(text)
            || self.number_in(text)
            || self.spellings.are_in(text)
            || words(text).any(|word| self.begins_code(word))
        {
            return true;
        }
        self.packed.stand_in(pack(text).as_bytes())
            || self
                .parts
                .places(text.as_bytes())
                .any(|at| !inside_common_word(text, at))
    }

    /// The same of a text that is no sentence but a term: there a word that is one of reports as well is the name.
    pub fn named_in_term(&self, text: &str) -> bool {
        self.named_in(text) || self.everyday_in(text)
    }

    fn everyday_in(&self, text: &str) -> bool {
        !self.everyday.is_empty() && words(&fold(text)).any(|word| self.everyday.contains(word))
    }

    /// The beginning of an identifier of letters and digits.
    fn begins_code(&self, word: &str) -> bool {
        let at = self.codes.partition_point(|code| code.as_str() < word);
        is_code(word)
            && self
                .codes
                .get(at)
                .is_some_and(|code| code.starts_with(word))
    }

    /// Two words of one name, however short, as one word or side by side.
    fn pair_in(&self, text: &str) -> bool {
        let mut last = "";
        !self.pairs.is_empty()
            && words(text).any(|word| {
                let is_pair = self.pairs.contains(word)
                    || self.pairs.contains(format!("{last} {word}").as_str());
                last = word;
                is_pair
            })
    }

    /// The digits of an identifier, as a number by itself or in groups.
    fn number_in(&self, text: &str) -> bool {
        let is_known =
            |digits: &String| self.whole_numbers.contains(digits.trim_start_matches('0'));
        // What the groups so far make, begun at each of them.
        let mut numbers: Vec<String> = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
            let (gap, from) = rest.split_at(start);
            let ends = gap.len() > WIDEST_GAP
                || gap.contains(|letter: char| letter.is_ascii_alphanumeric() || letter == '\\');
            if ends {
                numbers.clear();
            }
            let end = from.find(|letter: char| !letter.is_ascii_digit());
            let (group, after) = from.split_at(end.unwrap_or(from.len()));
            numbers.push(String::new());
            numbers.iter_mut().for_each(|number| number.push_str(group));
            if numbers.iter().any(is_known) {
                return true;
            }
            numbers.retain(|number| number.len() <= LONGEST_NUMBER);
            rest = after;
        }
        false
    }

    /// Whether one of the values is an identifier as a whole, zeros and decimals aside: `0077345`, `77345.0`, and if
    /// there is but one value `77.345`. For numbers: any five digits stand in some coordinate.
    pub fn is_value_of(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let is_single = !text.contains('\\');
        text.split('\\').any(|value| {
            let value = value.trim_matches([' ', '\0']);
            self.values.contains(value) || self.is_number(value, is_single)
        })
    }

    fn is_number(&self, value: &str, is_single: bool) -> bool {
        let value = value.trim_matches(['+', '-']);
        let (whole, decimals) = value.split_once(['.', ',']).unwrap_or((value, ""));
        let is_known = |digits: &str| self.whole_numbers.contains(digits.trim_start_matches('0'));
        match decimals.bytes().all(|digit| digit == b'0') {
            true => is_known(whole),
            false => is_single && decimals.len() == 3 && is_known(&format!("{whole}{decimals}")),
        }
    }

    /// Whether a value of text does, by its character set; and where that may be a lie, by other readings and its
    /// bytes.
    pub fn named_in_value(&self, vr: VR, bytes: &[u8], character_set: &CharacterSet) -> bool {
        let text = character_set.decode(vr, bytes);
        if self.named_in_term(&text) {
            return true;
        }
        let trimmed = bytes.strip_suffix(b"\0").unwrap_or(bytes);
        let is_plain = trimmed
            .iter()
            .all(|byte| byte.is_ascii() && !matches!(byte, 0 | 0x1B));
        !is_plain
            && (self.bytes.stand_in(bytes)
                || other_readings(bytes).any(|reading| self.named_in(&reading)))
    }

    /// Whether bytes that are no text hold an identifier all the same, in any encoding.
    pub fn named_in_bytes(&self, bytes: &[u8]) -> bool {
        let readable = bytes.len() >= SUBSTRING_FROM
            && bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | 0));
        self.bytes.stand_in(bytes) || readable && self.named_in(&String::from_utf8_lossy(bytes))
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::clean::spelt;
    use crate::dicom::DataSetExt;
    use dicom_dictionary_std::tags;

    fn patient(name: &str, id: &str) -> Identifiers {
        let mut item = DataSet::new_empty();
        item.put_ascii(tags::PERSON_NAME, VR::PN, "Okonkwo^Ada");
        let mut data_set = DataSet::new_empty();
        data_set.put_ascii(tags::PATIENT_NAME, VR::PN, name);
        data_set.put_ascii(tags::PATIENT_ID, VR::LO, id);
        data_set.put_ascii(tags::PATIENT_BIRTH_DATE, VR::DA, "19620314");
        data_set.put_items(tags::CONTENT_SEQUENCE, vec![item]);
        Identifiers::of(&data_set)
    }

    #[test]
    fn names_are_found_in_any_case_and_at_any_depth() {
        let identifiers = patient("Doe^Jane", "RXH12345");
        for text in [
            "jane's scan",
            "for DOE",
            "OKONKWO list",
            "id rxh12345x",
            "born 14/03/1962",
            "RXH 123 45",
            "Doering kernel",
        ] {
            assert!(identifiers.named_in(text), "{text}");
        }
        for text in ["Axial", "V9.1", ""] {
            assert!(!identifiers.named_in(text), "{text}");
        }
    }

    #[test]
    fn short_names_are_found_as_one_word_or_two() {
        let identifiers = patient("Ng^Al", "1");
        for text in ["NG AL", "AL_NG", "x ngal", "AlNg 2", "NGALX", "NGA"] {
            assert!(identifiers.named_in(text), "{text}");
        }
        for text in ["ANGLE", "ANGIO", "AXIAL", "no", "sagittal"] {
            assert!(!identifiers.named_in(text), "{text}");
        }
        assert!(patient("Kim^Jo", "1").named_in("KIMJO"));
        assert!(patient("Van der Berg^Ada", "1").named_in("VANDERBERG"));
    }

    #[test]
    fn names_are_found_however_people_spell_them_and_words_of_imaging_are_none() {
        let named =
            |spelling: &spelt::Spelling| Identifiers::of(&spelling.header).named_in(spelling.typed);
        let (right, all) = spelt::right(spelt::BUILT, named);
        assert_eq!(right, all);
        let (right, all) = spelt::right(spelt::KEPT_BACK, named);
        println!("kept back: {right} of {all}");
    }

    #[test]
    fn numbers_are_found_with_zeros_decimals_and_gaps() {
        for (id, text) in [
            ("0077345", "77 -- 345"),
            ("RXH7734512", "no. 773,451,2"),
            ("0077345", "77345"),
        ] {
            assert!(patient("Doe^Jane", id).named_in(text), "{text}");
        }
        let identifiers = patient("Doe^Jane", "0077345");
        for value in ["77345", "77345.0", "77.345", "0077345"] {
            assert!(identifiers.is_value_of(value), "{value}");
        }
        for value in ["77345.1", "7.7345", "1\\77.345", "177345"] {
            assert!(!identifiers.is_value_of(value), "{value}");
        }
        assert!(patient("Doe^Jane", "RXH7734512").is_value_of("7734512"));
        assert!(!identifiers.named_in("77 x 345"));
    }

    #[test]
    fn a_patient_called_head_does_not_cost_the_word() {
        assert!(!patient("Head^Short", "1").named_in("SHORT HEAD"));
    }

    #[test]
    fn a_patient_called_philip_does_not_cost_the_maker() {
        let identifiers = patient("Philip^Ann", "1");
        assert!(!identifiers.named_in("Philips Medical Systems"));
        assert!(identifiers.named_in("kernel philip"));
        assert!(identifiers.named_in("xphilipx"));
    }

    #[test]
    fn wide_characters_in_bytes_are_seen() {
        let wide: Vec<u8> = "Johnson"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(patient("Johnson^A", "1").named_in_bytes(&wide));
    }
}
