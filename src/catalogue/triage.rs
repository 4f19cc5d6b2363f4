//! Which series a person must look at, which may be glanced at, which cannot be cleaned; each with its reasons.

use serde::{Deserialize, Serialize};

use crate::clean::HeldReason;

/// How much looking an instance needs. A series takes the most severe of its instances'.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Triage {
    /// A person must look: a name may be in the picture.
    Look(Vec<Reason>),
    /// Primary images that show no text by themselves.
    Glance,
    /// Cannot be cleaned.
    Held(HeldReason),
}

/// Why a person must look. The words are in `words()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    Ultrasound,
    NuclearMedicine,
    SecondaryCapture,
    Fluoroscopy,
    Photograph,
    OtherModality,
    DerivedOrSecondary,
    EightBitColour,
    BurnedInAnnotationYes,
    BurnedInAnnotationAbsent,
    Overlays,
    DoseReport,
}
