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
}
