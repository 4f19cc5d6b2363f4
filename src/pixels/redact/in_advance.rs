//! Frames of a long clip that are painted in several places at once, before their file is cleaned.
//!
//! In come an instance and the run of frames that falls to one place; out come those that a rectangle reaches, painted
//! and checked as [`super::redact`] does it, one after the other in a spool. Whoever cleans the file takes them from
//! there ([`InAdvance`]) and paints what is missing. Only syntaxes whose frames do not depend on each other are
//! painted so.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::super::codec::{self, Paint};
use super::super::error::PixelError;
use super::super::format::{FrameFormat, MOST_FRAMES, Photometric};
use super::super::frame_index::FrameIndex;
use super::super::region::{FrameRegion, Rect};
use super::{dct, encapsulated, rects_of};
use crate::dicom::{Instance, PixelLayout, Source, Spool, TransferSyntax};

/// Fewer frames than this are not worth a second opening of their file.
const SHORTEST: usize = 8;

/// A frame in a spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaintedFrame {
    /// From 0.
    pub number: u32,
    /// Bytes; even.
    pub length: u64,
    /// What the header must call its colours, if its codec decides that.
    pub(super) photometric: Option<Photometric>,
}

/// The runs of frames, from 0, that are worth being painted in so many places at once; none if it is not worth it.
pub fn runs(
    transfer_syntax: &TransferSyntax,
    regions: &[FrameRegion],
    frames: u32,
    places: usize,
) -> Vec<Range<u32>> {
    let paint = codec::find(transfer_syntax).paint;
    if !matches!(paint, Paint::Reencode(_) | Paint::InCoefficients) || frames > MOST_FRAMES {
        return Vec::new();
    }
    let painted: Vec<u32> = reached(regions, frames).collect();
    let places = places.min(painted.len() / SHORTEST);
    if places < 2 {
        return Vec::new();
    }
    let ends = |run: &[u32]| Some(*run.first()?..run.last()?.checked_add(1)?);
    let runs = painted.chunks(painted.len().div_ceil(places));
    runs.filter_map(ends).collect()
}

/// How many frames are written anew, one by one; 0 if there are none, or too many to say it at once.
pub fn frames_to_paint(
    transfer_syntax: &TransferSyntax,
    regions: &[FrameRegion],
    frames: u32,
) -> u32 {
    if regions.is_empty() || frames > MOST_FRAMES {
        return 0;
    }
    match codec::find(transfer_syntax).paint {
        Paint::Reencode(_) | Paint::InCoefficients => reached(regions, frames).count() as u32,
        Paint::As(..) | Paint::AsJpegLossless => frames,
        Paint::InPlace | Paint::Never => 0,
    }
}

/// Frames, from 0, that a rectangle reaches.
fn reached(regions: &[FrameRegion], frames: u32) -> impl Iterator<Item = u32> {
    let is_reached = |frame: &u32| regions.iter().any(|region| region.frames.contains(*frame));
    (0..frames).filter(is_reached)
}

/// Paints the frames of one run that a rectangle reaches; `None` if this instance's frames cannot be painted one by
/// one.
pub fn paint_run(
    instance: &Instance,
    regions: &[FrameRegion],
    run: Range<u32>,
    spool: &dyn Spool,
) -> Result<Option<Vec<PaintedFrame>>, PixelError> {
    let pixels = instance.pixels.as_ref().ok_or(PixelError::NoPixels)?;
    let format = FrameFormat::of_instance(instance)?;
    let syntax = codec::find(&instance.transfer_syntax);
    if !matches!(pixels.layout, PixelLayout::Encapsulated { .. }) {
        return Ok(None);
    }
    let index = FrameIndex::of(instance, &format)?;
    let mut dct = dct::Painter::new(instance, &format, &index);
    let mut paint = |rects: &[Rect], frame| -> Result<Option<Painted>, PixelError> {
        Ok(match syntax.paint {
            Paint::InCoefficients => dct.paint(rects, frame)?.map(|bytes| (bytes, None)),
            Paint::Reencode(codec) => {
                let (bytes, name) = encapsulated::painted_and_reencoded(
                    instance, &format, &index, codec, rects, frame,
                )?;
                Some((bytes, Some(name)))
            }
            _ => None,
        })
    };
    let mut painted = Vec::new();
    for number in run.start..run.end.min(format.frames) {
        let rects = rects_of(regions, &format, number);
        if rects.is_empty() {
            continue;
        }
        let Some((bytes, photometric)) = paint(&rects, number)? else {
            return Ok(None);
        };
        painted.push(PaintedFrame {
            number,
            length: bytes.len() as u64,
            photometric,
        });
        spool.put(bytes)?;
    }
    Ok(Some(painted))
}

/// A painted frame's bytes, and what its colours are called if its codec decides that.
type Painted = (Vec<u8>, Option<Photometric>);

/// What was painted in advance of one file.
#[derive(Default)]
pub struct InAdvance {
    frames: BTreeMap<u32, Place>,
    runs: Vec<Rc<dyn Source>>,
}

/// Where a frame lies: which run, and its bytes there.
struct Place {
    run: usize,
    bytes: Range<u64>,
    photometric: Option<Photometric>,
}

impl InAdvance {
    /// Takes a run as [`paint_run`] reported it, and what its spool holds.
    pub fn add(&mut self, painted: &[PaintedFrame], spool: Rc<dyn Source>) {
        let mut start = 0_u64;
        for frame in painted {
            let end = start.saturating_add(frame.length);
            let place = Place {
                run: self.runs.len(),
                bytes: start..end,
                photometric: frame.photometric,
            };
            self.frames.insert(frame.number, place);
            start = end;
        }
        self.runs.push(spool);
    }

    /// A frame; `None` if nobody has painted it yet, or it cannot be read back.
    pub(super) fn frame(&self, number: u32) -> Option<Painted> {
        let place = self.frames.get(&number)?;
        let run = self.runs.get(place.run)?;
        Some((run.read(place.bytes.clone()).ok()?, place.photometric))
    }
}
