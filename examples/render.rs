//! Frames as the page shows them, for other people's viewers to compare: each under the first window that is on offer, and
//! where the header offers none under the full range.
//!
//! `render OUT FILE…` writes `OUT/<number of the file, from 0>.<frame>.ppm` for the first frame, the middle one and the
//! last, and says on a line of its own which could not be shown.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use darkroom::dicom::{self, MemorySource};
use darkroom::pixels::range::FULL_RANGE;
use darkroom::pixels::{self, FrameFormat, Picture, Window};

/// Windows of ours, which no other viewer has.
const OURS: [&str; 4] = ["Soft tissue", "Lung", "Bone", "Brain"];

fn main() -> Result<(), String> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let out = arguments.next().ok_or("render OUT FILE…")?;
    for (number, file) in arguments.enumerate() {
        if let Err(why) = file_of(number, &file, &out) {
            println!("{number}: {why}");
        }
    }
    Ok(())
}

fn file_of(number: usize, file: &Path, out: &Path) -> Result<(), String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let source = Rc::new(MemorySource::new(bytes));
    let instance = dicom::read(source).map_err(|error| error.to_string())?;
    let format = FrameFormat::of_instance(&instance).map_err(|error| error.to_string())?;
    let mut frames = vec![0, format.frames / 2, format.frames - 1];
    frames.dedup();
    for frame in frames {
        let picture = pixels::picture(&instance, frame).map_err(|error| error.to_string())?;
        let path = out.join(format!("{number}.{frame}.ppm"));
        std::fs::write(path, ppm(&picture)).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn ppm(picture: &Picture) -> Vec<u8> {
    let own = picture.windows.first();
    let own = own.filter(|window| !OURS.contains(&window.name.as_str()));
    let full = picture
        .windows
        .iter()
        .find(|window| window.name == FULL_RANGE);
    let window = own.or(full).cloned().unwrap_or_else(Window::of_colour);
    let mut rgba = Vec::new();
    pixels::render(picture, &window, &mut rgba);
    let mut ppm = format!("P6 {} {} 255\n", picture.columns, picture.rows).into_bytes();
    let (pixels, _) = rgba.as_chunks::<4>();
    ppm.extend(pixels.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]));
    ppm
}
