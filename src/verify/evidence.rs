//! How sure it is that letters among bytes stand there on purpose, in tenths of a bit.
//!
//! In come bytes and the place of a needle in them; out comes how unlikely chance is to have put it there: eight bits
//! for each byte, less for letters that may be of either case, more where text surrounds it, where it has an end, or
//! where its length stands before it. What counts is [`enough`] of it: in a gigabyte of chance, of all needles
//! together, less than one in a million is found.

use std::ops::Range;

/// Tenths of a bit.
pub type Tenths = u32;

/// A byte that can be nothing else, and a letter of either case.
const BYTE: Tenths = 80;
const LETTER: Tenths = 70;

/// What it costs that a word may be in capitals, in small letters, or begin with one capital.
const STYLE: Tenths = 16;

/// A byte beside it that is printable: 95 of 256 are.
const PRINTABLE: Tenths = 14;

/// Printable bytes that are looked at on each side.
const FURTHEST: usize = 24;

/// An end of the value, or a zero, where the text ends; a length before it, which may be one of a few.
const END: Tenths = 80;
const LENGTH: Tenths = 120;

/// A million gigabytes have 2^50 places.
const PLACES: Tenths = 500;

/// From here a needle adds next to nothing to the whole.
const STRONG: Tenths = 640;

/// How much is enough, if so many needles are looked for that are not [`STRONG`] by themselves.
pub fn enough(weak_needles: usize) -> Tenths {
    let doublings = usize::BITS.saturating_sub(weak_needles.leading_zeros());
    PLACES.saturating_add(doublings.saturating_mul(10))
}

/// Whether a needle needs no company, whatever surrounds it.
pub fn is_strong(needle: &[u8]) -> bool {
    at_best(needle) >= STRONG
}

/// What a needle tells by itself, written in one style. A byte that is as the one before tells nothing, nor does a
/// zero, which is the half of every small number.
fn at_best(needle: &[u8]) -> Tenths {
    let mut last = 0;
    let telling = needle
        .iter()
        .filter(|byte| **byte != 0 && std::mem::replace(&mut last, **byte) != **byte);
    let cost = match needle.iter().any(u8::is_ascii_alphabetic) {
        true => STYLE,
        false => 0,
    };
    let bytes = Tenths::try_from(telling.count()).unwrap_or(Tenths::MAX);
    bytes.saturating_mul(BYTE).saturating_sub(cost)
}

/// What a needle tells where it stands.
pub fn of(bytes: &[u8], needle: Range<usize>) -> Tenths {
    let said = bytes.get(needle.clone()).unwrap_or_default();
    let (left, has_start, right, has_end) = around(bytes, &needle);
    let start = needle.start.saturating_sub(left);
    let end = needle.end.saturating_add(right);
    let ends = [has_start, has_end]
        .into_iter()
        .filter(|is_there| *is_there);
    let ends = Tenths::try_from(ends.count()).unwrap_or(0);
    let length = if has_length(bytes, start, end) {
        LENGTH
    } else {
        0
    };
    by_itself(said)
        .saturating_add(beside_it(left, right))
        .saturating_add(ends.saturating_mul(END))
        .saturating_add(length)
}

/// What it tells among samples, where zeros stand everywhere and printable bytes are greys like others.
pub fn among_samples(bytes: &[u8], needle: Range<usize>) -> Tenths {
    by_itself(bytes.get(needle).unwrap_or_default())
}

/// By its letters alone.
fn by_itself(said: &[u8]) -> Tenths {
    if is_of_one_style(said) {
        return at_best(said);
    }
    let letters = said
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    let letters = Tenths::try_from(letters).unwrap_or(0);
    at_best(said)
        .saturating_add(STYLE)
        .saturating_sub(letters.saturating_mul(BYTE - LETTER))
}

/// By the printable bytes beside it.
fn beside_it(left: usize, right: usize) -> Tenths {
    let near = Tenths::try_from(left.saturating_add(right)).unwrap_or(0);
    near.saturating_mul(PRINTABLE)
}

/// Printable bytes before it, whether there is an end before these, and the same after it.
fn around(bytes: &[u8], needle: &Range<usize>) -> (usize, bool, usize, bool) {
    let before = bytes.get(..needle.start).unwrap_or_default();
    let after = bytes.get(needle.end..).unwrap_or_default();
    let (left, has_start) = beside(before.iter().rev());
    let (right, has_end) = beside(after.iter());
    (left, has_start, right, has_end)
}

/// Printable bytes one after another, and whether there is an end behind them.
fn beside<'a>(bytes: impl Iterator<Item = &'a u8>) -> (usize, bool) {
    let mut count = 0;
    for byte in bytes {
        match byte {
            b' '..=b'~' | b'\t' | b'\r' | b'\n' if count < FURTHEST => count += 1,
            0 => return (count, true),
            _ => return (count, false),
        }
    }
    (count, true)
}

/// Whether the length of a text stands before it, in two bytes or four of either order, as lengths are in streams (with
/// the two bytes that JPEG counts in) and attributes.
fn has_length(bytes: &[u8], start: usize, end: usize) -> bool {
    let length = end.saturating_sub(start);
    let before = bytes.get(..start).unwrap_or_default();
    let Some(&[a, b]) = before.last_chunk::<2>() else {
        return false;
    };
    let of_two = [u16::from_le_bytes([a, b]), u16::from_be_bytes([a, b])];
    let is_length = |told: usize| told == length || told == length.saturating_add(2);
    let two = of_two.into_iter().any(|told| is_length(usize::from(told)));
    let four = before.last_chunk::<4>().is_some_and(|four| {
        [u32::from_le_bytes(*four), u32::from_be_bytes(*four)]
            .into_iter()
            .any(|told| usize::try_from(told).is_ok_and(is_length))
    });
    length > 0 && (two || four)
}

/// In capitals, in small letters, or with a capital at the start of each word.
fn is_of_one_style(said: &[u8]) -> bool {
    let mut letters = said.iter().filter(|byte| byte.is_ascii_alphabetic());
    let has_upper = said.iter().any(u8::is_ascii_uppercase);
    let has_lower = said.iter().any(u8::is_ascii_lowercase);
    if !has_upper || !has_lower {
        return true;
    }
    let starts = letters.next().is_some_and(u8::is_ascii_uppercase);
    let mut is_inside = false;
    starts
        && said.iter().filter(|byte| **byte != 0).all(|byte| {
            let is_right = !byte.is_ascii_uppercase() || !is_inside;
            is_inside = byte.is_ascii_alphabetic();
            is_right
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_text(bytes: &[u8], needle: &[u8]) -> Tenths {
        let at = bytes.windows(needle.len()).position(|part| part == needle);
        let at = at.unwrap();
        of(bytes, at..at + needle.len())
    }

    #[test]
    fn surroundings_tell_as_much_as_letters() {
        let alone = of_text(b"\x90\x91Quixby\x92\x93", b"Quixby");
        assert_eq!(alone, 6 * 80 - 16);
        assert!(of_text(b"\x90\x91qUixby\x92\x93", b"qUixby") < alone);
        for bytes in [
            &b"\x90for Quixby, see\x91"[..],
            b"\x90\x91\0Quixby\0\x91",
            b"\x90\x00\x08Quixby\x90",
            b"\x06\0\0\0Quixby\x90",
            b"Quixby",
        ] {
            assert!(of_text(bytes, b"Quixby") > alone, "{bytes:?}");
        }
    }

    #[test]
    fn enough_grows_with_what_is_looked_for() {
        assert!(enough(1) >= 500 && enough(1000) >= 600);
        assert!(!is_strong(b"bbbbbbbbbbbbbb") && !is_strong(b"0\x000\x000\x000\x001"));
        assert!(!is_strong(b"quixby") && is_strong(b"quixotham") && is_strong(b"75123459"));
    }

    /// Expected finds in a gigabyte of chance: of each needle its probability at one place.
    #[test]
    fn in_a_gigabyte_of_chance_less_than_one_in_a_million_is_found() {
        for needles in [1_u32, 20, 500, 100_000] {
            let enough = f64::from(enough(needles as usize)) / 10.0;
            let expected = f64::from(needles) * 2_f64.powi(30) * 2_f64.powf(-enough);
            assert!(expected < 1e-6, "{needles} {expected}");
        }
    }
}
