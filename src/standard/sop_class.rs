//! Storage SOP classes (PS3.4 B.5, PS3.6 Table A-1): what kind of thing an instance of each is.
//!
//! In comes a UID; out comes the kind, or nothing. What is made of a kind (which are cleaned, which are held) is
//! decided above. Not here: DICOS, DICONDE, retired stand-alone objects, and classes too new to have been met.

use dicom_dictionary_std::uids;

/// What the UIDs of the storage SOP classes begin with.
pub const ROOT: &str = "1.2.840.10008.5.1.4.";

/// What kind of thing an instance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Images in slices: CT, MR, PET.
    CrossSection,
    /// Plain X-rays, mammograms, tomosynthesis.
    Radiograph,
    /// Sound waves, photoacoustics too.
    Ultrasound,
    /// Scintigraphy; PET is in slices.
    NuclearMedicine,
    /// Of a screen, a scanned film, or a hard copy.
    SecondaryCapture,
    /// Moving X-rays: angiography, fluoroscopy.
    Fluoroscopy,
    /// Endoscopy, microscopy, photographs, eyes.
    VisibleLight,
    /// Images of other kinds.
    OtherImage,
    /// Frames that hold a computed grid: dose, segmentation.
    Grid,
    /// Plans, structures and records of radiotherapy.
    Radiotherapy,
    /// Signals over time, without sound.
    Waveform,
    /// Registration, fiducials, spectra, value mapping.
    Data,
    /// How images are to be shown, with graphics and text.
    PresentationState,
    /// A tree of text (SR), key objects among them.
    Report,
    /// A whole document of another format.
    Document,
    /// A recording, which may hold a voice.
    Sound,
    /// A scan of the body's surface.
    SurfaceScan,
    /// In a form of the maker's own.
    Raw,
    /// Of eyes and glasses.
    Measurements,
    /// How to examine, or to show.
    Protocol,
    /// A DICOMDIR.
    Directory,
}

/// The kind of a SOP class; `None` for one that is not in the table.
pub fn kind(sop_class_uid: &str) -> Option<Kind> {
    let mut rows = CLASSES.iter();
    let (_, kind) = rows.find(|(uid, _)| *uid == sop_class_uid)?;
    Some(*kind)
}

/// Every class of the table.
#[rustfmt::skip] // One row a line.
#[allow(deprecated)] // So dicom-rs marks what is retired.
pub const CLASSES: &[(&str, Kind)] = &[
    (uids::COMPUTED_RADIOGRAPHY_IMAGE_STORAGE, Kind::Radiograph),
    (uids::DIGITAL_X_RAY_IMAGE_STORAGE_FOR_PRESENTATION, Kind::Radiograph),
    (uids::DIGITAL_X_RAY_IMAGE_STORAGE_FOR_PROCESSING, Kind::Radiograph),
    (uids::DIGITAL_MAMMOGRAPHY_X_RAY_IMAGE_STORAGE_FOR_PRESENTATION, Kind::Radiograph),
    (uids::DIGITAL_MAMMOGRAPHY_X_RAY_IMAGE_STORAGE_FOR_PROCESSING, Kind::Radiograph),
    (uids::BREAST_TOMOSYNTHESIS_IMAGE_STORAGE, Kind::Radiograph),
    (uids::BREAST_PROJECTION_X_RAY_IMAGE_STORAGE_FOR_PRESENTATION, Kind::Radiograph),
    (uids::BREAST_PROJECTION_X_RAY_IMAGE_STORAGE_FOR_PROCESSING, Kind::Radiograph),
    (uids::DIGITAL_INTRA_ORAL_X_RAY_IMAGE_STORAGE_FOR_PRESENTATION, Kind::Radiograph),
    (uids::DIGITAL_INTRA_ORAL_X_RAY_IMAGE_STORAGE_FOR_PROCESSING, Kind::Radiograph),
    (uids::CT_IMAGE_STORAGE, Kind::CrossSection),
    (uids::ENHANCED_CT_IMAGE_STORAGE, Kind::CrossSection),
    (uids::LEGACY_CONVERTED_ENHANCED_CT_IMAGE_STORAGE, Kind::CrossSection),
    (uids::MR_IMAGE_STORAGE, Kind::CrossSection),
    (uids::ENHANCED_MR_IMAGE_STORAGE, Kind::CrossSection),
    (uids::ENHANCED_MR_COLOR_IMAGE_STORAGE, Kind::CrossSection),
    (uids::LEGACY_CONVERTED_ENHANCED_MR_IMAGE_STORAGE, Kind::CrossSection),
    (uids::POSITRON_EMISSION_TOMOGRAPHY_IMAGE_STORAGE, Kind::CrossSection),
    (uids::LEGACY_CONVERTED_ENHANCED_PET_IMAGE_STORAGE, Kind::CrossSection),
    (uids::ENHANCED_PET_IMAGE_STORAGE, Kind::CrossSection),
    (uids::ULTRASOUND_MULTI_FRAME_IMAGE_STORAGE_RETIRED, Kind::Ultrasound),
    (uids::ULTRASOUND_MULTI_FRAME_IMAGE_STORAGE, Kind::Ultrasound),
    (uids::ULTRASOUND_IMAGE_STORAGE_RETIRED, Kind::Ultrasound),
    (uids::ULTRASOUND_IMAGE_STORAGE, Kind::Ultrasound),
    (uids::ENHANCED_US_VOLUME_STORAGE, Kind::Ultrasound),
    (uids::PHOTOACOUSTIC_IMAGE_STORAGE, Kind::Ultrasound),
    (uids::NUCLEAR_MEDICINE_IMAGE_STORAGE_RETIRED, Kind::NuclearMedicine),
    (uids::NUCLEAR_MEDICINE_IMAGE_STORAGE, Kind::NuclearMedicine),
    (uids::HARDCOPY_GRAYSCALE_IMAGE_STORAGE, Kind::SecondaryCapture),
    (uids::HARDCOPY_COLOR_IMAGE_STORAGE, Kind::SecondaryCapture),
    (uids::SECONDARY_CAPTURE_IMAGE_STORAGE, Kind::SecondaryCapture),
    (uids::MULTI_FRAME_SINGLE_BIT_SECONDARY_CAPTURE_IMAGE_STORAGE, Kind::SecondaryCapture),
    (uids::MULTI_FRAME_GRAYSCALE_BYTE_SECONDARY_CAPTURE_IMAGE_STORAGE, Kind::SecondaryCapture),
    (uids::MULTI_FRAME_GRAYSCALE_WORD_SECONDARY_CAPTURE_IMAGE_STORAGE, Kind::SecondaryCapture),
    (uids::MULTI_FRAME_TRUE_COLOR_SECONDARY_CAPTURE_IMAGE_STORAGE, Kind::SecondaryCapture),
    (uids::X_RAY_ANGIOGRAPHIC_IMAGE_STORAGE, Kind::Fluoroscopy),
    (uids::ENHANCED_XA_IMAGE_STORAGE, Kind::Fluoroscopy),
    (uids::X_RAY_RADIOFLUOROSCOPIC_IMAGE_STORAGE, Kind::Fluoroscopy),
    (uids::ENHANCED_XRF_IMAGE_STORAGE, Kind::Fluoroscopy),
    (uids::X_RAY_ANGIOGRAPHIC_BI_PLANE_IMAGE_STORAGE, Kind::Fluoroscopy),
    (uids::X_RAY3_D_ANGIOGRAPHIC_IMAGE_STORAGE, Kind::Fluoroscopy),
    (uids::VL_IMAGE_STORAGE_TRIAL, Kind::VisibleLight),
    (uids::VL_MULTI_FRAME_IMAGE_STORAGE_TRIAL, Kind::VisibleLight),
    (uids::VL_ENDOSCOPIC_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::VIDEO_ENDOSCOPIC_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::VL_MICROSCOPIC_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::VIDEO_MICROSCOPIC_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::VL_SLIDE_COORDINATES_MICROSCOPIC_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::VL_PHOTOGRAPHIC_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::VIDEO_PHOTOGRAPHIC_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::OPHTHALMIC_PHOTOGRAPHY8_BIT_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::OPHTHALMIC_PHOTOGRAPHY16_BIT_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::OPHTHALMIC_TOMOGRAPHY_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::WIDE_FIELD_OPHTHALMIC_PHOTOGRAPHY_STEREOGRAPHIC_PROJECTION_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::WIDE_FIELD_OPHTHALMIC_PHOTOGRAPHY3_D_COORDINATES_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::OPHTHALMIC_OPTICAL_COHERENCE_TOMOGRAPHY_EN_FACE_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::OPHTHALMIC_OPTICAL_COHERENCE_TOMOGRAPHY_BSCAN_VOLUME_ANALYSIS_STORAGE, Kind::VisibleLight),
    (uids::VL_WHOLE_SLIDE_MICROSCOPY_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::DERMOSCOPIC_PHOTOGRAPHY_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::CONFOCAL_MICROSCOPY_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::CONFOCAL_MICROSCOPY_TILED_PYRAMIDAL_IMAGE_STORAGE, Kind::VisibleLight),
    (uids::OPHTHALMIC_THICKNESS_MAP_STORAGE, Kind::VisibleLight),
    (uids::CORNEAL_TOPOGRAPHY_MAP_STORAGE, Kind::VisibleLight),
    (uids::X_RAY3_D_CRANIOFACIAL_IMAGE_STORAGE, Kind::OtherImage),
    (uids::INTRAVASCULAR_OPTICAL_COHERENCE_TOMOGRAPHY_IMAGE_STORAGE_FOR_PRESENTATION, Kind::OtherImage),
    (uids::INTRAVASCULAR_OPTICAL_COHERENCE_TOMOGRAPHY_IMAGE_STORAGE_FOR_PROCESSING, Kind::OtherImage),
    (uids::PARAMETRIC_MAP_STORAGE, Kind::OtherImage),
    (uids::RT_IMAGE_STORAGE, Kind::OtherImage),
    (uids::ENHANCED_RT_IMAGE_STORAGE, Kind::OtherImage),
    (uids::ENHANCED_CONTINUOUS_RT_IMAGE_STORAGE, Kind::OtherImage),
    (uids::SEGMENTATION_STORAGE, Kind::Grid),
    (uids::LABEL_MAP_SEGMENTATION_STORAGE, Kind::Grid),
    (uids::RT_DOSE_STORAGE, Kind::Grid),
    (uids::MR_SPECTROSCOPY_STORAGE, Kind::Data),
    (uids::SPATIAL_REGISTRATION_STORAGE, Kind::Data),
    (uids::SPATIAL_FIDUCIALS_STORAGE, Kind::Data),
    (uids::DEFORMABLE_SPATIAL_REGISTRATION_STORAGE, Kind::Data),
    (uids::SURFACE_SEGMENTATION_STORAGE, Kind::Data),
    (uids::TRACTOGRAPHY_RESULTS_STORAGE, Kind::Data),
    (uids::MICROSCOPY_BULK_SIMPLE_ANNOTATIONS_STORAGE, Kind::Data),
    (uids::REAL_WORLD_VALUE_MAPPING_STORAGE, Kind::Data),
    (uids::STEREOMETRIC_RELATIONSHIP_STORAGE, Kind::Data),
    (uids::TWELVE_LEAD_ECG_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::GENERAL_ECG_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::AMBULATORY_ECG_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::GENERAL32BIT_ECG_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::HEMODYNAMIC_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::CARDIAC_ELECTROPHYSIOLOGY_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::ARTERIAL_PULSE_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::RESPIRATORY_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::MULTICHANNEL_RESPIRATORY_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::ROUTINE_SCALP_ELECTROENCEPHALOGRAM_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::ELECTROMYOGRAM_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::ELECTROOCULOGRAM_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::SLEEP_ELECTROENCEPHALOGRAM_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::BODY_POSITION_WAVEFORM_STORAGE, Kind::Waveform),
    (uids::RT_STRUCTURE_SET_STORAGE, Kind::Radiotherapy),
    (uids::RT_BEAMS_TREATMENT_RECORD_STORAGE, Kind::Radiotherapy),
    (uids::RT_PLAN_STORAGE, Kind::Radiotherapy),
    (uids::RT_BRACHY_TREATMENT_RECORD_STORAGE, Kind::Radiotherapy),
    (uids::RT_TREATMENT_SUMMARY_RECORD_STORAGE, Kind::Radiotherapy),
    (uids::RT_ION_PLAN_STORAGE, Kind::Radiotherapy),
    (uids::RT_ION_BEAMS_TREATMENT_RECORD_STORAGE, Kind::Radiotherapy),
    (uids::RT_PHYSICIAN_INTENT_STORAGE, Kind::Radiotherapy),
    (uids::RT_SEGMENT_ANNOTATION_STORAGE, Kind::Radiotherapy),
    (uids::RT_RADIATION_SET_STORAGE, Kind::Radiotherapy),
    (uids::C_ARM_PHOTON_ELECTRON_RADIATION_STORAGE, Kind::Radiotherapy),
    (uids::TOMOTHERAPEUTIC_RADIATION_STORAGE, Kind::Radiotherapy),
    (uids::ROBOTIC_ARM_RADIATION_STORAGE, Kind::Radiotherapy),
    (uids::RT_RADIATION_RECORD_SET_STORAGE, Kind::Radiotherapy),
    (uids::RT_RADIATION_SALVAGE_RECORD_STORAGE, Kind::Radiotherapy),
    (uids::TOMOTHERAPEUTIC_RADIATION_RECORD_STORAGE, Kind::Radiotherapy),
    (uids::C_ARM_PHOTON_ELECTRON_RADIATION_RECORD_STORAGE, Kind::Radiotherapy),
    (uids::ROBOTIC_RADIATION_RECORD_STORAGE, Kind::Radiotherapy),
    (uids::RT_RADIATION_SET_DELIVERY_INSTRUCTION_STORAGE, Kind::Radiotherapy),
    (uids::RT_TREATMENT_PREPARATION_STORAGE, Kind::Radiotherapy),
    (uids::RT_PATIENT_POSITION_ACQUISITION_INSTRUCTION_STORAGE, Kind::Radiotherapy),
    (uids::GRAYSCALE_SOFTCOPY_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::COLOR_SOFTCOPY_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::PSEUDO_COLOR_SOFTCOPY_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::BLENDING_SOFTCOPY_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::XAXRF_GRAYSCALE_SOFTCOPY_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::GRAYSCALE_PLANAR_MPR_VOLUMETRIC_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::COMPOSITING_PLANAR_MPR_VOLUMETRIC_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::ADVANCED_BLENDING_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::VOLUME_RENDERING_VOLUMETRIC_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::SEGMENTED_VOLUME_RENDERING_VOLUMETRIC_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::MULTIPLE_VOLUME_RENDERING_VOLUMETRIC_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::VARIABLE_MODALITY_LUT_SOFTCOPY_PRESENTATION_STATE_STORAGE, Kind::PresentationState),
    (uids::TEXT_SR_STORAGE_TRIAL, Kind::Report),
    (uids::AUDIO_SR_STORAGE_TRIAL, Kind::Report),
    (uids::DETAIL_SR_STORAGE_TRIAL, Kind::Report),
    (uids::COMPREHENSIVE_SR_STORAGE_TRIAL, Kind::Report),
    (uids::BASIC_TEXT_SR_STORAGE, Kind::Report),
    (uids::ENHANCED_SR_STORAGE, Kind::Report),
    (uids::COMPREHENSIVE_SR_STORAGE, Kind::Report),
    (uids::COMPREHENSIVE3_DSR_STORAGE, Kind::Report),
    (uids::EXTENSIBLE_SR_STORAGE, Kind::Report),
    (uids::PROCEDURE_LOG_STORAGE, Kind::Report),
    (uids::MAMMOGRAPHY_CADSR_STORAGE, Kind::Report),
    (uids::KEY_OBJECT_SELECTION_DOCUMENT_STORAGE, Kind::Report),
    (uids::CHEST_CADSR_STORAGE, Kind::Report),
    (uids::X_RAY_RADIATION_DOSE_SR_STORAGE, Kind::Report),
    (uids::RADIOPHARMACEUTICAL_RADIATION_DOSE_SR_STORAGE, Kind::Report),
    (uids::COLON_CADSR_STORAGE, Kind::Report),
    (uids::IMPLANTATION_PLAN_SR_STORAGE, Kind::Report),
    (uids::ACQUISITION_CONTEXT_SR_STORAGE, Kind::Report),
    (uids::SIMPLIFIED_ADULT_ECHO_SR_STORAGE, Kind::Report),
    (uids::PATIENT_RADIATION_DOSE_SR_STORAGE, Kind::Report),
    (uids::PLANNED_IMAGING_AGENT_ADMINISTRATION_SR_STORAGE, Kind::Report),
    (uids::PERFORMED_IMAGING_AGENT_ADMINISTRATION_SR_STORAGE, Kind::Report),
    (uids::ENHANCED_X_RAY_RADIATION_DOSE_SR_STORAGE, Kind::Report),
    (uids::WAVEFORM_ANNOTATION_SR_STORAGE, Kind::Report),
    (uids::ENCAPSULATED_PDF_STORAGE, Kind::Document),
    (uids::ENCAPSULATED_CDA_STORAGE, Kind::Document),
    (uids::ENCAPSULATED_STL_STORAGE, Kind::Document),
    (uids::ENCAPSULATED_OBJ_STORAGE, Kind::Document),
    (uids::ENCAPSULATED_MTL_STORAGE, Kind::Document),
    (uids::BASIC_VOICE_AUDIO_WAVEFORM_STORAGE, Kind::Sound),
    (uids::GENERAL_AUDIO_WAVEFORM_STORAGE, Kind::Sound),
    (uids::SURFACE_SCAN_MESH_STORAGE, Kind::SurfaceScan),
    (uids::SURFACE_SCAN_POINT_CLOUD_STORAGE, Kind::SurfaceScan),
    (uids::RAW_DATA_STORAGE, Kind::Raw),
    (uids::LENSOMETRY_MEASUREMENTS_STORAGE, Kind::Measurements),
    (uids::AUTOREFRACTION_MEASUREMENTS_STORAGE, Kind::Measurements),
    (uids::KERATOMETRY_MEASUREMENTS_STORAGE, Kind::Measurements),
    (uids::SUBJECTIVE_REFRACTION_MEASUREMENTS_STORAGE, Kind::Measurements),
    (uids::VISUAL_ACUITY_MEASUREMENTS_STORAGE, Kind::Measurements),
    (uids::SPECTACLE_PRESCRIPTION_REPORT_STORAGE, Kind::Measurements),
    (uids::OPHTHALMIC_AXIAL_MEASUREMENTS_STORAGE, Kind::Measurements),
    (uids::INTRAOCULAR_LENS_CALCULATIONS_STORAGE, Kind::Measurements),
    (uids::MACULAR_GRID_THICKNESS_AND_VOLUME_REPORT_STORAGE, Kind::Measurements),
    (uids::OPHTHALMIC_VISUAL_FIELD_STATIC_PERIMETRY_MEASUREMENTS_STORAGE, Kind::Measurements),
    (uids::BASIC_STRUCTURED_DISPLAY_STORAGE, Kind::Protocol),
    (uids::CT_DEFINED_PROCEDURE_PROTOCOL_STORAGE, Kind::Protocol),
    (uids::CT_PERFORMED_PROCEDURE_PROTOCOL_STORAGE, Kind::Protocol),
    (uids::PROTOCOL_APPROVAL_STORAGE, Kind::Protocol),
    (uids::XA_DEFINED_PROCEDURE_PROTOCOL_STORAGE, Kind::Protocol),
    (uids::XA_PERFORMED_PROCEDURE_PROTOCOL_STORAGE, Kind::Protocol),
    (uids::HANGING_PROTOCOL_STORAGE, Kind::Protocol),
    (uids::COLOR_PALETTE_STORAGE, Kind::Protocol),
    (uids::MEDIA_STORAGE_DIRECTORY_STORAGE, Kind::Directory),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sop_class_stands_once_in_the_table() {
        for (index, (uid, _)) in CLASSES.iter().enumerate() {
            let mut after = CLASSES.iter().skip(index + 1);
            assert!(after.all(|row| row.0 != *uid), "{uid}");
        }
    }
}
