//! Reads the date that a text starts with.

use super::form::{Form, MONTHS, Written};
use crate::deid::values::times::Day;

/// The date that a text starts with.
pub fn written(text: &str) -> Option<Written> {
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
            return self.in_a_row();
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
        let parts = [
            number(self.words[0], 4)?,
            number(self.words[1], 4)?,
            number(self.words[2], 4)?,
        ];
        match self.words.map(str::len) {
            [4, month @ 1..=2, day @ 1..=2] => self.year_first(parts, gap, [month, day]),
            // `1.2.12` is a version.
            [_, _, 2] if gap != "/" => None,
            [one @ 1..=2, two @ 1..=2, digits @ (2 | 4)] => {
                self.year_last(parts, gap, [one, two], digits)
            }
            _ => None,
        }
    }

    /// `20190304`
    fn in_a_row(&self) -> Option<Written> {
        let value = number(self.words[0], 8)?;
        let (year, one, two) = (value / 10_000, value / 100 % 100, value % 100);
        Some(Written {
            length: 8,
            day: a_day(year, one, two)?,
            others: a_day(year, two, one).into_iter().collect(),
            form: Form::YearFirst {
                gap: "",
                widths: [2, 2],
            },
        })
    }

    /// `2019-03-04`
    fn year_first(
        &self,
        [a, b, c]: [i64; 3],
        gap: &'static str,
        widths: [usize; 2],
    ) -> Option<Written> {
        Some(Written {
            length: self.length(),
            day: a_day(a, b, c)?,
            others: a_day(a, c, b).into_iter().collect(),
            form: Form::YearFirst { gap, widths },
        })
    }

    /// `4/3/2019`, `4.3.2019`, `4/3/19`
    fn year_last(
        &self,
        [a, b, c]: [i64; 3],
        gap: &'static str,
        widths: [usize; 2],
        digits: usize,
    ) -> Option<Written> {
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
            length: self.length(),
            day,
            others: others.into_iter().flatten().collect(),
            form: Form::YearLast {
                gap,
                widths,
                year: digits,
                month_first,
            },
        })
    }

    /// Of all three words and what parts them.
    fn length(&self) -> usize {
        self.starts[2] + self.words[2].len()
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
