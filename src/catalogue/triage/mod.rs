//! Which series a person must look at, which may be glanced at, which cannot be cleaned; each with its reasons.
//!
//! In comes an instance, out comes a [`Triage`]: its header tells most, and pictures that would pass by their headers
//! are searched for lines of text. The words are in [`super::words`]; what only the whole of a series tells is in
//! [`super::odd`].

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use super::{localizer, modality};
use crate::clean::sop_class::Kind;
use crate::clean::{HeldReason, capability};
use crate::dicom::{DataSet, DataSetExt, Instance};
use crate::pixels;
use crate::pixels::format::MOST_FRAMES;

/// How much looking an instance needs.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// BurnedInAnnotation says YES, or anything else that is not NO (PS3.3 C.7.6.1).
    BurnedInAnnotationYes,
    /// A description calls it a page of text: a dose report, a protocol, a screen save.
    DoseReport,
    /// The picture itself shows what looks like lines of text.
    LinesOfText,
    /// Ultrasound, by its SOP class or its modality: machines write the name above the picture.
    Ultrasound,
    /// Nuclear medicine, by its SOP class or its modality.
    NuclearMedicine,
    /// Secondary Capture: a screen or a page as it stood there (PS3.3 A.8).
    SecondaryCapture,
    /// Fluoroscopy or an angiogram, by its SOP class or its modality.
    Fluoroscopy,
    /// Visible light: a face, a label, or a slide with a name on it.
    Photograph,
    /// A plain X-ray, on which letters and labels are stamped.
    Radiograph,
    /// A localizer: slices are planned on it, and machines write on it.
    Localizer,
    /// A kind that may show anything, a modality that nobody knows, or a picture where none should be.
    OtherModality,
    /// A cross-section in 8 bits or in colour: scanners measure in neither, so it was made for a screen.
    EightBitColour,
    /// ImageType says DERIVED or SECONDARY (PS3.3 C.7.6.1.1.2): made of other images, and perhaps written on.
    DerivedOrSecondary,
    /// Overlays in group 60xx (PS3.3 C.9.2), which hold drawings and letters.
    Overlays,
    /// Pictures of its series differ in size.
    OddSize,
    /// Pictures of its series are not all of one SOP class.
    OddClass,
    /// There are more or fewer frames than NumberOfFrames says: all are shown.
    MiscountedFrames,
    /// BurnedInAnnotation is absent or empty where pictures usually have text.
    BurnedInAnnotationAbsent,
}

impl Triage {
    /// Of an instance.
    pub fn of(instance: &Instance) -> Self {
        let data_set = &instance.data_set;
        let kind = match capability::kind(instance) {
            Ok(kind) => kind,
            Err(reason) => return Self::Held(reason),
        };
        let mut reasons = Vec::new();
        if instance.pixels.is_some() {
            reasons = reasons_to_look(data_set, kind);
        }
        match reasons.is_empty() {
            _ if has_too_many_frames(data_set) => Self::Held(HeldReason::CannotShow),
            _ if instance.pixels.is_some() && !can_be_shown(instance) => {
                Self::Held(HeldReason::CannotShow)
            }
            true if shows_text(instance, kind) => Self::Look(vec![Reason::LinesOfText]),
            true => Self::Glance,
            false => Self::Look(reasons),
        }
    }

    /// Why an instance makes its series need a look even where it is held itself: what is written on it is likely to
    /// be on the others.
    pub fn reasons(instance: &Instance) -> Vec<Reason> {
        let kind = capability::kind_of_video(instance);
        match kind.ok().filter(|_| instance.pixels.is_some()) {
            Some(kind) => reasons_to_look(&instance.data_set, kind),
            None => Vec::new(),
        }
    }

    /// Of a video that a person chose to have re-encoded: it needs a look whatever it shows.
    pub fn of_video(instance: &Instance) -> Self {
        match capability::kind_of_video(instance) {
            Ok(kind) => {
                let reasons = reasons_to_look(&instance.data_set, kind);
                Self::Look(match reasons.is_empty() {
                    true => vec![Reason::OtherModality],
                    false => reasons,
                })
            }
            Err(reason) => Self::Held(reason),
        }
    }

    /// Of a series, to which an instance of `other` comes. Looking outweighs glancing. Held instances are held each by
    /// itself and leave the rest of the series free: a series is held only if all its instances are.
    pub fn and(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Look(mut reasons), Self::Look(more)) => {
                reasons.extend(more);
                reasons.sort_unstable();
                reasons.dedup();
                Self::Look(reasons)
            }
            (Self::Look(reasons), _) => Self::Look(reasons),
            (_, Self::Look(reasons)) => Self::Look(reasons.clone()),
            (Self::Held(reason), Self::Held(_)) => Self::Held(reason),
            (Self::Glance, _) | (_, Self::Glance) => Self::Glance,
        }
    }

    /// The same with one more reason for a look; what is held stays held.
    pub fn and_for(self, reason: Reason) -> Self {
        match self {
            Self::Held(_) => self,
            other => other.and(&Self::Look(vec![reason])),
        }
    }

    /// The fixed name: `look`, `glance`, `held`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Look(_) => "look",
            Self::Glance => "glance",
            Self::Held(_) => "held",
        }
    }
}

/// Whether a picture of measured values has lines of text on it. The areas of a grid are as flat as letters are.
fn shows_text(instance: &Instance, kind: Kind) -> bool {
    kind == Kind::Primary && pixels::shows_text(instance)
}

/// Whether there are more frames than the viewer takes anybody through.
fn has_too_many_frames(data_set: &DataSet) -> bool {
    let frames = data_set.integer(tags::NUMBER_OF_FRAMES);
    frames.is_some_and(|frames| frames > i64::from(MOST_FRAMES))
}

/// Whether a person can be shown the picture; a damaged frame only comes to light when it is opened.
fn can_be_shown(instance: &Instance) -> bool {
    pixels::can_decode(&instance.transfer_syntax)
}

fn reasons_to_look(data_set: &DataSet, class: Kind) -> Vec<Reason> {
    let modality = data_set
        .text(tags::MODALITY)
        .unwrap_or_default()
        .to_ascii_uppercase();
    let mut reasons = Vec::new();
    let burned_in = data_set.texts(tags::BURNED_IN_ANNOTATION);
    // Whatever is not NO may mean YES, and a value too many says that nobody took care.
    if burned_in
        .iter()
        .any(|said| !matches!(said.to_ascii_uppercase().as_str(), "" | "NO"))
    {
        reasons.push(Reason::BurnedInAnnotationYes);
    }
    if is_dose_report(data_set) {
        reasons.push(Reason::DoseReport);
    }
    reasons.extend(kind_reasons(class, &modality));
    if !matches!(class, Kind::Grid) && localizer::is_one(data_set) {
        reasons.push(Reason::Localizer);
    }
    let usually_burns_in = !reasons.is_empty();
    if matches!(class, Kind::Primary) && is_eight_bit_or_colour(data_set) {
        reasons.push(Reason::EightBitColour);
    }
    if !matches!(class, Kind::Grid) && is_derived_or_secondary(data_set) {
        reasons.push(Reason::DerivedOrSecondary);
    }
    if has_overlays(data_set) {
        reasons.push(Reason::Overlays);
    }
    if usually_burns_in && burned_in.iter().all(String::is_empty) {
        reasons.push(Reason::BurnedInAnnotationAbsent);
    }
    reasons.sort_unstable();
    reasons
}

/// Reasons that lie in the SOP class and in the modality; both count, as either may be written carelessly.
fn kind_reasons(class: Kind, modality: &str) -> Vec<Reason> {
    // A term that nobody knows is no primary modality; none at all leaves it to the class.
    let by_modality = match modality {
        "" => None,
        _ => Some(modality::kind(modality).unwrap_or(Kind::Other)),
    };
    // A grid is one by its class: whatever its modality says, it shows numbers and not a screen.
    let by_modality = by_modality.filter(|_| class != Kind::Grid);
    let mut reasons: Vec<Reason> = [Some(class), by_modality]
        .into_iter()
        .flatten()
        .filter_map(kind_reason)
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    if reasons.len() > 1 {
        reasons.retain(|&reason| reason != Reason::OtherModality);
    }
    reasons
}

fn kind_reason(kind: Kind) -> Option<Reason> {
    match kind {
        Kind::Primary | Kind::Grid => None,
        Kind::Ultrasound => Some(Reason::Ultrasound),
        Kind::NuclearMedicine => Some(Reason::NuclearMedicine),
        Kind::SecondaryCapture => Some(Reason::SecondaryCapture),
        Kind::Fluoroscopy => Some(Reason::Fluoroscopy),
        Kind::Photograph => Some(Reason::Photograph),
        Kind::Radiograph => Some(Reason::Radiograph),
        // A picture in something that should have none.
        Kind::Other | Kind::NoPicture | Kind::Report | Kind::Document => {
            Some(Reason::OtherModality)
        }
    }
}

/// CT, MR and PET are measured in more than 8 bits and without colour; what is not has been made for a screen.
fn is_eight_bit_or_colour(data_set: &DataSet) -> bool {
    let photometric = data_set
        .text(tags::PHOTOMETRIC_INTERPRETATION)
        .unwrap_or_default();
    let colour = data_set
        .integer(tags::SAMPLES_PER_PIXEL)
        .is_some_and(|samples| samples > 1)
        || !(photometric.is_empty() || photometric.starts_with("MONOCHROME"));
    let eight_bit = data_set
        .integer(tags::BITS_ALLOCATED)
        .is_some_and(|bits| bits <= 8);
    colour || eight_bit
}

/// Values 1 and 2 of Image Type (PS3.3 C.7.6.1.1.2).
fn is_derived_or_secondary(data_set: &DataSet) -> bool {
    let values = data_set.texts(tags::IMAGE_TYPE);
    let is = |index: usize, term: &str| {
        values
            .get(index)
            .is_some_and(|value| value.eq_ignore_ascii_case(term))
    };
    is(0, "DERIVED") || is(1, "SECONDARY")
}

/// Overlays in a group of their own, or in unused bits of the pixels: both are described in group 60xx (PS3.3 C.9.2).
fn has_overlays(data_set: &DataSet) -> bool {
    data_set.iter().any(|element| {
        let Tag(group, _) = element.header().tag;
        (0x6000..=0x60FF).contains(&group)
    })
}

/// Words in descriptions that mark a page of text put among the images.
const PAGES_OF_TEXT: &[&str] = &[
    "dose report",
    "dose record",
    "dose summary",
    "dose info",
    "dosereport",
    "patient protocol",
    "exam protocol",
    "exam summary",
    "screen save",
    "screensave",
    "screen shot",
    "screenshot",
    "screen capture",
    "capture",
    "worksheet",
    "report",
];

fn is_dose_report(data_set: &DataSet) -> bool {
    let named = |tag| {
        let text = data_set.text(tag).unwrap_or_default().to_lowercase();
        PAGES_OF_TEXT.iter().any(|words| text.contains(words))
    };
    named(tags::SERIES_DESCRIPTION) || named(tags::PROTOCOL_NAME) || named(tags::IMAGE_COMMENTS)
}

#[cfg(test)]
pub(crate) mod tests;
