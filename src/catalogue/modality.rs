//! Modality (0008,0060): what a person calls it, and how likely its pictures are to show a name.

use crate::clean::sop_class::Kind;

/// Defined term, what a person calls it, and what kind of pictures it makes.
const MODALITIES: &[(&str, &str, Kind)] = &[
    ("CR", "X-ray", Kind::Radiograph),
    ("CT", "CT", Kind::Primary),
    ("DX", "X-ray", Kind::Radiograph),
    ("MG", "Mammogram", Kind::Radiograph),
    ("MR", "MR", Kind::Primary),
    ("PT", "PET", Kind::Primary),
    ("US", "Ultrasound", Kind::Ultrasound),
    ("IVUS", "Ultrasound inside a vessel", Kind::Ultrasound),
    ("BDUS", "Bone ultrasound", Kind::Ultrasound),
    ("PA", "Photoacoustic", Kind::Ultrasound),
    ("NM", "Nuclear medicine", Kind::NuclearMedicine),
    ("XA", "Angiogram", Kind::Fluoroscopy),
    ("RF", "Fluoroscopy", Kind::Fluoroscopy),
    ("SC", "Screen capture", Kind::SecondaryCapture),
    ("ES", "Endoscopy", Kind::Photograph),
    ("GM", "Microscopy", Kind::Photograph),
    ("SM", "Slide", Kind::Photograph),
    ("XC", "Photograph", Kind::Photograph),
    ("DMS", "Skin photograph", Kind::Photograph),
    ("OP", "Eye photograph", Kind::Photograph),
    ("OPT", "Eye tomography", Kind::Photograph),
    ("CFM", "Microscopy", Kind::Photograph),
    ("IO", "Dental X-ray", Kind::Radiograph),
    ("PX", "Dental panorama", Kind::Radiograph),
    ("BMD", "Bone density", Kind::Other),
    ("OCT", "Optical tomography", Kind::Other),
    ("IVOCT", "Optical tomography", Kind::Other),
    ("OPTENF", "Eye tomography", Kind::Other),
    ("TG", "Thermogram", Kind::Other),
    ("HC", "Film", Kind::Other),
    ("OT", "Other", Kind::Other),
    ("RTIMAGE", "Radiotherapy image", Kind::Other),
    ("RTDOSE", "Radiotherapy dose", Kind::Grid),
    ("SEG", "Segmentation", Kind::Grid),
    ("RTSTRUCT", "Radiotherapy structures", Kind::NoPicture),
    ("RTPLAN", "Radiotherapy plan", Kind::NoPicture),
    ("RTRECORD", "Radiotherapy record", Kind::NoPicture),
    ("REG", "Registration", Kind::NoPicture),
    ("FID", "Fiducials", Kind::NoPicture),
    ("RWV", "Value mapping", Kind::NoPicture),
    ("ECG", "ECG", Kind::NoPicture),
    ("EEG", "EEG", Kind::NoPicture),
    ("EMG", "EMG", Kind::NoPicture),
    ("EOG", "EOG", Kind::NoPicture),
    ("EPS", "Heart electrophysiology", Kind::NoPicture),
    ("HD", "Haemodynamic waveform", Kind::NoPicture),
    ("RESP", "Breathing waveform", Kind::NoPicture),
    ("SR", "Report", Kind::Report),
    ("KO", "Key images", Kind::Report),
    ("PR", "Presentation state", Kind::Report),
    ("DOC", "Document", Kind::Document),
    ("AU", "Sound", Kind::Other),
    ("ANN", "Annotations", Kind::Other),
    ("M3D", "3D model", Kind::Document),
];

/// What a person calls a modality; "Images" where nobody knows.
pub fn name(modality: &str) -> &'static str {
    row(modality).map_or("Images", |row| row.1)
}

/// What kind of pictures a modality makes; `None` for a term nobody knows.
pub(crate) fn kind(modality: &str) -> Option<Kind> {
    row(modality).map(|row| row.2)
}

/// The term if it is a known one, fit for the name of a file; else `OT`. Never passes a value of a file through.
pub fn defined_term(modality: &str) -> &'static str {
    row(modality).map_or("OT", |row| row.0)
}

fn row(modality: &str) -> Option<&'static (&'static str, &'static str, Kind)> {
    MODALITIES.iter().find(|row| row.0 == modality)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modality_that_nobody_knows_never_gets_into_a_name() {
        assert_eq!(defined_term("SMITH"), "OT");
        assert_eq!(defined_term("../CT"), "OT");
        assert_eq!(defined_term("CT"), "CT");
    }

    #[test]
    fn every_term_is_capital_letters_and_stands_once() {
        for (index, (term, ..)) in MODALITIES.iter().enumerate() {
            assert!(
                term.bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()),
                "{term}"
            );
            assert!(
                MODALITIES[index + 1..].iter().all(|row| row.0 != *term),
                "{term}"
            );
        }
    }
}
