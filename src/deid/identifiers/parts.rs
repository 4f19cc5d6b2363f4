//! Many words looked for in one text at once, in a time that does not grow with their number.
//!
//! In come words; out comes where one of them begins. Letters of ASCII count in any case. Of a longer word only its
//! first [`MOST`] bytes are compared: who finds these has found enough. Never: a word that stands there is missed.

use std::collections::HashMap;
use std::ops::Range;

/// Bytes of a word that are compared, so that each place of a text costs little whatever stands there.
const MOST: usize = 64;

/// Bytes by which words are found again; no word has fewer.
const KEY: usize = 4;

/// Words of four bytes or more. None of them begins with another: that one would be found first.
#[derive(Clone, Default)]
pub struct Parts {
    /// In lower case, sorted.
    words: Vec<Vec<u8>>,
    /// Those that begin with these bytes.
    by_key: HashMap<[u8; KEY], Range<usize>>,
    /// A bit for each first byte, because most bytes of a long value start nothing.
    starts: [u64; 4],
}

impl Parts {
    pub fn of(words: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut words: Vec<Vec<u8>> = words
            .into_iter()
            .map(|word| {
                let word = word.as_ref();
                word.get(..MOST).unwrap_or(word).to_ascii_lowercase()
            })
            .filter(|word| word.len() >= KEY)
            .collect();
        words.sort_unstable();
        // What begins with a word stands right behind it.
        words.dedup_by(|next, word| next.starts_with(word));
        let mut by_key: HashMap<[u8; KEY], Range<usize>> = HashMap::new();
        let mut starts = [0; 4];
        for (at, word) in words.iter().enumerate() {
            if let Some(key) = word.first_chunk() {
                let (bits, bit) = place_of(key[0]);
                starts[bits] |= bit;
                let range = by_key.entry(*key).or_insert(at..at);
                range.end = at + 1;
            }
        }
        Self {
            words,
            by_key,
            starts,
        }
    }

    /// The places at which a word begins.
    pub fn places<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        text.iter()
            .enumerate()
            .filter(|(_, byte)| {
                let (bits, bit) = place_of(byte.to_ascii_lowercase());
                self.starts[bits] & bit != 0
            })
            .map(|(at, _)| at)
            .filter(|at| self.begins(text.get(*at..).unwrap_or_default()))
    }

    /// Whether one of the words stands anywhere.
    pub fn stand_in(&self, text: &[u8]) -> bool {
        !self.words.is_empty() && self.places(text).next().is_some()
    }

    /// Whether a text begins with one of the words.
    fn begins(&self, text: &[u8]) -> bool {
        let Some(key) = text.first_chunk::<KEY>() else {
            return false;
        };
        let Some(range) = self.by_key.get(&key.map(|byte| byte.to_ascii_lowercase())) else {
            return false;
        };
        let words = self.words.get(range.clone()).unwrap_or_default();
        let text = text.get(..MOST).unwrap_or(text).to_ascii_lowercase();
        // No word begins with another, so only the last one that is not behind the text can begin it.
        let behind = words.partition_point(|word| *word <= text);
        behind
            .checked_sub(1)
            .and_then(|last| words.get(last))
            .is_some_and(|word| text.starts_with(word))
    }
}

/// Where a byte stands among 256 bits.
fn place_of(byte: u8) -> (usize, u64) {
    (usize::from(byte >> 6), 1 << (byte & 63))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_that_begin_with_one_another_are_found_by_the_shortest() {
        let parts = Parts::of(["ottertonbury", "otterton", "OTTERTON-SMYTHE", "otter"]);
        assert!(parts.places(b"x Otterton otte OTTER").eq([2, 16]));
    }

    #[test]
    fn of_a_long_word_its_beginning_is_enough() {
        let word = "quixotham".repeat(20);
        assert!(Parts::of([&word]).stand_in(word.get(..100).unwrap().as_bytes()));
        assert!(!Parts::of([&word]).stand_in(b"quixothamquixotham"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn it_finds_what_looking_for_each_word_by_itself_finds(
            words in prop::collection::vec("[abAB]{4,9}", 0..12),
            text in "[abAB ]{0,60}",
        ) {
            let lower = text.to_ascii_lowercase();
            let plain: Vec<usize> = (0..text.len())
                .filter(|at| words.iter().any(|word| lower[*at..].starts_with(&word.to_ascii_lowercase())))
                .collect();
            let parts = Parts::of(&words);
            prop_assert_eq!(parts.stand_in(text.as_bytes()), !plain.is_empty());
            prop_assert_eq!(parts.places(text.as_bytes()).collect::<Vec<_>>(), plain);
        }
    }
}
