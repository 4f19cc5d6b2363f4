//! The list of spellings by which both readings are tested: see `tests/texts/`.

use dicom_core::VR;
use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry};
use dicom_dictionary_std::{StandardDataDictionary, tags};

use crate::dicom::{DataSet, DataSetExt};

/// A header that gives the value, what somebody typed, and whether that is the value.
pub(crate) struct Spelling {
    pub header: DataSet,
    pub typed: &'static str,
    pub goes: bool,
    pub line: &'static str,
}

/// Those that were at hand while the readings were built, and those that were not looked at.
pub(crate) const BUILT: &str = include_str!("../../tests/texts/spellings.tsv");
pub(crate) const KEPT_BACK: &str = include_str!("../../tests/texts/spellings-kept-back.tsv");

pub(crate) fn spellings(list: &'static str) -> Vec<Spelling> {
    let lines = list.lines().filter(|line| !line.starts_with('#')).skip(1);
    let spelling = |line: &'static str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [attribute, value, typed, goes] = fields[..] else {
            panic!("{line}");
        };
        let entry = StandardDataDictionary.by_name(attribute).unwrap();
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
        header.put_raw(entry.tag(), entry.vr().relaxed(), value.as_bytes());
        let goes = goes == "yes";
        Spelling {
            header,
            typed,
            goes,
            line,
        }
    };
    lines.map(spelling).collect()
}

/// Says which are judged wrongly, and counts those judged rightly.
pub(crate) fn right(list: &'static str, is_found: impl Fn(&Spelling) -> bool) -> (usize, usize) {
    let all = spellings(list);
    let wrong = all
        .iter()
        .filter(|spelling| is_found(spelling) != spelling.goes);
    let wrong = wrong
        .inspect(|spelling| println!("{}", spelling.line))
        .count();
    (all.len() - wrong, all.len())
}
