//! Identifiers in bytes whose character set is unknown, or a lie.

use dicom_core::VR;

use super::parts::Parts;
use crate::dicom::charset::CharacterSet;

/// Encodings besides UTF-8 and UTF-16 in which names that are not plain ASCII may stand where nobody says so.
static ENCODINGS: &[&encoding_rs::Encoding] = &[
    encoding_rs::WINDOWS_1252,
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_3,
    encoding_rs::ISO_8859_4,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_6,
    encoding_rs::ISO_8859_7,
    encoding_rs::ISO_8859_8,
    encoding_rs::ISO_8859_15,
    encoding_rs::WINDOWS_1251,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_874,
    encoding_rs::KOI8_R,
    encoding_rs::GB18030,
    encoding_rs::SHIFT_JIS,
    encoding_rs::EUC_JP,
    encoding_rs::EUC_KR,
];

/// What bytes say if their character set is a lie: UTF-8, if they can be, escape sequences, and Latin-1.
pub fn other_readings(bytes: &[u8]) -> impl Iterator<Item = String> {
    let utf_8 = std::str::from_utf8(bytes).ok().map(str::to_owned);
    let latin_1 = bytes.iter().map(|&byte| char::from(byte)).collect();
    let switched = CharacterSet::default().decode(VR::UT, bytes);
    utf_8.into_iter().chain([latin_1, switched])
}

/// Identifiers as the bytes that may stand for them in values of any encoding.
#[derive(Default)]
pub struct ByteForms(Vec<Vec<u8>>);

impl ByteForms {
    pub fn add(&mut self, token: &str) {
        let little = |text: &str| {
            let mut wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            // So that letters of one byte are found in both byte orders.
            if wide.last() == Some(&0) {
                wide.pop();
            }
            wide
        };
        let mut forms = vec![token.as_bytes().to_vec(), little(token)];
        if !token.is_ascii() {
            let upper = token.to_uppercase();
            let mut rest = token.chars();
            let first = rest.next().map(char::to_uppercase);
            let capitalised = first.into_iter().flatten().chain(rest).collect();
            let spellings = [token.to_owned(), upper.to_lowercase(), upper, capitalised];
            for text in &spellings {
                forms.push(text.as_bytes().to_vec());
                forms.push(little(text));
                forms.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
                let encoded = ENCODINGS.iter().map(|encoding| encoding.encode(text));
                forms.extend(
                    encoded
                        .filter(|(_, _, unmappable)| !unmappable)
                        .map(|(bytes, ..)| bytes.into_owned()),
                );
            }
        }
        forms.sort_unstable();
        forms.dedup();
        // Three bytes stand everywhere by chance.
        self.0
            .extend(forms.into_iter().filter(|form| form.len() > 3));
    }

    /// Made ready to be looked for.
    pub fn parts(&self) -> Parts {
        Parts::of(&self.0)
    }
}
