//! The session's secret: 32 random bytes from which every pseudonym is derived.
//!
//! Nothing here prints it. It is overwritten when dropped.

use thiserror::Error;

/// 32 random bytes. Whoever holds them can link pseudonyms to originals, so they die with the session.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

/// The system gave no random bytes; without them nothing can be cleaned.
#[derive(Debug, Error)]
#[error("this system gives no random numbers, so no pseudonym can be made")]
pub struct NoRandomness;

impl Secret {
    /// From the generator of the system or the browser.
    pub fn random() -> Result<Self, NoRandomness> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(Self(bytes))
    }

    /// From bytes that another worker, or a saved key, holds.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for handing to another worker of the same session.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(hidden)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.fill(0);
        // Keeps the compiler from leaving out a write that nobody reads.
        std::hint::black_box(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(
            format!("{:?}", Secret::from_bytes([0x41; 32])),
            "Secret(hidden)"
        );
    }

    #[test]
    fn two_random_secrets_differ() {
        assert!(Secret::random().unwrap() != Secret::random().unwrap());
    }
}
