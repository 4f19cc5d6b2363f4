//! Transfer syntaxes (PS3.6 Table A-1): how a data set is encoded, and what its pixel bytes are.
//!
//! In comes a UID; out comes its row, or nothing if the standard registers no such syntax. Which of them this program
//! decodes, paints or holds follows from the row, in the rooms above: a new name for a known coding is one line here.

use dicom_dictionary_std::uids;

use Coding as C;
use Elements as E;

/// How the elements of a data set are encoded (PS3.5 7.1 and 7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elements {
    /// VRs are not written: the dictionary has them (PS3.5 7.1.3 and A.1).
    ImplicitLittle,
    /// VRs are written, numbers with the lowest byte first (PS3.5 7.1.2 and A.2).
    ExplicitLittle,
    /// VRs are written, numbers with the highest byte first: retired (PS3.5 A.3).
    ExplicitBig,
}

/// What pixel bytes are (PS3.5 8.2 and A.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Samples as they are, in no items.
    Native,
    /// Samples as they are, in items (A.4.11).
    Uncompressed,
    /// PackBits, a segment for each byte of a pixel (Annex G).
    Rle,
    /// Each frame deflated by itself (A.4.13).
    DeflatedFrames,
    /// Baseline and extended sequential JPEG: processes 1, 2 and 4.
    JpegSequential,
    /// Processes 6 and 8.
    JpegSpectralSelection,
    /// Processes 10 and 12.
    JpegProgressive,
    /// Process 14.
    JpegLossless,
    /// Processes 3, 5, 7, 9, 11, 13 and 15.
    JpegArithmetic,
    /// Processes 16 to 29.
    JpegHierarchical,
    /// ITU-T T.87, lossless or near-lossless.
    JpegLs,
    /// Part 1, ITU-T T.800.
    Jpeg2000,
    /// JPEG 2000 Part 2: components coded together.
    Jpeg2000Components,
    /// Part 15, ITU-T T.814: the same wavelets, another block coder.
    HighThroughputJpeg2000,
    /// ISO/IEC 18181; a JPEG that was packed again without loss included.
    JpegXl,
    /// One stream of all frames, as are the next two (A.4.4 to A.4.9).
    Mpeg2,
    /// Also called MPEG-4 AVC.
    H264,
    /// Also called H.265.
    Hevc,
    /// Sent while it is made, and never stored (PS3.22).
    Live,
    /// Pixels are on a server: an address stands in their place (JPIP).
    Reference,
    /// Retired, and not Part 10 as it is today.
    Foreign,
}

impl Coding {
    /// Whether pixel bytes come in items (A.4), or would.
    pub fn is_encapsulated(self) -> bool {
        self != Self::Native
    }

    /// Whether the fragments are one stream of all frames.
    pub fn is_video(self) -> bool {
        matches!(self, Self::Mpeg2 | Self::H264 | Self::Hevc)
    }

    /// Whether each frame is a stream of JPEG's markers: ITU-T T.81, and T.87 (JPEG-LS).
    pub fn is_jpeg(self) -> bool {
        matches!(
            self,
            Self::JpegSequential
                | Self::JpegSpectralSelection
                | Self::JpegProgressive
                | Self::JpegLossless
                | Self::JpegArithmetic
                | Self::JpegHierarchical
                | Self::JpegLs
        )
    }

    /// Whether each frame is a codestream of JPEG 2000, high throughput or not.
    pub fn is_jpeg_2000(self) -> bool {
        matches!(
            self,
            Self::Jpeg2000 | Self::Jpeg2000Components | Self::HighThroughputJpeg2000
        )
    }
}

/// Whether samples that were encoded come back as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Every sample does.
    Never,
    /// The syntax allows it.
    Possible,
    /// Some sample does not: the coding always loses something.
    Certain,
}

/// One transfer syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// As PS3.6 Table A-1 has it, without padding.
    pub uid: &'static str,
    /// In plain words, for messages.
    pub name: &'static str,
    /// How tags, VRs and lengths are written.
    pub elements: Elements,
    /// Everything after group 2 is deflated (PS3.5 A.5).
    pub deflated: bool,
    /// What the pixel bytes are.
    pub coding: Coding,
    /// Whether coding may have changed samples.
    pub loss: Loss,
    /// PS3.6 has retired it; files in it are still about.
    pub retired: bool,
}

impl Row {
    const fn in_elements(self, elements: Elements) -> Self {
        Self { elements, ..self }
    }

    const fn deflated(self) -> Self {
        Self {
            deflated: true,
            ..self
        }
    }

    const fn may_lose(self) -> Self {
        Self {
            loss: Loss::Possible,
            ..self
        }
    }

    const fn retired(self) -> Self {
        Self {
            retired: true,
            ..self
        }
    }
}

/// A row of explicit VR little endian, lossless, in use.
const fn row(uid: &'static str, name: &'static str, coding: Coding) -> Row {
    Row {
        uid,
        name,
        elements: Elements::ExplicitLittle,
        deflated: false,
        coding,
        loss: Loss::Never,
        retired: false,
    }
}

/// The same of which the loss is certain.
const fn lossy(uid: &'static str, name: &'static str, coding: Coding) -> Row {
    Row {
        loss: Loss::Certain,
        ..row(uid, name, coding)
    }
}

/// The row of a transfer syntax; `None` if the standard registers no such UID. A video's UID with `.1` behind it says
/// that its stream may lie in several fragments: that counts for HEVC too, of which nobody has registered it.
pub fn find(uid: &str) -> Option<&'static Row> {
    let exact = |uid: &str| ROWS.iter().find(|row| row.uid == uid);
    exact(uid).or_else(|| exact(uid.strip_suffix(".1")?).filter(|row| row.coding.is_video()))
}

/// Every row.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    ROWS.iter()
}

#[rustfmt::skip] // One row a line.
#[allow(deprecated)] // So dicom-rs marks what is retired.
const ROWS: &[Row] = &[
    row(uids::IMPLICIT_VR_LITTLE_ENDIAN, "implicit little endian", C::Native).in_elements(E::ImplicitLittle),
    row(uids::EXPLICIT_VR_LITTLE_ENDIAN, "explicit little endian", C::Native),
    row(uids::EXPLICIT_VR_BIG_ENDIAN, "explicit big endian", C::Native).in_elements(E::ExplicitBig).retired(),
    row(uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, "deflated", C::Native).deflated(),
    row(uids::ENCAPSULATED_UNCOMPRESSED_EXPLICIT_VR_LITTLE_ENDIAN, "encapsulated uncompressed", C::Uncompressed),
    row(uids::RLE_LOSSLESS, "RLE", C::Rle),
    row(uids::DEFLATED_IMAGE_FRAME_COMPRESSION, "deflated frames", C::DeflatedFrames),
    lossy(uids::JPEG_BASELINE8_BIT, "JPEG baseline", C::JpegSequential),
    lossy(uids::JPEG_EXTENDED12_BIT, "JPEG extended", C::JpegSequential),
    lossy(uids::JPEG_EXTENDED35, "arithmetic JPEG", C::JpegArithmetic).retired(),
    lossy(uids::JPEG_SPECTRAL_SELECTION_NON_HIERARCHICAL68, "JPEG spectral selection", C::JpegSpectralSelection).retired(),
    lossy(uids::JPEG_SPECTRAL_SELECTION_NON_HIERARCHICAL79, "arithmetic JPEG", C::JpegArithmetic).retired(),
    lossy(uids::JPEG_FULL_PROGRESSION_NON_HIERARCHICAL1012, "JPEG progressive", C::JpegProgressive).retired(),
    lossy(uids::JPEG_FULL_PROGRESSION_NON_HIERARCHICAL1113, "arithmetic JPEG", C::JpegArithmetic).retired(),
    row(uids::JPEG_LOSSLESS, "JPEG lossless", C::JpegLossless),
    row(uids::JPEG_LOSSLESS_NON_HIERARCHICAL15, "arithmetic JPEG", C::JpegArithmetic).retired(),
    lossy(uids::JPEG_EXTENDED_HIERARCHICAL1618, "hierarchical JPEG", C::JpegHierarchical).retired(),
    lossy(uids::JPEG_EXTENDED_HIERARCHICAL1719, "hierarchical JPEG", C::JpegHierarchical).retired(),
    lossy(uids::JPEG_SPECTRAL_SELECTION_HIERARCHICAL2022, "hierarchical JPEG", C::JpegHierarchical).retired(),
    lossy(uids::JPEG_SPECTRAL_SELECTION_HIERARCHICAL2123, "hierarchical JPEG", C::JpegHierarchical).retired(),
    lossy(uids::JPEG_FULL_PROGRESSION_HIERARCHICAL2426, "hierarchical JPEG", C::JpegHierarchical).retired(),
    lossy(uids::JPEG_FULL_PROGRESSION_HIERARCHICAL2527, "hierarchical JPEG", C::JpegHierarchical).retired(),
    row(uids::JPEG_LOSSLESS_HIERARCHICAL28, "hierarchical JPEG", C::JpegHierarchical).retired(),
    row(uids::JPEG_LOSSLESS_HIERARCHICAL29, "hierarchical JPEG", C::JpegHierarchical).retired(),
    row(uids::JPEG_LOSSLESS_SV1, "JPEG lossless SV1", C::JpegLossless),
    row(uids::JPEGLS_LOSSLESS, "JPEG-LS", C::JpegLs),
    lossy(uids::JPEGLS_NEAR_LOSSLESS, "near-lossless JPEG-LS", C::JpegLs),
    row(uids::JPEG2000_LOSSLESS, "JPEG 2000", C::Jpeg2000),
    row(uids::JPEG2000, "JPEG 2000", C::Jpeg2000).may_lose(),
    row(uids::JPEG2000MC_LOSSLESS, "multi-component JPEG 2000", C::Jpeg2000Components),
    row(uids::JPEG2000MC, "multi-component JPEG 2000", C::Jpeg2000Components).may_lose(),
    row(uids::HTJ2K_LOSSLESS, "HTJ2K", C::HighThroughputJpeg2000),
    row(uids::HTJ2K_LOSSLESS_RPCL, "HTJ2K", C::HighThroughputJpeg2000),
    row(uids::HTJ2K, "HTJ2K", C::HighThroughputJpeg2000).may_lose(),
    row(uids::JPEGXL_LOSSLESS, "JPEG XL", C::JpegXl),
    lossy(uids::JPEGXLJPEG_RECOMPRESSION, "JPEG XL of a JPEG", C::JpegXl),
    row(uids::JPEGXL, "JPEG XL", C::JpegXl).may_lose(),
    lossy(uids::MPEG2MPML, "MPEG-2", C::Mpeg2),
    lossy(uids::MPEG2MPMLF, "MPEG-2", C::Mpeg2),
    lossy(uids::MPEG2MPHL, "MPEG-2", C::Mpeg2),
    lossy(uids::MPEG2MPHLF, "MPEG-2", C::Mpeg2),
    lossy(uids::MPEG4HP41, "H.264", C::H264),
    lossy(uids::MPEG4HP41F, "H.264", C::H264),
    lossy(uids::MPEG4HP41BD, "H.264", C::H264),
    lossy(uids::MPEG4HP41BDF, "H.264", C::H264),
    lossy(uids::MPEG4HP422D, "H.264", C::H264),
    lossy(uids::MPEG4HP422DF, "H.264", C::H264),
    lossy(uids::MPEG4HP423D, "H.264 in 3D", C::H264),
    lossy(uids::MPEG4HP423DF, "H.264 in 3D", C::H264),
    lossy(uids::MPEG4HP42STEREO, "H.264 in stereo", C::H264),
    lossy(uids::MPEG4HP42STEREOF, "H.264 in stereo", C::H264),
    lossy(uids::HEVCMP51, "HEVC", C::Hevc),
    lossy(uids::HEVCM10P51, "HEVC", C::Hevc),
    row(uids::SMPTEST211020_UNCOMPRESSED_PROGRESSIVE_ACTIVE_VIDEO, "live video", C::Live),
    row(uids::SMPTEST211020_UNCOMPRESSED_INTERLACED_ACTIVE_VIDEO, "live video", C::Live),
    row(uids::SMPTEST211030PCM_DIGITAL_AUDIO, "live sound", C::Live),
    row(uids::JPIP_REFERENCED, "a reference to a server", C::Reference),
    row(uids::JPIP_REFERENCED_DEFLATE, "a reference to a server", C::Reference).deflated(),
    row(uids::JPIPHTJ2K_REFERENCED, "a reference to a server", C::Reference),
    row(uids::JPIPHTJ2K_REFERENCED_DEFLATE, "a reference to a server", C::Reference).deflated(),
    row(uids::RFC2557MIME_ENCAPSULATION, "MIME", C::Foreign).retired(),
    row(uids::XML_ENCODING, "XML", C::Foreign).retired(),
    row(uids::PAPYRUS3_IMPLICIT_VR_LITTLE_ENDIAN, "Papyrus 3", C::Foreign).in_elements(E::ImplicitLittle).retired(),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syntax_stands_once_in_the_table() {
        for (index, row) in ROWS.iter().enumerate() {
            let before = ROWS.iter().take(index);
            assert!(
                before.into_iter().all(|other| other.uid != row.uid),
                "{}",
                row.uid
            );
            assert_eq!(find(row.uid), Some(row));
        }
    }

    #[test]
    fn a_video_s_name_has_a_fragmentable_twin_and_no_other_name_has() {
        assert!(find("1.2.840.10008.1.2.4.107.1").is_some_and(|row| row.coding == Coding::Hevc));
        for uid in [
            "1.2.840.10008.1.2.4.50.1",
            "1.2.840.10008.1.2.4.109",
            "1.2.3",
            "",
        ] {
            assert_eq!(find(uid), None, "{uid}");
        }
    }

    #[test]
    fn what_is_native_loses_nothing() {
        let native = |row: &&Row| !row.coding.is_encapsulated();
        assert_eq!(ROWS.iter().filter(native).count(), 4);
        assert!(
            ROWS.iter()
                .filter(native)
                .all(|row| row.loss == Loss::Never)
        );
    }
}
