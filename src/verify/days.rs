//! Days as people write them: in text comes, out come all days that it can be read as.
//!
//! Any order of day, month and year, names of months, ordinals, years of two digits, with whatever separators or as eight
//! digits in a row.

/// Year, month and day.
pub type Day = (u16, u8, u8);

/// The months' first three letters tell them apart.
const MONTHS: [&[u8; 3]; 12] = [
    b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
];

/// Between the parts of one date stand no more bytes than these: `14 -- 3 -- 62`, and two dashes of Unicode.
const WIDEST_GAP: usize = 6;

/// Words that stand in a date and say nothing.
const FILLERS: &[&[u8]] = &[b"st", b"nd", b"rd", b"th", b"of", b"the"];

/// Whether any day that the text can be read as is one of those asked for. `text` is in lower case.
pub fn finds(text: &[u8], is_asked: impl Fn(Day) -> bool) -> bool {
    let mut parts: [Option<Part>; 3] = [None; 3];
    for word in words(text) {
        if !word.is_joined {
            parts = [None; 3];
        }
        parts = [parts[1], parts[2], word.part];
        if eight_digits(word.bytes)
            .into_iter()
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

/// A run of digits or of letters.
struct Word<'a> {
    bytes: &'a [u8],
    part: Option<Part>,
    /// What stands between it and the word before, and whether one date can go on over it.
    gap: &'a [u8],
    is_joined: bool,
}

/// The words of a text, fillers left out.
fn words(text: &[u8]) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    if text.iter().filter(|byte| byte.is_ascii_digit()).count() < 2 {
        return words;
    }
    let mut at = 0;
    let mut end_of_last = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = run(rest);
        let Some(bytes) = rest.get(..length).filter(|_| length > 0) else {
            at = at.saturating_add(1);
            continue;
        };
        let gap = text.get(end_of_last..at).unwrap_or_default();
        at = at.saturating_add(length);
        end_of_last = at;
        if FILLERS.contains(&bytes) {
            continue;
        }
        words.push(Word {
            bytes,
            part: Part::of(bytes),
            gap,
            is_joined: gap.len() <= WIDEST_GAP,
        });
    }
    words
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
            "14th mar 1962",
            "14/3/'62",
            "14;3;62",
            "14|3|62",
            "14, 03 '62",
            "14 -- 3 -- 62",
            "14 \u{2013} 3 \u{2013} 62",
            "14th of 3rd 62",
            "the 14th of march, 1962",
            "62,3,14",
            "62 mar 14",
        ] {
            assert!(finds(text.as_bytes(), |day| day == (1962, 3, 14)), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_day() {
        for text in [
            "",
            "1.5",
            "3.14",
            "119620314",
            "14 1962",
            "62",
            "1962",
            "14        3        62",
            "14 x 3 x 62",
        ] {
            assert!(
                !finds(text.as_bytes(), |day| day == (1962, 3, 14)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_month_is_found_with_its_year_and_not_among_other_numbers() {
        let found =
            |text: &str| finds_month(text.as_bytes(), |year, month| (year, month) == (1962, 3));
        for text in [
            "03/62",
            "born 03/1962",
            "3/1962",
            "mar 62",
            "march 1962",
            "3/'62",
            "1962-03",
        ] {
            assert!(found(text), "{text}");
        }
        for text in [
            "3.62",
            "3/62",
            "3-62",
            "3 1962",
            "12/03/1962",
            "1962-03-01",
            "3/62/1",
        ] {
            assert!(!found(text), "{text}");
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
