//! Days as people write them: in text comes, out come all days that it can be read as.
//!
//! Any order of day, month and year, names of months, years of two digits, with separators or as eight digits in a row.

/// Year, month and day.
pub type Day = (u16, u8, u8);

/// The months' first three letters tell them apart.
const MONTHS: [&[u8; 3]; 12] = [
    b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
];

/// Between the parts of one date stands no more than this: `14. 03. 1962`.
const WIDEST_GAP: usize = 2;

/// Whether any day that the text can be read as is one of those asked for. `text` is in lower case.
pub fn finds(text: &[u8], is_asked: impl Fn(Day) -> bool) -> bool {
    if text.iter().filter(|byte| byte.is_ascii_digit()).count() < 3 {
        return false;
    }
    let mut parts: [Option<Part>; 3] = [None; 3];
    let mut at = 0;
    let mut end_of_last = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = run(rest);
        let Some(part) = rest.get(..length).filter(|_| length > 0) else {
            at = at.saturating_add(1);
            continue;
        };
        let gap = text.get(end_of_last..at).unwrap_or_default();
        let joined = gap.len() <= WIDEST_GAP && gap.iter().all(|byte| b"-/., _".contains(byte));
        if !joined {
            parts = [None; 3];
        }
        parts = [parts[1], parts[2], Part::of(part)];
        at = at.saturating_add(length);
        end_of_last = at;
        if eight_digits(part).into_iter().flatten().any(&is_asked) {
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

#[derive(Debug, Clone, Copy)]
enum Part {
    /// A number of so many digits.
    Number(u16, usize),
    Month(u16),
}

impl Part {
    fn of(part: &[u8]) -> Option<Self> {
        if part.first().is_some_and(u8::is_ascii_digit) {
            return match part.len() {
                1 | 2 | 4 => Some(Self::Number(number(part)?, part.len())),
                _ => None,
            };
        }
        let month = MONTHS
            .iter()
            .position(|month| part.starts_with(*month))
            .and_then(|at| u16::try_from(at).ok())?;
        Some(Self::Month(month.saturating_add(1)))
    }
}

/// The length of the run of digits or of letters at the start.
fn run(text: &[u8]) -> usize {
    let is_kind: fn(&u8) -> bool = match text.first() {
        Some(first) if first.is_ascii_digit() => u8::is_ascii_digit,
        Some(first) if first.is_ascii_alphabetic() => u8::is_ascii_alphabetic,
        _ => return 0,
    };
    text.iter()
        .position(|byte| !is_kind(byte))
        .unwrap_or(text.len())
}

fn eight_digits(part: &[u8]) -> [Option<Day>; 3] {
    let (Ok(digits), Some(true)) = (
        <[u8; 8]>::try_from(part),
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
        (Number(a, 2), Number(b, 2), Number(c, 2)) => {
            let ([a1, a2], [c1, c2]) = (centuries(a), centuries(c));
            [
                make(c1, b, a),
                make(c2, b, a),
                make(c1, a, b),
                make(c2, a, b),
                make(a1, b, c),
                make(a2, b, c),
            ]
        }
        // A year of two digits after a day or month of one.
        (Number(a, _), Number(b, _), Number(c, 2)) => {
            let [c1, c2] = centuries(c);
            [
                make(c1, b, a),
                make(c2, b, a),
                make(c1, a, b),
                make(c2, a, b),
                None,
                None,
            ]
        }
        (Number(day, digits), Month(month), Number(year, years))
        | (Month(month), Number(day, digits), Number(year, years)) => {
            let [y1, y2] = match years {
                4 => [year, year],
                _ => centuries(year),
            };
            let swapped = if digits == 4 {
                make(day, month, year)
            } else {
                None
            };
            [
                make(y1, month, day),
                make(y2, month, day),
                swapped,
                None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_found_however_it_is_written() {
        for text in [
            "19620314",
            "14031962",
            "03141962",
            "1962-03-14",
            "14/03/1962",
            "3/14/1962",
            "14.3.62",
            "14 mar 1962",
            "born 14 march 62.",
            "march 14, 1962",
            "14-mar-1962",
            "1962/14/03",
            "62-03-14",
            "14th mar 1962".replace("th", "").as_str(),
        ] {
            assert!(finds(text.as_bytes(), |day| day == (1962, 3, 14)), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_day() {
        for text in ["", "1.5", "3.14", "119620314", "14 1962", "62", "1962"] {
            assert!(
                !finds(text.as_bytes(), |day| day == (1962, 3, 14)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_value_is_read_with_and_without_its_separators() {
        assert_eq!(of_value(b"1962.03.14"), Some((1962, 3, 14)));
        assert_eq!(of_value(b"19620314101500.5"), Some((1962, 3, 14)));
        assert_eq!(of_value(b"19000101"), None);
        assert_eq!(of_value(b"nonsense"), None);
    }
}
