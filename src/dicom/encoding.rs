//! How the elements of a data set are encoded (PS3.5 7.1 and 7.3): VR stated or not, byte order.

use dicom_core::{Tag, VR};

use super::transfer_syntax::TransferSyntax;
use crate::standard::transfer_syntax::Elements;

/// One of the three encodings of a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    ImplicitLittle,
    ExplicitLittle,
    ExplicitBig,
}

impl Encoding {
    pub const ALL: [Self; 3] = [
        Self::ExplicitLittle,
        Self::ImplicitLittle,
        Self::ExplicitBig,
    ];

    /// That of a transfer syntax.
    pub fn of(transfer_syntax: &TransferSyntax) -> Self {
        match transfer_syntax.elements() {
            Elements::ImplicitLittle => Self::ImplicitLittle,
            Elements::ExplicitLittle => Self::ExplicitLittle,
            Elements::ExplicitBig => Self::ExplicitBig,
        }
    }

    /// The native transfer syntax of this encoding.
    pub fn native_syntax(self) -> TransferSyntax {
        TransferSyntax::new(match self {
            Self::ImplicitLittle => TransferSyntax::IMPLICIT_LITTLE_ENDIAN,
            Self::ExplicitLittle => TransferSyntax::EXPLICIT_LITTLE_ENDIAN,
            Self::ExplicitBig => TransferSyntax::EXPLICIT_BIG_ENDIAN,
        })
    }

    pub fn is_explicit(self) -> bool {
        self != Self::ImplicitLittle
    }

    pub fn is_big(self) -> bool {
        self == Self::ExplicitBig
    }

    pub fn u16(self, bytes: [u8; 2]) -> u16 {
        if self.is_big() {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        }
    }

    pub fn u32(self, bytes: [u8; 4]) -> u32 {
        if self.is_big() {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    }

    pub fn tag(self, [a, b, c, d]: [u8; 4]) -> Tag {
        Tag(self.u16([a, b]), self.u16([c, d]))
    }
}

/// Whether an explicit header of this VR has a four-byte length (PS3.5 Table 7.1-1).
pub(super) fn has_long_length(vr: VR) -> bool {
    matches!(
        vr,
        VR::OB
            | VR::OD
            | VR::OF
            | VR::OL
            | VR::OV
            | VR::OW
            | VR::SQ
            | VR::SV
            | VR::UC
            | VR::UN
            | VR::UR
            | VR::UT
            | VR::UV
    )
}

/// Bytes of the words that a value is made of; 1 for text and plain bytes.
pub(super) fn word_length(vr: VR) -> usize {
    match vr {
        VR::US | VR::SS | VR::OW | VR::AT => 2,
        VR::UL | VR::SL | VR::FL | VR::OF | VR::OL => 4,
        VR::FD | VR::OD | VR::OV | VR::SV | VR::UV => 8,
        _ => 1,
    }
}

/// Whether a value of this VR is characters.
pub(super) fn is_text(vr: VR) -> bool {
    !matches!(vr, VR::SQ | VR::UN | VR::OB) && word_length(vr) == 1
}

/// Turns big endian words into little endian ones, or back; bytes after the last whole word stay.
pub(super) fn swap_words(bytes: &mut [u8], word: usize) {
    if word > 1 {
        bytes.chunks_exact_mut(word).for_each(<[u8]>::reverse);
    }
}
