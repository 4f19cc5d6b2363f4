//! Markers and their segments, from the start of the image to the start of each scan (T.87 C.1 and C.2).
//!
//! Comments and application segments, the headers of SPIFF among them, are stepped over unread.

use super::coding::Preset;
use super::refusal::Refusal;

pub const SOI: u8 = 0xD8;
pub const EOI: u8 = 0xD9;
pub const SOS: u8 = 0xDA;
const DRI: u8 = 0xDD;
const RST0: u8 = 0xD0;
pub const SOF55: u8 = 0xF7;
pub const LSE: u8 = 0xF8;
const APP0: u8 = 0xE0;
const APP8: u8 = 0xE8;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

/// Most components of a frame, by which everything else is bounded.
const MOST_COMPONENTS: usize = 4;

/// A frame header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameHeader {
    /// 2 to 16.
    pub precision: u8,
    pub rows: u16,
    pub columns: u16,
    /// The identifiers of one to four components, each another.
    pub components: Vec<u8>,
}

/// How the components of a scan follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interleave {
    /// There is one only.
    None,
    Line,
    Sample,
}

/// A scan header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanHeader {
    /// Places of the components in the frame header.
    pub components: Vec<usize>,
    pub near: u8,
    pub interleave: Interleave,
}

/// Where a stream has been read to, and what it has said so far.
pub struct Segments<'a> {
    bytes: &'a [u8],
    pub at: usize,
    pub preset: Preset,
    /// Lines between restart markers; 0 if there are none.
    pub restart_interval: usize,
}

impl<'a> Segments<'a> {
    /// After the marker that starts an image.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let mut segments = Self {
            bytes,
            at: 0,
            preset: Preset::default(),
            restart_interval: 0,
        };
        match segments.marker()? {
            SOI => Ok(segments),
            _ => Err(Refusal::Segment),
        }
    }

    /// On to the frame header.
    pub fn frame(&mut self) -> Result<FrameHeader, Refusal> {
        match self.until_needed()? {
            (SOF55, body) => frame_header(body),
            _ => Err(Refusal::Segment),
        }
    }

    /// On to the next scan, and to its first bit.
    pub fn scan(&mut self, frame: &FrameHeader) -> Result<ScanHeader, Refusal> {
        match self.until_needed()? {
            (SOS, body) => scan_header(body, frame),
            (EOI, _) => Err(Refusal::CutShort),
            _ => Err(Refusal::Segment),
        }
    }

    /// Over the restart marker of a number (modulo 8), which must come now.
    pub fn restart(&mut self, number: usize) -> Result<(), Refusal> {
        let expected = RST0 + (number % 8) as u8;
        match self.marker()? {
            marker if marker == expected => Ok(()),
            _ => Err(Refusal::Segment),
        }
    }

    /// The next segment that is neither stepped over nor noted.
    fn until_needed(&mut self) -> Result<(u8, &'a [u8]), Refusal> {
        loop {
            let marker = self.marker()?;
            if marker == EOI {
                return Ok((marker, &[]));
            }
            if !matches!(marker, SOS | DRI | SOF55 | LSE | APP0..=APP15 | COM) {
                return Err(Refusal::Segment);
            }
            let body = self.body()?;
            match marker {
                LSE => self.preset = preset(body)?,
                DRI => self.restart_interval = restart_interval(body)?,
                // Colour transformations of one maker: what comes out would not be what the header calls it.
                APP8 if body.starts_with(b"mrfx") && body.get(4) != Some(&0) => {
                    return Err(Refusal::Extension);
                }
                APP0..=APP15 | COM => {}
                _ => return Ok((marker, body)),
            }
        }
    }

    /// The code of the marker that must come now, after any number of fill bytes.
    fn marker(&mut self) -> Result<u8, Refusal> {
        if self.next()? != 0xFF {
            return Err(Refusal::Segment);
        }
        loop {
            match self.next()? {
                0xFF => {}
                // Neither a stuffed bit nor data.
                0..0x80 => return Err(Refusal::Segment),
                code => return Ok(code),
            }
        }
    }

    fn next(&mut self) -> Result<u8, Refusal> {
        let byte = self.bytes.get(self.at).ok_or(Refusal::CutShort)?;
        self.at += 1;
        Ok(*byte)
    }

    /// What follows the two bytes of a segment's length.
    fn body(&mut self) -> Result<&'a [u8], Refusal> {
        let length = usize::from(u16::from_be_bytes([self.next()?, self.next()?]));
        let length = length.checked_sub(2).ok_or(Refusal::Segment)?;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let body = rest.get(..length).ok_or(Refusal::CutShort)?;
        self.at += length;
        Ok(body)
    }
}

fn frame_header(body: &[u8]) -> Result<FrameHeader, Refusal> {
    let &[precision, r1, r0, c1, c0, count, ref components @ ..] = body else {
        return Err(Refusal::Segment);
    };
    let (components, rest) = components.as_chunks::<3>();
    if components.len() != usize::from(count) || !rest.is_empty() {
        return Err(Refusal::Segment);
    }
    if !(2..=16).contains(&precision) || !(1..=MOST_COMPONENTS).contains(&components.len()) {
        return Err(Refusal::Parameter);
    }
    let sampling = |component: &[u8; 3]| component[1];
    if components.len() > 1 && components.iter().any(|one| sampling(one) != 0x11) {
        return Err(Refusal::Extension);
    }
    let ids: Vec<u8> = components.iter().map(|component| component[0]).collect();
    if (1..ids.len()).any(|place| ids[..place].contains(&ids[place])) {
        return Err(Refusal::Segment);
    }
    Ok(FrameHeader {
        precision,
        rows: u16::from_be_bytes([r1, r0]),
        columns: u16::from_be_bytes([c1, c0]),
        components: ids,
    })
}

fn scan_header(body: &[u8], frame: &FrameHeader) -> Result<ScanHeader, Refusal> {
    let Some((&count, rest)) = body.split_first() else {
        return Err(Refusal::Segment);
    };
    let (components, rest) = rest
        .split_at_checked(2 * usize::from(count))
        .ok_or(Refusal::Segment)?;
    let &[near, interleave, point_transform] = rest else {
        return Err(Refusal::Segment);
    };
    let mut places = Vec::new();
    for [id, mapping_table] in components.as_chunks().0 {
        let place = frame.components.iter().position(|known| known == id);
        let place = place.filter(|place| !places.contains(place));
        places.push(place.ok_or(Refusal::Segment)?);
        if *mapping_table != 0 {
            return Err(Refusal::Extension);
        }
    }
    if point_transform != 0 {
        return Err(Refusal::Extension);
    }
    let interleave = match (interleave, places.len()) {
        // A single component fills whole lines either way.
        (0 | 1, 1) => Interleave::None,
        (1, 2..) => Interleave::Line,
        (2, 2..) => Interleave::Sample,
        _ => return Err(Refusal::Parameter),
    };
    Ok(ScanHeader {
        components: places,
        near,
        interleave,
    })
}

/// LSE of type 1; types 2 and 3 hold mapping tables, type 4 the sizes of images too large for DICOM.
fn preset(body: &[u8]) -> Result<Preset, Refusal> {
    let Some((&1, numbers)) = body.split_first() else {
        return Err(Refusal::Extension);
    };
    let (numbers, rest) = numbers.as_chunks();
    let (&[maxval, t1, t2, t3, reset], []) = (numbers, rest) else {
        return Err(Refusal::Segment);
    };
    let number = |bytes| i32::from(u16::from_be_bytes(bytes));
    Ok(Preset {
        maxval: number(maxval),
        thresholds: [t1, t2, t3].map(number),
        reset: number(reset),
    })
}

/// A number of two, three or four bytes.
fn restart_interval(body: &[u8]) -> Result<usize, Refusal> {
    if !(2..=4).contains(&body.len()) {
        return Err(Refusal::Segment);
    }
    let number = body
        .iter()
        .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    Ok(number as usize)
}
