//! WinZip's encryption of zips, AE-2 with AES of 256 bits: what 7-Zip, WinZip, Keka and The Unarchiver open.
//!
//! In comes a passphrase; out comes for each entry an [`EntryLock`], which encrypts its bytes as they pass, in runs of
//! any length, so that no file is ever held in memory. Around the bytes go the salt with two bytes by which a wrong
//! passphrase is told, and behind them ten bytes of an HMAC-SHA-1, by which damage is. Each entry has a salt of its own,
//! so no two are encrypted by one key: counter mode with one key twice would give both away.
//!
//! A lock can be put down between two runs and taken up elsewhere (it is `serde`'s), so that workers can do it in turn.
//! It holds the keys of its own entry and never the passphrase.
//!
//! Never: a passphrase or a key is printed. Both are overwritten when dropped.

use std::fmt;

use aes::Aes256;
use aes::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use ctr::Ctr128LE;
use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use super::digest::state;
use crate::deliver::key::{Passphrase, Weak};

/// Bytes of the salt and of each of the two keys.
const SALT: usize = 16;
const KEY: usize = 32;
/// Bytes that tell a wrong passphrase.
const CHECK: usize = 2;
/// Bytes of the HMAC that are kept.
const TAG: usize = 10;
/// By the format's own definition; see [`ENOUGH`] for what follows from so few.
const ROUNDS: u32 = 1000;

/// Bytes that the encryption adds to an entry.
pub const AROUND: u64 = (SALT + CHECK + TAG) as u64;

/// WinZip's extra block (0x9901, seven bytes): version 2, "AE", strength 3, stored beneath.
pub(super) const EXTRA: [u8; 11] = [0x01, 0x99, 7, 0, 2, 0, b'A', b'E', 3, 0, 0];

/// Bits that a passphrase of a zip needs. A guess costs a thousand rounds of HMAC-SHA-1, of which one graphics card does
/// some millions a second: a linking key's 36 bits, each of which costs scrypt a second, would last such a guesser hours.
const ENOUGH: f64 = 48.0;

/// Why a passphrase is of no use for a zip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unfit {
    /// Fewer letters than [`Passphrase::SHORTEST`].
    #[error("the passphrase needs at least {} letters", Passphrase::SHORTEST)]
    TooShort,
    /// More letters than [`ZipPassphrase::LONGEST`].
    #[error(
        "7-Zip takes passphrases of {} letters at most",
        ZipPassphrase::LONGEST
    )]
    TooLong,
    /// Letters that programs spell in different bytes.
    #[error(
        "programs spell letters with accents in different ways, and could not open the zip: take a to z, A to Z, figures and signs such as - or !"
    )]
    Letters,
    /// Made of words, dates, keys in a row or repetitions, which are tried first.
    #[error(
        "the passphrase is too easy to guess for a zip, on which millions are tried in a second: take five words that do not belong together, or twelve random letters"
    )]
    TooEasy,
}

/// There is no salt without random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this system gives no random numbers, so no zip can be locked")]
pub struct NoRandomness;

/// What opens a zip: of letters that every program spells the same. Overwritten when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct ZipPassphrase(Zeroizing<String>);

impl ZipPassphrase {
    /// In letters: what 7-Zip takes.
    pub const LONGEST: usize = 99;

    /// One to lock a zip with; nothing is trimmed.
    pub fn new(text: &str) -> Result<Self, Unfit> {
        if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(Unfit::Letters);
        }
        if text.len() > Self::LONGEST {
            return Err(Unfit::TooLong);
        }
        match Passphrase::of([text]).check_for(ENOUGH) {
            Ok(()) => Ok(Self(Zeroizing::new(text.to_owned()))),
            Err(Weak::TooShort) => Err(Unfit::TooShort),
            Err(Weak::TooEasy) => Err(Unfit::TooEasy),
        }
    }

    /// Begins an entry: what stands before its bytes, and what encrypts them. Costs some thousand hashes.
    pub fn entry(&self) -> Result<(Vec<u8>, EntryLock), NoRandomness> {
        let mut salt = [0; SALT];
        getrandom::fill(&mut salt).map_err(|_| NoRandomness)?;
        Ok(self.entry_with(salt))
    }

    fn entry_with(&self, salt: [u8; SALT]) -> (Vec<u8>, EntryLock) {
        let mut keys = Zeroizing::new([0; 2 * KEY + CHECK]);
        pbkdf2::pbkdf2_hmac::<Sha1>(self.0.as_bytes(), &salt, ROUNDS, &mut *keys);
        let (cipher_key, rest) = keys.split_at(KEY);
        let (mac_key, check) = rest.split_at(KEY);
        let lock = EntryLock {
            cipher_key: copied(cipher_key),
            mac_key: copied(mac_key),
            done: 0,
            inner: Sha1::new_with_prefix(padded(mac_key, 0x36).as_slice()),
        };
        ([&salt, check].concat(), lock)
    }
}

impl fmt::Debug for ZipPassphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ZipPassphrase(hidden)")
    }
}

/// Encrypts one entry, run by run. Overwritten when dropped.
#[derive(Clone, Serialize, Deserialize)]
pub struct EntryLock {
    cipher_key: [u8; KEY],
    mac_key: [u8; KEY],
    /// Bytes that are encrypted.
    done: u64,
    /// The inner hash of the HMAC (RFC 2104) of these.
    #[serde(with = "state")]
    inner: Sha1,
}

impl EntryLock {
    /// Encrypts the next bytes where they are.
    pub fn encrypt(&mut self, bytes: &mut [u8]) {
        // The counter is little-endian, and begins at 1.
        let first = 1u128.to_le_bytes();
        let mut cipher = Ctr128LE::<Aes256>::new(&self.cipher_key.into(), &first.into());
        cipher.seek(self.done);
        cipher.apply_keystream(bytes);
        self.inner.update(&*bytes);
        self.done = self.done.saturating_add(bytes.len() as u64);
    }

    /// Bytes that are encrypted so far.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// What stands behind the bytes.
    pub fn finish(self) -> Vec<u8> {
        let inner = self.inner.clone().finalize();
        let outer = Sha1::new_with_prefix(padded(&self.mac_key, 0x5C).as_slice());
        let mut tag = outer.chain_update(inner).finalize().to_vec();
        tag.truncate(TAG);
        tag
    }
}

impl fmt::Debug for EntryLock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EntryLock(hidden)")
    }
}

impl PartialEq for EntryLock {
    fn eq(&self, other: &Self) -> bool {
        (self.cipher_key, self.mac_key, self.done) == (other.cipher_key, other.mac_key, other.done)
    }
}

impl Drop for EntryLock {
    fn drop(&mut self) {
        self.cipher_key.zeroize();
        self.mac_key.zeroize();
        self.inner.reset();
    }
}

fn copied(bytes: &[u8]) -> [u8; KEY] {
    let mut key = [0; KEY];
    key.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    key
}

/// A key as long as a block of the hash, each byte changed.
fn padded(key: &[u8], by: u8) -> Zeroizing<[u8; 64]> {
    let mut block = Zeroizing::new([by; 64]);
    block.iter_mut().zip(key).for_each(|(to, key)| *to ^= key);
    block
}

#[cfg(test)]
mod tests;
