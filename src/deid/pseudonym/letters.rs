//! Short codes in Crockford's base 32: no I, L, O or U, so that they can be read aloud.

use super::case_name::CROCKFORD;

/// A hash as so many letters, five bits of each byte; the hash of 32 bytes has 32 of them.
pub fn letters(hash: &[u8; 32], count: usize) -> String {
    let letter = |byte: &u8| CROCKFORD.get(usize::from(byte & 31)).copied();
    let letters = hash.iter().take(count).filter_map(letter);
    letters.map(char::from).collect()
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
        assert_eq!(all, "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
        assert_eq!(letters(&hash, 6), "012345");
        assert!(are_letters(&all));
        for other in ["I", "L", "O", "U", "a", "-", "É"] {
            assert!(!are_letters(other), "{other}");
        }
    }
}
