//! Linking keys: sealed with a passphrase, and opened.

use crate::protocol::OpenedKey;
use darkroom::deid::Secret;
use darkroom::deliver::{Linked, LinkingKey, Passphrase};

/// Seals a linking key; the error is the reason in words.
pub fn seal(secret: [u8; 32], linked: Linked, typed: &str) -> Result<Vec<u8>, String> {
    let passphrase = Passphrase::typed(typed);
    passphrase.check().map_err(|error| error.to_string())?;
    let key = LinkingKey {
        secret: Secret::from_bytes(secret),
        linked,
    };
    darkroom::deliver::key::seal(&key, &passphrase).map_err(|error| error.to_string())
}

/// Opens a linking key; the error is the reason in words.
pub fn open_key(sealed: &[u8], typed: &str) -> Result<OpenedKey, String> {
    let LinkingKey { secret, linked } =
        darkroom::deliver::key::open(sealed, &Passphrase::typed(typed))
            .map_err(|error| error.to_string())?;
    Ok(OpenedKey {
        secret: *secret.bytes(),
        linked: Box::new(linked),
    })
}
