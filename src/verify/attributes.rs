//! Attributes by what may stand in them, and what they are called in a finding.

use dicom_core::Tag;
use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry};
use dicom_dictionary_std::{StandardDataDictionary, tags};

use super::Kind;

/// When a machine was made, put up and calibrated.
pub(super) const DEVICE_DATES: &[Tag] = &[
    tags::CALIBRATION_DATE,
    tags::DATE_OF_LAST_CALIBRATION,
    tags::DATE_TIME_OF_LAST_CALIBRATION,
    tags::CALIBRATION_DATE_TIME,
    tags::DATE_OF_MANUFACTURE,
    tags::DATE_OF_INSTALLATION,
    tags::DATE_OF_LAST_DETECTOR_CALIBRATION,
    tags::BEAM_HOLD_TRANSITION_DATE_TIME,
];

/// UIDs of a machine and of its kind.
pub(super) const DEVICE_UIDS: &[Tag] = &[tags::DEVICE_UID, tags::MANUFACTURER_DEVICE_CLASS_UID];

/// Name, address and department of the institution.
pub(super) const INSTITUTION: &[Tag] = &[
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::INSTITUTIONAL_DEPARTMENT_NAME,
];

/// Attributes that may not be there at all.
pub(super) fn forbidden(tag: Tag) -> Option<Kind> {
    match (tag.group(), tag.element()) {
        (group, _) if group % 2 == 1 => Some(Kind::PrivateAttribute),
        (_, 0) => Some(Kind::GroupLength),
        (0x5000..=0x50FF, _) => Some(Kind::Curve),
        (0x6000..=0x60FF, _) => Some(Kind::Overlay),
        _ => StandardDataDictionary
            .by_tag(tag)
            .is_none()
            .then_some(Kind::UnknownAttribute),
    }
}

/// Attributes of how an image was made, in which words are the maker's.
pub(super) fn is_technical(tag: Tag) -> bool {
    matches!(
        (tag.group(), tag.element()),
        (0x0008, 0x0008 | 0x0060 | 0x0070 | 0x1090)
            | (
                0x0018,
                0x0010..=0x0060 | 0x1020 | 0x1030 | 0x1160 | 0x1210 | 0x1250 | 0x1251
            )
            | (0x0028, _)
    )
}

/// Attributes in which people write what they like.
pub(super) fn is_free_text(tag: Tag) -> bool {
    matches!(
        (tag.group(), tag.element()),
        (0x0008, 0x1030 | 0x103E | 0x1080 | 0x2111)
            | (0x0010 | 0x0018 | 0x0020 | 0x0032, 0x4000)
            | (0x0010, 0x21B0)
            | (0x0032, 0x1030 | 0x1060 | 0x1070)
            | (0x0040, 0x0007 | 0x0254 | 0x0280 | 0x1400 | 0x2400 | 0xA160)
    )
}

/// Keywords from the top level down.
pub(super) fn place(path: &[(Tag, usize)], tag: Tag) -> String {
    let mut attribute = String::new();
    for (sequence, item) in path {
        attribute.push_str(&format!("{}[{}].", name(*sequence), item.saturating_add(1)));
    }
    attribute.push_str(&name(tag));
    attribute
}

/// The keyword, or the tag where there is none.
pub fn name(tag: Tag) -> String {
    match StandardDataDictionary.by_tag(tag) {
        Some(entry) if tag.group().is_multiple_of(2) => entry.alias().to_owned(),
        _ => format!("({:04X},{:04X})", tag.group(), tag.element()),
    }
}
