//! Painting compressed frames: decode, paint, encode without loss, decode again and compare.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::super::black;
use super::super::codec::{Codec, jpeg};
use super::super::decode::{compressed_frame, decode_indexed};
use super::super::error::PixelError;
use super::super::format::{FrameFormat, Photometric};
use super::super::frame::Frame;
use super::super::frame_index::FrameIndex;
use super::super::region::{FrameRegion, Rect};
use super::super::strip::kept_frame;
use super::super::unused_bits;
use super::{InAdvance, Redacted, RedactedPixels, rects_of};
use crate::dicom::{DataSet, Instance, Part, Spool, TransferSyntax};

/// In the same syntax: frames that no rectangle reaches keep their bytes.
pub fn redact_by_reencoding(
    instance: &Instance,
    format: &FrameFormat,
    regions: &[FrameRegion],
    codec: &dyn Codec,
    (spool, in_advance): (&dyn Spool, &InAdvance),
) -> Result<Redacted, PixelError> {
    let index = FrameIndex::of(instance, format)?;
    let mut frames = Vec::new();
    // The one name that all painted frames have; a frame that is not painted keeps the header's.
    let mut called = None;
    let mut all_painted = true;
    for frame in 0..format.frames {
        let rects = rects_of(regions, format, frame);
        frames.push(if rects.is_empty() {
            all_painted = false;
            match kept(instance, format, &index, frame)? {
                // The file ends before this frame.
                parts if parts.is_empty() => break,
                parts => parts,
            }
        } else {
            let (bytes, name) = match in_advance.frame(frame) {
                Some((bytes, Some(name))) => (bytes, name),
                _ => painted_and_reencoded(instance, format, &index, codec, &rects, frame)?,
            };
            called = Some(name);
            vec![spool.put(bytes)?]
        });
    }
    // Frames of different making under one name: the one that says which of them lost something (YBR_ICT) stays.
    let renamed = called.filter(|name| all_painted && *name != format.photometric);
    Ok(Redacted {
        transfer_syntax: instance.transfer_syntax.clone(),
        pixels: RedactedPixels::Encapsulated { frames },
        attributes: renamed
            .map(|name| term(tags::PHOTOMETRIC_INTERPRETATION, name.term()))
            .into_iter()
            .collect(),
    })
}

/// A frame in the same syntax with its rectangles black, and what the header must call its colours.
pub fn painted_and_reencoded(
    instance: &Instance,
    format: &FrameFormat,
    index: &FrameIndex,
    codec: &dyn Codec,
    rects: &[Rect],
    frame: u32,
) -> Result<(Vec<u8>, Photometric), PixelError> {
    if format.planar && codec.orders_by_planar_configuration() {
        return Err(PixelError::Unsupported("deflated colour planes"));
    }
    let mut decoded = decoded(instance, format, index, frame)?;
    // The header stays, so what is written must be what it says.
    let name = codec
        .called(format.photometric, decoded.format.photometric)
        .ok_or(PixelError::Unsupported(
            "subsampled colour without a codec of its own",
        ))?;
    paint(&mut decoded, &instance.data_set, rects, frame)?;
    let replaced = compressed_frame(instance, index, frame)?;
    let encode = |painted: &Frame| codec.encode_like(painted, &replaced);
    let bytes = encoded(codec, encode, &mut decoded, (name, format), frame)?;
    Ok((bytes, name))
}

/// As JPEG Lossless SV1, every frame.
pub fn redact_as_jpeg_lossless(
    instance: &Instance,
    format: &FrameFormat,
    regions: &[FrameRegion],
    lossy: bool,
    spool: &dyn Spool,
) -> Result<Redacted, PixelError> {
    let target = (&jpeg::Jpeg as _, TransferSyntax::JPEG_LOSSLESS_SV1);
    redact_as(instance, format, regions, target, lossy, spool)
}

/// By a codec in its lossless syntax, every frame.
pub fn redact_as(
    instance: &Instance,
    format: &FrameFormat,
    regions: &[FrameRegion],
    (codec, uid): (&dyn Codec, &str),
    lossy: bool,
    spool: &dyn Spool,
) -> Result<Redacted, PixelError> {
    let index = FrameIndex::of(instance, format)?;
    let mut frames = Vec::new();
    let mut written: Option<FrameFormat> = None;
    for frame in 0..format.frames {
        let mut decoded = decoded(instance, format, &index, frame)?;
        paint(
            &mut decoded,
            &instance.data_set,
            &rects_of(regions, format, frame),
            frame,
        )?;
        let name = codec.best_called(decoded.format.photometric);
        // The header will say what the samples are.
        let stated = decoded.format.clone();
        let encode = |painted: &Frame| codec.encode(painted);
        let bytes = encoded(codec, encode, &mut decoded, (name, &stated), frame)?;
        frames.push(vec![spool.put(bytes)?]);
        decoded.format.photometric = name;
        if written.get_or_insert_with(|| decoded.format.clone()) != &decoded.format {
            return Err(PixelError::Mismatch(
                "the kind of samples in different frames",
            ));
        }
    }
    Ok(Redacted {
        transfer_syntax: TransferSyntax::new(uid),
        pixels: RedactedPixels::Encapsulated { frames },
        attributes: attributes(written.as_ref().unwrap_or(format), lossy),
    })
}

/// A frame as it is but for what is no picture in it, padded to an even length; empty if the file does not hold it.
pub(super) fn kept(
    instance: &Instance,
    format: &FrameFormat,
    index: &FrameIndex,
    frame: u32,
) -> Result<Vec<Part>, PixelError> {
    if index.fragments_of(frame).is_empty() {
        return Ok(Vec::new());
    }
    let mut parts = kept_frame(instance, format, index, frame)?;
    let length: u64 = parts.iter().map(Part::len).sum();
    if length % 2 == 1 {
        parts.push(Part::Bytes(vec![0]));
    }
    Ok(parts)
}

/// A frame to be written again. Whole words are written, so what lies beside the picture in them must say nothing.
fn decoded(
    instance: &Instance,
    format: &FrameFormat,
    index: &FrameIndex,
    frame: u32,
) -> Result<Frame, PixelError> {
    let decoded = decode_indexed(instance, format, index, frame)?;
    match unused_bits::say_something(&decoded, &instance.data_set) {
        true => Err(PixelError::UnusedBits),
        false => Ok(decoded),
    }
}

/// Overwrites the whole word of every sample in the rectangles.
fn paint(
    decoded: &mut Frame,
    data_set: &DataSet,
    rects: &[Rect],
    frame: u32,
) -> Result<(), PixelError> {
    if rects.is_empty() {
        return Ok(());
    }
    let black = black::words(data_set, &decoded.format, frame, Some(decoded))?;
    let (columns, samples) = (decoded.format.columns as usize, black.len());
    for rect in rects {
        for line in rect.y..rect.y + rect.height {
            let first = line as usize * columns + rect.x as usize;
            for pixel in first..first + rect.width as usize {
                for (sample, word) in black.iter().enumerate() {
                    decoded.words.set(pixel * samples + sample, *word);
                }
            }
        }
    }
    Ok(())
}

/// The painted frame in compressed bytes of even length, in the form that `name` stands for, which decode to exactly
/// what was painted, black inside, the decoded original outside, for who reads them by the bits that are `stated`.
/// (Where these contradict the stream its precision counts, and black may need another.)
fn encoded(
    codec: &dyn Codec,
    encode: impl Fn(&Frame) -> Result<Vec<u8>, PixelError>,
    painted: &mut Frame,
    (name, stated): (Photometric, &FrameFormat),
    frame: u32,
) -> Result<Vec<u8>, PixelError> {
    let decoded_as = std::mem::replace(&mut painted.format.photometric, name);
    let encoded = encode(painted);
    painted.format.photometric = decoded_as;
    let mut bytes = encoded?;
    if bytes.len() % 2 == 1 {
        bytes.push(0);
    }
    let read_by = FrameFormat {
        bits_allocated: stated.bits_allocated,
        bits_stored: stated.bits_stored,
        high_bit: stated.high_bit,
        ..painted.format.clone()
    };
    let again = codec.decode(&bytes, &read_by)?;
    if again.words != painted.words || again.format != painted.format {
        return Err(PixelError::CheckFailed { frame });
    }
    Ok(bytes)
}

/// What the header must say of frames that were decoded and written without loss.
fn attributes(format: &FrameFormat, lossy: bool) -> Vec<(Tag, VR, Vec<u8>)> {
    let number = |tag, value: u16| (tag, VR::US, value.to_le_bytes().to_vec());
    let mut attributes = vec![
        term(tags::PHOTOMETRIC_INTERPRETATION, format.photometric.term()),
        number(tags::BITS_ALLOCATED, format.bits_allocated),
        number(tags::BITS_STORED, format.bits_stored),
        number(tags::HIGH_BIT, format.high_bit),
    ];
    if format.samples_per_pixel > 1 {
        attributes.push(number(tags::PLANAR_CONFIGURATION, 0));
    }
    if lossy {
        attributes.push(term(tags::LOSSY_IMAGE_COMPRESSION, "01"));
    }
    attributes
}

/// An attribute of a defined term.
pub(super) fn term(tag: Tag, value: &str) -> (Tag, VR, Vec<u8>) {
    let mut bytes = value.as_bytes().to_vec();
    if bytes.len() % 2 == 1 {
        bytes.push(b' ');
    }
    (tag, VR::CS, bytes)
}
