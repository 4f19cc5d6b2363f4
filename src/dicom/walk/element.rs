//! One element: a leaf value, loaded; everything else is passed on to those who know it.

use dicom_core::VR;

use super::sequence::sequence_element;
use super::{Place, Step, Walk, is_pixel};
use crate::dicom::dataset::{Element, leaf};
use crate::dicom::encoding::{swap_words, word_length};
use crate::dicom::head::Head;
use crate::dicom::read::ReadError;
use crate::dicom::resolve;
use crate::standard::dictionary;

impl Walk<'_> {
    /// Reads the element of `head`, whose value begins at `place.at`.
    pub(super) fn element(&mut self, head: &Head, place: Place) -> Result<Step, ReadError> {
        if head.impossible {
            self.flaws.wrong_vr(head.tag);
        }
        if place.depth == 0 && is_pixel(head.tag) {
            return self.pixel_element(head, place);
        }
        let Some(length) = head.length else {
            return self.undefined_length(head, place);
        };
        let claimed = place.at.saturating_add(u64::from(length));
        let mut inside = Place {
            end: claimed.min(place.end),
            ..place
        };
        let next = inside.end;
        if claimed > place.end {
            self.flaws.truncated(head.tag);
            // Half a number is none.
            let vr = head.vr.or(dictionary::vr(head.tag));
            inside.end -= next.saturating_sub(inside.at) % vr.map_or(1, word_length) as u64;
        }
        if let Some(element) = self.bounded_sequence(head, inside)? {
            return Ok((Some(element), Some(next)));
        }
        Ok((self.value(head, inside)?, Some(next)))
    }

    /// Reads a leaf value that fills `inside`.
    fn value(&mut self, head: &Head, inside: Place) -> Result<Option<Element>, ReadError> {
        let length = inside.end.saturating_sub(inside.at);
        let resolved = resolve::leaf_vr(head.tag, head.vr, length, inside.signed);
        if resolved.overruled {
            self.flaws.wrong_vr(head.tag);
        }
        if length % 2 == 1 {
            self.flaws.odd_length(head.tag);
        }
        if !self.has_room(head.tag, resolved.vr, length, inside) {
            return Ok(None);
        }
        let mut bytes = self.window.value(inside.at..inside.end)?;
        if inside.encoding.is_big() {
            swap_words(&mut bytes, word_length(head.vr.unwrap_or(resolved.vr)));
        }
        Ok(Some(leaf(head.tag, resolved.vr, bytes)))
    }

    fn undefined_length(&mut self, head: &Head, place: Place) -> Result<Step, ReadError> {
        let Some(encoding) = self.items_encoding(head, place)? else {
            return Ok((None, None));
        };
        let bytes = matches!(
            head.vr,
            Some(VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV)
        );
        if bytes || is_pixel(head.tag) {
            return self.nested_fragments(head, place);
        }
        let (items, next) = self.items(head.tag, Place { encoding, ..place }, false)?;
        Ok((Some(sequence_element(head.tag, items)), next))
    }
}
