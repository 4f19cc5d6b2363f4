//! Days as people write them: in text comes, out come all days that it can be read as.
//!
//! Any order of day, month and year, names of months, ordinals, years of two digits, with whatever separators or as eight
//! digits in a row. Days are counted here and not by `chrono`, which moves dates in the room that cleans: a mistake in one
//! calendar shows against the other.

/// Year, month and day.
pub type Day = (u16, u8, u8);

/// How the months begin, in the languages that headers are written in, accents left out; each after those that begin with
/// it. Of English, German, Dutch, Scandinavian, French, Spanish, Portuguese, Italian, Polish, Czech, Turkish, Finnish,
/// Russian and Greek.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan", "ene", "gen", "sty", "led", "oca", "tam", "янв", "ιαν",
    ],
    &[
        "feb", "fev", "fav", "lut", "uno", "sub", "hel", "фев", "φεβ",
    ],
    &["mar", "mae", "maa", "mrt", "brez", "мар", "μαρ"],
    &[
        "apr", "abr", "avr", "kwi", "dub", "nis", "huh", "апр", "απρ",
    ],
    &[
        "may", "mai", "mag", "maj", "mei", "kve", "tou", "май", "мая", "μαι",
    ],
    &["jun", "juin", "giu", "czer", "haz", "kes", "июн", "ιουν"],
    &["jul", "juil", "lug", "lip", "tem", "hei", "июл", "ιουλ"],
    &["aug", "ago", "aou", "sie", "srp", "elo", "авг", "αυγ"],
    &["sep", "set", "wrz", "zar", "eyl", "syy", "сен", "σεπ"],
    &[
        "oct", "okt", "ott", "out", "paz", "rij", "eki", "lok", "окт", "οκτ",
    ],
    &["nov", "noi", "lis", "kas", "ноя", "νοε"],
    &[
        "dec", "dez", "dic", "des", "gru", "pro", "ara", "jou", "дек", "δεκ",
    ],
];

/// The months as some people count them.
const ROMAN: [&[u8]; 12] = [
    b"i", b"ii", b"iii", b"iv", b"v", b"vi", b"vii", b"viii", b"ix", b"x", b"xi", b"xii",
];

/// Days in words.
const ORDINALS: [&[u8]; 20] = [
    b"first",
    b"second",
    b"third",
    b"fourth",
    b"fifth",
    b"sixth",
    b"seventh",
    b"eighth",
    b"ninth",
    b"tenth",
    b"eleventh",
    b"twelfth",
    b"thirteenth",
    b"fourteenth",
    b"fifteenth",
    b"sixteenth",
    b"seventeenth",
    b"eighteenth",
    b"nineteenth",
    b"twentieth",
];

/// Between the parts of one date stand no more bytes than these: `14 -- 3 -- 62`, and two dashes of Unicode.
const WIDEST_GAP: usize = 6;

/// Words that stand in a date and say nothing.
const FILLERS: &[&[u8]] = &[
    b"st", b"nd", b"rd", b"th", b"of", b"the", b"de", b"del", b"den", b"der", b"di", b"le", b"er",
];

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

/// Days from the first date of one DA value to that of another.
pub fn between(before: &[u8], after: &[u8]) -> Option<i64> {
    number_of(of_value(after)?).checked_sub(number_of(of_value(before)?))
}

/// Days since the first of March of the year nought, in the calendar of today.
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
        if let Some(day) = ORDINALS.iter().position(|day| part == *day) {
            let day = u16::try_from(day).ok()?.saturating_add(1);
            return Some(Self::Number(day, 2));
        }
        let is_named = |names: &&[&str]| {
            let mut starts = names.iter().map(|name| name.as_bytes());
            starts.any(|start| part.starts_with(start))
        };
        let named = MONTHS.iter().position(is_named);
        let month = named.or_else(|| ROMAN.iter().position(|month| part == *month));
        let month = u16::try_from(month?).ok()?;
        Some(Self::Month(month.saturating_add(1)))
    }
}

/// The length of the run of digits or of letters at the start.
fn run(text: &[u8]) -> usize {
    let is_kind: fn(&u8) -> bool = match text.first() {
        Some(first) if first.is_ascii_digit() => u8::is_ascii_digit,
        Some(first) if first.is_ascii_alphabetic() || (0xC3..=0xDF).contains(first) => is_letter,
        _ => return 0,
    };
    text.iter()
        .position(|byte| !is_kind(byte))
        .unwrap_or(text.len())
}

/// Of two bytes in UTF-8 too; dashes and spaces beyond ASCII have three.
fn is_letter(byte: &u8) -> bool {
    byte.is_ascii_alphabetic() || (0x80..=0xBF).contains(byte) || (0xC3..=0xDF).contains(byte)
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
            "14.iii.1962",
            "14 marz 1962",
            "14 mars 62",
            "14 de marzo de 1962",
            "14 марта 1962",
            "fourteenth of march, 1962",
            "1962073",
            "196203141015",
            "1962年3月14日",
        ] {
            assert!(finds(text.as_bytes(), |day| day == (1962, 3, 14)), "{text}");
        }
    }

    #[test]
    fn six_digits_are_a_day_in_any_order() {
        let found = |text: &str| finds_six_digits(text.as_bytes(), |day| day == (1962, 3, 14));
        for text in ["620314", "dob140362", "031462."] {
            assert!(found(text), "{text}");
        }
        for text in ["6203140", "320314", "abcdef", "140262"] {
            assert!(!found(text), "{text}");
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
    fn days_between_dates_are_counted_over_leap_days() {
        for (before, after, days) in [
            ("20240228", "20240301", 2),
            ("20230228", "20230301", 1),
            ("19991231", "20000101", 1),
            ("20240101", "20230101", -365),
            ("19000301", "20000301", 36_525),
        ] {
            assert_eq!(between(before.as_bytes(), after.as_bytes()), Some(days));
        }
        assert_eq!(between(b"", b"20240101"), None);
    }

    #[test]
    fn a_value_is_read_with_and_without_its_separators() {
        assert_eq!(of_value(b"1962.03.14"), Some((1962, 3, 14)));
        assert_eq!(of_value(b"19620314101500.5"), Some((1962, 3, 14)));
        assert_eq!(of_value(b"19000101"), None);
        assert_eq!(of_value(b"nonsense"), None);
    }
}
