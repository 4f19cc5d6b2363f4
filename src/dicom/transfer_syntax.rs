//! Transfer syntaxes (PS3.6 Table A-1, "Transfer Syntax" rows): how a data set and its pixel bytes are encoded.

/// A transfer syntax as its UID names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TransferSyntax {
    /// The UID without padding; unknown UIDs are kept, and nothing that needs decoding is done for them.
    pub uid: String,
}

impl TransferSyntax {
    pub const IMPLICIT_LITTLE_ENDIAN: &str = "1.2.840.10008.1.2";
    pub const EXPLICIT_LITTLE_ENDIAN: &str = "1.2.840.10008.1.2.1";
    pub const EXPLICIT_BIG_ENDIAN: &str = "1.2.840.10008.1.2.2";
    pub const DEFLATED: &str = "1.2.840.10008.1.2.1.99";
    pub const RLE: &str = "1.2.840.10008.1.2.5";
    pub const JPEG_BASELINE: &str = "1.2.840.10008.1.2.4.50";
    pub const JPEG_EXTENDED: &str = "1.2.840.10008.1.2.4.51";
    pub const JPEG_LOSSLESS: &str = "1.2.840.10008.1.2.4.57";
    pub const JPEG_LOSSLESS_SV1: &str = "1.2.840.10008.1.2.4.70";
    pub const JPEG_LS_LOSSLESS: &str = "1.2.840.10008.1.2.4.80";
    pub const JPEG_LS_NEAR_LOSSLESS: &str = "1.2.840.10008.1.2.4.81";
    pub const JPEG_2000_LOSSLESS: &str = "1.2.840.10008.1.2.4.90";
    pub const JPEG_2000: &str = "1.2.840.10008.1.2.4.91";

    /// Of a UID, padding trimmed.
    pub fn new(uid: &str) -> Self {
        Self {
            uid: uid.trim_matches([' ', '\0']).to_owned(),
        }
    }

    /// Whether attributes carry no VR (PS3.5 7.1.3).
    pub fn is_implicit(&self) -> bool {
        self.uid == Self::IMPLICIT_LITTLE_ENDIAN
    }

    /// Whether words are big endian (retired explicit big endian).
    pub fn is_big_endian(&self) -> bool {
        self.uid == Self::EXPLICIT_BIG_ENDIAN
    }

    /// Whether everything after group 2 is deflated (PS3.5 A.5).
    pub fn is_deflated(&self) -> bool {
        self.uid == Self::DEFLATED
    }

    /// Whether pixel bytes come in items (PS3.5 A.4): every syntax that is not one of the four native ones.
    pub fn is_encapsulated(&self) -> bool {
        !matches!(
            self.uid.as_str(),
            Self::IMPLICIT_LITTLE_ENDIAN
                | Self::EXPLICIT_LITTLE_ENDIAN
                | Self::EXPLICIT_BIG_ENDIAN
                | Self::DEFLATED
        )
    }

    /// Whether the fragments are one stream of all frames: MPEG-2, H.264, HEVC (PS3.5 A.4.4 to A.4.9).
    pub fn is_video(&self) -> bool {
        let number = self.uid.strip_prefix("1.2.840.10008.1.2.4.10");
        let number = number.map(|number| number.strip_suffix(".1").unwrap_or(number));
        matches!(number.map(str::as_bytes), Some([b'0'..=b'8']))
    }

    /// Whether the standard defines it.
    pub fn is_known(&self) -> bool {
        !self.is_encapsulated() || KNOWN_ENCAPSULATED.contains(&self.uid.as_str())
    }

    /// The syntax of a compressed frame whose stated syntax is impossible, by its first bytes; no UID if they say
    /// nothing.
    pub fn of_frame(bytes: &[u8]) -> Self {
        Self::new(match bytes {
            [0xFF, 0x4F, 0xFF, 0x51, ..] => Self::JPEG_2000,
            [0xFF, 0xD8, 0xFF, ..] => match jpeg_frame_marker(bytes) {
                Some(0xC0) => Self::JPEG_BASELINE,
                Some(0xC1) => Self::JPEG_EXTENDED,
                Some(0xC3) => Self::JPEG_LOSSLESS,
                Some(0xF7) => Self::JPEG_LS_NEAR_LOSSLESS,
                _ => "",
            },
            [1..=15, 0, 0, 0, 64, 0, 0, 0, ..] => Self::RLE,
            _ => "",
        })
    }
}

/// The start-of-frame marker of a JPEG stream: which process coded it (ITU-T T.81 B.1.1.3, T.87 C.1.1).
fn jpeg_frame_marker(bytes: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        let &[0xFF, marker, high, low] = bytes.get(at..)?.first_chunk::<4>()? else {
            return None;
        };
        match marker {
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF | 0xF7 => return Some(marker),
            _ => {}
        }
        // A segment's length counts its own two bytes.
        at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
    }
}

/// Encapsulated syntaxes of PS3.6 Table A-1, retired ones that real files use included.
const KNOWN_ENCAPSULATED: &[&str] = &[
    "1.2.840.10008.1.2.1.98",
    TransferSyntax::RLE,
    TransferSyntax::JPEG_BASELINE,
    TransferSyntax::JPEG_EXTENDED,
    "1.2.840.10008.1.2.4.52",
    "1.2.840.10008.1.2.4.53",
    "1.2.840.10008.1.2.4.54",
    "1.2.840.10008.1.2.4.55",
    "1.2.840.10008.1.2.4.56",
    TransferSyntax::JPEG_LOSSLESS,
    "1.2.840.10008.1.2.4.58",
    TransferSyntax::JPEG_LOSSLESS_SV1,
    TransferSyntax::JPEG_LS_LOSSLESS,
    TransferSyntax::JPEG_LS_NEAR_LOSSLESS,
    TransferSyntax::JPEG_2000_LOSSLESS,
    TransferSyntax::JPEG_2000,
    "1.2.840.10008.1.2.4.92",
    "1.2.840.10008.1.2.4.93",
    "1.2.840.10008.1.2.4.94",
    "1.2.840.10008.1.2.4.95",
    "1.2.840.10008.1.2.4.100",
    "1.2.840.10008.1.2.4.101",
    "1.2.840.10008.1.2.4.102",
    "1.2.840.10008.1.2.4.103",
    "1.2.840.10008.1.2.4.104",
    "1.2.840.10008.1.2.4.105",
    "1.2.840.10008.1.2.4.106",
    "1.2.840.10008.1.2.4.107",
    "1.2.840.10008.1.2.4.108",
    "1.2.840.10008.1.2.4.110",
    "1.2.840.10008.1.2.4.111",
    "1.2.840.10008.1.2.4.112",
    "1.2.840.10008.1.2.4.201",
    "1.2.840.10008.1.2.4.202",
    "1.2.840.10008.1.2.4.203",
    "1.2.840.10008.1.2.8.1",
];
