//! Labels of segments of which nothing may stay.
//!
//! In come a segment's item and its plan; out comes the same, the label that says nothing with the segment's number
//! behind it: of several that say the same nobody could choose one. The number is that of the item (0062,0004).

use dicom_dictionary_std::tags;

use super::planned::{Action, PlannedAction};
use crate::deid::values::dummy::label_of;
use crate::dicom::{DataSet, DataSetExt};

/// Numbers the label of one segment, where it says nothing.
pub(super) fn number(item: &DataSet, actions: &mut [PlannedAction]) {
    let Some(neutral) = label_of(tags::SEGMENT_LABEL) else {
        return;
    };
    let label = actions
        .iter_mut()
        .find(|planned| planned.tag == tags::SEGMENT_LABEL);
    let Some(Action::Replace { value }) = label.map(|planned| &mut planned.action) else {
        return;
    };
    // No more than an unsigned short holds, whatever the file says.
    let number = item.integer(tags::SEGMENT_NUMBER);
    let number = number.and_then(|number| u16::try_from(number).ok());
    if let Some(number) = number.filter(|_| value == neutral.as_bytes()) {
        *value = format!("{neutral} {number}").into_bytes();
    }
}
