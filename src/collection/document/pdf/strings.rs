//! The strings that a page shows, in the order in which it shows them.

use super::BLANK;
use super::filters::hex;
use super::table::{Table, utf_16};

/// Strings of a content, and what stands between them.
pub(super) struct Strings(pub(super) Vec<Piece>);

pub(super) enum Piece {
    String(Vec<u8>),
    Number(f32),
    Word(Vec<u8>),
    List,
    ListEnd,
}

impl Strings {
    pub(super) fn of(content: &[u8]) -> Self {
        let mut pieces = Vec::new();
        let mut rest = content;
        while let [first, after @ ..] = rest {
            rest = match first {
                b'(' => {
                    let (string, after) = literal(after);
                    pieces.push(Piece::String(string));
                    after
                }
                b'<' if after.first() == Some(&b'<') => after.get(1..).unwrap_or_default(),
                b'<' => {
                    let end = after.iter().position(|byte| *byte == b'>');
                    let (digits, behind) = after.split_at(end.unwrap_or(after.len()));
                    pieces.push(Piece::String(hex(digits)));
                    behind.get(1..).unwrap_or_default()
                }
                b'[' => {
                    pieces.push(Piece::List);
                    after
                }
                b']' => {
                    pieces.push(Piece::ListEnd);
                    after
                }
                b'%' => {
                    let end = after.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
                    after.get(end.unwrap_or(after.len())..).unwrap_or_default()
                }
                byte if byte.is_ascii_alphanumeric() || b"+-.'\"*".contains(byte) => {
                    let is_end =
                        |byte: &u8| byte.is_ascii_whitespace() || b"()<>[]{}/%".contains(byte);
                    let end = rest.iter().position(is_end).unwrap_or(rest.len()).max(1);
                    let (word, after) = rest.split_at(end);
                    let number = std::str::from_utf8(word)
                        .ok()
                        .and_then(|word| word.parse().ok());
                    pieces.push(number.map_or_else(|| Piece::Word(word.to_vec()), Piece::Number));
                    after
                }
                _ => after,
            };
        }
        Self(pieces)
    }

    /// With blanks where letters stand apart or a new line begins.
    pub(super) fn text(&self, table: Option<&Table>) -> Vec<u8> {
        let mut text = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::String(string) => put(string, table, &mut text),
                Piece::Number(number) if *number > BLANK => {}
                Piece::List | Piece::ListEnd => {}
                Piece::Word(word) if matches!(word.as_slice(), b"Tj" | b"TJ" | b"Tf" | b"Tc") => {}
                Piece::Number(_) | Piece::Word(_) => {
                    if text.last().is_some_and(|last| *last != b' ') {
                        text.push(b' ');
                    }
                }
            }
        }
        text
    }

    /// Without any: each letter may be set by itself.
    pub(super) fn joined(&self, table: Option<&Table>) -> Vec<u8> {
        let mut text = Vec::new();
        for piece in &self.0 {
            if let Piece::String(string) = piece {
                put(string, table, &mut text);
            }
        }
        text
    }
}

fn put(string: &[u8], table: Option<&Table>, text: &mut Vec<u8>) {
    match (table, string) {
        (Some(table), _) => table.read(string, text),
        (None, [0xFE, 0xFF, wide @ ..]) => text.extend_from_slice(utf_16(wide).as_bytes()),
        (None, _) => text.extend_from_slice(string),
    }
}

/// A string in round brackets (ISO 32000-1 7.3.4.2), and what follows it.
fn literal(bytes: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut string = Vec::new();
    let mut depth = 0_usize;
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'\\' => {
                let Some((escaped, after)) = after.split_first() else {
                    break;
                };
                rest = after;
                match escaped {
                    b'n' | b'r' | b't' | b'f' => string.push(b' '),
                    b'b' => {}
                    b'\r' => rest = after.strip_prefix(b"\n").unwrap_or(after),
                    b'\n' => {}
                    b'0'..=b'7' => {
                        let more = after.iter().take(2);
                        let more = more.take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                        let (digits, after) = after.split_at(more);
                        let digits = std::iter::once(escaped).chain(digits);
                        let byte = digits.fold(0_u8, |byte, digit| {
                            byte.wrapping_mul(8)
                                .wrapping_add(digit.saturating_sub(b'0'))
                        });
                        string.push(byte);
                        rest = after;
                    }
                    other => string.push(*other),
                }
            }
            b'(' => {
                depth = depth.saturating_add(1);
                string.push(b'(');
            }
            b')' if depth == 0 => return (string, rest),
            b')' => {
                depth = depth.saturating_sub(1);
                string.push(b')');
            }
            other => string.push(*other),
        }
    }
    (string, rest)
}
