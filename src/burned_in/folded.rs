//! Texts as a reader of pictures may get them: letters that look alike are one, and a few letters may be wrong.

/// Letters and digits alone, those that are read for one another made one.
pub fn folded(text: &str) -> Vec<u8> {
    let plain = crate::deid::text::fold(text);
    let letters = plain.bytes().filter(|byte| byte.is_ascii_alphanumeric());
    letters.map(like).collect()
}

/// What stands for a letter and all that look like it.
fn like(letter: u8) -> u8 {
    match letter {
        b'o' | b'd' | b'q' => b'0',
        b'i' | b'l' | b'j' => b'1',
        b'z' => b'2',
        b's' => b'5',
        b'g' => b'6',
        b'b' => b'8',
        b'v' => b'u',
        other => other,
    }
}

/// Letters that may be wrong in a text of such a length: one in five.
pub fn slips(length: usize) -> usize {
    match length {
        0..=4 => 0,
        5..=9 => 1,
        _ => length / 5,
    }
}

/// Whether a text stands in another, with so many letters wrong, missing or too many.
pub fn stands_in(sought: &[u8], text: &[u8], slips: usize) -> bool {
    if slips == 0 {
        return !sought.is_empty() && text.windows(sought.len()).any(|window| window == sought);
    }
    // A column of the table of edit distances; what is sought may begin and end anywhere in the text.
    let mut column: Vec<usize> = (0..=sought.len()).collect();
    for letter in text {
        let mut diagonal = 0;
        let mut before = 0;
        for (place, wanted) in column.iter_mut().skip(1).zip(sought) {
            let changed = diagonal + usize::from(wanted != letter);
            diagonal = *place;
            *place = changed.min(*place + 1).min(before + 1);
            before = *place;
        }
        if column.last().is_some_and(|distance| *distance <= slips) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str, sought: &str) -> bool {
        let sought = folded(sought);
        stands_in(&sought, &folded(text), slips(sought.len()))
    }

    #[test]
    fn a_name_is_known_however_it_was_read() {
        for text in [
            "SPECIMEN, Jane",
            "5PEC1MEN",
            "xxSPECIMFN 12",
            "SPEClMEN",
            "SPECMEN",
        ] {
            assert!(says(text, "Specimen"), "{text}");
        }
        for text in ["", "SPEC", "SPE MAN", "regimen"] {
            assert!(!says(text, "Specimen"), "{text}");
        }
    }

    #[test]
    fn short_words_must_be_right() {
        assert!(says("Mr D0E", "Doe"));
        assert!(!says("Mr Dow", "Doe"));
    }
}
