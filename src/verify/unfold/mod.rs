//! What is written in another form: base64, hex, URL and HTML forms, quoted-printable, UTF-16, compressed streams.
//!
//! In come bytes; out comes what they can be unfolded to, again and again. Everything that can be unfolded is, whether
//! or not it makes sense: that is the search's to see.
//! Never: more than [`DEEPEST`] forms one in another, nor more bytes than a few times the value's.

mod digits;
mod escapes;
mod inflated;
mod wide;

use super::search::is_like_text;
use digits::{base32, base64, codes, hex};
use escapes::{escapes, without_tags};
use inflated::inflated;
use wide::{read_twice, without_zeros};

/// Forms in forms.
pub const DEEPEST: usize = 4;

/// Bytes that a value may be unfolded to in all: so many times its own, and a few.
const TIMES: usize = 16;
const AND: usize = 1 << 16;

/// More bytes are unfolded again only where they are text.
const MANY: usize = 1 << 20;

/// Fewer bytes say nothing.
const FEWEST: usize = 4;

/// One unfolded text.
pub struct Layer {
    pub bytes: Vec<u8>,
    /// Whether its letters stood there, each spelt in another way; not digits that any letters may come of.
    pub is_spelt: bool,
}

/// Everything that a value can be unfolded to.
pub fn layers(value: &[u8]) -> Vec<Layer> {
    let mut left = value.len().saturating_mul(TIMES).saturating_add(AND);
    let mut all = Vec::new();
    let mut waiting = once(value, true, &mut left);
    for _ in 1..DEEPEST {
        // Of many bytes that are no text each way leaves nearly all, and finds the same in them.
        let is_worth = |layer: &&Layer| layer.bytes.len() < MANY || is_like_text(&layer.bytes);
        let next: Vec<Layer> = waiting
            .iter()
            .filter(is_worth)
            .flat_map(|layer| once(&layer.bytes, layer.is_spelt, &mut left))
            .collect();
        all.append(&mut waiting);
        // Two ways may lead to one.
        for layer in next {
            if all
                .iter()
                .chain(&waiting)
                .all(|known: &Layer| known.bytes != layer.bytes)
            {
                waiting.push(layer);
            }
        }
    }
    all.append(&mut waiting);
    all
}

/// Each way once. `is_spelt`: whether these bytes are.
fn once(bytes: &[u8], is_spelt: bool, left: &mut usize) -> Vec<Layer> {
    let mut made = Vec::new();
    let mut keep = |mut bytes: Vec<u8>, in_letters: bool| {
        bytes.truncate(*left);
        if bytes.len() < FEWEST {
            return;
        }
        *left = left.saturating_sub(bytes.len());
        made.push(Layer {
            bytes,
            is_spelt: is_spelt && in_letters,
        });
    };
    let in_letters = [
        escapes(bytes),
        without_tags(bytes),
        without_zeros(bytes),
        read_twice(bytes),
    ];
    for bytes in in_letters.into_iter().flatten() {
        keep(bytes, true);
    }
    let in_digits = [base64(bytes), base32(bytes), hex(bytes), codes(bytes)];
    let in_digits = in_digits.into_iter().flatten();
    let compressed = inflated(bytes);
    for bytes in in_digits.filter(|bytes| may_say(bytes)).chain(compressed) {
        keep(bytes, false);
    }
    made
}

/// Letters and digits that a name or a number has at least, with zeros between them or without; and ideographs.
const FEWEST_LETTERS: usize = 4;
const FEWEST_OTHERS: usize = 2;

/// Whether bytes that came of digits say anything, or hold what a compressed stream begins with: most words can be read
/// as digits, and say nothing so.
fn may_say(bytes: &[u8]) -> bool {
    let begins = bytes.first() == Some(&0x78);
    let has_stream = bytes
        .array_windows::<3>()
        .any(|head| matches!(head, [0x1F, 0x8B, 8] | [b'P', b'K', 3]));
    begins
        || has_stream
        || bytes.utf8_chunks().any(|chunk| {
            let (mut letters, mut others) = (0_usize, 0_usize);
            chunk.valid().chars().any(|letter| {
                match letter {
                    '\0' | ' ' => {}
                    _ if letter.is_ascii_alphanumeric() => letters = letters.saturating_add(1),
                    // Beyond ASCII, and punctuation between letters.
                    _ if letter.is_alphanumeric() => others = others.saturating_add(1),
                    _ if letter.is_ascii_graphic() => {}
                    _ => (letters, others) = (0, 0),
                }
                letters >= FEWEST_LETTERS || others >= FEWEST_OTHERS
            })
        })
}

#[cfg(test)]
mod tests;
