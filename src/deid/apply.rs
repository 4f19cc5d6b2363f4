//! The one interpreter of a plan: a header in, the header that leaves out.
//!
//! Works from the plan and not from the header: an attribute or item that the plan does not mention is never looked
//! at, so it cannot leave.

use dicom_core::VR;

use super::plan::planned::{Action, Plan, PlannedAction};
use super::stamps::stamp;
use crate::dicom::dataset::{leaf, raw_bytes};
use crate::dicom::{DataSet, DataSetExt};

/// What is known of the pixels by the time the header is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Established {
    /// Rectangles were painted into this image.
    pub painted: bool,
    /// A person has looked, or a rule has decided, that no identifying text is left in the picture.
    pub looked_at: bool,
}

/// Carries out a plan that was made for this very header.
pub fn apply(original: &DataSet, plan: &Plan, established: &Established) -> DataSet {
    let mut cleaned = level(original, &plan.actions);
    stamp(&mut cleaned, original, &plan.policy, established);
    cleaned
}

fn level(original: &DataSet, actions: &[PlannedAction]) -> DataSet {
    let mut cleaned = DataSet::new_empty();
    for PlannedAction {
        tag, vr, action, ..
    } in actions
    {
        match action {
            Action::Keep => {
                // A value of a wrong VR leaves under the right one.
                match original.get(*tag).map(raw_bytes) {
                    Some(Some(bytes)) => cleaned.put_raw(*tag, *vr, bytes),
                    Some(None) => drop(cleaned.put(leaf(*tag, *vr, Vec::new()))),
                    None => {}
                }
            }
            Action::Enter { items } => {
                let originals = original.nested(*tag).iter();
                cleaned.put_items(
                    *tag,
                    originals
                        .zip(items)
                        .map(|(item, actions)| level(item, actions))
                        .collect(),
                );
            }
            Action::Empty if *vr == VR::SQ => cleaned.put_items(*tag, Vec::new()),
            Action::Empty => {
                cleaned.put(leaf(*tag, *vr, Vec::new()));
            }
            Action::Remove => {}
            Action::Replace { value } => cleaned.put_raw(*tag, *vr, value.clone()),
        }
    }
    cleaned
}
