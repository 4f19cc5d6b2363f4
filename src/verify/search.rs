//! Finds needles among bytes: case-folded, accent-folded, in every encoding, in one pass.
//!
//! In comes a value; out come the needles that stand in it. Needles shorter than five letters count in text only, as
//! whole words; in other bytes chance would find them everywhere. A needle that is a word of the trade is not looked
//! for: a patient called Head would hold every image.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

use dicom_core::VR;
use encoding_rs::Encoding;

use super::anywhere::Anywhere;
use super::finding::{Kind, Rank};
use super::fold::fold;
use super::needles::{Needles, What};
use crate::dicom::charset::CharacterSet;

/// What kind of bytes are searched.
#[derive(Debug, Clone, Copy)]
pub enum Haystack<'a> {
    /// Text in a character set, which may be a lie.
    Text(VR, &'a CharacterSet),
    /// Text of an attribute for technical terms: short words there say little.
    Technical(VR, &'a CharacterSet),
    Bytes,
}

/// Needles made ready for searching.
pub struct Search {
    /// As they may be written, in lower case.
    forms: Anywhere<Needle>,
    /// Letters and digits of identifiers that people write with gaps.
    packed: Anywhere<()>,
    /// Two words of a name, alone or side by side.
    pairs: HashSet<String>,
    /// Digits of identifiers, noughts at their start left out.
    numbers: HashSet<String>,
}

#[derive(Clone, Copy)]
struct Needle {
    what: What,
    /// Counts only as a whole word of text.
    whole_word: bool,
}

/// From this length a needle counts inside a word and among bytes that are no text.
const LONG: usize = 5;

/// Numbers of fewer digits stand among others by chance once the gaps are gone.
const PACKED_DIGITS: usize = 8;

/// Between the groups of one number stand no more bytes than these.
const WIDEST_GAP: usize = 6;

/// Nobody has more digits.
const LONGEST_NUMBER: usize = 24;

/// The same for numbers with letters.
const PACKED: usize = 6;

/// Encodings besides UTF-8, UTF-16 and Latin-1 in which letters that are not ASCII are written.
static ENCODINGS: &[&Encoding] = &[
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_3,
    encoding_rs::ISO_8859_4,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_6,
    encoding_rs::ISO_8859_7,
    encoding_rs::ISO_8859_8,
    encoding_rs::ISO_8859_15,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1251,
    encoding_rs::WINDOWS_1253,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::WINDOWS_874,
    encoding_rs::KOI8_R,
    encoding_rs::IBM866,
    encoding_rs::GB18030,
    encoding_rs::BIG5,
    encoding_rs::SHIFT_JIS,
    encoding_rs::EUC_JP,
    encoding_rs::EUC_KR,
];

impl Search {
    pub fn new(needles: &Needles) -> Self {
        let mut search = Self {
            forms: Anywhere::default(),
            packed: Anywhere::default(),
            pairs: needles.pairs.clone(),
            numbers: needles.numbers.clone(),
        };
        for (text, what) in &needles.texts {
            if !technical_words().contains(text.as_str()) {
                search.add_text(text, *what);
            }
        }
        for raw in &needles.raw {
            let needle = Needle {
                what: What::NameWord(u32::MAX, 0),
                whole_word: false,
            };
            search.add(raw, needle);
        }
        search
    }

    /// What is looked for among samples too: every form that counts among bytes, and whole names as people write them.
    pub(super) fn long_forms(&self) -> Vec<(Vec<u8>, (Kind, Rank))> {
        let mut long = Vec::new();
        for (form, needle) in self.forms.all().filter(|(_, needle)| !needle.whole_word) {
            let mut hits = Hits::default();
            hits.add(needle.what, false);
            let found = hits.verdict(false).map(|found| (form.to_vec(), found));
            long.extend(found);
        }
        for pair in self.pairs.iter().filter(|pair| pair.contains(' ')) {
            let found = (Kind::WholeName, Rank::Certain);
            let mut wide: Vec<u8> = pair.encode_utf16().flat_map(u16::to_le_bytes).collect();
            wide.pop();
            long.extend([(pair.as_bytes().to_vec(), found), (wide, found)]);
        }
        long
    }

    fn add_text(&mut self, text: &str, what: What) {
        let is_short = text.chars().count() < LONG && text.len() < LONG;
        let needle = Needle {
            what,
            whole_word: is_short,
        };
        self.add(text.as_bytes(), needle);
        if text.is_ascii() {
            if !is_short {
                self.add_wide(text, needle);
            }
        } else {
            let upper = text.to_uppercase();
            let lower = upper.to_lowercase();
            for spelling in [text, &upper, &lower, &capitalised(text)] {
                self.add_encoded(spelling, needle);
            }
        }
        if what == What::Identifier {
            let packed = pack(text.as_bytes());
            let digits = packed.bytes().filter(u8::is_ascii_digit).count();
            let is_long = packed.len() >= PACKED && digits < packed.len();
            if digits > 0 && (is_long || digits >= PACKED_DIGITS) {
                self.packed.add(packed.as_bytes(), ());
            }
        }
    }

    /// UTF-16. Without its last nought a text that starts and ends in a nought's half is found in both byte orders.
    fn add_wide(&mut self, text: &str, needle: Needle) {
        let mut little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        if little.last() == Some(&0) {
            little.pop();
        }
        self.add(&little, needle);
        if !text.is_ascii() {
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            self.add(&big, needle);
        }
    }

    fn add_encoded(&mut self, text: &str, needle: Needle) {
        self.add(text.as_bytes(), needle);
        self.add_wide(text, needle);
        let latin_1: Option<Vec<u8>> = text
            .chars()
            .map(|letter| u8::try_from(u32::from(letter)).ok())
            .collect();
        if let Some(latin_1) = latin_1 {
            self.add(&latin_1, needle);
        }
        for encoding in ENCODINGS {
            let (bytes, _, unmappable) = encoding.encode(text);
            if !unmappable {
                self.add(&bytes, needle);
            }
        }
    }

    fn add(&mut self, bytes: &[u8], needle: Needle) {
        // Three bytes of another encoding than ASCII stand everywhere.
        if !bytes.is_ascii() && bytes.len() < 4 {
            return;
        }
        self.forms.add(&bytes.to_ascii_lowercase(), needle);
    }

    /// What stands in these bytes of the needles, the surest if there are several.
    pub fn finds(&self, bytes: &[u8], haystack: Haystack<'_>) -> Option<(Kind, Rank)> {
        let mut hits = Hits::default();
        let folded = bytes.to_ascii_lowercase();
        let (vr, character_set) = match haystack {
            Haystack::Bytes => {
                self.pass(&folded, false, &mut hits);
                return hits.verdict(false);
            }
            Haystack::Text(vr, character_set) | Haystack::Technical(vr, character_set) => {
                (vr, character_set)
            }
        };
        let is_technical = matches!(haystack, Haystack::Technical(..));
        let mut texts = vec![folded];
        if !bytes.is_ascii() || bytes.contains(&0x1B) {
            let readings = readings(bytes, vr, character_set);
            texts.extend(readings.iter().map(|reading| fold(reading).into_bytes()));
        }
        for text in &texts {
            self.pass(text, true, &mut hits);
        }
        if !hits.any() && texts.iter().any(|text| self.finds_packed(text)) {
            hits.add(What::Identifier, false);
        }
        let verdict = hits.verdict(is_technical);
        if verdict.is_none_or(|(_, rank)| rank == Rank::Weak) {
            if texts.iter().any(|text| self.finds_pair(text)) {
                return Some((Kind::WholeName, Rank::Likely));
            }
            if texts.iter().any(|text| self.finds_number(text)) {
                return Some((Kind::Identifier, Rank::Likely));
            }
        }
        verdict
    }

    /// Two words of one name, however short, as one word or side by side.
    fn finds_pair(&self, text: &[u8]) -> bool {
        let mut last: &[u8] = &[];
        let words = text.split(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
        for word in words.filter(|word| !word.is_empty()) {
            let is_pair =
                |text: &[u8]| std::str::from_utf8(text).is_ok_and(|text| self.pairs.contains(text));
            if is_pair(word) || is_pair(&[last, b" ", word].concat()) {
                return true;
            }
            last = word;
        }
        false
    }

    /// The digits of an identifier, as a number by itself or in groups.
    fn finds_number(&self, text: &[u8]) -> bool {
        if self.numbers.is_empty() {
            return false;
        }
        let mut groups: Vec<String> = Vec::new();
        let mut gap = 0;
        let mut in_digits = false;
        for byte in text {
            if byte.is_ascii_digit() {
                if !in_digits {
                    if gap > WIDEST_GAP {
                        groups.clear();
                    }
                    groups.push(String::new());
                }
                groups
                    .iter_mut()
                    .for_each(|group| group.push(char::from(*byte)));
                (in_digits, gap) = (true, 0);
                continue;
            }
            if in_digits && groups.iter().any(|group| self.is_number(group)) {
                return true;
            }
            groups.retain(|group| group.len() <= LONGEST_NUMBER);
            in_digits = false;
            gap = match byte.is_ascii_alphanumeric() || *byte == b'\\' {
                true => WIDEST_GAP.saturating_add(1),
                false => gap.saturating_add(1),
            };
        }
        in_digits && groups.iter().any(|group| self.is_number(group))
    }

    /// Whether a run of digits is that of an identifier but for noughts at its start.
    pub(super) fn is_number(&self, digits: &str) -> bool {
        self.numbers.contains(digits.trim_start_matches('0'))
    }

    fn pass(&self, folded: &[u8], is_text: bool, hits: &mut Hits) {
        for at in 0..folded.len() {
            for (length, needle) in self.forms.at(folded.get(at..).unwrap_or_default()) {
                let form = at..at.saturating_add(length);
                let counts = match is_text {
                    false => !needle.whole_word,
                    true => counts_in_text(folded, form, needle.whole_word),
                };
                if counts {
                    hits.add(needle.what, needle.whole_word);
                }
            }
        }
    }

    /// Identifiers, whatever stands between their letters and digits.
    fn finds_packed(&self, text: &[u8]) -> bool {
        !self.packed.is_empty()
            && text.iter().any(u8::is_ascii_digit)
            && self.packed.stand_in(pack(text).as_bytes())
    }
}

/// What was found in one value.
#[derive(Default)]
struct Hits {
    /// Words of names: which name, and which of its words was found first.
    names: HashMap<u32, usize>,
    found: Option<(Kind, bool)>,
}

impl Hits {
    fn add(&mut self, what: What, is_short: bool) {
        let (kind, is_short) = match what {
            What::WholeName => (Kind::WholeName, false),
            What::Identifier => (Kind::Identifier, is_short),
            What::Place => (Kind::Place, is_short),
            What::NameWord(name, word) => {
                let first = *self.names.entry(name).or_insert(word);
                let is_whole = name != u32::MAX && first != word;
                match is_whole {
                    true => (Kind::WholeName, false),
                    false => (Kind::NameWord, is_short),
                }
            }
        };
        let weight = |(kind, is_short): (Kind, bool)| match (kind, is_short) {
            (Kind::WholeName, _) => 5,
            (Kind::Identifier, false) => 4,
            (Kind::NameWord, false) => 3,
            (_, false) => 2,
            _ => 1,
        };
        if self
            .found
            .is_none_or(|found| weight(found) < weight((kind, is_short)))
        {
            self.found = Some((kind, is_short));
        }
    }

    fn any(&self) -> bool {
        self.found.is_some()
    }

    fn verdict(self, is_technical: bool) -> Option<(Kind, Rank)> {
        let (kind, is_short) = self.found?;
        let rank = match (kind, is_short) {
            (_, true) if is_technical => Rank::Weak,
            (Kind::WholeName | Kind::Identifier, false) => Rank::Certain,
            _ => Rank::Likely,
        };
        Some((kind, rank))
    }
}

/// With a capital: how a name is mostly written.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Letters and digits alone.
fn pack(text: &[u8]) -> String {
    text.iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(|&byte| char::from(byte))
        .collect()
}

/// What bytes that are not plain ASCII may say: by their character set, and by the two that most lies are written in.
pub(super) fn readings(bytes: &[u8], vr: VR, character_set: &CharacterSet) -> Vec<String> {
    if bytes.is_ascii() && !bytes.contains(&0x1B) {
        return vec![character_set.decode(vr, bytes)];
    }
    // Also in VRs that have no character set, where somebody wrote letters all the same.
    let vr = if vr == VR::PN { vr } else { VR::UT };
    let mut readings = vec![
        character_set.decode(vr, bytes),
        CharacterSet::default().decode(vr, bytes),
        bytes.iter().map(|&byte| char::from(byte)).collect(),
    ];
    if let Ok(text) = std::str::from_utf8(bytes) {
        readings.push(text.to_owned());
    }
    readings.sort_unstable();
    readings.dedup();
    readings
}

/// No word of the trade has more bytes.
const LONGEST_TECHNICAL: usize = 64;

/// Whether a needle found in text is more than a word of the trade.
fn counts_in_text(text: &[u8], form: Range<usize>, whole_word: bool) -> bool {
    let is_gap = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    let before = text.get(..form.start).unwrap_or_default();
    let after = text.get(form.end..).unwrap_or_default();
    if whole_word {
        let ends = |next: Option<&u8>| next.is_none_or(is_gap);
        if !ends(before.last()) || !ends(after.first()) {
            return false;
        }
    }
    // A text may be one word: what is longer than any of the trade is not followed to its end.
    let letters = |beside: &mut dyn Iterator<Item = &u8>| {
        beside
            .take(LONGEST_TECHNICAL)
            .take_while(|byte| !is_gap(byte))
            .count()
    };
    let start = form.start.saturating_sub(letters(&mut before.iter().rev()));
    let end = form.end.saturating_add(letters(&mut after.iter()));
    let word = text.get(start..end).unwrap_or_default();
    !std::str::from_utf8(word).is_ok_and(|word| technical_words().contains(word))
}

/// Words of imaging, of makers and of our own stamps that are also names; they say nothing of a patient.
pub(super) fn technical_words() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        include_str!("technical_words.txt")
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_needle_inside_a_word_of_the_trade_does_not_count_and_in_a_longer_word_it_does() {
        let words = technical_words();
        assert!(words.iter().all(|word| word.len() < LONGEST_TECHNICAL));
        let word = words.iter().find(|word| word.len() > 6).unwrap();
        let text = format!("x {word}. {}{word}", "x".repeat(LONGEST_TECHNICAL));
        let counts = |at: usize| counts_in_text(text.as_bytes(), at..at + 5, false);
        assert!(!counts(2) && !counts(word.len() - 3));
        assert!(counts(text.len() - 5) && counts(text.len() - word.len()));
    }
}
