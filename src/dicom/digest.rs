//! A digest of a file's bytes: two files are taken for one only if theirs is the same.

use sha2::{Digest as _, Sha256};

use super::{Source, SourceError};

/// SHA-256.
pub type Digest = [u8; 32];

/// Bytes that are read at a time, however long the file.
const RUN: u64 = 1 << 20;

/// Of all bytes of a source.
pub fn digest(source: &dyn Source) -> Result<Digest, SourceError> {
    let mut hash = Sha256::new();
    let mut at = 0;
    while at < source.len() {
        let end = source.len().min(at.saturating_add(RUN));
        hash.update(source.read(at..end)?);
        at = end;
    }
    Ok(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::MemorySource;

    #[test]
    fn a_digest_is_of_all_bytes_in_their_order() {
        let of = |bytes: Vec<u8>| digest(&MemorySource::new(bytes)).unwrap();
        // FIPS 180-2, B.1.
        assert_eq!(of(b"abc".to_vec())[..4], [0xBA, 0x78, 0x16, 0xBF]);
        let long = vec![7; (RUN * 2 + 5) as usize];
        let mut other = long.clone();
        assert_eq!(of(long.clone()), of(other.clone()));
        *other.last_mut().unwrap() = 8;
        assert_ne!(of(long), of(other));
    }
}
