//! Finds needles among bytes: in every encoding, spelling and form that a person would recognise.
//!
//! In comes a value; out come the needles that stand in it. Text is read as it is written, folded, by its looks, with its
//! letters spaced out, backwards, and with a letter wrong; whatever else is written in it, in base64 or a compressed
//! stream, is unfolded and read again ([`unfold`](super::unfold)). In bytes that are no text only what chance can't have
//! put there counts ([`evidence`](super::evidence)). A needle that is a word of the trade is not looked for: a patient
//! called Head would hold every image.
//!
//! Of everybody in an export ([`Search::among`]) a short word, a common one or a number of few digits says nothing by
//! itself: among a thousand people somebody is called Best, and somebody has the number 10012.
//!
//! | file | job |
//! |---|---|
//! | `forms` | needles in every form that they are looked for in |
//! | `text` | words, what bytes may say, which of them are text |
//! | `numbers` | digits in groups |
//! | `hits` | what was found in one value |

mod forms;
mod hits;
mod numbers;
mod text;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use dicom_core::VR;

use super::anywhere::Anywhere;
use super::evidence;
use super::finding::{Kind, Rank};
use super::fold::{fold, look};
use super::near::Near;
use super::needles::{Born, Needles, What, is_placeholder};
use super::unfold;
use super::words;
use crate::dicom::charset::CharacterSet;
use hits::Hits;
use numbers::FEWEST_IN_GROUPS;
pub use text::is_like_text;
use text::{
    counts_in_text, is_digest, is_inside_number, is_printable, pack, spaced_out, split, texts,
};
pub(super) use text::{readings, technical_words};

/// What kind of bytes are searched.
#[derive(Debug, Clone, Copy)]
pub enum Haystack<'a> {
    /// Text in a character set, which may be a lie.
    Text(VR, &'a CharacterSet),
    /// Text of an attribute for technical terms: short words there say little.
    Technical(VR, &'a CharacterSet),
    Bytes,
}

/// Whose needles are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those of the patient whose image it is.
    One,
    /// Those of everybody in an export.
    Everybody,
}

/// Needles made ready for searching.
pub struct Search {
    scope: Scope,
    /// As they may be written, in lower case.
    forms: Anywhere<Needle>,
    /// Letters and digits of identifiers that people write with gaps.
    packed: Anywhere<What>,
    /// By their looks, inside words.
    looks: Anywhere<What>,
    /// By their looks, as words that they nearly are.
    near: Near<What>,
    /// By their looks, as whole words.
    whole: HashMap<String, What>,
    /// Two words of a name, alone or side by side.
    pairs: HashSet<String>,
    /// Digits of identifiers, noughts at their start left out.
    numbers: HashSet<String>,
    born: Born,
    /// How much is enough among bytes.
    enough: evidence::Tenths,
}

#[derive(Clone, Copy)]
struct Needle {
    what: What,
    /// Counts only as a whole word of text.
    whole_word: bool,
    /// Counts only between other characters than digits.
    whole_number: bool,
}

/// From this length a needle counts inside a word and among bytes that are no text.
const LONG: usize = 5;

/// Of everybody's numbers, shorter ones are something else's too.
const FEWEST_OF_EVERYBODY: usize = 6;

/// UIDs of fewer digits are somebody's example.
const SHORTEST_UID: usize = 12;

/// Shorter names stand over the gap between two words by chance.
const LONG_SPLIT: usize = 7;

impl Search {
    /// For the needles of one patient.
    pub fn new(needles: &Needles) -> Self {
        Self::of(needles, Scope::One)
    }

    /// For the needles of everybody in an export.
    pub fn among(needles: &Needles) -> Self {
        Self::of(needles, Scope::Everybody)
    }

    fn of(needles: &Needles, scope: Scope) -> Self {
        let mut search = Self {
            scope,
            forms: Anywhere::default(),
            packed: Anywhere::default(),
            looks: Anywhere::default(),
            near: Near::default(),
            whole: HashMap::new(),
            pairs: needles.pairs.clone(),
            numbers: needles.numbers.clone(),
            born: needles.born_of(scope),
            enough: 0,
        };
        if scope == Scope::Everybody {
            search.pairs.retain(|pair| says_something(pair));
            search.numbers.retain(|number| !is_placeholder(number));
        }
        for (text, what) in &needles.texts {
            if technical_words().contains(text.as_str()) {
                continue;
            }
            let is_of_a_maker = || *what == What::Place && needles.is_of_a_maker(text);
            let is_nobodys = is_placeholder(text);
            if scope == Scope::Everybody && (is_nobodys || is_of_a_maker()) {
                continue;
            }
            search.add_text(text, *what, is_nobodys);
            if !is_nobodys && !is_of_a_maker() {
                search.add_looks(text, *what);
            }
        }
        for word in &needles.place_words {
            if !needles.is_of_a_maker(word) && !words::is_known(&look(word)) {
                search.whole.entry(look(word)).or_insert(What::Place);
            }
        }
        for uid in &needles.own_uids {
            let packed = pack(uid.as_bytes());
            if packed.len() < SHORTEST_UID || is_placeholder(&packed) {
                continue;
            }
            search.add_text(uid, What::Uid, false);
            search.packed.add(packed.as_bytes(), What::Uid);
        }
        for raw in &needles.raw {
            let needle = Needle {
                what: What::NameWord(u32::MAX, 0),
                whole_word: false,
                whole_number: false,
            };
            search.add(raw, needle);
        }
        let weak = search
            .forms
            .all()
            .filter(|(form, _)| !evidence::is_strong(form));
        search.enough = evidence::enough(weak.count());
        search
    }

    /// Whether a DA or DT value begins with a birth date.
    pub fn is_birth_date(&self, value: &[u8]) -> bool {
        self.born.has(value)
    }

    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// What stands in these bytes of the needles, the surest if there are several.
    pub fn finds(&self, bytes: &[u8], haystack: Haystack<'_>) -> Option<(Kind, Rank)> {
        let mut found = match haystack {
            Haystack::Bytes => self.reads_bytes(bytes),
            Haystack::Text(vr, set) => self.reads_text(bytes, vr, set, Text::Free),
            Haystack::Technical(vr, set) => self.reads_text(bytes, vr, set, Text::Technical),
        };
        let is_text = !matches!(haystack, Haystack::Bytes);
        let utf_8 = CharacterSet::from_value(b"ISO_IR 192");
        for layer in unfold::layers(bytes) {
            if found.is_some_and(|(_, rank)| rank == Rank::Certain) {
                break;
            }
            let kind = match layer.is_spelt && is_text {
                true => Text::Free,
                false => Text::AmongBytes,
            };
            let is_text = is_text && (layer.is_spelt || is_like_text(&layer.bytes));
            let here = match is_text {
                true => self.reads_text(&layer.bytes, VR::UT, &utf_8, kind),
                false => self.reads_bytes(&layer.bytes),
            };
            found = surer(found, here);
        }
        found
    }

    /// Needles that chance can't have put there, and what stands in parts that are text.
    fn reads_bytes(&self, bytes: &[u8]) -> Option<(Kind, Rank)> {
        let mut hits = Hits::default();
        let folded = bytes.to_ascii_lowercase();
        for at in 0..folded.len() {
            for (length, needle) in self.forms.at(folded.get(at..).unwrap_or_default()) {
                let form = at..at.saturating_add(length);
                // Digits within more digits are chance's, or a UID's.
                let said = folded.get(form.clone()).unwrap_or_default();
                let is_of_number =
                    said.iter().all(u8::is_ascii_digit) && is_inside_number(&folded, &form);
                let counts = !needle.whole_word && !is_of_number;
                if counts && evidence::of(bytes, form) >= self.enough {
                    hits.add(needle.what, false);
                }
            }
        }
        let mut found = hits.verdict(false);
        let utf_8 = CharacterSet::from_value(b"ISO_IR 192");
        for text in texts(bytes) {
            let here = self.reads_text(text, VR::UT, &utf_8, Text::AmongBytes);
            found = surer(found, here);
        }
        found.or_else(|| self.finds_spelt(bytes))
    }

    /// Identifiers among bytes that are written with other gaps than in the original, so long that chance writes none.
    fn finds_spelt(&self, bytes: &[u8]) -> Option<(Kind, Rank)> {
        // Letters of two bytes, of which one is nought.
        let mut last = 0;
        let mut is_half =
            |byte: &u8| is_printable(std::mem::replace(&mut last, *byte)) && *byte == 0;
        let narrow: Vec<u8> = bytes
            .iter()
            .copied()
            .filter(|byte| !is_half(byte))
            .collect();
        let is_one = |run: &[u8]| {
            let packed = || self.finds_packed(&run.to_ascii_lowercase(), FEWEST_IN_GROUPS);
            self.finds_number(run, FEWEST_IN_GROUPS) || packed().is_some()
        };
        let has_one = |bytes: &[u8]| {
            let runs = bytes.split(|byte| !is_printable(*byte));
            let mut long = runs.filter(|run| run.len() >= FEWEST_IN_GROUPS);
            long.any(is_one)
        };
        (has_one(bytes) || has_one(&narrow)).then_some((Kind::Identifier, Rank::Likely))
    }

    fn reads_text(
        &self,
        bytes: &[u8],
        vr: VR,
        character_set: &CharacterSet,
        kind: Text,
    ) -> Option<(Kind, Rank)> {
        let mut hits = Hits::default();
        let mut texts = vec![bytes.to_ascii_lowercase()];
        let readings = match !bytes.is_ascii() || bytes.contains(&0x1B) {
            true => readings(bytes, vr, character_set),
            false => vec![String::from_utf8_lossy(bytes).into_owned()],
        };
        if !bytes.is_ascii() || bytes.contains(&0x1B) {
            texts.extend(readings.iter().map(|reading| fold(reading).into_bytes()));
        }
        for text in &texts {
            self.pass(text, kind, &mut hits);
        }
        if !hits.any() {
            for reading in &readings {
                self.reads_words(reading, &mut hits);
            }
        }
        if !hits.any() {
            let found = texts.iter().find_map(|text| self.finds_packed(text, 0));
            found.into_iter().for_each(|what| hits.add(what, false));
        }
        let mut verdict = hits.verdict(kind == Text::Technical);
        if verdict.is_none_or(|(_, rank)| rank == Rank::Weak) {
            if texts.iter().any(|text| self.finds_pair(text)) {
                verdict = Some((Kind::WholeName, Rank::Likely));
            } else if texts.iter().any(|text| self.finds_number(text, 0)) {
                verdict = Some((Kind::Identifier, Rank::Likely));
            } else if texts.iter().any(|text| self.born.is_in(text)) {
                verdict = Some((Kind::BirthDate, Rank::Likely));
            }
        }
        verdict
    }

    /// Names by their looks: in a word, in letters that stand apart, in words one after another, nearly.
    fn reads_words(&self, reading: &str, hits: &mut Hits) {
        if self.looks.is_empty() && self.whole.is_empty() {
            return;
        }
        let folded = fold(reading);
        let alike = look(reading);
        let mut words = split(&alike);
        let mut plain = split(&folded);
        let apart = spaced_out(&words);
        plain.extend(apart.iter().cloned().map(Cow::Owned));
        words.extend(apart.into_iter().map(Cow::Owned));
        let mut seen = HashSet::new();
        for (word, plain) in words.iter().zip(&plain) {
            if word.len() < LONG
                || !seen.insert((word, plain))
                || words::is_known(word)
                || is_digest(plain)
            {
                continue;
            }
            // A number that looks like a name is none.
            let digits = plain.bytes().filter(u8::is_ascii_digit).count();
            let is_number = digits.saturating_mul(2) > plain.len();
            let counts = |what: &What| !is_number || *what == What::Identifier;
            let bytes = word.as_bytes();
            let inside = (0..bytes.len())
                .flat_map(|at| self.looks.at(bytes.get(at..).unwrap_or_default()))
                .map(|(_, what)| what);
            let whole = self.whole.get(word.as_ref()).copied();
            let nearly = whole.or_else(|| self.near.find(word));
            for what in inside.chain(nearly).filter(counts) {
                hits.add(what, false);
            }
        }
        // From the start of one word to the end of another.
        let joined = words.concat();
        let ends: Vec<usize> = words
            .iter()
            .scan(0_usize, |end, word| {
                *end = end.saturating_add(word.len());
                Some(*end)
            })
            .collect();
        let starts = std::iter::once(&0).chain(&ends);
        for (start, own_end) in starts.zip(&ends) {
            let rest = joined.as_bytes().get(*start..).unwrap_or_default();
            for (length, what) in self.looks.at(rest) {
                let end = start.saturating_add(length);
                let is_of_words = ends.binary_search(&end).is_ok() && end > *own_end;
                if is_of_words && self.is_split_name(&words, &ends, *start..end) {
                    hits.add(what, false);
                }
            }
        }
    }

    /// Whether words one after another are one that was split, and no words of their own: `breast on` is no Mr Breaston.
    /// A short one is, if one letter was split from it: `o hare`.
    fn is_split_name(&self, words: &[Cow<'_, str>], ends: &[usize], part: Range<usize>) -> bool {
        let within = ends.iter().zip(words);
        let within = within.filter(|(at, _)| **at > part.start && **at <= part.end);
        let mut unknown = within
            .map(|(_, word)| word)
            .filter(|word| !words::is_known(word));
        let is_letter = |word: &Cow<'_, str>| word.chars().nth(1).is_none();
        match part.len() >= LONG_SPLIT {
            true => unknown.next().is_some(),
            false => {
                let (letters, rest): (Vec<_>, Vec<_>) = unknown.partition(|word| is_letter(word));
                letters.len() == 1 && rest.len() == 1
            }
        }
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

    fn pass(&self, folded: &[u8], kind: Text, hits: &mut Hits) {
        for at in 0..folded.len() {
            for (length, needle) in self.forms.at(folded.get(at..).unwrap_or_default()) {
                let form = at..at.saturating_add(length);
                let is_of_chance = needle.whole_word && kind == Text::AmongBytes;
                let is_of_number = needle.whole_number && is_inside_number(folded, &form);
                if !is_of_chance && !is_of_number && counts_in_text(folded, form, needle.whole_word)
                {
                    hits.add(needle.what, needle.whole_word);
                }
            }
        }
    }

    /// Identifiers of so many letters and digits, whatever stands between these.
    fn finds_packed(&self, text: &[u8], fewest: usize) -> Option<What> {
        if self.packed.is_empty() || !text.iter().any(u8::is_ascii_digit) {
            return None;
        }
        let packed = pack(text);
        let packed = packed.as_bytes();
        let mut places = 0..packed.len();
        places.find_map(|at| {
            let mut found = self.packed.at(packed.get(at..)?);
            let found = found.find(|(length, _)| *length >= fewest);
            found.map(|(_, what)| what)
        })
    }
}

/// What kind of text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    Free,
    Technical,
    /// Letters among bytes, of which short words say nothing.
    AmongBytes,
}

fn surer(one: Option<(Kind, Rank)>, other: Option<(Kind, Rank)>) -> Option<(Kind, Rank)> {
    match (one, other) {
        (Some(one), Some(other)) if other.1 > one.1 => Some(other),
        (Some(one), _) => Some(one),
        (None, other) => other,
    }
}

/// Whether two words of a name, with a space or as one, are more than two words that everybody uses.
fn says_something(pair: &str) -> bool {
    let mut words = pair.split(' ');
    let fewest = if pair.contains(' ') { LONG + 1 } else { LONG };
    pair.len() >= fewest && !words.all(|word| words::is_known(&look(word)))
}

#[cfg(test)]
mod tests;
