//! Which of the hospital's own numbers are to be kept, as far as it has been ticked and typed.

use darkroom::deid::{Identifier, Keep, Permission, Policy};

/// What is ticked and typed, complete or not.
#[derive(Clone, Default, PartialEq)]
pub struct KeepDraft {
    pub patient_id: bool,
    pub accession: bool,
    pub by: String,
    pub why: String,
}

impl KeepDraft {
    /// As a policy has it.
    pub fn of(policy: &Policy) -> Self {
        let Some(keep) = policy.kept() else {
            return Self::default();
        };
        Self {
            patient_id: keep.has(Identifier::PatientId),
            accession: keep.has(Identifier::AccessionNumber),
            by: keep.permission().by().to_owned(),
            why: keep.permission().why().to_owned(),
        }
    }

    /// Whether anything is to be kept.
    pub fn wanted(&self) -> bool {
        self.patient_id || self.accession
    }

    /// What can be kept: nothing until all of it is said.
    pub fn keep(&self) -> Option<Keep> {
        let ticked = [
            (self.patient_id, Identifier::PatientId),
            (self.accession, Identifier::AccessionNumber),
        ];
        let identifiers = ticked
            .into_iter()
            .filter_map(|(ticked, identifier)| ticked.then_some(identifier));
        let permission = Permission::new(&self.by, &self.why).ok()?;
        Keep::new(identifiers, permission).ok()
    }
}
