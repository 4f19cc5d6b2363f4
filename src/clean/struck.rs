//! Whether anything that a person struck out is in what was written: read out of its own bytes, and not out of the plan.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::deid::{Wording, is_dummy};
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{Element, raw_bytes};
use crate::dicom::{DataSet, DataSetExt};
use crate::standard::dictionary::keyword;
use crate::standard::enumerations::enumeration;
use crate::verify::{Finding, Findings, Kind, Rank};

/// How deep sequences are followed: deeper ones are not written.
const MAX_DEPTH: usize = 64;

/// What Darkroom itself writes or a permission keeps, and how texts are read.
const NOT_STRUCK: [Tag; 5] = [
    tags::DEIDENTIFICATION_METHOD,
    tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE,
    tags::PATIENT_ID,
    tags::ACCESSION_NUMBER,
    tags::SPECIFIC_CHARACTER_SET,
];

/// Looks through a header that was written. The error is reason to hold the instance.
pub(super) fn check(written: &DataSet, wording: &Wording) -> Result<(), Vec<Finding>> {
    let mut findings = Findings::default();
    if !wording.is_empty() {
        level(written, &CharacterSet::default(), 0, wording, &mut findings);
    }
    findings.verdict()
}

fn level(
    data_set: &DataSet,
    inherited: &CharacterSet,
    depth: usize,
    wording: &Wording,
    findings: &mut Findings,
) {
    let own = data_set.character_set();
    let character_set = own.as_ref().unwrap_or(inherited);
    for element in data_set {
        let tag = element.header().tag;
        if NOT_STRUCK.contains(&tag) {
            continue;
        }
        if let Some(items) = element.items().filter(|_| depth < MAX_DEPTH) {
            let below = items.iter();
            below.for_each(|item| level(item, character_set, depth + 1, wording, findings));
        } else if has_struck(element, character_set, wording) {
            let place = keyword(tag).unwrap_or("an attribute");
            findings.add(place.to_owned(), Kind::Struck, Rank::Certain);
        }
    }
}

fn has_struck(element: &Element, character_set: &CharacterSet, wording: &Wording) -> bool {
    let vr = element.vr();
    let is_text = matches!(
        vr,
        VR::AE | VR::CS | VR::LO | VR::LT | VR::SH | VR::ST | VR::UC | VR::UR | VR::UT
    );
    let Some(bytes) = raw_bytes(element).filter(|_| is_text) else {
        return false;
    };
    let own = enumeration(element.header().tag).filter(|_| vr == VR::CS);
    let values = character_set.split_values(vr, bytes).into_iter();
    let mut texts = values.map(|value| character_set.decode(vr, value));
    texts.any(|text| {
        let text = text.trim_matches([' ', '\0']);
        let is_own = own.is_some_and(|own| own.find(text).is_some());
        !is_own && !is_dummy(text) && wording.strikes(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_struck_is_found_wherever_it_still_is() {
        let mut item = DataSet::new_empty();
        item.put_ascii(tags::CODE_MEANING, VR::LO, "Chest MARLPIT");
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::IMAGE_TYPE, VR::CS, "ORIGINAL\\PRIMARY");
        header.put_ascii(tags::STUDY_DESCRIPTION, VR::LO, "knee  routine");
        header.put_items(tags::PROCEDURE_CODE_SEQUENCE, vec![item]);
        let found = |strike: fn(&mut Wording) -> bool| {
            let mut wording = Wording::default();
            strike(&mut wording);
            check(&header, &wording).err().map_or(0, |all| all.len())
        };
        assert_eq!(found(|_| true), 0);
        assert_eq!(found(|wording| wording.strike_word("Marlpit", true)), 1);
        assert_eq!(
            found(|wording| wording.strike_text("Knee routine", true)),
            1
        );
        assert_eq!(found(|wording| wording.strike_text("knee", true)), 0);
        assert_eq!(found(|wording| wording.strike_word("original", true)), 0);
    }
}
