//! Why a series needs a look.

use super::lower_first;
use crate::catalogue::triage::{Reason, Triage};

impl Reason {
    /// Why, as the end of a sentence.
    pub fn because(self) -> &'static str {
        match self {
            Self::Ultrasound => "ultrasound usually shows the patient’s name in the picture",
            Self::NuclearMedicine => {
                "nuclear medicine often shows the patient’s name in the picture"
            }
            Self::SecondaryCapture => "a screen capture often shows the patient’s name",
            Self::Fluoroscopy => {
                "fluoroscopy and angiograms often show the patient’s name in the picture"
            }
            Self::Photograph => "a photograph can show a face, a label or a name",
            Self::OtherModality => "this kind of picture can show anything",
            Self::DerivedOrSecondary => {
                "it was made from other images, and text may have been added"
            }
            Self::EightBitColour => {
                "scanners don’t measure in colour or in 8 bits, so this may be a screen capture"
            }
            Self::BurnedInAnnotationYes => "the header says that there is text in the picture",
            Self::BurnedInAnnotationAbsent => {
                "the header doesn’t say that the picture is free of text"
            }
            Self::Overlays => "it has overlays, which often hold text",
            Self::MiscountedFrames => {
                "it has another number of frames than its header says: look at all of them"
            }
            Self::DoseReport => "it is named like a page of text, such as a dose report",
            Self::LinesOfText => "there seem to be lines of text in the picture",
            Self::Radiograph => "plain X-rays often have letters, labels or a name on them",
            Self::Localizer => {
                "it is a localizer, on which the patient’s name and other text are often written"
            }
            Self::OddSize => {
                "its pictures differ in size, so one of them may be something else, such as a page of text"
            }
            Self::OddClass => {
                "its pictures are not all of one kind, so one of them may be something else, such as a page of text"
            }
        }
    }

    /// The whole sentence.
    pub fn words(self) -> String {
        format!("Needs a look: {}.", self.because())
    }
}

impl Triage {
    /// Why, in a sentence: the weightiest reason, the first. [`Triage::Look`] lists all.
    pub fn words(&self) -> String {
        match self {
            Self::Look(reasons) => match reasons.first() {
                Some(reason) => reason.words(),
                None => "Needs a look.".to_owned(),
            },
            Self::Glance => "Needs a glance: images of this kind seldom show text.".to_owned(),
            Self::Held(reason) => format!("Held: {}", lower_first(&reason.what())),
        }
    }
}
