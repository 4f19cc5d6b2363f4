//! Needles in every form that they are looked for in: encodings, looks, without gaps.

use encoding_rs::Encoding;

use super::super::finding::{Kind, Rank};
use super::super::fold::look;
use super::super::near;
use super::super::needles::What;
use super::super::samples::Shared;
use super::super::words;
use super::hits::Hits;
use super::text::pack;
use super::{FEWEST_OF_EVERYBODY, LONG, Needle, Ready, Scope, Search, Written};

/// Numbers of fewer digits stand among others by chance once the gaps are gone.
const PACKED_DIGITS: usize = 8;

/// The same for numbers with letters.
const PACKED: usize = 6;

/// Shorter numbers are not looked for backwards.
const BACKWARDS: usize = 8;

/// Shorter places are not looked for as one word.
const LONG_PLACE: usize = 10;

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

/// A form, and what it is if it is found.
type Long = (Vec<u8>, (Kind, Rank));

impl Search {
    /// What is looked for among samples of this image alone: every form that counts among bytes.
    pub(in crate::verify) fn own_long_forms(&self) -> Vec<Long> {
        self.own.long_forms()
    }

    /// What is looked for among samples of all images alike, made ready once.
    pub(in crate::verify) fn in_samples(&self) -> &Shared {
        let shared = &self.ready.in_samples;
        shared.get_or_init(|| Shared::of(self.ready.long_forms()))
    }
}

impl Ready {
    /// Every form that counts among bytes, and whole names as people write them.
    fn long_forms(&self) -> Vec<Long> {
        let mut long = self.written.long_forms();
        for pair in self.pairs.iter().filter(|pair| pair.contains(' ')) {
            let found = (Kind::WholeName, Rank::Certain);
            let mut wide: Vec<u8> = pair.encode_utf16().flat_map(u16::to_le_bytes).collect();
            wide.pop();
            long.extend([(pair.as_bytes().to_vec(), found), (wide, found)]);
        }
        long
    }
}

impl Written {
    /// Forms that count among bytes.
    fn long_forms(&self) -> Vec<Long> {
        let mut long = Vec::new();
        for (form, needle) in self.forms.all().filter(|(_, needle)| !needle.whole_word) {
            let mut hits = Hits::default();
            hits.add(needle.what, false);
            let found = hits.verdict(false).map(|found| (form.to_vec(), found));
            long.extend(found);
        }
        long
    }

    /// `is_nobodys`: it counts only as a whole word.
    pub(super) fn add_text(&mut self, text: &str, what: What, is_nobodys: bool) {
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
            is_everyday: matches!(what, What::NameWord(..)) && words::is_known(&look(text)),
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

    /// UTF-16. Without its last zero a text that starts and ends in a zero's half is found in both byte orders.
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

    pub(super) fn add(&mut self, bytes: &[u8], needle: Needle) {
        // Three bytes of another encoding than ASCII stand everywhere.
        if !bytes.is_ascii() && bytes.len() < 4 {
            return;
        }
        self.forms.add(&bytes.to_ascii_lowercase(), needle);
    }
}

impl Ready {
    /// Names by their looks, as people disguise them; identifiers of letters and digits, which are taken for one
    /// another.
    pub(super) fn add_looks(&mut self, text: &str, what: What) {
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
}

/// With a capital: how a name is mostly written.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
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
