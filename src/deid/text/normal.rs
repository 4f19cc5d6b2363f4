//! A text in one of its spellings: letters composed, of plain width and style (NFKC, UAX #15), digits of every script
//! plain.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The zeros of decimal digits that other scripts write.
const ZEROS: [u32; 20] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810,
];

/// The spelling by which two texts are compared.
pub fn normal(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => text.into(),
        false => text.nfkc().map(plain_digit).collect(),
    }
}

fn plain_digit(letter: char) -> char {
    let code = u32::from(letter);
    let value = |zero: &u32| code.checked_sub(*zero).filter(|value| *value < 10);
    let value = ZEROS.iter().find_map(value);
    value
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_look_alike_are_one() {
        for (written, plain) in [
            ("Mu\u{308}ller", "M\u{FC}ller"),
            ("\u{438}\u{306}", "\u{439}"),
            ("\u{304B}\u{3099}", "\u{304C}"),
            ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
            ("\u{FF11}\u{662}\u{6F3}\u{96A}", "1234"),
            ("12\u{FE63}34", "12-34"),
            ("plain", "plain"),
        ] {
            assert_eq!(normal(written), plain, "{written}");
        }
        assert!(ZEROS.is_sorted());
    }
}
