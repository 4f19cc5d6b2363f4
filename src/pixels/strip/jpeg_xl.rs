//! JPEG XL frames (ISO/IEC 18181), bare or in a container.
//!
//! Kept: the codestream. Dropped: every box around it (EXIF, XML, signatures, how to rebuild a JPEG with its own
//! comments), bytes after the end. The heads of all its frames are read, for which the compressed frame is held in
//! memory, the one time in this room; names, extensions and colour profiles in them are an error.

use super::super::codec::jpeg_xl::{boxes, heads};
use super::super::error::PixelError;
use super::super::format::{FrameFormat, MAX_FRAME_BYTES};
use super::damaged;
use super::stream::{Stream, Stripped};

const CODEC: &str = "JPEG XL";

/// Walks one frame.
pub fn walk(stream: &mut Stream<'_>, format: &FrameFormat) -> Result<Stripped, PixelError> {
    if stream.len() > MAX_FRAME_BYTES {
        return Err(damaged(CODEC, "it is too long"));
    }
    let mut bytes = Vec::new();
    while (bytes.len() as u64) < stream.len() {
        let at = bytes.len() as u64;
        bytes.extend_from_slice(stream.rest(at)?);
    }
    let pieces = boxes::codestream(&bytes).map_err(|reason| damaged(CODEC, reason))?;
    let opened = heads::open(&boxes::joined(&bytes, &pieces), format)?;
    let mut kept = Stripped::default();
    kept.precision = Some(opened.precision);
    let mut left = opened.end;
    for piece in &pieces {
        let length = piece.len().min(left);
        kept.keep(piece.start as u64..(piece.start + length) as u64);
        left -= length;
    }
    if let [piece] = pieces.as_slice()
        && piece.start == 0
    {
        kept.end(stream, opened.end as u64)?;
    }
    Ok(kept)
}
