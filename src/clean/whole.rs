//! Whether an instance is all there, and nothing besides: what was cut off must not be delivered as if it were whole,
//! and what the header does not speak of must not leave unseen.

use dicom_dictionary_std::tags;

use super::HeldReason;
use crate::dicom::{DataSetExt, Flaw, Instance};
use crate::pixels::{self, PixelError};

/// Why an instance is held that is not whole.
pub fn check(instance: &Instance) -> Result<(), HeldReason> {
    check_form(instance)?;
    pixels::check_whole(instance).map_err(|error| match error {
        PixelError::Source(_) => HeldReason::Unreadable,
        PixelError::Truncated { .. } => HeldReason::TruncatedPixelData,
        PixelError::TooManyFrames { .. } => HeldReason::CannotShow,
        other => HeldReason::PictureUnclear {
            why: other.to_string(),
        },
    })
}

/// The same but for what is within the picture.
pub fn check_form(instance: &Instance) -> Result<(), HeldReason> {
    let flaw = |found: fn(&Flaw) -> bool| instance.flaws.iter().any(found);
    if flaw(|flaw| matches!(flaw, Flaw::TruncatedPixelData { .. })) {
        return Err(HeldReason::TruncatedPixelData);
    }
    check_lengths(instance)?;
    if instance.pixels.is_none() {
        // A file cut between two attributes has no other flaw.
        if must_have_picture(instance) {
            return Err(HeldReason::TruncatedPixelData);
        }
        if flaw(|flaw| matches!(flaw, Flaw::Truncated { .. })) {
            return Err(HeldReason::DamagedHeader);
        }
    }
    Ok(())
}

/// Whether lengths say what is there: a value that is left out for its length, or holds other attributes, is damage.
pub fn check_lengths(instance: &Instance) -> Result<(), HeldReason> {
    let is_wrong = |flaw: &Flaw| matches!(flaw, Flaw::Misfit { .. });
    match instance.flaws.iter().any(is_wrong) {
        true => Err(HeldReason::DamagedHeader),
        false => Ok(()),
    }
}

/// Whether the header promises a picture: it gives its size. A header without one is an object without a picture, as
/// registries and test sets keep them, and is cleaned as such.
fn must_have_picture(instance: &Instance) -> bool {
    instance.data_set.integer(tags::ROWS).is_some()
}
