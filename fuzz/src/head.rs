//! A few bytes become the header of a picture, so that the search is about its pixel bytes.
//!
//! Every value of the bytes is a header that our own reader takes, of at most 256 × 128 pixels and three frames. All
//! frames of a compressed picture have the same bytes, the first one's cut into fragments.

use std::rc::Rc;

use darkroom::dicom::{
    DataSet, DataSetExt, Instance, MemorySource, PixelBytes, PixelLayout, TransferSyntax,
};
use darkroom::pixels::{FrameRegion, FrameSpan, Rect};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

/// Terms and samples per pixel.
const PHOTOMETRICS: [(&str, u16); 11] = [
    ("MONOCHROME2", 1),
    ("MONOCHROME1", 1),
    ("PALETTE COLOR", 1),
    ("RGB", 3),
    ("YBR_FULL", 3),
    ("YBR_FULL_422", 3),
    ("YBR_PARTIAL_422", 3),
    ("YBR_PARTIAL_420", 3),
    ("YBR_ICT", 3),
    ("YBR_RCT", 3),
    ("XYB", 3),
];

const ALLOCATED: [u16; 5] = [8, 16, 1, 32, 64];

/// Bits of [`Head::flags`].
pub const SIGNED: u8 = 1;
pub const PLANAR: u8 = 2;
pub const NO_TABLE: u8 = 4;
pub const WRONG_TABLE: u8 = 8;
pub const EXTENDED_TABLE: u8 = 16;
pub const BIG_ENDIAN: u8 = 32;
pub const FLOAT: u8 = 64;
pub const NEGATIVE_SLOPE: u8 = 128;

/// The bytes before the pixel bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Head {
    pub columns_less_1: u8,
    pub rows_less_1: u8,
    pub photometric: u8,
    pub allocated: u8,
    pub stored_less_1: u8,
    /// How much higher than usual the high bit is.
    pub higher: u8,
    pub flags: u8,
    pub frames_less_1: u8,
    /// Into how many more fragments the first frame is cut, and how long each is.
    pub cuts: u8,
    pub cut: u8,
    pub rect: [u8; 4],
    /// 0 for all frames, else the first and the last one painted.
    pub painted: u8,
    pub syntax: u8,
}

impl Head {
    pub const LENGTH: usize = 16;

    /// From an input's first bytes; `None` if there are too few.
    pub fn split(input: &[u8]) -> Option<(Self, &[u8])> {
        let (head, rest) = input.split_first_chunk::<{ Self::LENGTH }>()?;
        let &[
            columns_less_1,
            rows_less_1,
            photometric,
            allocated,
            stored_less_1,
            higher,
            flags,
            frames_less_1,
            cuts,
            cut,
            x,
            y,
            width,
            height,
            painted,
            syntax,
        ] = head;
        let head = Self {
            columns_less_1,
            rows_less_1,
            photometric,
            allocated,
            stored_less_1,
            higher,
            flags,
            frames_less_1,
            cuts,
            cut,
            rect: [x, y, width, height],
            painted,
            syntax,
        };
        Some((head, rest))
    }

    /// The input's first bytes.
    pub fn bytes(&self) -> [u8; Self::LENGTH] {
        let Self {
            columns_less_1,
            rows_less_1,
            photometric,
            allocated,
            stored_less_1,
            higher,
            flags,
            frames_less_1,
            cuts,
            cut,
            rect: [x, y, width, height],
            painted,
            syntax,
        } = *self;
        [
            columns_less_1,
            rows_less_1,
            photometric,
            allocated,
            stored_less_1,
            higher,
            flags,
            frames_less_1,
            cuts,
            cut,
            x,
            y,
            width,
            height,
            painted,
            syntax,
        ]
    }

    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    pub fn columns(&self) -> u16 {
        u16::from(self.columns_less_1) + 1
    }

    pub fn rows(&self) -> u16 {
        u16::from(self.rows_less_1 % 128) + 1
    }

    pub fn frames(&self) -> u8 {
        self.frames_less_1 % 3 + 1
    }

    /// One of the syntaxes of a family.
    pub fn uid<'a>(&self, uids: &[&'a str]) -> &'a str {
        uids[usize::from(self.syntax) % uids.len()]
    }

    /// What is painted.
    pub fn regions(&self) -> Vec<FrameRegion> {
        let [x, y, width, height] = self.rect.map(u32::from);
        let rect = Rect {
            x,
            y,
            width,
            height,
        };
        let frames = match self.painted {
            0 => FrameSpan::All,
            frame => {
                let first = u32::from(frame % self.frames());
                FrameSpan::Frames(first, first)
            }
        };
        vec![FrameRegion { rect, frames }]
    }

    /// The attributes of the picture.
    pub fn data_set(&self) -> DataSet {
        let (term, samples) = PHOTOMETRICS[usize::from(self.photometric) % PHOTOMETRICS.len()];
        let allocated = ALLOCATED[usize::from(self.allocated) % ALLOCATED.len()];
        let stored = u16::from(self.stored_less_1) % allocated + 1;
        let higher = u16::from(self.higher) % (allocated - stored + 1);
        let mut data_set = DataSet::new_empty();
        for (tag, number) in [
            (tags::SAMPLES_PER_PIXEL, samples),
            (tags::ROWS, self.rows()),
            (tags::COLUMNS, self.columns()),
            (tags::BITS_ALLOCATED, allocated),
            (tags::BITS_STORED, stored),
            (tags::HIGH_BIT, stored - 1 + higher),
            (tags::PIXEL_REPRESENTATION, u16::from(self.has(SIGNED))),
            (tags::PLANAR_CONFIGURATION, u16::from(self.has(PLANAR))),
        ] {
            data_set.put_raw(tag, VR::US, number.to_le_bytes());
        }
        let frames = self.frames().to_string();
        data_set.put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, &frames);
        data_set.put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, term);
        if self.has(NEGATIVE_SLOPE) {
            data_set.put_ascii(tags::RESCALE_INTERCEPT, VR::DS, "0");
            data_set.put_ascii(tags::RESCALE_SLOPE, VR::DS, "-1");
        }
        if term == "PALETTE COLOR" {
            for offset in 0..3 {
                let descriptor = [16_u16, 0, 8].map(u16::to_le_bytes).concat();
                let entries: Vec<u8> = (0..16).map(|entry| (entry * 16) ^ 0x55).collect();
                data_set.put_raw(Tag(0x0028, 0x1101 + offset), VR::US, descriptor);
                data_set.put_raw(Tag(0x0028, 0x1201 + offset), VR::OW, entries);
            }
        }
        data_set
    }

    /// A picture whose samples are not compressed.
    pub fn native(&self, bytes: &[u8]) -> Instance {
        let big_endian = self.has(BIG_ENDIAN);
        let uid = match big_endian {
            true => TransferSyntax::EXPLICIT_BIG_ENDIAN,
            false => TransferSyntax::EXPLICIT_LITTLE_ENDIAN,
        };
        let (tag, vr) = match (self.has(FLOAT), self.allocated % 2) {
            (true, 0) => (tags::FLOAT_PIXEL_DATA, VR::OF),
            (true, _) => (tags::DOUBLE_FLOAT_PIXEL_DATA, VR::OD),
            (false, _) => (tags::PIXEL_DATA, VR::OW),
        };
        let range = 0..bytes.len() as u64;
        let pixels = PixelBytes {
            tag,
            vr,
            big_endian,
            layout: PixelLayout::Native { range },
        };
        instance(self.data_set(), uid, bytes.to_vec(), pixels)
    }

    /// A compressed picture.
    pub fn encapsulated(&self, uid: &str, stream: &[u8]) -> Instance {
        let mut frames = vec![vec![stream]; usize::from(self.frames())];
        let (mut rest, mut pieces) = (stream, Vec::new());
        for _ in 0..self.cuts % 4 {
            let (piece, after) = rest.split_at(usize::from(self.cut).min(rest.len()));
            pieces.push(piece);
            rest = after;
        }
        pieces.push(rest);
        frames[0] = pieces;
        let tables = Tables {
            basic: !self.has(NO_TABLE),
            wrong: self.has(WRONG_TABLE).then_some(self.cut),
            extended: self.has(EXTENDED_TABLE),
        };
        encapsulated(self.data_set(), uid, &frames, tables)
    }
}

/// Which offset tables there are.
#[derive(Debug, Clone, Copy)]
pub struct Tables {
    pub basic: bool,
    /// What its entries are wrong by.
    pub wrong: Option<u8>,
    pub extended: bool,
}

/// A compressed picture of these frames, each of some fragments.
pub fn encapsulated(
    mut data_set: DataSet,
    uid: &str,
    frames: &[Vec<impl AsRef<[u8]>>],
    tables: Tables,
) -> Instance {
    // Bytes before the items, so that ranges which forget their origin are caught.
    let mut body = vec![0xEE; 3];
    let first = body.len();
    let (mut offsets, mut fragments) = (Vec::new(), Vec::new());
    for frame in frames {
        offsets.push((body.len() - first) as u32);
        for fragment in frame {
            let fragment = fragment.as_ref();
            body.extend([0xFE, 0xFF, 0x00, 0xE0]);
            body.extend((fragment.len() as u32).to_le_bytes());
            let start = body.len() as u64;
            body.extend_from_slice(fragment);
            fragments.push(start..body.len() as u64);
        }
    }
    for offset in &mut offsets {
        *offset = offset.wrapping_add(tables.wrong.unwrap_or(0).into());
    }
    if tables.extended {
        let wide = offsets
            .iter()
            .map(|offset| u64::from(*offset).to_le_bytes());
        let wide = wide.collect::<Vec<_>>().concat();
        data_set.put_raw(tags::EXTENDED_OFFSET_TABLE, VR::OV, wide);
    }
    if !tables.basic {
        offsets.clear();
    }
    let pixels = PixelBytes {
        tag: tags::PIXEL_DATA,
        vr: VR::OB,
        big_endian: false,
        layout: PixelLayout::Encapsulated {
            offset_table: offsets,
            items: first as u64..body.len() as u64,
            fragments,
            contiguous: true,
        },
    };
    instance(data_set, uid, body, pixels)
}

/// An instance of a body of bytes.
pub fn instance(data_set: DataSet, uid: &str, body: Vec<u8>, pixels: PixelBytes) -> Instance {
    Instance {
        transfer_syntax: TransferSyntax::new(uid),
        data_set,
        pixels: Some(pixels),
        flaws: Vec::new(),
        body: Rc::new(MemorySource::new(body)),
        body_is_original: true,
    }
}

/// H.264 of 320 × 240 in so many frames.
pub fn video(frames: usize, stream: &[u8]) -> Instance {
    let mut data_set = DataSet::new_empty();
    data_set.put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "YBR_PARTIAL_420");
    data_set.put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, &frames.to_string());
    let numbers = [
        (tags::ROWS, 240_u16),
        (tags::COLUMNS, 320),
        (tags::SAMPLES_PER_PIXEL, 3),
        (tags::PLANAR_CONFIGURATION, 0),
        (tags::BITS_ALLOCATED, 8),
        (tags::BITS_STORED, 8),
        (tags::HIGH_BIT, 7),
        (tags::PIXEL_REPRESENTATION, 0),
    ];
    for (tag, number) in numbers {
        data_set.put_raw(tag, VR::US, number.to_le_bytes());
    }
    let tables = Tables {
        basic: false,
        wrong: None,
        extended: false,
    };
    let syntax = "1.2.840.10008.1.2.4.102";
    encapsulated(data_set, syntax, &[vec![stream]], tables)
}
