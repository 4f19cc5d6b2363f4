//! Text as it is read: its words, what bytes may say, which parts of bytes are text.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use dicom_core::VR;

use super::LONG;
use crate::dicom::charset::CharacterSet;

/// Text among bytes: from this length it is text for sure; from the shorter one if it has an end on both sides.
const SURELY_TEXT: usize = 24;
const SHORT_TEXT: usize = 6;

/// Longer words of digits and the first letters are digests.
const LONGEST_HEX: usize = 16;

pub fn split(text: &str) -> Vec<Cow<'_, str>> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(Cow::Borrowed)
        .collect()
}

/// Whether a word is a digest or a checksum, in which any few letters stand somewhere.
pub fn is_digest(word: &str) -> bool {
    word.len() > LONGEST_HEX && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Words of which one after another are letters by themselves, as one: `q u i x`.
pub fn spaced_out(words: &[Cow<'_, str>]) -> Vec<String> {
    let runs = words.split(|word| word.chars().nth(1).is_some());
    runs.filter(|run| run.len() >= LONG)
        .map(<[Cow<'_, str>]>::concat)
        .collect()
}

pub fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')
}

/// Whether bytes can be read as text: UTF-8 without control characters, or nearly all of them plain.
pub fn is_like_text(bytes: &[u8]) -> bool {
    let odd = bytes.iter().filter(|byte| !is_printable(**byte)).count();
    let is_utf_8 = || {
        let has_control = bytes
            .iter()
            .any(|byte| *byte < b' ' && !is_printable(*byte));
        !has_control && std::str::from_utf8(bytes).is_ok()
    };
    odd.saturating_mul(10) <= bytes.len() || is_utf_8()
}

/// The parts of bytes that are text: long ones, those that have an end on both sides, or all of it.
pub fn texts(bytes: &[u8]) -> Vec<&[u8]> {
    let said = trimmed(bytes);
    if said.len() >= SHORT_TEXT && is_like_text(said) {
        return vec![said];
    }
    let mut texts = Vec::new();
    for part in bytes.split(|byte| *byte == 0) {
        if part.len() >= SHORT_TEXT && is_like_text(part) {
            texts.push(part);
            continue;
        }
        let runs = part.split(|byte| !is_printable(*byte));
        texts.extend(runs.filter(|run| run.len() >= SURELY_TEXT));
    }
    texts
}

/// Without zeros and spaces at its ends.
pub fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [0 | b' ', rest @ ..] | [rest @ .., 0 | b' '] = bytes {
        bytes = rest;
    }
    bytes
}

/// Letters and digits alone.
pub fn pack(text: &[u8]) -> String {
    text.iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(|&byte| char::from(byte))
        .collect()
}

/// What bytes that are not plain ASCII may say: by their character set, and by the two that most lies are written in.
pub fn readings(bytes: &[u8], vr: VR, character_set: &CharacterSet) -> Vec<String> {
    if bytes.is_ascii() && !bytes.contains(&0x1B) {
        return vec![character_set.decode(vr, bytes)];
    }
    // Also in VRs that have no character set, where somebody wrote letters all the same.
    let vr = if vr == VR::PN { vr } else { VR::UT };
    let mut readings = vec![
        character_set.decode(vr, bytes),
        CharacterSet::default().decode(vr, bytes),
        bytes.iter().map(|&byte| char::from(byte)).collect(),
    ];
    if let Ok(text) = std::str::from_utf8(bytes) {
        readings.push(text.to_owned());
    }
    readings.sort_unstable();
    readings.dedup();
    readings
}

/// No word of the trade has more bytes.
pub const LONGEST_TECHNICAL: usize = 64;

/// Whether a needle found in text is more than a word of the trade.
pub fn counts_in_text(text: &[u8], form: Range<usize>, whole_word: bool) -> bool {
    let is_gap = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    let before = text.get(..form.start).unwrap_or_default();
    let after = text.get(form.end..).unwrap_or_default();
    if whole_word {
        let ends = |next: Option<&u8>| next.is_none_or(is_gap);
        if !ends(before.last()) || !ends(after.first()) {
            return false;
        }
    }
    // A text may be one word: what is longer than any of the trade is not followed to its end.
    let letters = |beside: &mut dyn Iterator<Item = &u8>| {
        beside
            .take(LONGEST_TECHNICAL)
            .take_while(|byte| !is_gap(byte))
            .count()
    };
    let start = form.start.saturating_sub(letters(&mut before.iter().rev()));
    let end = form.end.saturating_add(letters(&mut after.iter()));
    let word = text.get(start..end).unwrap_or_default();
    !std::str::from_utf8(word).is_ok_and(|word| technical_words().contains(word))
}

/// Words of imaging, of makers and of our own stamps that are also names; they say nothing of a patient.
pub fn technical_words() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        include_str!("../technical_words.txt")
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect()
    })
}

/// Whether digits stand right beside a part.
pub fn is_inside_number(text: &[u8], form: &Range<usize>) -> bool {
    let before = text.get(..form.start).and_then(<[u8]>::last);
    let after = text.get(form.end);
    [before, after]
        .into_iter()
        .flatten()
        .any(u8::is_ascii_digit)
}
