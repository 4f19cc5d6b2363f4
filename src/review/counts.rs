//! What becomes of every file of the drop, and the equation of it.

use std::collections::HashMap;

use super::history::Review;
use crate::catalogue::{Catalogue, Counts, InstanceId, Outcome};
use crate::clean::HeldReason;

/// What a run has made of the images it has tried so far: `Ok` is cleaned.
pub type Outcomes = HashMap<InstanceId, Result<(), HeldReason>>;

/// What becomes of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// To be cleaned, not yet tried.
    Waiting,
    /// The run cleaned it and verified what is to leave.
    Cleaned,
    /// It stays behind, for a [`HeldReason`].
    Held,
    /// A person took it out.
    Deleted,
    /// Byte-identical with another.
    Double,
    /// No instance of DICOM, so that nothing of it leaves.
    NotDicom,
}

impl Review {
    /// What becomes of an item before anything was tried.
    pub fn fate(&self, catalogue: &Catalogue, item: InstanceId) -> Fate {
        match catalogue.items.get(item).map(|item| &item.outcome) {
            None | Some(Outcome::NotDicom(_)) => Fate::NotDicom,
            Some(_) if catalogue.double_of(item).is_some() => Fate::Double,
            Some(_) if self.is_deleted(item) => Fate::Deleted,
            Some(_) if self.held(catalogue, item).is_some() => Fate::Held,
            Some(_) => Fate::Waiting,
        }
    }
}

impl Counts {
    /// Counts before a run.
    pub fn before(catalogue: &Catalogue, review: &Review) -> Self {
        Self::after(catalogue, review, &Outcomes::new())
    }

    /// Counts while a run goes on and after it; images that have not been tried are waiting.
    pub fn after(catalogue: &Catalogue, review: &Review, outcomes: &Outcomes) -> Self {
        let mut counts = Self {
            files_in: catalogue.items.len(),
            ..Self::default()
        };
        for item in 0..catalogue.items.len() {
            let fate = match (review.fate(catalogue, item), outcomes.get(&item)) {
                (Fate::Waiting, Some(Ok(()))) => Fate::Cleaned,
                (Fate::Waiting, Some(Err(_))) => Fate::Held,
                (fate, _) => fate,
            };
            *counts.of_mut(fate) += 1;
        }
        counts
    }

    fn of_mut(&mut self, fate: Fate) -> &mut usize {
        match fate {
            Fate::Waiting => &mut self.waiting,
            Fate::Cleaned => &mut self.cleaned,
            Fate::Held => &mut self.held,
            Fate::Deleted => &mut self.deleted,
            Fate::Double => &mut self.doubles,
            Fate::NotDicom => &mut self.not_dicom,
        }
    }
}
