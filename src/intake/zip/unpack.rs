//! The methods by which entries are packed (APPNOTE 4.4.5).

use std::io::{BufReader, Read};

use deflate64::Deflate64Decoder;
use flate2::bufread::DeflateDecoder;
use lzma_rust2::LzmaReader;
use ruzstd::decoding::StreamingDecoder;
use serde::{Deserialize, Serialize};

use super::super::error::ArchiveError;
use super::super::limits;
use super::super::unpacked::Unpacked;
use super::EntryAt;
use crate::dicom::Source;

/// How an entry is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Method {
    Stored,
    Deflated,
    /// What Windows Explorer writes for large folders.
    Deflate64,
    Bzip2,
    Lzma,
    Zstandard,
    Unknown,
}

impl Method {
    pub(super) fn of(number: u64) -> Self {
        match number {
            0 => Self::Stored,
            8 => Self::Deflated,
            9 => Self::Deflate64,
            12 => Self::Bzip2,
            14 => Self::Lzma,
            // The first of these was Zstandard's for some months.
            20 | 93 => Self::Zstandard,
            _ => Self::Unknown,
        }
    }
}

/// Unpacks the entry whose bytes, `length` of them, `packed` gives.
pub(super) fn unpack(
    packed: &mut dyn Read,
    at: &EntryAt,
    length: u64,
) -> Result<Unpacked, ArchiveError> {
    let unpacked = unpack_unchecked(packed, at, length)?;
    match unpacked.crc32() == at.crc32 {
        true => Ok(unpacked),
        false => Err(ArchiveError::EntryDamaged),
    }
}

/// The same for an entry without a checksum.
pub(super) fn unpack_unchecked(
    packed: &mut dyn Read,
    at: &EntryAt,
    length: u64,
) -> Result<Unpacked, ArchiveError> {
    // The stated size is a claim: nothing is allocated by it, and nothing is unpacked past it.
    let unpacked = {
        let mut decoder = decoder(packed, at)?.take(at.inflated.saturating_add(1));
        Unpacked::read(&mut decoder, length, limits::entry_inflated())?
    };
    // All of what is packed is read, so that it can be told whether it is what was encrypted.
    std::io::copy(packed, &mut std::io::sink()).map_err(|_| ArchiveError::EntryDamaged)?;
    match unpacked.len() == at.inflated {
        true => Ok(unpacked),
        false => Err(ArchiveError::EntryDamaged),
    }
}

fn decoder<'a>(packed: &'a mut dyn Read, at: &EntryAt) -> Result<Box<dyn Read + 'a>, ArchiveError> {
    Ok(match at.method {
        Method::Stored => Box::new(packed),
        Method::Deflated => Box::new(DeflateDecoder::new(BufReader::new(packed))),
        Method::Deflate64 => Box::new(Deflate64Decoder::new(packed)),
        Method::Bzip2 => Box::new(bzip2::bufread::BzDecoder::new(BufReader::new(packed))),
        Method::Lzma => Box::new(lzma(packed, at.inflated)?),
        Method::Zstandard => {
            let most = limits::DICTIONARY;
            let decoder = StreamingDecoder::new_with_max_window_size(packed, most);
            Box::new(decoder.map_err(|_| ArchiveError::EntryDamaged)?)
        }
        Method::Unknown => return Err(ArchiveError::Method),
    })
}

/// LZMA, which in a zip has a header of its own (APPNOTE 5.8.8).
fn lzma<R: Read>(mut packed: R, inflated: u64) -> Result<LzmaReader<R>, ArchiveError> {
    let mut header = [0; 9];
    let damaged = |_| ArchiveError::EntryDamaged;
    packed.read_exact(&mut header).map_err(damaged)?;
    let [_, _, 5, 0, properties, dictionary @ ..] = header else {
        return Err(ArchiveError::EntryDamaged);
    };
    let dictionary = u32::from_le_bytes(dictionary);
    // No larger than what it unpacks to is ever needed.
    if u64::from(dictionary).min(inflated) > limits::DICTIONARY {
        return Err(ArchiveError::TooLarge);
    }
    LzmaReader::new_with_props(packed, inflated, properties, dictionary, None)
        .map_err(|_| ArchiveError::EntryDamaged)
}
