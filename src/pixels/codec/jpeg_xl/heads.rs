//! What a codestream says of itself before its samples, and where it ends.
//!
//! In comes a bare codestream, whatever follows it included. Samples are not decoded. What could hold more than the
//! one picture is an error: names of frames, extensions, a colour profile, a preview, further channels, layers.

use jxl_oxide::image::BitDepth;
use jxl_oxide::{AllocTracker, InitializeResult, JxlImage};

use super::super::super::error::PixelError;
use super::super::super::format::FrameFormat;
use super::NAME;
use super::boxes::CODESTREAM;

/// Bytes that the decoder may take beside those for each sample.
const MEMORY: usize = 64 << 20;
/// And for each sample: a few copies of three planes of floats, of which a grey picture has one.
const MEMORY_PER_SAMPLE: usize = 128;

const MORE: PixelError = PixelError::Unsupported("JPEG XL with more in it than a picture");

/// A codestream that is there to its end.
pub struct Opened {
    /// The decoder, which has read all heads and no samples yet.
    pub image: JxlImage,
    /// Bits of a sample, 1 to 16.
    pub precision: u8,
    /// Colours were transformed for the sake of compression, so that they come out as RGB.
    pub transformed: bool,
    /// Bytes of the codestream.
    pub end: usize,
}

/// Reads all heads of a codestream.
pub fn open(codestream: &[u8], format: &FrameFormat) -> Result<Opened, PixelError> {
    let image = read(codestream, format)?;
    let precision = picture_only(&image, format)?;
    let mut opened = Opened {
        precision,
        transformed: image.image_header().metadata.xyb_encoded,
        end: 0,
        image,
    };
    for number in 0..opened.image.num_loaded_frames() {
        opened.frame(number, codestream)?;
    }
    Ok(opened)
}

fn damaged(reason: &str) -> PixelError {
    PixelError::codec(NAME, reason)
}

/// A codestream in the decoder, whose memory is limited.
fn read(codestream: &[u8], format: &FrameFormat) -> Result<JxlImage, PixelError> {
    // The decoder would look for it in a container.
    if !codestream.starts_with(CODESTREAM) {
        return Err(damaged("it does not begin with its first marker"));
    }
    let memory = format.samples().saturating_mul(MEMORY_PER_SAMPLE);
    let mut waiting = JxlImage::builder()
        .alloc_tracker(AllocTracker::with_limit(memory.saturating_add(MEMORY)))
        .build_uninit();
    waiting
        .feed_bytes(codestream)
        .map_err(|error| PixelError::codec(NAME, error))?;
    let initialised = waiting
        .try_init()
        .map_err(|error| PixelError::codec(NAME, error))?;
    let InitializeResult::Initialized(image) = initialised else {
        return Err(damaged("it ends early"));
    };
    if !image.is_loading_done() || image.num_loaded_frames() == 0 {
        return Err(damaged("it ends early"));
    }
    Ok(image)
}

/// Bits of a sample of a picture that is the header's, with nothing beside it.
fn picture_only(image: &JxlImage, format: &FrameFormat) -> Result<u8, PixelError> {
    let header = image.image_header();
    if (header.size.width, header.size.height) != (format.columns, format.rows) {
        return Err(PixelError::Mismatch("the size"));
    }
    let metadata = &header.metadata;
    if metadata.grayscale() != (format.samples_per_pixel == 1) {
        return Err(PixelError::Mismatch("the number of samples per pixel"));
    }
    let precision = match metadata.bit_depth {
        BitDepth::IntegerSample { bits_per_sample } => u8::try_from(bits_per_sample).ok(),
        BitDepth::FloatSample { .. } => None,
    };
    let precision =
        precision
            .filter(|bits| (1..=16).contains(bits))
            .ok_or(PixelError::Unsupported(
                "JPEG XL of floats or of more than 16 bits",
            ))?;
    let several = metadata.animation.is_some() || image.num_loaded_keyframes() != 1;
    let beside = metadata.preview.is_some() || !metadata.ec_info.is_empty();
    let profile = metadata.colour_encoding.want_icc();
    if several || beside || profile || metadata.orientation != 1 || !none(&metadata.extensions) {
        return Err(MORE);
    }
    Ok(precision)
}

impl Opened {
    /// Takes in the head of a frame.
    fn frame(&mut self, number: usize, codestream: &[u8]) -> Result<(), PixelError> {
        let frame = self.image.frame(number);
        let frame = frame.zip(self.image.frame_offset(number));
        let (frame, offset) = frame.ok_or_else(|| damaged("a frame of it is missing"))?;
        let header = frame.header();
        let extensions = [&header.extensions, &header.restoration_filter.extensions];
        // A layer may lie under another one, and reach beyond the picture.
        let layer = header.frame_type.is_normal_frame() && (!header.is_last || header.have_crop);
        if layer || !header.name.is_empty() || !extensions.into_iter().all(none) {
            return Err(MORE);
        }
        let end = frame
            .toc()
            .bookmark()
            .checked_add(frame.toc().total_byte_size())
            .and_then(|length| length.checked_add(offset))
            .filter(|end| *end <= codestream.len())
            .ok_or_else(|| damaged("it ends early"))?;
        self.transformed |= header.do_ycbcr;
        self.end = end;
        Ok(())
    }
}

/// Whether there is no extension. The decoder keeps to itself which there are, but for this.
fn none<T: std::fmt::Debug + Default>(extensions: &T) -> bool {
    format!("{extensions:?}") == format!("{:?}", T::default())
}
