//! Frames that are native samples in items (PS3.5 A.4.11), as they are or deflated (A.4.18): what follows the samples,
//! or the deflated stream, goes.

use flate2::{Decompress, FlushDecompress, Status};

use super::super::error::PixelError;
use super::super::format::FrameFormat;
use super::damaged;
use super::stream::{Stream, Stripped};

/// A frame of samples as they are.
pub fn walk(stream: &mut Stream<'_>, format: &FrameFormat) -> Result<Stripped, PixelError> {
    let length = format.native_frame_bits().div_ceil(8);
    if stream.len() < length {
        return Err(damaged("uncompressed", "it ends early"));
    }
    let mut kept = Stripped::default();
    kept.keep(0..length);
    kept.end(stream, length)?;
    Ok(kept)
}

/// A deflated frame, which is inflated to nowhere so that its end is known.
pub fn walk_deflated(
    stream: &mut Stream<'_>,
    format: &FrameFormat,
) -> Result<Stripped, PixelError> {
    let length = format.native_frame_bits().div_ceil(8);
    let unpacks_not = || damaged("deflated", "it does not unpack");
    let mut inflate = Decompress::new(false);
    let mut nowhere = vec![0; 32 << 10];
    loop {
        let before = (inflate.total_in(), inflate.total_out());
        let input = stream.rest(before.0)?;
        let status = inflate
            .decompress(input, &mut nowhere, FlushDecompress::None)
            .map_err(|_| unpacks_not())?;
        if inflate.total_out() > length.next_multiple_of(2) {
            return Err(damaged("deflated", "it holds more than the picture"));
        }
        match status {
            Status::StreamEnd => break,
            _ if (inflate.total_in(), inflate.total_out()) == before => return Err(unpacks_not()),
            _ => {}
        }
    }
    if inflate.total_out() < length {
        return Err(damaged("deflated", "it ends early"));
    }
    let end = inflate.total_in();
    let mut kept = Stripped::default();
    kept.keep(0..end);
    kept.end(stream, end)?;
    Ok(kept)
}
