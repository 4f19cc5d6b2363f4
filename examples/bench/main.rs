//! Speed of the engine, natively: `cargo run --release --example bench`. With `-- files FOLDER [FRAMES]` it writes the
//! clips with which the page is measured, of so many frames at most, and measures nothing. With `-- once` everything
//! runs once, which shows that it still runs.
#![allow(clippy::unwrap_used)]

mod clips;

use std::rc::Rc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use clips::{Clip, ULTRASOUND};
use darkroom::clean::{self, Mentions, Order};
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::dicom::spool::Keep;
use darkroom::dicom::{
    self, DataSet, DataSetExt, InMemory, MemorySource, Part, PieceSpool, Source, SourceError,
    SpoolError,
};
use darkroom::pixels::{
    self, FrameRegion, FrameSpan, InAdvance, Rect, Redacted, RedactedPixels, in_advance,
};
use dicom_core::VR;
use dicom_dictionary_std::tags;
use libjpeg_turbo_rs::{Decoder, Encoder, PixelFormat, Subsampling};

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    if let (Some(word), Some(folder)) = (arguments.next(), arguments.next())
        && word == "files"
    {
        let most_frames = arguments.next().map_or(usize::MAX, |number| {
            number.to_str().unwrap().parse().unwrap()
        });
        return clips::write_all(folder.as_ref(), most_frames).unwrap();
    }
    one_slice();
    one_ultrasound();
    for clip in clips::ALL {
        frames_of(clip);
    }
    lossy_clip();
}

/// A file of the sample.
fn sample(place: &str) -> Rc<dyn Source> {
    let files = darkroom::sample::files();
    let (_, bytes) = files.iter().find(|(name, _)| name.contains(place)).unwrap();
    Rc::new(MemorySource::new(bytes.clone()))
}

/// What one CT slice costs.
fn one_slice() {
    let slice = sample("Axial/IM0001");
    let pseudonyms = Pseudonyms::new(&Secret::random().unwrap());
    let looked = Order {
        looked_at: true,
        ..Order::default()
    };
    time("read a CT header", || {
        dicom::read(Rc::clone(&slice)).unwrap();
    });
    let measured = dicom::read(Rc::clone(&slice)).unwrap();
    time("search a CT slice for lines of text", || {
        assert!(!pixels::shows_text(&measured));
    });
    time(
        "clean a CT slice, second reading and checksum included",
        || {
            clean::clean(Rc::clone(&slice), &looked, &pseudonyms).unwrap();
        },
    );
    time("gather whom a CT header mentions", || {
        Mentions::of(&measured.data_set);
    });
    let mut mentions = Mentions::of(&measured.data_set);
    for number in 0..OTHERS {
        mentions.absorb(&Mentions::of(&another(number)));
    }
    let among = Order {
        mentions,
        ..looked.clone()
    };
    time("the same, with what other files mention besides", || {
        clean::clean(Rc::clone(&slice), &among, &pseudonyms).unwrap();
    });
}

/// What a two-frame ultrasound costs.
fn one_ultrasound() {
    let ultrasound = sample("US abdomen");
    let pseudonyms = Pseudonyms::new(&Secret::random().unwrap());
    let rect = Rect {
        x: 8,
        y: 8,
        width: 200,
        height: 40,
    };
    let frames = FrameSpan::All;
    let painted = Order {
        regions: vec![FrameRegion { rect, frames }],
        looked_at: true,
        ..Order::default()
    };
    time("paint and clean a two-frame ultrasound", || {
        clean::clean(Rc::clone(&ultrasound), &painted, &pseudonyms).unwrap();
    });
    let instance = dicom::read(ultrasound).unwrap();
    time("decode an ultrasound frame for the screen", || {
        pixels::picture(&instance, 0).unwrap();
    });
}

/// Files of a patient that mention somebody else each.
const OTHERS: usize = 40;

/// What another file of the patient says of people and places.
fn another(number: usize) -> DataSet {
    let mut header = DataSet::new_empty();
    let letter = |at: usize| char::from(b'a' + u8::try_from((number * 7 + at * 11) % 26).unwrap());
    let word: String = (0..7).map(letter).collect();
    for (tag, vr, value) in [
        (tags::OPERATORS_NAME, VR::PN, format!("{word}son^{word}")),
        (tags::ACCESSION_NUMBER, VR::SH, format!("ACC88{number:05}")),
        (
            tags::INSTITUTIONAL_DEPARTMENT_NAME,
            VR::LO,
            format!("{word}bury Ward"),
        ),
    ] {
        header.put_ascii(tag, vr, &value);
    }
    header
}

/// The frames of a clip for the screen, one after the other.
fn frames_of(clip: &Clip) {
    let (mut frames, mut file) = (clip.different_frames(), Vec::new());
    frames.truncate(8);
    let short = Clip { frames: 8, ..*clip };
    short.write(&frames, &mut file).unwrap();
    let instance = dicom::read(Rc::new(MemorySource::new(file))).unwrap();
    let mut next = (0..8).cycle();
    let what = format!("decode a frame of {} for the screen", clip.name);
    time_of(80, &what, || {
        pixels::picture(&instance, next.next().unwrap()).unwrap();
    });
}

/// A painted JPEG clip, against what others do: decode, paint, compress again.
fn lossy_clip() {
    let frames = ULTRASOUND.different_frames();
    let mut file = Vec::new();
    ULTRASOUND.write(&frames, &mut file).unwrap();
    let instance = dicom::read(Rc::new(MemorySource::new(file.clone()))).unwrap();
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
    let (mut after, mut again) = (0, 0);
    let ours = peak_of(|| {
        time_of(10, "60-frame JPEG ultrasound painted", || {
            after = size(&pixels::redact(&instance, &[region]).unwrap());
        });
    });
    let mut shared = Vec::new();
    time_of(10, "the same by all processors", || {
        shared = painted_by_all(&file, region);
    });
    assert_eq!(shared.len(), after);
    let theirs = peak_of(|| {
        time_of(10, "the same by decoding, painting and compressing", || {
            // As those do it who decode an image before they look at it.
            let mut decoded: Vec<_> = frames.iter().map(|frame| decoded(frame)).collect();
            decoded.iter_mut().for_each(|rgb| paint(rgb, rect));
            again = decoded.iter().map(|rgb| compressed(rgb).len()).sum();
        });
    });
    println!("bytes: {before} before, {after} painted, {again} compressed again");
    println!("memory besides: {ours} painted, {theirs} compressed again");
}

/// A run of frames for each processor, each of which opens the file for itself; then all of them put together.
fn painted_by_all(file: &[u8], region: FrameRegion) -> Vec<u8> {
    let open = || dicom::read(Rc::new(MemorySource::new(file))).unwrap();
    let instance = open();
    let places = available_parallelism().map_or(1, usize::from);
    let runs = in_advance::runs(
        &instance.transfer_syntax,
        &[region],
        ULTRASOUND.frames as u32,
        places,
    );
    let spools: Vec<_> = std::thread::scope(|scope| {
        let paint = |run| {
            scope.spawn(move || {
                let spool = PieceSpool::new(Pieces::default());
                let frames = in_advance::paint_run(&open(), &[region], run, &spool);
                (frames.unwrap().unwrap(), spool)
            })
        };
        let threads: Vec<_> = runs.into_iter().map(paint).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let mut painted = InAdvance::default();
    for (frames, spool) in spools {
        painted.add(&frames, Rc::new(spool));
    }
    let redacted = pixels::redact_into(&instance, &[region], &InMemory, &painted).unwrap();
    let RedactedPixels::Encapsulated { frames } = redacted.pixels else {
        return Vec::new();
    };
    let bytes = |part: Part| match part {
        Part::Bytes(bytes) => bytes,
        Part::Range(range) | Part::Spooled(range) => instance.body.read(range).unwrap(),
    };
    frames.into_iter().flatten().flat_map(bytes).collect()
}

/// Pieces in memory.
#[derive(Default)]
struct Pieces(Vec<Vec<u8>>);

impl Keep for Pieces {
    fn keep(&mut self, piece: Vec<u8>) -> Result<(), SpoolError> {
        self.0.push(piece);
        Ok(())
    }

    fn fetch(&self, number: usize) -> Result<Vec<u8>, SourceError> {
        Ok(self.0[number].clone())
    }
}

fn size(redacted: &Redacted) -> usize {
    let RedactedPixels::Encapsulated { frames } = &redacted.pixels else {
        return 0;
    };
    frames
        .iter()
        .flatten()
        .map(|part| part.len() as usize)
        .sum()
}

fn decoded(frame: &[u8]) -> Vec<u8> {
    let mut decoder = Decoder::new(frame).unwrap();
    decoder.set_output_format(PixelFormat::Rgb);
    decoder.decode_image().unwrap().data
}

fn paint(rgb: &mut [u8], rect: Rect) {
    for y in rect.y..rect.y + rect.height {
        let start = (y as usize * ULTRASOUND.columns + rect.x as usize) * 3;
        rgb[start..start + rect.width as usize * 3].fill(0);
    }
}

fn compressed(rgb: &[u8]) -> Vec<u8> {
    Encoder::new(rgb, ULTRASOUND.columns, ULTRASOUND.rows, PixelFormat::Rgb)
        .quality(90)
        .subsampling(Subsampling::S422)
        .encode()
        .unwrap()
}

/// The most memory that the work had at a time besides what was there before, where the system tells (Linux).
fn peak_of(work: impl FnOnce()) -> String {
    let told = |what: &str| {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find(|line| line.starts_with(what))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    };
    // The peak counts from now.
    let reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let before = told("VmRSS:");
    work();
    match (before, told("VmHWM:")) {
        (Some(before), Some(peak)) if reset => {
            format!("{} MB", peak.saturating_sub(before) / 1024)
        }
        _ => "unknown".into(),
    }
}

/// Prints the best and the median time of many runs.
fn time(what: &str, run: impl FnMut()) {
    time_of(200, what, run);
}

fn time_of(runs: usize, what: &str, mut run: impl FnMut()) {
    let runs = match std::env::args().nth(1).as_deref() {
        Some("once") => 1,
        _ => runs,
    };
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
