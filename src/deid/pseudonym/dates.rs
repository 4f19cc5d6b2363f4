//! Moves dates: one number of whole days for one patient, so that intervals stay exact.
//!
//! In comes a DA or DT value as it was written; out comes the moved value with its precision, time, fraction and
//! offset from UTC kept, or nothing if it is no date. The number of days follows from the session's secret and the
//! patient, and is remembered nowhere. Days of the week are not kept: that an examination was on a Sunday tells
//! something.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::{PatientKey, Pseudonyms};

/// Domain of the keyed hash for shifts.
const DOMAIN: &[u8] = b"darkroom days";

/// At least a year, so that a moved date never stands in the month that people remember; at most eleven.
const SHORTEST: u32 = 366;
const SPAN: u32 = 3650;

/// How many days a patient's dates move back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Shift {
    days: i64,
}

impl std::fmt::Debug for Shift {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Shift(hidden)")
    }
}

/// A number of days that no patient's dates move by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no patient's dates move by so many days")]
pub struct NoShift;

impl TryFrom<i64> for Shift {
    type Error = NoShift;

    fn try_from(days: i64) -> Result<Self, NoShift> {
        let back = days.checked_neg().ok_or(NoShift)?;
        let range = i64::from(SHORTEST)..i64::from(SHORTEST + SPAN);
        match range.contains(&back) {
            true => Ok(Self { days }),
            false => Err(NoShift),
        }
    }
}

impl From<Shift> for i64 {
    fn from(shift: Shift) -> Self {
        shift.days
    }
}

impl Shift {
    /// Of so many days; for tests.
    #[cfg(test)]
    pub fn by(days: i64) -> Self {
        Self { days }
    }

    /// Of a patient.
    pub fn of(patient: &PatientKey, pseudonyms: &Pseudonyms) -> Self {
        let hash = pseudonyms.patient(DOMAIN, patient);
        let number = hash
            .iter()
            .take(8)
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let days = u64::from(SHORTEST) + number % u64::from(SPAN);
        Self {
            days: -i64::try_from(days).unwrap_or(i64::from(SHORTEST)),
        }
    }

    /// Days that every date moves by; negative is back. Whoever knows them can undo the move.
    pub fn days(self) -> i64 {
        self.days
    }

    /// A DA value, one of several, without padding. A range keeps its hyphen; the old `YYYY.MM.DD` comes out without
    /// its points.
    pub fn date(&self, value: &str) -> Option<String> {
        if let Some((from, to)) = value.split_once('-') {
            let end = |date: &str| match date {
                "" => Some(String::new()),
                date => self.plain(date),
            };
            return (value.len() > 1)
                .then(|| Some(format!("{}-{}", end(from)?, end(to)?)))
                .flatten();
        }
        self.plain(value)
    }

    /// A day of a calendar; `None` if there is no such day.
    pub fn day(&self, (year, month, day): (i64, i64, i64)) -> Option<(i64, i64, i64)> {
        let moved = later(day_of(year, month, day)?, self.days)?;
        Some((
            moved.year().into(),
            moved.month().into(),
            moved.day().into(),
        ))
    }

    /// A DT value, one of several, without padding.
    pub fn date_time(&self, value: &str) -> Option<String> {
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        let (start, rest) = value.split_at_checked(digits)?;
        // A hyphen and four digits are an offset from UTC; any other hyphen parts a range.
        let (own, range) = match range_hyphen(rest) {
            Some(at) => (rest.get(..at)?, rest.get(at.checked_add(1)?..)),
            None => (rest, None),
        };
        if !is_rest_of_date_time(start, own) {
            return None;
        }
        let (date, time) = start.split_at_checked(digits.min(8))?;
        let moved = format!("{}{time}{own}", self.plain(date)?);
        match range {
            Some("") => Some(format!("{moved}-")),
            Some(end) => Some(format!("{moved}-{}", self.date_time(end)?)),
            None => Some(moved),
        }
    }

    /// A year, a month or a day. Of a year or a month its middle is moved, which errs least.
    fn plain(&self, value: &str) -> Option<String> {
        let value = match value.split('.').collect::<Vec<_>>().as_slice() {
            [year, month, day] if (year.len(), month.len(), day.len()) == (4, 2, 2) => {
                format!("{year}{month}{day}")
            }
            _ => value.to_owned(),
        };
        if !value.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number = |from: usize, to: usize| value.get(from..to)?.parse::<i64>().ok();
        let (year, month, day) = match value.len() {
            4 => (number(0, 4)?, 7, 1),
            6 => (number(0, 4)?, number(4, 6)?, 15),
            8 => (number(0, 4)?, number(4, 6)?, number(6, 8)?),
            _ => return None,
        };
        let (year, month, day) = self.day((year, month, day))?;
        let moved = format!("{year:04}{month:02}{day:02}");
        moved.get(..value.len()).map(str::to_owned)
    }
}

/// Where a range's hyphen stands in what follows the first digits of a DT value.
fn range_hyphen(rest: &str) -> Option<usize> {
    rest.match_indices('-').map(|(at, _)| at).find(|at| {
        let after = rest.get(at.saturating_add(1)..).unwrap_or_default();
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        digits != 4 || !matches!(after.as_bytes().get(4), None | Some(b'-'))
    })
}

/// Whether the digits of a DT value and what follows them have its form: `YYYYMMDDHHMMSS.FFFFFF&ZZXX`.
fn is_rest_of_date_time(digits: &str, rest: &str) -> bool {
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (fraction, offset) = match rest.find(['+', '-']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let fraction_fits = match fraction.strip_prefix('.') {
        Some(fraction) => digits.len() == 14 && (1..=6).contains(&fraction.len()) && all(fraction),
        None => fraction.is_empty(),
    };
    let offset_fits = offset
        .strip_prefix(['+', '-'])
        .map_or(offset.is_empty(), |offset| offset.len() == 4 && all(offset));
    matches!(digits.len(), 4 | 6 | 8 | 10 | 12 | 14) && fraction_fits && offset_fits
}

/// A day that DICOM can write; `None` for one that no calendar has.
pub(in crate::deid) fn day_of(year: i64, month: i64, day: i64) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok();
    let year = year.filter(|year| (1000..=9999).contains(year))?;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

fn later(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    day.checked_add_signed(TimeDelta::try_days(days)?)
}

/// Whether a calendar has this day.
pub fn is_day(year: i64, month: i64, day: i64) -> bool {
    day_of(year, month, day).is_some()
}

/// Whether a TM value has its form, or is a range of such, so that nothing else hides in it; the old colons are taken
/// too.
pub fn is_time(value: &str) -> bool {
    match value.split_once('-') {
        Some(("", to)) => is_plain_time(to),
        Some((from, "")) => is_plain_time(from),
        Some((from, to)) => is_plain_time(from) && is_plain_time(to),
        None => is_plain_time(value),
    }
}

/// `HH`, `HHMM`, `HHMMSS` and a fraction of one to six digits.
fn is_plain_time(value: &str) -> bool {
    let (clock, fraction) = value
        .split_once('.')
        .map_or((value, None), |(clock, fraction)| (clock, Some(fraction)));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fraction_fits = fraction.is_none_or(|fraction| {
        (1..=6).contains(&fraction.len()) && all_digits(fraction) && clock.len() >= 6
    });
    let clock_fits = match clock.split(':').collect::<Vec<_>>().as_slice() {
        [digits] => matches!(digits.len(), 2 | 4 | 6) && all_digits(digits),
        parts => parts.len() <= 3 && parts.iter().all(|part| part.len() == 2 && all_digits(part)),
    };
    clock_fits && fraction_fits
}

/// Whether a DA or DT value has its form.
pub fn is_date(value: &str) -> bool {
    let nothing = Shift { days: 0 };
    nothing.date(value).is_some() || nothing.date_time(value).is_some()
}

/// A day as `2026-03-31`, of the seconds since 1970 began (UTC).
pub fn iso_day(seconds: u64) -> String {
    let days = i64::try_from(seconds / 86_400).unwrap_or_default();
    // The default is 1 January 1970.
    let day = later(NaiveDate::default(), days).unwrap_or_default();
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// Whole years between two dates written `YYYYMMDD`; negative if the second comes first.
pub fn years_between(from: &str, to: &str) -> Option<i64> {
    let number = |text: &str| text.get(..8)?.parse::<i64>().ok();
    Some((number(to)? - number(from)?).div_euclid(10_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::Secret;
    use proptest::prelude::*;

    const YEAR: Shift = Shift { days: -365 };

    #[test]
    fn seconds_since_1970_are_told_as_a_day() {
        assert_eq!(iso_day(0), "1970-01-01");
        assert_eq!(iso_day(951_782_400), "2000-02-29");
        assert_eq!(iso_day(1_774_915_199), "2026-03-30");
    }

    #[test]
    fn the_calendar_is_gregorian() {
        for (year, month, day) in [(2000, 2, 29), (2024, 2, 29), (1000, 1, 1), (9999, 12, 31)] {
            assert!(is_day(year, month, day));
        }
        for (year, month, day) in [
            (2023, 2, 29),
            (1900, 2, 29),
            (2023, 4, 31),
            (2023, 13, 1),
            (2023, 0, 1),
            (999, 1, 1),
            (10_000, 1, 1),
        ] {
            assert!(!is_day(year, month, day));
        }
    }

    #[test]
    fn dates_move_and_keep_their_precision() {
        assert_eq!(YEAR.date("20230228").as_deref(), Some("20220228"));
        assert_eq!(YEAR.date("20240229").as_deref(), Some("20230301"));
        assert_eq!(YEAR.date("2023.02.28").as_deref(), Some("20220228"));
        assert_eq!(YEAR.date("202302").as_deref(), Some("202202"));
        assert_eq!(YEAR.date("2023").as_deref(), Some("2022"));
        assert_eq!(
            YEAR.date("20230101-20230131").as_deref(),
            Some("20220101-20220131")
        );
        assert_eq!(YEAR.date("20230101-").as_deref(), Some("20220101-"));
        for value in [
            "notadate",
            "20231301",
            "20230229",
            "",
            "-",
            "2023022",
            "2023.2.28",
        ] {
            assert_eq!(YEAR.date(value), None, "{value}");
        }
    }

    #[test]
    fn times_fractions_and_offsets_stay() {
        for (from, to) in [
            ("20230228101500.250000+0100", "20220228101500.250000+0100"),
            ("20230228101500-0500", "20220228101500-0500"),
            ("202302281015", "202202281015"),
            ("20230228", "20220228"),
            ("202302", "202202"),
            ("2023-0500", "2022-0500"),
            ("20230101-20230131", "20220101-20220131"),
            ("20230101+0100-20230131+0100", "20220101+0100-20220131+0100"),
        ] {
            assert_eq!(YEAR.date_time(from).as_deref(), Some(to));
        }
        for value in [
            "Jane",
            "20230228 Jane",
            "20230228101500.Jane",
            "20230228+01",
            "202302281",
        ] {
            assert_eq!(YEAR.date_time(value), None, "{value}");
        }
    }

    #[test]
    fn a_time_has_its_form() {
        for value in [
            "10",
            "1015",
            "101530",
            "101530.25",
            "10:15:30",
            "10:15:30.5",
            "1015-1030",
            "1015-",
        ] {
            assert!(is_time(value), "{value}");
        }
        for value in ["", "-", "9434765919", "Jane", "101530.", "1015.5", "1.2.3"] {
            assert!(!is_time(value), "{value}");
        }
    }

    #[test]
    fn ages_are_counted_in_whole_years() {
        assert_eq!(years_between("19330315", "20230314"), Some(89));
        assert_eq!(years_between("19330315", "20230315"), Some(90));
    }

    #[test]
    fn the_shift_follows_from_secret_and_patient() {
        let shift = |secret: u8, id: &str| {
            let fields = crate::deid::pseudonym::Fields {
                patient_id: id,
                issuer: "",
                name: "",
                birth_date: "",
                study_instance_uid: "",
                sop_instance_uid: "",
            };
            Shift::of(
                &PatientKey::from_fields(&fields),
                &Pseudonyms::new(&Secret::from_bytes([secret; 32])),
            )
        };
        assert!(shift(1, "a1") == shift(1, "A1 "));
        assert!(shift(1, "a1") != shift(1, "b1"));
        assert!(shift(1, "a1") != shift(2, "a1"));
    }

    #[test]
    fn only_days_that_a_patient_s_dates_can_move_by_are_a_shift() {
        for days in [-366, -4015] {
            assert_eq!(Shift::try_from(days).map(i64::from), Ok(days));
        }
        for days in [0, 400, -365, -4016, i64::MIN, i64::MAX] {
            assert_eq!(Shift::try_from(days), Err(NoShift));
        }
    }

    proptest! {
        #[test]
        fn intervals_stay_exact(a in 0_i64..300_000, b in 0_i64..300_000, back in 366_i64..4016) {
            let shift = Shift { days: -back };
            let first = day_of(1400, 1, 1).unwrap();
            let text = |days| later(first, days).unwrap().format("%Y%m%d").to_string();
            let read = |text: &str| {
                let day = NaiveDate::parse_from_str(text, "%Y%m%d").unwrap();
                day.signed_duration_since(first).num_days()
            };
            let (one, other) = (shift.date(&text(a)).unwrap(), shift.date(&text(b)).unwrap());
            prop_assert_eq!(read(&one) - read(&other), a - b);
            prop_assert_eq!(read(&one), a - back);
        }

        #[test]
        fn no_input_makes_it_stumble(value in "\\PC{0,30}") {
            let _ = (YEAR.date(&value), YEAR.date_time(&value), is_time(&value));
        }
    }
}
