//! A passphrase: hard enough to guess to be worth the lock, and not printed.
//!
//! One passphrase has several spellings in bytes: a letter with its accent can be one character or two (NFC, NFD), and
//! a file can begin with a mark of its encoding. A key is sealed with the first of the spellings that are given,
//! composed and without such a mark, and opened with any: earlier keys were sealed with what came.

use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use super::strength;

/// What opens a key. Overwritten when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Vec<String>);

/// A passphrase that could be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Weak {
    /// Fewer letters than [`Passphrase::SHORTEST`].
    #[error("the passphrase needs at least {} letters", Passphrase::SHORTEST)]
    TooShort,
    /// Long enough, and made of words, dates, keys in a row or repetitions, which are tried first.
    #[error(
        "the passphrase is too easy to guess: take four words that do not belong together, or random letters"
    )]
    TooEasy,
}

impl Passphrase {
    /// In letters, whatever their length in bytes.
    pub const SHORTEST: usize = 12;

    /// One to seal a new key with, composed (NFC); nothing is trimmed.
    pub fn new(text: &str) -> Result<Self, Weak> {
        let passphrase = Self::of([text]);
        passphrase.check()?;
        Ok(passphrase)
    }

    /// As somebody typed it, of whatever strength.
    pub fn typed(text: &str) -> Self {
        let composed: Zeroizing<String> = Zeroizing::new(text.nfc().collect());
        Self::of([composed.as_str(), text])
    }

    /// In its spellings, of which a key is sealed with the first; of whatever strength.
    pub fn of<'a>(spellings: impl IntoIterator<Item = &'a str>) -> Self {
        let mut different: Vec<String> = Vec::new();
        for spelling in spellings {
            if !different.iter().any(|known| known == spelling) {
                different.push(spelling.to_owned());
            }
        }
        Self(different)
    }

    /// Whether a new key may be sealed with it.
    pub fn check(&self) -> Result<(), Weak> {
        self.check_for(strength::ENOUGH)
    }

    /// Whether it takes a guesser so many bits, where each guess costs him less or more than that of a key.
    pub(in crate::deliver) fn check_for(&self, bits: f64) -> Result<(), Weak> {
        let text = self.0.first().map_or("", String::as_str);
        if text.chars().count() < Self::SHORTEST {
            return Err(Weak::TooShort);
        }
        match strength::bits(text) < bits {
            true => Err(Weak::TooEasy),
            false => Ok(()),
        }
    }

    /// What keys are sealed with.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.first().map_or(&[], |text| text.as_bytes())
    }

    /// Each spelling by itself.
    pub(super) fn spellings(&self) -> impl Iterator<Item = Self> + '_ {
        self.0.iter().map(|text| Self(vec![text.clone()]))
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passphrase(hidden)")
    }
}

impl Drop for Passphrase {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_has_twelve_letters_that_nobody_guesses_and_is_not_printed() {
        assert_eq!(Passphrase::new("elevenchars"), Err(Weak::TooShort));
        assert_eq!(Passphrase::new(&" ".repeat(12)), Err(Weak::TooEasy));
        assert_eq!(Passphrase::new("password2024"), Err(Weak::TooEasy));
        let passphrase = Passphrase::new("correct horse battery").unwrap();
        assert_eq!(format!("{passphrase:?}"), "Passphrase(hidden)");
    }
}
