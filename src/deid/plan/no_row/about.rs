//! What an attribute of text is about, which decides what words are known in it.

use dicom_core::Tag;
use dicom_core::VR;
use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry, VirtualVr};
use dicom_dictionary_std::{StandardDataDictionary, tags};

use crate::deid::text::About;
use crate::standard::dictionary::is_private;

/// Parts of the keywords of attributes that name a device or a part of one.
const DEVICES: [&str; 24] = [
    "Manufacturer",
    "ModelName",
    "Coil",
    "Detector",
    "Plate",
    "Phosphor",
    "Transducer",
    "Grid",
    "Collimator",
    "Display",
    "Lens",
    "PrivateCreator",
    "Font",
    "Wedge",
    "Application",
    "AlgorithmName",
    "CompressionOriginator",
    "CodingSchemeName",
    "ResponsibleOrganization",
    "MappingResource",
    "MIMEType",
    "Applicator",
    "Accessory",
    "MaterialID",
];

/// Parts of the keywords of attributes in which people put sentences or labels.
const TEXTS: [&str; 13] = [
    "Label",
    "Explanation",
    "Description",
    "Comment",
    "StageName",
    "ViewName",
    "ProtocolName",
    "Drug",
    "Text",
    "Reason",
    "History",
    "Radiopharmaceutical",
    "Title",
];

/// What an attribute is about.
pub fn about(tag: Tag) -> About {
    if is_private(tag) {
        return About::Technique;
    }
    let Some(entry) = StandardDataDictionary.by_tag(tag) else {
        return About::Anything;
    };
    let has = |parts: &[&str]| parts.iter().any(|part| entry.alias.contains(part));
    match tag {
        tags::OCCUPATION => About::Occupation,
        tags::CODE_MEANING | tags::EXTENDED_CODE_MEANING => About::Code,
        _ if has(&["Version"]) => About::Version,
        _ if has(&DEVICES) && !has(&["Description"]) => About::Device,
        _ if has(&TEXTS) => About::Anything,
        _ => match entry.vr() {
            VirtualVr::Exact(VR::CS | VR::SH | VR::LO) => About::Technique,
            _ => About::Anything,
        },
    }
}
