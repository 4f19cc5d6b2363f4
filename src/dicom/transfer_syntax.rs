//! The transfer syntax of a file: a UID, and what [`crate::standard::transfer_syntax`] says of it.

use dicom_dictionary_std::uids;

use crate::standard::transfer_syntax::{self, Coding, Elements, Row};

/// A transfer syntax as its UID names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TransferSyntax {
    /// The UID without padding; unknown UIDs are kept, and nothing that needs decoding is done for them.
    pub uid: String,
}

#[allow(deprecated)] // So dicom-rs marks what is retired.
impl TransferSyntax {
    /// Implicit VR Little Endian: the default, which every device knows (PS3.5 A.1).
    pub const IMPLICIT_LITTLE_ENDIAN: &str = uids::IMPLICIT_VR_LITTLE_ENDIAN;
    /// Explicit VR Little Endian, native samples: what native pictures are written in (PS3.5 A.2).
    pub const EXPLICIT_LITTLE_ENDIAN: &str = uids::EXPLICIT_VR_LITTLE_ENDIAN;
    /// Explicit VR Big Endian: retired, read and never written (PS3.5 A.3).
    pub const EXPLICIT_BIG_ENDIAN: &str = uids::EXPLICIT_VR_BIG_ENDIAN;
    /// Deflated Explicit VR Little Endian: all of the data set in one deflated run (PS3.5 A.5).
    pub const DEFLATED: &str = uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN;
    /// RLE Lossless: PackBits (PS3.5 8.2.2 and Annex G).
    pub const RLE: &str = uids::RLE_LOSSLESS;
    /// JPEG Baseline: process 1 of ITU-T T.81, 8 bits, lossy (PS3.5 8.2.1).
    pub const JPEG_BASELINE: &str = uids::JPEG_BASELINE8_BIT;
    /// JPEG Extended: processes 2 and 4, 8 or 12 bits, lossy.
    pub const JPEG_EXTENDED: &str = uids::JPEG_EXTENDED12_BIT;
    /// JPEG Lossless: process 14 with any of its seven predictors.
    pub const JPEG_LOSSLESS: &str = uids::JPEG_LOSSLESS;
    /// JPEG Lossless SV1: process 14 with the first predictor alone, as most devices write it.
    pub const JPEG_LOSSLESS_SV1: &str = uids::JPEG_LOSSLESS_SV1;
    /// JPEG-LS Lossless (ITU-T T.87; PS3.5 8.2.3).
    pub const JPEG_LS_LOSSLESS: &str = uids::JPEGLS_LOSSLESS;
    /// JPEG-LS Near-Lossless: no sample is off by more than a bound; it may be 0.
    pub const JPEG_LS_NEAR_LOSSLESS: &str = uids::JPEGLS_NEAR_LOSSLESS;
    /// JPEG 2000, lossless only: the reversible transforms of ITU-T T.800 (PS3.5 8.2.4).
    pub const JPEG_2000_LOSSLESS: &str = uids::JPEG2000_LOSSLESS;
    /// JPEG 2000, lossy or lossless: the UID does not tell which.
    pub const JPEG_2000: &str = uids::JPEG2000;
}

impl TransferSyntax {
    /// Of a UID, padding trimmed.
    pub fn new(uid: &str) -> Self {
        Self {
            uid: uid.trim_matches([' ', '\0']).to_owned(),
        }
    }

    /// What the standard says of it; `None` if it registers no such syntax.
    pub fn row(&self) -> Option<&'static Row> {
        transfer_syntax::find(&self.uid)
    }

    /// What its pixel bytes are; `None` if the standard registers no such syntax.
    pub fn coding(&self) -> Option<Coding> {
        self.row().map(|row| row.coding)
    }

    /// How the elements of a data set are encoded: explicit little endian where nobody knows.
    pub fn elements(&self) -> Elements {
        self.row()
            .map_or(Elements::ExplicitLittle, |row| row.elements)
    }

    /// Whether everything after group 2 is deflated (PS3.5 A.5).
    pub fn is_deflated(&self) -> bool {
        self.row().is_some_and(|row| row.deflated)
    }

    /// Whether pixel bytes come in items (PS3.5 A.4): every syntax that is not one of the four native ones.
    pub fn is_encapsulated(&self) -> bool {
        self.coding().is_none_or(Coding::is_encapsulated)
    }

    /// Whether the fragments are one stream of all frames: MPEG-2, H.264, HEVC (PS3.5 A.4.4 to A.4.9).
    pub fn is_video(&self) -> bool {
        self.coding().is_some_and(Coding::is_video)
    }

    /// Whether the standard defines it for files.
    pub fn is_known(&self) -> bool {
        let is_for_files = |coding| !matches!(coding, Coding::Live | Coding::Foreign);
        self.coding().is_some_and(is_for_files)
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
