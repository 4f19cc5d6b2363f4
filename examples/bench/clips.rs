//! Files to measure with: long clips and compressed slices, made by code.
//!
//! Speckle in a sector with bars in the place of letters, a little different in every frame; each frame is one fragment.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use darkroom::pixels::codec::{Codec, jpeg::Jpeg, jpeg2000::Jpeg2000, rle::Rle};
use darkroom::pixels::format::{Photometric, SampleKind};
use darkroom::pixels::{Frame, FrameFormat, Words};
use libjpeg_turbo_rs::{Encoder, PixelFormat, Subsampling};

/// Different frames of a clip; they come again and again.
const DIFFERENT: usize = 60;

/// A clip to measure with.
pub struct Clip {
    pub name: &'static str,
    pub columns: usize,
    pub rows: usize,
    pub frames: usize,
    pub kind: Kind,
}

/// How its frames are compressed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Colour, 4:2:2.
    Jpeg,
    /// Colour.
    Rle,
    /// Grey, 12 bits.
    JpegLossless,
    Jpeg2000,
}

/// An ultrasound loop of a minute.
pub const ULTRASOUND: Clip = Clip {
    name: "clip",
    columns: 1024,
    rows: 768,
    frames: 60,
    kind: Kind::Jpeg,
};

/// What the page is measured with.
pub const ALL: &[Clip] = &[
    ULTRASOUND,
    Clip {
        name: "cine-jpeg",
        columns: 512,
        rows: 512,
        frames: 1_000,
        kind: Kind::Jpeg,
    },
    Clip {
        name: "cine-rle",
        columns: 512,
        rows: 512,
        frames: 1_000,
        kind: Kind::Rle,
    },
    Clip {
        name: "jpeg-lossless",
        columns: 512,
        rows: 512,
        frames: 40,
        kind: Kind::JpegLossless,
    },
    Clip {
        name: "jpeg-2000",
        columns: 512,
        rows: 512,
        frames: 40,
        kind: Kind::Jpeg2000,
    },
];

impl Clip {
    /// The compressed frames that differ, each of even length.
    pub fn different_frames(&self) -> Vec<Vec<u8>> {
        let count = match self.kind {
            Kind::Rle | Kind::Jpeg2000 | Kind::JpegLossless => 8,
            Kind::Jpeg => DIFFERENT,
        };
        (0..count.min(self.frames))
            .map(|number| {
                let mut bytes = self.frame(number);
                if bytes.len() % 2 == 1 {
                    bytes.push(0);
                }
                bytes
            })
            .collect()
    }

    fn frame(&self, number: usize) -> Vec<u8> {
        let grey = self.grey(number);
        let rgb = || grey.iter().flat_map(|grey| [*grey; 3]).collect::<Vec<u8>>();
        let deep = || Words::U16(grey.iter().map(|grey| u16::from(*grey) * 16).collect());
        match self.kind {
            Kind::Jpeg => Encoder::new(&rgb(), self.columns, self.rows, PixelFormat::Rgb)
                .quality(90)
                .subsampling(Subsampling::S422)
                .encode()
                .unwrap(),
            Kind::Rle => Rle.encode(&self.decoded(Words::U8(rgb()))).unwrap(),
            Kind::JpegLossless => Jpeg.encode(&self.decoded(deep())).unwrap(),
            Kind::Jpeg2000 => Jpeg2000.encode(&self.decoded(deep())).unwrap(),
        }
    }

    fn decoded(&self, words: Words) -> Frame {
        let colour = self.is_colour();
        let bits: u16 = if colour { 8 } else { 12 };
        Frame {
            format: FrameFormat {
                rows: self.rows as u32,
                columns: self.columns as u32,
                frames: 1,
                samples_per_pixel: if colour { 3 } else { 1 },
                bits_allocated: if colour { 8 } else { 16 },
                bits_stored: bits,
                high_bit: bits - 1,
                signed: false,
                planar: false,
                photometric: match colour {
                    true => Photometric::Rgb,
                    false => Photometric::Monochrome2,
                },
                kind: SampleKind::Integer,
            },
            precision: bits,
            words,
        }
    }

    fn is_colour(&self) -> bool {
        matches!(self.kind, Kind::Jpeg | Kind::Rle)
    }

    /// A sector of speckle on black, with bars in the place of letters.
    fn grey(&self, number: usize) -> Vec<u8> {
        let (columns, rows) = (self.columns, self.rows);
        let mut seed = number as u32 + 1;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 24
        };
        let mut grey = Vec::with_capacity(columns * rows);
        let mut last = 0;
        for y in 0..rows {
            for x in 0..columns {
                last = (last * 3 + noise()) / 4;
                let sector = y > 80 && x.abs_diff(columns / 2) * 3 < (y - 70) * 2 && y < rows - 28;
                let letter =
                    y < 60 && x < columns * 2 / 3 && (x / 3 + y / 20) % 4 == 0 && y % 20 < 14;
                grey.push(match (sector, letter) {
                    (true, _) => (last * (800 - y as u32) / 900) as u8,
                    (_, true) => 230,
                    _ => 0,
                });
            }
        }
        grey
    }

    /// The clip as a file.
    pub fn write(&self, frames: &[Vec<u8>], out: &mut impl Write) -> io::Result<()> {
        out.write_all(&self.head())?;
        for frame in frames.iter().cycle().take(self.frames) {
            out.write_all(b"\xFE\xFF\0\xE0")?;
            out.write_all(&(frame.len() as u32).to_le_bytes())?;
            out.write_all(frame)?;
        }
        out.write_all(b"\xFE\xFF\xDD\xE0\0\0\0\0")
    }

    /// Preamble, file meta information, and the data set up to its first fragment.
    fn head(&self) -> Vec<u8> {
        let syntax: &[u8] = match self.kind {
            Kind::Jpeg => b"1.2.840.10008.1.2.4.50",
            Kind::Rle => b"1.2.840.10008.1.2.5\0",
            Kind::JpegLossless => b"1.2.840.10008.1.2.4.70",
            Kind::Jpeg2000 => b"1.2.840.10008.1.2.4.90",
        };
        let class: &[u8] = match self.is_colour() {
            true => b"1.2.840.10008.5.1.4.1.1.3.1\0",
            false => b"1.2.840.10008.5.1.4.1.1.7.3\0",
        };
        let modality: &[u8] = if self.is_colour() { b"US" } else { b"OT" };
        let uid = |kind: u32| {
            let place = ALL.iter().position(|clip| clip.name == self.name);
            let uid = format!("1.2.826.0.1.3680043.10.5555.{kind}.{}", place.unwrap_or(0));
            padded(uid.as_bytes(), 0)
        };
        let mut meta = Vec::new();
        element(&mut meta, (2, 0x02), b"UI", class);
        element(&mut meta, (2, 0x03), b"UI", &uid(1));
        element(&mut meta, (2, 0x10), b"UI", syntax);
        let mut head = [&[0; 128][..], b"DICM"].concat();
        element(&mut head, (2, 0), b"UL", &(meta.len() as u32).to_le_bytes());
        head.extend(meta);
        element(&mut head, (0x08, 0x16), b"UI", class);
        element(&mut head, (0x08, 0x18), b"UI", &uid(1));
        element(&mut head, (0x08, 0x60), b"CS", modality);
        element(&mut head, (0x10, 0x10), b"PN", b"TESTERTON^PRUDENCE");
        element(&mut head, (0x10, 0x20), b"LO", b"HOSP7788991 ");
        element(&mut head, (0x20, 0x0D), b"UI", &uid(2));
        element(&mut head, (0x20, 0x0E), b"UI", &uid(3));
        self.describe_pixels(&mut head);
        head.extend(b"\xE0\x7F\x10\0OB\0\0\xFF\xFF\xFF\xFF\xFE\xFF\0\xE0\0\0\0\0");
        head
    }

    /// Writes the attributes of group 0028.
    fn describe_pixels(&self, head: &mut Vec<u8>) {
        let photometric: &[u8] = match self.kind {
            Kind::Jpeg => b"YBR_FULL_422",
            Kind::Rle => b"RGB ",
            Kind::JpegLossless | Kind::Jpeg2000 => b"MONOCHROME2 ",
        };
        let number = |value: usize| (value as u16).to_le_bytes();
        let (samples, allocated, stored) = match self.is_colour() {
            true => (3, 8, 8),
            false => (1, 16, 12),
        };
        element(head, (0x28, 0x02), b"US", &number(samples));
        element(head, (0x28, 0x04), b"CS", photometric);
        if self.is_colour() {
            element(head, (0x28, 0x06), b"US", &number(0));
        }
        let count = padded(self.frames.to_string().as_bytes(), b' ');
        element(head, (0x28, 0x08), b"IS", &count);
        for (tag, value) in [
            (0x10, self.rows),
            (0x11, self.columns),
            (0x100, allocated),
            (0x101, stored),
            (0x102, stored - 1),
            (0x103, 0),
        ] {
            element(head, (0x28, tag), b"US", &number(value));
        }
    }
}

/// Writes every clip into a folder, of so many frames at most.
pub fn write_all(folder: &Path, most_frames: usize) -> io::Result<()> {
    for clip in ALL {
        let frames = clip.frames.min(most_frames);
        let clip = Clip { frames, ..*clip };
        let folder = folder.join(clip.name);
        std::fs::create_dir_all(&folder)?;
        let mut out = BufWriter::new(File::create(folder.join("clip.dcm"))?);
        clip.write(&clip.different_frames(), &mut out)?;
        out.flush()?;
    }
    Ok(())
}

fn padded(bytes: &[u8], with: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if bytes.len() % 2 == 1 {
        bytes.push(with);
    }
    bytes
}

fn element(out: &mut Vec<u8>, (group, number): (u16, u16), vr: &[u8; 2], value: &[u8]) {
    out.extend(group.to_le_bytes());
    out.extend(number.to_le_bytes());
    out.extend(vr);
    out.extend((value.len() as u16).to_le_bytes());
    out.extend(value);
}
