//! What can be cleaned at all: the SOP class and the transfer syntax decide, before anything is tried.

use dicom_dictionary_std::tags;

use super::HeldReason;
use super::sop_class::{self, Kind};
use super::syntax;
use crate::deid::{Policy, ProfileOption};
use crate::dicom::{DataSetExt, Instance};
use crate::pixels::video;

/// What kind of thing an instance is, or why it is held whatever it shows and whatever the policy.
pub fn kind(instance: &Instance) -> Result<Kind, HeldReason> {
    let kind = class_kind(instance)?;
    syntax::held(&instance.transfer_syntax).map_or(Ok(kind), Err)
}

/// The same of a video that leaves only when it has been re-encoded.
pub fn kind_of_video(instance: &Instance) -> Result<Kind, HeldReason> {
    match video::is_video(&instance.transfer_syntax) {
        true => class_kind(instance),
        false => kind(instance),
    }
}

fn class_kind(instance: &Instance) -> Result<Kind, HeldReason> {
    let class = sop_class_uid(instance).ok_or(HeldReason::NoSopClass)?;
    if instance.data_set.get(tags::ENCAPSULATED_DOCUMENT).is_some() {
        return Err(HeldReason::Document);
    }
    let kind = sop_class::kind(&class).ok_or(HeldReason::UnknownSopClass)?;
    match kind {
        Kind::Document => Err(HeldReason::Document),
        _ => Ok(kind),
    }
}

/// Whether a policy can clean an instance of this kind: reports and presentation states need the options that clean
/// their text.
pub fn under(policy: &Policy, kind: Kind, instance: &Instance) -> Result<(), HeldReason> {
    if kind != Kind::Report {
        return Ok(());
    }
    let class = sop_class_uid(instance).unwrap_or_default();
    let needed = match sop_class::is_presentation_state(&class) {
        true => ProfileOption::Graphics,
        false => ProfileOption::StructuredContent,
    };
    match policy.has(needed) {
        true => Ok(()),
        false => Err(HeldReason::StructuredReport),
    }
}

/// The SOP Class UID: the header's own; where an old device wrote none, the image class of its modality, if there is a
/// picture.
pub fn sop_class_uid(instance: &Instance) -> Option<String> {
    let data_set = &instance.data_set;
    if let Some(class) = data_set.text(tags::SOP_CLASS_UID) {
        return Some(class);
    }
    instance.pixels.as_ref()?;
    let modality = data_set.text(tags::MODALITY)?;
    let multi_frame = data_set
        .integer(tags::NUMBER_OF_FRAMES)
        .is_some_and(|frames| frames > 1);
    sop_class::of_modality(&modality, multi_frame).map(str::to_owned)
}
