//! Words that no list has, made of such as are known: `postoperatively`, `hyperenhancing`, `nephroureterectomy`.
//!
//! In comes a word that nobody knows, folded; out comes what it is: it ends as words of medicine alone do, it is a known
//! word behind a prefix, or one with an ending of grammar. Never: a name of people that is made so by chance
//! (`data/formed.txt`), or a word made of one that is a name too.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::vocabulary::{self, Class};
use crate::standard::rows::lines;

/// Shorter words are made of too little.
const SHORTEST: usize = 6;

/// Letters before an ending of medicine.
const SHORTEST_STEM: usize = 3;

/// Letters of a word to which a prefix or an ending is put.
const SHORTEST_WORD: usize = 4;

/// `data/formed.txt`
struct Data {
    /// Ends that words of medicine alone have.
    medical: Vec<&'static str>,
    prefixes: Vec<&'static str>,
    endings: Vec<&'static str>,
    /// Names of people that are made as these words are.
    names: HashSet<&'static str>,
}

/// What a word is that is made of known ones, if it is.
pub(super) fn formed(word: &str) -> Option<Class> {
    let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
    let data = data();
    if word.len() < SHORTEST
        || !is_plain
        || data.names.contains(word)
        || vocabulary::is_any_name(word)
    {
        return None;
    }
    if ends_as_medicine(word) {
        return Some(Class::Term);
    }
    let behind = |prefix: &&&str| {
        word.strip_prefix(**prefix)
            .is_some_and(|rest| known(rest).is_some())
    };
    let prefixed = || data.prefixes.iter().find(behind).map(|_| Class::Term);
    inflected(word).or_else(prefixed)
}

fn ends_as_medicine(word: &str) -> bool {
    let ends = |end: &&str| word.len() >= end.len() + SHORTEST_STEM && word.ends_with(end);
    data().medical.iter().any(ends)
}

/// What a word behind a prefix is.
fn known(word: &str) -> Option<Class> {
    base(word)
        .or_else(|| inflected(word))
        .or_else(|| (word.len() >= SHORTEST && ends_as_medicine(word)).then_some(Class::Term))
}

/// What a word of the lists is that may be part of another.
fn base(word: &str) -> Option<Class> {
    if word.len() < SHORTEST_WORD || vocabulary::is_any_name(word) {
        return None;
    }
    vocabulary::english(word)
}

/// `axials`, which takes no further ending.
fn is_plural(word: &str) -> bool {
    let singular = word.strip_suffix('s');
    singular.is_some_and(vocabulary::is_english)
}

/// A known word with an ending of grammar: `narrowing`, `calcifies`, `stented`.
fn inflected(word: &str) -> Option<Class> {
    let of = |ending: &&str| {
        let stem = word.strip_suffix(*ending)?;
        let is_silent = ending.starts_with(['a', 'e', 'i']) && *ending != "es";
        let silent = || base(&format!("{stem}e")).filter(|_| is_silent);
        let doubled = || {
            let mut last = stem.bytes().rev();
            let is_doubled = last.next() == last.next() && ending.starts_with(['e', 'i']);
            base(stem.get(..stem.len().checked_sub(1)?)?).filter(|_| is_doubled)
        };
        let changed = || base(&format!("{}y", stem.strip_suffix('i')?));
        let hisses =
            || stem.ends_with(['s', 'x', 'z']) || stem.ends_with("ch") || stem.ends_with("sh");
        let plain = || base(stem).filter(|_| !is_plural(stem) && (*ending != "es" || hisses()));
        plain().or_else(silent).or_else(doubled).or_else(changed)
    };
    data().endings.iter().find_map(of)
}

fn data() -> &'static Data {
    static DATA: OnceLock<Data> = OnceLock::new();
    DATA.get_or_init(|| {
        let of = |kind: &'static str| {
            lines(include_str!("../data/formed.txt"))
                .filter_map(move |line| line.strip_prefix(kind)?.strip_prefix(' '))
                .flat_map(|line| line.split(' '))
        };
        Data {
            medical: of("medical").collect(),
            prefixes: of("prefix").collect(),
            endings: of("ending").collect(),
            names: of("name").collect(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_made_of_known_ones_are_known() {
        for word in [
            "nephroureterectomy",
            "hyperenhancing",
            "perihilar",
            "postoperatively",
            "hyperechogenicity",
            "stenting",
            "glomangiosarcoma",
        ] {
            assert!(formed(word).is_some(), "{word}");
        }
    }

    #[test]
    fn names_are_not_made_of_words() {
        for name in [
            "harding",
            "underwood",
            "tripathy",
            "wolfgram",
            "theodosis",
            "quixotham",
            "longley",
            "manning",
        ] {
            assert_eq!(formed(name), None, "{name}");
        }
    }
}
