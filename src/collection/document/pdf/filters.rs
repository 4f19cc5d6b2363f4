//! How streams are packed (ISO 32000-1, 7.4).

use std::io::Read;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use crate::collection::document::Closed;

/// As far as it unpacks: a stream may be cut short by whoever wrote it.
pub(super) fn inflated(bytes: &[u8], left: &mut u64) -> Result<Vec<u8>, Closed> {
    let mut content = Vec::new();
    let most = left.saturating_add(1);
    let _ = ZlibDecoder::new(bytes).take(most).read_to_end(&mut content);
    if content.is_empty() && !bytes.is_empty() {
        let _ = DeflateDecoder::new(bytes)
            .take(most)
            .read_to_end(&mut content);
        if content.is_empty() {
            // Nothing packed is eight bytes at most.
            return match bytes.len() {
                0..=9 => Ok(content),
                _ => Err(Closed::Packed),
            };
        }
    }
    *left = left
        .checked_sub(content.len() as u64)
        .ok_or(Closed::TooLarge)?;
    Ok(content)
}

pub(super) fn hex(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().take_while(|byte| **byte != b'>');
    let digits: Vec<u8> = digits
        .filter_map(|byte| u8::try_from(char::from(*byte).to_digit(16)?).ok())
        .collect();
    let pair = |pair: &[u8]| match pair {
        [high, low] => high << 4 | low,
        [high] => high << 4,
        _ => 0,
    };
    digits.chunks(2).map(pair).collect()
}

pub(super) fn ascii_85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut group: Vec<u8> = Vec::new();
    let flush = |group: &mut Vec<u8>, out: &mut Vec<u8>| {
        let count = group.len();
        if count < 2 {
            return;
        }
        group.resize(5, 84);
        let number = group.iter().fold(0_u32, |number, digit| {
            number.wrapping_mul(85).wrapping_add(u32::from(*digit))
        });
        out.extend(
            number
                .to_be_bytes()
                .into_iter()
                .take(count.saturating_sub(1)),
        );
        group.clear();
    };
    for byte in bytes.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'!'..=b'u' => group.push(byte.saturating_sub(b'!')),
            b'z' if group.is_empty() => out.extend([0; 4]),
            _ => continue,
        }
        if group.len() == 5 {
            flush(&mut group, &mut out);
        }
    }
    flush(&mut group, &mut out);
    out
}

pub(super) fn run_length(bytes: &[u8], left: &mut u64) -> Result<Vec<u8>, Closed> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let [length, after @ ..] = rest {
        let length = usize::from(*length);
        rest = match (length, after) {
            (128, _) => break,
            (0..=127, _) => {
                let count = length.saturating_add(1).min(after.len());
                out.extend_from_slice(after.get(..count).unwrap_or_default());
                after.get(count..).unwrap_or_default()
            }
            (_, [byte, after @ ..]) => {
                out.resize(out.len().saturating_add(257 - length), *byte);
                after
            }
            _ => break,
        };
    }
    *left = left.checked_sub(out.len() as u64).ok_or(Closed::TooLarge)?;
    Ok(out)
}
