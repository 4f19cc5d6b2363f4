//! Who a file belongs to: the key by which files are one patient's.

use super::summary::Summary;

/// Patient ID with its issuer; name and birth date where there is no ID; the study where there is neither. The same
/// rule gives a patient its case name, so that one patient of the tree is one case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PatientKey {
    Id { id: String, issuer: String },
    Person { name: String, birth_date: String },
    Study(String),
}

impl PatientKey {
    /// The key of an instance's patient. Values are compared as they stand, without the padding around them.
    pub fn of(summary: &Summary) -> Self {
        let trimmed = |text: &str| text.trim().to_owned();
        let (id, name) = (trimmed(&summary.patient_id), trimmed(&summary.patient_name));
        if !id.is_empty() {
            Self::Id {
                id,
                issuer: trimmed(&summary.issuer_of_patient_id),
            }
        } else if !name.is_empty() {
            Self::Person {
                name,
                birth_date: trimmed(&summary.patient_birth_date),
            }
        } else {
            Self::Study(trimmed(&summary.study_instance_uid))
        }
    }
}
