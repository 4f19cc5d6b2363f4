//! The Image Pixel module (PS3.3 C.7.6.3): what shape and kind the samples have, checked once, here.

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use super::error::PixelError;
use crate::dicom::{DataSet, DataSetExt, Instance, PixelLayout};

/// Most bytes that one decoded frame may take.
pub const MAX_FRAME_BYTES: u64 = 512 << 20;

/// Most frames that an instance may have: more than the viewer could take anybody through.
pub const MOST_FRAMES: u32 = 100_000;

/// Photometric Interpretation (0028,0004).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Photometric {
    /// One sample; the lowest value is white.
    Monochrome1,
    /// One sample; the lowest value is black.
    Monochrome2,
    /// PALETTE COLOR: one sample, which is an index into the Palette Color Lookup Tables (PS3.3 C.7.9).
    Palette,
    /// Red, green, blue.
    Rgb,
    /// Luma and two chroma samples, each of the full range (PS3.3 C.7.6.3.1.2).
    YbrFull,
    /// Native: chroma shared by two pixels of a row. Compressed: the codec's own affair.
    YbrFull422,
    /// Chroma shared by four pixels, luma from 16 to 235: of videos only.
    YbrPartial420,
    /// Irreversible colour transform of JPEG 2000 (ITU-T T.800 Annex G).
    YbrIct,
    /// Reversible colour transform of JPEG 2000 (ITU-T T.800 Annex G).
    YbrRct,
    /// JPEG XL's own, which its codec undoes.
    Xyb,
}

/// Defined terms and what they are here.
const PHOTOMETRICS: &[(&str, Photometric)] = &[
    ("MONOCHROME1", Photometric::Monochrome1),
    ("MONOCHROME2", Photometric::Monochrome2),
    ("PALETTE COLOR", Photometric::Palette),
    ("RGB", Photometric::Rgb),
    ("YBR_FULL", Photometric::YbrFull),
    ("YBR_FULL_422", Photometric::YbrFull422),
    ("YBR_PARTIAL_422", Photometric::YbrFull422),
    ("YBR_PARTIAL_420", Photometric::YbrPartial420),
    ("YBR_ICT", Photometric::YbrIct),
    ("YBR_RCT", Photometric::YbrRct),
    ("XYB", Photometric::Xyb),
];

impl Photometric {
    /// What a defined term means (PS3.3 C.7.6.3.1.2).
    pub fn of_term(term: &str) -> Option<Self> {
        let found = PHOTOMETRICS.iter().find(|(known, _)| *known == term);
        found.map(|(_, value)| *value)
    }

    /// The defined term.
    pub fn term(self) -> &'static str {
        PHOTOMETRICS
            .iter()
            .find(|(_, value)| *value == self)
            .map_or("", |(term, _)| term)
    }

    /// Luma and chroma.
    pub fn is_ybr(self) -> bool {
        !matches!(
            self,
            Self::Monochrome1 | Self::Monochrome2 | Self::Palette | Self::Rgb
        )
    }
}

/// What a sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleKind {
    /// Whole numbers, signed or not.
    Integer,
    /// IEEE 754 of 32 bits (Float Pixel Data).
    Float,
    /// IEEE 754 of 64 bits (Double Float Pixel Data).
    Double,
}

/// Shape and kind of an instance's frames. Every product of its fields has been checked against
/// [`MAX_FRAME_BYTES`], so that plain arithmetic on one frame is safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameFormat {
    /// Rows (0028,0010): pixels from top to bottom.
    pub rows: u32,
    /// Columns (0028,0011): pixels from left to right.
    pub columns: u32,
    /// Number of Frames (0028,0008); 1 where it is absent or 0.
    pub frames: u32,
    /// Samples per Pixel (0028,0002): 1 or 3.
    pub samples_per_pixel: u16,
    /// 1, 8, 16, 32 or 64.
    pub bits_allocated: u16,
    /// 1 to `bits_allocated`.
    pub bits_stored: u16,
    /// Bit of a word in which a sample's highest bit lies.
    pub high_bit: u16,
    /// Pixel Representation (0028,0103) is 1: samples are two's complement. Never of floats.
    pub signed: bool,
    /// Planar Configuration 1: a whole plane per colour.
    pub planar: bool,
    /// Photometric Interpretation (0028,0004), set right where what is called 4:2:2 holds the chroma of every pixel.
    pub photometric: Photometric,
    /// By which of the three pixel elements there is.
    pub kind: SampleKind,
}

impl FrameFormat {
    /// Of a data set whose pixel element is (7FE0,0010).
    pub fn of(data_set: &DataSet) -> Result<Self, PixelError> {
        Self::with_kind(data_set, SampleKind::Integer)
    }

    /// Of an instance; knows float pixel data by their tag.
    pub fn of_instance(instance: &Instance) -> Result<Self, PixelError> {
        let pixels = instance.pixels.as_ref().ok_or(PixelError::NoPixels)?;
        let kind = match pixels.tag {
            tags::FLOAT_PIXEL_DATA => SampleKind::Float,
            tags::DOUBLE_FLOAT_PIXEL_DATA => SampleKind::Double,
            _ => SampleKind::Integer,
        };
        let mut format = Self::with_kind(&instance.data_set, kind)?;
        if let PixelLayout::Native { range } = &pixels.layout
            && format.is_native_422()
        {
            // Only pairs of pixels are described (PS3.3 C.7.6.3.1.2).
            if format.columns % 2 == 1 {
                return Err(PixelError::Invalid("Columns"));
            }
            if format.is_in_full(range.end.saturating_sub(range.start)) {
                format.photometric = Photometric::YbrFull;
            }
        }
        Ok(format)
    }

    /// Whether a native value of so many bytes, called 4:2:2, holds the chroma of every pixel, as many devices write
    /// it. Where as many bytes are a whole number of 4:2:2 frames besides, nobody can tell.
    fn is_in_full(&self, length: u64) -> bool {
        let samples = self.samples() as u64 * u64::from(self.frames);
        let in_full = samples.saturating_mul(self.bytes_per_sample() as u64);
        // By what it is once it is padded, as it is written: that must not turn it into the other.
        let padded = |length: u64| length.checked_next_multiple_of(2);
        self.frames % 2 == 1 && padded(length) == padded(in_full)
    }

    fn with_kind(data_set: &DataSet, kind: SampleKind) -> Result<Self, PixelError> {
        let rows = size(data_set, tags::ROWS, "Rows")?;
        let columns = size(data_set, tags::COLUMNS, "Columns")?;
        let frames = match data_set.integer(tags::NUMBER_OF_FRAMES) {
            // Zero is what some writers say of a single frame.
            None | Some(0) => 1,
            Some(count) => {
                u32::try_from(count).map_err(|_| PixelError::Invalid("Number of Frames"))?
            }
        };
        if frames > MOST_FRAMES {
            return Err(PixelError::TooManyFrames { frames });
        }
        let samples_per_pixel = match data_set.integer(tags::SAMPLES_PER_PIXEL).unwrap_or(1) {
            count @ 1..=4 => count as u16,
            _ => return Err(PixelError::Invalid("Samples per Pixel")),
        };
        let bits_allocated = match (kind, data_set.integer(tags::BITS_ALLOCATED)) {
            (SampleKind::Float, _) => 32,
            (SampleKind::Double, _) => 64,
            (SampleKind::Integer, Some(bits @ (1 | 8 | 16 | 32 | 64))) => bits as u16,
            (SampleKind::Integer, Some(_)) => return Err(PixelError::Invalid("Bits Allocated")),
            (SampleKind::Integer, None) => return Err(PixelError::Missing("Bits Allocated")),
        };
        let integer = kind == SampleKind::Integer;
        let bits_stored = match data_set.integer(tags::BITS_STORED) {
            Some(bits) if integer && (1..=i64::from(bits_allocated)).contains(&bits) => bits as u16,
            Some(_) if integer => return Err(PixelError::Invalid("Bits Stored")),
            _ => bits_allocated,
        };
        let high_bit = match data_set.integer(tags::HIGH_BIT) {
            Some(bit)
                if integer
                    && (i64::from(bits_stored) - 1..i64::from(bits_allocated)).contains(&bit) =>
            {
                bit as u16
            }
            // A high bit that does not fit the stored bits is a common slip; the usual place is meant.
            _ => bits_stored - 1,
        };
        let photometric = photometric(data_set, samples_per_pixel)?;
        let format = Self {
            rows,
            columns,
            frames,
            samples_per_pixel,
            bits_allocated,
            bits_stored,
            high_bit,
            signed: integer && data_set.integer(tags::PIXEL_REPRESENTATION) == Some(1),
            planar: samples_per_pixel > 1
                && data_set.integer(tags::PLANAR_CONFIGURATION) == Some(1),
            photometric,
            kind,
        };
        format.checked()
    }

    fn checked(self) -> Result<Self, PixelError> {
        let bytes = u64::from(self.rows)
            * u64::from(self.columns)
            * u64::from(self.samples_per_pixel)
            * u64::from(self.bytes_per_sample() as u32);
        if bytes > MAX_FRAME_BYTES {
            return Err(PixelError::TooLarge {
                columns: self.columns,
                rows: self.rows,
            });
        }
        if bytes.checked_mul(u64::from(self.frames)).is_none() {
            return Err(PixelError::Invalid("Number of Frames"));
        }
        Ok(self)
    }

    /// Pixels of one frame.
    pub fn pixels(&self) -> usize {
        self.rows as usize * self.columns as usize
    }

    /// Samples of one decoded frame.
    pub fn samples(&self) -> usize {
        self.pixels() * usize::from(self.samples_per_pixel)
    }

    /// Bytes of one unpacked sample (1 for 1-bit samples).
    pub fn bytes_per_sample(&self) -> usize {
        usize::from(self.bits_allocated).div_ceil(8)
    }

    /// Whether *native* bytes hold two chroma samples for every two pixels.
    pub fn is_native_422(&self) -> bool {
        self.photometric == Photometric::YbrFull422
            && self.samples_per_pixel == 3
            && self.bits_allocated >= 8
    }

    /// Bits that one native frame takes (frames of 1-bit samples follow each other without padding).
    pub fn native_frame_bits(&self) -> u64 {
        let samples = if self.is_native_422() {
            u64::from(self.rows) * u64::from(self.columns.div_ceil(2)) * 4
        } else {
            self.samples() as u64
        };
        samples * u64::from(self.bits_allocated)
    }

    /// All stored bits of a word, before sign extension.
    pub fn stored_mask(&self) -> u64 {
        u64::MAX >> (64 - u32::from(self.bits_stored.clamp(1, 64)))
    }

    /// The number in an integer word: shifted down to bit 0 and sign-extended.
    pub fn value_of_word(&self, word: u64) -> i64 {
        let value = (word >> (self.high_bit + 1 - self.bits_stored)) & self.stored_mask();
        if !self.signed {
            return value as i64;
        }
        let unused = 64 - u32::from(self.bits_stored);
        ((value << unused) as i64) >> unused
    }

    /// The lowest and the highest number that can be stored.
    pub fn value_range(&self) -> (i64, i64) {
        let highest = (self.stored_mask() >> u32::from(self.signed)).min(i64::MAX as u64) as i64;
        (if self.signed { -highest - 1 } else { 0 }, highest)
    }
}

fn size(data_set: &DataSet, tag: Tag, name: &'static str) -> Result<u32, PixelError> {
    match data_set.integer(tag) {
        Some(value @ 1..=65_535) => Ok(value as u32),
        Some(_) => Err(PixelError::Invalid(name)),
        None => Err(PixelError::Missing(name)),
    }
}

/// The term, or what a missing one must mean.
fn photometric(data_set: &DataSet, samples_per_pixel: u16) -> Result<Photometric, PixelError> {
    let stated = match data_set.text(tags::PHOTOMETRIC_INTERPRETATION) {
        None if samples_per_pixel == 1 => Photometric::Monochrome2,
        None if samples_per_pixel == 3 => Photometric::Rgb,
        None => return Err(PixelError::Missing("Photometric Interpretation")),
        Some(term) => {
            Photometric::of_term(&term).ok_or(PixelError::Invalid("Photometric Interpretation"))?
        }
    };
    let grey = matches!(
        stated,
        Photometric::Monochrome1 | Photometric::Monochrome2 | Photometric::Palette
    );
    match (grey, samples_per_pixel) {
        (true, 1) | (false, 3) => Ok(stated),
        _ => Err(PixelError::Invalid("Samples per Pixel")),
    }
}
