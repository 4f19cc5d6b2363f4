//! Words without case and accents, and as they are spelt where there are no accents.

/// Lower case letters with accents, by the plain letters that take their place.
const PLAIN: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎảạấầẩẫậắằẳẵặ"),
    ("ae", "æ"),
    ("c", "çćĉċč"),
    ("d", "ďđð"),
    ("e", "èéêëēĕėęěẻẽẹếềểễệ"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįıỉịǐ"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŋ"),
    ("o", "òóôõöøōŏőơỏọốồổỗộớờởỡợǒ"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšș"),
    ("ss", "ß"),
    ("t", "ţťŧț"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưủụứừửữựǔ"),
    ("w", "ŵẁẃẅ"),
    ("y", "ýÿŷỳỷỹỵ"),
    ("z", "źżž"),
];

/// Letters that some languages spell with two plain ones instead.
const SPELT: &[(char, &str)] = &[
    ('ä', "ae"),
    ('å', "aa"),
    ('ö', "oe"),
    ('ø', "oe"),
    ('ü', "ue"),
];

/// In lower case, without accents: `Müller` and `MULLER` are one.
pub fn fold(text: &str) -> String {
    plain(text, &[])
}

/// In lower case, accents spelt out: `Müller` is `mueller`.
pub fn spell_out(text: &str) -> String {
    plain(text, SPELT)
}

/// Letters, digits and marks of full width as their plain ones.
fn narrow(letter: char) -> char {
    let code = u32::from(letter);
    match ('\u{FF01}'..='\u{FF5E}').contains(&letter) {
        true => char::from_u32(code.saturating_sub(0xFEE0)).unwrap_or(letter),
        false => letter,
    }
}

fn plain(text: &str, first: &[(char, &str)]) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().map(narrow).flat_map(char::to_lowercase) {
        let is_accent = ('\u{300}'..='\u{36F}').contains(&letter);
        if letter.is_ascii() {
            folded.push(letter);
        } else if let Some((_, spelt)) = first.iter().find(|(from, _)| *from == letter) {
            folded.push_str(spelt);
        } else if let Some((to, _)) = PLAIN.iter().find(|(_, from)| from.contains(letter)) {
            folded.push_str(to);
        } else if !is_accent {
            folded.push(letter);
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(
            fold("Weiß MÜLLÉR Bjørk Mu\u{308}ll"),
            "weiss muller bjork mull"
        );
        assert_eq!(
            spell_out("Müller Bjørk Ångström"),
            "mueller bjoerk aangstroem"
        );
        assert_eq!(fold("Ковалевская"), "ковалевская");
        assert_eq!(fold("Ｑｕｉｘｂｙ１２"), "quixby12");
    }
}
