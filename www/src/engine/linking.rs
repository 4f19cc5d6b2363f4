//! Linking keys: sealed with a passphrase, and opened.

use crate::browser::js;
use crate::protocol::OpenedKey;
use darkroom::deid::Secret;
use darkroom::deliver::{Linked, LinkingKey, Passphrase};

/// A passphrase as it was typed.
pub fn passphrase(typed: &str) -> Passphrase {
    Passphrase::of([js::composed(typed).as_str(), typed])
}

/// Seals a linking key; the error is the reason in words.
pub fn seal(secret: [u8; 32], linked: Linked, typed: &str) -> Result<Vec<u8>, String> {
    let passphrase = passphrase(typed);
    passphrase.check().map_err(|error| error.to_string())?;
    let key = LinkingKey {
        secret: Secret::from_bytes(secret),
        linked,
    };
    darkroom::deliver::key::seal(&key, &passphrase).map_err(|error| error.to_string())
}

/// Opens a linking key; the error is the reason in words.
pub fn open_key(sealed: &[u8], typed: &str) -> Result<OpenedKey, String> {
    let LinkingKey { secret, linked } = darkroom::deliver::key::open(sealed, &passphrase(typed))
        .map_err(|error| error.to_string())?;
    Ok(OpenedKey {
        secret: *secret.bytes(),
        linked: Box::new(linked),
    })
}
