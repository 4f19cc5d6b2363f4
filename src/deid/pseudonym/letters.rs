//! Short codes in Crockford's base 32: no I, L, O or U, so that they can be read aloud.

use super::case_name::CROCKFORD;

/// The first of these.
const DIGITS: usize = 10;

/// More letters in a row than these may be somebody's name, or a hospital's, by chance: `7MGH3K`.
const MOST_IN_A_ROW: usize = 2;

/// A hash as so many letters and digits, one of each byte; the hash of 32 bytes has 32 of them. Behind two letters
/// stands a digit, so that no code has a word in it, and a second reading never finds one there.
pub fn letters(hash: &[u8; 32], count: usize) -> String {
    let mut in_a_row = 0_usize;
    let mut letter = |byte: &u8| {
        let digits = in_a_row >= MOST_IN_A_ROW;
        let most = if digits { DIGITS } else { CROCKFORD.len() };
        let letter = CROCKFORD
            .get(usize::from(*byte).checked_rem(most)?)
            .copied()?;
        in_a_row = match letter.is_ascii_digit() {
            true => 0,
            false => in_a_row.saturating_add(1),
        };
        Some(char::from(letter))
    };
    hash.iter().take(count).filter_map(&mut letter).collect()
}

/// Whether a text is of such letters.
pub fn are_letters(text: &str) -> bool {
    text.bytes().all(|byte| CROCKFORD.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_of_letters_that_can_be_read_aloud() {
        let hash: [u8; 32] = std::array::from_fn(|index| (index as u8) | 0xE0);
        let all = letters(&hash, 32);
        assert!(all.starts_with("0123456789AB"), "{all}");
        assert_eq!(letters(&hash, 6), "012345");
        assert!(are_letters(&all));
        for other in ["I", "L", "O", "U", "a", "-", "É"] {
            assert!(!are_letters(other), "{other}");
        }
    }

    #[test]
    fn no_code_has_a_word_in_it() {
        let mut seen = std::collections::HashSet::new();
        for start in 0..=u8::MAX {
            let hash: [u8; 32] = std::array::from_fn(|index| {
                start
                    .wrapping_mul(31)
                    .wrapping_add((index as u8).wrapping_mul(start | 1))
            });
            let code = letters(&hash, 32);
            let longest = code.split(|letter: char| letter.is_ascii_digit());
            assert!(longest.map(str::len).max() <= Some(2), "{code}");
            // A longer code goes on where a shorter one ends.
            assert!(code.starts_with(&letters(&hash, 8)));
            seen.extend(code.chars());
        }
        assert_eq!(seen.len(), CROCKFORD.len());
    }
}
