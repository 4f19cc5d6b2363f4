//! What can be cleaned at all: the SOP class and the transfer syntax decide, before anything is tried.

use dicom_dictionary_std::tags;

use super::HeldReason;
use super::sop_class::{self, Kind};
use super::syntax;
use crate::dicom::{DataSetExt, Instance};

/// What kind of thing an instance is, or why it is held whatever it shows.
pub fn kind(instance: &Instance) -> Result<Kind, HeldReason> {
    let data_set = &instance.data_set;
    let class = data_set.text(tags::SOP_CLASS_UID).unwrap_or_default();
    if class.is_empty() || data_set.text(tags::SOP_INSTANCE_UID).is_none() {
        return Err(HeldReason::NoSopClass);
    }
    if data_set.get(tags::ENCAPSULATED_DOCUMENT).is_some() {
        return Err(HeldReason::Document);
    }
    let kind = sop_class::kind(&class).ok_or(HeldReason::UnknownSopClass)?;
    match kind {
        Kind::Document => Err(HeldReason::Document),
        Kind::Report => Err(HeldReason::StructuredReport),
        _ => syntax::held(&instance.transfer_syntax.uid).map_or(Ok(kind), Err),
    }
}
