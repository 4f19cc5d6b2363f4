//! Texts that were judged before: the images of a series say the same again and again.
//!
//! In comes a text whose dates were taken out, and what its attribute is about; out comes what became of it when it
//! was judged by the same identifiers, if it was. Kept beside these (`Identifiers`), it is
//! dropped with them. Never: a text about whose words a person decided something; more texts than a few series have.

use std::cell::RefCell;
use std::collections::HashMap;

use super::About;

/// With more texts than this it begins anew.
const MOST: usize = 512;

/// Longer texts are seldom said twice.
const LONGEST: usize = 1_024;

/// What became of a text that was read once.
#[derive(Clone)]
pub struct Outcome {
    /// Everything of it stays.
    pub is_whole: bool,
    /// What is left of it.
    pub left: String,
}

/// Outcomes by texts.
#[derive(Clone, Default)]
pub struct Judged(RefCell<HashMap<About, HashMap<String, Outcome>>>);

impl Judged {
    /// What became of a text, by `judge` where it is new.
    pub(super) fn of(&self, text: &str, about: About, judge: impl FnOnce() -> Outcome) -> Outcome {
        let known = self.0.borrow();
        if let Some(outcome) = known.get(&about).and_then(|known| known.get(text)) {
            return outcome.clone();
        }
        drop(known);
        let outcome = judge();
        if text.len() <= LONGEST {
            let mut known = self.0.borrow_mut();
            let known = known.entry(about).or_default();
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(text.to_owned(), outcome.clone());
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(judged: &Judged, text: &str, about: About, left: &str) -> String {
        let judge = || Outcome {
            is_whole: false,
            left: left.to_owned(),
        };
        judged.of(text, about, judge).left
    }

    #[test]
    fn a_text_is_judged_once_for_each_thing_that_it_may_be_about() {
        let judged = Judged::default();
        assert_eq!(said(&judged, "Axial", About::Anything, "one"), "one");
        assert_eq!(said(&judged, "Axial", About::Anything, "two"), "one");
        assert_eq!(said(&judged, "Axial", About::Device, "three"), "three");
        assert_eq!(said(&judged, "axial", About::Anything, "four"), "four");
    }

    #[test]
    fn no_more_is_kept_than_a_few_series_say() {
        let judged = Judged::default();
        for number in 0..3 * MOST {
            said(&judged, &number.to_string(), About::Anything, "");
        }
        said(&judged, &"x".repeat(LONGEST + 1), About::Code, "");
        let known = judged.0.borrow();
        assert!(known.values().map(HashMap::len).sum::<usize>() <= MOST);
    }
}
