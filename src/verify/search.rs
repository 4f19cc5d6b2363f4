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

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

use dicom_core::VR;
use encoding_rs::Encoding;

use super::anywhere::Anywhere;
use super::evidence;
use super::finding::{Kind, Rank};
use super::fold::{fold, look};
use super::near::{self, Near};
use super::needles::{Born, Needles, What, is_placeholder};
use super::unfold;
use super::words;
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

/// Numbers of fewer digits stand among others by chance once the gaps are gone.
const PACKED_DIGITS: usize = 8;

/// Between the groups of one number stand no more bytes than these.
const WIDEST_GAP: usize = 6;

/// Nobody has more digits.
const LONGEST_NUMBER: usize = 24;

/// The same for numbers with letters.
const PACKED: usize = 6;

/// Of everybody's numbers, shorter ones are something else's too; and shorter ones in groups.
const FEWEST_OF_EVERYBODY: usize = 6;
const FEWEST_IN_GROUPS: usize = 8;

/// Shorter numbers are not looked for backwards.
const BACKWARDS: usize = 8;

/// UIDs of fewer digits are somebody's example.
const SHORTEST_UID: usize = 12;

/// Longer words of digits and the first letters are digests.
const LONGEST_HEX: usize = 16;

/// Shorter places are not looked for as one word.
const LONG_PLACE: usize = 10;

/// Shorter names stand over the gap between two words by chance.
const LONG_SPLIT: usize = 7;

/// Text among bytes: from this length it is text for sure; from the shorter one if it has an end on both sides.
const SURELY_TEXT: usize = 24;
const SHORT_TEXT: usize = 6;

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

    /// `is_nobodys`: it counts only as a whole word.
    fn add_text(&mut self, text: &str, what: What, is_nobodys: bool) {
        let is_short = is_nobodys || (text.chars().count() < LONG && text.len() < LONG);
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        if self.scope == Scope::Everybody {
            // What a word alone does not tell; two of one name are found as a pair.
            let is_few = is_number && text.len() < FEWEST_OF_EVERYBODY;
            let is_common =
                matches!(what, What::NameWord(..) | What::Place) && words::is_known(&look(text));
            if is_short || is_few || is_common {
                return;
            }
        }
        let needle = Needle {
            what,
            whole_word: is_short,
            whole_number: is_number && self.scope == Scope::Everybody,
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
            let counts = digits >= PACKED_DIGITS && self.scope == Scope::One;
            if digits > 0 && (is_long || counts) {
                self.packed.add(packed.as_bytes(), what);
                if packed.len() >= BACKWARDS {
                    self.packed.add(backwards(&packed).as_bytes(), what);
                }
            }
        }
    }

    /// Names by their looks, as people disguise them; identifiers of letters and digits, which are taken for one another.
    fn add_looks(&mut self, text: &str, what: What) {
        let alike = look(text);
        let letters = alike.chars().filter(|letter| letter.is_alphanumeric());
        let alike: String = letters.collect();
        let count = alike.chars().count();
        match what {
            What::NameWord(..) | What::WholeName => {
                let is_one = what != What::WholeName;
                // A number in a name's place is no name.
                let is_word = text.chars().filter(|letter| letter.is_alphabetic()).count() >= LONG;
                if !is_word || words::is_known(&alike) {
                    return;
                }
                self.looks.add(alike.as_bytes(), what);
                if count >= near::SHORTEST {
                    if is_one {
                        self.near.add(&alike, what);
                    }
                    for disguise in [backwards(&alike), look(&rotated(text))] {
                        if !words::is_known(&disguise) {
                            self.looks.add(disguise.as_bytes(), what);
                        }
                    }
                }
            }
            What::Identifier => {
                let has = |kind: fn(&u8) -> bool| text.bytes().any(|byte| kind(&byte));
                let is_mixed = has(u8::is_ascii_alphabetic) && has(u8::is_ascii_digit);
                if is_mixed && count >= PACKED && !words::is_known(&alike) {
                    self.looks.add(alike.as_bytes(), what);
                }
            }
            What::Place => {
                if count >= LONG_PLACE && !words::is_known(&alike) {
                    self.looks.add(alike.as_bytes(), what);
                }
            }
            What::Uid => {}
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
            let here = match is_text && is_like_text(&layer.bytes) {
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
                if !needle.whole_word && evidence::of(bytes, form) >= self.enough {
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
        found
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
            let found = texts.iter().find_map(|text| self.finds_packed(text));
            found.into_iter().for_each(|what| hits.add(what, false));
        }
        let mut verdict = hits.verdict(kind == Text::Technical);
        if verdict.is_none_or(|(_, rank)| rank == Rank::Weak) {
            if texts.iter().any(|text| self.finds_pair(text)) {
                verdict = Some((Kind::WholeName, Rank::Likely));
            } else if texts.iter().any(|text| self.finds_number(text)) {
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
        for (word, plain) in words.iter().zip(&plain) {
            if word.len() < LONG || words::is_known(word) || is_digest(plain) {
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
                if is_of_words
                    && length >= LONG_SPLIT
                    && !self.are_known(&words, &ends, *start, end)
                {
                    hits.add(what, false);
                }
            }
        }
    }

    /// Whether all words of a part are known: `breast on` is no Mr Breaston.
    fn are_known(&self, words: &[Cow<'_, str>], ends: &[usize], start: usize, end: usize) -> bool {
        let within = ends.iter().zip(words);
        let mut within = within.filter(|(at, _)| **at > start && **at <= end);
        within.all(|(_, word)| words::is_known(word))
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
        // Digits from each group on, and how many groups they were.
        let mut groups: Vec<(String, usize)> = Vec::new();
        let mut gap = 0;
        let mut in_digits = false;
        for byte in text {
            if byte.is_ascii_digit() {
                if !in_digits {
                    if gap > WIDEST_GAP {
                        groups.clear();
                    }
                    groups.push((String::new(), 0));
                    groups
                        .iter_mut()
                        .for_each(|(_, count)| *count = count.saturating_add(1));
                }
                groups
                    .iter_mut()
                    .for_each(|(digits, _)| digits.push(char::from(*byte)));
                (in_digits, gap) = (true, 0);
                continue;
            }
            if in_digits && groups.iter().any(|group| self.is_number(group)) {
                return true;
            }
            groups.retain(|(digits, _)| digits.len() <= LONGEST_NUMBER);
            in_digits = false;
            gap = match byte.is_ascii_alphanumeric() || *byte == b'\\' {
                true => WIDEST_GAP.saturating_add(1),
                false => gap.saturating_add(1),
            };
        }
        in_digits && groups.iter().any(|group| self.is_number(group))
    }

    /// Whether a run of digits is that of an identifier but for noughts at its start.
    fn is_number(&self, (digits, groups): &(String, usize)) -> bool {
        let digits = digits.trim_start_matches('0');
        let fewest = match (self.scope, groups) {
            (Scope::One, _) => 0,
            (Scope::Everybody, 1) => FEWEST_OF_EVERYBODY,
            (Scope::Everybody, _) => FEWEST_IN_GROUPS,
        };
        digits.len() >= fewest && self.numbers.contains(digits)
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

    /// Identifiers, whatever stands between their letters and digits.
    fn finds_packed(&self, text: &[u8]) -> Option<What> {
        if self.packed.is_empty() || !text.iter().any(u8::is_ascii_digit) {
            return None;
        }
        let packed = pack(text);
        let packed = packed.as_bytes();
        let mut places = 0..packed.len();
        places.find_map(|at| {
            let found = self.packed.at(packed.get(at..)?).next();
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

/// Whether digits stand right beside a part.
fn is_inside_number(text: &[u8], form: &Range<usize>) -> bool {
    let before = text.get(..form.start).and_then(<[u8]>::last);
    let after = text.get(form.end);
    [before, after]
        .into_iter()
        .flatten()
        .any(u8::is_ascii_digit)
}

/// Whether two words of a name, with a space or as one, are more than two words that everybody uses.
fn says_something(pair: &str) -> bool {
    let mut words = pair.split(' ');
    pair.len() > LONG && !words.all(|word| words::is_known(&look(word)))
}

fn split(text: &str) -> Vec<Cow<'_, str>> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(Cow::Borrowed)
        .collect()
}

/// Whether a word is a digest or a checksum, in which any few letters stand somewhere.
fn is_digest(word: &str) -> bool {
    word.len() > LONGEST_HEX && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Words of which one after another are letters by themselves, as one: `q u i x`.
fn spaced_out(words: &[Cow<'_, str>]) -> Vec<String> {
    let runs = words.split(|word| word.chars().nth(1).is_some());
    runs.filter(|run| run.len() >= LONG)
        .map(<[Cow<'_, str>]>::concat)
        .collect()
}

fn backwards(text: &str) -> String {
    text.chars().rev().collect()
}

/// Thirteen letters on, as jokes are hidden.
fn rotated(text: &str) -> String {
    let turn = |letter: char, first: u8| {
        let at = u32::from(letter).saturating_sub(u32::from(first));
        char::from_u32(at.saturating_add(13) % 26 + u32::from(first)).unwrap_or(letter)
    };
    let letters = text.chars().map(|letter| match letter {
        'a'..='z' => turn(letter, b'a'),
        'A'..='Z' => turn(letter, b'A'),
        _ => letter,
    });
    letters.collect()
}

fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')
}

/// Whether bytes can be read as text: UTF-8 without control characters, or nearly all of them plain.
fn is_like_text(bytes: &[u8]) -> bool {
    let odd = bytes.iter().filter(|byte| !is_printable(**byte)).count();
    let is_utf_8 = || {
        let has_control = bytes
            .iter()
            .any(|byte| *byte < b' ' && !is_printable(*byte));
        !has_control && std::str::from_utf8(bytes).is_ok()
    };
    odd.saturating_mul(10) <= bytes.len() || is_utf_8()
}

/// The parts of bytes that are text: long ones, those that have an end on both sides, or all of it.
fn texts(bytes: &[u8]) -> Vec<&[u8]> {
    let said = trimmed(bytes);
    if said.len() >= SHORT_TEXT && is_like_text(said) {
        return vec![said];
    }
    let mut texts = Vec::new();
    for part in bytes.split(|byte| *byte == 0) {
        if part.len() >= SHORT_TEXT && is_like_text(part) {
            texts.push(part);
            continue;
        }
        let runs = part.split(|byte| !is_printable(*byte));
        texts.extend(runs.filter(|run| run.len() >= SURELY_TEXT));
    }
    texts
}

/// Without noughts and spaces at its ends.
fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [0 | b' ', rest @ ..] | [rest @ .., 0 | b' '] = bytes {
        bytes = rest;
    }
    bytes
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
            What::Uid => (Kind::OriginalUid, false),
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
            (Kind::Identifier | Kind::OriginalUid, false) => 4,
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
            (Kind::WholeName | Kind::Identifier | Kind::OriginalUid, false) => Rank::Certain,
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
