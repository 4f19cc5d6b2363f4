//! The texts of many headers, each once for each case, with how many images have it.

use std::collections::BTreeMap;
use std::fmt;

use super::LeavingText;

/// Texts of many images, gathered by case. `Case` is whatever tells one case from another.
#[derive(Clone, PartialEq, Eq)]
pub struct GatheredTexts<Case> {
    all: BTreeMap<(Case, LeavingText), usize>,
}

/// One text that leaves, and how often.
#[derive(Clone, PartialEq, Eq)]
pub struct GatheredText<Case> {
    /// Whose images.
    pub case: Case,
    /// Where it stands, before and after.
    pub text: LeavingText,
    /// Images that have it.
    pub images: usize,
}

impl<Case: Ord> Default for GatheredTexts<Case> {
    fn default() -> Self {
        Self {
            all: BTreeMap::new(),
        }
    }
}

impl<Case: Ord + Clone> GatheredTexts<Case> {
    /// Takes in the texts of one image: one that it has several times counts once.
    pub fn add(&mut self, case: &Case, mut texts: Vec<LeavingText>) {
        texts.sort_unstable();
        texts.dedup();
        for text in texts {
            self.add_counted(case, text, 1);
        }
    }

    /// Takes in a text of so many images.
    pub fn add_counted(&mut self, case: &Case, text: LeavingText, images: usize) {
        let count = self.all.entry((case.clone(), text)).or_default();
        *count = count.saturating_add(images);
    }

    /// How many distinct texts there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The most unusual first ([`LeavingText::rank`]), and what few images have before what many have; then by case,
    /// attribute and text.
    pub fn by_unusual(self) -> Vec<GatheredText<Case>> {
        let texts = self.all.into_iter();
        let mut texts: Vec<GatheredText<Case>> = texts
            .map(|((case, text), images)| GatheredText { case, text, images })
            .collect();
        texts.sort_by(|one, other| {
            let rank = |of: &GatheredText<Case>| (of.text.rank(), of.images);
            rank(one).cmp(&rank(other)).then_with(|| {
                let place = |of: &GatheredText<Case>| (of.case.clone(), of.text.clone());
                place(one).cmp(&place(other))
            })
        });
        texts
    }
}

impl<Case> fmt::Debug for GatheredTexts<Case> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("GatheredTexts(hidden)")
    }
}

impl<Case> fmt::Debug for GatheredText<Case> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("GatheredText(hidden)")
    }
}
