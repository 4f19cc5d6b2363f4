//! Short lists of words that are written where they are used.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Shorter lists are read through.
const SHORT: usize = 60;

thread_local! {
    /// Lists as sets, by where they stand.
    static SETS: RefCell<HashMap<(usize, usize), HashSet<&'static str>>> = RefCell::default();
}

/// Whether a word is in a list, in which spaces part words.
pub fn among(list: &'static str, word: &str) -> bool {
    if list.len() < SHORT {
        return list
            .split(' ')
            .any(|known| known == word && !known.is_empty());
    }
    SETS.with_borrow_mut(|sets| {
        sets.entry((list.as_ptr().addr(), list.len()))
            .or_insert_with(|| list.split_ascii_whitespace().collect())
            .contains(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whole_in_lists_of_any_length() {
        const LONG: &str =
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
        for list in ["one two", LONG] {
            assert!(among(list, "one") && among(list, "two"), "{list}");
            assert!(
                !among(list, "on") && !among(list, "") && !among(list, "one two"),
                "{list}"
            );
        }
    }
}
