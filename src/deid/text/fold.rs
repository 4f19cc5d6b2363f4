//! Letters without case and accents, so that Müller, MULLER and muller are one word.

/// In lower case, Latin letters without their accents; other letters as they are.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().map(narrow).flat_map(char::to_lowercase) {
        if letter.is_ascii() {
            folded.push(letter);
        } else if !is_mark(letter) {
            match LETTERS.iter().find(|(_, from)| from.contains(letter)) {
                Some((to, _)) => folded.push_str(to),
                None => folded.push(letter),
            }
        }
    }
    folded
}

/// Letters, digits and marks of full width as their plain ones.
fn narrow(letter: char) -> char {
    let code = u32::from(letter);
    match ('\u{FF01}'..='\u{FF5E}').contains(&letter) {
        true => char::from_u32(code - 0xFEE0).unwrap_or(letter),
        false => letter,
    }
}

/// An accent that is a character of its own.
pub fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&letter)
}

/// Lower case letters of Latin-1, Latin Extended-A, what Vietnamese and Romanian add, Greek and Cyrillic, by their
/// plain form.
const LETTERS: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎảạấầẩẫậắằẳẵặª"),
    ("ae", "æ"),
    ("c", "çćĉċč"),
    ("d", "ðďđ"),
    ("e", "èéêëēĕėęěẻẽẹếềểễệ"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįıỉịǐ"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŋ"),
    ("o", "òóôõöøōŏőơỏọốồổỗộớờởỡợǒº"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšșſ"),
    ("ss", "ß"),
    ("t", "ţťŧț"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưủụứừửữựǔµ"),
    ("w", "ŵẁẃẅ"),
    ("y", "ýÿŷỳỷỹỵ"),
    ("z", "źżž"),
    ("α", "ά"),
    ("ε", "έ"),
    ("η", "ή"),
    ("ι", "ίϊΐ"),
    ("ο", "ό"),
    ("υ", "ύϋΰ"),
    ("ω", "ώ"),
    ("е", "ёѐ"),
    ("и", "йѝ"),
    ("2", "²"),
    ("3", "³"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(fold("O'Brannagh-MÜLLÉR"), "o'brannagh-muller");
        assert_eq!(fold("Łukaszyńska-Öztürk"), "lukaszynska-ozturk");
        assert_eq!(fold("Mu\u{308}ller"), "muller");
        assert_eq!(fold("Ковалевская"), "ковалевская");
        assert_eq!(fold("Пётр Андреи\u{306}"), fold("Петр Андрей"));
        assert_eq!(fold("Ｑｕｉｘｂｙ１２"), "quixby12");
    }
}
