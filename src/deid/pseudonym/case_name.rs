//! Case names: what patients are called in everything that leaves.

use super::letters::letters;

/// Crockford's base 32: no I, L, O or U, so that a case name can be read aloud.
pub(super) const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What every case name begins with.
const START: &str = "CASE-";

/// Letters of a case name.
const LETTERS: usize = 8;

/// Letters of the case names that older linking keys gave. Their patients keep them.
const LETTERS_BEFORE: usize = 6;

/// `CASE-` and eight letters or digits: the patient's name and ID in everything that leaves. Six of a patient who got
/// his name from an older linking key.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String")]
pub struct CaseName(String);

/// A text that is no case name. Names become folders, so none is taken unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no case name")]
pub struct NoCaseName;

impl TryFrom<String> for CaseName {
    type Error = NoCaseName;

    fn try_from(text: String) -> Result<Self, NoCaseName> {
        let code = text.strip_prefix(START).unwrap_or_default();
        let is_one = [LETTERS, LETTERS_BEFORE].contains(&code.len())
            && code.bytes().all(|letter| CROCKFORD.contains(&letter));
        match is_one {
            true => Ok(Self(text)),
            false => Err(NoCaseName),
        }
    }
}

impl CaseName {
    /// Eight letters of a hash.
    pub(super) fn of_hash(hash: &[u8; 32]) -> Self {
        Self(format!("{START}{}", letters(hash, LETTERS)))
    }

    /// With its `CASE-`, as headers and folders have it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for CaseName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}
