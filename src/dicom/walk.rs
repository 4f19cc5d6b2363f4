//! The bounded walk over a data set: heads are read, values loaded, the pixel element located.
//!
//! In comes a window and the place of a data set; out come the elements, the place of the pixel bytes and the flaws.
//! Every length is checked against the bytes that are left in the file and in the enclosing item before anything is
//! allocated; nesting and the memory that one header may take are limited; every step moves forward, so that the walk
//! ends. What was read before an unreadable element is kept.

use dicom_core::header::Header;
use dicom_core::value::{C, PixelFragmentSequence, Value};
use dicom_core::{DataElement, Tag, VR};

use super::dataset::{DataSet, DataSetExt, Element, leaf};
use super::dictionary;
use super::encapsulated::{self, Located};
use super::encoding::{Encoding, swap_words, word_length};
use super::flaws::Flaws;
use super::head::{Head, ITEM, ITEM_END, SEQUENCE_END, starts_with_item};
use super::instance::{Flaw, PixelLayout};
use super::read::ReadError;
use super::resolve;
use super::window::Window;

/// Sequences within sequences; the deepest real structured reports stay far below.
const DEEPEST: u32 = 64;
/// Bytes of one value that is not pixel data; a longer one is dropped.
const LONGEST_VALUE: u64 = 64 << 20;
/// Bytes of memory that one header may take, structure included.
const MOST_MEMORY: u64 = 512 << 20;
/// What an element and an item cost besides their values: an item's map has room for eleven elements at once.
const ELEMENT_COST: u64 = 128;
const ITEM_COST: u64 = 1024;

pub(super) const PIXEL_DATA: Tag = Tag(0x7FE0, 0x0010);
pub(super) const FLOAT_PIXEL_DATA: Tag = Tag(0x7FE0, 0x0008);
pub(super) const DOUBLE_FLOAT_PIXEL_DATA: Tag = Tag(0x7FE0, 0x0009);
const TRAILING_PADDING: Tag = Tag(0xFFFC, 0xFFFC);
const PIXEL_REPRESENTATION: Tag = Tag(0x0028, 0x0103);

/// Whether this is the element whose value is located, not loaded.
pub(super) fn is_pixel(tag: Tag) -> bool {
    matches!(tag, PIXEL_DATA | FLOAT_PIXEL_DATA | DOUBLE_FLOAT_PIXEL_DATA)
}

/// The pixel element as the file has it.
#[derive(Debug)]
pub(super) struct FoundPixels {
    pub tag: Tag,
    pub stated: Option<VR>,
    pub layout: PixelLayout,
    /// Bytes that the element's own lengths promise and the file does not hold.
    pub missing: u64,
    /// False if the fragments' sequence delimiter is not there.
    pub delimited: bool,
}

pub(super) struct Walk<'w> {
    window: &'w mut Window,
    pub flaws: Flaws,
    pub pixels: Option<FoundPixels>,
    /// The transfer syntax is an encapsulated one.
    encapsulated: bool,
    memory: u64,
}

/// Where a data set lies, and what it inherits.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: u64,
    end: u64,
    encoding: Encoding,
    depth: u32,
    signed: Option<bool>,
}

/// Why a data set came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// At its place's end.
    Bound,
    ItemEnd,
    SequenceEnd,
    /// What follows makes no sense.
    Lost,
}

struct Walked {
    data_set: DataSet,
    next: u64,
    ending: Ending,
}

/// An element that was read, if it is to be kept, and where the next one begins (`None`: nobody knows).
type Step = (Option<Element>, Option<u64>);

impl<'w> Walk<'w> {
    pub fn new(window: &'w mut Window, flaws: Flaws, encapsulated: bool) -> Self {
        Self {
            window,
            flaws,
            pixels: None,
            encapsulated,
            memory: 0,
        }
    }

    /// Reads the data set at `at`, up to the end of the file.
    pub fn whole(&mut self, at: u64, encoding: Encoding) -> Result<DataSet, ReadError> {
        let end = self.window.len();
        Ok(self
            .data_set(Place {
                at,
                end,
                encoding,
                depth: 0,
                signed: None,
            })?
            .data_set)
    }

    fn data_set(&mut self, place: Place) -> Result<Walked, ReadError> {
        let Place {
            mut at,
            end,
            encoding,
            depth,
            ..
        } = place;
        let mut place = place;
        let mut data_set = DataSet::new_empty();
        let mut unsettled = Vec::new();
        let mut last: Option<Tag> = None;
        let ending = loop {
            if at >= end {
                break Ending::Bound;
            }
            let Some(head) = Head::read(self.window, at, end, encoding)? else {
                break self.nonsense(at, end, depth, last);
            };
            match head.tag {
                ITEM_END | SEQUENCE_END if depth == 0 => {
                    at = head.value_at;
                    continue;
                }
                ITEM_END => {
                    at = head.value_at;
                    break Ending::ItemEnd;
                }
                SEQUENCE_END => {
                    at = head.value_at;
                    break Ending::SequenceEnd;
                }
                // The delimiter of this item is missing.
                ITEM if depth > 0 && last.is_some() => {
                    self.flaws.truncated(ITEM_END);
                    break Ending::ItemEnd;
                }
                Tag(0xFFFE, _) => break self.nonsense(at, end, depth, last),
                _ if depth == 0 && self.is_stray(&head) => {
                    self.flaws.add(Flaw::TrailingBytes { count: end - at });
                    break Ending::Bound;
                }
                _ => {}
            }
            self.charge(ELEMENT_COST, at)?;
            if last.is_some_and(|last| head.tag <= last) {
                self.flaws.out_of_order(head.tag);
            }
            last = last.max(Some(head.tag));
            if is_dropped(head.tag)
                && let Some(length) = head.length
            {
                at = head.value_at.saturating_add(u64::from(length)).min(end);
                continue;
            }
            place.at = head.value_at;
            let (element, next) = self.element(&head, place)?;
            if let Some(element) = element.filter(|element| !is_dropped(element.tag()))
                && data_set.get(head.tag).is_none()
            {
                if resolve::depends_on_sign(head.tag)
                    && place.signed.is_none()
                    && element.vr() == VR::US
                {
                    unsettled.push(head.tag);
                }
                data_set.put(element);
                if head.tag == PIXEL_REPRESENTATION {
                    place.signed = data_set
                        .integer(PIXEL_REPRESENTATION)
                        .map(|value| value == 1);
                }
            }
            let Some(next) = next else {
                self.flaws.truncated(head.tag);
                at = end;
                break Ending::Lost;
            };
            at = next;
        };
        if place.signed == Some(true) && encoding == Encoding::ImplicitLittle {
            settle(&mut data_set, &unsettled);
        }
        Ok(Walked {
            data_set,
            next: at,
            ending,
        })
    }

    /// No head can be made of the bytes at `at`.
    fn nonsense(&mut self, at: u64, end: u64, depth: u32, last: Option<Tag>) -> Ending {
        if depth == 0 && (self.pixels.is_some() || end - at < 8) {
            self.flaws.add(Flaw::TrailingBytes { count: end - at });
            return Ending::Bound;
        }
        self.flaws.truncated(last.unwrap_or(ITEM));
        Ending::Lost
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

    /// Accounts for memory that is about to be taken.
    fn charge(&mut self, cost: u64, at: u64) -> Result<(), ReadError> {
        self.memory = self.memory.saturating_add(cost);
        if self.memory > MOST_MEMORY {
            Err(ReadError::Damaged { offset: at })
        } else {
            Ok(())
        }
    }

    /// Reads the element of `head`, whose value begins at `place.at`.
    fn element(&mut self, head: &Head, place: Place) -> Result<Step, ReadError> {
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
        }
        if let Some(element) = self.bounded_sequence(head, inside)? {
            return Ok((Some(element), Some(next)));
        }
        if claimed > place.end {
            // Half a number is none.
            let vr = head.vr.or(dictionary::vr(head.tag));
            inside.end -= (next - inside.at) % vr.map_or(1, word_length) as u64;
        }
        Ok((self.value(head, inside)?, Some(next)))
    }

    /// The element as a sequence that fills `inside`, if it is one.
    fn bounded_sequence(
        &mut self,
        head: &Head,
        inside: Place,
    ) -> Result<Option<Element>, ReadError> {
        let unstated = matches!(head.vr, None | Some(VR::UN));
        let known = head.vr == Some(VR::SQ) || resolve::is_sequence(head.tag);
        let foreign = unstated && !known && dictionary::vr(head.tag).is_none();
        if inside.at == inside.end {
            let empty = head.vr == Some(VR::SQ) || known && unstated;
            return Ok(empty.then(|| sequence_element(head.tag, Vec::new())));
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
        let (items, _) = self.items(head.tag, inside, true)?;
        let inner = std::mem::replace(&mut self.flaws, outer);
        let clean = inner
            .into_vec()
            .iter()
            .all(|flaw| matches!(flaw, Flaw::OddLength { .. } | Flaw::WrongVr { .. }));
        Ok((clean && !items.is_empty()).then(|| sequence_element(head.tag, items)))
    }

    /// The encoding in which an item begins at `place.at`; values of UN are implicit little endian (PS3.5 6.2.2).
    fn items_encoding(&mut self, head: &Head, place: Place) -> Result<Option<Encoding>, ReadError> {
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
        if length > LONGEST_VALUE || self.memory.saturating_add(length) > MOST_MEMORY {
            self.flaws.truncated(head.tag);
            return Ok(None);
        }
        self.charge(length, inside.at)?;
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

    /// Fragments outside the pixel element of the image itself, such as a compressed icon: loaded.
    fn nested_fragments(&mut self, head: &Head, place: Place) -> Result<Step, ReadError> {
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
        if total > LONGEST_VALUE || self.memory.saturating_add(total) > MOST_MEMORY {
            self.flaws.truncated(head.tag);
            return Ok((None, next));
        }
        self.charge(total, place.at)?;
        let mut fragments: C<Vec<u8>> = C::new();
        for range in found.fragments {
            fragments.push(self.window.value(range)?);
        }
        let value = Value::PixelSequence(PixelFragmentSequence::new(found.offset_table, fragments));
        Ok((Some(DataElement::new(head.tag, VR::OB, value)), next))
    }

    /// Reads items from `place.at`. A `bounded` sequence fills its place; another one ends with its delimiter.
    fn items(
        &mut self,
        tag: Tag,
        place: Place,
        bounded: bool,
    ) -> Result<(Vec<DataSet>, Option<u64>), ReadError> {
        let Place {
            mut at,
            end,
            encoding,
            depth,
            ..
        } = place;
        let mut items = Vec::new();
        if depth >= DEEPEST {
            self.flaws.truncated(tag);
            return Ok((items, bounded.then_some(end)));
        }
        while at < end {
            let Some(head) = Head::read_strict(self.window, at, end, encoding)? else {
                break;
            };
            match head.tag {
                ITEM => {}
                ITEM_END => {
                    at = head.value_at;
                    continue;
                }
                SEQUENCE_END => {
                    return Ok((items, Some(if bounded { end } else { head.value_at })));
                }
                // The delimiter is missing: what is here may be the next element of the parent.
                _ => {
                    self.flaws.truncated(tag);
                    return Ok((items, Some(if bounded { end } else { at })));
                }
            }
            self.charge(ITEM_COST, at)?;
            let claimed = head
                .length
                .map(|length| head.value_at.saturating_add(u64::from(length)));
            let item_end = claimed.unwrap_or(end).min(end);
            if claimed.is_some_and(|claimed| claimed > end) {
                self.flaws.truncated(tag);
            }
            let encoding = self.item_encoding(head.value_at, item_end, encoding)?;
            let inside = Place {
                at: head.value_at,
                end: item_end,
                encoding,
                depth: depth + 1,
                ..place
            };
            let walked = self.data_set(inside)?;
            items.push(walked.data_set);
            at = match (claimed, walked.ending) {
                (Some(_), _) => item_end,
                (None, Ending::ItemEnd | Ending::Bound) => walked.next,
                (None, Ending::SequenceEnd) => {
                    return Ok((items, Some(if bounded { end } else { walked.next })));
                }
                (None, Ending::Lost) => return Ok((items, bounded.then_some(end))),
            };
        }
        if !bounded || at < end {
            self.flaws.truncated(tag);
        }
        Ok((items, Some(end)))
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

    fn pixel_element(&mut self, head: &Head, place: Place) -> Result<Step, ReadError> {
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
                self.charge(
                    16 * (found.fragments.len() + found.offset_table.len()) as u64,
                    at,
                )?;
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

/// Never part of a data set: command and file meta groups, group lengths, trailing padding.
fn is_dropped(tag: Tag) -> bool {
    matches!(tag.group(), 0x0000 | 0x0002) || tag.element() == 0x0000 || tag == TRAILING_PADDING
}

fn sequence_element(tag: Tag, items: Vec<DataSet>) -> Element {
    let mut holder = DataSet::new_empty();
    holder.put_items(tag, items);
    // `put_items` is the one place that knows how a sequence is built.
    holder
        .take(tag)
        .unwrap_or_else(|| leaf(tag, VR::UN, Vec::new()))
}

/// Turns US into SS where Pixel Representation came after the values that depend on it.
fn settle(data_set: &mut DataSet, tags: &[Tag]) {
    for &tag in tags {
        if let Some(bytes) = data_set.bytes(tag).map(<[u8]>::to_vec) {
            data_set.put_raw(tag, VR::SS, bytes);
        }
    }
}
