//! The brightest and the darkest of many frames, pixel by pixel: text burned into one of three hundred images stands
//! out of all of them.
//!
//! In come pictures of one size, one at a time; out come two pictures. Stored values are compared, not rescaled ones:
//! burned-in text lies at an end of what can be *stored*, and a rescale that differs from image to image (PET) would
//! let the tissue of one outshine the text of another. Where a table stands in the place of a rescale its output is
//! compared. Each channel of a colour image is compared by itself. Never: a frame of another size, depth or kind is
//! mixed in, since its numbers mean something else; nor one of which much is as bright as it gets, which would hide
//! what is written on the others. Whoever adds frames gets to know.

use serde::{Deserialize, Serialize};

use super::decode::decode_indexed;
use super::display::picture_of;
use super::error::PixelError;
use super::format::{FrameFormat, SampleKind};
use super::frame_index::FrameIndex;
use super::glare::Glare;
use super::lookup;
use super::picture::{Colours, Picture, Samples};
use super::range;
use crate::dicom::Instance;

/// What two frames must have in common to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    bits: u16,
    signed: bool,
    colour: bool,
    /// More is brighter: neither MONOCHROME1 nor a falling rescale, or both.
    rising: bool,
    /// Numbers of more than 16 bits and floats are spread over the steps there are, frame by frame: only frames that
    /// came out on one scale compare.
    scale: Option<(f64, f64)>,
    /// What a modality LUT table gives compares with nothing but what the same table gives
    /// ([`lookup::Modality::table_sum`]).
    table: Option<u32>,
    /// Nor do values that are colours, but with those of the same palette.
    colours: Option<u32>,
}

/// Frames laid over one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// What a frame must be like to be laid over these.
    pub kind: Kind,
    /// What might hide text among them.
    pub glare: Glare,
    /// How many frames are in it.
    pub frames: u32,
    /// At each pixel the brightest there is.
    pub brightest: Picture,
    /// At each pixel the darkest there is.
    pub darkest: Picture,
}

/// A frame that cannot be laid over the others: of another size or kind, or one of both would hide what is written on
/// the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlike;

/// What became of a run of frames.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gathered {
    /// Of the frames that are alike; `None` if none could be decoded.
    pub projection: Option<Projection>,
    /// Frames that could not be decoded.
    pub failed: u32,
    /// Frames that are of another size or kind than the first.
    pub unlike: u32,
}

impl Projection {
    /// A projection of one frame, whose picture no table made.
    pub fn of(format: &FrameFormat, picture: Picture) -> Self {
        let wide = format.kind != SampleKind::Integer || format.bits_stored > 16;
        let (colour, rising, scale) = match &picture.samples {
            Samples::Rgba(_) => (true, true, None),
            Samples::Grey {
                slope,
                intercept,
                inverted,
                ..
            } => (
                false,
                (*slope >= 0.0) != *inverted,
                wide.then_some((*slope, *intercept)),
            ),
        };
        Self {
            kind: Kind {
                bits: format.bits_stored,
                signed: format.signed,
                colour,
                rising,
                scale,
                table: None,
                colours: picture.colours.as_ref().map(Colours::sum),
            },
            glare: Glare::of(&picture),
            frames: 1,
            brightest: picture.clone(),
            darkest: picture,
        }
    }

    /// Lays another projection over this one.
    pub fn join(&mut self, other: &Self) -> Result<(), Unlike> {
        let same = self.kind == other.kind
            && self.brightest.columns == other.brightest.columns
            && self.brightest.rows == other.brightest.rows;
        let glare = self.glare.with(other.glare);
        if !same || glare.hides_text() {
            return Err(Unlike);
        }
        self.glare = glare;
        let rising = self.kind.rising;
        lay(&mut self.brightest, &other.brightest, rising);
        lay(&mut self.darkest, &other.darkest, !rising);
        self.frames = self.frames.saturating_add(other.frames);
        Ok(())
    }

    /// Opens with the window that shows every value there is, padding too: in a narrower one text and bone would be one
    /// white.
    pub fn finished(mut self) -> Self {
        widen(&mut self.brightest);
        widen(&mut self.darkest);
        self
    }
}

/// Lays frames `first` to `last` (from 0, both included) of an instance over what is gathered already. Holds one
/// frame at a time.
pub fn gather(gathered: &mut Gathered, instance: &Instance, first: u32, last: u32) {
    let prepared = FrameFormat::of_instance(instance)
        .and_then(|format| FrameIndex::of(instance, &format).map(|index| (format, index)));
    let Ok((format, index)) = prepared else {
        let frames = last.saturating_sub(first).saturating_add(1);
        gathered.failed = gathered.failed.saturating_add(frames);
        return;
    };
    for frame in first..=last {
        let one = decode_indexed(instance, &format, &index, frame)
            .and_then(|decoded| picture_of(&instance.data_set, decoded, frame));
        gathered.add(one.map(|picture| {
            let mut one = Projection::of(&format, picture);
            one.kind.table = lookup::modality(&instance.data_set, frame, format.signed).table_sum();
            one
        }));
    }
}

impl Gathered {
    fn add(&mut self, one: Result<Projection, PixelError>) {
        match one {
            Ok(one) => self.join(one),
            Err(_) => self.failed = self.failed.saturating_add(1),
        }
    }

    /// Lays a projection over what is gathered; one that cannot be is counted.
    pub fn join(&mut self, one: Projection) {
        let frames = one.frames;
        match &mut self.projection {
            None => self.projection = Some(one),
            Some(all) => {
                if all.join(&one).is_err() {
                    self.unlike = self.unlike.saturating_add(frames);
                }
            }
        }
    }

    /// Takes in what was gathered elsewhere.
    pub fn merge(&mut self, other: Self) {
        self.failed = self.failed.saturating_add(other.failed);
        self.unlike = self.unlike.saturating_add(other.unlike);
        if let Some(projection) = other.projection {
            self.join(projection);
        }
    }
}

/// Keeps the greater of each pair of samples, or the lesser.
fn lay(below: &mut Picture, above: &Picture, greater: bool) {
    match (&mut below.samples, &above.samples) {
        (
            Samples::Grey {
                values,
                slope,
                intercept,
                ..
            },
            Samples::Grey {
                values: others,
                slope: other_slope,
                intercept: other_intercept,
                ..
            },
        ) => {
            keep(values, others, greater);
            if (*slope, *intercept) != (*other_slope, *other_intercept) {
                // Rescaled differently: what is shown are stored values, for which the header's windows are not made.
                // The sign stays, since it says which end is bright.
                (*slope, *intercept) = (slope.signum(), 0.0);
                below.windows.clear();
            }
        }
        (Samples::Rgba(bytes), Samples::Rgba(others)) => keep(bytes, others, greater),
        _ => {}
    }
}

fn keep<T: Copy + Ord>(mine: &mut [T], theirs: &[T], greater: bool) {
    let pairs = mine.iter_mut().zip(theirs);
    if greater {
        pairs.for_each(|(mine, theirs)| *mine = (*mine).max(*theirs));
    } else {
        pairs.for_each(|(mine, theirs)| *mine = (*mine).min(*theirs));
    }
}

fn widen(picture: &mut Picture) {
    let Samples::Grey {
        values,
        slope,
        intercept,
        ..
    } = &picture.samples
    else {
        return;
    };
    let occupied = range::occupied(values);
    let full = range::full(&occupied, *slope, *intercept);
    let local = range::local_contrast(&occupied, *slope, *intercept);
    let windows = &mut picture.windows;
    windows.retain(|window| window.name != full.name && !window.is_local());
    windows.push(full);
    windows.push(local);
    picture.open_on_every_value();
}

#[cfg(test)]
mod tests;
