//! Videos: one stream of MPEG-2, H.264 or HEVC in place of frames (PS3.5 8.2.5 to 8.2.9, A.4.4 to A.4.9).
//!
//! In comes an instance; out come the coded pictures that a browser can decode, and, the other way round, a new stream
//! around pictures that a browser has coded again. Nothing here decodes or encodes samples. Nothing of the old stream
//! gets into a new one: no sound, no messages beside the picture, no titles.
//!
//! [`error`] why not · `transport`, `mp4`, `annexb` the containers taken apart · `bits`, `sps`,
//! `signal` what a stream says of its pictures and their colours · `mux` the new container · [`planes`] painting
//! and comparing decoded pictures · [`reencode`] what a new stream must be, and what the header then says · [`film`] a
//! file around pictures that never were a video.

mod annexb;
mod bits;
pub mod error;
pub mod film;
mod mp4;
mod mux;
pub mod planes;
pub mod reencode;
mod signal;
mod sps;
#[cfg(test)]
pub(crate) mod testing;
mod transport;

use std::ops::Range;

use dicom_dictionary_std::{tags, uids};

use crate::dicom::{DataSetExt, Instance, PixelLayout, TransferSyntax};
use crate::standard::transfer_syntax;
pub use error::VideoError;
use signal::Signal;
use sps::Sps;

/// Longest stream that is taken into memory, in bytes.
const MAX_STREAM: u64 = 384 << 20;

/// What turns samples into a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// ITU-T H.262, which no browser decodes.
    Mpeg2,
    /// ITU-T H.264, also called MPEG-4 AVC.
    H264,
    /// ITU-T H.265, also called HEVC.
    H265,
}

/// In what a painted video is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// UID of the syntax, whose profile and level the new stream must keep to.
    pub transfer_syntax: &'static str,
    /// Ten times the highest level.
    pub level: u8,
    /// Most bits a second that the level allows.
    pub bit_rate: u64,
}

const LEVEL_4_1: Target = Target {
    transfer_syntax: uids::MPEG4HP41,
    level: 41,
    bit_rate: 62_500_000,
};

const LEVEL_4_2: Target = Target {
    transfer_syntax: uids::MPEG4HP422D,
    level: 42,
    bit_rate: 62_500_000,
};

/// A transfer syntax of videos.
struct Syntax {
    coding: Coding,
    /// As people know it.
    name: &'static str,
    /// `None`: it can't be written again, since what it asks for is lost.
    target: Option<Target>,
}

fn syntax(transfer_syntax: &TransferSyntax) -> Option<Syntax> {
    let row = transfer_syntax.row()?;
    let coding = match row.coding {
        transfer_syntax::Coding::Mpeg2 => Coding::Mpeg2,
        transfer_syntax::Coding::H264 => Coding::H264,
        transfer_syntax::Coding::Hevc => Coding::H265,
        _ => return None,
    };
    let target = match row.uid {
        uids::MPEG4HP41 | uids::MPEG4HP41F => Some(LEVEL_4_1),
        // Blu-ray asks for more of a stream than a browser's encoder promises.
        uids::MPEG4HP41BD | uids::MPEG4HP41BDF => Some(LEVEL_4_1),
        uids::MPEG4HP422D | uids::MPEG4HP422DF => Some(LEVEL_4_2),
        _ => None,
    };
    Some(Syntax {
        coding,
        name: row.name,
        target,
    })
}

/// Whether an instance of this syntax is a video.
pub fn is_video(transfer_syntax: &TransferSyntax) -> bool {
    transfer_syntax.is_video()
}

/// The syntax in which a video is written again, if it can be.
pub fn written_as(transfer_syntax: &TransferSyntax) -> Option<&'static str> {
    Some(syntax(transfer_syntax)?.target?.transfer_syntax)
}

/// What people call the coding of a video; empty for what is none.
pub fn coding_name(transfer_syntax: &TransferSyntax) -> &'static str {
    syntax(transfer_syntax).map_or("", |syntax| syntax.name)
}

/// A run of the stream that holds one coded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    range: Range<usize>,
    /// Can be decoded without those before it; what follows needs none of them either.
    key: bool,
}

/// A video taken apart.
pub struct Video {
    /// What the transfer syntax says, and the stream too.
    coding: Coding,
    stream: Vec<u8>,
    units: Vec<Unit>,
    /// Bytes of the length before each NAL unit; `None` where they have start codes.
    lengths: Option<usize>,
    /// Parameter sets that belong before every keyframe, with start codes.
    sets: Vec<u8>,
    /// Bytes of the pixel element.
    pub size: u64,
    frame_time: Option<u64>,
    /// What the container says of the colours, beside the stream.
    colour_box: Option<Vec<u8>>,
}

impl Video {
    /// Takes an instance's video apart. MPEG-2 is not: no browser decodes it.
    pub fn of(instance: &Instance) -> Result<Self, VideoError> {
        let syntax = syntax(&instance.transfer_syntax).ok_or(VideoError::NoVideo)?;
        if syntax.coding == Coding::Mpeg2 {
            return Err(VideoError::NobodyDecodes);
        }
        let video = Self::of_stream(stream(instance)?)?;
        match video.coding == syntax.coding {
            true => Ok(video),
            false => Err(VideoError::OtherCoding),
        }
    }

    /// Takes a stream apart, whatever its container.
    pub fn of_stream(stream: Vec<u8>) -> Result<Self, VideoError> {
        let size = stream.len() as u64;
        let bare = |coding, stream: Vec<u8>| Self {
            coding,
            units: annexb::units(&stream, coding),
            stream,
            lengths: None,
            sets: Vec::new(),
            size,
            frame_time: None,
            colour_box: None,
        };
        let video = if mp4::sniff(&stream) {
            Self::of_mp4(stream)?
        } else if transport::sniff(&stream).is_some() {
            let (coding, elementary) = transport::elementary(&stream)?;
            bare(coding, elementary)
        } else if stream.starts_with(&[0, 0, 1]) || stream.starts_with(&[0, 0, 0, 1]) {
            let coding = bare_coding(&stream);
            bare(coding, stream)
        } else {
            return Err(VideoError::UnknownContainer);
        };
        match video.units.first() {
            None => Err(VideoError::Damaged("stream")),
            Some(_) => Ok(video),
        }
    }

    fn of_mp4(stream: Vec<u8>) -> Result<Self, VideoError> {
        let track = mp4::track(&stream)?;
        let mut units = Vec::with_capacity(track.samples.len());
        for range in track.samples {
            let sample = stream.get(range.clone()).unwrap_or_default();
            let nals = behind_lengths(sample, track.length_size);
            let nals = nals.ok_or(VideoError::Damaged("stream"))?;
            let key = annexb::key(nals.into_iter(), track.coding);
            let key = key.ok_or(VideoError::Damaged("stream"))?;
            units.push(Unit { range, key });
        }
        let mut sets = Vec::new();
        for set in track.sets {
            put(&mut sets, &set);
        }
        Ok(Self {
            coding: track.coding,
            size: stream.len() as u64,
            stream,
            units,
            lengths: Some(track.length_size),
            sets,
            frame_time: track.frame_time,
            colour_box: track.colour_box,
        })
    }

    /// How many pictures there are.
    pub fn pictures(&self) -> usize {
        self.units.len()
    }

    /// All its bytes, container and all.
    pub fn into_stream(self) -> Vec<u8> {
        self.stream
    }

    /// A coded picture with start codes, parameter sets in front where it needs them; and whether it is a key.
    pub fn unit(&self, index: usize) -> Option<(Vec<u8>, bool)> {
        let Unit { range, key } = self.units.get(index)?;
        let bytes = self.stream.get(range.clone())?;
        let Some(size) = self.lengths else {
            return Some((bytes.to_vec(), *key));
        };
        let mut unit = match key {
            true => self.sets.clone(),
            false => Vec::new(),
        };
        for nal in behind_lengths(bytes, size)? {
            put(&mut unit, nal);
        }
        Some((unit, *key))
    }

    /// The nearest keyframe at or before `index`: decoding begins there, and it is shown as picture of that number.
    pub fn key_before(&self, index: usize) -> usize {
        let until = self.units.get(..=index).unwrap_or(&self.units);
        until.iter().rposition(|unit| unit.key).unwrap_or(0)
    }

    /// As browsers name the coding; `None` if the parameter set is damaged or not there.
    pub fn codec(&self) -> Option<String> {
        match self.coding {
            Coding::Mpeg2 => None,
            Coding::H264 => self.sps().map(|sps| sps.codec()),
            Coding::H265 => {
                let first = self.unit(0)?.0;
                let mut sets = annexb::nals(&self.sets).chain(annexb::nals(&first));
                sets.find(|nal| nal.first().is_some_and(|byte| byte >> 1 & 0x3F == 33))
                    .and_then(sps::hevc_codec)
            }
        }
    }

    /// The first sequence parameter set of H.264.
    fn sps(&self) -> Option<Sps> {
        Sps::of(&self.parameter_set()?)
    }

    /// What the stream and its container say of the colours.
    fn colours(&self) -> (Option<Signal>, Option<Vec<u8>>) {
        let set = self.parameter_set();
        let signal = set.and_then(|set| Signal::of(&set));
        (signal, self.colour_box.clone())
    }

    fn parameter_set(&self) -> Option<Vec<u8>> {
        if self.coding != Coding::H264 {
            return None;
        }
        let first = self.unit(0)?.0;
        let mut sets = annexb::nals(&self.sets).chain(annexb::nals(&first));
        sets.find(|nal| nal.first().is_some_and(|byte| byte & 0x1F == 7))
            .map(<[u8]>::to_vec)
    }
}

/// The fragments of an instance in one run.
fn stream(instance: &Instance) -> Result<Vec<u8>, VideoError> {
    let Some(PixelLayout::Encapsulated { fragments, .. }) =
        instance.pixels.as_ref().map(|pixels| &pixels.layout)
    else {
        return Err(VideoError::NoVideo);
    };
    let lengths = fragments
        .iter()
        .map(|range| range.end.saturating_sub(range.start));
    let length = lengths.fold(0, u64::saturating_add);
    if length > MAX_STREAM {
        return Err(VideoError::TooLong {
            length: length >> 20,
            limit: MAX_STREAM >> 20,
        });
    }
    let mut stream = Vec::with_capacity(length as usize);
    for fragment in fragments {
        stream.append(&mut instance.body.read(fragment.clone())?);
    }
    Ok(stream)
}

/// Whether a bare stream is H.264 or HEVC: by its first NAL unit, which has a head of one byte or of two.
fn bare_coding(stream: &[u8]) -> Coding {
    let kinds = annexb::nals(stream).next().and_then(|nal| nal.first());
    match kinds {
        // VPS, SPS or delimiter of HEVC, whose lowest bit is 0 in any stream of one layer.
        Some(0x40 | 0x42 | 0x46) => Coding::H265,
        _ => Coding::H264,
    }
}

/// NAL units that each have their length in front; `None` if the lengths don't add up.
fn behind_lengths(mut bytes: &[u8], size: usize) -> Option<Vec<&[u8]>> {
    let mut nals = Vec::new();
    while !bytes.is_empty() {
        let length = bytes.get(..size)?.iter();
        let length = length.fold(0usize, |length, &byte| length << 8 | usize::from(byte));
        let end = size.checked_add(length)?;
        nals.push(bytes.get(size..end)?);
        bytes = bytes.get(end..)?;
    }
    Some(nals)
}

fn put(stream: &mut Vec<u8>, nal: &[u8]) {
    stream.extend_from_slice(&[0, 0, 0, 1]);
    stream.extend_from_slice(nal);
}

/// Microseconds between two frames: by the header, else by the container, else 25 in a second (PS3.3 C.7.6.5).
fn frame_time(instance: &Instance, video: &Video) -> u64 {
    let decimal = |tag| {
        let values = instance.data_set.decimals(tag);
        values.first().copied().filter(|value| *value > 0.0)
    };
    let rate =
        || decimal(tags::CINE_RATE).or_else(|| decimal(tags::RECOMMENDED_DISPLAY_FRAME_RATE));
    let by_header = decimal(tags::FRAME_TIME)
        .map(|milliseconds| milliseconds * 1000.0)
        .or_else(|| rate().map(|rate| 1_000_000.0 / rate))
        .filter(|time| (1000.0..60_000_000.0).contains(time));
    let by_container = video
        .frame_time
        .filter(|time| (1000..60_000_000).contains(time));
    by_header
        .map(|time| time.round() as u64)
        .or(by_container)
        .unwrap_or(40_000)
}

#[cfg(test)]
mod tests;
