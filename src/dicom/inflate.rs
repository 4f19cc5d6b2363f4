//! The deflated transfer syntax (PS3.5 A.5): everything after group 2, inflated into memory.
//!
//! Read a chunk at a time, with limits on size and ratio; a stream that breaks off gives what was there.

use flate2::{Decompress, FlushDecompress, Status};

use super::read::ReadError;
use super::source::Source;

const CHUNK: usize = 256 * 1024;
/// Bytes of the largest data set that is unpacked.
const LARGEST: usize = 512 << 20;
/// Beyond this size the ratio is limited; below it, an empty segmentation may shrink as far as deflate can.
const SMALL: usize = 64 << 20;
const HIGHEST_RATIO: u64 = 300;

/// Inflates `source` from `at` to its end.
pub(super) fn inflate(source: &dyn Source, at: u64) -> Result<Vec<u8>, ReadError> {
    let raw = run(source, at, false);
    match raw {
        // Some writers put a zlib head before the raw stream that the standard asks for.
        Ok(ref bytes) if bytes.len() >= 8 => raw,
        Err(ReadError::Source(_)) => raw,
        _ => match run(source, at, true) {
            Ok(bytes) if bytes.len() >= 8 => Ok(bytes),
            _ => raw.and(Err(ReadError::Inflate("it holds no data set"))),
        },
    }
}

fn run(source: &dyn Source, start: u64, zlib: bool) -> Result<Vec<u8>, ReadError> {
    let mut stream = Decompress::new(zlib);
    let mut out = Vec::new();
    let mut buffer = vec![0; CHUNK];
    let mut at = start;
    let end = source.len();
    while at < end {
        let chunk_end = at.saturating_add(CHUNK as u64).min(end);
        let chunk = source.read(at..chunk_end)?;
        let mut rest = chunk.as_slice();
        loop {
            let (read_before, written_before) = (stream.total_in(), stream.total_out());
            let status = stream.decompress(rest, &mut buffer, FlushDecompress::None);
            let read = usize::try_from(stream.total_in() - read_before).unwrap_or(rest.len());
            let written = usize::try_from(stream.total_out() - written_before).unwrap_or(0);
            out.extend_from_slice(buffer.get(..written).unwrap_or_default());
            rest = rest.get(read..).unwrap_or_default();
            if out.len() > LARGEST {
                return Err(ReadError::Inflate(
                    "it is larger than any sensible data set",
                ));
            }
            if out.len() > SMALL
                && out.len() as u64 > stream.total_in().saturating_mul(HIGHEST_RATIO)
            {
                return Err(ReadError::Inflate("it grows past every sensible ratio"));
            }
            match status {
                Ok(Status::StreamEnd) => return Ok(out),
                Err(_) if out.is_empty() => {
                    return Err(ReadError::Inflate("it is not a deflate stream"));
                }
                Err(_) => return Ok(out),
                Ok(_) if read == 0 && written == 0 => break,
                Ok(_) if rest.is_empty() && written < CHUNK => break,
                Ok(_) => {}
            }
        }
        at = chunk_end;
    }
    Ok(out)
}
