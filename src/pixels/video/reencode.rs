//! A video re-encoded: whether it may be, what the new stream must be, and what the header then says.
//!
//! In come the instance and what an encoder made of its painted pictures; out come the new pixel bytes and the
//! attributes that must change with them. Never: a stream whose size, number of pictures, profile or level is not what
//! the header and the transfer syntax say.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use super::signal::Signal;
use super::{Target, Video, VideoError, frame_time, mux, syntax};
use crate::dicom::{DataSet, DataSetExt, Instance, Part, TransferSyntax};
use crate::pixels::format::FrameFormat;
use crate::pixels::redact::{Redacted, RedactedPixels};
use crate::pixels::region::Grid;

/// To what rectangles grow: macroblocks are coded together, so that black stays black up to their edges.
pub const GRID: Grid = Grid {
    width: 16,
    height: 16,
    margin_x: 0,
    margin_y: 0,
};

/// High profile (ITU-T H.264 A.2.4).
const HIGH_PROFILE: u8 = 100;

/// What was done, in words.
const REENCODED: &str = "compressed again as H.264 by Darkroom";

/// How a video is to be re-encoded.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Columns (0028,0011), even in number: chroma is shared by two.
    pub columns: u32,
    /// Rows (0028,0010), even in number too.
    pub rows: u32,
    /// Number of Frames (0028,0008): the stream must hold as many pictures.
    pub frames: u32,
    /// As browsers name the coding of the new one.
    pub codec: String,
    /// Bits a second: twice as many as the old one has, since an encoder in a browser does with few means what a
    /// device's does with many, and works on pictures that have lost something already; no more than the level allows.
    pub bit_rate: u64,
    /// Microseconds between two frames.
    pub frame_time: u64,
    target: Target,
    /// What the old stream and its container say of the colours: the new ones say it too, and no more.
    colours: (Option<Signal>, Option<Vec<u8>>),
}

/// A new stream, and the length of the one it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reencoded {
    /// A whole MP4, of even length.
    pub stream: Vec<u8>,
    /// Bytes of the old one's pixel element, for Lossy Image Compression Ratio (0028,2112).
    pub size_before: u64,
}

/// How an instance's video can be re-encoded; the error says why it can't.
pub fn recipe(instance: &Instance, video: &Video) -> Result<Recipe, VideoError> {
    let syntax = syntax(&instance.transfer_syntax).ok_or(VideoError::NoVideo)?;
    let target = syntax
        .target
        .ok_or(VideoError::CannotBeWritten(syntax.name))?;
    let format = format(instance)?;
    let sps = video.sps().ok_or(VideoError::Damaged("stream"))?;
    if video.pictures() != format.frames as usize {
        return Err(VideoError::Frames {
            found: video.pictures(),
            promised: format.frames,
        });
    }
    if (sps.columns, sps.rows) != (format.columns, format.rows) {
        return Err(VideoError::Size);
    }
    if !sps.progressive {
        return Err(VideoError::Interlaced);
    }
    if !sps.plain {
        return Err(VideoError::Fine);
    }
    if sps.columns % 2 == 1 || sps.rows % 2 == 1 {
        return Err(VideoError::OddSize);
    }
    // What leads the first keyframe would be decoded to nothing, and all numbers be off by it.
    if video.units.first().is_none_or(|unit| !unit.key) {
        return Err(VideoError::Unsupported("a stream without a beginning"));
    }
    let frame_time = frame_time(instance, video);
    let lasts = u64::from(format.frames).saturating_mul(frame_time).max(1);
    let bits = video.size.saturating_mul(8 * 2);
    let before = u128::from(bits) * 1_000_000 / u128::from(lasts);
    // A quarter of a bit for each pixel at least: less shows.
    let pixels = u128::from(format.columns) * u128::from(format.rows);
    let least = pixels * 250_000 / u128::from(frame_time.max(1));
    let bit_rate = before.max(least).min(u128::from(target.bit_rate)) as u64;
    Ok(Recipe {
        columns: format.columns,
        rows: format.rows,
        frames: format.frames,
        codec: format!("avc1.6400{:02X}", target.level),
        bit_rate,
        frame_time,
        target,
        colours: video.colours(),
    })
}

fn format(instance: &Instance) -> Result<FrameFormat, VideoError> {
    let format = FrameFormat::of_instance(instance).map_err(|_| VideoError::Size)?;
    match (format.samples_per_pixel, format.bits_allocated) {
        (3, 8) => Ok(format),
        _ => Err(VideoError::OtherCoding),
    }
}

/// The new stream around coded pictures (with start codes; whether each is a key), taken apart again and compared with
/// the recipe.
pub fn written(recipe: &Recipe, pictures: &[(Vec<u8>, bool)]) -> Result<Vec<u8>, VideoError> {
    let mut stream = mux::mp4(pictures, recipe.frame_time, &recipe.colours)?;
    if stream.len() % 2 == 1 {
        // A box of nothing, so that the fragment's length is even without a byte outside the container.
        stream.extend_from_slice(b"\0\0\0\x09free\0");
    }
    let again = Video::of_stream(stream)?;
    check(recipe, &again)?;
    match again.colours() == recipe.colours {
        true => Ok(again.stream),
        false => Err(VideoError::CheckFailed("its colours are told otherwise")),
    }
}

fn check(recipe: &Recipe, video: &Video) -> Result<(), VideoError> {
    let failed = |why| Err(VideoError::CheckFailed(why));
    // No bare stream and no transport stream is made here.
    if video.lengths.is_none() {
        return failed("its container is another");
    }
    let Some(sps) = video.sps() else {
        return failed("it can’t be read");
    };
    if video.pictures() != recipe.frames as usize {
        return failed("it has another number of pictures");
    }
    if (sps.columns, sps.rows) != (recipe.columns, recipe.rows) {
        return failed("its pictures have another size");
    }
    let conforms = sps.profile == HIGH_PROFILE && sps.level <= recipe.target.level;
    if !conforms || !sps.progressive || !sps.plain {
        return failed("it is of another kind than was asked for");
    }
    Ok(())
}

/// The pixel bytes and attributes that leave. `header` is the cleaned header.
pub fn redacted(
    instance: &Instance,
    header: &DataSet,
    new: Reencoded,
) -> Result<Redacted, VideoError> {
    let Reencoded {
        stream,
        size_before,
    } = new;
    let format = format(instance)?;
    let target = syntax(&instance.transfer_syntax)
        .and_then(|syntax| syntax.target)
        .ok_or(VideoError::NoVideo)?;
    let video = Video::of_stream(stream)?;
    let recipe = Recipe {
        columns: format.columns,
        rows: format.rows,
        frames: format.frames,
        codec: String::new(),
        bit_rate: 0,
        frame_time: 0,
        target,
        colours: (None, None),
    };
    check(&recipe, &video)?;
    let samples = u64::from(format.columns)
        .saturating_mul(u64::from(format.rows))
        .saturating_mul(3)
        .saturating_mul(u64::from(format.frames));
    let attributes = attributes(header, samples, size_before, video.size);
    Ok(Redacted {
        transfer_syntax: TransferSyntax::new(target.transfer_syntax),
        pixels: RedactedPixels::Encapsulated {
            frames: vec![vec![Part::Bytes(video.stream)]],
        },
        attributes,
    })
}

/// The method's name in Lossy Image Compression Method (PS3.3 C.7.6.1.1.5.1).
const METHOD: &str = "ISO_14496_10";

/// A text padded to even length (PS3.5 6.2).
fn text(tag: Tag, vr: VR, value: String) -> (Tag, VR, Vec<u8>) {
    let mut bytes = value.into_bytes();
    if bytes.len() % 2 == 1 {
        bytes.push(b' ');
    }
    (tag, vr, bytes)
}

/// Derivation Description, with what was done here behind what was done before.
fn description(header: &DataSet) -> String {
    let before = header.text(tags::DERIVATION_DESCRIPTION);
    match before.filter(|said| said.is_ascii() && said.len() < 900) {
        Some(said) if said.ends_with(REENCODED) => said,
        Some(said) if !said.is_empty() => format!("{said}; {REENCODED}"),
        _ => REENCODED.to_owned(),
    }
}

/// What the header must say: the form, and the loss on top of the one before (PS3.3 C.7.6.1.1.5, PS3.5 8.2.7).
fn attributes(
    header: &DataSet,
    samples: u64,
    size_before: u64,
    size_after: u64,
) -> Vec<(Tag, VR, Vec<u8>)> {
    let ratio = |size: u64| {
        let hundredths = samples.saturating_mul(100) / size.max(1);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    };
    let said = |tag| {
        let values = header.texts(tag);
        values.into_iter().filter(|value| !value.is_empty())
    };
    let mut ratios: Vec<_> = said(tags::LOSSY_IMAGE_COMPRESSION_RATIO).collect();
    let mut methods: Vec<_> = said(tags::LOSSY_IMAGE_COMPRESSION_METHOD).collect();
    // The values of both belong together: what cannot be paired is stated anew, as far as it is known.
    if ratios.is_empty() || ratios.len() != methods.len() {
        (ratios, methods) = (vec![ratio(size_before)], vec![METHOD.into()]);
    }
    ratios.push(ratio(size_after));
    methods.push(METHOD.into());
    let mut kind = header.texts(tags::IMAGE_TYPE);
    match kind.first_mut() {
        Some(first) => "DERIVED".clone_into(first),
        None => kind = vec!["DERIVED".into(), "PRIMARY".into()],
    }
    vec![
        text(tags::IMAGE_TYPE, VR::CS, kind.join("\\")),
        text(tags::DERIVATION_DESCRIPTION, VR::ST, description(header)),
        text(
            tags::PHOTOMETRIC_INTERPRETATION,
            VR::CS,
            "YBR_PARTIAL_420".into(),
        ),
        text(tags::LOSSY_IMAGE_COMPRESSION, VR::CS, "01".into()),
        text(
            tags::LOSSY_IMAGE_COMPRESSION_RATIO,
            VR::DS,
            ratios.join("\\"),
        ),
        text(
            tags::LOSSY_IMAGE_COMPRESSION_METHOD,
            VR::CS,
            methods.join("\\"),
        ),
    ]
}
