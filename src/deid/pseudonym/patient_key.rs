//! What tells one patient from another: the ID with its issuer, and what is taken where there is none.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::fold::{birth_day, folded, folded_id, folded_name};
use crate::dicom::{DataSet, DataSetExt};

/// What tells one patient from another. Never printed. Holds patient values; it is hashed, and goes nowhere but into a
/// sealed linking key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct PatientKey {
    pub(super) parts: Vec<String>,
}

impl PatientKey {
    /// Of a header.
    pub fn of(data_set: &DataSet) -> Self {
        let text = |tag: Tag| data_set.text(tag).unwrap_or_default();
        Self::from_fields(&Fields {
            patient_id: &text(tags::PATIENT_ID),
            issuer: &issuer(data_set),
            name: &text(tags::PATIENT_NAME),
            birth_date: &text(tags::PATIENT_BIRTH_DATE),
            study_instance_uid: &text(tags::STUDY_INSTANCE_UID),
            sop_instance_uid: &text(tags::SOP_INSTANCE_UID),
        })
    }

    /// Whether this is a patient with that ID, whoever issued it.
    pub fn has_id(&self, id: &str) -> bool {
        let id = folded_id(id);
        let [kind, own, _] = self.parts.as_slice() else {
            return false;
        };
        kind == "id" && !id.is_empty() && *own == id
    }

    /// Of the fields: the ID with its issuer; without an ID the name and birth date; without one of these the study, so
    /// that neither all who have one name nor all who were born on one day become one patient. What stands for no ID,
    /// name or birth date is none.
    pub fn from_fields(fields: &Fields<'_>) -> Self {
        let Fields {
            patient_id,
            issuer,
            name,
            birth_date,
            study_instance_uid,
            sop_instance_uid,
        } = *fields;
        let id = folded_id(patient_id);
        if !id.is_empty() {
            return Self {
                parts: vec!["id".into(), id, folded(issuer)],
            };
        }
        let name = folded_name(name);
        let birth = birth_day(birth_date);
        let (study, instance) = (folded(study_instance_uid), folded(sop_instance_uid));
        let parts = if let (false, Some(birth)) = (name.is_empty(), birth) {
            vec!["name".into(), name, birth]
        } else if !study.is_empty() {
            vec!["study".into(), study]
        } else if name.is_empty() || !instance.is_empty() {
            vec!["instance".into(), instance]
        } else {
            // Nothing else tells him from others.
            vec!["name".into(), name, String::new()]
        };
        Self { parts }
    }
}

impl std::fmt::Debug for PatientKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PatientKey(hidden)")
    }
}

/// The fields that a [`PatientKey`] is made of, as text, empty where absent.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    pub patient_id: &'a str,
    pub issuer: &'a str,
    pub name: &'a str,
    pub birth_date: &'a str,
    pub study_instance_uid: &'a str,
    pub sop_instance_uid: &'a str,
}

/// Who issued the patient ID: by name, and by what names him for all the world where the header says that too
/// (PS3.3 10.14), parted by `^`. Two of one name may be two.
pub fn issuer(data_set: &DataSet) -> String {
    let mut parts = vec![
        data_set
            .text(tags::ISSUER_OF_PATIENT_ID)
            .unwrap_or_default(),
    ];
    // IssuerOfPatientIDQualifiersSequence: UniversalEntityID and its type.
    for item in data_set.nested(tags::ISSUER_OF_PATIENT_ID_QUALIFIERS_SEQUENCE) {
        let told =
            [tags::UNIVERSAL_ENTITY_ID, tags::UNIVERSAL_ENTITY_ID_TYPE].map(|tag| item.text(tag));
        parts.extend(told.into_iter().flatten().filter(|text| !text.is_empty()));
    }
    parts.join("^")
}
