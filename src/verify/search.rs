//! Finds needles among bytes: case-folded, as UTF-8, Latin-1 and UTF-16, in one pass.
//!
//! In comes a value; out comes whether a needle stands in it. Needles shorter than five letters count in text only, as
//! whole words; in other bytes chance would find them everywhere.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::needles::Needles;

/// What kind of bytes are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Haystack {
    Text,
    Bytes,
}

/// Needles made ready for searching.
pub struct Search {
    /// By their first two bytes, so that most places need one look.
    by_start: HashMap<[u8; 2], Vec<Form>>,
    /// Whether any needle starts with this byte.
    starts: [bool; 256],
    /// Digits of identifiers that people write with gaps.
    numbers: Vec<String>,
}

struct Form {
    bytes: Vec<u8>,
    /// Counts only as a whole word of text.
    whole_word: bool,
}

/// From this length a needle counts inside a word and among bytes that are no text.
const LONG: usize = 5;

impl Search {
    pub fn new(needles: &Needles) -> Self {
        let mut search = Self {
            by_start: HashMap::new(),
            starts: [false; 256],
            numbers: Vec::new(),
        };
        for text in needles
            .texts
            .iter()
            .filter(|text| !technical_words().contains(text.as_str()))
        {
            let whole_word = text.chars().count() < LONG;
            for spelling in [text.clone(), text.to_uppercase()] {
                search.add(spelling.as_bytes(), whole_word);
                if let Some(latin) = latin_1(&spelling) {
                    search.add(&latin, whole_word);
                }
                if !whole_word {
                    search.add(
                        &spelling
                            .encode_utf16()
                            .flat_map(u16::to_le_bytes)
                            .collect::<Vec<u8>>(),
                        false,
                    );
                }
            }
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if digits.len() >= 8 {
                search.numbers.push(digits);
            }
        }
        needles.raw.iter().for_each(|raw| search.add(raw, false));
        search
    }

    fn add(&mut self, bytes: &[u8], whole_word: bool) {
        let bytes = bytes.to_ascii_lowercase();
        let [first, second, ..] = *bytes.as_slice() else {
            return;
        };
        self.starts[usize::from(first)] = true;
        let forms = self.by_start.entry([first, second]).or_default();
        if forms.iter().all(|form| form.bytes != bytes) {
            forms.push(Form { bytes, whole_word });
        }
    }

    /// Whether any needle stands in these bytes.
    pub fn finds(&self, bytes: &[u8], haystack: Haystack) -> bool {
        let folded = bytes.to_ascii_lowercase();
        for (at, start) in folded.array_windows::<2>().enumerate() {
            let [first, _] = *start;
            if !self.starts[usize::from(first)] {
                continue;
            }
            let Some(forms) = self.by_start.get(start) else {
                continue;
            };
            let rest = folded.get(at..).unwrap_or_default();
            for form in forms.iter().filter(|form| rest.starts_with(&form.bytes)) {
                let counts = match haystack {
                    Haystack::Bytes => !form.whole_word,
                    Haystack::Text => counts_in_text(&folded, at, form),
                };
                if counts {
                    return true;
                }
            }
        }
        haystack == Haystack::Text && self.finds_number(&folded)
    }

    /// Numbers of eight digits or more, whatever stands between the digits.
    fn finds_number(&self, text: &[u8]) -> bool {
        if self.numbers.is_empty() || text.iter().filter(|byte| byte.is_ascii_digit()).count() < 8 {
            return false;
        }
        let digits: String = text
            .iter()
            .filter(|byte| !matches!(byte, b' ' | b'-' | b'/' | b'.'))
            .map(|&byte| char::from(byte))
            .collect();
        self.numbers
            .iter()
            .any(|number| digits.contains(number.as_str()))
    }
}

/// Whether a needle found in text is more than a word of the trade.
fn counts_in_text(text: &[u8], at: usize, form: &Form) -> bool {
    let is_gap = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    let end = at.saturating_add(form.bytes.len());
    let before = text.get(..at).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let word_start = before
        .iter()
        .rposition(is_gap)
        .map_or(0, |gap| gap.saturating_add(1));
    let word_end = after
        .iter()
        .position(is_gap)
        .map_or(text.len(), |gap| end.saturating_add(gap));
    if form.whole_word && (word_start, word_end) != (at, end) {
        return false;
    }
    let word = text.get(word_start..word_end).unwrap_or_default();
    !std::str::from_utf8(word).is_ok_and(|word| technical_words().contains(word))
}

fn latin_1(text: &str) -> Option<Vec<u8>> {
    if text.is_ascii() {
        return None;
    }
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).ok())
        .collect()
}

/// Words of imaging, of makers and of our own stamps that are also names; they say nothing of a patient.
fn technical_words() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        include_str!("technical_words.txt")
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect()
    })
}
