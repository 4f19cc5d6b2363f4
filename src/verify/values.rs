//! Single values, taken apart and judged by themselves.

use dicom_core::VR;

use crate::standard::uids::{ROOT, is_registered};

/// Whether a UID is below the standard's root, or that of the coding schemes it names; short, for nothing is hung below
/// those. Or it is listed, as a maker's own transfer syntax would be.
pub(super) fn is_of_standard(uid: &[u8]) -> bool {
    let is_below = |root: &str| {
        let rest = uid.strip_prefix(root.as_bytes());
        rest.is_some_and(|rest| rest.starts_with(b"."))
    };
    let is_listed = || std::str::from_utf8(uid).is_ok_and(is_registered);
    (is_below(ROOT) && uid.len() <= 40)
        || (is_below("2.16.840.1.113883") && uid.len() <= 26)
        || is_listed()
}

/// An age over 90 years, by which all over 89 are told.
pub(super) fn is_great_age(value: &[u8]) -> bool {
    let most = match value.last() {
        Some(b'Y') => 90,
        Some(b'M') => 91 * 12 - 1,
        Some(b'W') => 4_747,
        Some(b'D') => 33_236,
        _ => return false,
    };
    let digits = value.split_last().map(|(_, digits)| digits);
    let number = digits.and_then(|digits| std::str::from_utf8(digits).ok());
    number
        .and_then(|number| number.trim().parse::<u64>().ok())
        .is_some_and(|number| number > most)
}

/// The values of a multi-valued attribute, padding trimmed.
pub(super) fn values(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\\').map(|value| {
        let end = value
            .iter()
            .rposition(|byte| !matches!(byte, b' ' | 0))
            .map_or(0, |last| last.saturating_add(1));
        value.get(..end).unwrap_or_default().trim_ascii_start()
    })
}

pub(super) fn is_text(vr: VR) -> bool {
    matches!(
        vr,
        VR::AE | VR::CS | VR::LO | VR::LT | VR::SH | VR::ST | VR::UC | VR::UR | VR::UT
    )
}
