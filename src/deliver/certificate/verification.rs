//! What the second reading of the cleaned files came to.
//!
//! Every file that leaves has been read again and found clean; what was found in the others is counted by its kind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clean::HeldReason;
use crate::review::Outcomes;

/// How many cleaned images were read again, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationReport {
    /// Those that were cleaned and then read from the bytes that would leave.
    pub read_again: usize,
    /// Nothing found.
    pub clean: usize,
    /// Held because of what was found.
    pub held: Vec<FoundReport>,
}

/// Images held for one kind of finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundReport {
    /// `an identifier`; never the value.
    pub found: String,
    /// How many of them.
    pub images: usize,
}

impl VerificationReport {
    pub(super) fn of(outcomes: &Outcomes) -> Self {
        let clean = outcomes.values().filter(|outcome| outcome.is_ok()).count();
        let mut by_kind: BTreeMap<String, usize> = BTreeMap::new();
        for reason in outcomes
            .values()
            .filter_map(|outcome| outcome.as_ref().err())
        {
            let found = match reason {
                // The surest stands first.
                HeldReason::FoundAfterCleaning { findings } => findings.first().map_or_else(
                    || "a finding".to_owned(),
                    |finding| finding.kind.to_string(),
                ),
                HeldReason::OutputUnreadable => "a file that could not be read again".to_owned(),
                _ => continue,
            };
            let images = by_kind.entry(found).or_default();
            *images = images.saturating_add(1);
        }
        let held: Vec<_> = by_kind
            .into_iter()
            .map(|(found, images)| FoundReport { found, images })
            .collect();
        Self {
            read_again: held
                .iter()
                .fold(clean, |sum, found| sum.saturating_add(found.images)),
            clean,
            held,
        }
    }
}
