//! Pixel elements: the image's own is located, one inside an item is loaded.

use dicom_core::value::{C, PixelFragmentSequence, Value};
use dicom_core::{DataElement, VR};

use super::{ELEMENT_COST, FoundPixels, Place, Step, Walk};
use crate::dicom::encapsulated::{self, Located};
use crate::dicom::encoding::Encoding;
use crate::dicom::head::{Head, starts_with_item};
use crate::dicom::instance::PixelLayout;
use crate::dicom::read::ReadError;

impl Walk<'_> {
    /// Fragments outside the pixel element of the image itself, such as a compressed icon: loaded.
    pub(super) fn nested_fragments(
        &mut self,
        head: &Head,
        place: Place,
    ) -> Result<Step, ReadError> {
        let found = encapsulated::locate(self.window, place.at, place.end)?;
        let total: u64 = found
            .fragments
            .iter()
            .map(|range| range.end - range.start + ELEMENT_COST)
            .sum();
        let next = Some(found.next);
        if found.missing > 0 || !found.delimited {
            self.flaws.truncated(head.tag);
        }
        if !self.has_room(head.tag, VR::OB, total, place) {
            return Ok((None, next));
        }
        let mut fragments: C<Vec<u8>> = C::new();
        for range in found.fragments {
            fragments.push(self.window.value(range)?);
        }
        let value = Value::PixelSequence(PixelFragmentSequence::new(found.offset_table, fragments));
        Ok((Some(DataElement::new(head.tag, VR::OB, value)), next))
    }

    pub(super) fn pixel_element(&mut self, head: &Head, place: Place) -> Result<Step, ReadError> {
        let Place { at, end, .. } = place;
        let claimed = head
            .length
            .map(|length| at.saturating_add(u64::from(length)));
        let value_end = claimed.unwrap_or(end).min(end);
        // Native samples of defined length may look like an item by chance; in an encapsulated syntax they are one.
        let items = (claimed.is_none() || self.encapsulated)
            && (starts_with_item(self.window, at, Encoding::ExplicitLittle)?
                || starts_with_item(self.window, at, Encoding::ExplicitBig)?);
        let located = if items {
            Some(encapsulated::locate(self.window, at, value_end)?)
        } else {
            None
        };
        let fills =
            |found: &Located| claimed.is_none() || found.next == value_end && found.missing == 0;
        let (layout, next, missing, delimited) = match located.filter(fills) {
            Some(found) => {
                self.charge(16 * (found.fragments.len() + found.offset_table.len()) as u64)?;
                let next = if claimed.is_some() {
                    value_end
                } else {
                    found.next
                };
                let (missing, delimited) = (found.missing, found.delimited || claimed.is_some());
                (found.into_layout(), next, missing, delimited)
            }
            None => {
                let missing = claimed.map_or(0, |claimed| claimed - value_end);
                (
                    PixelLayout::Native {
                        range: at..value_end,
                    },
                    value_end,
                    missing,
                    true,
                )
            }
        };
        if self.pixels.is_none() {
            self.pixels = Some(FoundPixels {
                tag: head.tag,
                stated: head.vr,
                layout,
                missing,
                delimited,
            });
        } else {
            self.flaws.out_of_order(head.tag);
        }
        Ok((None, Some(next)))
    }
}
