//! Where the fragments of encapsulated pixel data lie (PS3.5 A.4).
//!
//! Reads item heads and the offset table; loads no fragment. A missing delimiter, a clipped last fragment and a missing
//! offset table are forgiven.

use std::ops::Range;

use super::encoding::Encoding;
use super::instance::PixelLayout;
use super::source::SourceError;
use super::window::Window;
use crate::standard::tags::{ITEM, SEQUENCE_END};

/// Bytes of the largest offset table that is loaded: one million frames and more.
const LONGEST_TABLE: u64 = 16 << 20;
/// Fragments of one pixel element.
const MOST_FRAGMENTS: usize = 4 << 20;
/// Looks at fragments of at least this length load no more than they need.
const FAR: u64 = 16 * 1024;

#[derive(Debug)]
pub(super) struct Located {
    pub offset_table: Vec<u32>,
    pub items: Range<u64>,
    pub fragments: Vec<Range<u64>>,
    pub contiguous: bool,
    /// Where the next element begins.
    pub next: u64,
    /// Bytes of the last fragment that are not there.
    pub missing: u64,
    /// The sequence delimiter is there.
    pub delimited: bool,
}

impl Located {
    fn at(place: u64, contiguous: bool) -> Self {
        Self {
            offset_table: Vec::new(),
            items: place..place,
            fragments: Vec::new(),
            contiguous,
            next: place,
            missing: 0,
            delimited: false,
        }
    }

    /// Goes past an item of the claimed length, none of which may pass `end`; where its value lies.
    fn pass(&mut self, length: u32, end: u64) -> Range<u64> {
        let value_at = self.next.saturating_add(8);
        let claimed = value_at.saturating_add(u64::from(length));
        let value_end = claimed.min(end);
        self.missing = claimed - value_end;
        // The head of a clipped fragment promises more than is there: it must not leave as it stands.
        self.contiguous &= self.missing == 0;
        self.next = value_end;
        self.items.end = value_end;
        value_at..value_end
    }

    /// Reads the offset table, if the first item can be one.
    fn read_table(
        &mut self,
        window: &mut Window,
        value: Range<u64>,
        encoding: Encoding,
    ) -> Result<(), SourceError> {
        let length = value.end - value.start;
        if length > LONGEST_TABLE || !length.is_multiple_of(4) {
            // No table, whatever it is: left behind when the file is written.
            self.contiguous = false;
            return Ok(());
        }
        let entries = window.value(value)?;
        let entries = entries.as_chunks::<4>().0.iter();
        self.offset_table = entries.map(|entry| encoding.u32(*entry)).collect();
        Ok(())
    }

    pub fn into_layout(self) -> PixelLayout {
        let Self {
            offset_table,
            items,
            fragments,
            contiguous,
            ..
        } = self;
        PixelLayout::Encapsulated {
            offset_table,
            items,
            fragments,
            contiguous,
        }
    }
}

/// Whether a compressed frame, not an offset table, begins with these bytes.
fn begins_frame(bytes: &[u8]) -> bool {
    // JPEG and JPEG-LS; JPEG 2000; RLE: a number of segments, the first of which lies behind the 64 bytes of the head.
    matches!(
        bytes,
        [0xFF, 0xD8, 0xFF, ..] | [0xFF, 0x4F, 0xFF, ..] | [1..=15, 0, 0, 0, 64, 0, 0, 0, ..]
    )
}

/// Walks the items at `at`, none of which may pass `end`.
pub(super) fn locate(window: &mut Window, at: u64, end: u64) -> Result<Located, SourceError> {
    let big = window.array::<4>(at)? == Some([0xFF, 0xFE, 0xE0, 0x00]);
    let encoding = if big {
        Encoding::ExplicitBig
    } else {
        Encoding::ExplicitLittle
    };
    let mut found = Located::at(at, !big);
    let mut last_length = 0;
    let mut first = true;
    while end.saturating_sub(found.next) >= 8 && found.fragments.len() < MOST_FRAGMENTS {
        let chunk = if last_length < FAR { usize::MAX } else { 512 };
        let Some([t0, t1, t2, t3, length @ ..]) = window.array_far::<8>(found.next, chunk)? else {
            break;
        };
        let tag = encoding.tag([t0, t1, t2, t3]);
        let length = encoding.u32(length);
        if tag == SEQUENCE_END {
            found.next = found.next.saturating_add(8);
            found.delimited = true;
            break;
        }
        if tag != ITEM || length == u32::MAX {
            break;
        }
        let value = found.pass(length, end);
        last_length = value.end - value.start;
        let head = 8.min(usize::try_from(last_length).unwrap_or(8));
        if first && !begins_frame(window.peek(value.start, head)?) {
            found.read_table(window, value, encoding)?;
        } else {
            found.contiguous &= !first;
            found.fragments.push(value);
        }
        first = false;
    }
    Ok(found)
}
