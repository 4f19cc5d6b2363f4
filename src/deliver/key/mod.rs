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
//! | [`passphrase`] | in all its spellings, and not printed |
//! | `strength` | how hard one is to guess |
//!
//! Never: a value is printed, logged or told in an error.

pub mod age_file;
pub mod linked;
pub mod passphrase;
mod strength;

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use linked::{CaseLink, Claimant, Claimed, Linked};
pub use passphrase::{Passphrase, Weak};

use crate::deid::Secret;

/// The secret, and what was made with it so far.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkingKey {
    /// What all pseudonyms are derived from: the same secret makes the same ones.
    pub secret: Secret,
    /// Patients and UIDs, before and after, of every run so far.
    pub linked: Linked,
}

/// Why a key could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    /// No `age` file with a passphrase, or one that holds something else.
    #[error("this is not a linking key")]
    NotAKey,
    /// None of the spellings of the passphrase opens it; damage to the wrapped file key looks the same.
    #[error(
        "this passphrase does not open the linking key: look whether caps lock is on, whether the keyboard has another layout than then, and whether the passphrase is another key's; else the key is damaged"
    )]
    WrongPassphrase,
    /// It opens, and then its content is cut short or changed.
    #[error("the linking key is damaged")]
    Damaged,
    /// Its form is of a later version: reading part of it would lose the rest.
    #[error("the linking key was made by a newer Darkroom")]
    Newer,
    /// Its scrypt work factor, log2 of N: each step doubles the memory that opening takes.
    #[error(
        "opening this linking key would take too much memory: its work factor is {0}, and at most {max} is taken",
        max = age_file::MAX_WORK_FACTOR
    )]
    TooCostly(u8),
    /// Neither salt nor file key can be made.
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

/// Seals a key with a work factor of one's own choice: see [`age_file::WORK_FACTOR`].
pub fn seal_with(
    key: &LinkingKey,
    passphrase: &Passphrase,
    work_factor: u8,
) -> Result<Vec<u8>, KeyError> {
    let form = Form {
        darkroom_linking_key: FORM,
        secret: hex(key.secret.bytes()),
        linked: &key.linked,
    };
    let plain = serde_json::to_vec(&form).map_err(|_| KeyError::Damaged)?;
    age_file::encrypt(&plain, passphrase, work_factor)
}

/// Opens a key. Takes as long as sealing it, for each spelling of the passphrase.
pub fn open(sealed: &[u8], passphrase: &Passphrase) -> Result<LinkingKey, KeyError> {
    let mut plain = Err(KeyError::WrongPassphrase);
    for spelling in passphrase.spellings() {
        plain = age_file::decrypt(sealed, &spelling);
        if plain != Err(KeyError::WrongPassphrase) {
            break;
        }
    }
    let plain = plain?;
    // The form first: what a newer one holds besides is not known here.
    let Head {
        darkroom_linking_key: form,
        secret,
    } = serde_json::from_slice(&plain).map_err(|_| KeyError::NotAKey)?;
    if form > FORM {
        return Err(KeyError::Newer);
    }
    let secret = secret.as_ref().and_then(|secret| secret.as_str());
    let secret = secret.and_then(unhex).ok_or(KeyError::NotAKey)?;
    let linked = serde_json::from_slice(&plain).map_err(|_| KeyError::NotAKey)?;
    Ok(LinkingKey {
        secret: Secret::from_bytes(secret),
        linked,
    })
}

/// Of the form below. The first form knew no claims, and names of six letters only: whoever knows only that would give
/// names that are others'.
const FORM: u32 = 2;

/// What is sealed: one object. It is read as two, each without what is the other's: so of a million patients no copy is
/// made on the way.
#[derive(Serialize)]
struct Form<'a> {
    darkroom_linking_key: u32,
    /// 64 hexadecimal digits.
    secret: String,
    #[serde(flatten)]
    linked: &'a Linked,
}

#[derive(Deserialize)]
struct Head {
    darkroom_linking_key: u32,
    /// Whatever a newer form has in its place.
    #[serde(default)]
    secret: Option<serde_json::Value>,
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
