//! Names of places, word by word.
//!
//! In comes a name or an address; out come the words that tell it from others. Never: a word that any place may have
//! (`General`, `Ward`), or one of imaging: a department is mostly called by what it does.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::words::{is_everybodys, words};

/// Words of the names of many places: institutions, departments, addresses.
pub const OF_ANY_PLACE: &str = "\
accident acute admissions and annexe area assessment avenue bay block board breast building campus cancer cardiac care case \
castle center central centre children childrens church city class clinic clinical close college community company corner \
corporation cottage council county court crescent dental department dept diagnostic diagnostics directorate district doctor \
drive east elective emergency england estate eye faculty field first flat floor for foundation gardens gate general great \
green group grove hall health healthcare heart high hill home hospice hospital hospitals house image images imaging infirmary \
inpatient institute institution international intensive ireland island kingdom lab laboratory lane level limited lodge london \
lower ltd main major manor market maternity medical medicine memorial mews middle minor mobile mount national neonatal new \
nhs north northern nuclear nursing office old orchard outpatient outpatients paediatric parade park pathway patient patients \
place plaza point post practice primary private public radiography radiology radiotherapy \
reception recovery red regional research resus rise road room royal saint scan scanner scanning school science sciences \
scotland service services short side site society south southern specialist square stay station street suite surgery surgical \
teaching team terrace the theatre therapy tower town trauma treatment trust unit united university upper valley view \
village wales walk ward wards waiting west western wing women womens yard hdu icu itu nicu picu scbu ccu acu mau amu sau opd";

/// No shorter word tells a place from others.
const SHORTEST: usize = 3;

/// The words of a place's name that tell it from others, given folded; and postcodes, as one word.
pub fn place_words(text: &str) -> Vec<String> {
    let all: Vec<&str> = words(text).collect();
    let has = |word: &str, kind: fn(&u8) -> bool| word.bytes().any(|byte| kind(&byte));
    let is_mixed = |word: &str| has(word, u8::is_ascii_alphabetic) && has(word, u8::is_ascii_digit);
    let letters = text.split(|letter: char| !letter.is_alphabetic());
    let tells = |word: &&str| word.chars().count() >= SHORTEST && !is_of_a_place(word);
    let mut telling: Vec<String> = letters.filter(tells).map(str::to_owned).collect();
    for pair in all.windows(2) {
        if let [outward, inward] = pair
            && (2..=4).contains(&outward.len())
            && inward.len() == 3
            && is_mixed(outward)
            && is_mixed(inward)
        {
            telling.push(format!("{outward}{inward}"));
            telling.push(format!("{outward} {inward}"));
        }
    }
    telling
}

/// Whether a word is one that any place may have; given folded.
pub fn is_of_a_place(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| OF_ANY_PLACE.split_ascii_whitespace().collect());
    words.contains(word) || is_everybodys(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_any_place_has_tell_none() {
        for (name, telling) in [
            ("general radiology ct scan", &[][..]),
            ("st quarrendon's hospital nhs trust", &["quarrendon"]),
            (
                "9 quarrendon mews, ab7 9qx",
                &["quarrendon", "ab79qx", "ab7 9qx"],
            ),
            ("ward 7b", &[]),
        ] {
            assert_eq!(place_words(name), telling, "{name}");
        }
    }
}
