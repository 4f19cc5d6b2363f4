//! UIDs that name things and nobody: those of the standard (PS3.6 Annex A), coding schemes published by HL7, and makers'
//! own transfer syntaxes, if one is known.
//!
//! In comes a UID; out comes whether it is registered. Membership is by the whole UID, because a root proves nothing
//! about what was hung below it. The list is data (`data/uids.txt`).

use std::sync::OnceLock;

use super::rows::lines;

/// The root of everything that PS3.6 registers.
pub const ROOT: &str = "1.2.840.10008";

/// Whether PS3.6 Annex A registers this UID, or it names a published coding scheme or a known transfer syntax; given
/// without padding.
pub fn is_registered(uid: &str) -> bool {
    // The list writes the standard's root as nothing: what follows it starts with a dot, and nothing else does.
    let listed = uid.strip_prefix(ROOT).unwrap_or(uid);
    if listed.starts_with('.') != uid.starts_with(ROOT) {
        return false;
    }
    registered().binary_search(&listed).is_ok()
}

/// Registered UIDs without the standard's root, sorted.
fn registered() -> &'static [&'static str] {
    static REGISTERED: OnceLock<Vec<&'static str>> = OnceLock::new();
    REGISTERED.get_or_init(|| {
        let mut all: Vec<&str> = lines(include_str!("data/uids.txt")).collect();
        all.sort_unstable();
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::{sop_class, transfer_syntax};
    use std::collections::HashSet;

    #[test]
    fn the_registry_is_whole_and_without_doubles() {
        let all: HashSet<_> = registered().iter().collect();
        assert_eq!(all.len(), registered().len());
        assert!(all.len() > 480);
        for uid in all {
            let is_uid = uid
                .bytes()
                .all(|byte| byte == b'.' || byte.is_ascii_digit());
            assert!(
                is_uid && !uid.starts_with(ROOT),
                "{uid}: a UID, without {ROOT} at its start"
            );
        }
    }

    #[test]
    fn transfer_syntaxes_and_sop_classes_are_registered_and_no_syntax_is_left_out() {
        let syntaxes = registered().iter().filter(|uid| uid.starts_with(".1.2"));
        for uid in syntaxes.filter(|uid| **uid == ".1.2" || uid.starts_with(".1.2.")) {
            assert!(
                transfer_syntax::find(&format!("{ROOT}{uid}")).is_some(),
                "{uid}"
            );
        }
        for row in transfer_syntax::rows() {
            assert!(is_registered(row.uid), "{}", row.uid);
        }
        for (uid, _) in sop_class::CLASSES {
            assert!(is_registered(uid), "{uid}");
        }
    }
}
