//! Speed of the engine, natively, on the sample study: `cargo run --release --example bench`.
#![allow(clippy::unwrap_used)]

use std::rc::Rc;
use std::time::{Duration, Instant};

use darkroom::clean::{self, Order};
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::dicom::{self, MemorySource, Source};
use darkroom::pixels::{self, FrameRegion, FrameSpan, Rect};

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
}

/// Prints the best and the median time of many runs.
fn time(what: &str, mut run: impl FnMut()) {
    let mut times: Vec<Duration> = (0..200)
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
