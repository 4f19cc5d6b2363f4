//! Pseudonyms: values derived from the session's secret and something of the original, without any memory.
//!
//! In comes what the original says; out comes a value that says nothing of it and is the same for the same input in
//! every worker. Nothing is stored, so nothing has to be kept in step.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use dicom_core::Tag;

use super::secret::Secret;
use crate::dicom::{DataSet, DataSetExt};

/// Crockford's base 32: no I, L, O or U, so that a case name can be read aloud.
pub(super) const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Domain of the keyed hash for case names.
const CASE_DOMAIN: &[u8] = b"darkroom case";

/// Derives pseudonyms for one session.
#[derive(Clone)]
pub struct Pseudonyms {
    keyed: Hmac<Sha256>,
}

impl Pseudonyms {
    /// Of a session's secret.
    pub fn new(secret: &Secret) -> Self {
        // A key shorter than the hash's block is padded with zeros (RFC 2104), so this is HMAC with the secret as key.
        let mut block = [0; 64];
        block[..32].copy_from_slice(secret.bytes());
        Self {
            keyed: Hmac::new(&block.into()),
        }
    }

    /// 256 bits of HMAC-SHA-256 over a domain and parts, each with its length, so that no two lists hash alike.
    pub fn derive(&self, domain: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.keyed.clone();
        for part in std::iter::once(&domain).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// [`Pseudonyms::derive`] of a patient.
    pub fn patient(&self, domain: &[u8], key: &PatientKey) -> [u8; 32] {
        let parts: Vec<&[u8]> = key.parts.iter().map(String::as_bytes).collect();
        self.derive(domain, &parts)
    }

    /// The case name of a patient.
    pub fn case(&self, key: &PatientKey) -> CaseName {
        let hash = self.patient(CASE_DOMAIN, key);
        let letters = hash
            .iter()
            .take(6)
            .map(|byte| char::from(CROCKFORD[usize::from(byte & 31)]));
        CaseName(
            std::iter::once("CASE-".to_owned())
                .chain(letters.map(String::from))
                .collect(),
        )
    }
}

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pseudonyms(hidden)")
    }
}

/// `CASE-` and six letters or digits: the patient's name and ID in everything that leaves.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct CaseName(String);

impl CaseName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for CaseName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What tells one patient from another. Never printed. Holds patient values; it is hashed and goes nowhere.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatientKey {
    parts: Vec<String>,
}

impl PatientKey {
    /// Of a header.
    pub fn of(data_set: &DataSet) -> Self {
        let text = |group, element| data_set.text(Tag(group, element)).unwrap_or_default();
        Self::from_fields(&Fields {
            patient_id: &text(0x0010, 0x0020),
            issuer: &text(0x0010, 0x0021),
            name: &text(0x0010, 0x0010),
            birth_date: &text(0x0010, 0x0030),
            study_instance_uid: &text(0x0020, 0x000D),
            sop_instance_uid: &text(0x0008, 0x0018),
        })
    }

    /// Of the fields: the ID with its issuer; without an ID the name and birth date; without those the study, so that
    /// files that name nobody do not all become one patient.
    pub fn from_fields(fields: &Fields<'_>) -> Self {
        let Fields {
            patient_id,
            issuer,
            name,
            birth_date,
            study_instance_uid,
            sop_instance_uid,
        } = *fields;
        let id = folded(patient_id);
        if !id.is_empty() {
            return Self {
                parts: vec!["id".into(), id, folded(issuer)],
            };
        }
        let (name, birth_date) = (folded_name(name), folded(birth_date));
        if !name.is_empty() || !birth_date.is_empty() {
            return Self {
                parts: vec!["name".into(), name, birth_date],
            };
        }
        let study = folded(study_instance_uid);
        if !study.is_empty() {
            return Self {
                parts: vec!["study".into(), study],
            };
        }
        Self {
            parts: vec!["instance".into(), folded(sop_instance_uid)],
        }
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

/// The case name of the patient of a header.
pub fn case_name(data_set: &DataSet, pseudonyms: &Pseudonyms) -> CaseName {
    pseudonyms.case(&PatientKey::of(data_set))
}

/// Case and spacing differ between devices of one hospital; they do not make another patient.
pub fn folded(text: &str) -> String {
    let words: Vec<&str> = text
        .split([' ', '\0', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").to_uppercase()
}

/// The first group of components that says anything, without empty components at the end.
fn folded_name(name: &str) -> String {
    let group = name
        .split('=')
        .find(|group| group.chars().any(char::is_alphanumeric))
        .unwrap_or_default();
    folded(&group.replace('^', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_core::VR;

    fn pseudonyms() -> Pseudonyms {
        Pseudonyms::new(&Secret::from_bytes([7; 32]))
    }

    fn patient(id: &str, name: &str) -> DataSet {
        let mut data_set = DataSet::new_empty();
        data_set.put_ascii(Tag(0x0010, 0x0020), VR::LO, id);
        data_set.put_ascii(Tag(0x0010, 0x0010), VR::PN, name);
        data_set
    }

    fn case(data_set: &DataSet) -> CaseName {
        case_name(data_set, &pseudonyms())
    }

    #[test]
    fn a_case_name_is_case_and_six_letters_that_can_be_read_aloud() {
        let name = case(&patient("RXH123", "Doe^Jane"));
        let letters = name.as_str().strip_prefix("CASE-").unwrap();
        assert_eq!(letters.len(), 6);
        assert!(letters.bytes().all(|letter| CROCKFORD.contains(&letter)));
    }

    #[test]
    fn padding_and_case_of_an_id_do_not_make_another_patient() {
        assert_eq!(
            case(&patient("RXH123  ", "Doe^Jane")),
            case(&patient("rxh123", "DOE^JANE^^"))
        );
    }

    #[test]
    fn two_patients_of_one_name_with_different_ids_are_two_cases() {
        assert_ne!(
            case(&patient("RXH123", "Doe^Jane")),
            case(&patient("RXH124", "Doe^Jane"))
        );
    }

    #[test]
    fn one_id_of_two_issuers_is_two_cases() {
        let mut other = patient("1", "");
        other.put_ascii(Tag(0x0010, 0x0021), VR::LO, "ELSEWHERE");
        assert_ne!(case(&patient("1", "")), case(&other));
    }

    #[test]
    fn without_an_id_name_and_birth_date_decide() {
        let mut born = patient("", "Doe^Jane^^^");
        born.put_ascii(Tag(0x0010, 0x0030), VR::DA, "19620314");
        assert_ne!(case(&patient("", "Doe^Jane")), case(&born));
        assert_eq!(
            case(&patient("", "Doe^Jane")),
            case(&patient(" ", "DOE^JANE^"))
        );
    }

    #[test]
    fn files_that_name_nobody_are_told_apart_by_their_study() {
        let mut one = patient("", "^^");
        let mut two = one.clone();
        one.put_ascii(Tag(0x0020, 0x000D), VR::UI, "1.2.3");
        two.put_ascii(Tag(0x0020, 0x000D), VR::UI, "1.2.4");
        assert_ne!(case(&one), case(&two));
    }

    #[test]
    fn another_secret_gives_another_name() {
        let other = Pseudonyms::new(&Secret::from_bytes([8; 32]));
        assert_ne!(
            case(&patient("1", "")),
            case_name(&patient("1", ""), &other)
        );
    }

    #[test]
    fn the_keyed_hash_is_hmac_sha_256() {
        // RFC 4231 has no 32-byte key; the expected value is HMAC-SHA-256 of the framed message, worked out elsewhere.
        let secret = Secret::from_bytes([0x0B; 32]);
        let hash = Pseudonyms::new(&secret).derive(b"a", &[b"bc"]);
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hex,
            "0a4fe57dc77df0ff846a75173db36c680a92ba04424bab65957a59df47b92387"
        );
    }
}
