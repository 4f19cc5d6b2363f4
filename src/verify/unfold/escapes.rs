//! Escapes of URLs, HTML, mail and programs, and tags between letters.
//!
//! In comes a text; out comes what it says without them, or nothing where there are none.

use super::digits::hex_pair;

/// Escapes of URLs, HTML, mail and programs; nothing where there are none.
pub fn escapes(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let mut has_any = false;
    let is_of_url = bytes.contains(&b'%');
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let escape = match byte {
            b'%' | b'=' | b'&' | b'\\' | b'U' | b'u' => escape(rest),
            // Of a query, but only where there are others.
            b'+' if is_of_url => Some((1, Escaped::Byte(b' '))),
            _ => None,
        };
        match escape {
            Some((length, escaped)) => {
                has_any = true;
                at = at.saturating_add(length);
                match escaped {
                    Escaped::Byte(byte) => plain.push(byte),
                    Escaped::Letter(letter) => {
                        plain.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                    Escaped::Nothing => {}
                }
            }
            None => {
                plain.push(*byte);
                at = at.saturating_add(1);
            }
        }
    }
    has_any.then_some(plain)
}

enum Escaped {
    Byte(u8),
    Letter(char),
    Nothing,
}

/// One escape, with its length.
fn escape(rest: &[u8]) -> Option<(usize, Escaped)> {
    let pair = |from: usize| hex_pair(*rest.get(from..)?.first_chunk::<2>()?);
    let letter = |from: usize, most: usize, radix: u32| number(rest, from, most, radix);
    match rest {
        [b'=', b'\r', b'\n', ..] => Some((3, Escaped::Nothing)),
        [b'=', b'\n', ..] => Some((2, Escaped::Nothing)),
        [b'%' | b'=', ..] if pair(1).is_some() => Some((3, Escaped::Byte(pair(1)?))),
        [b'\\', b'x' | b'X', ..] => Some((4, Escaped::Byte(pair(2)?))),
        [b'%' | b'\\', b'u' | b'U', b'{', ..] => {
            let (end, letter) = letter(3, 6, 16)?;
            (rest.get(end) == Some(&b'}')).then(|| (end.saturating_add(1), letter))
        }
        [b'%' | b'\\', b'u', ..] => letter(2, 4, 16).filter(|(end, _)| *end == 6),
        [b'\\', b'U', ..] => letter(2, 8, 16).filter(|(end, _)| *end == 10),
        [b'U' | b'u', b'+', ..] => letter(2, 6, 16).filter(|(end, _)| *end > 5),
        [b'\\', b'0'..=b'3', ..] => letter(1, 3, 8).filter(|(end, _)| *end == 4),
        [b'&', b'#', b'x' | b'X', ..] => Some(closed(rest, letter(3, 7, 16)?)),
        [b'&', b'#', ..] => Some(closed(rest, letter(2, 8, 10)?)),
        [b'&', ..] => named(rest),
        _ => None,
    }
}

/// With the semicolon that may follow.
fn closed(rest: &[u8], (end, letter): (usize, Escaped)) -> (usize, Escaped) {
    let semicolon = usize::from(rest.get(end) == Some(&b';'));
    (end.saturating_add(semicolon), letter)
}

/// A letter by its number, and where that ends.
fn number(rest: &[u8], from: usize, most: usize, radix: u32) -> Option<(usize, Escaped)> {
    let digits = rest.get(from..)?;
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let count = digits.iter().take(most).take_while(is_digit).count();
    let text = std::str::from_utf8(digits.get(..count)?).ok()?;
    let letter = char::from_u32(u32::from_str_radix(text, radix).ok()?)?;
    Some((from.checked_add(count)?, Escaped::Letter(letter)))
}

/// Entities of HTML: marks, and letters with accents as their plain ones, since accents do not count.
fn named(rest: &[u8]) -> Option<(usize, Escaped)> {
    const ACCENTS: &[&[u8]] = &[
        b"acute", b"grave", b"circ", b"uml", b"tilde", b"cedil", b"ring", b"slash", b"caron",
        b"strok", b"dot", b"breve", b"macr", b"ogon", b"dblac",
    ];
    const MARKS: &[(&[u8], char)] = &[
        (b"amp", '&'),
        (b"nbsp", ' '),
        (b"lt", '<'),
        (b"gt", '>'),
        (b"quot", '"'),
        (b"apos", '\''),
        (b"szlig", 'ß'),
        (b"aelig", 'æ'),
        (b"AElig", 'Æ'),
        (b"oelig", 'œ'),
        (b"OElig", 'Œ'),
        (b"thorn", 'þ'),
        (b"THORN", 'Þ'),
        (b"eth", 'ð'),
        (b"ETH", 'Ð'),
        (b"inodot", 'ı'),
        (b"period", '.'),
        (b"commat", '@'),
        (b"lowbar", '_'),
        (b"hyphen", '-'),
        (b"Tab", ' '),
        (b"NewLine", ' '),
        (b"shy", '\u{AD}'),
        (b"zwj", '\u{200D}'),
        (b"zwnj", '\u{200C}'),
    ];
    let end = rest.iter().take(12).position(|byte| *byte == b';')?;
    let length = end.checked_add(1)?;
    let name = rest.get(1..end)?;
    if let Some((_, mark)) = MARKS.iter().find(|(known, _)| *known == name) {
        return Some((length, Escaped::Letter(*mark)));
    }
    let (letter, accent) = name.split_first()?;
    let is_accented = letter.is_ascii_alphabetic() && ACCENTS.contains(&accent);
    is_accented.then_some((length, Escaped::Byte(*letter)))
}

/// A text without tags between its letters.
pub fn without_tags(bytes: &[u8]) -> Option<Vec<u8>> {
    const LONGEST: usize = 200;
    if !bytes.contains(&b'<') {
        return None;
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let mut has_any = false;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let end = match byte {
            b'<' => rest.iter().take(LONGEST).position(|byte| *byte == b'>'),
            _ => None,
        };
        match end {
            Some(end) => {
                has_any = true;
                at = at.saturating_add(end).saturating_add(1);
            }
            None => {
                plain.push(*byte);
                at = at.saturating_add(1);
            }
        }
    }
    has_any.then_some(plain)
}
