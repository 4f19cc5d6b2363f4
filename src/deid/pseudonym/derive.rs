//! The keyed hash that every pseudonym comes from.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::case_name::CaseName;
use super::dates::Shift;
use super::patient_key::PatientKey;
use super::secret::Secret;
use crate::dicom::DataSet;

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

    /// What a patient is called where no list says otherwise.
    pub fn alias(&self, key: &PatientKey) -> Alias {
        Alias {
            case: self.case(key),
            shift: Shift::of(key, self),
        }
    }

    /// The case name of a patient.
    pub fn case(&self, key: &PatientKey) -> CaseName {
        CaseName::of_hash(&self.patient(CASE_DOMAIN, key))
    }

    /// The case name of a patient whose own is another's, and so are those of the attempts before; counted from 1.
    pub fn another_case(&self, key: &PatientKey, attempt: u64) -> CaseName {
        let attempt = attempt.to_be_bytes();
        let parts = key.parts.iter().map(String::as_bytes);
        let parts: Vec<&[u8]> = parts.chain([&attempt[..]]).collect();
        CaseName::of_hash(&self.derive(CASE_DOMAIN, &parts))
    }
}

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pseudonyms(hidden)")
    }
}

/// What a patient is called in all that leaves, and how far his dates move.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Alias {
    /// His name and ID in all that leaves.
    pub case: CaseName,
    /// How far all his dates move, where the policy moves dates.
    pub shift: Shift,
}

/// The case name of the patient of a header.
pub fn case_name(data_set: &DataSet, pseudonyms: &Pseudonyms) -> CaseName {
    pseudonyms.case(&PatientKey::of(data_set))
}
