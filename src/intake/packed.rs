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

/// The heads of a gzip's members, in which names and comments stand (RFC 1952 2.3), and what follows its last member.
pub(super) fn around(source: &dyn Source, codec: Codec) -> Vec<Range<u64>> {
    let mut reader = SourceReader::new(source);
    let mut around = Vec::new();
    if codec == Codec::Bzip2 {
        // Its head holds a number; nothing may follow the last of its streams, or it doesn't unpack.
        return around;
    }
    while reader.fill_buf().is_ok_and(|left| !left.is_empty()) {
        let start = reader.position();
        let mut member = GzDecoder::new(reader);
        // The head is read with the first byte that is asked for.
        let begun = member.read(&mut [0]);
        let head = member.header().map_or(0, |head| {
            let length = |text: Option<&[u8]>| text.map_or(0, |text| text.len() as u64 + 2);
            10 + length(head.extra()) + length(head.filename()) + length(head.comment())
        });
        let whole = begun.and_then(|_| std::io::copy(&mut member, &mut std::io::sink()));
        reader = member.into_inner();
        match whole {
            Ok(_) => around.push(start..start.saturating_add(head)),
            Err(_) => {
                around.push(start..source.len());
                break;
            }
        }
    }
    around
}
