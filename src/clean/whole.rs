//! Whether an instance is all there, and nothing besides: what was cut off must not be delivered as if it were whole, and
//! what the header does not speak of must not leave unseen.

use dicom_dictionary_std::tags;

use super::HeldReason;
use super::sop_class::Kind;
use crate::dicom::{DataSetExt, Flaw, Instance};
use crate::pixels::{self, PixelError};

/// Why an instance is held that is not whole.
pub fn check(instance: &Instance, kind: Kind) -> Result<(), HeldReason> {
    let flaw = |found: fn(&Flaw) -> bool| instance.flaws.iter().any(found);
    if flaw(|flaw| matches!(flaw, Flaw::TruncatedPixelData { .. })) {
        return Err(HeldReason::TruncatedPixelData);
    }
    if flaw(|flaw| matches!(flaw, Flaw::TooLong { .. })) {
        return Err(HeldReason::DamagedHeader);
    }
    if flaw(|flaw| matches!(flaw, Flaw::Truncated { .. })) && instance.pixels.is_none() {
        let picture = instance.data_set.integer(tags::ROWS).is_some()
            || !matches!(kind, Kind::NoPicture | Kind::Report);
        return Err(match picture {
            true => HeldReason::TruncatedPixelData,
            false => HeldReason::DamagedHeader,
        });
    }
    pixels::check_whole(instance).map_err(|error| match error {
        PixelError::Source(_) => HeldReason::Unreadable,
        PixelError::Truncated { .. } => HeldReason::TruncatedPixelData,
        other => HeldReason::PictureUnclear {
            why: other.to_string(),
        },
    })
}
