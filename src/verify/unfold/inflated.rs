//! Compressed streams that begin somewhere in a value.

use std::io::Read;

use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

use super::FEWEST;

/// Bytes that one may hold.
const MOST_INFLATED: u64 = 1 << 20;

/// Starts that are tried in one value.
const MOST_STREAMS: usize = 16;

/// Shorter values are no stream.
const SHORTEST: usize = 12;

/// Compressed streams that begin in a value: gzip, zlib and a zip's by their marks, Deflate at the value's start.
pub fn inflated(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut tried = 0;
    let is_text = bytes
        .iter()
        .all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    if bytes.len() < SHORTEST || is_text {
        return found;
    }
    let mut pairs = bytes.array_windows::<2>().enumerate();
    while tried < MOST_STREAMS
        && let Some((at, pair)) = pairs.next()
    {
        let rest = bytes.get(at..).unwrap_or_default();
        let inflated = match (*pair, rest) {
            ([0x1F, 0x8B], [_, _, 8, ..]) => inflate(GzDecoder::new(rest)),
            // The check bits of the head, no dictionary (RFC 1950).
            ([first, second], _)
                if first & 0x8F == 0x08
                    && first >= 0x58
                    && second & 0x20 == 0
                    && u16::from_be_bytes(*pair).is_multiple_of(31) =>
            {
                inflate(ZlibDecoder::new(rest))
            }
            ([b'P', b'K'], [_, _, 3, 4, ..]) => zipped(rest).and_then(inflate_raw),
            _ if at == 0 => inflate_raw(rest),
            _ => continue,
        };
        tried += usize::from(at > 0);
        found.extend(inflated);
    }
    found
}

fn inflate_raw(bytes: &[u8]) -> Option<Vec<u8>> {
    inflate(DeflateDecoder::new(bytes))
}

fn inflate(decoder: impl Read) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    // A damaged end does not take back what came before.
    let _ = decoder.take(MOST_INFLATED).read_to_end(&mut plain);
    (plain.len() >= FEWEST).then_some(plain)
}

/// What follows the head of a zip's entry.
fn zipped(bytes: &[u8]) -> Option<&[u8]> {
    let two = |at: usize| {
        let pair = bytes.get(at..)?.first_chunk::<2>()?;
        Some(usize::from(u16::from_le_bytes(*pair)))
    };
    let head = two(26)?.checked_add(two(28)?)?.checked_add(30)?;
    bytes.get(head..)
}
