//! Lengths that lie: a value that ends with attributes which were the data set's own.
//!
//! Looked for in every value, also of attributes that never leave: what a length has swallowed is missing where it
//! should be, and nobody would know the patient's name any more.

use std::ops::Range;

use dicom_core::Tag;

use super::{Place, Walk, is_pixel};
use crate::dicom::dataset::Element;
use crate::dicom::head::Head;
use crate::dicom::heads::ends_with_heads;
use crate::dicom::read::ReadError;

/// Bytes at the end of a value that are looked through: swallowed attributes end where the value ends.
const LONGEST_TAIL: u64 = 256 << 10;

/// A value that is no sequence, and where it lies.
pub(super) struct Leaf {
    tag: Tag,
    range: Range<u64>,
}

impl Leaf {
    pub fn of(head: &Head, end: u64) -> Self {
        Self {
            tag: head.tag,
            range: head.value_at..end,
        }
    }
}

/// Whether the element of `head` was read as a value of its own; one that was left out for its length is `None`.
pub(super) fn is_leaf(head: &Head, element: Option<&Element>) -> bool {
    let is_sequence = element.is_some_and(|element| element.vr() == dicom_core::VR::SQ);
    head.length.is_some() && !is_sequence && !is_pixel(head.tag)
}

impl Walk<'_> {
    /// Looks through a value once it is known what follows it.
    pub(super) fn check_swallowed(
        &mut self,
        leaf: Option<Leaf>,
        following: Option<Tag>,
        place: Place,
    ) -> Result<(), ReadError> {
        let Some(Leaf { tag, range }) = leaf else {
            return Ok(());
        };
        let start = range.start.max(range.end.saturating_sub(LONGEST_TAIL));
        let tail = self.window.value(start..range.end)?;
        if ends_with_heads(&tail, place.encoding, tag, following) {
            self.flaws.misfit(tag);
        }
        Ok(())
    }
}
