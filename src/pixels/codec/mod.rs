//! Codecs: one file per family, one trait, one table of the transfer syntaxes that have a codec or a reason for none.
//!
//! A codec sees one compressed frame and the header's idea of it. It gives back stored words, or an error; it never
//! allocates by what compressed bytes claim before that agrees with the (already bounded) header.

pub mod deflated;
pub mod jpeg;
pub mod jpeg2000;
pub mod jpeg_xl;
pub mod jpegls;
pub mod native;
pub mod rle;
#[cfg(target_arch = "wasm32")]
pub mod wasm_shims;

use super::error::PixelError;
use super::format::{FrameFormat, Photometric};
use super::frame::Frame;
use crate::dicom::TransferSyntax;

/// Compressed frames of one family.
pub trait Codec: Sync {
    /// One frame.
    fn decode(&self, bytes: &[u8], format: &FrameFormat) -> Result<Frame, PixelError>;

    /// The frame in bytes of which [`Codec::decode`] makes the very same words, in the form that the format's
    /// Photometric Interpretation names (see [`Codec::called`]).
    fn encode(&self, frame: &Frame) -> Result<Vec<u8>, PixelError>;

    /// The same, with what the compressed frame that is replaced chose and the header does not know.
    fn encode_like(&self, frame: &Frame, _replaced: &[u8]) -> Result<Vec<u8>, PixelError> {
        self.encode(frame)
    }

    /// What a frame of ours is called that decoded to `decoded` and was `stated` to be something: its own name but
    /// for codecs that transform colours on the way. `None` if no name is sure to be true of the file's other frames.
    fn called(&self, stated: Photometric, decoded: Photometric) -> Option<Photometric> {
        (stated == decoded).then_some(decoded)
    }

    /// What frames that decoded to `decoded` are best called where all of an instance's are written anew.
    fn best_called(&self, decoded: Photometric) -> Photometric {
        decoded
    }

    /// Whether samples in a compressed frame are ordered by Planar Configuration.
    fn orders_by_planar_configuration(&self) -> bool {
        false
    }
}

/// How a painted frame leaves.
#[derive(Clone, Copy)]
pub enum Paint {
    /// Samples are overwritten where they lie.
    InPlace,
    /// Painted frames are encoded again in the same syntax; the others keep their bytes.
    Again(&'static dyn Codec),
    /// Coefficients of painted frames are overwritten, the syntax and all other frames stay. A file with a frame
    /// for which that is impossible goes the way of [`Paint::AsJpegLossless`].
    InCoefficients,
    /// All frames are written as JPEG Lossless SV1, since nobody here writes this syntax without loss.
    AsJpegLossless,
    /// All frames are written by a codec in the lossless syntax of this UID.
    As(&'static dyn Codec, &'static str),
    /// Not at all: the instance is held.
    Never,
}

/// One transfer syntax and what can be done with it.
pub struct Syntax {
    pub uid: &'static str,
    /// For messages.
    pub name: &'static str,
    /// `None`: native samples, or nobody decodes it.
    pub codec: Option<&'static dyn Codec>,
    pub paint: Paint,
    /// DCT or wavelet loss is certain, so that Lossy Image Compression is "01".
    pub lossy: bool,
}

const fn syntax(
    uid: &'static str,
    name: &'static str,
    codec: Option<&'static dyn Codec>,
    paint: Paint,
) -> Syntax {
    Syntax {
        uid,
        name,
        codec,
        paint,
        lossy: false,
    }
}

const fn lossy(
    uid: &'static str,
    name: &'static str,
    codec: Option<&'static dyn Codec>,
    paint: Paint,
) -> Syntax {
    Syntax {
        uid,
        name,
        codec,
        paint,
        lossy: true,
    }
}

/// Transfer syntaxes that name a way to hold pixels (PS3.6 Table A-1). Those that are not here are neither decoded nor
/// painted.
pub static SYNTAXES: &[Syntax] = &[
    syntax(
        TransferSyntax::IMPLICIT_LITTLE_ENDIAN,
        "implicit little endian",
        None,
        Paint::InPlace,
    ),
    syntax(
        TransferSyntax::EXPLICIT_LITTLE_ENDIAN,
        "explicit little endian",
        None,
        Paint::InPlace,
    ),
    syntax(
        TransferSyntax::EXPLICIT_BIG_ENDIAN,
        "explicit big endian",
        None,
        Paint::InPlace,
    ),
    syntax(TransferSyntax::DEFLATED, "deflated", None, Paint::InPlace),
    syntax(
        TransferSyntax::RLE,
        "RLE",
        Some(&rle::Rle),
        Paint::Again(&rle::Rle),
    ),
    syntax(
        "1.2.840.10008.1.2.8.1",
        "deflated frames",
        Some(&deflated::Deflated),
        Paint::Again(&deflated::Deflated),
    ),
    lossy(
        TransferSyntax::JPEG_BASELINE,
        "JPEG baseline",
        Some(&jpeg::Jpeg),
        Paint::InCoefficients,
    ),
    lossy(
        TransferSyntax::JPEG_EXTENDED,
        "JPEG extended",
        Some(&jpeg::Jpeg),
        Paint::InCoefficients,
    ),
    lossy(
        "1.2.840.10008.1.2.4.53",
        "JPEG spectral selection",
        Some(&jpeg::Jpeg),
        Paint::AsJpegLossless,
    ),
    lossy(
        "1.2.840.10008.1.2.4.55",
        "JPEG progressive",
        Some(&jpeg::Jpeg),
        Paint::InCoefficients,
    ),
    syntax(
        TransferSyntax::JPEG_LOSSLESS,
        "JPEG lossless",
        Some(&jpeg::Jpeg),
        // The first predictor is one of the seven that this syntax allows.
        Paint::Again(&jpeg::Jpeg),
    ),
    syntax(
        TransferSyntax::JPEG_LOSSLESS_SV1,
        "JPEG lossless SV1",
        Some(&jpeg::Jpeg),
        Paint::Again(&jpeg::Jpeg),
    ),
    syntax(
        TransferSyntax::JPEG_LS_LOSSLESS,
        "JPEG-LS",
        Some(&jpegls::JpegLs),
        Paint::Again(&jpegls::JpegLs),
    ),
    lossy(
        TransferSyntax::JPEG_LS_NEAR_LOSSLESS,
        "near-lossless JPEG-LS",
        Some(&jpegls::JpegLs),
        Paint::As(&jpegls::JpegLs, TransferSyntax::JPEG_LS_LOSSLESS),
    ),
    syntax(
        TransferSyntax::JPEG_2000_LOSSLESS,
        "JPEG 2000",
        Some(&jpeg2000::Jpeg2000),
        Paint::Again(&jpeg2000::Jpeg2000),
    ),
    syntax(
        TransferSyntax::JPEG_2000,
        "JPEG 2000",
        Some(&jpeg2000::Jpeg2000),
        Paint::Again(&jpeg2000::Jpeg2000),
    ),
    syntax(
        "1.2.840.10008.1.2.4.92",
        "multi-component JPEG 2000",
        None,
        Paint::Never,
    ),
    syntax(
        "1.2.840.10008.1.2.4.93",
        "multi-component JPEG 2000",
        None,
        Paint::Never,
    ),
    syntax(
        "1.2.840.10008.1.2.4.201",
        "HTJ2K",
        Some(&jpeg2000::Jpeg2000),
        Paint::As(&jpeg2000::Jpeg2000, TransferSyntax::JPEG_2000_LOSSLESS),
    ),
    syntax(
        "1.2.840.10008.1.2.4.202",
        "HTJ2K",
        Some(&jpeg2000::Jpeg2000),
        Paint::As(&jpeg2000::Jpeg2000, TransferSyntax::JPEG_2000_LOSSLESS),
    ),
    syntax(
        "1.2.840.10008.1.2.4.203",
        "HTJ2K",
        Some(&jpeg2000::Jpeg2000),
        Paint::As(&jpeg2000::Jpeg2000, TransferSyntax::JPEG_2000_LOSSLESS),
    ),
    syntax(
        "1.2.840.10008.1.2.4.110",
        "JPEG XL",
        Some(&jpeg_xl::JpegXl),
        Paint::As(&jpeg2000::Jpeg2000, TransferSyntax::JPEG_2000_LOSSLESS),
    ),
    lossy(
        "1.2.840.10008.1.2.4.111",
        "JPEG XL of a JPEG",
        Some(&jpeg_xl::JpegXl),
        Paint::As(&jpeg2000::Jpeg2000, TransferSyntax::JPEG_2000_LOSSLESS),
    ),
    syntax(
        "1.2.840.10008.1.2.4.112",
        "JPEG XL",
        Some(&jpeg_xl::JpegXl),
        Paint::As(&jpeg2000::Jpeg2000, TransferSyntax::JPEG_2000_LOSSLESS),
    ),
    lossy(
        "1.2.840.10008.1.2.4.100",
        "MPEG-2 video",
        None,
        Paint::Never,
    ),
    lossy(
        "1.2.840.10008.1.2.4.101",
        "MPEG-2 video",
        None,
        Paint::Never,
    ),
    lossy("1.2.840.10008.1.2.4.102", "H.264 video", None, Paint::Never),
    lossy("1.2.840.10008.1.2.4.103", "H.264 video", None, Paint::Never),
    lossy("1.2.840.10008.1.2.4.104", "H.264 video", None, Paint::Never),
    lossy("1.2.840.10008.1.2.4.105", "H.264 video", None, Paint::Never),
    lossy("1.2.840.10008.1.2.4.106", "H.264 video", None, Paint::Never),
    lossy("1.2.840.10008.1.2.4.107", "H.265 video", None, Paint::Never),
    lossy("1.2.840.10008.1.2.4.108", "H.265 video", None, Paint::Never),
];

/// What every syntax is that the table does not know.
static UNKNOWN: Syntax = syntax("", "an unknown transfer syntax", None, Paint::Never);

/// The row of a transfer syntax.
pub fn find(transfer_syntax: &TransferSyntax) -> &'static Syntax {
    SYNTAXES
        .iter()
        .find(|syntax| syntax.uid == transfer_syntax.uid)
        .unwrap_or(&UNKNOWN)
}

/// Whether frames of this syntax can be shown.
pub fn can_decode(transfer_syntax: &TransferSyntax) -> bool {
    let syntax = find(transfer_syntax);
    syntax.codec.is_some() || matches!(syntax.paint, Paint::InPlace)
}

/// Whether rectangles can be painted into frames of this syntax.
pub fn can_paint(transfer_syntax: &TransferSyntax) -> bool {
    !matches!(find(transfer_syntax).paint, Paint::Never)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_syntax_is_listed_twice_and_whatever_is_painted_is_decoded() {
        for (index, syntax) in SYNTAXES.iter().enumerate() {
            assert!(
                SYNTAXES[..index]
                    .iter()
                    .all(|earlier| earlier.uid != syntax.uid),
                "{}",
                syntax.uid
            );
            let transfer_syntax = TransferSyntax::new(syntax.uid);
            assert!(
                !can_paint(&transfer_syntax) || can_decode(&transfer_syntax),
                "{}",
                syntax.uid
            );
        }
    }

    #[test]
    fn an_unknown_syntax_is_neither_decoded_nor_painted() {
        let unknown = TransferSyntax::new("1.2.3");
        assert!(!can_decode(&unknown) && !can_paint(&unknown));
    }
}
