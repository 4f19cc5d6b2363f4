//! Where a PDF or a picture ends, and what stands behind that or between its own parts.

use crate::intake;

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";
const JPEG: &[u8] = b"\xFF\xD8\xFF";

/// Whether a PDF or a picture carries something packed, or bytes behind its end that are no text.
pub fn carries_more(bytes: &[u8]) -> bool {
    let tail = match bytes {
        _ if super::pdf::is_one(bytes) => last_end(bytes, b"%%EOF"),
        _ if bytes.starts_with(PNG) => match png(bytes) {
            Some(tail) => Some(tail),
            None => return true,
        },
        _ if bytes.starts_with(JPEG) => last_end(bytes, b"\xFF\xD9"),
        _ => return false,
    };
    let mut tail = tail.unwrap_or_default();
    while let [rest @ .., 0 | b' ' | b'\r' | b'\n'] = tail {
        tail = rest;
    }
    !super::is_text(tail)
}

/// What stands behind the last of these marks.
fn last_end<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let at = bytes
        .windows(mark.len())
        .rposition(|window| window == mark)?;
    bytes.get(at.saturating_add(mark.len())..)
}

/// What stands behind the last chunk (PNG 5.3); nothing if a chunk is something packed.
fn png(bytes: &[u8]) -> Option<&[u8]> {
    const AROUND: usize = 8;
    const CHECKSUM: usize = 4;
    let mut rest = bytes.get(PNG.len()..).unwrap_or_default();
    while let [a, b, c, d, kind @ ..] = rest {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let content = rest.get(AROUND..).unwrap_or_default();
        if intake::is_packed(content) {
            return None;
        }
        let is_last = kind.starts_with(b"IEND");
        rest = content
            .get(length.saturating_add(CHECKSUM)..)
            .unwrap_or_default();
        if is_last {
            break;
        }
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(chunks: &[(&[u8; 4], &[u8])], tail: &[u8]) -> Vec<u8> {
        let mut bytes = PNG.to_vec();
        for (kind, content) in chunks {
            bytes.extend((content.len() as u32).to_be_bytes());
            bytes.extend(*kind);
            bytes.extend(*content);
            bytes.extend([0; 4]);
        }
        bytes.extend(tail);
        bytes
    }

    #[test]
    fn bytes_behind_an_end_are_told_from_padding_and_text() {
        let picture = |tail: &[u8]| png_of(&[(b"IDAT", b"\x78\x9C"), (b"IEND", b"")], tail);
        let pdf = |tail: &[u8]| [b"%PDF-1.4\n1 0 obj\n%%EOF", tail].concat();
        let jpeg = |tail: &[u8]| [b"\xFF\xD8\xFF\xDB..\xFF\xD9", tail].concat();
        for make in [&picture as &dyn Fn(&[u8]) -> Vec<u8>, &pdf, &jpeg] {
            for tail in [&b""[..], b"\r\n\0", b"\nplain words\n"] {
                assert!(!carries_more(&make(tail)), "{tail:?}");
            }
            assert!(carries_more(&make(b"\x01\x02\x03")));
        }
        assert!(!carries_more(b"\x01\x02\x03"));
    }

    #[test]
    fn a_chunk_that_is_packed_is_said() {
        let bytes = png_of(&[(b"prIv", b"\x28\xB5\x2F\xFD...."), (b"IEND", b"")], b"");
        assert!(carries_more(&bytes));
    }
}
