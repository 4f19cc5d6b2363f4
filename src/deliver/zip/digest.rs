//! The SHA-256 of a zip, worked out while it passes, so that a locked one can be told again without its passphrase.
//!
//! Like an entry's lock it can be put down between two runs of bytes and taken up elsewhere.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::dicom::Digest;

/// The SHA-256 of bytes that have not all come yet.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunningDigest {
    #[serde(with = "state")]
    sha256: Sha256,
    bytes: u64,
}

impl RunningDigest {
    /// Of no bytes.
    pub fn new() -> Self {
        Self::default()
    }

    /// More bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
    }

    /// How many bytes have come.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The digest of all that has come.
    pub fn finish(self) -> Digest {
        self.sha256.finalize().into()
    }
}

impl PartialEq for RunningDigest {
    fn eq(&self, other: &Self) -> bool {
        self.clone().finish() == other.clone().finish()
    }
}

/// A hash in the middle of its work, as bytes.
pub(super) mod state {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use sha2::digest::common::hazmat::{SerializableState, SerializedState};

    pub fn serialize<H: SerializableState, S: Serializer>(
        hash: &H,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        hash.serialize().as_slice().serialize(serializer)
    }

    pub fn deserialize<'de, H: SerializableState, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<H, D::Error> {
        let bytes = Vec::<u8>::deserialize(deserializer)?;
        let state = SerializedState::<H>::try_from(bytes.as_slice());
        let state = state.map_err(|_| D::Error::custom("not the state of this hash"))?;
        H::deserialize(&state).map_err(|_| D::Error::custom("not a state of this hash"))
    }
}
