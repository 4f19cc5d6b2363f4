//! What the options of a policy make of a row of Table E.1-1, which is [`crate::standard::profile`]'s.

use super::policy::Policy;
use crate::standard::profile::{Code, ProfileOption, Row};

impl Row {
    /// What the options of a policy make of this row: cleaning outweighs keeping, and either the basic action.
    pub fn choice(&self, policy: &Policy) -> Option<(Code, ProfileOption)> {
        let chosen = |wanted: Code| {
            policy
                .options()
                .find(|option| self.option(*option) == Some(wanted))
                .map(|option| (wanted, option))
        };
        chosen(Code::C).or_else(|| chosen(Code::K))
    }
}
