//! Specific Character Set (0008,0005): from bytes to text (PS3.3 C.12.1.1.2, PS3.5 6.1).
//!
//! Decoding never fails: a byte that its character set does not know becomes the replacement character, and a
//! character set that nobody knows is read as Latin-1, so that every byte stays visible.

mod iso2022;
mod repertoire;

use dicom_core::VR;
use encoding_rs::{Encoding, UTF_8};

use super::encoding::is_text;
use repertoire::{Repertoire, Scheme};

/// The character set in force for a data set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CharacterSet {
    /// Defined terms of (0008,0005), as they were written.
    terms: Vec<String>,
}

impl CharacterSet {
    /// From the raw value of (0008,0005).
    pub fn from_value(bytes: &[u8]) -> Self {
        let terms = latin_1(bytes);
        let terms = terms
            .split('\\')
            .map(|term| term.trim_matches([' ', '\0']).to_owned());
        Self {
            terms: terms.collect(),
        }
    }

    /// The text of a value. VRs of the default repertoire are read as ASCII whatever the character set says.
    pub fn decode(&self, vr: VR, bytes: &[u8]) -> String {
        if !has_character_set(vr) || bytes.is_ascii() && !bytes.contains(&iso2022::ESCAPE) {
            return latin_1(bytes);
        }
        match self.scheme() {
            Scheme::Whole(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Scheme::Switched(start) => {
                let mut text = String::with_capacity(bytes.len());
                for run in iso2022::runs(start, delimiters(vr), bytes) {
                    run.repertoire.decode(run.bytes, &mut text);
                }
                text
            }
        }
    }

    /// The values of a multi-valued attribute. A backslash that is half of a character does not part values; VRs that
    /// are single-valued by definition (ST, LT, UT, UR) and binary ones stay whole. Padding is not trimmed.
    pub fn split_values<'a>(&self, vr: VR, bytes: &'a [u8]) -> Vec<&'a [u8]> {
        if !is_text(vr) || matches!(vr, VR::ST | VR::LT | VR::UT | VR::UR) {
            return vec![bytes];
        }
        let plain = !has_character_set(vr) || !bytes.contains(&b'\\');
        let breaks = match self.scheme() {
            _ if plain => places(bytes, 0),
            Scheme::Whole(encoding) if encoding == UTF_8 => places(bytes, 0),
            Scheme::Whole(_) => gb18030_breaks(bytes),
            Scheme::Switched(start) => iso2022::runs(start, delimiters(vr), bytes)
                .filter(|run| !run.repertoire.is_lower_half())
                .flat_map(|run| places(run.bytes, run.at))
                .collect(),
        };
        let mut values = Vec::with_capacity(breaks.len() + 1);
        let mut from = 0;
        for at in breaks {
            values.push(bytes.get(from..at).unwrap_or_default());
            from = at + 1;
        }
        values.push(bytes.get(from..).unwrap_or_default());
        values
    }

    /// The bytes of `text` in this character set; `None` if it cannot be written without switching between sets.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        if text.is_ascii() {
            return Some(text.as_bytes().to_vec());
        }
        let encoding = match self.scheme() {
            Scheme::Whole(encoding) => encoding,
            // Latin-1 proper; the encoding of that name on the web is another one between 80 and 9F.
            Scheme::Switched(Repertoire::Latin1) => {
                let bytes = text.chars().map(|c| u8::try_from(u32::from(c)).ok());
                return bytes
                    .map(|byte| byte.filter(|byte| !(0x80..0xA0).contains(byte)))
                    .collect();
            }
            Scheme::Switched(repertoire) => repertoire.single_byte()?,
        };
        let (bytes, used, unmappable) = encoding.encode(text);
        (!unmappable && std::ptr::eq::<Encoding>(used, encoding)).then(|| bytes.into_owned())
    }

    /// How the bytes are to be read.
    fn scheme(&self) -> Scheme {
        let schemes: Vec<Option<Scheme>> = self
            .terms
            .iter()
            .map(|term| repertoire::of_term(term))
            .collect();
        match schemes.first() {
            Some(Some(first)) if first.is_upper_half() => *first,
            // Initially ASCII: a set for the upper half that was named and never switched to is what was meant.
            _ => schemes
                .into_iter()
                .flatten()
                .find(Scheme::is_upper_half)
                .unwrap_or(Scheme::Switched(Repertoire::Ascii)),
        }
    }
}

/// VRs whose text is in the character set of (0008,0005) (PS3.5 6.1.2.3).
fn has_character_set(vr: VR) -> bool {
    matches!(
        vr,
        VR::SH | VR::LO | VR::ST | VR::LT | VR::PN | VR::UC | VR::UT
    )
}

/// Characters after which the initial character set is in force again (PS3.5 6.1.2.5.3), besides line ends.
fn delimiters(vr: VR) -> &'static [u8] {
    match vr {
        VR::PN => b"\\^=",
        VR::ST | VR::LT | VR::UT => b"",
        _ => b"\\",
    }
}

fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// Places of backslashes, counted from `offset`.
fn places(bytes: &[u8], offset: usize) -> Vec<usize> {
    let found = bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\\');
    found.map(|(at, _)| offset + at).collect()
}

/// Places of backslashes that are no second byte of a character.
fn gb18030_breaks(bytes: &[u8]) -> Vec<usize> {
    let mut breaks = Vec::new();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        at += match rest {
            [0x81..=0xFE, 0x30..=0x39, ..] => 4,
            [0x81..=0xFE, 0x40..=0xFE, ..] => 2,
            [b'\\', ..] => {
                breaks.push(at);
                1
            }
            _ => 1,
        };
    }
    breaks
}

#[cfg(test)]
mod tests;
