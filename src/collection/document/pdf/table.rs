//! From the codes of a font to letters (ISO 32000-1, 9.10.3).

use std::collections::HashMap;

use super::find;
use super::strings::{Piece, Strings};

/// Letters by the numbers that a font gives them.
pub(super) struct Table {
    letters: HashMap<Vec<u8>, String>,
    /// Bytes of a number.
    width: usize,
}

impl Table {
    /// The table that a stream holds, if it does (ISO 32000-1 9.10.3, Adobe 5411).
    pub(super) fn of(content: &[u8]) -> Option<Self> {
        find(content, b"beginbf")?;
        let strings = Strings::of(content);
        let mut letters = HashMap::new();
        let mut pending: Vec<&Piece> = Vec::new();
        for piece in &strings.0 {
            match piece {
                Piece::Word(word) if word == b"endbfchar" => {
                    for pair in pending.chunks_exact(2) {
                        if let [Piece::String(code), Piece::String(letter)] = pair {
                            letters.insert(code.clone(), utf_16(letter));
                        }
                    }
                }
                Piece::Word(word) if word == b"endbfrange" => ranges(&pending, &mut letters),
                Piece::Word(word) if word.starts_with(b"begin") => pending.clear(),
                piece => pending.push(piece),
            }
        }
        let width = letters.keys().map(Vec::len).max()?;
        Some(Self { letters, width })
    }

    pub(super) fn read(&self, bytes: &[u8], text: &mut Vec<u8>) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let known = (1..=self.width.min(rest.len())).rev().find_map(|width| {
                let (code, after) = rest.split_at_checked(width)?;
                Some((self.letters.get(code)?, after))
            });
            rest = match known {
                Some((letter, after)) => {
                    text.extend_from_slice(letter.as_bytes());
                    after
                }
                None => rest.get(self.width.min(rest.len())..).unwrap_or_default(),
            };
        }
    }
}

/// Most numbers of one range.
const MOST_OF_A_RANGE: usize = 1 << 16;

/// From, to, and the letter of the first, or a list of all letters.
fn ranges(pieces: &[&Piece], letters: &mut HashMap<Vec<u8>, String>) {
    let mut rest = pieces;
    while let [Piece::String(from), Piece::String(to), after @ ..] = rest {
        let codes = (number(from)..=number(to)).take(MOST_OF_A_RANGE);
        let width = from.len().min(4);
        let code = |number: u32| {
            let bytes = number.to_be_bytes();
            bytes.get(4 - width..).unwrap_or_default().to_vec()
        };
        rest = match after {
            [Piece::String(first), after @ ..] => {
                letters.extend(
                    (0..)
                        .zip(codes)
                        .map(|(step, at)| (code(at), next_letter(first, step))),
                );
                after
            }
            _ => {
                let end = after
                    .iter()
                    .position(|piece| matches!(piece, Piece::ListEnd));
                let (list, after) = after.split_at(end.unwrap_or(after.len()));
                let listed = list.iter().filter_map(|piece| match piece {
                    Piece::String(letter) => Some(utf_16(letter)),
                    _ => None,
                });
                letters.extend(codes.map(code).zip(listed));
                after.get(1..).unwrap_or_default()
            }
        };
    }
}

fn number(bytes: &[u8]) -> u32 {
    let bytes = bytes.iter().take(4);
    bytes.fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A letter so many further on.
fn next_letter(first: &[u8], step: u32) -> String {
    let mut letters = utf_16(first);
    if let Some(last) = letters.pop() {
        letters.extend(char::from_u32(u32::from(last).saturating_add(step)));
    }
    letters
}

pub(super) fn utf_16(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        [only] => u16::from(*only),
        _ => 0,
    });
    char::decode_utf16(units).flatten().collect()
}
