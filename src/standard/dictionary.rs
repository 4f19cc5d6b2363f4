//! The standard's data dictionary (PS3.6): what an attribute is called and how its value is represented.
//!
//! In comes a tag; out comes what PS3.6 says of it, repeating groups (50xx, 60xx) and the elements that every group
//! has (group length, private creators) included. Never guesses: what is not in the dictionary is `None`.

use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry, VirtualVr};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::StandardDataDictionary;

/// What the dictionary says of the VR. `VirtualVr::Xs` and its kin depend on other attributes of the data set.
pub fn virtual_vr(tag: Tag) -> Option<VirtualVr> {
    if tag.element() == 0x0000 {
        return Some(VirtualVr::Exact(VR::UL));
    }
    if is_private(tag) {
        return is_private_creator(tag).then_some(VirtualVr::Exact(VR::LO));
    }
    StandardDataDictionary.by_tag(tag).map(|entry| entry.vr())
}

/// The VR; where it depends on context, the one that holds any value (`US` for "US or SS", `OW` for "OB or OW").
pub fn vr(tag: Tag) -> Option<VR> {
    virtual_vr(tag).map(VirtualVr::relaxed)
}

/// The keyword, such as `PatientName`; `None` outside the standard. Repeating groups share one keyword.
pub fn keyword(tag: Tag) -> Option<&'static str> {
    if is_private(tag) || tag.element() == 0x0000 {
        return None;
    }
    StandardDataDictionary.by_tag(tag).map(|entry| entry.alias)
}

/// Whether PS3.6 defines the attribute (retired ones included; group lengths and private creators are not among them).
pub fn is_standard(tag: Tag) -> bool {
    keyword(tag).is_some()
}

/// Whether the group is odd (PS3.5 7.8).
pub fn is_private(tag: Tag) -> bool {
    tag.group() % 2 == 1
}

/// Whether this is the element that names the owner of a private block (PS3.5 7.8.1).
pub fn is_private_creator(tag: Tag) -> bool {
    is_private(tag) && (0x0010..=0x00FF).contains(&tag.element())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeating_groups_are_known_and_their_odd_neighbours_are_private() {
        assert_eq!(vr(Tag(0x6002, 0x0010)), Some(VR::US));
        assert_eq!(vr(Tag(0x501E, 0x3000)), Some(VR::OW));
        assert!(is_standard(Tag(0x60FE, 0x3000)));
        assert!(!is_standard(Tag(0x6001, 0x3000)));
        assert_eq!(vr(Tag(0x6001, 0x3000)), None);
    }

    #[test]
    fn private_creators_are_text_and_private_elements_unknown() {
        assert_eq!(vr(Tag(0x0009, 0x0010)), Some(VR::LO));
        assert_eq!(vr(Tag(0x0009, 0x1010)), None);
        assert_eq!(keyword(Tag(0x0009, 0x0010)), None);
        assert_eq!(keyword(Tag(0x0010, 0x0010)), Some("PatientName"));
        assert_eq!(keyword(Tag(0x0008, 0x0000)), None);
    }
}
