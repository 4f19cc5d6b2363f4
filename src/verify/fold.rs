//! Words without case and accents, as they are spelt where there are no accents, and as they look.
//!
//! What nobody sees between two letters is dropped: joiners, soft hyphens, marks that turn the direction of writing.
//! Spaces and punctuation beyond ASCII become a plain space.

use std::sync::OnceLock;

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
    ("α", "ά"),
    ("ε", "έ"),
    ("η", "ή"),
    ("ι", "ίϊΐ"),
    ("ο", "ό"),
    ("υ", "ύϋΰ"),
    ("ω", "ώ"),
    ("е", "ёѐ"),
    ("и", "йѝ"),
];

/// Letters that some languages spell with two plain ones instead.
const SPELT: &[(char, &str)] = &[
    ('ä', "ae"),
    ('å', "aa"),
    ('ö', "oe"),
    ('ø', "oe"),
    ('ü', "ue"),
];

/// Letters in order, each with the plain one that takes its place.
struct Table(Vec<(char, &'static str)>);

impl Table {
    fn of(rows: &[(&'static str, &str)]) -> Self {
        let letters = rows
            .iter()
            .flat_map(|(to, from)| from.chars().map(|letter| (letter, *to)));
        let mut letters: Vec<_> = letters.collect();
        // The sort keeps what is the same in order: the first row counts.
        letters.sort_by_key(|(letter, _)| *letter);
        letters.dedup_by_key(|(letter, _)| *letter);
        Self(letters)
    }

    fn get(&self, letter: char) -> Option<&'static str> {
        let at = self
            .0
            .binary_search_by_key(&letter, |(known, _)| *known)
            .ok()?;
        self.0.get(at).map(|(_, to)| *to)
    }
}

/// In lower case, without accents: `Müller` and `MULLER` are one.
pub fn fold(text: &str) -> String {
    plain(text, &[])
}

/// In lower case, accents spelt out: `Müller` is `mueller`.
pub fn spell_out(text: &str) -> String {
    plain(text, SPELT)
}

/// Runs of letters and digits that differ from plain ones in their looks alone: first and last of the run, and the
/// plain ones that it goes through again and again.
const STYLED: &[(u32, u32, &[u8])] = &[
    (0xFF01, 0xFF5E, MARKS),
    (0x1D400, 0x1D6A3, LETTERS),
    (0x1D7CE, 0x1D7FF, b"0123456789"),
    (0x249C, 0x24B5, SMALL),
    (0x24B6, 0x24E9, LETTERS),
    (0x2460, 0x2468, b"123456789"),
    (0x2080, 0x2089, b"0123456789"),
    (0x2070, 0x2079, b"0123456789"),
    (0x1F110, 0x1F129, SMALL),
    (0x1F130, 0x1F149, SMALL),
    (0x1F150, 0x1F169, SMALL),
    (0x1F170, 0x1F189, SMALL),
    (0x1F1E6, 0x1F1FF, SMALL),
    // Digits of Arabic, Persian and Devanagari.
    (0x0660, 0x0669, b"0123456789"),
    (0x06F0, 0x06F9, b"0123456789"),
    (0x0966, 0x096F, b"0123456789"),
];

const SMALL: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const MARKS: &[u8] = b"!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Letters, digits and marks of other widths and styles as their plain ones.
fn narrow(letter: char) -> char {
    let code = u32::from(letter);
    if code < 0x0660 {
        return letter;
    }
    let styled = STYLED.iter().find_map(|(first, last, plain)| {
        let at = (*first..=*last).contains(&code);
        let at = at.then(|| code.saturating_sub(*first))?;
        let at = usize::try_from(at).ok()?.checked_rem(plain.len())?;
        plain.get(at).copied().map(char::from)
    });
    styled.unwrap_or(letter)
}

/// What has no width, and marks that stand on the letter before.
fn is_unseen(letter: char) -> bool {
    !letter.is_ascii()
        && matches!(
            letter,
            '\u{AD}'
                | '\u{300}'..='\u{36F}'
                | '\u{483}'..='\u{489}'
                | '\u{61C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{17B4}'
                | '\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{1AB0}'..='\u{1AFF}'
                | '\u{1DC0}'..='\u{1DFF}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{20D0}'..='\u{20FF}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FE20}'..='\u{FE2F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E01EF}'
        )
}

/// Spaces and punctuation that are not ASCII.
fn is_gap(letter: char) -> bool {
    matches!(
        letter,
        '\u{80}'..='\u{BF}' | '\u{D7}' | '\u{F7}' | '\u{2000}'..='\u{206F}' | '\u{2190}'..='\u{2BFF}'
            | '\u{2E00}'..='\u{2E7F}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{30FB}'
    ) && !letter.is_alphanumeric()
}

fn plain(text: &str, first: &[(char, &str)]) -> String {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let table = TABLE.get_or_init(|| Table::of(PLAIN));
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    let seen = text.chars().filter(|letter| !is_unseen(*letter));
    for letter in seen.map(narrow).flat_map(char::to_lowercase) {
        if letter.is_ascii() {
            folded.push(letter);
        } else if let Some((_, spelt)) = first.iter().find(|(from, _)| *from == letter) {
            folded.push_str(spelt);
        } else if let Some(to) = table.get(letter) {
            folded.push_str(to);
        } else if is_gap(letter) {
            folded.push(' ');
        } else if !is_unseen(letter) {
            folded.push(letter);
        }
    }
    folded
}

/// Letters of Cyrillic, Greek and Armenian, and small capitals, by the plain one that they look like.
const ALIKE: &[(&str, &str)] = &[
    ("a", "аАαΑɑᴀ"),
    ("b", "вВΒβЬьƅʙ"),
    ("c", "сСϲϹᴄҫ"),
    ("d", "ԁԀᴅ"),
    ("e", "еЕΕεєЄҽᴇ"),
    ("f", "ƒϝꜰ"),
    ("g", "ɡɢԍ"),
    ("h", "нНһҺΗʜ"),
    ("j", "јЈϳᴊ"),
    ("k", "кКκΚᴋ"),
    ("l", "іІιΙїЇӀӏɪʟı"),
    ("m", "мМΜᴍ"),
    ("n", "пηΝɴո"),
    ("o", "оОοΟσᴏօ"),
    ("p", "рРρΡᴘ"),
    ("q", "ԛԚ"),
    ("r", "гᴦʀ"),
    ("s", "ѕЅꜱſ"),
    ("t", "тТτΤᴛ"),
    ("u", "υսᴜ"),
    ("v", "νѵѴᴠ"),
    ("w", "шԝԜωᴡ"),
    ("x", "хХχΧ"),
    ("y", "уУүҮγΥʏ"),
    ("z", "Ζᴢ"),
];

/// What people write for one another, `0` for `O`, as one; other letters in lower case.
fn ascii_look(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' | 'i' | 'I' | 'L' => 'l',
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '6' => 'g',
        '7' => 't',
        '8' => 'b',
        _ => letter.to_ascii_lowercase(),
    }
}

/// A text, folded, by its looks: `0kоnкwо`, `OKONKWO` and `okonkwo` are one. Made of a text that is not folded yet,
/// since capitals and small letters of one alphabet look like different ones of another.
pub fn look(text: &str) -> String {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let table = TABLE.get_or_init(|| Table::of(ALIKE));
    let seen = text.chars().filter(|letter| !is_unseen(*letter));
    let mut alike = String::with_capacity(text.len());
    for letter in seen.map(narrow) {
        if letter.is_ascii() {
            alike.push(ascii_look(letter));
            continue;
        }
        match table.get(letter) {
            Some(plain) => alike.push_str(plain),
            None => {
                let folded = fold(letter.encode_utf8(&mut [0; 4]));
                alike.extend(folded.chars().map(ascii_look));
            }
        }
    }
    alike
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
        assert_eq!(fold("Пётр Андреи\u{306}"), fold("Петр Андрей"));
        assert_eq!(fold("Ｑｕｉｘｂｙ１２"), "quixby12");
    }

    #[test]
    fn what_is_not_seen_is_not_there() {
        for text in [
            "q\u{200B}u\u{AD}i\u{202E}x\u{FEFF}b\u{2060}y\u{20DD}",
            "𝐐𝓾𝕚𝖝𝚋𝗒",
            "ⓠⓤⓘⓧⓑⓨ",
        ] {
            assert_eq!(fold(text), "quixby", "{text}");
        }
        assert_eq!(fold("q\u{2009}b\u{B7}y\u{3000}z"), "q b y z");
    }

    #[test]
    fn letters_that_look_alike_are_one() {
        for text in ["OKONKWO", "0kоnкwо", "ΟΚΟΝΚWΟ", "Ökönkwö", "ｏｋｏｎｋｗｏ"]
        {
            assert_eq!(look(text), "okonkwo", "{text}");
        }
        assert_eq!(look("QUIXBY l1I"), "qulxby lll");
        assert_ne!(look("69"), look("96"));
    }
}
