//! Private attributes that PS3.15 lists as safe: whether one, or the owner of a block, may stay.

use dicom_core::Tag;

use crate::dicom::{DataSet, DataSetExt};
use crate::standard::safe_private;

/// Whether a private attribute, or the owner of a block, is on the list.
pub fn is_safe(data_set: &DataSet, tag: Tag) -> bool {
    if (0x0010..=0x00FF).contains(&tag.element()) {
        let owner = data_set.text(tag);
        return owner.is_some_and(|owner| safe_private::is_creator(&owner, tag.group()));
    }
    let owner = data_set.text(Tag(tag.group(), tag.element() / 0x100));
    owner.is_some_and(|owner| safe_private::find(&owner, tag).is_some())
}
