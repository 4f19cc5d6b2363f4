//! Many drawn pictures as an animated PNG (PNG, third edition, 11.3.2.3): what every browser and PowerPoint 365 shows
//! where no encoder of video is at hand. Nothing in it but the pictures and their pace.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use super::{Drawn, SlideError};

/// A file that is being written, picture by picture.
pub struct AnimatedPng {
    writer: png::Writer<Shared>,
    file: Shared,
    size: (u32, u32),
}

/// Bytes that the writer writes, and whoever ends the file takes: the writer does not give back what it was given.
#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AnimatedPng {
    /// Of so many pictures of one size (columns and rows), each of which lasts `frame_time` microseconds; it begins
    /// again when it is over.
    ///
    /// # Errors
    ///
    /// Where there is no picture, or the size is none.
    pub fn new(size: (u32, u32), pictures: u32, frame_time: u64) -> Result<Self, SlideError> {
        let failed = |_| SlideError::Encoder;
        let file = Shared::default();
        let mut encoder = png::Encoder::new(file.clone(), size.0, size.1);
        // A file that holds fewer pictures than its head says is none.
        encoder.validate_sequence(true);
        encoder.set_depth(png::BitDepth::Eight);
        // Grey and coloured pictures can follow one another.
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_animated(pictures, 0).map_err(failed)?;
        let milliseconds = u16::try_from(frame_time / 1_000).unwrap_or(u16::MAX);
        encoder
            .set_frame_delay(milliseconds, 1_000)
            .map_err(failed)?;
        let writer = encoder.write_header().map_err(failed)?;
        Ok(Self { writer, file, size })
    }

    /// Adds the next picture.
    ///
    /// # Errors
    ///
    /// Where it has another size, or there are enough already.
    pub fn put(&mut self, picture: &Drawn) -> Result<(), SlideError> {
        if (picture.columns, picture.rows) != self.size {
            return Err(SlideError::Size);
        }
        let written = self.writer.write_image_data(&picture.rgb);
        written.map_err(|_| SlideError::Encoder)
    }

    /// The file's bytes.
    ///
    /// # Errors
    ///
    /// Where there are fewer pictures than were promised.
    pub fn finish(self) -> Result<Vec<u8>, SlideError> {
        let Self { writer, file, .. } = self;
        writer.finish().map_err(|_| SlideError::Encoder)?;
        Ok(file.0.take())
    }
}
