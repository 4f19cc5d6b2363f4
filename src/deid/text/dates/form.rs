//! A date as somebody wrote it, and another date written the same way.

use crate::deid::values::times::{Day, Times};

/// A date as it is written.
pub struct Written {
    /// Bytes of it.
    pub length: usize,
    /// How it is read.
    pub day: Day,
    /// How else it could be read, in either century: none of these may be a birth date.
    pub others: Vec<Day>,
    pub form: Form,
}

pub enum Form {
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
    pub fn may_be_birth(&self, times: &Times) -> bool {
        times.is_birth(self.day) || self.others.iter().any(|day| times.is_birth(*day))
    }

    /// The moved date in the same form; `None` if it may not be told.
    pub fn moved(&self, times: &Times) -> Option<String> {
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

pub const MONTHS: [&str; 12] = [
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suffix_of_a_day_follows_it() {
        assert_eq!(named_day("4th", 1), "1st");
        assert_eq!(named_day("1st", 12), "12th");
        assert_eq!(named_month("Mar", 5), "May");
        assert_eq!(named_month("JUNE", 9), "SEPTEMBER");
        assert_eq!(named_month("Sept", 11), "Nov");
    }
}
