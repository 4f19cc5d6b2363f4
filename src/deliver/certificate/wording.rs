//! What a person decided about words that leave: how much, and never which.

use super::text::row;
use crate::deid::WordingCounts;

/// A row for each kind of decision that was made.
pub(super) fn decided(counts: Option<WordingCounts>) -> Vec<String> {
    let Some(counts) = counts else {
        return Vec::new();
    };
    let rows = [
        (counts.texts_struck, "texts struck out whole"),
        (counts.words_struck, "words struck out of every text"),
        (
            counts.words_brought_back,
            "words that the cleaning had cut, kept in a text",
        ),
        (counts.of_one_case, "of these for one case alone"),
    ];
    let rows = rows.into_iter().filter(|(count, _)| *count > 0);
    let rows = rows.map(|(count, words)| row(count, words));
    let whose =
        "Decided by the person who did this, whose name is not known to Darkroom.".to_owned();
    rows.chain([whose]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_counted_and_nothing_else_is_said() {
        assert!(decided(None).is_empty());
        let counts = WordingCounts {
            texts_struck: 2,
            words_struck: 0,
            words_brought_back: 1,
            of_one_case: 0,
        };
        let lines = decided(Some(counts));
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].trim(), "2  texts struck out whole");
        assert!(lines[2].contains("not known"));
    }
}
