//! What of an original became what: for the linking key and the mappings, and for nothing else.
//!
//! Made only where [`super::Order::linking`] asks for it, from the original header and the cleaned one. It is patient
//! data: it is not printed, and it never goes into a report, a log or an error.

use std::fmt;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use crate::deid::dates::Shift;
use crate::deid::pseudonym::{Fields, issuer};
use crate::deid::uid::is_well_known;
use crate::deid::{Alias, CaseName, PatientKey};
use crate::dicom::dataset::raw_bytes;
use crate::dicom::{DataSet, DataSetExt};

/// Deeper than any IOD.
const MAX_DEPTH: usize = 32;

/// What one instance's originals became.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Whom the original names, or the rest of its study where that says who it is.
    pub original: OriginalPatient,
    /// The patient's name in all that leaves.
    pub case: CaseName,
    /// The patient ID in what leaves: the case name, or the original where it is kept by permission.
    pub new_patient_id: String,
    /// Days that dates move by where they are moved; negative is back.
    pub days: Shift,
    /// Every UID that names something: the original's and the one in its place, which is the same where UIDs are kept.
    pub uids: Vec<(String, String)>,
}

/// How the original names its patient, as text. The UIDs are given only where nothing else tells him from others.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OriginalPatient {
    /// Patient ID (0010,0020); empty where absent, like all that follow.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub patient_id: String,
    /// Issuer of Patient ID (0010,0021), and a universal entity ID behind `^` where there is one (PS3.3 10.14).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// Patient's Name (0010,0010), components parted by `^` (PS3.5 6.2.1).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Patient's Birth Date (0010,0030), as it stands: `YYYYMMDD` if it is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub birth_date: String,
    /// Tells him from nobody, but may tell that an ID is two people's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sex: String,
    /// Study Instance UID (0020,000D); empty where the fields above tell him from others.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub study_instance_uid: String,
    /// SOP Instance UID (0008,0018); empty where all the above tell him from others.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sop_instance_uid: String,
}

impl Links {
    /// `joined_to` is the patient where the rest of the study says who that is.
    pub(super) fn of(
        original: &DataSet,
        joined_to: Option<&OriginalPatient>,
        cleaned: &DataSet,
        alias: &Alias,
    ) -> Self {
        let patient = joined_to.cloned();
        let patient = patient.unwrap_or_else(|| OriginalPatient::of(original));
        let mut uids = Vec::new();
        pair_uids(original, cleaned, 0, &mut uids);
        uids.sort_unstable();
        uids.dedup();
        Self {
            original: patient,
            case: alias.case.clone(),
            new_patient_id: cleaned.text(tags::PATIENT_ID).unwrap_or_default(),
            days: alias.shift,
            uids,
        }
    }
}

impl OriginalPatient {
    fn of(data_set: &DataSet) -> Self {
        let text = |group, element| data_set.text(Tag(group, element)).unwrap_or_default();
        let mut patient = Self {
            patient_id: text(0x0010, 0x0020),
            issuer: issuer(data_set),
            name: text(0x0010, 0x0010),
            birth_date: text(0x0010, 0x0030),
            sex: text(0x0010, 0x0040),
            ..Self::default()
        };
        let (study, instance) = (text(0x0020, 0x000D), text(0x0008, 0x0018));
        // Told apart by more than these only if these do not do it.
        let whole = PatientKey::of(data_set);
        if patient.key() != whole {
            patient.study_instance_uid = study;
        }
        if patient.key() != whole {
            patient.sop_instance_uid = instance;
        }
        patient
    }

    /// A header that says no more than this.
    pub(super) fn header(&self) -> DataSet {
        let Self {
            patient_id,
            issuer,
            name,
            birth_date,
            sex: _,
            study_instance_uid,
            sop_instance_uid,
        } = self;
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
        for (tag, vr, value) in [
            (tags::SOP_INSTANCE_UID, VR::UI, sop_instance_uid),
            (tags::PATIENT_NAME, VR::PN, name),
            (tags::PATIENT_ID, VR::LO, patient_id),
            (tags::ISSUER_OF_PATIENT_ID, VR::LO, issuer),
            (tags::PATIENT_BIRTH_DATE, VR::DA, birth_date),
            (tags::STUDY_INSTANCE_UID, VR::UI, study_instance_uid),
        ] {
            if !value.is_empty() {
                header.put_raw(tag, vr, value.as_bytes());
            }
        }
        header
    }

    /// What tells this patient from others.
    pub fn key(&self) -> PatientKey {
        let Self {
            patient_id,
            issuer,
            name,
            birth_date,
            sex: _,
            study_instance_uid,
            sop_instance_uid,
        } = self;
        PatientKey::from_fields(&Fields {
            patient_id,
            issuer,
            name,
            birth_date,
            study_instance_uid,
            sop_instance_uid,
        })
    }
}

impl fmt::Debug for Links {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Links(hidden)")
    }
}

impl fmt::Debug for OriginalPatient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OriginalPatient(hidden)")
    }
}

/// UIDs at the same place of both headers. Items keep their order in cleaning.
fn pair_uids(
    original: &DataSet,
    cleaned: &DataSet,
    depth: usize,
    uids: &mut Vec<(String, String)>,
) {
    for new in cleaned {
        let Some(old) = original.get(new.header().tag) else {
            continue;
        };
        if let (Some(old), Some(new)) = (old.items(), new.items()) {
            if depth < MAX_DEPTH {
                for (old, new) in old.iter().zip(new) {
                    pair_uids(old, new, depth.saturating_add(1), uids);
                }
            }
            continue;
        }
        if new.vr() != VR::UI {
            continue;
        }
        if let (Some(old), Some(new)) = (raw_bytes(old), raw_bytes(new)) {
            let pairs = values(old).into_iter().zip(values(new));
            uids.extend(
                pairs
                    .filter(|(old, new)| !old.is_empty() && !new.is_empty() && !is_well_known(old)),
            );
        }
    }
}

fn values(bytes: &[u8]) -> Vec<String> {
    bytes
        .split(|byte| *byte == b'\\')
        .map(|value| {
            let text: String = value.iter().map(|&byte| char::from(byte)).collect();
            text.trim_matches([' ', '\0', '\t', '\r', '\n']).to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::{Pseudonyms, Secret};

    fn header(uid: &str, nested: &str) -> DataSet {
        let mut item = DataSet::new_empty();
        item.put_ascii(tags::REFERENCED_SOP_INSTANCE_UID, VR::UI, nested);
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::SOP_CLASS_UID, VR::UI, "1.2.840.10008.5.1.4.1.1.2");
        header.put_ascii(tags::SOP_INSTANCE_UID, VR::UI, uid);
        header.put_items(tags::REFERENCED_IMAGE_SEQUENCE, vec![item]);
        header
    }

    #[test]
    fn uids_are_paired_by_their_place_and_those_of_the_standard_left_out() {
        let pseudonyms = Pseudonyms::new(&Secret::from_bytes([3; 32]));
        let (original, cleaned) = (header("1.2.3", "1.2.4"), header("2.25.3", "2.25.4"));
        let alias = pseudonyms.alias(&PatientKey::of(&original));
        let links = Links::of(&original, None, &cleaned, &alias);
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        assert_eq!(
            links.uids,
            [pair("1.2.3", "2.25.3"), pair("1.2.4", "2.25.4")]
        );
        assert_eq!(format!("{links:?}"), "Links(hidden)");
    }

    #[test]
    fn a_header_made_of_a_patient_is_that_patient_s() {
        let patient = OriginalPatient {
            patient_id: "X1".to_owned(),
            issuer: "HOSP".to_owned(),
            name: "Müller^Jürgen=山田".to_owned(),
            birth_date: "19620314".to_owned(),
            ..OriginalPatient::default()
        };
        assert!(OriginalPatient::of(&patient.header()) == patient);
        let by_name = OriginalPatient {
            patient_id: String::new(),
            ..patient
        };
        assert!(PatientKey::of(&by_name.header()) == by_name.key());
    }

    #[test]
    fn a_patient_who_is_told_apart_by_a_study_keeps_its_uid() {
        let mut original = header("1.2.3", "1.2.4");
        assert_eq!(OriginalPatient::of(&original).sop_instance_uid, "1.2.3");
        original.put_ascii(tags::STUDY_INSTANCE_UID, VR::UI, "1.2");
        let by_study = OriginalPatient::of(&original);
        assert_eq!(
            (
                by_study.study_instance_uid.as_str(),
                by_study.sop_instance_uid.as_str()
            ),
            ("1.2", "")
        );
        original.put_ascii(tags::PATIENT_ID, VR::LO, "RXH1");
        let by_id = OriginalPatient::of(&original);
        assert_eq!(by_id.study_instance_uid, "");
        assert!(by_id.key() == PatientKey::of(&original));
    }
}
