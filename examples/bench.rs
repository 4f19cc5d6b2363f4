//! Speed of the engine, natively, on the sample study: `cargo run --release --example bench`.
#![allow(clippy::unwrap_used)]

use std::rc::Rc;
use std::time::{Duration, Instant};

use darkroom::clean::{self, Order};
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::dicom::{self, MemorySource, Source};
use darkroom::pixels::{self, FrameRegion, FrameSpan, Rect, Redacted, RedactedPixels};
use libjpeg_turbo_rs::{Decoder, Encoder, PixelFormat, Subsampling};

fn main() {
    let files = darkroom::sample::files();
    let of = |place: &str| {
        let (_, bytes) = files.iter().find(|(name, _)| name.contains(place)).unwrap();
        Rc::new(MemorySource::new(bytes.clone())) as Rc<dyn Source>
    };
    let (slice, ultrasound) = (of("Axial/IM0001"), of("US abdomen"));
    let pseudonyms = Pseudonyms::new(&Secret::random().unwrap());
    let looked = Order {
        looked_at: true,
        ..Order::default()
    };
    let rect = Rect {
        x: 8,
        y: 8,
        width: 200,
        height: 40,
    };
    let frames = FrameSpan::All;
    let painted = Order {
        regions: vec![FrameRegion { rect, frames }],
        ..looked.clone()
    };
    time("read a CT header", || {
        dicom::read(Rc::clone(&slice)).unwrap();
    });
    time(
        "clean a CT slice, second reading and checksum included",
        || {
            clean::clean(Rc::clone(&slice), &looked, &pseudonyms).unwrap();
        },
    );
    time("paint and clean a two-frame ultrasound", || {
        clean::clean(Rc::clone(&ultrasound), &painted, &pseudonyms).unwrap();
    });
    let instance = dicom::read(ultrasound).unwrap();
    time("decode an ultrasound frame for the screen", || {
        pixels::picture(&instance, 0).unwrap();
    });
    lossy_clip();
}

/// Columns, rows and frames of a clip.
const CLIP: (usize, usize, usize) = (1024, 768, 60);

/// A painted JPEG clip, against what others do: decode, paint, compress again.
fn lossy_clip() {
    let frames: Vec<Vec<u8>> = (0..CLIP.2).map(clip_frame).collect();
    let file: Rc<dyn Source> = Rc::new(MemorySource::new(clip_file(&frames)));
    let instance = dicom::read(file).unwrap();
    let rect = Rect {
        x: 0,
        y: 0,
        width: 700,
        height: 60,
    };
    let region = FrameRegion {
        rect,
        frames: FrameSpan::All,
    };
    let before: usize = frames.iter().map(Vec::len).sum();
    let mut after = 0;
    time_of(10, "60-frame JPEG ultrasound painted", || {
        after = size(&pixels::redact(&instance, &[region]).unwrap());
    });
    let mut again = 0;
    time_of(10, "the same by decoding, painting and compressing", || {
        again = frames
            .iter()
            .map(|frame| compressed_again(frame, rect))
            .sum();
    });
    println!("bytes: {before} before, {after} painted, {again} compressed again");
}

fn size(redacted: &Redacted) -> usize {
    let RedactedPixels::Encapsulated { frames } = &redacted.pixels else {
        return 0;
    };
    let parts = frames.iter().flatten();
    parts
        .map(|part| match part {
            dicom::Part::Bytes(bytes) => bytes.len(),
            dicom::Part::Range(range) => (range.end - range.start) as usize,
        })
        .sum()
}

/// A sector of speckle on black, with bars in the place of letters.
fn clip_frame(number: usize) -> Vec<u8> {
    let (columns, rows, _) = CLIP;
    let mut seed = number as u32 + 1;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 24
    };
    let mut rgb = vec![0; columns * rows * 3];
    let mut last = 0;
    for y in 0..rows {
        for x in 0..columns {
            last = (last * 3 + noise()) / 4;
            let sector = y > 80 && x.abs_diff(columns / 2) * 3 < (y - 70) * 2 && y < 740;
            let letter = y < 60 && x < 700 && (x / 3 + y / 20) % 4 == 0 && y % 20 < 14;
            let grey = match (sector, letter) {
                (true, _) => last * (800 - y as u32) / 900,
                (_, true) => 230,
                _ => 0,
            };
            rgb[(y * columns + x) * 3..][..3].fill(grey as u8);
        }
    }
    let mut jpeg = Encoder::new(&rgb, columns, rows, PixelFormat::Rgb)
        .quality(90)
        .subsampling(Subsampling::S422)
        .encode()
        .unwrap();
    if jpeg.len() % 2 == 1 {
        jpeg.push(0);
    }
    jpeg
}

fn compressed_again(frame: &[u8], rect: Rect) -> usize {
    let (columns, rows, _) = CLIP;
    let mut decoder = Decoder::new(frame).unwrap();
    decoder.set_output_format(PixelFormat::Rgb);
    let mut rgb = decoder.decode_image().unwrap().data;
    for y in rect.y..rect.y + rect.height {
        let start = (y as usize * columns + rect.x as usize) * 3;
        rgb[start..start + rect.width as usize * 3].fill(0);
    }
    Encoder::new(&rgb, columns, rows, PixelFormat::Rgb)
        .quality(90)
        .subsampling(Subsampling::S422)
        .encode()
        .unwrap()
        .len()
}

/// The clip as a file.
fn clip_file(frames: &[Vec<u8>]) -> Vec<u8> {
    let mut file = vec![0; 128];
    file.extend(b"DICM");
    let syntax = b"1.2.840.10008.1.2.4.50";
    let mut meta = Vec::new();
    element(&mut meta, (2, 0x10), b"UI", syntax);
    element(&mut file, (2, 0), b"UL", &(meta.len() as u32).to_le_bytes());
    file.extend(meta);
    let class = b"1.2.840.10008.5.1.4.1.1.3.1\0";
    element(&mut file, (0x08, 0x16), b"UI", class);
    element(&mut file, (0x28, 0x02), b"US", &3_u16.to_le_bytes());
    element(&mut file, (0x28, 0x04), b"CS", b"YBR_FULL_422");
    element(
        &mut file,
        (0x28, 0x08),
        b"IS",
        CLIP.2.to_string().as_bytes(),
    );
    for (number, value) in [
        (0x10, CLIP.1),
        (0x11, CLIP.0),
        (0x100, 8),
        (0x101, 8),
        (0x102, 7),
        (0x103, 0),
    ] {
        element(
            &mut file,
            (0x28, number),
            b"US",
            &(value as u16).to_le_bytes(),
        );
    }
    file.extend(b"\xE0\x7F\x10\0OB\0\0\xFF\xFF\xFF\xFF\xFE\xFF\0\xE0\0\0\0\0");
    for frame in frames {
        file.extend(b"\xFE\xFF\0\xE0");
        file.extend((frame.len() as u32).to_le_bytes());
        file.extend(frame);
    }
    file.extend(b"\xFE\xFF\xDD\xE0\0\0\0\0");
    file
}

fn element(out: &mut Vec<u8>, (group, number): (u16, u16), vr: &[u8; 2], value: &[u8]) {
    out.extend(group.to_le_bytes());
    out.extend(number.to_le_bytes());
    out.extend(vr);
    out.extend((value.len() as u16).to_le_bytes());
    out.extend(value);
}

/// Prints the best and the median time of many runs.
fn time(what: &str, run: impl FnMut()) {
    time_of(200, what, run);
}

fn time_of(runs: usize, what: &str, mut run: impl FnMut()) {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let (best, median) = (times[0], times[times.len() / 2]);
    println!("{what}: best {best:.2?}, median {median:.2?}");
}
