//! Paints a rectangle black on all frames of one file, and shows what the first looks like in the file that would leave:
//! `redact_frame IN.dcm OUT.ppm X Y WIDTH HEIGHT`, in stored pixels from the top left.
//!
//! Every sample outside of the rectangle stays as it is (but for the blocks of a lossy JPEG that it touches). How a frame
//! is painted depends on its transfer syntax: see `pixels::codec`.

use std::error::Error;
use std::path::Path;
use std::rc::Rc;

use darkroom::clean::{self, Order};
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::dicom::{self, FileSource, MemorySource};
use darkroom::pixels::{self, FrameRegion, FrameSpan, Rect, Window};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [from, to, numbers @ ..] = arguments.as_slice() else {
        return Err("redact_frame IN.dcm OUT.ppm X Y WIDTH HEIGHT".into());
    };
    let numbers = numbers.iter().map(|number| number.parse());
    let numbers: Vec<u32> = numbers.collect::<Result<_, _>>()?;
    let [x, y, width, height] = numbers[..] else {
        return Err("a rectangle has four numbers".into());
    };
    let region = FrameRegion {
        rect: Rect {
            x,
            y,
            width,
            height,
        },
        frames: FrameSpan::All,
    };
    let order = Order {
        regions: vec![region],
        looked_at: true,
        ..Order::default()
    };
    let source = Rc::new(FileSource::open(Path::new(from))?);
    let pseudonyms = Pseudonyms::new(&Secret::random()?);
    let cleaned = clean::clean(source, &order, &pseudonyms).map_err(|held| held.what())?;
    let mut bytes = Vec::new();
    cleaned.for_each_run(|run| {
        bytes.extend_from_slice(run);
        Ok::<(), std::io::Error>(())
    })?;
    let leaves = dicom::read(Rc::new(MemorySource::new(bytes)))?;
    let picture = pixels::picture(&leaves, 0)?;
    let window = picture.windows.first().cloned();
    let mut rgba = Vec::new();
    pixels::render(
        &picture,
        &window.unwrap_or_else(Window::of_colour),
        &mut rgba,
    );
    let mut ppm = format!("P6 {} {} 255\n", picture.columns, picture.rows).into_bytes();
    let (pixels, _) = rgba.as_chunks::<4>();
    ppm.extend(pixels.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]));
    std::fs::write(to, ppm)?;
    Ok(())
}
