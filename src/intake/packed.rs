//! A single file that is packed by itself, as gzip or bzip2 do it; a tar archive mostly.

use std::io::{BufRead, Read};
use std::ops::Range;

use flate2::bufread::{GzDecoder, MultiGzDecoder};
use serde::{Deserialize, Serialize};

use super::error::ArchiveError;
use super::limits;
use super::stream::SourceReader;
use super::unpacked::Unpacked;
use crate::dicom::Source;

/// How a single file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Codec {
    Gzip,
    Bzip2,
}

/// All of it.
pub(super) fn unpack(source: &dyn Source, codec: Codec) -> Result<Unpacked, ArchiveError> {
    let reader = SourceReader::new(source);
    let mut decoder: Box<dyn Read + '_> = match codec {
        Codec::Gzip => Box::new(MultiGzDecoder::new(reader)),
        Codec::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(reader)),
    };
    Unpacked::read(&mut decoder, source.len(), limits::container_inflated())
}

/// What of a gzip is packed: all but the heads of its members, in which names and comments stand (RFC 1952 2.3), and
/// what follows its last member. And what of the heads is of every gzip: the head proper and a name.
pub(super) fn around(source: &dyn Source, codec: Codec) -> (Vec<Range<u64>>, Vec<Range<u64>>) {
    const HEAD: u64 = 10;
    let mut reader = SourceReader::new(source);
    let (mut inside, mut form) = (Vec::new(), Vec::new());
    if codec == Codec::Bzip2 {
        // Its head holds a number; nothing may follow the last of its streams, or it doesn't unpack.
        return (std::iter::once(0..source.len()).collect(), form);
    }
    while reader.fill_buf().is_ok_and(|left| !left.is_empty()) {
        let start = reader.position();
        let mut member = GzDecoder::new(reader);
        // The head is read with the first byte that is asked for.
        let begun = member.read(&mut [0]);
        let (before, name, comment) = member.header().map_or((0, 0, 0), |head| {
            let length =
                |text: Option<&[u8]>, end: u64| text.map_or(0, |text| text.len() as u64 + end);
            (
                length(head.extra(), 2),
                length(head.filename(), 1),
                length(head.comment(), 1),
            )
        });
        let whole = begun.and_then(|_| std::io::copy(&mut member, &mut std::io::sink()));
        reader = member.into_inner();
        if whole.is_err() {
            break;
        }
        let named = start + HEAD + before;
        form.extend([start..start + HEAD, named..named + name]);
        inside.push(named + name + comment..reader.position());
    }
    (inside, form)
}
