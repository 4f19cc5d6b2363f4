//! Sums over a file's bytes as they go by: the checksum that a zip wants, and the digest by which a copy is known
//! again.

use std::convert::Infallible;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::HeldReason;
use super::cleaned::for_each_run;
use crate::dicom::{Digest, Source};

/// The sums of what has gone by so far.
#[derive(Default)]
pub(super) struct Summing {
    crc32: crc32fast::Hasher,
    sha256: Sha256,
}

/// Of all bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// CRC-32, as an entry of a zip states it (APPNOTE 4.4.7).
    pub crc32: u32,
    /// SHA-256 (FIPS 180-4), by which a copy is known again.
    pub sha256: Digest,
}

impl Summing {
    /// The next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.crc32.update(bytes);
        self.sha256.update(bytes);
    }

    pub fn finish(self) -> Sums {
        Sums {
            crc32: self.crc32.finalize(),
            sha256: self.sha256.finalize().into(),
        }
    }
}

impl Sums {
    /// Of bytes that are all at hand.
    pub fn of(bytes: &[u8]) -> Self {
        let mut summing = Summing::default();
        summing.update(bytes);
        summing.finish()
    }
}

/// Of all bytes of a source.
pub(super) fn of_source(source: &dyn Source) -> Result<Sums, HeldReason> {
    let mut summing = Summing::default();
    for_each_run(source, |run| {
        summing.update(run);
        Ok::<(), Infallible>(())
    })
    .map_err(|_| HeldReason::Unreadable)?;
    Ok(summing.finish())
}
