//! Directory records of a DICOMDIR (PS3.3 Annex F): which type of record refers to a SOP class, and which attributes of
//! an instance each type repeats.
//!
//! In comes a SOP class; out comes a row, or nothing for a class that no record type of the table refers to. What a
//! record must have and an instance lacks is said as well: left out, empty, or a value that stands for none.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::{tags, uids};

use super::sop_class::{self, Kind};

/// A type of directory record (F.5).
#[derive(Debug, PartialEq, Eq)]
pub struct RecordType {
    /// The value of Directory Record Type (0004,1430).
    pub term: &'static str,
    /// The attributes that it repeats, by tag.
    pub keys: &'static [Key],
}

/// An attribute that a record repeats.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// Which.
    pub tag: Tag,
    /// How it is written where the instance lacks it.
    pub vr: VR,
    /// What is written there.
    pub absent: Absent,
}

/// What stands for an attribute that an instance lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Nothing: type 1C or 3.
    Omitted,
    /// An empty value: type 2.
    Empty,
    /// For type 1: what says that there is none, as other writers put it.
    Instead(&'static str),
}

const fn key(tag: Tag, vr: VR, absent: Absent) -> Key {
    Key { tag, vr, absent }
}

/// Days and times that are not known, as DCMTK writes them.
const NO_DATE: Absent = Absent::Instead("19000101");
const NO_TIME: Absent = Absent::Instead("000000");
const NO_NUMBER: Absent = Absent::Instead("0");
const NO_LABEL: Absent = Absent::Instead("UNNAMED");

const CHARACTER_SET: Key = key(tags::SPECIFIC_CHARACTER_SET, VR::CS, Absent::Omitted);
const CONTENT_DATE: Key = key(tags::CONTENT_DATE, VR::DA, NO_DATE);
const CONTENT_TIME: Key = key(tags::CONTENT_TIME, VR::TM, NO_TIME);
const INSTANCE_NUMBER: Key = key(tags::INSTANCE_NUMBER, VR::IS, NO_NUMBER);
const CONTENT_LABEL: Key = key(tags::CONTENT_LABEL, VR::CS, NO_LABEL);
const CONTENT_DESCRIPTION: Key = key(tags::CONTENT_DESCRIPTION, VR::LO, Absent::Empty);
const CONTENT_CREATOR: Key = key(tags::CONTENT_CREATOR_NAME, VR::PN, Absent::Empty);
const CONCEPT: Key = key(tags::CONCEPT_NAME_CODE_SEQUENCE, VR::SQ, Absent::Empty);
const CONTENT: Key = key(tags::CONTENT_SEQUENCE, VR::SQ, Absent::Omitted);

/// F.5.1.
pub const PATIENT: RecordType = RecordType {
    term: "PATIENT",
    keys: &[
        CHARACTER_SET,
        key(tags::PATIENT_NAME, VR::PN, Absent::Empty),
        key(tags::PATIENT_ID, VR::LO, Absent::Empty),
    ],
};

/// F.5.2.
pub const STUDY: RecordType = RecordType {
    term: "STUDY",
    keys: &[
        CHARACTER_SET,
        key(tags::STUDY_DATE, VR::DA, NO_DATE),
        key(tags::STUDY_TIME, VR::TM, NO_TIME),
        key(tags::ACCESSION_NUMBER, VR::SH, Absent::Empty),
        key(tags::STUDY_DESCRIPTION, VR::LO, Absent::Empty),
        key(tags::STUDY_INSTANCE_UID, VR::UI, Absent::Empty),
        key(tags::STUDY_ID, VR::SH, NO_NUMBER),
    ],
};

/// F.5.3.
pub const SERIES: RecordType = RecordType {
    term: "SERIES",
    keys: &[
        CHARACTER_SET,
        key(tags::MODALITY, VR::CS, Absent::Instead("OT")),
        key(tags::SERIES_INSTANCE_UID, VR::UI, Absent::Empty),
        key(tags::SERIES_NUMBER, VR::IS, NO_NUMBER),
    ],
};

/// F.5.4.
const IMAGE: RecordType = RecordType {
    term: "IMAGE",
    keys: &[CHARACTER_SET, INSTANCE_NUMBER],
};

/// F.5.19.
const RT_DOSE: RecordType = RecordType {
    term: "RT DOSE",
    keys: &[
        CHARACTER_SET,
        INSTANCE_NUMBER,
        key(tags::DOSE_SUMMATION_TYPE, VR::CS, Absent::Empty),
    ],
};

/// F.5.20.
const RT_STRUCTURE_SET: RecordType = RecordType {
    term: "RT STRUCTURE SET",
    keys: &[
        CHARACTER_SET,
        INSTANCE_NUMBER,
        key(tags::STRUCTURE_SET_LABEL, VR::SH, NO_LABEL),
        key(tags::STRUCTURE_SET_DATE, VR::DA, Absent::Empty),
        key(tags::STRUCTURE_SET_TIME, VR::TM, Absent::Empty),
    ],
};

/// F.5.21.
const RT_PLAN: RecordType = RecordType {
    term: "RT PLAN",
    keys: &[
        CHARACTER_SET,
        INSTANCE_NUMBER,
        key(tags::RT_PLAN_LABEL, VR::SH, NO_LABEL),
        key(tags::RT_PLAN_DATE, VR::DA, Absent::Empty),
        key(tags::RT_PLAN_TIME, VR::TM, Absent::Empty),
    ],
};

/// F.5.22.
const RT_TREAT_RECORD: RecordType = RecordType {
    term: "RT TREAT RECORD",
    keys: &[
        CHARACTER_SET,
        INSTANCE_NUMBER,
        key(tags::TREATMENT_DATE, VR::DA, Absent::Empty),
        key(tags::TREATMENT_TIME, VR::TM, Absent::Empty),
    ],
};

/// F.5.23.
const PRESENTATION: RecordType = RecordType {
    term: "PRESENTATION",
    keys: &[
        CHARACTER_SET,
        key(tags::REFERENCED_SERIES_SEQUENCE, VR::SQ, Absent::Omitted),
        INSTANCE_NUMBER,
        CONTENT_LABEL,
        CONTENT_DESCRIPTION,
        key(tags::PRESENTATION_CREATION_DATE, VR::DA, NO_DATE),
        key(tags::PRESENTATION_CREATION_TIME, VR::TM, NO_TIME),
        CONTENT_CREATOR,
        key(tags::BLENDING_SEQUENCE, VR::SQ, Absent::Omitted),
    ],
};

/// F.5.24.
const WAVEFORM: RecordType = RecordType {
    term: "WAVEFORM",
    keys: &[CHARACTER_SET, CONTENT_DATE, CONTENT_TIME, INSTANCE_NUMBER],
};

/// F.5.25.
const SR_DOCUMENT: RecordType = RecordType {
    term: "SR DOCUMENT",
    keys: &[
        CHARACTER_SET,
        CONTENT_DATE,
        CONTENT_TIME,
        INSTANCE_NUMBER,
        key(tags::VERIFICATION_DATE_TIME, VR::DT, Absent::Omitted),
        CONCEPT,
        key(tags::COMPLETION_FLAG, VR::CS, Absent::Instead("PARTIAL")),
        key(
            tags::VERIFICATION_FLAG,
            VR::CS,
            Absent::Instead("UNVERIFIED"),
        ),
        CONTENT,
    ],
};

/// F.5.26.
const KEY_OBJECT_DOC: RecordType = RecordType {
    term: "KEY OBJECT DOC",
    keys: &[
        CHARACTER_SET,
        CONTENT_DATE,
        CONTENT_TIME,
        INSTANCE_NUMBER,
        CONCEPT,
        CONTENT,
    ],
};

/// F.5.27.
const SPECTROSCOPY: RecordType = RecordType {
    term: "SPECTROSCOPY",
    keys: &[
        CHARACTER_SET,
        key(tags::IMAGE_TYPE, VR::CS, Absent::Empty),
        CONTENT_DATE,
        CONTENT_TIME,
        key(
            tags::REFERENCED_IMAGE_EVIDENCE_SEQUENCE,
            VR::SQ,
            Absent::Omitted,
        ),
        INSTANCE_NUMBER,
        key(tags::NUMBER_OF_FRAMES, VR::IS, Absent::Instead("1")),
        key(tags::ROWS, VR::US, Absent::Empty),
        key(tags::COLUMNS, VR::US, Absent::Empty),
        key(tags::DATA_POINT_ROWS, VR::UL, Absent::Empty),
        key(tags::DATA_POINT_COLUMNS, VR::UL, Absent::Empty),
    ],
};

/// What F.5.29 to F.5.31, F.5.36 and F.5.40 have in common: the date, and the Content Identification macro.
const IDENTIFIED: &[Key] = &[
    CHARACTER_SET,
    CONTENT_DATE,
    CONTENT_TIME,
    INSTANCE_NUMBER,
    CONTENT_LABEL,
    CONTENT_DESCRIPTION,
    CONTENT_CREATOR,
];

const REGISTRATION: RecordType = identified("REGISTRATION");
const FIDUCIAL: RecordType = identified("FIDUCIAL");
const VALUE_MAP: RecordType = identified("VALUE MAP");
const SURFACE: RecordType = identified("SURFACE");
const TRACT: RecordType = identified("TRACT");
const STEREOMETRIC: RecordType = identified("STEREOMETRIC");

const fn identified(term: &'static str) -> RecordType {
    RecordType {
        term,
        keys: IDENTIFIED,
    }
}

/// The record type that refers to instances of a SOP class; `None` for one that none here does, which then stays out
/// of a DICOMDIR.
#[allow(deprecated)] // So dicom-rs marks what is retired.
pub fn of(sop_class_uid: &str) -> Option<&'static RecordType> {
    Some(match (sop_class::kind(sop_class_uid)?, sop_class_uid) {
        (Kind::Grid, uids::RT_DOSE_STORAGE) => &RT_DOSE,
        (
            Kind::CrossSection
            | Kind::Radiograph
            | Kind::Ultrasound
            | Kind::NuclearMedicine
            | Kind::SecondaryCapture
            | Kind::Fluoroscopy
            | Kind::VisibleLight
            | Kind::OtherImage
            | Kind::Grid,
            _,
        ) => &IMAGE,
        (Kind::Radiotherapy, uids::RT_STRUCTURE_SET_STORAGE) => &RT_STRUCTURE_SET,
        (Kind::Radiotherapy, uids::RT_PLAN_STORAGE | uids::RT_ION_PLAN_STORAGE) => &RT_PLAN,
        (
            Kind::Radiotherapy,
            uids::RT_BEAMS_TREATMENT_RECORD_STORAGE
            | uids::RT_BRACHY_TREATMENT_RECORD_STORAGE
            | uids::RT_TREATMENT_SUMMARY_RECORD_STORAGE
            | uids::RT_ION_BEAMS_TREATMENT_RECORD_STORAGE,
        ) => &RT_TREAT_RECORD,
        (Kind::Waveform, _) => &WAVEFORM,
        (Kind::PresentationState, _) => &PRESENTATION,
        (Kind::Report, uids::KEY_OBJECT_SELECTION_DOCUMENT_STORAGE) => &KEY_OBJECT_DOC,
        (Kind::Report, _) => &SR_DOCUMENT,
        (Kind::Data, uids::MR_SPECTROSCOPY_STORAGE) => &SPECTROSCOPY,
        (
            Kind::Data,
            uids::SPATIAL_REGISTRATION_STORAGE | uids::DEFORMABLE_SPATIAL_REGISTRATION_STORAGE,
        ) => &REGISTRATION,
        (Kind::Data, uids::SPATIAL_FIDUCIALS_STORAGE) => &FIDUCIAL,
        (Kind::Data, uids::REAL_WORLD_VALUE_MAPPING_STORAGE) => &VALUE_MAP,
        (Kind::Data, uids::SURFACE_SEGMENTATION_STORAGE) => &SURFACE,
        (Kind::Data, uids::TRACTOGRAPHY_RESULTS_STORAGE) => &TRACT,
        (Kind::Data, uids::STEREOMETRIC_RELATIONSHIP_STORAGE) => &STEREOMETRIC,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_that_shows_a_picture_has_a_record_and_what_is_a_whole_document_none() {
        for (uid, kind) in sop_class::CLASSES {
            let found = of(uid).map(|row| row.term);
            match kind {
                Kind::CrossSection | Kind::Radiograph | Kind::Ultrasound => {
                    assert_eq!(found, Some("IMAGE"), "{uid}");
                }
                Kind::Document | Kind::Sound | Kind::Raw | Kind::Directory | Kind::Protocol => {
                    assert_eq!(found, None, "{uid}");
                }
                _ => {}
            }
        }
        let term = |uid| of(uid).map(|row| row.term);
        assert_eq!(term(uids::RT_DOSE_STORAGE), Some("RT DOSE"));
        assert_eq!(
            term(uids::KEY_OBJECT_SELECTION_DOCUMENT_STORAGE),
            Some("KEY OBJECT DOC")
        );
        assert_eq!(term("1.2.3"), None);
    }

    #[test]
    fn keys_stand_by_tag_and_each_once() {
        let rows = sop_class::CLASSES.iter().filter_map(|(uid, _)| of(uid));
        for row in rows.chain([&PATIENT, &STUDY, &SERIES]) {
            assert!(
                row.keys.is_sorted_by(|one, next| one.tag < next.tag),
                "{}",
                row.term
            );
            // A code string of sixteen letters at most (PS3.5 6.2).
            assert!(row.term.len() <= 16);
        }
    }
}
