//! The character repertoires of PS3.3 C.12.1.1.2, and the defined terms that name them.

use encoding_rs::{
    EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5,
    ISO_8859_6, ISO_8859_7, ISO_8859_8, ISO_8859_15, UTF_8, WINDOWS_874, WINDOWS_1254,
};

/// A set of characters that a run of bytes belongs to. Single-byte ones have ASCII in their lower half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repertoire {
    /// The default; bytes above it mean nothing, and are shown as Latin-1.
    Ascii,
    Latin1,
    Latin2,
    Latin3,
    Latin4,
    Latin5,
    Latin9,
    Cyrillic,
    Arabic,
    Greek,
    Hebrew,
    Thai,
    /// JIS X 0201: katakana in the upper half.
    Katakana,
    /// JIS X 0208, in the lower half.
    Kanji,
    /// JIS X 0212, in the lower half.
    SupplementaryKanji,
    /// KS X 1001, in the upper half.
    Korean,
    /// GB 2312, in the upper half.
    SimplifiedChinese,
}

/// How the bytes of a value are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// In one encoding, without switching.
    Whole(&'static Encoding),
    /// Beginning in this repertoire; escape sequences switch to others (ISO 2022).
    Switched(Repertoire),
}

impl Scheme {
    /// Whether bytes above ASCII mean something in it.
    pub fn is_upper_half(&self) -> bool {
        match self {
            Self::Whole(_) => true,
            Self::Switched(start) => !matches!(
                start,
                Repertoire::Ascii | Repertoire::Kanji | Repertoire::SupplementaryKanji
            ),
        }
    }
}

/// Number of the set in ISO's register, and what it is. `ISO_IR n` and `ISO 2022 IR n` name the same characters.
const REGISTERED: &[(&str, Repertoire)] = &[
    ("6", Repertoire::Ascii),
    ("100", Repertoire::Latin1),
    ("101", Repertoire::Latin2),
    ("109", Repertoire::Latin3),
    ("110", Repertoire::Latin4),
    ("144", Repertoire::Cyrillic),
    ("127", Repertoire::Arabic),
    ("126", Repertoire::Greek),
    ("138", Repertoire::Hebrew),
    ("148", Repertoire::Latin5),
    ("203", Repertoire::Latin9),
    ("13", Repertoire::Katakana),
    ("166", Repertoire::Thai),
    ("87", Repertoire::Kanji),
    ("159", Repertoire::SupplementaryKanji),
    ("149", Repertoire::Korean),
    ("58", Repertoire::SimplifiedChinese),
];

/// What a defined term names; spaces, underscores and hyphens do not count, because writers mix them up.
pub(super) fn of_term(term: &str) -> Option<Scheme> {
    let term: String = term
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    match term.as_str() {
        "ISOIR192" | "ISO2022IR192" | "UTF8" => return Some(Scheme::Whole(UTF_8)),
        "GB18030" => return Some(Scheme::Whole(GB18030)),
        // Every GBK character means the same in GB 18030, whose decoder encoding_rs uses for both.
        "GBK" => return Some(Scheme::Whole(GBK)),
        _ => {}
    }
    let number = term
        .strip_prefix("ISO2022IR")
        .or_else(|| term.strip_prefix("ISOIR"))?;
    let found = REGISTERED
        .iter()
        .find(|(registered, _)| *registered == number)?;
    Some(Scheme::Switched(found.1))
}

impl Repertoire {
    /// Whether it fills the lower half (G0) with characters of two bytes.
    pub fn is_lower_half(self) -> bool {
        matches!(self, Self::Kanji | Self::SupplementaryKanji)
    }

    /// The single-byte encoding with these characters, where there is one.
    pub fn single_byte(self) -> Option<&'static Encoding> {
        Some(match self {
            Self::Latin2 => ISO_8859_2,
            Self::Latin3 => ISO_8859_3,
            Self::Latin4 => ISO_8859_4,
            Self::Latin5 => WINDOWS_1254,
            Self::Latin9 => ISO_8859_15,
            Self::Cyrillic => ISO_8859_5,
            Self::Arabic => ISO_8859_6,
            Self::Greek => ISO_8859_7,
            Self::Hebrew => ISO_8859_8,
            Self::Thai => WINDOWS_874,
            _ => return None,
        })
    }

    /// Appends the text of a run of bytes, escape sequences left out.
    pub fn decode(self, bytes: &[u8], text: &mut String) {
        match self {
            Self::Ascii | Self::Latin1 => text.extend(bytes.iter().map(|&byte| char::from(byte))),
            Self::Katakana => text.extend(bytes.iter().map(|&byte| {
                match byte {
                    0x00..=0x7F => char::from(byte),
                    // Halfwidth katakana stand in Unicode in the order of JIS X 0201.
                    0xA1..=0xDF => char::from_u32(0xFF61 + u32::from(byte) - 0xA1)
                        .unwrap_or(char::REPLACEMENT_CHARACTER),
                    _ => char::REPLACEMENT_CHARACTER,
                }
            })),
            // EUC holds the same pairs with their high bits set, behind a prefix for the supplementary set.
            Self::Kanji => push(EUC_JP, &pairs(bytes, None), text),
            Self::SupplementaryKanji => push(EUC_JP, &pairs(bytes, Some(0x8F)), text),
            Self::Korean => push(EUC_KR, bytes, text),
            Self::SimplifiedChinese => push(GBK, bytes, text),
            other => push(other.single_byte().unwrap_or(UTF_8), bytes, text),
        }
    }
}

fn push(encoding: &'static Encoding, bytes: &[u8], text: &mut String) {
    text.push_str(&encoding.decode_without_bom_handling(bytes).0);
}

fn pairs(bytes: &[u8], prefix: Option<u8>) -> Vec<u8> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut euc = Vec::with_capacity(bytes.len() * 2);
    for &[first, second] in pairs {
        euc.extend(prefix);
        euc.extend([first | 0x80, second | 0x80]);
    }
    euc.extend_from_slice(odd);
    euc
}
