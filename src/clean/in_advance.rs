//! Painting of a long clip shared out, before it is cleaned.
//!
//! In come an instance's source, its rectangles and a run of frames; out comes what [`crate::pixels::in_advance`] made
//! of it. What cannot be painted in advance is left to [`super::clean_with`], which finds out why; but a frame that
//! has once failed its check is not tried again.

use std::ops::Range;
use std::rc::Rc;

use super::HeldReason;
use crate::dicom::{self, Source, Spool};
use crate::pixels::{self, FrameRegion, PaintedFrame, PixelError};

/// Paints those frames of a run that a rectangle reaches into `spool`; `None` if that cannot be done. An error holds
/// the instance.
pub fn paint_run(
    source: Rc<dyn Source>,
    regions: &[FrameRegion],
    run: Range<u32>,
    spool: &dyn Spool,
) -> Result<Option<Vec<PaintedFrame>>, HeldReason> {
    let Ok(instance) = dicom::read(source) else {
        return Ok(None);
    };
    // What is taken out of samples before they are painted, is taken out where the file is cleaned.
    if !matches!(pixels::without_unused_bits(&instance), Ok(None)) {
        return Ok(None);
    }
    match pixels::in_advance::paint_run(&instance, regions, run, spool) {
        Err(error @ PixelError::CheckFailed { .. }) => Err(error.into()),
        painted => Ok(painted.unwrap_or_default()),
    }
}
