//! Sequences and their items (PS3.5 7.5), of defined and undefined length, stated and hidden in unknown bytes.

use std::ops::ControlFlow::{self, Break, Continue};
use std::ops::Range;

use dicom_core::{Tag, VR};

use super::{DEEPEST, Ending, ITEM_COST, Place, Walk};
use crate::dicom::dataset::{DataSet, DataSetExt, Element, leaf};
use crate::dicom::encoding::Encoding;
use crate::dicom::head::{Head, starts_with_item};
use crate::dicom::instance::Flaw;
use crate::dicom::read::ReadError;
use crate::dicom::resolve;
use crate::standard::dictionary;
use crate::standard::tags::{ITEM, ITEM_END, SEQUENCE_END};

/// The items of a sequence, and where the next element begins (`None`: nobody knows).
type Items = (Vec<DataSet>, Option<u64>);

/// Where the next item may begin; or that there is none, and where the next element begins.
type NextItem = ControlFlow<Option<u64>, u64>;

impl Walk<'_> {
    /// The element as a sequence that fills `inside`, if it is one.
    pub(super) fn bounded_sequence(
        &mut self,
        head: &Head,
        inside: Place,
    ) -> Result<Option<Element>, ReadError> {
        let unstated = matches!(head.vr, None | Some(VR::UN));
        let known = head.vr == Some(VR::SQ) || resolve::is_sequence(head.tag);
        let foreign = unstated && !known && dictionary::vr(head.tag).is_none();
        if inside.at == inside.end {
            if known && !unstated && head.vr != Some(VR::SQ) {
                self.flaws.wrong_vr(head.tag);
            }
            return Ok(known.then(|| sequence_element(head.tag, Vec::new())));
        }
        if !(known || foreign) {
            return Ok(None);
        }
        let Some(encoding) = self.items_encoding(head, inside)? else {
            return Ok(None);
        };
        let inside = Place { encoding, ..inside };
        if known {
            if !matches!(head.vr, None | Some(VR::SQ)) {
                self.flaws.wrong_vr(head.tag);
            }
            let (items, _) = self.items(head.tag, inside, true)?;
            return Ok(Some(sequence_element(head.tag, items)));
        }
        // Nothing says that this is a sequence: believed only if it can be read to its end without any complaint.
        let outer = std::mem::take(&mut self.flaws);
        let (memory, was_too_large) = (self.memory, self.is_too_large);
        let items = match self.items(head.tag, inside, true) {
            Err(ReadError::TooLarge) => Vec::new(),
            read => read?.0,
        };
        let inner = std::mem::replace(&mut self.flaws, outer);
        let clean = self.is_too_large == was_too_large
            && inner
                .into_vec()
                .iter()
                .all(|flaw| matches!(flaw, Flaw::OddLength { .. } | Flaw::WrongVr { .. }));
        if clean && !items.is_empty() {
            return Ok(Some(sequence_element(head.tag, items)));
        }
        // What was taken for items is dropped, and its memory is not counted.
        (self.memory, self.is_too_large) = (memory, was_too_large);
        Ok(None)
    }

    /// The encoding in which an item begins at `place.at`; values of UN are implicit little endian (PS3.5 6.2.2).
    pub(super) fn items_encoding(
        &mut self,
        head: &Head,
        place: Place,
    ) -> Result<Option<Encoding>, ReadError> {
        let usual = if head.vr == Some(VR::UN) {
            Encoding::ImplicitLittle
        } else {
            place.encoding
        };
        for encoding in [usual, Encoding::ImplicitLittle, place.encoding] {
            if starts_with_item(self.window, place.at, encoding)? {
                return Ok(Some(encoding));
            }
        }
        Ok(None)
    }

    /// Reads items from `place.at`. A `bounded` sequence fills its place; another one ends with its delimiter.
    pub(super) fn items(
        &mut self,
        tag: Tag,
        place: Place,
        bounded: bool,
    ) -> Result<Items, ReadError> {
        let Place { mut at, end, .. } = place;
        let mut items = Vec::new();
        if place.depth >= DEEPEST {
            self.flaws.misfit(tag);
            return Ok((items, bounded.then_some(end)));
        }
        while at < end {
            let Some(head) = Head::read_strict(self.window, at, end, place.encoding)? else {
                break;
            };
            let step = match head.tag {
                ITEM => {
                    let (item, step) = self.item(tag, &head, place, bounded)?;
                    items.push(item);
                    step
                }
                ITEM_END => Continue(head.value_at),
                _ => Break(self.end_of_items(tag, &head, at..end, bounded)?),
            };
            match step {
                Continue(next) => at = next,
                Break(next) => return Ok((items, next)),
            }
        }
        if !bounded {
            self.flaws.truncated(tag);
        } else {
            self.pass_over(tag, at..end)?;
        }
        Ok((items, Some(end)))
    }

    /// Reads the item whose head this is.
    fn item(
        &mut self,
        tag: Tag,
        head: &Head,
        place: Place,
        bounded: bool,
    ) -> Result<(DataSet, NextItem), ReadError> {
        let end = place.end;
        self.charge(ITEM_COST)?;
        let claimed = head
            .length
            .map(|length| head.value_at.saturating_add(u64::from(length)));
        let item_end = claimed.unwrap_or(end).min(end);
        if claimed.is_some_and(|claimed| claimed > end) {
            self.flaws.truncated(tag);
        }
        let encoding = self.item_encoding(head.value_at, item_end, place.encoding)?;
        let walked = self.data_set(Place {
            at: head.value_at,
            end: item_end,
            encoding,
            depth: place.depth + 1,
            private: place.private || dictionary::is_private(tag),
            ..place
        })?;
        let step = match (claimed, walked.ending) {
            (Some(_), _) => {
                self.pass_over(tag, walked.next..item_end)?;
                Continue(item_end)
            }
            (None, Ending::ItemEnd | Ending::Bound) => Continue(walked.next),
            (None, Ending::SequenceEnd | Ending::Lost) if bounded => {
                self.pass_over(tag, walked.next..end)?;
                Break(Some(end))
            }
            (None, Ending::SequenceEnd) => Break(Some(walked.next)),
            (None, Ending::Lost) => Break(None),
        };
        Ok((walked.data_set, step))
    }

    /// Where the next element begins, once something else stands at `rest` than an item.
    fn end_of_items(
        &mut self,
        tag: Tag,
        head: &Head,
        rest: Range<u64>,
        bounded: bool,
    ) -> Result<Option<u64>, ReadError> {
        let end = rest.end;
        match (head.tag, bounded) {
            (SEQUENCE_END, true) => self.pass_over(tag, head.value_at..end)?,
            (SEQUENCE_END, false) => return Ok(Some(head.value_at)),
            // The sequence is longer than its items.
            (_, true) => self.pass_over(tag, rest)?,
            // The delimiter is missing: what is here may be the next element of the parent.
            (_, false) => {
                self.flaws.truncated(tag);
                return Ok(Some(rest.start));
            }
        }
        Ok(Some(end))
    }

    /// Bytes of a sequence or item that nothing was made of: no flaw where they are padding.
    fn pass_over(&mut self, tag: Tag, range: Range<u64>) -> Result<(), ReadError> {
        if !self.is_zeros(range)? {
            self.flaws.misfit(tag);
        }
        Ok(())
    }

    /// The encoding of an item's elements: some writers switch between stated and unstated VR inside.
    fn item_encoding(
        &mut self,
        at: u64,
        end: u64,
        expected: Encoding,
    ) -> Result<Encoding, ReadError> {
        let other = match expected {
            Encoding::ImplicitLittle => Encoding::ExplicitLittle,
            Encoding::ExplicitLittle | Encoding::ExplicitBig => Encoding::ImplicitLittle,
        };
        let fits = |head: Option<Head>| {
            head.is_some_and(|head| head.length.is_none() || head.next(end).is_some())
        };
        let as_expected = Head::read_strict(self.window, at, end, expected)?;
        let as_other = Head::read_strict(self.window, at, end, other)?;
        let known = as_other
            .is_some_and(|head| head.tag.group() != 0xFFFE && dictionary::vr(head.tag).is_some());
        let plausible = as_other.is_some_and(|head| match other {
            // An implicit length whose low bytes spell the very VR of the attribute is no length.
            Encoding::ExplicitLittle => head.vr.is_some() && head.vr == dictionary::vr(head.tag),
            _ => known,
        });
        let switch = fits(as_other)
            && plausible
            && (!fits(as_expected) || other == Encoding::ExplicitLittle);
        Ok(if switch { other } else { expected })
    }
}

/// An element of these items.
pub(super) fn sequence_element(tag: Tag, items: Vec<DataSet>) -> Element {
    let mut holder = DataSet::new_empty();
    holder.put_items(tag, items);
    // `put_items` is the one place that knows how a sequence is built.
    holder
        .take(tag)
        .unwrap_or_else(|| leaf(tag, VR::UN, Vec::new()))
}
