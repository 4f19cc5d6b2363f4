//! What a person decided about words that leave: texts and words that are struck out, and cut words that are kept.
//!
//! In comes what is typed or pressed; out comes what the door asks. A struck text goes from every attribute in which it
//! would leave, however it is capitalised and spaced; a struck word goes from every text. A word is brought back in the
//! one text in which a person saw it, and only if it says nothing that identifies: that is judged for every image anew,
//! by the door, since the same text may stand in the header of somebody of that name. Holds patient values: it goes
//! into orders, and into no file, log or error.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fold;

/// Decisions about words that leave. Cheap to clone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Wording(Arc<Decided>);

#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Decided {
    /// Folded, with single spaces.
    texts: BTreeSet<String>,
    /// Folded.
    words: BTreeSet<String>,
    /// A text with single spaces, and a word of it, folded.
    back: BTreeSet<(String, String)>,
}

/// How many decisions of each kind there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordingCounts {
    /// Texts that were struck out whole.
    pub texts_struck: usize,
    /// Words that were struck out of every text.
    pub words_struck: usize,
    /// Words that the cleaning had cut, kept in a text.
    pub words_brought_back: usize,
    /// Of all of these, those for one case alone.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub of_one_case: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl WordingCounts {
    /// Adds those of a case by itself.
    pub fn add_of_one_case(&mut self, own: Self) {
        let own_all = [own.texts_struck, own.words_struck, own.words_brought_back];
        self.texts_struck = self.texts_struck.saturating_add(own.texts_struck);
        self.words_struck = self.words_struck.saturating_add(own.words_struck);
        self.words_brought_back = self
            .words_brought_back
            .saturating_add(own.words_brought_back);
        let of_one = own_all.into_iter().fold(0, usize::saturating_add);
        self.of_one_case = self.of_one_case.saturating_add(of_one);
    }
}

impl Wording {
    /// Strikes a text out, or lets it leave again; whether anything changed. A blank text strikes nothing.
    pub fn strike_text(&mut self, text: &str, strikes: bool) -> bool {
        let text = spaced(&fold(text));
        !text.is_empty() && set(&mut Arc::make_mut(&mut self.0).texts, text, strikes)
    }

    /// Strikes a word out, or lets it leave again; whether anything changed. What is no single word strikes nothing.
    pub fn strike_word(&mut self, word: &str, strikes: bool) -> bool {
        let mut words = words(word);
        match (words.next(), words.next()) {
            (Some(word), None) => set(&mut Arc::make_mut(&mut self.0).words, fold(word), strikes),
            _ => false,
        }
    }

    /// Keeps a word in a text from which it would be cut, or cuts it again; whether anything changed.
    pub fn bring_back(&mut self, text: &str, word: &str, keeps: bool) -> bool {
        let key = (spaced(text), fold(word));
        set(&mut Arc::make_mut(&mut self.0).back, key, keeps)
    }

    /// How many decisions there are.
    pub fn counts(&self) -> WordingCounts {
        WordingCounts {
            texts_struck: self.0.texts.len(),
            words_struck: self.0.words.len(),
            words_brought_back: self.0.back.len(),
            of_one_case: 0,
        }
    }

    /// All that is decided here or there.
    pub fn add(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        let decided = Arc::make_mut(&mut self.0);
        decided.texts.extend(other.0.texts.iter().cloned());
        decided.words.extend(other.0.words.iter().cloned());
        decided.back.extend(other.0.back.iter().cloned());
    }

    /// Whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.counts() == WordingCounts::default()
    }

    /// Whether a text is struck out whole.
    pub fn is_text_struck(&self, text: &str) -> bool {
        !self.0.texts.is_empty() && self.0.texts.contains(&spaced(&fold(text)))
    }

    /// Whether a word is struck out.
    pub fn is_word_struck(&self, word: &str) -> bool {
        !self.0.words.is_empty() && self.0.words.contains(&fold(word))
    }

    /// Whether a text is struck out, or a word that stands in it.
    pub fn strikes(&self, text: &str) -> bool {
        self.is_text_struck(text)
            || !self.0.words.is_empty() && words(text).any(|word| self.is_word_struck(word))
    }

    /// Whether a word of a text is brought back.
    pub fn is_brought_back(&self, text: &str, word: &str) -> bool {
        !self.0.back.is_empty() && self.0.back.contains(&(spaced(text), fold(word)))
    }

    /// The words of a text that are brought back, folded.
    pub(super) fn brought_back(&self, text: &str) -> Vec<&str> {
        if self.0.back.is_empty() {
            return Vec::new();
        }
        let text = spaced(text);
        let of_text = self.0.back.iter().filter(|(of, _)| *of == text);
        of_text.map(|(_, word)| word.as_str()).collect()
    }
}

/// Puts something into a set or takes it out; whether that changed anything.
fn set<T: Ord>(of: &mut BTreeSet<T>, value: T, is_in: bool) -> bool {
    match is_in {
        true => of.insert(value),
        false => of.remove(&value),
    }
}

/// With one space between words, and none around.
fn spaced(text: &str) -> String {
    let parts = text.split(|letter: char| letter.is_whitespace() || letter == '\0');
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts =
        text.split(|letter: char| !letter.is_alphanumeric() && !super::fold::is_mark(letter));
    parts.filter(|word| !word.is_empty())
}

impl Serialize for Wording {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Wording {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Decided::deserialize(deserializer).map(|decided| Self(Arc::new(decided)))
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Wording(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_struck_however_it_is_spaced_and_capitalised() {
        let mut wording = Wording::default();
        assert!(wording.strike_text(" Knee  Marlpit", true));
        assert!(!wording.strike_text("knee marlpit", true));
        assert!(wording.strikes("KNEE MARLPIT "));
        assert!(!wording.strikes("knee"));
        assert!(wording.strike_text("Knee Marlpit", false));
        assert!(wording.is_empty());
        assert!(!wording.strike_text(" \0", true));
    }

    #[test]
    fn a_word_is_struck_as_a_whole_word_alone() {
        let mut wording = Wording::default();
        assert!(wording.strike_word("Müller", true));
        assert!(wording.strikes("seen_MULLER 2"));
        assert!(!wording.strikes("mullers"));
        assert!(!wording.strike_word("two words", true) && !wording.strike_word("-", true));
        assert_eq!(wording.counts().words_struck, 1);
    }

    #[test]
    fn what_is_decided_travels_and_is_not_printed() {
        let mut wording = Wording::default();
        wording.bring_back("knee Marlpit", "Marlpit", true);
        wording.strike_text("x y", true);
        let text = serde_json::to_string(&wording).unwrap();
        assert_eq!(serde_json::from_str::<Wording>(&text).unwrap(), wording);
        assert_eq!(format!("{wording:?}"), "Wording(hidden)");
        assert!(wording.is_brought_back("knee  Marlpit", "marlpit"));
        assert!(!wording.is_brought_back("Marlpit", "marlpit"));
    }
}
