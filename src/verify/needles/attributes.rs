//! Attributes whose values are looked for, by what they hold.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::standard::tags::{MEDICAL_RECORD_LOCATOR, OTHER_PATIENT_IDS};

/// Attributes that hold an identifier, a number or a place as their whole value.
pub(in crate::verify) const WHOLE: &[Tag] = &[
    tags::ACCESSION_NUMBER,
    tags::REFERRING_PHYSICIAN_TELEPHONE_NUMBERS,
    tags::PATIENT_ID,
    OTHER_PATIENT_IDS,
    MEDICAL_RECORD_LOCATOR,
    tags::PATIENT_TELEPHONE_NUMBERS,
    tags::PATIENT_TELECOM_INFORMATION,
    tags::DEVICE_SERIAL_NUMBER,
    tags::STUDY_ID,
    tags::ADMISSION_ID,
    tags::SERVICE_EPISODE_ID,
    tags::REQUESTED_PROCEDURE_ID,
    tags::PLACER_ORDER_NUMBER_IMAGING_SERVICE_REQUEST,
    tags::FILLER_ORDER_NUMBER_IMAGING_SERVICE_REQUEST,
    tags::PERSON_TELEPHONE_NUMBERS,
];

/// Attributes that name a place as their whole value.
pub(in crate::verify) const PLACES: &[Tag] = &[
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::REFERRING_PHYSICIAN_ADDRESS,
    tags::STATION_NAME,
    tags::SCHEDULED_STATION_NAME,
    tags::PERFORMED_STATION_NAME,
    tags::PATIENT_ADDRESS,
];

/// Attributes that name a machine, mostly by its kind and a number.
pub(in crate::verify) const STATIONS: &[Tag] = &[
    tags::STATION_NAME,
    tags::SCHEDULED_STATION_NAME,
    tags::PERFORMED_STATION_NAME,
];

/// Attributes that name a part of a place, mostly by what is done there: only words of their own tell.
pub(in crate::verify) const LOCATIONS: &[Tag] = &[
    tags::INSTITUTIONAL_DEPARTMENT_NAME,
    tags::CURRENT_PATIENT_LOCATION,
    tags::PATIENT_INSTITUTION_RESIDENCE,
    tags::SCHEDULED_PROCEDURE_STEP_LOCATION,
    tags::PERFORMED_LOCATION,
];

/// Telephone numbers, which may be written with the country's number in place of the zero.
pub(super) const TELEPHONES: &[Tag] = &[
    tags::REFERRING_PHYSICIAN_TELEPHONE_NUMBERS,
    tags::PATIENT_TELEPHONE_NUMBERS,
    tags::PATIENT_TELECOM_INFORMATION,
    tags::PERSON_TELEPHONE_NUMBERS,
];

/// Attributes in which each word or number tells.
pub(in crate::verify) const BY_WORD: &[Tag] = &[tags::PATIENT_ADDRESS];

/// Attributes that say who made what: a place of such a name is none of a patient's.
pub(super) const MAKERS: &[Tag] = &[
    tags::MANUFACTURER,
    tags::MANUFACTURER_MODEL_NAME,
    tags::CODING_SCHEME_DESIGNATOR,
    tags::CODING_SCHEME_NAME,
    tags::CODING_SCHEME_RESPONSIBLE_ORGANIZATION,
];

/// UIDs of kinds and of machines, which many files share.
pub(in crate::verify) const SHARED_UIDS: &[Tag] = &[
    tags::SOP_CLASS_UID,
    tags::RELATED_GENERAL_SOP_CLASS_UID,
    tags::ORIGINAL_SPECIALIZED_SOP_CLASS_UID,
    tags::CODING_SCHEME_UID,
    tags::CONTEXT_GROUP_EXTENSION_CREATOR_UID,
    tags::CONTEXT_UID,
    tags::MAPPING_RESOURCE_UID,
    tags::REFERENCED_SOP_CLASS_UID,
    tags::DEVICE_UID,
    tags::MANUFACTURER_DEVICE_CLASS_UID,
    tags::MAC_CALCULATION_TRANSFER_SYNTAX_UID,
];

/// Days on which the patient was examined: people write these into texts.
pub(super) const DAYS_IN_TEXT: &[Tag] = &[
    tags::STUDY_DATE,
    tags::SERIES_DATE,
    tags::ACQUISITION_DATE,
    tags::CONTENT_DATE,
];
