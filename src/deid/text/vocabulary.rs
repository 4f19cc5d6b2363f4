//! The words that free text may keep (`data/vocabulary.txt`).

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::standard::rows::lines;

/// What a word of the vocabulary is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Says what was examined and how.
    Protocol,
    /// A common word of reports.
    Report,
}

struct Vocabulary {
    words: HashMap<&'static str, Class>,
    names: HashSet<&'static str>,
    occupations: HashSet<&'static str>,
}

/// What a word is; given folded.
pub fn class(word: &str) -> Option<Class> {
    let words = &vocabulary().words;
    // A plural goes with its singular.
    let singular = || word.strip_suffix('s').filter(|word| word.len() > 4);
    words.get(word).or_else(|| words.get(singular()?)).copied()
}

/// Whether a word is one of protocols or of reports; given folded.
pub fn is_word(word: &str) -> bool {
    class(word).is_some()
}

/// Whether a word of the vocabulary is also a common name.
pub fn is_also_a_name(word: &str) -> bool {
    vocabulary().names.contains(word)
}

/// Whether a word is one of an occupation; given folded.
pub fn is_of_an_occupation(word: &str) -> bool {
    vocabulary().occupations.contains(word)
}

/// Whether it is any word that this program knows; given folded.
pub fn is_known_word(word: &str) -> bool {
    class(word).is_some() || is_also_a_name(word) || is_of_an_occupation(word)
}

/// Words that say what was examined and how.
pub fn protocol_words() -> impl Iterator<Item = &'static str> {
    let words = vocabulary().words.iter();
    words.filter_map(|(word, class)| (*class == Class::Protocol).then_some(*word))
}

fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
    VOCABULARY.get_or_init(|| {
        let mut vocabulary = Vocabulary {
            words: HashMap::new(),
            names: HashSet::new(),
            occupations: lines(include_str!("../data/occupations.txt"))
                .flat_map(|line| line.split(' '))
                .collect(),
        };
        for line in lines(include_str!("../data/vocabulary.txt")) {
            let mut words = line.split(' ');
            match words.next() {
                Some("protocol") => vocabulary
                    .words
                    .extend(words.map(|word| (word, Class::Protocol))),
                Some("report") => vocabulary
                    .words
                    .extend(words.map(|word| (word, Class::Report))),
                Some("name") => vocabulary.names.extend(words),
                _ => {}
            }
        }
        vocabulary
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_letters_and_each_is_of_one_class() {
        let mut all = HashSet::new();
        for line in lines(include_str!("../data/vocabulary.txt")) {
            let (kind, words) = line.split_once(' ').unwrap();
            assert!(matches!(kind, "protocol" | "report" | "name"));
            for word in words.split(' ') {
                assert!(
                    word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase()),
                    "{word}"
                );
                assert!(kind == "name" || all.insert(word), "{word}");
            }
        }
        assert!(all.len() > 2000);
        assert!(vocabulary().names.iter().all(|name| all.contains(name)));
    }

    #[test]
    fn occupations_are_folded_words() {
        let words = &vocabulary().occupations;
        assert!(words.len() > 500);
        let folded = |word: &&str| word.bytes().all(|b| b.is_ascii_lowercase());
        assert!(words.iter().all(folded));
    }

    #[test]
    fn titles_are_no_words() {
        for title in ["mrs", "miss", "prof", "sir"] {
            assert_eq!(class(title), None, "{title}");
        }
    }
}
