//! UIDs before and after remapping, and which of them name things of the standard.
//!
//! A UID is remapped by a keyed hash, so that workers agree without talking. UIDs registered in PS3.6 are never
//! remapped; membership is by the whole UID, because a root proves nothing about what was hung below it. A private SOP
//! class is not registered either: nobody can tell it from an instance of that maker's, so it is remapped like one, and
//! an instance of such a class is held before it comes here.

use super::Pseudonyms;
use crate::standard::uids;

/// Domain of the keyed hash for UIDs.
const DOMAIN: &[u8] = b"darkroom uid";

/// A UID as the original says it, padding trimmed. It may identify; it never leaves.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OriginalUid(String);

/// A UID that may leave: remapped, or one of the standard's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NewUid(String);

impl OriginalUid {
    /// Of one value, as it was written.
    pub fn new(value: &str) -> Self {
        Self(value.trim_matches([' ', '\0', '\t', '\r', '\n']).to_owned())
    }

    /// Whether PS3.6 Annex A registers this UID.
    pub fn is_well_known(&self) -> bool {
        is_well_known(&self.0)
    }

    /// The UID that takes this one's place; `2.25.` and a 128-bit number (PS3.5 B.2) unless it is well known.
    pub fn remapped(&self, pseudonyms: &Pseudonyms) -> NewUid {
        if self.is_well_known() {
            return NewUid(self.0.clone());
        }
        let hash = pseudonyms.derive(DOMAIN, &[self.0.as_bytes()]);
        let number = hash
            .iter()
            .take(16)
            .fold(0_u128, |number, &byte| number << 8 | u128::from(byte));
        NewUid(format!("2.25.{number}"))
    }
}

impl NewUid {
    /// The UID without padding.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether PS3.6 Annex A registers this UID, or it names a published coding scheme; given without padding.
pub fn is_well_known(uid: &str) -> bool {
    uids::is_registered(uid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::Secret;
    use proptest::prelude::*;

    fn pseudonyms(byte: u8) -> Pseudonyms {
        Pseudonyms::new(&Secret::from_bytes([byte; 32]))
    }

    #[test]
    fn uids_of_the_standard_stay() {
        for uid in [
            "1.2.840.10008.5.1.4.1.1.2",
            "1.2.840.10008.1.2",
            "1.2.840.10008.1.4.1.1",
            "1.2.840.10008.2.16.4",
            "2.16.840.1.113883.6.96",
        ] {
            assert_eq!(OriginalUid::new(uid).remapped(&pseudonyms(1)).as_str(), uid);
        }
    }

    #[test]
    fn a_uid_that_only_borrows_the_standards_root_is_remapped() {
        for uid in [
            "1.2.840.10008.5.1.4.1.1.2.19620314",
            "1.2.840.10008.99",
            "1.2.840.100081",
            "1.2.840.10008",
            ".5.1.4.1.1.2",
            "1.2.840.100082.16.840.1.113883.6.96",
            "",
        ] {
            assert!(!is_well_known(uid));
        }
    }

    #[test]
    fn padding_does_not_change_the_new_uid() {
        assert_eq!(
            OriginalUid::new("1.2.3\0").remapped(&pseudonyms(1)),
            OriginalUid::new("1.2.3").remapped(&pseudonyms(1))
        );
    }

    proptest! {
        #[test]
        fn new_uids_are_valid_repeatable_and_depend_on_secret_and_uid(a in "[0-9.]{1,64}", b in "[0-9.]{1,64}") {
            let (old, other) = (OriginalUid::new(&a), OriginalUid::new(&b));
            prop_assume!(!old.is_well_known() && a != b);
            let new = old.remapped(&pseudonyms(1));
            prop_assert!(new.as_str().len() <= 64);
            let number = new.as_str().strip_prefix("2.25.").unwrap();
            prop_assert_eq!(number.parse::<u128>().unwrap().to_string(), number);
            prop_assert_eq!(&new, &old.remapped(&pseudonyms(1)));
            prop_assert_ne!(&new, &old.remapped(&pseudonyms(2)));
            prop_assert_ne!(&new, &other.remapped(&pseudonyms(1)));
        }
    }
}
