//! Where the code stream lies in a frame: the frame is one, or a JP2 file around one (ITU-T T.800 Annex I), which some
//! writers make although DICOM forbids it.
//!
//! What was found is all that the codec is given, so that it allocates by no other size than the one that was checked.

use std::ops::Range;

use super::super::super::error::PixelError;

/// The first box of a JP2 file.
const SIGNATURE: &[u8] = b"\x00\x00\x00\x0cjP  ";

/// Bytes of a box's length and kind, and of the two with a long length.
const HEAD: usize = 8;
const LONG_HEAD: usize = 16;

/// The code stream. A file whose boxes change what the samples mean is an error: without them it would be another
/// picture.
pub fn code_stream(bytes: &[u8]) -> Result<Range<usize>, PixelError> {
    if !bytes.starts_with(SIGNATURE) {
        return Ok(0..bytes.len());
    }
    let mut at = 0;
    while let Some((head, length, kind)) = head(bytes, at) {
        let end = match length {
            0 => Some(bytes.len()),
            length => usize::try_from(length)
                .ok()
                .and_then(|length| at.checked_add(length)),
        };
        let end = end.filter(|end| *end <= bytes.len() && *end >= at + head);
        let end = end.ok_or_else(|| PixelError::codec("JPEG 2000", "impossible boxes"))?;
        match &kind {
            b"jp2c" => return Ok(at + head..end),
            b"pclr" | b"cmap" | b"cdef" => {
                return Err(PixelError::Unsupported("JP2 that changes its colours"));
            }
            // The boxes in it come next.
            b"jp2h" => at += head,
            _ => at = end,
        }
    }
    Err(PixelError::codec("JPEG 2000", "no code stream"))
}

/// Bytes of a box's head, the stated length of the whole box, and its kind.
fn head(bytes: &[u8], at: usize) -> Option<(usize, u64, [u8; 4])> {
    let rest = bytes.get(at..)?;
    let [l0, l1, l2, l3, kind @ ..] = *rest.first_chunk::<HEAD>()?;
    match u32::from_be_bytes([l0, l1, l2, l3]) {
        1 => {
            let long = rest.get(HEAD..LONG_HEAD)?.first_chunk()?;
            Some((LONG_HEAD, u64::from_be_bytes(*long), kind))
        }
        length => Some((HEAD, length.into(), kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_kind(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u32 + 8).to_be_bytes();
        [&length[..], kind, body].concat()
    }

    fn file(boxes: &[Vec<u8>]) -> Vec<u8> {
        [of_kind(b"jP  ", b"\r\n\x87\n"), boxes.concat()].concat()
    }

    #[test]
    fn the_box_of_the_code_stream_counts_and_not_what_looks_like_one_before_it() {
        let stream = b"\xFF\x4F\xFF\x51 the true one";
        let decoy = of_kind(b"free", b"\xFF\x4F\xFF\x51 another");
        let within = of_kind(b"jp2h", &of_kind(b"ihdr", b"\xFF\x4F\xFF\x51"));
        let file = file(&[decoy, within, of_kind(b"jp2c", stream), vec![0]]);
        assert_eq!(&file[code_stream(&file).unwrap()], stream);
        assert_eq!(code_stream(stream).unwrap(), 0..stream.len());
    }

    #[test]
    fn boxes_that_cannot_be_followed_or_change_colours_are_refused() {
        let stream = of_kind(b"jp2c", b"\xFF\x4F\xFF\x51");
        for boxes in [
            vec![],
            vec![of_kind(b"cdef", b"1"), stream.clone()],
            vec![of_kind(b"jp2h", &of_kind(b"pclr", b"1")), stream.clone()],
            vec![vec![0, 0, 0, 7, b'f', b'r', b'e', b'e'], stream.clone()],
            vec![vec![0xFF; 12], stream.clone()],
            vec![vec![0, 0, 0, 1, b'f', b'r', b'e', b'e'], stream],
        ] {
            assert!(code_stream(&file(&boxes)).is_err());
        }
    }

    #[test]
    fn lengths_of_zero_and_of_eight_bytes_are_read() {
        let stream = b"\xFF\x4F\xFF\x51";
        let endless = [b"\0\0\0\0jp2c", &stream[..]].concat();
        let long = [b"\0\0\0\x01jp2c\0\0\0\0\0\0\0\x14", &stream[..]].concat();
        for stream_box in [endless, long] {
            let file = file(&[stream_box]);
            assert_eq!(&file[code_stream(&file).unwrap()], stream);
        }
    }
}
