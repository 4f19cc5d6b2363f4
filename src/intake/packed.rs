//! A single file that is packed by itself, as gzip or bzip2 do it; a tar archive mostly.

use std::io::Read;

use flate2::bufread::MultiGzDecoder;
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
