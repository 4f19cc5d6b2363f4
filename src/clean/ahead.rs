//! Painting of a long clip shared out, before it is cleaned.
//!
//! In come an instance's source, its rectangles and a run of frames; out comes what [`crate::pixels::ahead`] made of it.
//! Nothing is decided here: what cannot be painted ahead is left to [`super::clean_with`], which finds out why.

use std::ops::Range;
use std::rc::Rc;

use crate::dicom::{self, Source, Spool};
use crate::pixels::{self, FrameRegion, PaintedFrame};

/// Paints those frames of a run that a rectangle reaches into `spool`; `None` if that cannot be done.
pub fn paint_run(
    source: Rc<dyn Source>,
    regions: &[FrameRegion],
    run: Range<u32>,
    spool: &dyn Spool,
) -> Option<Vec<PaintedFrame>> {
    let instance = dicom::read(source).ok()?;
    // What is taken out of samples before they are painted, is taken out where the file is cleaned.
    let is_as_read = pixels::without_unused_bits(&instance).ok()?.is_none();
    match is_as_read {
        true => pixels::ahead::paint_run(&instance, regions, run, spool).ok()?,
        false => None,
    }
}
