//! The age of a patient as reports tell it: Subject Age (121033) of PS3.16 TID 1007. Over 89 years it becomes 90, as in
//! Patient's Age.

use dicom_core::{Tag, VR};

use super::planned::{Action, PlannedAction, Why};
use super::times::{OLDEST, is_named};
use crate::dicom::{DataSet, DataSetExt};

const MEASURED_VALUES: Tag = Tag(0x0040, 0xA300);
const UNITS: Tag = Tag(0x0040, 0x08EA);
const CODE_VALUE: Tag = Tag(0x0008, 0x0100);
const NUMERIC_VALUE: Tag = Tag(0x0040, 0xA30A);

/// The same number in other forms: floating point, and numerator and denominator.
const OTHER_FORMS: [Tag; 3] = [
    Tag(0x0040, 0xA161),
    Tag(0x0040, 0xA162),
    Tag(0x0040, 0xA163),
];

/// Caps the age in the plan of a content item, if that is what the item tells.
pub fn cap(item: &DataSet, actions: &mut [PlannedAction]) {
    if !is_named(item, "121033") {
        return;
    }
    let values = actions
        .iter_mut()
        .find(|planned| planned.tag == MEASURED_VALUES);
    let Some(Action::Enter { items }) = values.map(|planned| &mut planned.action) else {
        return;
    };
    for (measured, planned) in item.nested(MEASURED_VALUES).iter().zip(items) {
        let most = most_if_exceeded(measured);
        for number in planned {
            match most {
                Some(most) if number.tag == NUMERIC_VALUE => {
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
    let units = measured.nested(UNITS).first();
    let in_a_year = match units.and_then(|units| units.text(CODE_VALUE)).as_deref() {
        Some("mo") => 12,
        Some("wk") => 52,
        Some("d") => 365,
        _ => 1,
    };
    let value = measured.text(NUMERIC_VALUE)?;
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
        let code = |value: &str, scheme: &str| {
            let mut code = DataSet::new_empty();
            code.put_ascii(CODE_VALUE, VR::SH, value);
            code.put_ascii(Tag(0x0008, 0x0102), VR::SH, scheme);
            code.put_ascii(Tag(0x0008, 0x0104), VR::LO, "meaning");
            code
        };
        let mut measured = DataSet::new_empty();
        measured.put_ascii(NUMERIC_VALUE, VR::DS, age);
        measured.put_raw(OTHER_FORMS[0], VR::FD, 92_f64.to_le_bytes());
        measured.put_items(UNITS, vec![code(unit, "UCUM")]);
        let mut item = DataSet::new_empty();
        item.put_ascii(Tag(0x0040, 0xA040), VR::CS, "NUM");
        item.put_items(Tag(0x0040, 0xA043), vec![code("121033", "DCM")]);
        item.put_items(MEASURED_VALUES, vec![measured]);
        let mut report = DataSet::new_empty();
        report.put_ascii(Tag(0x0010, 0x0020), VR::LO, "RXH7734512");
        report.put_items(Tag(0x0040, 0xA730), vec![item]);
        let pseudonyms = Pseudonyms::new(&Secret::from_bytes([3; 32]));
        let plan = plan(&report, &Preset::Teaching.into(), &pseudonyms);
        let established = Established {
            painted: false,
            looked_at: false,
        };
        let cleaned = apply(&report, &plan, &established);
        let content = cleaned.nested(Tag(0x0040, 0xA730)).first()?;
        let measured = content.nested(MEASURED_VALUES).first()?;
        assert!(measured.get(OTHER_FORMS[0]).is_none());
        measured.text(NUMERIC_VALUE)
    }

    #[test]
    fn ages_over_89_become_90_in_reports_too() {
        assert_eq!(told("92", "a").as_deref(), Some("90"));
        assert_eq!(told("89.5", "a").as_deref(), Some("89.5"));
        assert_eq!(told("1104", "mo").as_deref(), Some("1080"));
        assert_eq!(told("62", "a").as_deref(), Some("62"));
    }
}
