//! Whether an instance is all there, and nothing besides: what was cut off must not be delivered as if it were whole, and
//! what the header does not speak of must not leave unseen.

use dicom_dictionary_std::tags;

use super::HeldReason;
use super::sop_class::Kind;
use crate::dicom::{DataSetExt, Flaw, Instance};
use crate::pixels::{self, PixelError};

const RT_DOSE: &str = "1.2.840.10008.5.1.4.1.1.481.2";

/// Why an instance is held that is not whole.
pub fn check(instance: &Instance, kind: Kind) -> Result<(), HeldReason> {
    let flaw = |found: fn(&Flaw) -> bool| instance.flaws.iter().any(found);
    if flaw(|flaw| matches!(flaw, Flaw::TruncatedPixelData { .. })) {
        return Err(HeldReason::TruncatedPixelData);
    }
    if flaw(|flaw| matches!(flaw, Flaw::TooLong { .. })) {
        return Err(HeldReason::DamagedHeader);
    }
    if instance.pixels.is_none() {
        // A file cut between two attributes has no flaw but this one.
        if must_have_picture(instance, kind) {
            return Err(HeldReason::TruncatedPixelData);
        }
        if flaw(|flaw| matches!(flaw, Flaw::Truncated { .. })) {
            return Err(HeldReason::DamagedHeader);
        }
    }
    pixels::check_whole(instance).map_err(|error| match error {
        PixelError::Source(_) => HeldReason::Unreadable,
        PixelError::Truncated { .. } => HeldReason::TruncatedPixelData,
        other => HeldReason::PictureUnclear {
            why: other.to_string(),
        },
    })
}

/// Whether there is a picture by the kind of instance. A dose may be histograms without a grid (PS3.3 C.8.8.3): it has
/// one where the header gives its size.
fn must_have_picture(instance: &Instance, kind: Kind) -> bool {
    let class = instance.data_set.text(tags::SOP_CLASS_UID);
    let may_have_none = matches!(kind, Kind::NoPicture | Kind::Report | Kind::Document)
        || class.as_deref() == Some(RT_DOSE);
    !may_have_none || instance.data_set.integer(tags::ROWS).is_some()
}
