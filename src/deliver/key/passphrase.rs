//! A passphrase: long enough to be worth the lock, and not printed.

use std::fmt;

use thiserror::Error;

/// At least [`Passphrase::SHORTEST`] letters. Overwritten when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Vec<u8>);

/// A passphrase that could be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the passphrase needs at least {} letters", Passphrase::SHORTEST)]
pub struct TooShort;

impl Passphrase {
    /// In letters, whatever their length in bytes.
    pub const SHORTEST: usize = 12;

    /// Of what a person typed; nothing is trimmed.
    pub fn new(text: &str) -> Result<Self, TooShort> {
        if text.chars().count() < Self::SHORTEST {
            return Err(TooShort);
        }
        Ok(Self(text.as_bytes().to_vec()))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passphrase(hidden)")
    }
}

impl Drop for Passphrase {
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
    fn a_passphrase_has_twelve_letters_and_is_not_printed() {
        assert_eq!(Passphrase::new("elevenchars"), Err(TooShort));
        let passphrase = Passphrase::new("twelve chars").unwrap();
        assert_eq!(format!("{passphrase:?}"), "Passphrase(hidden)");
    }
}
