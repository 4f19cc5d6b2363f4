//! The age of a patient as reports tell it: Subject Age (121033) of PS3.16 TID 1007, the same in other coding schemes, and
//! whatever else is called an age. Over 89 years it becomes 90, as in Patient's Age.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::planned::{Action, PlannedAction, Why};
use crate::deid::text::fold;
use crate::deid::values::times::{OLDEST, is_named};
use crate::dicom::{DataSet, DataSetExt};

/// The same number in other forms: floating point, and numerator and denominator.
const OTHER_FORMS: [Tag; 3] = [
    tags::FLOATING_POINT_VALUE,
    tags::RATIONAL_NUMERATOR_VALUE,
    tags::RATIONAL_DENOMINATOR_VALUE,
];

/// Ages in other schemes: SNOMED CT, LOINC, the NCI Thesaurus, UMLS.
const CODES: [&str; 11] = [
    "397669002",
    "424144002",
    "63900-5",
    "30525-0",
    "21612-7",
    "29553-5",
    "21611-9",
    "35659-2",
    "C25150",
    "C69260",
    "C0001779",
];

/// What an age is called, as a word of a meaning.
const WORDS: [&str; 8] = [
    "age", "aged", "alter", "edad", "eta", "idade", "leeftijd", "wiek",
];

/// Whether a content item's name is that of an age in any coding scheme, or says the word.
fn is_age(item: &DataSet) -> bool {
    let names = item.nested(tags::CONCEPT_NAME_CODE_SEQUENCE);
    let Some(name) = names.first() else {
        return false;
    };
    let of_code = |tag| {
        let value = name.text(tag);
        value.is_some_and(|value| CODES.contains(&value.trim()))
    };
    let meaning = name.text(tags::CODE_MEANING).unwrap_or_default();
    let folded = fold(&meaning);
    let mut words = folded.split(|letter: char| !letter.is_alphanumeric());
    of_code(tags::CODE_VALUE)
        || of_code(tags::LONG_CODE_VALUE)
        || words.any(|word| WORDS.contains(&word))
}

/// Caps the age in the plan of a content item, if that is what the item tells.
pub fn cap(item: &DataSet, actions: &mut [PlannedAction]) {
    if !is_named(item, "121033") && !is_age(item) {
        return;
    }
    let values = actions
        .iter_mut()
        .find(|planned| planned.tag == tags::MEASURED_VALUE_SEQUENCE);
    let Some(Action::Enter { items }) = values.map(|planned| &mut planned.action) else {
        return;
    };
    for (measured, planned) in item.nested(tags::MEASURED_VALUE_SEQUENCE).iter().zip(items) {
        let most = most_if_exceeded(measured);
        for number in planned {
            match most {
                Some(most) if number.tag == tags::NUMERIC_VALUE => {
                    let value = most.to_string().into_bytes();
                    (number.vr, number.action) = (VR::DS, Action::Replace { value });
                }
                // They could tell another age than the one that is looked at.
                _ if OTHER_FORMS.contains(&number.tag) => number.action = Action::Remove,
                _ => continue,
            }
            number.why = Why::Identifier;
        }
    }
}

/// What is told in place of an age over 89 years, in the item's own units (UCUM); what is no number exceeds it.
fn most_if_exceeded(measured: &DataSet) -> Option<u32> {
    let units = measured
        .nested(tags::MEASUREMENT_UNITS_CODE_SEQUENCE)
        .first();
    let in_a_year = match units
        .and_then(|units| units.text(tags::CODE_VALUE))
        .as_deref()
    {
        Some("mo") => 12,
        Some("wk") => 52,
        Some("d") => 365,
        _ => 1,
    };
    let value = measured.text(tags::NUMERIC_VALUE)?;
    let years = value
        .trim()
        .parse::<f64>()
        .map(|age| age / f64::from(in_a_year));
    let told = years.is_ok_and(|years| years < f64::from(OLDEST + 1));
    (!told).then_some((OLDEST + 1) * in_a_year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::{Established, Preset, Pseudonyms, Secret, apply, plan};

    fn told(age: &str, unit: &str) -> Option<String> {
        told_as(("121033", "DCM", "meaning"), age, unit)
    }

    fn told_as(name: (&str, &str, &str), age: &str, unit: &str) -> Option<String> {
        let code = |value: &str, scheme: &str| {
            let mut code = DataSet::new_empty();
            code.put_ascii(tags::CODE_VALUE, VR::SH, value);
            code.put_ascii(tags::CODING_SCHEME_DESIGNATOR, VR::SH, scheme);
            code.put_ascii(tags::CODE_MEANING, VR::LO, "meaning");
            code
        };
        let mut measured = DataSet::new_empty();
        measured.put_ascii(tags::NUMERIC_VALUE, VR::DS, age);
        measured.put_raw(OTHER_FORMS[0], VR::FD, 92_f64.to_le_bytes());
        measured.put_items(
            tags::MEASUREMENT_UNITS_CODE_SEQUENCE,
            vec![code(unit, "UCUM")],
        );
        let mut item = DataSet::new_empty();
        item.put_ascii(tags::VALUE_TYPE, VR::CS, "NUM");
        item.put_items(
            tags::CONCEPT_NAME_CODE_SEQUENCE,
            vec![{
                let mut code = code(name.0, name.1);
                code.put_ascii(tags::CODE_MEANING, VR::LO, name.2);
                code
            }],
        );
        item.put_items(tags::MEASURED_VALUE_SEQUENCE, vec![measured]);
        let mut report = DataSet::new_empty();
        report.put_ascii(tags::PATIENT_ID, VR::LO, "RXH7734512");
        report.put_items(tags::CONTENT_SEQUENCE, vec![item]);
        let pseudonyms = Pseudonyms::new(&Secret::from_bytes([3; 32]));
        let plan = plan(&report, &Preset::Teaching.into(), &pseudonyms);
        let established = Established {
            painted: false,
            looked_at: false,
        };
        let cleaned = apply(&report, &plan, &established);
        let content = cleaned.nested(tags::CONTENT_SEQUENCE).first()?;
        let measured = content.nested(tags::MEASURED_VALUE_SEQUENCE).first()?;
        assert!(measured.get(OTHER_FORMS[0]).is_none());
        measured.text(tags::NUMERIC_VALUE)
    }

    #[test]
    fn ages_over_89_become_90_in_reports_too() {
        assert_eq!(told("92", "a").as_deref(), Some("90"));
        assert_eq!(told("89.5", "a").as_deref(), Some("89.5"));
        assert_eq!(told("1104", "mo").as_deref(), Some("1080"));
        assert_eq!(told("62", "a").as_deref(), Some("62"));
    }

    #[test]
    fn an_age_is_one_in_whatever_code() {
        for name in [
            ("397669002", "SCT", "Age"),
            ("63900-5", "LN", "Current age or age at death"),
            ("A-1", "99SITE", "Alter"),
            ("C25150", "NCIt", "x"),
        ] {
            assert_eq!(told_as(name, "92", "a").as_deref(), Some("90"), "{name:?}");
        }
    }
}
