//! SOP classes (PS3.4 B.5, PS3.6 Table A-1) and what Darkroom makes of them.
//!
//! What is not in this table is held: classes that nobody here has thought about, and those with no way to be cleaned
//! (sound that holds a voice, surface scans of a face, raw data).

/// What kind of thing an instance is, as far as triage goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Primary images in slices, which show no text by themselves.
    Primary,
    /// Plain X-rays and what is made of them, on which letters, labels and names are often stamped.
    Radiograph,
    Ultrasound,
    NuclearMedicine,
    SecondaryCapture,
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
    CLASSES
        .iter()
        .find(|row| row.0 == sop_class_uid)
        .map(|row| row.1)
}

/// Whether a class is one of the presentation states (PS3.4 Annex N and FF).
pub fn is_presentation_state(sop_class_uid: &str) -> bool {
    sop_class_uid.starts_with("1.2.840.10008.5.1.4.1.1.11.")
}

/// The image class of a modality whose single and multi-frame images are told apart by class alone; `None` where the
/// modality does not settle it.
pub fn of_modality(modality: &str, multi_frame: bool) -> Option<&'static str> {
    Some(match (modality, multi_frame) {
        ("CR", false) => "1.2.840.10008.5.1.4.1.1.1",
        ("CT", false) => "1.2.840.10008.5.1.4.1.1.2",
        ("MR", false) => "1.2.840.10008.5.1.4.1.1.4",
        ("PT", false) => "1.2.840.10008.5.1.4.1.1.128",
        ("US", false) => "1.2.840.10008.5.1.4.1.1.6.1",
        ("US", true) => "1.2.840.10008.5.1.4.1.1.3.1",
        ("NM", _) => "1.2.840.10008.5.1.4.1.1.20",
        ("XA", _) => "1.2.840.10008.5.1.4.1.1.12.1",
        ("RF", _) => "1.2.840.10008.5.1.4.1.1.12.2",
        ("SC" | "OT", false) => "1.2.840.10008.5.1.4.1.1.7",
        _ => return None,
    })
}

#[rustfmt::skip] // One row a line.
const CLASSES: &[(&str, Kind)] = &[
    ("1.2.840.10008.5.1.4.1.1.1", Kind::Radiograph), // Computed Radiography Image
    ("1.2.840.10008.5.1.4.1.1.1.1", Kind::Radiograph), // Digital X-Ray Image - For Presentation
    ("1.2.840.10008.5.1.4.1.1.1.1.1", Kind::Radiograph), // Digital X-Ray Image - For Processing
    ("1.2.840.10008.5.1.4.1.1.1.2", Kind::Radiograph), // Digital Mammography X-Ray Image - For Presentation
    ("1.2.840.10008.5.1.4.1.1.1.2.1", Kind::Radiograph), // Digital Mammography X-Ray Image - For Processing
    ("1.2.840.10008.5.1.4.1.1.2", Kind::Primary), // CT Image
    ("1.2.840.10008.5.1.4.1.1.2.1", Kind::Primary), // Enhanced CT Image
    ("1.2.840.10008.5.1.4.1.1.2.2", Kind::Primary), // Legacy Converted Enhanced CT Image
    ("1.2.840.10008.5.1.4.1.1.4", Kind::Primary), // MR Image
    ("1.2.840.10008.5.1.4.1.1.4.1", Kind::Primary), // Enhanced MR Image
    ("1.2.840.10008.5.1.4.1.1.4.3", Kind::Primary), // Enhanced MR Color Image
    ("1.2.840.10008.5.1.4.1.1.4.4", Kind::Primary), // Legacy Converted Enhanced MR Image
    ("1.2.840.10008.5.1.4.1.1.13.1.3", Kind::Radiograph), // Breast Tomosynthesis Image
    ("1.2.840.10008.5.1.4.1.1.13.1.4", Kind::Radiograph), // Breast Projection X-Ray Image - For Presentation
    ("1.2.840.10008.5.1.4.1.1.13.1.5", Kind::Radiograph), // Breast Projection X-Ray Image - For Processing
    ("1.2.840.10008.5.1.4.1.1.128", Kind::Primary), // Positron Emission Tomography Image
    ("1.2.840.10008.5.1.4.1.1.128.1", Kind::Primary), // Legacy Converted Enhanced PET Image
    ("1.2.840.10008.5.1.4.1.1.130", Kind::Primary), // Enhanced PET Image
    ("1.2.840.10008.5.1.4.1.1.3", Kind::Ultrasound), // Ultrasound Multi-frame Image
    ("1.2.840.10008.5.1.4.1.1.3.1", Kind::Ultrasound), // Ultrasound Multi-frame Image
    ("1.2.840.10008.5.1.4.1.1.6", Kind::Ultrasound), // Ultrasound Image
    ("1.2.840.10008.5.1.4.1.1.6.1", Kind::Ultrasound), // Ultrasound Image
    ("1.2.840.10008.5.1.4.1.1.6.2", Kind::Ultrasound), // Enhanced US Volume
    ("1.2.840.10008.5.1.4.1.1.6.3", Kind::Ultrasound), // Photoacoustic Image
    ("1.2.840.10008.5.1.4.1.1.5", Kind::NuclearMedicine), // Nuclear Medicine Image
    ("1.2.840.10008.5.1.4.1.1.20", Kind::NuclearMedicine), // Nuclear Medicine Image
    ("1.2.840.10008.5.1.1.29", Kind::SecondaryCapture), // Hardcopy Grayscale Image SOP Class
    ("1.2.840.10008.5.1.1.30", Kind::SecondaryCapture), // Hardcopy Color Image SOP Class
    ("1.2.840.10008.5.1.4.1.1.7", Kind::SecondaryCapture), // Secondary Capture Image
    ("1.2.840.10008.5.1.4.1.1.7.1", Kind::SecondaryCapture), // Multi-frame Single Bit Secondary Capture Image
    ("1.2.840.10008.5.1.4.1.1.7.2", Kind::SecondaryCapture), // Multi-frame Grayscale Byte Secondary Capture Image
    ("1.2.840.10008.5.1.4.1.1.7.3", Kind::SecondaryCapture), // Multi-frame Grayscale Word Secondary Capture Image
    ("1.2.840.10008.5.1.4.1.1.7.4", Kind::SecondaryCapture), // Multi-frame True Color Secondary Capture Image
    ("1.2.840.10008.5.1.4.1.1.12.1", Kind::Fluoroscopy), // X-Ray Angiographic Image
    ("1.2.840.10008.5.1.4.1.1.12.1.1", Kind::Fluoroscopy), // Enhanced XA Image
    ("1.2.840.10008.5.1.4.1.1.12.2", Kind::Fluoroscopy), // X-Ray Radiofluoroscopic Image
    ("1.2.840.10008.5.1.4.1.1.12.2.1", Kind::Fluoroscopy), // Enhanced XRF Image
    ("1.2.840.10008.5.1.4.1.1.12.3", Kind::Fluoroscopy), // X-Ray Angiographic Bi-Plane Image
    ("1.2.840.10008.5.1.4.1.1.13.1.1", Kind::Fluoroscopy), // X-Ray 3D Angiographic Image
    ("1.2.840.10008.5.1.4.1.1.77.1", Kind::Photograph), // VL Image - Trial
    ("1.2.840.10008.5.1.4.1.1.77.2", Kind::Photograph), // VL Multi-frame Image - Trial
    ("1.2.840.10008.5.1.4.1.1.77.1.1", Kind::Photograph), // VL Endoscopic Image
    ("1.2.840.10008.5.1.4.1.1.77.1.1.1", Kind::Photograph), // Video Endoscopic Image
    ("1.2.840.10008.5.1.4.1.1.77.1.2", Kind::Photograph), // VL Microscopic Image
    ("1.2.840.10008.5.1.4.1.1.77.1.2.1", Kind::Photograph), // Video Microscopic Image
    ("1.2.840.10008.5.1.4.1.1.77.1.3", Kind::Photograph), // VL Slide-Coordinates Microscopic Image
    ("1.2.840.10008.5.1.4.1.1.77.1.4", Kind::Photograph), // VL Photographic Image
    ("1.2.840.10008.5.1.4.1.1.77.1.4.1", Kind::Photograph), // Video Photographic Image
    ("1.2.840.10008.5.1.4.1.1.77.1.5.1", Kind::Photograph), // Ophthalmic Photography 8 Bit Image
    ("1.2.840.10008.5.1.4.1.1.77.1.5.2", Kind::Photograph), // Ophthalmic Photography 16 Bit Image
    ("1.2.840.10008.5.1.4.1.1.77.1.5.4", Kind::Photograph), // Ophthalmic Tomography Image
    ("1.2.840.10008.5.1.4.1.1.77.1.5.5", Kind::Photograph), // Wide Field Ophthalmic Photography Stereographic Projection Image
    ("1.2.840.10008.5.1.4.1.1.77.1.5.6", Kind::Photograph), // Wide Field Ophthalmic Photography 3D Coordinates Image
    ("1.2.840.10008.5.1.4.1.1.77.1.5.7", Kind::Photograph), // Ophthalmic Optical Coherence Tomography En Face Image
    ("1.2.840.10008.5.1.4.1.1.77.1.5.8", Kind::Photograph), // Ophthalmic Optical Coherence Tomography B-scan Volume Analysis
    ("1.2.840.10008.5.1.4.1.1.77.1.6", Kind::Photograph), // VL Whole Slide Microscopy Image
    ("1.2.840.10008.5.1.4.1.1.77.1.7", Kind::Photograph), // Dermoscopic Photography Image
    ("1.2.840.10008.5.1.4.1.1.77.1.8", Kind::Photograph), // Confocal Microscopy Image
    ("1.2.840.10008.5.1.4.1.1.77.1.9", Kind::Photograph), // Confocal Microscopy Tiled Pyramidal Image
    ("1.2.840.10008.5.1.4.1.1.81.1", Kind::Photograph), // Ophthalmic Thickness Map
    ("1.2.840.10008.5.1.4.1.1.82.1", Kind::Photograph), // Corneal Topography Map
    ("1.2.840.10008.5.1.4.1.1.1.3", Kind::Radiograph), // Digital Intra-Oral X-Ray Image - For Presentation
    ("1.2.840.10008.5.1.4.1.1.1.3.1", Kind::Radiograph), // Digital Intra-Oral X-Ray Image - For Processing
    ("1.2.840.10008.5.1.4.1.1.13.1.2", Kind::Other), // X-Ray 3D Craniofacial Image
    ("1.2.840.10008.5.1.4.1.1.14.1", Kind::Other), // Intravascular Optical Coherence Tomography Image - For Presentation
    ("1.2.840.10008.5.1.4.1.1.14.2", Kind::Other), // Intravascular Optical Coherence Tomography Image - For Processing
    ("1.2.840.10008.5.1.4.1.1.30", Kind::Other), // Parametric Map
    ("1.2.840.10008.5.1.4.1.1.481.1", Kind::Other), // RT Image
    ("1.2.840.10008.5.1.4.1.1.481.23", Kind::Other), // Enhanced RT Image
    ("1.2.840.10008.5.1.4.1.1.481.24", Kind::Other), // Enhanced Continuous RT Image
    ("1.2.840.10008.5.1.4.1.1.66.4", Kind::Grid), // Segmentation
    ("1.2.840.10008.5.1.4.1.1.66.7", Kind::Grid), // Label Map Segmentation
    ("1.2.840.10008.5.1.4.1.1.481.2", Kind::Grid), // RT Dose
    ("1.2.840.10008.5.1.4.1.1.4.2", Kind::NoPicture), // MR Spectroscopy
    ("1.2.840.10008.5.1.4.1.1.9.1.1", Kind::NoPicture), // 12-lead ECG Waveform
    ("1.2.840.10008.5.1.4.1.1.9.1.2", Kind::NoPicture), // General ECG Waveform
    ("1.2.840.10008.5.1.4.1.1.9.1.3", Kind::NoPicture), // Ambulatory ECG Waveform
    ("1.2.840.10008.5.1.4.1.1.9.1.4", Kind::NoPicture), // General 32-bit ECG Waveform
    ("1.2.840.10008.5.1.4.1.1.9.2.1", Kind::NoPicture), // Hemodynamic Waveform
    ("1.2.840.10008.5.1.4.1.1.9.3.1", Kind::NoPicture), // Cardiac Electrophysiology Waveform
    ("1.2.840.10008.5.1.4.1.1.9.5.1", Kind::NoPicture), // Arterial Pulse Waveform
    ("1.2.840.10008.5.1.4.1.1.9.6.1", Kind::NoPicture), // Respiratory Waveform
    ("1.2.840.10008.5.1.4.1.1.9.6.2", Kind::NoPicture), // Multi-channel Respiratory Waveform
    ("1.2.840.10008.5.1.4.1.1.9.7.1", Kind::NoPicture), // Routine Scalp Electroencephalogram Waveform
    ("1.2.840.10008.5.1.4.1.1.9.7.2", Kind::NoPicture), // Electromyogram Waveform
    ("1.2.840.10008.5.1.4.1.1.9.7.3", Kind::NoPicture), // Electrooculogram Waveform
    ("1.2.840.10008.5.1.4.1.1.9.7.4", Kind::NoPicture), // Sleep Electroencephalogram Waveform
    ("1.2.840.10008.5.1.4.1.1.9.8.1", Kind::NoPicture), // Body Position Waveform
    ("1.2.840.10008.5.1.4.1.1.66.1", Kind::NoPicture), // Spatial Registration
    ("1.2.840.10008.5.1.4.1.1.66.2", Kind::NoPicture), // Spatial Fiducials
    ("1.2.840.10008.5.1.4.1.1.66.3", Kind::NoPicture), // Deformable Spatial Registration
    ("1.2.840.10008.5.1.4.1.1.66.5", Kind::NoPicture), // Surface Segmentation
    ("1.2.840.10008.5.1.4.1.1.66.6", Kind::NoPicture), // Tractography Results
    ("1.2.840.10008.5.1.4.1.1.91.1", Kind::NoPicture), // Microscopy Bulk Simple Annotations
    ("1.2.840.10008.5.1.4.1.1.67", Kind::NoPicture), // Real World Value Mapping
    ("1.2.840.10008.5.1.4.1.1.77.1.5.3", Kind::NoPicture), // Stereometric Relationship
    ("1.2.840.10008.5.1.4.1.1.481.3", Kind::NoPicture), // RT Structure Set
    ("1.2.840.10008.5.1.4.1.1.481.4", Kind::NoPicture), // RT Beams Treatment Record
    ("1.2.840.10008.5.1.4.1.1.481.5", Kind::NoPicture), // RT Plan
    ("1.2.840.10008.5.1.4.1.1.481.6", Kind::NoPicture), // RT Brachy Treatment Record
    ("1.2.840.10008.5.1.4.1.1.481.7", Kind::NoPicture), // RT Treatment Summary Record
    ("1.2.840.10008.5.1.4.1.1.481.8", Kind::NoPicture), // RT Ion Plan
    ("1.2.840.10008.5.1.4.1.1.481.9", Kind::NoPicture), // RT Ion Beams Treatment Record
    ("1.2.840.10008.5.1.4.1.1.481.10", Kind::NoPicture), // RT Physician Intent
    ("1.2.840.10008.5.1.4.1.1.481.11", Kind::NoPicture), // RT Segment Annotation
    ("1.2.840.10008.5.1.4.1.1.481.12", Kind::NoPicture), // RT Radiation Set
    ("1.2.840.10008.5.1.4.1.1.481.13", Kind::NoPicture), // C-Arm Photon-Electron Radiation
    ("1.2.840.10008.5.1.4.1.1.481.14", Kind::NoPicture), // Tomotherapeutic Radiation
    ("1.2.840.10008.5.1.4.1.1.481.15", Kind::NoPicture), // Robotic-Arm Radiation
    ("1.2.840.10008.5.1.4.1.1.481.16", Kind::NoPicture), // RT Radiation Record Set
    ("1.2.840.10008.5.1.4.1.1.481.17", Kind::NoPicture), // RT Radiation Salvage Record
    ("1.2.840.10008.5.1.4.1.1.481.18", Kind::NoPicture), // Tomotherapeutic Radiation Record
    ("1.2.840.10008.5.1.4.1.1.481.19", Kind::NoPicture), // C-Arm Photon-Electron Radiation Record
    ("1.2.840.10008.5.1.4.1.1.481.20", Kind::NoPicture), // Robotic Radiation Record
    ("1.2.840.10008.5.1.4.1.1.481.21", Kind::NoPicture), // RT Radiation Set Delivery Instruction
    ("1.2.840.10008.5.1.4.1.1.481.22", Kind::NoPicture), // RT Treatment Preparation
    ("1.2.840.10008.5.1.4.1.1.481.25", Kind::NoPicture), // RT Patient Position Acquisition Instruction
    ("1.2.840.10008.5.1.4.1.1.11.1", Kind::Report), // Grayscale Softcopy Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.2", Kind::Report), // Color Softcopy Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.3", Kind::Report), // Pseudo-Color Softcopy Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.4", Kind::Report), // Blending Softcopy Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.5", Kind::Report), // XA/XRF Grayscale Softcopy Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.6", Kind::Report), // Grayscale Planar MPR Volumetric Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.7", Kind::Report), // Compositing Planar MPR Volumetric Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.8", Kind::Report), // Advanced Blending Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.9", Kind::Report), // Volume Rendering Volumetric Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.10", Kind::Report), // Segmented Volume Rendering Volumetric Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.11", Kind::Report), // Multiple Volume Rendering Volumetric Presentation State
    ("1.2.840.10008.5.1.4.1.1.11.12", Kind::Report), // Variable Modality LUT Softcopy Presentation State
    ("1.2.840.10008.5.1.4.1.1.88.1", Kind::Report), // Text SR - Trial
    ("1.2.840.10008.5.1.4.1.1.88.2", Kind::Report), // Audio SR - Trial
    ("1.2.840.10008.5.1.4.1.1.88.3", Kind::Report), // Detail SR - Trial
    ("1.2.840.10008.5.1.4.1.1.88.4", Kind::Report), // Comprehensive SR - Trial
    ("1.2.840.10008.5.1.4.1.1.88.11", Kind::Report), // Basic Text SR
    ("1.2.840.10008.5.1.4.1.1.88.22", Kind::Report), // Enhanced SR
    ("1.2.840.10008.5.1.4.1.1.88.33", Kind::Report), // Comprehensive SR
    ("1.2.840.10008.5.1.4.1.1.88.34", Kind::Report), // Comprehensive 3D SR
    ("1.2.840.10008.5.1.4.1.1.88.35", Kind::Report), // Extensible SR
    ("1.2.840.10008.5.1.4.1.1.88.40", Kind::Report), // Procedure Log
    ("1.2.840.10008.5.1.4.1.1.88.50", Kind::Report), // Mammography CAD SR
    ("1.2.840.10008.5.1.4.1.1.88.59", Kind::Report), // Key Object Selection Document
    ("1.2.840.10008.5.1.4.1.1.88.65", Kind::Report), // Chest CAD SR
    ("1.2.840.10008.5.1.4.1.1.88.67", Kind::Report), // X-Ray Radiation Dose SR
    ("1.2.840.10008.5.1.4.1.1.88.68", Kind::Report), // Radiopharmaceutical Radiation Dose SR
    ("1.2.840.10008.5.1.4.1.1.88.69", Kind::Report), // Colon CAD SR
    ("1.2.840.10008.5.1.4.1.1.88.70", Kind::Report), // Implantation Plan SR
    ("1.2.840.10008.5.1.4.1.1.88.71", Kind::Report), // Acquisition Context SR
    ("1.2.840.10008.5.1.4.1.1.88.72", Kind::Report), // Simplified Adult Echo SR
    ("1.2.840.10008.5.1.4.1.1.88.73", Kind::Report), // Patient Radiation Dose SR
    ("1.2.840.10008.5.1.4.1.1.88.74", Kind::Report), // Planned Imaging Agent Administration SR
    ("1.2.840.10008.5.1.4.1.1.88.75", Kind::Report), // Performed Imaging Agent Administration SR
    ("1.2.840.10008.5.1.4.1.1.88.76", Kind::Report), // Enhanced X-Ray Radiation Dose SR
    ("1.2.840.10008.5.1.4.1.1.88.77", Kind::Report), // Waveform Annotation SR
    ("1.2.840.10008.5.1.4.1.1.104.1", Kind::Document), // Encapsulated PDF
    ("1.2.840.10008.5.1.4.1.1.104.2", Kind::Document), // Encapsulated CDA
    ("1.2.840.10008.5.1.4.1.1.104.3", Kind::Document), // Encapsulated STL
    ("1.2.840.10008.5.1.4.1.1.104.4", Kind::Document), // Encapsulated OBJ
    ("1.2.840.10008.5.1.4.1.1.104.5", Kind::Document), // Encapsulated MTL
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sop_class_stands_once_in_the_table() {
        for (index, (uid, _)) in CLASSES.iter().enumerate() {
            assert!(
                CLASSES[index + 1..].iter().all(|row| row.0 != *uid),
                "{uid}"
            );
        }
    }

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
