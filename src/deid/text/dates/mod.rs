//! Dates that people type: `12/03/2019`, `2019-03-12`, `20190312`, `3rd March 2019`, `Mar 3, 2019`.
//!
//! In comes a text; out comes the text with a mark in place of each day that may be told again, and what each mark
//! stands for, moved as all dates of the patient are and written in the same form. What could be two days is read as
//! the United Kingdom writes it, day first. Never: a date that could be a birth date.

mod form;
mod pieces;

use crate::deid::identifiers::Identifiers;
use crate::deid::values::times::Times;
use pieces::written;

/// Stands for a date while a text is cleaned: a noncharacter of Unicode, which no text holds, and a number.
pub const MARK: char = '\u{FDD0}';

/// A text with its dates taken out.
pub struct Dated {
    pub text: String,
    /// What each mark stands for.
    pub days: Vec<String>,
}

/// Takes the dates out of a text.
pub fn take_out(text: &str, identifiers: &Identifiers, times: &Times) -> Dated {
    let text = text.replace(MARK, " ");
    let mut dated = Dated {
        text: String::with_capacity(text.len()),
        days: Vec::new(),
    };
    // A number in the form of a date may be somebody's all the same.
    let names = |day: &str| identifiers.named_in(day) || identifiers.is_value_of(day);
    let mut rest = text.as_str();
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let starts = first.is_ascii_alphanumeric() && parts_words(before);
        let date = starts.then(|| written(rest)).flatten();
        let birth_month = starts.then(|| birth_month(rest, times)).flatten();
        let length = match (&date, birth_month) {
            (Some(date), _) => date.length,
            (None, Some(length)) => length,
            // Only its start decides whether a date begins here; a word or number is stepped over whole.
            (None, None) => rest
                .find(|letter: char| !letter.is_alphanumeric())
                .filter(|end| *end > 0)
                .unwrap_or(match first.is_alphanumeric() {
                    true => rest.len(),
                    false => first.len_utf8(),
                }),
        };
        let (taken, after) = rest.split_at(length.min(rest.len()));
        let is_birth = match &date {
            Some(date) => date.may_be_birth(times),
            None => birth_month.is_some(),
        };
        let moved = date
            .filter(|_| !is_birth)
            .and_then(|date| date.moved(times));
        match moved.filter(|day| !names(taken) && !names(day)) {
            Some(day) => {
                dated.text.push(MARK);
                dated.text.push_str(&dated.days.len().to_string());
                dated.days.push(day);
            }
            None if is_birth => dated.text.push_str(GONE),
            None => dated.text.push_str(taken),
        }
        before = taken.chars().next_back().unwrap_or(' ');
        rest = after;
    }
    dated
}

/// Whether a word of a cleaned text stands for a date that may be told.
pub fn is_date(word: &str) -> bool {
    word.strip_prefix(MARK).is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// In place of a birth date: a word that is no date and no other word.
const GONE: &str = "\u{FDD0}x";

impl Dated {
    /// Puts the dates back whose marks are still there.
    pub fn put_back(&self, cleaned: &str) -> String {
        let mut whole = String::with_capacity(cleaned.len());
        let mut parts = cleaned.split(MARK);
        whole.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (number, after) = part.split_at(digits);
            let day = number
                .parse::<usize>()
                .ok()
                .and_then(|at| self.days.get(at));
            whole.push_str(day.map_or("", String::as_str));
            whole.push_str(after);
        }
        whole
    }
}

/// Whether a date can start behind this character.
fn parts_words(before: char) -> bool {
    !before.is_alphanumeric() && !matches!(before, '/' | '.' | '-' | '_' | '+' | '@')
}

/// Length of the month and year of a birth, `03/50` or `3/1950`, that a text starts with.
fn birth_month(text: &str, times: &Times) -> Option<usize> {
    let (month, rest) = text.split_once(|letter: char| !letter.is_ascii_digit())?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let year = rest.get(..digits)?;
    let fits = (1..=2).contains(&month.len()) && matches!(digits, 2 | 4);
    let length = text.len() - rest.len() + digits;
    (fits && times.is_birth_month(year.parse().ok()?, month.parse().ok()?)).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::form::MONTHS;
    use super::*;
    use crate::deid::dates::Shift;
    use crate::deid::text::{About, FreeText};
    use crate::deid::values::times::Day;
    use crate::deid::{PatientKey, Policy, Preset, ProfileOption, Pseudonyms, Secret};
    use crate::dicom::{DataSet, DataSetExt};
    use dicom_core::VR;
    use dicom_dictionary_std::tags;
    use proptest::prelude::*;

    /// A patient born on 12 March 1950.
    fn patient() -> DataSet {
        let mut data_set = DataSet::new_empty();
        data_set.put_ascii(tags::PATIENT_NAME, VR::PN, "Quixby^Ada");
        data_set.put_ascii(tags::PATIENT_ID, VR::LO, "RXH7734512");
        data_set.put_ascii(tags::PATIENT_BIRTH_DATE, VR::DA, "19500312");
        data_set.put_ascii(tags::STUDY_DATE, VR::DA, "20190304");
        data_set
    }

    fn times(policy: &Policy) -> Times {
        let secret = Pseudonyms::new(&Secret::from_bytes([3; 32]));
        Times::of(
            &patient(),
            policy,
            Shift::of(&PatientKey::of(&patient()), &secret),
        )
    }

    fn moving() -> Times {
        times(&Preset::Teaching.into())
    }

    fn cleaned(text: &str, times: &Times) -> String {
        FreeText {
            identifiers: &Identifiers::of(&patient()),
            times,
            about: About::Anything,
            wording: None,
        }
        .clean(text)
    }

    /// The day that 4 March 2019 becomes.
    fn moved() -> Day {
        moving().moved((2019, 3, 4)).unwrap()
    }

    #[test]
    fn dates_in_text_move_and_keep_their_form() {
        let (year, month, day) = moved();
        let name = MONTHS[usize::try_from(month - 1).unwrap()];
        let title = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        for (was, is) in [
            ("04/03/2019", format!("{day:02}/{month:02}/{year}")),
            ("4/3/2019", format!("{day}/{month}/{year}")),
            ("04-03-2019", format!("{day:02}-{month:02}-{year}")),
            ("04.03.2019", format!("{day:02}.{month:02}.{year}")),
            ("04/03/19", format!("{day:02}/{month:02}/{:02}", year % 100)),
            ("2019-03-04", format!("{year}-{month:02}-{day:02}")),
            ("20190304", format!("{year}{month:02}{day:02}")),
            ("4 March 2019", format!("{day} {title} {year}")),
            ("04 Mar 2019", format!("{day:02} {} {year}", &title[..3])),
            (
                "04-MAR-2019",
                format!("{day:02}-{}-{year}", name[..3].to_uppercase()),
            ),
            ("March 4, 2019", format!("{title} {day}, {year}")),
        ] {
            let text = format!("CT chest {was}");
            assert_eq!(cleaned(&text, &moving()), format!("CT chest {is}"), "{was}");
        }
        let text = cleaned(
            "Compared with CT 04/03/2019. No change since then",
            &moving(),
        );
        assert!(
            text.contains(&format!("CT {day:02}/{month:02}/{year}.")),
            "{text}"
        );
    }

    #[test]
    fn a_month_that_cannot_be_one_is_the_day() {
        let (year, month, day) = moving().moved((2019, 3, 25)).unwrap();
        assert_eq!(
            cleaned("CT 03/25/2019", &moving()),
            format!("CT {month:02}/{day:02}/{year}")
        );
    }

    #[test]
    fn birth_dates_go_in_any_form_and_behind_any_word() {
        for text in [
            "CT 12/03/1950",
            "CT 03/12/1950",
            "CT 19500312",
            "CT 12 Mar 1950",
            "CT 12/03/50",
            "CT 03/50",
            "CT 3/1950",
            "CT 50/03/12",
            "CT 1950-12-03",
            "CT D.O.B. 05/06/1948",
            "CT d/o/b 05/06/1948",
            "CT born on the 05/06/1948",
            "CT 05/06/1948 dob",
            "CT b. 5 Jun 1948",
            "CT DOB 05/06/1948",
            "CT born 5 June 1948",
            "CT date of birth 05/06/1948",
        ] {
            let left = cleaned(text, &moving());
            assert!(
                !left.bytes().any(|byte| byte.is_ascii_digit()),
                "{text}: {left}"
            );
        }
    }

    #[test]
    fn without_an_option_for_dates_they_go_and_with_full_dates_they_stay() {
        let strict = Policy::with([ProfileOption::Descriptors]).unwrap();
        assert_eq!(cleaned("CT chest 04/03/2019", &times(&strict)), "CT chest");
        let full = Policy::with([ProfileOption::Descriptors, ProfileOption::FullDates]).unwrap();
        assert_eq!(
            cleaned("CT chest 04/03/2019", &times(&full)),
            "CT chest 04/03/2019"
        );
    }

    #[test]
    fn what_is_part_of_something_longer_is_no_date() {
        for text in [
            "1.2.2019.3",
            "04/03/2019/7",
            "x20190304",
            "201903041",
            "30/02/2019",
            "V1.2.12",
        ] {
            let dated = take_out(text, &Identifiers::default(), &moving());
            assert!(dated.days.is_empty(), "{text}");
            assert_eq!(dated.text, text);
        }
    }

    #[test]
    fn a_mark_in_the_original_stands_for_nothing() {
        assert_eq!(
            cleaned("CT \u{FDD0}0 04/03/2019", &moving())
                .matches('/')
                .count(),
            2
        );
        assert_eq!(
            cleaned("CT chest \u{FDD0}0", &moving()),
            cleaned("CT chest  0", &moving())
        );
    }

    proptest! {
        #[test]
        fn intervals_between_dates_in_text_are_exact(from in 0_i64..20_000, days in 1_i64..9_000) {
            let day = |offset: i64| {
                Shift::by(offset).day((1960, 1, 1)).map(|(y, m, d)| format!("{d:02}/{m:02}/{y}"))
            };
            let (one, two) = (day(from).unwrap(), day(from + days).unwrap());
            let text = cleaned(&format!("CT {one} and CT {two}"), &moving());
            let read = |text: &str| {
                let parts: Vec<i64> = text.split('/').map(|part| part.parse().unwrap()).collect();
                crate::deid::pseudonym::dates::day_of(parts[2], parts[1], parts[0]).unwrap()
            };
            let dates: Vec<_> =
                text.split(' ').filter(|word| word.contains('/')).map(read).collect();
            prop_assert_eq!(dates.len(), 2, "{}", text);
            prop_assert_eq!(dates[1].signed_duration_since(dates[0]).num_days(), days);
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            let dated = take_out(&text, &Identifiers::default(), &moving());
            let _ = dated.put_back(&dated.text);
        }
    }
}
