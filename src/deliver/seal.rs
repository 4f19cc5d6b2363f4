//! Whether a certificate is as the run wrote it, for whoever has the linking key.
//!
//! In come a certificate and the key's secret; out comes HMAC-SHA-256 under a key derived from that secret, over the
//! certificate's JSON without the seal, its keys in order and without blanks, so that a file that was laid out anew
//! holds still. Who has no key can forge checksums, and no seal. Where no linking key was used there is none: the
//! secret died with the session, and nobody could ever check it.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::certificate::Certificate;
use super::key::{hex, unhex};
use super::papers::in_one_form;
use crate::deid::{Pseudonyms, Secret};

/// Domain of the keyed hash that the sealing key is.
const DOMAIN: &[u8] = b"darkroom certificate seal";

/// The field that holds it.
const FIELD: &str = "seal";

/// What a seal says of its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// It is as a run with this key wrote it.
    Holds,
    /// It was changed, or another key's run wrote it.
    Broken,
    /// It bears none.
    Absent,
}

/// The seal of a certificate.
pub fn make(certificate: &Certificate, secret: &Secret) -> String {
    let mac = over(&certificate.without_seal(), secret);
    hex(&mac.finalize().into_bytes())
}

/// Compares the seal of a certificate, given as its file, with what this key's would be. What is no certificate bears
/// none.
pub fn check(json: &str, secret: &Secret) -> Seal {
    let Ok(value) = serde_json::from_str(json) else {
        return Seal::Absent;
    };
    let (value, Some(seal)) = taken_off(value) else {
        return Seal::Absent;
    };
    let seal = seal.as_str().and_then(unhex);
    let holds = |seal: [u8; 32]| over(&value, secret).verify_slice(&seal).is_ok();
    match seal.is_some_and(holds) {
        true => Seal::Holds,
        false => Seal::Broken,
    }
}

/// A certificate without its seal, and that.
pub(super) fn taken_off(mut certificate: Value) -> (Value, Option<Value>) {
    let seal = certificate
        .as_object_mut()
        .and_then(|fields| fields.remove(FIELD));
    (certificate, seal)
}

fn over(certificate: &Value, secret: &Secret) -> Hmac<Sha256> {
    let key = Pseudonyms::new(secret).derive(DOMAIN, &[]);
    // As in `Pseudonyms`: a key shorter than the hash's block is padded with zeros (RFC 2104).
    let mut block = [0; 64];
    block[..32].copy_from_slice(&key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(in_one_form(certificate).as_bytes());
    mac
}
