//! One delivered file as a picture: still, moving, or the film that it is already.

use std::rc::Rc;

use darkroom::dicom::{self, MemorySource};
use darkroom::pixels::video::{self, Video};
use darkroom::pixels::{FrameFormat, FrameRegion};
use darkroom::slides::{AnimatedPng, Format, Size, View, encode, film, of_frame};

use super::NotDrawn;

/// A file for a slide.
pub(super) struct Made {
    pub(super) bytes: Vec<u8>,
    pub(super) extension: &'static str,
    /// How many are in it.
    pub(super) frames: u32,
}

/// Draws a cleaned file in the window in which it opens; what is painted is black, whatever that window says.
pub(super) fn made(
    bytes: Vec<u8>,
    regions: &[FrameRegion],
    (format, size): (Format, Size),
) -> Result<Made, NotDrawn> {
    let instance = dicom::read(Rc::new(MemorySource::new(bytes)));
    let instance = instance.map_err(|error| words(&error))?;
    if instance.pixels.is_none() {
        return Err(NotDrawn::Without);
    }
    let of_instance = FrameFormat::of_instance(&instance).map_err(|error| words(&error))?;
    let frames = of_instance.frames.max(1);
    if video::is_video(&instance.transfer_syntax) {
        // What leaves of a video is a film without a word in it already: see `pixels::video::reencode`.
        let film = Video::of(&instance).map_err(|error| words(&error))?;
        let bytes = film.into_stream();
        return Ok(Made {
            bytes,
            extension: "mp4",
            frames,
        });
    }
    let view = View::default();
    let drawn = |frame, size| of_frame(&instance, frame, &view, regions, size);
    let first = drawn(0, size).map_err(|error| words(&error))?;
    if frames == 1 {
        let bytes = encode(&first, format).map_err(|error| words(&error))?;
        return Ok(Made {
            bytes,
            extension: format.extension(),
            frames,
        });
    }
    let pace = film::frame_time(&instance.data_set).unwrap_or(film::STACK);
    let animated = || {
        let mut file = AnimatedPng::new((first.columns, first.rows), frames, pace)?;
        for frame in 0..frames {
            file.put(&drawn(frame, size)?)?;
        }
        file.finish()
    };
    let bytes = animated().map_err(|error| words(&error))?;
    Ok(Made {
        bytes,
        extension: "png",
        frames,
    })
}

/// Errors of the engine hold no value of a file.
fn words(error: &dyn std::error::Error) -> NotDrawn {
    NotDrawn::Picture(error.to_string())
}
