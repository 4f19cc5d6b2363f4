//! Who a file belongs to. The rule is the one that gives a patient its case name, so that one patient of the tree is
//! one case: Patient ID with its issuer; name and birth date where there is no ID; the study where there is neither.

use super::summary::Summary;
use crate::deid::PatientKey;
use crate::deid::pseudonym::Fields;

/// The key of an instance's patient.
pub fn key_of(summary: &Summary) -> PatientKey {
    PatientKey::from_fields(&Fields {
        patient_id: &summary.patient_id,
        issuer: &summary.issuer_of_patient_id,
        name: &summary.patient_name,
        birth_date: &summary.patient_birth_date,
        study_instance_uid: &summary.study_instance_uid,
        sop_instance_uid: &summary.sop_instance_uid,
    })
}

/// Holds patient values: shown to nobody.
impl std::fmt::Debug for PatientKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PatientKey(hidden)")
    }
}
