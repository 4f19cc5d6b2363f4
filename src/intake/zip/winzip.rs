//! WinZip's encryption of zips, AE-1 and AE-2: a key by PBKDF2, AES in counter mode, and an HMAC of what is encrypted.

use std::io::Read;

use aes::cipher::{KeyIvInit, StreamCipher};
use aes::{Aes128, Aes192, Aes256};
use ctr::Ctr128LE;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use zeroize::Zeroizing;

use super::super::error::ArchiveError;
use super::super::stream::SourceReader;
use crate::dicom::{Source, SubSource};

/// Bytes that show a wrong password, all but every 65,536th.
const CHECK: usize = 2;
/// Bytes of the HMAC that are kept, behind the entry.
const TAG: usize = 10;
const ROUNDS: u32 = 1000;

/// What the entry says in plain; `None` if the password is a wrong one.
pub(super) fn open<'a>(
    packed: &'a SubSource,
    password: &[u8],
    strength: u8,
) -> Result<Option<Plain<'a>>, ArchiveError> {
    let key_length = match strength {
        1 => 16,
        2 => 24,
        3 => 32,
        _ => return Err(ArchiveError::Cipher),
    };
    let damaged = ArchiveError::EntryDamaged;
    let salt_length = key_length / 2;
    let around = (salt_length + CHECK + TAG) as u64;
    let left = packed.len().checked_sub(around).ok_or(damaged.clone())?;
    let mut reader = SourceReader::new(packed);
    let mut head = vec![0; salt_length + CHECK];
    reader.read_exact(&mut head).map_err(|_| damaged.clone())?;
    let (salt, check) = head.split_at(salt_length);
    let mut keys = Zeroizing::new(vec![0; 2 * key_length + CHECK]);
    pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, ROUNDS, &mut keys);
    let (cipher_key, rest) = keys.split_at(key_length);
    let (mac_key, expected) = rest.split_at(key_length);
    if check != expected {
        return Ok(None);
    }
    let mac = Hmac::<Sha1>::new_from_slice(mac_key).map_err(|_| damaged.clone())?;
    let cipher = Cipher::new(cipher_key).ok_or(damaged)?;
    Ok(Some(Plain {
        reader,
        left,
        cipher,
        mac,
    }))
}

/// An entry being decrypted.
pub(super) struct Plain<'a> {
    reader: SourceReader<'a>,
    /// Bytes before the HMAC.
    left: u64,
    cipher: Cipher,
    mac: Hmac<Sha1>,
}

impl Plain<'_> {
    /// Once all has been read: whether it is what was encrypted, and nothing else.
    pub(super) fn into_verdict(mut self) -> bool {
        let mut tag = [0; TAG];
        self.left == 0
            && self.reader.read_exact(&mut tag).is_ok()
            && self.mac.verify_truncated_left(&tag).is_ok()
    }
}

impl Read for Plain<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let count = buffer.len().min(most);
        let buffer = buffer.get_mut(..count).unwrap_or_default();
        let count = self.reader.read(buffer)?;
        let read = buffer.get_mut(..count).unwrap_or_default();
        self.left -= count as u64;
        self.mac.update(read);
        self.cipher.decrypt(read);
        Ok(count)
    }
}

/// AES in counter mode, its counter little-endian and from 1.
enum Cipher {
    Aes128(Ctr128LE<Aes128>),
    Aes192(Ctr128LE<Aes192>),
    Aes256(Ctr128LE<Aes256>),
}

impl Cipher {
    fn new(key: &[u8]) -> Option<Self> {
        let first = 1u128.to_le_bytes();
        match key.len() {
            16 => Ctr128LE::new_from_slices(key, &first)
                .ok()
                .map(Self::Aes128),
            24 => Ctr128LE::new_from_slices(key, &first)
                .ok()
                .map(Self::Aes192),
            _ => Ctr128LE::new_from_slices(key, &first)
                .ok()
                .map(Self::Aes256),
        }
    }

    fn decrypt(&mut self, bytes: &mut [u8]) {
        match self {
            Self::Aes128(cipher) => cipher.apply_keystream(bytes),
            Self::Aes192(cipher) => cipher.apply_keystream(bytes),
            Self::Aes256(cipher) => cipher.apply_keystream(bytes),
        }
    }
}
