//! What a header says of its own cleaning: this program's entries, in which there is nothing of the original.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::values;
use crate::dicom::DataSet;
use crate::dicom::dataset::{DataSetExt, Element, leaf, raw_bytes};

/// Whether codes of the method are those of CID 7050, with nothing besides.
pub(super) fn are_of_the_standard(tag: Tag, element: &Element) -> bool {
    let is_of_the_standard = |item: &DataSet| {
        let code = item.text(tags::CODE_VALUE).unwrap_or_default();
        item.iter().count() == 3
            && item.text(tags::CODING_SCHEME_DESIGNATOR).as_deref() == Some("DCM")
            && ("113100"..="113112").contains(&code.as_str())
            && code.len() == 6
            && item
                .text(tags::CODE_MEANING)
                .is_some_and(|meaning| is_of_the_profile(meaning.as_bytes()))
    };
    tag == tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE
        && element
            .items()
            .is_some_and(|items| items.iter().all(is_of_the_standard))
}

/// The method without the entries that are this program's, in which there is nothing of the original, though "Basic",
/// "Information" and their like may be words of a hospital's name; `None` if nothing is left of it.
pub(super) fn entries_of_others(element: &Element) -> Option<Element> {
    let entries = values(raw_bytes(element)?);
    let others: Vec<&[u8]> = entries
        .filter(|entry| !is_our_version(entry) && !is_of_the_profile(entry))
        .collect();
    let told = !others.is_empty();
    told.then(|| leaf(tags::DEIDENTIFICATION_METHOD, VR::LO, others.join(&b'\\')))
}

/// `Darkroom 0.1.0`
fn is_our_version(entry: &[u8]) -> bool {
    let version = entry.strip_prefix(b"Darkroom ");
    version.is_some_and(|version| {
        let mut bytes = version.iter();
        bytes.all(|byte| byte.is_ascii_digit() || *byte == b'.')
    })
}

/// Whether a text is a name that the standard gives its profile and options (CID 7050), or says what was kept.
pub(super) fn is_of_the_profile(text: &[u8]) -> bool {
    const ENTRIES: [&[u8]; 15] = [
        b"Basic Application Confidentiality Profile",
        b"Clean Pixel Data Option",
        b"Clean Recognizable Visual Features Option",
        b"Clean Graphics Option",
        b"Clean Structured Content Option",
        b"Clean Descriptors Option",
        b"Retain Longitudinal Temporal Information Full Dates Option",
        b"Retain Longitudinal Temporal Information Modified Dates Option",
        b"Retain Patient Characteristics Option",
        b"Retain Device Identity Option",
        b"Retain UIDs Option",
        b"Retain Safe Private Option",
        b"Retain Institution Identity Option",
        b"Patient ID kept by permission",
        b"Accession Number kept by permission",
    ];
    /// `PS3.15 2026d `: the edition.
    const EDITION: usize = 13;
    let without_edition = match text.strip_prefix(b"PS3.15 20") {
        Some(_) => text.get(EDITION..).unwrap_or_default(),
        None => text,
    };
    ENTRIES.contains(&without_edition)
}
