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

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> KeepDraft {
        KeepDraft {
            patient_id: true,
            accession: true,
            by: "Dr Rowan, Caldicott Guardian".into(),
            why: "Audit 7".into(),
        }
    }

    #[test]
    fn nothing_is_kept_until_all_of_it_is_said() {
        assert!(draft().keep().is_some());
        let nobody = KeepDraft {
            by: " ".into(),
            ..draft()
        };
        let no_reason = KeepDraft {
            why: String::new(),
            ..draft()
        };
        let nothing = KeepDraft {
            patient_id: false,
            accession: false,
            ..draft()
        };
        for incomplete in [nobody, no_reason, nothing, KeepDraft::default()] {
            assert_eq!(incomplete.keep(), None);
        }
    }

    #[test]
    fn either_number_is_wanted_by_itself() {
        let ticked = |patient_id, accession| KeepDraft {
            patient_id,
            accession,
            ..draft()
        };
        assert!(ticked(true, false).wanted());
        assert!(ticked(false, true).wanted());
        assert!(!ticked(false, false).wanted());
    }

    #[test]
    fn what_is_ticked_is_kept_and_no_more() {
        let keep = KeepDraft {
            accession: false,
            ..draft()
        }
        .keep()
        .unwrap();
        assert!(keep.has(Identifier::PatientId));
        assert!(!keep.has(Identifier::AccessionNumber));
    }

    #[test]
    fn a_policy_gives_the_draft_that_it_came_from() {
        let policy = Policy::default().keeping(draft().keep());
        assert!(KeepDraft::of(&policy) == draft());
        assert!(KeepDraft::of(&Policy::default()) == KeepDraft::default());
    }
}
