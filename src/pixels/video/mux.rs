//! A new MP4 file around new H.264 pictures (ISO/IEC 14496-12 and -15): nothing in it comes from the old container.
//!
//! In come pictures as an encoder made them, in order; out comes the file. Parameter sets go into the head, messages
//! beside the picture (SEI), delimiters and filler are left out. No titles, no dates, no sound.

use super::annexb::nals;
use super::signal::Signal;
use super::sps::Sps;
use super::{Coding, VideoError, annexb};

/// Ticks in a second.
const TICKS: u64 = 90_000;

const FAILED: VideoError = VideoError::CheckFailed("the encoder’s stream is not as it should be");

/// A transformation that does nothing, in the form of movie and track headers.
const UNITY: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];

/// The file. `pictures`: coded pictures with start codes, and whether each can be decoded by itself; `frame_time`:
/// microseconds that each lasts; `colours`: what the stream is to say of them, whatever the encoder says, and the
/// container.
pub fn mp4(
    pictures: &[(Vec<u8>, bool)],
    frame_time: u64,
    colours: &(Option<Signal>, Option<Vec<u8>>),
) -> Result<Vec<u8>, VideoError> {
    let mut sets = Sets::default();
    let mut data = Vec::new();
    let mut sizes = Vec::new();
    for (picture, key) in pictures {
        let before = data.len();
        for nal in nals(picture) {
            sets.sort(nal, &mut data)?;
        }
        let coded = nals(picture);
        // Neither an empty picture nor one that is no key under the name of one.
        if annexb::key(coded, Coding::H264) != Some(*key) || data.len() == before {
            return Err(FAILED);
        }
        sizes.push(u32::try_from(data.len() - before).map_err(|_| FAILED)?);
    }
    let (signal, colour_box) = colours;
    for set in &mut sets.sps {
        *set = Signal::put(signal.as_ref(), set).ok_or(FAILED)?;
    }
    let sps = sets.sps.first().and_then(|sps| Sps::of(sps));
    let sps = sps.ok_or(FAILED)?;
    let keys: Vec<u32> = (1u32..)
        .zip(pictures)
        .filter(|(_, (_, key))| *key)
        .map(|(number, _)| number)
        .collect();
    let delta = (frame_time.checked_mul(TICKS).ok_or(FAILED)? + 500_000) / 1_000_000;
    let delta = u32::try_from(delta.max(1)).map_err(|_| FAILED)?;
    let file = File {
        sps: &sps,
        sets: &sets,
        sizes: &sizes,
        keys: &keys,
        delta,
        colour_box: colour_box.as_deref(),
    };
    let kind = boxed(b"ftyp", &[b"isom\0\0\x02\0isomiso2avc1mp41"]);
    // The head is as long wherever the data lie.
    let head = file.movie(0)?.len();
    let start = kind.len() + head + 8;
    let movie = file.movie(u32::try_from(start).map_err(|_| FAILED)?)?;
    u32::try_from(data.len() + start).map_err(|_| FAILED)?;
    Ok([kind, movie, boxed(b"mdat", &[&data])].concat())
}

/// Parameter sets, each once.
#[derive(Default)]
struct Sets {
    sps: Vec<Vec<u8>>,
    pps: Vec<Vec<u8>>,
}

impl Sets {
    /// Puts a NAL unit where it belongs: sets here, samples behind their length into `data`, nothing else anywhere.
    fn sort(&mut self, nal: &[u8], data: &mut Vec<u8>) -> Result<(), VideoError> {
        // Zeros behind a NAL unit belong to the byte stream (ITU-T H.264 B.1.1).
        let end = nal.iter().rposition(|&byte| byte != 0);
        let nal = nal
            .get(..end.map_or(0, |last| last + 1))
            .unwrap_or_default();
        let keep = |sets: &mut Vec<Vec<u8>>, most: usize| {
            if !sets.iter().any(|set| set == nal) {
                sets.push(nal.to_vec());
            }
            (sets.len() <= most).then_some(()).ok_or(FAILED)
        };
        match nal.first().map(|byte| byte & 0x1F) {
            // One size for all: a second set of the sequence would be another.
            Some(7) => keep(&mut self.sps, 1),
            Some(8) => keep(&mut self.pps, 255),
            Some(1..=5) => {
                let length = u32::try_from(nal.len()).map_err(|_| FAILED)?;
                data.extend_from_slice(&length.to_be_bytes());
                data.extend_from_slice(nal);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// AVCDecoderConfigurationRecord (ISO/IEC 14496-15 5.3.3.1).
    fn record(&self, sps: &Sps) -> Result<Vec<u8>, VideoError> {
        let mut record = vec![1, sps.profile, sps.constraints, sps.level, 0xFF];
        for (sets, mark) in [(&self.sps, 0xE0), (&self.pps, 0)] {
            record.push(mark | u8::try_from(sets.len()).map_err(|_| FAILED)?);
            for set in sets {
                let length = u16::try_from(set.len()).map_err(|_| FAILED)?;
                record.extend_from_slice(&length.to_be_bytes());
                record.extend_from_slice(set);
            }
        }
        if sps.profile >= 100 {
            // 4:2:0, 8 bits, no further sets.
            record.extend_from_slice(&[0xFD, 0xF8, 0xF8, 0]);
        }
        Ok(record)
    }
}

struct File<'a> {
    sps: &'a Sps,
    sets: &'a Sets,
    sizes: &'a [u32],
    keys: &'a [u32],
    /// Ticks of a picture.
    delta: u32,
    colour_box: Option<&'a [u8]>,
}

impl File<'_> {
    fn movie(&self, data: u32) -> Result<Vec<u8>, VideoError> {
        let count = u32::try_from(self.sizes.len()).map_err(|_| FAILED)?;
        let duration = count.checked_mul(self.delta).ok_or(FAILED)?;
        let ticks = TICKS as u32;
        let rest = words(&[0x0001_0000, 0x0100_0000, 0, 0]);
        let mut movie = words(&[0, 0, 0, ticks, duration]);
        movie.extend([rest, words(&UNITY), words(&[0, 0, 0, 0, 0, 0, 2])].concat());
        let mut track = words(&[0x0000_0003, 0, 0, 1, 0, duration, 0, 0, 0, 0]);
        track.extend(words(&UNITY));
        track.extend(words(&[self.sps.columns << 16, self.sps.rows << 16]));
        // "und", the language that is none.
        let media = words(&[0, 0, 0, ticks, duration, 0x55C4_0000]);
        let mut handler = words(&[0, 0]);
        handler.extend(b"vide");
        handler.extend(words(&[0, 0, 0]));
        handler.push(0);
        let here = boxed(b"url ", &[&words(&[1])]);
        let data_info = boxed(b"dinf", &[&boxed(b"dref", &[&words(&[0, 1]), &here])]);
        let tables = boxed(
            b"stbl",
            &[
                &boxed(b"stsd", &[&words(&[0, 1]), &self.entry()?]),
                &boxed(b"stts", &[&words(&[0, 1, count, self.delta])]),
                &boxed(
                    b"stss",
                    &[&words(&[0, self.keys.len() as u32]), &words(self.keys)],
                ),
                &boxed(b"stsc", &[&words(&[0, 1, 1, count, 1])]),
                &boxed(b"stsz", &[&words(&[0, 0, count]), &words(self.sizes)]),
                &boxed(b"stco", &[&words(&[0, 1, data])]),
            ],
        );
        let info = boxed(
            b"minf",
            &[&boxed(b"vmhd", &[&words(&[1, 0, 0])]), &data_info, &tables],
        );
        let media = boxed(
            b"mdia",
            &[
                &boxed(b"mdhd", &[&media]),
                &boxed(b"hdlr", &[&handler]),
                &info,
            ],
        );
        let track = boxed(b"trak", &[&boxed(b"tkhd", &[&track]), &media]);
        Ok(boxed(b"moov", &[&boxed(b"mvhd", &[&movie]), &track]))
    }

    /// The sample description: an AVC visual sample entry.
    fn entry(&self) -> Result<Vec<u8>, VideoError> {
        let side = |side: u32| u16::try_from(side).map_err(|_| FAILED);
        let mut entry = words(&[0, 1, 0, 0, 0, 0]);
        entry.extend(side(self.sps.columns)?.to_be_bytes());
        entry.extend(side(self.sps.rows)?.to_be_bytes());
        // 72 dots an inch, one frame in a sample, no name, 24 bits, no palette.
        entry.extend(words(&[0x0048_0000, 0x0048_0000, 0]));
        entry.extend(1u16.to_be_bytes());
        entry.extend([0; 32]);
        entry.extend([0, 24, 0xFF, 0xFF]);
        let record = boxed(b"avcC", &[&self.sets.record(self.sps)?]);
        let colours = self.colour_box.map(|colours| boxed(b"colr", &[colours]));
        let colours = colours.unwrap_or_default();
        Ok(boxed(b"avc1", &[&entry, &record, &colours]))
    }
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// A box. No part of ours comes near four gigabytes but the data, whose length is checked.
fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let length = 8 + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(length);
    bytes.extend((length as u32).to_be_bytes());
    bytes.extend(kind);
    for part in parts {
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::testing::{SPS_320_240, SPS_CROPPED, annexb, idr, other};
    use super::*;

    const PPS: &[u8] = &[0x68, 0xCE, 0x3C, 0x80];

    #[test]
    fn what_is_no_picture_is_left_out() {
        let noise: &[u8] = b"\x06\x05\x10QUIXBY^ADA";
        let pictures = [(
            annexb(&[&[9, 0xF0], SPS_320_240, PPS, noise, &idr(5), &[12, 0xFF]]),
            true,
        )];
        let file = mp4(&pictures, 40_000, &(None, None)).unwrap();
        assert!(!file.windows(6).any(|window| window == b"QUIXBY"));
        assert!(file.windows(6).any(|window| window == &idr(5)[..6]));
    }

    #[test]
    fn a_stream_that_changes_its_size_or_lies_of_its_keys_is_refused() {
        let first = || annexb(&[SPS_320_240, PPS, &idr(5)]);
        let changed = [
            (first(), true),
            (annexb(&[SPS_CROPPED, PPS, &idr(5)]), true),
        ];
        assert!(mp4(&changed, 40_000, &(None, None)).is_err());
        assert!(
            mp4(
                &[(first(), true), (annexb(&[&other(5)]), true)],
                40_000,
                &(None, None)
            )
            .is_err()
        );
        assert!(
            mp4(
                &[(first(), true), (Vec::new(), false)],
                40_000,
                &(None, None)
            )
            .is_err()
        );
        assert!(mp4(&[], 40_000, &(None, None)).is_err());
    }
}
