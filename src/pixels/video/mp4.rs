//! MP4 files (ISO/IEC 14496-12 and -15): where the pictures of the first video track lie, and its parameter sets.
//!
//! In come all bytes, out come ranges of them, each within. Titles, sound, edit lists and every box that is not named
//! here are left behind. Tables are walked, never allocated by what they claim.

use std::ops::Range;

use super::{Coding, VideoError};

/// What is needed of the video track.
#[derive(Debug, PartialEq, Eq)]
pub struct Track {
    pub coding: Coding,
    /// Parameter sets that stand outside the samples.
    pub sets: Vec<Vec<u8>>,
    /// Bytes of the length before each NAL unit: 1, 2 or 4.
    pub length_size: usize,
    /// One range for each coded picture, in order of decoding.
    pub samples: Vec<Range<usize>>,
    /// Microseconds that a picture lasts on average, if the track says so.
    pub frame_time: Option<u64>,
    /// What is in its box of colours, if it is numbers.
    pub colour_box: Option<Vec<u8>>,
}

/// Most boxes of one level.
const MAX_BOXES: usize = 4096;

const DAMAGED: VideoError = VideoError::Damaged("MP4 container");

/// Whether the bytes begin like an MP4 file.
pub fn sniff(bytes: &[u8]) -> bool {
    bytes.get(4..8).is_some_and(|kind| {
        [b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"]
            .contains(&kind.as_array().unwrap_or(&[0; 4]))
    })
}

/// A box: its kind and what is in it.
type Boxed<'a> = ([u8; 4], &'a [u8]);

/// The boxes that follow one another in `bytes`; one that is damaged ends the list.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = Boxed<'_>> {
    let next = move || {
        let [a, b, c, d, kind @ ..] = *bytes.first_chunk::<8>()?;
        let (head, size) = match u32::from_be_bytes([a, b, c, d]) {
            0 => (8, bytes.len()),
            1 => {
                let long = u64::from_be_bytes(*bytes.get(8..)?.first_chunk::<8>()?);
                (16, usize::try_from(long).ok()?)
            }
            size => (8, size as usize),
        };
        let body = bytes.get(head..size)?;
        bytes = bytes.get(size..)?;
        Some((kind, body))
    };
    std::iter::from_fn(next).take(MAX_BOXES)
}

fn child<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes)
        .find(|(found, _)| found == kind)
        .map(|(_, body)| body)
}

fn inside<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter()
        .try_fold(bytes, |bytes, kind| child(bytes, kind))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk::<4>()?))
}

/// The video track.
pub fn track(bytes: &[u8]) -> Result<Track, VideoError> {
    let movie = child(bytes, b"moov").ok_or(DAMAGED)?;
    let is_video = |media: &&[u8]| {
        child(media, b"hdlr").is_some_and(|handler| handler.get(8..12) == Some(b"vide"))
    };
    let media = boxes(movie)
        .filter(|(kind, _)| kind == b"trak")
        .filter_map(|(_, track)| child(track, b"mdia"))
        .find(is_video)
        .ok_or(VideoError::NoVideo)?;
    let tables = inside(media, &[b"minf", b"stbl"]).ok_or(DAMAGED)?;
    let (coding, sets, length_size) = description(tables)?;
    let samples = samples(bytes, tables)?;
    if samples.is_empty() && child(movie, b"mvex").is_some() {
        return Err(VideoError::Unsupported("an MP4 in fragments"));
    }
    let frame_time = frame_time(media, tables);
    let colour_box = colour_box(tables);
    Ok(Track {
        coding,
        sets,
        length_size,
        samples,
        frame_time,
        colour_box,
    })
}

/// Primaries, transfer, matrix and range as numbers (ISO/IEC 14496-12 12.1.5, and QuickTime's older form). A profile is
/// none of these, and can hold text.
fn colour_box(tables: &[u8]) -> Option<Vec<u8>> {
    let entries = child(tables, b"stsd")?;
    let (_, entry) = boxes(entries.get(8..)?).next()?;
    let colours = child(entry.get(78..)?, b"colr")?;
    let plain = match colours.first_chunk::<4>()? {
        b"nclx" => colours.len() == 11,
        b"nclc" => colours.len() == 10,
        _ => false,
    };
    plain.then(|| colours.to_vec())
}

/// How the track is coded: its one sample description.
fn description(tables: &[u8]) -> Result<(Coding, Vec<Vec<u8>>, usize), VideoError> {
    let entries = child(tables, b"stsd").ok_or(DAMAGED)?;
    if word(entries, 4) != Some(1) {
        return Err(VideoError::Unsupported("an MP4 that changes its coding"));
    }
    let (kind, entry) = boxes(entries.get(8..).unwrap_or_default())
        .next()
        .ok_or(DAMAGED)?;
    // Fields of a visual sample entry come before its boxes.
    let more = entry.get(78..).ok_or(DAMAGED)?;
    let record = |kind| child(more, kind).ok_or(DAMAGED);
    match &kind {
        b"avc1" | b"avc3" => {
            let (sets, size) = avc_sets(record(b"avcC")?).ok_or(DAMAGED)?;
            Ok((Coding::H264, sets, size))
        }
        b"hvc1" | b"hev1" => {
            let (sets, size) = hevc_sets(record(b"hvcC")?).ok_or(DAMAGED)?;
            Ok((Coding::H265, sets, size))
        }
        b"mp4v" => Ok((Coding::Mpeg2, Vec::new(), 4)),
        _ => Err(VideoError::OtherCoding),
    }
}

fn length_size(byte: u8) -> Option<usize> {
    let size = usize::from(byte & 3) + 1;
    (size != 3).then_some(size)
}

/// So many sets, each with its length before it; and what comes after.
fn take_sets<'a>(mut rest: &'a [u8], count: usize, sets: &mut Vec<Vec<u8>>) -> Option<&'a [u8]> {
    for _ in 0..count {
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk::<2>()?));
        sets.push(rest.get(2..2 + length)?.to_vec());
        rest = rest.get(2 + length..)?;
    }
    Some(rest)
}

/// AVCDecoderConfigurationRecord (ISO/IEC 14496-15 5.3.3.1).
fn avc_sets(record: &[u8]) -> Option<(Vec<Vec<u8>>, usize)> {
    let mut sets = Vec::new();
    let size = length_size(*record.get(4)?)?;
    let count = usize::from(record.get(5)? & 0x1F);
    let rest = take_sets(record.get(6..)?, count, &mut sets)?;
    let (count, rest) = rest.split_first()?;
    take_sets(rest, usize::from(*count), &mut sets)?;
    Some((sets, size))
}

/// HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3.1).
fn hevc_sets(record: &[u8]) -> Option<(Vec<Vec<u8>>, usize)> {
    let mut sets = Vec::new();
    let size = length_size(*record.get(21)?)?;
    let mut rest = record.get(23..)?;
    for _ in 0..*record.get(22)? {
        let [_, high, low] = *rest.first_chunk::<3>()?;
        let count = usize::from(u16::from_be_bytes([high, low]));
        rest = take_sets(rest.get(3..)?, count, &mut sets)?;
    }
    Some((sets, size))
}

/// Where the samples lie: their sizes, how many are in each chunk, where the chunks are (ISO/IEC 14496-12 8.7).
fn samples(bytes: &[u8], tables: &[u8]) -> Result<Vec<Range<usize>>, VideoError> {
    let sizes = child(tables, b"stsz").ok_or(DAMAGED)?;
    let (fixed, count) = match (word(sizes, 4), word(sizes, 8)) {
        (Some(fixed), Some(count)) => (fixed as usize, count as usize),
        _ => return Err(DAMAGED),
    };
    let size_of = |sample: usize| match fixed {
        0 => word(sizes, sample.checked_mul(4)?.checked_add(12)?).map(|size| size as usize),
        _ => Some(fixed),
    };
    // Nobody has more samples than bytes.
    if count > bytes.len() || (fixed == 0 && count > sizes.len() / 4) {
        return Err(DAMAGED);
    }
    let runs = child(tables, b"stsc").ok_or(DAMAGED)?;
    let chunks = Chunks::of(tables).ok_or(DAMAGED)?;
    let mut samples = Vec::new();
    // Nor are their samples, one over the other, longer than the file.
    let mut left = bytes.len();
    let mut run = 0;
    for chunk in 0..chunks.count {
        if samples.len() == count {
            break;
        }
        while let Some(first) = word(runs, 8 + (run + 1) * 12)
            && first as usize <= chunk + 1
        {
            run += 1;
        }
        let in_chunk = word(runs, 8 + run * 12 + 4).ok_or(DAMAGED)?;
        let mut at = chunks.place(chunk).ok_or(DAMAGED)?;
        for _ in 0..in_chunk {
            if samples.len() == count {
                break;
            }
            let size = size_of(samples.len()).ok_or(DAMAGED)?;
            let end = at.checked_add(size).filter(|&end| end <= bytes.len());
            let end = end.filter(|_| size > 0).ok_or(DAMAGED)?;
            left = left.checked_sub(size).ok_or(DAMAGED)?;
            samples.push(at..end);
            at = end;
        }
    }
    match samples.len() == count {
        true => Ok(samples),
        false => Err(DAMAGED),
    }
}

/// The table of chunks, of 32 or 64 bits each.
struct Chunks<'a> {
    table: &'a [u8],
    wide: bool,
    count: usize,
}

impl<'a> Chunks<'a> {
    fn of(tables: &'a [u8]) -> Option<Self> {
        let (table, wide) = match (child(tables, b"stco"), child(tables, b"co64")) {
            (Some(table), _) => (table, false),
            (None, table) => (table?, true),
        };
        let count = word(table, 4)? as usize;
        let table = table.get(8..)?;
        let there = table.len() / if wide { 8 } else { 4 };
        (count <= there).then_some(Self { table, wide, count })
    }

    fn place(&self, chunk: usize) -> Option<usize> {
        match self.wide {
            true => {
                let place = self.table.get(chunk * 8..)?.first_chunk::<8>()?;
                usize::try_from(u64::from_be_bytes(*place)).ok()
            }
            false => word(self.table, chunk * 4).map(|place| place as usize),
        }
    }
}

/// Microseconds of a picture: what all last together, over their number.
fn frame_time(media: &[u8], tables: &[u8]) -> Option<u64> {
    let header = child(media, b"mdhd")?;
    let ticks = match header.first()? {
        0 => word(header, 12)?,
        _ => word(header, 20)?,
    };
    let times = child(tables, b"stts")?;
    let entries = times.get(8..)?.as_chunks::<8>().0;
    let (mut count, mut whole) = (0u64, 0u64);
    for entry in entries.iter().take(word(times, 4)? as usize) {
        let (many, each) = (u64::from(word(entry, 0)?), u64::from(word(entry, 4)?));
        count = count.checked_add(many)?;
        whole = whole.checked_add(many.checked_mul(each)?)?;
    }
    whole
        .checked_mul(1_000_000)?
        .checked_div(u64::from(ticks))?
        .checked_div(count)
        .filter(|&time| time > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::mux;
    use super::super::testing::{SPS_320_240, annexb, idr, other};
    use super::*;

    fn written() -> Vec<u8> {
        let sets: &[&[u8]] = &[SPS_320_240, &[0x68, 0xCE, 0x3C, 0x80]];
        let pictures = vec![
            (annexb(&[sets, &[&idr(9)]].concat()), true),
            (annexb(&[&other(40)]), false),
            (annexb(&[&other(3)]), false),
        ];
        mux::mp4(&pictures, 40_000, &(None, None)).unwrap()
    }

    /// One place for all of a million samples would be walked a million times.
    #[test]
    fn samples_that_lie_over_one_another_are_refused() {
        let number = |number: u32| number.to_be_bytes();
        let a_box = |kind: &[u8; 4], words: &[u32]| {
            let body: Vec<u8> = words.iter().flat_map(|word| number(*word)).collect();
            [&number(body.len() as u32 + 8)[..], kind, &body].concat()
        };
        let tables = |size: u32| {
            let places = [&[0, 100][..], &[0; 100]].concat();
            [
                a_box(b"stsz", &[0, size, 100]),
                a_box(b"stsc", &[0, 1, 1, 1, 1]),
                a_box(b"stco", &places),
            ]
            .concat()
        };
        let bytes = vec![0; 1_000];
        assert_eq!(samples(&bytes, &tables(10)).unwrap().len(), 100);
        assert!(samples(&bytes, &tables(11)).is_err());
    }

    #[test]
    fn what_the_muxer_wrote_is_read_again() {
        let bytes = written();
        assert!(sniff(&bytes));
        let track = track(&bytes).unwrap();
        assert_eq!(track.coding, Coding::H264);
        assert_eq!(track.sets.len(), 2);
        assert_eq!(track.length_size, 4);
        assert_eq!(track.frame_time, Some(40_000));
        let samples: Vec<&[u8]> = track
            .samples
            .iter()
            .map(|range| &bytes[range.clone()])
            .collect();
        assert_eq!(&samples[1][4..], other(40));
        assert_eq!(samples.len(), 3);
    }

    #[test]
    fn a_file_that_is_cut_short_is_an_error() {
        let bytes = written();
        for end in (0..bytes.len()).step_by(7) {
            assert!(track(&bytes[..end]).is_err(), "{end}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_a_box_says_leads_out_of_the_file(
            mut bytes in Just(written()),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        ) {
            for (place, byte) in changes {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            if let Ok(track) = track(&bytes) {
                prop_assert!(track.samples.iter().all(|range| range.end <= bytes.len()));
            }
        }
    }
}
