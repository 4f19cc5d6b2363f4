//! Days as people write them: in text comes, out come all days that it can be read as.
//!
//! Any order of day, month and year, names of months, ordinals, years of two digits, with whatever separators or as
//! eight digits in a row. Days are counted here and not by `chrono`, which moves dates in the room that cleans: a
//! mistake in one calendar shows against the other.

mod parts;
#[cfg(test)]
mod tests;

use parts::{Part, Word, words};

/// Year, month and day.
pub type Day = (u16, u8, u8);

/// Whether any day that the text can be read as is one of those asked for. `text` is in lower case.
pub fn finds(text: &[u8], is_asked: impl Fn(Day) -> bool) -> bool {
    let mut parts: [Option<Part>; 3] = [None; 3];
    for word in words(text) {
        if !word.is_joined {
            parts = [None; 3];
        }
        parts = [parts[1], parts[2], word.part];
        let in_a_row = eight_digits(word.bytes).into_iter();
        if in_a_row
            .chain([day_of_year(word.bytes)])
            .flatten()
            .any(&is_asked)
        {
            return true;
        }
        if let [Some(a), Some(b), Some(c)] = parts
            && in_any_order(a, b, c).into_iter().flatten().any(&is_asked)
        {
            return true;
        }
    }
    false
}

/// Whether six digits by themselves are one of those asked for: `620314`, `140362`, `031462`.
pub fn finds_six_digits(text: &[u8], is_asked: impl Fn(Day) -> bool) -> bool {
    words(text).iter().any(|word| {
        let Ok([a, b, c, d, e, f]) = <[u8; 6]>::try_from(word.bytes) else {
            return false;
        };
        let of = |day: [u8; 2], month: [u8; 2], year: [u8; 2]| {
            let [day, month, year] = [day, month, year].map(|part| number(&part));
            let years = year.map(centuries).unwrap_or_default();
            years.map(|year| make(year, month?, day?))
        };
        let orders = [
            of([e, f], [c, d], [a, b]),
            of([a, b], [c, d], [e, f]),
            of([c, d], [a, b], [e, f]),
        ];
        orders.into_iter().flatten().flatten().any(&is_asked)
    })
}

/// Whether the text names one of the months asked for, with its year and without a day: `03/1962`, `mar '62`. Two
/// numbers that may be a fraction are no month.
pub fn finds_month(text: &[u8], is_asked: impl Fn(u16, u8) -> bool) -> bool {
    let words = words(text);
    let asked = |year: u16, month: u16| {
        make(year, month, 15).is_some_and(|(year, month, _)| is_asked(year, month))
    };
    words.windows(2).enumerate().any(|(at, pair)| {
        let [first, second] = pair else {
            return false;
        };
        let is_number = |word: &Word<'_>| matches!(word.part, Some(Part::Number(..)));
        let after = words.get(at.saturating_add(2));
        let has_day =
            (first.is_joined && at > 0 && words.get(at.saturating_sub(1)).is_some_and(is_number))
                || after.is_some_and(|word| word.is_joined && is_number(word));
        if !second.is_joined || has_day {
            return false;
        }
        let gap = second.gap;
        let is_marked = gap.contains(&b'\'');
        match (first.part, second.part) {
            (Some(Part::Month(month)), Some(Part::Number(year, 4))) => asked(year, month),
            (Some(Part::Month(month)), Some(Part::Number(year, 2))) => {
                centuries(year).into_iter().any(|year| asked(year, month))
            }
            (Some(Part::Number(month, digits)), Some(Part::Number(year, 4))) => {
                (digits == 2 || gap == b"/") && asked(year, month)
            }
            (Some(Part::Number(year, 4)), Some(Part::Number(month, 2))) => asked(year, month),
            (Some(Part::Number(month, digits)), Some(Part::Number(year, 2))) => {
                (is_marked || (digits == 2 && gap == b"/"))
                    && centuries(year).into_iter().any(|year| asked(year, month))
            }
            _ => false,
        }
    })
}

/// Eight digits, as a DA value has them.
pub fn of_value(value: &[u8]) -> Option<Day> {
    let digits: Vec<u8> = value
        .iter()
        .filter(|byte| !matches!(byte, b'.' | b'-'))
        .take(8)
        .copied()
        .collect();
    let day = digits.as_slice().split_at_checked(4)?;
    let (month, day) = (day.0, day.1.split_at_checked(2)?);
    make(number(month)?, number(day.0)?, number(day.1)?)
}

/// Days from the first date of one DA value to that of another.
pub fn between(before: &[u8], after: &[u8]) -> Option<i64> {
    number_of(of_value(after)?).checked_sub(number_of(of_value(before)?))
}

/// Days since the first of March of the year zero, in the calendar of today.
fn number_of((year, month, day): Day) -> i64 {
    // January and February belong to the year before, so that the leap day is its last.
    let is_early = month < 3;
    let year = i64::from(year).saturating_sub(i64::from(is_early));
    let month = i64::from(month).saturating_add(if is_early { 9 } else { -3 });
    let of_month = month.saturating_mul(153).saturating_add(2) / 5;
    year.saturating_mul(365)
        .saturating_add(year / 4 - year / 100 + year / 400)
        .saturating_add(of_month)
        .saturating_add(i64::from(day))
}

/// A year and a day of it: `1962073`.
fn day_of_year(part: &[u8]) -> Option<Day> {
    let (year, day) = <[u8; 7]>::try_from(part)
        .ok()?
        .split_at_checked(4)
        .map(|(year, day)| (number(year), number(day)))?;
    let (year, mut day) = (year?, day?);
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let february = if is_leap { 29 } else { 28 };
    for (month, days) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        if day <= days {
            return make(year, month, day);
        }
        day = day.saturating_sub(days);
    }
    None
}

fn eight_digits(part: &[u8]) -> [Option<Day>; 3] {
    // With a time after it as well.
    let date = match part.len() {
        12 | 14 => part.get(..8).unwrap_or_default(),
        _ => part,
    };
    let (Ok(digits), Some(true)) = (
        <[u8; 8]>::try_from(date),
        part.first().map(u8::is_ascii_digit),
    ) else {
        return [None; 3];
    };
    let [a, b, c, d, e, f, g, h] = digits;
    let two = |a: u8, b: u8| number(&[a, b]);
    let day = |year: Option<u16>, month: Option<u16>, day: Option<u16>| make(year?, month?, day?);
    [
        day(number(&[a, b, c, d]), two(e, f), two(g, h)),
        day(number(&[e, f, g, h]), two(c, d), two(a, b)),
        day(number(&[e, f, g, h]), two(a, b), two(c, d)),
    ]
}

fn in_any_order(a: Part, b: Part, c: Part) -> [Option<Day>; 6] {
    use Part::{Month, Number};
    match (a, b, c) {
        (Number(a, 4), Number(b, _), Number(c, _)) => {
            [make(a, b, c), make(a, c, b), None, None, None, None]
        }
        (Number(a, _), Number(b, _), Number(c, 4)) => {
            [make(c, b, a), make(c, a, b), None, None, None, None]
        }
        // A year of two digits stands last or first.
        (Number(a, first), Number(b, _), Number(c, last)) => {
            let [c1, c2] = match last {
                2 => centuries(c),
                _ => [0; 2],
            };
            let [a1, a2] = match first {
                2 => centuries(a),
                _ => [0; 2],
            };
            [
                make(c1, b, a),
                make(c2, b, a),
                make(c1, a, b),
                make(c2, a, b),
                make(a1, b, c),
                make(a2, b, c),
            ]
        }
        (Number(day, digits), Month(month), Number(year, years))
        | (Month(month), Number(day, digits), Number(year, years)) => {
            let [y1, y2] = match years {
                4 => [year, year],
                _ => centuries(year),
            };
            let [s1, s2] = match digits {
                4 => [day, day],
                _ => centuries(day),
            };
            [
                make(y1, month, day),
                make(y2, month, day),
                make(s1, month, year),
                make(s2, month, year),
                None,
                None,
            ]
        }
        _ => [None; 6],
    }
}

fn centuries(year: u16) -> [u16; 2] {
    [year.saturating_add(1900), year.saturating_add(2000)]
}

fn make(year: u16, month: u16, day: u16) -> Option<Day> {
    let month = u8::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
    let day = u8::try_from(day).ok().filter(|d| (1..=31).contains(d))?;
    // The first of January 1900 stands for no date.
    ((1850..2100).contains(&year) && (year, month, day) != (1900, 1, 1))
        .then_some((year, month, day))
}

fn number(digits: &[u8]) -> Option<u16> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}
