//! The head of an element: tag, stated VR and length (PS3.5 7.1), read leniently.
//!
//! A head whose VR is impossible is tried in the forms that real writers mix up; the first form whose value fits and is
//! followed by something plausible wins. Whether the value may be loaded is the caller's business.

use dicom_core::{Tag, VR};

use super::encoding::{Encoding, has_long_length};
use super::source::SourceError;
use super::window::Window;
use crate::standard::dictionary;
use crate::standard::tags::{ITEM, ITEM_END, SEQUENCE_END};

const UNDEFINED: u32 = u32::MAX;
/// Forms that are tried to make sense of one head and of those behind it that make none either.
const MOST_STEPS: u32 = 64;
/// So many heads of that kind behind one another, each in its place, are no chance.
const MOST_IN_A_ROW: u32 = 16;

/// How far the search for sense has come.
#[derive(Default)]
struct Steps {
    tried: u32,
    in_a_row: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub tag: Tag,
    /// The VR as stated; `None` if none is stated, or an impossible one.
    pub vr: Option<VR>,
    /// A VR that does not exist was stated.
    pub impossible: bool,
    /// `None` if undefined.
    pub length: Option<u32>,
    /// Offset of the value.
    pub value_at: u64,
}

impl Head {
    fn new(tag: Tag, vr: Option<VR>, length: u32, value_at: u64) -> Self {
        Self {
            tag,
            vr,
            impossible: false,
            length: (length != UNDEFINED).then_some(length),
            value_at,
        }
    }

    /// Offset after the value; `None` if the length is undefined or the value does not fit before `end`.
    pub fn next(&self, end: u64) -> Option<u64> {
        let next = self.value_at.checked_add(u64::from(self.length?))?;
        (next <= end).then_some(next)
    }

    /// Reads the head at `at`; `None` if it does not fit before `end`, or makes no sense in any form.
    pub fn read(
        window: &mut Window,
        at: u64,
        end: u64,
        encoding: Encoding,
    ) -> Result<Option<Self>, SourceError> {
        let Some(bytes) = HeadBytes::read(window, at, end)? else {
            return Ok(None);
        };
        if let Some(head) = bytes.strict(encoding) {
            let other = if bytes.reserved_in_use(&head) {
                // A long-form VR with something in its reserved bytes may have been written in the short form.
                bytes.short(encoding)
            } else if bytes.may_be_a_length(&head, end)
                && !head.is_followed(window, end, encoding)?
            {
                bytes.unstated(encoding)
            } else {
                None
            };
            if let Some(other) = other
                && other.is_followed(window, end, encoding)?
            {
                return Ok(Some(other));
            }
            return Ok(Some(head));
        }
        bytes.repaired(window, end, encoding, &mut Steps::default())
    }

    /// Reads the head at `at` exactly as `encoding` says.
    pub fn read_strict(
        window: &mut Window,
        at: u64,
        end: u64,
        encoding: Encoding,
    ) -> Result<Option<Self>, SourceError> {
        Ok(HeadBytes::read(window, at, end)?.and_then(|bytes| bytes.strict(encoding)))
    }

    /// Whether the value fits and a plausible head, or the end, comes after it.
    fn is_followed(
        &self,
        window: &mut Window,
        end: u64,
        encoding: Encoding,
    ) -> Result<bool, SourceError> {
        self.is_followed_within(window, end, encoding, &mut Steps::default())
    }

    fn is_followed_within(
        &self,
        window: &mut Window,
        end: u64,
        encoding: Encoding,
        steps: &mut Steps,
    ) -> Result<bool, SourceError> {
        let Some(next) = self.next(end) else {
            return Ok(self.length.is_none() && starts_with_item(window, self.value_at, encoding)?);
        };
        if next == end {
            return Ok(true);
        }
        let Some(bytes) = HeadBytes::read(window, next, end)? else {
            return Ok(false);
        };
        let tag = encoding.tag(bytes.tag);
        if tag.group() == 0xFFFE {
            return Ok(matches!(tag, ITEM | ITEM_END | SEQUENCE_END));
        }
        let is_known = dictionary::is_private(tag) || dictionary::is_standard(tag);
        let is_in_order = tag > self.tag && is_known;
        if let Some(following) = bytes.strict(encoding) {
            let fits = following.length.is_none() || following.next(end).is_some();
            // Attributes out of order are told from chance by the VR of the dictionary.
            let is_its_vr = following.vr.is_some() && following.vr == dictionary::vr(tag);
            return Ok(fits && (is_in_order || is_its_vr));
        }
        if !is_in_order || steps.in_a_row == MOST_IN_A_ROW {
            return Ok(is_in_order);
        }
        // One that is written as this one is, and so on.
        steps.in_a_row += 1;
        let repaired = bytes.repaired(window, end, encoding, steps)?;
        steps.in_a_row -= 1;
        Ok(repaired.is_some())
    }
}

/// Whether an item or the end of a sequence lies at `at`.
pub(super) fn starts_with_item(
    window: &mut Window,
    at: u64,
    encoding: Encoding,
) -> Result<bool, SourceError> {
    let tag = window.array::<4>(at)?.map(|bytes| encoding.tag(bytes));
    Ok(matches!(tag, Some(ITEM | SEQUENCE_END)))
}

struct HeadBytes {
    at: u64,
    tag: [u8; 4],
    vr: [u8; 2],
    short: [u8; 2],
    long: Option<[u8; 4]>,
}

impl HeadBytes {
    fn read(window: &mut Window, at: u64, end: u64) -> Result<Option<Self>, SourceError> {
        let left = usize::try_from(end.saturating_sub(at))
            .unwrap_or(usize::MAX)
            .min(12);
        let bytes = window.peek(at, left)?;
        let Some(&[t0, t1, t2, t3, v0, v1, s0, s1]) = bytes.first_chunk::<8>() else {
            return Ok(None);
        };
        let long = bytes
            .get(8..)
            .and_then(|rest| rest.first_chunk::<4>())
            .copied();
        Ok(Some(Self {
            at,
            tag: [t0, t1, t2, t3],
            vr: [v0, v1],
            short: [s0, s1],
            long,
        }))
    }

    fn strict(&self, encoding: Encoding) -> Option<Head> {
        if encoding.tag(self.tag).group() == 0xFFFE || !encoding.is_explicit() {
            return self.implicit(encoding);
        }
        let vr = VR::from_binary(self.vr)?;
        if has_long_length(vr) {
            self.long(encoding)
        } else {
            self.short(encoding)
        }
    }

    fn implicit(&self, encoding: Encoding) -> Option<Head> {
        let [a, b] = self.vr;
        let [c, d] = self.short;
        // Items of an explicit big endian data set have big endian lengths; a stray implicit element is little endian.
        let tag = encoding.tag(self.tag);
        let length = if tag.group() == 0xFFFE || !encoding.is_explicit() {
            encoding.u32([a, b, c, d])
        } else {
            u32::from_le_bytes([a, b, c, d])
        };
        Some(Head::new(tag, None, length, self.at.checked_add(8)?))
    }

    fn short(&self, encoding: Encoding) -> Option<Head> {
        let length = u32::from(encoding.u16(self.short));
        Some(Head::new(
            encoding.tag(self.tag),
            VR::from_binary(self.vr),
            length,
            self.at.checked_add(8)?,
        ))
    }

    fn long(&self, encoding: Encoding) -> Option<Head> {
        let length = encoding.u32(self.long?);
        Some(Head::new(
            encoding.tag(self.tag),
            VR::from_binary(self.vr),
            length,
            self.at.checked_add(12)?,
        ))
    }

    /// An element written without VR, tag and length alone, in a data set where others state theirs.
    fn unstated(&self, encoding: Encoding) -> Option<Head> {
        let head = self.implicit(encoding)?;
        Some(Head {
            impossible: true,
            ..head
        })
    }

    /// Whether the letters of the VR may be the low bytes of a length: what they would state is then empty, or too
    /// long.
    fn may_be_a_length(&self, head: &Head, end: u64) -> bool {
        head.vr.is_some()
            && self.short == [0, 0]
            && (head.length == Some(0) || head.next(end).is_none())
    }

    /// The first form in which real writers mix up VR and length that is followed by something plausible.
    fn repaired(
        &self,
        window: &mut Window,
        end: u64,
        encoding: Encoding,
        steps: &mut Steps,
    ) -> Result<Option<Head>, SourceError> {
        // Four characters are the middle of a text, in which a length that lies has ended, and no tag.
        if self.tag.iter().all(|byte| *byte >= b' ') {
            return Ok(None);
        }
        let (long, short) = (self.long(encoding), self.short(encoding));
        let unstated = self.unstated(encoding);
        let has_letters = self.vr == [0, 0] || self.vr.iter().all(u8::is_ascii_graphic);
        // What is no letter is the low bytes of a length.
        let forms = match has_letters || self.vr == *b"  " {
            true => [long, short, unstated],
            false => [unstated, long, short],
        };
        for form in forms.into_iter().flatten() {
            steps.tried += 1;
            if steps.tried > MOST_STEPS {
                return Ok(None);
            }
            let form = Head {
                vr: None,
                impossible: true,
                ..form
            };
            if form.is_followed_within(window, end, encoding, steps)? {
                return Ok(Some(form));
            }
        }
        Ok(None)
    }

    fn reserved_in_use(&self, head: &Head) -> bool {
        head.vr.is_some_and(has_long_length) && self.short != [0, 0]
    }
}
