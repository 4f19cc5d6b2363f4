//! The words of a text, and which part of a date each may be.

use super::number;

/// How the months begin, in the languages that headers are written in, accents left out; each after those that begin
/// with it. Of English, German, Dutch, Scandinavian, French, Spanish, Portuguese, Italian, Polish, Czech, Turkish,
/// Finnish, Russian and Greek.
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

/// A run of digits or of letters.
pub(super) struct Word<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) part: Option<Part>,
    /// What stands between it and the word before, and whether one date can go on over it.
    pub(super) gap: &'a [u8],
    pub(super) is_joined: bool,
}

/// The words of a text, fillers left out.
pub(super) fn words(text: &[u8]) -> Vec<Word<'_>> {
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

/// A part of a date.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
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
