//! By which rules what lies in a collection was made.
//!
//! In come the certificates, and rules that somebody names in their place; out comes what each keeps on purpose, once
//! each, and whose it is.

use super::delivery::Deliveries;
use crate::clean::kept_on_purpose;
use crate::deid::Policy;
use crate::verify::Kept;

/// What the rules of a collection keep on purpose.
pub struct KeptBy {
    /// Each once.
    pub kept: Vec<Kept>,
    /// Which of them each certificate's are.
    of_delivery: Vec<usize>,
}

impl KeptBy {
    /// `named` goes before what certificates say; without either the usual rules are taken.
    pub fn of(deliveries: &Deliveries, named: Option<&Policy>) -> Self {
        let mut kept = Vec::new();
        let mut number = |policy: &Policy| {
            let wanted = kept_on_purpose(policy);
            let known = kept.iter().position(|known| *known == wanted);
            known.unwrap_or_else(|| {
                kept.push(wanted);
                kept.len().saturating_sub(1)
            })
        };
        let all = deliveries.all.iter();
        let of_delivery: Vec<usize> = all
            .map(|delivery| number(named.unwrap_or(&delivery.policy)))
            .collect();
        if of_delivery.is_empty() {
            number(named.unwrap_or(&Policy::default()));
        }
        Self { kept, of_delivery }
    }

    /// Which hold for what lies at a place.
    pub fn of_place(&self, deliveries: &Deliveries, place: &str) -> usize {
        let delivery = deliveries.of_place(place);
        let rules = delivery.and_then(|index| self.of_delivery.get(index));
        rules.copied().unwrap_or_default()
    }
}
