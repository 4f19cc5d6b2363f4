//! Dates and times under a policy: removed, kept, or moved.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use crate::deid::identifiers::MAX_DEPTH;
use crate::deid::plan::planned::Action;
use crate::deid::profile::policy::{Policy, ProfileOption};
use crate::deid::pseudonym::dates::{Shift, is_date, is_time, years_between};
use crate::dicom::dataset::{Element, raw_bytes};
use crate::dicom::{DataSet, DataSetExt};

/// Ages above this are told as "over" (PS3.15 E.3.5 leaves them to the policy; 45 CFR 164.514 counts them as
/// identifying).
pub const OLDEST: u32 = 89;

/// A year, a month and a day.
pub type Day = (i64, i64, i64);

/// What becomes of the dates and times of one header.
pub struct Times {
    rule: Rule,
    /// Birth dates of the patient and of whom else the header tells one. Text never repeats them.
    born: Vec<String>,
    /// No other date may repeat the birth date either, moved or not.
    hides_birth: bool,
}

#[derive(Clone, Copy)]
enum Rule {
    Removed,
    Kept,
    Moved(Shift),
}

impl Times {
    /// No date or time stays.
    #[cfg(test)]
    pub fn removed() -> Self {
        Self {
            rule: Rule::Removed,
            born: Vec::new(),
            hides_birth: true,
        }
    }

    /// Of a header.
    pub fn of(data_set: &DataSet, policy: &Policy, shift: Shift) -> Self {
        let rule = if policy.has(ProfileOption::FullDates) {
            Rule::Kept
        } else if policy.has(ProfileOption::ModifiedDates) {
            Rule::Moved(shift)
        } else {
            Rule::Removed
        };
        let text = |tag| data_set.text(tag).unwrap_or_default();
        let born = text(tags::PATIENT_BIRTH_DATE);
        // A birth date moved with the others tells the age; of the very old it may not.
        let age = years_between(&born, &text(tags::STUDY_DATE));
        let old = age.is_none_or(|years| years > i64::from(OLDEST));
        Self {
            rule,
            hides_birth: old || matches!(rule, Rule::Kept),
            born: birth_dates(data_set, 0),
        }
    }

    /// The same, and what `subject` says of when the patient was born is hidden too.
    pub fn hiding_births_of(mut self, subject: &DataSet) -> Self {
        for born in birth_dates(subject, 0) {
            if !self.born.contains(&born) {
                self.born.push(born);
            }
        }
        self
    }

    /// Whether any date stays, moved or not.
    pub fn are_kept(&self) -> bool {
        !matches!(self.rule, Rule::Removed)
    }

    /// The values of a DA, DT or TM, those without the form of one emptied; `None` if nothing is left.
    pub fn action(&self, vr: VR, element: &Element) -> Option<Action> {
        self.are_kept().then(|| self.values(vr, element)).flatten()
    }

    /// The same with dates as they are, for what another option keeps.
    pub fn unmoved(&self, vr: VR, element: &Element) -> Option<Action> {
        let kept = Self {
            rule: Rule::Kept,
            hides_birth: true,
            born: self.born.clone(),
        };
        kept.values(vr, element)
    }

    /// Whether somebody in this header was born on this day.
    pub fn is_birth(&self, (year, month, day): Day) -> bool {
        let date = format!("{year:04}{month:02}{day:02}");
        self.births().any(|born| born == date)
    }

    /// Whether somebody in this header was born in this month of a year that ends so.
    pub fn is_birth_month(&self, year: i64, month: i64) -> bool {
        let digits = format!("{year:02}{month:02}");
        self.births()
            .any(|born| born.get(..6).is_some_and(|born| born.ends_with(&digits)))
    }

    fn births(&self) -> impl Iterator<Item = String> {
        self.born
            .iter()
            .map(|born| born.replace('.', "").trim().to_owned())
    }

    /// A day that text tells, as it may be told again; `None` if it must go.
    pub fn moved(&self, day: Day) -> Option<Day> {
        match self.rule {
            Rule::Removed => None,
            Rule::Kept => Some(day),
            Rule::Moved(shift) => shift.day(day),
        }
    }

    fn values(&self, vr: VR, element: &Element) -> Option<Action> {
        let bytes = raw_bytes(element)?;
        let text = std::str::from_utf8(bytes).ok()?;
        let values: Vec<String> = text
            .split('\\')
            .map(|value| value.trim_matches([' ', '\0']))
            .map(|value| self.value(vr, value).unwrap_or_default())
            .collect();
        if values.iter().all(String::is_empty) {
            return None;
        }
        let value = values.join("\\").into_bytes();
        Some(match bytes == value.as_slice() {
            true => Action::Keep,
            false => Action::Replace { value },
        })
    }

    fn value(&self, vr: VR, value: &str) -> Option<String> {
        if vr == VR::TM {
            return is_time(value).then(|| value.to_owned());
        }
        if self.hides_birth && self.born.iter().any(|born| value.starts_with(born)) {
            return None;
        }
        match self.rule {
            Rule::Removed => None,
            Rule::Kept => is_date(value).then(|| value.to_owned()),
            Rule::Moved(shift) if vr == VR::DA => shift.date(value),
            Rule::Moved(shift) => shift.date_time(value).or_else(|| shift.date(value)),
        }
    }
}

fn birth_dates(data_set: &DataSet, depth: usize) -> Vec<String> {
    let own = data_set.text(tags::PATIENT_BIRTH_DATE);
    // In a report: Subject Birth Date (PS3.16 TID 1007).
    let told = match is_named(data_set, "121031") {
        true => data_set.text(tags::DATE),
        false => None,
    };
    let nested = data_set
        .into_iter()
        .filter_map(|element| element.items().filter(|_| depth < MAX_DEPTH))
        .flatten()
        .flat_map(|item| birth_dates(item, depth + 1));
    own.into_iter()
        .chain(told)
        .filter(|born| !born.is_empty())
        .chain(nested)
        .collect()
}

/// Whether a content item of a report has this concept of DCM as its name.
pub fn is_named(item: &DataSet, code: &str) -> bool {
    let names = item.nested(tags::CONCEPT_NAME_CODE_SEQUENCE);
    names.first().is_some_and(|name| {
        name.text(tags::CODE_VALUE).as_deref() == Some(code)
            && name.text(tags::CODING_SCHEME_DESIGNATOR).as_deref() == Some("DCM")
    })
}

/// An offset from UTC (0008,0201).
pub fn is_offset(bytes: &[u8]) -> bool {
    let value = bytes.trim_ascii();
    matches!(value, [b'+' | b'-', digits @ ..] if digits.len() == 4 && digits.iter().all(u8::is_ascii_digit))
}
