//! Strings that are looked for at every place of a value, however many there are.
//!
//! In come bytes in lower case and what they stand for; out comes what begins at a place. By two first bytes it is
//! known how long the strings are that begin so, and one look in a table for each length says whether one of them is
//! there. Of a longer string its first [`MOST`] bytes are looked for, which is the stricter way.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Bytes of a string that are compared.
pub const MOST: usize = 64;

/// Strings of two bytes or more.
#[derive(Clone)]
pub struct Anywhere<T> {
    what: HashMap<Vec<u8>, T>,
    /// Lengths by the first two bytes, each once.
    lengths: HashMap<[u8; 2], Vec<usize>>,
    /// Whether any begins with this byte, because most bytes of a long value begin none.
    starts: Box<[bool; 256]>,
}

/// What they stand for decides: the rest follows from it.
impl<T: PartialEq> PartialEq for Anywhere<T> {
    fn eq(&self, other: &Self) -> bool {
        self.what == other.what
    }
}

impl<T> Default for Anywhere<T> {
    fn default() -> Self {
        Self {
            what: HashMap::new(),
            lengths: HashMap::new(),
            starts: Box::new([false; 256]),
        }
    }
}

impl<T: Copy> Anywhere<T> {
    /// Adds a string, unless it is there: the first one counts.
    pub fn add(&mut self, string: &[u8], what: T) {
        let string = cut(string);
        let [first, second, ..] = *string else {
            return;
        };
        let Entry::Vacant(vacant) = self.what.entry(string.to_vec()) else {
            return;
        };
        vacant.insert(what);
        if let Some(starts) = self.starts.get_mut(usize::from(first)) {
            *starts = true;
        }
        let lengths = self.lengths.entry([first, second]).or_default();
        if !lengths.contains(&string.len()) {
            lengths.push(string.len());
        }
    }

    pub fn is_empty(&self) -> bool {
        self.what.is_empty()
    }

    /// The strings.
    pub fn all(&self) -> impl Iterator<Item = (&[u8], T)> {
        let all = self.what.iter();
        all.map(|(string, what)| (string.as_slice(), *what))
    }

    /// Whether a value is one of the strings.
    pub fn contains(&self, value: &[u8]) -> bool {
        self.what.contains_key(cut(value))
    }

    /// What begins where this text does, each with its length.
    pub fn at<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = (usize, T)> + 'a {
        let start = text.first_chunk::<2>();
        let lengths = start
            .filter(|[first, _]| self.starts.get(usize::from(*first)) == Some(&true))
            .and_then(|start| self.lengths.get(start));
        lengths.into_iter().flatten().filter_map(|&length| {
            let what = self.what.get(text.get(..length)?)?;
            Some((length, *what))
        })
    }

    /// Whether any of them stands in a text.
    pub fn stand_in(&self, text: &[u8]) -> bool {
        let mut places = 0..text.len();
        !self.is_empty()
            && places.any(|at| self.at(text.get(at..).unwrap_or_default()).next().is_some())
    }
}

fn cut(string: &[u8]) -> &[u8] {
    string.get(..MOST).unwrap_or(string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn of_a_long_string_its_beginning_is_enough() {
        let mut anywhere = Anywhere::default();
        anywhere.add(&b"quixotham".repeat(20), 1);
        let text = [&b"x"[..], &b"quixotham".repeat(8)].concat();
        assert!(anywhere.stand_in(&text) && !anywhere.stand_in(&text[..60]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn it_finds_what_looking_for_each_string_by_itself_finds(
            strings in prop::collection::vec("[ab]{2,7}", 0..12),
            text in "[ab ]{0,40}",
        ) {
            let mut anywhere = Anywhere::default();
            for string in &strings {
                anywhere.add(string.as_bytes(), ());
            }
            for at in 0..text.len() {
                let rest = &text.as_bytes()[at..];
                let mut found: Vec<usize> = anywhere.at(rest).map(|(length, ())| length).collect();
                found.sort_unstable();
                let mut plain: Vec<usize> = strings
                    .iter()
                    .filter(|string| rest.starts_with(string.as_bytes()))
                    .map(String::len)
                    .collect();
                plain.sort_unstable();
                plain.dedup();
                prop_assert_eq!(found, plain);
            }
            let plain = strings.iter().any(|string| text.contains(string.as_str()));
            prop_assert_eq!(anywhere.stand_in(text.as_bytes()), plain);
        }
    }
}
