//! What Darkroom makes of SOP classes.
//!
//! What has no kind here is held: classes that the table of the standard's does not list, and those with no way to be
//! cleaned (sound that holds a voice, surface scans of a face, raw data).

use dicom_dictionary_std::uids;

use crate::standard::sop_class;

/// What kind of thing an instance is, as far as triage goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Primary images in slices, which show no text by themselves.
    Primary,
    /// Plain X-rays and what is made of them, on which letters, labels and names are often stamped.
    Radiograph,
    /// Ultrasound, on which devices burn in name and date.
    Ultrasound,
    /// Scintigraphy and SPECT; PET is of slices.
    NuclearMedicine,
    /// A picture of a screen, a scanned film or paper: anything may be written on it.
    SecondaryCapture,
    /// Moving X-rays, as of angiography.
    Fluoroscopy,
    /// Visible light: endoscopy, microscopy (slide labels too), photographs, eyes.
    Photograph,
    /// Images of other kinds.
    Other,
    /// Frames that hold a computed grid and no picture: dose, segmentation.
    Grid,
    /// No picture at all.
    NoPicture,
    /// A tree of text, or references with text: reports, presentation states, key objects.
    Report,
    /// A whole document of another format.
    Document,
}

/// What kind of thing a SOP class is; `None` for one without handling.
pub fn kind(sop_class_uid: &str) -> Option<Kind> {
    use sop_class::Kind as Class;
    Some(match sop_class::kind(sop_class_uid)? {
        Class::CrossSection => Kind::Primary,
        Class::Radiograph => Kind::Radiograph,
        Class::Ultrasound => Kind::Ultrasound,
        Class::NuclearMedicine => Kind::NuclearMedicine,
        Class::SecondaryCapture => Kind::SecondaryCapture,
        Class::Fluoroscopy => Kind::Fluoroscopy,
        Class::VisibleLight => Kind::Photograph,
        Class::OtherImage => Kind::Other,
        Class::Grid => Kind::Grid,
        Class::Radiotherapy | Class::Waveform | Class::Data => Kind::NoPicture,
        Class::PresentationState | Class::Report => Kind::Report,
        Class::Document => Kind::Document,
        Class::Sound
        | Class::SurfaceScan
        | Class::Raw
        | Class::Measurements
        | Class::Protocol
        | Class::Directory => return None,
    })
}

/// Whether a class is one of the presentation states (PS3.4 Annex N and FF).
pub fn is_presentation_state(sop_class_uid: &str) -> bool {
    sop_class::kind(sop_class_uid) == Some(sop_class::Kind::PresentationState)
}

/// The image class of a modality whose single and multi-frame images are told apart by class alone; `None` where the
/// modality does not settle it.
pub fn of_modality(modality: &str, multi_frame: bool) -> Option<&'static str> {
    Some(match (modality, multi_frame) {
        ("CR", false) => uids::COMPUTED_RADIOGRAPHY_IMAGE_STORAGE,
        ("CT", false) => uids::CT_IMAGE_STORAGE,
        ("MR", false) => uids::MR_IMAGE_STORAGE,
        ("PT", false) => uids::POSITRON_EMISSION_TOMOGRAPHY_IMAGE_STORAGE,
        ("US", false) => uids::ULTRASOUND_IMAGE_STORAGE,
        ("US", true) => uids::ULTRASOUND_MULTI_FRAME_IMAGE_STORAGE,
        ("NM", _) => uids::NUCLEAR_MEDICINE_IMAGE_STORAGE,
        ("XA", _) => uids::X_RAY_ANGIOGRAPHIC_IMAGE_STORAGE,
        ("RF", _) => uids::X_RAY_RADIOFLUOROSCOPIC_IMAGE_STORAGE,
        ("SC" | "OT", false) => uids::SECONDARY_CAPTURE_IMAGE_STORAGE,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_that_can_hold_a_voice_or_a_face_have_no_handling() {
        for uid in [
            "1.2.840.10008.5.1.4.1.1.9.4.1",
            "1.2.840.10008.5.1.4.1.1.68.1",
            "1.2.840.10008.5.1.4.1.1.66",
        ] {
            assert_eq!(kind(uid), None, "{uid}");
        }
    }
}
