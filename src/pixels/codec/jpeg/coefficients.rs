//! From a frame's bytes to its quantised DCT coefficients.
//!
//! The coefficient reader knows one scan of all components, or progressive scans. Sequential frames with a scan for
//! each component are taken apart into frames of one component, and read so.

use std::ops::Range;

use libjpeg_turbo_rs::{
    ComponentCoefficients, JpegCoefficients, read_coefficients, write_coefficients_optimized,
};

use super::header::Header;

const DHT: u8 = 0xC4;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const DQT: u8 = 0xDB;
const DRI: u8 = 0xDD;

/// A marker segment, or a scan with the coded data behind it; from the first byte of its marker.
pub struct Segment {
    pub marker: u8,
    pub bytes: Range<usize>,
}

/// The frame with the same coefficients in one sequential scan, for decoders that know no other.
pub(super) fn in_one_scan(bytes: &[u8], header: &Header) -> Option<Vec<u8>> {
    write_coefficients_optimized(&coefficients(bytes, header)?).ok()
}

/// The coefficients of a frame; `None` if they cannot be read exactly.
pub fn coefficients(bytes: &[u8], header: &Header) -> Option<JpegCoefficients> {
    let segments = segments(bytes)?;
    let first = segments.iter().position(|segment| segment.marker == SOS)?;
    let later = segments.get(first..)?;
    // Only the last of several tables in one place is reported; and heights are stated up front.
    if later
        .iter()
        .any(|segment| matches!(segment.marker, DQT | 0xDC))
    {
        return None;
    }
    if !tables_are_there(bytes, header, segments.get(..first)?)? {
        return None;
    }
    let scans = later.iter().filter(|segment| segment.marker == SOS).count();
    let one_scan =
        scans == 1 && scanned(bytes, later.first()?)?.len() == header.component_ids.len();
    if header.progressive || one_scan {
        return as_the_codec_reads(bytes);
    }
    if scans != header.component_ids.len() {
        return None;
    }
    by_component(bytes, header, &segments)
}

/// Whether every component's quantisation table stands among the segments. Where it does not, the codec's decoder
/// refuses the frame, and its coefficient reader takes another table.
fn tables_are_there(bytes: &[u8], header: &Header, segments: &[Segment]) -> Option<bool> {
    let (mut defined, mut wanted) = (0_u16, 0_u16);
    for segment in segments {
        let body = bytes.get(segment.bytes.start + 4..segment.bytes.end)?;
        match segment.marker {
            DQT => {
                let mut rest = body;
                while let Some((&kind, tables)) = rest.split_first() {
                    defined |= 1 << (kind & 0xF);
                    rest = tables.get(64 << (kind >> 4 & 1)..)?;
                }
            }
            marker if marker == header.start => {
                for component in body.get(6..)?.chunks_exact(3) {
                    wanted |= 1 << (component.get(2)? & 0xF);
                }
            }
            _ => {}
        }
    }
    Some(wanted & !defined == 0)
}

/// All that decides how a frame is decoded but its codes and what they code: frame and scan headers, quantisation
/// tables, restart intervals. `None` if it cannot be followed to its end.
pub fn shape(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut shape = Vec::new();
    for segment in segments(bytes)? {
        let head = bytes.get(segment.bytes.clone())?;
        match segment.marker {
            DHT | 0xE0..=0xEF | 0xFE => {}
            SOS => {
                let length = head.get(2..4)?.try_into().ok()?;
                shape.extend(head.get(..2 + usize::from(u16::from_be_bytes(length)))?);
            }
            _ => shape.extend(head),
        }
    }
    Some(shape)
}

/// Read by the codec, if it sees the same frame as our own reader.
fn as_the_codec_reads(bytes: &[u8]) -> Option<JpegCoefficients> {
    Header::read(bytes)?.opened(bytes).ok()?;
    read_coefficients(bytes).ok()
}

/// All segments up to the end of the image, which must be there.
pub fn segments(bytes: &[u8]) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    let mut at = 0;
    if bytes.first_chunk() != Some(&[0xFF, 0xD8]) {
        return None;
    }
    at += 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        match *bytes.get(at + 1)? {
            // Fill bytes.
            0xFF => at += 1,
            EOI => return Some(segments),
            0x00 | 0x01 | 0xD0..=0xD8 => return None,
            marker => {
                let length = bytes.get(at + 2..at + 4)?;
                let mut end = at + 2 + usize::from(u16::from_be_bytes(length.try_into().ok()?));
                if marker == SOS {
                    end = end_of_scan(bytes, end)?;
                }
                bytes.get(at..end)?;
                segments.push(Segment {
                    marker,
                    bytes: at..end,
                });
                at = end;
            }
        }
    }
}

/// Where coded data end: at the first marker that is no restart.
fn end_of_scan(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        match *bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

/// Identifiers of the components in a scan.
fn scanned<'a>(bytes: &'a [u8], scan: &Segment) -> Option<Vec<u8>> {
    let body: &'a [u8] = bytes.get(scan.bytes.start + 4..scan.bytes.end)?;
    let (count, rest) = body.split_first()?;
    let pairs = rest.get(..usize::from(*count) * 2)?;
    Some(pairs.iter().step_by(2).copied().collect())
}

/// A sequential frame with a scan for each component.
struct Apart<'a> {
    bytes: &'a [u8],
    header: &'a Header,
    segments: &'a [Segment],
    rows: u16,
    columns: u16,
    /// The largest sampling factors.
    most_x: u8,
    most_y: u8,
}

/// The coefficients of a sequential frame with a scan for each component.
fn by_component(bytes: &[u8], header: &Header, segments: &[Segment]) -> Option<JpegCoefficients> {
    let start = segments
        .iter()
        .find(|segment| segment.marker == header.start)?;
    let sof = bytes.get(start.bytes.clone())?;
    let (head, described) = sof.split_at_checked(10)?;
    let size = |at: usize| Some(u16::from_be_bytes(head.get(at..at + 2)?.try_into().ok()?));
    let most = |shift: u8| header.sampling.iter().map(|both| both >> shift & 0xF).max();
    let frame = Apart {
        bytes,
        header,
        segments,
        rows: size(5)?,
        columns: size(7)?,
        most_x: most(4)?,
        most_y: most(0)?,
    };
    let mut whole: Option<JpegCoefficients> = None;
    for (&id, described) in header.component_ids.iter().zip(described.chunks_exact(3)) {
        let &[_, factors, table] = described else {
            return None;
        };
        let (component, part) = frame.component(id, (factors >> 4, factors & 0xF), table)?;
        let whole = whole.get_or_insert(JpegCoefficients {
            width: frame.columns,
            height: frame.rows,
            ..part
        });
        whole.components.push(component);
    }
    whole
}

impl Apart<'_> {
    /// The coefficients of one component, and what else was read of a frame of it alone.
    fn component(
        &self,
        id: u8,
        (x, y): (u8, u8),
        table: u8,
    ) -> Option<(ComponentCoefficients, JpegCoefficients)> {
        let mut part = as_the_codec_reads(&self.alone(id, (x, y), table)?)?;
        let blocks = part.components.pop()?;
        let cells = |length: u16, most: u8| usize::from(length).div_ceil(usize::from(most) * 8);
        let component = spread(
            blocks,
            (x, y),
            cells(self.columns, self.most_x) * usize::from(x),
            cells(self.rows, self.most_y) * usize::from(y),
        )?;
        Some((component, part))
    }

    /// A frame of this component only, whose scan is the one of the whole frame.
    fn alone(&self, id: u8, (x, y): (u8, u8), table: u8) -> Option<Vec<u8>> {
        let shared = |length: u16, factor: u8, most: u8| {
            (u32::from(length) * u32::from(factor)).div_ceil(u32::from(most)) as u16
        };
        let rows = shared(self.rows, y, self.most_y);
        let columns = shared(self.columns, x, self.most_x);
        let mut alone = vec![0xFF, 0xD8];
        for segment in self.segments {
            let piece = self.bytes.get(segment.bytes.clone())?;
            match segment.marker {
                DQT | DHT | DRI => alone.extend_from_slice(piece),
                SOS if scanned(self.bytes, segment)? == [id] => {
                    alone.extend([0xFF, self.header.start, 0, 11, self.header.precision]);
                    alone.extend(rows.to_be_bytes());
                    alone.extend(columns.to_be_bytes());
                    alone.extend([1, id, 0x11, table]);
                    alone.extend_from_slice(piece);
                    alone.extend([0xFF, EOI]);
                    return Some(alone);
                }
                _ => {}
            }
        }
        None
    }
}

/// The blocks of a component by itself, among those that whole cells take up.
fn spread(
    alone: ComponentCoefficients,
    (h_sampling, v_sampling): (u8, u8),
    blocks_x: usize,
    blocks_y: usize,
) -> Option<ComponentCoefficients> {
    if alone.blocks_x > blocks_x || alone.blocks_y > blocks_y {
        return None;
    }
    let mut blocks = vec![[0; 64]; blocks_x.checked_mul(blocks_y)?];
    let lines = alone.blocks.chunks_exact(alone.blocks_x.max(1));
    for (place, line) in blocks.chunks_exact_mut(blocks_x.max(1)).zip(lines) {
        place.get_mut(..line.len())?.copy_from_slice(line);
    }
    Some(ComponentCoefficients {
        blocks,
        blocks_x,
        blocks_y,
        h_sampling,
        v_sampling,
        ..alone
    })
}
