//! The linking key: what leads back from pseudonyms to patients. Saved only on request, sealed with a passphrase, and
//! kept where the images came from; it never travels with them.
//!
//! In come the session's secret and what each cleaned instance's originals became; out come the bytes of a sealed file,
//! which any `age` tool opens with the passphrase, and the two tables of a mapping. Loading a key gives the same secret
//! again, so that a later export gives the same patient the same case name, UIDs and days.
//!
//! | file | job |
//! |---|---|
//! | [`age_file`] | the age format, as far as passphrases need it |
//! | [`linked`] | gathers originals and pseudonyms; the tables |
//! | [`passphrase`] | long enough, and not printed |
//!
//! Never: a value is printed, logged or told in an error.

pub mod age_file;
pub mod linked;
pub mod passphrase;

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use linked::{CaseLink, Linked};
pub use passphrase::{Passphrase, TooShort};

use crate::deid::Secret;

/// The secret, and what was made with it so far.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkingKey {
    pub secret: Secret,
    pub linked: Linked,
}

/// Why a key could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    #[error("this is not a linking key")]
    NotAKey,
    #[error("the passphrase is wrong, or the linking key is damaged")]
    WrongPassphrase,
    #[error("the linking key is damaged")]
    Damaged,
    #[error("the linking key was made by a newer Darkroom")]
    Newer,
    #[error(
        "opening this linking key would take too much memory: its work factor is {0}, and at most {max} is taken",
        max = age_file::MAX_WORK_FACTOR
    )]
    TooCostly(u8),
    #[error("this system gives no random numbers, so no key can be sealed")]
    NoRandomness,
}

impl LinkingKey {
    /// A key without cases yet.
    pub fn new(secret: Secret) -> Self {
        Self {
            secret,
            linked: Linked::default(),
        }
    }
}

impl fmt::Debug for LinkingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LinkingKey(hidden)")
    }
}

/// Seals a key. Takes about a second, and 128 MB of memory, on purpose: so does each guess at the passphrase.
pub fn seal(key: &LinkingKey, passphrase: &Passphrase) -> Result<Vec<u8>, KeyError> {
    seal_with(key, passphrase, age_file::WORK_FACTOR)
}

fn seal_with(
    key: &LinkingKey,
    passphrase: &Passphrase,
    work_factor: u8,
) -> Result<Vec<u8>, KeyError> {
    let form = Form {
        darkroom_linking_key: FORM,
        secret: hex(key.secret.bytes()),
        linked: key.linked.clone(),
    };
    let plain = serde_json::to_vec_pretty(&form).map_err(|_| KeyError::Damaged)?;
    age_file::encrypt(&plain, passphrase, work_factor)
}

/// Opens a key. Takes as long as sealing it.
pub fn open(sealed: &[u8], passphrase: &Passphrase) -> Result<LinkingKey, KeyError> {
    let plain = age_file::decrypt(sealed, passphrase)?;
    // The form first: what a newer one holds besides is not known here.
    let Head {
        darkroom_linking_key: form,
    } = serde_json::from_slice(&plain).map_err(|_| KeyError::NotAKey)?;
    if form > FORM {
        return Err(KeyError::Newer);
    }
    let form: Form = serde_json::from_slice(&plain).map_err(|_| KeyError::NotAKey)?;
    let secret = unhex(&form.secret).ok_or(KeyError::NotAKey)?;
    Ok(LinkingKey {
        secret: Secret::from_bytes(secret),
        linked: form.linked,
    })
}

/// Of the form below.
const FORM: u32 = 1;

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Form {
    darkroom_linking_key: u32,
    /// 64 hexadecimal digits.
    secret: String,
    #[serde(flatten)]
    linked: Linked,
}

#[derive(Deserialize)]
struct Head {
    darkroom_linking_key: u32,
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        let digits = text.get(at * 2..at * 2 + 2)?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
