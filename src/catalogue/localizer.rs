//! Localizers: quick overviews from which the slices of an examination are planned, and on which machines write.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::dicom::{DataSet, DataSetExt};

/// What vendors call a localizer, by the beginnings of words, in Image Type and in descriptions.
const BEGINNINGS: &[&str] = &[
    "locali", "lokali", "scout", "topogr", "scanogr", "surview", "survey", "scanosc",
];

/// The same as whole words.
const WORDS: &[&str] = &["loc", "scano", "planscan"];

/// Whether Image Type (PS3.3 C.8.2.1.1.1 for CT; machines of other kinds write it too) or a description says so.
pub fn is_one(data_set: &DataSet) -> bool {
    const CALLED: &[Tag] = &[
        tags::IMAGE_TYPE,
        tags::SERIES_DESCRIPTION,
        tags::PROTOCOL_NAME,
    ];
    CALLED
        .iter()
        .flat_map(|&tag| data_set.texts(tag))
        .any(|text| names_one(&text))
}

fn names_one(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = text.split(|letter: char| !letter.is_alphabetic());
    words.any(|word| {
        WORDS.contains(&word)
            || BEGINNINGS
                .iter()
                .any(|beginning| word.starts_with(beginning))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_core::VR;

    #[test]
    fn localizers_are_known_by_image_type_and_by_name() {
        for (tag, text) in [
            (tags::IMAGE_TYPE, "ORIGINAL\\PRIMARY\\LOCALIZER"),
            (
                tags::IMAGE_TYPE,
                "ORIGINAL\\PRIMARY\\LOCALIZER\\CT_SOM5 TOP",
            ),
            (tags::IMAGE_TYPE, "ORIGINAL\\PRIMARY\\SCOUT"),
            (tags::SERIES_DESCRIPTION, "Topogramm  0.6  T20f"),
            (tags::SERIES_DESCRIPTION, "3-Plane Loc"),
            (tags::SERIES_DESCRIPTION, "Survey_BFFE"),
            (tags::PROTOCOL_NAME, "localiser"),
        ] {
            let mut data_set = DataSet::new_empty();
            data_set.put_ascii(tag, VR::LO, text);
            assert!(is_one(&data_set), "{text}");
        }
    }

    #[test]
    fn other_series_are_none() {
        for text in [
            "Axial soft",
            "Velocity",
            "T2 blocade",
            "Allocation",
            "Local shim",
        ] {
            let mut data_set = DataSet::new_empty();
            data_set.put_ascii(tags::SERIES_DESCRIPTION, VR::LO, text);
            assert!(!is_one(&data_set), "{text}");
        }
    }
}
