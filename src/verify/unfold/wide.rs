//! Letters of two bytes or four, and letters that were read in the wrong character set.

use super::FEWEST;

/// UTF-16 and UTF-32 of plain letters, and letters with a zero or two between them, in either order of bytes.
pub fn without_zeros(bytes: &[u8]) -> Option<Vec<u8>> {
    let zeros = bytes.iter().filter(|byte| **byte == 0).count();
    let rest = bytes.len().saturating_sub(zeros);
    if zeros.saturating_mul(4) < bytes.len() || rest < FEWEST {
        return None;
    }
    // Where more zeros follow one another there is a gap.
    let mut plain = Vec::with_capacity(rest);
    let mut run = 0_usize;
    for byte in bytes {
        match byte {
            0 => run = run.saturating_add(1),
            _ => {
                if run > 3 && !plain.is_empty() {
                    plain.push(0);
                }
                run = 0;
                plain.push(*byte);
            }
        }
    }
    Some(plain)
}

/// UTF-8 that was read as Latin-1 and written as UTF-8 again.
pub fn read_twice(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.is_ascii() {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let (once, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
    let once = once.into_owned();
    (!unmappable && !once.is_ascii() && std::str::from_utf8(&once).is_ok()).then_some(once)
}
