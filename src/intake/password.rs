//! Passwords of archives: kept in memory for as long as what they open is worked on, never printed, never stored.

use std::fmt;

use zeroize::Zeroizing;

use super::code_page::PAGE_850;

/// A password of an archive. Overwritten when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Of what a person typed; nothing is trimmed.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Its bytes as programs may have spelt them, each once: a zip doesn't say in which code page its password was
    /// typed. UTF-8, Windows-1252, and the code page 850 of the console, which 7-Zip takes on Windows.
    pub(super) fn spellings(&self) -> Vec<Zeroizing<Vec<u8>>> {
        let utf_8 = Zeroizing::new(self.0.as_bytes().to_vec());
        let mut spellings = vec![utf_8];
        if !self.0.is_ascii() {
            spellings.extend(in_code_page(&self.0, windows_1252));
            spellings.extend(in_code_page(&self.0, page_850));
        }
        spellings
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(hidden)")
    }
}

/// The text in a code page; `None` if a letter is not in it.
fn in_code_page(text: &str, byte: fn(char) -> Option<u8>) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = text.chars().map(|letter| match letter.is_ascii() {
        true => u8::try_from(letter).ok(),
        false => byte(letter),
    });
    bytes.collect::<Option<Vec<u8>>>().map(Zeroizing::new)
}

fn windows_1252(letter: char) -> Option<u8> {
    let mut utf_8 = [0; 4];
    let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(letter.encode_utf8(&mut utf_8));
    bytes.first().copied().filter(|_| !lost)
}

fn page_850(letter: char) -> Option<u8> {
    let at = PAGE_850.chars().position(|known| known == letter)?;
    u8::try_from(at + 0x80).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_printed() {
        let password = Password::new("open sesame".into());
        assert_eq!(format!("{password:?}"), "Password(hidden)");
    }

    #[test]
    fn a_password_with_a_pound_sign_is_spelt_as_windows_does_too() {
        let spelt = |text: &str| {
            let spellings = Password::new(text.into()).spellings();
            spellings
                .into_iter()
                .map(|bytes| bytes.to_vec())
                .collect::<Vec<_>>()
        };
        assert_eq!(spelt("abc"), [b"abc"]);
        assert_eq!(spelt("£5"), [b"\xC2\xA35".as_slice(), b"\xA35", b"\x9C5"]);
        // Not in any of these code pages.
        assert_eq!(spelt("π").len(), 1);
        assert_eq!(PAGE_850.chars().count(), 128);
    }
}
