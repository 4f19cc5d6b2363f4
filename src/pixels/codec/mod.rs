//! Codecs: one file per family, one trait, and which of them each coding of the standard has, or none.
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
use crate::standard::transfer_syntax::{Coding, Loss, Row};

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
    /// Painted frames are re-encoded in the same syntax; the others keep their bytes.
    Reencode(&'static dyn Codec),
    /// Coefficients of painted frames are overwritten, the syntax and all other frames stay. A file with a frame
    /// for which that is impossible goes the way of [`Paint::AsJpegLossless`].
    InCoefficients,
    /// All frames are written as JPEG Lossless SV1, since there is no lossless encoder for this syntax.
    AsJpegLossless,
    /// All frames are written by a codec in the lossless syntax of this UID.
    As(&'static dyn Codec, &'static str),
    /// Not at all: the instance is held.
    Never,
}

/// What can be done with the frames of one transfer syntax.
#[derive(Clone, Copy)]
pub struct Handling {
    /// The syntax in plain words, for messages.
    pub name: &'static str,
    /// `None`: native samples, or nobody decodes it.
    pub codec: Option<&'static dyn Codec>,
    /// What becomes of the coding of a frame on which something is painted black.
    pub paint: Paint,
    /// DCT or wavelet loss is certain, so that Lossy Image Compression is "01".
    pub lossy: bool,
}

/// What can be done with frames of a transfer syntax. Those that are not registered are neither decoded nor painted.
pub fn find(transfer_syntax: &TransferSyntax) -> Handling {
    let Some(row) = transfer_syntax.row() else {
        return Handling {
            name: "an unknown transfer syntax",
            codec: None,
            paint: Paint::Never,
            lossy: false,
        };
    };
    let (codec, paint) = of_coding(row);
    Handling {
        name: row.name,
        codec,
        paint,
        lossy: row.loss == Loss::Certain,
    }
}

/// Who decodes a coding, and how it is painted.
fn of_coding(row: &Row) -> (Option<&'static dyn Codec>, Paint) {
    const AS_JPEG_2000: Paint = Paint::As(&jpeg2000::Jpeg2000, TransferSyntax::JPEG_2000_LOSSLESS);
    match row.coding {
        Coding::Native => (None, Paint::InPlace),
        Coding::Rle => (Some(&rle::Rle), Paint::Reencode(&rle::Rle)),
        Coding::DeflatedFrames => (
            Some(&deflated::Deflated),
            Paint::Reencode(&deflated::Deflated),
        ),
        Coding::JpegSequential | Coding::JpegProgressive => {
            (Some(&jpeg::Jpeg), Paint::InCoefficients)
        }
        Coding::JpegSpectralSelection => (Some(&jpeg::Jpeg), Paint::AsJpegLossless),
        // The first predictor is one of the seven that this coding allows.
        Coding::JpegLossless => (Some(&jpeg::Jpeg), Paint::Reencode(&jpeg::Jpeg)),
        Coding::JpegLs if row.loss == Loss::Never => {
            (Some(&jpegls::JpegLs), Paint::Reencode(&jpegls::JpegLs))
        }
        Coding::JpegLs => (
            Some(&jpegls::JpegLs),
            Paint::As(&jpegls::JpegLs, TransferSyntax::JPEG_LS_LOSSLESS),
        ),
        Coding::Jpeg2000 => (
            Some(&jpeg2000::Jpeg2000),
            Paint::Reencode(&jpeg2000::Jpeg2000),
        ),
        Coding::HighThroughputJpeg2000 => (Some(&jpeg2000::Jpeg2000), AS_JPEG_2000),
        Coding::JpegXl => (Some(&jpeg_xl::JpegXl), AS_JPEG_2000),
        Coding::Uncompressed
        | Coding::JpegArithmetic
        | Coding::JpegHierarchical
        | Coding::Jpeg2000Components
        | Coding::Mpeg2
        | Coding::H264
        | Coding::Hevc
        | Coding::Live
        | Coding::Reference
        | Coding::Foreign => (None, Paint::Never),
    }
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
    use crate::standard::transfer_syntax;

    #[test]
    fn whatever_is_painted_is_decoded() {
        for row in transfer_syntax::rows() {
            let syntax = TransferSyntax::new(row.uid);
            assert!(!can_paint(&syntax) || can_decode(&syntax), "{}", row.uid);
        }
    }

    #[test]
    fn an_unknown_syntax_is_neither_decoded_nor_painted() {
        let unknown = TransferSyntax::new("1.2.3");
        assert!(!can_decode(&unknown) && !can_paint(&unknown));
    }
}
