//! The elements of one data set or item (PS3.5 7.1), up to its delimiter, its bound, or what makes no sense.

use std::ops::Range;

use dicom_core::header::Header;
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::swallowed::{Leaf, is_leaf};
use super::{ELEMENT_COST, Ending, Place, Walk, Walked, is_dropped};
use crate::dicom::dataset::{DataSet, DataSetExt, Element};
use crate::dicom::encoding::Encoding;
use crate::dicom::head::Head;
use crate::dicom::instance::Flaw;
use crate::dicom::read::ReadError;
use crate::dicom::resolve;
use crate::standard::dictionary;
use crate::standard::tags::{ITEM, ITEM_END, SEQUENCE_END};

/// What a head turns out to be.
enum Met {
    Element,
    /// Nothing of this data set, which goes on behind it.
    Stray,
    /// The end, and where what follows begins.
    End(Ending, u64),
}

/// A data set as far as it has been read.
struct Unfinished {
    data_set: DataSet,
    /// Values of US that may be SS, once Pixel Representation is known.
    unsettled: Vec<Tag>,
    /// The highest tag.
    last: Option<Tag>,
    /// The element before, if it may have swallowed others.
    before: Option<Leaf>,
}

impl Unfinished {
    /// Puts an element in; the first of its tag stays.
    fn put(&mut self, tag: Tag, element: Element, place: &mut Place) {
        if resolve::depends_on_sign(tag) && place.signed.is_none() && element.vr() == VR::US {
            self.unsettled.push(tag);
        }
        self.data_set.put(element);
        if tag == tags::PIXEL_REPRESENTATION {
            let sign = self.data_set.integer(tags::PIXEL_REPRESENTATION);
            place.signed = sign.map(|value| value == 1);
        }
    }
}

impl Walk<'_> {
    pub(super) fn data_set(&mut self, mut place: Place) -> Result<Walked, ReadError> {
        let Place {
            mut at,
            end,
            encoding,
            ..
        } = place;
        let mut read = Unfinished {
            data_set: DataSet::new_empty(),
            unsettled: Vec::new(),
            last: None,
            before: None,
        };
        let ending = loop {
            if at >= end {
                break Ending::Bound;
            }
            let Some(head) = Head::read(self.window, at, end, encoding)? else {
                break self.nonsense(at..end, place.depth, read.last)?;
            };
            match self.met(&head, at..end, place.depth, read.last)? {
                Met::Element => {}
                Met::Stray => {
                    at = head.value_at;
                    continue;
                }
                Met::End(ending, next) => {
                    at = next;
                    break ending;
                }
            }
            let Some(next) = self.element_of(&head, &mut place, &mut read)? else {
                self.flaws.truncated(head.tag);
                at = end;
                break Ending::Lost;
            };
            at = next;
        };
        self.check_swallowed(read.before, None, place)?;
        if place.signed == Some(true) && encoding == Encoding::ImplicitLittle {
            settle(&mut read.data_set, &read.unsettled);
        }
        Ok(Walked {
            data_set: read.data_set,
            next: at,
            ending,
        })
    }

    /// What the head at the beginning of `rest` is.
    fn met(
        &mut self,
        head: &Head,
        rest: Range<u64>,
        depth: u32,
        last: Option<Tag>,
    ) -> Result<Met, ReadError> {
        Ok(match head.tag {
            // The end of an item that never began: its beginning lies in the value of something else.
            ITEM_END | SEQUENCE_END if depth == 0 => {
                self.flaws.misfit(last.unwrap_or(head.tag));
                Met::Stray
            }
            ITEM_END => Met::End(Ending::ItemEnd, head.value_at),
            SEQUENCE_END => Met::End(Ending::SequenceEnd, head.value_at),
            // The delimiter of this item is missing.
            ITEM if depth > 0 && last.is_some() => {
                self.flaws.truncated(ITEM_END);
                Met::End(Ending::ItemEnd, rest.start)
            }
            Tag(0xFFFE, _) => Met::End(self.nonsense(rest.clone(), depth, last)?, rest.start),
            _ if depth == 0 && self.is_stray(head) => {
                let count = rest.end - rest.start;
                self.flaws.add(Flaw::TrailingBytes { count });
                Met::End(Ending::Bound, rest.start)
            }
            _ => Met::Element,
        })
    }

    /// Reads one element; where the next one begins (`None`: nobody knows).
    fn element_of(
        &mut self,
        head: &Head,
        place: &mut Place,
        read: &mut Unfinished,
    ) -> Result<Option<u64>, ReadError> {
        self.charge(ELEMENT_COST)?;
        self.check_swallowed(read.before.take(), Some(head.tag), *place)?;
        if read.last.is_some_and(|last| head.tag <= last) {
            self.flaws.out_of_order(head.tag);
        }
        read.last = read.last.max(Some(head.tag));
        if is_dropped(head.tag)
            && let Some(length) = head.length
        {
            let next = head.value_at.saturating_add(u64::from(length));
            let next = next.min(place.end);
            read.before = Some(Leaf::of(head, next));
            return Ok(Some(next));
        }
        place.at = head.value_at;
        let (element, next) = self.element(head, *place)?;
        let is_leaf = is_leaf(head, element.as_ref());
        if let Some(element) = element.filter(|element| !is_dropped(element.tag()))
            && read.data_set.get(head.tag).is_none()
        {
            read.put(head.tag, element, place);
        }
        if let Some(next) = next.filter(|_| is_leaf) {
            read.before = Some(Leaf::of(head, next));
        }
        Ok(next)
    }

    /// No head can be made of the bytes at the beginning of `rest`.
    fn nonsense(
        &mut self,
        rest: Range<u64>,
        depth: u32,
        last: Option<Tag>,
    ) -> Result<Ending, ReadError> {
        let Range { start, end } = rest;
        if depth == 0 && (self.pixels.is_some() || self.is_zeros(start..end.min(start + 8))?) {
            self.flaws.add(Flaw::TrailingBytes { count: end - start });
            return Ok(Ending::Bound);
        }
        self.flaws.truncated(last.unwrap_or(ITEM));
        Ok(Ending::Lost)
    }

    /// Whether the head is made of bytes that are no longer part of the data set.
    fn is_stray(&self, head: &Head) -> bool {
        if head.tag == Tag(0, 0) && head.length == Some(0) {
            return true;
        }
        let Some(pixels) = &self.pixels else {
            return false;
        };
        let plausible = head.vr.is_some() || dictionary::is_private(head.tag) && !head.impossible;
        let later = head.tag > pixels.tag && plausible;
        !(later || dictionary::is_standard(head.tag) || is_dropped(head.tag))
    }
}

/// Turns US into SS where Pixel Representation came after the values that depend on it.
fn settle(data_set: &mut DataSet, tags: &[Tag]) {
    for &tag in tags {
        if let Some(bytes) = data_set.bytes(tag).map(<[u8]>::to_vec) {
            data_set.put_raw(tag, VR::SS, bytes);
        }
    }
}
