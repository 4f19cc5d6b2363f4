//! The words that texts may keep, and what is known of them besides (`data/`).

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::standard::rows::lines;

/// What a word of the vocabulary is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Says what was examined and how; may stay in a technical phrase even where it is part of a name.
    Protocol,
    /// Says so as well, but never where it is part of a name in this header.
    Term,
    /// A common word of reports.
    Report,
}

struct Vocabulary {
    /// Those of `vocabulary.txt` alone.
    common: HashSet<&'static str>,
    words: HashMap<&'static str, Class>,
    /// Words of English, of which others are formed.
    english: HashSet<&'static str>,
    /// Words of English that say nothing of imaging, and that no list of names has.
    plain: HashSet<&'static str>,
    /// Words that are common names, by an older list of ours.
    names: HashSet<&'static str>,
    given: HashSet<&'static str>,
    family: HashSet<&'static str>,
    /// Words of codes that are names of people too.
    named: HashSet<&'static str>,
    devices: HashSet<&'static str>,
    /// Names of sequences, and what devices call things, that makers put together.
    makers: HashSet<&'static str>,
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

/// Whether it is a plain word of English; given folded.
pub fn is_plain(word: &str) -> bool {
    vocabulary().plain.contains(word)
}

/// What a word of English is, of which others may be formed; given folded.
pub fn english(word: &str) -> Option<Class> {
    let known = vocabulary();
    let singular = || word.strip_suffix('s').filter(|word| word.len() > 4);
    let word = [Some(word), singular()]
        .into_iter()
        .flatten()
        .find(|word| known.english.contains(word))?;
    Some(known.words.get(word).copied().unwrap_or(Class::Report))
}

/// Whether it is a word of English as it stands; given folded.
pub fn is_english(word: &str) -> bool {
    vocabulary().english.contains(word)
}

/// Whether it is a given name, known as a word or not.
pub fn is_given(word: &str) -> bool {
    vocabulary().given.contains(word)
}

/// Whether it is any name that is known here: of unknown words nobody asks.
pub fn is_any_name(word: &str) -> bool {
    let known = vocabulary();
    known.given.contains(word) || known.family.contains(word) || known.names.contains(word)
}

/// Whether it stands in the meaning of a code, and is a name of people as well.
pub fn is_named_in_codes(word: &str) -> bool {
    vocabulary().named.contains(word)
}

/// Whether it is a word of a maker, a model or a part of a device.
pub fn is_of_a_device(word: &str) -> bool {
    vocabulary().devices.contains(word)
}

/// Whether it is a word that makers put together: `ethrive`, `fspgr`; given folded.
pub fn is_of_a_maker(word: &str) -> bool {
    vocabulary().makers.contains(word)
}

/// Whether a word is one of an occupation; given folded.
pub fn is_of_an_occupation(word: &str) -> bool {
    vocabulary().occupations.contains(word)
}

/// Whether it is a common word of imaging, of reports, or of an occupation; given folded.
pub fn is_known_word(word: &str) -> bool {
    let singular = || word.strip_suffix('s').filter(|word| word.len() > 4);
    let common = &vocabulary().common;
    common.contains(word)
        || singular().is_some_and(|word| common.contains(word))
        || is_of_an_occupation(word)
}

/// Words that say what was examined and how.
pub fn protocol_words() -> impl Iterator<Item = &'static str> {
    let words = vocabulary().words.iter();
    words.filter_map(|(word, class)| (*class == Class::Protocol).then_some(*word))
}

/// Words of languages that texts may keep: none that makers put together.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let by_kind = [
        include_str!("../data/vocabulary.txt"),
        include_str!("../data/terms.txt"),
    ];
    let plain = [
        include_str!("../data/foreign.txt"),
        include_str!("../data/reports.txt"),
    ];
    let by_kind = by_kind.into_iter().flat_map(lines);
    let by_kind = by_kind.filter(|line| !line.starts_with("named "));
    let of_kind = by_kind.flat_map(|line| line.split(' ').skip(1));
    of_kind.chain(plain.into_iter().flat_map(words_of))
}

fn words_of(data: &'static str) -> impl Iterator<Item = &'static str> {
    lines(data).flat_map(str::split_ascii_whitespace)
}

fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
    VOCABULARY.get_or_init(|| {
        let mut vocabulary = Vocabulary {
            common: HashSet::new(),
            words: HashMap::new(),
            english: HashSet::new(),
            plain: HashSet::new(),
            names: HashSet::new(),
            given: HashSet::new(),
            family: HashSet::new(),
            named: HashSet::new(),
            devices: words_of(include_str!("../data/devices.txt")).collect(),
            makers: words_of(include_str!("../data/sequences.txt"))
                .chain(words_of(include_str!("../data/descriptions.txt")))
                .collect(),
            occupations: words_of(include_str!("../data/occupations.txt")).collect(),
        };
        for data in [
            include_str!("../data/vocabulary.txt"),
            include_str!("../data/terms.txt"),
            include_str!("../data/names.txt"),
            include_str!("../data/plain.txt"),
        ] {
            lines(data).for_each(|line| vocabulary.add(line));
        }
        let reports = words_of(include_str!("../data/reports.txt"));
        vocabulary.english = vocabulary.words.keys().copied().chain(reports).collect();
        vocabulary.english.extend(vocabulary.plain.iter().copied());
        vocabulary.common = lines(include_str!("../data/vocabulary.txt"))
            .flat_map(|line| line.split(' ').skip(1))
            .collect();
        let technical = [
            include_str!("../data/sequences.txt"),
            include_str!("../data/foreign.txt"),
            include_str!("../data/descriptions.txt"),
        ];
        for word in technical.into_iter().flat_map(words_of) {
            vocabulary.words.entry(word).or_insert(Class::Term);
        }
        for word in words_of(include_str!("../data/reports.txt")) {
            vocabulary.words.entry(word).or_insert(Class::Report);
        }
        vocabulary
    })
}

impl Vocabulary {
    /// Takes in a line of words behind the name of their class.
    fn add(&mut self, line: &'static str) {
        let mut words = line.split(' ');
        let class = match words.next() {
            Some("protocol") => Class::Protocol,
            Some("term") => Class::Term,
            Some("report") => Class::Report,
            Some("plain") => return self.plain.extend(words),
            Some("name") => return self.names.extend(words),
            Some("given") => return self.given.extend(words),
            Some("family") => return self.family.extend(words),
            Some("named") => return self.named.extend(words),
            _ => return,
        };
        for word in words {
            self.words.entry(word).or_insert(class);
        }
    }
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
    fn other_lists_hold_folded_words() {
        let of_lists = [
            include_str!("../data/sequences.txt"),
            include_str!("../data/foreign.txt"),
            include_str!("../data/reports.txt"),
            include_str!("../data/descriptions.txt"),
            include_str!("../data/devices.txt"),
            include_str!("../data/terms.txt"),
            include_str!("../data/names.txt"),
            include_str!("../data/plain.txt"),
            include_str!("../data/formed.txt"),
        ];
        for word in of_lists.into_iter().flat_map(words_of) {
            let folded = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            assert!(!word.is_empty() && word.bytes().all(folded), "{word:?}");
        }
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
