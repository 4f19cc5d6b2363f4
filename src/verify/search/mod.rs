//! Finds needles among bytes: in every encoding, spelling and form that a person would recognise.
//!
//! In comes a value; out come the needles that stand in it. Text is read as it is written, folded, by its looks, with
//! its letters spaced out, backwards, and with a letter wrong; whatever else is written in it, in base64 or a
//! compressed stream, is unfolded and read again ([`unfold`](super::unfold)). In bytes that are no text only what
//! chance can't have put there counts ([`evidence`](super::evidence)). A needle that is a word of the trade is not
//! looked for: a patient called Head would hold every image.
//!
//! Of everybody in an export ([`Search::among`]) a short word, a common one or a number of few digits says nothing by
//! itself: among a thousand people somebody is called Best, and somebody has the number 10012.
//!
//! | file | job |
//! |---|---|
//! | `forms` | needles in every form that they are looked for in |
//! | `read` | reads bytes and texts for them |
//! | `text` | words, what bytes may say, which of them are text |
//! | `spelt` | names cut short, glued, of few letters |
//! | `numbers` | digits in groups |
//! | `hits` | what was found in one value |
//! | `silent` | texts in which nothing was found before |

mod forms;
mod hits;
mod numbers;
mod read;
mod silent;
mod spelt;
mod text;

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use dicom_core::VR;

use super::anywhere::Anywhere;
use super::evidence;
use super::finding::{Kind, Rank};
use super::fold::look;
use super::near::Near;
use super::needles::{Born, Needles, What, is_placeholder};
use super::samples::Shared;
use super::unfold;
use super::words;
use crate::dicom::charset::CharacterSet;
use silent::Silent;
use spelt::Spelt;
pub use text::is_like_text;
use text::pack;
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
    /// What most images of a patient share.
    ready: Arc<Ready>,
    /// UIDs of the study and of what is in it, some of which are this image's alone.
    own: Written,
    /// How much is enough among bytes.
    enough: evidence::Tenths,
}

/// Needles but for UIDs.
pub struct Ready {
    scope: Scope,
    written: Written,
    /// By their looks, inside words.
    looks: Anywhere<What>,
    /// By their looks, as words that they nearly are.
    near: Near<What>,
    /// By their looks, as whole words.
    whole: HashMap<String, What>,
    /// Two words of a name, alone or side by side.
    pairs: HashSet<String>,
    /// Digits of identifiers, zeros at their start left out.
    numbers: HashSet<String>,
    born: Born,
    /// Of one patient.
    spelt: Spelt,
    /// Forms that are not strong among bytes by themselves.
    weak: usize,
    /// Texts that hold none of these.
    silent: Silent,
    /// The same for samples, where somebody asked.
    in_samples: OnceLock<Shared>,
}

/// Needles in the forms in which they are written.
struct Written {
    scope: Scope,
    /// In lower case.
    forms: Anywhere<Needle>,
    /// Letters and digits of identifiers that people write with gaps.
    packed: Anywhere<What>,
}

impl Deref for Search {
    type Target = Ready;

    fn deref(&self) -> &Ready {
        &self.ready
    }
}

#[derive(Clone, Copy)]
struct Needle {
    what: What,
    /// Counts only as a whole word of text.
    whole_word: bool,
    /// Counts only between other characters than digits.
    whole_number: bool,
    /// A name that everybody uses as a word, too: in a sentence it says nothing by itself.
    is_everyday: bool,
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
        Self::with(Arc::new(Ready::of(needles, scope)), needles)
    }

    /// For needles of which all but UIDs are ready.
    pub(super) fn with(ready: Arc<Ready>, needles: &Needles) -> Self {
        let mut own = Written::new(ready.scope);
        for uid in &needles.own_uids {
            let packed = pack(uid.as_bytes());
            if packed.len() < SHORTEST_UID || is_placeholder(&packed) {
                continue;
            }
            own.add_text(uid, What::Uid, false);
            own.packed.add(packed.as_bytes(), What::Uid);
        }
        let enough = evidence::enough(ready.weak.saturating_add(own.weak()));
        Self { ready, own, enough }
    }

    /// What begins where this text does, in lower case, each with its length.
    fn forms_at<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = (usize, Needle)> + 'a {
        let shared = self.ready.written.forms.at(text);
        shared.chain(self.own.forms.at(text))
    }

    /// The same of letters and digits alone.
    fn packed_at<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = (usize, What)> + 'a {
        let shared = self.ready.written.packed.at(text);
        shared.chain(self.own.packed.at(text))
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
        let is_technical = match haystack {
            Haystack::Bytes => return self.reads(bytes, haystack).0,
            Haystack::Text(..) => false,
            Haystack::Technical(..) => true,
        };
        if self.silent.has(bytes, is_technical) && !self.own.may_stand_in(bytes) {
            return None;
        }
        let (found, is_plain) = self.reads(bytes, haystack);
        if found.is_none() && is_plain {
            self.silent.keep(bytes, is_technical);
        }
        found
    }

    /// The same read anew, and whether nothing can be written in these bytes but what they show.
    fn reads(&self, bytes: &[u8], haystack: Haystack<'_>) -> (Option<(Kind, Rank)>, bool) {
        let mut found = match haystack {
            Haystack::Bytes => self.reads_bytes(bytes),
            Haystack::Text(vr, set) => self.reads_text(bytes, vr, set, Text::Free),
            Haystack::Technical(vr, set) => self.reads_text(bytes, vr, set, Text::Technical),
        };
        let is_text = !matches!(haystack, Haystack::Bytes);
        let utf_8 = CharacterSet::from_value(b"ISO_IR 192");
        let layers = unfold::layers(bytes);
        let is_plain = layers.is_empty();
        for layer in layers {
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
        (found, is_plain)
    }
}

impl Ready {
    /// Of the needles of one patient.
    pub(super) fn of_one(needles: &Needles) -> Self {
        Self::of(needles, Scope::One)
    }

    fn of(needles: &Needles, scope: Scope) -> Self {
        let mut ready = Self {
            scope,
            written: Written::new(scope),
            looks: Anywhere::default(),
            near: Near::default(),
            whole: HashMap::new(),
            pairs: needles.pairs.clone(),
            numbers: needles.numbers.clone(),
            born: needles.born_of(scope),
            spelt: match scope {
                Scope::One => Spelt::of(needles),
                Scope::Everybody => Spelt::default(),
            },
            weak: 0,
            silent: Silent::default(),
            in_samples: OnceLock::new(),
        };
        if scope == Scope::Everybody {
            ready.pairs.retain(|pair| says_something(pair));
            ready.numbers.retain(|number| !is_placeholder(number));
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
            ready.written.add_text(text, *what, is_nobodys);
            if !is_nobodys && !is_of_a_maker() {
                ready.add_looks(text, *what);
            }
        }
        for word in &needles.place_words {
            if !needles.is_of_a_maker(word) && !words::is_known(&look(word)) {
                let alike = look(word);
                ready.near.add(&alike, What::Place);
                ready.whole.entry(alike).or_insert(What::Place);
            }
        }
        for raw in &needles.raw {
            let needle = Needle {
                what: What::NameWord(u32::MAX, 0),
                whole_word: false,
                whole_number: false,
                is_everyday: false,
            };
            ready.written.add(raw, needle);
        }
        ready.weak = ready.written.weak();
        ready
    }
}

impl Written {
    fn new(scope: Scope) -> Self {
        Self {
            scope,
            forms: Anywhere::default(),
            packed: Anywhere::default(),
        }
    }

    /// Whether anything of it is written in a text as it stands, with gaps or without.
    fn may_stand_in(&self, text: &[u8]) -> bool {
        self.forms.stand_in(&text.to_ascii_lowercase())
            || self
                .packed
                .stand_in(pack(text).to_ascii_lowercase().as_bytes())
    }

    /// How many are not strong among bytes by themselves.
    fn weak(&self) -> usize {
        let forms = self.forms.all();
        forms.filter(|(form, _)| !evidence::is_strong(form)).count()
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
