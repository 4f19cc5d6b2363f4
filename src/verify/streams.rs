//! What is no picture among compressed pixel bytes: marker segments, comments, boxes, what stands after the end.
//!
//! In come the fragments of the output; out come the ones in which the original's words stand outside coded samples.
//! Coded samples themselves are left to [`super::samples`], which asks for more than the five letters that stand
//! somewhere in every million bytes. Nothing is decoded.

use std::ops::Range;

use dicom_dictionary_std::tags;

use super::finding::{Findings, Kind, Rank};
use super::search::{Haystack, Search};
use crate::dicom::{DataSetExt, Flaw, Instance, PixelLayout, SourceError};
use crate::standard::transfer_syntax::Coding;

/// Adds the fragments in which something stands.
pub fn search(
    output: &Instance,
    search: &Search,
    findings: &mut Findings,
) -> Result<(), SourceError> {
    let trails = |flaw: &Flaw| matches!(flaw, Flaw::TrailingBytes { .. });
    if output.flaws.iter().any(trails) {
        findings.add("the file’s end".into(), Kind::StrayBytes, Rank::Certain);
    }
    let Some(PixelLayout::Encapsulated {
        offset_table,
        fragments,
        contiguous,
        ..
    }) = output.pixels.as_ref().map(|pixels| &pixels.layout)
    else {
        return Ok(());
    };
    if !contiguous {
        let place = "PixelData between its fragments";
        findings.add(place.into(), Kind::StrayBytes, Rank::Certain);
    }
    let table: Vec<u8> = offset_table
        .iter()
        .flat_map(|entry| entry.to_le_bytes())
        .collect();
    if let Some((kind, rank)) = search.finds(&table, Haystack::Bytes) {
        findings.add("PixelData’s offset table".into(), kind, rank);
    }
    let mut walk = Walk::of(output);
    for (number, range) in fragments.iter().enumerate() {
        let bytes = output.body.read(range.clone())?;
        for outside in walk.outside(&bytes) {
            let found = search.finds(bytes.get(outside).unwrap_or_default(), Haystack::Bytes);
            if let Some((kind, rank)) = found {
                let attribute = format!("PixelData, fragment {}", number.saturating_add(1));
                findings.add(attribute, kind, rank);
            }
        }
    }
    Ok(())
}

/// How coded samples are told from the rest; goes on from fragment to fragment.
enum Walk {
    /// JPEG and JPEG-LS.
    Jpeg(Scan),
    /// JPEG 2000: bytes of the tile part that the next fragment begins with.
    Jpeg2000 { inside: usize, left: usize },
    /// RLE: samples of a plane.
    Rle { samples: usize },
    /// One that has no room beside its samples, or that nobody here knows.
    Other,
}

impl Walk {
    fn of(output: &Instance) -> Self {
        match output.transfer_syntax.coding() {
            Some(coding) if coding.is_jpeg() => Self::Jpeg(Scan::default()),
            Some(coding) if coding.is_jpeg_2000() => Self::Jpeg2000 { inside: 0, left: 0 },
            Some(Coding::Rle) => {
                let side = |tag| {
                    let side = output.data_set.integer(tag);
                    side.and_then(|side| usize::try_from(side).ok())
                };
                let samples = side(tags::ROWS).unwrap_or(0);
                let samples = samples.saturating_mul(side(tags::COLUMNS).unwrap_or(0));
                Self::Rle { samples }
            }
            _ => Self::Other,
        }
    }

    /// The parts of a fragment that are no coded samples.
    fn outside(&mut self, bytes: &[u8]) -> Vec<Range<usize>> {
        match self {
            Self::Jpeg(scan) => jpeg(bytes, scan),
            Self::Jpeg2000 { inside, left } => {
                *inside = (*left).min(bytes.len());
                jpeg_2000(bytes, *inside, left)
            }
            Self::Rle { samples } => rle(bytes, *samples),
            Self::Other => Vec::new(),
        }
    }
}

/// Two bytes, big endian.
fn word(bytes: &[u8], at: usize) -> Option<usize> {
    let pair = bytes.get(at..)?.first_chunk::<2>()?;
    Some(usize::from(u16::from_be_bytes(*pair)))
}

/// Where a fragment of JPEG ended.
#[derive(Default)]
struct Scan {
    in_scan: bool,
    /// The first half of a marker was its last byte.
    half_marker: bool,
}

/// ITU-T T.81 B.1.1 and T.87: in a scan no marker follows FF but those of restart.
fn jpeg(bytes: &[u8], scan: &mut Scan) -> Vec<Range<usize>> {
    let is_marker =
        |second: u8| second >= 0xC0 && !(0xD0..=0xD7).contains(&second) && second != 0xFF;
    let mut outside = Vec::new();
    let mut at = 0;
    let in_scan = &mut scan.in_scan;
    if scan.half_marker && bytes.first().is_some_and(|second| is_marker(*second)) {
        *in_scan = false;
    }
    while at < bytes.len() {
        if *in_scan {
            let rest = bytes.get(at..).unwrap_or_default();
            let ends = |pair: &[u8; 2]| {
                let [first, second] = *pair;
                first == 0xFF && is_marker(second)
            };
            match rest.array_windows::<2>().position(ends) {
                Some(marker) => at = at.saturating_add(marker),
                None => break,
            }
            *in_scan = false;
        }
        let start = at;
        while at < bytes.len() && !*in_scan {
            let (length, is_scan) = match (bytes.get(at), bytes.get(at.saturating_add(1))) {
                (Some(0xFF), Some(0x01 | 0xD0..=0xD9)) => (2, false),
                (Some(0xFF), Some(&marker @ 0xC0..=0xFE)) => {
                    let length = word(bytes, at.saturating_add(2)).unwrap_or(0);
                    (length.saturating_add(2), marker == 0xDA)
                }
                _ => (1, false),
            };
            at = at.saturating_add(length);
            *in_scan = is_scan;
        }
        outside.push(start..at.min(bytes.len()));
    }
    scan.half_marker = scan.in_scan && bytes.last() == Some(&0xFF);
    outside
}

/// ITU-T T.800 Annex A. Samples stand between SOD and the end of the tile part, whose length SOT tells.
fn jpeg_2000(bytes: &[u8], start: usize, left: &mut usize) -> Vec<Range<usize>> {
    let mut outside = Vec::new();
    *left = left.saturating_sub(start);
    let mut at = start;
    let mut from = start;
    let mut in_stream = start > 0;
    let mut part_end = None;
    while at < bytes.len() {
        let marker = word(bytes, at).unwrap_or(0);
        let follows = || word(bytes, at.saturating_add(2)).unwrap_or(0);
        let length = match marker {
            0xFF4F if follows() == 0xFF51 => {
                in_stream = true;
                2
            }
            _ if !in_stream => 1,
            0xFFD9 => {
                in_stream = false;
                2
            }
            0xFF90 => {
                let psot = bytes
                    .get(at.saturating_add(6)..)
                    .and_then(|rest| rest.first_chunk::<4>());
                let psot = psot.map_or(0, |psot| u32::from_be_bytes(*psot));
                part_end = match usize::try_from(psot) {
                    Ok(0) | Err(_) => None,
                    Ok(psot) => Some(at.saturating_add(psot)),
                };
                follows().saturating_add(2)
            }
            0xFF93 => {
                outside.push(from..at);
                let end = part_end.unwrap_or_else(|| last_end(bytes)).max(at);
                *left = end.saturating_sub(bytes.len());
                from = end.min(bytes.len());
                end.saturating_sub(at).max(2)
            }
            0xFF30..=0xFFFF => follows().saturating_add(2),
            _ => 1,
        };
        at = at.saturating_add(length);
    }
    outside.push(from..bytes.len());
    outside
}

/// The last end-of-codestream marker.
fn last_end(bytes: &[u8]) -> usize {
    bytes
        .array_windows::<2>()
        .rposition(|pair| *pair == [0xFF, 0xD9])
        .unwrap_or(bytes.len())
}

/// PS3.5 Annex G: what stands in a segment after its last sample.
fn rle(bytes: &[u8], samples: usize) -> Vec<Range<usize>> {
    let entry = |number: usize| {
        let at = number.saturating_mul(4);
        let entry = bytes.get(at..)?.first_chunk::<4>()?;
        usize::try_from(u32::from_le_bytes(*entry)).ok()
    };
    let count = entry(0).unwrap_or(0).min(15);
    // Entries of the head that no segment uses.
    let mut outside = vec![count.saturating_add(1).saturating_mul(4)..64.min(bytes.len())];
    for number in 1..=count {
        let start = entry(number).unwrap_or(bytes.len());
        let next = match number == count {
            true => None,
            false => entry(number.saturating_add(1)),
        };
        let end = next.unwrap_or(bytes.len()).min(bytes.len());
        let (mut at, mut made) = (start, 0_usize);
        while made < samples && at < end {
            let (length, run) = match bytes.get(at) {
                Some(&head @ 0..=127) => (usize::from(head) + 2, usize::from(head) + 1),
                Some(&head @ 129..) => (2, 257 - usize::from(head)),
                _ => (1, 0),
            };
            at = at.saturating_add(length);
            made = made.saturating_add(run);
        }
        outside.push(at.min(end)..end);
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_core::Tag;

    fn texts(bytes: &[u8], outside: Vec<Range<usize>>) -> Vec<u8> {
        outside
            .into_iter()
            .flat_map(|range| bytes[range].to_vec())
            .collect()
    }

    #[test]
    fn comments_and_what_follows_the_end_of_a_jpeg_are_outside_its_scans() {
        let stream = [
            &b"\xFF\xD8\xFF\xFE\x00\x06COMM\xFF\xDA\x00\x04ab"[..],
            b"SCAN\xFF\x00SCAN\xFF\xD0SCAN\xFF\xFE\x00\x06MORE\xFF\xDA\x00\x04abSCAN\xFF\xD9TAIL",
        ]
        .concat();
        for split in 0..stream.len() {
            let (first, second) = stream.split_at(split);
            let mut scan = Scan::default();
            let mut left = texts(first, jpeg(first, &mut scan));
            left.extend(texts(second, jpeg(second, &mut scan)));
            let left = String::from_utf8_lossy(&left);
            assert!(left.contains("TAIL"), "{split}");
            if split == 0 {
                assert!(left.contains("COMM") && left.contains("MORE"));
                assert!(!left.contains("SCAN"));
            }
        }
    }

    #[test]
    fn tile_parts_of_jpeg_2000_are_inside_and_boxes_and_comments_are_not() {
        let head = b"BOXES\xFF\x4F\xFF\x51\x00\x04ab\xFF\x64\x00\x06COMM";
        let part = b"\xFF\x90\x00\x0A\x00\x00\x00\x00\x00\x12\x00\x01\xFF\x93DATA";
        let open = b"\xFF\x90\x00\x0A\x00\x00\x00\x00\x00\x00\x00\x01\xFF\x93DATA";
        for parts in [[&part[..], part], [part, open]] {
            let stream = [&head[..], parts[0], parts[1], b"\xFF\xD9TAIL"].concat();
            let mut left = 0;
            let outside = texts(&stream, jpeg_2000(&stream, 0, &mut left));
            let outside = String::from_utf8_lossy(&outside);
            for text in ["BOXES", "COMM", "TAIL"] {
                assert!(outside.contains(text), "{text}");
            }
            assert!(!outside.contains("DATA"));
            assert_eq!(left, 0);
        }
    }

    #[test]
    fn what_follows_the_samples_of_an_rle_segment_is_outside() {
        let mut frame = vec![0; 64];
        frame[0] = 1;
        frame[4] = 64;
        frame[8..12].copy_from_slice(b"HEAD");
        frame.extend_from_slice(b"\x03DATA\xFDxTAIL");
        let outside = texts(&frame, rle(&frame, 8));
        let outside = String::from_utf8_lossy(&outside);
        assert!(outside.contains("HEAD") && outside.ends_with("TAIL"));
        assert!(!outside.contains("DATA"));
    }

    #[test]
    fn a_name_in_a_comment_is_found_and_told_by_its_fragment() {
        use super::super::needles::Needles;
        use crate::dicom::{DataSet, MemorySource, PixelBytes, TransferSyntax};
        let stream = b"\xFF\xD8\xFF\xFE\x00\x0Aokonkwo \xFF\xDA\x00\x02okonkwo\xFF\xD9";
        let mut data_set = DataSet::new_empty();
        data_set.put_ascii(Tag(0x0010, 0x0010), dicom_core::VR::PN, "Okonkwo^Ada");
        let needles = Needles::of(&data_set, &super::super::Kept::default());
        let length = stream.len() as u64;
        let instance = Instance {
            transfer_syntax: TransferSyntax::new(TransferSyntax::JPEG_BASELINE),
            data_set,
            pixels: Some(PixelBytes {
                tag: Tag(0x7FE0, 0x0010),
                vr: dicom_core::VR::OB,
                big_endian: false,
                layout: PixelLayout::Encapsulated {
                    offset_table: Vec::new(),
                    items: 0..length,
                    fragments: vec![0..length],
                    contiguous: true,
                },
            }),
            flaws: Vec::new(),
            body: std::rc::Rc::new(MemorySource::new(*stream)),
            body_is_original: true,
        };
        let mut findings = Findings::default();
        super::search(&instance, &Search::new(&needles), &mut findings).unwrap();
        let found = findings.ranked();
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].to_string(),
            "a word of a name of the original in PixelData, fragment 1"
        );
    }
}
