//! Zips that are locked with a passphrase.

use darkroom::deliver::{EntryLock, RunningDigest};

/// Encrypts the next bytes of an entry where they are, and takes them into the zip's digest.
pub fn lock(lock: &mut EntryLock, digest: &mut RunningDigest, bytes: &mut [u8]) {
    lock.encrypt(bytes);
    digest.update(bytes);
}
