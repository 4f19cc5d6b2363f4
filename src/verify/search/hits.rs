//! What was found in one value, and how sure it is.

use std::collections::HashMap;

use super::super::finding::{Kind, Rank};
use super::super::needles::What;

/// What was found in one value.
#[derive(Default)]
pub struct Hits {
    /// Words of names: which name, and which of its words was found first.
    names: HashMap<u32, usize>,
    found: Option<(Kind, bool)>,
}

impl Hits {
    pub fn add(&mut self, what: What, is_short: bool) {
        let (kind, is_short) = match what {
            What::WholeName => (Kind::WholeName, false),
            What::Identifier => (Kind::Identifier, is_short),
            What::Uid => (Kind::OriginalUid, false),
            What::Place => (Kind::Place, is_short),
            What::NameWord(name, word) => {
                let first = *self.names.entry(name).or_insert(word);
                let is_whole = name != u32::MAX && first != word;
                match is_whole {
                    true => (Kind::WholeName, false),
                    false => (Kind::NameWord, is_short),
                }
            }
        };
        let weight = |(kind, is_short): (Kind, bool)| match (kind, is_short) {
            (Kind::WholeName, _) => 5,
            (Kind::Identifier | Kind::OriginalUid, false) => 4,
            (Kind::NameWord, false) => 3,
            (_, false) => 2,
            _ => 1,
        };
        if self
            .found
            .is_none_or(|found| weight(found) < weight((kind, is_short)))
        {
            self.found = Some((kind, is_short));
        }
    }

    pub fn any(&self) -> bool {
        self.found.is_some()
    }

    pub fn verdict(self, is_technical: bool) -> Option<(Kind, Rank)> {
        let (kind, is_short) = self.found?;
        let rank = match (kind, is_short) {
            (_, true) if is_technical => Rank::Weak,
            (Kind::WholeName | Kind::Identifier | Kind::OriginalUid, false) => Rank::Certain,
            _ => Rank::Likely,
        };
        Some((kind, rank))
    }
}
