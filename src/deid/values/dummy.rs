//! Values for attributes that must not be empty and must not say anything: valid for their VR (PS3.5 6.2).

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::standard::multiplicity::multiplicity;

/// A meaningless value of this VR with as many values as the original had and the attribute may have.
///
/// `like` is the original's value; only its length and its number of backslashes are looked at.
pub fn dummy(tag: Tag, vr: VR, like: &[u8]) -> Vec<u8> {
    let allowed = |count: usize| match multiplicity(tag) {
        Some(allowed) => count.min(allowed.most.unwrap_or(count)).max(allowed.least),
        None => count,
    };
    if let Some(size) = binary_size(vr) {
        // As many zeros as there were bytes, in whole numbers, at least one.
        let count = allowed(like.len().div_ceil(size).max(1));
        return vec![0; count.saturating_mul(size)];
    }
    let Some(text) = label_of(tag).or_else(|| text(vr)) else {
        return vec![0; 2];
    };
    let count = if is_single(vr) {
        1
    } else {
        let parted = like.iter().filter(|byte| **byte == b'\\').count();
        allowed(parted.saturating_add(1))
    };
    vec![text; count].join("\\").into_bytes()
}

/// The text that stands for nothing.
pub const NOTHING: &str = "ANONYMISED";

/// Whether a text is one of those that mean nothing.
pub fn is_dummy(text: &str) -> bool {
    let is_numbered = |rest: &str| {
        let number = rest.strip_prefix(' ').unwrap_or(rest);
        number.bytes().all(|byte| byte.is_ascii_digit())
    };
    text == NOTHING
        || LABELS
            .iter()
            .any(|(_, label)| text.strip_prefix(label).is_some_and(is_numbered))
}

/// The label of an attribute that must say something, if it has one of its own.
pub fn label_of(tag: Tag) -> Option<&'static str> {
    let own = LABELS.iter().find(|(labelled, _)| *labelled == tag);
    own.map(|(_, label)| *label)
}

/// What a label says that must say something.
const LABELS: &[(Tag, &str)] = &[
    (tags::SEGMENT_LABEL, "Segment"),
    (tags::TRACK_SET_LABEL, "Tracks"),
    (tags::LUT_LABEL, "LUT"),
];

fn text(vr: VR) -> Option<&'static str> {
    Some(match vr {
        VR::AS => "000Y",
        VR::DA => "19000101",
        VR::TM => "000000",
        VR::DT => "19000101000000",
        VR::DS | VR::IS => "0",
        VR::UI => "2.25.0",
        VR::UR => "about:blank",
        VR::AE | VR::CS | VR::LO | VR::LT | VR::PN | VR::SH | VR::ST | VR::UC | VR::UT => NOTHING,
        _ => return None,
    })
}

/// Bytes of one number, for VRs of numbers.
fn binary_size(vr: VR) -> Option<usize> {
    Some(match vr {
        VR::US | VR::SS => 2,
        VR::UL | VR::SL | VR::FL | VR::AT => 4,
        VR::FD | VR::UV | VR::SV => 8,
        _ => return None,
    })
}

/// VRs in which a backslash parts nothing.
fn is_single(vr: VR) -> bool {
    matches!(vr, VR::ST | VR::LT | VR::UT | VR::UR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_dictionary_std::tags;

    #[test]
    fn a_dummy_has_as_many_values_as_the_original() {
        assert_eq!(
            dummy(tags::SOFTWARE_VERSIONS, VR::LO, b"a\\b"),
            b"ANONYMISED\\ANONYMISED"
        );
        assert_eq!(
            dummy(tags::SOFTWARE_VERSIONS, VR::LT, b"a\\b"),
            b"ANONYMISED"
        );
        assert_eq!(
            dummy(tags::SOFTWARE_VERSIONS, VR::US, &[1, 2, 3, 4]),
            [0; 4]
        );
    }

    #[test]
    fn a_dummy_has_no_more_values_than_its_attribute_may_have() {
        let one = tags::CLINICAL_TRIAL_SUBJECT_ID;
        assert_eq!(dummy(one, VR::LO, b"a\\b"), b"ANONYMISED");
        let rows = tags::ROWS;
        assert_eq!(dummy(rows, VR::US, &[1, 2, 3, 4]), [0; 2]);
    }

    #[test]
    fn a_dummy_is_never_empty() {
        for vr in [
            VR::OB,
            VR::OW,
            VR::UN,
            VR::US,
            VR::FD,
            VR::SH,
            VR::DA,
            VR::DT,
            VR::TM,
            VR::UR,
            VR::AS,
        ] {
            let value = dummy(tags::SOFTWARE_VERSIONS, vr, b"");
            assert!(!value.is_empty() && (value.len().is_multiple_of(2) || value.is_ascii()));
        }
    }

    #[test]
    fn a_label_that_says_nothing_is_one_with_its_number_too() {
        for text in ["ANONYMISED", "Segment", "Segment 12"] {
            assert!(is_dummy(text), "{text}");
        }
        for text in ["Segment Foo", "Segment 1 Foo", "Foo"] {
            assert!(!is_dummy(text), "{text}");
        }
    }

    #[test]
    fn a_number_of_odd_length_gets_whole_numbers_back() {
        assert_eq!(dummy(tags::SOFTWARE_VERSIONS, VR::US, &[1, 2, 3]), [0; 4]);
    }
}
