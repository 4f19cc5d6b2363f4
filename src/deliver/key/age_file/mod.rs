//! The age format (age-encryption.org/v1, C2SP), as far as passphrases need it: one scrypt recipient, no armour.
//!
//! In come bytes and a passphrase; out come the bytes of a file that any age tool opens, or the other way round. Key
//! derivation, cipher and hash are other people's crates; what is here is the order of their bytes:
//!
//! ```text
//! age-encryption.org/v1
//! -> scrypt SALT WORK          scrypt(passphrase, SALT, 2^WORK) wraps the file key
//! WRAPPED FILE KEY
//! --- MAC OF THE HEADER
//! nonce, then chunks of 64 KiB, each sealed; the last one is marked
//! ```

use chacha20poly1305::ChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit as _};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{KeyError, Passphrase};

/// log2 of scrypt's N. Each step doubles time and memory; 17 takes 128 MB, and about a second in a browser.
pub const WORK_FACTOR: u8 = 17;

/// What the age tool itself takes by default; more would exhaust a browser's memory.
pub const MAX_WORK_FACTOR: u8 = 18;

const VERSION: &str = "age-encryption.org/v1\n";
const STANZA: &str = "-> scrypt ";
const MAC: &str = "---";
const SALT_LABEL: &[u8] = b"age-encryption.org/v1/scrypt";

const FILE_KEY: usize = 16;
const SALT: usize = 16;
const NONCE: usize = 16;
const TAG: usize = 16;
const CHUNK: usize = 64 * 1024;

/// Seals bytes.
pub fn encrypt(
    plain: &[u8],
    passphrase: &Passphrase,
    work_factor: u8,
) -> Result<Vec<u8>, KeyError> {
    let (file_key, salt, nonce) = (random::<FILE_KEY>()?, random::<SALT>()?, random::<NONCE>()?);
    let wrapped = cipher(&wrapping_key(passphrase, &salt, work_factor)?)
        .encrypt(&[0; 12].into(), &file_key[..])
        .map_err(|_| KeyError::Damaged)?;
    let mut header = format!(
        "{VERSION}{STANZA}{} {work_factor}\n{}\n{MAC}",
        base64(&salt),
        base64(&wrapped)
    );
    let mac = header_mac(&file_key, header.as_bytes()).finalize();
    header.push_str(&format!(" {}\n", base64(&mac.into_bytes())));
    let mut file = header.into_bytes();
    file.extend(nonce);
    let payload = cipher(&derived(&file_key, &nonce, b"payload"));
    // Nothing at all is one empty chunk.
    let mut chunks = plain.chunks(CHUNK).peekable();
    let mut number = 0;
    loop {
        let chunk = chunks.next().unwrap_or_default();
        let is_last = chunks.peek().is_none();
        let sealed = payload
            .encrypt(&chunk_nonce(number, is_last).into(), chunk)
            .map_err(|_| KeyError::Damaged)?;
        file.extend(sealed);
        if is_last {
            return Ok(file);
        }
        number += 1;
    }
}

/// Opens what [`encrypt`], or an age tool given a passphrase, has sealed.
pub fn decrypt(file: &[u8], passphrase: &Passphrase) -> Result<Vec<u8>, KeyError> {
    let Header {
        salt,
        work_factor,
        wrapped,
        authenticated,
        mac,
        rest,
    } = Header::parse(file).ok_or(KeyError::NotAKey)?;
    if work_factor > MAX_WORK_FACTOR {
        return Err(KeyError::TooCostly(work_factor));
    }
    let file_key = cipher(&wrapping_key(passphrase, &salt, work_factor)?)
        .decrypt(&[0; 12].into(), &wrapped[..])
        .map_err(|_| KeyError::WrongPassphrase)?;
    header_mac(&file_key, authenticated)
        .verify_slice(&mac)
        .map_err(|_| KeyError::Damaged)?;
    let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or(KeyError::Damaged)?;
    let payload = cipher(&derived(&file_key, nonce, b"payload"));
    let mut plain = Vec::with_capacity(sealed.len());
    let mut chunks = sealed.chunks(CHUNK + TAG).peekable();
    let mut number = 0;
    while let Some(chunk) = chunks.next() {
        let is_last = chunks.peek().is_none();
        let opened = payload
            .decrypt(&chunk_nonce(number, is_last).into(), chunk)
            .map_err(|_| KeyError::Damaged)?;
        if opened.is_empty() && number > 0 {
            return Err(KeyError::Damaged);
        }
        plain.extend(opened);
        number += 1;
    }
    if number == 0 {
        return Err(KeyError::Damaged);
    }
    Ok(plain)
}

/// The header's parts; what they say is not yet believed.
struct Header<'a> {
    salt: [u8; SALT],
    work_factor: u8,
    wrapped: [u8; FILE_KEY + TAG],
    /// What the MAC is made of: everything up to and with its mark.
    authenticated: &'a [u8],
    mac: [u8; 32],
    rest: &'a [u8],
}

impl<'a> Header<'a> {
    fn parse(file: &'a [u8]) -> Option<Self> {
        let after = file.strip_prefix(VERSION.as_bytes())?;
        let (stanza, after) = line(after)?;
        let (salt, work_factor) = stanza.strip_prefix(STANZA)?.split_once(' ')?;
        // The standard's form of the number: no sign, no leading zero.
        if work_factor.starts_with('0') || !work_factor.bytes().all(|digit| digit.is_ascii_digit())
        {
            return None;
        }
        let (wrapped, after) = line(after)?;
        let authenticated = file
            .len()
            .checked_sub(after.len())?
            .checked_add(MAC.len())?;
        let (mac, rest) = line(after)?;
        Some(Self {
            salt: unbase64(salt)?,
            work_factor: work_factor.parse().ok()?,
            wrapped: unbase64(wrapped)?,
            authenticated: file.get(..authenticated)?,
            mac: unbase64(mac.strip_prefix(MAC)?.strip_prefix(' ')?)?,
            rest,
        })
    }
}

/// A line of the header, and what follows it.
fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    /// No line of a passphrase's header is longer.
    const LONGEST: usize = 100;
    let end = bytes.iter().take(LONGEST).position(|byte| *byte == b'\n')?;
    let text = std::str::from_utf8(bytes.get(..end)?).ok()?;
    Some((text, bytes.get(end.checked_add(1)?..)?))
}

fn random<const COUNT: usize>() -> Result<[u8; COUNT], KeyError> {
    let mut bytes = [0; COUNT];
    getrandom::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
    Ok(bytes)
}

fn cipher(key: &[u8; 32]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&(*key).into())
}

fn wrapping_key(
    passphrase: &Passphrase,
    salt: &[u8; SALT],
    work_factor: u8,
) -> Result<[u8; 32], KeyError> {
    let parameters =
        scrypt::Params::new(work_factor, 8, 1).map_err(|_| KeyError::TooCostly(work_factor))?;
    let salt = [SALT_LABEL, salt].concat();
    let mut key = [0; 32];
    scrypt::scrypt(passphrase.bytes(), &salt, &parameters, &mut key)
        .map_err(|_| KeyError::TooCostly(work_factor))?;
    Ok(key)
}

fn header_mac(file_key: &[u8], authenticated: &[u8]) -> Hmac<Sha256> {
    hmac(&derived(file_key, b"", b"header"), &[authenticated])
}

/// HKDF-SHA-256 (RFC 5869) for one block of output.
fn derived(key: &[u8], salt: &[u8], info: &[u8]) -> [u8; 32] {
    let extracted: [u8; 32] = hmac(&padded(salt), &[key]).finalize().into_bytes().into();
    hmac(&extracted, &[info, &[1]])
        .finalize()
        .into_bytes()
        .into()
}

/// A key shorter than the hash's block is padded with zeros anyhow (RFC 2104). Salts here have 16 bytes or none.
fn padded(salt: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    for (to, from) in key.iter_mut().zip(salt) {
        *to = *from;
    }
    key
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = Hmac::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac
}

/// Eleven bytes of the chunk's number and one that marks the last.
fn chunk_nonce(number: u64, is_last: bool) -> [u8; 12] {
    let mut nonce = [0; 12];
    let counter = nonce.iter_mut().skip(3);
    for (to, from) in counter.zip(number.to_be_bytes()) {
        *to = from;
    }
    nonce[11] = u8::from(is_last);
    nonce
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base 64 without padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().enumerate().fold(0_u32, |number, (at, byte)| {
            number | u32::from(*byte) << (16 - 8 * at)
        });
        for at in 0..=three.len() {
            let index = number >> (18 - 6 * at) & 63;
            text.extend(
                ALPHABET
                    .get(index as usize)
                    .map(|letter| char::from(*letter)),
            );
        }
    }
    text
}

/// The one text that [`base64`] makes of these many bytes, undone.
fn unbase64<const COUNT: usize>(text: &str) -> Option<[u8; COUNT]> {
    let mut bytes = Vec::with_capacity(COUNT);
    let (mut number, mut bits) = (0_u32, 0);
    if text.len() > COUNT.div_ceil(3) * 4 {
        return None;
    }
    for letter in text.bytes() {
        let index = ALPHABET.iter().position(|known| *known == letter)?;
        number = (number << 6 | index as u32) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((number >> bits & 0xFF) as u8);
        }
    }
    let bytes: [u8; COUNT] = bytes.try_into().ok()?;
    (base64(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests;
