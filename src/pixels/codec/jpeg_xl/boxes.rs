//! Where the codestream lies in a frame: the frame is one, or a container of boxes around one (ISO/IEC 18181-2).
//!
//! A box of a kind that is not listed is an error, since nobody can say what it does to the picture.

use std::ops::Range;

/// How a codestream begins.
pub const CODESTREAM: &[u8] = &[0xFF, 0x0A];
const CONTAINER: &[u8] = b"\x00\x00\x00\x0cJXL \r\n\x87\n";

/// Boxes that the picture does without: brand and level, metadata and their index, how to rebuild a JPEG, gain map.
const NO_PICTURE: &[&[u8; 4]] = &[
    b"ftyp", b"jxll", b"Exif", b"xml ", b"jumb", b"brob", b"jxli", b"jbrd", b"jhgm",
];

/// The pieces of the codestream in their order.
pub fn codestream(bytes: &[u8]) -> Result<Vec<Range<usize>>, &'static str> {
    if bytes.starts_with(CODESTREAM) {
        return Ok(vec![0..bytes.len()]);
    }
    if !bytes.starts_with(CONTAINER) {
        return Err("it does not begin with its first marker");
    }
    let mut pieces = Vec::new();
    let mut complete = false;
    let mut at = CONTAINER.len();
    // Less than the head of a box is padding.
    while let Some([l0, l1, l2, l3, kind @ ..]) = array::<8>(bytes, at) {
        let (head, length) = match u32::from_be_bytes([l0, l1, l2, l3]) {
            0 => (8, (bytes.len() - at) as u64),
            1 => match array(bytes, at + 8) {
                Some(length) => (16, u64::from_be_bytes(length)),
                None => return Err("a box in it ends early"),
            },
            length => (8, u64::from(length)),
        };
        let end = usize::try_from(length)
            .ok()
            .filter(|length| *length >= head)
            .and_then(|length| at.checked_add(length))
            .filter(|end| *end <= bytes.len())
            .ok_or("a box in it has an impossible length")?;
        let start = at + head;
        match &kind {
            b"jxlc" | b"jxlp" if complete => return Err("there are two pictures in it"),
            b"jxlc" if pieces.is_empty() => {
                complete = true;
                pieces.push(start..end);
            }
            b"jxlp" => {
                let number = array(bytes, start).map(u32::from_be_bytes);
                let number = number
                    .filter(|_| start + 4 <= end)
                    .ok_or("a piece of it has no number")?;
                if (number & 0x7FFF_FFFF) as usize != pieces.len() {
                    return Err("its pieces are in disorder");
                }
                complete = number >> 31 == 1;
                pieces.push(start + 4..end);
            }
            kind if NO_PICTURE.contains(&kind) => {}
            _ => return Err("there is a box of an unknown kind in it"),
        }
        at = end;
    }
    match complete {
        true => Ok(pieces),
        false => Err("there is no whole picture in it"),
    }
}

/// The pieces, one behind the other.
pub fn joined(bytes: &[u8], pieces: &[Range<usize>]) -> Vec<u8> {
    let pieces = pieces.iter().filter_map(|piece| bytes.get(piece.clone()));
    pieces.collect::<Vec<_>>().concat()
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}
