//! What another tool that cleaned a file before said of it: De-identification Method and its Code Sequence may tell of
//! several steps (PS3.3 C.7.1.1).
//!
//! In come their values; out come entries made of known words alone, each whole or not at all, since half a sentence
//! says something else; and codes of CID 7050 with the standard's own meanings. Never: a word that is not known.

use std::collections::HashSet;
use std::sync::OnceLock;

use super as text;
use crate::deid::identifiers::Identifiers;
use crate::standard::profile::CID_7050;
use crate::standard::rows::lines;

/// Characters of a Long String (PS3.5 6.2).
const LONGEST: usize = 64;

/// Whether an entry of De-identification Method may stay as it is.
pub fn may_stay(entry: &str, identifiers: &Identifiers) -> bool {
    let is_printed = entry
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic());
    let words = || {
        entry
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
    };
    let is_known = |word: &str| {
        let folded = text::fold(word);
        !identifiers.is_name_word(&folded) && (is_number(word) || is_of_a_method(&folded))
    };
    is_printed
        && entry.len() <= LONGEST
        && words().any(|word| !is_number(word))
        && words().all(is_known)
        && !tells_a_date(entry)
        && !identifiers.named_in(entry)
}

/// A number of a version, a part of the standard, an edition, an attribute of this module or a code of CID 7050: `3`,
/// `15`, `2017c`, `0064`, `113100`.
fn is_number(word: &str) -> bool {
    let is_code = || CID_7050.iter().any(|(value, _)| *value == word);
    let is_of_the_module = || ["0012", "0062", "0063", "0064"].contains(&word);
    let edition = word.strip_suffix(|letter: char| letter.is_ascii_lowercase());
    let is_edition = || {
        edition.is_some_and(|year| year.len() == 4 && year.starts_with("20") && is_all_digits(year))
    };
    (word.len() <= 2 && is_all_digits(word)) || is_edition() || is_of_the_module() || is_code()
}

fn is_all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether short numbers follow each other as those of a date or a longer number do: three, the last of two digits, or
/// more than three.
fn tells_a_date(entry: &str) -> bool {
    let words = entry.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_short = |word: &str| word.len() <= 2 && is_all_digits(word);
    let runs = words.chunk_by(|one, next| is_short(one) == is_short(next));
    runs.filter(|run| run.iter().all(|word| is_short(word)))
        .any(|run| {
            run.len() > 3 || (run.len() == 3 && run.last().is_some_and(|last| last.len() == 2))
        })
}

fn is_of_a_method(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        lines(include_str!("../data/methods.txt"))
            .flat_map(|line| line.split(' '))
            .collect()
    });
    words.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::{DataSet, DataSetExt};
    use dicom_core::VR;
    use dicom_dictionary_std::tags;

    fn of(name: &str) -> Identifiers {
        let mut patient = DataSet::new_empty();
        patient.put_ascii(tags::PATIENT_NAME, VR::PN, name);
        patient.put_ascii(tags::PATIENT_ID, VR::LO, "RXQ7712345");
        Identifiers::of(&patient)
    }

    #[test]
    fn what_tools_say_of_themselves_stays() {
        for entry in [
            "dcanon",
            "no identifiers",
            "keep pet demographics",
            "dcdtchg change dates",
            "BASIC APPLICATION LEVEL CONFIDENTIALITY PROFILE",
            "Per DICOM PS 3.15 AnnexE. Details in 0012,0064",
            "{Per DICOM PS 3.15 AnnexE. Details in 0012,0064}",
            "DCM:113100/113105/113107/113108/113109/113111",
            "Orthanc 1.9.7 - PS 3.15-2017c Table E.1-1 Basic Profile",
            "RSNA MIRC CTP",
        ] {
            assert!(may_stay(entry, &of("Quixotham^Zebedee")), "{entry}");
        }
    }

    #[test]
    fn an_entry_with_an_unknown_word_goes_whole() {
        for entry in [
            "anonymised by Blenkinsop",
            "St Elsewhere anonymizer",
            "keep Quixotham",
            "RXQ7712345 removed",
            "removed 7712345",
            "04031956",
            "4 3 1956",
            "removed dates 04 03 56",
            "removed 4.3.56",
            "removed 94 34 76 59 19",
            "removed 943 476 5919",
            "removed 4411, tag 2255",
            "patient Mark Head aged 44",
            "Basic Profile of Grey Table",
            "cleaned by Clunie",
            "removed Conquest",
            "1234",
            "",
            "dcanon \u{202e}",
        ] {
            assert!(!may_stay(entry, &of("Quixotham^Zebedee")), "{entry}");
        }
    }

    #[test]
    fn a_known_word_that_is_this_patients_name_goes() {
        assert!(may_stay("keep private", &of("Quixotham^Zebedee")));
        assert!(!may_stay("keep private", &of("Private^Zebedee")));
    }
}
