//! Dates that people type: `12/03/2019`, `2019-03-12`, `20190312`, `3rd March 2019`, `Mar 3, 2019`.
//!
//! In comes a text; out comes the text with a mark in place of each day that may be told again, and what each mark
//! stands for, moved as all dates of the patient are and written in the same form. What could be two days is read as
//! the United Kingdom writes it, day first. Never: a date that could be a birth date.

use crate::deid::identifiers::Identifiers;
use crate::deid::times::{Day, Times};

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

/// A date as it is written.
struct Written {
    /// Bytes of it.
    length: usize,
    /// How it is read.
    day: Day,
    /// How else it could be read, in either century: none of these may be a birth date.
    others: Vec<Day>,
    form: Form,
}

enum Form {
    /// Year, month and day, four digits first.
    YearFirst {
        gap: &'static str,
        widths: [usize; 2],
    },
    /// Two numbers and the year in as many digits.
    YearLast {
        gap: &'static str,
        widths: [usize; 2],
        year: usize,
        month_first: bool,
    },
    /// A month's name.
    Named {
        text: String,
        day: (usize, usize),
        month: (usize, usize),
        year: (usize, usize),
    },
}

impl Written {
    /// Whether any way to read it is the day of a birth.
    fn may_be_birth(&self, times: &Times) -> bool {
        times.is_birth(self.day) || self.others.iter().any(|day| times.is_birth(*day))
    }

    /// The moved date in the same form; `None` if it may not be told.
    fn moved(&self, times: &Times) -> Option<String> {
        let moved = times.moved(self.day)?;
        Some(self.form.write(moved))
    }
}

impl Form {
    fn write(&self, (year, month, day): Day) -> String {
        match self {
            Self::YearFirst {
                gap,
                widths: [m, d],
            } => {
                format!("{year:04}{gap}{month:0m$}{gap}{day:0d$}")
            }
            Self::YearLast {
                gap,
                widths: [one, two],
                year: digits,
                month_first,
            } => {
                let (first, second) = match month_first {
                    true => (month, day),
                    false => (day, month),
                };
                let year = match digits {
                    2 => year % 100,
                    _ => year,
                };
                format!("{first:0one$}{gap}{second:0two$}{gap}{year:0digits$}")
            }
            Self::Named {
                text,
                day: at_day,
                month: at_month,
                year: at_year,
            } => {
                let slice = |(from, to): (usize, usize)| text.get(from..to).unwrap_or_default();
                let mut pieces = [
                    (*at_day, named_day(slice(*at_day), day)),
                    (*at_month, named_month(slice(*at_month), month)),
                    (*at_year, named_year(slice(*at_year), year)),
                ];
                pieces.sort_unstable();
                let mut whole = String::new();
                let mut done = 0;
                for ((from, to), piece) in pieces {
                    whole.push_str(slice((done, from)));
                    whole.push_str(&piece);
                    done = to;
                }
                whole
            }
        }
    }
}

fn named_day(was: &str, day: i64) -> String {
    let digits = was.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = match (was.len() > digits, day) {
        (false, _) => "",
        (true, 1 | 21 | 31) => "st",
        (true, 2 | 22) => "nd",
        (true, 3 | 23) => "rd",
        (true, _) => "th",
    };
    format!("{day:0digits$}{suffix}")
}

fn named_month(was: &str, month: i64) -> String {
    let name = usize::try_from(month - 1)
        .ok()
        .and_then(|at| MONTHS.get(at))
        .copied()
        .unwrap_or_default();
    // May is as long in full as it is short.
    let short = was.len() <= 4 && !["june", "july"].contains(&was.to_ascii_lowercase().as_str());
    let name = name
        .get(..if short { 3 } else { name.len() })
        .unwrap_or(name);
    let upper = |from: usize| was.chars().skip(from).any(char::is_uppercase);
    match (upper(0), upper(1)) {
        (false, _) => name.to_owned(),
        (true, true) => name.to_ascii_uppercase(),
        (true, false) => {
            let (first, rest) = name.split_at(1);
            format!("{}{rest}", first.to_ascii_uppercase())
        }
    }
}

fn named_year(was: &str, year: i64) -> String {
    match was.len() {
        2 => format!("{:02}", year % 100),
        _ => format!("{year:04}"),
    }
}

const MONTHS: [&str; 12] = [
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

/// The date that a text starts with.
fn written(text: &str) -> Option<Written> {
    let pieces = Pieces::of(text)?;
    pieces.numeric().or_else(|| pieces.named(text))
}

/// The first words and numbers of a text, with what stands between them; suffixes of days stay with their number.
struct Pieces<'a> {
    words: [&'a str; 3],
    gaps: [&'a str; 2],
    starts: [usize; 3],
    /// What follows the first word, and what follows all three.
    after: [&'a str; 2],
}

impl<'a> Pieces<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let end = |from: usize, inside: fn(char) -> bool| {
            let rest = text.get(from..).unwrap_or_default();
            from + rest
                .find(|letter: char| !inside(letter))
                .unwrap_or(rest.len())
        };
        let is_word = |letter: char| letter.is_alphanumeric();
        let is_gap = |letter: char| matches!(letter, ' ' | '-' | '/' | '.' | ',');
        let (a0, a1) = (0, end(0, is_word));
        let b0 = end(a1, is_gap);
        let b1 = end(b0, is_word);
        let c0 = end(b1, is_gap);
        let c1 = end(c0, is_word);
        Some(Self {
            words: [text.get(a0..a1)?, text.get(b0..b1)?, text.get(c0..c1)?],
            gaps: [text.get(a1..b0)?, text.get(b1..c0)?],
            starts: [a0, b0, c0],
            after: [text.get(a1..)?, text.get(c1..)?],
        })
    }

    fn numeric(&self) -> Option<Written> {
        if self.words[0].len() == 8 && !goes_on(self.after[0]) {
            let value = number(self.words[0], 8)?;
            let (year, one, two) = (value / 10_000, value / 100 % 100, value % 100);
            return Some(Written {
                length: 8,
                day: a_day(year, one, two)?,
                others: a_day(year, two, one).into_iter().collect(),
                form: Form::YearFirst {
                    gap: "",
                    widths: [2, 2],
                },
            });
        }
        let gap = match self.gaps {
            ["/", "/"] => "/",
            ["-", "-"] => "-",
            [".", "."] => ".",
            _ => return None,
        };
        if goes_on(self.after[1]) {
            return None;
        }
        let widths = self.words.map(str::len);
        let [a, b, c] = [
            number(self.words[0], 4)?,
            number(self.words[1], 4)?,
            number(self.words[2], 4)?,
        ];
        let length = self.starts[2] + widths[2];
        if let [4, m @ 1..=2, d @ 1..=2] = widths {
            return Some(Written {
                length,
                day: a_day(a, b, c)?,
                others: a_day(a, c, b).into_iter().collect(),
                form: Form::YearFirst {
                    gap,
                    widths: [m, d],
                },
            });
        }
        let [one @ 1..=2, two @ 1..=2, digits @ (2 | 4)] = widths else {
            return None;
        };
        // `1.2.12` is a version.
        if digits == 2 && gap != "/" {
            return None;
        }
        let year = whole_year(c, digits);
        let month_first = a_day(year, b, a).is_none();
        let day = a_day(year, b, a).or(a_day(year, a, b))?;
        let mut others: Vec<_> = either_century(year, digits)
            .into_iter()
            .flat_map(|year| [a_day(year, b, a), a_day(year, a, b)])
            .collect();
        if digits == 2 {
            // `50/3/12` may begin with the year.
            let years = either_century(whole_year(a, 2), 2);
            others.extend(
                years
                    .into_iter()
                    .flat_map(|year| [a_day(year, b, c), a_day(year, c, b)]),
            );
        }
        Some(Written {
            length,
            day,
            others: others.into_iter().flatten().collect(),
            form: Form::YearLast {
                gap,
                widths: [one, two],
                year: digits,
                month_first,
            },
        })
    }

    fn named(&self, text: &str) -> Option<Written> {
        let gap_fits = |gap: &str| matches!(gap, " " | "-" | "/" | "." | ", " | ". ");
        if !self.gaps.iter().all(|gap| gap_fits(gap)) || goes_on(self.after[1]) {
            return None;
        }
        let [a, b, c] = self.words;
        let (day_at, month_at) = match (month_of(a), month_of(b)) {
            (None, Some(_)) => (0, 1),
            (Some(_), None) => (1, 0),
            _ => return None,
        };
        if !matches!(c.len(), 2 | 4) || (c.len() == 2 && month_at == 0) {
            return None;
        }
        let place = |at: usize| {
            let start = *self.starts.get(at)?;
            Some((start, start + self.words.get(at)?.len()))
        };
        let day_word = self.words.get(day_at)?;
        let digits = day_word.bytes().take_while(u8::is_ascii_digit).count();
        let suffix = day_word.get(digits..)?.to_ascii_lowercase();
        if !matches!(suffix.as_str(), "" | "st" | "nd" | "rd" | "th") {
            return None;
        }
        let day = number(day_word.get(..digits)?, 2)?;
        let month = month_of(self.words.get(month_at)?)?;
        let length = self.starts[2] + c.len();
        let year = whole_year(number(c, 4)?, c.len());
        let years = either_century(year, c.len());
        Some(Written {
            length,
            day: a_day(year, month, day)?,
            others: years
                .into_iter()
                .filter_map(|year| a_day(year, month, day))
                .collect(),
            form: Form::Named {
                text: text.get(..length)?.to_owned(),
                day: place(day_at)?,
                month: place(month_at)?,
                year: place(2)?,
            },
        })
    }
}

/// Whether what follows a number makes it a part of something longer.
fn goes_on(after: &str) -> bool {
    let mut letters = after.chars();
    match letters.next() {
        Some(letter) if letter.is_alphanumeric() => true,
        Some('/' | '-' | '.' | '_') => letters.next().is_some_and(char::is_alphanumeric),
        Some('@') => true,
        _ => false,
    }
}

fn number(digits: &str, most: usize) -> Option<i64> {
    let fits = (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

fn month_of(word: &str) -> Option<i64> {
    let word = word.to_ascii_lowercase();
    let found = MONTHS.iter().position(|month| {
        *month == word || month.get(..3) == Some(&word) || (word == "sept" && *month == "september")
    })?;
    i64::try_from(found + 1).ok()
}

/// Two digits name a year of this century or of the second half of the last.
fn whole_year(year: i64, digits: usize) -> i64 {
    match (digits, year) {
        (2, 0..=49) => 2000 + year,
        (2, _) => 1900 + year,
        _ => year,
    }
}

/// The years that the digits can mean.
fn either_century(year: i64, digits: usize) -> Vec<i64> {
    match digits {
        2 => vec![1900 + year % 100, 2000 + year % 100],
        _ => vec![year],
    }
}

/// A day of the centuries in which people had pictures taken.
fn a_day(year: i64, month: i64, day: i64) -> Option<Day> {
    ((1890..2100).contains(&year) && crate::deid::dates::is_day(year, month, day))
        .then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::dates::Shift;
    use crate::deid::text::FreeText;
    use crate::deid::{PatientKey, Policy, Preset, ProfileOption, Pseudonyms, Secret};
    use crate::dicom::{DataSet, DataSetExt};
    use dicom_core::{Tag, VR};
    use proptest::prelude::*;

    /// A patient born on 12 March 1950.
    fn patient() -> DataSet {
        let mut data_set = DataSet::new_empty();
        data_set.put_ascii(Tag(0x0010, 0x0010), VR::PN, "Quixby^Ada");
        data_set.put_ascii(Tag(0x0010, 0x0020), VR::LO, "RXH7734512");
        data_set.put_ascii(Tag(0x0010, 0x0030), VR::DA, "19500312");
        data_set.put_ascii(Tag(0x0008, 0x0020), VR::DA, "20190304");
        data_set
    }

    fn times(policy: &Policy) -> Times {
        let secret = Pseudonyms::new(&Secret::from_bytes([3; 32]));
        Times::of(&patient(), policy, &PatientKey::of(&patient()), &secret)
    }

    fn moving() -> Times {
        times(&Preset::Teaching.into())
    }

    fn cleaned(text: &str, times: &Times) -> String {
        FreeText {
            identifiers: &Identifiers::of(&patient()),
            times,
            is_occupation: false,
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
    fn the_suffix_of_a_day_follows_it() {
        assert_eq!(named_day("4th", 1), "1st");
        assert_eq!(named_day("1st", 12), "12th");
        assert_eq!(named_month("Mar", 5), "May");
        assert_eq!(named_month("JUNE", 9), "SEPTEMBER");
        assert_eq!(named_month("Sept", 11), "Nov");
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
                crate::deid::dates::days_of(parts[2], parts[1], parts[0]).unwrap()
            };
            let dates: Vec<i64> =
                text.split(' ').filter(|word| word.contains('/')).map(read).collect();
            prop_assert_eq!(dates.len(), 2, "{}", text);
            prop_assert_eq!(dates[1] - dates[0], days);
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            let dated = take_out(&text, &Identifiers::default(), &moving());
            let _ = dated.put_back(&dated.text);
        }
    }
}
