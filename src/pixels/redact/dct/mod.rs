//! Painting lossy JPEG without a second loss: coefficients of the blocks under a rectangle are overwritten, those of
//! all others are coded again as they were.
//!
//! In comes an instance in a DCT syntax; out come its frames in the same syntax, of which only painted ones are new.
//! A painted frame keeps no application segments and comments but what its colour needs, nothing behind its end, and
//! nothing in blocks beyond its edge. What left the coder is read again before it is given out: coefficients as they
//! were meant, and black where black was asked.
//!
//! `black` the blocks of a black rectangle · `stream` coefficients back into a JPEG · `check` what is read again.

mod black;
mod check;
mod stream;

use dicom_dictionary_std::tags;
use libjpeg_turbo_rs::JpegCoefficients;

use super::super::codec;
use super::super::codec::jpeg::{Header, coefficients, shape};
use super::super::decode::{compressed_frame, contained};
use super::super::error::PixelError;
use super::super::format::FrameFormat;
use super::super::frame_index::FrameIndex;
use super::super::grid::grid_of;
use super::super::region::{FrameRegion, Grid, Rect};
use super::{InAdvance, Redacted, RedactedPixels, encapsulated, rects_of};
use crate::dicom::{Instance, Spool};
use black::Black;
use check::Making;

/// `None` if a frame that is to be painted is of a kind that is not edited here.
pub fn redact(
    instance: &Instance,
    format: &FrameFormat,
    regions: &[FrameRegion],
    (spool, in_advance): (&dyn Spool, &InAdvance),
) -> Result<Option<Redacted>, PixelError> {
    let index = FrameIndex::of(instance, format)?;
    let mut frames = Vec::new();
    let mut painter = Painter::new(instance, format, &index);
    for frame in 0..format.frames {
        let rects = rects_of(regions, format, frame);
        if rects.is_empty() {
            match encapsulated::kept(instance, format, &index, frame)? {
                // The file ends before this frame.
                parts if parts.is_empty() => break,
                parts => frames.push(parts),
            }
            continue;
        }
        let painted = match in_advance.frame(frame) {
            Some((bytes, _)) => Some(bytes),
            None => painter.paint(&rects, frame)?,
        };
        match painted {
            Some(bytes) => frames.push(vec![spool.put(bytes)?]),
            None => return Ok(None),
        }
    }
    Ok(Some(Redacted {
        transfer_syntax: instance.transfer_syntax.clone(),
        pixels: RedactedPixels::Encapsulated { frames },
        attributes: vec![encapsulated::term(tags::LOSSY_IMAGE_COMPRESSION, "01")],
    }))
}

/// Paints the frames of one instance, one after the other.
pub struct Painter<'a> {
    instance: &'a Instance,
    format: &'a FrameFormat,
    index: &'a FrameIndex,
    /// The making of the last frame that was decoded, too: frames of one making are decoded alike, and most clips have
    /// but one; to decode all of them would take half as long again.
    decoded: Option<Making>,
}

impl<'a> Painter<'a> {
    /// Of an instance of that format.
    pub fn new(instance: &'a Instance, format: &'a FrameFormat, index: &'a FrameIndex) -> Self {
        Self {
            instance,
            format,
            index,
            decoded: None,
        }
    }

    /// The frame with its rectangles black, of even length; `None` if it is of a kind that is not edited here.
    pub fn paint(&mut self, rects: &[Rect], frame: u32) -> Result<Option<Vec<u8>>, PixelError> {
        let bytes = compressed_frame(self.instance, self.index, frame)?;
        let syntax = codec::find(&self.instance.transfer_syntax);
        contained(syntax.name, || self.painted(&bytes, rects, frame))
    }

    /// What the coefficient reader refuses is `None` too: either the frame is damaged, which the other way will find,
    /// or the reader is stricter than the decoder. Every frame's coefficients are read again.
    fn painted(
        &mut self,
        bytes: &[u8],
        rects: &[Rect],
        frame: u32,
    ) -> Result<Option<Vec<u8>>, PixelError> {
        let format = self.format;
        let Some((header, grid)) = editable(bytes, format) else {
            return Ok(None);
        };
        let Some(mut coefficients) = coefficients(bytes, &header) else {
            return Ok(None);
        };
        if !fits(&coefficients, format) {
            return Ok(None);
        }
        let data_set = &self.instance.data_set;
        let Some(black) = Black::of(&header, &coefficients, data_set, format, frame)? else {
            return Ok(None);
        };
        for rect in rects {
            paint(&mut coefficients, grid, *rect, format, &black);
        }
        let Some(written) = stream::written(&coefficients, bytes, &header) else {
            return Ok(None);
        };
        let making =
            shape(bytes).map(|source| Making::of(source, &header, &coefficients, &black, rects));
        let checked = check::is_as_meant(&written, &coefficients)
            && (making.is_some() && self.decoded == making
                || check::shows_black(&written, &black, grid, format, rects)
                    && check::is_same_outside(bytes, &written, grid, format, rects)?);
        self.decoded = making;
        match checked {
            true => Ok(Some(written)),
            false => Err(PixelError::CheckFailed { frame }),
        }
    }
}

/// What a frame says of itself, if its coefficients can be edited and it is the frame that the instance describes.
fn editable(bytes: &[u8], format: &FrameFormat) -> Option<(Header, Grid)> {
    let header = Header::read(bytes)?;
    let grid = grid_of(&header)?;
    let same = header.is_of_size(format.columns, format.rows)
        && header.component_ids.len() == usize::from(format.samples_per_pixel);
    same.then_some((header, grid))
}

/// Whether there are as many blocks as the frame is large, so that places can be reckoned.
fn fits(coefficients: &JpegCoefficients, format: &FrameFormat) -> bool {
    (
        u32::from(coefficients.width),
        u32::from(coefficients.height),
    ) == (format.columns, format.rows)
        && coefficients.components.iter().all(|component| {
            component.blocks_x.checked_mul(component.blocks_y) == Some(component.blocks.len())
        })
}

/// Overwrites the blocks of all components under the grown rectangle.
fn paint(
    coefficients: &mut JpegCoefficients,
    grid: Grid,
    rect: Rect,
    format: &FrameFormat,
    black: &Black,
) {
    let Some(grown) = grid.grown(rect, format.columns, format.rows) else {
        return;
    };
    let single = coefficients.components.len() == 1;
    let cells = |start: u32, length: u32, cell: u32, per_cell: u8, limit: usize| {
        let per_cell = if single { 1 } else { usize::from(per_cell) };
        let first = (start / cell) as usize * per_cell;
        let end = (start + length).div_ceil(cell) as usize * per_cell;
        first.min(limit)..end.min(limit)
    };
    for (component, dc) in coefficients.components.iter_mut().zip(&black.dc) {
        let stride = component.blocks_x;
        let columns = cells(
            grown.x,
            grown.width,
            grid.width,
            component.h_sampling,
            stride,
        );
        let lines = cells(
            grown.y,
            grown.height,
            grid.height,
            component.v_sampling,
            component.blocks_y,
        );
        let mut block = [0; 64];
        block[0] = *dc;
        for line in component
            .blocks
            .chunks_exact_mut(stride.max(1))
            .take(lines.end)
            .skip(lines.start)
        {
            if let Some(blocks) = line.get_mut(columns.clone()) {
                blocks.fill(block);
            }
        }
    }
}
