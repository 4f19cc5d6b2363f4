//! The head of an element: tag, stated VR and length (PS3.5 7.1), read leniently.
//!
//! A head whose VR is impossible is tried in the forms that real writers mix up; the first form whose value fits and is
//! followed by something plausible wins. Whether the value may be loaded is the caller's business.

use dicom_core::{Tag, VR};

use super::dictionary;
use super::encoding::{Encoding, has_long_length};
use super::source::SourceError;
use super::window::Window;

pub(super) const ITEM: Tag = Tag(0xFFFE, 0xE000);
pub(super) const ITEM_END: Tag = Tag(0xFFFE, 0xE00D);
pub(super) const SEQUENCE_END: Tag = Tag(0xFFFE, 0xE0DD);
const UNDEFINED: u32 = u32::MAX;

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
            // A long-form VR with something in its reserved bytes may have been written in the short form.
            if let (true, Some(short)) = (bytes.reserved_in_use(&head), bytes.short(encoding))
                && short.is_followed(window, end, encoding)?
            {
                return Ok(Some(short));
            }
            return Ok(Some(head));
        }
        for candidate in [
            bytes.long(encoding),
            bytes.short(encoding),
            bytes.implicit(encoding),
        ]
        .into_iter()
        .flatten()
        {
            let candidate = Self {
                vr: None,
                impossible: true,
                ..candidate
            };
            if candidate.is_followed(window, end, encoding)? {
                return Ok(Some(candidate));
            }
        }
        Ok(None)
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
        let known =
            tag.group() == 0xFFFE || dictionary::is_private(tag) || dictionary::is_standard(tag);
        Ok(tag > self.tag && known)
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

    fn reserved_in_use(&self, head: &Head) -> bool {
        head.vr.is_some_and(has_long_length) && self.short != [0, 0]
    }
}
