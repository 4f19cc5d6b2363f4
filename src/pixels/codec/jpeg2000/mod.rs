//! JPEG 2000 and High-Throughput JPEG 2000 (ITU-T T.800, T.814), decoded and encoded by OpenJPEG's translation to Rust.
//!
//! Frames whose Photometric Interpretation is YBR_ICT or YBR_RCT come out as RGB: the codec undoes that transform.
//! Frames are written as JPEG 2000 without loss, whatever they came as; those that are YBR_RCT go through its
//! transform.
//!
//! [`boxes`] where in a file the code stream lies · [`heads`] what it asks of the codec · [`sign`] where it
//! and the header disagree about the sign · [`encode`] a whole frame · [`sink`] where its bytes go.

mod boxes;
mod encode;
mod heads;
mod sign;
mod sink;

use jpeg2k::{Image, ImageComponent};

use super::super::error::PixelError;
use super::super::format::{FrameFormat, Photometric};
use super::super::frame::{Frame, Words};
use super::{Codec, jpeg};
use heads::Size;
use sign::{Reading, Sign};

/// The codec.
pub struct Jpeg2000;

/// Start of code stream, then the SIZ marker.
const CODE_STREAM: &[u8] = &[0xFF, 0x4F, 0xFF, 0x51];

impl Codec for Jpeg2000 {
    fn decode(&self, bytes: &[u8], format: &FrameFormat) -> Result<Frame, PixelError> {
        let bytes = bytes.get(boxes::code_stream(bytes)?).unwrap_or_default();
        let size = size(bytes).ok_or_else(|| PixelError::codec("JPEG 2000", "no image size"))?;
        if (size.columns, size.rows) != (format.columns, format.rows) {
            return Err(PixelError::Mismatch("the size"));
        }
        if size.components != format.samples_per_pixel {
            return Err(PixelError::Mismatch("the number of samples per pixel"));
        }
        heads::check(bytes, size)?;
        let image =
            Image::from_bytes(bytes).map_err(|error| PixelError::codec("JPEG 2000", error))?;
        let components = image.components();
        if components.len() != usize::from(format.samples_per_pixel) {
            return Err(PixelError::Mismatch("the number of samples per pixel"));
        }
        let precision = precision_of(components)?;
        let samples = samples_of(components, format)?;
        let words = if precision <= 8 && format.bits_allocated <= 8 {
            Words::U8(samples.into_iter().map(|sample| sample as u8).collect())
        } else {
            Words::U16(samples)
        };
        let converted = match format.photometric {
            Photometric::YbrIct | Photometric::YbrRct => Some(Photometric::Rgb),
            // All components have full size here, whatever the header calls them.
            Photometric::YbrFull422 | Photometric::YbrPartial420 => Some(Photometric::YbrFull),
            _ => None,
        };
        // Words wider than a byte stay so whatever the precision; signed ones are sign-extended already.
        let extended = match &words {
            Words::U8(_) if format.signed => 8,
            Words::U8(_) => precision,
            Words::U16(_) if format.signed => 16,
            Words::U16(_) => precision.max(9),
            _ => 16,
        };
        Ok(Frame {
            precision: u16::from(precision),
            ..jpeg::finish(words, extended, converted, format)?
        })
    }

    fn encode(&self, frame: &Frame) -> Result<Vec<u8>, PixelError> {
        encode::encode(frame, frame.format.signed)
    }

    /// Where stream and header disagree about the sign, ours does as the replaced one did: readers differ in what they
    /// make of it, and none of them may see other pixels change.
    fn encode_like(&self, frame: &Frame, replaced: &[u8]) -> Result<Vec<u8>, PixelError> {
        let plain = || encode::encode(frame, frame.format.signed);
        let replaced = replaced.get(boxes::code_stream(replaced)?);
        let stream = replaced.and_then(|stream| Some((depth(stream)?, stream)));
        let Some((depth, replaced)) = stream else {
            return plain();
        };
        let sign = Sign {
            header: frame.format.signed,
            stream: depth & 0x80 != 0,
            bits: u32::from(depth & 0x7F) + 1,
        };
        if sign.header == sign.stream || sign.bits > 16 {
            return plain();
        }
        let image =
            Image::from_bytes(replaced).map_err(|error| PixelError::codec("JPEG 2000", error))?;
        let first = image.components().first();
        let reading = first.map_or(Reading::Wrapped, |first| sign.reading(first.data()));
        let alike = encode::encode(&sign.as_in_stream(frame, reading), sign.stream)?;
        // What was painted may have turned the scales.
        let again = self.decode(&alike, &frame.format);
        match again.is_ok_and(|again| again.words == frame.words) {
            true => Ok(alike),
            false => plain(),
        }
    }

    fn called(&self, stated: Photometric, decoded: Photometric) -> Option<Photometric> {
        match stated {
            // There is no lossless form of the irreversible transform.
            Photometric::YbrIct | Photometric::YbrRct => Some(Photometric::YbrRct),
            _ => Some(decoded),
        }
    }

    fn best_called(&self, decoded: Photometric) -> Photometric {
        match decoded {
            // Its transform makes colour pictures about half as large.
            Photometric::Rgb => Photometric::YbrRct,
            decoded => decoded,
        }
    }
}

/// The most bits that a component's samples have.
fn precision_of(components: &[ImageComponent]) -> Result<u8, PixelError> {
    let precisions = components.iter().map(ImageComponent::precision);
    u8::try_from(precisions.max().unwrap_or(0))
        .ok()
        .filter(|bits| (1..=16).contains(bits))
        .ok_or(PixelError::Unsupported("JPEG 2000 of more than 16 bits"))
}

/// The samples of all components, pixel by pixel.
fn samples_of(components: &[ImageComponent], format: &FrameFormat) -> Result<Vec<u16>, PixelError> {
    let mut samples = vec![0_u16; format.samples()];
    for (index, component) in components.iter().enumerate() {
        if (component.width(), component.height()) != (format.columns, format.rows) {
            return Err(PixelError::Unsupported("JPEG 2000 with subsampled colour"));
        }
        let sign = Sign {
            header: format.signed,
            stream: component.is_signed(),
            bits: component.precision().clamp(1, 16),
        };
        let reading = sign.reading(component.data());
        let places = samples.iter_mut().skip(index).step_by(components.len());
        for (place, &sample) in places.zip(component.data()) {
            *place = sign.word(sample, reading) as u16;
        }
    }
    Ok(samples)
}

/// The byte of a code stream in which its first component's sign and bits are (ITU-T T.800 A.5.1).
fn depth(stream: &[u8]) -> Option<u8> {
    stream.strip_prefix(CODE_STREAM)?.get(38).copied()
}

/// What the SIZ marker says, read before the codec allocates by them.
fn size(bytes: &[u8]) -> Option<Size> {
    let siz = bytes.strip_prefix(CODE_STREAM)?;
    let number = |at: usize| {
        siz.get(at..at + 4)?
            .first_chunk::<4>()
            .map(|bytes| u32::from_be_bytes(*bytes))
    };
    let columns = number(4)?.checked_sub(number(12)?)?;
    let rows = number(8)?.checked_sub(number(16)?)?;
    let components = siz
        .get(36..38)?
        .first_chunk::<2>()
        .map(|bytes| u16::from_be_bytes(*bytes))?;
    let (tile_columns, tile_rows) = (number(20)?, number(24)?);
    // A header of a few bytes can claim millions of tiles, each of which costs memory before it is read.
    let tiles = u64::from(columns.div_ceil(tile_columns.max(1)))
        * u64::from(rows.div_ceil(tile_rows.max(1)));
    (tile_columns > 0 && tile_rows > 0 && tiles <= 65_535).then_some(Size {
        columns,
        rows,
        components,
        tiles,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_claims_another_size_is_refused_before_it_is_decoded() {
        assert_eq!(size(&[0xFF, 0x4F, 0xFF, 0x51, 0, 1]), None);
        let mut stream = CODE_STREAM.to_vec();
        stream.extend([0, 41, 0, 0]);
        for number in [512_u32, 256, 0, 0, 512, 256, 0, 0] {
            stream.extend(number.to_be_bytes());
        }
        stream.extend([0, 3]);
        let expected = Size {
            columns: 512,
            rows: 256,
            components: 3,
            tiles: 1,
        };
        assert_eq!(size(&stream), Some(expected));
    }
}
