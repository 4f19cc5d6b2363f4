//! Dates as people in the United Kingdom and Excel write them: the day comes first, where no year does.

use chrono::{Datelike, Days, NaiveDate};

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Years of two figures from here on are of the last century.
const LAST_CENTURY_FROM: i32 = 80;

/// No image was made before Röntgen, and nobody asks for one of the far future.
const YEARS: std::ops::RangeInclusive<i32> = 1895..=2199;

/// How a workbook counts days (ECMA-376 part 1, 18.17.4.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DateSystem {
    /// 1 is 1 January 1900, and there is a 29 February 1900, which never was.
    #[default]
    From1900,
    /// 0 is 1 January 1904.
    From1904,
}

/// What stands in a field of dates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dates {
    /// In the order in which they are written, each once.
    pub days: Vec<NaiveDate>,
    /// Whether something in it is no date that is known here.
    pub unclear: bool,
}

/// The dates in a field.
pub fn dates(field: &str) -> Dates {
    let mut found = Dates::default();
    for part in field.split([';', '\n', '\r', '&', '+', '|']) {
        for part in part.split(" and ") {
            match one(part) {
                Some(day) => found.note(Some(day)),
                // A comma stands in dates, and between them.
                None => part
                    .split(',')
                    .filter(|part| !part.trim().is_empty())
                    .for_each(|part| found.note(one(part))),
            }
        }
    }
    found
}

impl Dates {
    fn note(&mut self, day: Option<NaiveDate>) {
        match day {
            Some(day) if self.days.contains(&day) => {}
            Some(day) => self.days.push(day),
            None => self.unclear = true,
        }
    }
}

/// `03/11/2023`
pub fn written(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// One date, if it is one.
pub fn one(text: &str) -> Option<NaiveDate> {
    let text = text.to_lowercase();
    let words = words(&text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [digits] if digits.len() == 8 => {
            eight(digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?)
                .or_else(|| eight(digits.get(4..)?, digits.get(2..4)?, digits.get(..2)?))
        }
        [year, month, day] if year.len() == 4 => eight(year, month, day),
        [day, month, year] if is_number(day) => date(year, month, day),
        [month, day, year] => date(year, month, day),
        _ => None,
    }
}

/// A number that Excel keeps for a day; hours are dropped.
pub fn of_serial(serial: f64, system: DateSystem) -> Option<NaiveDate> {
    const LEAP_DAY_THAT_NEVER_WAS: u64 = 60;
    const MOST: f64 = 200_000.0;
    if !(0.0..MOST).contains(&serial) {
        return None;
    }
    // Within the bounds above.
    let days = serial as u64;
    let (first, days) = match system {
        DateSystem::From1904 => (NaiveDate::from_ymd_opt(1904, 1, 1)?, days),
        DateSystem::From1900 if days < LEAP_DAY_THAT_NEVER_WAS => {
            (NaiveDate::from_ymd_opt(1899, 12, 31)?, days)
        }
        DateSystem::From1900 => (NaiveDate::from_ymd_opt(1899, 12, 30)?, days),
    };
    first.checked_add_days(Days::new(days))
}

/// The number by which a workbook that counts from 1900 keeps a day; none before March of that year.
pub fn to_serial(day: NaiveDate) -> Option<i64> {
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = day.signed_duration_since(first).num_days();
    (days > 60).then_some(days)
}

/// Runs of digits and of letters, without weekdays, ordinals and times of day.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    // `2023-11-03t00:00:00` has its time behind a letter.
    let text = match text.split_once('t') {
        Some((day, time)) if day.ends_with(|c: char| c.is_ascii_digit()) && time.contains(':') => {
            day
        }
        _ => text,
    };
    for part in text.split_whitespace().filter(|part| !part.contains(':')) {
        let mut last = None;
        for letter in part.chars() {
            let kind = (letter.is_ascii_digit(), letter.is_alphabetic());
            match words.last_mut() {
                Some(word) if last == Some(kind) && kind != (false, false) => word.push(letter),
                _ if kind != (false, false) => words.push(letter.to_string()),
                _ => {}
            }
            last = Some(kind);
        }
    }
    let is_idle = |word: &String| {
        matches!(
            word.as_str(),
            "st" | "nd" | "rd" | "th" | "of" | "the" | "on" | "at" | "am" | "pm"
        ) || (word.len() >= 3 && WEEKDAYS.iter().any(|day| word.starts_with(day)))
    };
    words.retain(|word| !is_idle(word));
    words
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn eight(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    (year.len() == 4).then(|| date(year, month, day)).flatten()
}

fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    if !is_number(year) || !is_number(day) || day.len() > 2 {
        return None;
    }
    let figures: i32 = year.parse().ok()?;
    let year = match year.len() {
        2 if figures >= LAST_CENTURY_FROM => 1900 + figures,
        2 => 2000 + figures,
        4 => figures,
        _ => return None,
    };
    let month = match is_number(month) && month.len() <= 2 {
        true => month.parse().ok()?,
        false => month_of(month)?,
    };
    let date = NaiveDate::from_ymd_opt(year, month, day.parse().ok()?)?;
    YEARS.contains(&date.year()).then_some(date)
}

/// By its first three letters, all of which must be there.
fn month_of(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let start = word.get(..3)?;
    let at = MONTHS.iter().position(|month| *month == start)?;
    let whole = NAMES.get(at)?;
    let is_month = whole.starts_with(word) || word == "sept";
    is_month
        .then(|| u32::try_from(at).ok()?.checked_add(1))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in [
            "03/11/2023",
            "3/11/23",
            "3.11.2023",
            "03-11-2023",
            "2023-11-03",
            "2023/11/3",
            "20231103",
            "03112023",
            "3 Nov 2023",
            "3rd November 2023",
            "3-Nov-23",
            "Nov 3, 2023",
            "Fri 3 Nov 2023",
            "Friday, 3 November 2023",
            "2023-11-03 00:00:00",
            "2023-11-03T14:30:00",
            "03/11/2023 14:30",
            "3 NOV 2023",
            "the 3rd of November 2023",
        ] {
            assert_eq!(one(text), Some(day(2023, 11, 3)), "{text}");
            let all = dates(text);
            assert_eq!(
                (all.days, all.unclear),
                (vec![day(2023, 11, 3)], false),
                "{text}"
            );
        }
        assert_eq!(one("1 Aug 99"), Some(day(1999, 8, 1)));
        assert_eq!(one("4 sept 2020"), Some(day(2020, 9, 4)));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "31/02/2023",
            "2023",
            "yesterday",
            "13/13/2023",
            "Novice 3 2023",
            "3/11",
            "1/1/1700",
            "11/3/20233",
        ] {
            assert_eq!(one(text), None, "{text}");
        }
        assert!(dates("2019 to 2020").unclear);
        assert_eq!(dates(""), Dates::default());
    }

    #[test]
    fn several_dates_stand_in_one_field() {
        let two = vec![day(2023, 11, 3), day(2023, 12, 5)];
        for text in [
            "3/11/2023, 5/12/2023",
            "3 Nov 2023; 5 Dec 2023",
            "3/11/2023 and 5/12/2023",
            "Nov 3, 2023 & Dec 5, 2023",
            "3/11/2023\n5/12/2023, 3/11/2023",
        ] {
            assert_eq!(dates(text).days, two, "{text}");
        }
        let half = dates("3/11/2023, and later");
        assert_eq!((half.days, half.unclear), (vec![day(2023, 11, 3)], true));
    }

    #[test]
    fn excels_numbers_are_days_in_both_systems() {
        for (serial, system, expected) in [
            (45_233.0, DateSystem::From1900, day(2023, 11, 3)),
            (45_233.75, DateSystem::From1900, day(2023, 11, 3)),
            (43_771.0, DateSystem::From1904, day(2023, 11, 3)),
            (1.0, DateSystem::From1900, day(1900, 1, 1)),
            (59.0, DateSystem::From1900, day(1900, 2, 28)),
            (61.0, DateSystem::From1900, day(1900, 3, 1)),
            (0.0, DateSystem::From1904, day(1904, 1, 1)),
        ] {
            assert_eq!(of_serial(serial, system), Some(expected), "{serial}");
        }
        for serial in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(of_serial(serial, DateSystem::From1900), None);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_what_is_kept_comes_back(days in 61_u32..100_000) {
            let date = of_serial(f64::from(days), DateSystem::From1900).unwrap();
            prop_assert_eq!(to_serial(date), Some(i64::from(days)));
            prop_assert_eq!(one(&written(date)), YEARS.contains(&date.year()).then_some(date));
        }

        #[test]
        fn any_text_is_taken(text in ".{0,40}") {
            let _ = dates(&text);
        }
    }
}
